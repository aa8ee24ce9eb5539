/* set_parts.h: what set.c, set_links.c, set_comments.c and set_verdicts.c share. */
#ifndef MANICULE_SRC_MARKS_SET_PARTS_H
#define MANICULE_SRC_MARKS_SET_PARTS_H

#include "blocks.h"
#include "manicule/base/vec.h"
#include "manicule/marks/idtable.h"

/* A relation as it hangs in the chains of its two spans. On a span's chain, which of the two
 * sides counts is told by ends[]; a relation of a span with itself stands there once, as side 0. */
struct link {
    struct relation relation; /* first: found by its id */
    struct span *ends[2];     /* from, to */
    struct link *next[2], *prev[2];
    size_t place; /* in links.at */
};

struct links {
    struct link **at;
    size_t n, room;
    bool sorted; /* by id; put right when asked for in order */
    struct idtable ids;
};

/* Spans of one address for life, 4 KB at a time. */
struct slab;

struct set {
    struct blocks blocks;
    struct idtable ids;
    size_t labels[LABELS_MAX];
    struct slab *slabs;
    size_t n_slabs;
    struct span *vacant;          /* chained through their links */
    struct links *links;          /* a pointer, so that sorting them is no change of the set */
    VEC(struct comment) comments; /* by time, then id */
    VEC(struct verdict) verdicts; /* by item */
};

/* The set's own span of that id, or NULL. */
struct span *set_own_span(const struct set *, struct uuid id);

void set_clear_links(struct set *);
void set_clear_comments(struct set *);
void set_clear_verdicts(struct set *);
size_t set_links_memory(const struct set *);
size_t set_comments_memory(const struct set *);
size_t set_verdicts_memory(const struct set *);

#endif
