# Read by the launchers beside it: becomes the Java process of one program. A JRE is all that it takes.
# Usage: launch NAME MAIN-CLASS ARGUMENT...

home=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)

fail() {
  echo "$name: $*" >&2
  exit 1
}

launch() {
  name=$1 main=$2
  shift 2
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" >/dev/null || fail "no java found: install a Java runtime, version 17 or later, or set JAVA_HOME"
  # DIRGATE_JAVA_OPTIONS come after the flags of the file, and so win over them (-Xmx256m for a large gateway).
  exec "$java" @"$home/bin/$name.jvm" ${DIRGATE_JAVA_OPTIONS:-} -cp "$home/lib/*:$home/lib/$name/*" "$main" "$@"
}
