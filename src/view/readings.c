/* readings.c: the difference at hand: its words on the article's rows, and what each reader has
 * there, in the margin or the strip. */
#include "internal.h"

#include <string.h>

enum { HEAD = 2 }; /* columns before a line of the margin: the bar, and the mark of the majority */

/* A mark in the gutter on each row of it; what is in dispute in reverse. */
static void paint_item(struct screen *screen, struct workbench *wb, struct range range)
{
    for (unsigned i = 0; i < wb->n_rows; i++) {
        if (!range_overlaps(wb->rows[i], range))
            continue;
        screen_sign(screen, wb->at.text_row + i, wb->at.text_col - 1, view_marks(wb)->rail, ROLE_WARN);
        for (size_t k = 0; k < wb->gold.disputed.n && !wb->gold.editing; k++)
            view_paint(screen, wb, i, wb->gold.disputed.at[k], FACE_REVERSE);
    }
}

static void put_line(struct screen *screen, struct workbench *wb, unsigned row, unsigned col,
                     const struct buf *text, bool majority)
{
    const struct widths *widths = &wb->options.widths;
    unsigned cols = screen->cols > col + 1 ? screen->cols - col - 1 : 0;
    if (majority)
        screen_text(screen, row, col, 1, "*", ROLE_TEXT | FACE_BOLD, widths);
    unsigned used = screen_text(screen, row, col + 1, cols, buf_text(text),
                                majority ? ROLE_TEXT | FACE_BOLD : ROLE_TEXT, widths);
    if (used && plain_width(buf_text(text), text->size, widths) > cols)
        screen_sign(screen, row, col + used, view_marks(wb)->ellipsis, ROLE_NOTE);
}

static size_t count_lines(struct workbench *wb, bool brief)
{
    struct buf text = {0};
    bool majority;
    size_t n = 0;
    while (wb_difference_line(wb, n, 0, brief, &text, &majority))
        n++;
    buf_release(&text);
    return n;
}

/* From the item's first row down, or as far above as is needed. */
static unsigned first_row(const struct workbench *wb, struct range range, size_t lines)
{
    unsigned at = 0;
    while (at + 1 < wb->n_rows && wb->rows[at].end.byte <= range.start.byte)
        at++;
    if (lines >= wb->at.text_rows)
        return 0;
    return at + lines > wb->at.text_rows ? wb->at.text_rows - (unsigned)lines : at;
}

static void margin(struct screen *screen, struct workbench *wb, struct range range)
{
    struct buf text = {0};
    bool majority;
    size_t lines = count_lines(wb, false);
    unsigned row = wb->at.text_row + first_row(wb, range, lines);
    for (size_t i = 0; i < lines && row < wb->at.text_row + wb->at.text_rows; i++, row++) {
        buf_clear(&text);
        if (!wb_difference_line(wb, i, wb->at.margin_cols - HEAD, false, &text, &majority))
            break;
        screen_blank(screen, row, wb->at.margin_col + 1, wb->at.margin_cols - 1, ROLE_TEXT);
        put_line(screen, wb, row, wb->at.margin_col + 1, &text, majority);
    }
    buf_release(&text);
}

bool readings_strip(struct screen *screen, struct workbench *wb)
{
    struct buf text = {0};
    struct range range;
    bool majority;
    if (!wb_difference_range(wb, &range))
        return false;
    for (unsigned i = 0; i < wb->at.strip_rows; i++) {
        buf_clear(&text);
        screen_blank(screen, wb->at.strip_row + i, 0, screen->cols, ROLE_TEXT);
        if (wb_difference_line(wb, i, screen->cols - 1, true, &text, &majority))
            put_line(screen, wb, wb->at.strip_row + i, 0, &text, majority);
    }
    buf_release(&text);
    return true;
}

void readings_draw(struct screen *screen, struct workbench *wb)
{
    struct range range;
    if (!wb_difference_range(wb, &range))
        return;
    paint_item(screen, wb, range);
    if (wb->at.margin_cols)
        margin(screen, wb, range);
}
