/* Which layer each mark is of. What the format cannot say of a mark is confessed here. */
#include "webanno_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/marks/attrs.h"

/* ---- attributes ---- */

/* Has the header a place for the name? It parts names by | and means something by some. */
static bool is_feature(const char *name)
{
    return !strchr(name, '|') && strncmp(name, "ROLE_", 5) != 0 && strncmp(name, "BT_", 3) != 0;
}

enum attr_fate { ATTR_KEPT, ATTR_NAME, ATTR_STALE, ATTR_NO_PLACE };

static enum attr_fate take_attribute(struct webanno_sheet *s, uint32_t number, const char *name,
                                     const char *value, const char *label, const char *only)
{
    struct webanno_out *layer = &s->layers.at[number];
    char fit[DRAFT_NAME_MOST + 1];
    size_t field = webanno_find_field(layer, name);
    if (only)
        return strcmp(only, name) == 0 ? ATTR_KEPT : ATTR_NO_PLACE;
    if (field != SIZE_MAX && field == layer->label && !layer->own) {
        draft_fit_label(value, fit);
        return strcmp(fit, label) == 0 ? ATTR_KEPT : ATTR_STALE;
    }
    if (field != SIZE_MAX)
        return ATTR_KEPT;
    if (layer->place == PLACE_CHAINS || layer->place == PLACE_TOKENS)
        return ATTR_NO_PLACE;
    if (!is_feature(name))
        return ATTR_NAME;
    webanno_add_field(s, number, CELL_FEATURE, name, name);
    return ATTR_KEPT;
}

static const char *const fates[] = {
    [ATTR_NAME] = "its name means something else in the format",
    [ATTR_STALE] = "the label says otherwise",
    [ATTR_NO_PLACE] = "chains, slots and tokens have no further features",
};

/* Columns for what the attributes are called. only: the one name that there is a place for. */
static void take_attributes(struct webanno_sheet *s, uint32_t number, const char *attrs,
                            const char *label, const char *only, const struct span *span,
                            const struct relation *relation)
{
    while (attrs && attrs_next(&attrs, &s->name, &s->value) && !s->failed) {
        const char *name = buf_text(&s->name);
        s->failed |= s->name.failed || s->value.failed;
        if (labelset_builtin_attribute(name, s->name.size))
            continue;
        enum attr_fate fate = take_attribute(s, number, name, buf_text(&s->value), label, only);
        if (fate == ATTR_KEPT)
            continue;
        if (span)
            outlet_lose_span(s->o, s->sheet, LOSS_DROPPED, "attribute", span, fates[fate]);
        else
            outlet_lose_relation(s->o, s->sheet, LOSS_DROPPED, "attribute", relation, fates[fate]);
    }
}

/* ---- order ---- */

/* Ids are new with each import, so nothing that is written goes by them: marks that lie on the same
 * words go by what they say, copies by what hangs on them. */

static uint64_t mix(uint64_t a, uint64_t b)
{
    return (a ^ (b + 0x9e3779b97f4a7c15u + (a << 6) + (a >> 2))) * 0xbf58476d1ce4e5b9u;
}

static uint64_t mix_text(uint64_t a, const char *text)
{
    for (; text && *text; text++)
        a = (a ^ (unsigned char)*text) * 0x100000001b3u;
    return mix(a, 1);
}

static uint64_t mix_span(const struct webanno_sheet *s, uint64_t a, const struct span *span)
{
    a = mix(mix(a, span->at.start.byte), span->at.end.byte);
    return mix_text(mix_text(a, outlet_label(s->o, span)), span->attrs);
}

static int by_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int by_place(const void *a, const void *b, void *ctx)
{
    const struct webanno_sheet *s = ctx;
    const struct webanno_order *x = a, *y = b;
    const struct span *one = x->span, *other = y->span;
    int order = 0;
    if (one->at.start.byte != other->at.start.byte)
        return one->at.start.byte < other->at.start.byte ? -1 : 1;
    if (one->at.end.byte != other->at.end.byte)
        return one->at.end.byte > other->at.end.byte ? -1 : 1;
    if (!(order = strcmp(outlet_label(s->o, one), outlet_label(s->o, other))))
        order = by_text(one->attrs, other->attrs);
    if (!order && x->ties != y->ties)
        order = x->ties > y->ties ? -1 : 1; /* what nothing hangs on comes last */
    return order ? order : uuid_order(one->id, other->id);
}

