/* internal.h: what the files of this room share: the open project, transactions, and the rows of
 * documents, sets and the journal as values. Above it stands manicule/store.h, below it sql.h. */
#ifndef MANICULE_STORE_INTERNAL_H
#define MANICULE_STORE_INTERNAL_H

#include "manicule/base/vec.h"
#include "manicule/store.h"
#include "sql.h"

enum {
    APPLICATION_ID = 0x6d6e6369, /* "mnci", in the file's header */
    SOURCE_MAX = 63,
    WHAT_MAX = 127,
    NAME_LIMIT = 1024, /* bytes of a document's name */
};

/* A set's row as a value. */
struct setrow {
    int64_t key, document;
    enum set_kind kind;
    char owner[PERSON_MAX + 1];
    char source[SOURCE_MAX + 1];
    enum status status;
    int64_t revision;
    uint32_t widest; /* code points */
    int64_t spans, relations, doubts, unlinked;
};

/* What was read last in the open transaction, as long as it only reads: nothing can change it there,
 * so whoever needs it again need not ask the file. */
struct last_read {
    struct setrow set; /* key 0: none */
    int64_t document;  /* 0: none */
    uint32_t bytes, edition;
};

struct store {
    struct sql sql;
    char *path;
    char person[PERSON_MAX + 1];
    bool read_only;
    bool gate;      /* roles bind */
    enum role role; /* as of the last look */
    bool given;     /* sees only the documents that were given to them */
    struct desk desk;
    bool desk_given; /* the queue is of what was given for the task, not of all documents */
    bool gone;      /* is no longer one of the people: sees nothing */
    struct env env;
    const struct labelset *labels; /* borrowed */
    unsigned depth;                /* of transactions; 0: none is open */
    bool writing;                  /* the open one may write */
    bool dirty;                    /* the operation at hand has changed rows */
    struct last_read read;
    bool large_cache; /* a batch was begun: see cache_for_batch */
    enum fault broken;             /* the batch was rolled back because of this */
    unsigned waited;               /* microseconds, for a lock */
    int64_t seen;                  /* data_version at the last look */
    int64_t refreshed;             /* and when rights were read */
    struct buf body;               /* the journal body being made: kept for its memory */
};

/* ---- tx.c: transactions. They nest: only the outermost begins and ends one. ---- */
enum fault tx_read(struct store *, struct err *);
enum fault tx_write(struct store *, struct err *);
/* Commits, or rolls back when there is a fault: returns what came of it. Inside a batch a fault
 * after a change rolls the whole batch back. */
enum fault tx_end(struct store *, enum fault, struct err *);
int tx_wait(void *store, int count); /* SQLite's busy handler */

/* Is the open transaction one that only reads? Then what was read in it is known in store->read. */
static inline bool tx_is_reading(const struct store *store)
{
    return store->depth > 0 && !store->writing;
}

/* ---- mode.c: how the file is kept ---- */
enum { HEADER_BYTES = 100 };
struct header {
    bool sqlite, wal;
    uint32_t application_id;
};
bool header_read(const struct sql *, struct header *); /* false: there is no header */
/* An empty file for a project or a copy: on a local disk, where nothing stands yet, and not in the
 * place of another project's journal. */
enum fault mode_new_file(const char *path, struct err *);
/* Turns a file in WAL mode back. FAULT_BUSY: others have it open; err names one. */
enum fault mode_leave_wal(struct store *, struct err *);

/* ---- journal.c ---- */
enum { PROJECT_CHAIN = 0 };
struct journal_entry {
    int64_t set, revision;
    struct uuid step, undoes; /* undoes: zero for none */
    enum step_kind kind;
    const char *actor, *what;
    int64_t at;
    const char *body;
    size_t n_body;
    uint32_t edition; /* of the text its places are in */
};
/* The hash of an entry, given the one before it in its chain. */
struct digest journal_hash(struct digest before, const struct journal_entry *);
/* Where a chain starts: what it is the chain of. */
struct digest journal_root_of_set(struct uuid document, enum set_kind, const char *owner,
                                  const char *source);
