/* Label Studio's labelling configuration: XML of which the tags Labels, Label, Choices, Choice,
 * TextArea and Relation are ours. Written for a label set, and read back; other tags are passed
 * over. Guideline rules, what a relation joins and attributes of relations have no place in it. */
#include <stdio.h>
#include <string.h>

#include "labelstudio.h"
#include "manicule/formats/labelset_json.h"
#include "manicule/marks/attrs.h"
#include "manicule/text/article.h"

enum { XML_MOST = 1 << 20, NAME_MOST = 64 };

/* ---- names ---- */

static bool is_attribute(const struct labelset *labels, const char *name)
{
    for (size_t i = 0; i < labels->n_labels; i++)
        for (size_t k = 0; k < labels->labels[i].n_attributes; k++)
            if (strcmp(labels->labels[i].attributes[k].name, name) == 0)
                return true;
    return false;
}

struct labelstudio_names labelstudio_names(const struct labelset *labels)
{
    struct labelstudio_names names = {"label", "text"};
    char *const each[] = {names.label, names.text};
    for (size_t i = 0; i < 2; i++)
        while (strlen(each[i]) < NAME_MOST + 1 && is_attribute(labels, each[i]))
            strcat(each[i], "_");
    return names;
}

static bool is_named(const struct attribute_def *def, const char *name, size_t n)
{
    return strlen(def->name) == n && memcmp(def->name, name, n) == 0;
}

bool labelstudio_is_choice(const struct labelset *labels, const char *name, size_t n)
{
    bool found = false;
    for (size_t i = 0; i < labels->n_labels; i++)
        for (size_t k = 0; k < labels->labels[i].n_attributes; k++) {
            const struct attribute_def *def = &labels->labels[i].attributes[k];
            if (!is_named(def, name, n))
                continue;
            if (def->type != ATTRIBUTE_CHOICE)
                return false;
            found = true;
        }
    return found;
}

/* ---- writing ---- */

static void put_value(struct buf *out, const char *text)
{
    static const char marks[] = "&<>\"\t\n\r";
    static const char *const as[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#9;", "&#10;", "&#13;"};
    for (; *text; text++) {
        const char *mark = strchr(marks, *text);
        if (mark)
            buf_add_string(out, as[mark - marks]);
        else
            buf_add_char(out, *text);
    }
}

static void put(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, " %s=\"", name);
    put_value(out, value);
    buf_add_char(out, '"');
}

static void put_label(struct buf *out, const struct label *label)
{
    buf_add_string(out, "    <Label");
    put(out, "value", label->name);
    if (label->key && *label->key)
        put(out, "hotkey", label->key);
    if (label->guideline && *label->guideline)
        put(out, "hint", label->guideline);
    buf_add_string(out, "/>\n");
}

/* The labels that have the attribute, as the control's condition. */
static void put_condition(struct buf *out, const struct labelset *labels, const char *name,
                          const char *label_control)
{
    bool first = true;
    put(out, "perRegion", "true");
    put(out, "visibleWhen", "region-selected");
    put(out, "whenTagName", label_control);
    buf_add_string(out, " whenLabelValue=\"");
    for (size_t i = 0; i < labels->n_labels; i++)
        for (size_t k = 0; k < labels->labels[i].n_attributes; k++)
            if (strcmp(labels->labels[i].attributes[k].name, name) == 0) {
                buf_add_string(out, first ? "" : ",");
                put_value(out, labels->labels[i].name);
                first = false;
            }
    buf_add_char(out, '"');
}

/* Has a choice of that value stood in an attribute of the name before this one? */
static bool stood(const struct labelset *labels, const struct attribute_def *until, size_t choice)
{
    for (size_t i = 0; i < labels->n_labels; i++)
        for (size_t k = 0; k < labels->labels[i].n_attributes; k++) {
            const struct attribute_def *def = &labels->labels[i].attributes[k];
            bool last = def == until;
            for (size_t j = 0; j < (last ? choice : def->n); j++)
                if (strcmp(def->name, until->name) == 0 &&
                    strcmp(def->choices[j], until->choices[choice]) == 0)
                    return true;
            if (last)
                return false;
        }
    return false;
}

static void put_choices(struct buf *out, const struct labelset *labels, const char *name)
{
    for (size_t i = 0; i < labels->n_labels; i++)
        for (size_t k = 0; k < labels->labels[i].n_attributes; k++) {
            const struct attribute_def *def = &labels->labels[i].attributes[k];
            for (size_t j = 0; strcmp(def->name, name) == 0 && j < def->n; j++) {
                if (stood(labels, def, j))
                    continue;
                buf_add_string(out, "    <Choice");
                put(out, "value", def->choices[j]);
                buf_add_string(out, "/>\n");
            }
        }
}

