/* import.h: what the parts of an import share.
 *
 * import.c       the two passes
 * import_docs.c  which document of the project a record means
 * import_merge.c what a record would change in a set
 * import_ids.c   no id twice in the whole input
 * import_foreign.c  files of other formats, and the label set that grows with them
 * import_apply.c what was put aside becomes steps
 */
#ifndef MANICULE_SRC_FLOW_IMPORT_H
#define MANICULE_SRC_FLOW_IMPORT_H

#include "manicule/flow/import.h"

#include "manicule/flow/spool.h"
#include "manicule/formats/jsonl.h"
#include "manicule/marks/idtable.h"

/* ---- documents of the input ---- */
struct import_doc {
    struct uuid id;      /* zero: the record has none */
    union {
        uint8_t sha256[32];
        struct uuid by_text; /* the first half of it: found by its bytes */
    };
    uint32_t ordinal; /* place in import_docs.at */
    int64_t key;      /* of the project's document; 0: it is not there yet */
    uint32_t edition; /* of the text in use there */
    bool removed;     /* it was there and was removed: so it stays */
    size_t line;      /* where it came first */
};

struct import_docs {
    struct store *store;
    bool empty; /* the project never held a document */
    struct arena arena; /* of the documents: there may be a million */
    VEC(struct import_doc *) all;
    struct idtable by_id, by_text;
};

/* The record's document; *first: it was not seen in this input before. Refused: the same id with
 * other bytes, here or in the project. */
enum fault import_docs_place(struct import_docs *, const struct record *, size_t line,
                             struct import_doc **out, bool *first, struct err *);
void import_docs_release(struct import_docs *);

/* ---- ids of the input ---- */
struct import_ids;
enum fault import_ids_new(const char *beside, struct import_ids **out, struct err *);
void import_ids_add(struct import_ids *, struct uuid id, size_t line);
/* FAULT_INPUT: "N: the id ... stands also in line M". */
enum fault import_ids_check(struct import_ids *, struct err *);
void import_ids_free(struct import_ids *);

/* ---- the spool: what pass 1 hands to pass 2 ---- */
enum import_item {
    ITEM_DOCUMENT = 1, /* a new document */
    ITEM_SET,          /* a step: followed by its edits and ITEM_END */
    ITEM_SPAN,         /* after */
    ITEM_SPAN_CHANGE,  /* before, after */
    ITEM_RELATION,
    ITEM_RELATION_GONE,
    ITEM_RELATION_CHANGE,
    ITEM_NOTE, /* a comment: on which span, whether it is a doubt, its text */
    ITEM_END,
};

/* A foreign file's author by a mail address, and the person that it is taken for. */
struct import_address {
    char name[PERSON_MAX + 1];
    char address[];
};

struct import {
    struct store *store;
    struct labelset *labels;
    const struct import_options *options;
    struct import_counts *counts;
    const char *file; /* the one at hand, for messages */
    struct import_docs docs;
    struct import_ids *ids;
    struct arena arena;  /* of what follows */
    struct idtable sets; /* (document, kind, owner, source) seen, by struct import_set */
    struct spool *spool;
    struct set *here; /* the project's set that a record is compared with */
    VEC(struct import_address *) addresses;
    bool untouched;   /* nobody ever marked anything in the project: no id can be known */
};

/* An id that a reader makes is made with this clock, which stands at zero, and so is known by its
 * time: the file gave none. */
int64_t import_no_time(void *ctx);

/* Is it a record that the store would take? Maps its owner. */
enum fault import_check(struct import *, struct record *, struct err *);
/* Compares a record that was checked, and puts aside what it changes. The record is the caller's. */
enum fault import_take(struct import *, struct record *, size_t line, struct err *);
/* Pass 1 of a foreign format. */
enum fault import_foreign(struct import *, struct err *);
/* Before pass 2: where the label set grew, the larger one is the project's from now on. */
enum fault import_grow_labels(struct import *, struct err *);

/* The label set as the project has it, without what an import that ended would have added. */
void import_forget_labels(struct import *);

/* Compares the record's set with the project's and puts aside what it would change. */
enum fault import_merge(struct import *, const struct import_doc *, struct record *, size_t line,
                        struct err *);
/* Tells one thing that keeps the input from being read without replace. */
void import_differs(struct import *, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A span in the spool; its fragments where there are several, and its attributes, follow. */
struct import_span {
    struct uuid id;
    uint32_t start, end;
    uint16_t label, fragments;
    uint8_t origin, has_attrs, unused[2];
};

void import_put_span(struct spool *, const struct span *);
void import_put_relation(struct spool *, const struct relation *);
/* Pass 2, from a spool that was rewound. */
enum fault import_apply(struct import *, struct err *);

#endif
