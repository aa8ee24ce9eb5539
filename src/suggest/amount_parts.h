/* amount_parts.h: what stands around a number: its unit, its qualifier, and what makes it a date,
 * an age or a name instead of an amount. Private to the room.
 */
#ifndef MANICULE_SUGGEST_AMOUNT_PARTS_H
#define MANICULE_SUGGEST_AMOUNT_PARTS_H

#include "manicule/suggest/amounts.h"

#include "lexicon.h"
#include "number.h"

enum unit_source {
    UNIT_NONE,
    UNIT_KNOWN, /* a unit, a currency, a counter of the tables */
    UNIT_NOUN,  /* a noun that looks counted: soldiers */
    UNIT_NEVER, /* a floor, an age, an hour of the day */
};

struct unit_found {
    enum unit_source source;
    uint32_t end;    /* of the unit; the number's end if there is none */
    uint8_t classes; /* of a known one */
    char name[32];
    struct decimal more; /* a half or hundredths that the unit brings: 1年半, 5円13銭 */
};

/* The unit behind the number. Reads counted nouns up to their plural: eight North Korean hackers.
 */
struct unit_found amount_unit(const struct block *, const struct number *);

/* about, ≥, >, ≤, < or "" for the words before start and behind end. */
const char *amount_qualifier(const struct block *, uint32_t start, uint32_t end);
/* Whether pos is on a qualifier's words before `start`. */
bool amount_on_qualifier(const struct block *, uint32_t pos, uint32_t start);

/* Whether the number from `start` (a sign of money in) to its unit's end is something else: a
 * date, a year, a time, an age, an ordinal, a score, a name (A4). */
bool amount_is_other(const struct block *, uint32_t start, const struct number *,
                     const struct unit_found *, bool ranged);

#endif
