/* Prodigy's JSON Lines, written: a task for each sheet, answered where it is a person's or gold.
 * Tokens are written where relations need them, which count in tokens, or the user has some. */
#include "prodigy.h"

#include <string.h>

#include "ordered.h"
#include "outlet.h"
#include "pull.h"
#include "sheets.h"

struct place {
    uint32_t start, end;            /* code points */
    size_t first_token, last_token; /* that it touches */
    bool touches;                   /* any token */
};

struct prodigy_outlet {
    struct ordered ordered;
    VEC(struct place) places; /* of its spans */
    const struct range *tokens;
    size_t n_tokens;
    bool has_tokens;
};

/* The first token that ends behind the place. */
static size_t token_at(const struct prodigy_outlet *s, struct pos pos)
{
    size_t low = 0, high = s->n_tokens;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->tokens[middle].end.byte <= pos.byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct place find_place(const struct prodigy_outlet *s, struct outlet *o,
                               const struct sheet *sheet, const struct span *span)
{
    struct place place = {.start = outlet_place(o, span->at.start),
                          .end = outlet_place(o, span->at.end)};
    if (!s->has_tokens)
        return place;
    size_t first = token_at(s, span->at.start), last = token_at(s, pos_at(span->at.end.byte - 1));
    if (last == s->n_tokens || s->tokens[last].start.byte >= span->at.end.byte)
        last = last ? last - 1 : 0;
    place.touches = first <= last && first < s->n_tokens;
    place.first_token = first;
    place.last_token = last;
    if (!place.touches || s->tokens[first].start.byte != span->at.start.byte ||
        s->tokens[last].end.byte != span->at.end.byte)
        outlet_lose_span(o, sheet, LOSS_SNAPPED, "token numbers", span,
                         "it does not begin and end with a token; its offsets are exact");
    return place;
}

static void put_tokens(const struct prodigy_outlet *s, struct outlet *o, const struct sheet *sheet)
{
    uint32_t size = article_size(sheet->document->article);
    const uint8_t *bytes = article_bytes(sheet->document->article);
    outlet_text(o, ",\"tokens\":[");
    for (size_t i = 0; i < s->n_tokens && !outlet_fault(o); i++) {
        struct range token = s->tokens[i];
        bool space = token.end.byte < size && bytes[token.end.byte] == ' ';
        outlet_text(o, i ? ",{\"text\":" : "{\"text\":");
        outlet_json_slice(o, token);
        outlet_printf(o, ",\"start\":%u", outlet_place(o, token.start));
        outlet_printf(o, ",\"end\":%u,\"id\":%zu,\"ws\":%s}", outlet_place(o, token.end), i,
                      space ? "true" : "false");
    }
    outlet_text(o, "]");
}

static void put_place(struct outlet *o, const struct place *place, const struct span *span)
{
    outlet_printf(o, "{\"start\":%u,\"end\":%u,", place->start, place->end);
    if (place->touches)
        outlet_printf(o, "\"token_start\":%zu,\"token_end\":%zu,", place->first_token,
                      place->last_token);
    outlet_text(o, "\"label\":");
    outlet_json_text(o, outlet_label(o, span));
}

static void put_spans(const struct prodigy_outlet *s, struct outlet *o, const struct sheet *sheet)
{
    outlet_text(o, ",\"spans\":[");
    for (size_t i = 0; i < s->ordered.spans.n && !outlet_fault(o); i++) {
        const struct span *span = s->ordered.spans.at[i];
        outlet_text(o, i ? "," : "");
        put_place(o, &s->places.at[i], span);
        outlet_text(o, ",\"text\":");
        outlet_json_slice(o, span->at);
        if (sheet->set->source) {
            outlet_text(o, ",\"source\":");
            outlet_json_text(o, sheet->set->source);
        }
        sheets_put_score(o, span->attrs);
        outlet_text(o, "}");
    }
    outlet_text(o, "]");
}

/* The token that stands for a span is its last. */
static void put_end(const struct prodigy_outlet *s, struct outlet *o, struct uuid id,
                    const char *which)
{
    size_t i = ordered_rank(&s->ordered, id);
    const struct place *place = &s->places.at[i];
    outlet_printf(o, "\"%s\":%zu,\"%s_span\":", which, place->touches ? place->last_token : 0,
                  which);
    put_place(o, place, s->ordered.spans.at[i]);
    outlet_text(o, "},");
}

static void put_relations(const struct prodigy_outlet *s, struct outlet *o)
{
    for (size_t i = 0; i < s->ordered.relations.n && !outlet_fault(o); i++) {
        const struct relation *relation = s->ordered.relations.at[i];
        outlet_text(o, i ? ",{" : ",\"relations\":[{");
        put_end(s, o, relation->from, "head");
        put_end(s, o, relation->to, "child");
        outlet_text(o, "\"label\":");
        outlet_json_text(o, outlet_type(o, relation));
        outlet_text(o, "}");
    }
    if (s->ordered.relations.n)
        outlet_text(o, "]");
}

/* The metadata, but for the input's hash, which has its place outside of it. */
static void put_meta(struct outlet *o, const char *meta)
{
    struct raw object, hash = {0};
    size_t bad;
    bool some = false;
    if (!meta || pull_wrong(meta, strlen(meta), &object, &bad) || pull_type(object) != RAW_OBJECT)
        return;
    const char *at = object.at;
    for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
        struct raw key = pull_key(&at), value = pull_value(&at);
        if (pull_is_word(key, PRODIGY_INPUT) && pull_type(value) == RAW_NUMBER) {
            hash = value;
            continue;
        }
        outlet_text(o, some ? "," : ",\"meta\":{");
        outlet_add(o, key.at, key.n);
        outlet_text(o, ":");
        outlet_add(o, value.at, value.n);
        some = true;
    }
    outlet_text(o, some ? "}" : "");
    if (hash.n) {
        outlet_text(o, ",\"" PRODIGY_INPUT "\":");
        outlet_add(o, hash.at, hash.n);
    }
}

