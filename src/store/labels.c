/* The project's label sets: the newest is in use, older ones are kept as they came. */
#include <string.h>

#include "internal.h"
#include "manicule/marks/attrs.h"
#include "manicule/text/glyph.h"

void labels_body(int64_t version, const uint8_t sha256[32], struct buf *out)
{
    char hex[DIGEST_TEXT];
    digest_format(sha256, hex);
    buf_printf(out, "labels\t%lld\t%s\n", (long long)version, hex);
}

void store_use_labels(struct store *store, const struct labelset *labels)
{
    store->labels = labels;
}

enum fault store_labels(struct store *store, struct buf *out, struct err *err)
{
    bool row;
    enum fault fault = sql_one(&store->sql, Q_LABELS_NEWEST, NULL, 0, &row, err);
    if (!fault && !row)
        fault = err_set(err, FAULT_DAMAGED, "%s: the label set is gone", store->path);
    if (!fault) {
        size_t n;
        const char *json = sql_text(&store->sql, Q_LABELS_NEWEST, 2, &n);
        buf_add(out, json, n);
        if (out->failed)
            fault = err_set(err, FAULT_MEMORY, "out of memory");
    }
    sql_done(&store->sql, Q_LABELS_NEWEST);
    return fault;
}

/* Every name that a set holds or once held must still be known: old journal rows are read with it.
 */
static enum fault keeps_names(struct store *store, const struct labelset *labels, struct err *err)
{
    struct sql *sql = &store->sql;
    enum fault fault = sql_bind(sql, Q_NAMES_USED, NULL, 0, err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_NAMES_USED, &row, err)) && row;) {
        size_t n;
        const char *name = sql_text(sql, Q_NAMES_USED, 1, &n);
        bool label = sql_int(sql, Q_NAMES_USED, 0) == 0;
        uint16_t found =
            label ? labelset_find(labels, name, n) : labelset_relation(labels, name, n);
        if (found == LABEL_NONE)
            fault = err_set(err, FAULT_EXISTS,
                            "the %s %s is in use and would vanish; retire it instead",
                            label ? "label" : "relation", name);
    }
    sql_done(sql, Q_NAMES_USED);
    return fault;
}

/* One attribute of a span or relation, and whose it is: its label, or its type. */
struct used {
    bool label;
    const char *owner;
    size_t n_owner;
    struct buf name, value;
};

static const struct attribute_def *find_attribute(const struct labelset *labels,
                                                  const struct used *used)
{
    const char *name = buf_text(&used->name);
    uint16_t owner = used->label ? labelset_find(labels, used->owner, used->n_owner)
                                 : labelset_relation(labels, used->owner, used->n_owner);
    if (owner == LABEL_NONE)
        return NULL;
    return used->label ? label_attribute(&labels->labels[owner], name, used->name.size)
                       : relation_attribute(&labels->relations[owner], name, used->name.size);
}

static bool may_be(const struct attribute_def *def, const char *value)
{
    for (size_t i = 0; i < def->n; i++)
        if (strcmp(def->choices[i], value) == 0)
            return true;
    return def->type != ATTRIBUTE_CHOICE;
}

/* A value is any text: it is shown as plain text of a length to read. */
static enum fault value_vanishes(const struct used *used, struct err *err)
{
    enum { COLUMNS = 40 };
    struct buf plain = {0};
    plain_text(buf_text(&used->value), used->value.size, COLUMNS, &(struct widths){0}, &plain);
    enum fault fault = err_set(err, FAULT_EXISTS,
                               "the value %s of the attribute %s of %s is in use and would vanish",
                               buf_text(&plain), buf_text(&used->name), used->owner);
    buf_release(&plain);
    return fault;
}

static enum fault keeps_attribute(const struct labelset *labels, const struct used *used,
                                  struct err *err)
{
    if (used->name.failed || used->value.failed)
        return err_set(err, FAULT_MEMORY, "out of memory");
    const struct attribute_def *def = find_attribute(labels, used);
    if (!def)
        return err_set(err, FAULT_EXISTS, "the attribute %s of %s is in use and would vanish",
                       buf_text(&used->name), used->owner);
    return may_be(def, buf_text(&used->value)) ? OK : value_vanishes(used, err);
}

