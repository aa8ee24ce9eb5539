#!/bin/sh
# Every sample of every format: in, out in the same format, in again: the same spans, relations and
# attributes. The table of counts is printed; what is refused stands below with its reason.
. tests/lib/tap.sh
[ -n "$MANICULE_TESTDATA" ] || { skip "samples" "no MANICULE_TESTDATA"; finish; }
python3 -c pass 2>/dev/null || { skip "samples" "no python3"; finish; }

python3 -X utf8 tests/cmd/samples.py "$MANICULE" "$MANICULE_TESTDATA" "$work" >"$work/table" 2>&1
status=$?
sed 's/^/# /' "$work/table"
it "what comes back is the same" exits 0 test $status -eq 0

counts() {
    same "brat brat/tutorials/news: 13 files, 9 documents, 119 spans, 63 relations, 12 attributes; refused: 4
slate slate: 4 files, 4 documents, 18 spans, 3 relations, 0 attributes; refused: 0
webanno inception-webanno-tsv: 27 files, 22 documents, 159 spans, 96 relations, 264 attributes; refused: 5
webanno gum-wikinews: 4 files, 4 documents, 563 spans, 271 relations, 2731 attributes; refused: 0
doccano doccano: 6 files, 9 documents, 19 spans, 9 relations, 0 attributes; refused: 1
prodigy prodigy: 4 files, 294 documents, 599 spans, 32 relations, 0 attributes; refused: 1
label-studio label-studio: 1 files, 1 documents, 1 spans, 0 relations, 0 attributes; refused: 0
spacy spacy-train: 2 files, 4 documents, 5 spans, 0 relations, 0 attributes; refused: 0
spacy-spans spacy-train: 2 files, 5 documents, 6 spans, 0 relations, 0 attributes; refused: 0
conll2002 conll/dkpro: 1 files, 1 documents, 4 spans, 0 relations, 0 attributes; refused: 0
germeval conll/dkpro: 1 files, 1 documents, 6 spans, 0 relations, 0 attributes; refused: 0
conll2003 conll/dkpro: 1 files, 1 documents, 3 spans, 0 relations, 0 attributes; refused: 0
conll2002 doccano/sequence_labeling: 1 files, 1 documents, 2 spans, 0 relations, 0 attributes; refused: 0
webannotation w3c-web-annotation: 41 files, 0 documents, 0 spans, 0 relations, 0 attributes; refused: 41" \
        "$(grep '; refused: ' "$work/table")"
}
it "the counts" counts

# Why a file is left out: it has no text or no span, or is broken.
reasons() {
    grep '^    ' "$work/table" | sed -E 's/^[^:]*:* ?//; s/^ *:?[0-9]+: //' |
        sed -E 's/.*(no spans|is empty; a span has|text: is missing|no selector|no source with a selector|by its address alone|no place in a text|neither in the file).*/\1/' |
        sort | uniq -c | sed 's/^ *//'
}
why() {
    same "2 by its address alone
4 is empty; a span has
1 neither in the file
6 no place in a text
19 no selector
13 no source with a selector
5 no spans
2 text: is missing" "$(reasons)"
}
it "the reasons" why
finish