static struct webanno_order *find_order(const struct webanno_sheet *s, struct uuid id)
{
    const struct webanno_span *span =
        (const struct webanno_span *)(void *)idtable_find(&s->by_id, id);
    return span ? &s->order.at[span->first] : NULL;
}

/* The sheet's spans in `order`. The spans' places in it are kept in `first` while that is made. */
static void order_spans(struct webanno_sheet *s)
{
    const struct sheet *sheet = s->sheet;
    if (!vec_reserve(&s->spans, sheet->n_spans) || !idtable_reserve(&s->by_id, sheet->n_spans)) {
        s->failed = true;
        return;
    }
    for (uint32_t i = 0; i < sheet->n_spans; i++) {
        const struct span *span = sheet->spans[i];
        s->failed |= !vec_push(&s->order, ((struct webanno_order){.span = span}));
        s->spans.at[i] = (struct webanno_span){.id = span->id, .first = i};
        if (!idtable_find(&s->by_id, span->id))
            idtable_put(&s->by_id, &s->spans.at[i].id);
    }
    for (size_t i = 0; i < sheet->n_relations && !s->failed; i++) {
        const struct relation *r = sheet->relations[i];
        struct webanno_order *from = find_order(s, r->from), *to = find_order(s, r->to);
        if (!from || !to)
            continue;
        uint64_t what = mix_text(mix_text(7, outlet_type(s->o, r)), r->attrs);
        from->ties += mix_span(s, mix(what, 1), to->span) >> 1;
        to->ties += mix_span(s, mix(what, 2), from->span) >> 1;
    }
    idtable_free(&s->by_id);
    if (s->order.n && !s->failed)
        qsort_r(s->order.at, s->order.n, sizeof *s->order.at, by_place, s);
}

/* ---- spans ---- */

static const char *source_layer(struct webanno_sheet *s, const char *attrs, size_t *n)
{
    return outlet_attr(s->o, attrs, ATTRIBUTE_SOURCE_LAYER, n);
}

/* Can the span be of the layer? Tokens are whole and lie apart. */
static bool fits_layer(struct webanno_sheet *s, uint32_t layer, const struct span *span)
{
    if (layer == WEBANNO_NONE || !webanno_can_say(&s->layers.at[layer], outlet_label(s->o, span)))
        return false;
    if (s->layers.at[layer].place != PLACE_TOKENS)
        return true;
    if (span->n_fragments > 1 || span->at.start.byte < s->made_end)
        return false;
    s->made_end = span->at.end.byte;
    return true;
}

static void read_span(struct webanno_sheet *s, const struct span *span)
{
    size_t n;
    const char *text = source_layer(s, span->attrs, &n), *label = outlet_label(s->o, span);
    uint32_t layer = text ? webanno_layer_of(s, text, n, WEBANNO_NONE) : WEBANNO_NONE;
    if (!fits_layer(s, layer, span))
        layer = WEBANNO_NONE;
    if (text && layer == WEBANNO_NONE)
        outlet_lose_span(s->o, s->sheet, LOSS_RENAMED, "layer", span,
                         "its layer has no place for such a span");
    if (layer == WEBANNO_NONE)
        layer = webanno_own_layer(s, PLACE_SPANS, WEBANNO_NONE);
    struct webanno_span out = {
        .id = span->id, .span = span, .layer = layer, .next = WEBANNO_NONE, .before = WEBANNO_NONE};
    if (layer == WEBANNO_NONE || !vec_push(&s->spans, out)) {
        s->failed = true;
        return;
    }
    s->layers.at[layer].used = true;
    if (s->layers.at[layer].place != PLACE_TOKENS) /* these wait for what hangs on them */
        take_attributes(s, layer, span->attrs, label, NULL, span, NULL);
}

/* ---- relations ---- */

