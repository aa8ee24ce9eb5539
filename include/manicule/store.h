/* store.h: the project file, in the field's words. Nothing above this header knows SQL.
 *
 * Promises (manicule(5), tests/faults): an edit that store_apply() returned OK for is on disk;
 * journal_mode is TRUNCATE and synchronous FULL, always; every write is one BEGIN IMMEDIATE
 * transaction; no statement stays half-stepped when a function returns. Offsets in the file are
 * code points; in memory bytes (text/pos.h).
 */
#ifndef MANICULE_STORE_H
#define MANICULE_STORE_H

#include "manicule/base/buf.h"
#include "manicule/base/env.h"
#include "manicule/base/err.h"
#include "manicule/marks/digest.h"
#include "manicule/marks/edit.h"
#include "manicule/marks/stream.h"

struct store;

enum { PERSON_MAX = 32, STORE_FORMAT = 1 };

/* What a person may do. Roles bind where the name was proved to be theirs (`gate`): then rows that a
 * person may not see are never read for them, and what they may not do is FAULT_DENIED. Whoever can
 * write the file itself is a lead.
 *   annotator  sees their own sets, reviews of them, and suggestions; marks their own
 *   reviewer   also the sets they were given to review, which they return or accept, with reviews
 *              of their own; and of documents they were given to adjudicate everyone's, and gold
 *   lead       sees and does all; another person's set is changed by import and revert only */
enum role { ROLE_ANNOTATOR, ROLE_REVIEWER, ROLE_LEAD };
const char *role_name(enum role); /* "annotator", ... */
bool role_parse(const char *, size_t n, enum role *);

struct store_options {
    const char *person; /* who acts: ^[a-z][a-z0-9._-]{0,31}$ */
    bool read_only;     /* nothing is written, a read-only file is fine */
    bool gate;          /* the name is proved; one that is not among the people is refused */
    struct env env;
};

bool store_person_valid(const char *name);
/* Will the store take it as a document's name, as a suggestion's source? FAULT_INPUT says why not.
 * Whoever reads a whole input before writing asks here first. */
enum fault store_check_name(const char *name, struct err *);
enum fault store_check_source(const char *source, struct err *);

/* Makes a new file (O_EXCL, 0600) with the label set. FAULT_EXISTS when the path is taken. */
enum fault store_create(const char *path, const char *labels_json, size_t n,
                        const struct store_options *, struct store **out, struct err *);
/* FAULT_NOT_PROJECT: no project or a newer one; FAULT_BUSY, FAULT_DENIED, FAULT_MISSING,
 * FAULT_DAMAGED. */
enum fault store_open(const char *path, const struct store_options *, struct store **out,
                      struct err *);
void store_close(struct store *);
/* Takes away a project that was made by store_create() and is not wanted after all, once closed,
 * with the journal beside it. */
void store_discard(const char *path);
/* Does the file say it is a project (application_id)? Reads 100 bytes, opens no database. */
bool store_is_project(const char *path);
/* Does the name make it a part of the project beside it, as PROJECT-journal is? A file of anything
 * else there would be taken for that part, or lost. */
bool store_is_part(const char *path);

const char *store_person(const struct store *);
enum role store_role(const struct store *); /* as of the last look: store_changed(), or a write */
bool store_gone(const struct store *); /* the same: the acting person was sent off while they sat here */
bool store_gated(const struct store *);
const char *store_path(const struct store *);
bool store_read_only(const struct store *);

/* The newest label set's JSON appended to out. Then the caller parses it and hands it back: names
 * in rows are numbers in memory by it. Borrowed; must outlive the store's use. */
enum fault store_labels(struct store *, struct buf *out, struct err *);
void store_use_labels(struct store *, const struct labelset *);
/* Replaces the label set by a newer version (journalled on the project's chain). Refused when a
 * label, relation, attribute or choice in use would vanish. */
enum fault store_change_labels(struct store *, const char *json, size_t n, const struct labelset *,
                               struct err *);

/* What is read between these two is one state of the project. For reading only, and short: whoever
 * wants to save waits meanwhile. */
enum fault store_read_begin(struct store *, struct err *);
void store_read_end(struct store *);

