/* The smaller half: two stretches, word by word.
 *
 * The words of both are compared by the greedy algorithm of Myers (1986): the fewest words that
 * must go and come. It keeps how far each diagonal was reached at every number of differences, 4 MB
 * for a thousand of them; where there are more, words that either stretch has once must do. */
#include <string.h>

#include <unictype.h>

#include "differing.h"
#include "inside.h"

enum {
    WORDS_MOST = 200000, /* of either stretch */
    DIFFERENCES_MOST = 1000,
    ALIKE_MOST = 64, /* characters: longer ones are not alike */
};

/* ---- words ---- */
static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N |
                                                   UC_CATEGORY_MASK_M);
}

/* From the CJK radicals on, nobody puts spaces between words. */
static bool stands_alone(uint32_t c)
{
    return c >= 0x2e80 || !is_letter(c);
}

static bool cut(struct parts *parts, const struct article *article, struct range range)
{
    parts->bytes = article_bytes(article);
    for (uint32_t at = range.start.byte, length; at < range.end.byte;) {
        struct part part = {.start = at, .other = PART_NONE};
        uint32_t c = text_char(article, at, &length);
        at += length;
        while (!stands_alone(c) && at < range.end.byte) {
            uint32_t next = text_char(article, at, &length);
            if (stands_alone(next))
                break;
            at += length;
        }
        part.end = at;
        if (!vec_push(&parts->list, part))
            return false;
    }
    return true;
}

bool words_next(const struct article *article, uint32_t *at, uint32_t end, struct range *word,
                bool *alone)
{
    while (*at < end) {
        uint32_t length, c = text_char(article, *at, &length);
        word->start.byte = *at;
        *at += length;
        *alone = stands_alone(c);
        while (!*alone && *at < end && !stands_alone(text_char(article, *at, &length)))
            *at += length;
        word->end.byte = *at;
        if (is_letter(c))
            return true;
    }
    return false;
}

uint32_t diff_letters(const struct article *article, struct range range)
{
    uint32_t n = 0, length;
    for (uint32_t at = range.start.byte; at < range.end.byte; at += length)
        n += is_letter(text_char(article, at, &length));
    return n;
}

/* ---- are two stretches alike? ---- */
static size_t decode(const struct article *article, struct range range, uint32_t *out)
{
    size_t n = 0;
    uint32_t length;
    for (uint32_t at = range.start.byte; at < range.end.byte; at += length, n++) {
        if (n == ALIKE_MOST)
            return ALIKE_MOST + 1;
        out[n] = text_char(article, at, &length);
    }
    return n;
}

/* Do they have at least half of the longer one's characters in common, in order? */
static bool alike(const struct differing *d, struct range from, struct range to)
{
    uint32_t a[ALIKE_MOST], b[ALIKE_MOST], row[ALIKE_MOST + 1] = {0};
    size_t n = decode(d->before, from, a), m = decode(d->after, to, b);
    if (n > ALIKE_MOST || m > ALIKE_MOST || !diff_letters(d->before, from))
        return false;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0, corner = 0; j < m; j++) {
            size_t above = row[j + 1];
            size_t best = a[i] == b[j] ? corner + 1 : above > row[j] ? above : row[j];
            corner = above;
            row[j + 1] = (uint32_t)best;
        }
    return row[m] * 2 >= (n > m ? n : m);
}

/* ---- what is in either stretch only ---- */
static struct range extent(const struct parts *parts, size_t first, size_t last, uint32_t at)
{
    return first < last ? range_of(parts->list.at[first].start, parts->list.at[last - 1].end)
                        : range_of(at, at);
}

static bool add_other(struct differing *d, struct range from, struct range to, bool moved)
{
    enum diff_kind kind = !range_empty(to) && alike(d, from, to) ? DIFF_ALIKE : DIFF_CHANGED;
    return differing_add(d,
                         (struct diff_piece){.from = from, .to = to, .kind = kind, .moved = moved});
}

struct stretch {
    struct differing *d;
    struct parts sides[2];
    struct range to;
    bool moved;
};

