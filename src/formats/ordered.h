/* ordered.h: a sheet's spans and relations in an order that comes of what they are and not of their ids,
 * for formats that have none: read into another project and written again, they are the same bytes. */
#ifndef MANICULE_SRC_FORMATS_ORDERED_H
#define MANICULE_SRC_FORMATS_ORDERED_H

#include "manicule/base/vec.h"
#include "manicule/formats/outlet.h"

struct ordered_id {
    struct uuid id;
    size_t rank;
};

struct ordered {
    VEC(const struct span *) spans; /* by place, label, attributes */
    VEC(const struct relation *) relations; /* by the ranks of their ends, type, attributes */
    VEC(struct ordered_id) by_id;
};

bool ordered_make(struct ordered *, const struct sheet *, const struct labelset *); /* false: no memory */
size_t ordered_rank(const struct ordered *, struct uuid span); /* its place among the spans */
void ordered_release(struct ordered *);

#endif
