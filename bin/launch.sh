# Read by the launchers beside it: builds a module on first use or after a change, then becomes its Java process.
# Usage: launch MODULE JAR-NAME MAIN-CLASS JVM-FLAGS-FILE ARGUMENT...

here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "no java found: install a JDK, version 17 or later, or set JAVA_HOME"

# True if nothing that goes into the jar is newer than what is named, which must exist.
is_newest() {
  [ -f "$2" ] &&
    [ -z "$(find "$here/pom.xml" "$here/$1/pom.xml" "$here/$1/src/main" "$here/config/demo.yaml" -newer "$2" -print -quit)" ]
}

# Maven leaves the jar alone where a change was of no consequence, so this launcher's own last build counts as well.
is_built() {
  [ -f "$here/$1/target/$2.jar" ] && [ -d "$here/$1/target/lib" ] &&
    { is_newest "$1" "$here/$1/target/$2.jar" || is_newest "$1" "$here/$1/target/$2.built"; }
}

# Shows that a build goes on: each second on a terminal, every quarter of a minute elsewhere. Ends with the launcher too.
show_progress() {
  seconds=0
  while sleep 1 && kill -0 $$ 2>/dev/null; do
    seconds=$((seconds + 1))
    if [ -t 2 ]; then
      printf '\r%s: building %s ... %s s ' "$1" "$2" "$seconds" >&2
    elif [ $((seconds % 15)) = 0 ]; then
      echo "$1: building $2 ... $seconds s" >&2
    fi
  done
}

build() {
  "$java" --list-modules | grep -q '^jdk.compiler' || fail "the java found has no compiler: a JDK is needed to build, version 17 or later"
  # Libraries of another version would stay.
  rm -rf "$here/$1/target/lib"
  log=$(mktemp)
  echo "$(basename "$0"): building $1 from its sources; this takes about half a minute" >&2
  [ -d "$HOME/.m2/repository" ] || echo "$(basename "$0"): this first build also fetches Maven and the libraries" >&2
  started=$(date +%s)
  show_progress "$(basename "$0")" "$1" 9>&- >/dev/null &
  progress=$!
  failed=
  "$here/mvnw" -B -q -ntp -Dquick -DskipTests -Dmaven.test.skip=true -pl "$1" -am package >"$log" 2>&1 </dev/null || failed=yes
  kill "$progress" 2>/dev/null || :
  wait "$progress" 2>/dev/null || :
  if [ -t 2 ]; then printf '\r\033[K' >&2; fi
  if [ "$failed" ]; then
    cat "$log" >&2
    rm -f "$log"
    fail "the build failed, see above"
  fi
  rm -f "$log"
  touch "$here/$1/target/$2.built"
  echo "$(basename "$0"): built in $(($(date +%s) - started)) s" >&2
}

# One builder at a time; the second one finds everything made.
ensure_built() {
  if ! is_built "$1" "$2"; then
    (
      if command -v flock >/dev/null; then flock 9; fi
      is_built "$1" "$2" || build "$1" "$2"
    ) 9>"${TMPDIR:-/tmp}/dirgate-build.$(id -u).lock" || exit 1
  fi
}

# The flag for the archive of classes that the build has made, empty if there is none. With one that does not fit, the JVM does
# without any, its own included: so none that is older than the jar. What it cannot use all the same, another JVM's, it passes over.
archive_flag() {
  built=$here/$1/target/$2
  if [ -n "$(find "$built.jsa" -newer "$built.jar" 2>/dev/null)" ]; then
    echo "-XX:SharedArchiveFile=$built.jsa"
  elif [ -n "$(find "$built.aot" -newer "$built.jar" 2>/dev/null)" ]; then
    echo "-XX:AOTCache=$built.aot"
  fi
}

launch() {
  module=$1 name=$2 main=$3 flags=$4
  shift 4
  ensure_built "$module" "$name"
  # DIRGATE_JAVA_OPTIONS come after the flags of the file, and so win over them.
  set -- @"$here/$flags" ${DIRGATE_JAVA_OPTIONS:-} -cp "$here/$module/target/$name.jar:$here/$module/target/lib/*" "$main" "$@"
  flag=$(archive_flag "$module" "$name")
  [ -z "$flag" ] || set -- -XX:+IgnoreUnrecognizedVMOptions -Xlog:cds=off "$flag" "$@"
  exec "$java" "$@"
}
