/* Layers of a sheet and their columns, by what the marks' source_layer says. */
#include <stdio.h>
#include <string.h>

#include "manicule/marks/digest.h"
#include "webanno_sheet.h"

/* ---- layers ---- */

struct by_text {
    struct uuid key;
    uint32_t layer; /* WEBANNO_NONE: it says none that can be written */
    uint32_t base;
};

static struct uuid key_of(const char *text, size_t n, uint32_t base)
{
    struct piece pieces[] = {{text, n}, {&base, sizeof base}};
    struct digest digest = digest_chain((struct digest){{0}}, pieces, 2);
    struct uuid key;
    memcpy(key.b, digest.b, sizeof key.b);
    return key;
}

static struct by_text *learn(struct webanno_sheet *s, struct uuid key, uint32_t layer)
{
    struct by_text *known = arena_take(&s->arena, sizeof *known);
    if (!known || !idtable_reserve(&s->by_text, 1)) {
        s->failed = true;
        return NULL;
    }
    *known = (struct by_text){.key = key, .layer = layer};
    idtable_put(&s->by_text, &known->key);
    return known;
}

static uint32_t new_layer(struct webanno_sheet *s, enum webanno_place place, const char *name,
                          bool own, uint32_t base)
{
    struct webanno_out layer = {
        .place = place, .name = name, .own = own, .base = base, .label = SIZE_MAX};
    if (!name || !vec_push(&s->layers, layer)) {
        s->failed = true;
        return WEBANNO_NONE;
    }
    draft_fit_label(webanno_short(name), s->layers.at[s->layers.n - 1].fit);
    return (uint32_t)s->layers.n - 1;
}

/* The layer of a kind and name, with what it ties; new if need be. */
static uint32_t named_layer(struct webanno_sheet *s, enum webanno_place place, const char *name,
                            uint32_t base)
{
    char kind = (char)('0' + place);
    buf_clear(&s->name);
    buf_add_char(&s->name, kind);
    buf_add_string(&s->name, name);
    struct uuid key = key_of(buf_text(&s->name), s->name.size, base);
    struct by_text *known = (struct by_text *)(void *)idtable_find(&s->by_text, key);
    if (known)
        return known->layer;
    uint32_t layer = new_layer(s, place, arena_string(&s->arena, name), false, base);
    return learn(s, key, layer) ? layer : WEBANNO_NONE;
}

size_t webanno_find_field(const struct webanno_out *layer, const char *attribute)
{
    for (size_t i = 0; i < layer->fields.n; i++)
        if (layer->fields.at[i].cell == CELL_FEATURE &&
            strcmp(layer->fields.at[i].attribute, attribute) == 0)
            return i;
    return SIZE_MAX;
}

static bool has_slot(const struct webanno_out *layer, const char *role)
{
    for (size_t i = 0; i < layer->fields.n; i++)
        if (layer->fields.at[i].cell == CELL_ROLE && strcmp(layer->fields.at[i].name, role) == 0)
            return true;
    return false;
}

void webanno_add_field(struct webanno_sheet *s, uint32_t number, enum webanno_cell cell,
                       const char *name, const char *attribute)
{
    struct webanno_field field = {.cell = cell,
                                  .name = arena_string(&s->arena, name),
                                  .attribute = arena_string(&s->arena, attribute)};
    if (!field.name || !field.attribute || !vec_push(&s->layers.at[number].fields, field))
        s->failed = true;
}

/* The columns that a source_layer names and the layer has not yet. */
static void take_columns(struct webanno_sheet *s, uint32_t number, const struct webanno_layer *from)
{
    bool first = s->layers.at[number].fields.n == 0;
    for (size_t i = 0; i < from->n; i++) {
        struct webanno_out *layer = &s->layers.at[number];
        const struct webanno_column *column = &from->columns[i];
        char fit[DRAFT_NAME_MOST + 1];
        draft_fit_attribute(column->name, fit);
        if (column->cell == CELL_BASE || column->cell == CELL_TARGET)
            continue;
        if (column->cell == CELL_FEATURE && webanno_find_field(layer, fit) != SIZE_MAX)
            continue;
        if (column->cell == CELL_EMPTY && !first)
            continue;
        if (column->cell == CELL_ROLE) {
            if (has_slot(layer, column->name))
                continue;
            webanno_add_field(s, number, CELL_ROLE, column->name, fit);
            webanno_add_field(s, number, CELL_TARGET, from->columns[i + 1].name, "");
        } else {
            webanno_add_field(s, number, column->cell, column->name, fit);
        }
        if (i == from->label && s->layers.at[number].label == SIZE_MAX)
            s->layers.at[number].label = s->layers.at[number].fields.n - 1;
    }
}

