#include "manicule/tui/blit.h"

#include <stdlib.h>
#include <string.h>

#include "cursor.h"
#include "manicule/tui/page.h"
#include "pens.h"
#include "shift.h"

enum {
    FEW = 4, /* unchanged cells that do not part a run */
    LAST_ASCII = 0x7e,
    UTF8_MAX = 4,
    NO_FACE = UINT16_MAX, /* of a cell that has not the terminal's plain looks, nor any of ours */
};

struct blit {
    bool utf8;
    bool corner; /* a character in the last cell does not scroll the screen */
    struct pens pens;
    struct cursor cursor;
    enum { UNKNOWN, HIDDEN, SHOWN } shown; /* the cursor; UNKNOWN: no screen since it was cleared */
    struct screen last;                    /* what stands on the terminal */
    bool *same;                            /* rows that stand as they stood */
    struct cell *kept;                     /* room for a row */
};

struct blit *blit_new(bool utf8)
{
    struct blit *blit = calloc(1, sizeof *blit);
    if (!blit)
        return NULL;
    blit->utf8 = utf8;
    blit->corner = !page_flag("am") || page_flag("xenl");
    pens_start(&blit->pens);
    cursor_start(&blit->cursor);
    return blit;
}

void blit_free(struct blit *blit)
{
    if (!blit)
        return;
    pens_release(&blit->pens);
    screen_release(&blit->last);
    free(blit->same);
    free(blit->kept);
    free(blit);
}

void blit_theme(struct blit *blit, const struct theme *theme)
{
    pens_theme(&blit->pens, theme);
}

/* ---- what stands there ---- */

/* A cell as erasing leaves it. It is a space of the text's face where that is plain. */
static struct cell erased(struct blit *blit)
{
    bool plain = pens_plain(pens_of(&blit->pens, ROLE_TEXT));
    return (struct cell){.c = {' '}, .face = plain ? ROLE_TEXT : NO_FACE, .width = 1};
}

static void erase(struct blit *blit, struct cell *cell, size_t n)
{
    struct cell blank = erased(blit);
    for (size_t i = 0; i < n; i++)
        cell[i] = blank;
}

void blit_cleared(struct blit *blit)
{
    erase(blit, blit->last.cell, (size_t)blit->last.rows * blit->last.cols);
    pens_drop(&blit->pens);
    cursor_lose(&blit->cursor);
    blit->shown = UNKNOWN;
}

static bool fit(struct blit *blit, const struct screen *screen)
{
    if (blit->same && blit->last.rows == screen->rows && blit->last.cols == screen->cols)
        return true;
    bool *same = calloc(screen->rows + 1, sizeof *same);
    struct cell *kept = calloc(screen->cols + 1, sizeof *kept);
    if (!same || !kept || !screen_resize(&blit->last, screen->rows, screen->cols)) {
        free(same);
        free(kept);
        return false;
    }
    free(blit->same);
    free(blit->kept);
    blit->same = same;
    blit->kept = kept;
    blit->cursor.rows = screen->rows;
    blit->cursor.cols = screen->cols;
    blit_cleared(blit);
    return true;
}

/* ---- what changed ---- */

static bool same(const struct cell *a, const struct cell *b)
{
    return a->c[0] == b->c[0] && a->face == b->face && a->width == b->width &&
           memcmp(a->c, b->c, sizeof a->c) == 0;
}

/* Columns from..end - 1 of a row. */
struct run {
    unsigned from, end;
};

/* No run begins or ends within a wide character, neither one that is there nor one that comes. */
static void widen(const struct cell *is, const struct cell *was, unsigned cols, struct run *run)
{
    while (run->from > 0 && (!is[run->from].c[0] || !was[run->from].c[0]))
        run->from--;
    while (run->end < cols && (!is[run->end].c[0] || !was[run->end].c[0]))
        run->end++;
}

/* The next run of changed cells at or after `from`; few unchanged ones between are taken along,
 * which costs less than a move. False: there is none. */
