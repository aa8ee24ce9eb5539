/* Spans become tags: each is placed on whole tokens, and the longest are kept where they overlap.
 */
#include <stdlib.h>
#include <string.h>

#include "spaces.h"
#include "tags.h"

void tag_sheet_release(struct tag_sheet *t)
{
    vec_free(&t->tokens);
    vec_free(&t->places);
    vec_free(&t->order);
    for (unsigned i = 0; i < LAYERS; i++)
        vec_free(&t->owners[i]);
}

/* ---- tokens ---- */

/* A single space between two characters that are none. */
static bool allowed(const char *bytes, size_t n, size_t at, bool spaces)
{
    return spaces && at && bytes[at] == ' ' && at + 1 < n &&
           !space_length(bytes + at + 1, n - at - 1) && bytes[at - 1] != ' ';
}

/* What begins a document in some formats is no token of a text: it is taken apart. */
static bool push_part(struct tag_sheet *t, const char *bytes, struct range part)
{
    static const char docstart[] = TAG_DOCSTART;
    if (range_size(part) == sizeof docstart - 1 &&
        memcmp(bytes, docstart, sizeof docstart - 1) == 0) {
        struct range dash = range_of(part.start.byte, part.start.byte + 1);
        part.start = dash.end;
        if (!vec_push(&t->tokens, dash))
            return false;
    }
    return vec_push(&t->tokens, part);
}

/* The token in as many parts as white space makes of it. */
static bool take_token(struct tag_sheet *t, const struct article *article, struct range token,
                       bool spaces)
{
    const char *bytes = (const char *)article_bytes(article) + token.start.byte;
    size_t n = range_size(token), from = 0;
    for (size_t i = 0; i <= n;) {
        size_t space = i < n ? space_length(bytes + i, n - i) : 1;
        if (space && (i == n || !allowed(bytes, n, i, spaces))) {
            struct range part =
                range_of(token.start.byte + (uint32_t)from, token.start.byte + (uint32_t)i);
            if (i > from && !push_part(t, bytes + from, part))
                return false;
            from = i + space;
        }
        i += space ? space : 1;
    }
    return true;
}

static bool take_tokens(struct tag_sheet *t, struct outlet *o, const struct sheet *sheet,
                        bool spaces)
{
    size_t n;
    const struct range *tokens = outlet_tokens(o, sheet, &n);
    t->tokens.n = 0;
    for (size_t i = 0; i < n; i++)
        if (!take_token(t, sheet->document->article, tokens[i], spaces))
            return false;
    return true;
}

/* ---- places ---- */

/* The first token that ends behind a place. */
static size_t token_after(const struct tag_sheet *t, uint32_t byte)
{
    size_t low = 0, high = t->tokens.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->tokens.at[middle].end.byte > byte)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static struct tag_place place(const struct tag_sheet *t, struct range at)
{
    size_t first = token_after(t, at.start.byte), behind = token_after(t, at.end.byte - 1);
    if (behind < t->tokens.n && t->tokens.at[behind].start.byte < at.end.byte)
        behind++;
    if (first >= behind)
        return (struct tag_place){.first = 1, .layer = LAYERS};
    uint32_t start = t->tokens.at[first].start.byte, end = t->tokens.at[behind - 1].end.byte;
    return (struct tag_place){.first = (uint32_t)first,
                              .last = (uint32_t)behind - 1,
                              .layer = LAYERS,
                              .cut = start < at.start.byte || end > at.end.byte,
                              .loose = start > at.start.byte || end < at.end.byte};
}

static bool take_places(struct tag_sheet *t, const struct sheet *sheet)
{
    t->places.n = t->order.n = 0;
    if (!vec_reserve(&t->places, sheet->n_spans) || !vec_reserve(&t->order, sheet->n_spans))
        return false;
    for (size_t i = 0; i < sheet->n_spans; i++) {
        struct tag_place at = place(t, sheet->spans[i]->at);
        t->places.at[t->places.n++] = at;
        if (at.first <= at.last)
            t->order.at[t->order.n++] = (uint32_t)i;
    }
    return true;
}

/* ---- layers ---- */

struct ordering {
    const struct tag_place *places;
    const struct outlet *outlet;
    const struct sheet *sheet;
};

/* On the same tokens the label's name decides: an id would be another when the file comes back. */
static int longer(const void *a, const void *b, void *ctx)
{
    const struct ordering *by = ctx;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    const struct tag_place *p = &by->places[x], *q = &by->places[y];
    uint32_t n = p->last - p->first, m = q->last - q->first;
    if (n != m)
        return n < m ? 1 : -1;
    int order = p->first == q->first ? strcmp(outlet_label(by->outlet, by->sheet->spans[x]),
                                              outlet_label(by->outlet, by->sheet->spans[y]))
                                     : 0;
    return order ? order : (x > y) - (x < y);
}

