#!/usr/bin/env python3
"""Makes src/share/examples/marks.jsonl, the sample marks in the native format, from examples.marks.

    python3 src/share/examples.py

Run it after changing an article or examples.marks, and commit what it wrote. Offsets are code points;
the ids are derived from the contents, so that the same marks are always the same bytes.
"""

import hashlib
import json
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).parent / "examples"
LANGUAGE = {"ferry": "en", "lighthouse": "ja", "glass-eels": "en"}
FIRST = 1767603600000  # 5 January 2026, in milliseconds


def identifier(count, *parts):
    """A UUID of version 7 whose time grows with count and whose rest is a hash of the parts."""
    rest = hashlib.sha256("\0".join(parts).encode()).digest()[:10]
    raw = bytearray((FIRST + count * 1000).to_bytes(6, "big") + rest)
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    text = raw.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def place(text, words):
    """Start and end of the words, as examples.marks writes them."""
    nth = re.match(r"#(\d+) ", words)
    if nth:
        words = words[nth.end():]
    first, _, last = words.replace("⏎", "\n").partition(" … ")
    pattern = re.escape(first)
    if first[0].isascii() and first[0].isalpha():
        pattern = r"(?<!\w)" + pattern
    if first[-1].isascii() and first[-1].isalpha() and not last:
        pattern += r"(?!\w)"
    found = [at.start() for at in re.finditer(pattern, text)]
    start = found[int(nth[1]) - 1 if nth else 0]
    end = start + len(first)
    if last:
        end = text.index(last, end) + len(last)
    return start, end


def read_marks():
    sets = []
    for line in (FOLDER.parent / "examples.marks").read_text(encoding="utf-8").splitlines():
        if line.startswith("="):
            document, annotator, status = line[1:].split()
            sets.append((document, annotator, status, []))
        elif line and not line.startswith("#"):
            fields = line.split("\t")
            attributes = dict(part.split("=", 1) for part in fields[3].split("; ")) if len(fields) > 3 else {}
            sets[-1][3].append((fields[0], fields[1], fields[2], attributes))
    return sets


def record(document, annotator, status, marks, count):
    raw = (FOLDER / (document + ".txt")).read_bytes()
    text = raw.decode()
    ids = {name: identifier(count + i, document, annotator, name) for i, (name, *_) in enumerate(marks)}
    spans, relations = [], []
    for name, label, words, attributes in marks:
        try:
            start, end = place(text, words)
        except (IndexError, ValueError):
            sys.exit(f"{document}: {words!r} is not there")
        speaker = attributes.pop("said-by", None)
        spans.append({"id": ids[name], "label": label, "start": start, "end": end, "text": text[start:end],
                      "attributes": dict(sorted(attributes.items())), "origin": "manual"})
        if speaker:
            relations.append({"id": identifier(count + len(relations), document, annotator, name, speaker),
                              "type": "said-by", "from": ids[name], "to": ids[speaker]})
    spans.sort(key=lambda span: (span["start"], -span["end"], span["id"]))
    relations.sort(key=lambda relation: relation["id"])
    return {"manicule": 1, "document": document, "sha256": hashlib.sha256(raw).hexdigest(),
            "offset_unit": "codepoint", "text": text,
            "meta": {"language": LANGUAGE[document], "title": text.split("\n", 1)[0]},
            "set": "person", "annotator": annotator, "status": status, "spans": spans, "relations": relations}


def main():
    count = 0
    lines = []
    for document, annotator, status, marks in read_marks():
        lines.append(json.dumps(record(document, annotator, status, marks, count), ensure_ascii=False,
                                separators=(",", ":")))
        count += len(marks)
    (FOLDER / "marks.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


main()
