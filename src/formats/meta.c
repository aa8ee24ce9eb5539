#include "meta.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/formats/jsonl.h"
#include "manicule/text/glyph.h"

enum { SHOWN_COLUMNS = 40 };

const char *meta_shown(struct raw string, struct buf *out)
{
    struct buf decoded = {0};
    struct widths widths = {0};
    pull_text(string, &decoded);
    buf_clear(out);
    size_t fits = plain_text(buf_text(&decoded), decoded.size, SHOWN_COLUMNS, &widths, out);
    if (fits < decoded.size)
        buf_add_string(out, "…");
    buf_release(&decoded);
    return buf_text(out);
}

static void quote(struct raw string, struct buf *scratch, struct buf *out)
{
    buf_clear(scratch);
    pull_text(string, scratch);
    json_quote(buf_text(scratch), scratch->size, out);
    out->failed |= scratch->failed;
}

/* Depth is bounded by pull_check(), so the recursion is. */
static enum fault put_value(struct raw, struct buf *scratch, struct buf *out, struct err *);

static int by_key(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    return pull_order(x->key, y->key);
}

static enum fault put_object(struct member *members, size_t n, struct buf *scratch, struct buf *out,
                             struct err *err)
{
    qsort(members, n, sizeof *members, by_key);
    buf_add_char(out, '{');
    for (size_t i = 0; i < n; i++) {
        if (i && pull_order(members[i - 1].key, members[i].key) == 0)
            return err_set(err, FAULT_INPUT, "\"%s\" stands there twice",
                           meta_shown(members[i].key, scratch));
        if (i)
            buf_add_char(out, ',');
        quote(members[i].key, scratch, out);
        buf_add_char(out, ':');
        enum fault fault = put_value(members[i].value, scratch, out, err);
        if (fault != OK)
            return fault;
    }
    buf_add_char(out, '}');
    return OK;
}

static enum fault put_members(struct raw object, struct buf *scratch, struct buf *out,
                              struct err *err)
{
    size_t n = pull_count(object), i = 0;
    struct member *members = malloc((n + 1) * sizeof *members);
    if (!members)
        return err_set(err, FAULT_MEMORY, "out of memory");
    const char *at = object.at;
    for (bool more = pull_enter(&at); more; more = pull_more(&at), i++) {
        members[i].key = pull_key(&at);
        members[i].value = pull_value(&at);
    }
    enum fault fault = put_object(members, n, scratch, out, err);
    free(members);
    return fault;
}

static enum fault put_value(struct raw value, struct buf *scratch, struct buf *out, struct err *err)
{
    const char *at = value.at;
    enum fault fault = OK;
    switch (pull_type(value)) {
    case RAW_OBJECT:
        return put_members(value, scratch, out, err);
    case RAW_ARRAY:
        buf_add_char(out, '[');
        for (bool more = pull_enter(&at), first = true; more && fault == OK;
             more = pull_more(&at), first = false) {
            if (!first)
                buf_add_char(out, ',');
            fault = put_value(pull_value(&at), scratch, out, err);
        }
        buf_add_char(out, ']');
        return fault;
    case RAW_STRING:
        quote(value, scratch, out);
        return OK;
    default:
        buf_add(out, value.at, value.n);
        return OK;
    }
}

enum fault meta_too_long(struct err *err)
{
    return err_set(err, FAULT_INPUT, "more than %d bytes of metadata", META_MOST);
}

static enum fault finish(enum fault fault, const struct buf *out, struct err *err)
{
    if (fault == OK && out->failed)
        return err_set(err, FAULT_MEMORY, "out of memory");
    return fault == OK && out->size > META_MOST ? meta_too_long(err) : fault;
}

enum fault meta_canonical(struct raw value, struct buf *out, struct err *err)
{
    struct buf scratch = {0};
    if (value.n > META_MOST)
        return meta_too_long(err);
    enum fault fault = put_value(value, &scratch, out, err);
    buf_release(&scratch);
    return finish(fault, out, err);
}

enum fault meta_object(struct member *members, size_t n, struct buf *out, struct err *err)
{
    struct buf scratch = {0};
    enum fault fault = put_object(members, n, &scratch, out, err);
    buf_release(&scratch);
    return finish(fault, out, err);
}

bool meta_get(const char *meta, const char *name, struct buf *out)
{
    struct raw object;
    if (!meta || pull_check(meta, strlen(meta), &object, NULL) != OK ||
        pull_type(object) != RAW_OBJECT)
        return false;
    const char *at = object.at;
    for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
        struct raw key = pull_key(&at), value = pull_value(&at);
        if (!pull_is_word(key, name))
            continue;
        if (pull_type(value) != RAW_STRING)
            return false;
        pull_text(value, out);
        return true;
    }
    return false;
}
