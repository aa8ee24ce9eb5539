#include "manicule/view/svg.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/base/buf.h"

enum { CELL_W = 9, CELL_H = 19, BASELINE = 14, PAD = 12, FONT = 15 };

static unsigned x_of(unsigned col)
{
    return PAD + col * CELL_W;
}

static unsigned y_of(unsigned row)
{
    return PAD + row * CELL_H;
}

static void add_escaped(struct buf *out, uint32_t c)
{
    if (c == '<')
        buf_add_string(out, "&lt;");
    else if (c == '&')
        buf_add_string(out, "&amp;");
    else if (c == '"')
        buf_add_string(out, "&quot;");
    else if (c < 0x20 || c == 0x7f)
        buf_add_char(out, '?'); /* cells hold none; XML could not */
    else if (c < 0x7f)
        buf_add_char(out, (char)c);
    else
        buf_printf(out, "&#x%X;", (unsigned)c);
}

static void add_cell(struct buf *out, const struct cell *cell)
{
    for (unsigned i = 0; i < GLYPH_CHARS && cell->c[i]; i++)
        add_escaped(out, cell->c[i]);
}

static bool same_paint(const struct paint *a, const struct paint *b)
{
    return a->fg == b->fg && a->bg == b->bg && a->bold == b->bold && a->underline == b->underline &&
           a->dim == b->dim;
}

/* Spaces and whole single-column ASCII may share one text element; anything else is put in its
 * place alone, since fonts differ on its width. */
static bool flows(const struct cell *cell)
{
    return cell->width == 1 && !cell->c[1] && cell->c[0] >= 0x20 && cell->c[0] < 0x7f;
}

static bool is_space(const struct cell *cell)
{
    return cell->c[0] == ' ' && !cell->c[1];
}

static void add_backgrounds(struct buf *out, const struct screen *screen, const struct paint *paint,
                            uint32_t background)
{
    for (unsigned row = 0; row < screen->rows; row++)
        for (unsigned col = 0, end; col < screen->cols; col = end) {
            const struct paint *line = paint + (size_t)row * screen->cols;
            for (end = col + 1; end < screen->cols && line[end].bg == line[col].bg; end++)
                ;
            if (line[col].bg != background)
                buf_printf(out,
                           "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" fill=\"#%06x\"/>\n",
                           x_of(col), y_of(row), (end - col) * CELL_W, (unsigned)CELL_H,
                           (unsigned)line[col].bg);
        }
}

static void add_text(struct buf *out, const struct screen *screen, unsigned row, unsigned col,
                     unsigned end, const struct paint *paint)
{
    buf_printf(out, "<text x=\"%u\" y=\"%u\" textLength=\"%u\" fill=\"#%06x\"", x_of(col),
               y_of(row) + BASELINE, (end - col) * CELL_W, (unsigned)paint->fg);
    buf_add_string(out, paint->bold ? " font-weight=\"bold\"" : "");
    buf_add_string(out, paint->dim ? " opacity=\"0.65\"" : "");
    buf_add_char(out, '>');
    for (unsigned i = col; i < end; i++)
        add_cell(out, screen_at(screen, row, i));
    buf_add_string(out, "</text>\n");
}

/* Lines from cell to cell, which fonts leave gaps in: drawn, not written. False: it is none. */
static bool add_line(struct buf *out, const struct cell *cell, unsigned row, unsigned col,
                     uint32_t colour)
{
    enum { LEFT = 1, RIGHT = 2, UP = 4, DOWN = 8 };
    static const struct {
        uint32_t c;
        unsigned arms;
    } lines[] = {
        {0x2500, LEFT | RIGHT},
        {0x2502, UP | DOWN},
        {0x250c, RIGHT | DOWN},
        {0x2510, LEFT | DOWN},
        {0x2514, RIGHT | UP},
        {0x2518, LEFT | UP},
        {0x251c, UP | DOWN | RIGHT},
        {0x2524, UP | DOWN | LEFT},
        {0x252c, LEFT | RIGHT | DOWN},
        {0x2534, LEFT | RIGHT | UP},
        {0x253c, LEFT | RIGHT | UP | DOWN},
    };
    unsigned arms = 0;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (cell->c[0] == lines[i].c && !cell->c[1] && cell->width == 1)
            arms = lines[i].arms;
    if (!arms)
        return false;
    unsigned x = x_of(col), y = y_of(row), middle = x + CELL_W / 2, centre = y + CELL_H / 2;
    buf_add_string(out, "<path d=\"");
    if (arms & (LEFT | RIGHT))
        buf_printf(out, "M%u %u.5H%u", arms & LEFT ? x : middle, centre,
                   arms & RIGHT ? x + CELL_W : middle + 1);
    if (arms & (UP | DOWN))
        buf_printf(out, "M%u.5 %uV%u", middle, arms & UP ? y : centre,
                   arms & DOWN ? y + CELL_H : centre + 1);
    buf_printf(out, "\" stroke=\"#%06x\"/>\n", (unsigned)colour);
    return true;
}