/* ---- people: who may come in through the gate; each change is journalled ---- */
struct person {
    char name[PERSON_MAX + 1];
    enum role role;
    bool gone; /* may not come in any more; what they made stays */
};
/* The first one behind `after` ("" for the first) in order of names; *found false: none. */
enum fault store_next_person(struct store *, const char *after, struct person *out, bool *found,
                             struct err *);
enum fault store_find_person(struct store *, const char *name, struct person *out, bool *found,
                             struct err *);
/* Adds the person, or gives a known one this role or sends them off. The same again is OK. */
enum fault store_put_person(struct store *, const struct person *, struct err *);

/* ---- assignments: who was given what ---- */
enum task { TASK_MARK, TASK_REVIEW, TASK_ADJUDICATE };
const char *task_name(enum task); /* "mark", "review", "adjudicate" */
struct assignment {
    char person[PERSON_MAX + 1];
    enum task task;
    int64_t document;
    char whose[PERSON_MAX + 1]; /* of a review: whose marks; else empty */
    uint32_t place;             /* in that person's queue of the task, from 1, dense */
};
/* Gives it, at the end of the person's queue. *new false: they had it. The first document given to
 * someone who works already is given behind what they have begun. */
enum fault store_assign(struct store *, const struct assignment *, bool *new, struct err *);
/* Takes it away again. FAULT_MISSING: they do not have it; FAULT_EXISTS: they have begun it. */
enum fault store_unassign(struct store *, const struct assignment *, struct err *);
/* Walks all by person, task and document. Zero the first `after`. */
enum fault store_next_assignment(struct store *, const struct assignment *after,
                                 struct assignment *out, bool *found, struct err *);
/* Those of one document, by person, task and whose. */
enum fault store_next_on_document(struct store *, int64_t document, const struct assignment *after,
                                  struct assignment *out, bool *found, struct err *);

/* ---- documents ---- */
struct document {
    int64_t key;
    struct uuid id;
    uint32_t number; /* place in the project's queue, from 1, dense; 0: it was removed */
    uint32_t place;  /* in the acting person's queue, from 1, dense: the number, but for those who
                        were given their documents; 0: it is not in it */
    uint32_t bytes, codepoints, lines;
    uint8_t sha256[32];
    char *name;            /* unique in the project, printable */
    char *meta;            /* JSON object text or NULL */
    char *source_encoding; /* or NULL */
    uint8_t source_sha256[32];
    uint32_t edition; /* which of its texts is in use: 0 as it came in. All from bytes on but the
                         names and meta is of that text */
};
void document_release(struct document *);

struct new_document {
    struct uuid id;   /* zero: the store makes one */
    const char *name; /* the store appends -2, -3 ... when taken and `rename` is true */
    bool rename;
    const char *meta;
    const char *source_encoding;
    uint8_t source_sha256[32];
    const struct article *article;
    bool again; /* add even when the same bytes are there */
};
/* *existing true: the same bytes were there already (or, with `again`, under this very id), nothing
 * was added, *key is that document's. FAULT_EXISTS: the id is another's, or of a removed one. */
enum fault store_add(struct store *, const struct new_document *, int64_t *key, bool *existing,
                     struct err *);
/* Many documents in one transaction: begin, store_add or store_apply ..., commit. For verbs only;
 * in small batches. Faults in between do not say what was kept: the batches before are. */
enum fault store_begin(struct store *, struct err *);
enum fault store_commit(struct store *, struct err *);
void store_rollback(struct store *);

enum fault store_document(struct store *, int64_t key, struct document *out, struct err *);
enum fault store_document_named(struct store *, const char *name, struct document *out,
                                struct err *);
/* By its number in the project: the same one for everybody. */
enum fault store_document_numbered(struct store *, uint32_t number, struct document *out,
                                   struct err *);
/* By place in the acting person's queue. */
enum fault store_document_placed(struct store *, uint32_t place, struct document *out,
                                 struct err *);
enum fault store_document_by_id(struct store *, struct uuid, struct document *out,
                                struct err *); /* FAULT_MISSING */
enum fault store_document_by_digest(struct store *, const uint8_t sha256[32], struct document *out,
                                    struct err *);
/* The text in use; it knows its edition (text/article.h). */
enum fault store_article(struct store *, int64_t key, struct article **out, struct err *);
/* ---- corrected texts: see store/revise.c ---- */
/* Any text the document ever had. */
enum fault store_edition(struct store *, int64_t document, uint32_t edition, struct article **out,
                         struct err *);
