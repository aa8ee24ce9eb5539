"""Reads standoff files as an ML engineer's script would and checks every place. No project code is used.

judge_standoff.py brat FOLDER: each .ann with its .txt; prints how many spans there are.
judge_standoff.py slate FOLDER: each .txt.annotations with its .txt; the same.
judge_standoff.py same FOLDER FOLDER: the .ann files of both have the same T and R lines, in any order, and the
texts are the same bytes; prints how many lines.
judge_standoff.py words FILE FILE: two SLATE files of texts beside them: prints the labelled words of
the first that the second has too, and exits non-zero when one has more.
"""
import ast
import pathlib
import re
import sys


def text_of(path):
    return path.read_bytes().decode("utf-8")


def check_brat(path):
    text = text_of(path.with_suffix(".txt"))
    lines = text_of(path).split("\n")
    assert lines.pop() == "" and "\r" not in "".join(lines)
    ids, spans = set(), 0
    for line in lines:
        assert line.splitlines() == [line], repr(line)
        name, rest = line.split("\t", 1)
        assert re.fullmatch(r"[TERAN#][0-9]+|\*", name) and (name == "*" or name not in ids), name
        ids.add(name)
        if name[0] != "T":
            continue
        data, words = rest.split("\t", 1)
        label, places = data.split(" ", 1)
        assert re.fullmatch(r"[A-Za-z0-9_-]+", label)
        pieces = [tuple(map(int, place.split(" "))) for place in places.split(";")]
        assert pieces == sorted(pieces) and all(a < b for a, b in pieces)
        assert " ".join(text[a:b] for a, b in pieces) == words, line
        spans += 1
    for line in lines:
        for name in re.findall(r"(?<=[ :])[TER][0-9]+(?=\s|$)", line.split("\t")[1]):
            assert line[0] in "T#" or name in ids, line
    return spans


def place_of(words, place):
    """Start and end of a SLATE place: code points of the text."""
    if isinstance(place, int):
        place = (place,)
    if isinstance(place[0], tuple):
        return place_of(words, place[0])[0], place_of(words, place[1])[1]
    line = words[place[0]]
    if len(place) == 1:
        return line[0][0], line[-1][1]
    start, end = line[place[1]]
    return (start, end) if len(place) == 2 else (start + place[2], start + place[2] + 1)


def slate_words(text):
    """The words of each line as the format counts them: str.split() of lines."""
    out, at = [], 0
    for line in re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text):
        words, start = [], 0
        for word in line.split():
            start = line.index(word, start)
            words.append((at + start, at + start + len(word)))
            start += len(word)
        out.append(words)
        at += len(line)
    return out


def slate_items(path):
    name = path
    while name.suffix and not (name != path and name.is_file()):
        name = name.with_suffix("")
    text = text_of(name)
    words = slate_words(text)
    for line in text_of(path).split("\n"):
        if not line.strip():
            continue
        places, labels = re.fullmatch(r"(.*?) ?-(?: (.*))?", line).groups()
        places = ast.literal_eval("[" + re.sub(r"([0-9)]) ([0-9(])", r"\1,\2", places) + "]")
        found = [place_of(words, place) for place in places]
        yield found, (labels or "").split(), text


def check_slate(path):
    spans = 0
    for places, labels, text in slate_items(path):
        assert labels and all(text[a:b].strip() == text[a:b] != "" for a, b in places)
        spans += len(labels) if len(places) == 1 else 0
    return spans


def lines_of(path):
    return sorted(line for line in text_of(path).split("\n") if line[:1] in ("T", "R"))


def same(one, two):
    files, lines = sorted(one.rglob("*.ann")), 0
    assert [f.relative_to(one) for f in files] == sorted(f.relative_to(two) for f in two.rglob("*.ann"))
    for file in files:
        other = two / file.relative_to(one)
        assert lines_of(file) == lines_of(other), file
        assert file.with_suffix(".txt").read_bytes() == other.with_suffix(".txt").read_bytes(), file
        lines += len(lines_of(file))
    return lines


def words(one, two):
    sets = []
    for path in (one, two):
        sets.append({(tuple(places), label) for places, labels, _ in slate_items(path) for label in labels or ["link"]})
    assert sets[0] <= sets[1], sets[0] - sets[1]
    return len(sets[0])


def main():
    what, path = sys.argv[1], pathlib.Path(sys.argv[2])
    if what == "brat":
        print(sum(check_brat(file) for file in sorted(path.rglob("*.ann"))))
    elif what == "slate":
        print(sum(check_slate(file) for file in sorted(path.rglob("*.txt.annotations"))))
    else:
        print({"same": same, "words": words}[what](path, pathlib.Path(sys.argv[3])))


main()
