/* Cells of rows. Marks of a layer are told apart by their number where they have one ("PER[2]"),
 * else by their place in the row; a mark of several rows has the same number in each. */
#include "webanno_marks.h"

#include <stdlib.h>
#include <string.h>

enum { LAYERS_MOST = 1000, COLUMNS_MOST = 10000 };
static struct webanno_slice value_of(struct webanno_marks *m, const char *at, size_t n)
{
    buf_clear(&m->text);
    webanno_unescape(at, n, &m->text);
    m->draft->failed |= m->text.failed;
    return (struct webanno_slice){buf_text(&m->text), m->text.size};
}

/* ---- what is known ---- */

struct uuid webanno_key(enum webanno_key_kind kind, uint32_t layer, uint32_t a, uint32_t b,
                        uint32_t c)
{
    struct uuid key = {
        {(uint8_t)kind, (uint8_t)(layer >> 16), (uint8_t)(layer >> 8), (uint8_t)layer}};
    memcpy(key.b + 4, &a, 4);
    memcpy(key.b + 8, &b, 4);
    memcpy(key.b + 12, &c, 4);
    return key;
}

struct uuid webanno_unit_key(enum webanno_key_kind kind, uint32_t layer, struct webanno_unit unit)
{
    return webanno_key(kind, layer, unit.sentence, unit.token, unit.sub);
}

struct webanno_known *webanno_find(const struct webanno_marks *m, struct uuid key)
{
    return (struct webanno_known *)(void *)idtable_find(&m->known, key);
}

struct webanno_known *webanno_learn(struct webanno_marks *m, struct uuid key, size_t span)
{
    struct webanno_known *known = webanno_find(m, key);
    if (known)
        return known;
    known = arena_take(&m->arena, sizeof *known);
    if (!known || !idtable_reserve(&m->known, 1)) {
        m->draft->failed = true;
        return NULL;
    }
    *known = (struct webanno_known){.key = key, .span = span};
    idtable_put(&m->known, &known->key);
    return known;
}

/* ---- the header ---- */

enum fault webanno_marks_layer(struct webanno_marks *m, const char *line, size_t n, struct err *err)
{
    struct webanno_layer layer;
    enum fault fault = webanno_layer(&m->arena, line, n, &layer, err);
    if (fault)
        return fault;
    for (size_t i = 0; i < m->layers.n; i++)
        if (m->layers.at[i].kind == layer.kind && strcmp(m->layers.at[i].name, layer.name) == 0)
            return err_set(err, FAULT_INPUT, "the layer %.200s stands there twice", layer.name);
    m->columns += layer.n;
    if (m->layers.n == LAYERS_MOST || m->columns > COLUMNS_MOST)
        return err_set(err, FAULT_INPUT, "more layers than are read here");
    return vec_push(&m->layers, layer) ? OK : err_set(err, FAULT_MEMORY, "out of memory");
}

/* The layer that a column names; tokens that have none are known by the first column to name it. */
static uint32_t tie_of(const struct webanno_marks *m, const char *name)
{
    uint32_t column = 0;
    if (strcmp(name, WEBANNO_ANY) == 0)
        return WEBANNO_TIE_ANY;
    for (size_t i = 0; i < m->layers.n; i++)
        if (m->layers.at[i].kind != WEBANNO_RELATIONS && strcmp(m->layers.at[i].name, name) == 0)
            return (uint32_t)i;
    for (size_t i = 0; i < m->layers.n; i++)
        for (size_t k = 0; k < m->layers.at[i].n; k++, column++) {
            enum webanno_cell cell = m->layers.at[i].columns[k].cell;
            if ((cell == CELL_TARGET || cell == CELL_BASE) &&
                strcmp(m->layers.at[i].columns[k].name, name) == 0)
                return WEBANNO_TIE_TOKENS + column;
        }
    return WEBANNO_TIE_NONE;
}

