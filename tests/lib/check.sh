#!/bin/sh
# check.sh: what `make check` runs, part by part. Every part is tried even when one before it
# failed. The last line counts tests over all of them; a part that does not build is one failure.
#   PARTS="unit lint"  only these
MAKE=${MAKE:-make}
jobs=$(nproc 2>/dev/null || echo 1)
mkdir -p build
COUNTS=$PWD/build/check-counts
export COUNTS
: >"$COUNTS"
broken=
start=$(date +%s)

# The trees: gcc's, where warnings are errors; clang's likewise; the sanitizers'; the fuzzers'.
strict='WERROR=1 O=build/check'

part() {
    name=$1
    shift
    [ -n "$PARTS" ] && case " $PARTS " in *" $name "*) ;; *) return ;; esac
    before=$(wc -l <"$COUNTS")
    at=$(date +%s)
    echo "--- $name"
    if ! "$@" </dev/null; then
        broken="$broken $name"
        # A part that counted its own failures has said so; another counts as one.
        tail -n +$((before + 1)) "$COUNTS" | awk '{ f += $2 } END { exit f > 0 }' && echo "0 1 0" >>"$COUNTS"
    elif [ "$(wc -l <"$COUNTS")" -eq "$before" ]; then
        echo "1 0 0" >>"$COUNTS"
    fi
    echo "    $name took $(($(date +%s) - at)) s"
}
make_() {
    $MAKE --no-print-directory -j"$jobs" "$@"
}

part build make_ $strict test-programs
part unit make_ $strict unit
part screens make_ $strict test-screens
part faults make_ $strict test-faults
part ssh make_ $strict test-ssh
part lint make_ $strict lint
part install sh tests/lib/install.sh
part clang make_ WERROR=1 BUILD=clang O=build/clang build/clang/manicule test-programs
part sanitizers make_ san
part valgrind make_ $strict valgrind VALGRIND_ROOMS='base marks flow' \
    VALGRIND_TESTS='workbench/test_article workbench/test_marking'
part fuzz make_ fuzz-smoke

[ -n "$broken" ] && echo "failed:$broken"
echo "$(($(date +%s) - start)) seconds in all"
set -- $(awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }' "$COUNTS")
echo "$1 passed, $2 failed, $3 skipped"
[ "$2" -eq 0 ] && [ -z "$broken" ]
