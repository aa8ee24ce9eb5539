/* split.h: which documents are for training, which for testing.
 *
 * A document's part follows from its text alone: from the SHA-256 of the text that it came with,
 * hashed again, in proportion to the shares. So it is the same in every project and with every
 * filter, and stays the same when documents are added, or this one is corrected.
 *
 * Documents that are nearly the same (text/sketch.h) stay together, and so do those that are nearly
 * the same as one of them, and so on: the part of all is that of the one which came into the
 * project first, and documents are looked at whether they leave or not. So a document that is added goes
 * where its like are. What that cannot do: a document that is like two others which are not
 * like each other joins them, and the later one's part may change; where the first of a group is
 * removed, or came later into another project, the group's part may be another; and another project
 * may know a corrected text only.
 */
#ifndef MANICULE_FLOW_SPLIT_H
#define MANICULE_FLOW_SPLIT_H

#include "manicule/store.h"

enum { SPLIT_PARTS_MAX = 16, SPLIT_NAME_MAX = 32, SPLIT_SHARE_MAX = 1000000 };

struct split_shares {
    struct split_share {
        char name[SPLIT_NAME_MAX + 1];
        uint32_t share; /* of the sum of all */
    } at[SPLIT_PARTS_MAX];
    size_t n;
};

/* "train=80,dev=10,test=10". A name is one that a file may have: small letters, digits, . _ -.
 * FAULT_USAGE. */
enum fault split_parse(const char *text, struct split_shares *out, struct err *);
/* The part of a text by itself. */
size_t split_by_digest(const struct split_shares *, const uint8_t sha256[32]);

struct split_plan;

/* Reads every document's text, a few in each short transaction. Memory: some 500 bytes for each
 * document while it is made. progress may be NULL. */
enum fault split_make(struct store *, const struct split_shares *,
                      void (*progress)(void *ctx, uint64_t done, uint64_t of), void *ctx,
                      struct split_plan **out, struct err *);
void split_free(struct split_plan *);

struct split_place {
    size_t part;
    const uint8_t *group; /* SHA-256 that decides, of the first of those that it is like; NULL: it is like none */
};
/* False: the document was not there when the plan was made. */
bool split_find(const struct split_plan *, int64_t document, struct split_place *out);
size_t split_groups(const struct split_plan *);  /* of two documents or more */

#endif