/* What *document says of its text becomes true of another edition of it. FAULT_MISSING */
enum fault store_document_edition(struct store *, struct document *, uint32_t edition, struct err *);
/* The edition in use at a time; 0 before the document was there. */
enum fault store_edition_at(struct store *, int64_t document, int64_t at, uint32_t *edition,
                            struct err *);
/* Which of its texts has these bytes; *found false: none. */
enum fault store_edition_of(struct store *, int64_t document, const uint8_t sha256[32],
                            uint32_t *edition, bool *found, struct err *);
/* A document in the queue that has these bytes, or had them before it was corrected. FAULT_MISSING */
enum fault store_document_by_older_digest(struct store *, const uint8_t sha256[32],
                                          struct document *out, struct err *);

/* A document's texts for a walk through its journal: read when they are first asked for, and two are
 * kept. Zeroed but for store and document; `lent` is one that the caller has already, or NULL. */
struct editions {
    struct store *store;
    int64_t document;
    const struct article *lent;
    struct article *kept[2];
    unsigned next;
};
/* The text lives until two others were asked for. */
enum fault editions_get(struct editions *, uint32_t edition, const struct article **out,
                        struct err *);
void editions_release(struct editions *);

struct edits;
struct place;
struct revised_set { /* one set of the document, carried over */
    int64_t key, revision;     /* the revision it was read at */
    const struct edits *edits; /* places before in the old text, places after in the new one */
};
struct revision {
    int64_t document;
    const struct article *before, *after; /* before: the one in use */
    const char *source_encoding;          /* of what came, or NULL */
    uint8_t source_sha256[32];
    const struct revised_set *sets; /* all that the document has */
    size_t n;
    /* Told of each person's place, to move it in place; returns false: no memory. */
    bool (*place)(void *ctx, struct place *);
    void *ctx;
};
/* Puts the new text in the place of the old one, in all sets at once. For a lead. FAULT_CONFLICT: a
 * set or the text was changed since it was read, and nothing was written; read again. */
enum fault store_revise(struct store *, const struct revision *, struct err *);

struct revision_info {
    uint32_t number;        /* of the document's revisions, from 1; 0: there is none that stands */
    uint32_t edition, before; /* the text it brought, and the one before */
    struct uuid step;
    int64_t at;
};
/* The revision that stands last. */
enum fault store_revision_last(struct store *, int64_t document, struct revision_info *out,
                               struct err *);
/* Takes it back: the old text, and every set as it was. Of *revision the texts (before is the one in
 * use, after the old one) and place are looked at. FAULT_CONFLICT names whoever has worked on the
 * corrected text since. */
enum fault store_revise_back(struct store *, const struct revision *, struct err *);

/* Removes the document with all its sets from the queue; journalled. The texts stay readable to
 * `verify`. */
enum fault store_remove(struct store *, int64_t key, struct err *);

/* What the acting person sits down to: their queue, its places and its tally are of this task from
 * now on. At first it is marking. Of a review `whose` says whose marks, or is empty: as they were
 * given. Whoever was given nothing for the task and may see all has all documents in the queue. */
struct desk {
    enum task task;
    char whose[PERSON_MAX + 1];
};
enum fault store_sit(struct store *, const struct desk *, struct err *);
const struct desk *store_desk(const struct store *);

struct queue_row {
    int64_t document;
    uint32_t place;     /* in the acting person's queue */
    uint32_t number;    /* in the project's */
    char name[128];     /* cut at a character */
    enum status status; /* of the acting person's set; of the one reviewed; of gold */
    uint32_t spans, doubts;
    char whose[PERSON_MAX + 1]; /* of a review: whose marks */
};
/* Rows from the place `first` on: at most n. Cost follows n, not the project. */
enum fault store_queue(struct store *, uint32_t first, size_t n, struct queue_row *rows,
                       size_t *got, struct err *);

/* The acting person's first document that came back from a review, behind another (0 for the first);
 * 0: none. */
enum fault store_next_returned(struct store *, int64_t after, int64_t *key, struct err *);

