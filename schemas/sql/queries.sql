-- queries.sql: every statement the store uses, by name. schemas/queries.awk makes the table of
-- src/store/sql.c from it. tests/store/test_queries.c prepares each and looks at its plan: one that
-- walks through a table or sorts says why in a line `-- walks: ...`.

-- ---- transactions ----
-- name: begin
BEGIN;
-- name: begin_write
BEGIN IMMEDIATE;
-- name: commit
COMMIT;
-- name: rollback
ROLLBACK;
-- name: data_version
PRAGMA data_version;
-- A batch writes all over the file: with a workbench's small cache it would read pages again and again.
-- name: cache_for_batch
PRAGMA cache_size = -11000;

-- ---- the project ----
-- name: project_put
INSERT INTO project (name, value) VALUES (?1, ?2);
-- name: project_get
SELECT value FROM project WHERE name = ?1;
-- name: project_touch
-- Changes nothing, and is a write all the same: its commit proves that the disk takes what stands there.
UPDATE project SET value = value WHERE name = 'id';
-- name: labels_newest
SELECT version, sha256, json FROM labelsets ORDER BY version DESC LIMIT 1;
-- name: labels_digest
SELECT sha256 FROM labelsets ORDER BY version DESC LIMIT 1;
-- name: labels_add
INSERT INTO labelsets (version, sha256, json, at) VALUES (?1, ?2, ?3, ?4);
-- name: names_used
-- walks: a new label set is rare, and what it must keep is asked once
SELECT DISTINCT kind, name FROM tally ORDER BY kind, name;
-- name: attributes_used
-- Kinds as in tally.
-- walks: a new label set is rare, and what it must keep is asked once
SELECT 0, label, attributes FROM spans WHERE attributes <> ''
UNION ALL SELECT 1, type, attributes FROM relations WHERE attributes <> '';

-- ---- people and what they were given ----
-- name: person_get
SELECT name, role, gone FROM people WHERE name = ?1;
-- name: person_put
INSERT INTO people (name, role, gone) VALUES (?1, ?2, ?3)
ON CONFLICT (name) DO UPDATE SET role = excluded.role, gone = excluded.gone;
-- name: person_after
SELECT name, role, gone FROM people WHERE name > ?1 ORDER BY name LIMIT 1;
-- name: assignment_get
SELECT place FROM assignments WHERE person = ?1 AND task = ?2 AND document = ?3 AND whose = ?4;
-- name: assignment_any
SELECT place FROM assignments WHERE person = ?1 AND task = ?2 AND document = ?3 ORDER BY whose LIMIT 1;
-- name: assignment_whose
-- walks: what one reviewer was given, for the few whose marks it is
SELECT DISTINCT whose FROM assignments WHERE person = ?1 AND task = 1 ORDER BY whose;
-- name: assignment_readers
-- walks: what one person was given to adjudicate, for the few whose marks lie there
SELECT DISTINCT s.owner FROM assignments a JOIN sets s ON s.document = a.document AND s.kind = 0
WHERE a.person = ?1 AND a.task = 2 ORDER BY s.owner;
-- name: assignment_last_place
SELECT max(place) FROM assignments WHERE person = ?1 AND task = ?2;
-- name: assignment_add
INSERT INTO assignments (person, task, document, whose, place) VALUES (?1, ?2, ?3, ?4, ?5);
-- name: assignment_delete
DELETE FROM assignments WHERE person = ?1 AND task = ?2 AND document = ?3 AND whose = ?4;
-- name: assignment_close_up
UPDATE assignments SET place = ?3 - 1 WHERE person = ?1 AND task = ?2 AND place = ?3;
-- name: assignment_at
SELECT document, whose FROM assignments WHERE person = ?1 AND task = ?2 AND place = ?3;
-- name: assignment_of_document
-- The one behind a given one, of those on a document. A document has few.
-- walks: the handful of assignments of one document is sorted
SELECT person, task, document, whose, place FROM assignments
WHERE document = ?1 AND (person, task, whose) > (?2, ?3, ?4) ORDER BY person, task, whose LIMIT 1;
-- name: assignment_next
SELECT person, task, document, whose, place FROM assignments
WHERE (person, task, document, whose) > (?1, ?2, ?3, ?4) ORDER BY person, task, document, whose LIMIT 1;
-- name: assignment_wrong
-- walks: verify counts through every person's queue
SELECT person FROM (SELECT person, place, row_number() OVER (PARTITION BY person, task ORDER BY place) AS wanted
                    FROM assignments) q
