/* compare_parts.h: what the files of the comparison share.
 *
 * A member is one span of one reader. Members of the same content, one of each reader, are a node;
 * nodes stand in reading order, and their order depends on content alone, never on ids or on the
 * order of the readers. Nodes that belong together hang on one root; each root becomes an item.
 */
#ifndef MANICULE_SRC_MARKS_COMPARE_PARTS_H
#define MANICULE_SRC_MARKS_COMPARE_PARTS_H

#include "manicule/base/vec.h"
#include "manicule/marks/compare.h"
#include "manicule/marks/idtable.h"

struct member {
    struct uuid id; /* first: found by it */
    const struct span *span;
    uint64_t links; /* a digest of its links, where only they tell it from its reader's others */
    uint32_t reader;
    uint32_t copy; /* the how manyth of its reader with this content */
    size_t node;
};

struct node {
    const struct span *span; /* of its first member: all have this content */
    size_t first, n;         /* members */
    uint64_t readers;
    bool copy; /* of the node before it */
    /* of the tree of nodes that belong together */
    size_t up;         /* towards the root; the root's is its own */
    size_t next, tail; /* all nodes of a root, from it; COMPARE_NONE at the end */
    size_t joined;     /* at the root: how many they are */
    uint64_t all;      /* at the root: the readers of all of them */
    bool closed;       /* at the root: all readers agree on the place */
    size_t item;
};

struct compare {
    const struct set *const *readers;
    size_t n_readers;
    uint64_t everyone;
    const struct article *article;
    enum compare_rule rule;
    struct member *members; /* in order of content once gathered, then fixed */
    size_t n_members;
    struct idtable *tables; /* one a reader: its members by id */
    VEC(struct node) nodes;
    struct comparison *out;
};

/* compare_nodes.c */
bool compare_gather(struct compare *); /* members, tables, nodes */
const struct member *compare_member(const struct compare *, size_t reader, struct uuid id);

/* compare_pairs.c */
bool compare_pair(struct compare *); /* nodes that belong together */
size_t compare_root(struct compare *, size_t node);

/* compare_items.c */
bool compare_items(struct compare *);

/* compare_links.c */
bool compare_links(struct compare *); /* gives items and readings their links */

/* compare_same.c: readings against each other */
void compare_same(struct comparison *, size_t item);   /* fills `same` */
bool compare_merged(struct comparison *, size_t item); /* fills `merged` */

/* compare_keys.c */
bool compare_keys(struct comparison *); /* of readings, then of items */
/* What hangs on a span from either side, as a sorted list of digests that the caller frees; NULL
 * where there is nothing. False: no memory. */
bool compare_link_keys(const struct set *, const struct span *, uint64_t **out, size_t *n);
bool compare_links_digest(const struct compare *, struct member *); /* of all of them, as one */

static inline int compare_order(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

/* compare_place.c */
uint32_t compare_size(const struct span *);                          /* bytes in its fragments */
uint32_t compare_overlap(const struct span *, const struct span *);  /* bytes that both have */
int compare_place_order(const struct span *, const struct span *);   /* 0: the same place */
int compare_content_order(const struct span *, const struct span *); /* place, label, attributes */
int compare_attrs_order(const char *, const char *);                 /* NULL is none */

#endif
