/* intake.h: where a reader's records go, and what it was told about reading. */
#ifndef MANICULE_FORMATS_INTAKE_H
#define MANICULE_FORMATS_INTAKE_H

#include "manicule/base/env.h"
#include "manicule/formats/record.h"
#include "manicule/text/units.h"

/* What a reader is handed at once. */
struct portion {
    const char *bytes;
    size_t n;
    const char *name;  /* of the file without folder and extension, "-" for a pipe: a document's
                          name where the format has none */
    size_t number;     /* of the portion in its file, from 1; 0: the file is one document */
    size_t line;       /* of the file, from 1, that it begins in */
    const char *text;  /* FEED_FILES: what stands in the file beside; NULL: there is none */
    size_t n_text;
};

struct label_map { /* --map from=to */
    const char *from, *to;
};

struct intake_options {
    enum unit unit; /* where the format leaves it open, */
    bool has_unit;  /* and the user said it */
    enum set_kind kind;  /* what the marks become where the format does not say: person, gold, suggestion */
    const char *owner;   /* whose they are then; NULL: nobody was named, which is refused where needed */
    const char *source;  /* of suggestions then */
    const char *default_label; /* of spans that have none; NULL: they are refused */
    bool add_labels;           /* labels, relations and attributes that the label set lacks are added */
    const char *keys;          /* the characters that may become their keys; NULL: they get none */
    bool reanchor; /* a span whose words stand elsewhere is looked for, and flagged where it was found */
    const struct label_map *map;
    size_t n_map;
};

struct intake_counts {
    uint64_t refused;    /* spans, relations and portions left out, each told */
    uint64_t moved;      /* spans that reanchor found elsewhere */
    uint64_t mismatched; /* spans whose words in the file are not those at their places */
    uint64_t renamed;    /* spans whose label --map changed */
    uint64_t passed_over; /* what the reader knows and does not take, each kind told once: rejected
                             spans and the like */
};

/* A document that is here already, for formats whose files name texts and do not hold them. */
struct known_document {
    struct uuid id;
    char *name;    /* both malloc'd, the caller's to free */
    uint8_t *text;
    size_t n;
};

struct intake {
    struct labelset *labels; /* grows with add_labels; numbers stay */
    const struct env *env;
    const struct intake_options *options;
    struct intake_counts counts;
    size_t line;      /* that the portion at hand begins in */
    size_t element;   /* of the list that the file is, from 1; 0: it is none */
    size_t documents; /* of the file at hand, so far: the flow begins each file with 0 */
    bool told; /* the fault at hand came from take or refuse, and names its place */
    /* Takes a record; it is the callee's to empty, not to keep. */
    enum fault (*take)(void *ctx, struct record *, size_t line, struct err *);
    /* Something is left out, err says what: OK where that is asked for, else the fault. */
    enum fault (*refuse)(void *ctx, size_t line, struct err *);
    /* Something to know that is no fault. */
    void (*tell)(void *ctx, size_t line, const char *text);
    /* The document of that name, or of that id as 36 characters. FAULT_MISSING: there is none, and
     * *out is empty. NULL: nothing can be looked up. */
    enum fault (*find)(void *ctx, const char *name, struct known_document *out, struct err *);
    void *ctx;
};

#endif