struct tally { /* of marking it is kept, not counted */
    uint32_t documents;
    uint32_t status[STATUSES]; /* as in the queue; `new` includes documents never opened */
    bool given;                /* documents are those that were given to the person, not all */
};
enum fault store_tally(struct store *, struct tally *, struct err *);
/* Another person's, and when they made the last of their edits that stand (0: none). For a lead. */
enum fault store_tally_of(struct store *, const char *person, struct tally *, int64_t *last,
                          struct err *);
/* What they were given to review or adjudicate, by the status of those marks, of gold. With "" for
 * whom: gold of the whole project. For a lead. */
enum fault store_tally_task(struct store *, const char *person, enum task, struct tally *,
                            struct err *);
/* The first document behind `after` (0 for the first) whose gold is finished, and where a reader's
 * finished set was touched later; 0: none. For a lead. */
enum fault store_next_older_gold(struct store *, int64_t after, int64_t *document, struct err *);

/* How many documents the project has, whoever was given which. For a lead. */
enum fault store_documents(struct store *, uint32_t *n, struct err *);
/* How many doubts are open in each person's sets that are not accepted; who has none is not told.
 * For a lead. */
enum fault store_doubts(struct store *, void (*each)(void *ctx, const char *person, uint32_t n),
                        void *ctx, struct err *);

/* ---- sets ---- */
struct set_info {
    int64_t key; /* 0: there is no such set yet */
    int64_t document;
    enum set_kind kind;
    char owner[PERSON_MAX + 1]; /* empty for gold */
    char source[64];            /* of suggestions */
    enum status status;
    int64_t revision; /* grows by one with each journal row; 0: no set */
    uint32_t spans, relations, doubts;
    uint32_t unlinked;           /* spans of a relation's `from` label without that relation */
    uint32_t labels[LABELS_MAX]; /* spans of each label */
};
/* The set's state; a set that does not exist has key 0 and revision 0, and that is OK. A set is one
 * by document, kind, owner and source; suggestions are found by owner or source, the oldest first,
 * or with owner NULL the oldest of the document. */
enum fault store_set(struct store *, int64_t document, enum set_kind, const char *owner,
                     struct set_info *out, struct err *);

/* The set of exactly that source: a review's is whose marks it looks at. NULL is none. */
enum fault store_set_of(struct store *, int64_t document, enum set_kind, const char *owner,
                        const char *source, struct set_info *out, struct err *err);

/* All sets, by document number, then kind, then owner. Zero the cursor; *more false: ended. A
 * document nobody opened comes once with key 0. */
struct set_filter {
    int kind;          /* enum set_kind, or -1: all */
    int status;        /* enum status, or -1 */
    const char *owner; /* or NULL */
    int64_t document;  /* or 0 */
    bool empty;        /* documents without a set too */
};
struct set_cursor {
    uint32_t at;     /* the number of the document that came last */
    uint32_t number; /* the rest is the walk's own */
    enum set_kind kind; /* of the set that came last */
    char owner[PERSON_MAX + 1], source[64];
    bool some; /* one came of the document at `number` */
};
/* *out is without the counts of labels. */
enum fault store_next_set(struct store *, struct set_cursor *, const struct set_filter *,
                          struct set_info *out, bool *more, struct err *);
/* The first finished set of a person, behind another (0 for the first), that disputes something for
 * the second time, answered or not: key, document and owner are filled; key 0: none. For a lead. */
enum fault store_next_disputed(struct store *, int64_t after, struct set_info *out, struct err *);

/* Spans into memory. store_load() reads at most `rows` further spans in reading order, then
 * relations and comments, and remembers how far it is; spans that are there already (from a window)
 * are passed over. With `check` FAULT_DAMAGED names the span whose words are others. */
struct load {
    bool check; /* the caller's: each span's words against the digest kept when it was marked */
    int64_t last_start, last_end, last_key;
    struct uuid last_id;
    int stage;
    bool done;
    uint32_t codepoint; /* a known place, so that reading on does not count from the start */
    struct pos pos;
};
enum fault store_load(struct store *, int64_t set, const struct article *, struct set *into,
                      struct load *, size_t rows, struct err *);
/* The spans that overlap a window, with what they are linked to. Cost follows the window. */
enum fault store_load_window(struct store *, int64_t set, const struct article *,
                             struct range window, struct set *into, struct err *);

/* ---- edits ---- */
enum step_kind { STEP_EDIT, STEP_UNDO, STEP_REDO, STEP_IMPORT, STEP_REVISE };

