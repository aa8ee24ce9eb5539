#!/usr/bin/env python3
"""An independent reading of WebAnno TSV 3.

judge_webanno.py same A B       both files say the same text, marks, relations, slots and chains
judge_webanno.py records A R    A says what the one line of JSON Lines R says, slice by slice
judge_webanno.py count A        how much it says, in one line

Marks of no length are left out: nothing here can have them.
"""
import json
import re
import sys
from collections import Counter

ESCAPED = {'b': '\b', 't': '\t', 'n': '\n', 'v': '\v', 'f': '\f', 'r': '\r'}


def unescape(text):
    return re.sub(r'\\(->|.)', lambda m: ESCAPED.get(m[1], m[1]), text, flags=re.S)


def pieces(cell, separator):
    """Cuts at separators that no backslash stands before."""
    out, now, i = [], '', 0
    while i < len(cell):
        if cell[i] == '\\':
            now += cell[i:i + 2]
            i += 2
        elif cell[i] == separator:
            out.append(now)
            now = ''
            i += 1
        else:
            now += cell[i]
            i += 1
    return out + [now]


def numbered(piece):
    m = re.fullmatch(r'(.*?)(?<!\\)\[(\d+)\]', piece, flags=re.S)
    return (m[1], int(m[2])) if m else (piece, None)


def value(text):
    return None if text in ('*', '_') else unescape(text)


def utf16(text, start, end):
    return text.encode('utf-16-le')[2 * start:2 * end].decode('utf-16-le')


def length(text):
    return len(text.encode('utf-16-le')) // 2


