/* Reading sets: whole in slices, by window, and SQLite's own idea of a slice. */
#include <dirent.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "manicule/base/vec.h"
#include "project.h"

typedef VEC(struct span) spans_t;

/* A text of several scripts, made anew each time. */
static struct article *random_article(uint64_t *seed, size_t characters)
{
    static const char *const pieces[] = {
        "a",         "the ", "\xc3\xa9", "\xe6\x97\xa5", "\xf0\x9f\x9a\xa2",
        "e\xcc\x81", "\r\n", "\n\n",     ". ",           "\xe3\x81\x8b\xe3\x82\x99",
        "\xd8\xa8"};
    struct buf text = {0};
    for (size_t i = 0; i < characters; i++)
        buf_add_string(&text, pieces[test_random(seed) % (sizeof pieces / sizeof *pieces)]);
    struct article *article = article_copy(text.data, text.size);
    buf_release(&text);
    assert_non_null(article);
    return article;
}

static struct pos random_place(uint64_t *seed, const struct article *article)
{
    return article_snap(article,
                        pos_at((uint32_t)(test_random(seed) % (article_size(article) + 1))));
}

static struct range random_range(uint64_t *seed, const struct article *article, uint32_t longest)
{
    struct range range;
    do {
        range.start = random_place(seed, article);
        uint32_t end = range.start.byte + 1 + (uint32_t)(test_random(seed) % longest);
        range.end = article_snap(article,
                                 pos_at(end < article_size(article) ? end : article_size(article)));
    } while (range_empty(range));
    return range;
}

static int64_t add_article(struct project *project, const char *name, const struct article *article)
{
    const struct new_document new = {.name = name, .article = article, .again = true};
    int64_t key;
    bool existing;
    ok(store_add(project->store, &new, &key, &existing, err));
    return key;
}

static void fill(struct project *project, uint64_t *seed, int64_t document,
                 const struct article *article, size_t n, spans_t *out)
{
    struct edits edits = {0};
    for (size_t i = 0; i < n; i++) {
        struct span span = {.id = uuid_new(&project->env),
                            .label = (uint16_t)(test_random(seed) % 3),
                            .n_fragments = 1,
                            .at = random_range(seed, article, i % 50 == 0 ? 2000 : 30)};
        edits_add_span(&edits, &span);
        assert_true(vec_push(out, span));
    }
    for (size_t i = 0; i + 1 < n; i += 3) {
        struct relation link = {.id = uuid_new(&project->env),
                                .from = out->at[i].id,
                                .to = out->at[test_random(seed) % n].id};
        edits_add_relation(&edits, &link);
    }
    struct step step = test_step(project, document, "alice", 0, &edits, article);
    ok(store_apply(project->store, &step, NULL, err));
    edits_release(&edits);
}

static void test_slices(void **state)
{
    (void)state;
    struct project project;
    uint64_t seed = 5;
    spans_t spans = {0};
    project_make(&project);
    struct article *article = random_article(&seed, 20000);
    int64_t document = add_article(&project, "harbour", article);
    fill(&project, &seed, document, article, 700, &spans);
    int64_t key = project_set(&project, document, "alice").key;
    static const size_t slices[] = {1, 7, 699, 700, 701, 100000};
    for (size_t i = 0; i < sizeof slices / sizeof *slices; i++) {
        struct set *set = project_load(&project, key, article, slices[i]);
        assert_int_equal(set_count(set), spans.n);
        assert_int_equal(set_relations(set), 233);
        for (size_t k = 0; k < spans.n; k++)
            assert_true(span_same(set_find(set, spans.at[k].id), &spans.at[k]));
        set_free(set);
    }
    /* In reading order, a slice at a time. */
    struct set *set = set_new();
    struct load load = {0};
    ok(store_load(project.store, key, article, set, &load, 100, err));
    assert_int_equal(set_count(set), 100);
    struct pos last = set_last(set)->at.start;
    for (size_t k = 0; k < spans.n; k++)
        assert_true(set_find(set, spans.at[k].id) || spans.at[k].at.start.byte >= last.byte);
    set_free(set);
    vec_free(&spans);
    article_free(article);
    project_close(&project);
}

