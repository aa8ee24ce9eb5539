/* pos.h: places in an article.
 *
 * In memory a place is a UTF-8 byte offset and has a type of its own, so that it cannot be mixed
 * up with the code points that SQLite and JSONL hold. Only text/units.h converts.
 */
#ifndef MANICULE_TEXT_POS_H
#define MANICULE_TEXT_POS_H

#include <stdbool.h>
#include <stdint.h>

struct pos {
    uint32_t byte;
};

struct range { /* end exclusive */
    struct pos start, end;
};

static inline struct pos pos_at(uint32_t byte)
{
    return (struct pos){byte};
}

static inline struct range range_of(uint32_t start, uint32_t end)
{
    return (struct range){{start}, {end}};
}

static inline uint32_t range_size(struct range r)
{
    return r.end.byte - r.start.byte;
}

static inline bool range_empty(struct range r)
{
    return r.end.byte <= r.start.byte;
}

static inline bool range_equal(struct range a, struct range b)
{
    return a.start.byte == b.start.byte && a.end.byte == b.end.byte;
}

static inline bool range_overlaps(struct range a, struct range b)
{
    return a.start.byte < b.end.byte && b.start.byte < a.end.byte;
}

static inline bool range_holds(struct range outer, struct range inner)
{
    return outer.start.byte <= inner.start.byte && inner.end.byte <= outer.end.byte;
}

static inline bool range_has(struct range r, struct pos at)
{
    return r.start.byte <= at.byte && at.byte < r.end.byte;
}

#endif
