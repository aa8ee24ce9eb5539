#include "manicule/tui/blit.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <wchar.h>

#include "shift.h"

enum {
    NO_PAIR = 0,
    COLOURS_256 = 256,
    COLOURS_8 = 8,
    FEW = 4, /* unchanged cells that do not part a run */
    LAST_ASCII = 0x7e,
    FACE_NONE = 0x10000,
};

struct blit {
    bool utf8;
    attr_t not_coloured; /* what this terminal cannot show together with a colour */
    struct {
        attr_t attr;
        short pair;
    } look[ROLES];
    struct screen last; /* what curses was told */
    bool known;         /* last is true */
    cchar_t *row;       /* a run of cells on its way */
    bool *same;         /* rows that stand as they stood */
};

/* terminfo's ncv: curses would leave these out as well, but believe that they are there. */
static attr_t not_coloured(void)
{
    static const struct {
        int bit;
        attr_t attr;
    } rows[] = {{2, A_UNDERLINE}, {4, A_REVERSE}, {16, A_DIM}, {32, A_BOLD}};
    int ncv = tigetnum("ncv");
    attr_t attr = A_NORMAL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (ncv > 0 && ncv & rows[i].bit)
            attr |= rows[i].attr;
    return attr;
}

struct blit *blit_new(bool utf8)
{
    struct blit *blit = calloc(1, sizeof *blit);
    if (!blit)
        return NULL;
    blit->utf8 = utf8;
    blit->not_coloured = not_coloured();
    return blit;
}

void blit_free(struct blit *blit)
{
    if (!blit)
        return;
    screen_release(&blit->last);
    free(blit->row);
    free(blit->same);
    free(blit);
}

void blit_forget(struct blit *blit)
{
    blit->known = false;
}

static attr_t attributes(unsigned bits)
{
    static const struct {
        unsigned bit;
        attr_t attr;
    } rows[] = {
        {FACE_UNDERLINE, A_UNDERLINE},
        {FACE_BOLD, A_BOLD},
        {FACE_REVERSE, A_REVERSE},
        {FACE_DIM, A_DIM},
    };
    attr_t attr = A_NORMAL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (bits & rows[i].bit)
            attr |= rows[i].attr;
    return attr;
}

/* The terminal's number for one of the 256 colours. Where colours are RGB, it is the RGB value. */
static int colour(int16_t of256, int16_t of8, bool dark, bool foreground)
{
    if (of256 < 0)
        return -1;
    if (COLORS > COLOURS_256)
        return (int)theme_rgb(of256, dark, foreground);
    return COLORS == COLOURS_256 ? of256 : of8;
}

void blit_theme(struct blit *blit, const struct theme *theme)
{
    bool colours = theme->colours && has_colors() && COLORS >= COLOURS_8;
    bool dark = strcmp(theme->name, "light") != 0;
    for (int role = 0; role < ROLES; role++) {
        const struct look *look = &theme->look[role];
        blit->look[role].attr = attributes(look->bits);
        blit->look[role].pair = NO_PAIR;
        if (!colours)
            continue;
        int fg = colour(look->fg, look->fg8, dark, true);
        int bg = colour(look->bg, look->bg8, dark, false);
        if (COLORS < COLOURS_256) {
            fg = look->fg8;
            bg = look->bg8;
        }
        /* One pair a role, that a theme may be changed under way. */
        if ((fg >= 0 || bg >= 0) && role + 1 < COLOR_PAIRS &&
            init_extended_pair(role + 1, fg, bg) == OK)
            blit->look[role].pair = (short)(role + 1);
    }
    blit->known = false;
}