static void test_window_is_brute_force(void **state)
{
    (void)state;
    struct project project;
    uint64_t seed = 6;
    spans_t spans = {0};
    project_make(&project);
    struct article *article = random_article(&seed, 20000);
    int64_t document = add_article(&project, "harbour", article);
    fill(&project, &seed, document, article, 600, &spans);
    int64_t key = project_set(&project, document, "alice").key;
    struct set *all = project_load(&project, key, article, 1000);
    for (int round = 0; round < 200; round++) {
        struct range window = random_range(&seed, article, 3000);
        struct set *set = set_new();
        ok(store_load_window(project.store, key, article, window, set, err));
        size_t in_window = 0;
        for (size_t k = 0; k < spans.n; k++) {
            const struct span *span = set_find(set, spans.at[k].id);
            if (!range_overlaps(spans.at[k].at, window))
                continue;
            in_window++;
            assert_non_null(span);
            /* with every link, and its other end */
            for (int out = 0; out < 2; out++)
                assert_int_equal(set_links(set, span, out, NULL, 0),
                                 set_links(all, set_find(all, span->id), out, NULL, 0));
        }
        /* Nothing else, but what the window's spans are linked to. */
        for (const struct span *span = set_first(set); span; span = set_next(set, span)) {
            const struct relation *links[64];
            bool linked = range_overlaps(span->at, window);
            for (int out = 0; !linked && out < 2; out++) {
                size_t n = set_links(set, span, out, links, 64);
                for (size_t i = 0; i < n && !linked; i++)
                    linked = range_overlaps(set_find(set, out ? links[i]->to : links[i]->from)->at,
                                            window);
            }
            assert_true(linked);
        }
        assert_true(set_count(set) >= in_window);
        /* And the rest may follow. */
        if (round % 20 == 0) {
            for (struct load load = {0}; !load.done;)
                ok(store_load(project.store, key, article, set, &load, 250, err));
            assert_int_equal(set_count(set), set_count(all));
            assert_int_equal(set_relations(set), set_relations(all));
        }
        set_free(set);
    }
    set_free(all);
    vec_free(&spans);
    article_free(article);
    project_close(&project);
}

/* What a person sees who asks SQLite itself for the words. */
static void check_substr(const char *path, int64_t document, const struct article *article,
                         const spans_t *spans)
{
    sqlite3 *db;
    sqlite3_stmt *query;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(
            db,
            "SELECT s.id, substr(t.text, s.start + 1, s.\"end\" - s.start) FROM spans s "
            "JOIN sets e ON e.key = s.in_set JOIN texts t ON t.document = e.document "
            "WHERE e.document = ?1",
            -1, &query, NULL),
        SQLITE_OK);
    sqlite3_bind_int64(query, 1, document);
    size_t n = 0;
    for (; sqlite3_step(query) == SQLITE_ROW; n++) {
        const struct span *span = NULL;
        for (size_t i = 0; i < spans->n; i++)
            if (memcmp(spans->at[i].id.b, sqlite3_column_blob(query, 0), 16) == 0)
                span = &spans->at[i];
        assert_non_null(span);
        assert_int_equal(sqlite3_column_bytes(query, 1), range_size(span->at));
        assert_memory_equal(sqlite3_column_text(query, 1),
                            article_bytes(article) + span->at.start.byte, range_size(span->at));
    }
    assert_int_equal(n, spans->n);
    sqlite3_finalize(query);
    sqlite3_close(db);
}

static void one_language(const char *name, const struct article *article, uint64_t *seed)
{
    struct project project;
    spans_t spans = {0};
    project_make(&project);
    int64_t document = add_article(&project, name, article);
    struct article *back = project_article(&project, document);
    assert_int_equal(article_size(back), article_size(article));
    assert_memory_equal(article_bytes(back), article_bytes(article), article_size(article));
    fill(&project, seed, document, article, 120, &spans);
    project_close(&project);
    check_substr(project.path, document, article, &spans);
    article_free(back);
    vec_free(&spans);
}

