/* Where people were in a text, moved along into the corrected one. */
#include <inttypes.h>
#include <stdlib.h>

#include "manicule/base/buf.h"
#include "manicule/text/units.h"
#include "revising.h"

typedef VEC(struct range) ranges;

static uint32_t move(const struct moving *m, uint32_t codepoint)
{
    struct pos at;
    if (!article_from_codepoint(m->before, codepoint, &at))
        return 0;
    return article_codepoint(m->after, carry_pos(m->diff, m->after, at));
}

/* "0-1200,1500-1600" in code points; *at moves behind a range. */
static bool next_range(const struct article *article, const char **at, struct range *out)
{
    unsigned long ends[2];
    for (int i = 0; i < 2; i++) {
        char *end;
        if (**at < '0' || **at > '9')
            return false;
        ends[i] = strtoul(*at, &end, 10);
        *at = end + (*end == (i ? ',' : '-'));
    }
    return ends[0] < ends[1] && ends[1] <= UINT32_MAX &&
           article_from_codepoint(article, (uint32_t)ends[0], &out->start) &&
           article_from_codepoint(article, (uint32_t)ends[1], &out->end);
}

/* What stands there still was seen; what came in its place was not. */
static bool move_seen(const struct moving *m, struct range seen, ranges *out)
{
    for (size_t i = diff_find(m->diff, seen.start.byte);
         i < m->diff->n && m->diff->at[i].from.start.byte < seen.end.byte; i++) {
        const struct diff_piece *piece = &m->diff->at[i];
        uint32_t from = piece->from.start.byte, to = piece->to.start.byte;
        uint32_t start = seen.start.byte > from ? seen.start.byte - from : 0;
        uint32_t end =
            seen.end.byte < piece->from.end.byte ? seen.end.byte - from : range_size(piece->from);
        if (piece->kind != DIFF_SAME)
            continue;
        const struct range there = range_of(to + start, to + end);
        if (!vec_push(out, there))
            return false;
    }
    return true;
}

static int by_start(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return (x->start.byte > y->start.byte) - (x->start.byte < y->start.byte);
}

static char *write_ranges(const struct article *article, ranges *list)
{
    struct buf out = {0};
    if (list->n)
        qsort(list->at, list->n, sizeof *list->at, by_start);
    for (size_t i = 0; i < list->n;) {
        struct range range = list->at[i];
        while (++i < list->n && list->at[i].start.byte <= range.end.byte)
            if (list->at[i].end.byte > range.end.byte)
                range.end = list->at[i].end;
        buf_printf(&out, "%s%" PRIu32 "-%" PRIu32, out.size ? "," : "",
                   article_codepoint(article, range.start), article_codepoint(article, range.end));
    }
    return buf_take(&out);
}

bool revise_place(void *moving, struct place *place)
{
    const struct moving *m = moving;
    ranges list = {0};
    place->cursor = move(m, place->cursor);
    place->top = move(m, place->top);
    if (place->top > place->cursor)
        place->top = place->cursor;
    if (!place->coverage)
        return true;
    bool ok = true;
    struct range seen;
    for (const char *at = place->coverage; ok && next_range(m->before, &at, &seen);)
        ok = move_seen(m, seen, &list);
    char *coverage = ok ? write_ranges(m->after, &list) : NULL;
    vec_free(&list);
    free(place->coverage);
    place->coverage = coverage;
    return coverage;
}
