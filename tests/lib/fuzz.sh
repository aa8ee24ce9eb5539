#!/bin/sh
# fuzz.sh SECONDS NAME...: each fuzz target reads the inputs that are kept for it in
# tests/data/fuzz/NAME, then makes new ones for so long. New inputs worth having gather in
# build/fuzz/corpus/NAME; what broke a target is left in build/fuzz/found/NAME: keep it in
# tests/data/fuzz/NAME. A short run (under a minute) makes the same inputs each time, as many as the
# time allows and at most $most, so that a faster machine does not meet what no one has seen: finding
# is for the long ones. Projects that the targets make lie in memory where there is some.
seconds=$1
shift
most=20000
passed=0 failed=0 same=
[ "$seconds" -lt 60 ] && same="-seed=1 -runs=$most"
[ -z "$TMPDIR" ] && [ -w /dev/shm ] && TMPDIR=/dev/shm && export TMPDIR
export ASAN_OPTIONS="${ASAN_OPTIONS:-allocator_may_return_null=1:detect_leaks=1}"
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM
for name in "$@"; do
    kept=tests/data/fuzz/$name
    corpus=build/fuzz/corpus/$name
    found=build/fuzz/found/$name/
    mkdir -p "$corpus" "$found"
    [ -d "$kept" ] || kept=
    if { [ -z "$kept" ] || find "$kept" -type f -print0 | xargs -0 -r "$O/fuzz/$name"; } >"$log" 2>&1 &&
        "$O/fuzz/$name" $same -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 \
            -artifact_prefix="$found" "$corpus" $kept >>"$log" 2>&1; then
        passed=$((passed + 1))
        echo "ok     fuzz $name ($(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs)"
    else
        failed=$((failed + 1))
        echo "FAILED fuzz $name"
        grep -av '^#' "$log" | head -n 60
    fi
done
[ -n "$COUNTS" ] && echo "$passed $failed 0" >>"$COUNTS"
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
