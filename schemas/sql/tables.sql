-- tables.sql: the project file, format 1. Run once, in the transaction that makes the file.
--
-- Numbers that stand for words, everywhere in this file:
--   set kinds   0 person, 1 gold, 2 suggestion, 3 review
--   statuses    0 new, 1 open, 2 done, 3 returned, 4 accepted
--   origins     0 manual, 1 suggestion, 2 import, 3 adjudication, 4 repeat
--   step kinds  0 edit, 1 undo, 2 redo, 3 import, 4 revise
--   roles       0 annotator, 1 reviewer, 2 lead
--   tasks       0 mark, 1 review, 2 adjudicate
-- Places are code points from 0, ends exclusive: substr(text, start + 1, "end" - start) is a slice.
-- Ids are the 16 bytes of a UUID, digests the 32 bytes of a SHA-256, times milliseconds since 1970.
-- Order is a number that grows, never a time. No triggers, views, generated columns or JSON
-- functions: every connection keeps them off, and each table is plain enough for another database.

-- What the file says about itself.
CREATE TABLE project (
    name TEXT NOT NULL PRIMARY KEY, -- 'id' (of the project), 'made' (when), 'unicode' (version of its boundaries)
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The label sets the project has had; the one with the greatest version is in use.
CREATE TABLE labelsets (
    version INTEGER NOT NULL PRIMARY KEY CHECK (version >= 1), -- from 1 without gaps
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),          -- of json's bytes
    json TEXT NOT NULL,                                        -- as it came
    at INTEGER NOT NULL
) STRICT;

-- Who works here through the gate, and as what. Who left keeps a row: what they made stays theirs.
CREATE TABLE people (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 2),
    gone INTEGER NOT NULL CHECK (gone IN (0, 1)) -- 1: may not come in any more
) STRICT, WITHOUT ROWID;

-- One row for each article. A removed one keeps its row, its text and its sets, but has no place in
-- the queue and no name, so that the name is free again.
CREATE TABLE documents (
    key INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    number INTEGER UNIQUE CHECK (number >= 1), -- place in the queue, from 1 without gaps; NULL: removed
    name TEXT UNIQUE CHECK (name <> ''),       -- NULL: removed
    was TEXT,                                  -- the name of a removed one
    bytes INTEGER NOT NULL CHECK (bytes BETWEEN 0 AND 268435456),
    codepoints INTEGER NOT NULL CHECK (codepoints BETWEEN 0 AND bytes),
    lines INTEGER NOT NULL CHECK (lines >= 1), -- a last line without newline counts
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32), -- of the text's bytes
    meta TEXT,                                 -- a JSON object, or NULL
    source_encoding TEXT,                      -- what it was converted from, or NULL
    source_sha256 BLOB CHECK (length(source_sha256) = 32), -- of the bytes before the conversion
    edition INTEGER NOT NULL CHECK (edition >= 0), -- which of its texts is in use; the columns from bytes on are its
    CHECK ((number IS NULL) = (name IS NULL)),
    CHECK ((number IS NULL) = (was IS NOT NULL)),
    CHECK ((source_encoding IS NULL) = (source_sha256 IS NULL))
) STRICT;
CREATE INDEX documents_by_sha256 ON documents (sha256); -- "the same bytes are there already"

-- The texts, apart, so that walking documents never touches them. Bytes as they came; never changed.
-- A corrected article brings a further one; the older stay, for what was done in them.
CREATE TABLE texts (
    key INTEGER NOT NULL PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (key),
    edition INTEGER NOT NULL CHECK (edition >= 0), -- 0 came with the document; then without gaps
    bytes INTEGER NOT NULL CHECK (bytes BETWEEN 0 AND 268435456), -- this and the next ones as in documents
    codepoints INTEGER NOT NULL CHECK (codepoints BETWEEN 0 AND bytes),
    lines INTEGER NOT NULL CHECK (lines >= 1),
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    source_encoding TEXT,
    source_sha256 BLOB CHECK (length(source_sha256) = 32),
    text TEXT NOT NULL, -- last, as it may be long
    UNIQUE (document, edition),
    CHECK ((source_encoding IS NULL) = (source_sha256 IS NULL))
) STRICT;
CREATE INDEX texts_by_sha256 ON texts (sha256); -- "an older text of a document"

