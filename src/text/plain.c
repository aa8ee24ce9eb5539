/* Any bytes as one line of safe text: the same cells as in an article, written as UTF-8. */
#include <string.h>

#include <unigbrk.h>
#include <unistr.h>

#include "inside.h"
#include "manicule/base/buf.h"
#include "manicule/text/glyph.h"

enum {
    PIECE = 512, /* clusters are looked for in so many bytes at once; a longer one is divided */
    RETURN_SIGN = 0x23ce,
};

struct line {
    unsigned columns, limit; /* used so far; 0: no limit */
    const struct widths *widths;
    struct buf *out; /* NULL: only measured */
    bool exact;      /* what is shown as itself keeps its own bytes */
};

/* False when the cells do not fit any more: then none of them is added. */
static bool add_cells(struct line *line, const struct glyph_cell *cells, unsigned n, unsigned width)
{
    if (line->limit > 0 && line->columns + width > line->limit)
        return false;
    line->columns += width;
    for (unsigned i = 0; line->out && i < n; i++)
        for (unsigned k = 0; k < GLYPH_CHARS && cells[i].c[k]; k++)
            buf_add_codepoint(line->out, cells[i].c[k]);
    return true;
}

static bool add_cluster(struct line *line, const uint8_t *bytes, size_t n)
{
    struct glyph glyph;
    glyph_plan(bytes, n, 0, line->widths, &glyph);
    if (glyph.kind == GLYPH_NEWLINE) {
        glyph.cell[0] = (struct glyph_cell){.c = {RETURN_SIGN}, .width = 1};
        glyph.n = glyph.width = 1;
    } else if (glyph.kind == GLYPH_TAB) {
        glyph.n = glyph.width = 1; /* a line of the status has no tab stops: one space */
    } else if (line->exact && glyph.kind == GLYPH_PLAIN) {
        buf_add(line->out, bytes, n);
        return true;
    }
    return add_cells(line, glyph.cell, glyph.n, glyph.width);
}

/* A byte that is not UTF-8: <FF>. */
static bool add_byte(struct line *line, uint8_t byte)
{
    static const char digits[] = "0123456789ABCDEF";
    const struct glyph_cell cells[] = {
        {.c = {'<'}, .width = 1},
        {.c = {(unsigned char)digits[byte >> 4]}, .width = 1},
        {.c = {(unsigned char)digits[byte & 15]}, .width = 1},
        {.c = {'>'}, .width = 1},
    };
    return add_cells(line, cells, 4, 4);
}

/* The size of the piece of valid UTF-8 to take next: all if it is short, else up to the last
 * place that is certain to be a boundary, or up to a character where there is none. */
static size_t piece_size(const uint8_t *bytes, size_t n)
{
    if (n <= PIECE)
        return n;
    size_t end = PIECE;
    while ((bytes[end] & 0xc0) == 0x80)
        end--;
    for (size_t at = end; at > 0;) {
        size_t before = at - 1;
        while ((bytes[before] & 0xc0) == 0x80)
            before--;
        ucs4_t a, b;
        u8_mbtouc(&a, bytes + before, at - before);
        u8_mbtouc(&b, bytes + at, n - at);
        if (clusters_part(a, b))
            return at;
        at = before;
    }
    return end;
}

/* How many of the bytes of one piece fit. */
static size_t add_piece(struct line *line, const uint8_t *bytes, size_t n)
{
    char marks[PIECE];
    clusters_mark(bytes, n, marks);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && !marks[end]; end++)
            continue;
        if (!add_cluster(line, bytes + i, end - i))
            return i;
    }
    return n;
}

static bool is_plain(uint8_t byte)
{
    return byte >= 0x20 && byte < 0x7f;
}

/* Printable ASCII at the beginning, each byte a cluster and a column: nearly all of what is shown.
 * Where more follows, the last of it may carry a mark and is left. */
static size_t plain_run(const uint8_t *bytes, size_t n)
{
    size_t run = 0;
    while (run < n && is_plain(bytes[run]))
        run++;
    return run && run < n ? run - 1 : run;
}

static size_t add_run(struct line *line, const uint8_t *bytes, size_t n)
{
    if (line->limit && n > line->limit - line->columns)
        n = line->limit - line->columns;
    line->columns += (unsigned)n;
    if (line->out)
        buf_add(line->out, bytes, n);
    return n;
}

/* What is no such run ends between two characters of one: they are never in one cluster. */
static size_t other_run(const uint8_t *bytes, size_t n)
{
    size_t run = 1;
    while (run < n && !(is_plain(bytes[run - 1]) && is_plain(bytes[run])))
        run++;
    return run;
}

static size_t add_text(struct line *line, const uint8_t *bytes, size_t n)
{
    const uint8_t *wrong = n > 0 ? u8_check(bytes, n) : NULL;
    size_t i = 0;
    while (i < n) {
        size_t valid = wrong ? (size_t)(wrong - bytes) - i : n - i;
        if (valid == 0) {
            if (!add_byte(line, bytes[i]))
                break;
            i++;
            wrong = i < n ? u8_check(bytes + i, n - i) : NULL;
            continue;
        }
        size_t run = plain_run(bytes + i, valid);
        size_t piece = run ? run : piece_size(bytes + i, other_run(bytes + i, valid));
        size_t done = run ? add_run(line, bytes + i, run) : add_piece(line, bytes + i, piece);
        i += done;
        if (done < piece)
            break;
    }
    return i;
}

size_t plain_text(const void *text, size_t n, unsigned columns, const struct widths *widths,
                  struct buf *out)
{
    struct line line = {.limit = columns, .widths = widths, .out = out};
    return add_text(&line, text, n);
}

void plain_exact(const void *text, size_t n, struct buf *out)
{
    static const struct widths every = {.new_emoji = true};
    struct line line = {.widths = &every, .out = out, .exact = true};
    add_text(&line, text, n);
}

unsigned plain_width(const void *text, size_t n, const struct widths *widths)
{
    struct line line = {.widths = widths};
    add_text(&line, text, n);
    return line.columns;
}
