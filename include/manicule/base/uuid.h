/* uuid.h: names made by the program itself (UUID version 7, RFC 9562), so that repeating an
 * operation whose answer was lost changes nothing. */
#ifndef MANICULE_BASE_UUID_H
#define MANICULE_BASE_UUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "manicule/base/env.h"

struct uuid {
    uint8_t b[16];
};

enum { UUID_TEXT = 37 }; /* 36 characters and the NUL */

struct uuid uuid_new(const struct env *env); /* ordered by time, then random */
/* A name made of the first 16 bytes of a digest (version 8), so that the same thing has the same one
 * whenever it is met; and is it such a one? */
struct uuid uuid_of_digest(const uint8_t digest[16]);
bool uuid_is_of_digest(struct uuid);
bool uuid_equal(struct uuid a, struct uuid b);
int uuid_order(struct uuid a, struct uuid b); /* <0, 0, >0 by bytes */
bool uuid_is_zero(struct uuid id);
void uuid_format(struct uuid id, char out[UUID_TEXT]); /* lower case, with hyphens */
bool uuid_parse(const char *text, size_t n, struct uuid *out); /* exactly 36 characters */
uint64_t uuid_hash(struct uuid id);

#endif
