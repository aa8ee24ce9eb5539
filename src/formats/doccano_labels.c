/* doccano's label_config.json: a list of labels with a key and a colour each. Types of relations
 * have a list of their own there, of the same form; this one is of labels. */
#include "doccano.h"

#include <string.h>

#include "items.h"
#include "manicule/formats/jsonl.h"
#include "manicule/formats/labelset_json.h"
#include "peek.h"

/* Colours that colour-blind people tell apart (Okabe and Ito), with the text that is read on them.
 */
static const struct {
    const char *ground, *text;
} colours[] = {
    {"#e69f00", "#000000"}, {"#56b4e9", "#000000"}, {"#009e73", "#ffffff"}, {"#f0e442", "#000000"},
    {"#0072b2", "#ffffff"}, {"#d55e00", "#ffffff"}, {"#cc79a7", "#000000"}, {"#999999", "#000000"},
};

/* doccano's keys are small letters and digits. */
static bool is_key(const char *key)
{
    return key && *key && !key[1] && strchr("abcdefghijklmnopqrstuvwxyz0123456789", *key);
}

enum fault doccano_write_labels(const struct labelset *labels, struct buf *out, struct err *err)
{
    buf_add_string(out, "[");
    for (size_t i = 0, n = 0; i < labels->n_labels; i++) {
        const struct label *label = &labels->labels[i];
        size_t colour = i % (sizeof colours / sizeof *colours);
        if (label->retired)
            continue;
        buf_add_string(out, n++ ? ",\n  {\"text\": " : "\n  {\"text\": ");
        json_quote(label->name, strlen(label->name), out);
        buf_add_string(out, ", \"prefix_key\": null, \"suffix_key\": ");
        if (is_key(label->key))
            json_quote(label->key, 1, out);
        else
            buf_add_string(out, "null");
        buf_printf(out, ", \"background_color\": \"%s\", \"text_color\": \"%s\"}",
                   colours[colour].ground, colours[colour].text);
    }
    buf_add_string(out, "\n]\n");
    return out->failed ? err_set(err, FAULT_MEMORY, "out of memory") : OK;
}

bool doccano_looks_labels(const char *bytes, size_t n)
{
    struct peek p = peek_first(bytes, n), value;
    struct raw key;
    bool text = false, suffix = false;
    if (!peek_like((struct peek){bytes, bytes + n}, "[{") || !peek_enter(&p))
        return false;
    while (peek_member(&p, &key, &value)) {
        text |= peek_key(key, "text") && peek_like(value, "$");
        suffix |= peek_key(key, "suffix_key");
    }
    return text && suffix;
}

enum { NAME_MOST = 64 };

/* What a label set's names cannot have becomes _, as it does when spans are read. */
static void fit_name(struct buf *name)
{
    for (size_t i = 0; i < name->size; i++)
        if ((unsigned char)name->data[i] <= ' ' || strchr("\"\\\x7f", name->data[i]))
            name->data[i] = '_';
    if (name->size <= NAME_MOST)
        return;
    size_t n = NAME_MOST;
    while (n && ((unsigned char)name->data[n] & 0xc0) == 0x80)
        n--;
    name->data[n] = '\0';
    name->size = n;
}

static enum fault add_label(struct labelset *labels, struct raw raw, struct buf *name,
                            struct err *err)
{
    static const char *const names[] = {"text", "suffix_key"};
    struct raw found[2];
    enum fault fault = items_find(raw, names, 2, found, NULL, err);
    if (fault)
        return fault;
    if (pull_type(found[0]) != RAW_STRING || found[0].n <= 2)
        return err_set(err, FAULT_INPUT, "text: a label's name is expected");
    buf_clear(name);
    pull_text(found[0], name);
    if (name->failed)
        return err_set(err, FAULT_MEMORY, "out of memory");
    fit_name(name);
    if (labelset_find(labels, buf_text(name), name->size) != LABEL_NONE)
        return OK;
    if (labels->n_labels == LABELS_MAX)
        return err_set(err, FAULT_INPUT, "a label set has at most %d labels", LABELS_MAX);
    char key[2] = "";
    if (pull_type(found[1]) == RAW_STRING && found[1].n == 3)
        key[0] = found[1].at[1];
    uint16_t added = labelset_add(labels, buf_text(name), name->size, is_key(key) ? key : NULL);
    return added == LABEL_NONE ? err_set(err, FAULT_MEMORY, "out of memory") : OK;
}

enum fault doccano_read_labels(const char *bytes, size_t n, struct buf *json, struct err *err)
{
    struct labelset labels = {.name = "doccano", .version = 1};
    struct buf name = {0};
    struct raw list;
    enum fault fault = pull_check(bytes, n, &list, err);
    if (!fault && pull_type(list) != RAW_ARRAY)
        fault = err_set(err, FAULT_INPUT, "a list of labels is expected");
    if (!fault && !labelset_grow(&labels))
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    const char *at = fault ? NULL : list.at;
    size_t i = 0;
    for (bool more = at && pull_enter(&at); more && !fault; more = pull_more(&at), i++) {
        fault = add_label(&labels, pull_value(&at), &name, err);
        if (fault == FAULT_INPUT)
            err_prefix(err, "[%zu]", i);
        if (fault)
            break;
    }
    if (!fault && !labels.n_labels)
        fault = err_set(err, FAULT_INPUT, "there is no label in it");
    if (!fault)
        labelset_write(&labels, json);
    if (!fault && json->failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    buf_release(&name);
    labelset_free(&labels);
    return fault;
}
