/* slate_words.h: the words of a text by line and number, both from 0: what stands between white
 * space, as Python's split() parts a line. A line ends with LF, CRLF or CR. */
#ifndef MANICULE_SRC_FORMATS_SLATE_WORDS_H
#define MANICULE_SRC_FORMATS_SLATE_WORDS_H

#include <stdint.h>

#include "manicule/base/vec.h"

struct slate_word {
    uint32_t line, number;
    uint32_t start, end; /* bytes */
};

struct slate_words {
    const char *text;
    uint32_t n;
    VEC(struct slate_word) marks; /* a word now and then: memory does not follow their number */
};

/* Over n bytes that stay where they are. False: no memory. */
bool slate_words_make(struct slate_words *, const char *text, uint32_t n);
void slate_words_release(struct slate_words *);
/* false: there is no such word. */
bool slate_words_find(const struct slate_words *, uint32_t line, uint32_t number,
                      struct slate_word *out);
/* The word that a byte is in, or the next one. False: there is none after it. */
bool slate_words_at(const struct slate_words *, uint32_t byte, struct slate_word *out);
/* The last word of a line; false: it has none. */
bool slate_words_last(const struct slate_words *, uint32_t line, struct slate_word *out);

#endif
