#!/bin/sh
# CSV and TSV as Python reads them: each slice is the text's, in all three units, behind an emoji, a
# CRLF, a combining mark and a family of four; quotes, separators and line breaks come back as they were.
. tests/lib/tap.sh
python3 -c pass 2>/dev/null || { skip "tables" "no python3"; finish; }
m() { "$MANICULE" "$@" --as lead; }

make_project() {
    python3 -X utf8 - >"$work/in.jsonl" <<'PY'
import hashlib, json
text = ("Good \U0001F600\r\nmorning e\u0301 \U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466, "
        "said Ann: \"Yes, \\ twelve\ttons;\r\n=1+1\" and left.\n")
def span(n, label, words, **attributes):
    start = text.index(words)
    return {"id": "01920000-0000-7000-8000-%012d" % n, "label": label, "start": start, "end": start + len(words),
            "text": words, "attributes": attributes} if attributes else {
            "id": "01920000-0000-7000-8000-%012d" % n, "label": label, "start": start, "end": start + len(words), "text": words}
spans = [span(1, "speaker", "Ann", name='Ann, "the" first\\'), span(2, "quote", text[text.index('"'):text.rindex('"') + 1]),
         span(3, "amount", "twelve\ttons"), span(4, "location", "=1+1")]
print(json.dumps({"manicule": 1, "document": 'a, "b"', "sha256": hashlib.sha256(text.encode()).hexdigest(),
    "offset_unit": "codepoint", "text": text, "set": "person", "annotator": "ann", "status": "done",
    "spans": spans, "relations": []}))
PY
    m init "$work/p" && m import "$work/p" "$work/in.jsonl"
}
it "a project" make_project

judge() {
    m export "$work/p" -f "$1" --offsets "$2" --strict -o "$work/out.$1" || return 1
    python3 -X utf8 - "$work/in.jsonl" "$work/out.$1" "$1" "$2" <<'PY'
import csv, json, re, sys
record = json.loads(open(sys.argv[1], encoding="utf-8").read())
raw = open(sys.argv[2], encoding="utf-8", newline="").read()
if sys.argv[3] == "csv":
    rows = list(csv.reader(raw.splitlines(keepends=True), strict=True))
else:
    undo = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
    rows = [[re.sub(r"\\(.)", lambda m: undo[m[1]], f) for f in line.split("\t")] for line in raw.split("\n")[:-1]]
head, rows = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
assert len(rows) == 4, rows
code = {"codepoint": ("utf-32-le", 4), "utf8": ("utf-8", 1), "utf16": ("utf-16-le", 2)}[sys.argv[4]]
bytes_ = record["text"].encode(code[0])
for row, span in zip(rows, sorted(record["spans"], key=lambda s: (s["start"], -s["end"])), strict=True):
    cut = bytes_[int(row["start"]) * code[1]:int(row["end"]) * code[1]].decode(code[0])
    assert cut == row["text"] == span["text"], (cut, row, span)
    assert row["document"] == record["document"] and row["id"] == span["id"] and row["label"] == span["label"], row
    assert json.loads(row["attributes"] or "{}") == span.get("attributes", {}), row
    assert (row["set"], row["annotator"], row["status"]) == ("person", "ann", "done"), row
PY
}
for format in csv tsv; do
    for unit in codepoint utf8 utf16; do
        it "$format in $unit" judge $format $unit
    done
done

# Its own lines end as RFC 4180 says; a stranger's line end within a field stays what it was.
crlf() { same "$(tail -c 2 "$work/out.csv" | od -An -tx1)" " 0d 0a"; }
it "CSV lines end in CRLF" crlf
finish
