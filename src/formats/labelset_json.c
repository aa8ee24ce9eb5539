/* A label set from JSON. Everything that is not understood is refused with its path: a label set is
 * read for years. */
#include "manicule/formats/labelset_json.h"

#include <string.h>

#include "embed.h"
#include "manicule/base/buf.h"
#include "manicule/marks/attrs.h"
#include "manicule/marks/digest.h"
#include "manicule/text/glyph.h"
#include "meta.h"

enum {
    JSON_MOST = 1 << 20,
    NAME_MOST = 64,
    TEXT_MOST = 4096,
    RULES_MOST = 99
};

struct maker {
    struct labelset *out;
    struct err *err;
    enum fault fault; /* the first */
};

/* A value of the file and where it stands: "labels[2].attributes[0]". The path is the arena's. Of an
 * object, once only() has looked at it, also its members. */
enum { MEMBERS_MOST = 8 };
struct node {
    struct raw raw;
    const char *path;
    const char *const *names;       /* what it may hold; NULL ends them */
    struct raw value[MEMBERS_MOST]; /* by name; n is 0 where it is not there */
};

/* A list and the walk over it. */
struct list {
    const char *name, *path; /* and of whose */
    const char *at; /* the next element */
    size_t n;
};

static bool refuse(struct maker *m, const char *path, const char *member, const char *what)
{
    const char *dot = *path && *member && *member != '[' ? "." : "";
    const char *colon = *path || *member ? ": " : "";
    if (m->fault == OK)
        m->fault = err_set(m->err, FAULT_INPUT, "%s%s%s%s%s", path, dot, member, colon, what);
    return false;
}

static bool no_memory(struct maker *m)
{
    if (m->fault == OK)
        m->fault = err_set(m->err, FAULT_MEMORY, "out of memory");
    return false;
}

static void *take(struct maker *m, size_t bytes)
{
    void *taken = arena_take(&m->out->arena, bytes);
    if (!taken)
        no_memory(m);
    return taken;
}

/* Text as a person reads it: is it shown as itself, on one line? */
static bool printable(struct maker *m, const char *text)
{
    const char *at = text;
    while (*at >= 0x20 && *at < 0x7f)
        at++;
    if (!*at)
        return true; /* plain ASCII is shown as it is: nearly all of a label set */
    struct buf shown = {0};
    struct widths widths = {0};
    plain_text(text, strlen(text), 0, &widths, &shown);
    bool same = !shown.failed && strcmp(buf_text(&shown), text) == 0;
    if (shown.failed)
        no_memory(m);
    buf_release(&shown);
    return same;
}

static bool refuse_key(struct maker *m, const struct node *node, struct raw key)
{
    struct buf shown = {0};
    meta_shown(key, &shown);
    refuse(m, node->path, buf_text(&shown), "this member is unknown");
    buf_release(&shown);
    return false;
}

/* The member of that name; none: n is 0. */
static struct raw member(const struct node *node, const char *name)
{
    for (size_t i = 0; node->names[i]; i++)
        if (strcmp(node->names[i], name) == 0)
            return node->value[i];
    return (struct raw){0};
}

/* What each kind of object may hold. */
static const char *const set_members[] = {"manicule_labels", "name",      "version",
                                          "labels",          "relations", NULL};
static const char *const label_members[] = {"name",    "key",   "natural",    "guideline",
                                            "retired", "rules", "attributes", NULL};
static const char *const rule_members[] = {"id", "text", NULL};
static const char *const attribute_members[] = {"name", "type", "choices", "help", NULL};
static const char *const relation_members[] = {"name", "from", "to", "help", "attributes", NULL};

/* An object with only these members, each once; the names end with NULL. */
static bool only(struct maker *m, struct node *node, const char *const *names)
{
    node->names = names;
    if (pull_type(node->raw) != RAW_OBJECT)
        return refuse(m, node->path, "", "an object is expected");
    const char *at = node->raw.at;
    for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
        struct raw key = pull_key(&at), value = pull_value(&at);
        size_t i = 0;
        while (names[i] && !pull_is_word(key, names[i]))
            i++;
        if (!names[i])
            return refuse_key(m, node, key);
        if (node->value[i].n)
            return refuse(m, node->path, names[i], "stands there twice");
        node->value[i] = value;
    }
    return true;
}

