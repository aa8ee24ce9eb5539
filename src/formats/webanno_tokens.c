/* Tokens of a sheet, the sentences they make, and the units that spans lie on.
 *
 * A sentence is a line of the text. Where a span begins or ends between two tokens, what stands
 * there becomes a token too, so that every span is made of tokens and parts of tokens. */
#include <stdlib.h>
#include <string.h>

#include "webanno_sheet.h"

static bool is_token_span(const struct webanno_sheet *s, const struct webanno_span *span)
{
    return s->layers.at[span->layer].place == PLACE_TOKENS;
}

static void push(struct webanno_sheet *s, uint32_t start, uint32_t end, uint32_t span)
{
    struct webanno_token token = {.at = range_of(start, end), .span = span};
    if (start < end && !vec_push(&s->pieces, token))
        s->failed = true;
}

static void use_pieces(struct webanno_sheet *s)
{
    struct webanno_token *at = s->tokens.at;
    size_t room = s->tokens.room;
    s->tokens.at = s->pieces.at;
    s->tokens.room = s->pieces.room;
    s->tokens.n = s->pieces.n;
    s->pieces.at = at;
    s->pieces.room = room;
    s->pieces.n = 0;
}

static int by_start(const void *a, const void *b)
{
    const struct webanno_token *x = a, *y = b;
    return (x->at.start.byte > y->at.start.byte) - (x->at.start.byte < y->at.start.byte);
}

/* The writer's tokens, and in the place of what they cover, spans that were tokens where they came
 * from. They lie apart: webanno_sheet_tokens() saw to that. */
static void find_tokens(struct webanno_sheet *s, const uint32_t *made, size_t n_made)
{
    size_t n, v = 0;
    const struct range *tokens = outlet_tokens(s->o, s->sheet, &n);
    for (size_t i = 0; i < n; i++) {
        uint32_t at = tokens[i].start.byte, end = tokens[i].end.byte;
        while (v < n_made && s->spans.at[made[v]].span->at.end.byte <= at)
            v++;
        for (size_t k = v; k < n_made && at < end; k++) {
            struct range span = s->spans.at[made[k]].span->at;
            if (span.start.byte >= end)
                break;
            push(s, at, span.start.byte, WEBANNO_NONE);
            at = span.end.byte > at ? span.end.byte : at;
        }
        push(s, at, end, WEBANNO_NONE);
    }
    for (size_t i = 0; i < n_made; i++) {
        struct range span = s->spans.at[made[i]].span->at;
        push(s, span.start.byte, span.end.byte, made[i]);
    }
    if (s->pieces.n && n_made)
        qsort(s->pieces.at, s->pieces.n, sizeof *s->pieces.at, by_start);
    use_pieces(s);
}

