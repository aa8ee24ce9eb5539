/* keymap.c: from the action table's defaults, the label set and the key file to sequences.
 *
 * First every action's keys are decided, then all sequences that result are compared: one that
 * equals or begins another could never be told from it, and is refused with both named.
 */
#include "manicule/workbench/keymap.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/base/buf.h"
#include "manicule/base/vec.h"

struct bound {
    struct binding is;
    unsigned line; /* of the key file; 0: a default or the label set's */
};

struct keymap {
    VEC(struct bound) all;
};

/* A line of the key file that says what an action's keys are. */
struct choice {
    enum action action;
    unsigned argument, line;
    const char *keys; /* to the end of the line */
    size_t n;
};

struct maker {
    const struct labelset *labels;
    struct keymap *map;
    VEC(struct choice) choices;
    struct key prefix[SEQUENCE_MAX];
    size_t n_prefix;
    struct err *err;
};

static void name_binding(const struct binding *b, struct buf *out)
{
    const char *name = action_row(b->action)->name;
    if (b->action < ACT_LABEL)
        buf_add_string(out, name);
    else
        buf_printf(out, "%.*s%u", (int)strlen(name) - 1, name, b->argument + 1);
}

void binding_format(const struct binding *b, struct buf *out)
{
    for (size_t i = 0; i < b->n; i++)
        key_format(b->keys[i], out);
}

static enum fault fault_at(struct maker *m, unsigned line, const char *text, int n, const char *what)
{
    if (line)
        return err_set(m->err, FAULT_INPUT, "line %u: %.*s %s", line, n, text, what);
    return err_set(m->err, FAULT_INPUT, "%.*s %s", n, text, what);
}

static bool counts(struct key key)
{
    return key.code >= '1' && key.code <= '9' && !key.mods;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && blank(*at))
        at++;
    return at;
}

static const char *skip_word(const char *at, const char *end)
{
    while (at < end && !blank(*at))
        at++;
    return at;
}

/* One word as a sequence of keys after those that are there. */
static enum fault parse_sequence(struct maker *m, unsigned line, const char *word, size_t n,
                                 struct key *keys, size_t *n_keys)
{
    char text[128];
    if (n >= sizeof text)
        return fault_at(m, line, word, 20, "… is too long for a sequence of keys");
    memcpy(text, word, n);
    text[n] = '\0';
    for (size_t at = 0; at < n;) {
        struct key key;
        /* The name of '<' where it would otherwise begin a named key. */
        size_t took = key_parse(text + at, &key);
        if (took == 0)
            return fault_at(m, line, text + at, (int)(n - at), "is no key");
        if (*n_keys == SEQUENCE_MAX)
            return fault_at(m, line, text, (int)n, "is longer than six keys");
        keys[(*n_keys)++] = key;
        at += took;
    }
    return OK;
}

static enum fault bind(struct maker *m, enum action action, unsigned argument, unsigned line,
                       const struct key *keys, size_t n)
{
    struct bound b = {.is = {.n = n, .action = action, .argument = argument}, .line = line};
    struct buf name = {0};
    enum fault fault = OK;
    memcpy(b.is.keys, keys, n * sizeof *keys);
    if (counts(keys[0])) {
        binding_format(&b.is, &name);
        buf_add_string(&name, " for ");
        name_binding(&b.is, &name);
        fault = fault_at(m, line, buf_text(&name), (int)name.size, "begins with a digit: digits are counts");
    } else if (!vec_push(&m->map->all, b)) {
        fault = err_set(m->err, FAULT_MEMORY, "out of memory");
    }
    buf_release(&name);
    return fault;
}

static enum fault bind_words(struct maker *m, enum action action, unsigned argument, unsigned line,
                             const char *words, size_t n)
{
    const char *end = words + n, *at = skip_blanks(words, end);
    while (at < end) {
        struct key keys[SEQUENCE_MAX];
        size_t n_keys = 0;
        const char *stop = skip_word(at, end);
        enum fault fault = parse_sequence(m, line, at, (size_t)(stop - at), keys, &n_keys);
        if (fault == OK)
            fault = bind(m, action, argument, line, keys, n_keys);
        if (fault != OK)
            return fault;
        at = skip_blanks(stop, end);
    }
    return OK;
}

