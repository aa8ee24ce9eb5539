#include "manicule/text/wrap.h"

#include <stdlib.h>
#include <string.h>

#include <unilbrk.h>

#include "inside.h"
#include "manicule/base/vec.h"

enum { ROWS_KEPT = 8, COLUMNS_MIN = 8 };

/* The rows of one window: where each starts; the last one ends with the window. */
struct rows {
    struct range window;
    VEC(uint32_t) starts;
    uint64_t used; /* 0: empty */
};

struct wrap {
    const struct article *article;
    struct widths widths;
    unsigned columns;
    struct rows kept[ROWS_KEPT], *last;
    uint64_t clock;
    VEC(char) clusters, breaks; /* for the line at hand */
};

struct wrap *wrap_new(const struct article *article, unsigned columns, const struct widths *widths)
{
    struct wrap *wrap = calloc(1, sizeof *wrap);
    if (!wrap)
        return NULL;
    wrap->article = article;
    wrap->last = &wrap->kept[0];
    if (widths)
        wrap->widths = *widths;
    wrap_resize(wrap, columns);
    return wrap;
}

void wrap_free(struct wrap *wrap)
{
    if (!wrap)
        return;
    for (size_t i = 0; i < ROWS_KEPT; i++)
        vec_free(&wrap->kept[i].starts);
    vec_free(&wrap->clusters);
    vec_free(&wrap->breaks);
    free(wrap);
}

void wrap_resize(struct wrap *wrap, unsigned columns)
{
    wrap->columns = columns < COLUMNS_MIN ? COLUMNS_MIN : columns;
    for (size_t i = 0; i < ROWS_KEPT; i++)
        wrap->kept[i].used = 0;
}

unsigned wrap_columns(const struct wrap *wrap)
{
    return wrap->columns;
}

/* White space that may hang over a row's end. */
static bool hangs(const uint8_t *cluster, size_t n)
{
    return n == 1 ? *cluster == ' ' || *cluster == '\t' : n == 3 && !memcmp(cluster, "\u3000", 3);
}

/* Most lines are short and ASCII: one row, and nothing to compute. */
static bool fits_plainly(const struct wrap *wrap, const uint8_t *line, size_t n)
{
    if (n > 0 && line[n - 1] == '\n')
        n--;
    if (n > wrap->columns)
        return false;
    for (size_t i = 0; i < n; i++)
        if (line[i] < 0x20 || line[i] >= 0x7f)
            return false;
    return true;
}

/* The last place in (start, at] where the row may end, or `at` itself: a word as long as a row. */
static size_t last_chance(const struct wrap *wrap, size_t start, size_t at)
{
    for (size_t i = at; i > start; i--)
        if (wrap->breaks.at[i] == UC_BREAK_POSSIBLE && wrap->clusters.at[i])
            return i;
    return at;
}

/* Where the row that starts at `start` ends, within a line of n bytes. Before it is known where
 * rows may end (broken): n if all of it fits, else 0. */
static size_t row_end(const struct wrap *wrap, const uint8_t *line, size_t n, size_t start,
                      bool broken)
{
    const char *clusters = wrap->clusters.at;
    unsigned column = 0, columns = wrap->columns;
    for (size_t i = start, end; i < n; i = end) {
        unsigned width = 1;
        end = i + 1;
        if (line[i] < 0x20 || line[i] >= 0x7f || (end < n && !clusters[end])) {
            while (end < n && !clusters[end])
                end++;
            if (line[i] == '\n' || (line[i] == '\r' && end - i == 2))
                return end;
            width = glyph_width(line + i, end - i, column, &wrap->widths);
        }
        if (column + width <= columns)
            column += width;
        else if (hangs(line + i, end - i))
            column = columns;
        else if (!broken)
            return 0;
        else if (i > start)
            return last_chance(wrap, start, i);
        else
            column += width; /* one cluster wider than the row */
    }
    return n;
}

/* Finds where the line's rows may end: UAX #14, and behind the separators of lines that are drawn
 * as placeholders here, because only LF ends a line. */
static void find_breaks(const struct wrap *wrap, const uint8_t *line, size_t n)
{
    char *breaks = wrap->breaks.at;
    linebreaks_mark(line, n, breaks);
    for (char *p = memchr(breaks, UC_BREAK_MANDATORY, n); p;) {
        size_t next = (size_t)(p - breaks) + 1;
        while (next < n && !wrap->clusters.at[next])
            next++;
        if (next == n)
            break;
        if (breaks[next] != UC_BREAK_MANDATORY)
            breaks[next] = UC_BREAK_POSSIBLE;
        p = memchr(breaks + next, UC_BREAK_MANDATORY, n - next);
    }
}

