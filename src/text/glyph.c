/* The plan of a cluster's cells. Its characters are taken one after another; each adds to the cell
 * before it, opens a cell, is left out because the cell says it already, or is spelled out. */
#include "manicule/text/glyph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "chars.h"

enum {
    LOOK = 40,  /* characters of a cluster that are looked at; the rest is counted */
    MARKS = GLYPH_CHARS - 1,
    REST = 10,  /* cells kept free for the number of those left out */
    ZWNJ = 0x200c,
    ZWJ = 0x200d,
    CGJ = 0x34f,
    DOTTED_CIRCLE = 0x25cc,
    BLACK_FLAG = 0x1f3f4,
    CANCEL_TAG = 0xe007f,
    REGIONAL_A = 0x1f1e6,
};

struct plan {
    struct glyph *out;
    const struct widths *widths;
    struct glyph_cell *open; /* the cell that takes marks; NULL: none does */
    unsigned marks;          /* in it */
    uint32_t rest;           /* characters that found no room */
    bool covered;            /* the first member of an emoji sequence stands for all the rest */
};

static void open_cell(struct plan *plan, uint32_t c, int width)
{
    struct glyph_cell *cell = &plan->out->cell[plan->out->n++];
    cell->c[0] = c;
    cell->c[1] = 0;
    cell->width = (uint8_t)width;
    plan->out->width = (uint8_t)(plan->out->width + width);
    plan->open = cell;
    plan->marks = 0;
}

static bool room_for(const struct plan *plan, unsigned cells)
{
    return plan->rest == 0 && plan->out->n + cells + REST <= GLYPH_CELLS;
}

static void show(struct plan *plan, uint32_t c)
{
    int width = glyph_char_width(c, plan->widths);
    if (room_for(plan, 1) && width > 0)
        open_cell(plan, c, width);
    else
        plan->rest++;
}

static void show_mark(struct plan *plan, uint32_t c)
{
    if (!plan->open && room_for(plan, 1))
        open_cell(plan, DOTTED_CIRCLE, glyph_char_width(DOTTED_CIRCLE, plan->widths));
    if (plan->rest > 0 || !plan->open || plan->marks == MARKS) {
        plan->rest++;
        return;
    }
    plan->open->c[++plan->marks] = c;
    if (plan->marks < MARKS)
        plan->open->c[plan->marks + 1] = 0;
}

static void spell_text(struct plan *plan, const char *text)
{
    for (; *text; text++)
        open_cell(plan, (unsigned char)*text, 1);
    plan->open = NULL;
}

static void spell(struct plan *plan, uint32_t c, enum glyph_kind kind)
{
    char text[16];
    int n = kind == GLYPH_PLACEHOLDER && (c < 0x20 || c == 0x7f)
                ? snprintf(text, sizeof text, "^%c", (char)(c ^ 0x40))
                : snprintf(text, sizeof text, "<%04X>", (unsigned)c);
    if (plan->out->kind != GLYPH_HIDDEN)
        plan->out->kind = kind;
    if (room_for(plan, (unsigned)n))
        spell_text(plan, text);
    else
        plan->rest++;
}

static bool pictograph(uint32_t c)
{
    return c >= 0xa9 && uc_is_property_extended_pictographic(c);
}

static bool is_mark(uint32_t c)
{
    return chars_kind(c, NULL) == CHARS_MARK;
}

/* Scripts whose letters change shape beside a joiner, so that writers need one. */
static bool shapes(uint32_t c)
{
    static const struct chars_range table[] = {
        {0x0600, 0x109f}, {0x1700, 0x1cff}, {0xa800, 0xabff}, {0xfb50, 0xfdff},
        {0xfe70, 0xfefc}, {0x10a00, 0x11fff}, {0x1e900, 0x1e95f},
    };
    return chars_in(c, table, sizeof table / sizeof *table);
}

/* Characters that a variation selector may follow: emoji, their digits, ideographs, symbols. */
static bool varies(uint32_t c)
{
    if (c < 0x1000)
        return (c >= '0' && c <= '9') || c == '#' || c == '*' || c == 0xa9 || c == 0xae;
    enum chars_kind kind = chars_kind(c, NULL);
    return (c <= 0x109f || c >= 0x2000) && (kind == CHARS_SHOWN || kind == CHARS_HEX);
}

/* Is the invisible character at i where its use asks for it? Then nothing is shown for it. */
static bool legal(const uint32_t *c, size_t n, size_t i)
{
    uint32_t before = i > 0 ? c[i - 1] : 0;
    if (chars_kind(c[i], NULL) == CHARS_VARIATION)
        return varies(before);
    if (c[i] == ZWNJ || c[i] == ZWJ)
        return shapes(before);
    if (c[i] == CGJ)
        return i > 0 && i + 1 < n && is_mark(c[i + 1]);
    return c[i] >= 0x180b && c[i] <= 0x180f && before >= 0x1820 && before <= 0x18aa;
}

/* The tags of a region's flag behind the black one: all of them, to the closing one. */
static bool flag_tags(const uint32_t *c, size_t n)
{
    if (c[0] != BLACK_FLAG || c[n - 1] != CANCEL_TAG)
        return false;
    for (size_t i = 1; i < n; i++)
        if (chars_kind(c[i], NULL) != CHARS_TAG)
            return false;
    return true;
}

/* Is the character at i, and with `covered` all behind it, spoken for by the emoji c[0]? */
static bool emoji_covers(struct plan *plan, const uint32_t *c, size_t n, size_t i)
{
    if (i == 0 || !pictograph(c[0]))
        return false;
    plan->covered = (c[i] == ZWJ && i + 1 < n && pictograph(c[i + 1])) || (i == 1 && flag_tags(c, n));
    return plan->covered || (c[i] >= 0x1f3fb && c[i] <= 0x1f3ff);
}