struct step {
    struct uuid id; /* the same id again continues the step: undone together */
    enum step_kind kind;
    struct uuid undoes; /* of an undo or redo: the step it takes back or brings again */
    const char *what;   /* "mark quote": shown by undo and log */
    int64_t document;
    enum set_kind set;
    const char *owner;  /* NULL for gold */
    const char *source; /* of a suggestion set */
    int64_t revision;   /* expected; 0: the set does not exist yet */
    const struct edits *edits;
    const struct article *article;
    const struct place *place; /* kept in the same transaction; NULL: none */
};
/* One transaction, one journal row. FAULT_CONFLICT: the revision is not the expected one, nothing
 * was written. *info is the set's state after it; after a refusal, as it stands in the file, with
 * key 0 when that could not be read or there is none. The same journal row twice (same id and same
 * edits at the revision after) is answered OK and changes nothing. The label set in use must be the
 * newest: else FAULT_CONFLICT, and it must be read again. FAULT_EXISTS: a person's set cannot be
 * accepted while a proposal of a review is neither adopted nor given up. */
enum fault store_apply(struct store *, const struct step *, struct set_info *info, struct err *);

/* Did anyone else commit since the last look? Cheap; ask every 200 ms. */
bool store_changed(struct store *);
/* A number that another's commit changes: for one who looks besides the one who asks the above. */
int64_t store_others(struct store *);

/* ---- undo ---- */
struct undo {
    struct uuid step;
    int64_t document;
    enum set_kind set;
    char owner[PERSON_MAX + 1];
    char source[64]; /* of suggestions */
    char what[128];
    int64_t at; /* when it was made, milliseconds */
    bool more; /* the step touched another set too: ask again after this one, the same step comes */
    bool stopped;  /* it may not be undone: why says so */
    char why[128]; /* "an import", "the document is accepted" */
};
enum undo_way { WAY_UNDO, WAY_REDO };
/* The acting person's next step to take back or bring again. FAULT_MISSING: none. */
enum fault store_undo_next(struct store *, enum undo_way, struct undo *out, struct err *);
/* Its inverse (or itself again), all its rows in that set together, as edits to apply with kind
 * UNDO or REDO. */
enum fault store_undo_edits(struct store *, const struct undo *, enum undo_way,
                            const struct article *, struct edits *out, struct err *);

/* ---- place: where a person was, one row per person and document ---- */
struct place {
    uint32_t cursor, top; /* code points */
    char *coverage;       /* "0-1200,1500-1600" in code points, or NULL */
    char *pending;        /* half-typed text, or NULL */
    uint32_t edition;     /* of the text it is in: one in another is not kept (FAULT_CONFLICT) */
};
enum fault store_place(struct store *, int64_t document, struct place *out,
                       struct err *); /* FAULT_MISSING */
enum fault store_put_place(struct store *, int64_t document, const struct place *,
                           struct err *); /* also: last open document */
enum fault store_last_document(struct store *, int64_t *key, struct err *); /* FAULT_MISSING */
/* What a person had on screen, for those who may see their marks: as a place's coverage, caller
 * frees; NULL: nothing yet. */
enum fault store_coverage_of(struct store *, int64_t document, const char *person, char **out,
                             struct err *);
void place_release(struct place *);

/* ---- care ---- */
struct store_report { /* each finding is a line of the user's words; progress 0..1000 */
    void (*finding)(void *ctx, const char *line);
    void (*progress)(void *ctx, unsigned permille);
    void *ctx;
};
/* integrity_check, text hashes, chains, slice digests, replay, kept counts. *findings counts; a
 * line that starts with "note:" is told and not counted. Others may write in between, but not while
 * the file's structure, one set, or the order of steps is looked at. */
enum fault store_verify(struct store *, const struct store_report *, size_t *findings,
                        struct err *);
/* VACUUM INTO a new file; FAULT_BUSY while others work unless now. FAULT_EXISTS: never over a file.
 */
enum fault store_backup(struct store *, const char *path, bool now, struct err *);

/* One journal row, for log and tests: in order of the file. */
struct journal_row {
    int64_t number, set, revision;
    struct uuid step;
    enum step_kind kind;
    char actor[PERSON_MAX + 1];
    int64_t at;
    char what[128];
};
enum fault store_journal(struct store *, int64_t after, struct journal_row *out, bool *more,
                         struct err *);