static void put_control(struct buf *out, const struct labelset *labels,
                        const struct attribute_def *def, const struct labelstudio_names *names)
{
    bool choice = labelstudio_is_choice(labels, def->name, strlen(def->name));
    buf_printf(out, "  <%s", choice ? "Choices" : "TextArea");
    put(out, "name", def->name);
    put(out, "toName", names->text);
    put_condition(out, labels, def->name, names->label);
    buf_add_string(out, choice ? " choice=\"single\">\n" : "/>\n");
    if (!choice)
        return;
    put_choices(out, labels, def->name);
    buf_add_string(out, "  </Choices>\n");
}

/* Is it the first of that name? One control stands for all of them. */
static bool is_first(const struct labelset *labels, const struct attribute_def *def)
{
    for (size_t i = 0; i < labels->n_labels; i++)
        for (size_t k = 0; k < labels->labels[i].n_attributes; k++)
            if (strcmp(labels->labels[i].attributes[k].name, def->name) == 0)
                return &labels->labels[i].attributes[k] == def;
    return false;
}

enum fault labelstudio_write_labels(const struct labelset *labels, struct buf *out, struct err *err)
{
    struct labelstudio_names names = labelstudio_names(labels);
    buf_add_string(out, "<View>\n  <Labels");
    put(out, "name", names.label);
    put(out, "toName", names.text);
    buf_add_string(out, ">\n");
    for (size_t i = 0; i < labels->n_labels; i++)
        put_label(out, &labels->labels[i]);
    buf_add_string(out, "  </Labels>\n  <Text");
    put(out, "name", names.text);
    put(out, "value", "$text");
    buf_add_string(out, "/>\n");
    for (size_t i = 0; i < labels->n_labels; i++)
        for (size_t k = 0; k < labels->labels[i].n_attributes; k++)
            if (is_first(labels, &labels->labels[i].attributes[k]))
                put_control(out, labels, &labels->labels[i].attributes[k], &names);
    if (labels->n_relations)
        buf_add_string(out, "  <Relations>\n");
    for (size_t i = 0; i < labels->n_relations; i++) {
        buf_add_string(out, "    <Relation");
        put(out, "value", labels->relations[i].name);
        buf_add_string(out, "/>\n");
    }
    buf_add_string(out, labels->n_relations ? "  </Relations>\n</View>\n" : "</View>\n");
    return out->failed ? err_set(err, FAULT_MEMORY, "out of memory") : OK;
}

/* ---- XML ---- */

enum wanted { W_NAME, W_VALUE, W_HOTKEY, W_HINT, W_PER_REGION, W_WHEN_LABEL, W_N };
static const char *const wanted_names[] = {"name", "value",     "hotkey",
                                           "hint", "perRegion", "whenLabelValue"};

struct xml {
    const char *start, *at, *end;
    struct err *err;
    char tag[32];
    bool closing, closed; /* </x>, <x/> */
    struct buf found[W_N];
    bool has[W_N];
};

