/* A sheet as a file: the layers at the top, then sentence by sentence a row for each token, and for
 * each part of one that a span begins or ends in. */
#include <string.h>

#include "webanno_sheet.h"

struct webanno {
    struct webanno_sheet sheet;
    struct webanno_walk walk;
    struct buf text; /* scratch, escaped */
    VEC(const struct webanno_relation *) stack;
};

/* ---- the header ---- */

static void put_layer(struct outlet *o, const struct webanno_sheet *s,
                      const struct webanno_out *layer)
{
    static const char *const kinds[] = {
        [PLACE_SPANS] = "SP", [PLACE_CHAINS] = "CH", [PLACE_RELATIONS] = "RL"};
    outlet_text(o, "#T_");
    outlet_text(o, kinds[layer->place]);
    outlet_text(o, "=");
    outlet_text(o, layer->name);
    for (size_t i = 0; i < layer->fields.n; i++) {
        outlet_text(o, "|");
        outlet_text(o, layer->fields.at[i].name);
    }
    if (layer->place == PLACE_RELATIONS) {
        outlet_text(o, "|BT_");
        outlet_text(o, s->layers.at[layer->base].name);
    }
    outlet_text(o, "\n");
}

static void put_header(struct outlet *o, const struct webanno_sheet *s)
{
    outlet_text(o, "#FORMAT=WebAnno TSV 3.3\n");
    for (enum webanno_place place = PLACE_SPANS; place <= PLACE_RELATIONS; place++)
        for (size_t i = 0; i < s->layers.n; i++)
            if (s->layers.at[i].place == place)
                put_layer(o, s, &s->layers.at[i]);
    outlet_text(o, "\n");
}

/* ---- text ---- */

static const char *words(const struct webanno_sheet *s, uint32_t byte)
{
    return (const char *)article_bytes(s->sheet->document->article) + byte;
}

static void put_escaped(struct webanno *w, struct outlet *o, const char *text, size_t n, bool value)
{
    buf_clear(&w->text);
    (value ? webanno_escape_value : webanno_escape_text)(text, n, &w->text);
    if (w->text.failed)
        outlet_no_memory(o);
    outlet_add(o, buf_text(&w->text), w->text.size);
}

/* A line each; a newline is what parts them. */
static void put_text(struct webanno *w, struct outlet *o, uint32_t start, uint32_t end)
{
    const char *text = words(&w->sheet, start);
    size_t n = end - start;
    for (bool more = true; more;) {
        const char *newline = memchr(text, '\n', n);
        size_t some = newline ? (size_t)(newline - text) : n;
        outlet_text(o, "#Text=");
        put_escaped(w, o, text, some, false);
        outlet_text(o, "\n");
        more = newline != NULL;
        text += some + more;
        n -= some + more;
    }
}

/* What stands before the first sentence is spaces, which the file leaves out, or it is its own. */
static uint32_t text_start(const struct webanno_sheet *s, size_t token)
{
    uint32_t start = s->tokens.at[token].at.start.byte;
    if (token)
        return start;
    if (start > WEBANNO_GAP_MOST)
        return 0;
    for (uint32_t i = 0; i < start; i++)
        if (*words(s, i) != ' ')
            return 0;
    return start;
}

/* Up to the next sentence, without the newlines before that, which the file leaves out. */
static uint32_t text_end(const struct webanno_sheet *s, size_t token)
{
    uint32_t sentence = s->tokens.at[token].sentence, run = 0;
    while (token < s->tokens.n && s->tokens.at[token].sentence == sentence)
        token++;
    uint32_t last = s->tokens.at[token - 1].at.end.byte;
    if (token == s->tokens.n)
        return article_size(s->sheet->document->article);
    uint32_t end = s->tokens.at[token].at.start.byte;
    while (end - run > last && *words(s, end - run - 1) == '\n')
        run++;
    return run > WEBANNO_GAP_MOST ? end : end - run;
}

/* ---- cells ---- */

static void put_value(struct webanno *w, struct outlet *o, const char *value, size_t n)
{
    if (value)
        put_escaped(w, o, value, n, true);
    else
        outlet_text(o, "*");
}

static void put_number(struct outlet *o, uint32_t number)
{
    if (number)
        outlet_printf(o, "[%u]", number);
}

static void put_unit(const struct webanno_sheet *s, struct outlet *o,
                     const struct webanno_span *span)
{
    const struct webanno_token *token = &s->tokens.at[span->first];
    outlet_printf(o, "%u-%u", token->sentence, token->number);
    if (span->sub)
        outlet_printf(o, ".%u", span->sub);
}