/* The last line of the key file about an action counts. */
static const struct choice *chosen(const struct maker *m, enum action action, unsigned argument)
{
    for (size_t i = m->choices.n; i--;)
        if (m->choices.at[i].action == action && m->choices.at[i].argument == argument)
            return &m->choices.at[i];
    return NULL;
}

static enum fault bind_label(struct maker *m, enum action action, unsigned label)
{
    static const struct {
        enum action action;
        char lead;
    } leads[] = {{ACT_LABEL, 0}, {ACT_RELABEL, 'c'}, {ACT_TRAVEL, 'g'}};
    const struct choice *choice = chosen(m, action, label);
    if (choice)
        return bind_words(m, action, label, choice->line, choice->keys, choice->n);
    const struct label *l = &m->labels->labels[label];
    struct key keys[SEQUENCE_MAX];
    size_t n = 0;
    char lead = leads[action - ACT_LABEL].lead;
    if (l->retired || !*l->key)
        return OK;
    if (lead)
        keys[n++] = (struct key){.code = (uint32_t)lead};
    if (n + m->n_prefix >= SEQUENCE_MAX)
        return err_set(m->err, FAULT_INPUT, "label-prefix is longer than four keys");
    memcpy(keys + n, m->prefix, m->n_prefix * sizeof *keys);
    n += m->n_prefix;
    enum fault fault = parse_sequence(m, 0, l->key, strlen(l->key), keys, &n);
    return fault == OK ? bind(m, action, label, 0, keys, n) : fault;
}

static enum fault bind_all(struct maker *m)
{
    enum fault fault = OK;
    for (enum action a = ACTION_NONE + 1; a < ACT_LABEL && fault == OK; a++) {
        const struct choice *c = chosen(m, a, 0);
        const char *keys = action_row(a)->keys;
        fault = c ? bind_words(m, a, 0, c->line, c->keys, c->n)
                  : bind_words(m, a, 0, 0, keys, strlen(keys));
    }
    for (enum action a = ACT_LABEL; a < ACTIONS && fault == OK; a++)
        for (unsigned i = 0; i < m->labels->n_labels && fault == OK; i++)
            fault = bind_label(m, a, i);
    return fault;
}

static enum fault read_line(struct maker *m, unsigned line, const char *at, const char *end)
{
    at = skip_blanks(at, end);
    if (at == end || *at == '#')
        return OK;
    const char *stop = skip_word(at, end);
    size_t n = (size_t)(stop - at);
    const char *rest = skip_blanks(stop, end);
    while (end > rest && blank(end[-1]))
        end--;
    struct choice c = {.line = line, .keys = rest, .n = (size_t)(end - rest)};
    if (n == strlen("label-prefix") && !memcmp(at, "label-prefix", n)) {
        m->n_prefix = 0;
        if (skip_word(rest, end) != end)
            return fault_at(m, line, rest, (int)c.n, "is not one sequence of keys");
        return parse_sequence(m, line, rest, c.n, m->prefix, &m->n_prefix);
    }
    c.action = action_find(at, n, &c.argument);
    if (c.action == ACTION_NONE)
        return fault_at(m, line, at, (int)(n < 64 ? n : 64), "is no action");
    if (c.argument >= m->labels->n_labels)
        return fault_at(m, line, at, (int)n, "is more than the label set has labels");
    return vec_push(&m->choices, c) ? OK : err_set(m->err, FAULT_MEMORY, "out of memory");
}

static enum fault read_file(struct maker *m, const char *text)
{
    for (unsigned line = 1; *text; line++) {
        const char *end = text + strcspn(text, "\n");
        enum fault fault = read_line(m, line, text, end);
        if (fault != OK)
            return fault;
        text = *end ? end + 1 : end;
    }
    return OK;
}

static bool begins(const struct binding *a, const struct key *keys, size_t n)
{
    for (size_t i = 0; i < a->n; i++)
        if (i >= n || !key_equal(a->keys[i], keys[i]))
            return false;
    return true;
}

