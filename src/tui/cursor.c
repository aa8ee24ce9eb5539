#include "cursor.h"

#include <string.h>

#include "manicule/tui/page.h"

/* How each is said, and how nearly every terminal says it. */
static const struct {
    const char *name, *usual;
} abilities[ABILITIES] = {
    [CURSOR_PLACE] = {"cup", "\033[%i%p1%d;%p2%dH"},
    [CURSOR_UP] = {"cuu", "\033[%p1%dA"},
    [CURSOR_DOWN] = {"cud", "\033[%p1%dB"},
    [CURSOR_RIGHT] = {"cuf", "\033[%p1%dC"},
    [CURSOR_LEFT] = {"cub", "\033[%p1%dD"},
    [CURSOR_COLUMN] = {"hpa", "\033[%i%p1%dG"},
    [CURSOR_ERASE] = {"ech", "\033[%p1%dX"},
    [CURSOR_REGION] = {"csr", "\033[%i%p1%d;%p2%dr"},
    [CURSOR_FORWARD] = {"indn", "\033[%p1%dS"},
    [CURSOR_BACK] = {"rin", "\033[%p1%dT"},
};

/* Behind what is said may stand how long a terminal of 1980 took for it. */
static bool as_usual(const char *said, const char *usual)
{
    size_t n = strlen(usual);
    return !strncmp(said, usual, n) && (!said[n] || !strncmp(said + n, "$<", 2));
}

static bool is(const char *name, const char *expected)
{
    const char *said = page_says(name);
    return said && as_usual(said, expected);
}

void cursor_start(struct cursor *c)
{
    *c = (struct cursor){
        .index = page_says("ind"),
        .reverse = page_says("ri"),
        .erase_line = page_says("el"),
        .line_feed = is("cud1", "\n"),
        .back_space = is("cub1", "\b"),
        .carriage_return = is("cr", "\r"),
    };
    for (int i = 0; i < ABILITIES; i++) {
        const char *said = page_says(abilities[i].name), *usual = abilities[i].usual;
        c->able[i].said = said;
        c->able[i].usual = said && as_usual(said, usual) ? usual[strlen(usual) - 1] : '\0';
    }
    /* ndscr: what comes in by scrolling a part is not blank. */
    c->scrolls = c->able[CURSOR_REGION].said && c->index && c->reverse && !page_flag("ndscr");
}

bool cursor_stands(const struct cursor *c, unsigned row, unsigned col)
{
    return c->known && c->row == row && c->col == col;
}

void cursor_lose(struct cursor *c)
{
    c->known = false;
}

void cursor_wrote(struct cursor *c, unsigned cols)
{
    c->col += cols;
    if (c->col >= c->cols)
        c->known = false; /* at the end of the row terminals differ */
}

/* ---- ways ---- */

enum { WAY_MAX = 48, FEW = 4 };

/* Bytes that lead somewhere. */
struct way {
    char text[WAY_MAX];
    size_t n;
    bool none; /* they would not: there is no such way */
};

static void add(struct way *way, const char *bytes, size_t n)
{
    if (n > WAY_MAX - way->n) {
        way->none = true;
        return;
    }
    memcpy(way->text + way->n, bytes, n);
    way->n += n;
}

static void repeat(struct way *way, char c, unsigned times)
{
    for (; times > 0 && !way->none; times--)
        add(way, &c, 1);
}

/* CSI numbers letter. A 1 that need not be said is not. */
static void say_usual(struct way *way, char letter, unsigned first, unsigned second, bool two)
{
    char text[2 + 2 * (DECIMAL_MAX + 1) + 1] = "\033[", *to = text + 2;
    if (first != 1 || two)
        to += decimal_put(first, to);
    if (two) {
        *to++ = ';';
        to += decimal_put(second, to);
    }
    *to++ = letter;
    add(way, text, (size_t)(to - text));
}

static void say_unusual(struct way *way, const char *said, unsigned first, unsigned second)
{
    struct buf bytes = {0};
    page_numbers(said, (int)first, (int)second, &bytes);
    add(way, buf_text(&bytes), bytes.size);
    buf_release(&bytes);
}

