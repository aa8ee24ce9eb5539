#include "manicule/flow/convert.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/flow/shown.h"

/* Only plain names: glibc takes "NAME//TRANSLIT", which would change words without a trace. */
static bool plain_name(const char *encoding)
{
    for (const char *p = encoding; *p; p++)
        if (!isalnum((unsigned char)*p) && !strchr("-_.:()+", *p))
            return false;
    return *encoding != '\0';
}

struct conversion {
    iconv_t state;
    uint8_t *out;
    size_t used, room, longest;
};

static enum fault grow(struct conversion *c, struct err *err)
{
    if (c->room > c->longest)
        return err_set(err, FAULT_INPUT, "is larger than %zu MB as UTF-8", c->longest >> 20);
    uint8_t *grown = realloc(c->out, c->room * 2);
    if (!grown)
        return err_set(err, FAULT_MEMORY, "out of memory");
    c->out = grown;
    c->room *= 2;
    return OK;
}

/* Converts all of the input, or with in == NULL writes what a stateful encoding still holds. */
static enum fault run(struct conversion *c, const char *encoding, char *in, size_t n,
                      struct err *err)
{
    const char *start = in;
    for (;;) {
        char *to = (char *)c->out + c->used;
        size_t left = c->room - c->used;
        char **from = in ? &in : NULL;
        size_t inexact = iconv(c->state, from, &n, &to, &left);
        c->used = c->room - left;
        size_t at = in ? (size_t)(in - start) : 0;
        if (inexact == 0)
            return OK;
        if (inexact != (size_t)-1)
            return err_set(err, FAULT_INPUT, "%zu characters of it have no exact UTF-8 in %s",
                           inexact, shown(encoding).text);
        if (errno == EINVAL)
            return err_set(err, FAULT_INPUT, "byte %zu: %s ends in the middle of a character", at,
                           shown(encoding).text);
        if (errno != E2BIG)
            return err_set(err, FAULT_INPUT, "byte %zu: not %s", at, shown(encoding).text);
        enum fault fault = grow(c, err);
        if (fault)
            return fault;
    }
}

enum fault convert_to_utf8(const char *encoding, const uint8_t *bytes, size_t n, size_t longest,
                           uint8_t **out, size_t *out_n, struct err *err)
{
    struct conversion c = {.state = (iconv_t)-1, .room = n * 2 + 64, .longest = longest};
    if (plain_name(encoding))
        c.state = iconv_open("UTF-8", encoding);
    if (c.state == (iconv_t)-1)
        return err_set(err, FAULT_USAGE, "no encoding %s is known here (iconv -l lists them)",
                       shown(encoding).text);
    enum fault fault = OK;
    char *in = malloc(n + 1); /* iconv wants a pointer that it could write through */
    c.out = malloc(c.room);
    if (!in || !c.out) {
        fault = err_set(err, FAULT_MEMORY, "out of memory");
        goto done;
    }
    memcpy(in, bytes, n);
    fault = run(&c, encoding, in, n, err);
    if (!fault)
        fault = run(&c, encoding, NULL, 0, err);
    if (!fault && c.used > longest)
        fault = err_set(err, FAULT_INPUT, "is larger than %zu MB as UTF-8", longest >> 20);
done:
    iconv_close(c.state);
    free(in);
    if (fault) {
        free(c.out);
        return fault;
    }
    *out = c.out;
    *out_n = c.used;
    return OK;
}