static void plan_char(struct plan *plan, const uint32_t *c, size_t n, size_t i)
{
    switch (chars_kind(c[i], plan->widths)) {
    case CHARS_SHOWN:
        show(plan, c[i]);
        break;
    case CHARS_SPACING:
        if (!plan->open && room_for(plan, 2))
            show(plan, DOTTED_CIRCLE);
        show(plan, c[i]);
        break;
    case CHARS_MARK:
        show_mark(plan, c[i]);
        break;
    case CHARS_VARIATION:
    case CHARS_HIDDEN:
        if (!legal(c, n, i))
            spell(plan, c[i], GLYPH_HIDDEN);
        break;
    case CHARS_CARET:
    case CHARS_HEX:
    case CHARS_REGIONAL:
    case CHARS_TAG:
        spell(plan, c[i], GLYPH_PLACEHOLDER);
        break;
    }
}

static void plan_chars(struct plan *plan, const uint32_t *c, size_t n)
{
    size_t i = 0;
    if (n > 1 && chars_kind(c[0], NULL) == CHARS_REGIONAL &&
        chars_kind(c[1], NULL) == CHARS_REGIONAL) {
        const char flag[] = {(char)('A' + (c[0] - REGIONAL_A)), (char)('A' + (c[1] - REGIONAL_A)),
                             '\0'};
        plan->out->kind = GLYPH_PLACEHOLDER;
        spell_text(plan, flag);
        i = 2;
    }
    for (; i < n && !plan->covered; i++)
        if (!emoji_covers(plan, c, n, i))
            plan_char(plan, c, n, i);
}

/* Composes what can be, for the display alone: terminals draw most composed letters better. */
static size_t compose(uint32_t *c, size_t n, size_t room)
{
    uint32_t space[4 * LOOK];
    size_t length = sizeof space / sizeof *space;
    uint32_t *composed = u32_normalize(UNINORM_NFC, c, n, space, &length);
    if (composed && length <= room) {
        memcpy(c, composed, length * sizeof *c);
        n = length;
    }
    if (composed != space)
        free(composed);
    return n;
}

/* Decodes at most LOOK characters; *left is the number of those that follow. */
static size_t decode(const uint8_t *bytes, size_t n, uint32_t *c, uint32_t *left)
{
    size_t count = 0, i = 0;
    while (i < n && count < LOOK) {
        ucs4_t one;
        i += (size_t)u8_mbtouc(&one, bytes + i, n - i);
        c[count++] = one;
    }
    for (*left = 0; i < n; i++)
        *left += (bytes[i] & 0xc0) != 0x80;
    return count;
}

static void plan_cluster(const uint8_t *bytes, size_t n, const struct widths *widths,
                         struct glyph *out)
{
    uint32_t c[2 * LOOK], left;
    struct plan plan = {.out = out, .widths = widths};
    size_t count = decode(bytes, n, c, &left);
    if (count > 1 && !pictograph(c[0]))
        count = compose(c, count, sizeof c / sizeof *c);
    plan_chars(&plan, c, count);
    if (!plan.covered)
        plan.rest += left;
    if (plan.rest > 0) {
        char text[REST + 2];
        snprintf(text, sizeof text, "+%u", (unsigned)plan.rest);
        spell_text(&plan, text);
        if (out->kind == GLYPH_PLAIN)
            out->kind = GLYPH_PLACEHOLDER;
    }
}

/* A cluster of one character that is shown as itself: nearly all that are not ASCII. */
static bool plan_one(const uint8_t *bytes, size_t n, const struct widths *widths, struct glyph *out)
{
    ucs4_t c;
    if (n < 2 || (size_t)u8_mbtouc(&c, bytes, n) != n || chars_kind(c, widths) != CHARS_SHOWN)
        return false;
    struct plan plan = {.out = out};
    open_cell(&plan, c, glyph_char_width(c, widths));
    return true;
}

static void plan_tab(unsigned column, struct glyph *out)
{
    struct plan plan = {.out = out};
    out->kind = GLYPH_TAB;
    for (unsigned i = column % TAB_STOP; i < TAB_STOP; i++)
        open_cell(&plan, ' ', 1);
}

void glyph_plan(const uint8_t *bytes, size_t n, unsigned column, const struct widths *widths,
                struct glyph *out)
{
    out->kind = GLYPH_PLAIN;
    if (n == 1 && *bytes >= 0x20 && *bytes < 0x7f) {
        out->n = out->width = out->cell[0].width = 1;
        out->cell[0].c[0] = *bytes;
        out->cell[0].c[1] = 0;
        return;
    }
    out->n = out->width = 0;
    if (n > 0 && (*bytes == '\n' || (n == 2 && memcmp(bytes, "\r\n", 2) == 0)))
        out->kind = GLYPH_NEWLINE;
    else if (n == 1 && *bytes == '\t')
        plan_tab(column, out);
    else if (n > 0 && !plan_one(bytes, n, widths, out))
        plan_cluster(bytes, n, widths, out);
}

unsigned glyph_width(const uint8_t *bytes, size_t n, unsigned column, const struct widths *widths)
{
    if (n == 1 && *bytes >= 0x20 && *bytes < 0x7f)
        return 1;
    if (n == 3 && *bytes >= 0xe3 && *bytes <= 0xed) { /* kana, Chinese characters, Hangul */
        uint32_t c = (*bytes & 0xfu) << 12 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
        int width = glyph_char_width(c, widths);
        if (width == 2)
            return 2;
    }
    struct glyph glyph;
    glyph_plan(bytes, n, column, widths, &glyph);
    return glyph.width;
}