WHERE place <> wanted LIMIT 20;
-- name: queue_of
-- As `queue`, of what the person was given for a task.
SELECT d.key, a.place, d.name, s.status, s.spans, s.doubts, a.whose, d.number
FROM assignments a JOIN documents d ON d.key = a.document
LEFT JOIN sets s ON s.document = d.key AND s.kind = (a.task = 2) AND s.source = ''
    AND s.owner = CASE a.task WHEN 0 THEN a.person ELSE a.whose END
WHERE a.person = ?3 AND a.task = ?4 AND a.place >= ?1 AND a.place < ?2 ORDER BY a.place;
-- name: queue_tally
-- walks: what one person was given to review or adjudicate is counted by the status of the marks
SELECT s.status, count(*) FROM assignments a
LEFT JOIN sets s ON s.document = a.document AND s.kind = (a.task = 2) AND s.owner = a.whose AND s.source = ''
WHERE a.person = ?1 AND a.task = ?2 GROUP BY s.status;
-- name: gold_tally
-- walks: whoever adjudicates without having been given anything has all documents
SELECT s.status, count(*) FROM documents d JOIN sets s ON s.document = d.key AND s.kind = 1
WHERE d.number IS NOT NULL GROUP BY s.status;
-- name: gold_older
-- walks: a lead asks where gold is finished and a reader, who says that they are through, did something later
SELECT d.key FROM documents d JOIN sets g ON g.document = d.key AND g.kind = 1
JOIN journal j ON j.in_set = g.key AND j.revision = g.revision
WHERE d.key > ?1 AND d.number IS NOT NULL AND g.status IN (2, 4)
    AND EXISTS (SELECT 1 FROM sets s JOIN journal l ON l.in_set = s.key AND l.revision = s.revision
                WHERE s.document = d.key AND s.kind = 0 AND s.status IN (2, 4) AND l.number > j.number)
ORDER BY d.key LIMIT 1;
-- name: returned_next
-- A person's documents that came back from a review, one behind another.
SELECT s.document FROM sets s JOIN documents d ON d.key = s.document
WHERE s.kind = 0 AND s.status = 3 AND s.owner = ?1 AND s.document > ?2 AND d.number IS NOT NULL
ORDER BY s.document LIMIT 1;

-- ---- documents ----
-- name: document_add
INSERT INTO documents
    (id, number, name, bytes, codepoints, lines, sha256, meta, source_encoding, source_sha256, edition)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0);
-- name: document_revise
UPDATE documents SET bytes = ?2, codepoints = ?3, lines = ?4, sha256 = ?5, source_encoding = ?6, source_sha256 = ?7,
    edition = ?8
