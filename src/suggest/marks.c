/* marks.c: quotation marks and how they pair within one paragraph.
 *
 * A mark that looks the same on both sides (") opens or closes by what stands beside it, and only
 * where that leaves both open by whether a quotation is under way. Marks that find no mate are
 * kept as broken quotations, not dropped; an apostrophe is never one.
 */
#include "marks.h"

#include "scan.h"

enum { MARKS_MAX = 2 * PAIRS_MAX };

enum side { SIDE_NONE, SIDE_OPEN, SIDE_CLOSE, SIDE_EITHER };

static const struct {
    uint32_t c;
    uint8_t family, side;
} looks[] = {
    {'"', FAMILY_STRAIGHT, SIDE_EITHER},
    {'\'', FAMILY_SINGLE, SIDE_EITHER},
    {0xAB, FAMILY_GUILLEMET, SIDE_OPEN},
    {0xBB, FAMILY_GUILLEMET, SIDE_CLOSE},
    {0x2018, FAMILY_CURLY_SINGLE, SIDE_OPEN},
    {0x2019, FAMILY_CURLY_SINGLE, SIDE_CLOSE},
    {0x201A, FAMILY_CURLY_SINGLE, SIDE_OPEN},
    {0x201C, FAMILY_CURLY, SIDE_OPEN},
    {0x201D, FAMILY_CURLY, SIDE_CLOSE},
    {0x201E, FAMILY_CURLY, SIDE_OPEN},
    {0x201F, FAMILY_CURLY, SIDE_OPEN},
    {0x2039, FAMILY_SINGLE_GUILLEMET, SIDE_OPEN},
    {0x203A, FAMILY_SINGLE_GUILLEMET, SIDE_CLOSE},
    {0x300C, FAMILY_CORNER, SIDE_OPEN},
    {0x300D, FAMILY_CORNER, SIDE_CLOSE},
    {0x300E, FAMILY_WHITE_CORNER, SIDE_OPEN},
    {0x300F, FAMILY_WHITE_CORNER, SIDE_CLOSE},
    {0x301D, FAMILY_PRIME, SIDE_OPEN},
    {0x301E, FAMILY_PRIME, SIDE_CLOSE},
    {0x301F, FAMILY_PRIME, SIDE_CLOSE},
    {0xFF02, FAMILY_FULLWIDTH, SIDE_EITHER},
    {0xFF62, FAMILY_HALF_CORNER, SIDE_OPEN},
    {0xFF63, FAMILY_HALF_CORNER, SIDE_CLOSE},
};

struct mark {
    uint32_t start, end;
    uint32_t c;
    uint8_t family, side;
    int mate; /* index of the other mark, -1: none */
};

/* The paragraph at work. */
struct pairing {
    struct block in;
    struct mark at[MARKS_MAX];
    int n;
    int open[MARKS_MAX]; /* the marks that wait for their mates */
    int depth;
};

static enum mark_family look_up(uint32_t c, uint8_t *side)
{
    if (c > '\'' && c < 0xAB)
        return FAMILY_NONE;
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        if (looks[i].c == c) {
            *side = looks[i].side;
            return looks[i].family;
        }
    }
    return FAMILY_NONE;
}

enum mark_family marks_family(const uint8_t *s, uint32_t at, uint32_t to, uint32_t *next)
{
    uint8_t side;
    *next = at;
    return at < to ? look_up(scan_char(s, at, to, next), &side) : FAMILY_NONE;
}

static bool one_of(uint32_t c, const uint32_t *list)
{
    while (*list && *list != c)
        list++;
    return *list != 0;
}

static const uint32_t openers[] = {'(',    '[',    '{',    '<',    ':',    '=',    '/',
                                   '-',    0x2013, 0x2014, 0x2015, 0x2026, 0x3008, 0x300A,
                                   0x3010, 0xFF08, 0xFF1A, 0xFF3B, 0};
static const uint32_t enders[] = {'.',    ',',    ';',    ':',    '!',    '?',    ')',
                                  ']',    '}',    '>',    '/',    '-',    0x2013, 0x2014,
                                  0x2015, 0x2026, 0x3001, 0x3002, 0x3009, 0x300B, 0x3011,
                                  0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1F, 0};

