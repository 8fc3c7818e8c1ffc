# Makes a program's archive of classes, which the JVM maps instead of reading and checking them at each start: TARGET/NAME.jsa, or
# TARGET/NAME.aot where the JVM can keep classes linked as well (from JDK 25 on) and the training is a single run. Beside it the list
# of the classes, TARGET/NAME.classes, of which another machine's JVM makes its own archive: that is what the packages hold.
# The archive only saves time: whatever goes wrong here leaves none, and the program starts without it.
# Usage: archive-classes.sh JAVA TARGET-FOLDER NAME MAIN-CLASS FLAGS-FILE TRAINING single|several
#   TRAINING is read in an empty folder; `program ARGUMENT...` becomes a run of the program, so call it in a subshell. What it
#   starts and leaves is ended here: its process ids go into `started`.
set -eu
java=$1 target=$2 name=$3 main=$4 flags=$5 training=$6 runs=$7

work=$(mktemp -d)
started=
finish() {
  for process in $started; do kill "$process" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap finish EXIT
# The build's own end, or Ctrl-C, which what runs in the background does not hear.
trap 'exit 1' HUP INT TERM
cd "$work"
rm -f "$target/$name.jsa" "$target/$name.aot" "$target/$name.classes"

# The very class path of the launcher: another one, and the JVM would not take the archive.
classpath="$target/$name.jar:$target/lib/*"

archive=jsa
if [ "$runs" = single ] && [ "$("$java" --version | sed -n '1s/^[^0-9]*\([0-9]*\).*/\1/p')" -ge 25 ]; then
  archive=aot
fi

program() {
  case $recorded in
    classes) recording=-XX:DumpLoadedClassList=$(mktemp "$work/classes.XXXXXX") ;;
    aot) recording=-XX:AOTCacheOutput=$work/archive ;;
  esac
  exec "$java" @"$flags" "$recording" -cp "$classpath" "$main" "$@"
}

# Trains in a folder of its own.
train() {
  recorded=$1
  mkdir "$work/$1"
  cd "$work/$1"
  . "$training"
  cd "$work"
}

train classes
# Each class once, in the order of loading: a class comes after those that it needs.
awk '!seen[$0]++' "$work"/classes.* >loaded
cp loaded "$target/$name.classes"

if [ $archive = aot ]; then
  train aot
else
  "$java" -Xshare:dump -XX:SharedClassListFile=loaded -XX:SharedArchiveFile=archive -cp "$classpath" >dump.log 2>&1 ||
    { tail -n 5 dump.log; exit 1; }
fi

# By a rename, for a JVM that maps half an archive crashes.
cp archive "$target/$name.$archive.tmp"
mv -f "$target/$name.$archive.tmp" "$target/$name.$archive"
