/* buf.h: bytes that grow.
 *
 * A zeroed struct buf is empty and ready. `data` is always NUL-terminated once anything was
 * added, so text can be handed to functions that want a string. Running out of memory ends in
 * `failed`: the content stays what it was, later additions do nothing, and the caller looks once
 * at the end.
 */
#ifndef MANICULE_BASE_BUF_H
#define MANICULE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *data;
    size_t size; /* bytes in use, without the closing NUL */
    size_t room; /* bytes allocated */
    bool failed;
};

void buf_add(struct buf *buf, const void *bytes, size_t n);
void buf_add_string(struct buf *buf, const char *string);
void buf_add_char(struct buf *buf, char c);
void buf_add_codepoint(struct buf *buf, uint32_t c); /* as UTF-8 */
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool buf_reserve(struct buf *buf, size_t more); /* false: out of memory */
void buf_clear(struct buf *buf);                /* size 0, memory kept */
void buf_release(struct buf *buf);              /* memory given back, empty again */
char *buf_take(struct buf *buf);                /* the string, caller frees; NULL if failed */
const char *buf_text(const struct buf *buf);    /* never NULL: "" when empty */

/* The UTF-8 of a code point; how many bytes it took. */
size_t utf8_put(uint32_t c, char out[4]);
/* A number in decimal digits, without a NUL; how many. */
enum { DECIMAL_MAX = 10 };
size_t decimal_put(uint32_t number, char out[DECIMAL_MAX]);

#endif
