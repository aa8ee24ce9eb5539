/* number.h: numbers as news writes them: 1,234.5  2 1/2  3億8650万  twenty-one  half a. Exact
 * decimals, no floating point. Private to the room.
 */
#ifndef MANICULE_SUGGEST_NUMBER_H
#define MANICULE_SUGGEST_NUMBER_H

#include "scan.h"

/* m / 10^scale. Not ok: too large, or not readable as a decimal. */
struct decimal {
    uint64_t m;
    unsigned scale;
    bool ok, negative;
};

enum number_form { NUMBER_DIGITS, NUMBER_WORDS, NUMBER_KANJI };

struct number {
    uint32_t start, end;
    struct decimal value;
    enum number_form form;
    unsigned digits; /* of a plain run of digits, else 0: 2019, not 2,019 */
    bool scaled;     /* followed by million, 億 and the like */
    bool single;     /* one word or one kanji alone: one, 一 */
    bool broken;     /* 865.<> million: what cannot be right stands inside */
};

/* The number at `at`. False: none starts there. */
bool number_read(const struct block *block, uint32_t at, struct number *out);
/* Its text: "3865000000", "1.5"; empty when it is not ok. Returns out. */
char *decimal_format(struct decimal value, char *out, size_t room);
struct decimal decimal_add(struct decimal a, struct decimal b);
struct decimal decimal_shift(struct decimal a, unsigned tens); /* times 10^tens */

/* The word (letters only) at `at`: its end; at itself when there is none. */
uint32_t number_word_end(const struct block *block, uint32_t at);
/* Past one space, no-break space or line break (never a blank line) at `at`; at itself if none. */
uint32_t number_past_space(const struct block *block, uint32_t at);

#endif
