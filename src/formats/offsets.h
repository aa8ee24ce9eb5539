/* offsets.h: bytes to units and back for places that mostly come in ascending order: short steps
 * are counted from the place before, long ones and steps back ask the article's index. */
#ifndef MANICULE_SRC_FORMATS_OFFSETS_H
#define MANICULE_SRC_FORMATS_OFFSETS_H

#include "manicule/text/units.h"

struct offsets { /* a place known in both ways; zeroed: the start of the article */
    const uint8_t *bytes;
    const struct article *article;
    enum unit unit;
    uint32_t byte, count;
};

struct offsets offsets_of(const struct article *, enum unit);
/* Both move the known place to the one asked for. */
uint32_t offsets_count(struct offsets *, struct pos);
bool offsets_pos(struct offsets *, uint32_t count, struct pos *out); /* as article_from_unit() */

#endif
