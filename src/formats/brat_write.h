/* brat_write.h: a sheet as brat sees it: what leaves, in which lines, and under which ids.
 *
 * brat_gather.c       spans, events, relations, and what each is called
 * brat_write.c        the file: T, E, R and * lines
 * brat_write_attrs.c  A, N and # lines */
#ifndef MANICULE_SRC_FORMATS_BRAT_WRITE_H
#define MANICULE_SRC_FORMATS_BRAT_WRITE_H

#include "brat.h"
#include "manicule/base/vec.h"
#include "manicule/marks/idtable.h"
#include "outlet.h"

/* An id of the file: what it is called, and in which order it stands. */
struct brat_name {
    const char *text; /* the arena's */
    uint64_t order;   /* its number; behind all numbers where it is none */
};

struct brat_item { /* a span that leaves */
    struct uuid id;
    const struct span *span;
    struct brat_name name;
    const char *given; /* the events of its source_id, "E1:E2", or NULL */
    size_t first_event, n_events;
    size_t rank; /* in reading order */
};

struct brat_event {    /* that a span is the trigger of */
    size_t item;       /* its trigger */
    const char *given; /* as it was called when it came */
    struct brat_name name;
};

struct brat_link { /* a relation that leaves, as a line or in one */
    const struct relation *relation;
    const struct brat_item *from, *to;
    const char *source;    /* source_id, or NULL */
    struct brat_name name; /* of an R line */
    uint64_t group, nth;   /* E: event and argument; *: which and member */
    size_t rank;
};

struct brat_claim { /* an id that is wanted by who came with it */
    const char *text;
    size_t rank;
    struct brat_name *name;
};

struct brat_norm {    /* an N line of what is at hand; the strings are the arena's */
    const char *type; /* "Reference", "Reference:2" */
    size_t n;         /* of it, what stands before the number */
    uint64_t number;
    const char *value;
};

/* The writer's state: one sheet after the other. Spans, relations and comments are the sheet's. */
struct brat_writing {
    struct brat_names names;
    struct arena arena;                   /* of the sheet: its ids and what they were made from */
    struct idtable by_id;                 /* of `items` */
    VEC(struct brat_item) items;          /* by their names */
    VEC(struct brat_event) events;        /* those of one item stand together */
    VEC(const struct brat_event *) order; /* of `events`: by their names */
    VEC(struct brat_link) relations;      /* R lines, by their names */
    VEC(struct brat_link) arguments;      /* that stand in E lines */
    VEC(struct brat_link) members;        /* that stand in * lines */
    VEC(struct brat_claim) claims;        /* scratch */
    VEC(const struct comment *) notes;
    VEC(struct brat_norm) found;  /* scratch */
    uint64_t attributes, norms;   /* A and N lines so far */
    struct buf name, value, text; /* scratch: an attribute, and its value on one line */
};

/* Fills items, events, links and their names anew. What cannot leave is confessed. The outlet keeps
 * the fault. */
void brat_gather(struct brat_writing *, struct outlet *, const struct sheet *);
/* The item of a span; NULL: it does not leave. */
struct brat_item *brat_find_item(const struct brat_writing *, struct uuid id);
/* The event of a trigger that came as the n bytes; NULL: it has none. */
const struct brat_event *brat_find_event(const struct brat_writing *, const struct brat_item *,
                                         const char *given, size_t n);
/* By number, then by text. */
int brat_name_order(const struct brat_name *, const struct brat_name *);

/* The attributes of all spans and R lines. norms: those that are N lines; else the others, as A
 * lines. */
void brat_write_attrs(struct brat_writing *, struct outlet *, const struct sheet *, bool norms);
void brat_write_notes(struct brat_writing *, struct outlet *, const struct sheet *);

#endif
