#include "manicule/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool buf_reserve(struct buf *buf, size_t more)
{
    if (buf->failed)
        return false;
    if (more < buf->room - buf->size)
        return true;
    size_t want = buf->room ? buf->room : 64;
    while (want - buf->size <= more) {
        if (want > (size_t)-1 / 2) {
            buf->failed = true;
            return false;
        }
        want *= 2;
    }
    char *grown = realloc(buf->data, want);
    if (!grown) {
        buf->failed = true;
        return false;
    }
    buf->data = grown;
    buf->room = want;
    return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t n)
{
    if (!buf_reserve(buf, n))
        return;
    if (n)
        memcpy(buf->data + buf->size, bytes, n);
    buf->size += n;
    buf->data[buf->size] = '\0';
}

void buf_add_string(struct buf *buf, const char *string)
{
    buf_add(buf, string, strlen(string));
}

void buf_add_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

size_t utf8_put(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)((0xf00u >> n & 0xf0u) | c);
    return n;
}

size_t decimal_put(uint32_t number, char out[DECIMAL_MAX])
{
    char digits[DECIMAL_MAX];
    size_t i = DECIMAL_MAX;
    do
        digits[--i] = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    memcpy(out, digits + i, DECIMAL_MAX - i);
    return DECIMAL_MAX - i;
}

void buf_add_codepoint(struct buf *buf, uint32_t c)
{
    char bytes[4];
    buf_add(buf, bytes, utf8_put(c, bytes));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n >= 0 && buf_reserve(buf, (size_t)n)) {
        vsnprintf(buf->data + buf->size, (size_t)n + 1, format, again);
        buf->size += (size_t)n;
    } else {
        buf->failed = true;
    }
    va_end(again);
}

void buf_clear(struct buf *buf)
{
    buf->size = 0;
    buf->failed = false;
    if (buf->data)
        buf->data[0] = '\0';
}

void buf_release(struct buf *buf)
{
    free(buf->data);
    *buf = (struct buf){0};
}

char *buf_take(struct buf *buf)
{
    char *text = buf->failed ? NULL : buf->data;
    if (buf->failed)
        free(buf->data);
    else if (!text)
        text = calloc(1, 1);
    *buf = (struct buf){0};
    return text;
}

const char *buf_text(const struct buf *buf)
{
    return buf->data ? buf->data : "";
}
