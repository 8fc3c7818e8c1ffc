# Makes the tool's class-data-sharing archive, target/certtool.jsa, from the classes that a few ordinary commands load.
# The archive only saves time: whatever goes wrong here leaves none, and the tool starts without it.
# Usage: archive-classes.sh JAVA TARGET-FOLDER
set -eu
java=$1 target=$2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The very class path of the launcher: another one, and the JVM would not take the archive.
classpath="$target/certtool.jar:$target/lib/*"

load() {
  list=$1.classes
  shift
  "$java" -XX:DumpLoadedClassList="$list" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$classpath" io.dirgate.certtool.Certtool "$@" >/dev/null
}

load 1 --help
load 2 ca init --dir ca --name 'Example Root CA' --no-passphrase
load 3 ca issue --dir ca --name ldap.example.com --out-dir live
load 4 inspect live/chain.pem --json

# Each class once, in the order of loading: a class comes after those that it needs.
awk '!seen[$0]++' ./*.classes >classes
"$java" -Xshare:dump -XX:SharedClassListFile=classes -XX:SharedArchiveFile=certtool.jsa -cp "$classpath" >dump.log 2>&1 ||
  { tail -n 5 dump.log; exit 1; }

# By a rename, for a JVM that maps half an archive crashes.
cp certtool.jsa "$target/certtool.jsa.tmp"
mv -f "$target/certtool.jsa.tmp" "$target/certtool.jsa"
