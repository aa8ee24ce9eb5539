/* What a journal row's body is about. The grammar is that of marks/codec: one edit a line, fields
 * parted by TAB, the id in the third. No article is needed, nor a label set. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "manicule/base/vec.h"

enum { FIELD_ID = 2, FIELD_FROM = 3, FIELD_TO = 4, FIELD_SPAN = 3 };

struct line {
    const char *at;
    size_t n;
};

static bool next_line(const char **at, const char *end, struct line *out)
{
    if (*at >= end)
        return false;
    const char *newline = memchr(*at, '\n', (size_t)(end - *at));
    *out = (struct line){*at, (size_t)((newline ? newline : end) - *at)};
    *at = newline ? newline + 1 : end;
    return true;
}

static bool begins(struct line line, const char *word)
{
    size_t n = strlen(word);
    return line.n > n && memcmp(line.at, word, n) == 0 && line.at[n] == '\t';
}

static bool field_of(struct line line, unsigned number, struct line *out)
{
    const char *end = line.at + line.n;
    for (; number; number--) {
        const char *tab = memchr(line.at, '\t', (size_t)(end - line.at));
        if (!tab)
            return false;
        line.at = tab + 1;
    }
    const char *tab = memchr(line.at, '\t', (size_t)(end - line.at));
    *out = (struct line){line.at, (size_t)((tab ? tab : end) - line.at)};
    return true;
}

static bool field_id(struct line line, unsigned number, struct uuid *out)
{
    struct line field;
    return field_of(line, number, &field) && uuid_parse(field.at, field.n, out);
}

/* The item of a verdict is a digest of its own: its digits are as good as an id. */
static bool item_key(struct line line, struct uuid *out)
{
    struct line field;
    *out = (struct uuid){{0}};
    if (!field_of(line, FIELD_ID, &field) || field.n == 0 || field.n > sizeof out->b)
        return false;
    memcpy(out->b, field.at, field.n);
    return true;
}

/* What the edit of the line itself is about. */
static bool own_id(struct line line, struct uuid *out)
{
    return begins(line, "verdict") ? item_key(line, out) : field_id(line, FIELD_ID, out);
}

bool touched_add(struct touched *touched, const char *body, size_t n)
{
    struct line line;
    struct uuid id;
    for (const char *at = body; next_line(&at, body + n, &line);) {
        if (begins(line, "status"))
            touched->status = true;
        else if (own_id(line, &id) && !vec_push(&touched->ids, id))
            return false;
    }
    return true;
}

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct uuid));
}

void touched_sort(struct touched *touched)
{
    if (touched->ids.n)
        qsort(touched->ids.at, touched->ids.n, sizeof *touched->ids.at, by_id);
}

static bool holds_id(const struct touched *touched, struct uuid id)
{
    return touched->ids.n && bsearch(&id, touched->ids.at, touched->ids.n, sizeof id, by_id);
}

static bool holds(const struct touched *touched, struct line line, unsigned field)
{
    struct uuid id;
    return field_id(line, field, &id) && holds_id(touched, id);
}

static bool holds_own(const struct touched *touched, struct line line)
{
    struct uuid id;
    return own_id(line, &id) && holds_id(touched, id);
}

bool touched_meets(const struct touched *touched, const char *body, size_t n)
{
    struct line line;
    for (const char *at = body; next_line(&at, body + n, &line);) {
        if (begins(line, "status") ? touched->status : holds_own(touched, line))
            return true;
        if (begins(line, "relation") &&
            (holds(touched, line, FIELD_FROM) || holds(touched, line, FIELD_TO)))
            return true;
        if (begins(line, "comment") && holds(touched, line, FIELD_SPAN))
            return true;
    }
    return false;
}

void touched_release(struct touched *touched)
{
    vec_free(&touched->ids);
}
