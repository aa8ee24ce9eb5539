#!/bin/sh
# lint.sh: the manual pages are clean mdoc, every header compiles alone, every script parses,
# every schema is JSON, every fixed message fits the status line, and $PROGRAM, if any is given, is
# hardened as it was asked to be.
passed=0 failed=0
try() {
    if said=$("$@" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $*"
        printf '%s\n' "$said" | head -n 20
    fi
}
header() {
    echo "#include \"$1\"" | $CC $CFLAGS_ALL -x c -fsyntax-only -
}
for page in "$O"/man/*.[1-9]; do
    [ -f "$page" ] && try mandoc -T lint -W warning "$page"
    [ -f "$page" ] && try cmp "$page" "man/${page##*/}" # else: make manual-tables
done
for file in $(find include -name '*.h'); do
    try header "${file#include/}"
done
for file in $(find src tests .ci -name '*.sh' -o -path .ci/run); do
    try sh -n "$file"
done
try python3 tests/lib/messages.py src/workbench/*.c
for file in $(find schemas -name '*.json'); do
    try python3 -c 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8"))' "$file"
done
[ -n "$PROGRAM" ] && try sh tests/lib/hardening.sh "$PROGRAM" "$O"/lib/*.a
[ -n "$COUNTS" ] && echo "$passed $failed 0" >>"$COUNTS"
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