/* Relations name layers: no two kinds of marks may share a name. */
static bool name_taken(const struct webanno_sheet *s, enum webanno_place place, const char *name)
{
    for (size_t i = 0; i < s->layers.n; i++)
        if (s->layers.at[i].place != PLACE_RELATIONS && s->layers.at[i].place != place &&
            strcmp(s->layers.at[i].name, name) == 0)
            return true;
    return strcmp(name, WEBANNO_MARK) == 0;
}

static uint32_t read_layer(struct webanno_sheet *s, const char *text, size_t n, uint32_t base,
                           const char **ties)
{
    struct webanno_layer parsed;
    if (n > 3 && memcmp(text, "BT_", 3) == 0 && base == WEBANNO_NONE && !strpbrk(text, "|\t\r\n"))
        return name_taken(s, PLACE_TOKENS, text + 3)
                   ? WEBANNO_NONE
                   : named_layer(s, PLACE_TOKENS, text + 3, WEBANNO_NONE);
    if (n <= 5 || memcmp(text, "T_", 2) != 0 || strpbrk(text, "\t\r\n") ||
        webanno_layer(&s->arena, text, n, &parsed, NULL) || parsed.own)
        return WEBANNO_NONE;
    bool tie = parsed.kind == WEBANNO_RELATIONS;
    if (tie != (base != WEBANNO_NONE))
        return WEBANNO_NONE;
    if (tie)
        *ties = parsed.columns[parsed.n - 1].name;
    if (tie && strcmp(*ties, s->layers.at[base].name) != 0)
        return WEBANNO_NONE;
    enum webanno_place place = tie                             ? PLACE_RELATIONS
                               : parsed.kind == WEBANNO_CHAINS ? PLACE_CHAINS
                                                               : PLACE_SPANS;
    if (!tie && name_taken(s, place, parsed.name))
        return WEBANNO_NONE;
    uint32_t number = named_layer(s, place, parsed.name, base);
    if (number != WEBANNO_NONE)
        take_columns(s, number, &parsed);
    if (number != WEBANNO_NONE && place == PLACE_SPANS && !s->layers.at[number].fields.n)
        webanno_add_field(s, number, CELL_EMPTY, "", "");
    return number;
}

uint32_t webanno_layer_of(struct webanno_sheet *s, const char *text, size_t n, uint32_t base)
{
    struct uuid key = key_of(text, n, base);
    struct by_text *known = (struct by_text *)(void *)idtable_find(&s->by_text, key);
    const char *ties = NULL;
    if (known)
        return known->layer;
    char *copy = arena_copy(&s->arena, text, n);
    if (!copy) {
        s->failed = true;
        return WEBANNO_NONE;
    }
    uint32_t layer = read_layer(s, copy, n, base, &ties);
    return learn(s, key, layer) ? layer : WEBANNO_NONE;
}

uint32_t webanno_own_layer(struct webanno_sheet *s, enum webanno_place place, uint32_t base)
{
    struct uuid key = key_of(place == PLACE_SPANS ? "own mark" : "own link", 8, base);
    struct by_text *known = (struct by_text *)(void *)idtable_find(&s->by_text, key);
    const char *name = WEBANNO_MARK;
    if (known)
        return known->layer;
    if (place == PLACE_RELATIONS)
        name = s->links++ ? arena_printf(&s->arena, WEBANNO_LINK "_%u", s->links) : WEBANNO_LINK;
    uint32_t number = new_layer(s, place, name, true, base);
    if (number == WEBANNO_NONE || !learn(s, key, number))
        return WEBANNO_NONE;
    webanno_add_field(s, number, CELL_FEATURE, "label", "");
    s->layers.at[number].label = 0;
    return number;
}

bool webanno_can_say(const struct webanno_out *layer, const char *label)
{
    return layer->label != SIZE_MAX || strcmp(layer->fit, label) == 0;
}

/* ---- values ---- */

const char *webanno_sheet_value(struct webanno_sheet *s, const struct webanno_out *layer,
                                size_t field, const char *attrs, const char *label, size_t *n)
{
    const char *name = layer->fields.at[field].attribute;
    const char *value = *name ? outlet_attr(s->o, attrs, name, n) : NULL;
    char fit[DRAFT_NAME_MOST + 1];
    if (field != layer->label)
        return value;
    if (value && draft_fit_label(value, fit) && strcmp(fit, label) == 0)
        return value;
    *n = strlen(label);
    return !layer->own && strcmp(label, layer->fit) == 0 ? NULL : label;
}