static enum fault broken(struct xml *x, const char *what)
{
    size_t line = 1;
    for (const char *c = x->start; c < x->at; c++)
        line += *c == '\n';
    return err_set(x->err, FAULT_INPUT, "line %zu: %s", line, what);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blank(struct xml *x)
{
    while (x->at < x->end && is_blank(*x->at))
        x->at++;
}

static bool begins(const struct xml *x, const char *with)
{
    size_t n = strlen(with);
    return (size_t)(x->end - x->at) >= n && memcmp(x->at, with, n) == 0;
}

static enum fault skip_to(struct xml *x, const char *what)
{
    size_t n = strlen(what);
    const char *found = memmem(x->at, (size_t)(x->end - x->at), what, n);
    if (!found)
        return broken(x, "a comment or instruction that does not end");
    x->at = found + n;
    return OK;
}

/* Behind an &: the character it stands for. 0: none that is known. */
static uint32_t entity(const char *name, size_t n)
{
    static const char *const names[] = {"amp", "lt", "gt", "quot", "apos"};
    static const char as[] = "&<>\"'";
    for (size_t i = 0; i < 5; i++)
        if (strlen(names[i]) == n && memcmp(names[i], name, n) == 0)
            return (unsigned char)as[i];
    unsigned base = n > 2 && name[1] == 'x' ? 16 : 10;
    uint32_t c = 0;
    if (n < 2 || name[0] != '#')
        return 0;
    for (size_t i = base == 16 ? 2 : 1; i < n; i++) {
        unsigned digit = name[i] >= '0' && name[i] <= '9' ? (unsigned)(name[i] - '0')
                         : (name[i] | 0x20) >= 'a' && (name[i] | 0x20) <= 'f'
                             ? (unsigned)((name[i] | 0x20) - 'a') + 10
                             : 16;
        if (digit >= base || c > 0x10ffff)
            return 0;
        c = c * base + digit;
    }
    return c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0 : c;
}

/* The value that ends at the quotation mark. out NULL: nobody wants it. */
static enum fault read_value(struct xml *x, char mark, struct buf *out)
{
    while (x->at < x->end && *x->at != mark) {
        if (*x->at == '<')
            return broken(x, "< cannot stand in a value");
        if (*x->at != '&') {
            if (out)
                buf_add_char(out, is_blank(*x->at) ? ' ' : *x->at);
            x->at++;
            continue;
        }
        const char *semicolon = memchr(x->at, ';', (size_t)(x->end - x->at));
        uint32_t c = semicolon ? entity(x->at + 1, (size_t)(semicolon - x->at - 1)) : 0;
        if (!c)
            return broken(x, "an & that stands for nothing known; it is written &amp;");
        if (out)
            buf_add_codepoint(out, c);
        x->at = semicolon + 1;
    }
    if (x->at == x->end)
        return broken(x, "a value does not end");
    x->at++;
    return OK;
}

static size_t read_name(struct xml *x)
{
    const char *start = x->at;
    while (x->at < x->end && !is_blank(*x->at) && !memchr("=/><\"'", *x->at, 6))
        x->at++;
    return (size_t)(x->at - start);
}

static enum fault read_attribute(struct xml *x)
{
    const char *name = x->at;
    size_t n = read_name(x), i = 0;
    if (!n)
        return broken(x, "the name of an attribute is expected");
    skip_blank(x);
    if (x->at == x->end || *x->at != '=')
        return broken(x, "= is expected behind the name of an attribute");
    x->at++;
    skip_blank(x);
    if (x->at == x->end || (*x->at != '"' && *x->at != '\''))
        return broken(x, "the value of an attribute stands in quotation marks");
    char mark = *x->at++;
    while (i < W_N && (strlen(wanted_names[i]) != n || memcmp(wanted_names[i], name, n) != 0))
        i++;
    if (i == W_N)
        return read_value(x, mark, NULL);
    if (x->has[i])
        return broken(x, "an attribute stands there twice");
    x->has[i] = true;
    return read_value(x, mark, &x->found[i]);
}

/* At a <: its name and attributes. */
static enum fault read_tag(struct xml *x)
{
    x->at++;
    x->closing = x->at < x->end && *x->at == '/';
    x->at += x->closing;
    x->closed = false;
    const char *name = x->at;
    size_t n = read_name(x);
    if (!n)
        return broken(x, "the name of a tag is expected");
    snprintf(x->tag, sizeof x->tag, "%.*s", (int)(n < sizeof x->tag ? n : 0), name);
    for (size_t i = 0; i < W_N; i++) {
        buf_clear(&x->found[i]);
        x->has[i] = false;
    }
    enum fault fault = OK;
    while (!fault) {
        skip_blank(x);
        if (x->at == x->end)
            return broken(x, "a tag does not end");
        if (*x->at == '>' || begins(x, "/>"))
            break;
        fault = read_attribute(x);
    }
    if (fault)
        return fault;
    x->closed = *x->at == '/';
    x->at += 1 + x->closed;
    return OK;
}

/* The next tag; text between tags is passed over. *more false: the end. */
static enum fault next_tag(struct xml *x, bool *more)
{
    *more = false;
    for (enum fault fault = OK; !fault;) {
        while (x->at < x->end && *x->at != '<')
            x->at++;
        if (x->at == x->end)
            return OK;
        if (begins(x, "<!--")) {
            x->at += 4;
            fault = skip_to(x, "-->");
        } else if (begins(x, "<?")) {
            fault = skip_to(x, "?>");
        } else if (begins(x, "<!")) {
            return broken(x, "<! begins nothing that a labelling configuration has");
        } else {
            *more = true;
            return read_tag(x);
        }
        if (fault)
            return fault;
    }
    return OK;
}

/* ---- reading ---- */

struct config {
    struct xml xml;
    struct labelset labels;
    bool in_labels, in_choices;
    struct buf control, when; /* the Choices that are open: their name, their labels */
};

static enum fault no_memory(struct config *c)
{
    return err_set(c->xml.err, FAULT_MEMORY, "out of memory");
}

/* As an import makes names fit: bytes that a label set's cannot have become _. */
static void fit(struct buf *name, const char *unfit)
{
    for (size_t i = 0; i < name->size; i++)
        if ((unsigned char)name->data[i] <= ' ' || name->data[i] == 0x7f ||
            strchr(unfit, name->data[i]))
            name->data[i] = '_';
}

static enum fault take_label(struct config *c)
{
    struct xml *x = &c->xml;
    fit(&x->found[W_VALUE], "\"\\");
    const char *key = buf_text(&x->found[W_HOTKEY]), *name = buf_text(&x->found[W_VALUE]);
    size_t n = x->found[W_VALUE].size, characters = 0;
    if (!n || n > NAME_MOST)
        return broken(x, "a Label has a value of 1 to 64 bytes");
    if (labelset_find(&c->labels, name, n) != LABEL_NONE)
        return broken(x, "a label of this value stands there already");
    for (const char *p = key; *p; p++)
        characters += (*p & 0xc0) != 0x80;
    /* Keys of several, ctrl+a, are none here. */
    uint16_t label =
        labelset_add(&c->labels, name, n, characters == 1 && (unsigned char)*key > ' ' ? key : "");
    if (label == LABEL_NONE)
        return c->labels.n_labels == LABELS_MAX ? broken(x, "more labels than a label set has")
                                                : no_memory(c);
    if (!x->found[W_HINT].size)
        return OK;
    const char *hint = arena_string(&c->labels.arena, buf_text(&x->found[W_HINT]));
    c->labels.labels[label].guideline = hint ? hint : "";
    return hint ? OK : no_memory(c);
}

/* A label's name is one that was made to fit. */
static bool is_same(const char *given, const char *label, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (given[i] != label[i] &&
            (label[i] != '_' ||
             !((unsigned char)given[i] <= ' ' || given[i] == 0x7f || strchr("\"\\", given[i]))))
            return false;
    return true;
}

/* Is the label among those of a control's condition? Without one all are. */
static bool is_listed(const char *list, const char *label)
{
    size_t n = strlen(label);
    if (!*list)
        return true;
    for (;;) {
        while (*list == ' ')
            list++;
        size_t size = strcspn(list, ","), word = size;
        while (word && list[word - 1] == ' ')
            word--;
        if (word == n && is_same(list, label, n))
            return true;
        if (!list[size])
            return false;
        list += size + 1;
    }
}

/* An attribute for each label that the control is shown for. */
static enum fault take_control(struct config *c, const char *name, size_t n, const char *when)
{
    for (size_t i = 0; i < c->labels.n_labels; i++) {
        struct label *label = &c->labels.labels[i];
        if (!is_listed(when, label->name) || label_attribute(label, name, n))
            continue;
        if (!attrs_valid_name(name, n) || label->n_attributes == ATTRIBUTES_MAX)
            return broken(&c->xml, "an attribute cannot have this name, or there are too many");
        if (!labelset_add_attribute(&c->labels, (uint16_t)i, name, n))
            return no_memory(c);
    }
    return OK;
}

static enum fault take_choice(struct config *c)
{
    struct xml *x = &c->xml;
    const char *value = buf_text(&x->found[W_VALUE]);
    size_t n = x->found[W_VALUE].size;
    for (size_t i = 0; i < c->labels.n_labels && n; i++) {
        struct label *label = &c->labels.labels[i];
        struct attribute_def *def = NULL;
        for (size_t k = 0; k < label->n_attributes; k++)
            if (is_named(&label->attributes[k], buf_text(&c->control), c->control.size))
                def = &label->attributes[k];
        if (!def || !is_listed(buf_text(&c->when), label->name))
            continue;
        def->type = ATTRIBUTE_CHOICE;
        bool there = false;
        for (size_t k = 0; k < def->n; k++)
            there |= strcmp(def->choices[k], value) == 0;
        if (!there && def->n == CHOICES_MAX)
            return broken(x, "more choices than an attribute has");
        if (!there && !labelset_add_choice(&c->labels, def, value, n))
            return no_memory(c);
    }
    return OK;
}

static enum fault take_relation(struct config *c)
{
    fit(&c->xml.found[W_VALUE], "\"\\");
    const struct buf *value = &c->xml.found[W_VALUE];
    const char *name = buf_text(value);
    if (!value->size || value->size > NAME_MOST)
        return broken(&c->xml, "a Relation has a value of 1 to 64 bytes");
    if (labelset_relation(&c->labels, name, value->size) != LABEL_NONE)
        return broken(&c->xml, "a relation of this value stands there already");
    if (labelset_add_relation(&c->labels, name, value->size, LABEL_ANY, LABEL_ANY) != LABEL_NONE)
        return OK;
    return c->labels.n_relations == LABELS_MAX
               ? broken(&c->xml, "more relations than a label set has")
               : no_memory(c);
}

static void open_choices(struct config *c)
{
    struct xml *x = &c->xml;
    buf_clear(&c->control);
    buf_clear(&c->when);
    buf_add(&c->control, buf_text(&x->found[W_NAME]), x->found[W_NAME].size);
    buf_add(&c->when, buf_text(&x->found[W_WHEN_LABEL]), x->found[W_WHEN_LABEL].size);
    c->in_choices = !x->closed;
}

/* Labels come before what is shown for them or behind it: controls are looked at in a second round.
 */
static enum fault take_tag(struct config *c, bool labels)
{
    struct xml *x = &c->xml;
    const char *tag = x->tag;
    bool per_region = strcmp(buf_text(&x->found[W_PER_REGION]), "true") == 0;
    if (strcmp(tag, "Labels") == 0)
        c->in_labels = !x->closing && !x->closed;
    else if (x->closing && strcmp(tag, "Choices") == 0)
        c->in_choices = false;
    if (x->closing)
        return OK;
    if (labels)
        return c->in_labels && strcmp(tag, "Label") == 0 ? take_label(c)
               : strcmp(tag, "Relation") == 0            ? take_relation(c)
                                                         : OK;
    if (strcmp(tag, "Choice") == 0)
        return c->in_choices ? take_choice(c) : OK;
    bool choices = strcmp(tag, "Choices") == 0;
    if (!per_region || !x->found[W_NAME].size ||
        !(choices || strcmp(tag, "TextArea") == 0 || strcmp(tag, "Number") == 0 ||
          strcmp(tag, "Rating") == 0 || strcmp(tag, "DateTime") == 0 ||
          strcmp(tag, "Taxonomy") == 0))
        return OK;
    fit(&x->found[W_NAME], "=\"\\");
    if (choices)
        open_choices(c);
    return take_control(c, buf_text(&x->found[W_NAME]), x->found[W_NAME].size,
                        buf_text(&x->found[W_WHEN_LABEL]));
}

static enum fault read_round(struct config *c, bool labels)
{
    struct xml *x = &c->xml;
    bool more = true, failed = false;
    x->at = x->start;
    c->in_labels = c->in_choices = false;
    enum fault fault = OK;
    while (!fault) {
        fault = next_tag(x, &more);
        if (fault || !more)
            break;
        for (size_t i = 0; i < W_N; i++)
            failed |= x->found[i].failed;
        fault = failed ? no_memory(c) : take_tag(c, labels);
    }
    return !fault && (c->control.failed || c->when.failed) ? no_memory(c) : fault;
}

bool labelstudio_looks_labels(const char *bytes, size_t n)
{
    size_t i = 0;
    while (i < n && strchr(" \t\r\n", bytes[i]))
        i++;
    return i < n && bytes[i] == '<' && memmem(bytes, n, "<Label", 6);
}

enum fault labelstudio_read_labels(const char *bytes, size_t n, struct buf *json, struct err *err)
{
    struct config c = {.xml = {.start = bytes, .end = bytes + n, .err = err},
                       .labels = {.name = "label-studio", .version = 1}};
    size_t bad;
    enum fault fault = OK;
    if (n > XML_MOST)
        fault = err_set(err, FAULT_INPUT, "larger than a labelling configuration is");
    else if (!text_check((const uint8_t *)bytes, n, &bad))
        fault = err_set(err, FAULT_INPUT, "byte %zu: not UTF-8", bad);
    else if (!labelset_grow(&c.labels))
        fault = no_memory(&c);
    if (!fault)
        fault = read_round(&c, true);
    if (!fault)
        fault = read_round(&c, false);
    if (!fault && !c.labels.n_labels)
        fault = err_set(err, FAULT_INPUT, "there is no Label within Labels in it");
    if (!fault)
        labelset_write(&c.labels, json);
    if (!fault && json->failed)
        fault = no_memory(&c);
    for (size_t i = 0; i < W_N; i++)
        buf_release(&c.xml.found[i]);
    buf_release(&c.control);
    buf_release(&c.when);
    labelset_free(&c.labels);
    return fault;
}