WHERE key = ?1;
-- name: text_add
INSERT INTO texts (document, edition, bytes, codepoints, lines, sha256, source_encoding, source_sha256, text)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
-- name: text_read
-- A short text comes with its row; a long one is read by its key, so that it is in memory once.
SELECT key, CASE WHEN bytes <= 65536 THEN text END FROM texts WHERE document = ?1 AND edition = ?2;
-- name: text_get
SELECT key, bytes, codepoints, lines, sha256, source_encoding, source_sha256 FROM texts
WHERE document = ?1 AND edition = ?2;
-- name: text_last
SELECT edition FROM texts WHERE document = ?1 ORDER BY edition DESC LIMIT 1;
-- name: text_by_digest
SELECT edition FROM texts WHERE document = ?1 AND sha256 = ?2 ORDER BY edition LIMIT 1;
-- name: texts_count
-- walks: verify alone counts
SELECT count(*) FROM texts;
-- name: revisions_count
-- walks: verify alone counts
SELECT count(*) FROM revisions;
-- name: revision_add
INSERT INTO revisions (document, number, edition, undoes, step, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6);
-- name: revision_get
SELECT number, edition, undoes, step, at FROM revisions WHERE document = ?1 AND number = ?2;
-- name: revision_last
SELECT number, edition, undoes, step, at FROM revisions WHERE document = ?1 ORDER BY number DESC LIMIT 1;
-- name: revision_at
-- The newest of a time or before.
SELECT edition FROM revisions WHERE document = ?1 AND at <= ?2 ORDER BY number DESC LIMIT 1;
-- name: revision_next
SELECT document, number, edition, undoes, step, at FROM revisions
WHERE (document, number) > (?1, ?2) ORDER BY document, number LIMIT 1;
-- name: document_by_key
SELECT key, id, number, bytes, codepoints, lines, sha256, coalesce(name, was), meta, source_encoding, source_sha256, edition
FROM documents WHERE key = ?1;
-- name: document_by_name
SELECT key, id, number, bytes, codepoints, lines, sha256, name, meta, source_encoding, source_sha256, edition
FROM documents WHERE name = ?1;
-- name: document_by_number
SELECT key, id, number, bytes, codepoints, lines, sha256, name, meta, source_encoding, source_sha256, edition
FROM documents WHERE number = ?1;
-- name: document_by_id
SELECT key, id, number, bytes, codepoints, lines, sha256, coalesce(name, was), meta, source_encoding, source_sha256, edition
FROM documents WHERE id = ?1;
-- name: document_by_digest
-- The first of those in the queue. Few hold the same bytes.
SELECT key, id, number, bytes, codepoints, lines, sha256, name, meta, source_encoding, source_sha256, edition
FROM documents WHERE sha256 = ?1 AND number IS NOT NULL ORDER BY key LIMIT 1;
-- name: document_by_older_digest
-- One that has, or once had, a text of these bytes.
SELECT d.key, d.id, d.number, d.bytes, d.codepoints, d.lines, d.sha256, d.name, d.meta, d.source_encoding,
    d.source_sha256, d.edition
FROM texts t JOIN documents d ON d.key = t.document WHERE t.sha256 = ?1 AND d.number IS NOT NULL ORDER BY t.key LIMIT 1;
-- name: document_brief
-- Enough to apply a step.
SELECT number, bytes, id, edition FROM documents WHERE key = ?1;
-- name: document_last_number
SELECT max(number) FROM documents;
-- name: document_from_number
SELECT key, number FROM documents WHERE number >= ?1 ORDER BY number LIMIT 1;
-- name: document_remove
UPDATE documents SET number = NULL, was = name, name = NULL WHERE key = ?1;
-- name: document_close_up
UPDATE documents SET number = ?1 - 1 WHERE number = ?1;
-- name: queue
SELECT d.key, d.number, d.name, s.status, s.spans, s.doubts, s.owner
FROM documents d LEFT JOIN sets s ON s.document = d.key AND s.kind = ?4 AND s.owner = ?3 AND s.source = ''
WHERE d.number >= ?1 AND d.number < ?2 ORDER BY d.number;

