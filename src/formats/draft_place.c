#include "draft_place.h"

#include <stdlib.h>
#include <string.h>

#include "breaks.h"

static const char *const units[] = {
    [UNIT_CODEPOINT] = "code points", [UNIT_UTF8] = "bytes", [UNIT_UTF16] = "UTF-16 units"};

static int by_start(const void *a, const void *b)
{
    const struct draft_place *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

static enum fault one_place(const struct placing *p, struct offsets *known, uint32_t at,
                            struct pos *out, struct err *err)
{
    uint32_t length = article_unit(p->article, article_all(p->article).end, known->unit);
    if (at > length)
        return err_set(err, FAULT_INPUT, "%u is past the end of the text, which has %u %s", at,
                       length, units[known->unit]);
    if (!offsets_pos(known, at, out))
        return err_set(err, FAULT_INPUT, "%u is inside a character", at);
    if (!article_is_boundary(p->article, *out))
        return err_set(err, FAULT_INPUT, "%u is inside a grapheme cluster", at);
    return OK;
}

/* The pieces in order; those that touch become one. */
static enum fault pieces(struct placing *p, struct draft_span *from, struct span *out,
                         struct err *err)
{
    struct offsets known = p->known;
    struct range *at = arena_take(p->arena, from->n_at * sizeof *at);
    if (!at)
        return err_set(err, FAULT_MEMORY, "out of memory");
    if (from->n_at > 1)
        qsort(from->at, from->n_at, sizeof *from->at, by_start);
    size_t n = 0;
    for (size_t i = 0; i < from->n_at; i++) {
        const struct draft_place *place = &from->at[i];
        struct range range;
        if (place->end <= place->start)
            return err_set(err, FAULT_INPUT, "%u to %u is empty; a span has at least one character",
                           place->start, place->end);
        enum fault fault = one_place(p, &known, place->start, &range.start, err);
        if (i == 0)
            p->known = known;
        if (!fault)
            fault = one_place(p, &known, place->end, &range.end, err);
        if (fault)
            return fault;
        if (n && range.start.byte < at[n - 1].end.byte)
            return err_set(err, FAULT_INPUT, "its pieces overlap at %u", place->start);
        if (n && range.start.byte == at[n - 1].end.byte)
            at[n - 1].end = range.end;
        else
            at[n++] = range;
    }
    if (n > UINT16_MAX)
        return err_set(err, FAULT_INPUT, "%zu pieces; it may have %d", n, UINT16_MAX);
    out->at = range_of(at[0].start.byte, at[n - 1].end.byte);
    out->n_fragments = (uint16_t)n;
    out->fragments = n > 1 ? at : NULL;
    return OK;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Are they the same words? Formats of one line write a line break as a space. */
static bool alike(const uint8_t *text, const char *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] != (uint8_t)words[i] && !(is_blank(text[i]) && is_blank((uint8_t)words[i])))
            return false;
    return true;
}

static bool words_match(struct placing *p, const struct draft_span *from, const struct span *span)
{
    const uint8_t *bytes = article_bytes(p->article);
    if (!from->pieces_joined || span->n_fragments == 1)
        return from->n_text == range_size(span->at) &&
               alike(bytes + span->at.start.byte, from->text, from->n_text);
    size_t used = 0;
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range piece = span_fragment(span, i);
        size_t n = range_size(piece);
        if (i && (used == from->n_text || from->text[used++] != ' '))
            return false;
        if (from->n_text - used < n || !alike(bytes + piece.start.byte, from->text + used, n))
            return false;
        used += n;
    }
    return used == from->n_text;
}

/* How many bytes before (after) the place agree with what the file says stands there. */
static size_t context(const struct placing *p, const struct draft_span *from, uint32_t start,
                      uint32_t end)
{
    const uint8_t *bytes = article_bytes(p->article);
    uint32_t size = article_size(p->article);
    size_t n = 0, agree = 0;
    if (from->before)
        for (size_t most = strlen(from->before); n < most && n < start; n++)
            if (bytes[start - 1 - n] != (uint8_t)from->before[most - 1 - n])
                break;
    agree = n;
    n = 0;
    if (from->after)
        while (from->after[n] && end + n < size && bytes[end + n] == (uint8_t)from->after[n])
            n++;
    return agree + n;
}

/* The words' place with the most context in common, of those the nearest to where it was said to
 * be. */
static bool find_words(const struct placing *p, const struct draft_span *from, uint32_t near,
                       struct range *out)
{
    const uint8_t *bytes = article_bytes(p->article);
    uint32_t size = article_size(p->article);
    size_t n = from->n_text, best = 0;
    uint32_t distance = 0;
    bool found = false;
    if (!n || n > size)
        return false;
    for (const uint8_t *at = bytes; (at = memmem(at, size - (size_t)(at - bytes), from->text, n));
         at++) {
        uint32_t start = (uint32_t)(at - bytes), end = start + (uint32_t)n;
        if (!article_is_boundary(p->article, pos_at(start)) ||
            !article_is_boundary(p->article, pos_at(end)))
            continue;
        size_t agree = context(p, from, start, end);
        uint32_t far = start > near ? start - near : near - start;
        if (found && (agree < best || (agree == best && far >= distance)))
            continue;
        found = true;
        best = agree;
        distance = far;
        *out = range_of(start, end);
    }
    return found;
}

static bool reanchor(struct placing *p, const struct draft_span *from, struct span *out)
{
    struct range range;
    struct pos near;
    if (!p->intake->options->reanchor || from->n_at > 1)
        return false;
    if (!article_from_unit(p->article, from->at[0].start, p->known.unit, &near))
        near = article_all(p->article).end;
    if (!find_words(p, from, near.byte, &range))
        return false;
    out->at = range;
    out->n_fragments = 1;
    out->fragments = NULL;
    return true;
}

/* Pieces that only a line break parts are one. */
static void join_lines(const struct placing *p, struct span *out)
{
    struct range *at = out->fragments;
    size_t n = 1;
    if (out->n_fragments < 2)
        return;
    for (size_t i = 1; i < out->n_fragments; i++)
        if (breaks_part(p->article, at[n - 1].end, at[i].start))
            at[n - 1].end = at[i].end;
        else
            at[n++] = at[i];
    out->n_fragments = (uint16_t)n;
    out->fragments = n > 1 ? at : NULL;
}

enum fault draft_place(struct placing *p, struct draft_span *from, struct span *out, bool *moved,
                       struct err *err)
{
    *moved = false;
    enum fault fault = pieces(p, from, out, err);
    bool good = !fault && (!from->text || words_match(p, from, out));
    if (!fault && from->lines_apart)
        join_lines(p, out);
    if (fault == FAULT_MEMORY || good)
        return fault;
    if (from->text && reanchor(p, from, out)) {
        *moved = true;
        return OK;
    }
    if (!fault)
        p->intake->counts.mismatched++;
    return fault;
}