enum need { OPTIONAL, REQUIRED };

/* The string as the arena's; one that is not there, or empty and required, is refused. */
static bool keep(struct maker *m, const struct node *node, const char *name, enum need need,
                 struct raw value, const char **out)
{
    if (pull_type(value) != RAW_STRING)
        return refuse(m, node->path, name, "a string is expected");
    if (need == REQUIRED && value.n == 2)
        return refuse(m, node->path, name, "is empty");
    char *string = take(m, value.n);
    if (!string)
        return false;
    size_t n = pull_decode(value, string); /* two quotes less, so there is room for the NUL */
    string[n] = '\0';
    *out = string;
    if (n > TEXT_MOST)
        return refuse(m, node->path, name, "is too long");
    return printable(m, string) ||
           refuse(m, node->path, name, "holds a character that cannot be shown");
}

/* *out stays as it is when the member is not there. */
static bool get_text(struct maker *m, const struct node *node, const char *name, enum need need,
                     const char **out)
{
    struct raw value = member(node, name);
    if (!value.n)
        return need == OPTIONAL || refuse(m, node->path, name, "is missing");
    return keep(m, node, name, need, value, out);
}

static bool get_name(struct maker *m, const struct node *node, const char *member, const char **out)
{
    return get_text(m, node, member, REQUIRED, out) &&
           ((strlen(*out) <= NAME_MOST && !strpbrk(*out, " \"\\")) ||
            refuse(m, node->path, member, "a name has 1 to 64 bytes, no space, quote or backslash"));
}

static bool get_whole(struct maker *m, const struct node *node, const char *name, int64_t least,
                      int64_t most, int64_t *out)
{
    struct raw value = member(node, name);
    if (!value.n)
        return refuse(m, node->path, name, "is missing");
    return (pull_whole(value, out) == WHOLE_OK && *out >= least && *out <= most) ||
           refuse(m, node->path, name, "a whole number in range is expected");
}

/* The index of one of the words. */
static bool get_word(struct maker *m, const struct node *node, const char *name, const char *const *words,
                     size_t n, size_t *out)
{
    const char *string = NULL;
    if (!get_text(m, node, name, REQUIRED, &string))
        return false;
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], string) == 0) {
            *out = i;
            return true;
        }
    return refuse(m, node->path, name, "is none of the words that may stand here");
}

/* The list of that name; without one it is empty. */
static bool get_list(struct maker *m, const struct node *node, const char *name, enum need need,
                     size_t most, struct list *out)
{
    struct raw value = member(node, name);
    *out = (struct list){.name = name, .path = node->path};
    if (!value.n)
        return need == OPTIONAL || refuse(m, node->path, name, "is missing");
    if (pull_type(value) != RAW_ARRAY)
        return refuse(m, node->path, name, "a list is expected");
    out->n = pull_count(value);
    out->at = value.at;
    pull_enter(&out->at);
    if (out->n > most)
        return refuse(m, node->path, name, "has too many members");
    return need == OPTIONAL || out->n || refuse(m, node->path, name, "is empty");
}

/* The i-th element, called for each i in turn. */
static bool get_element(struct maker *m, struct list *list, size_t i, struct node *out)
{
    *out = (struct node){.raw = pull_value(&list->at)};
    pull_more(&list->at);
    out->path = arena_printf(&m->out->arena, "%s%s%s[%zu]", list->path, *list->path ? "." : "",
                             list->name, i);
    return out->path || no_memory(m);
}

static bool make_choices(struct maker *m, const struct node *node, struct attribute_def *def)
{
    struct list list;
    if (!get_list(m, node, "choices", REQUIRED, CHOICES_MAX, &list))
        return false;
    def->n = list.n;
    def->choices = take(m, def->n * sizeof *def->choices);
    for (size_t i = 0; def->choices && i < def->n; i++) {
        struct node one;
        if (!get_element(m, &list, i, &one) ||
            !keep(m, &one, "", REQUIRED, one.raw, &def->choices[i]))
            return false;
        for (size_t k = 0; k < i; k++)
            if (strcmp(def->choices[k], def->choices[i]) == 0)
                return refuse(m, one.path, "", "stands there twice");
    }
    return def->choices;
}