static uint32_t find_span(const struct webanno_sheet *s, struct uuid id)
{
    const struct webanno_span *span =
        (const struct webanno_span *)(void *)idtable_find(&s->by_id, id);
    return span ? (uint32_t)(span - s->spans.at) : WEBANNO_NONE;
}

/* "ROLE_host:links_type|layer": the field of the host's layer that it is. */
static size_t slot_field(struct webanno_sheet *s, const struct webanno_relation *r,
                         const char *text, size_t n, const char *type)
{
    const struct webanno_out *host = &s->layers.at[s->spans.at[r->from].layer];
    const struct webanno_out *target = &s->layers.at[s->spans.at[r->to].layer];
    const char *bar = memchr(text, '|', n);
    char fit[DRAFT_NAME_MOST + 1];
    if (!bar || host->place != PLACE_SPANS || host->own)
        return SIZE_MAX;
    size_t role = (size_t)(bar - text);
    for (size_t i = 0; i + 1 < host->fields.n; i++) {
        const struct webanno_field *field = &host->fields.at[i];
        const char *ties = host->fields.at[i + 1].name;
        if (field->cell != CELL_ROLE || strlen(field->name) != role ||
            memcmp(field->name, text, role) != 0)
            continue;
        char *slot = webanno_slot(&s->arena, field->name);
        if (!slot) {
            s->failed = true;
            return SIZE_MAX;
        }
        draft_fit_label(slot, fit);
        bool any = strcmp(ties, WEBANNO_ANY) == 0 && target->place != PLACE_TOKENS;
        return strcmp(fit, type) == 0 && (any || strcmp(ties, target->name) == 0) ? i : SIZE_MAX;
    }
    return SIZE_MAX;
}

/* Draws a chain's arrow, if the chain stays a row of elements: none has two arrows, none comes
 * back. */
static bool draw_arrow(struct webanno_sheet *s, const struct webanno_relation *r)
{
    struct webanno_span *from = &s->spans.at[r->from], *to = &s->spans.at[r->to];
    if (from->layer != to->layer || s->layers.at[from->layer].place != PLACE_CHAINS ||
        from->next != WEBANNO_NONE || to->before != WEBANNO_NONE || r->from == r->to ||
        s->ends.at[r->from] == r->to)
        return false;
    uint32_t head = s->ends.at[r->from], tail = s->ends.at[r->to];
    from->next = r->to;
    from->arrow = r->relation;
    to->before = r->from;
    s->ends.at[head] = tail;
    s->ends.at[tail] = head;
    return true;
}

static void push_relation(struct webanno_sheet *s, const struct webanno_relation *r)
{
    s->layers.at[r->layer].used = true;
    s->failed |= !vec_push(&s->relations, *r);
}

/* As what its source_layer says; false: it cannot be that. */
static bool read_foreign(struct webanno_sheet *s, struct webanno_relation *r, const char *text,
                         size_t n, const char *type)
{
    const struct relation *relation = r->relation;
    uint32_t base = s->spans.at[r->from].layer;
    if (n > 5 && memcmp(text, "ROLE_", 5) == 0) {
        r->field = slot_field(s, r, text, n, type);
        if (r->field == SIZE_MAX)
            return false;
        r->slot = true;
        r->layer = base;
        push_relation(s, r);
        take_attributes(s, base, relation->attrs, type, WEBANNO_ROLE, NULL, relation);
        return true;
    }
    if (n > 5 && memcmp(text, "T_CH=", 5) == 0) {
        if (!draw_arrow(s, r))
            return false;
        take_attributes(s, base, relation->attrs, type, s->layers.at[base].fields.at[0].attribute,
                        NULL, relation);
        return true;
    }
    if (s->spans.at[r->to].layer != base)
        return false;
    r->layer = webanno_layer_of(s, text, n, base);
    if (r->layer == WEBANNO_NONE || !webanno_can_say(&s->layers.at[r->layer], type))
        return false;
    push_relation(s, r);
    take_attributes(s, r->layer, relation->attrs, type, NULL, NULL, relation);
    return true;
}