bool webanno_marks_begin(struct webanno_marks *m)
{
    for (size_t i = 0; i < m->layers.n; i++)
        for (size_t k = 0; k < m->layers.at[i].n; k++) {
            const struct webanno_column *column = &m->layers.at[i].columns[k];
            bool ties = column->cell == CELL_TARGET || column->cell == CELL_BASE;
            uint32_t tie = ties ? tie_of(m, column->name) : WEBANNO_TIE_NONE;
            m->tied |= ties;
            m->ties_any |= tie == WEBANNO_TIE_ANY;
            m->ties_tokens |=
                tie != WEBANNO_TIE_ANY && tie != WEBANNO_TIE_NONE && tie >= WEBANNO_TIE_TOKENS;
            if (!vec_push(&m->ties, tie))
                return false;
        }
    return true;
}

/* ---- spans ---- */

/* A mark that begins in this row. */
static size_t begin_mark(struct webanno_marks *m, const struct webanno_row *row)
{
    struct draft_span *span = draft_span(m->draft, NULL, 0, row->start, row->end);
    struct webanno_here here = {.span = m->draft->spans.n - 1, .fresh = true};
    if (!span || !vec_push(&m->here, here)) {
        m->draft->failed = true;
        return SIZE_MAX;
    }
    span->line = row->line;
    if (row->unit.sub) { /* tokens are compared with their sentence; these with the text */
        struct webanno_slice words = value_of(m, row->words.at, row->words.n);
        span->text = draft_copy(m->draft, words.at, words.n);
        span->n_text = words.n;
    }
    return m->here.n - 1;
}

static void extend_mark(struct webanno_marks *m, const struct webanno_row *row, size_t i)
{
    struct draft_span *span = &m->draft->spans.at[i];
    struct draft_place *at = &span->at[0];
    at->start = row->start < at->start ? row->start : at->start;
    at->end = row->end > at->end ? row->end : at->end;
    span->text = NULL;
    span->n_text = 0;
}

/* The mark of that key, in `here`: begun, or gone on with. */
static size_t keyed_mark(struct webanno_marks *m, const struct webanno_row *row, struct uuid key)
{
    struct webanno_known *known = webanno_learn(m, key, SIZE_MAX);
    if (!known)
        return SIZE_MAX;
    if (known->span != SIZE_MAX && known->row == m->row)
        return known->here;
    size_t here;
    if (known->span == SIZE_MAX) {
        here = begin_mark(m, row);
        known->span = m->draft->spans.n - 1;
    } else {
        extend_mark(m, row, known->span);
        here = vec_push(&m->here, ((struct webanno_here){.span = known->span})) ? m->here.n - 1
                                                                                : SIZE_MAX;
    }
    m->draft->failed |= here == SIZE_MAX;
    known->row = m->row;
    known->here = here;
    return here;
}

/* Relations find it by its first unit. */
static void learn_place(struct webanno_marks *m, uint32_t layer, struct webanno_unit unit,
                        size_t span, bool numbered)
{
    if (!m->tied)
        return;
    webanno_learn(m, webanno_unit_key(WEBANNO_KEY_FIRST, layer, unit), span);
    if (!numbered)
        webanno_learn(m, webanno_unit_key(WEBANNO_KEY_BARE, layer, unit), span);
    if (m->ties_any && layer != WEBANNO_TIE_ANY)
        learn_place(m, WEBANNO_TIE_ANY, unit, span, numbered);
}

/* Which of `here` a part of a cell speaks of. bare: how many without a number came before it. */
static size_t mark_of(struct webanno_marks *m, const struct webanno_row *row, uint32_t layer,
                      const struct webanno_part *part, size_t *bare)
{
    size_t here;
    if (!part->numbered && *bare < m->bare.n)
        return m->bare.at[(*bare)++];
    if (part->numbered)
        here = keyed_mark(m, row, webanno_key(WEBANNO_KEY_NUMBER, layer, part->number, 0, 0));
    else
        here = begin_mark(m, row);
    if (here == SIZE_MAX || !m->here.at[here].fresh)
        return here;
    size_t span = m->here.at[here].span;
    if (!part->numbered) {
        ++*bare;
        m->draft->failed |= !vec_push(&m->bare, here);
    } else if (m->ties_any) {
        webanno_learn(m, webanno_key(WEBANNO_KEY_NUMBER, WEBANNO_TIE_ANY, part->number, 0, 0),
                      span);
    }
    learn_place(m, layer, row->unit, span, part->numbered);
    return here;
}

