"""Compares two files of training data, each read by its own rules. No project code is used.

judge_values.py FORMAT FILE FORMAT FILE: prints how many documents, spans and relations each has; exits
non-zero at the first difference. Spans are compared as (label, start, end) in code points, each slice
cut in the format's own unit first; relations by their type and the spans at their ends.
"""
import collections
import json
import pathlib
import sys


def values(path):
    text = pathlib.Path(path).read_text("utf-8").lstrip("\ufeff")
    if text.lstrip()[:1] == "[" and text.lstrip()[1:].lstrip()[:1] in "[{]":
        return json.loads(text)
    found, decoder, at = [], json.JSONDecoder(), 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text):
            return found
        value, at = decoder.raw_decode(text, at)
        found.append(value)


def from_utf16(text, start, end):
    """The slice by UTF-16 units, and its place in code points."""
    units = text.encode("utf-16-le")
    before, inside = units[:2 * start].decode("utf-16-le"), units[2 * start:2 * end].decode("utf-16-le")
    assert 0 <= start < end <= len(units) // 2
    return len(before), len(before) + len(inside)


class Doc:
    def __init__(self, text):
        self.text, self.spans, self.relations = text, collections.Counter(), collections.Counter()
        self.cut = 0  # spans that begin or end inside a token

    def span(self, label, start, end, words=None, unit="codepoint"):
        if unit == "utf16":
            start, end = from_utf16(self.text, start, end)
        assert 0 <= start < end <= len(self.text), (start, end)
        assert words is None or self.text[start:end] == words, (self.text[start:end], words)
        self.spans[label, start, end] += 1
        return label, start, end


def native(value):
    doc, ends = Doc(value["text"]), {}
    for span in value.get("spans") or []:
        ends[span["id"]] = doc.span(span["label"], span["start"], span["end"], span["text"])
    for relation in value.get("relations") or []:
        doc.relations[relation["type"], ends[relation["from"]], ends[relation["to"]]] += 1
    return doc


def doccano(value):
    unit = value.get("offset_unit", "codepoint")
    doc = Doc(value.get("text") or value.get("data") or value.get("column_data") or "")
    ends = {}
    for start, end, label in value.get("label") or value.get("labels") or value.get("column_label") or []:
        doc.span(label, start, end, unit=unit)
    for entity in value.get("entities") or []:
        assert entity["id"] not in ends
        ends[entity["id"]] = doc.span(entity["label"], entity["start_offset"], entity["end_offset"], unit=unit)
    for relation in value.get("relations") or []:
        doc.relations[relation["type"], ends[relation["from_id"]], ends[relation["to_id"]]] += 1
    return doc


def prodigy(value):
    doc = Doc(value["text"])
    if value.get("answer", "accept") != "accept":
        return doc
    tokens = value.get("tokens") or []
    for number, token in enumerate(tokens):
        assert token["id"] == number and doc.text[token["start"]:token["end"]] == token["text"]
    for span in value.get("spans") or []:
        doc.span(span["label"], span["start"], span["end"], span.get("text"))
        if not tokens:
            continue
        inside = [t["id"] for t in tokens if t["end"] > span["start"] and t["start"] < span["end"]]
        if inside:
            assert (span["token_start"], span["token_end"]) == (inside[0], inside[-1]), span
        else:
            assert "token_start" not in span
        doc.cut += (not inside or tokens[inside[0]]["start"] != span["start"] or
                    tokens[inside[-1]]["end"] != span["end"])
    for relation in value.get("relations") or []:
        ends = []
        for end in "head", "child":
            span = relation[end + "_span"]
            ends.append((span["label"], span["start"], span["end"]))
            assert ends[-1] in doc.spans, span
            assert relation[end] == span.get("token_end", 0)
        doc.relations[(relation["label"], *ends)] += 1
    return doc


def spacy(value):
    if isinstance(value, dict):
        text, parts = value["text"], value
    else:
        text, parts = value
    doc, spans = Doc(text), parts.get("spans") or []
    groups = spans.values() if isinstance(spans, dict) else [spans]
    for group in [parts.get("entities") or [], *groups]:
        for start, end, label in group:
            doc.span(label, start, end)
    return doc


def filtered(doc):
    """As spacy.util.filter_spans(): the longest, of equal ones the first, of those by label."""
    out, taken = Doc(doc.text), set()
    for label, start, end in sorted(doc.spans, key=lambda s: (s[1] - s[2], s[1], s[0].encode())):
        if not taken.intersection(range(start, end)):
            out.spans[label, start, end] = 1
            taken.update(range(start, end))
    return out


FORMATS = {"native": native, "doccano": doccano, "doccano-spans": doccano, "prodigy": prodigy,
           "spacy": spacy, "spacy-spans": spacy}
LINKS = {"native", "doccano", "prodigy"}


def main():
    names, paths = sys.argv[1::2], sys.argv[2::2]
    one, two = ([FORMATS[name](value) for value in values(path)] for name, path in zip(names, paths))
    assert len(one) == len(two), (len(one), len(two))
    for a, b in zip(one, two):
        if "spacy" in names and names != ["spacy", "spacy"]:
            a, b = filtered(a), filtered(b) if names[1] != "spacy" else b
        assert a.text == b.text
        assert a.spans == b.spans, (a.spans - b.spans, b.spans - a.spans)
        if LINKS.issuperset(names):
            assert a.relations == b.relations, (a.relations, b.relations)
    spans, relations = (sum(sum(getattr(d, what).values()) for d in two) for what in ("spans", "relations"))
    print(len(two), spans, relations, sum(d.cut for d in two))


main()