static void add_row(struct buf *out, const struct screen *screen, const struct paint *paint,
                    unsigned row)
{
    const struct paint *line = paint + (size_t)row * screen->cols;
    for (unsigned col = 0, end; col < screen->cols; col = end) {
        const struct cell *cell = screen_at(screen, row, col);
        end = col + 1;
        if (flows(cell))
            while (end < screen->cols && flows(screen_at(screen, row, end)) &&
                   same_paint(&line[end], &line[col]))
                end++;
        else if (cell->width == 2 && end < screen->cols)
            end++;
        unsigned from = col, to = end;
        while (from < to && is_space(screen_at(screen, row, from)))
            from++;
        while (to > from && is_space(screen_at(screen, row, to - 1)))
            to--;
        if (from < to && !add_line(out, cell, row, col, line[col].fg))
            add_text(out, screen, row, from, to, &line[col]);
        if (line[col].underline)
            buf_printf(out, "<path d=\"M%u %u.5h%u\" stroke=\"#%06x\"/>\n", x_of(col),
                       y_of(row) + BASELINE + 2u, (end - col) * CELL_W, (unsigned)line[col].fg);
    }
}

void svg_painted(const struct screen *screen, const struct paint *paint, uint32_t background,
                 const char *title, struct buf *out)
{
    unsigned width = screen->cols * CELL_W + 2 * PAD, height = screen->rows * CELL_H + 2 * PAD;
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" width=\"%u\" "
               "height=\"%u\" role=\"img\">\n",
               width, height, width, height);
    if (title) {
        buf_add_string(out, "<title>");
        for (const char *s = title; *s; s++)
            if ((unsigned char)*s < 0x80)
                add_escaped(out, (unsigned char)*s);
            else
                buf_add_char(out, *s);
        buf_add_string(out, "</title>\n");
    }
    buf_printf(out, "<rect width=\"%u\" height=\"%u\" rx=\"8\" fill=\"#%06x\"/>\n", width, height,
               (unsigned)background);
    buf_printf(out,
               "<g font-family=\"'DejaVu Sans Mono','Noto Sans Mono CJK JP',Menlo,Consolas,"
               "monospace\" font-size=\"%d\" xml:space=\"preserve\">\n",
               (int)FONT);
    add_backgrounds(out, screen, paint, background);
    for (unsigned row = 0; row < screen->rows; row++)
        add_row(out, screen, paint, row);
    if (screen->cursor_shown)
        buf_printf(out,
                   "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" fill=\"none\" "
                   "stroke=\"#%06x\" stroke-width=\"1.5\"/>\n",
                   x_of(screen->cursor_col), y_of(screen->cursor_row), (unsigned)CELL_W,
                   (unsigned)CELL_H, (unsigned)~background & 0xffffffu);
    buf_add_string(out, "</g>\n</svg>\n");
}

static struct paint paint_of(uint16_t face, const struct theme *theme, bool dark)
{
    unsigned role = face & FACE_ROLE;
    const struct look *look = &theme->look[role < ROLES ? role : ROLE_TEXT];
    unsigned bits = face | look->bits;
    bool colours = theme->colours;
    struct paint paint = {
        .fg = theme_rgb(colours ? look->fg : -1, dark, true),
        .bg = theme_rgb(colours ? look->bg : -1, dark, false),
        .bold = bits & FACE_BOLD,
        .underline = bits & FACE_UNDERLINE,
        .dim = bits & FACE_DIM,
    };
    if (bits & FACE_REVERSE) {
        uint32_t fg = paint.fg;
        paint.fg = paint.bg;
        paint.bg = fg;
    }
    return paint;
}

void svg_screen(const struct screen *screen, const struct theme *theme, const char *title,
                struct buf *out)
{
    bool dark = strcmp(theme->name, "light") != 0;
    size_t n = (size_t)screen->rows * screen->cols;
    struct paint *paint = malloc((n ? n : 1) * sizeof *paint);
    if (!paint) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        paint[i] = paint_of(screen->cell[i].face, theme, dark);
    svg_painted(screen, paint, theme_rgb(-1, dark, false), title, out);
    free(paint);
}
