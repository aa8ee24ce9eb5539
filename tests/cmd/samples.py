"""samples.py PROGRAM DATA FOLDER: every sample file in a known format goes through the program: in, out
in the same format, and in again to an empty project. Prints a line for each folder of samples:

    FORMAT FOLDER: files, documents, spans, relations, attributes; refused: N

and for each refused file what the program says of it. Fails where what comes back is not the same."""
import collections
import json
import os
import shutil
import subprocess
import sys

program, data, work = sys.argv[1:4]

# format, folder below DATA, extensions; further options of import
SAMPLES = [
    ("brat", "brat/tutorials/news", (".ann",), []),
    ("slate", "slate", (".annotations0", ".annotations1"), ["--default-label", "MARK"]),
    ("webanno", "inception-webanno-tsv", (".tsv",), []),
    ("webanno", "gum-wikinews", (".tsv",), []),
    ("doccano", "doccano", (".jsonl",), ["--offsets", "codepoint"]),
    ("prodigy", "prodigy", (".jsonl",), []),
    ("label-studio", "label-studio", (".json",), []),
    ("spacy", "spacy-train", ("ner_demo-dev.json", "ner_demo-train.json"), []),
    ("spacy-spans", "spacy-train", ("spancat_demo-dev.json", "spancat_demo-train.json"), []),
    ("conll2002", "conll/dkpro", ("2002-ner2002_test.conll",), []),
    ("germeval", "conll/dkpro", ("2002-germeval2014_test.conll",), []),
    ("conll2003", "conll/dkpro", ("2003-en-orig.conll",), []),
    ("conll2002", "doccano/sequence_labeling", (".conll",), []),
    ("webannotation", "w3c-web-annotation", (".json",), []),
]
OWN = ("source_id",)  # what a format calls a thing, which numbers anew may change


def run(*words):
    return subprocess.run([program, *words, "--as", "lead"], capture_output=True, text=True, cwd=work)


def fresh(name):
    path = os.path.join(work, name)
    for old in (path, path + "-journal"):
        if os.path.exists(old):
            os.remove(old)
    assert run("init", name).returncode == 0
    return name


def marks(project):
    """What all sets hold, without ids and names of documents."""
    out = run("export", project, "--set", "all")
    assert out.returncode == 0, out.stderr
    found, counts = [], collections.Counter()
    for record in map(json.loads, out.stdout.splitlines()):
        counts["documents"] += 1
        spans = {}
        for span in record.get("spans", []):
            places = tuple((f["start"], f["end"]) for f in span.get("fragments", [span]))
            attributes = {k: v for k, v in span.get("attributes", {}).items() if k not in OWN}
            spans[span["id"]] = (span["label"], places, tuple(sorted(attributes.items())))
            for start, end in places:
                assert record["text"][start:end], "an empty slice"
            counts["spans"] += 1
            counts["attributes"] += len(attributes)
        links = []
        for link in record.get("relations", []):
            attributes = {k: v for k, v in link.get("attributes", {}).items() if k not in OWN}
            links.append((link["type"], spans[link["from"]], spans[link["to"]], tuple(sorted(attributes.items()))))
            counts["relations"] += 1
            counts["attributes"] += len(attributes)
        words = sorted((at[0][0], "".join(record["text"][at[0][0] : at[-1][1]].split()), label) for label, at, _ in spans.values())
        found.append((record["sha256"], record["set"], sorted(spans.values()), sorted(links), words))
    return sorted(found, key=repr), counts


def files_of(folder, ends):
    for at, folders, names in os.walk(os.path.join(data, folder)):
        folders.sort()
        for name in sorted(names):
            if name.endswith(ends):
                yield os.path.join(at, name)


def take(project, path, form, more):
    return run("import", project, path, "--format", form, "--annotator", "ann", "--source", "model",
               "--add-labels", *more)


failed = False
for form, folder, ends, more in SAMPLES:
    total, refused, n = collections.Counter(), [], 0
    for path in files_of(folder, ends):
        n += 1
        name = os.path.relpath(path, data)
        result = take(fresh("one"), path, form, more)
        if result.returncode != 0:
            refused.append((name, result.stderr.strip().splitlines()[-1].replace(data + "/", "")))
            continue
        before, counts = marks("one")
        if not counts["spans"]:
            refused.append((name, "no spans"))
            continue
        total += counts
        out = os.path.join(work, "out")
        shutil.rmtree(out, ignore_errors=True)
        if os.path.isfile(out):
            os.remove(out)
        result = run("export", "one", "--set", "all", "--format", form, "-o", "out")
        if result.returncode == 0:
            result = take(fresh("two"), out, form, more)
        after = marks("two")[0] if result.returncode == 0 else None
        if form.startswith("conll") or form == "germeval":  # its text is made of tokens, which are cut anew
            before = [[word[1:] for word in record[4]] for record in before]
            after = [[word[1:] for word in record[4]] for record in after or []]
        if before != after:
            failed = True
            print("%s is not the same: %s" % (name, result.stderr.strip()))
    print("%s %s: %d files, %d documents, %d spans, %d relations, %d attributes; refused: %d"
          % (form, folder, n, total["documents"], total["spans"], total["relations"], total["attributes"], len(refused)))
    for name, why in refused:
        print("    %s: %s" % (name, why.removeprefix("manicule: ").removeprefix(name)[:150]))
sys.exit(failed)
