#!/bin/sh
# hardening.sh PROGRAM ARCHIVE...: the program as it was built has what the Makefile asks for. Each
# lack is told in a line. The guards that code calls are looked for in the archives of our own:
# those of libraries that are linked in have theirs.
program=$1
shift
status=0
headers=$(readelf -hldW "$program") || exit 1
symbols=$(readelf -Ws "$@") || exit 1
has() { # has WHAT PATTERN TEXT
    printf '%s\n' "$3" | grep -Eq -- "$2" && return
    echo "$program: $1"
    status=1
}
hasnt() {
    printf '%s\n' "$3" | grep -Eq -- "$2" || return
    echo "$program: $1"
    status=1
}
has 'is not position independent' 'FLAGS_1.* PIE' "$headers"
has 'leaves its tables of addresses writable (RELRO)' '^ *GNU_RELRO' "$headers"
has 'binds its symbols late (BIND_NOW)' 'FLAGS.*(BIND_NOW|NOW)' "$headers"
has 'has a stack that can be run' '^ *GNU_STACK .* RW +0x' "$headers"
hasnt 'has memory that can be both written and run' '^ *LOAD .* RWE' "$headers"
hasnt 'writes into its code when it is loaded' 'TEXTREL' "$headers"
hasnt 'looks for libraries in folders of its own' 'RPATH|RUNPATH' "$headers"
has 'has no guard on its stack' ' UND __stack_chk_fail$' "$symbols"
has 'has no guard on its buffers (_FORTIFY_SOURCE)' ' UND __[a-z]+_chk$' "$symbols"
exit $status