/* The character beside a mark, past other marks that touch it; 0 at the paragraph's edge. */
static uint32_t beside_before(const struct block *p, uint32_t at)
{
    uint8_t side;
    while (at > p->from) {
        uint32_t next;
        at = scan_back(p->s, p->from, at);
        uint32_t c = scan_char(p->s, at, p->to, &next);
        if (!look_up(c, &side))
            return c;
    }
    return 0;
}

static uint32_t beside_after(const struct block *p, uint32_t at)
{
    uint8_t side;
    while (at < p->to) {
        uint32_t c = scan_char(p->s, at, p->to, &at);
        if (!look_up(c, &side))
            return c;
    }
    return 0;
}

static bool is_letter(uint32_t c)
{
    return scan_kind(c) != LETTER_NONE;
}

/* What stands beside decides; SIDE_EITHER leaves it to what is open. */
static enum side by_neighbours(const struct block *p, uint32_t start, uint32_t end)
{
    uint32_t before = beside_before(p, start), after = beside_after(p, end);
    bool opens = (before == 0 || scan_space(before) || one_of(before, openers)) && after != 0 &&
                 !scan_space(after);
    bool closes = before != 0 && !scan_space(before) &&
                  (after == 0 || scan_space(after) || one_of(after, enders));
    if (opens == closes)
        return SIDE_EITHER;
    return opens ? SIDE_OPEN : SIDE_CLOSE;
}

/* A mark with a side of its own may still be turned: »so«, ”so”. */
static enum side side_of(const struct block *p, const struct mark *mark, enum side own)
{
    if (own == SIDE_EITHER)
        return by_neighbours(p, mark->start, mark->end);
    if (mark->family != FAMILY_GUILLEMET && mark->family != FAMILY_SINGLE_GUILLEMET &&
        mark->c != 0x201C && mark->c != 0x201D)
        return own;
    enum side seen = by_neighbours(p, mark->start, mark->end);
    /* « so » keeps its sides whatever stands beside, only »so« is turned. */
    if (mark->family == FAMILY_GUILLEMET || mark->family == FAMILY_SINGLE_GUILLEMET) {
        bool turned = own == SIDE_CLOSE ? seen == SIDE_OPEN && is_letter(beside_after(p, mark->end))
                                        : seen == SIDE_CLOSE;
        return turned ? seen : own;
    }
    /* “ closes after „ and opens otherwise; ” opens where nothing is open. */
    if (mark->c == 0x201C)
        return seen == SIDE_CLOSE ? SIDE_EITHER : SIDE_OPEN;
    return seen == SIDE_OPEN ? SIDE_EITHER : SIDE_CLOSE;
}

static bool is_double(uint8_t family)
{
    return family == FAMILY_STRAIGHT || family == FAMILY_CURLY || family == FAMILY_FULLWIDTH;
}

static bool is_single(uint8_t family)
{
    return family == FAMILY_SINGLE || family == FAMILY_CURLY_SINGLE;
}

static bool mates(uint8_t open, uint8_t close)
{
    return open == close || (is_double(open) && is_double(close)) ||
           (is_single(open) && is_single(close));
}

/* Position in the stack of the opening mark that this one would close, -1: none. A single mark
 * does not reach out of the quotation it stands in. */
static int mate_in_stack(const struct pairing *p, uint8_t family)
{
    for (int i = p->depth - 1; i >= 0; i--) {
        uint8_t open = p->at[p->open[i]].family;
        if (mates(open, family))
            return i;
        if (is_single(family))
            return -1;
    }
    return -1;
}

/* boys' closes nothing when a better closing mark follows before the next opening one. */
static bool plural_apostrophe(const struct block *p, uint32_t start, uint32_t end)
{
    if (start == p->from || (p->s[start - 1] | 32) != 's')
        return false;
    for (uint32_t at = end, next; at < p->to; at = next) {
        uint8_t side;
        uint32_t c = scan_char(p->s, at, p->to, &next);
        if (!is_single((uint8_t)look_up(c, &side)))
            continue;
        uint32_t before = beside_before(p, at), after = beside_after(p, next);
        if (scan_space(before) || before == 0)
            return false;
        if (!is_letter(after) && one_of(before, enders))
            return true;
    }
    return false;
}