static bool next_run(const struct cell *is, const struct cell *was, unsigned from, unsigned cols,
                     struct run *out)
{
    while (from < cols && same(&is[from], &was[from]))
        from++;
    if (from == cols)
        return false;
    *out = (struct run){from, from + 1};
    for (unsigned col = from + 1; col < cols && col - out->end < FEW; col++)
        if (!same(&is[col], &was[col]))
            out->end = col + 1;
    widen(is, was, cols, out);
    return true;
}

/* ---- cells on their way ---- */

static void go(struct blit *blit, unsigned row, unsigned col, struct buf *out)
{
    if (cursor_stands(&blit->cursor, row, col))
        return;
    pens_lift(&blit->pens, out);
    cursor_go(&blit->cursor, row, col, out);
}

/* What a cell sends: its characters, or question marks. Room for the largest must be at `to`. */
static size_t put(const struct blit *blit, const struct cell *cell, char *to)
{
    if (cell->c[0] <= LAST_ASCII && !cell->c[1]) {
        *to = (char)cell->c[0];
        return 1;
    }
    if (!blit->utf8) {
        memset(to, '?', cell->width);
        return cell->width;
    }
    size_t n = 0;
    for (size_t i = 0; i < GLYPH_CHARS && cell->c[i]; i++)
        n += utf8_put(cell->c[i], to + n);
    return n;
}

/* Cells of one face, where the cursor stands. */
static void send_text(struct blit *blit, const struct cell *cell, unsigned n, struct buf *out)
{
    pens_take(&blit->pens, cell->face, out);
    if (!buf_reserve(out, (size_t)n * GLYPH_CHARS * UTF8_MAX))
        return;
    char *to = out->data + out->size;
    for (unsigned i = 0; i < n; i++)
        if (cell[i].c[0]) /* a right half says nothing, its left half says it all */
            to += put(blit, &cell[i], to);
    *to = '\0';
    out->size = (size_t)(to - out->data);
    cursor_wrote(&blit->cursor, n);
}

/* A row on its way, and where the blank cells begin that end it. */
struct row {
    unsigned row, tail;
    const struct cell *is;
    struct cell erased;
};

static bool blank(const struct row *row, unsigned col)
{
    const struct cell *cell = &row->is[col];
    return cell->c[0] == ' ' && cell->face == row->erased.face && !cell->c[1];
}

static unsigned blanks(const struct row *row, unsigned from, unsigned end)
{
    unsigned col = from;
    while (col < end && blank(row, col))
        col++;
    return col - from;
}

/* Blank cells at the beginning of a run, where that is cheaper than to write them. Returns their
 * columns, or 0. */
static unsigned send_blanks(struct blit *blit, const struct row *row, struct run run,
                            struct buf *out)
{
    unsigned n = blanks(row, run.from, run.end), end = run.from + n;
    bool whole = end >= row->tail; /* those that follow are blank already */
    unsigned cols = (whole ? blit->last.cols : end) - run.from;
    size_t cost = cursor_erase_cost(&blit->cursor, run.from, cols);
    if (n <= cost || n - cost < (end < run.end ? FEW : 0))
        return 0;
    go(blit, row->row, run.from, out);
    pens_take_plain(&blit->pens, out);
    cursor_erase(&blit->cursor, cols, out);
    return n;
}

/* Cells of one face at the beginning of a run, up to where erasing may be cheaper. Returns their
 * columns. */
static unsigned send_written(struct blit *blit, const struct row *row, struct run run,
                             struct buf *out)
{
    unsigned end = run.from, face = row->is[run.from].face;
    while (end < run.end && row->is[end].face == face) {
        unsigned n = blanks(row, end, run.end);
        if (n > FEW && end > run.from)
            break;
        end += n ? n : 1;
    }
    go(blit, row->row, run.from, out);
    send_text(blit, &row->is[run.from], end - run.from, out);
    return end - run.from;
}

/* The last row where nothing can stand in its last cell, nor half a character. */
static const struct cell *without_corner(struct blit *blit, const struct cell *is, unsigned cols)
{
    if (cols < 2 || is[cols - 1].c[0])
        return is;
    memcpy(blit->kept, is, cols * sizeof *is);
    blit->kept[cols - 2] = (struct cell){.c = {' '}, .face = is[cols - 2].face, .width = 1};
    return blit->kept;
}

