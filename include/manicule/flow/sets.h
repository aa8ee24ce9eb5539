/* sets.h: one set of a document, read whole. */
#ifndef MANICULE_FLOW_SETS_H
#define MANICULE_FLOW_SETS_H

#include "manicule/store.h"

/* Reads a set whole; `into` is emptied first. Others may change it between two slices. With `check`
 * a span whose words are not those that were marked is FAULT_DAMAGED. */
enum fault sets_load(struct store *, int64_t set, const struct article *, bool check,
                     struct set *into, struct err *);
/* The same as the set stood at one revision, that of *info, which moves on when the set was changed
 * on the way. FAULT_BUSY: it is changed faster than it can be read. */
enum fault sets_load_steady(struct store *, struct set_info *info, const struct article *,
                            bool check, struct set *into, struct err *);

/* A walk by store_next_set() goes by documents' numbers: when one before the document walked last was
 * removed since, one was stepped over. */
struct sets_walk {
    int64_t others;   /* store_others() where the walk began */
    int64_t document; /* the one walked last, and */
    uint32_t number;  /* its number then */
};
void sets_begin_walk(struct store *, struct sets_walk *);
/* FAULT_CONFLICT: one was stepped over. */
enum fault sets_check_walk(struct store *, struct sets_walk *, struct err *);

#endif
