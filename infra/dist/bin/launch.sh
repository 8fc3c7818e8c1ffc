# Read by the launchers beside it: becomes the Java process of one program. A JRE is all that it takes.
# Usage: launch NAME FOLDERS MAIN-CLASS ARGUMENT...
#   FOLDERS of libraries, below lib and beside those that all programs share, with a colon between them

home=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)

fail() {
  echo "$name: $*" >&2
  exit 1
}

launch() {
  name=$1 main=$3
  classpath="$home/lib/*"
  for folder in $(echo "$2" | tr : ' '); do
    classpath="$classpath:$home/lib/$folder/*"
  done
  shift 3
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" >/dev/null || fail "no java found: install a Java runtime, version 17 or later, or set JAVA_HOME"
  # DIRGATE_JAVA_OPTIONS come after the flags of the file, and so win over them (-Xmx256m for a large gateway).
  exec "$java" @"$home/bin/$name.jvm" ${DIRGATE_JAVA_OPTIONS:-} -cp "$classpath" "$main" "$@"
}
