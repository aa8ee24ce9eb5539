"""Reads a page as a browser would, and holds it against the records it was made of.

judge_html.py PAGE RECORDS [dom]: prints how many spans it saw; exits non-zero at the first fault. No project
code is used. An article's text is what is left when the tags are taken out, but for characters that
are spelled out: <b class="x" data-c="202e"> stands for U+202E. With dom the page is what a browser made of
it, where a CR stands as itself.
"""
import base64
import hashlib
import html.parser
import json
import re
import sys
import unicodedata

VOID = {"meta", "br", "img", "link", "input", "hr", "base", "embed", "source"}
ALLOWED = {"html", "head", "meta", "title", "style", "body", "header", "main", "section", "nav", "h1", "h2",
           "h3", "p", "a", "dl", "dt", "dd", "div", "mark", "i", "b", "q", "bdi", "small", "ul", "ol", "li"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.texts, self.langs, self.ids, self.links = [], [], [], [], []
        self.pieces, self.style, self.policy, self.spelled = [], "", None, None
        self.words, self.language = "", None

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert tag in ALLOWED and len(names) == len(set(names)), (tag, attrs)
        assert not any(name.startswith("on") or name in ("src", "style", "action") for name in names)
        attrs = dict(attrs)
        if "href" in attrs:
            assert attrs["href"].startswith("#"), attrs
            self.links.append(attrs["href"][1:])
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "html":
            self.language = attrs["lang"]
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy":
            self.policy = attrs["content"]
        if attrs.get("class") == "t":
            assert attrs["dir"] == "auto"
            self.texts.append("")
            self.langs.append(attrs["lang"])
            self.pieces.append({})
        if attrs.get("class") == "x":
            self.spelled = "".join(chr(int(c, 16)) for c in attrs["data-c"].split())
            self.add(self.spelled)
        if tag not in VOID:
            self.open.append((tag, attrs))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1][0] == tag, (tag, self.open)
        _, attrs = self.open.pop()
        if attrs.get("class") == "x":
            self.spelled = None

    def add(self, text):
        """To the article at hand and to every mark that is open in it."""
        if not any(attrs.get("class") == "t" for _, attrs in self.open):
            return
        self.texts[-1] += text
        for tag, attrs in self.open:
            if tag == "mark" and not attrs["title"].startswith("between"):
                assert attrs["role"] == "group"
                name = re.match(r"[^,→]*", attrs["title"]).group().strip()
                self.pieces[-1][name] = self.pieces[-1].get(name, "") + text

    def handle_data(self, data):
        if self.open and self.open[-1][0] == "style":
            self.style += data
        elif self.spelled is None:
            self.add(data)
            self.words += data

    def handle_comment(self, data):
        raise AssertionError(data)


def inert(page, spaces):
    """No byte that a terminal or a browser would obey."""
    for c in page:
        assert c in spaces or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Zl", "Zp"), repr(c)
        assert c not in "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff", repr(c)


def check_record(page, n, record, depth):
    assert page.texts[n] == record["text"]
    counts, seen = {}, 0
    for span in record.get("spans", []):
        counts[span["label"]] = counts.get(span["label"], 0) + 1
        name = "%s %d" % (span["label"], counts[span["label"]])
        words = "".join(f["text"] for f in span.get("fragments", [span]))
        drawn = page.pieces[n].get(name)
        if drawn is None:  # more spans lie here than there are heights
            assert depth(span["start"]) > 12, (name, span)
        else:
            assert drawn == words, (name, drawn, words)
        assert page.ids.count(span["id"]) == 1 and page.links.count(span["id"]) >= 1
        seen += 1
    assert len(page.pieces[n]) <= seen
    return seen


def main():
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        source = file.read()
    with open(sys.argv[2], encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    inert(source, "\t\n\r" if "dom" in sys.argv[3:] else "\t\n")
    page = Page()
    page.feed(source)
    page.close()
    assert not page.open and page.language == "en"
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert page.policy == "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'" % digest
    assert "url(" not in page.style and "@import" not in page.style
    assert len(page.ids) == len(set(page.ids)) and set(page.links) <= set(page.ids)
    assert len(page.texts) == len(records)
    seen = 0
    for n, record in enumerate(records):
        spans = record.get("spans", [])
        assert page.langs[n] == (record.get("meta") or {}).get("language", "")
        seen += check_record(page, n, record, lambda at: sum(s["start"] <= at < s["end"] for s in spans))
        for relation in record.get("relations", []):
            assert page.links.count(relation["from"]) >= 2 and page.links.count(relation["to"]) >= 2
    print(seen)


main()
