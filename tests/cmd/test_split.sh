#!/bin/sh
# Exports in parts, made by the program and judged by Python and sha256sum; and sets as they were marked.
. tests/lib/tap.sh
schemas=$PWD/schemas/json judge=$PWD/tests/cmd/judge_manifest.py examples=$PWD/src/share/examples
python3 -c pass 2>/dev/null || { skip "parts" "no python3"; finish; }
cp "$judge" "$work/judge.py"
m() { "$MANICULE" "$@" --as lead; }

# Forty articles, each with marks of two people who do not wholly agree, and reprints of five of them.
records() {
    python3 -X utf8 - <<'PY'
import hashlib, json, random
chance = random.Random(11)
words = "harbour mayor said bridge tons road winter ferry school budget water council night train".split()
def article(n):
    chance.seed(n)
    return " ".join(chance.choice(words) + str(chance.randrange(99)) for _ in range(90)) + " end.\n"
def one(name, n, text):
    for who, shift in (("ann", 0), ("bob", n % 2)):
        ids = ["01920000-0000-7000-8000-%012x" % (n * 100 + (50 if who == "bob" else 0) + i) for i in range(3)]
        end = text.index(" ", 20)
        spans = [{"id": ids[0], "label": "quote", "start": 0, "end": end, "text": text[:end], "origin": "manual"},
                 {"id": ids[1], "label": "speaker", "start": end + 1 + shift, "end": end + 5, "text": text[end + 1 + shift:end + 5], "origin": "manual"}]
        print(json.dumps({"manicule": 1, "document": name, "id": "01920000-0000-7000-9000-%012x" % n,
              "sha256": hashlib.sha256(text.encode()).hexdigest(), "offset_unit": "codepoint", "text": text,
              "set": "person", "annotator": who, "status": "done", "spans": spans,
              "relations": [{"id": ids[2], "type": "said-by", "from": ids[0], "to": ids[1]}]}))
for n in range(40):
    one("news-%02d" % n, n, article(n))
for n in range(5):
    one("reprint-%d" % n, 50 + n, article(n).replace(" end.", " and that was the end."))
PY
}

made() {
    records >"$work/in.jsonl" && m init "$work/p" && m import "$work/p" "$work/in.jsonl" &&
        m export "$work/p" --split train=70,dev=15,test=15 -o "$work/parts" &&
        same 'dev.jsonl manifest.json test.jsonl train.jsonl' "$(cd "$work/parts" && echo *)"
}

judged() {
    same "45 180 3" "$(python3 -X utf8 "$work/judge.py" "$schemas" "$work/parts")" &&
        python3 -c 'import json, sys
m = json.load(open(sys.argv[1]))
assert m["groups"] == 5 and m["agreement"]["documents"] == 45 and m["agreement"]["readers"] == ["ann", "bob"]
exact = [f for f in m["agreement"]["figures"] if f["figure"] == "exact"]
assert [f["value"] for f in exact if f["label"] == "quote"] == [1], exact
assert all(p["documents"] for p in m["parts"])' "$work/parts/manifest.json"
}

by_sha256sum() {
    python3 -c 'import json, sys
for part in json.load(open(sys.argv[1]))["parts"]:
    for file in part["files"]:
        print(file["sha256"] + "  " + file["path"])' "$work/parts/manifest.json" >"$work/sums" &&
        (cd "$work/parts" && sha256sum -c --quiet "$work/sums")
}

again() {
    m export "$work/p" --split train=70,dev=15,test=15 -o "$work/again" && diff -r "$work/parts" "$work/again"
}

