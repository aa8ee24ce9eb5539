/* assign.h: gives many documents to a few people, or takes them back, in batches.
 *
 * Fill store, task, whose, take_back, readers and seed, then giving_person() for each, then
 * documents, then giving_end() in any case. Where it stops in the middle, what earlier batches gave
 * stays given: giving it again gives the rest.
 */
#ifndef MANICULE_FLOW_ASSIGN_H
#define MANICULE_FLOW_ASSIGN_H

#include "manicule/store.h"

enum { RECIPIENTS_MAX = 256 };

struct recipient {
    char name[PERSON_MAX + 1];
    unsigned changed; /* given, or taken back */
    unsigned left;    /* had it already; or begun, and not taken back */
};

struct giving {
    struct store *store;
    enum task task;
    char whose[PERSON_MAX + 1]; /* of a review */
    bool take_back;
    size_t readers; /* for each document, by chance, those with the least first; 0: everyone */
    uint64_t seed;  /* of the chance: the same seed and documents give the same again */
    struct recipient to[RECIPIENTS_MAX];
    size_t n;
    unsigned in_batch; /* from here on: its own */
    uint64_t chance;
    bool open;
};

/* FAULT_USAGE: no person's name, or named twice; FAULT_MISSING: there are people, and not this one. */
enum fault giving_person(struct giving *, const char *name, struct err *);
enum fault giving_document(struct giving *, int64_t document, struct err *);
/* Every document of the project whose name the function takes; NULL: all. */
enum fault giving_documents(struct giving *, bool (*takes)(void *ctx, const char *name), void *ctx,
                            struct err *);
/* Commits the last batch, or with a fault takes it back; returns what came of it. */
enum fault giving_end(struct giving *, enum fault, struct err *);

#endif