enum fault journal_root_of_project(struct store *, struct digest *out, struct err *);
/* Adds the row; `before` is the chain's hash so far. */
enum fault journal_add(struct store *, struct digest before, const struct journal_entry *,
                       struct err *);
/* A row as it stands, the entry's text borrowed: sql_done(Q_JOURNAL_ROW) when it was looked at. */
struct journal_read {
    struct journal_entry entry;
    struct digest hash;
};
enum fault journal_read(struct store *, int64_t set, int64_t revision, struct journal_read *out,
                        bool *found, struct err *err);
/* The hash of a set's row; *found false: there is no such row. */
enum fault journal_hash_at(struct store *, int64_t set, int64_t revision, struct digest *out,
                           bool *found, struct err *);
/* A row of the project's own chain, by the acting person, now. */
enum fault journal_project(struct store *, const char *what, const struct buf *body, struct err *);
enum fault journal_project_step(struct store *, struct uuid step, int64_t at, const char *what,
                                const struct buf *body, struct err *);

/* ---- setrow.c: a set's row as a value ---- */
void setrow_read(const struct store *, enum query, struct setrow *out); /* from the row at hand */
enum fault setrow_by_key(struct store *, int64_t key, struct setrow *out, bool *found,
                         struct err *);
/* source NULL: any, for suggestions; else ''. */
enum fault setrow_find(struct store *, int64_t document, enum set_kind, const char *owner,
                       const char *source, struct setrow *out, bool *found, struct err *);
/* The set of a document behind `last` by kind, owner and source; NULL: the first. *ends (or NULL):
 * there is no other behind it. */
enum fault setrow_next(struct store *, int64_t document, const struct setrow *last,
                       struct setrow *out, bool *found, bool *ends, struct err *err);
enum fault setrow_add(struct store *, struct setrow *, struct err *); /* fills key */
enum fault setrow_keep(struct store *, const struct setrow *, struct err *);
enum fault setrow_progress(struct store *, const struct setrow *, enum status, int by,
                           struct err *);
enum fault setrow_info(struct store *, const struct setrow *, struct set_info *out, struct err *);
/* ---- load.c ---- */
/* A set whole, for the store's own use: nobody's right to see it is asked for. */
enum fault load_whole(struct store *, int64_t set, const struct article *, struct set *into,
                      struct err *);
/* ---- accept.c ---- */
/* FAULT_EXISTS: a proposal of a review of this person's set is open. */
enum fault accept_check(struct store *, const struct setrow *, const struct article *,
                        struct err *);
/* ---- setrow.c ---- */
/* "dark-sources: alice's set", for messages. */
void setrow_name(const char *document, const struct setrow *, char *out, size_t n);

/* ---- document.c ---- */
/* What applying a step asks of a document; FAULT_MISSING when it is not in the queue. */
enum fault document_live(struct store *, int64_t key, const struct article *, struct uuid *id,
                         struct err *);
/* Fails with FAULT_CONFLICT when the text at hand is not the one in use. */
enum fault document_same_text(struct store *, int64_t key, const struct article *, struct err *);
/* Puts a text into the table, as this edition of the document. */
enum fault document_put_text(struct store *, const struct document *, const struct article *,
                             struct err *);
enum fault document_read(const struct store *, enum query, struct document *out, struct err *);
/* What the project's journal says about one that came or went. */
void document_body(const struct document *, const char *verb, struct buf *out);
void labels_body(int64_t version, const uint8_t sha256[32], struct buf *out);

/* ---- rights.c: what the acting person may see and do ---- */
bool rights_bind(const struct store *); /* false: a lead, who may do all */
enum fault rights_refresh(struct store *, struct err *); /* FAULT_DENIED: may not come in */
enum fault rights_lead(const struct store *, const char *what, struct err *); /* "only a lead may WHAT" */
enum fault rights_document(struct store *, int64_t document, bool *may, struct err *);
enum fault rights_see(struct store *, const struct setrow *, bool *may, struct err *);
enum fault rights_write(struct store *, const struct step *, struct err *);

