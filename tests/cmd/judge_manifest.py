"""Holds the manifest of a split export against its files, which it counts and hashes itself.

judge_manifest.py SCHEMA-FOLDER FOLDER: prints documents, spans and files; exits non-zero at the first
fault. No project code is used. Where the jsonschema module is installed, the manifest is held against its
schema too. Files of the native format are read; of others only the hashes are looked at.
"""
import collections
import hashlib
import json
import os
import pathlib
import sys


def validate(folder, manifest):
    try:
        import jsonschema
        schema = json.loads((pathlib.Path(folder) / "manifest.schema.json").read_text("utf-8"))
        jsonschema.Draft202012Validator(schema).validate(manifest)
    except (ImportError, AttributeError):
        pass


def check_native(part, path):
    documents, labels, relations, records = {}, collections.Counter(), 0, 0
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        records += 1
        sets = documents.setdefault(record["id"], [record["document"], record["sha256"], 0])
        sets[2] += record["set"] is not None
        labels.update(span["label"] for span in record.get("spans", []))
        relations += len(record.get("relations", []))
        ids = {span["id"] for span in record.get("spans", [])}
        for relation in record.get("relations", []):
            assert relation["from"] in ids and relation["to"] in ids
    assert {d["id"]: [d["name"], d["sha256"], d["sets"]] for d in part["documents"]} == documents
    assert {name: n for name, n in part["labels"].items() if n} == dict(labels)
    assert (part["spans"], part["relations"], part["records"]) == (sum(labels.values()), relations, records)


def main():
    folder = pathlib.Path(sys.argv[2])
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    validate(sys.argv[1], manifest)
    listed, seen, sides = [], set(), {}
    for part in manifest["parts"]:
        assert part["document_count"] == len(part["documents"])
        assert part["spans"] == sum(part["labels"].values())
        for document in part["documents"]:
            assert document["id"] not in seen
            seen.add(document["id"])
            if document["group"]:
                assert sides.setdefault(document["group"], part["name"]) == part["name"]
        for file in part["files"]:
            data = (folder / file["path"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == file["sha256"] and len(data) == file["bytes"], file
            listed.append(file["path"])
        if manifest["format"] == "native":
            check_native(part, folder / part["files"][0]["path"])
    found = [os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names]
    assert sorted(found) == sorted(listed + ["manifest.json"]), found
    print(len(seen), sum(part["spans"] for part in manifest["parts"]), len(listed))


main()