static void put_owner(struct outlet *o, const struct stream_set *set)
{
    if (set->kind == SET_PERSON && set->owner) {
        outlet_text(o, ",\"_annotator_id\":");
        outlet_json_text(o, set->owner);
        outlet_text(o, ",\"_session_id\":");
        outlet_json_text(o, set->owner);
    }
    if (set->kind == SET_PERSON || set->kind == SET_GOLD)
        outlet_text(o, ",\"answer\":\"accept\"");
}

static void put_marks(struct prodigy_outlet *s, struct outlet *o, const struct sheet *sheet)
{
    s->tokens = NULL;
    s->n_tokens = 0;
    s->has_tokens = sheet->n_relations || outlet_options(o)->tokens;
    s->places.n = 0;
    if (!ordered_make(&s->ordered, sheet, outlet_options(o)->labels) ||
        !vec_reserve(&s->places, sheet->n_spans)) {
        outlet_no_memory(o);
        return;
    }
    if (s->has_tokens) {
        s->tokens = outlet_tokens(o, sheet, &s->n_tokens);
        put_tokens(s, o, sheet);
    }
    for (size_t i = 0; i < s->ordered.spans.n && !outlet_fault(o); i++)
        s->places.at[s->places.n++] = find_place(s, o, sheet, s->ordered.spans.at[i]);
    put_spans(s, o, sheet);
    put_relations(s, o);
    put_owner(o, sheet->set);
}

static enum fault put_sheet(void *state, struct outlet *o, const struct sheet *sheet,
                            struct err *err)
{
    (void)err;
    outlet_text(o, "{\"text\":");
    outlet_json_slice(o, article_all(sheet->document->article));
    outlet_text(o, ",\"name\":");
    outlet_json_text(o, sheet->document->name);
    put_meta(o, sheet->document->meta);
    if (sheet->set)
        put_marks(state, o, sheet);
    outlet_text(o, "}\n");
    return outlet_fault(o);
}

static void release(void *state)
{
    struct prodigy_outlet *s = state;
    ordered_release(&s->ordered);
    vec_free(&s->places);
}

const struct format_writer prodigy_writer = {
    .state = sizeof(struct prodigy_outlet), .sheet = put_sheet, .release = release};