static bool make_attribute(struct maker *m, struct node *node, struct attribute_def *def)
{
    static const char *const types[] = {[ATTRIBUTE_TEXT] = "text", [ATTRIBUTE_CHOICE] = "choice"};
    size_t type = ATTRIBUTE_TEXT;
    def->help = "";
    if (!only(m, node, attribute_members) || !get_name(m, node, "name", &def->name) ||
        !get_word(m, node, "type", types, 2, &type) ||
        !get_text(m, node, "help", OPTIONAL, &def->help))
        return false;
    if (!attrs_valid_name(def->name, strlen(def->name)))
        return refuse(m, node->path, "name", "a name of an attribute has no space, =, \" or \\");
    def->type = (enum attribute_type)type;
    if (def->type == ATTRIBUTE_CHOICE)
        return make_choices(m, node, def);
    return !member(node, "choices").n || refuse(m, node->path, "choices", "only a choice has them");
}

static bool make_attributes(struct maker *m, const struct node *node, struct attribute_def **out,
                            size_t *out_n)
{
    struct list list;
    if (!get_list(m, node, "attributes", OPTIONAL, ATTRIBUTES_MAX, &list))
        return false;
    struct attribute_def *defs = take(m, list.n * sizeof *defs);
    for (size_t i = 0; defs && i < list.n; i++) {
        struct node one;
        if (!get_element(m, &list, i, &one) || !make_attribute(m, &one, &defs[i]))
            return false;
        for (size_t k = 0; k < i; k++)
            if (strcmp(defs[k].name, defs[i].name) == 0)
                return refuse(m, one.path, "name", "stands there twice");
    }
    *out = defs;
    *out_n = list.n;
    return defs;
}

static bool make_rules(struct maker *m, const struct node *node, struct label *label)
{
    struct list list;
    if (!get_list(m, node, "rules", OPTIONAL, RULES_MOST, &list))
        return false;
    label->n_rules = list.n;
    label->rules = take(m, label->n_rules * sizeof *label->rules);
    for (size_t i = 0; label->rules && i < label->n_rules; i++) {
        struct node one;
        struct rule *rule = &label->rules[i];
        if (!get_element(m, &list, i, &one) || !only(m, &one, rule_members) ||
            !get_name(m, &one, "id", &rule->id) || !get_text(m, &one, "text", REQUIRED, &rule->text))
            return false;
        for (size_t k = 0; k < i; k++)
            if (strcmp(label->rules[k].id, rule->id) == 0)
                return refuse(m, one.path, "id", "stands there twice");
    }
    return label->rules;
}

/* A key is one character that is typed as itself; a label may go without. */
static bool get_key(struct maker *m, const struct node *node, struct label *label)
{
    label->key = "";
    if (!get_text(m, node, "key", OPTIONAL, &label->key))
        return false;
    const unsigned char *p = (const unsigned char *)label->key;
    size_t characters = 0;
    for (; *p; p++)
        characters += (*p & 0xc0) != 0x80;
    if ((characters == 1 && label->key[0] != ' ') || characters == 0)
        return true;
    return refuse(m, node->path, "key", "one character is expected");
}

static bool make_label(struct maker *m, struct node *node, struct label *out)
{
    static const char *const naturals[] = {
        [NATURAL_WORD] = "word",   [NATURAL_QUOTATION] = "quotation", [NATURAL_PERSON] = "person",
        [NATURAL_PLACE] = "place", [NATURAL_AMOUNT] = "amount",
    };
    size_t natural = NATURAL_WORD;
    out->guideline = "";
    if (!only(m, node, label_members) || !get_name(m, node, "name", &out->name) ||
        !get_text(m, node, "guideline", OPTIONAL, &out->guideline))
        return false;
    enum raw_type retired = pull_type(member(node, "retired"));
    if (retired != RAW_NONE && retired != RAW_TRUE && retired != RAW_FALSE)
        return refuse(m, node->path, "retired", "true or false is expected");
    out->retired = retired == RAW_TRUE;
    if (member(node, "natural").n &&
        !get_word(m, node, "natural", naturals, sizeof naturals / sizeof *naturals, &natural))
        return false;
    out->natural = (enum natural)natural;
    return get_key(m, node, out) && make_rules(m, node, out) &&
           make_attributes(m, node, &out->attributes, &out->n_attributes);
}

