/* escape.h: text as the inside of a JSON string literal, always in the same way. */
#ifndef MANICULE_SRC_FORMATS_ESCAPE_H
#define MANICULE_SRC_FORMATS_ESCAPE_H

#include <stddef.h>
#include <stdint.h>

enum { ESCAPE_MAX = 6 };

/* How many of the n bytes can stand as they are, from the first on. */
size_t escape_plain(const uint8_t *bytes, size_t n);
/* The character that bytes begin with (one at which escape_plain() stopped) escaped into out;
 * *taken is its length in bytes, the result the length of what was written. */
size_t escape_one(const uint8_t *bytes, char out[ESCAPE_MAX], size_t *taken);

#endif