class File:
    def __init__(self, path):
        self.text, self.units = '', {}
        self.layers = []      # (kind, name, columns)
        self.marks = {}       # key -> [layer, start, end, features]
        self.relations = []   # (layer, features, from, to), ends by key
        self.slots = []       # (layer, slot, role, host, target)
        self.chains = {}      # (layer, chain) -> {number: (key, arrow)}
        self.pending, self.wanted = [], {}
        with open(path, encoding='utf-8', newline='') as f:
            lines = f.read().split('\n')
        sentence, rows = None, []
        assert lines[0].startswith('#FORMAT=WebAnno TSV 3')
        for line in lines + ['#end']:
            line = line.rstrip('\r')
            if line[:1].isdigit():
                rows.append(line.split('\t'))
                continue
            if rows:
                self.sentence('\n'.join(sentence), rows)
                sentence, rows = None, []
            if line.startswith('#T_'):
                kind, rest = line[3:].split('=', 1)
                name, *columns = rest.split('|')
                self.layers.append((kind, name, columns))
            elif line.startswith('#Text='):
                sentence = (sentence or []) + [unescape(line[6:])]
        if sentence:
            self.text += '\n'.join(sentence)
        self.settle()

    def sentence(self, text, rows):
        first = int(rows[0][1].split('-')[0])
        tokens = [(int(s), int(e), unescape(r[2])) for r in rows if '.' not in r[0]
                  for s, e in [r[1].split('-')]]
        for before in (0, length(text) - length(text.lstrip(' \t\r\n')), first - length(self.text)):
            start = first - before
            if start >= length(self.text) and all(
                    utf16(text, s - start, e - start) == w for s, e, w in tokens if s >= start):
                break
        else:
            raise SystemExit(f'{rows[0][0]}: no place for the sentence')
        self.text += ('\n' if self.text else ' ') * (start - length(self.text)) + text
        for row in rows:
            self.row(row)

    def row(self, row):
        unit, at, words, *cells = row
        start, end = map(int, at.split('-'))
        assert utf16(self.text, start, end) == unescape(words), row
        self.units[unit] = (start, end)
        for number, (kind, name, columns) in enumerate(self.layers):
            mine, cells = cells[:len(columns)], cells[len(columns):]
            if kind == 'SP':
                self.spans(number, columns, unit, mine)
            elif kind == 'CH':
                self.chain(number, unit, mine)
            else:
                self.relate(number, columns, unit, mine)
        assert cells in ([], ['']), row

    def mark(self, layer, key, unit):
        start, end = self.units[unit]
        fresh = key not in self.marks
        if fresh:
            self.marks[key] = [layer, start, end, {}, unit]
        m = self.marks[key]
        m[1], m[2] = min(m[1], start), max(m[2], end)
        return fresh

    def spans(self, layer, columns, unit, cells):
        roles = []
        fresh = {}
        for column, cell in zip(columns, cells):
            if column.startswith('ROLE_'):
                roles = []
            if cell == '_':
                slot = column
                continue
            bare = 0
            target = bool(columns.index(column)) and slot.startswith('ROLE_')
            for i, piece in enumerate(pieces(cell, '|')):
                text, number = (piece, None) if target else numbered(piece)
                key = (layer, number) if number else (layer, unit, bare)
                bare += number is None
                if target and i < len(roles):
                    key = roles[i][0]
                if key not in fresh:
                    fresh[key] = self.mark(layer, key, unit)
                if column.startswith('ROLE_'):
                    roles.append((key, text))
                elif target:
                    names = pieces(roles[i][1], ';') if i < len(roles) else []
                    for k, aim in enumerate(pieces(text, ';')):
                        if aim not in '*_' and fresh[key]:
                            role = value(names[k]) if k < len(names) else None
                            self.slots.append((layer, slot, column, role, key, aim))
                elif column and fresh[key] and value(text) is not None:
                    self.marks[key][3][column] = value(text)
            slot = column

    def chain(self, layer, unit, cells):
        if cells[0] == '_':
            return
        for arrow, kind in zip(pieces(cells[0], '|'), pieces(cells[1], '|')):
            name, chain, number = re.fullmatch(r'(.*)->(\d+)-(\d+)', arrow, re.S).groups()
            key = (layer, 'chain', int(chain), int(number))
            if self.mark(layer, key, unit) and value(numbered(kind)[0]) is not None:
                self.marks[key][3][self.layers[layer][2][1]] = value(numbered(kind)[0])
            self.chains.setdefault((layer, int(chain)), {})[int(number)] = (key, value(name))

    def relate(self, layer, columns, unit, cells):
        if cells[-1] in '*_':
            return
        values = [pieces(c, '|') for c in cells[:-1]]
        for i, base in enumerate(pieces(cells[-1], '|')):
            features = {c: value(numbered(v[i])[0]) for c, v in zip(columns, values)
                        if c and value(numbered(v[i])[0]) is not None}
            self.relations.append((layer, features, columns[-1][3:], base, unit))

    def find(self, name, unit, number):
        """The key of what a place means; a token where its layer has no columns."""
        layers = [i for i, (kind, n, _) in enumerate(self.layers)
                  if kind != 'RL' and n == name or name == 'uima.tcas.Annotation']
        if not layers:
            key = ('token', name, unit)
            if key not in self.marks:
                self.marks[key] = [name, *self.units[unit], {}, unit]
            return key
        for layer in layers:
            if number and (layer, number) in self.marks:
                return (layer, number)
            for key, m in self.marks.items():
                if not number and m[0] == layer and m[4] == unit and len(key) == 3:
                    return key
        for key, m in self.marks.items():  # chains
            if m[0] in layers and m[4] == unit:
                return key
        raise SystemExit(f'nothing of {name} at {unit}[{number}]')

    def settle(self):
        relations, slots = [], []
        for layer, features, name, base, unit in self.relations:
            at, _, rest = base.partition('[')
            there, here = (list(map(int, rest[:-1].split('_'))) + [0])[:2] if rest else (0, 0)
            relations.append((self.layers[layer][1], features, self.find(name, at, there),
                              self.find(name, unit, here)))
        for layer, slot, target, role, host, aim in self.slots:
            at, _, rest = aim.partition('[')
            slots.append((slot, target, role, host,
                          self.find(target, at, int(rest[:-1]) if rest else 0)))
        self.relations, self.slots = relations, slots

    # ---- what it says, without keys and numbers ----

    def name(self, layer):
        return layer if isinstance(layer, str) else self.layers[layer][1]

    def said(self, key):
        layer, start, end, features, _ = self.marks[key]
        return (self.name(layer), start, end, tuple(sorted(features.items())))

    def says(self):
        real = {k: m for k, m in self.marks.items() if m[1] < m[2]}
        marks = Counter(self.said(k) for k in real)
        relations = Counter((n, tuple(sorted(f.items())), self.said(a), self.said(b))
                            for n, f, a, b in self.relations if a in real and b in real)
        slots = Counter((s, t, r, self.said(a), self.said(b))
                        for s, t, r, a, b in self.slots if a in real and b in real)
        chains = Counter()
        for (layer, _), elements in self.chains.items():
            order = [elements[i] for i in sorted(elements)]
            arrows = [arrow for _, arrow in order[:-1]]
            chains[self.name(layer), tuple(self.said(k) for k, _ in order), tuple(arrows)] += 1
        return marks, relations, slots, chains


