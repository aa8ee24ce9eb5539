"""Holds what `agree --json` writes against the schemas and against counts of its own.

judge_agree.py SCHEMA-FOLDER RECORDS REPORT POINTS: RECORDS is the export that the other two are of.
Two annotators; exact F1 is counted anew, and the points must be those that it misses. Where the
jsonschema module is installed, both outputs are held against their schemas too.
"""
import collections
import json
import pathlib
import sys


def lines(path):
    return [json.loads(line) for line in open(path, encoding="utf-8")]


def validate(folder, name, values):
    try:
        import jsonschema
        schema = json.loads((pathlib.Path(folder) / name).read_text("utf-8"))
        check = jsonschema.Draft202012Validator(schema).validate
    except (ImportError, AttributeError):
        return
    for value in values:
        check(value)


def main():
    folder, records, report, points = sys.argv[1:]
    report, points, marks, texts = lines(report)[0], lines(points), {}, {}
    for record in lines(records):
        texts[record["document"]] = record["text"]
        marks.setdefault(record["document"], {})[record["annotator"]] = collections.Counter(
            (span["label"], span["start"], span["end"]) for span in record.get("spans", []))
    validate(folder, "agreement.schema.json", [report])
    validate(folder, "disagreement.schema.json", points)
    first, second = (reader["annotator"] for reader in report["readers"])
    both = [sets for sets in marks.values() if first in sets and second in sets]
    assert report["documents"] == len(both)
    equal = sum(sum((sets[first] & sets[second]).values()) for sets in both)
    a = sum(sum(sets[first].values()) for sets in both)
    b = sum(sum(sets[second].values()) for sets in both)
    row = next(row for row in report["pairs"][0]["spans"]
               if row["match"] == "exact" and row["label"] is None)
    assert (row["first"], row["second"], row["both"]) == (a, b, equal), row
    assert row["f1"] == 2 * equal / (a + b), row
    lost = collections.Counter()
    for point in points:
        text = texts[point["document"]]
        assert text[point["start"]:point["end"]] == point["text"], point
        before = text[:point["start"]]
        assert point["line"] == before.count("\n") + 1, point
        assert point["column"] == len(before) - before.rfind("\n"), point
        if point["kind"] in ("missing", "boundary", "label"):
            for side in ("first", "second"):
                span = point[side]["span"]
                if span:
                    assert text[span["start"]:span["end"]] == span["text"], point
                    lost[side] += 1
    assert (lost["first"], lost["second"]) == (a - equal, b - equal), lost
    print(len(points))


main()