/* Adds the rows of the line of n bytes at `at`; false: no memory. */
static bool add_line(struct wrap *wrap, struct rows *rows, uint32_t at, size_t n)
{
    const uint8_t *line = wrap->article->bytes + at;
    if (!vec_push(&rows->starts, at))
        return false;
    if (fits_plainly(wrap, line, n))
        return true;
    if (!vec_reserve(&wrap->clusters, n))
        return false;
    clusters_mark(line, n, wrap->clusters.at);
    if (row_end(wrap, line, n, 0, false) == n)
        return true;
    if (!vec_reserve(&wrap->breaks, n))
        return false;
    find_breaks(wrap, line, n);
    for (size_t i = 0; (i = row_end(wrap, line, n, i, true)) < n;)
        if (!vec_push(&rows->starts, at + (uint32_t)i))
            return false;
    return true;
}

static bool fill(struct wrap *wrap, struct rows *rows, struct range window)
{
    const uint8_t *bytes = wrap->article->bytes;
    uint32_t at = window.start.byte, end = window.end.byte;
    rows->starts.n = 0;
    rows->window = window;
    while (at < end) {
        const uint8_t *newline = memchr(bytes + at, '\n', end - at);
        uint32_t next = newline ? (uint32_t)(newline - bytes) + 1 : end;
        if (!add_line(wrap, rows, at, next - at))
            return false;
        at = next;
    }
    bool closed = end == wrap->article->size && (end == 0 || bytes[end - 1] == '\n');
    return !closed || vec_push(&rows->starts, end);
}

/* The rows of the window around a place; NULL: no memory for them. */
static const struct rows *rows_at(struct wrap *wrap, uint32_t at)
{
    uint32_t in = at > 0 && at == wrap->article->size ? at - 1 : at;
    struct rows *slot = wrap->last;
    for (struct rows *r = wrap->kept; r < wrap->kept + ROWS_KEPT; r++) {
        if (r->used && (range_has(r->window, pos_at(in)) || range_size(r->window) == 0)) {
            r->used = ++wrap->clock;
            return wrap->last = r;
        }
        if (r->used < slot->used)
            slot = r;
    }
    struct range window = windows_range(wrap->article, &wrap->article->known->rows, in);
    slot->used = 0;
    if (!fill(wrap, slot, window))
        return NULL;
    slot->used = ++wrap->clock;
    return wrap->last = slot;
}

struct range wrap_row(struct wrap *wrap, struct pos pos)
{
    uint32_t at = pos_clamp(wrap->article, pos).byte;
    const struct rows *rows = rows_at(wrap, at);
    if (!rows)
        return article_line(wrap->article, pos_at(at));
    size_t low = 0, high = rows->starts.n; /* the last row that starts at or before the place */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (rows->starts.at[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    bool last = low + 1 == rows->starts.n;
    return range_of(rows->starts.at[low], last ? rows->window.end.byte : rows->starts.at[low + 1]);
}

bool wrap_row_next(struct wrap *wrap, struct range row, struct range *out)
{
    uint32_t size = wrap->article->size;
    if (row.end.byte == size && (range_empty(row) || wrap->article->bytes[size - 1] != '\n'))
        return false;
    *out = wrap_row(wrap, row.end);
    return true;
}

bool wrap_row_prev(struct wrap *wrap, struct range row, struct range *out)
{
    if (row.start.byte == 0)
        return false;
    *out = wrap_row(wrap, pos_at(row.start.byte - 1));
    return true;
}

/* A step through a row: the next cluster and the columns it takes. */
static struct pos step(const struct wrap *wrap, struct pos at, unsigned column, unsigned *width)
{
    const uint8_t *bytes = wrap->article->bytes + at.byte;
    struct pos next = article_next(wrap->article, at);
    size_t n = next.byte - at.byte;
    *width = glyph_width(bytes, n, column, &wrap->widths);
    if (column + *width > wrap->columns && hangs(bytes, n))
        *width = column < wrap->columns ? wrap->columns - column : 0;
    return next;
}

unsigned wrap_column(struct wrap *wrap, struct range row, struct pos pos)
{
    unsigned column = 0, width;
    for (struct pos at = row.start; at.byte < row.end.byte; column += width) {
        struct pos next = step(wrap, at, column, &width);
        if (next.byte > pos.byte)
            break;
        at = next;
    }
    return column;
}

struct pos wrap_at_column(struct wrap *wrap, struct range row, unsigned column)
{
    unsigned here = 0, width;
    struct pos at = row.start;
    while (at.byte < row.end.byte) {
        struct pos next = step(wrap, at, here, &width);
        if (here + width > column || next.byte >= row.end.byte)
            break;
        at = next;
        here += width;
    }
    return at;
}
