"""Looks at exports of Label Studio's tasks and of Web Annotation with nothing but Python's json.

make: a record on standard output, with emoji, CRLF, a combining mark and a family before its spans.
tasks FILE [utf16]: slices, ids and relations of every task; prints how many regions there are.
pages FILE: the same of annotation pages; prints how many spans.
same-tasks A B: both hold the same texts with the same regions (id, place, labels, words).
"""
import hashlib
import json
import sys


def refuse_twice(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), names
    return dict(pairs)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file, object_pairs_hook=refuse_twice)


def cut(text, start, end, unit="codepoint"):
    assert 0 <= start < end
    if unit == "codepoint":
        assert end <= len(text)
        return text[start:end]
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def make():
    text = "\U0001f332\r\ne\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467 Ann Roux said: \u201cNo.\u201d\r\nEnd \U0001f332"
    spans, ids = [], ["0192aaaa-0000-7000-8000-%012d" % n for n in range(4)]
    for n, (label, words, attributes) in enumerate(
        [
            ("speaker", "Ann Roux", {"name": "Roux \"x\"\n\U0001f332", "use": "quoted"}),
            ("quote", "\u201cNo.\u201d", {"type": "direct"}),
            ("location", "End \U0001f332", {}),
        ]
    ):
        start = text.index(words)
        spans.append(
            {
                "id": ids[n],
                "label": label,
                "start": start,
                "end": start + len(words),
                "text": words,
                "attributes": attributes,
            }
        )
    record = {
        "manicule": 1,
        "document": "hard one",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "offset_unit": "codepoint",
        "text": text,
        "meta": {"title": "Hard", "pages": [1, 2.50]},
        "set": "person",
        "annotator": "ann",
        "status": "done",
        "spans": spans,
        "relations": [{"id": ids[3], "type": "said-by", "from": ids[1], "to": ids[0]}],
    }
    print(json.dumps(record, ensure_ascii=False))
    record.update({"set": "gold", "annotator": None, "relations": []})
    record["spans"] = [dict(s, id=s["id"].replace("aaaa", "bbbb")) for s in spans[:2]]
    print(json.dumps(record, ensure_ascii=False))
    record.update({"set": "suggestion", "source": "some model"})
    record["spans"] = [dict(s, id=s["id"].replace("aaaa", "cccc")) for s in spans[1:]]
    for span in record["spans"]:
        span["attributes"] = {"score": "0.75"}
    print(json.dumps(record, ensure_ascii=False))


def check_results(text, results, unit):
    regions = {}
    for r in results:
        if r["type"] == "labels":
            value = r["value"]
            assert r["id"] not in regions and len(value["labels"]) == 1
            assert cut(text, value["start"], value["end"], unit) == value["text"], value
            regions[r["id"]] = value
    for r in results:
        if r["type"] == "relation":
            assert r["from_id"] in regions and r["to_id"] in regions and r["labels"]
        elif r["type"] != "labels":
            value = regions[r["id"]]
            assert (r["value"]["start"], r["value"]["end"]) == (value["start"], value["end"])
            field = r["value"][{"choices": "choices", "textarea": "text"}[r["type"]]]
            assert len(field) == 1 and field[0]
    return regions


def tasks(path, unit="codepoint"):
    seen = set()
    number = 0
    for task in load(path):
        text, document = task["data"]["text"], task["meta"]["document"]
        assert hashlib.sha256(text.encode()).hexdigest() == document["sha256"]
        assert document["id"] not in seen
        seen.add(document["id"])
        for annotation in task["annotations"]:
            assert annotation["ground_truth"] == ("completed_by" not in annotation)
            number += len(check_results(text, annotation["result"], unit))
        for prediction in task["predictions"]:
            assert prediction["model_version"]
            number += len(check_results(text, prediction["result"], unit))
    print(number)


def check_place(texts, place):
    text = texts[place["source"]]
    position, quote = place["selector"]
    assert position["type"] == "TextPositionSelector" and quote["type"] == "TextQuoteSelector"
    start, end = position["start"], position["end"]
    assert cut(text, start, end) == quote["exact"]
    assert text[max(0, start - 32) : start] == quote["prefix"]
    assert text[end : end + 32] == quote["suffix"]


def pages(path):
    texts, number, known = {}, 0, set()
    for page in load(path):
        assert page["type"] == "AnnotationPage"
        assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
        source = page["source"]
        assert hashlib.sha256(source["value"].encode()).hexdigest() == source["sha256"]
        texts[source["id"]] = source["value"]
        spans = [a for a in page["items"] if a["motivation"] == "tagging"]
        links = [a for a in page["items"] if a["motivation"] == "linking"]
        assert len(spans) + len(links) == len(page["items"])
        ids = {a["id"] for a in page["items"]}
        assert len(ids) == len(page["items"]) and not ids & known
        known |= ids
        for a in spans:
            target = a["target"]
            for place in target["items"] if target.get("type") == "Composite" else [target]:
                check_place(texts, place)
        for a in links:
            ends = [b["source"] for b in a["body"] if b.get("purpose") == "linking"]
            assert len(ends) == 1 and ends[0] in ids and a["target"] in ids
        for a in page["items"]:
            assert sum(b.get("purpose") == "tagging" for b in a["body"]) == 1
            assert a.get("creator") == page.get("creator")
        number += len(spans)
    print(number)


def regions_of(path):
    out = set()
    for task in load(path):
        for annotation in task["annotations"]:
            for r in annotation["result"]:
                value = r["value"]
                out.add(
                    (
                        task["data"]["text"],
                        r["id"],
                        r["type"],
                        value["start"],
                        value["end"],
                        value["text"],
                        tuple(value["labels"]),
                    )
                )
    return out


def same_tasks(one, other):
    a, b = regions_of(one), regions_of(other)
    assert a and a == b, (a - b, b - a)
    print("same")


if __name__ == "__main__":
    {"make": make, "tasks": tasks, "pages": pages, "same-tasks": same_tasks}[sys.argv[1]](
        *sys.argv[2:]
    )
