/* Every single allocation fails once, SQLite's and ours alike: a refusal, never a crash, and the
 * file is whole afterwards. */
#include <unistd.h>

#include "../store/project.h"

/* The sanitizers bring an allocator of their own. */
#if defined(__SANITIZE_ADDRESS__)
#define OWN_ALLOCATOR 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OWN_ALLOCATOR 0
#endif
#endif
#ifndef OWN_ALLOCATOR
#define OWN_ALLOCATOR 1
#endif

#if OWN_ALLOCATOR
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t each);
void *__libc_realloc(void *old, size_t n);

static long countdown = -1; /* < 0: none fails */

static bool fails(void)
{
    return countdown >= 0 && countdown-- == 0;
}

void *malloc(size_t n)
{
    return fails() ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t each)
{
    return fails() ? NULL : __libc_calloc(n, each);
}

void *realloc(void *old, size_t n)
{
    return fails() ? NULL : __libc_realloc(old, n);
}

static const char harbour[] =
    "The harbour of Eastmouth is closed, said Ruth Okafor. \"Nobody sails today,\" she added.\n";

struct scene {
    const char *path;
    struct env env;
    struct labelset labels;
    int64_t document;
    struct uuid span;
    bool acknowledged;
};

/* A short sitting: open, read, mark, look, undo, close. It ends at the first refusal. */
static enum fault sitting(struct scene *scene)
{
    const struct store_options options = {.person = "alice", .env = scene->env};
    struct store *store = NULL;
    struct article *article = NULL;
    struct set *set = NULL;
    struct set_info info;
    struct edits edits = {0};
    struct load load = {0};
    struct undo undo;
    struct queue_row rows[4];
    size_t got;
    enum fault fault = store_open(scene->path, &options, &store, NULL);
    if (!fault) {
        store_use_labels(store, &scene->labels);
        fault = store_queue(store, 1, 4, rows, &got, NULL);
    }
    if (!fault)
        fault = store_article(store, scene->document, &article, NULL);
    if (!fault)
        fault = store_set(store, scene->document, SET_PERSON, "alice", &info, NULL);
    if (!fault && !(set = set_new()))
        fault = FAULT_MEMORY;
    if (!fault)
        fault = store_load(store, info.key, article, set, &load, 100, NULL);
    if (!fault) {
        struct span span = {
            .id = scene->span, .at = range_of(4, 11), .label = LABEL_PLACE, .n_fragments = 1};
        edits_add_span(&edits, &span);
        struct step step = {.id = uuid_new(&scene->env),
                            .kind = STEP_EDIT,
                            .what = "mark",
                            .document = scene->document,
                            .set = SET_PERSON,
                            .owner = "alice",
                            .revision = info.revision,
                            .edits = &edits,
                            .article = article};
        fault = store_apply(store, &step, &info, NULL);
        scene->acknowledged = !fault;
    }
    edits_release(&edits);
    if (!fault)
        fault = store_undo_next(store, WAY_UNDO, &undo, NULL);
    if (!fault)
        fault = store_undo_edits(store, &undo, WAY_UNDO, article, &edits, NULL);
    edits_release(&edits);
    set_free(set);
    article_free(article);
    store_close(store);
    return fault;
}

static void test_every_allocation(void **state)
{
    (void)state;
    struct project project;
    project_make(&project);
    struct scene scene = {
        .path = project.path, .env = test_env(12), .labels = test_labels(labels_json)};
    scene.document = project_add(&project, "harbour", harbour);
    struct span first = project_mark(&project, scene.document, "alice", 41, 52, LABEL_SPEAKER);
    project_close(&project);
    long n = 0;
    size_t refused = 0;
    for (;; n++) {
        scene.span = uuid_new(&scene.env);
        scene.acknowledged = false;
        countdown = n;
        enum fault fault = sitting(&scene);
        bool reached = countdown < 0;
        countdown = -1;
        refused += fault != OK;
        if (n % 16 == 0 ||
            fault == OK) { /* the oracle, not after each one: it costs more than the sitting */
            int64_t set;
            size_t findings;
            project_open_as(&project, project.path, "alice", false);
            ok(store_find_span(project.store, first.id, &set, err));
            assert_int_equal(store_find_span(project.store, scene.span, &set, NULL),
                             scene.acknowledged ? OK : FAULT_MISSING);
            ok(store_verify(project.store, NULL, &findings, err));
            assert_int_equal(findings, 0);
            project_close(&project);
        }
        if (!reached)
            break;
        assert_true(n < 20000);
    }
    print_message("# %ld allocations failed one by one, %zu sittings were refused\n", n, refused);
    assert_true(n > 100);
    assert_true(refused > 50);
}
#else
static void test_every_allocation(void **state)
{
    (void)state;
    skip();
}
#endif

int main(void)
{
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 0);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
