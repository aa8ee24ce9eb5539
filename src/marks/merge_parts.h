/* merge_parts.h: what the files of the merge share. */
#ifndef MANICULE_SRC_MARKS_MERGE_PARTS_H
#define MANICULE_SRC_MARKS_MERGE_PARTS_H

#include "manicule/base/vec.h"
#include "manicule/marks/merge.h"

/* What stands for an item in gold; or will stand, once edits are applied. In reading order. */
struct hold {
    const struct span **spans;
    size_t n;
};

struct merge {
    const struct comparison *c;
    const struct set *gold;
    struct hold *holds; /* one an item */
    uint64_t *chosen;   /* of each item: the readers whose links it takes, as 1 << reader */
    bool *listed;       /* is it in the list of what was decided */
    struct uuid *named; /* of each item: its span as the list names it, or zero */
    uint8_t *states;    /* enum merge_state */
    const struct span **beyond;
    size_t n_beyond;
    struct arena arena;
};

/* A link between two spans of gold. How many of a kind are wanted: of one item, as many as the
 * reader with most has. */
struct want {
    uint16_t type;
    const char *attrs;
    struct uuid from, to;
    size_t item, reader;
};

struct wants {
    struct want *at;
    size_t n, room;
};

/* merge_gold.c */
bool merge_find_gold(struct merge *);

/* merge_links.c */
/* Adds the link if both its ends are in gold; else *waits is set (may be NULL). False: no memory.
 */
bool merge_want(const struct comparison *, const struct hold *, const struct compare_link *,
                size_t item, size_t reader, struct wants *, bool *waits);
/* Those of an item and the readers in the mask. */
bool merge_want_readers(const struct comparison *, const struct hold *, size_t item,
                        uint64_t readers, struct wants *, bool *waits);
bool merge_present(const struct set *gold, const struct want *, bool *yes); /* false: no memory */
/* Sorts the wanted and adds to *lacking what gold has too few of. */
bool merge_lacking(const struct set *gold, struct wants *wanted, struct wants *lacking);
/* Adds edits that delete what gold has of `known` beyond what is wanted. Sorts both. */
bool merge_surplus(const struct set *gold, struct wants *known, struct wants *wanted,
                   struct edits *out);

/* merge_attrs.c: attribute strings, NULL is none */
bool merge_attrs_within(const char *inner, const char *outer); /* every line of inner */
bool merge_attrs_clash(const char *, const char *);            /* a name has two values */
/* A new string (caller frees): the first without the names of the second, or with the second's
 * values. False: no memory, and *attrs is freed and NULL. */
bool merge_attrs_without(char **attrs, const char *names);
bool merge_attrs_with(char **attrs, const char *more);

/* merge_edits.c */
bool merge_refused(const struct merge *, size_t item);
void merge_add_links(const struct wants *, struct merge_ids, struct edits *out);

#endif
