#!/bin/sh
# run.sh PROGRAM...: runs the test programs, a few at a time, shows what failed, and counts tests
# over all of them. Programs speak TAP (cmocka does here; scripts by tap.sh); one that dies before
# the end of its plan counts as a failure. NAME.sh is run by the shell.
#   UNDER   a command to run each program under (valgrind)
#   JOBS    how many at a time (default: the processors)
#   LIMIT   seconds until a program is taken to hang (default 600)
#   COUNTS  a file that gets a line "passed failed skipped"
export CMOCKA_MESSAGE_OUTPUT=TAP
unset CMOCKA_XML_FILE

if [ "$1" = --one ]; then
    program=$2 folder=$3
    log=$(mktemp "$folder/log.XXXXXX") || exit 1
    case $program in
    *.sh) name=${program#tests/} ;;
    *) name=${program##*/tests/} ;;
    esac
    case $program in
    *.sh) timeout --foreground -k 10 "${LIMIT:-600}" sh "$program" >"$log" 2>&1 </dev/null ;;
    *) timeout --foreground -k 10 "${LIMIT:-600}" $UNDER "$program" >"$log" 2>&1 </dev/null ;;
    esac
    status=$?
    planned=$(sed -n 's/^1\.\.\([0-9][0-9]*\).*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
    # cmocka 1.1.5 writes "not ok 3 # SKIP" for a skipped test; TAP says "ok".
    skipped=$(grep -ciE '^(not )?ok .*# skip' "$log")
    passed=$(grep '^ok ' "$log" | grep -civ '# skip')
    failed=$(grep '^not ok ' "$log" | grep -civ '# skip')
    [ $status -ne 0 ] && [ "$failed" -eq 0 ] && failed=1
    [ $((passed + failed + skipped)) -lt "$planned" ] && failed=$((planned - passed - skipped))
    [ $((passed + failed + skipped)) -eq 0 ] && failed=1
    echo "$passed $failed $skipped" >"$log.count"
    if [ "$failed" -gt 0 ]; then
        { echo "FAILED $name (exit $status)"; grep -v '^ok ' "$log" | head -n 80; } >"$log.said"
    else
        { echo "ok     $name ($passed passed, $skipped skipped)"
          grep -iE '^(not )?ok .*# skip' "$log" | sed -E 's/^(not )?ok [0-9]* *-* */       skipped: /'; } >"$log.said"
    fi
    cat "$log.said"
    exit 0
fi

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
# Some tests give up root's rights. The program must be where they can reach it then.
if [ "$(id -u)" = 0 ] && [ -x "$MANICULE" ]; then
    chmod 755 "$folder"
    cp "$MANICULE" "$folder/manicule" && chmod 755 "$folder/manicule"
    MANICULE=$folder/manicule
    export MANICULE
fi
[ $# -gt 0 ] && printf '%s\0' "$@" |
    xargs -0 -P "${JOBS:-$(nproc 2>/dev/null || echo 1)}" -I '{}' sh "$0" --one '{}' "$folder"
set -- $(cat "$folder"/*.count 2>/dev/null | awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }')
[ -n "$COUNTS" ] && echo "$1 $2 $3" >>"$COUNTS"
echo "$1 passed, $2 failed, $3 skipped"
[ "$2" -eq 0 ]