static bool is_word(const struct stretch *s, int side, size_t i)
{
    const struct part *part = &s->sides[side].list.at[i];
    uint32_t length;
    return is_letter(text_char(side ? s->d->after : s->d->before, part->start, &length));
}

/* As many words on both sides, and words where words are: each for the one in its place. */
static bool in_step(const struct stretch *s, size_t i, size_t last_i, size_t j, size_t last_j)
{
    if (last_i - i != last_j - j)
        return false;
    for (; i < last_i; i++, j++)
        if (is_word(s, 0, i) != is_word(s, 1, j))
            return false;
    return true;
}

static bool add_hole(struct stretch *s, size_t i, size_t last_i, size_t j, size_t last_j)
{
    uint32_t at = j ? s->sides[1].list.at[j - 1].end : s->to.start.byte;
    if (i == last_i)
        return true;
    if (!in_step(s, i, last_i, j, last_j))
        return add_other(s->d, extent(&s->sides[0], i, last_i, 0),
                         extent(&s->sides[1], j, last_j, at), s->moved);
    for (; i < last_i; i++, j++)
        if (!add_other(s->d, extent(&s->sides[0], i, i + 1, 0), extent(&s->sides[1], j, j + 1, 0),
                       s->moved))
            return false;
    return true;
}

static bool add_words(struct stretch *s)
{
    const struct part *old = s->sides[0].list.at, *new = s->sides[1].list.at;
    size_t n = s->sides[0].list.n, m = s->sides[1].list.n, i = 0, j = 0;
    while (i < n) {
        size_t last = i;
        while (last < n && old[last].other == PART_NONE)
            last++;
        size_t until = last < n ? old[last].other : m;
        if (!add_hole(s, i, last, j, until))
            return false;
        i = last;
        j = until;
        for (; i < n && old[i].other == j; i++, j++)
            if (!differing_add(s->d, (struct diff_piece){.from = range_of(old[i].start, old[i].end),
                                                         .to = range_of(new[j].start, new[j].end),
                                                         .moved = s->moved}))
                return false;
    }
    return true;
}

/* ---- Myers ---- */
struct myers {
    const struct part *a, *b;
    int n, m;
    int *reached;    /* of diagonal k at [k + DIFFERENCES_MOST + 1]: the furthest place in a */
    VEC(int) traces; /* what it was before each number d of differences: diagonals -d to d */
};

static int *diagonal(struct myers *y, int k)
{
    return &y->reached[k + DIFFERENCES_MOST + 1];
}

static int slide(const struct myers *y, int x, int k)
{
    while (x < y->n && x - k < y->m && y->a[x].class == y->b[x - k].class)
        x++;
    return x;
}

/* The number of differences, or -1: too many; -2: no memory. */
static int differences(struct myers *y)
{
    *diagonal(y, 1) = 0;
    for (int d = 0; d <= DIFFERENCES_MOST; d++) {
        if (!vec_reserve(&y->traces, (size_t)(2 * d + 1)))
            return -2;
        for (int k = -d; k <= d; k++)
            y->traces.at[y->traces.n++] = *diagonal(y, k);
        for (int k = -d; k <= d; k += 2) {
            bool down = k == -d || (k != d && *diagonal(y, k - 1) < *diagonal(y, k + 1));
            int x = slide(y, down ? *diagonal(y, k + 1) : *diagonal(y, k - 1) + 1, k);
            *diagonal(y, k) = x;
            if (x >= y->n && x - k >= y->m)
                return d;
        }
    }
    return -1;
}

/* Back along the way that was found: what it slid over is the same. */
static void match_back(const struct myers *y, int d, struct parts sides[2], const uint32_t from[2])
{
    int x = y->n, other = y->m;
    for (; d >= 0; d--) {
        const int *was = y->traces.at + (size_t)d * (size_t)d; /* 1 + 3 + 5 ... before it */
        int k = x - other, start_x = 0, before_k = k;
        if (d > 0) {
            bool down = k == -d || (k != d && was[k - 1 + d] < was[k + 1 + d]);
            before_k = down ? k + 1 : k - 1;
            start_x = down ? was[before_k + d] : was[before_k + d] + 1;
        }
        for (; x > start_x; x--) {
            struct part *a = &sides[0].list.at[from[0] + (uint32_t)x - 1];
            uint32_t j = from[1] + (uint32_t)(x - k) - 1;
            a->other = j;
            sides[1].list.at[j].other = from[0] + (uint32_t)x - 1;
        }
        if (d > 0) {
            x = before_k > k ? start_x : start_x - 1;
            other = x - before_k;
        }
    }
}

