"""Reads tagged tokens as a script of an ML engineer would. No project code is used.

judge_conll.py same FORMAT FILE FORMAT FILE   the same tokens and spans in both? prints how many of each
judge_conll.py tokens FILE                    a file of the UNER shape as --tokens of an export
judge_conll.py article FILE                   a native record with spans on a text that is hard on offsets
judge_conll.py shared FILE TEXT               one on that text: nested, crossing, in pieces, over paragraphs
judge_conll.py marks FORMAT FILE NATIVE       are the spans the native record's, and whole tokens of its text?
judge_conll.py biluo FILE                     is every sequence of tags one that BILUO allows?
"""
import hashlib
import json
import sys

COMMENTED = ("conllu", "uner", "germeval")


def spans_of(tags):
    out, start, label = [], None, None
    for i, tag in enumerate(tags + ["O"]):
        prefix, _, name = tag.partition("-")
        if start is not None and (prefix in "OBUS" or name != label):
            out.append((start, i, label))
            start = None
        if prefix == "O":
            continue
        if start is None:
            start, label = i, name
        if prefix in "LEUS":
            out.append((start, i + 1, label))
            start = None
    return out


def blocks(path, form):
    """Sentences: comments and rows."""
    with open(path, encoding="utf-8", newline="") as file:
        lines = [line.rstrip("\r") for line in file.read().split("\n")]
    comments, rows = [], []
    for line in lines + [""]:
        if form in COMMENTED and line.startswith("#"):
            comments.append(line)
        elif line.strip():
            rows.append(line.split("\t") if "\t" in line else line.split())
        elif comments or rows:
            yield comments, rows
            comments, rows = [], []


def misc(row):
    return dict(field.split("=", 1) for field in row[9].split("|") if "=" in field)


def sentence(form, rows):
    at = 1 if form in COMMENTED else 0
    tokens = [row[at] for row in rows]
    if form == "conllu":
        layers = [[misc(row).get("NE", "O") for row in rows]]
    elif form == "uner":
        layers = [[row[2] for row in rows]]
    elif form == "germeval":
        layers = [[row[2] for row in rows], [row[3] for row in rows]]
    else:
        layers = [[row[-1] for row in rows]]
    return tokens, layers


def read(form, path):
    """All tokens in a row, spans by their places in it, and where sentences begin."""
    tokens, spans = [], []
    for _, rows in blocks(path, form):
        if not rows or rows[0][0] == "-DOCSTART-":
            continue
        words, layers = sentence(form, rows)
        for tags in layers:
            spans += [(len(tokens) + a, len(tokens) + b, name) for a, b, name in spans_of(tags)]
        tokens += words
    return tokens, sorted(spans)


def same(form, one, other_form, other):
    first, second = read(form, one), read(other_form, other)
    assert first[0] == second[0], [(a, b) for a, b in zip(first[0], second[0]) if a != b][:3]
    assert first[1] == second[1], set(first[1]) ^ set(second[1])
    print(len(first[0]), "tokens", len(first[1]), "spans")


def tokens(path):
    documents = []
    for comments, rows in blocks(path, "uner"):
        for comment in comments:
            if comment.startswith("# newdoc id = "):
                documents.append({"document": comment[14:], "offset_unit": "codepoint", "tokens": []})
                base = 0
            if comment.startswith("# text = "):
                text = comment[9:]
        at = 0
        for row in rows:
            at = text.index(row[1], at)
            documents[-1]["tokens"].append([base + at, base + at + len(row[1])])
            at += len(row[1])
        base += len(text) + 1
    for document in documents:
        print(json.dumps(document))


def article(path):
    text = ("\U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301te\u0301\r\nAnn\u00e9e Roux\r\n\r\n"
            "\U0001f332 in Oslo, 12 tons.\r\nShe said: \u201cNo.\u201d\r\n")
    wanted = [("speaker", "Ann\u00e9e Roux"), ("location", "Oslo"), ("amount", "12 tons"),
              ("quote", "\u201cNo.\u201d"), ("location", "e\u0301te\u0301")]
    places = sorted((text.index(words), label, words) for label, words in wanted)
    spans = [{"id": "0192000a-0000-7000-8000-%012d" % i, "label": label, "start": at,
              "end": at + len(words), "text": words}
             for i, (at, label, words) in enumerate(places)]
    write_record(path, "hard", text, spans, [])


