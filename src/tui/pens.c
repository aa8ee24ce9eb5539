#include "pens.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/tui/page.h"

enum { COLOURS_256 = 256, COLOURS_8 = 8, BIT_SHIFT = 8, BITS = 4 };

static const struct pen plain = {.made = true};

/* terminfo's ncv, in bits of a face. */
static unsigned not_coloured(void)
{
    static const struct {
        int ncv;
        unsigned bit;
    } rows[] = {{2, FACE_UNDERLINE}, {4, FACE_REVERSE}, {16, FACE_DIM}, {32, FACE_BOLD}};
    int ncv = page_number("ncv");
    unsigned bits = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (ncv & rows[i].ncv)
            bits |= rows[i].bit;
    return bits;
}

void pens_start(struct pens *pens)
{
    *pens = (struct pens){
        .moves_in_looks = page_flag("msgr"),
        .not_coloured = not_coloured(),
        .bit = {page_says("smul"), page_says("bold"), page_says("rev"), page_says("dim")},
        .foreground = page_says("setaf"),
        .background = page_says("setab"),
    };
    if (pens->foreground && pens->background)
        pens->colours = page_number("colors");
    page_capability("sgr0", &pens->normal);
}

static void forget(struct pens *pens)
{
    for (size_t i = 0; i < PENS; i++) {
        free(pens->pen[i].raw);
        pens->pen[i] = (struct pen){0};
    }
    pens->held = NULL;
}

void pens_release(struct pens *pens)
{
    forget(pens);
    buf_release(&pens->normal);
}

void pens_theme(struct pens *pens, const struct theme *theme)
{
    forget(pens);
    pens->theme = theme;
}

/* ---- a face ---- */

/* The terminal's number for a colour. Where colours are RGB, it is the RGB value. -1: its own. */
static int colour(const struct pens *pens, const struct look *look, bool foreground)
{
    bool dark = strcmp(pens->theme->name, "light") != 0;
    int16_t of256 = foreground ? look->fg : look->bg, of8 = foreground ? look->fg8 : look->bg8;
    if (!pens->theme->colours || pens->colours < COLOURS_8)
        return -1;
    if (pens->colours < COLOURS_256)
        return of8;
    if (of256 < 0)
        return -1;
    return pens->colours > COLOURS_256 ? (int)theme_rgb(of256, dark, foreground) : of256;
}

/* What terminfo says of a face, from nothing special on. */
struct saying {
    struct buf all;
    struct sgr sgr; /* what of it is understood */
    bool raw;       /* not all is */
};

static void say(struct saying *saying, const char *said, int number)
{
    size_t before = saying->all.size;
    if (!said)
        return;
    page_numbers(said, number, 0, &saying->all);
    if (!sgr_read(&saying->sgr, buf_text(&saying->all) + before, saying->all.size - before))
        saying->raw = true;
}

static void describe(const struct pens *pens, uint16_t face, struct saying *saying)
{
    unsigned role = face & FACE_ROLE;
    const struct look *look = &pens->theme->look[role < ROLES ? role : ROLE_TEXT];
    int fg = colour(pens, look, true), bg = colour(pens, look, false);
    unsigned bits = (face & ~(unsigned)FACE_ROLE) | look->bits;
    if (fg >= 0 || bg >= 0)
        bits &= ~pens->not_coloured;
    for (unsigned i = 0; i < BITS; i++)
        if (bits & 1u << (BIT_SHIFT + i))
            say(saying, pens->bit[i], 0);
    if (fg >= 0)
        say(saying, pens->foreground, fg);
    if (bg >= 0)
        say(saying, pens->background, bg);
}

static void make(const struct pens *pens, uint16_t face, struct pen *pen)
{
    struct saying saying = {.raw = false};
    describe(pens, face, &saying);
    *pen = (struct pen){.made = true, .sgr = saying.sgr};
    if (saying.raw)
        pen->raw = buf_take(&saying.all); /* without memory what is understood is said */
    buf_release(&saying.all);
}

const struct pen *pens_of(struct pens *pens, uint16_t face)
{
    unsigned role = face & FACE_ROLE;
    if (role >= ROLES)
        role = ROLE_TEXT;
    struct pen *pen = &pens->pen[role << BITS | (face >> BIT_SHIFT & ((1u << BITS) - 1))];
    if (!pen->made)
        make(pens, face, pen);
    return pen;
}

bool pens_plain(const struct pen *pen)
{
    return !pen->raw && sgr_same(pen->sgr, plain.sgr);
}

/* ---- what is in force ---- */

static void take(struct pens *pens, const struct pen *pen, struct buf *out)
{
    const struct pen *held = pens->held;
    if (held == pen)
        return;
    bool anew = !held || held->raw || pen->raw;
    if (anew)
        buf_add(out, buf_text(&pens->normal), pens->normal.size);
    if (pen->raw)
        buf_add_string(out, pen->raw);
    else
        sgr_say(anew ? plain.sgr : held->sgr, pen->sgr, out);
    pens->held = pen;
}

void pens_take(struct pens *pens, uint16_t face, struct buf *out)
{
    take(pens, pens_of(pens, face), out);
}

void pens_take_plain(struct pens *pens, struct buf *out)
{
    take(pens, &plain, out);
}

void pens_lift(struct pens *pens, struct buf *out)
{
    if (!pens->moves_in_looks)
        take(pens, &plain, out);
}

void pens_drop(struct pens *pens)
{
    pens->held = NULL;
}