/* ---- people.c, assign.c ---- */
/* What the project's journal says: "person NAME WAS IS" with roles, "gone" or "-"; "assign TASK
 * PERSON DOCUMENT [WHOSE]" and "unassign". */
const char *person_word(const struct person *); /* NULL: "-" */
void person_body(const char *name, const char *was, const char *is, struct buf *out);
void assign_body(const struct assignment *, struct uuid document, bool given, struct buf *out);
enum fault assign_last_place(struct store *, const char *person, enum task, uint32_t *out,
                             struct err *);
/* Was the document given to the acting person? whose NULL: anyone's marks. */
enum fault assign_any(struct store *, enum task, int64_t document, const char *whose, bool *found,
                      struct err *);
/* Of the acting person's queue: a document's place, 0 for none; and the document of a place. */
enum fault assign_place(struct store *, int64_t document, uint32_t *place, struct err *);
enum fault assign_at(struct store *, uint32_t place, int64_t *document, bool *found, struct err *);
enum fault assign_forget_document(struct store *, int64_t document, struct err *);

/* ---- rows.c, apply.c: edits become rows ---- */
/* Images before are places in the one text, images after in the other; mostly the two are one. */
enum fault rows_apply(struct store *, struct setrow *, bool fresh, const struct edits *,
                      const struct article *before, const struct article *after, struct err *);

/* FAULT_CONFLICT: the labels at hand are not those in the file. */
enum fault labels_are_newest(struct store *, struct err *);

/* What a step without a word about the status makes of a new set: open. */
enum status step_status(enum status, const struct edits *);

/* ---- revise.c ---- */
/* A row of the project's journal about a text that came in the place of another. */
struct revision_row {
    int64_t document;
    uint32_t number, edition, undoes; /* undoes: 0 for none */
    struct uuid step;
    int64_t at;
};
enum fault revision_next(struct store *, const struct revision_row *after, struct revision_row *out,
                         bool *found, struct err *);
enum fault revision_body(struct store *, const struct revision_row *, struct buf *out, struct err *);
/* A row's edits, in the right texts. Call between journal_read() and sql_done(). */
enum fault revise_read_edits(struct store *, struct editions *, const struct journal_entry *,
                             struct edits *out, struct err *);

/* ---- past.c ---- */
/* The edition of a set's row; 0 when there is none. */
enum fault journal_edition_at(struct store *, int64_t set, int64_t revision, uint32_t *out,
                              struct err *);
/* The first row behind a step's first one that touches what the step made or changed: of a step
 * that stands, and is not this one nor of the person `not_by` (NULL: of anyone). */
enum fault past_touched_later(struct store *, int64_t set, struct uuid step, int64_t first,
                              int64_t last, const char *not_by, struct past *later, bool *found,
                              struct err *);

/* ---- touch.c: what a journal row's body is about, told by its ids alone ---- */
struct touched {
    VEC(struct uuid) ids; /* sorted by touched_sort() */
    bool status;
};
/* Gathers the spans, relations and comments that the body makes, changes or deletes. False: no
 * memory. */
bool touched_add(struct touched *, const char *body, size_t n);
void touched_sort(struct touched *);
/* Does the body change any of them, or what hangs on them? */
bool touched_meets(const struct touched *, const char *body, size_t n);
void touched_release(struct touched *);

/* ---- undo.c ---- */
enum step_state { STATE_DONE, STATE_UNDONE, STATE_DROPPED };
/* *state of a step in a set; *found false: it was never there. */
enum fault undo_state(struct store *, struct uuid step, int64_t set, enum step_state *state,
                      bool *found, struct err *);
/* Why a person may no longer take a step back: out empty: they may. */
enum fault undo_stop(struct store *, const struct setrow *, struct uuid step, bool import, char *out,
                     size_t n, struct err *);
/* Keeps the table of steps after a journal row. FAULT_CONFLICT when the step is not in the state
 * for it. */
enum fault undo_note(struct store *, const struct step *, const struct setrow *, struct err *);

#endif