def write_record(path, name, text, spans, relations):
    record = {"manicule": 1, "document": name, "sha256": hashlib.sha256(text.encode()).hexdigest(),
              "offset_unit": "codepoint", "text": text, "set": "person", "annotator": "alice",
              "status": "done", "spans": spans, "relations": relations}
    with open(path, "w", encoding="utf-8") as file:
        print(json.dumps(record), file=file)


def shared(path, article_path):
    text = open(article_path, encoding="utf-8", newline="").read()
    wanted = [("quote", 1262, 1274), ("speaker", 1265, 1269), ("quote", 1301, 1395),
              ("location", 1305, 1317), ("amount", 1328, 1346), ("location", 1385, 1405),
              ("amount", 1406, 1458), ("amount", 1462, 1467)]
    spans = [{"id": "0192000a-0000-7000-8000-%012d" % i, "label": label, "start": start, "end": end,
              "text": text[start:end]} for i, (label, start, end) in enumerate(wanted)]
    spans[0]["attributes"] = {"type": "direct"}
    spans[6]["fragments"] = [{"start": a, "end": b, "text": text[a:b]}
                             for a, b in ((1406, 1415), (1454, 1458))]
    write_record(path, "shared", text, spans, [
        {"id": "0192000b-0000-7000-8000-000000000000", "type": "said-by", "from": spans[0]["id"],
         "to": spans[1]["id"]}])


def unescape(text):
    out, at = "", 0
    while at < len(text):
        if text[at] == "\\":
            out += {"s": " ", "t": "\t", "r": "\r", "n": "\n", "p": "|", "\\": "\\"}[text[at + 1]]
            at += 1
        else:
            out += text[at]
        at += 1
    return out


def conllu_text(path):
    out = ""
    for comments, rows in blocks(path, "conllu"):
        plain = ""
        for row in rows:
            fields = misc(row)
            out += unescape(fields.get("SpacesBefore", "")) + row[1]
            after = "" if fields.get("SpaceAfter") == "No" else unescape(fields.get("SpacesAfter", "\\s"))
            out += after
            plain += row[1] + (" " if after else "")
        assert "# text = " + plain.rstrip(" ") in comments, plain
        assert [row[0] for row in rows] == [str(i + 1) for i in range(len(rows))]
    return out


def marks(form, path, native):
    record = json.loads(open(native, encoding="utf-8").readline())
    words, spans = read(form, path)
    text, at, places = record["text"], 0, []
    for word in words:  # every token stands in the text, in order, with white space between
        found = text.index(word, at)
        assert not text[at:found].strip(), text[at:found]
        places.append((found, found + len(word)))
        at = found + len(word)
    assert not text[at:].strip()
    got = sorted((places[a][0], places[b - 1][1], label) for a, b, label in spans)
    assert got == sorted((s["start"], s["end"], s["label"]) for s in record["spans"]), got
    assert all(text[s["start"]:s["end"]] == s["text"] for s in record["spans"])
    if form == "conllu":
        assert conllu_text(path) == text
    print(form, len(words), len(spans))


def biluo(path):
    n = 0
    for _, rows in blocks(path, "biluo"):
        inside = None
        for row in rows:
            prefix, _, label = row[-1].partition("-")
            assert prefix in "BILUO" and (label or prefix == "O"), row
            assert (prefix in "IL") == (inside is not None), row
            assert prefix not in "IL" or label == inside, row
            inside = label if prefix in "BI" else None
            n += prefix in "BU"
        assert inside is None, rows[-1]
    print("biluo", n)


if __name__ == "__main__":
    {"same": same, "tokens": tokens, "article": article, "shared": shared, "marks": marks,
     "biluo": biluo}[sys.argv[1]](*sys.argv[2:])