-- ---- sets ----
-- name: set_add
INSERT INTO sets (document, kind, owner, source, status, revision, widest, spans, relations, doubts, unlinked)
VALUES (?1, ?2, ?3, ?4, 0, 0, 0, 0, 0, 0, 0);
-- name: set_exact
SELECT key, document, kind, owner, source, status, revision, widest, spans, relations, doubts, unlinked
FROM sets WHERE document = ?1 AND kind = ?2 AND owner = ?3 AND source = ?4;
-- name: set_suggested
-- Suggestions are asked for by their owner or their source; a document has few.
-- walks: the handful of suggestion sets of one document is sorted by age
SELECT key, document, kind, owner, source, status, revision, widest, spans, relations, doubts, unlinked
FROM sets WHERE document = ?1 AND kind = 2 AND (?2 = '' OR owner = ?2 OR source = ?2) ORDER BY key LIMIT 1;
-- name: set_by_key
SELECT key, document, kind, owner, source, status, revision, widest, spans, relations, doubts, unlinked
FROM sets WHERE key = ?1;
-- name: set_begun
-- What a person began before the first document was given to them: the one behind a number. Asked once each.
SELECT d.key, d.number FROM documents d JOIN sets s ON s.document = d.key AND s.kind = 0 AND s.owner = ?1 AND s.source = ''
WHERE d.number > ?2 ORDER BY d.number LIMIT 1;
-- name: set_next
-- The next set of a document behind a given place in the order of kind, owner and source.
SELECT key, document, kind, owner, source, status, revision, widest, spans, relations, doubts, unlinked
FROM sets WHERE document = ?1 AND (kind, owner, source) > (?2, ?3, ?4) ORDER BY kind, owner, source LIMIT ?5;
-- name: set_keep
UPDATE sets SET status = ?2, revision = ?3, widest = ?4, spans = ?5, relations = ?6, doubts = ?7, unlinked = ?8
WHERE key = ?1;
-- name: set_unlinked
UPDATE sets SET unlinked = ?2 WHERE key = ?1;
-- name: set_unlinked_count
-- A changed label set counts the spans of each set once.
SELECT count(*) FROM spans s WHERE s.in_set = ?1 AND s.label = ?2
AND NOT EXISTS (SELECT 1 FROM relations r WHERE r.from_span = s.key AND r.type = ?3);
-- name: set_after_key
SELECT key, document, kind, owner, source, status, revision, widest, spans, relations, doubts, unlinked
FROM sets WHERE key > ?1 ORDER BY key LIMIT 1;
-- name: set_review
-- Is the owner's set on this document being looked at? The review says whose it is, or nobody's.
SELECT 1 FROM sets WHERE document = ?1 AND kind = 3 AND status = 1 AND (source = ?2 OR source = '') LIMIT 1;
-- name: tally_add
-- ?5 more; ?4 is the same or 0, since a row's first number cannot be below.
INSERT INTO tally (in_set, kind, name, n) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (in_set, kind, name) DO UPDATE SET n = n + ?5;
-- name: tally_of
SELECT kind, name, n FROM tally WHERE in_set = ?1 ORDER BY kind, name;
-- name: progress_add
-- ?4 more; ?3 as above.
INSERT INTO progress (owner, status, n) VALUES (?1, ?2, ?3)
ON CONFLICT (owner, status) DO UPDATE SET n = n + ?4;
-- name: progress_of
SELECT status, n FROM progress WHERE owner = ?1;
-- name: owners
-- walks: five rows for each person
SELECT DISTINCT owner FROM progress ORDER BY owner;