static enum fault collision(struct maker *m, const struct bound *a, const struct bound *b)
{
    unsigned line = a->line > b->line ? a->line : b->line;
    bool equal = a->is.n == b->is.n;
    struct buf text = {0};
    if (line)
        buf_printf(&text, "line %u: ", line);
    binding_format(&a->is, &text);
    buf_add_string(&text, equal ? " is both " : " (");
    name_binding(&a->is, &text);
    if (equal) {
        buf_add_string(&text, " and ");
    } else {
        buf_add_string(&text, ") is how ");
        binding_format(&b->is, &text);
        buf_add_string(&text, " (");
    }
    name_binding(&b->is, &text);
    if (!equal)
        buf_add_string(&text, ") begins");
    enum fault fault = err_set(m->err, FAULT_INPUT, "%s", buf_text(&text));
    buf_release(&text);
    return fault;
}

static enum fault check(struct maker *m)
{
    const struct keymap *map = m->map;
    for (size_t i = 0; i < map->all.n; i++)
        for (size_t j = 0; j < map->all.n; j++) {
            const struct bound *a = &map->all.at[i], *b = &map->all.at[j];
            /* The same key twice for one action is only said twice. */
            bool same = a->is.action == b->is.action && a->is.argument == b->is.argument;
            if (i != j && begins(&a->is, b->is.keys, b->is.n) && !(same && a->is.n == b->is.n))
                return collision(m, a, b);
        }
    return OK;
}

enum fault keymap_new(const struct labelset *labels, const char *key_file, struct keymap **out,
                      struct err *err)
{
    struct maker m = {.labels = labels, .err = err};
    enum fault fault;
    *out = NULL;
    m.map = calloc(1, sizeof *m.map);
    if (!m.map)
        return err_set(err, FAULT_MEMORY, "out of memory");
    fault = key_file ? read_file(&m, key_file) : OK;
    if (fault == OK)
        fault = bind_all(&m);
    if (fault == OK)
        fault = check(&m);
    vec_free(&m.choices);
    if (fault != OK) {
        keymap_free(m.map);
        return fault;
    }
    *out = m.map;
    return OK;
}

void keymap_free(struct keymap *map)
{
    if (!map)
        return;
    vec_free(&map->all);
    free(map);
}

static enum match match(const struct keymap *map, bool labels_only, const struct key *keys, size_t n,
                        const struct binding **out)
{
    enum match best = MATCH_NONE;
    struct binding typed = {.n = n <= SEQUENCE_MAX ? n : SEQUENCE_MAX};
    if (n == 0 || n > SEQUENCE_MAX)
        return MATCH_NONE;
    memcpy(typed.keys, keys, n * sizeof *keys);
    for (size_t i = 0; i < map->all.n; i++) {
        const struct binding *b = &map->all.at[i].is;
        if ((labels_only && b->action != ACT_LABEL) || !begins(&typed, b->keys, b->n))
            continue;
        if (b->n == n) {
            *out = b;
            return MATCH_WHOLE;
        }
        best = MATCH_PREFIX;
    }
    return best;
}

enum match keymap_match(const struct keymap *map, const struct key *keys, size_t n, struct binding *out)
{
    const struct binding *found;
    enum match m = match(map, false, keys, n, &found);
    if (m == MATCH_WHOLE)
        *out = *found;
    return m;
}

enum match keymap_match_label(const struct keymap *map, const struct key *keys, size_t n,
                              unsigned *label)
{
    const struct binding *found;
    enum match m = match(map, true, keys, n, &found);
    if (m == MATCH_WHOLE)
        *label = found->argument;
    return m;
}

size_t keymap_count(const struct keymap *map)
{
    return map->all.n;
}

const struct binding *keymap_at(const struct keymap *map, size_t i)
{
    return &map->all.at[i].is;
}

void binding_words(const struct binding *b, struct buf *out)
{
    for (size_t i = 0; i < b->n; i++) {
        bool named = b->keys[i].code >= KEY_NAME_FIRST || b->keys[i].mods;
        if (i && named)
            buf_add_char(out, ' ');
        key_words(b->keys[i], out);
    }
}

void keymap_keys(const struct keymap *map, enum action action, unsigned argument, struct buf *out)
{
    for (size_t i = 0; i < map->all.n; i++) {
        const struct binding *b = &map->all.at[i].is;
        if (b->action == action && b->argument == argument) {
            binding_words(b, out);
            return;
        }
    }
}
