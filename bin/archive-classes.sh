# Makes a program's archive of classes, which the JVM maps instead of reading and checking them at each start: TARGET/NAME.jsa, or
# TARGET/NAME.aot where the JVM can keep classes linked as well (from JDK 25 on) and the training is a single run.
# The archive only saves time: whatever goes wrong here leaves none, and the program starts without it.
# Usage: archive-classes.sh JAVA TARGET-FOLDER NAME MAIN-CLASS FLAGS-FILE TRAINING single|several
#   TRAINING is read in an empty folder; `program ARGUMENT...` becomes a run of the program, so call it in a subshell.
set -eu
java=$1 target=$2 name=$3 main=$4 flags=$5 training=$6 runs=$7

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
rm -f "$target/$name.jsa" "$target/$name.aot"

# The very class path of the launcher: another one, and the JVM would not take the archive.
classpath="$target/$name.jar:$target/lib/*"

kind=jsa
if [ "$runs" = single ] && [ "$("$java" --version | sed -n '1s/^[^0-9]*\([0-9]*\).*/\1/p')" -ge 25 ]; then
  kind=aot
fi

program() {
  case $kind in
    jsa) recording=-XX:DumpLoadedClassList=$(mktemp "$work/classes.XXXXXX") ;;
    aot) recording=-XX:AOTCacheOutput=$work/archive ;;
  esac
  exec "$java" @"$flags" "$recording" -cp "$classpath" "$main" "$@"
}

. "$training"

if [ $kind = jsa ]; then
  # Each class once, in the order of loading: a class comes after those that it needs.
  awk '!seen[$0]++' "$work"/classes.* >loaded
  "$java" -Xshare:dump -XX:SharedClassListFile=loaded -XX:SharedArchiveFile=archive -cp "$classpath" >dump.log 2>&1 ||
    { tail -n 5 dump.log; exit 1; }
fi

# By a rename, for a JVM that maps half an archive crashes.
cp archive "$target/$name.$kind.tmp"
mv -f "$target/$name.$kind.tmp" "$target/$name.$kind"