-- Which text was put in the place of which, one behind another. One that takes back another brings
-- back the text before that one.
CREATE TABLE revisions (
    document INTEGER NOT NULL REFERENCES documents (key),
    number INTEGER NOT NULL CHECK (number >= 1), -- of the document, from 1 without gaps
    edition INTEGER NOT NULL CHECK (edition >= 0), -- of the text in use from then on
    undoes INTEGER CHECK (undoes BETWEEN 1 AND number - 1), -- the number of the one it takes back, or NULL
    step BLOB NOT NULL CHECK (length(step) = 16), -- under which each set's journal has it
    at INTEGER NOT NULL,
    PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

-- Who was given which document. Whoever was never given one to mark works through all of them.
CREATE TABLE assignments (
    person TEXT NOT NULL CHECK (person <> ''),
    task INTEGER NOT NULL CHECK (task BETWEEN 0 AND 2),
    document INTEGER NOT NULL REFERENCES documents (key),
    whose TEXT NOT NULL, -- of a review: whose marks; else ''
    place INTEGER NOT NULL CHECK (place >= 1), -- in that person's queue of the task, from 1 without gaps
    PRIMARY KEY (person, task, document, whose),
    CHECK ((task = 1) = (whose <> ''))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX assignments_by_place ON assignments (person, task, place);
CREATE INDEX assignments_by_document ON assignments (document, task); -- who is on it

-- The marks of one owner on one document.
CREATE TABLE sets (
    key INTEGER NOT NULL PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (key),
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
    owner TEXT NOT NULL,  -- a person; '' for gold
    source TEXT NOT NULL, -- of a suggestion: who made it; else ''
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 4),
    revision INTEGER NOT NULL CHECK (revision >= 0), -- how many journal rows it has
    widest INTEGER NOT NULL CHECK (widest >= 0),     -- no span is or was longer: bounds a look at a window
    -- Kept counts: the queue shows them without counting.
    spans INTEGER NOT NULL CHECK (spans >= 0),
    relations INTEGER NOT NULL CHECK (relations >= 0),
    doubts INTEGER NOT NULL CHECK (doubts >= 0),     -- open ones
    unlinked INTEGER NOT NULL CHECK (unlinked >= 0), -- spans of a relation's first label without that relation
    UNIQUE (document, kind, owner, source)
) STRICT;

CREATE INDEX sets_returned ON sets (owner, document) WHERE kind = 0 AND status = 3; -- what is to be looked at again

-- How many spans of a label, or relations of a type, a set holds. A row stays when it falls to 0: it
-- says that the name was used and must stay in the label set.
CREATE TABLE tally (
    in_set INTEGER NOT NULL REFERENCES sets (key),
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 1), -- 0 a label, 1 a relation's type
    name TEXT NOT NULL,
    n INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (in_set, kind, name)
) STRICT, WITHOUT ROWID;