static attr_t attr_of(const struct blit *blit, uint16_t face, short *pair)
{
    unsigned role = face & FACE_ROLE;
    if (role >= ROLES)
        role = ROLE_TEXT;
    attr_t attr = blit->look[role].attr | attributes(face);
    *pair = blit->look[role].pair;
    return *pair ? attr & ~blit->not_coloured : attr;
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
 * which costs less than a call. False: there is none. */
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

/* ---- from our cells to those of curses ---- */

/* Puts one cell, which is no right half, at `to`. Returns how many of curses' cells it takes. */
static int put(const struct blit *blit, const struct cell *cell, const cchar_t *plain, cchar_t *to)
{
    if (!blit->utf8 && (cell->c[0] > LAST_ASCII || cell->c[1])) {
        for (int i = 0; i < cell->width; i++) {
            to[i] = *plain;
            to[i].chars[0] = L'?';
        }
        return cell->width;
    }
    if (cell->c[1]) {
        wchar_t text[GLYPH_CHARS + 1] = {0};
        for (size_t i = 0; i < GLYPH_CHARS && cell->c[i]; i++)
            text[i] = (wchar_t)cell->c[i];
        short pair;
        attr_t attr = attr_of(blit, cell->face, &pair);
        setcchar(to, text, attr, pair, NULL);
        return 1;
    }
    /* Most cells are one character: setcchar() would look at each anew. */
    *to = *plain;
    to->chars[0] = (wchar_t)cell->c[0];
    return 1;
}

static void send_run(struct blit *blit, unsigned row, const struct cell *cell, struct run run)
{
    cchar_t plain; /* a space in the face at hand */
    unsigned face = FACE_NONE;
    int n = 0;
    for (unsigned col = run.from; col < run.end; col++) {
        if (!cell[col].c[0])
            continue; /* a right half says nothing, its left half says it all */
        if (cell[col].face != face) {
            short pair;
            attr_t attr = attr_of(blit, cell[col].face, &pair);
            setcchar(&plain, L" ", attr, pair, NULL);
            face = cell[col].face;
        }
        n += put(blit, &cell[col], &plain, &blit->row[n]);
    }
    mvadd_wchnstr((int)row, (int)run.from, blit->row, n);
}

static void send_row(struct blit *blit, unsigned row, const struct cell *is, const struct cell *was)
{
    unsigned cols = blit->last.cols;
    struct run run = {0, cols};
    if (!blit->known) {
        send_run(blit, row, is, run);
        return;
    }
    for (unsigned from = 0; next_run(is, was, from, cols, &run); from = run.end)
        send_run(blit, row, is, run);
}

/* ---- what moved ---- */

/* Rows that curses has made blank; no cell is like this one, so all of them are sent. */
static void forget_rows(struct blit *blit, unsigned from, unsigned n)
{
    static const struct cell none = {.face = UINT16_MAX, .c = {' '}, .width = 1};
    struct cell *cell = screen_at(&blit->last, from, 0);
    for (size_t i = 0; i < (size_t)n * blit->last.cols; i++)
        cell[i] = none;
}

static void scroll_rows(struct blit *blit, const struct shift *shift)
{
    unsigned n = (unsigned)(shift->by > 0 ? shift->by : -shift->by);
    unsigned kept = shift->bottom - shift->top + 1 - n;
    bool up = shift->by > 0;
    setscrreg((int)shift->top, (int)shift->bottom);
    scrollok(stdscr, TRUE);
    wscrl(stdscr, shift->by);
    scrollok(stdscr, FALSE); /* else the last cell of the screen would scroll it */
    setscrreg(0, (int)blit->last.rows - 1);
    memmove(screen_at(&blit->last, shift->top + (up ? 0 : n), 0),
            screen_at(&blit->last, shift->top + (up ? n : 0), 0),
            (size_t)kept * blit->last.cols * sizeof(struct cell));
    forget_rows(blit, up ? shift->top + kept : shift->top, n);
}

/* ---- a screen ---- */

static bool same_size(struct blit *blit, const struct screen *screen)
{
    if (blit->row && blit->last.rows == screen->rows && blit->last.cols == screen->cols)
        return true;
    cchar_t *row = calloc(screen->cols + 1, sizeof *row);
    bool *same = calloc(screen->rows + 1, sizeof *same);
    if (!row || !same || !screen_resize(&blit->last, screen->rows, screen->cols)) {
        free(row);
        free(same);
        return false; /* the old picture stays until there is memory */
    }
    free(blit->row);
    free(blit->same);
    blit->row = row;
    blit->same = same;
    blit->known = false;
    return true;
}

static void compare_rows(struct blit *blit, const struct screen *screen)
{
    for (unsigned row = 0; row < screen->rows; row++)
        blit->same[row] = blit->known && shift_same_row(screen, row, &blit->last, row);
}

void blit_screen(struct blit *blit, const struct screen *screen)
{
    if (!same_size(blit, screen))
        return;
    struct shift shift;
    compare_rows(blit, screen);
    if (blit->known && shift_find(screen, &blit->last, blit->same, &shift)) {
        scroll_rows(blit, &shift);
        compare_rows(blit, screen);
    }
    for (unsigned row = 0; row < screen->rows; row++) {
        const struct cell *is = screen_at(screen, row, 0);
        struct cell *was = screen_at(&blit->last, row, 0);
        if (blit->same[row])
            continue;
        send_row(blit, row, is, was);
        memcpy(was, is, screen->cols * sizeof *was);
    }
    blit->known = true;
    curs_set(screen->cursor_shown);
    move((int)screen->cursor_row, (int)screen->cursor_col);
}
