/* reading.h: rows of marks as values of marks/, for loading and for verify. What a value points to
 * lives until the next one is read. A row that makes no sense is FAULT_DAMAGED. */
#ifndef MANICULE_STORE_READING_H
#define MANICULE_STORE_READING_H

#include "internal.h"
#include "manicule/base/vec.h"

struct reading {
    struct store *store;
    struct sql *sql;
    const struct article *article;
    struct err *err;
    uint32_t codepoint; /* a place that was looked up, and where it lies */
    struct pos pos;
    struct buf attrs, author, text;
    VEC(struct range) fragments;
};

void reading_release(struct reading *);

/* Columns key, id, start, end, label, origin, fragments, attributes. */
enum fault reading_span(struct reading *, enum query, struct span *out);
/* Columns id, type, from, to, attributes. */
enum fault reading_relation(struct reading *, enum query, struct relation *out);
/* Columns key, id, span, doubt, settled, at, author, text. */
enum fault reading_comment(struct reading *, enum query, struct comment *out);
enum fault reading_verdict(struct reading *, enum query, struct verdict *out);

#endif