/* The slots of a host, one after another: their roles, or what fills them. */
static void put_slots(struct webanno *w, struct outlet *o, uint32_t host, size_t role, bool roles)
{
    struct webanno_sheet *s = &w->sheet;
    bool some = false;
    for (size_t i = s->row_first.at[host]; i < s->row_first.at[host + 1]; i++) {
        const struct webanno_relation *r = &s->relations.at[i];
        if (!r->slot || r->field != role)
            continue;
        if (some)
            outlet_text(o, ";");
        some = true;
        if (roles) {
            size_t n;
            const char *value = outlet_attr(o, r->relation->attrs, WEBANNO_ROLE, &n);
            put_value(w, o, value, n);
        } else {
            put_unit(s, o, &s->spans.at[r->to]);
            put_number(o, s->spans.at[r->to].number);
        }
    }
    if (!some)
        outlet_text(o, roles ? "_" : "*");
}

static void put_arrow(struct webanno *w, struct outlet *o, const struct webanno_out *layer,
                      const struct webanno_span *span)
{
    const char *value = NULL;
    size_t n = 0;
    if (span->arrow) {
        const char *type = outlet_type(o, span->arrow);
        char fit[DRAFT_NAME_MOST + 1];
        value = outlet_attr(o, span->arrow->attrs, layer->fields.at[0].attribute, &n);
        if (!value || !draft_fit_label(value, fit) || strcmp(fit, type) != 0) {
            value = strcmp(type, layer->fit) == 0 ? NULL : type;
            n = strlen(type);
        }
    }
    put_value(w, o, value, n);
    outlet_printf(o, "->%u-%u", span->chain, span->link);
}

static void put_cell(struct webanno *w, struct outlet *o, const struct webanno_out *layer,
                     size_t field, uint32_t number)
{
    struct webanno_sheet *s = &w->sheet;
    const struct webanno_span *span = &s->spans.at[number];
    size_t n = 0;
    const char *value;
    switch (layer->fields.at[field].cell) {
    case CELL_ROLE:
        put_slots(w, o, number, field, true);
        put_number(o, span->number);
        return;
    case CELL_TARGET:
        put_slots(w, o, number, field - 1, false);
        return;
    case CELL_ARROW:
        put_arrow(w, o, layer, span);
        return;
    case CELL_EMPTY:
    case CELL_BASE:
        outlet_text(o, "*");
        break;
    case CELL_FEATURE:
        value = webanno_sheet_value(s, layer, field, span->span->attrs, outlet_label(o, span->span),
                                    &n);
        put_value(w, o, value, n);
        break;
    }
    put_number(o, span->number);
}

/* ---- rows ---- */

struct writing_unit {
    uint32_t token, sub;
    struct range at;
    const struct webanno_piece *pieces; /* the spans on it, by layer */
    size_t n;
};

static void put_marks(struct webanno *w, struct outlet *o, uint32_t number,
                      const struct writing_unit *unit)
{
    const struct webanno_out *layer = &w->sheet.layers.at[number];
    size_t first = 0, n = 0;
    while (first < unit->n && unit->pieces[first].layer < number)
        first++;
    while (first + n < unit->n && unit->pieces[first + n].layer == number)
        n++;
    for (size_t field = 0; field < layer->fields.n; field++) {
        for (size_t i = 0; i < n; i++) {
            if (i)
                outlet_text(o, "|");
            put_cell(w, o, layer, field, unit->pieces[first + i].span);
        }
        outlet_text(o, n ? "\t" : "_\t");
    }
}

/* The relations of a layer that point to a span which begins on this unit. */
static void stack_relations(struct webanno *w, struct outlet *o, uint32_t layer, uint32_t span)
{
    const struct webanno_sheet *s = &w->sheet;
    for (size_t i = s->row_first.at[span]; i < s->row_first.at[span + 1]; i++)
        if (!s->relations.at[i].slot && s->relations.at[i].layer == layer &&
            !vec_push(&w->stack, &s->relations.at[i]))
            outlet_no_memory(o);
}

static void find_relations(struct webanno *w, struct outlet *o, uint32_t number,
                           const struct writing_unit *unit)
{
    const struct webanno_sheet *s = &w->sheet;
    uint32_t base = s->layers.at[number].base, made = s->tokens.at[unit->token].span;
    w->stack.n = 0;
    for (size_t i = 0; i < unit->n; i++)
        if (unit->pieces[i].layer == base && s->spans.at[unit->pieces[i].span].first == unit->token)
            stack_relations(w, o, number, unit->pieces[i].span);
    if (!unit->sub && made != WEBANNO_NONE && s->spans.at[made].layer == base)
        stack_relations(w, o, number, made);
}

