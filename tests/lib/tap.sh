# tap.sh: for tests written in shell. Source it; `it NAME COMMAND...` runs the command and counts;
# `skip NAME REASON`; end with `finish`. $work is an empty folder of the test's own, removed at
# the end; $MANICULE is the program.
: "${MANICULE:?is set by make test-...}"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
tests=0 failures=0
LC_ALL=C.UTF-8
export LC_ALL

# it NAME COMMAND...: the command must succeed. What it says is shown when it does not.
it() {
    name=$1
    shift
    tests=$((tests + 1))
    if "$@" >"$work/.said" 2>&1; then
        echo "ok $tests - $name"
    else
        failures=$((failures + 1))
        echo "not ok $tests - $name"
        sed 's/^/# /' "$work/.said"
    fi
}

skip() {
    tests=$((tests + 1))
    echo "ok $tests - $1 # SKIP $2"
}

# same EXPECTED ACTUAL: two texts are the same; says how they differ.
same() {
    [ "$1" = "$2" ] && return
    printf 'expected: %s\n but it is: %s\n' "$1" "$2"
    return 1
}

# exits STATUS COMMAND...: it ends with just that exit code.
exits() {
    wanted=$1
    shift
    "$@"
    got=$?
    [ $got -eq "$wanted" ] && return
    echo "exit code $got instead of $wanted: $*"
    return 1
}

finish() {
    echo "1..$tests"
    [ $failures -eq 0 ]
    exit
}