-- ---- spans ----
-- name: span_add
INSERT INTO spans (id, in_set, start, "end", label, origin, fragments, attributes, digest)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
-- name: span_by_id
SELECT key, in_set, start, "end", label, origin, fragments, attributes FROM spans WHERE id = ?1;
-- name: span_change
UPDATE spans SET start = ?2, "end" = ?3, label = ?4, origin = ?5, fragments = ?6, attributes = ?7, digest = ?8
WHERE key = ?1;
-- name: span_delete
DELETE FROM spans WHERE key = ?1;
-- name: span_load_first
-- The first slice of a set in reading order.
SELECT key, id, start, "end", label, origin, fragments, attributes, digest FROM spans
WHERE in_set = ?1 ORDER BY start, "end", key LIMIT ?2;
-- name: span_load
-- The slice behind a given span.
SELECT key, id, start, "end", label, origin, fragments, attributes, digest FROM spans
WHERE in_set = ?1 AND (start, "end", key) > (?2, ?3, ?4) ORDER BY start, "end", key LIMIT ?5;
-- name: span_window
-- No span is longer than ?4 - ?2, so none that starts before ?2 reaches ?3.
SELECT key, id, start, "end", label, origin, fragments, attributes FROM spans
WHERE in_set = ?1 AND start >= ?2 AND start < ?4 AND "end" > ?3 ORDER BY start, "end", key;
-- name: span_by_key
SELECT key, id, start, "end", label, origin, fragments, attributes FROM spans WHERE key = ?1;
-- name: span_all
-- As span_load, whole and with what only verify looks at.
SELECT key, id, start, "end", label, origin, fragments, attributes, digest FROM spans
WHERE in_set = ?1 ORDER BY start, "end", key;
-- name: span_set
SELECT in_set FROM spans WHERE id = ?1;
-- name: fragment_add
INSERT INTO fragments (span, place, start, "end") VALUES (?1, ?2, ?3, ?4);
-- name: fragments_of
SELECT place, start, "end" FROM fragments WHERE span = ?1 ORDER BY place;
-- name: fragments_delete
DELETE FROM fragments WHERE span = ?1;
-- name: deleted_add
INSERT INTO deleted (id, in_set) VALUES (?1, ?2) ON CONFLICT (in_set, id) DO NOTHING;
-- name: deleted_take_back
DELETE FROM deleted WHERE id = ?1 AND in_set = ?2;
-- name: deleted_has
SELECT 1 FROM deleted WHERE id = ?1 LIMIT 1;
-- name: deleted_of
SELECT id FROM deleted WHERE in_set = ?1 ORDER BY id;

