#include "manicule/marks/labelset.h"

#include <string.h>

static bool is_name(const char *name, const char *text, size_t n)
{
    return strlen(name) == n && memcmp(name, text, n) == 0;
}

uint16_t labelset_find(const struct labelset *labels, const char *name, size_t n)
{
    for (size_t i = 0; i < labels->n_labels; i++)
        if (is_name(labels->labels[i].name, name, n))
            return (uint16_t)i;
    return LABEL_NONE;
}

uint16_t labelset_relation(const struct labelset *labels, const char *name, size_t n)
{
    for (size_t i = 0; i < labels->n_relations; i++)
        if (is_name(labels->relations[i].name, name, n))
            return (uint16_t)i;
    return LABEL_NONE;
}

static const struct attribute_def *find_attribute(const struct attribute_def *defs, size_t count,
                                                  const char *name, size_t n)
{
    for (size_t i = 0; i < count; i++)
        if (is_name(defs[i].name, name, n))
            return &defs[i];
    return NULL;
}

static const struct attribute_def builtin[] = {
    {.name = ATTRIBUTE_SOURCE_ID, .help = "what the format it came from calls it"},
    {.name = ATTRIBUTE_SOURCE_LAYER, .help = "the layer it belonged to in that format"},
    {.name = ATTRIBUTE_SCORE, .help = "a model's confidence in it"},
};

const struct attribute_def *labelset_builtin_def(const char *name, size_t n)
{
    return find_attribute(builtin, sizeof builtin / sizeof *builtin, name, n);
}

bool labelset_builtin_attribute(const char *name, size_t n)
{
    return labelset_builtin_def(name, n) != NULL;
}

static const struct attribute_def *own_or_builtin(const struct attribute_def *defs, size_t count,
                                                  const char *name, size_t n)
{
    const struct attribute_def *own = find_attribute(defs, count, name, n);
    return own ? own : labelset_builtin_def(name, n);
}

const struct attribute_def *label_attribute(const struct label *label, const char *name, size_t n)
{
    return own_or_builtin(label->attributes, label->n_attributes, name, n);
}

const struct attribute_def *relation_attribute(const struct relation_def *def, const char *name,
                                               size_t n)
{
    return own_or_builtin(def->attributes, def->n_attributes, name, n);
}

void labelset_free(struct labelset *labels)
{
    arena_release(&labels->arena);
    *labels = (struct labelset){0};
}
