/* project.h: a small project for tests: a label set made by hand, articles, spans, and steps in one
 * call. After every call that ok() or faulty() makes, no statement of any store is half-stepped
 * (at_rest.h). */
#ifndef MANICULE_TESTS_STORE_PROJECT_H
#define MANICULE_TESTS_STORE_PROJECT_H

#include "at_rest.h"
#include "testlib.h"

#include "manicule/marks/codec.h"
#include "manicule/store.h"
#include "manicule/text/units.h"

enum { LABEL_SPEAKER, LABEL_QUOTE, LABEL_PLACE };

static const char labels_json[] = "{\"name\":\"test\"}";

static struct rule no_rules[1];
static struct label test_label_rows[] = {
    {.name = "speaker", .key = "s", .guideline = "who", .rules = no_rules},
    {.name = "quote", .key = "q", .guideline = "what", .rules = no_rules},
    {.name = "location", .key = "l", .guideline = "where", .rules = no_rules},
};
static struct relation_def test_relation_rows[] = {
    {.name = "said-by", .from = LABEL_QUOTE, .to = LABEL_SPEAKER}};

static inline struct labelset test_labels(const char *json)
{
    struct labelset labels = {.name = "test",
                              .version = 1,
                              .labels = test_label_rows,
                              .n_labels = 3,
                              .relations = test_relation_rows,
                              .n_relations = 1};
    memcpy(labels.sha256, digest_of(json, strlen(json)).b, sizeof labels.sha256);
    return labels;
}

struct project {
    struct store *store;
    struct labelset labels;
    char path[4096];
    struct env env;
};