-- ---- relations and comments ----
-- name: relation_add
INSERT INTO relations (id, in_set, type, from_span, to_span, attributes) VALUES (?1, ?2, ?3, ?4, ?5, ?6);
-- name: relation_by_id
SELECT r.key, r.type, f.id, t.id, r.attributes, r.from_span, f.label
FROM relations r JOIN spans f ON f.key = r.from_span JOIN spans t ON t.key = r.to_span
WHERE r.in_set = ?1 AND r.id = ?2;
-- name: relation_change
UPDATE relations SET type = ?2, from_span = ?3, to_span = ?4, attributes = ?5 WHERE key = ?1;
-- name: relation_delete
DELETE FROM relations WHERE key = ?1;
-- name: relation_first
-- Does any of the type leave from the span?
SELECT 1 FROM relations WHERE from_span = ?1 AND type = ?2 LIMIT 1;
-- name: relation_all
SELECT r.id, r.type, f.id, t.id, r.attributes, f.in_set, t.in_set
FROM relations r LEFT JOIN spans f ON f.key = r.from_span LEFT JOIN spans t ON t.key = r.to_span
WHERE r.in_set = ?1 ORDER BY r.id;
-- name: relation_load
SELECT r.id, r.type, f.id, t.id, r.attributes
FROM relations r JOIN spans f ON f.key = r.from_span JOIN spans t ON t.key = r.to_span
WHERE r.in_set = ?1 AND r.id > ?2 ORDER BY r.id LIMIT ?3;
-- name: relation_from
SELECT r.id, r.type, f.id, t.id, r.attributes, r.to_span
FROM relations r JOIN spans f ON f.key = r.from_span JOIN spans t ON t.key = r.to_span
WHERE r.from_span = ?1;
-- name: relation_to
SELECT r.id, r.type, f.id, t.id, r.attributes, r.from_span
FROM relations r JOIN spans f ON f.key = r.from_span JOIN spans t ON t.key = r.to_span
WHERE r.to_span = ?1;
-- name: comment_add
INSERT INTO comments (id, in_set, span, doubt, settled, at, author, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
-- name: comment_by_id
SELECT c.key, c.id, s.id, c.doubt, c.settled, c.at, c.author, c.text
FROM comments c LEFT JOIN spans s ON s.key = c.span WHERE c.in_set = ?1 AND c.id = ?2;
-- name: comment_change
UPDATE comments SET span = ?2, doubt = ?3, settled = ?4, at = ?5, author = ?6, text = ?7 WHERE key = ?1;
-- name: comment_delete
DELETE FROM comments WHERE key = ?1;
-- name: comment_load
SELECT c.key, c.id, s.id, c.doubt, c.settled, c.at, c.author, c.text
FROM comments c LEFT JOIN spans s ON s.key = c.span WHERE c.in_set = ?1 ORDER BY c.id;
-- name: doubts_open
-- Of each person, in documents of the queue. What is accepted (status 4) changes no more: nobody waits for an answer.
-- walks: comments are few beside spans, and only a lead asks
SELECT s.owner, count(*) FROM comments c JOIN sets s ON s.key = c.in_set JOIN documents d ON d.key = s.document
WHERE c.doubt = 1 AND c.settled = 0 AND s.kind = 0 AND s.status <> 4 AND d.number IS NOT NULL GROUP BY s.owner;
-- name: disputed_next
-- A lead asks whose finished set, behind another, disputes something for the second time.
SELECT s.key, s.document, s.owner FROM sets s JOIN documents d ON d.key = s.document
WHERE s.key > ?1 AND s.kind = 0 AND s.status = 2 AND d.number IS NOT NULL
    AND EXISTS (SELECT 1 FROM verdicts v WHERE v.in_set = s.key AND v.kind = 2 AND v.round >= 1)
ORDER BY s.key LIMIT 1;
-- name: comment_of_span
SELECT c.key, c.id, s.id, c.doubt, c.settled, c.at, c.author, c.text
FROM comments c JOIN spans s ON s.key = c.span WHERE c.span = ?1;

-- name: verdict_put
INSERT INTO verdicts (in_set, item, kind, round, reading, span, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (in_set, item) DO UPDATE SET kind = excluded.kind, round = excluded.round, reading = excluded.reading,
    span = excluded.span, reason = excluded.reason;
-- name: verdict_by_item
SELECT item, kind, round, reading, span, reason FROM verdicts WHERE in_set = ?1 AND item = ?2;
-- name: verdict_delete
DELETE FROM verdicts WHERE in_set = ?1 AND item = ?2;
-- name: verdict_load
SELECT item, kind, round, reading, span, reason FROM verdicts WHERE in_set = ?1 ORDER BY item;

-- ---- journal and steps ----
-- name: journal_add
INSERT INTO journal (in_set, revision, step, kind, undoes, actor, at, what, body, hash, edition)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);
-- name: journal_row
SELECT step, kind, undoes, actor, at, what, body, hash, edition FROM journal WHERE in_set = ?1 AND revision = ?2;
-- name: journal_hash
-- Without the body: the next row's hash asks for it.
SELECT hash FROM journal WHERE in_set = ?1 AND revision = ?2;
-- name: journal_edition
SELECT edition FROM journal WHERE in_set = ?1 AND revision = ?2;
-- name: journal_number
SELECT number FROM journal WHERE in_set = ?1 AND revision = ?2;
-- name: journal_head
SELECT revision, hash FROM journal WHERE in_set = ?1 ORDER BY revision DESC LIMIT 1;
-- name: journal_after
SELECT number, in_set, revision, step, kind, actor, at, what FROM journal WHERE number > ?1 ORDER BY number LIMIT 1;
-- name: journal_steps
-- walks: verify reads the whole journal in its order
SELECT number, in_set, revision, step, kind, undoes, actor FROM journal ORDER BY number;
-- name: journal_sets
-- walks: verify looks once for rows of sets that do not exist
SELECT j.number, j.in_set FROM journal j LEFT JOIN sets s ON s.key = j.in_set WHERE j.in_set <> 0 AND s.key IS NULL LIMIT 20;
-- name: past_before
-- A slice of the journal, the newest first; the body is given where it says more than the set does.
SELECT j.number, j.in_set, j.revision, j.step, j.kind, j.undoes, j.actor, j.at, j.what, s.document, s.kind, s.owner, s.source,
       coalesce(d.name, d.was), CASE WHEN j.in_set = 0 THEN j.body END, j.edition
FROM journal j LEFT JOIN sets s ON s.key = j.in_set LEFT JOIN documents d ON d.key = s.document
WHERE j.number < ?1 ORDER BY j.number DESC LIMIT ?2;
-- name: past_after
SELECT j.number, j.in_set, j.revision, j.step, j.kind, j.undoes, j.actor, j.at, j.what, s.document, s.kind, s.owner, s.source,
       coalesce(d.name, d.was), CASE WHEN j.in_set = 0 THEN j.body END, j.edition
FROM journal j LEFT JOIN sets s ON s.key = j.in_set LEFT JOIN documents d ON d.key = s.document
WHERE j.number > ?1 ORDER BY j.number LIMIT ?2;
-- name: past_of_before
-- The same of one document: its sets are few, and their rows are found by number first, within an index.
-- walks: the numbers of one document's rows are sorted
SELECT j.number, j.in_set, j.revision, j.step, j.kind, j.undoes, j.actor, j.at, j.what, s.document, s.kind, s.owner, s.source,
       coalesce(d.name, d.was), CASE WHEN j.in_set = 0 THEN j.body END, j.edition
FROM (SELECT r.number AS number FROM sets o JOIN journal r ON r.in_set = o.key WHERE o.document = ?3 AND r.number < ?1
      ORDER BY r.number DESC LIMIT ?2) n
JOIN journal j ON j.number = n.number LEFT JOIN sets s ON s.key = j.in_set LEFT JOIN documents d ON d.key = s.document
ORDER BY j.number DESC;
-- name: past_of_after
-- walks: as past_of_before
SELECT j.number, j.in_set, j.revision, j.step, j.kind, j.undoes, j.actor, j.at, j.what, s.document, s.kind, s.owner, s.source,
       coalesce(d.name, d.was), CASE WHEN j.in_set = 0 THEN j.body END, j.edition
FROM (SELECT r.number AS number FROM sets o JOIN journal r ON r.in_set = o.key WHERE o.document = ?3 AND r.number > ?1
      ORDER BY r.number LIMIT ?2) n
JOIN journal j ON j.number = n.number LEFT JOIN sets s ON s.key = j.in_set LEFT JOIN documents d ON d.key = s.document
ORDER BY j.number;
-- name: past_revision
-- The newest row of a set that is no younger than a time.
SELECT revision FROM journal WHERE in_set = ?1 AND at <= ?2 ORDER BY revision DESC LIMIT 1;
-- name: past_others
-- Has anyone else changed the set behind a revision?
SELECT 1 FROM journal WHERE in_set = ?1 AND revision > ?2 AND actor <> ?3 LIMIT 1;
-- name: deeds_before
-- What people did to marks, for counting: without imports, corrected texts and without the bodies, the newest first.
SELECT number, actor, at, kind = 0 AND what = 'finish' FROM journal
WHERE number < ?1 AND in_set <> 0 AND kind < 3 ORDER BY number DESC LIMIT ?2;
-- name: deeds_after
SELECT number, actor, at, kind = 0 AND what = 'finish' FROM journal
WHERE number > ?1 AND in_set <> 0 AND kind < 3 ORDER BY number LIMIT ?2;
-- name: step_between
-- The one behind a given step and set, of those whose ids lie between two.
SELECT id, in_set, actor, kind, state, first, last FROM steps
WHERE (id, in_set) > (?1, ?2) AND id <= ?3 ORDER BY id, in_set LIMIT 1;
-- name: step_add
INSERT INTO steps (id, in_set, actor, kind, state, first, last) VALUES (?1, ?2, ?3, ?4, 0, ?5, ?5);
-- name: step_find
SELECT key, actor, kind, state, first, last FROM steps WHERE id = ?1 AND in_set = ?2;
-- name: step_longer
UPDATE steps SET last = ?2 WHERE key = ?1;
-- name: step_state
UPDATE steps SET state = ?2 WHERE key = ?1;
-- name: steps_drop
UPDATE steps SET state = 2 WHERE actor = ?1 AND state = 1;
-- name: step_last_done
SELECT key, id, in_set, kind, last FROM steps WHERE actor = ?1 AND state = 0 ORDER BY key DESC LIMIT 1;
-- name: step_first_undone
SELECT key, id, in_set, kind, last FROM steps WHERE actor = ?1 AND state = 1 ORDER BY key LIMIT 1;
-- name: step_more
-- Does the step stand in the same state in another set too?
SELECT 1 FROM steps WHERE id = ?1 AND in_set <> ?2 AND state = ?3 LIMIT 1;
-- name: steps_all
-- walks: verify compares every step with the journal
SELECT id, in_set, actor, kind, state, first, last FROM steps ORDER BY key;

-- ---- places ----
-- name: place_get
SELECT cursor, top, coverage, pending FROM places WHERE person = ?1 AND document = ?2;
-- name: place_put
INSERT INTO places (person, document, turn, cursor, top, coverage, pending) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (person, document) DO UPDATE SET turn = excluded.turn, cursor = excluded.cursor, top = excluded.top,
    coverage = excluded.coverage, pending = excluded.pending;
-- name: place_after
-- Whoever was in a document, one behind another. A corrected text is rare, and goes through all places once.
SELECT person, cursor, top, coverage, pending FROM places WHERE document = ?1 AND person > ?2 ORDER BY person LIMIT 1;
-- name: place_move
UPDATE places SET cursor = ?3, top = ?4, coverage = ?5 WHERE person = ?1 AND document = ?2;
-- name: place_last
SELECT p.document, p.turn, d.number FROM places p JOIN documents d ON d.key = p.document
WHERE p.person = ?1 ORDER BY p.turn DESC LIMIT 1;
-- name: place_last_open
SELECT p.document FROM places p JOIN documents d ON d.key = p.document
WHERE p.person = ?1 AND d.number IS NOT NULL ORDER BY p.turn DESC LIMIT 1;

-- ---- care ----
-- name: documents_after
SELECT key, id, number, bytes, codepoints, lines, sha256, coalesce(name, was), meta, source_encoding, source_sha256, edition
FROM documents WHERE key > ?1 ORDER BY key LIMIT 1;
-- name: documents_count
-- walks: verify alone counts
SELECT count(*), count(number), sum(bytes) FROM documents;
-- name: queue_wrong
-- Documents came in the order of their keys and never changed places.
-- walks: verify counts through the queue
SELECT name FROM (SELECT name, number, row_number() OVER (ORDER BY key) AS place FROM documents WHERE number IS NOT NULL) q
WHERE number <> place LIMIT 20;
-- name: progress_wrong
-- walks: verify counts every person's sets and compares
SELECT coalesce(p.owner, c.owner), coalesce(p.status, c.status), coalesce(p.n, 0), coalesce(c.n, 0)
FROM (SELECT s.owner AS owner, s.status AS status, count(*) AS n FROM sets s JOIN documents d ON d.key = s.document
      WHERE s.kind = 0 AND d.number IS NOT NULL GROUP BY s.owner, s.status) c
FULL JOIN progress p ON p.owner = c.owner AND p.status = c.status
WHERE coalesce(p.n, 0) <> coalesce(c.n, 0);
-- name: fragments_stray
-- walks: verify looks once for fragments of spans that have one only
SELECT f.span FROM fragments f JOIN spans s ON s.key = f.span WHERE s.fragments = 1 LIMIT 20;
-- name: labels_at
SELECT sha256, json FROM labelsets WHERE version = ?1;
-- name: labels_count
-- walks: a few versions
SELECT count(*) FROM labelsets;
-- name: schema
-- walks: some thirty rows
SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name;
-- name: integrity
PRAGMA integrity_check(50);
-- name: references
PRAGMA foreign_key_check;
-- name: backup
VACUUM INTO ?1;
