# Prints what unit tests cover of each room's branches, from JaCoCo's CSV report, and fails where that is less than the room must have:
# awk -F, -v least='session=90' -f coverage.awk jacoco.csv
BEGIN {
  if (skipped == "true") exit
  count = split(least, floors, " ")
  for (i = 1; i <= count; i++) {
    split(floors[i], pair, "=")
    floor[pair[1]] = pair[2]
  }
}
NR > 1 {
  room = $2
  sub(/.*\./, "", room)
  missed[room] += $6
  covered[room] += $7
}
END {
  for (room in covered) {
    all = covered[room] + missed[room]
    percent = all == 0 ? 100 : 100 * covered[room] / all
    low = percent < floor[room]
    printf "coverage: %s %.1f %% of %d branches%s\n", room, percent, all, low ? ", but " floor[room] " % are required: target/site/jacoco has what is missing" : "" | "sort"
    failed = failed || low
  }
  close("sort")
  exit failed
}