#define ok(call)                                                                                   \
    do {                                                                                           \
        struct err e_ = {0};                                                                       \
        struct err *err = &e_;                                                                     \
        enum fault f_ = (call);                                                                    \
        if (f_)                                                                                    \
            fail_msg("%s: %s: %s", #call, fault_name(f_), e_.text);                                \
        assert_at_rest(#call);                                                                     \
    } while (0)

#define faulty(expected, call)                                                                     \
    do {                                                                                           \
        struct err e_ = {0};                                                                       \
        struct err *err = &e_;                                                                     \
        enum fault f_ = (call);                                                                    \
        if (f_ != (expected))                                                                      \
            fail_msg("%s: %s, not %s: %s", #call, fault_name(f_), #expected, e_.text);             \
        assert_true(e_.text[0]);                                                                   \
        assert_null(strchr(e_.text, '\n'));                                                        \
        assert_at_rest(#call);                                                                     \
    } while (0)

static inline void test_path(char *out, size_t n)
{
    static unsigned made;
    snprintf(out, n, "%s/project-%u.manicule", test_folder(), made++);
}

static inline void project_open_as(struct project *project, const char *path, const char *person,
                                   bool read_only)
{
    static uint64_t seed = 77;
    struct project opened = {.labels = test_labels(labels_json), .env = test_env(seed++)};
    snprintf(opened.path, sizeof opened.path, "%s", path);
    *project = opened;
    const struct store_options options = {
        .person = person, .read_only = read_only, .env = project->env};
    ok(store_open(project->path, &options, &project->store, err));
    store_use_labels(project->store, &project->labels);
}

static inline void project_make(struct project *project)
{
    static uint64_t seed = 7777;
    *project = (struct project){.labels = test_labels(labels_json), .env = test_env(seed++)};
    test_path(project->path, sizeof project->path);
    const struct store_options options = {.person = "alice", .env = project->env};
    ok(store_create(project->path, labels_json, strlen(labels_json), &options, &project->store,
                    err));
    store_use_labels(project->store, &project->labels);
}

static inline void project_close(struct project *project)
{
    store_close(project->store);
    project->store = NULL;
}

static inline int64_t project_add_bytes(struct project *project, const char *name, const void *text,
                                        size_t n)
{
    struct article *article = article_copy(text, n);
    assert_non_null(article);
    const struct new_document new = {.name = name, .article = article, .again = true};
    int64_t key;
    bool existing;
    ok(store_add(project->store, &new, &key, &existing, err));
    assert_false(existing);
    article_free(article);
    return key;
}

static inline int64_t project_add(struct project *project, const char *name, const char *text)
{
    return project_add_bytes(project, name, text, strlen(text));
}

static inline struct article *project_article(struct project *project, int64_t document)
{
    struct article *article;
    ok(store_article(project->store, document, &article, err));
    return article;
}

/* A span of bytes start..end. */
static inline struct span test_span(struct project *project, uint32_t start, uint32_t end,
                                    uint16_t label)
{
    return (struct span){.id = uuid_new(&project->env),
                         .at = range_of(start, end),
                         .label = label,
                         .n_fragments = 1};
}

/* A person's set as it stands. */
static inline struct set_info project_set(struct project *project, int64_t document,
                                          const char *owner)
{
    struct set_info info;
    ok(store_set(project->store, document, SET_PERSON, owner, &info, err));
    return info;
}

static inline struct step test_step(struct project *project, int64_t document, const char *owner,
                                    int64_t revision, const struct edits *edits,
                                    const struct article *article)
{
    return (struct step){
        .id = uuid_new(&project->env),
        .kind = STEP_EDIT,
        .what = "mark",
        .document = document,
        .set = SET_PERSON,
        .owner = owner,
        .revision = revision,
        .edits = edits,
        .article = article,
    };
}

/* Applies the edits to the person's set as it stands, as one step, and releases them. Its id. */
static inline struct uuid project_apply(struct project *project, int64_t document,
                                        const char *owner, struct edits *edits)
{
    struct article *article = project_article(project, document);
    struct step step = test_step(project, document, owner,
                                 project_set(project, document, owner).revision, edits, article);
    ok(store_apply(project->store, &step, NULL, err));
    edits_release(edits);
    article_free(article);
    return step.id;
}

static inline struct span project_mark(struct project *project, int64_t document, const char *owner,
                                       uint32_t start, uint32_t end, uint16_t label)
{
    struct edits edits = {0};
    struct span span = test_span(project, start, end, label);
    edits_add_span(&edits, &span);
    project_apply(project, document, owner, &edits);
    return span;
}

static inline struct set *project_load(struct project *project, int64_t set,
                                       const struct article *article, size_t slice)
{
    struct set *into = set_new();
    assert_non_null(into);
    for (struct load load = {0}; !load.done;)
        ok(store_load(project->store, set, article, into, &load, slice, err));
    return into;
}

/* The person's set, whole. */
static inline struct set *project_spans(struct project *project, int64_t document,
                                        const char *owner)
{
    struct article *article = project_article(project, document);
    struct set *set =
        project_load(project, project_set(project, document, owner).key, article, 1000);
    article_free(article);
    return set;
}

/* Takes back or brings again the person's next step; false: there is none, or it is stopped. */
static inline bool project_undo(struct project *project, enum undo_way way, struct undo *undo)
{
    struct err refusal = {0};
    enum fault fault = store_undo_next(project->store, way, undo, &refusal);
    if (fault == FAULT_MISSING)
        return false;
    if (fault)
        fail_msg("undo: %s", refusal.text);
    if (undo->stopped)
        return false;
    struct article *article = project_article(project, undo->document);
    struct edits edits = {0};
    ok(store_undo_edits(project->store, undo, way, article, &edits, err));
    struct set_info info;
    ok(store_set(project->store, undo->document, undo->set, undo->owner, &info, err));
    struct step step =
        test_step(project, undo->document, undo->owner, info.revision, &edits, article);
    step.kind = way == WAY_UNDO ? STEP_UNDO : STEP_REDO;
    step.undoes = undo->step;
    step.set = undo->set;
    step.source = undo->source;
    ok(store_apply(project->store, &step, NULL, err));
    edits_release(&edits);
    article_free(article);
    return true;
}

#endif