-- How many sets of a person, on documents in the queue, have a status.
CREATE TABLE progress (
    owner TEXT NOT NULL,
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 4),
    n INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (owner, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE spans (
    key INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL CHECK (length(id) = 16),
    in_set INTEGER NOT NULL REFERENCES sets (key),
    start INTEGER NOT NULL CHECK (start >= 0),      -- of the first fragment
    "end" INTEGER NOT NULL CHECK ("end" > start),   -- of the last
    label TEXT NOT NULL CHECK (label <> ''),
    origin INTEGER NOT NULL CHECK (origin BETWEEN 0 AND 4),
    fragments INTEGER NOT NULL CHECK (fragments >= 1), -- 1: start and end say all
    attributes TEXT NOT NULL, -- lines of name=value, sorted by name; '' is none
    digest INTEGER NOT NULL   -- the first 8 bytes of the SHA-256 of its slices, when they were marked
) STRICT;
CREATE UNIQUE INDEX spans_by_id ON spans (id);
CREATE INDEX spans_by_place ON spans (in_set, start, "end"); -- reading order, and a window's spans

-- All fragments of a span that has several.
CREATE TABLE fragments (
    span INTEGER NOT NULL REFERENCES spans (key),
    place INTEGER NOT NULL CHECK (place >= 0), -- from 0
    start INTEGER NOT NULL CHECK (start >= 0),
    "end" INTEGER NOT NULL CHECK ("end" > start),
    PRIMARY KEY (span, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE relations (
    key INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL CHECK (length(id) = 16),
    in_set INTEGER NOT NULL REFERENCES sets (key),
    type TEXT NOT NULL CHECK (type <> ''),
    from_span INTEGER NOT NULL REFERENCES spans (key),
    to_span INTEGER NOT NULL REFERENCES spans (key),
    attributes TEXT NOT NULL,
    UNIQUE (in_set, id)
) STRICT;
CREATE INDEX relations_by_from ON relations (from_span, type);
CREATE INDEX relations_by_to ON relations (to_span);

CREATE TABLE comments (
    key INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL CHECK (length(id) = 16),
    in_set INTEGER NOT NULL REFERENCES sets (key),
    span INTEGER REFERENCES spans (key), -- NULL: on the document
    doubt INTEGER NOT NULL CHECK (doubt IN (0, 1)),
    settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (in_set, id)
) STRICT;
CREATE INDEX comments_by_span ON comments (span);

-- What was said of a difference between two readings, or of a span as it was shown.
CREATE TABLE verdicts (
    key INTEGER NOT NULL PRIMARY KEY,
    in_set INTEGER NOT NULL REFERENCES sets (key),
    item INTEGER NOT NULL, -- 8 bytes of a digest of what was looked at
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3), -- 0 accepted, 1 rejected, 2 disputed, 3 decided
    round INTEGER NOT NULL CHECK (round BETWEEN 0 AND 255), -- how often it was disputed before
    reading INTEGER NOT NULL, -- of decided ones: 8 bytes of a digest of the reading taken
    span BLOB CHECK (length(span) = 16), -- the first span of this set it is about, or NULL
    reason TEXT NOT NULL, -- a rule of the guideline or free words; '' is none
    UNIQUE (in_set, item)
) STRICT;

-- Ids of spans and relations that were deleted: an import must not bring them back.
CREATE TABLE deleted (
    id BLOB NOT NULL CHECK (length(id) = 16),
    in_set INTEGER NOT NULL REFERENCES sets (key),
    PRIMARY KEY (in_set, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX deleted_by_id ON deleted (id);

-- One row for each step and set it touched, and what became of it. Undo takes back the greatest key
-- of a person that is done; redo brings again the least one that is undone.
CREATE TABLE steps (
    key INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL CHECK (length(id) = 16),
    in_set INTEGER NOT NULL REFERENCES sets (key),
    actor TEXT NOT NULL,
    kind INTEGER NOT NULL CHECK (kind IN (0, 3)),
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2), -- 0 done, 1 undone, 2 undone and dropped by a later edit
    first INTEGER NOT NULL CHECK (first >= 1),   -- its journal rows lie between these revisions
    last INTEGER NOT NULL CHECK (last >= first),
    UNIQUE (id, in_set)
) STRICT;
CREATE INDEX steps_by_state ON steps (actor, state, key);

-- Everything that was done, one row for each step's visit to a set. Never changed. Set 0 is the project
-- itself: documents that came and went, label sets. (Hence no reference to sets.)
CREATE TABLE journal (
    number INTEGER NOT NULL PRIMARY KEY, -- the order of the file
    in_set INTEGER NOT NULL CHECK (in_set >= 0),
    revision INTEGER NOT NULL CHECK (revision >= 1), -- of the set after this row, without gaps
    step BLOB NOT NULL CHECK (length(step) = 16),
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),
    undoes BLOB CHECK (length(undoes) = 16), -- of an undo, a redo, or a revision that takes one back: which step
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL, -- in the user's words
    edition INTEGER NOT NULL CHECK (edition >= 0), -- in which text the places are; of a revision those after it
    hash BLOB NOT NULL CHECK (length(hash) = 32), -- over the hash before it in the set and this row
    body TEXT NOT NULL, -- the edits: one a line, fields parted by TAB, images before and after; last, as it may be long
    UNIQUE (in_set, revision),
    CHECK (kind = 4 OR (undoes IS NULL) = (kind IN (0, 3)))
) STRICT;

-- Where a person was in a document. The greatest turn of a person is the document last open.
CREATE TABLE places (
    person TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (key),
    turn INTEGER NOT NULL,
    cursor INTEGER NOT NULL CHECK (cursor >= 0),
    top INTEGER NOT NULL CHECK (top >= 0), -- the first code point on the screen
    coverage TEXT, -- what was on the screen, "0-1200,1500-1600"
    pending TEXT,  -- half-typed text
    PRIMARY KEY (person, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX places_by_turn ON places (person, turn);
