#!/bin/sh
# demo.sh PROGRAM: three sample articles with the marks of two annotators, and the workbench open
# on them as alice. The project is build/demo.manicule and stays as you left it; remove the file to
# start anew. Without a terminal the same is done in a project of its own, exported and printed.
set -e
manicule=$1
examples=src/share/examples
# A bare machine says nothing about its terminal; nowadays it takes UTF-8.
[ -n "$LC_ALL$LC_CTYPE$LANG" ] || export LC_ALL=C.UTF-8

fill() {
    "$manicule" init "$1" --as lead
    step "add: three articles"
    "$manicule" add "$1" "$examples"/*.txt --as lead
    step "mark: what alice and bob marked is read in"
    "$manicule" import "$1" "$examples/marks.jsonl" --as lead
}

step() {
    printf '\n-- %s\n' "$1"
}

if [ -t 0 ] && [ -t 1 ]; then
    project=build/demo.manicule
    [ -e "$project" ] || fill "$project"
    "$manicule" open "$project" --as alice
    echo "Everything you marked is in $project. See it leave:"
    echo "  $manicule export $project --as alice | head -c 600"
    exit
fi

project=build/demo-headless.manicule
rm -f "$project"
echo "There is no terminal here: the same without the workbench, in a project of its own."
fill "$project"
"$manicule" verify "$project"
"$manicule" list "$project" --sets --as lead
step "the first marks of alice in ferry"
"$manicule" show "$project" ferry --annotator alice --spans --as lead | head -n 12
step "export: every set a line of JSON"
"$manicule" export "$project" --as lead >build/demo.jsonl
echo "$(wc -l <build/demo.jsonl) records, $(wc -c <build/demo.jsonl) bytes in build/demo.jsonl. The first begins:"
head -n 1 build/demo.jsonl | cut -c 1-400