/* The number of a set's last row: which of two sets changed last? 0: it has none. */
enum fault store_journal_number(struct store *, const struct set_info *, int64_t *out,
                                struct err *);

/* ---- history: who did what, when; nothing in it ever changes ---- */
struct past { /* one row of the journal */
    int64_t number;        /* the order of the file */
    int64_t set, revision; /* set 0: the project itself */
    struct uuid step;
    struct uuid undoes; /* of an undo or redo: which step */
    enum step_kind kind;
    char actor[PERSON_MAX + 1];
    int64_t at;
    char what[128];
    int64_t document; /* 0: the project itself */
    char name[128];   /* the document's, cut at a character; of a removed one the one it had */
    enum set_kind of; /* where set is not 0: whose set it changed */
    char owner[PERSON_MAX + 1];
    char source[64];
    char about[96]; /* of the project itself: "bob: annotator, was reviewer" */
    uint32_t edition; /* of the text its edits are in; of a revision the new one */
};
struct past_filter {
    const char *actor;    /* or NULL */
    int kind;             /* enum set_kind, or -1: all, the project itself too */
    int64_t document;     /* or 0 */
    int64_t since, until; /* milliseconds, both included; 0: any */
    bool oldest_first;
};
struct past_cursor {
    int64_t number; /* zero at the start */
    bool ended;
};
/* The next rows that the filter takes, at most n; *got 0: there are no further ones. A lead sees
 * all; a reviewer what was done to the sets they may see; an annotator what was done to their own
 * and in reviews of it; everyone what they did themselves. */
enum fault store_past(struct store *, struct past_cursor *, const struct past_filter *, size_t n,
                      struct past *rows, size_t *got, struct err *);
struct deed { /* what a person did to a set, for counting: no imports */
    int64_t number, at;
    char actor[PERSON_MAX + 1];
    bool finish; /* of a document */
};
/* At most n of them: those before a number in the order of the file, the newest first (from
 * INT64_MAX), or those after it, the oldest first. For a lead. */
enum fault store_deeds(struct store *, int64_t number, bool before, size_t n, struct deed *rows,
                       size_t *got, struct err *);
/* One row of a set with its edits, so that its past can be told or replayed. Of *out step, undoes,
 * kind, actor, at, what and edition are filled. Places are in the row's edition of the text; those
 * before a revision in the edition before. *found false: the set has no such revision. */
enum fault store_past_edits(struct store *, int64_t set, int64_t revision, struct editions *,
                            struct past *out, struct edits *edits, bool *found, struct err *err);
/* The set's newest revision of that time or before; 0: there was none. */
enum fault store_past_revision(struct store *, int64_t set, int64_t at, int64_t *revision,
                               struct err *);

struct past_step { /* what a step did to one set */
    struct uuid id;
    int64_t set, document;
    enum set_kind of;
    char owner[PERSON_MAX + 1], source[64];
    char actor[PERSON_MAX + 1];
    enum step_kind kind; /* STEP_EDIT or STEP_IMPORT */
    bool undone;
    bool revised; /* the text is another by now, and so are its places */
    int64_t first, last; /* its rows lie between these revisions */
    int64_t at;          /* of the last of them, */
    char what[128];      /* and what it says */
};
/* Walks the steps whose ids lie between two, both included, set by set. Zero the first `after`. */
enum fault store_next_step(struct store *, struct uuid least, struct uuid most,
                           const struct past_step *after, struct past_step *out, bool *found,
                           struct err *);
/* Does a later step that stands, of anyone's, touch what this one made or changed? Then *later is
 * the first that does. */
enum fault store_touched_later(struct store *, const struct past_step *, struct past *later,
                               bool *found, struct err *);

/* People who own sets that the acting person may see. */
enum fault store_owners(struct store *, struct buf *names_by_line, struct err *);

/* Ids that were deleted and must stay so: true when the id once stood in this set and was deleted.
 */
enum fault store_was_deleted(struct store *, struct uuid span, bool *out, struct err *);
/* The set and document of a span known by its id: FAULT_MISSING. */
enum fault store_find_span(struct store *, struct uuid span, int64_t *set, struct err *);

#endif
