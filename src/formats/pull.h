/* pull.h: JSON text in memory, walked where it lies.
 *
 * No tree is made: a tree of a hostile line ({},{},{},...) is sixty times as large as the line.
 * First pull_check() looks at the whole text's syntax; after that the walkers below may trust it,
 * and what goes wrong is meaning. A `struct raw` is the text of one value, still escaped.
 *
 *     const char *at = object.at;
 *     for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
 *         struct raw key = pull_key(&at);
 *         struct raw value = pull_value(&at);   (or enter it: a value must be passed one way)
 *     }
 */
#ifndef MANICULE_SRC_FORMATS_PULL_H
#define MANICULE_SRC_FORMATS_PULL_H

#include "manicule/base/buf.h"
#include "manicule/base/err.h"

#include <stdint.h>

enum { PULL_DEPTH = 64 }; /* a record needs four levels; metadata may have more */

struct raw {
    const char *at;
    size_t n; /* 0: there is none */
};

enum raw_type {
    RAW_NONE,
    RAW_OBJECT,
    RAW_ARRAY,
    RAW_STRING,
    RAW_NUMBER,
    RAW_TRUE,
    RAW_FALSE,
    RAW_NULL
};

/* One JSON value and nothing after it but white space: UTF-8, no U+0000 and no lone surrogate even
 * escaped, at most PULL_DEPTH deep. FAULT_INPUT: "byte 17: ...", counted from 0. *value is it
 * without the space around it. */
enum fault pull_check(const char *text, size_t n, struct raw *value, struct err *);
/* The same: NULL when it is well formed, else what is wrong at the byte *at. */
const char *pull_wrong(const char *text, size_t n, struct raw *value, size_t *at);

enum raw_type pull_type(struct raw);

bool pull_enter(const char **at); /* at { or [: false when it is empty, then *at is behind it */
bool pull_more(const char **at);  /* behind a value: is there another; else *at is behind the end */
struct raw pull_key(const char **at);
struct raw pull_value(const char **at);
size_t pull_count(struct raw array_or_object);

/* Strings. The decoded text is never longer than the raw one. */
size_t pull_decode(struct raw string, char *out);   /* out has room for string.n bytes */
void pull_text(struct raw string, struct buf *out); /* decoded, appended */
bool pull_is(struct raw string, const void *bytes, size_t n);
bool pull_is_word(struct raw string, const char *word);
int pull_order(struct raw string, struct raw other); /* by decoded bytes */

enum whole { WHOLE_OK, WHOLE_NONE, WHOLE_LARGE }; /* no whole number; more than 63 bits */
enum whole pull_whole(struct raw, int64_t *out);

#endif
