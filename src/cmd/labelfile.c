#include "labelfile.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"
#include "manicule/formats/labelset_json.h"
#include "verbs.h"

static enum fault no_memory(struct err *err)
{
    return err_set(err, FAULT_MEMORY, "out of memory");
}

/* NULL in *out: our own JSON. */
static enum fault choose(const char *name, const struct labelfile *file, const struct format **out,
                         struct err *err)
{
    *out = NULL;
    if (!name || strcmp(name, "auto") == 0) {
        *out = format_guess_labels(file->json, file->n);
        return OK;
    }
    const struct format *format = format_find(name);
    if (format == format_find("native"))
        return OK;
    *out = format;
    if (!format || !format->read_labels)
        return err_set(err, FAULT_USAGE,
                       "the format %s: `manicule help labels` lists the formats of label sets",
                       shown(name).text);
    return OK;
}

static const char *copy(struct labelset *set, const char *text, bool *good)
{
    const char *out = arena_string(&set->arena, text);
    *good &= out != NULL;
    return out;
}

static bool keep_rules(struct labelset *set, struct label *label, const struct label *old)
{
    bool good = true;
    label->rules = arena_take(&set->arena, (old->n_rules + 1) * sizeof *label->rules);
    for (size_t i = 0; label->rules && i < old->n_rules; i++)
        label->rules[i] =
            (struct rule){copy(set, old->rules[i].id, &good), copy(set, old->rules[i].text, &good)};
    label->n_rules = label->rules ? old->n_rules : 0;
    return label->rules && good;
}

/* The definition as it was, of an attribute that was just added as free text. */
static bool restore(struct labelset *set, struct attribute_def *def,
                    const struct attribute_def *old)
{
    bool good = true;
    def->help = copy(set, old->help ? old->help : "", &good);
    for (size_t i = 0; good && i < old->n; i++)
        good = labelset_add_choice(set, def, old->choices[i], strlen(old->choices[i]));
    def->type = old->type;
    return good;
}

/* Attributes that the file does not name stay: it may have no place for them. */
static bool keep_attributes(struct labelset *set, uint16_t number, const struct label *old)
{
    bool good = true;
    for (size_t i = 0; good && i < old->n_attributes; i++) {
        const struct attribute_def *def = &old->attributes[i];
        struct label *label = &set->labels[number];
        size_t n = strlen(def->name);
        if (label_attribute(label, def->name, n))
            continue;
        good = labelset_add_attribute(set, number, def->name, n) &&
               restore(set, &label->attributes[label->n_attributes - 1], def);
    }
    return good;
}

/* The same label in another set, by its name. */
static uint16_t same_label(const struct labelset *set, const struct labelset *of, uint16_t label)
{
    if (label == LABEL_ANY)
        return LABEL_ANY;
    const char *name = of->labels[label].name;
    return labelset_find(set, name, strlen(name));
}

/* Relations that the file does not name stay while their labels do; of those it names, what it does
 * not say. */
static bool keep_relations(struct labelset *set, const struct labelset *before)
{
    bool good = true;
    for (size_t i = 0; good && i < before->n_relations; i++) {
        const struct relation_def *old = &before->relations[i];
        uint16_t from = same_label(set, before, old->from), to = same_label(set, before, old->to);
        bool gone = (from == LABEL_NONE && old->from != LABEL_ANY) ||
                    (to == LABEL_NONE && old->to != LABEL_ANY);
        uint16_t number = labelset_relation(set, old->name, strlen(old->name));
        if (gone)
            continue;
        if (number == LABEL_NONE)
            number = labelset_add_relation(set, old->name, strlen(old->name), from, to);
        if (number == LABEL_NONE)
            return false;
        struct relation_def *def = &set->relations[number];
        if (def->from == LABEL_ANY && def->to == LABEL_ANY) {
            def->from = from;
            def->to = to;
        }
        if ((!def->help || !*def->help) && old->help)
            def->help = copy(set, old->help, &good);
        for (size_t k = 0; good && k < old->n_attributes; k++) {
            const struct attribute_def *attribute = &old->attributes[k];
            size_t n = strlen(attribute->name);
            if (relation_attribute(def, attribute->name, n))
                continue;
            good = labelset_add_relation_attribute(set, number, attribute->name, n) &&
                   restore(set, &def->attributes[def->n_attributes - 1], attribute);
        }
    }
    return good;
}

