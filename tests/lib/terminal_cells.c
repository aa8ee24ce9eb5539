#include "terminal_inside.h"
#include "testlib.h"

#include "manicule/tui/sync.h"
#include "manicule/view/svg.h"

enum { SHOWN_WRONG = 10 }; /* wrong cells that are told one by one */

static int16_t colour_index(const VTermColor *colour, bool fg)
{
    if (fg ? VTERM_COLOR_IS_DEFAULT_FG(colour) : VTERM_COLOR_IS_DEFAULT_BG(colour))
        return -1;
    return VTERM_COLOR_IS_INDEXED(colour) ? colour->indexed.idx : INT16_MAX;
}

struct terminal_cell terminal_cell(const struct terminal *t, unsigned row, unsigned col)
{
    VTermScreenCell from = {0}; /* libvterm leaves what stands after the last character */
    VTermPos at = {.row = (int)row, .col = (int)col};
    vterm_screen_get_cell(t->screen, at, &from);
    struct terminal_cell cell = {
        .fg = colour_index(&from.fg, true),
        .bg = colour_index(&from.bg, false),
        .bold = from.attrs.bold,
        .underline = from.attrs.underline,
        .reverse = from.attrs.reverse,
        .width = (uint8_t)from.width,
    };
    for (size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL && from.chars[i]; i++)
        cell.c[i] = from.chars[i];
    if (cell.c[0] == (uint32_t)-1) {
        memset(cell.c, 0, sizeof cell.c);
        cell.width = 0;
    } else if (!cell.c[0]) {
        cell.c[0] = ' ';
        cell.width = 1;
    }
    return cell;
}

void terminal_cursor(const struct terminal *t, unsigned *row, unsigned *col, bool *shown)
{
    *row = (unsigned)t->cursor.row;
    *col = (unsigned)t->cursor.col;
    if (shown)
        *shown = t->cursor_shown;
}

static void add_row(struct terminal *t, unsigned row, struct buf *out)
{
    size_t start = out->size;
    for (unsigned col = 0; col < t->cols; col++) {
        struct terminal_cell cell = terminal_cell(t, row, col);
        for (size_t i = 0; i < 6 && cell.c[i]; i++)
            buf_add_codepoint(out, cell.c[i]);
    }
    while (out->size > start && out->data[out->size - 1] == ' ')
        out->data[--out->size] = '\0';
}

const char *terminal_row(struct terminal *t, unsigned row)
{
    buf_clear(&t->row);
    buf_add_string(&t->row, "");
    add_row(t, row, &t->row);
    return buf_text(&t->row);
}

const char *terminal_text(struct terminal *t)
{
    buf_clear(&t->text);
    for (unsigned row = 0; row < t->rows; row++) {
        add_row(t, row, &t->text);
        buf_add_char(&t->text, '\n');
    }
    return buf_text(&t->text);
}

bool terminal_shows(struct terminal *t, const char *text)
{
    for (unsigned row = 0; row < t->rows; row++)
        if (strstr(terminal_row(t, row), text))
            return true;
    return false;
}

/* ---- against what is believed ---- */

static bool same(const struct sync_cell *believed, const struct terminal_cell *real)
{
    if (believed->right || real->width == 0)
        return believed->right && real->width == 0;
    for (size_t i = 0; i < 5; i++)
        if (believed->c[i] != real->c[i])
            return false;
    bool bold = believed->bits & SYNC_BOLD, underline = believed->bits & SYNC_UNDERLINE,
         reverse = believed->bits & SYNC_REVERSE;
    return bold == real->bold && underline == real->underline && reverse == real->reverse &&
           believed->fg == real->fg && believed->bg == real->bg;
}

static void tell_wrong(struct buf *why, unsigned row, unsigned col,
                       const struct sync_cell *believed, const struct terminal_cell *real)
{
    buf_printf(why,
               "row %u column %u: believed U+%04X U+%04X bits %x colours %d %d%s, terminal U+%04X "
               "U+%04X %s%s%s colours %d %d%s\n",
               row, col, (unsigned)believed->c[0], (unsigned)believed->c[1], believed->bits,
               believed->fg, believed->bg, believed->right ? " right half" : "",
               (unsigned)real->c[0], (unsigned)real->c[1], real->bold ? "b" : "",
               real->underline ? "u" : "", real->reverse ? "r" : "", real->fg, real->bg,
               real->width ? "" : " right half");
}

unsigned terminal_compare(struct terminal *t, struct buf *why)
{
    size_t size;
    uint8_t *file = read_file(t->cells, &size);
    struct sync_size believed;
    assert_true(size >= sizeof believed);
    memcpy(&believed, file, sizeof believed);
    assert_int_equal(believed.rows, t->rows);
    assert_int_equal(believed.cols, t->cols);
    assert_int_equal(size, sizeof believed + (size_t)t->rows * t->cols * sizeof(struct sync_cell));
    unsigned wrong = 0;
    for (unsigned row = 0; row < t->rows; row++)
        for (unsigned col = 0; col < t->cols; col++) {
            struct sync_cell expected;
            memcpy(&expected,
                   file + sizeof believed + ((size_t)row * t->cols + col) * sizeof expected,
                   sizeof expected);
            struct terminal_cell real = terminal_cell(t, row, col);
            if (same(&expected, &real))
                continue;
            if (wrong++ < SHOWN_WRONG && why)
                tell_wrong(why, row, col, &expected, &real);
        }
    free(file);
    return wrong;
}

/* ---- as a picture ---- */

void terminal_svg(struct terminal *t, bool dark, const char *title, struct buf *out)
{
    struct screen screen = {0};
    struct paint *paint = calloc((size_t)t->rows * t->cols, sizeof *paint);
    assert_non_null(paint);
    assert_true(screen_resize(&screen, t->rows, t->cols));
    for (unsigned row = 0; row < t->rows; row++)
        for (unsigned col = 0; col < t->cols; col++) {
            struct terminal_cell from = terminal_cell(t, row, col);
            struct cell *to = screen_at(&screen, row, col);
            memcpy(to->c, from.c, sizeof to->c);
            to->width = from.width;
            struct paint *p = &paint[(size_t)row * t->cols + col];
            uint32_t fg = theme_rgb(from.fg, dark, true), bg = theme_rgb(from.bg, dark, false);
            *p = (struct paint){.fg = from.reverse ? bg : fg,
                                .bg = from.reverse ? fg : bg,
                                .bold = from.bold,
                                .underline = from.underline};
        }
    bool shown;
    terminal_cursor(t, &screen.cursor_row, &screen.cursor_col, &shown);
    screen.cursor_shown = shown;
    svg_painted(&screen, paint, theme_rgb(-1, dark, false), title, out);
    screen_release(&screen);
    free(paint);
}