static void read_relation(struct webanno_sheet *s, struct webanno_relation r)
{
    const struct relation *relation = r.relation;
    const char *type = outlet_type(s->o, relation);
    size_t n;
    const char *text = source_layer(s, relation->attrs, &n);
    char *copy = text ? arena_copy(&s->arena, text, n) : NULL;
    s->failed |= text && !copy;
    if (s->failed || (text && read_foreign(s, &r, copy, n, type)))
        return;
    uint32_t base = s->spans.at[r.from].layer;
    if (base != s->spans.at[r.to].layer || s->layers.at[base].place == PLACE_CHAINS) {
        outlet_lose_relation(s->o, s->sheet, LOSS_DROPPED, "relation", relation,
                             "the format ties spans of one layer, and chains by their arrows");
        return;
    }
    if (text)
        outlet_lose_relation(s->o, s->sheet, LOSS_RENAMED, "layer", relation,
                             "its layer does not have such relations");
    r.layer = webanno_own_layer(s, PLACE_RELATIONS, base);
    if (s->failed)
        return;
    push_relation(s, &r);
    take_attributes(s, r.layer, relation->attrs, type, NULL, NULL, relation);
}

/* A token is a span by what hangs on it: one on which nothing does is a mark like others. */
static void read_token(struct webanno_sheet *s, struct webanno_span *span)
{
    if (!span->tied) {
        outlet_lose_span(s->o, s->sheet, LOSS_RENAMED, "layer", span->span,
                         "it was a token, and nothing hangs on it");
        span->layer = webanno_own_layer(s, PLACE_SPANS, WEBANNO_NONE);
    }
    if (s->failed)
        return;
    s->layers.at[span->layer].used = true;
    take_attributes(s, span->layer, span->span->attrs, outlet_label(s->o, span->span), NULL,
                    span->span, NULL);
}

static void read_tokens(struct webanno_sheet *s)
{
    for (size_t i = 0; i < s->relations.n; i++) {
        s->spans.at[s->relations.at[i].from].tied = true;
        s->spans.at[s->relations.at[i].to].tied = true;
    }
    for (size_t i = 0; i < s->spans.n && !s->failed; i++)
        if (s->layers.at[s->spans.at[i].layer].place == PLACE_TOKENS)
            read_token(s, &s->spans.at[i]);
}

/* In whose row it stands: a slot in its host's, a relation in that of the span it points to. */
static uint32_t row_of(const struct webanno_relation *r)
{
    return r->slot ? r->from : r->to;
}

