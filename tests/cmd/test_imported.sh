#!/bin/sh
# What an import must not do in silence: take a wrong place for right, call what was left out done,
# let a format's own ids differ between readers, or write two files over each other.
. tests/lib/tap.sh
cd "$work" || exit 1
m() { "$MANICULE" "$@" --as lead; }
says() { grep -qF -- "$1" said || { cat said; echo "does not say: $1"; return 1; }; }

line='{"id":1,"text":"Ann met Bo.","entities":[{"id":7,"label":"speaker","start_offset":0,"end_offset":3}],"relations":[]}'
other='{"id":2,"text":"Ann met Bo.","entities":[{"id":9,"label":"speaker","start_offset":0,"end_offset":3}],"relations":[]}'
readers() {
    m init p && echo "$line" | m import p - --annotator ann && echo "$other" | m import p - --annotator bob
}
it "two readers, whose marks have ids of their own, through a pipe that is recognised" readers
agree() { m agree p --json >said && says '"exact"' && m diff p "#1" ann bob >said && ! grep -q source_id said; }
it "agree passes over the ids" agree
gold() {
    m adjudicate p --agreed && m export p --gold >said && says '"label":"speaker"' && ! grep -q source_id said
}
it "and so does gold" gold
split() { m export p --split train=1,test=1 -o parts >said 2>&1 && test -s parts/manifest.json; }
it "and a manifest with both" split
twice() { m export p -f spacy -o two.json 2>said && says 'spacy does not say whose marks they are, and 1 text left more than once'; }
it "a text that leaves twice is told" twice

wrong() {
    mkdir b && printf 'Ann met Bo.\n' >b/a.txt && printf 'T1\tspeaker 1 4\tAnn\n' >b/a.ann && m init w &&
        m import w b --annotator ann 2>said && says "the file's words \"Ann\" are not what stands there" &&
        m export w -f html >said && says 'are not what stands there'
}
it "a wrong place stays, with a doubt on it" wrong

skipped() {
    echo '{"text":"Ann met Bo.","spans":[{"start":0,"end":99,"label":"speaker"}],"answer":"accept","_input_hash":1,"_task_hash":2}' >s.jsonl
    m init s && exits 3 m import s s.jsonl --annotator ann --on-error skip 2>said && m export s >said && says '"status":"open"'
}
it "a set of which a mark was left out is not done" skipped
nothing() {
    echo '{"text":"x","spans":[],"answer":"accept","_input_hash":1,"_task_hash":2,"_annotator_id":"Rex Smith"}' >n.jsonl
    exits 3 m import s n.jsonl --on-error skip 2>said && says "1 thing was left out"
}
it "a record with a name that nobody can have is left out" nothing
native() {
    m export p >p.jsonl && sed 's/"end":3/"end":4/' p.jsonl | head -n 1 >bad.jsonl && tail -n 1 p.jsonl >>bad.jsonl
    m init t && exits 3 m import t bad.jsonl --on-error skip 2>said && says 'bad.jsonl:1: spans[0].text' && m export t >said &&
        says '"annotator":"bob"'
}
it "the native format too leaves out a line and takes the rest" native

same_file() { exits 2 m export p -f csv -o x --report ./x 2>said && says 'name the same file' && test ! -e x; }
it "a report is not written over the export" same_file
csv() { m export p -f csv -o x.csv 2>said && exits 2 m import p x.csv 2>said && says 'csv, which is written, not read'; }
it "what is not read is named" csv
place() {
    printf '[{"data":{"text":"a b"},"annotations":[]},{"data":{"text":"a b"},"annotations":[{"result":[{"id":"r","type":"labels","from_name":"l","to_name":"t","value":{"start":0,"end":9,"text":"a","labels":["speaker"]}}]}]}]' >l.json
    exits 3 m import p l.json --annotator ann 2>said && says 'l.json:1: [1]: annotations[0].result[0]'
}
it "the task is named where all of it is one line" place
config() { m labels p export --format label-studio -o own.xml && m init q --labels own.xml && m labels q >said && says speaker; }
it "a labelling configuration is known by its content" config
kept() {
    for format in doccano brat label-studio; do
        m init k-$format && m labels k-$format export --format $format -o c-$format && m labels k-$format export >k.before &&
            m labels k-$format set c-$format --format $format && m labels k-$format export >k.after || return 1
        python3 - k.before k.after <<'PY' || return 1
import json, sys
before, after = (json.load(open(path)) for path in sys.argv[1:])
def shape(labels):
    return ({l["name"]: sorted(a["name"] for a in l.get("attributes", [])) for l in labels["labels"]},
            sorted((r["name"], r["from"], r["to"]) for r in labels["relations"]))
assert shape(before) == shape(after), (shape(before), shape(after))
PY
    done
}
it "a label set that comes back from a weaker configuration keeps its attributes and relations" kept
finish
