# Read by the launchers beside it: becomes the Java process of one program. A JRE is all that it takes.
# Usage: launch NAME FOLDERS MAIN-CLASS ARGUMENT...
#   FOLDERS of libraries, below lib and beside those that all programs share, with a colon between them

home=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)

fail() {
  echo "$name: $*" >&2
  exit 1
}

find_java() {
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" >/dev/null || fail "no java found: install a Java runtime, version 17 or later, or set JAVA_HOME"
}

# The class path of these FOLDERS.
libraries() {
  printf '%s' "$home/lib/*"
  for folder in $(echo "$1" | tr : ' '); do
    printf '%s' ":$home/lib/$folder/*"
  done
}

launch() {
  name=$1 main=$3 classpath=$(libraries "$2")
  shift 3
  find_java
  set -- -cp "$classpath" "$main" "$@"
  # Made by archive-classes. What the Java runtime cannot use, one of another runtime, it passes over.
  [ ! -f "$home/lib/$name.jsa" ] || set -- -XX:SharedArchiveFile="$home/lib/$name.jsa" -Xlog:cds=off "$@"
  # DIRGATE_JAVA_OPTIONS come after the flags of the file, and so win over them (-Xmx256m for a large gateway).
  exec "$java" @"$home/bin/$name.jvm" ${DIRGATE_JAVA_OPTIONS:-} "$@"
}