/* What spans and relations say must still be sayable: else their export could not be read. */
static enum fault keeps_attributes(struct store *store, const struct labelset *labels,
                                   struct err *err)
{
    struct sql *sql = &store->sql;
    struct used used = {0};
    enum fault fault = sql_bind(sql, Q_ATTRIBUTES_USED, NULL, 0, err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_ATTRIBUTES_USED, &row, err)) && row;) {
        used.label = sql_int(sql, Q_ATTRIBUTES_USED, 0) == 0;
        used.owner = sql_text(sql, Q_ATTRIBUTES_USED, 1, &used.n_owner);
        const char *at = sql_text(sql, Q_ATTRIBUTES_USED, 2, NULL);
        while (!fault && attrs_next(&at, &used.name, &used.value))
            fault = keeps_attribute(labels, &used, err);
    }
    sql_done(sql, Q_ATTRIBUTES_USED);
    buf_release(&used.name);
    buf_release(&used.value);
    return fault;
}

/* The kept counts of unlinked spans follow the relations that the label set knows. */
static enum fault recount_unlinked(struct store *store, const struct setrow *set,
                                   const struct labelset *labels, struct err *err)
{
    struct sql *sql = &store->sql;
    int64_t unlinked = 0;
    for (size_t i = 0; i < labels->n_relations; i++) {
        const struct relation_def *def = &labels->relations[i];
        if (def->from == LABEL_ANY)
            continue; /* no label's spans want it */
        const char *label = labels->labels[def->from].name;
        bool row;
        enum fault fault =
            sql_one(sql, Q_SET_UNLINKED_COUNT,
                    VALUES(V_INT(set->key), V_STRING(label), V_STRING(def->name)), &row, err);
        if (!fault && row)
            unlinked += sql_int(sql, Q_SET_UNLINKED_COUNT, 0);
        sql_done(sql, Q_SET_UNLINKED_COUNT);
        if (fault)
            return fault;
    }
    if (unlinked == set->unlinked)
        return OK;
    return sql_run(sql, Q_SET_UNLINKED, VALUES(V_INT(set->key), V_INT(unlinked)), err);
}

static enum fault recount_all(struct store *store, const struct labelset *labels, struct err *err)
{
    enum fault fault = OK;
    struct setrow set = {0};
    for (bool row = true; !fault && row;) {
        fault = sql_one(&store->sql, Q_SET_AFTER_KEY, VALUES(V_INT(set.key)), &row, err);
        if (!fault && row)
            setrow_read(store, Q_SET_AFTER_KEY, &set);
        sql_done(&store->sql, Q_SET_AFTER_KEY);
        if (!fault && row)
            fault = recount_unlinked(store, &set, labels, err);
    }
    return fault;
}

static enum fault change_inside(struct store *store, const char *json, size_t n,
                                const struct labelset *labels, struct err *err)
{
    bool row;
    enum fault fault = sql_one(&store->sql, Q_LABELS_NEWEST, NULL, 0, &row, err);
    int64_t version = !fault && row ? sql_int(&store->sql, Q_LABELS_NEWEST, 0) : 0;
    uint8_t was[32] = {0};
    if (!fault && row)
        sql_blob(&store->sql, Q_LABELS_NEWEST, 1, was, sizeof was);
    sql_done(&store->sql, Q_LABELS_NEWEST);
    struct digest digest = digest_of(json, n);
    if (fault || memcmp(was, digest.b, sizeof was) == 0)
        return fault; /* the same bytes: nothing to change */
    fault = keeps_names(store, labels, err);
    if (!fault)
        fault = keeps_attributes(store, labels, err);
    if (fault)
        return fault;
    store->dirty = true;
    int64_t now = store->env.now(store->env.ctx);
    fault = sql_run(
        &store->sql, Q_LABELS_ADD,
        VALUES(V_INT(version + 1), V_BLOB(digest.b, sizeof digest.b), V_TEXT(json, n), V_INT(now)),
        err);
    struct buf body = {0};
    labels_body(version + 1, digest.b, &body);
    if (!fault)
        fault = journal_project(store, "change the labels", &body, err);
    buf_release(&body);
    return fault ? fault : recount_all(store, labels, err);
}

enum fault store_change_labels(struct store *store, const char *json, size_t n,
                               const struct labelset *labels, struct err *err)
{
    enum fault fault = rights_lead(store, "change the labels", err);
    if (!fault)
        fault = tx_write(store, err);
    return fault ? fault : tx_end(store, change_inside(store, json, n, labels, err), err);
}