def same(a, b):
    a, b = File(a), File(b)
    if a.text != b.text:
        raise SystemExit(f'texts differ: {a.text!r} {b.text!r}')
    for what, left, right in zip(('marks', 'relations', 'slots', 'chains'), a.says(), b.says()):
        if left != right:
            raise SystemExit(f'{what}: only the first {left - right}, only the second {right - left}')


def label_column(columns):
    plain = [c for c in columns if c and not c.startswith(('BT_', 'ROLE_'))]
    return 'value' if 'value' in plain else plain[0] if plain else None


def fit(name):
    """A label as a label set can have it."""
    return re.sub(r'[\x00- \x7f"\\]', '_', name)


def expected_mark(file, key):
    layer, start, end, features, _ = file.marks[key]
    name = file.name(layer)
    columns = [] if isinstance(layer, str) else file.layers[layer][2]
    kind = None if isinstance(layer, str) else file.layers[layer][0]
    own = name == 'webanno.custom.Mark'
    labelled = columns[0] if own else columns[1] if kind == 'CH' else label_column(
        [c for i, c in enumerate(columns) if not (i and columns[i - 1].startswith('ROLE_'))])
    short = name.split('.')[-1]
    label = features.get(labelled)
    attributes = {k: v for k, v in features.items() if k != labelled}
    if label is not None and not own and (fit(label) != label or label == short):
        attributes[labelled] = label
    if not own:
        attributes['source_layer'] = (f'BT_{name}' if kind is None else
                                      f'T_{kind}=' + '|'.join([name] + columns))
    words = utf16(file.text, start, end)
    return (fit(label if label is not None else short), words, start, end,
            tuple(sorted(attributes.items())))


def records(path, jsonl):
    file = File(path)
    with open(jsonl, encoding='utf-8') as f:
        record = json.loads(f.readline())
    assert record['text'] == file.text, (record['text'], file.text)
    text = record['text']
    got = Counter()
    for span in record['spans']:
        start, end = length(text[:span['start']]), length(text[:span['end']])
        got[span['label'], span['text'], start, end,
            tuple(sorted(span.get('attributes', {}).items()))] += 1
        assert text[span['start']:span['end']] == span['text']
    want = Counter(expected_mark(file, k) for k, m in file.marks.items() if m[1] < m[2])
    if got != want:
        raise SystemExit(f'only in the records {got - want}, only in the file {want - got}')
    marks, relations, slots, chains = file.says()
    arrows = sum((len(c[1]) - 1) * n for c, n in chains.items())
    if len(record.get('relations', [])) != sum(relations.values()) + sum(slots.values()) + arrows:
        raise SystemExit('not as many relations')


def count(path):
    file = File(path)
    empty = sum(m[1] >= m[2] for m in file.marks.values())
    marks, relations, slots, chains = file.says()
    print(sum(marks.values()), sum(relations.values()), sum(slots.values()),
          sum(chains.values()), empty)


if __name__ == '__main__':
    {'same': same, 'records': records, 'count': count}[sys.argv[1]](*sys.argv[2:])
