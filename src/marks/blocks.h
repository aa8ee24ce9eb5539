/* blocks.h: spans in reading order, as an array of blocks of pointers.
 *
 * A block holds at most BLOCK_SPANS pointers and knows how far its spans reach, and how far all up
 * to its own, so a search for what lies on a place finds its first block by halving. Changing one block moves a kilobyte at most. The blocks own
 * their arrays, not the spans. A span's place must not change while it stands in them.
 */
#ifndef MANICULE_SRC_MARKS_BLOCKS_H
#define MANICULE_SRC_MARKS_BLOCKS_H

#include "manicule/marks/set.h"

enum { BLOCK_SPANS = 128 };

struct block {
    struct span **at;
    uint32_t n;     /* never 0 */
    uint32_t reach; /* the largest end */
    uint32_t far;   /* the largest end in this block and those before it: it never falls */
};

struct blocks {
    struct block *at;
    size_t n, room;
    struct span **spare; /* an array for the next split */
};

struct spot {
    size_t block, i;
};

/* Memory for one insertion, which then cannot fail. False: none. */
bool blocks_prepare(struct blocks *);
void blocks_insert(struct blocks *, struct span *);
void blocks_remove(struct blocks *, const struct span *);            /* must be there */
struct span *blocks_at(const struct blocks *, struct spot);          /* NULL past the end */
struct spot blocks_spot(const struct blocks *, const struct span *); /* of one that is there */
/* The first block with a span that ends behind `byte`, or that has such a block before it. */
size_t blocks_reaching(const struct blocks *, uint32_t byte);
struct spot blocks_from(const struct blocks *, struct pos); /* first that starts at or after pos */
bool blocks_back(const struct blocks *, struct spot *);     /* one before; false: there is none */
struct spot blocks_forth(const struct blocks *, struct spot);
size_t blocks_memory(const struct blocks *);
void blocks_free(struct blocks *);

#endif