static int by_row(const void *a, const void *b)
{
    const struct webanno_relation *x = a, *y = b;
    uint32_t left = row_of(x), right = row_of(y);
    if (left != right)
        return left < right ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

static int by_ends(const void *a, const void *b, void *ctx)
{
    const struct webanno_sheet *s = ctx;
    const struct webanno_relation *x = a, *y = b;
    int order;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    if ((order = strcmp(outlet_type(s->o, x->relation), outlet_type(s->o, y->relation))) ||
        (order = by_text(x->relation->attrs, y->relation->attrs)))
        return order;
    return uuid_order(x->relation->id, y->relation->id);
}

static void read_relations(struct webanno_sheet *s)
{
    for (size_t i = 0; i < s->sheet->n_relations && !s->failed; i++) {
        const struct relation *relation = s->sheet->relations[i];
        struct webanno_relation r = {.relation = relation,
                                     .from = find_span(s, relation->from),
                                     .to = find_span(s, relation->to)};
        if (r.from == WEBANNO_NONE || r.to == WEBANNO_NONE)
            outlet_lose_relation(s->o, s->sheet, LOSS_DROPPED, "relation", relation,
                                 "an end of it is not in the set");
        else
            s->failed |= !vec_push(&s->drawn, r);
    }
    if (s->drawn.n && !s->failed)
        qsort_r(s->drawn.at, s->drawn.n, sizeof *s->drawn.at, by_ends, s);
    for (uint32_t i = 0; i < s->drawn.n && !s->failed; i++) {
        s->drawn.at[i].order = i;
        read_relation(s, s->drawn.at[i]);
    }
}

static void sort_relations(struct webanno_sheet *s)
{
    size_t at = 0;
    if (s->relations.n)
        qsort(s->relations.at, s->relations.n, sizeof *s->relations.at, by_row);
    for (uint32_t i = 0; i <= s->spans.n && !s->failed; i++) {
        while (at < s->relations.n && row_of(&s->relations.at[at]) < i)
            at++;
        s->failed |= !vec_push(&s->row_first, (uint32_t)at);
    }
}

/* ---- the header ---- */

/* The column of a layer without features goes where there are some after all; the label's is called
 * so that no attribute is called the same. */
static void settle_columns(struct webanno_sheet *s)
{
    for (size_t i = 0; i < s->layers.n; i++) {
        struct webanno_out *layer = &s->layers.at[i];
        if (!layer->used) /* nothing could be of it */
            layer->place = PLACE_NOWHERE;
        if (layer->own)
            while (webanno_find_field(layer, layer->fields.at[0].name) != SIZE_MAX && !s->failed) {
                char *name = arena_printf(&s->arena, "%s_", layer->fields.at[0].name);
                s->failed |= !name;
                layer->fields.at[0].name = name ? name : "";
            }
        for (size_t k = 0; k < layer->fields.n && layer->fields.n > 1; k++)
            if (layer->fields.at[k].cell == CELL_EMPTY) {
                vec_remove(&layer->fields, k);
                layer->label -= layer->label != SIZE_MAX && layer->label > k;
                k--;
            }
    }
}

/* Elements of chains are numbered along their arrows, chains by their first elements. */
static void number_chains(struct webanno_sheet *s)
{
    uint32_t chain = 0;
    for (uint32_t i = 0; i < s->spans.n; i++) {
        struct webanno_span *span = &s->spans.at[i];
        if (s->layers.at[span->layer].place != PLACE_CHAINS || span->before != WEBANNO_NONE)
            continue;
        uint32_t link = 1;
        chain++;
        for (uint32_t at = i; at != WEBANNO_NONE; at = s->spans.at[at].next) {
            s->spans.at[at].chain = chain;
            s->spans.at[at].link = link++;
        }
    }
}

void webanno_sheet_read(struct webanno_sheet *s, struct outlet *o, const struct sheet *sheet)
{
    s->o = o;
    s->sheet = sheet;
    order_spans(s);
    for (size_t i = 0; i < s->order.n && !s->failed; i++)
        read_span(s, s->order.at[i].span);
    s->failed |= !idtable_reserve(&s->by_id, s->spans.n);
    for (uint32_t i = 0; i < s->spans.n && !s->failed; i++) {
        if (!idtable_find(&s->by_id, s->spans.at[i].id))
            idtable_put(&s->by_id, &s->spans.at[i].id);
        s->failed |= !vec_push(&s->ends, i);
    }
    read_relations(s);
    read_tokens(s);
    if (!s->failed)
        sort_relations(s);
    if (!s->failed)
        settle_columns(s);
    number_chains(s);
}

void webanno_sheet_clear(struct webanno_sheet *s)
{
    for (size_t i = 0; i < s->layers.n; i++)
        vec_free(&s->layers.at[i].fields);
    arena_clear(&s->arena);
    idtable_free(&s->by_text);
    idtable_free(&s->by_id);
    free(s->gaps);
    s->gaps = NULL;
    s->layers.n = s->spans.n = s->relations.n = s->tokens.n = s->pieces.n = 0;
    s->row_first.n = s->ends.n = s->order.n = s->drawn.n = 0;
    s->links = s->made_end = 0;
    s->failed = false;
}

void webanno_sheet_release(struct webanno_sheet *s)
{
    webanno_sheet_clear(s);
    arena_release(&s->arena);
    vec_free(&s->layers);
    vec_free(&s->order);
    vec_free(&s->drawn);
    vec_free(&s->spans);
    vec_free(&s->relations);
    vec_free(&s->tokens);
    vec_free(&s->pieces);
    vec_free(&s->row_first);
    vec_free(&s->ends);
    buf_release(&s->name);
    buf_release(&s->value);
}
