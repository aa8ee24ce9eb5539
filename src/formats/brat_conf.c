/* brat's annotation.conf: [entities] and [events] are labels, [relations] relations, [attributes]
 * attributes with their values. What a label set has no word for stands in its texts, and is
 * written again from there: an event's arguments in its label's guideline, what kind a relation is
 * of in its help. Roles of events are relations from any of the events that have them. */
#include "brat.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/base/vec.h"
#include "manicule/formats/labelset_json.h"

#define EVENT "an event"
#define EVENT_WITH "an event with "
#define ROLE "a role in an event"
#define OF_TYPE "of the type "

struct word {
    const char *at;
    size_t n;
};

/* ---- writing ---- */

static bool is_event(const struct label *label)
{
    const char *text = label->guideline ? label->guideline : "";
    return strcmp(text, EVENT) == 0 || strncmp(text, EVENT_WITH, strlen(EVENT_WITH)) == 0;
}

static bool is_role(const struct relation_def *relation)
{
    return relation->help && strcmp(relation->help, ROLE) == 0;
}

/* Who has an attribute, or stands at a relation's end. */
struct owners {
    bool labels[LABELS_MAX], types[LABELS_MAX];
};

static void put_part(struct buf *out, bool *some, const char *text)
{
    buf_add_string(out, *some ? "|" : "");
    buf_add_string(out, text);
    *some = true;
}

/* The labels of one kind, or the name of all of them. */
static void put_kind(const struct labelset *set, const struct brat_names *names,
                     const struct owners *owners, bool events, struct buf *out, bool *some)
{
    size_t all = 0, here = 0;
    for (size_t i = 0; i < set->n_labels; i++)
        if (is_event(&set->labels[i]) == events && !set->labels[i].retired) {
            all++;
            here += owners->labels[i];
        }
    if (all > 1 && all == here) {
        put_part(out, some, events ? "<EVENT>" : "<ENTITY>");
        return;
    }
    for (size_t i = 0; i < set->n_labels; i++)
        if (owners->labels[i] && is_event(&set->labels[i]) == events && !set->labels[i].retired)
            put_part(out, some, names->labels[i]);
}

static void put_owners(const struct labelset *set, const struct brat_names *names,
                       const struct owners *owners, struct buf *out)
{
    bool some = false;
    size_t all = 0, here = 0;
    put_kind(set, names, owners, false, out, &some);
    put_kind(set, names, owners, true, out, &some);
    for (size_t i = 0; i < set->n_relations; i++)
        if (!is_role(&set->relations[i])) {
            all++;
            here += owners->types[i];
        }
    if (all > 1 && all == here)
        put_part(out, &some, "<RELATION>");
    for (size_t i = 0; i < set->n_relations && all != here; i++)
        if (owners->types[i] && !is_role(&set->relations[i]))
            put_part(out, &some, names->types[i]);
    for (size_t i = 0; i < set->n_relations && all == 1 && here == 1; i++)
        if (owners->types[i])
            put_part(out, &some, names->types[i]);
}

static void put_end(const struct labelset *set, const struct brat_names *names, uint16_t label,
                    struct buf *out)
{
    struct owners owners = {0};
    for (size_t i = 0; i < set->n_labels; i++)
        owners.labels[i] = label == LABEL_ANY || label == i;
    put_owners(set, names, &owners, out);
}

static void put_relations(const struct labelset *set, const struct brat_names *names,
                          struct buf *out)
{
    for (size_t i = 0; i < set->n_relations; i++) {
        const struct relation_def *def = &set->relations[i];
        if (is_role(def))
            continue;
        buf_printf(out, "%s\tArg1:", names->types[i]);
        put_end(set, names, def->from, out);
        buf_add_string(out, ", Arg2:");
        put_end(set, names, def->to, out);
        if (def->help && strncmp(def->help, OF_TYPE, strlen(OF_TYPE)) == 0)
            buf_printf(out, ", <REL-TYPE>:%s", def->help + strlen(OF_TYPE));
        buf_add_char(out, '\n');
    }
}

/* One attribute of any of the owners; an attribute is one of a name in brat. */
struct attribute {
    const char *name;
    struct owners owners;
    VEC(const char *) choices;
    bool text; /* somewhere it may be anything */
};
typedef VEC(struct attribute) attributes;

