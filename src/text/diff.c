/* The larger half of the comparison: sentences, and which of them are which. */
#include <string.h>

#include "differing.h"
#include "inside.h"
#include "manicule/text/units.h"

enum {
    SENTENCES_MOST = 1 << 20, /* of either text, beside what is the same at its ends */
    MOVED_LEAST = 16,         /* bytes: shorter ones are in many places by chance */
};

/* ---- cutting ---- */
static bool is_full_stop(const uint8_t *p, uint32_t left, uint32_t *size)
{
    if (*p == '.' || *p == '!' || *p == '?') {
        *size = 1;
        return left > 1 && p[1] == ' ';
    }
    *size = 3; /* 。！？ */
    return left >= 3 && ((p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x82) ||
                         (p[0] == 0xef && p[1] == 0xbc && (p[2] == 0x81 || p[2] == 0x9f)));
}

/* The end of the sentence that begins at `at`. It depends on what stands before it alone, so that
 * equal sentences are cut alike. */
static uint32_t sentence_end(const uint8_t *bytes, uint32_t at, uint32_t end)
{
    uint32_t size;
    for (; at < end; at++) {
        if (bytes[at] == '\n')
            return at + 1;
        if (!is_full_stop(bytes + at, end - at, &size))
            continue;
        for (at += size; at < end && bytes[at] == ' ';)
            at++;
        return at;
    }
    return end;
}

/* False: no memory. *many: there are too many. */
static bool cut(struct parts *parts, struct range range, bool *many)
{
    for (uint32_t at = range.start.byte; at < range.end.byte;) {
        uint32_t end = sentence_end(parts->bytes, at, range.end.byte);
        if (parts->list.n == SENTENCES_MOST) {
            *many = true;
            return true;
        }
        const struct part part = {.start = at, .end = end, .other = PART_NONE};
        if (!vec_push(&parts->list, part))
            return false;
        at = end;
    }
    return true;
}

/* ---- what is the same at both ends ---- */
static uint32_t same_before(const uint8_t *a, uint32_t n, const uint8_t *b, uint32_t m)
{
    uint32_t most = n < m ? n : m, at = 0;
    while (at < most && a[at] == b[at])
        at++;
    if (at == n && at == m)
        return at;
    while (at > 0 && a[at - 1] != '\n')
        at--;
    return at;
}

/* Back from the ends; both must be at the start of a line where it stops. */
static uint32_t same_behind(const uint8_t *a, uint32_t n, const uint8_t *b, uint32_t m)
{
    uint32_t most = n < m ? n : m, size = 0;
    while (size < most && a[n - 1 - size] == b[m - 1 - size])
        size++;
    while (size > 0 &&
           !((n == size || a[n - 1 - size] == '\n') && (m == size || b[m - 1 - size] == '\n')))
        size--;
    return size;
}

/* ---- runs of sentences that are not in the other text ---- */
struct runs {
    struct parts *sides;
    uint32_t *start_of; /* of each free sentence of the second text: where its run begins */
    bool *taken;        /* runs, by where they begin */
    struct range all[2];
};

static bool find_runs(struct runs *runs)
{
    size_t n = runs->sides[1].list.n;
    const struct part *part = runs->sides[1].list.at;
    runs->start_of = malloc((n + 1) * sizeof *runs->start_of);
    runs->taken = calloc(n + 1, sizeof *runs->taken);
    if (!runs->start_of || !runs->taken)
        return false;
    for (uint32_t i = 0; i < n; i++)
        runs->start_of[i] = part[i].other != PART_NONE            ? PART_NONE
                            : i && part[i - 1].other == PART_NONE ? runs->start_of[i - 1]
                                                                  : i;
    return true;
}

static struct range run_at(const struct runs *runs, uint32_t first)
{
    const struct parts *new = &runs->sides[1];
    uint32_t last = first;
    while (last + 1 < new->list.n && runs->start_of[last + 1] == first)
        last++;
    return range_of(new->list.at[first].start, new->list.at[last].end);
}

/* The run that stands for the old sentences [first, last): behind what the sentence before them
 * became, or before what the one after them became. *moved: where that one is. */
static bool partner(struct runs *runs, size_t first, size_t last, struct range *out, bool *moved)
{
    const struct part *old = runs->sides[0].list.at;
    size_t n = runs->sides[0].list.n, m = runs->sides[1].list.n;
    size_t behind = first ? old[first - 1].other + (size_t)1 : 0;
    size_t before = last < n ? old[last].other : m; /* one behind */
    bool moved_before = first && old[first - 1].moved, moved_behind = last < n && old[last].moved;
    uint32_t candidates[2] = {behind < m ? runs->start_of[behind] : PART_NONE,
                              before ? runs->start_of[before - 1] : PART_NONE};
    bool moves[2] = {moved_before, moved_behind};
    int order =
        moved_before && !moved_behind && candidates[1] != PART_NONE; /* what stays goes first */
    for (int i = 0; i < 2; i++) {
        uint32_t run = candidates[i ^ order];
        if (run == PART_NONE || runs->taken[run])
            continue;
        runs->taken[run] = true;
        *moved = moves[i ^ order];
        *out = run_at(runs, run);
        return true;
    }
    uint32_t at = behind == 0 ? runs->all[1].start.byte : runs->sides[1].list.at[behind - 1].end;
    *out = range_of(at, at);
    *moved = moved_before && moved_behind;
    return false;
}