bool webanno_says(const struct webanno_layer *layer, const char *value)
{
    char fit[DRAFT_NAME_MOST + 1], name[DRAFT_NAME_MOST + 1];
    draft_fit_label(value, fit);
    draft_fit_label(webanno_short(layer->name), name);
    return layer->own || (strcmp(fit, value) == 0 && strcmp(fit, name) != 0);
}

static void give_value(struct webanno_marks *m, const struct webanno_layer *layer, size_t column,
                       struct draft_span *span, const struct webanno_part *part)
{
    const char *name = layer->columns[column].name;
    if (part->none || !part->n)
        return;
    struct webanno_slice value = value_of(m, part->at, part->n);
    if (column == layer->label)
        span->label = draft_copy(m->draft, value.at, value.n);
    if (column != layer->label || !webanno_says(layer, value.at))
        draft_span_attr(m->draft, span, name, strlen(name), value.at, value.n);
}

/* What the layer says of each mark that began in this row. */
static void finish_marks(struct webanno_marks *m, const struct webanno_layer *layer)
{
    for (size_t i = 0; i < m->here.n && !layer->own; i++) {
        struct draft_span *span = &m->draft->spans.at[m->here.at[i].span];
        if (!m->here.at[i].fresh)
            continue;
        if (!span->label)
            span->label = webanno_short(layer->name);
        draft_span_attr(m->draft, span, ATTRIBUTE_SOURCE_LAYER, sizeof ATTRIBUTE_SOURCE_LAYER - 1,
                        layer->text, strlen(layer->text));
    }
    m->here.n = m->bare.n = m->order.n = m->roles.n = 0;
}

/* ---- relations ---- */

struct draft_link *webanno_new_link(struct webanno_marks *m, const char *type, size_t n,
                                    size_t line)
{
    struct draft_link *link = draft_link(m->draft, type, n);
    if (link) {
        link->line = line;
        link->from_at = link->to_at = SIZE_MAX;
    }
    return link;
}

void webanno_give_layer(struct webanno_marks *m, struct draft_link *link, const char *text)
{
    draft_link_attr(m->draft, link, ATTRIBUTE_SOURCE_LAYER, sizeof ATTRIBUTE_SOURCE_LAYER - 1, text,
                    strlen(text));
}

/* What fills a host's slots: a relation each. */
static enum fault read_slots(struct webanno_marks *m, const struct webanno_row *row,
                             const struct webanno_layer *layer, size_t column, uint32_t tie,
                             size_t host, struct webanno_slice roles, struct webanno_slice targets,
                             const char **at, struct err *err)
{
    const char *role_name = layer->columns[column - 1].name;
    char *slot = webanno_slot(&m->arena, role_name);
    char *text = arena_printf(&m->arena, "%s|%s", role_name, layer->columns[column].name);
    struct webanno_slice target, role;
    m->draft->failed |= !slot || !text;
    while (!m->draft->failed && webanno_next_piece(&targets, ';', &target)) {
        struct webanno_tie found = {.link = m->draft->links.n, .layer = tie};
        uint32_t numbers[2];
        bool has_role = webanno_next_piece(&roles, ';', &role);
        struct webanno_part part =
            has_role ? webanno_part_of(role, false) : (struct webanno_part){.none = true};
        if (webanno_part_of(target, false).none)
            continue;
        *at = target.at;
        if (!webanno_read_tie(target, &found.to, numbers))
            return err_set(err, FAULT_INPUT, "what fills the slot is not understood");
        found.to_id = numbers[0];
        struct draft_link *link = webanno_new_link(m, slot, strlen(slot), row->line);
        if (!link || !vec_push(&m->links, found))
            m->draft->failed = true;
        if (m->draft->failed)
            break;
        link->from_at = host;
        webanno_give_layer(m, link, text);
        if (!part.none && part.n) {
            struct webanno_slice value = value_of(m, part.at, part.n);
            draft_link_attr(m->draft, link, WEBANNO_ROLE, sizeof WEBANNO_ROLE - 1, value.at,
                            value.n);
        }
    }
    return OK;
}