static void send_row(struct blit *blit, unsigned at, const struct cell *is, struct cell *was,
                     struct buf *out)
{
    unsigned cols = blit->last.cols;
    if (!blit->corner && at + 1 == blit->last.rows)
        is = without_corner(blit, is, cols--);
    struct row row = {.row = at, .tail = cols, .is = is, .erased = erased(blit)};
    while (row.tail > 0 && blank(&row, row.tail - 1))
        row.tail--;
    struct run run = {0, 0};
    while (next_run(is, was, run.end, cols, &run))
        while (run.from < run.end) {
            unsigned sent = blank(&row, run.from) ? send_blanks(blit, &row, run, out) : 0;
            run.from += sent ? sent : send_written(blit, &row, run, out);
        }
    memcpy(was, is, cols * sizeof *was);
}

/* ---- a screen ---- */

static void scroll_rows(struct blit *blit, const struct shift *shift, struct buf *out)
{
    unsigned n = (unsigned)(shift->by > 0 ? shift->by : -shift->by);
    unsigned kept = shift->bottom - shift->top + 1 - n, cols = blit->last.cols;
    bool up = shift->by > 0;
    pens_take_plain(&blit->pens, out);
    cursor_scroll(&blit->cursor, shift->top, shift->bottom, shift->by, out);
    memmove(screen_at(&blit->last, shift->top + (up ? 0 : n), 0),
            screen_at(&blit->last, shift->top + (up ? n : 0), 0),
            (size_t)kept * cols * sizeof(struct cell));
    erase(blit, screen_at(&blit->last, up ? shift->top + kept : shift->top, 0), (size_t)n * cols);
}

static void compare_rows(struct blit *blit, const struct screen *screen)
{
    for (unsigned row = 0; row < screen->rows; row++)
        blit->same[row] = shift_same_row(screen, row, &blit->last, row);
}

static void show_cursor(struct blit *blit, const struct screen *screen, struct buf *out)
{
    if (blit->shown != (screen->cursor_shown ? SHOWN : HIDDEN))
        page_capability(screen->cursor_shown ? "cnorm" : "civis", out);
    blit->shown = screen->cursor_shown ? SHOWN : HIDDEN;
    go(blit, screen->cursor_row, screen->cursor_col, out);
}

bool blit_screen(struct blit *blit, const struct screen *screen, struct buf *out)
{
    if (!fit(blit, screen))
        return false;
    if (blit->shown == UNKNOWN)
        cursor_free_rows(&blit->cursor, out);
    struct shift shift;
    compare_rows(blit, screen);
    if (blit->cursor.scrolls && shift_find(screen, &blit->last, blit->same, &shift)) {
        scroll_rows(blit, &shift, out);
        compare_rows(blit, screen);
    }
    for (unsigned row = 0; row < screen->rows; row++)
        if (!blit->same[row])
            send_row(blit, row, screen_at(screen, row, 0), screen_at(&blit->last, row, 0), out);
    show_cursor(blit, screen, out);
    return !out->failed;
}

/* ---- for tests ---- */

void blit_size(const struct blit *blit, unsigned *rows, unsigned *cols)
{
    *rows = blit->last.rows;
    *cols = blit->last.cols;
}

struct blit_shown blit_shown(struct blit *blit, unsigned row, unsigned col)
{
    const struct cell *cell = screen_at(&blit->last, row, col);
    struct blit_shown shown = {.right = !cell->c[0]};
    if (cell->face != NO_FACE)
        shown.sgr = pens_of(&blit->pens, cell->face)->sgr;
    memcpy(shown.c, cell->c, sizeof shown.c);
    const struct cell *left = shown.right && col > 0 ? cell - 1 : cell;
    if (!blit->utf8 && (left->c[0] > LAST_ASCII || left->c[1]))
        shown = (struct blit_shown){.c = {'?'}, .sgr = shown.sgr};
    return shown;
}
