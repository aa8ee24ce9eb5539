#include "manicule/view/screen.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/base/buf.h"

static const struct cell blank = {.c = {' '}, .width = 1};

bool screen_resize(struct screen *screen, unsigned rows, unsigned cols)
{
    size_t n = (size_t)rows * cols;
    if (n > (size_t)-1 / sizeof *screen->cell)
        return false;
    struct cell *cell = realloc(screen->cell, (n ? n : 1) * sizeof *cell);
    if (!cell)
        return false;
    for (size_t i = 0; i < n; i++)
        cell[i] = blank;
    *screen = (struct screen){.rows = rows, .cols = cols, .cell = cell};
    return true;
}

void screen_release(struct screen *screen)
{
    free(screen->cell);
    *screen = (struct screen){0};
}

struct cell *screen_at(const struct screen *screen, unsigned row, unsigned col)
{
    return &screen->cell[(size_t)row * screen->cols + col];
}

/* How many of `cols` columns from (row, col) lie on the screen. */
static unsigned clip(const struct screen *screen, unsigned row, unsigned col, unsigned cols)
{
    if (row >= screen->rows || col >= screen->cols)
        return 0;
    unsigned left = screen->cols - col;
    return cols < left ? cols : left;
}

/* A wide character that is about to lose one half becomes spaces. */
static void cut_at(struct screen *screen, unsigned row, unsigned col)
{
    if (col == 0 || col >= screen->cols)
        return;
    struct cell *right = screen_at(screen, row, col);
    if (right->c[0])
        return;
    for (struct cell *cell = right - 1; cell <= right; cell++) {
        uint16_t face = cell->face;
        *cell = blank;
        cell->face = face;
    }
}

void screen_blank(struct screen *screen, unsigned row, unsigned col, unsigned cols, uint16_t face)
{
    cols = clip(screen, row, col, cols);
    if (!cols)
        return;
    cut_at(screen, row, col);
    cut_at(screen, row, col + cols);
    struct cell *cell = screen_at(screen, row, col);
    for (unsigned i = 0; i < cols; i++) {
        cell[i] = blank;
        cell[i].face = face;
    }
}

/* One character with its marks; the caller saw to it that it fits. */
static void put(struct screen *screen, unsigned row, unsigned col, const struct cell *from)
{
    cut_at(screen, row, col);
    cut_at(screen, row, col + from->width);
    struct cell *cell = screen_at(screen, row, col);
    *cell = *from;
    if (from->width == 2)
        cell[1] = (struct cell){.face = from->face};
}

unsigned screen_glyph(struct screen *screen, unsigned row, unsigned col, unsigned cols,
                      const struct glyph *glyph, uint16_t face)
{
    if (glyph->width > clip(screen, row, col, cols))
        return 0;
    unsigned used = 0;
    for (unsigned i = 0; i < glyph->n; i++) {
        struct cell cell = {.face = face, .width = glyph->cell[i].width};
        /* What stands behind the closing zero is nobody's: equal cells must be equal bytes. */
        for (unsigned k = 0; k < GLYPH_CHARS && glyph->cell[i].c[k]; k++)
            cell.c[k] = glyph->cell[i].c[k];
        put(screen, row, col + used, &cell);
        used += cell.width;
    }
    return used;
}

static bool plain_ascii(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] < 0x20 || text[i] > 0x7e)
            return false;
    return true;
}

/* The next character of text that is known to be UTF-8. */
static uint32_t next_char(const unsigned char **s)
{
    uint32_t c = *(*s)++;
    if (c < 0x80)
        return c;
    unsigned more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    c &= 0x3fu >> more;
    while (more-- > 0)
        c = c << 6 | (*(*s)++ & 0x3fu);
    return c;
}

/* Text as plain_text() made it: each character of some width takes the marks that follow it. */
static unsigned put_safe(struct screen *screen, unsigned row, unsigned col, unsigned cols,
                         const struct buf *safe, uint16_t face, const struct widths *widths)
{
    const unsigned char *s = (const unsigned char *)buf_text(safe), *end = s + safe->size;
    unsigned used = 0;
    while (s < end) {
        uint32_t c = next_char(&s);
        int width = glyph_char_width(c, widths);
        if (width < 1)
            continue; /* a mark on nothing: plain_text() makes none */
        if (used + (unsigned)width > cols)
            break;
        struct cell cell = {.c = {c}, .face = face, .width = (uint8_t)width};
        for (unsigned marks = 1; s < end && marks < GLYPH_CHARS; marks++) {
            const unsigned char *next = s;
            uint32_t mark = next_char(&next);
            if (glyph_char_width(mark, widths) != 0)
                break;
            cell.c[marks] = mark;
            s = next;
        }
        put(screen, row, col + used, &cell);
        used += (unsigned)width;
    }
    return used;
}

unsigned screen_text(struct screen *screen, unsigned row, unsigned col, unsigned cols,
                     const char *text, uint16_t face, const struct widths *widths)
{
    cols = clip(screen, row, col, cols);
    if (!cols || !*text)
        return 0;
    size_t n = strnlen(text, cols); /* text[n] can be read: the NUL or a character more */
    /* A mark after the last column still belongs to it. */
    if (plain_ascii(text, n) && (unsigned char)text[n] < 0x80) {
        struct cell *cell = screen_at(screen, row, col);
        cut_at(screen, row, col);
        cut_at(screen, row, col + (unsigned)n);
        for (size_t i = 0; i < n; i++) {
            cell[i] = (struct cell){.face = face, .width = 1};
            cell[i].c[0] = (unsigned char)text[i];
        }
        return (unsigned)n;
    }
    struct buf safe = {0};
    plain_text(text, strlen(text), cols, widths, &safe);
    unsigned used = put_safe(screen, row, col, cols, &safe, face, widths);
    buf_release(&safe);
    return used;
}

void screen_sign(struct screen *screen, unsigned row, unsigned col, const char *sign, uint16_t face)
{
    const unsigned char *s = (const unsigned char *)sign;
    const struct cell cell = {.c = {next_char(&s)}, .face = face, .width = 1};
    if (clip(screen, row, col, 1))
        put(screen, row, col, &cell);
}

void screen_dump(const struct screen *screen, struct buf *out)
{
    for (unsigned row = 0; row < screen->rows; row++) {
        size_t kept = out->size; /* to here, once trailing spaces are cut */
        for (unsigned col = 0; col < screen->cols; col++) {
            const struct cell *cell = screen_at(screen, row, col);
            for (unsigned i = 0; i < GLYPH_CHARS && cell->c[i]; i++)
                buf_add_codepoint(out, cell->c[i]);
            if (cell->c[0] && (cell->c[0] != ' ' || cell->c[1]))
                kept = out->size;
        }
        if (!out->failed && kept < out->size) {
            out->size = kept;
            out->data[kept] = '\0';
        }
        buf_add_char(out, '\n');
    }
}
