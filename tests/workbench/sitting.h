/* sitting.h: a whole sitting without a terminal: a project in a temporary folder, an article, and
 * a list of keys as they are written in key files ("gq", "<S-Right>", "s"). */
#ifndef MANICULE_SITTING_H
#define MANICULE_SITTING_H

#include "testlib.h"

#include "manicule/formats/labelset_json.h"
#include "manicule/store.h"
#include "manicule/text/units.h"
#include "manicule/workbench/state.h"

struct sitting {
    char path[512];
    struct env env;
    struct labelset labels;
    struct store *store;
    struct workbench *wb;
    unsigned rows, cols;
    unsigned pressed; /* keys so far */
};

static inline struct store_options sitting_options(struct sitting *s, const char *person)
{
    return (struct store_options){.person = person, .env = s->env};
}

/* A new project; articles come in with sitting_add(). */
static inline void sitting_begin(struct sitting *s, unsigned rows, unsigned cols)
{
    static unsigned number;
    struct err err = {0};
    size_t n;
    const char *json = labelset_builtin(&n);
    *s = (struct sitting){.env = test_env(7), .rows = rows, .cols = cols};
    snprintf(s->path, sizeof s->path, "%s/sitting%u.manicule", test_folder(), number++);
    struct store_options options = sitting_options(s, "alice");
    if (labelset_read(json, n, &s->labels, &err) != OK ||
        store_create(s->path, json, n, &options, &s->store, &err) != OK)
        fail_msg("%s", err.text);
    store_use_labels(s->store, &s->labels);
}

static inline int64_t sitting_add(struct sitting *s, const char *name, const void *text, size_t n)
{
    struct err err = {0};
    struct article *article = article_copy(text, n);
    struct new_document document = {.name = name, .article = article};
    int64_t key = 0;
    bool existing;
    if (store_add(s->store, &document, &key, &existing, &err) != OK)
        fail_msg("%s", err.text);
    article_free(article);
    return key;
}

static inline void sitting_open(struct sitting *s, const char *document)
{
    struct err err = {0};
    struct workbench_options options = {
        .document = document, .theme = "mono", .utf8 = true, .env = s->env};
    if (workbench_open(s->store, &s->labels, &options, s->rows, s->cols, &s->wb, &err) != OK)
        fail_msg("%s", err.text);
}

/* As after a quit and a new start: everything in memory is gone. */
static inline void sitting_reopen(struct sitting *s)
{
    struct err err = {0};
    struct store_options options = sitting_options(s, "alice");
    workbench_close(s->wb);
    store_close(s->store);
    if (store_open(s->path, &options, &s->store, &err) != OK)
        fail_msg("%s", err.text);
    store_use_labels(s->store, &s->labels);
    sitting_open(s, NULL);
}

static inline void sitting_key(struct sitting *s, struct key key)
{
    struct event event = {.kind = EVENT_KEY, .key = key};
    workbench_event(s->wb, &event);
    s->pressed++;
}

static inline void sitting_keys(struct sitting *s, const char *keys)
{
    while (*keys) {
        struct key key;
        if (*keys == ' ') { /* parts the list for the eye; <Space> is the key */
            keys++;
            continue;
        }
        size_t n = key_parse(keys, &key);
        if (n == 0)
            fail_msg("no key at \"%s\"", keys);
        keys += n;
        sitting_key(s, key);
    }
}

/* Every span as a line "label start-end", fragments parted by commas, code points. */
static inline const char *sitting_spans(struct sitting *s)
{
    static struct buf out;
    buf_clear(&out);
    while (workbench_idle(s->wb))
        ;
    const struct article *a = s->wb->article;
    for (const struct span *span = set_first(s->wb->set); span; span = set_next(s->wb->set, span)) {
        buf_printf(&out, "%s ", s->labels.labels[span->label].name);
        for (size_t i = 0; i < span->n_fragments; i++) {
            struct range r = span_fragment(span, i);
            buf_printf(&out, "%s%u-%u", i ? "," : "", article_codepoint(a, r.start),
                       article_codepoint(a, r.end));
        }
        buf_add_char(&out, '\n');
    }
    return buf_text(&out);
}

static inline const char *sitting_says(struct sitting *s)
{
    static struct buf out, more;
    buf_clear(&out);
    buf_clear(&more);
    wb_status(s->wb, 200, &out, &more);
    return buf_text(&out);
}

/* The status row and the hint row as they stand at that many columns. */
static inline const char *sitting_rows(struct sitting *s, unsigned cols)
{
    static struct buf out, more;
    buf_clear(&out);
    buf_clear(&more);
    wb_status(s->wb, cols - 1, &out, &more);
    if (!more.size)
        wb_hints(s->wb, cols - 1, &more);
    buf_printf(&out, "\n%s", buf_text(&more));
    return buf_text(&out);
}

static inline void sitting_end(struct sitting *s)
{
    workbench_close(s->wb);
    store_close(s->store);
    labelset_free(&s->labels);
}

#endif
