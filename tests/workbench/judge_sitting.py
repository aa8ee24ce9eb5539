"""Holds a sitting's exports against its article and its project file. No project code is used.

judge_sitting.py ARTICLE PROJECT CODEPOINTS UTF8 UTF16: the article as it was before it was added,
and one export in each unit. Every span of every export cuts its words out of the article, SQLite
cuts the same words out by the span's row, and the hash is the file's. Prints how many spans it saw;
exits non-zero at the first fault.
"""
import contextlib
import hashlib
import json
import sqlite3
import sys
import uuid


def cut(text, unit, start, end):
    if unit == "codepoint":
        return text[start:end]
    encoding, size = {"utf8": ("utf-8", 1), "utf16": ("utf-16-le", 2)}[unit]
    return text.encode(encoding)[start * size:end * size].decode(encoding)


def places(span):
    return span.get("fragments") or [span]


def check_export(path, unit, content):
    """The words of each span's places, by id, and the places themselves."""
    words, at = {}, {}
    with open(path, encoding="utf-8", newline="\n") as file:
        records = [json.loads(line) for line in file]
    for record in records:
        assert record["offset_unit"] == unit, record["offset_unit"]
        assert record["text"].encode() == content
        assert record["sha256"] == hashlib.sha256(content).hexdigest()
        for span in record["spans"]:
            for place in [span] + span.get("fragments", []):
                found = cut(record["text"], unit, place["start"], place["end"])
                assert found == place["text"] != "", (unit, place, found)
            words[span["id"]] = [place["text"] for place in places(span)]
            at[span["id"]] = [(place["start"], place["end"]) for place in places(span)]
    return words, at


def check_rows(project, words, at):
    rows = project.execute(
        'SELECT s.id, s.start, s."end", s.fragments, s.key, substr(t.text, s.start + 1, s."end" - s.start)'
        " FROM spans s JOIN sets ON sets.key = s.in_set JOIN texts t ON t.document = sets.document").fetchall()
    assert len(rows) == len(words), (len(rows), len(words))
    for blob, start, end, fragments, key, found in rows:
        span = str(uuid.UUID(bytes=blob))
        if fragments == 1:
            assert [found] == words[span] and [(start, end)] == at[span], (span, start, end, found)
            continue
        pieces = project.execute(
            'SELECT f.start, f."end", substr(t.text, f.start + 1, f."end" - f.start)'
            " FROM fragments f JOIN spans s ON s.key = f.span JOIN sets ON sets.key = s.in_set"
            " JOIN texts t ON t.document = sets.document WHERE f.span = ? ORDER BY f.place", (key,)).fetchall()
        assert [piece[2] for piece in pieces] == words[span]
        assert [piece[:2] for piece in pieces] == at[span]


def main():
    article, path, *exports = sys.argv[1:]
    with open(article, "rb") as file:
        content = file.read()
    words, at = check_export(exports[0], "codepoint", content)
    for export, unit in zip(exports[1:], ("utf8", "utf16"), strict=True):
        same, _ = check_export(export, unit, content)
        assert same == words, unit
    with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % path, uri=True)) as project:
        check_rows(project, words, at)
        (stored,) = project.execute("SELECT sha256 FROM documents").fetchone()
        assert stored == hashlib.sha256(content).digest()
    print(len(words))


main()