# The parts together are what an export without parts is, but for the order.
nothing_lost() {
    cat "$work"/parts/*.jsonl | sort >"$work/a" && m export "$work/p" | sort | cmp - "$work/a"
}

# With fewer sets, and after more documents came, each is where it was.
sides() {
    python3 -c 'import json, sys
for part in json.load(open(sys.argv[1] + "/manifest.json"))["parts"]:
    for document in part["documents"]:
        print(document["name"], part["name"])' "$1" | sort
}
stable() {
    sides "$work/parts" >"$work/before"
    m export "$work/p" --split train=70,dev=15,test=15 --annotator bob --document '*[0-4]' --label quote -o "$work/less" &&
        same "25 25 3" "$(python3 -X utf8 "$work/judge.py" "$schemas" "$work/less")" &&
        sides "$work/less" | comm -13 "$work/before" - | same "" "$(cat)" &&
        m add "$work/p" "$examples"/*.txt && m export "$work/p" --split train=70,dev=15,test=15 -o "$work/more" &&
        python3 -X utf8 "$work/judge.py" "$schemas" "$work/more" && sides "$work/more" | comm -23 "$work/before" - | same "" "$(cat)"
}

# Formats that are a folder of files have one for each part; a page is one.
formats() {
    m export "$work/p" --split a=1,b=1 --format brat -o "$work/brat" 2>"$work/said" &&
        python3 -X utf8 "$work/judge.py" "$schemas" "$work/brat" && [ -d "$work/brat/a" ] && [ -d "$work/brat/b" ] &&
        m export "$work/p" --split a=1,b=1 --format html -o "$work/html" &&
        python3 -X utf8 "$work/judge.py" "$schemas" "$work/html" && grep -q '<title>' "$work/html/b.html"
}

refusals() {
    exits 2 m export "$work/p" --split a=1,b=1 && exits 2 m export "$work/p" --split a -o "$work/x" &&
        exits 5 m export "$work/p" --split a=1,b=1 -o "$work/parts" &&
        exits 4 m export "$work/p" --split a=1,b=1 --document 'none*' -o "$work/x" &&
        exits 4 m export "$work/p" --label nothing && exits 2 m export "$work/p" --reading best &&
        exits 2 m export "$work/p" --reading marked --at 1h && exits 2 m export "$work/p" --reading marked --gold &&
        exits 1 m export "$work/p" --split a=1,b=1 --format csv --strict -o "$work/x" &&
        [ ! -e "$work/x" ] && same "" "$(find "$work" -maxdepth 1 -name '.manicule*')"
}

# What ann finished, and what became of it in a review, which comes as an import here.
readings() {
    m init "$work/q" && head -n 1 "$work/in.jsonl" >"$work/one.jsonl" && m import "$work/q" "$work/one.jsonl" &&
        m export "$work/q" >"$work/done" &&
        sed 's/"status":"done"/"status":"accepted"/; s/"start":0,/"start":1,/' "$work/done" | python3 -c 'import json, sys
record = json.loads(sys.stdin.read())
for span in record["spans"]:
    span["text"] = record["text"][span["start"]:span["end"]]
print(json.dumps(record))' >"$work/accepted.jsonl" &&
        m import "$work/q" "$work/accepted.jsonl" --replace &&
        m export "$work/q" --reading marked | cmp - "$work/done" &&
        m export "$work/q" --reading reviewed | grep -q '"status":"accepted"' &&
        m export "$work/q" | grep -q '"start":1,' &&
        ! m export "$work/q" | cmp -s - "$work/done"
}

# Beth marked the same as ann, of whose spans a review changed one since.
agreement() {
    python3 -c 'import json, sys, uuid
record = json.loads(sys.stdin.read())
record.update(annotator="beth", relations=[])
for span in record["spans"]:
    span["id"] = str(uuid.uuid4())
print(json.dumps(record))' <"$work/done" >"$work/beth.jsonl" && m import "$work/q" "$work/beth.jsonl" &&
        m agree "$work/q" --reading marked --lost | grep -v relation | same "" "$(cat)" &&
        m agree "$work/q" --reading marked --tsv >"$work/marked" && m agree "$work/q" --tsv >"$work/reviewed" &&
        ! cmp -s "$work/marked" "$work/reviewed" &&
        m agree "$work/q" --lost | grep -v relation | grep -q . && exits 2 m agree "$work/q" --reading best
}

# A corrected article stays in its part, and what was marked before leaves in the text it was marked in.
corrected() {
    cp "$work/p" "$work/c" && m export "$work/c" --document news-01 --reading marked >"$work/before.jsonl" &&
        sides "$work/parts" >"$work/sides" &&
        for n in 0 1 2 3 4 5 6 7 8 9; do
            m show "$work/c" "news-0$n" >/dev/null && m export "$work/c" --document "news-0$n" | head -n 1 |
                python3 -c 'import json, sys; sys.stdout.write("Corrected: " + json.loads(sys.stdin.readline())["text"])' >"$work/new.txt" &&
                m revise "$work/c" "news-0$n" "$work/new.txt" || return 1
        done >/dev/null 2>&1
    m export "$work/c" --document news-01 --reading marked | cmp - "$work/before.jsonl" &&
        m export "$work/c" --document news-01 | grep -q '"text":"Corrected: ' &&
        m agree "$work/p" --reading marked --tsv | grep exact >"$work/exact" &&
        m agree "$work/c" --reading marked --tsv | grep exact | cmp - "$work/exact" && [ -s "$work/exact" ] &&
        m export "$work/c" --split train=70,dev=15,test=15 -o "$work/corrected" && sides "$work/corrected" >"$work/after" &&
        comm -23 "$work/sides" "$work/after" | same "" "$(cat)" &&
        python3 -X utf8 "$work/judge.py" "$schemas" "$work/corrected"
}

it "parts come in one folder" made
it "the manifest counts what is in them" judged
it "its hashes are those of the files" by_sha256sum
it "the same data are the same bytes" again
it "every record is in one part" nothing_lost
it "a document stays where it is" stable
it "folders and pages come in parts too" formats
it "what is refused leaves nothing" refusals
it "a correction moves nothing" corrected
it "a set leaves as it was marked, or as it was reviewed" readings
it "how far people agreed before a review can be asked" agreement
finish