static bool add_pieces(struct differing *d, struct runs *runs)
{
    const struct parts *old = &runs->sides[0];
    size_t n = old->list.n;
    for (size_t i = 0, last; i < n; i = last) {
        const struct part *part = &old->list.at[i];
        struct range from = range_of(part->start, part->end), to;
        bool moved;
        last = i + 1;
        if (part->other != PART_NONE) {
            const struct part *there = &runs->sides[1].list.at[part->other];
            to = range_of(there->start, there->end);
            if (part->alike ? !differing_words(d, from, to, part->moved)
                            : !differing_add(d, (struct diff_piece){
                                                    .from = from, .to = to, .moved = part->moved}))
                return false;
            continue;
        }
        while (last < n && old->list.at[last].other == PART_NONE)
            last++;
        from.end.byte = old->list.at[last - 1].end;
        bool any = partner(runs, i, last, &to, &moved);
        if (any ? !differing_words(d, from, to, moved)
                : !differing_add(d,
                                 (struct diff_piece){
                                     .from = from, .to = to, .kind = DIFF_CHANGED, .moved = moved}))
            return false;
    }
    return true;
}

/* What lies between the ends that are the same. */
static bool compare_inside(struct differing *d, struct range from, struct range to)
{
    struct parts sides[2] = {{.bytes = article_bytes(d->before)},
                             {.bytes = article_bytes(d->after)}};
    struct runs runs = {.sides = sides, .all = {from, to}};
    bool many = false;
    uint32_t classes;
    bool ok = cut(&sides[0], from, &many) && cut(&sides[1], to, &many);
    if (ok && many) {
        d->coarse = true;
        ok = differing_add(d, (struct diff_piece){.from = from, .to = to, .kind = DIFF_CHANGED});
    } else if (ok) {
        const uint32_t none[2] = {0, 0};
        const uint32_t all[2] = {(uint32_t)sides[0].list.n, (uint32_t)sides[1].list.n};
        ok = parts_classify(sides, &classes) &&
             parts_anchor(sides, none, all, classes, MOVED_LEAST) &&
             parts_alike(sides, d->before, d->after, &many) && find_runs(&runs) &&
             add_pieces(d, &runs);
        d->coarse = d->coarse || many;
    }
    vec_free(&sides[0].list);
    vec_free(&sides[1].list);
    free(runs.start_of);
    free(runs.taken);
    return ok;
}

bool differing_add(struct differing *d, struct diff_piece piece)
{
    if (range_empty(piece.from))
        return true;
    struct diff_piece *last = d->pieces.n ? &d->pieces.at[d->pieces.n - 1] : NULL;
    bool joins = last && last->kind == DIFF_SAME && piece.kind == DIFF_SAME &&
                 last->moved == piece.moved && last->to.end.byte == piece.to.start.byte;
    if (!joins)
        return vec_push(&d->pieces, piece);
    last->from.end = piece.from.end;
    last->to.end = piece.to.end;
    return true;
}

bool diff_articles(const struct article *before, const struct article *after, struct diff *out)
{
    struct differing d = {.before = before, .after = after};
    const uint8_t *a = article_bytes(before), *b = article_bytes(after);
    uint32_t n = article_size(before), m = article_size(after);
    uint32_t head = same_before(a, n, b, m);
    uint32_t tail = same_behind(a + head, n - head, b + head, m - head);
    struct range from = range_of(head, n - tail), to = range_of(head, m - tail);
    bool ok =
        differing_add(&d, (struct diff_piece){.from = range_of(0, head), .to = range_of(0, head)});
    if (!range_empty(from))
        ok = ok && compare_inside(&d, from, to);
    ok = ok && differing_add(&d, (struct diff_piece){.from = range_of(n - tail, n),
                                                     .to = range_of(m - tail, m)});
    *out = (struct diff){0};
    if (!ok) {
        vec_free(&d.pieces);
        return false;
    }
    *out = (struct diff){.at = d.pieces.at, .n = d.pieces.n, .coarse = d.coarse};
    return true;
}

void diff_release(struct diff *diff)
{
    free(diff->at);
    *diff = (struct diff){0};
}

size_t diff_find(const struct diff *diff, uint32_t byte)
{
    size_t low = 0, high = diff->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (diff->at[middle].from.end.byte <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
