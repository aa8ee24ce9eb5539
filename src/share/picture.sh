#!/bin/sh
# picture.sh TREE [adjudicate]: a picture of the README on standard output (picture.c). The project
# is made anew each time, so the same program always draws the same picture: alice at work on the
# article about glass eels, the queue open, the cursor on a quotation that she has just linked; or
# rita at a difference between alice and bob.
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
project=$folder/articles.manicule
"$1/manicule" init "$project" --as lead >&2
"$1/manicule" add "$project" src/share/examples/*.txt --as lead >&2
"$1/manicule" import "$project" src/share/examples/marks.jsonl --as lead >&2

if [ "$2" = adjudicate ]; then
    keys='<Tab>212<Tab><Tab><Tab><Tab><Tab><Tab>'
    "$1/picture" "$1/manicule" adjudicate "$project" rita ferry "$keys" 'adjudicating a sample article'
    exit
fi

keys=
mark() {
    keys="$keys/$2<Enter><Esc>$1"
}
mark a '3~4 million'
mark a 'six times'
mark s 'The police'
mark q 'not in a position'
keys="${keys}r"
mark l Macau
mark a '100,000 yen'
mark s 'Former broker'
mark l Fukuoka
mark l Busan
mark s 'the former broker'
mark q 'We called him'
keys="${keys}r<F6><Esc><Esc>"
"$1/picture" "$1/manicule" open "$project" alice glass-eels "$keys" 'manicule on a sample article'
