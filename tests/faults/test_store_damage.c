/* Bits flipped, pages zeroed, the end cut off, anywhere in the file: nothing crashes, nobody walks
 * in a circle, and verify tells, unless the tables still say exactly what they said. */
#include <unistd.h>

#include "../store/damage.h"

/* Everything a reader would do with the file, good or not. */
static void use(const char *path)
{
    struct labelset labels = test_labels(labels_json);
    const struct store_options options = {.person = "alice", .env = test_env(3)};
    struct store *store;
    struct set_cursor cursor = {0};
    const struct set_filter all = {.kind = -1, .status = -1, .empty = true};
    struct set_info info;
    if (store_open(path, &options, &store, NULL) != OK)
        return;
    store_use_labels(store, &labels);
    struct queue_row rows[16];
    struct tally tally;
    struct undo undo;
    size_t got;
    store_queue(store, 1, 16, rows, &got, NULL);
    store_tally(store, &tally, NULL);
    store_undo_next(store, WAY_UNDO, &undo, NULL);
    for (bool more = true;
         store_next_set(store, &cursor, &all, &info, &more, NULL) == OK && more;) {
        struct article *article;
        size_t bad;
        if (store_article(store, info.document, &article, NULL) != OK)
            continue;
        struct set *set = set_new();
        assert_non_null(set);
        struct load load = {0};
        while (text_check(article_bytes(article), article_size(article), &bad) && !load.done &&
               store_load(store, info.key, article, set, &load, 2, NULL) == OK)
            ;
        set_free(set);
        article_free(article);
    }
    struct journal_row row = {0};
    for (bool more = true; store_journal(store, row.number, &row, &more, NULL) == OK && more;)
        ;
    store_close(store);
}

struct result {
    size_t tried, idle, missed;
};

static void try_one(const char *path, const uint8_t *bytes, size_t n, struct digest before,
                    struct result *result, const char *what, size_t at)
{
    struct told told;
    char journal[4300];
    snprintf(journal, sizeof journal, "%s-journal", path);
    unlink(journal);
    damage_write(path, bytes, n);
    use(path);
    result->tried++;
    if (damage_verify(path, &told) == 0) {
        if (memcmp(damage_content(path).b, before.b, sizeof before.b) == 0) {
            result->idle++;
        } else {
            print_message("%s at byte %zu: nobody noticed\n", what, at);
            result->missed++;
        }
    }
    buf_release(&told.lines);
}

static void test_everywhere(void **state)
{
    (void)state;
    enum { PAGE = 4096, BITS_PER_PAGE = 8 };
    struct project project;
    struct result result = {0};
    char path[4200];
    size_t n;
    uint64_t seed = 31;
    damage_make(&project);
    project_close(&project);
    struct digest before = damage_content(project.path);
    uint8_t *bytes = read_file(project.path, &n);
    uint8_t *copy = malloc(n);
    assert_non_null(copy);
    snprintf(path, sizeof path, "%s.damaged", project.path);
    for (size_t page = 0; page < n; page += PAGE) {
        for (int i = 0; i < BITS_PER_PAGE; i++) {
            /* half of them in a page's book-keeping, half where its first rows are */
            size_t at =
                page + (i % 2 ? test_random(&seed) % 64 : PAGE - 1 - test_random(&seed) % 256);
            memcpy(copy, bytes, n);
            copy[at] ^= (uint8_t)(1u << test_random(&seed) % 8);
            try_one(path, copy, n, before, &result, "a bit", at);
        }
        memcpy(copy, bytes, n);
        memset(copy + page, 0, PAGE);
        try_one(path, copy, n, before, &result, "a zeroed page", page);
        memcpy(copy, bytes, n);
        for (size_t i = 0; i < PAGE; i++)
            copy[page + i] = (uint8_t)test_random(&seed);
        try_one(path, copy, n, before, &result, "a page of noise", page);
        try_one(path, bytes, page, before, &result, "a file that ends", page);
        try_one(path, bytes, page + PAGE / 3, before, &result, "a file that ends", page + PAGE / 3);
    }
    free(copy);
    free(bytes);
    print_message("# %zu damages, %zu of them to bytes that say nothing, %zu missed\n",
                  result.tried, result.idle, result.missed);
    assert_true(result.tried > 300);
    assert_true(result.idle < result.tried / 2);
    assert_int_equal(result.missed, 0);
}

/* A text that was hit does not keep the others from being read. */
static void test_others_stay_readable(void **state)
{
    (void)state;
    struct project project;
    size_t n;
    damage_make(&project);
    project_close(&project);
    uint8_t *bytes = read_file(project.path, &n);
    uint8_t *text = memmem(bytes, n, "The harbour of Eastmouth", 24);
    assert_non_null(text);
    text[5] ^= 0x80;
    damage_write(project.path, bytes, n);
    free(bytes);
    project_open_as(&project, project.path, "alice", false);
    struct document document;
    ok(store_document_named(project.store, "floods", &document, err));
    struct set *set = project_spans(&project, document.key, "alice");
    assert_int_equal(set_count(set), 1);
    set_free(set);
    document_release(&document);
    size_t findings;
    ok(store_verify(project.store, NULL, &findings, err));
    assert_true(findings > 0);
    project_close(&project);
}

int main(void)
{
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 0);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_everywhere),
                                       cmocka_unit_test(test_others_stay_readable)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