/* '90s: an apostrophe before the years of a decade. */
static bool decade(const struct block *p, uint32_t at)
{
    uint32_t next, end = at + 3;
    if (p->to < end || scan_kind(p->s[at]) != LETTER_DIGIT || scan_kind(p->s[at + 1]) != LETTER_DIGIT)
        return false;
    return p->s[at + 2] == 's' &&
           (p->to == end || scan_kind(scan_char(p->s, end, p->to, &next)) == LETTER_NONE);
}

/* Takes a mark in: opens, closes or stands alone. Dropped when it is an apostrophe or inches. */
static void take(struct pairing *p, struct mark mark, enum side side)
{
    int found = mate_in_stack(p, mark.family);
    if (side == SIDE_EITHER)
        side = found >= 0 ? SIDE_CLOSE : is_single(mark.family) ? SIDE_NONE : SIDE_OPEN;
    if (is_single(mark.family)) {
        uint32_t after = beside_after(&p->in, mark.end);
        if (side == SIDE_OPEN && (!is_letter(after) || decade(&p->in, mark.end)))
            side = SIDE_NONE;
        if (side == SIDE_CLOSE && (found < 0 || scan_kind(after) == LETTER_ALPHA ||
                                   plural_apostrophe(&p->in, mark.start, mark.end)))
            side = SIDE_NONE;
    } else if (side == SIDE_CLOSE && found < 0 && mark.family == FAMILY_STRAIGHT &&
               scan_kind(beside_before(&p->in, mark.start)) == LETTER_DIGIT) {
        side = SIDE_NONE; /* 24" */
    }
    if (side == SIDE_NONE || p->n == MARKS_MAX)
        return;
    mark.side = (uint8_t)side;
    mark.mate = -1;
    if (side == SIDE_CLOSE && found >= 0) {
        mark.mate = p->open[found];
        p->at[mark.mate].mate = p->n;
        p->depth = found;
    } else if (side == SIDE_OPEN) {
        p->open[p->depth++] = p->n;
    }
    p->at[p->n++] = mark;
}

static void read_marks(struct pairing *p)
{
    for (uint32_t at = p->in.from, next; at < p->in.to; at = next) {
        uint8_t own = SIDE_NONE;
        uint32_t c = scan_char(p->in.s, at, p->in.to, &next);
        enum mark_family family = look_up(c, &own);
        if (family == FAMILY_NONE)
            continue;
        struct mark mark = {.start = at, .end = next, .c = c, .family = (uint8_t)family};
        take(p, mark, side_of(&p->in, &mark, own));
    }
}

static uint32_t trim_end(const struct block *p, uint32_t from, uint32_t at)
{
    while (at > from) {
        uint32_t next, before = scan_back(p->s, from, at);
        if (!scan_space(scan_char(p->s, before, p->to, &next)))
            break;
        at = before;
    }
    return at;
}

static uint32_t trim_start(const struct block *p, uint32_t at, uint32_t to)
{
    for (uint32_t next; at < to; at = next)
        if (!scan_space(scan_char(p->s, at, to, &next)))
            break;
    return at;
}

/* Unclosed: before the next opening mark, or to the end of the paragraph or of the quotation it
 * stands in. */
static struct pair unclosed(const struct pairing *p, int i)
{
    const struct mark *mark = &p->at[i];
    uint32_t limit = p->in.to;
    for (int j = i - 1; j >= 0; j--) {
        if (p->at[j].side == SIDE_OPEN && p->at[j].mate > i) {
            limit = p->at[p->at[j].mate].start;
            break;
        }
    }
    uint32_t all = trim_end(&p->in, mark->end, limit), end = all;
    for (int next = i + 1; next < p->n && p->at[next].start < limit; next++) {
        if (p->at[next].side == SIDE_OPEN && !is_single(p->at[next].family)) {
            end = trim_end(&p->in, mark->end, p->at[next].start);
            break;
        }
    }
    return (struct pair){.start = mark->start,
                         .end = end,
                         .other = all,
                         .trails = end == all && limit == p->in.to,
                         .state = QUOTATION_UNCLOSED,
                         .family = mark->family};
}