/* What a format has no place for, of labels that were there before. */
static bool keep(struct labelset *set, const struct labelset *before)
{
    bool good = labelset_grow(set);
    for (size_t i = 0; good && i < set->n_labels; i++) {
        struct label *label = &set->labels[i];
        uint16_t number = labelset_find(before, label->name, strlen(label->name));
        if (number == LABEL_NONE)
            continue;
        const struct label *old = &before->labels[number];
        if (!label->key || !*label->key)
            label->key = copy(set, old->key ? old->key : "", &good);
        label->natural = old->natural;
        if ((!label->guideline || !*label->guideline) && old->guideline)
            label->guideline = copy(set, old->guideline, &good);
        if (!label->n_rules)
            good &= keep_rules(set, label, old);
        good &= keep_attributes(set, (uint16_t)i, old);
    }
    good = good && keep_relations(set, before);
    set->name = copy(set, before->name, &good);
    set->version = before->version;
    return good;
}

static bool equal(const struct labelset *a, const struct labelset *b, bool *good)
{
    struct buf one = {0}, two = {0};
    labelset_write(a, &one);
    labelset_write(b, &two);
    bool same = one.size == two.size && strcmp(buf_text(&one), buf_text(&two)) == 0;
    *good = !one.failed && !two.failed;
    buf_release(&one);
    buf_release(&two);
    return same;
}

/* A key of the other program that is an action's here, or a count's: the label gets another one. */
static void drop_taken_keys(struct labelset *set, const char *free_keys)
{
    for (size_t i = 0; i < set->n_labels; i++) {
        const char *key = set->labels[i].key;
        if (key && *key && !key[1] && !strchr(free_keys, *key))
            set->labels[i].key = "";
    }
}

/* The foreign configuration as JSON in `json`. */
static enum fault translate(const struct format *format, const struct labelset *before,
                            const struct labelfile *file, struct buf *json, bool *same,
                            struct err *err)
{
    struct labelset set = {0};
    char keys[SESSION_KEYS + 1];
    enum fault fault = format->read_labels(file->json, file->n, json, err);
    if (!fault && json->failed)
        fault = no_memory(err);
    if (!fault)
        fault = labelset_read(buf_text(json), json->size, &set, err);
    if (fault)
        return fault;
    session_free_keys(keys);
    drop_taken_keys(&set, keys);
    bool good = !before || keep(&set, before);
    good = good && labelset_give_keys(&set, keys);
    *same = good && before && equal(&set, before, &good);
    if (before)
        set.version++;
    buf_clear(json);
    if (good)
        labelset_write(&set, json);
    labelset_free(&set);
    return good && !json->failed ? OK : no_memory(err);
}

enum fault labelfile_read(const char *path, const char *name, const struct labelset *before,
                          struct labelfile *out, struct err *err)
{
    const struct format *format;
    struct buf json = {0};
    *out = (struct labelfile){0};
    enum fault fault = session_read_file(path, LABELSET_FILE_MAX, &out->json, &out->n, err);
    if (!fault)
        fault = choose(name, out, &format, err);
    if (!fault && format) {
        fault = translate(format, before, out, &json, &out->same, err);
        if (fault == FAULT_INPUT)
            err_prefix(err, "%s", shown(path).text);
        free(out->json);
        out->n = json.size;
        out->json = buf_take(&json);
        if (!fault && !out->json)
            fault = no_memory(err);
    }
    if (!fault)
        fault = session_read_labels(path, out->json, out->n, &out->labels, err);
    if (!fault && before)
        out->same |= memcmp(out->labels.sha256, before->sha256, sizeof before->sha256) == 0;
    if (fault)
        labelfile_release(out);
    return fault;
}

void labelfile_release(struct labelfile *file)
{
    labelset_free(&file->labels);
    free(file->json);
    *file = (struct labelfile){0};
}