static bool match_words(struct stretch *s, uint32_t classes)
{
    uint32_t from[2] = {0, 0}, to[2] = {(uint32_t)s->sides[0].list.n, (uint32_t)s->sides[1].list.n};
    struct part *a = s->sides[0].list.at, *b = s->sides[1].list.at;
    for (; from[0] < to[0] && from[1] < to[1] && a[from[0]].class == b[from[1]].class;
         from[0]++, from[1]++) {
        a[from[0]].other = from[1];
        b[from[1]].other = from[0];
    }
    for (; from[0] < to[0] && from[1] < to[1] && a[to[0] - 1].class == b[to[1] - 1].class;
         to[0]--, to[1]--) {
        a[to[0] - 1].other = to[1] - 1;
        b[to[1] - 1].other = to[0] - 1;
    }
    if (from[0] == to[0] || from[1] == to[1])
        return true;
    struct myers y = {.a = a + from[0],
                      .b = b + from[1],
                      .n = (int)(to[0] - from[0]),
                      .m = (int)(to[1] - from[1])};
    y.reached = calloc(2 * DIFFERENCES_MOST + 3, sizeof *y.reached);
    int d = y.reached ? differences(&y) : -2;
    if (d >= 0)
        match_back(&y, d, s->sides, from);
    vec_free(&y.traces);
    free(y.reached);
    if (d != -1)
        return d >= 0;
    s->d->coarse = true;
    return parts_anchor(s->sides, from, to, classes, 0);
}

/* Too many words: what is the same at both ends, cut where words are. */
static bool ends_only(struct differing *d, struct range from, struct range to, bool moved)
{
    const uint8_t *a = article_bytes(d->before), *b = article_bytes(d->after);
    uint32_t n = range_size(from), m = range_size(to), head = 0, tail = 0;
    while (head < n && head < m && a[from.start.byte + head] == b[to.start.byte + head])
        head++;
    while (head > 0 && a[from.start.byte + head - 1] != ' ' &&
           a[from.start.byte + head - 1] != '\n')
        head--;
    while (tail < n - head && tail < m - head &&
           a[from.end.byte - 1 - tail] == b[to.end.byte - 1 - tail])
        tail++;
    while (tail > 0 && a[from.end.byte - tail] != ' ' && a[from.end.byte - tail] != '\n')
        tail--;
    struct diff_piece pieces[3] = {
        {.from = range_of(from.start.byte, from.start.byte + head),
         .to = range_of(to.start.byte, to.start.byte + head)},
        {.from = range_of(from.start.byte + head, from.end.byte - tail),
         .to = range_of(to.start.byte + head, to.end.byte - tail),
         .kind = DIFF_CHANGED},
        {.from = range_of(from.end.byte - tail, from.end.byte),
         .to = range_of(to.end.byte - tail, to.end.byte)},
    };
    d->coarse = true;
    for (int i = 0; i < 3; i++) {
        pieces[i].moved = moved;
        if (!differing_add(d, pieces[i]))
            return false;
    }
    return true;
}

bool differing_words(struct differing *d, struct range from, struct range to, bool moved)
{
    struct stretch s = {.d = d, .to = to, .moved = moved};
    uint32_t classes;
    if (range_size(from) > WORDS_MOST * 8 || range_size(to) > WORDS_MOST * 8)
        return ends_only(d, from, to, moved);
    bool ok = cut(&s.sides[0], d->before, from) && cut(&s.sides[1], d->after, to);
    if (ok && (s.sides[0].list.n > WORDS_MOST || s.sides[1].list.n > WORDS_MOST))
        ok = ends_only(d, from, to, moved);
    else
        ok = ok && parts_classify(s.sides, &classes) && match_words(&s, classes) && add_words(&s);
    vec_free(&s.sides[0].list);
    vec_free(&s.sides[1].list);
    return ok;
}
