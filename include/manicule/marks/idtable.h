/* idtable.h: finding things by their UUID.
 *
 * Holds addresses of struct uuid; a thing whose first member is its id is found again by a cast.
 * The table owns nothing of what it points at, and what it points at must not move. A zeroed one
 * is empty.
 */
#ifndef MANICULE_MARKS_IDTABLE_H
#define MANICULE_MARKS_IDTABLE_H

#include "manicule/base/uuid.h"

struct idtable {
    struct uuid **slot;
    unsigned bits; /* 2^bits slots, 0: none yet */
    size_t n;
};

bool idtable_reserve(struct idtable *, size_t more); /* false: no memory, and nothing changed */
struct uuid *idtable_find(const struct idtable *, struct uuid id); /* NULL: not there */
void idtable_put(struct idtable *, struct uuid *id); /* reserved before, and not there yet */
void idtable_drop(struct idtable *, struct uuid id); /* must be there */
size_t idtable_memory(const struct idtable *);
void idtable_free(struct idtable *);

#endif
