#include "reading.h"

#include <string.h>

#include "manicule/text/units.h"

void reading_release(struct reading *reading)
{
    buf_release(&reading->attrs);
    buf_release(&reading->author);
    buf_release(&reading->text);
    vec_free(&reading->fragments);
}

static enum fault no_memory(const struct reading *reading)
{
    return err_set(reading->err, FAULT_MEMORY, "out of memory");
}

static enum fault damaged(const struct reading *reading, const char *what)
{
    return err_set(reading->err, FAULT_DAMAGED, "%s: %s; `verify` says which", reading->store->path,
                   what);
}

/* Places come in reading order: the next is mostly a few characters on, and cheaper walked than
 * found. */
enum { WALK = 768 };

static enum fault find_place(const struct reading *reading, int64_t codepoint, struct pos *out)
{
    if (codepoint >= reading->codepoint && codepoint - reading->codepoint <= WALK) {
        const uint8_t *bytes = article_bytes(reading->article);
        uint32_t at = reading->pos.byte, size = article_size(reading->article);
        uint32_t left = (uint32_t)(codepoint - reading->codepoint);
        /* Eight bytes of ASCII are eight characters. */
        for (uint64_t eight; left >= 8 && size - at >= 8; left -= 8, at += 8) {
            memcpy(&eight, bytes + at, 8);
            if (eight & 0x8080808080808080u)
                break;
        }
        for (; left && at < size; left--)
            for (at++; at < size && (bytes[at] & 0xc0) == 0x80;)
                at++;
        *out = pos_at(at);
        if (left == 0)
            return OK;
    } else if (codepoint >= 0 && codepoint <= UINT32_MAX &&
               article_from_codepoint(reading->article, (uint32_t)codepoint, out)) {
        return OK;
    }
    return damaged(reading, "a span lies outside its text");
}

static enum fault find_range(struct reading *reading, int64_t start, int64_t end, struct range *out)
{
    if (start >= end)
        return damaged(reading, "a span ends before it starts");
    enum fault fault = find_place(reading, start, &out->start);
    if (fault)
        return fault;
    reading->codepoint = (uint32_t)start;
    reading->pos = out->start;
    return find_place(reading, end, &out->end);
}

/* A column's text in memory of its own; *out is NULL when it is empty. */
static enum fault take_text(const struct reading *reading, enum query query, int column,
                            struct buf *into, char **out)
{
    size_t n;
    const char *text = sql_text(reading->sql, query, column, &n);
    *out = NULL;
    if (n == 0)
        return OK;
    buf_clear(into);
    buf_add(into, text, n);
    *out = into->data;
    return into->failed ? no_memory(reading) : OK;
}

static enum fault take_fragments(struct reading *reading, int64_t key, struct span *span)
{
    struct sql *sql = reading->sql;
    reading->fragments.n = 0;
    enum fault fault = sql_bind(sql, Q_FRAGMENTS_OF, VALUES(V_INT(key)), reading->err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_FRAGMENTS_OF, &row, reading->err)) && row;) {
        struct range range;
        fault = find_range(reading, sql_int(sql, Q_FRAGMENTS_OF, 1),
                           sql_int(sql, Q_FRAGMENTS_OF, 2), &range);
        if (!fault && sql_int(sql, Q_FRAGMENTS_OF, 0) != (int64_t)reading->fragments.n)
            fault = damaged(reading, "a span's fragments are not numbered in order");
        if (!fault && !vec_push(&reading->fragments, range))
            fault = no_memory(reading);
    }
    sql_done(sql, Q_FRAGMENTS_OF);
    if (fault)
        return fault;
    const struct range *at = reading->fragments.at;
    size_t n = reading->fragments.n;
    if (n != span->n_fragments || at[0].start.byte != span->at.start.byte ||
        at[n - 1].end.byte != span->at.end.byte)
        return damaged(reading, "a span has lost fragments");
    span->fragments = reading->fragments.at;
    return OK;
}

enum fault reading_span(struct reading *reading, enum query query, struct span *out)
{
    struct sql *sql = reading->sql;
    int64_t n = sql_int(sql, query, 6), origin = sql_int(sql, query, 5);
    size_t size;
    const char *label = sql_text(sql, query, 4, &size);
    *out = (struct span){
        .id = sql_uuid(sql, query, 1),
        .label = labelset_find(reading->store->labels, label, size),
        .n_fragments = (uint16_t)n,
        .origin = (uint8_t)origin,
    };
    if (n < 1 || n > UINT16_MAX || origin < 0 || origin > ORIGIN_REPEAT)
        return damaged(reading, "a span's row is damaged");
    if (out->label == LABEL_NONE)
        return damaged(reading, "a span's label is not in the label set");
    enum fault fault =
        find_range(reading, sql_int(sql, query, 2), sql_int(sql, query, 3), &out->at);
    if (!fault)
        fault = take_text(reading, query, 7, &reading->attrs, &out->attrs);
    return !fault && n > 1 ? take_fragments(reading, sql_int(sql, query, 0), out) : fault;
}

enum fault reading_relation(struct reading *reading, enum query query, struct relation *out)
{
    struct sql *sql = reading->sql;
    size_t size;
    const char *type = sql_text(sql, query, 1, &size);
    *out = (struct relation){
        .id = sql_uuid(sql, query, 0),
        .type = labelset_relation(reading->store->labels, type, size),
        .from = sql_uuid(sql, query, 2),
        .to = sql_uuid(sql, query, 3),
    };
    if (out->type == LABEL_NONE)
        return damaged(reading, "a relation's type is not in the label set");
    return take_text(reading, query, 4, &reading->attrs, &out->attrs);
}

enum fault reading_comment(struct reading *reading, enum query query, struct comment *out)
{
    struct sql *sql = reading->sql;
    static char nothing[] = "";
    *out = (struct comment){
        .id = sql_uuid(sql, query, 1),
        .span = sql_uuid(sql, query, 2),
        .doubt = sql_int(sql, query, 3) != 0,
        .settled = sql_int(sql, query, 4) != 0,
        .at = sql_int(sql, query, 5),
    };
    enum fault fault = take_text(reading, query, 6, &reading->author, &out->author);
    if (!fault)
        fault = take_text(reading, query, 7, &reading->text, &out->text);
    if (!out->author)
        out->author = nothing;
    if (!out->text)
        out->text = nothing;
    return fault;
}

enum fault reading_verdict(struct reading *reading, enum query query, struct verdict *out)
{
    struct sql *sql = reading->sql;
    int64_t kind = sql_int(sql, query, 1);
    *out = (struct verdict){
        .item = (uint64_t)sql_int(sql, query, 0),
        .kind = (uint8_t)kind,
        .round = (uint8_t)sql_int(sql, query, 2),
        .reading = (uint64_t)sql_int(sql, query, 3),
        .span = sql_uuid(sql, query, 4),
    };
    if (kind < 0 || kind > VERDICT_DECIDED)
        return damaged(reading, "a verdict's row is damaged");
    return take_text(reading, query, 5, &reading->text, &out->reason);
}