/* One cell of a span layer. */
static enum fault read_cell(struct webanno_marks *m, const struct webanno_row *row, uint32_t number,
                            size_t column, uint32_t tie, struct webanno_slice cell, const char **at,
                            struct err *err)
{
    const struct webanno_layer *layer = &m->layers.at[number];
    enum webanno_cell kind = layer->columns[column].cell;
    struct webanno_slice piece;
    size_t bare = 0;
    if (kind == CELL_ROLE)
        m->order.n = m->roles.n = 0;
    if (webanno_is_nothing(cell))
        return OK;
    for (size_t i = 0; !m->draft->failed && webanno_next_piece(&cell, '|', &piece); i++) {
        struct webanno_part part = webanno_part_of(piece, kind != CELL_TARGET);
        bool ordered = kind == CELL_TARGET && i < m->order.n;
        size_t here = ordered ? m->order.at[i] : mark_of(m, row, number, &part, &bare);
        if (here == SIZE_MAX)
            break;
        struct webanno_here mark = m->here.at[here];
        if (kind == CELL_ROLE) {
            struct webanno_slice roles = {part.at, part.n};
            if (!vec_push(&m->order, here) || !vec_push(&m->roles, roles))
                m->draft->failed = true;
        }
        if (kind == CELL_FEATURE && mark.fresh)
            give_value(m, layer, column, &m->draft->spans.at[mark.span], &part);
        if (kind != CELL_TARGET || !mark.fresh)
            continue;
        struct webanno_slice roles = ordered ? m->roles.at[i] : (struct webanno_slice){0};
        enum fault fault = read_slots(m, row, layer, column, tie, mark.span, roles, piece, at, err);
        if (fault)
            return fault;
    }
    return OK;
}

/* A relation whose base cell has this piece; m->at are the rests of the other cells. */
static enum fault read_relation(struct webanno_marks *m, const struct webanno_row *row,
                                const struct webanno_layer *layer, uint32_t tie,
                                struct webanno_slice base, const char **at, struct err *err)
{
    struct webanno_tie found = {.link = m->draft->links.n, .layer = tie, .to = row->unit};
    uint32_t numbers[2];
    *at = base.at;
    if (!webanno_read_tie(base, &found.from, numbers))
        return err_set(err, FAULT_INPUT, "where the relation comes from is not understood");
    found.from_id = numbers[0];
    found.to_id = numbers[1];
    const char *type = webanno_short(layer->name);
    struct draft_link *link = webanno_new_link(m, type, strlen(type), row->line);
    if (!link || !vec_push(&m->links, found)) {
        m->draft->failed = true;
        return OK;
    }
    if (!layer->own)
        webanno_give_layer(m, link, layer->text);
    for (size_t i = 0; i + 1 < layer->n; i++) {
        const char *name = layer->columns[i].name;
        struct webanno_slice piece;
        if (!webanno_next_piece(&m->at.at[i], '|', &piece))
            continue;
        struct webanno_part part = webanno_part_of(piece, true);
        if (part.none || !part.n || layer->columns[i].cell != CELL_FEATURE)
            continue;
        struct webanno_slice value = value_of(m, part.at, part.n);
        if (i == layer->label)
            link->type = draft_copy(m->draft, value.at, value.n);
        if (i != layer->label || !webanno_says(layer, value.at))
            draft_link_attr(m->draft, link, name, strlen(name), value.at, value.n);
    }
    return OK;
}

static enum fault read_relations(struct webanno_marks *m, const struct webanno_row *row,
                                 const struct webanno_layer *layer, uint32_t tie,
                                 const struct webanno_slice *cells, const char **at,
                                 struct err *err)
{
    struct webanno_slice base = cells[layer->n - 1], piece;
    enum fault fault = OK;
    if (webanno_is_nothing(base) || (base.n == 1 && *base.at == '*'))
        return OK;
    m->at.n = 0;
    for (size_t i = 0; i + 1 < layer->n; i++)
        if (!vec_push(&m->at, cells[i]))
            m->draft->failed = true;
    while (!fault && !m->draft->failed && webanno_next_piece(&base, '|', &piece))
        fault = read_relation(m, row, layer, tie, piece, at, err);
    return fault;
}

/* ---- chains ---- */