/* What is kept already is at least as long: where it overlaps, it holds one of the two ends. */
static bool is_free(const uint32_t *owners, struct tag_place at)
{
    return owners[at.first] == NOBODY && owners[at.last] == NOBODY;
}

static bool fill(struct tag_sheet *t, const struct outlet *o, const struct sheet *sheet,
                 unsigned layers)
{
    struct ordering by = {t->places.at, o, sheet};
    size_t n = t->tokens.n;
    for (unsigned i = 0; i < LAYERS; i++) {
        t->owners[i].n = 0;
        if (!vec_reserve(&t->owners[i], n))
            return false;
        t->owners[i].n = n;
        if (n)
            memset(t->owners[i].at, 0xff, n * sizeof *t->owners[i].at);
    }
    if (t->order.n)
        qsort_r(t->order.at, t->order.n, sizeof *t->order.at, longer, &by);
    for (size_t i = 0; i < t->order.n; i++) {
        struct tag_place *at = &t->places.at[t->order.at[i]];
        unsigned layer = 0;
        while (layer < layers && !is_free(t->owners[layer].at, *at))
            layer++;
        if (layer == layers)
            continue;
        at->layer = (uint8_t)layer;
        for (uint32_t k = at->first; k <= at->last; k++)
            t->owners[layer].at[k] = t->order.at[i];
    }
    return true;
}

static void confess(const struct tag_sheet *t, struct outlet *o, const struct sheet *sheet,
                    unsigned layers)
{
    for (size_t i = 0; i < sheet->n_spans; i++) {
        struct tag_place at = t->places.at[i];
        const struct span *span = sheet->spans[i];
        if (at.first > at.last)
            outlet_lose_span(o, sheet, LOSS_DROPPED, "span", span, "there is no token in it");
        else if (at.layer == LAYERS)
            outlet_lose_span(o, sheet, LOSS_DROPPED, "span", span,
                             layers > 1 ? "it overlaps spans in both columns"
                                        : "it overlaps a longer span, or the first of its length");
        else if (at.cut)
            outlet_lose_span(o, sheet, LOSS_SNAPPED, "span", span,
                             "it cuts a token, and takes the whole of it");
        else if (at.loose)
            outlet_lose_span(o, sheet, LOSS_SNAPPED, "span", span,
                             "it begins or ends between tokens");
    }
}

bool tag_sheet_make(struct tag_sheet *t, struct outlet *o, const struct sheet *sheet,
                    unsigned layers, bool spaces)
{
    if (!take_tokens(t, o, sheet, spaces) || !take_places(t, sheet) || !fill(t, o, sheet, layers))
        outlet_no_memory(o);
    if (outlet_fault(o))
        return false;
    confess(t, o, sheet, layers);
    return !outlet_fault(o);
}

/* ---- tags ---- */

const char *tag_of(const struct tag_sheet *t, const struct sheet *sheet, unsigned layer,
                   size_t token, size_t from, enum scheme scheme, uint32_t *span)
{
    const uint32_t *owners = t->owners[layer].at;
    uint32_t owner = owners[token];
    *span = owner;
    if (owner == NOBODY)
        return "O";
    bool first = token == t->places.at[owner].first, last = token == t->places.at[owner].last;
    if (scheme == BILUO)
        return first && last ? "U-" : first ? "B-" : last ? "L-" : "I-";
    if (scheme == IOB2)
        return first ? "B-" : "I-";
    bool touches = first && token > from && owners[token - 1] != NOBODY &&
                   sheet->spans[owners[token - 1]]->label == sheet->spans[owner]->label;
    return touches ? "B-" : "I-";
}

bool tag_goes_on(const struct tag_sheet *t, size_t token)
{
    for (unsigned i = 0; i < LAYERS; i++)
        if (token && t->owners[i].at[token] != NOBODY &&
            t->owners[i].at[token] == t->owners[i].at[token - 1])
            return true;
    return false;
}

bool tag_units_begin(struct tag_units *u, struct range token)
{
    if (u->end && token.start.byte < u->end)
        return false;
    u->end = u->sentences ? article_sentence_next(u->article, token.start).byte
                          : article_paragraph(u->article, token.start).end.byte;
    if (u->end < token.end.byte)
        u->end = token.end.byte;
    return true;
}

static bool unfit(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7f;
}

void tag_document_name(struct buf *out, const char *name)
{
    size_t n = strlen(name);
    while (n && unfit(name[n - 1]))
        n--;
    while (n && unfit(*name)) {
        name++;
        n--;
    }
    buf_clear(out);
    for (size_t i = 0; i < n; i++)
        buf_add_char(out, unfit(name[i]) ? ' ' : name[i]);
    if (!n)
        buf_add_char(out, '_');
}