static void say(const struct cursor *c, enum ability ability, unsigned first, unsigned second,
                struct way *way)
{
    bool place = ability == CURSOR_PLACE || ability == CURSOR_REGION;
    unsigned from_one = place || ability == CURSOR_COLUMN; /* terminfo's %i */
    if (!c->able[ability].said)
        way->none = true;
    else if (c->able[ability].usual)
        say_usual(way, c->able[ability].usual, first + from_one, second + from_one, place);
    else
        say_unusual(way, c->able[ability].said, first, second);
}

static void vertically(const struct cursor *c, unsigned from, unsigned to, struct way *way)
{
    if (to > from && to - from <= FEW && c->line_feed)
        repeat(way, '\n', to - from);
    else if (to > from)
        say(c, CURSOR_DOWN, to - from, 0, way);
    else if (to < from)
        say(c, CURSOR_UP, from - to, 0, way);
}

static void shorter(struct way *best, const struct way *other)
{
    if (!other->none && (best->none || other->n < best->n))
        *best = *other;
}

static void horizontally(const struct cursor *c, unsigned from, unsigned to, struct way *way)
{
    struct way moved = {.n = 0}, placed = {.n = 0};
    if (to > from)
        say(c, CURSOR_RIGHT, to - from, 0, &moved);
    else if (to < from && from - to <= FEW && c->back_space)
        repeat(&moved, '\b', from - to);
    else if (to < from)
        say(c, CURSOR_LEFT, from - to, 0, &moved);
    if (moved.none || moved.n > FEW) {
        say(c, CURSOR_COLUMN, to, 0, &placed);
        shorter(&moved, &placed);
    }
    add(way, moved.text, moved.n);
    way->none |= moved.none;
}

void cursor_go(struct cursor *c, unsigned row, unsigned col, struct buf *out)
{
    if (cursor_stands(c, row, col))
        return;
    struct way best = {.n = 0};
    say(c, CURSOR_PLACE, row, col, &best);
    if (c->known) {
        struct way from_here = {.n = 0}, from_the_left = {.n = 0};
        vertically(c, c->row, row, &from_here);
        horizontally(c, c->col, col, &from_here);
        shorter(&best, &from_here);
        if (c->carriage_return) {
            add(&from_the_left, "\r", 1);
            vertically(c, c->row, row, &from_the_left);
            horizontally(c, 0, col, &from_the_left);
            shorter(&best, &from_the_left);
        }
    }
    buf_add(out, best.text, best.n);
    c->row = row;
    c->col = col;
    c->known = true;
}

/* ---- erasing and scrolling ---- */

static void say_to(const struct cursor *c, enum ability ability, unsigned first, unsigned second,
                   struct buf *out)
{
    struct way way = {.n = 0};
    say(c, ability, first, second, &way);
    buf_add(out, way.text, way.n);
}

size_t cursor_erase_cost(const struct cursor *c, unsigned col, unsigned cols)
{
    static const size_t line = 3, characters = 5;
    if (col + cols >= c->cols && c->erase_line)
        return line;
    return c->able[CURSOR_ERASE].said ? characters : (size_t)-1;
}

void cursor_erase(struct cursor *c, unsigned cols, struct buf *out)
{
    if (c->col + cols >= c->cols && c->erase_line)
        page_string(c->erase_line, out);
    else
        say_to(c, CURSOR_ERASE, cols, 0, out);
}

void cursor_free_rows(struct cursor *c, struct buf *out)
{
    if (c->able[CURSOR_REGION].usual)
        buf_add_string(out, "\033[r"); /* whatever the size is by now */
    else if (c->able[CURSOR_REGION].said)
        say_to(c, CURSOR_REGION, 0, c->rows - 1, out);
    c->known = false;
}

void cursor_scroll(struct cursor *c, unsigned top, unsigned bottom, int by, struct buf *out)
{
    bool up = by > 0;
    unsigned n = (unsigned)(up ? by : -by);
    enum ability at_once = up ? CURSOR_FORWARD : CURSOR_BACK;
    say_to(c, CURSOR_REGION, top, bottom, out);
    if (c->able[at_once].said) {
        say_to(c, at_once, n, 0, out);
    } else {
        c->known = false;
        cursor_go(c, up ? bottom : top, 0, out);
        for (; n > 0; n--)
            page_string(up ? c->index : c->reverse, out);
    }
    cursor_free_rows(c, out);
}