/* Unopened: from the line's start or the colon to the lone mark. */
static struct pair unopened(const struct pairing *p, int i, uint32_t after)
{
    const uint8_t *s = p->in.s;
    const struct mark *mark = &p->at[i];
    uint32_t line = mark->start, start, next;
    while (line > p->in.from && line > after && s[line - 1] != '\n')
        line--;
    line = start = trim_start(&p->in, line, mark->start);
    for (uint32_t at = line; at < mark->start; at = next) {
        uint32_t c = scan_char(s, at, p->in.to, &next);
        if (c == 0xFF1A || (c == ':' && next < mark->start && scan_space(s[next])))
            start = trim_start(&p->in, next, mark->start);
    }
    return (struct pair){.start = start,
                         .end = mark->end,
                         .other = line,
                         .state = QUOTATION_UNOPENED,
                         .family = mark->family};
}

/* Sorts by start, the longer first. Pairs come nearly sorted. */
static void sort(struct pair *pairs, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct pair pair = pairs[i];
        size_t j = i;
        while (j > 0 && (pairs[j - 1].start > pair.start ||
                         (pairs[j - 1].start == pair.start && pairs[j - 1].end < pair.end))) {
            pairs[j] = pairs[j - 1];
            j--;
        }
        pairs[j] = pair;
    }
}

static void set_depths(struct pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned depth = 0;
        for (size_t j = i; j-- > 0 && depth < 8;) {
            if (pairs[j].end >= pairs[i].end)
                depth++;
            if (pairs[j].depth == 0 && pairs[j].end >= pairs[i].end)
                break;
            if (i - j > 64)
                break;
        }
        pairs[i].depth = (uint8_t)depth;
    }
}

size_t marks_pair(const uint8_t *s, uint32_t from, uint32_t to, struct pair out[PAIRS_MAX])
{
    struct pairing p;
    p.in = (struct block){.s = s, .from = from, .to = to};
    p.n = p.depth = 0;
    read_marks(&p);
    uint32_t first = trim_start(&p.in, from, to), closed = from;
    size_t n = 0;
    for (int i = 0; i < p.n && n < PAIRS_MAX; i++) {
        const struct mark *mark = &p.at[i];
        struct pair pair;
        if (mark->side == SIDE_OPEN && mark->mate >= 0) {
            const struct mark *mate = &p.at[mark->mate];
            pair = (struct pair){.start = mark->start,
                                 .end = mate->end,
                                 .other = mate->end,
                                 .state = QUOTATION_CLOSED,
                                 .family = mark->family};
            if (mate->end > closed)
                closed = mate->end;
        } else if (mark->side == SIDE_OPEN) {
            if (is_single(mark->family))
                continue;
            /* A second opening mark that touches the first is a stray one and in. */
            if (i + 1 < p.n && p.at[i + 1].start == mark->end && p.at[i + 1].mate >= 0 &&
                p.at[i + 1].side == SIDE_OPEN) {
                p.at[i + 1].start = mark->start;
                continue;
            }
            pair = unclosed(&p, i);
        } else if (mark->mate < 0) {
            /* A second closing mark that touches the first is a stray one and in. */
            if (n > 0 && mark->start == closed && out[n - 1].state == QUOTATION_CLOSED) {
                for (size_t j = n; j-- > 0;) {
                    if (out[j].end == closed) {
                        out[j].end = out[j].other = mark->end;
                        break;
                    }
                }
                closed = mark->end;
                continue;
            }
            pair = unopened(&p, i, closed);
            closed = mark->end;
        } else {
            continue;
        }
        pair.leads = mark->start == first;
        pair.first = i == 0;
        out[n++] = pair;
    }
    sort(out, n);
    set_depths(out, n);
    return n;
}

bool marks_opens(const uint8_t *s, uint32_t from, uint32_t at, uint32_t to)
{
    struct block in = {.s = s, .from = from, .to = to};
    struct mark mark = {.start = at, .end = at};
    uint8_t own = SIDE_NONE;
    mark.c = scan_char(s, at, to, &mark.end);
    mark.family = (uint8_t)look_up(mark.c, &own);
    if (!mark.family || is_single(mark.family))
        return false;
    enum side side = side_of(&in, &mark, own);
    return side == SIDE_OPEN || side == SIDE_EITHER;
}
