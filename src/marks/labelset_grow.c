/* A label set that grows while an import meets labels it lacks. Arrays are taken anew from the
 * arena; what was there keeps its place. */
#include <string.h>

#include "manicule/marks/attrs.h"
#include "manicule/marks/labelset.h"

static bool enlarge(struct labelset *set, void **array, size_t n, size_t each)
{
    void *larger = arena_take(&set->arena, LABELS_MAX * each);
    if (!larger)
        return false;
    if (n)
        memcpy(larger, *array, n * each);
    *array = larger;
    return true;
}

bool labelset_grow(struct labelset *set)
{
    void *labels = set->labels, *relations = set->relations;
    if (!enlarge(set, &labels, set->n_labels, sizeof *set->labels) ||
        !enlarge(set, &relations, set->n_relations, sizeof *set->relations))
        return false;
    set->labels = labels;
    set->relations = relations;
    memset(set->sha256, 0, sizeof set->sha256);
    return true;
}

/* The bytes of the character at text, 0 at its end. */
static size_t character(const char *text)
{
    size_t n = *text != '\0';
    while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
        n++;
    return n;
}

static bool key_taken(const struct labelset *set, const char *key, size_t n)
{
    for (size_t i = 0; i < set->n_labels; i++) {
        const struct label *label = &set->labels[i];
        if (!label->retired && label->key && strlen(label->key) == n &&
            memcmp(label->key, key, n) == 0)
            return true;
    }
    return false;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* A free key that the name has as a letter, else any free one, else none. */
static const char *choose_key(struct labelset *set, const char *name, size_t n, const char *keys)
{
    for (size_t i = 0; i < n; i++) {
        char letter = lower(name[i]);
        if (letter > ' ' && (unsigned char)letter < 0x7f && strchr(keys, letter) &&
            !key_taken(set, &letter, 1))
            return arena_copy(&set->arena, &letter, 1);
    }
    for (size_t some; (some = character(keys)) != 0; keys += some)
        if (!key_taken(set, keys, some))
            return arena_copy(&set->arena, keys, some);
    return "";
}

bool labelset_give_keys(struct labelset *set, const char *keys)
{
    for (size_t i = 0; i < set->n_labels; i++) {
        struct label *label = &set->labels[i];
        if (!label->retired && (!label->key || !*label->key))
            label->key = choose_key(set, label->name, strlen(label->name), keys);
        if (!label->key)
            return false;
    }
    return true;
}

uint16_t labelset_add(struct labelset *set, const char *name, size_t n, const char *keys)
{
    if (set->n_labels == LABELS_MAX)
        return LABEL_NONE;
    struct label label = {.name = arena_copy(&set->arena, name, n),
                          .key = choose_key(set, name, n, keys ? keys : ""),
                          .guideline = ""};
    if (!label.name || !label.key)
        return LABEL_NONE;
    set->labels[set->n_labels] = label;
    return (uint16_t)set->n_labels++;
}

uint16_t labelset_add_relation(struct labelset *set, const char *name, size_t n, uint16_t from,
                               uint16_t to)
{
    if (set->n_relations == LABELS_MAX)
        return LABEL_NONE;
    struct relation_def def = {
        .name = arena_copy(&set->arena, name, n), .help = "", .from = from, .to = to};
    if (!def.name)
        return LABEL_NONE;
    set->relations[set->n_relations] = def;
    return (uint16_t)set->n_relations++;
}

void labelset_widen(struct labelset *set, uint16_t relation, uint16_t from, uint16_t to)
{
    struct relation_def *def = &set->relations[relation];
    if (def->from != from)
        def->from = LABEL_ANY;
    if (def->to != to)
        def->to = LABEL_ANY;
}

static bool add_attribute(struct labelset *set, struct attribute_def **defs, size_t *n_defs,
                          const char *name, size_t n)
{
    if (*n_defs == ATTRIBUTES_MAX || !attrs_valid_name(name, n))
        return false;
    struct attribute_def *more = arena_take(&set->arena, (*n_defs + 1) * sizeof *more);
    char *copy = arena_copy(&set->arena, name, n);
    if (!more || !copy)
        return false;
    if (*n_defs)
        memcpy(more, *defs, *n_defs * sizeof *more);
    more[*n_defs] = (struct attribute_def){.name = copy, .help = "", .type = ATTRIBUTE_TEXT};
    *defs = more;
    ++*n_defs;
    return true;
}

bool labelset_add_attribute(struct labelset *set, uint16_t label, const char *name, size_t n)
{
    struct label *of = &set->labels[label];
    return add_attribute(set, &of->attributes, &of->n_attributes, name, n);
}

bool labelset_add_relation_attribute(struct labelset *set, uint16_t relation, const char *name,
                                     size_t n)
{
    struct relation_def *of = &set->relations[relation];
    return add_attribute(set, &of->attributes, &of->n_attributes, name, n);
}

/* The definition is one of this set's, which may be changed here. */
static struct attribute_def *own(struct labelset *set, const struct attribute_def *def)
{
    for (size_t i = 0; i < set->n_labels; i++)
        for (size_t k = 0; k < set->labels[i].n_attributes; k++)
            if (&set->labels[i].attributes[k] == def)
                return &set->labels[i].attributes[k];
    for (size_t i = 0; i < set->n_relations; i++)
        for (size_t k = 0; k < set->relations[i].n_attributes; k++)
            if (&set->relations[i].attributes[k] == def)
                return &set->relations[i].attributes[k];
    return NULL;
}

bool labelset_add_choice(struct labelset *set, const struct attribute_def *def, const char *value,
                         size_t n)
{
    struct attribute_def *to = own(set, def);
    if (!to || to->n == CHOICES_MAX)
        return false;
    const char **more = arena_take(&set->arena, (to->n + 1) * sizeof *more);
    char *copy = arena_copy(&set->arena, value, n);
    if (!more || !copy)
        return false;
    if (to->n)
        memcpy(more, to->choices, to->n * sizeof *more);
    more[to->n] = copy;
    to->choices = more;
    to->n++;
    return true;
}
