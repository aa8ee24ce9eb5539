/* A label set as JSON, for one that grew or came from another format's configuration. */
#include <string.h>

#include "manicule/formats/jsonl.h"
#include "manicule/formats/labelset_json.h"

static void member(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, "\"%s\": ", name);
    json_quote(value, strlen(value), out);
}

static void put_attributes(struct buf *out, const struct attribute_def *defs, size_t n)
{
    if (!n)
        return;
    buf_add_string(out, ",\n      \"attributes\": [");
    for (size_t i = 0; i < n; i++) {
        const struct attribute_def *def = &defs[i];
        buf_add_string(out, i ? ",\n        {" : "\n        {");
        member(out, "name", def->name);
        buf_printf(out, ", \"type\": \"%s\"", def->type == ATTRIBUTE_CHOICE ? "choice" : "text");
        for (size_t k = 0; k < def->n; k++) {
            buf_add_string(out, k ? ", " : ", \"choices\": [");
            json_quote(def->choices[k], strlen(def->choices[k]), out);
        }
        if (def->n)
            buf_add_char(out, ']');
        if (def->help && *def->help) {
            buf_add_string(out, ", ");
            member(out, "help", def->help);
        }
        buf_add_char(out, '}');
    }
    buf_add_string(out, "\n      ]");
}

static void put_label(struct buf *out, const struct label *label)
{
    static const char *const naturals[] = {
        [NATURAL_WORD] = "word",   [NATURAL_QUOTATION] = "quotation", [NATURAL_PERSON] = "person",
        [NATURAL_PLACE] = "place", [NATURAL_AMOUNT] = "amount",
    };
    buf_add_string(out, "    {\n      ");
    member(out, "name", label->name);
    if (label->key && *label->key) {
        buf_add_string(out, ",\n      ");
        member(out, "key", label->key);
    }
    if (label->natural != NATURAL_WORD)
        buf_printf(out, ",\n      \"natural\": \"%s\"", naturals[label->natural]);
    if (label->retired)
        buf_add_string(out, ",\n      \"retired\": true");
    if (label->guideline && *label->guideline) {
        buf_add_string(out, ",\n      ");
        member(out, "guideline", label->guideline);
    }
    for (size_t i = 0; i < label->n_rules; i++) {
        buf_add_string(out, i ? ",\n        {" : ",\n      \"rules\": [\n        {");
        member(out, "id", label->rules[i].id);
        buf_add_string(out, ", ");
        member(out, "text", label->rules[i].text);
        buf_add_char(out, '}');
    }
    if (label->n_rules)
        buf_add_string(out, "\n      ]");
    put_attributes(out, label->attributes, label->n_attributes);
    buf_add_string(out, "\n    }");
}

static const char *end_name(const struct labelset *set, uint16_t label)
{
    return label == LABEL_ANY ? "*" : set->labels[label].name;
}

void labelset_write(const struct labelset *set, struct buf *out)
{
    buf_add_string(out, "{\n  \"manicule_labels\": 1,\n  ");
    member(out, "name", set->name);
    buf_printf(out, ",\n  \"version\": %u,\n  \"labels\": [\n", set->version);
    for (size_t i = 0; i < set->n_labels; i++) {
        buf_add_string(out, i ? ",\n" : "");
        put_label(out, &set->labels[i]);
    }
    buf_add_string(out, "\n  ]");
    for (size_t i = 0; i < set->n_relations; i++) {
        const struct relation_def *def = &set->relations[i];
        buf_add_string(out, i ? ",\n    {\n      " : ",\n  \"relations\": [\n    {\n      ");
        member(out, "name", def->name);
        buf_add_string(out, ",\n      ");
        member(out, "from", end_name(set, def->from));
        buf_add_string(out, ",\n      ");
        member(out, "to", end_name(set, def->to));
        if (def->help && *def->help) {
            buf_add_string(out, ",\n      ");
            member(out, "help", def->help);
        }
        put_attributes(out, def->attributes, def->n_attributes);
        buf_add_string(out, "\n    }");
    }
    buf_add_string(out, set->n_relations ? "\n  ]\n}\n" : "\n}\n");
}
