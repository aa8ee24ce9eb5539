"""F1 of exact spans of two annotators, from an export: what one writes in five minutes."""
import json
import sys

marks = {}
for line in open(sys.argv[1], encoding="utf-8"):
    record = json.loads(line)
    of = marks.setdefault(record["annotator"], set())
    for span in record["spans"]:
        of.add((record["document"], span["start"], span["end"], span["label"]))
first, second = marks["bench"], marks["other"]
print(2 * len(first & second) / (len(first) + len(second)))
