/* readers.h: several people's marks on one document, and a sitting that adjudicates them. */
#ifndef MANICULE_READERS_H
#define MANICULE_READERS_H

#include "sitting.h"

#include "../marks/notation.h"

static inline int64_t document_key(struct sitting *s, const char *document)
{
    struct document d;
    struct err err = {0};
    if (store_document_named(s->store, document, &d, &err) != OK)
        fail_msg("%s", err.text);
    int64_t key = d.key;
    document_release(&d);
    return key;
}

/* A person's set of the document becomes what the line says, with the status. */
static inline void marks(struct sitting *s, const char *document, const char *person, const char *line,
                  enum status status)
{
    struct err err = {0};
    struct store *store;
    struct set_info info;
    struct set *want = notation_read(line), *had = set_new();
    struct edits edits = {0};
    struct store_options options = sitting_options(s, person);
    struct load load = {0};
    int64_t key = document_key(s, document);
    struct article *article;
    if (store_open(s->path, &options, &store, &err) != OK)
        fail_msg("%s", err.text);
    store_use_labels(store, &s->labels);
    assert_int_equal(store_article(store, key, &article, &err), OK);
    assert_int_equal(store_set(store, key, SET_PERSON, person, &info, &err), OK);
    if (info.key)
        assert_int_equal(store_load(store, info.key, article, had, &load, SIZE_MAX, &err), OK);
    for (const struct span *span = set_first(had); span; span = set_next(had, span))
        edits_delete_whole(&edits, had, span);
    for (const struct span *span = set_first(want); span; span = set_next(want, span))
        edits_add_span(&edits, span);
    for (size_t i = 0; i < set_relations(want); i++)
        edits_add_relation(&edits, set_relation_at(want, i));
    if (info.status != status)
        edits_status(&edits, info.status, status);
    struct step step = {.id = uuid_new(&s->env), .what = "marks", .document = key, .set = SET_PERSON,
                        .owner = person, .revision = info.revision, .edits = &edits, .article = article};
    if (store_apply(store, &step, &info, &err) != OK)
        fail_msg("%s", err.text);
    edits_release(&edits);
    article_free(article);
    set_free(want);
    set_free(had);
    store_close(store);
}

static inline struct workbench *adjudicates(struct sitting *s, struct store *store)
{
    static const struct desk desk = {.task = TASK_ADJUDICATE};
    struct err err = {0};
    struct workbench *wb;
    struct workbench_options options = {
        .desk = &desk, .theme = "mono", .utf8 = true, .env = s->env};
    if (workbench_open(store, &s->labels, &options, s->rows, s->cols, &wb, &err) != OK)
        fail_msg("%s", err.text);
    return wb;
}

/* The key that takes a person's reading, and further keys. */
static inline void take(struct sitting *s, const char *person, const char *then)
{
    for (size_t r = 0; r < s->wb->gold.n_readers; r++)
        if (strcmp(s->wb->others.at[s->wb->gold.order[r]].info.owner, person) == 0) {
            sitting_key(s, (struct key){.code = (uint32_t)('1' + r)});
            sitting_keys(s, then);
            return;
        }
    fail_msg("%s is no reader", person);
}

#endif
