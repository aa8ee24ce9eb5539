"""messages.py FILE...: no fixed text that the status line is given is longer than the line of an
80x24 terminal. Of a text with conversions only what is fixed is counted."""
import re
import sys

COLUMNS = 78
STRINGS = r'"(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*'


def call_at(source, start):
    """The text of a call from its opening bracket to the closing one."""
    depth = 0
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|' r"'(?:[^'\\]|\\.)+'|[()]", source[start:]):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if depth == 0:
            return source[start : start + token.end()]
    return source[start:]


def fixed(strings):
    text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', strings))
    text = re.sub(r"\\(.)", r"\1", text)
    return re.sub(r"%[-0-9.*]*(?:[hlzj]{0,2}[a-z])", "", text).replace("%%", "%")


wrong = 0
for path in sys.argv[1:]:
    source = open(path, encoding="utf-8").read()
    for call in re.finditer(r"\bwb_(?:say|warn)(\()", source):
        for strings in re.findall(STRINGS, call_at(source, call.start(1))):
            if len(fixed(strings)) > COLUMNS:
                line = source.count("\n", 0, call.start()) + 1
                print(f"{path}:{line}: {len(fixed(strings))} columns: {fixed(strings)}")
                wrong = 1
sys.exit(wrong)