static bool gather_one(struct attribute *to, const struct attribute_def *def)
{
    to->text |= def->type == ATTRIBUTE_TEXT;
    for (size_t i = 0; i < def->n; i++) {
        size_t k = 0;
        while (k < to->choices.n && strcmp(to->choices.at[k], def->choices[i]) != 0)
            k++;
        if (k == to->choices.n && !vec_push(&to->choices, def->choices[i]))
            return false;
    }
    return true;
}

static struct attribute *find_attribute(attributes *all, const char *name)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->at[i].name, name) == 0)
            return &all->at[i];
    struct attribute one = {.name = name};
    return vec_push(all, one) ? &all->at[all->n - 1] : NULL;
}

static bool gather(const struct labelset *set, attributes *all)
{
    bool good = true;
    for (size_t i = 0; i < set->n_labels; i++)
        for (size_t k = 0; good && k < set->labels[i].n_attributes; k++) {
            const struct attribute_def *def = &set->labels[i].attributes[k];
            struct attribute *to = find_attribute(all, def->name);
            good = to && gather_one(to, def);
            if (good)
                to->owners.labels[i] = true;
        }
    for (size_t i = 0; i < set->n_relations; i++)
        for (size_t k = 0; good && k < set->relations[i].n_attributes; k++) {
            const struct attribute_def *def = &set->relations[i].attributes[k];
            struct attribute *to = find_attribute(all, def->name);
            good = to && gather_one(to, def);
            if (good)
                to->owners.types[i] = true;
        }
    return good;
}

/* brat offers choices; what may be any text, or has choices that its list cannot hold, is a
 * comment. */
static void put_attribute(const struct labelset *set, const struct brat_names *names,
                          const struct attribute *attribute, struct buf *out)
{
    size_t some = 0;
    struct buf name = {0}, owners = {0};
    bool offered = !attribute->text;
    brat_fit(attribute->name, &name);
    put_owners(set, names, &attribute->owners, &owners);
    for (size_t i = 0; i < attribute->choices.n; i++)
        offered = offered && !strpbrk(attribute->choices.at[i], "|,\t<>");
    if (owners.size) { /* else only labels have it that are no more */
        buf_add_string(out, offered ? "" : "# any text, which cannot be offered here: ");
        buf_printf(out, "%s\tArg:%s", buf_text(&name), buf_text(&owners));
        bool yes = attribute->choices.n == 1 && strcmp(attribute->choices.at[0], BRAT_YES) == 0;
        for (size_t i = 0; offered && !yes && i < attribute->choices.n; i++)
            buf_printf(out, "%s%s", some++ ? "|" : ", Value:", attribute->choices.at[i]);
        buf_add_char(out, '\n');
    }
    out->failed |= name.failed || owners.failed;
    buf_release(&name);
    buf_release(&owners);
}

static bool put_attributes(const struct labelset *set, const struct brat_names *names,
                           struct buf *out)
{
    attributes all = {0};
    bool good = gather(set, &all);
    for (size_t i = 0; i < all.n; i++) {
        if (good)
            put_attribute(set, names, &all.at[i], out);
        vec_free(&all.at[i].choices);
    }
    vec_free(&all);
    return good;
}

static void put_labels(const struct labelset *set, const struct brat_names *names, bool events,
                       struct buf *out)
{
    for (size_t i = 0; i < set->n_labels; i++) {
        const struct label *label = &set->labels[i];
        if (is_event(label) != events)
            continue;
        const char *with = events && strlen(label->guideline) > strlen(EVENT_WITH)
                               ? label->guideline + strlen(EVENT_WITH)
                               : "";
        buf_printf(out, "%s%s%s%s\n", label->retired ? "!" : "", names->labels[i],
                   *with && !label->retired ? "\t" : "", label->retired ? "" : with);
    }
}