/* The first token that ends after (at or after) the place. */
static uint32_t token_at(const struct webanno_sheet *s, uint32_t byte, bool after)
{
    size_t low = 0, high = s->tokens.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t end = s->tokens.at[middle].at.end.byte;
        if (after ? end <= byte : end < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

static uint32_t gap_start(const struct webanno_sheet *s, size_t gap)
{
    return gap ? s->tokens.at[gap - 1].at.end.byte : 0;
}

static uint32_t gap_end(const struct webanno_sheet *s, size_t gap)
{
    return gap < s->tokens.n ? s->tokens.at[gap].at.start.byte
                             : article_size(s->sheet->document->article);
}

/* Gaps in which a span begins or ends. */
static void mark_gaps(struct webanno_sheet *s)
{
    for (size_t i = 0; i < s->spans.n; i++) {
        struct range at = s->spans.at[i].span->at;
        uint32_t first = token_at(s, at.start.byte, true), last = token_at(s, at.end.byte, false);
        if (at.start.byte < gap_end(s, first))
            s->gaps[first] = 1;
        if (last == s->tokens.n || s->tokens.at[last].at.start.byte >= at.end.byte)
            s->gaps[last] = 1;
    }
}

/* What stands before the first token is spaces, of which the file needs to know the number alone;
 * or other white space, with which the first sentence begins; anything else is a token. */
static void mark_beginning(struct webanno_sheet *s)
{
    const char *text = (const char *)article_bytes(s->sheet->document->article);
    uint32_t end = gap_end(s, 0), n = 0;
    while (n < end && (text[n] == ' ' || text[n] == '\t' || text[n] == '\n' || text[n] == '\r'))
        n++;
    if (s->tokens.n && n < end)
        s->gaps[0] = 1;
}

static void fill_gaps(struct webanno_sheet *s)
{
    s->gaps = calloc(s->tokens.n + 1, 1);
    if (!s->gaps) {
        s->failed = true;
        return;
    }
    mark_gaps(s);
    mark_beginning(s);
    for (size_t i = 0; i <= s->tokens.n; i++) {
        if (s->gaps[i])
            push(s, gap_start(s, i), gap_end(s, i), WEBANNO_NONE);
        if (i < s->tokens.n && !vec_push(&s->pieces, s->tokens.at[i]))
            s->failed = true;
    }
    use_pieces(s);
}

static bool has_newline(const struct webanno_sheet *s, uint32_t start, uint32_t end)
{
    return memchr(article_bytes(s->sheet->document->article) + start, '\n', end - start) != NULL;
}

static void find_sentences(struct webanno_sheet *s)
{
    uint32_t sentence = 0, number = 0;
    for (size_t i = 0; i < s->tokens.n; i++) {
        struct webanno_token *token = &s->tokens.at[i];
        uint32_t before = i ? s->tokens.at[i - 1].at.start.byte : 0;
        if (i == 0 || has_newline(s, before, token->at.start.byte)) {
            sentence++;
            number = 0;
        }
        token->sentence = sentence;
        token->number = ++number;
    }
}

static void find_ends(struct webanno_sheet *s)
{
    for (size_t i = 0; i < s->spans.n; i++) {
        struct webanno_span *span = &s->spans.at[i];
        span->first = token_at(s, span->span->at.start.byte, true);
        span->last = token_at(s, span->span->at.end.byte, false);
    }
}

/* ---- units ---- */

static int by_unit(const void *a, const void *b)
{
    const struct webanno_piece *x = a, *y = b;
    const uint32_t left[] = {!x->whole, x->at.start.byte, x->at.end.byte, x->layer, x->span};
    const uint32_t right[] = {!y->whole, y->at.start.byte, y->at.end.byte, y->layer, y->span};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

static void push_piece(struct webanno_sheet *s, struct webanno_walk *w, uint32_t i)
{
    const struct webanno_span *span = &s->spans.at[i];
    struct range token = s->tokens.at[w->token].at, at = span->span->at;
    if (at.start.byte < token.start.byte)
        at.start = token.start;
    if (at.end.byte > token.end.byte)
        at.end = token.end;
    struct webanno_piece piece = {
        .at = at, .whole = range_equal(at, token), .span = i, .layer = span->layer};
    if (!vec_push(&w->pieces, piece))
        s->failed = true;
}

void webanno_walk_token(struct webanno_sheet *s, struct webanno_walk *w)
{
    size_t kept = 0;
    w->pieces.n = 0;
    for (size_t i = 0; i < w->active.n; i++)
        if (s->spans.at[w->active.at[i]].last >= w->token)
            w->active.at[kept++] = w->active.at[i];
    w->active.n = kept;
    for (; w->next < s->spans.n && s->spans.at[w->next].first == w->token; w->next++)
        if (!is_token_span(s, &s->spans.at[w->next]) && !vec_push(&w->active, w->next))
            s->failed = true;
    for (size_t i = 0; i < w->active.n; i++)
        push_piece(s, w, w->active.at[i]);
    if (w->pieces.n > 1)
        qsort(w->pieces.at, w->pieces.n, sizeof *w->pieces.at, by_unit);
}

size_t webanno_walk_unit(const struct webanno_walk *w, size_t i)
{
    size_t n = 1;
    while (i + n < w->pieces.n && range_equal(w->pieces.at[i].at, w->pieces.at[i + n].at))
        n++;
    return n;
}

/* Of each span, its first unit, and whether another of its layer lies on one of its units, or one of
 * another layer before it. */
static void find_units(struct webanno_sheet *s)
{
    struct webanno_walk w = {0};
    for (; w.token < s->tokens.n && !s->failed; w.token++) {
        uint32_t sub = 0;
        webanno_walk_token(s, &w);
        for (size_t i = 0, n; i < w.pieces.n; i += n) {
            n = webanno_walk_unit(&w, i);
            sub += !w.pieces.at[i].whole;
            for (size_t k = i; k < i + n; k++) {
                struct webanno_piece *piece = &w.pieces.at[k];
                struct webanno_span *span = &s->spans.at[piece->span];
                if (span->first == w.token)
                    span->sub = piece->whole ? 0 : sub;
                if (k > i && piece[-1].layer == piece->layer)
                    span->stacked = s->spans.at[piece[-1].span].stacked = true;
                span->behind |= k > i && w.pieces.at[i].layer != piece->layer;
            }
        }
    }
    vec_free(&w.active);
    vec_free(&w.pieces);
}

/* A slot that takes spans of any layer means the first on its unit, unless a number says which. */
static void tell_apart(struct webanno_sheet *s)
{
    for (size_t i = 0; i < s->relations.n; i++) {
        const struct webanno_relation *r = &s->relations.at[i];
        struct webanno_span *span = &s->spans.at[r->to];
        if (r->slot && span->behind &&
            strcmp(s->layers.at[r->layer].fields.at[r->field + 1].name, WEBANNO_ANY) == 0)
            span->stacked = true;
    }
}

static void number_spans(struct webanno_sheet *s)
{
    uint32_t number = 0;
    tell_apart(s);
    for (size_t i = 0; i < s->spans.n; i++) {
        struct webanno_span *span = &s->spans.at[i];
        if (!is_token_span(s, span) && (span->stacked || span->first != span->last))
            span->number = ++number;
    }
}

void webanno_sheet_tokens(struct webanno_sheet *s)
{
    uint32_t *made = malloc((s->spans.n + 1) * sizeof *made);
    size_t n = 0;
    if (!made) {
        s->failed = true;
        return;
    }
    for (uint32_t i = 0; i < s->spans.n; i++)
        if (is_token_span(s, &s->spans.at[i]))
            made[n++] = i;
    find_tokens(s, made, n);
    free(made);
    if (!s->failed)
        fill_gaps(s);
    if (!s->failed) {
        find_sentences(s);
        find_ends(s);
        find_units(s);
    }
    if (!s->failed)
        number_spans(s);
}