static void begin_element(struct webanno_marks *m, const struct webanno_row *row, uint32_t number,
                          const struct webanno_element *element, struct webanno_slice name,
                          const struct webanno_part *kind)
{
    const struct webanno_layer *layer = &m->layers.at[number];
    struct webanno_element out = *element;
    struct webanno_part arrow = webanno_part_of(name, false);
    if (!arrow.none && arrow.n) {
        struct webanno_slice value = value_of(m, name.at, name.n);
        out.arrow = draft_copy(m->draft, value.at, value.n);
    }
    give_value(m, layer, 1, &m->draft->spans.at[out.span], kind);
    if (!vec_push(&m->chained, out))
        m->draft->failed = true;
    learn_place(m, number, row->unit, out.span, kind->numbered);
    if (kind->numbered)
        webanno_learn(m, webanno_key(WEBANNO_KEY_NUMBER, number, kind->number, 0, 0), out.span);
    if (kind->numbered && m->ties_any)
        webanno_learn(m, webanno_key(WEBANNO_KEY_NUMBER, WEBANNO_TIE_ANY, kind->number, 0, 0),
                      out.span);
}

static enum fault read_chain(struct webanno_marks *m, const struct webanno_row *row,
                             uint32_t number, const struct webanno_slice *cells, const char **at,
                             struct err *err)
{
    struct webanno_slice arrows = cells[0], kinds = cells[1], piece, kind;
    if (webanno_is_nothing(arrows))
        return OK;
    while (!m->draft->failed && webanno_next_piece(&arrows, '|', &piece)) {
        struct webanno_element element = {.layer = number, .line = row->line};
        struct webanno_slice name;
        *at = piece.at;
        if (!webanno_read_arrow(piece, &name, &element.chain, &element.number))
            return err_set(err, FAULT_INPUT, "a chain's arrow is VALUE->CHAIN-NUMBER");
        size_t here = keyed_mark(
            m, row, webanno_key(WEBANNO_KEY_CHAIN, number, element.chain, element.number, 0));
        bool has_kind = webanno_next_piece(&kinds, '|', &kind);
        struct webanno_part part =
            has_kind ? webanno_part_of(kind, true) : (struct webanno_part){.none = true};
        if (here == SIZE_MAX || !m->here.at[here].fresh)
            continue;
        element.span = m->here.at[here].span;
        begin_element(m, row, number, &element, name, &part);
    }
    return OK;
}

/* ---- rows ---- */

enum fault webanno_marks_row(struct webanno_marks *m, const struct webanno_row *row,
                             const char **at, struct err *err)
{
    size_t column = 0;
    enum fault fault = OK;
    m->row++;
    if (m->ties_tokens) {
        struct webanno_known *unit =
            webanno_learn(m, webanno_unit_key(WEBANNO_KEY_UNIT, 0, row->unit), SIZE_MAX);
        if (unit && unit->row == 0) {
            unit->row = row->line;
            unit->start = row->start;
            unit->end = row->end;
        }
    }
    for (uint32_t i = 0; i < m->layers.n && !fault; i++) {
        const struct webanno_layer *layer = &m->layers.at[i];
        const struct webanno_slice *cells = row->cells + column;
        if (layer->kind == WEBANNO_RELATIONS)
            fault =
                read_relations(m, row, layer, m->ties.at[column + layer->n - 1], cells, at, err);
        else if (layer->kind == WEBANNO_CHAINS)
            fault = read_chain(m, row, i, cells, at, err);
        for (size_t k = 0; layer->kind == WEBANNO_SPANS && k < layer->n && !fault; k++)
            fault = read_cell(m, row, i, k, m->ties.at[column + k], cells[k], at, err);
        finish_marks(m, layer);
        column += layer->n;
    }
    return m->draft->failed ? err_set(err, FAULT_MEMORY, "out of memory") : fault;
}

void webanno_marks_clear(struct webanno_marks *m)
{
    arena_clear(&m->arena);
    idtable_free(&m->known);
    m->layers.n = m->ties.n = m->columns = m->row = 0;
    m->tied = m->ties_any = m->ties_tokens = false;
    m->here.n = m->bare.n = m->order.n = m->roles.n = m->at.n = m->links.n = m->chained.n = 0;
}

void webanno_marks_release(struct webanno_marks *m)
{
    arena_release(&m->arena);
    idtable_free(&m->known);
    vec_free(&m->layers);
    vec_free(&m->ties);
    vec_free(&m->here);
    vec_free(&m->bare);
    vec_free(&m->order);
    vec_free(&m->roles);
    vec_free(&m->at);
    vec_free(&m->links);
    vec_free(&m->chained);
    buf_release(&m->text);
}
