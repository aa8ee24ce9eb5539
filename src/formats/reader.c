#include "reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "meta.h"

bool reader_refuse(struct reader *r, const char *member, const char *format, ...)
{
    char path[160], what[400];
    size_t n = 0;
    if (r->fault != OK)
        return false;
    path[0] = '\0';
    if (r->list)
        n = (size_t)snprintf(path, sizeof path, "%s[%zu]%s", r->list, r->i,
                             r->inner || *member ? "." : "");
    if (r->inner)
        n += (size_t)snprintf(path + n, sizeof path - n, "%s[%zu]%s", r->inner, r->k,
                              *member ? "." : "");
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    r->fault =
        err_set(r->err, FAULT_INPUT, "%s%s%s%s", path, member, n || *member ? ": " : "", what);
    return false;
}

bool reader_no_memory(struct reader *r)
{
    if (r->fault == OK)
        r->fault = err_set(r->err, FAULT_MEMORY, "out of memory");
    return false;
}

const char *reader_shown(struct reader *r, struct raw string)
{
    return meta_shown(string, &r->shown);
}

/* Which of the names it is. They mostly come in order, so the search begins where one is due. */
static size_t name_of(struct raw key, const char *const *names, size_t n, size_t due)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = (due + i) % n;
        if (pull_is_word(key, names[at]))
            return at;
    }
    return n;
}

bool reader_members(struct reader *r, const char **at, const char *const *names, size_t n,
                    struct raw *found)
{
    size_t due = 0;
    memset(found, 0, n * sizeof *found);
    if (**at != '{')
        return reader_refuse(r, "", "an object is expected");
    for (bool more = pull_enter(at); more; more = pull_more(at)) {
        struct raw key = pull_key(at);
        size_t i = name_of(key, names, n, due);
        if (i == n)
            return reader_refuse(r, reader_shown(r, key), "this key is unknown");
        if (found[i].n)
            return reader_refuse(r, names[i], "stands there twice");
        found[i] = pull_value(at);
        due = i + 1;
    }
    return true;
}

const char *reader_string(struct reader *r, struct raw string, size_t *n)
{
    if (!memchr(string.at, '\\', string.n)) {
        *n = string.n - 2;
        return string.at + 1;
    }
    buf_clear(&r->text);
    pull_text(string, &r->text);
    *n = r->text.size;
    return buf_text(&r->text);
}

const char *reader_need(struct reader *r, const char *member, struct raw raw, size_t *n)
{
    if (pull_type(raw) == RAW_NONE)
        reader_refuse(r, member, "is missing");
    else if (pull_type(raw) != RAW_STRING)
        reader_refuse(r, member, "a string is expected");
    else if (raw.n == 2)
        reader_refuse(r, member, "is empty");
    if (r->fault != OK)
        return NULL;
    const char *text = reader_string(r, raw, n);
    if (r->text.failed)
        reader_no_memory(r);
    return r->text.failed ? NULL : text;
}

const char *reader_keep(struct reader *r, const char *member, struct raw raw)
{
    size_t n;
    const char *text = reader_need(r, member, raw, &n);
    if (!text)
        return NULL;
    const char *kept = arena_copy(&r->out->arena, text, n);
    if (!kept)
        reader_no_memory(r);
    return kept;
}
