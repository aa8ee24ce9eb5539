#include "values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "manicule/flow/lines.h"

enum { FIRST = 256 * 1024, NONE = -1 };

struct values {
    int fd, error;
    char *data;
    size_t start, size, room; /* unread bytes stand in [start, size) */
    size_t line, column;      /* of the byte at start */
    uint64_t consumed;
    bool begun, list, ended, some;
    bool listed; /* it is, or was, a list */
};

struct values *values_new(int fd)
{
    struct values *v = calloc(1, sizeof *v);
    char *data = malloc(FIRST);
    if (!v || !data) {
        free(v);
        free(data);
        return NULL;
    }
    *v = (struct values){.fd = fd, .data = data, .room = FIRST, .line = 1};
    return v;
}

void values_free(struct values *v)
{
    if (v)
        free(v->data);
    free(v);
}

bool values_list(const struct values *v)
{
    return v->listed;
}

uint64_t values_consumed(const struct values *v)
{
    return v->consumed;
}

/* Further bytes behind those there; false at the end, or on a fault, which is kept. */
static bool read_more(struct values *v)
{
    if (v->ended || v->error)
        return false;
    if (v->start && v->size == v->room) {
        memmove(v->data, v->data + v->start, v->size - v->start);
        v->size -= v->start;
        v->start = 0;
    }
    if (v->size == v->room) {
        char *more = v->room < LINES_LONGEST ? realloc(v->data, v->room * 2) : NULL;
        if (!more) {
            v->error = v->room < LINES_LONGEST ? ENOMEM : EFBIG;
            return false;
        }
        v->data = more;
        v->room *= 2;
    }
    ssize_t got;
    do
        got = read(v->fd, v->data + v->size, v->room - v->size);
    while (got < 0 && errno == EINTR);
    v->ended = got == 0;
    if (got < 0)
        v->error = errno;
    else
        v->size += (size_t)got;
    return got > 0;
}

/* The byte i behind the unread ones' start; NONE: there is none. */
static int peek(struct values *v, size_t i)
{
    while (v->size - v->start <= i)
        if (!read_more(v))
            return NONE;
    return (unsigned char)v->data[v->start + i];
}

static void skip(struct values *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        v->column++;
        if (v->data[v->start + i] == '\n') {
            v->line++;
            v->column = 0;
        }
    }
    v->start += n;
    v->consumed += n;
}

static bool is_space(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int skip_space(struct values *v)
{
    int c;
    while (is_space(c = peek(v, 0)))
        skip(v, 1);
    return c;
}

/* Is the file one list of values? Then its [ is passed. A byte order mark is no value's. */
static void begin(struct values *v)
{
    v->begun = true;
    if (peek(v, 0) == 0xef && peek(v, 1) == 0xbb && peek(v, 2) == 0xbf)
        skip(v, 3);
    if (skip_space(v) != '[')
        return;
    size_t i = 1;
    int c;
    while (is_space(c = peek(v, i)))
        i++;
    v->list = c == '{' || c == '[';
    if (!v->list && c == ']') { /* an empty list, if nothing follows */
        size_t end = i + 1;
        while (is_space(peek(v, end)))
            end++;
        v->list = peek(v, end) == NONE;
    }
    v->listed = v->list;
    if (v->list)
        skip(v, 1);
}

/* The length of the value that begins here, as far as brackets and strings tell. */
static size_t measure(struct values *v)
{
    size_t depth = 0;
    bool string = false;
    for (size_t i = 0;; i++) {
        int c = peek(v, i);
        if (c == NONE)
            return i;
        if (string) {
            if (c == '\\' && peek(v, i + 1) != NONE)
                i++;
            else if (c == '"')
                string = false;
        } else if (c == '"') {
            string = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            if (depth <= 1)
                return depth || i == 0 ? i + 1 : i;
            depth--;
            continue;
        } else if (depth == 0 && (is_space(c) || (c == ',' && v->list))) {
            return i ? i : 1;
        }
        if (!string && depth == 0 && c == '"')
            return i + 1;
    }
}

static enum fault failed(const struct values *v, struct err *err)
{
    if (v->error == ENOMEM)
        return err_set(err, FAULT_MEMORY, "out of memory");
    if (v->error == EFBIG)
        return err_set(err, FAULT_INPUT, "longer than a value may be");
    return err_set(err, FAULT_IO, "%s", strerror(v->error));
}

static enum fault expected(struct values *v, struct value *out, const char *what, struct err *err)
{
    *out = (struct value){.text = v->data + v->start, .line = v->line, .column = v->column};
    v->list = false;
    v->start = v->size;
    v->ended = true;
    return err_set(err, FAULT_INPUT, "byte 0: %s is expected", what);
}

enum fault values_next(struct values *v, struct value *out, bool *more, struct err *err)
{
    *more = false;
    if (!v->begun)
        begin(v);
    int c = skip_space(v);
    if (!v->error && v->list) {
        if (c == ']' && !v->some) {
            v->list = false;
        } else if (v->some) {
            if (c != ',' && c != ']')
                return expected(v, out, "a comma or ]", err);
            v->list = c == ',';
        }
        if (!v->list || v->some) {
            skip(v, 1);
            c = skip_space(v);
        }
        if (!v->list && c != NONE)
            return expected(v, out, "the end of the file", err);
        if (v->list && (c == ']' || c == ',' || c == NONE))
            return expected(v, out, "a value", err);
    }
    if (v->error)
        return failed(v, err);
    if (c == NONE)
        return OK;
    size_t n = measure(v);
    if (v->error)
        return failed(v, err);
    *out = (struct value){.text = v->data + v->start, .n = n, .line = v->line, .column = v->column};
    /* The bytes stay where they are until the next call reads on. */
    skip(v, n);
    v->some = true;
    *more = true;
    return OK;
}