enum fault brat_write_labels(const struct labelset *set, struct buf *out, struct err *err)
{
    struct brat_names names;
    bool good = brat_names_make(&names, set);
    if (good) {
        buf_add_string(out, "[entities]\n");
        put_labels(set, &names, false, out);
        buf_add_string(out, "\n[relations]\n");
        put_relations(set, &names, out);
        buf_add_string(out, "\n[events]\n");
        put_labels(set, &names, true, out);
        buf_add_string(out, "\n[attributes]\n");
        good = put_attributes(set, &names, out);
    }
    arena_release(&names.arena);
    return good && !out->failed ? OK : err_set(err, FAULT_MEMORY, "out of memory");
}

/* ---- reading ---- */

enum section { NONE, ENTITIES, RELATIONS, EVENTS, ATTRIBUTES, SECTIONS };

enum { DEPTH_MOST = 8, MACROS_MOST = 1000, STEPS_MOST = 10000 };

struct macro {
    struct word name, value;
};

struct conf {
    struct labelset set;
    bool events[LABELS_MAX]; /* which labels are triggers */
    VEC(struct macro) macros;
    size_t line, steps; /* how often names in < > were looked up */
    struct err *err;
    enum fault fault;
    struct buf text;
};

static bool refuse(struct conf *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool refuse(struct conf *c, const char *format, ...)
{
    char text[300];
    va_list args;
    if (c->fault)
        return false;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    c->fault = err_set(c->err, FAULT_INPUT, "line %zu: %s", c->line, text);
    return false;
}

static bool no_memory(struct conf *c)
{
    if (!c->fault)
        c->fault = err_set(c->err, FAULT_MEMORY, "out of memory");
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct word trim(struct word word)
{
    while (word.n && is_blank(*word.at)) {
        word.at++;
        word.n--;
    }
    while (word.n && is_blank(word.at[word.n - 1]))
        word.n--;
    return word;
}

static bool is(struct word word, const char *text)
{
    return word.n == strlen(text) && memcmp(word.at, text, word.n) == 0;
}

/* What stands before the mark, trimmed; *rest is behind it. */
static struct word before(struct word *rest, char mark)
{
    const char *at = memchr(rest->at, mark, rest->n);
    struct word out = {rest->at, at ? (size_t)(at - rest->at) : rest->n};
    size_t used = out.n + (at != NULL);
    rest->at += used;
    rest->n -= used;
    return trim(out);
}

/* The first field of a line, and the rest. */
static struct word first_field(struct word *rest)
{
    size_t n = 0;
    while (n < rest->n && !is_blank(rest->at[n]))
        n++;
    struct word out = {rest->at, n};
    *rest = trim((struct word){rest->at + n, rest->n - n});
    return out;
}

/* ---- types ---- */

static bool add_type(struct conf *c, struct word type, unsigned depth, struct owners *out);

static const struct macro *find_macro(const struct conf *c, struct word name)
{
    for (size_t i = 0; i < c->macros.n; i++)
        if (c->macros.at[i].name.n == name.n &&
            memcmp(c->macros.at[i].name.at, name.at, name.n) == 0)
            return &c->macros.at[i];
    return NULL;
}

static bool add_macro(struct conf *c, struct word name, unsigned depth, struct owners *out)
{
    const struct macro *macro = find_macro(c, name);
    if (++c->steps > STEPS_MOST)
        return refuse(c, "names in < > stand for too much");
    if (!macro)
        return refuse(c, "a name in < > is none of those that were defined");
    struct word rest = macro->value;
    while (rest.n)
        if (!add_type(c, before(&rest, '|'), depth + 1, out))
            return false;
    return true;
}

/* A type's name, <ENTITY>, <EVENT>, <RELATION>, <ANY> or a name that was defined. */
static bool add_type(struct conf *c, struct word type, unsigned depth, struct owners *out)
{
    bool any = is(type, "<ANY>"), entity = any || is(type, "<ENTITY>"),
         event = any || is(type, "<EVENT>"), relation = any || is(type, "<RELATION>");
    if (depth > DEPTH_MOST)
        return refuse(c, "names in < > stand for each other");
    for (size_t i = 0; i < c->set.n_labels; i++)
        out->labels[i] |= c->events[i] ? event : entity;
    for (size_t i = 0; i < c->set.n_relations; i++)
        out->types[i] |= relation && !is_role(&c->set.relations[i]);
    if (entity || event || relation || is(type, "<NONE>") || is(type, "<EMPTY>"))
        return true;
    if (type.n && *type.at == '<')
        return add_macro(c, type, depth, out);
    uint16_t label = labelset_find(&c->set, type.at, type.n);
    uint16_t link = labelset_relation(&c->set, type.at, type.n);
    if (label != LABEL_NONE)
        out->labels[label] = true;
    if (link != LABEL_NONE)
        out->types[link] = true;
    return label != LABEL_NONE || link != LABEL_NONE ||
           refuse(c, "a type is named that is in none of the sections");
}

static bool add_types(struct conf *c, struct word types, struct owners *out)
{
    while (types.n)
        if (!add_type(c, before(&types, '|'), 0, out))
            return false;
    return true;
}

/* The one label, or any. */
static uint16_t end_of(const struct conf *c, const struct owners *owners)
{
    uint16_t found = LABEL_ANY;
    size_t n = 0;
    for (size_t i = 0; i < c->set.n_labels; i++)
        if (owners->labels[i]) {
            found = (uint16_t)i;
            n++;
        }
    return n == 1 ? found : LABEL_ANY;
}

/* ---- lines ---- */

/* A type that is for order alone has ! before it; a line of - is drawn. */
static bool is_type(struct word line)
{
    return line.n && *line.at != '!' && *line.at != '-';
}

/* An event's arguments as one line that needs no names in < > of this file. */
static bool put_arguments(struct conf *c, struct word text, unsigned depth)
{
    for (size_t i = 0; i < text.n; i++) {
        const char *end = text.at[i] == '<' ? memchr(text.at + i, '>', text.n - i) : NULL;
        struct word name = {text.at + i, end ? (size_t)(end - text.at) + 1 - i : 0};
        const struct macro *macro = end ? find_macro(c, name) : NULL;
        if (macro && (depth == DEPTH_MOST || ++c->steps > STEPS_MOST))
            return refuse(c, "names in < > stand for too much");
        if (macro && !put_arguments(c, macro->value, depth + 1))
            return false;
        if (macro)
            i += name.n - 1;
        else if (!is_blank(text.at[i]) || i + 1 == text.n || !is_blank(text.at[i + 1]))
            buf_add_char(&c->text, is_blank(text.at[i]) ? ' ' : text.at[i]);
    }
    return true;
}

static bool read_type(struct conf *c, struct word line, bool event)
{
    struct word rest = line, name = first_field(&rest);
    if (!is_type(line) || labelset_find(&c->set, name.at, name.n) != LABEL_NONE)
        return true;
    if (c->set.n_labels == LABELS_MAX)
        return refuse(c, "a label set has at most %d labels", LABELS_MAX);
    uint16_t label = labelset_add(&c->set, name.at, name.n, "");
    if (label == LABEL_NONE)
        return no_memory(c);
    c->events[label] = event;
    buf_clear(&c->text);
    buf_add_string(&c->text, rest.n ? EVENT_WITH : EVENT);
    if (event && !put_arguments(c, rest, 0))
        return false;
    if (event)
        c->set.labels[label].guideline = arena_string(&c->set.arena, buf_text(&c->text));
    return (!c->text.failed && c->set.labels[label].guideline) || no_memory(c);
}

/* The relation of that name between the ends; one that is there gets room for them too. */
static uint16_t add_relation(struct conf *c, struct word name, uint16_t from, uint16_t to)
{
    uint16_t link = labelset_relation(&c->set, name.at, name.n);
    if (link != LABEL_NONE) {
        labelset_widen(&c->set, link, from, to);
        return link;
    }
    if (c->set.n_relations == LABELS_MAX) {
        refuse(c, "a label set has at most %d relations", LABELS_MAX);
        return LABEL_NONE;
    }
    link = labelset_add_relation(&c->set, name.at, name.n, from, to);
    if (link == LABEL_NONE)
        no_memory(c);
    return link;
}

static bool read_relation(struct conf *c, struct word line)
{
    struct word rest = line, name = first_field(&rest), kind = {0};
    struct owners ends[2] = {0};
    size_t n = 0;
    if (!is_type(line))
        return true;
    while (rest.n) {
        struct word part = before(&rest, ','), role = before(&part, ':');
        part = trim(part);
        if (is(role, "<REL-TYPE>"))
            kind = part;
        else if (is(role, "<OVL-TYPE>"))
            return true; /* which spans may overlap: nothing of ours */
        else if (role.n && *role.at == '<')
            continue;
        else if (n == 2 || !role.n || !part.n)
            return refuse(c, "a relation has two ends, as \"Name Arg1:Type, Arg2:Type\"");
        else if (!add_types(c, part, &ends[n++]))
            return false;
    }
    if (n != 2)
        return refuse(c, "a relation has two ends, as \"Name Arg1:Type, Arg2:Type\"");
    uint16_t link = add_relation(c, name, end_of(c, &ends[0]), end_of(c, &ends[1]));
    if (link == LABEL_NONE || !kind.n)
        return link != LABEL_NONE;
    c->set.relations[link].help = arena_printf(&c->set.arena, OF_TYPE "%.*s", (int)kind.n, kind.at);
    return c->set.relations[link].help || no_memory(c);
}

/* "Person-Arg{2}:Person" has the role Person-Arg. */
static bool read_roles(struct conf *c, struct word line)
{
    struct word rest = line, name = first_field(&rest);
    uint16_t event = labelset_find(&c->set, name.at, name.n);
    if (!is_type(line) || event == LABEL_NONE)
        return true;
    while (rest.n) {
        struct owners owners = {0};
        struct word part = before(&rest, ','), role = before(&part, ':');
        part = trim(part);
        size_t n = 0;
        while (n < role.n && !strchr("?*+{", role.at[n]))
            n++;
        if (!part.n || !n)
            return refuse(c, "the arguments of an event are expected, as \"Role:Type, Role:Type\"");
        if (*role.at == '<')
            continue;
        size_t before_it = c->set.n_relations;
        if (!add_types(c, part, &owners))
            return false;
        uint16_t link = add_relation(c, (struct word){role.at, n}, event, end_of(c, &owners));
        if (link == LABEL_NONE)
            return false;
        if (c->set.n_relations > before_it)
            c->set.relations[link].help = ROLE;
    }
    return true;
}

static bool add_choice(struct conf *c, struct attribute_def *def, struct word value)
{
    def->type = ATTRIBUTE_CHOICE;
    for (size_t i = 0; i < def->n; i++)
        if (strlen(def->choices[i]) == value.n && memcmp(def->choices[i], value.at, value.n) == 0)
            return true;
    if (def->n == CHOICES_MAX)
        return refuse(c, "an attribute has at most %d values", CHOICES_MAX);
    return labelset_add_choice(&c->set, def, value.at, value.n) || no_memory(c);
}

static bool give_attribute(struct conf *c, struct attribute_def **defs, size_t *n, bool added,
                           struct word name, struct word values)
{
    struct attribute_def *def = NULL;
    if (!added)
        return refuse(c, "attribute: at most %d, whose names have no =, \" or \\", ATTRIBUTES_MAX);
    for (size_t i = 0; i < *n; i++)
        if (strlen((*defs)[i].name) == name.n && memcmp((*defs)[i].name, name.at, name.n) == 0)
            def = &(*defs)[i];
    while (def && values.n) {
        struct word value = before(&values, '|');
        if (value.n && !add_choice(c, def, value))
            return false;
    }
    return def || no_memory(c);
}

static bool read_attribute(struct conf *c, struct word line)
{
    struct word rest = line, name = first_field(&rest);
    struct word values = {BRAT_YES, strlen(BRAT_YES)};
    struct owners owners = {0};
    bool some = false;
    if (!is_type(line) || labelset_builtin_attribute(name.at, name.n))
        return true;
    while (rest.n) {
        struct word part = before(&rest, ','), role = before(&part, ':');
        part = trim(part);
        if (is(role, "Arg") && (some = true, !add_types(c, part, &owners)))
            return false;
        if (is(role, "Value") && part.n)
            values = part;
    }
    if (!some)
        return refuse(c, "what has the attribute is expected, as \"Name Arg:Type\"");
    struct labelset *set = &c->set;
    for (size_t i = 0; i < set->n_labels; i++) {
        struct label *label = &set->labels[i];
        if (owners.labels[i] &&
            !give_attribute(c, &label->attributes, &label->n_attributes,
                            label_attribute(label, name.at, name.n) ||
                                labelset_add_attribute(set, (uint16_t)i, name.at, name.n),
                            name, values))
            return false;
    }
    for (size_t i = 0; i < set->n_relations; i++) {
        struct relation_def *def = &set->relations[i];
        if (owners.types[i] &&
            !give_attribute(c, &def->attributes, &def->n_attributes,
                            relation_attribute(def, name.at, name.n) ||
                                labelset_add_relation_attribute(set, (uint16_t)i, name.at, name.n),
                            name, values))
            return false;
    }
    return true;
}

/* ---- the file ---- */

static bool read_macro(struct conf *c, struct word line)
{
    struct word rest = line;
    struct macro macro = {before(&rest, '='), {0}};
    macro.value = trim(rest);
    if (c->macros.n == MACROS_MOST)
        return refuse(c, "at most %d names in < > can be defined", MACROS_MOST);
    return vec_push(&c->macros, macro) || no_memory(c);
}

static bool is_macro(struct word line)
{
    const char *end = line.n && *line.at == '<' ? memchr(line.at, '>', line.n) : NULL;
    return end && (size_t)(end - line.at) + 1 < line.n && end[1] == '=';
}

static enum section section_of(struct word line)
{
    static const char *const names[SECTIONS] = {[ENTITIES] = "[entities]",
                                                [RELATIONS] = "[relations]",
                                                [EVENTS] = "[events]",
                                                [ATTRIBUTES] = "[attributes]"};
    for (size_t i = 1; i < SECTIONS; i++)
        if (is(line, names[i]))
            return (enum section)i;
    return is(line, "[spans]") ? ENTITIES : NONE;
}

/* The lines of one section, each by `read`; NULL: those that define names. */
static bool pass(struct conf *c, struct word bytes, enum section wanted,
                 bool (*read)(struct conf *, struct word))
{
    enum section section = NONE;
    c->line = 0;
    while (bytes.n && !c->fault) {
        struct word line = before(&bytes, '\n');
        c->line++;
        if (!line.n || *line.at == '#')
            continue;
        if (*line.at == '[') {
            section = section_of(line);
            if (section == NONE)
                return refuse(c, "a section is [entities], [relations], [events] or [attributes]");
        } else if (is_macro(line)) {
            if (wanted == NONE && !read_macro(c, line))
                return false;
        } else if (section == NONE) {
            return refuse(c, "a section is expected before this, as [entities]");
        } else if (section == wanted && !read(c, line)) {
            return false;
        }
    }
    return !c->fault;
}

static bool read_entity(struct conf *c, struct word line)
{
    return read_type(c, line, false);
}

static bool read_event(struct conf *c, struct word line)
{
    return read_type(c, line, true);
}

enum fault brat_read_labels(const char *bytes, size_t n, struct buf *json, struct err *err)
{
    struct conf c = {.err = err};
    struct word all = {bytes, n};
    if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        all = (struct word){bytes + 3, n - 3};
    bool good = labelset_grow(&c.set) || no_memory(&c);
    good = good && pass(&c, all, NONE, NULL) && pass(&c, all, ENTITIES, read_entity) &&
           pass(&c, all, EVENTS, read_event) && pass(&c, all, RELATIONS, read_relation) &&
           pass(&c, all, EVENTS, read_roles) && pass(&c, all, ATTRIBUTES, read_attribute);
    if (good && !c.set.n_labels)
        c.fault = err_set(err, FAULT_INPUT, "there are no types in [entities] or [events]");
    c.set.name = "brat";
    c.set.version = 1;
    if (!c.fault)
        labelset_write(&c.set, json);
    labelset_free(&c.set);
    vec_free(&c.macros);
    buf_release(&c.text);
    return c.fault;
}

bool brat_looks_labels(const char *bytes, size_t n)
{
    struct word rest = {bytes, n};
    while (rest.n) {
        struct word line = before(&rest, '\n');
        if (line.n && *line.at == '[')
            return section_of(line) != NONE;
        if (line.n && *line.at != '#' && !is_macro(line))
            return false;
    }
    return false;
}
