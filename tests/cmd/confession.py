"""make ARTICLE: a record with spans of every awkward kind, by code points of that article.
tell REPORT: a line for each loss of a --report: what was done to what of which, by the end of its id."""
import hashlib
import json
import sys


def span(text, number, label, *pieces, **attributes):
    out = {
        "id": "0192aaaa-0000-7000-8000-%012d" % number,
        "label": label,
        "start": pieces[0][0],
        "end": pieces[-1][1],
        "text": text[pieces[0][0] : pieces[-1][1]],
    }
    if len(pieces) > 1:
        out["fragments"] = [{"start": a, "end": b, "text": text[a:b]} for a, b in pieces]
    if attributes:
        out["attributes"] = attributes
    return out


def make(path):
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    spans = [
        span(text, 1, "location", (563, 569)),
        span(text, 2, "speaker", (2646, 2650), name="Yoo"),  # ends with a space
        span(text, 3, "quote", (1328, 1500), type="direct"),  # over a paragraph's end
        span(text, 4, "amount", (1328, 1346)),  # nested in it
        span(text, 5, "location", (1340, 1360)),  # crosses the one before
        span(text, 6, "speaker", (575, 582), (595, 598)),  # two pieces
        span(text, 7, "location", (750, 753)),  # a part of a word
    ]
    link = {
        "id": "0192aaaa-0000-7000-8000-%012d" % 9,
        "type": "said-by",
        "from": spans[2]["id"],
        "to": spans[1]["id"],
    }
    record = {
        "manicule": 1,
        "document": "article",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "offset_unit": "codepoint",
        "text": text,
        "set": "person",
        "annotator": "ann",
        "status": "done",
        "spans": spans,
        "relations": [link],
    }
    print(json.dumps(record, ensure_ascii=False))


def tell(path):
    with open(path, encoding="utf-8") as file:
        for row in sorted(
            "%s %s %s" % (r["loss"], r["what"], r.get("span", r.get("relation", "-"))[-1])
            for r in map(json.loads, file)
        ):
            print(row)


{"make": make, "tell": tell}[sys.argv[1]](sys.argv[2])