static bool make_labels(struct maker *m, const struct node *root)
{
    struct labelset *out = m->out;
    struct list list;
    if (!get_list(m, root, "labels", REQUIRED, LABELS_MAX, &list))
        return false;
    out->n_labels = list.n;
    out->labels = take(m, out->n_labels * sizeof *out->labels);
    for (size_t i = 0; out->labels && i < out->n_labels; i++) {
        struct node one;
        struct label *each = &out->labels[i];
        if (!get_element(m, &list, i, &one) || !make_label(m, &one, each))
            return false;
        for (size_t k = 0; k < i; k++) {
            if (strcmp(out->labels[k].name, each->name) == 0)
                return refuse(m, one.path, "name", "stands there twice");
            if (!each->retired && !out->labels[k].retired && *each->key &&
                strcmp(out->labels[k].key, each->key) == 0)
                return refuse(m, one.path, "key", "another label has it");
        }
    }
    return out->labels;
}

static bool end_of(struct maker *m, const struct node *node, const char *member, uint16_t *out)
{
    const char *label = NULL;
    if (!get_text(m, node, member, REQUIRED, &label))
        return false;
    if (strcmp(label, "*") == 0) {
        *out = LABEL_ANY;
        return true;
    }
    *out = labelset_find(m->out, label, strlen(label));
    return *out != LABEL_NONE || refuse(m, node->path, member, "there is no such label");
}

static bool make_relations(struct maker *m, const struct node *root)
{
    struct labelset *out = m->out;
    struct list list;
    if (!get_list(m, root, "relations", OPTIONAL, LABELS_MAX, &list))
        return false;
    out->n_relations = list.n;
    out->relations = take(m, out->n_relations * sizeof *out->relations);
    for (size_t i = 0; out->relations && i < out->n_relations; i++) {
        struct node one;
        struct relation_def *each = &out->relations[i];
        each->help = "";
        if (!get_element(m, &list, i, &one) || !only(m, &one, relation_members) ||
            !get_name(m, &one, "name", &each->name) || !end_of(m, &one, "from", &each->from) ||
            !end_of(m, &one, "to", &each->to) || !get_text(m, &one, "help", OPTIONAL, &each->help) ||
            !make_attributes(m, &one, &each->attributes, &each->n_attributes))
            return false;
        for (size_t k = 0; k < i; k++)
            if (strcmp(out->relations[k].name, each->name) == 0)
                return refuse(m, one.path, "name", "stands there twice");
    }
    return out->relations;
}

static bool make(struct maker *m, struct raw value)
{
    struct node root = {.raw = value, .path = ""};
    int64_t format, version;
    if (!only(m, &root, set_members) || !get_whole(m, &root, "manicule_labels", 1, 1, &format) ||
        !get_name(m, &root, "name", &m->out->name) ||
        !get_whole(m, &root, "version", 1, INT32_MAX, &version) || !make_labels(m, &root) ||
        !make_relations(m, &root))
        return false;
    m->out->version = (unsigned)version;
    return true;
}

/* A label set is written by hand, over many lines. */
static enum fault refuse_syntax(const char *bytes, size_t at, const char *wrong, struct err *err)
{
    size_t line = 1, start = 0;
    for (size_t i = 0; i < at; i++)
        if (bytes[i] == '\n') {
            line++;
            start = i + 1;
        }
    return err_set(err, FAULT_INPUT, "line %zu, byte %zu: %s", line, at - start, wrong);
}

enum fault labelset_read(const char *bytes, size_t n, struct labelset *out, struct err *err)
{
    struct maker m = {.out = out, .err = err};
    struct raw value;
    size_t at;
    *out = (struct labelset){0};
    if (n > JSON_MOST)
        return err_set(err, FAULT_INPUT, "a label set has at most %d bytes", JSON_MOST);
    const char *wrong = pull_wrong(bytes, n, &value, &at);
    if (wrong)
        return refuse_syntax(bytes, at, wrong, err);
    if (make(&m, value)) {
        struct digest digest = digest_of(bytes, n);
        memcpy(out->sha256, digest.b, sizeof out->sha256);
    } else {
        labelset_free(out);
    }
    return m.fault;
}

const char *labelset_builtin(size_t *n)
{
    *n = strlen(embed_labels_news);
    return embed_labels_news;
}