static void test_substr_is_the_slice(void **state)
{
    (void)state;
    uint64_t seed = 8;
    for (int i = 0; i < 5; i++) {
        struct article *article = random_article(&seed, 3000);
        one_language("random", article, &seed);
        article_free(article);
    }
}

static size_t texts_of(const char *folder, uint64_t *seed, int depth)
{
    size_t n = 0;
    DIR *dir = opendir(folder);
    if (!dir)
        return 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        char path[8192];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || stat(path, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode) && depth < 2)
            n += texts_of(path, seed, depth + 1);
        size_t size, bad;
        uint8_t *bytes = S_ISREG(st.st_mode) && st.st_size > 100 ? read_file(path, &size) : NULL;
        if (bytes && text_check(bytes, size, &bad)) {
            struct article *article = article_copy(bytes, size < 200000 ? size : 0);
            if (article_size(article)) {
                one_language(entry->d_name, article, seed);
                n++;
            }
            article_free(article);
        }
        free(bytes);
    }
    closedir(dir);
    return n;
}

static void test_substr_in_every_language(void **state)
{
    (void)state;
    uint64_t seed = 9;
    const char *folder = testdata("news-pud");
    if (!folder)
        skip();
    char path[4096];
    snprintf(path, sizeof path, "%s", folder);
    assert_true(texts_of(path, &seed, 0) >= 8);
}

static void test_fragments(void **state)
{
    (void)state;
    struct project project;
    uint64_t seed = 10;
    project_make(&project);
    struct article *article = random_article(&seed, 5000);
    int64_t document = add_article(&project, "harbour", article);
    struct edits edits = {0};
    spans_t spans = {0};
    for (int i = 0; i < 60; i++) {
        struct range *parts = calloc(4, sizeof *parts);
        uint16_t n = 0;
        uint32_t from = random_place(&seed, article).byte / 2;
        for (; n < 4; n++) {
            struct pos start = article_next(article, article_snap(article, pos_at(from + 3)));
            struct pos end = article_next(article, start);
            if (end.byte <= start.byte || end.byte + 10 > article_size(article))
                break;
            parts[n] = (struct range){start, end};
            from = end.byte + (uint32_t)(test_random(&seed) % 40);
        }
        if (n < 2) {
            free(parts);
            continue;
        }
        struct span span = {.id = uuid_new(&project.env),
                            .label = LABEL_QUOTE,
                            .n_fragments = n,
                            .fragments = parts,
                            .at = {parts[0].start, parts[n - 1].end}};
        assert_true(vec_push(&spans, span));
        edits_add_span(&edits, &span);
    }
    assert_true(spans.n > 30);
    project_apply(&project, document, "alice", &edits);
    struct set *set = project_spans(&project, document, "alice");
    for (size_t i = 0; i < spans.n; i++) {
        assert_true(span_same(set_find(set, spans.at[i].id), &spans.at[i]));
        /* More, fewer, or one fragment; and gone. */
        struct span changed = spans.at[i];
        changed.n_fragments = (uint16_t)(1 + i % 2);
        changed.at.end = changed.n_fragments == 1 ? changed.at.end : spans.at[i].fragments[1].end;
        if (i % 3 == 0)
            edits_delete_span(&edits, &spans.at[i]);
        else
            edits_change_span(&edits, &spans.at[i], &changed);
    }
    project_apply(&project, document, "alice", &edits);
    struct undo undo;
    assert_true(project_undo(&project, WAY_UNDO, &undo));
    struct set *again = project_spans(&project, document, "alice");
    for (size_t i = 0; i < spans.n; i++)
        assert_true(span_same(set_find(again, spans.at[i].id), &spans.at[i]));
    set_free(again);
    size_t findings;
    ok(store_verify(project.store, NULL, &findings, err));
    assert_int_equal(findings, 0);
    for (size_t i = 0; i < spans.n; i++)
        free(spans.at[i].fragments);
    vec_free(&spans);
    set_free(set);
    article_free(article);
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_window_is_brute_force),
        cmocka_unit_test(test_substr_is_the_slice),
        cmocka_unit_test(test_substr_in_every_language),
        cmocka_unit_test(test_fragments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