static void put_relations(struct webanno *w, struct outlet *o, uint32_t number,
                          const struct writing_unit *unit)
{
    struct webanno_sheet *s = &w->sheet;
    const struct webanno_out *layer = &s->layers.at[number];
    find_relations(w, o, number, unit);
    for (size_t field = 0; field <= layer->fields.n; field++) {
        for (size_t i = 0; i < w->stack.n; i++) {
            const struct webanno_relation *r = w->stack.at[i];
            const struct webanno_span *from = &s->spans.at[r->from], *to = &s->spans.at[r->to];
            if (i)
                outlet_text(o, "|");
            if (field < layer->fields.n) {
                size_t n = 0;
                const char *value = webanno_sheet_value(s, layer, field, r->relation->attrs,
                                                        outlet_type(o, r->relation), &n);
                put_value(w, o, value, n);
                continue;
            }
            put_unit(s, o, from);
            if (from->number || to->number)
                outlet_printf(o, "[%u_%u]", from->number, to->number);
        }
        outlet_text(o, w->stack.n ? "\t" : "_\t");
    }
}

static void put_row(struct webanno *w, struct outlet *o, const struct writing_unit *unit)
{
    struct webanno_sheet *s = &w->sheet;
    const struct webanno_token *token = &s->tokens.at[unit->token];
    outlet_printf(o, "%u-%u", token->sentence, token->number);
    if (unit->sub)
        outlet_printf(o, ".%u", unit->sub);
    uint32_t start = outlet_place(o, unit->at.start);
    outlet_printf(o, "\t%u-%u\t", start, outlet_place(o, unit->at.end));
    put_escaped(w, o, words(s, unit->at.start.byte), range_size(unit->at), false);
    outlet_text(o, "\t");
    for (enum webanno_place place = PLACE_SPANS; place <= PLACE_RELATIONS; place++)
        for (uint32_t i = 0; i < s->layers.n; i++) {
            if (s->layers.at[i].place != place)
                continue;
            if (place == PLACE_RELATIONS)
                put_relations(w, o, i, unit);
            else
                put_marks(w, o, i, unit);
        }
    outlet_text(o, "\n");
}

/* The token's own row, whether anything lies on it or not, and those of its parts. */
static void put_token(struct webanno *w, struct outlet *o)
{
    struct webanno_walk *walk = &w->walk;
    struct writing_unit unit = {.token = walk->token, .at = w->sheet.tokens.at[walk->token].at};
    webanno_walk_token(&w->sheet, walk);
    size_t i = 0;
    unit.pieces = walk->pieces.at;
    unit.n = walk->pieces.n && walk->pieces.at[0].whole ? webanno_walk_unit(walk, 0) : 0;
    put_row(w, o, &unit);
    for (i = unit.n; i < walk->pieces.n; i += unit.n) {
        unit.sub++;
        unit.at = walk->pieces.at[i].at;
        unit.pieces = walk->pieces.at + i;
        unit.n = webanno_walk_unit(walk, i);
        put_row(w, o, &unit);
    }
}

static void put_rows(struct webanno *w, struct outlet *o)
{
    struct webanno_sheet *s = &w->sheet;
    uint32_t sentence = 0, size = article_size(s->sheet->document->article);
    struct webanno_walk *walk = &w->walk;
    walk->token = walk->next = 0;
    walk->active.n = 0;
    for (; walk->token < s->tokens.n && !s->failed && !outlet_fault(o); walk->token++) {
        const struct webanno_token *token = &s->tokens.at[walk->token];
        if (token->sentence != sentence) {
            sentence = token->sentence;
            outlet_text(o, "\n");
            put_text(w, o, text_start(s, walk->token), text_end(s, walk->token));
        }
        put_token(w, o);
    }
    if (!s->tokens.n && size) {
        outlet_text(o, "\n");
        put_text(w, o, 0, size);
    }
}

static enum fault write_sheet(void *state, struct outlet *o, const struct sheet *sheet,
                              struct err *err)
{
    struct webanno *w = state;
    (void)err;
    outlet_file(o, sheet, "tsv");
    webanno_sheet_read(&w->sheet, o, sheet);
    if (!w->sheet.failed)
        webanno_sheet_tokens(&w->sheet);
    if (!w->sheet.failed) {
        put_header(o, &w->sheet);
        put_rows(w, o);
    }
    if (w->sheet.failed)
        outlet_no_memory(o);
    webanno_sheet_clear(&w->sheet);
    return outlet_fault(o);
}

static void release(void *state)
{
    struct webanno *w = state;
    webanno_sheet_release(&w->sheet);
    vec_free(&w->walk.active);
    vec_free(&w->walk.pieces);
    vec_free(&w->stack);
    buf_release(&w->text);
}

const struct format_writer webanno_writer = {
    .state = sizeof(struct webanno), .sheet = write_sheet, .release = release};
