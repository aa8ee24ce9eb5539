/* Agreement over a project: whose sets are compared, small documents and large ones, and whoever
 * changes the project meanwhile. */
#include "flow.h"

#include "manicule/flow/agree.h"
#include "manicule/marks/agreement_results.h"
#include "manicule/marks/digest.h"

/* A document of n words "ab ", with a record of it for each reader: every word is a location, but
 * for every `missed`-th of the reader's. 0: none is missed. */
static void put_record(struct buf *out, const char *name, const char *annotator, const char *status,
                       unsigned reader, unsigned n, unsigned missed)
{
    struct buf text = {0};
    char sha256[DIGEST_TEXT];
    static unsigned ids;
    for (unsigned i = 0; i < n; i++)
        buf_add_string(&text, "ab ");
    buf_printf(&text, "%s", name); /* no two are the same */
    struct digest digest = digest_of(text.data, text.size);
    digest_format(digest.b, sha256);
    buf_printf(
        out,
        "{\"manicule\":1,\"document\":\"%s\",\"sha256\":\"%s\",\"offset_unit\":\"codepoint\","
        "\"text\":\"%s\",\"set\":\"person\",\"annotator\":\"%s\",\"status\":\"%s\",\"spans\":[",
        name, sha256, buf_text(&text), annotator, status);
    const char *comma = "";
    for (unsigned i = 0; i < n; i++) {
        if (missed && i % missed == 0)
            continue;
        buf_printf(out,
                   "%s{\"id\":\"01920000-%04x-7000-8000-%012x\",\"label\":\"location\","
                   "\"start\":%u,\"end\":%u,\"text\":\"ab\"}",
                   comma, reader, ++ids, 3 * i, 3 * i + 2);
        comma = ",";
    }
    buf_add_string(out, "],\"relations\":[]}\n");
    buf_release(&text);
}

enum { DOCUMENTS = 150, WORDS = 4, LARGE = 24000 };

/* Of each document alice has all words, bob has not the first; carol has read every third. The last
 * but one is large, the last one is open to bob. */
static void fill(struct project *project)
{
    struct buf lines = {0};
    struct import_counts counts;
    project_make(project, "lead");
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        char name[16];
        snprintf(name, sizeof name, "d%u", i);
        unsigned words = i == DOCUMENTS - 2 ? LARGE : WORDS;
        put_record(&lines, name, "alice", "done", 1, words, 0);
        put_record(&lines, name, "bob", i == DOCUMENTS - 1 ? "open" : "done", 2, words, words);
        if (i % 3 == 0)
            put_record(&lines, name, "carol", "accepted", 3, words, 0);
    }
    import_ok(project, &lines, &counts);
    buf_release(&lines);
}

static struct agree_options of_readers(const struct project *project, size_t n,
                                       const char *const *names)
{
    struct agree_options how = {.labels = &project->labels};
    struct err err = {0};
    for (size_t i = 0; i < n; i++)
        must(agree_reader(&how, SET_PERSON, names[i], &err), &err, "reader");
    return how;
}

static struct agreement *run(struct project *project, const struct agree_options *how,
                             struct agree_counts *counts)
{
    struct agreement *a;
    struct err err = {0};
    must(agree_run(project->store, how, &a, counts, &err), &err, "agree");
    return a;
}

static void test_all(void **state)
{
    (void)state;
    static const char *const names[] = {"alice", "bob"};
    struct project project;
    struct agree_counts counts;
    fill(&project);
    struct agree_options how = of_readers(&project, 2, names);
    struct agreement *a = run(&project, &how, &counts);
    assert_int_equal(counts.compared, DOCUMENTS);
    assert_int_equal(counts.alone, 0);
    assert_int_equal(counts.open, 1);
    struct agreement_score score = agreement_spans(a, 0, 1, LABEL_NONE, MATCH_EXACT);
    assert_int_equal(score.a, (DOCUMENTS - 1) * WORDS + LARGE);
    assert_int_equal(score.matched, score.b);
    assert_int_equal(score.b, score.a - DOCUMENTS);
    agreement_free(a);
    how.finished = true;
    agreement_free(run(&project, &how, &counts));
    assert_int_equal(counts.compared, DOCUMENTS - 1);
    assert_int_equal(counts.alone, 1);
    assert_int_equal(counts.open, 0);
    assert_int_equal(counts.kept, 1);
    /* Everyone: carol's documents are missing values. */
    how = (struct agree_options){.labels = &project.labels};
    must(agree_everyone(project.store, &how, NULL), &(struct err){.text = ""}, "everyone");
    assert_int_equal(how.n_readers, 3);
    a = run(&project, &how, &counts);
    assert_int_equal(agreement_documents(a, 0, 1), DOCUMENTS);
    assert_int_equal(agreement_documents(a, 1, 2), DOCUMENTS / 3);
    assert_true(agreement_figure_of_pair(a, 0, 2, FIGURE_EXACT, LABEL_NONE).value == 1);
    agreement_free(a);
    project_close(&project);
}

/* Documents by name, the last one first: the same to the last bit. */
static void test_order(void **state)
{
    (void)state;
    static const char *const names[] = {"alice", "bob"};
    struct project project;
    struct agree_counts counts;
    int64_t keys[DOCUMENTS];
    fill(&project);
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        char name[16];
        struct document document;
        snprintf(name, sizeof name, "d%u", DOCUMENTS - 1 - i);
        must(store_document_named(project.store, name, &document, NULL), &(struct err){.text = ""},
             "named");
        keys[i] = document.key;
        document_release(&document);
    }
    struct agree_options how = of_readers(&project, 2, names);
    struct agreement *a = run(&project, &how, &counts);
    how.documents = keys;
    how.n_documents = DOCUMENTS;
    struct agreement *b = run(&project, &how, &counts);
    assert_int_equal(counts.compared, DOCUMENTS);
    for (unsigned f = 0; f < AGREEMENT_FIGURE_COUNT; f++) {
        struct measure x = agreement_figure(a, (enum agreement_figure)f, LABEL_NONE);
        struct measure y = agreement_figure(b, (enum agreement_figure)f, LABEL_NONE);
        assert_int_equal(x.defined, y.defined);
        assert_memory_equal(&x.value, &y.value, sizeof x.value);
    }
    agreement_free(a);
    agreement_free(b);
    how.n_documents = 3;
    agreement_free(run(&project, &how, &counts));
    assert_int_equal(counts.compared, 3);
    project_close(&project);
}

static void test_readers(void **state)
{
    (void)state;
    struct agree_options how = {.n_readers = 0};
    struct agreement *a;
    struct agree_counts counts;
    assert_int_equal(agree_reader(&how, SET_PERSON, "alice", NULL), OK);
    assert_int_equal(agree_run(NULL, &how, &a, &counts, NULL), FAULT_MISSING);
    assert_int_equal(agree_reader(&how, SET_PERSON, "alice", NULL), FAULT_USAGE);
    assert_int_equal(agree_reader(&how, SET_GOLD, "", NULL), OK);
    assert_int_equal(agree_reader(&how, SET_GOLD, "", NULL), FAULT_USAGE);
    for (unsigned i = 2; i < AGREEMENT_READERS_MAX; i++) {
        char name[16];
        snprintf(name, sizeof name, "p%u", i);
        assert_int_equal(agree_reader(&how, SET_PERSON, name, NULL), OK);
    }
    assert_int_equal(agree_reader(&how, SET_PERSON, "one-more", NULL), FAULT_USAGE);
}

struct meanwhile {
    struct store *other;
    int64_t document;
    unsigned points, holds;
    bool held, done;
};

static void hold(void *ctx, bool on)
{
    struct meanwhile *m = ctx;
    m->held = on;
    m->holds += on;
    /* Between two transactions someone else removes the first document: all others move up. */
    if (!on && m->other && !m->done) {
        m->done = true;
        assert_int_equal(store_remove(m->other, m->document, NULL), OK);
    }
}

static void lost(void *ctx, const struct agree_place *place, const struct agreement_point *point)
{
    struct meanwhile *m = ctx;
    assert_int_equal(point->kind, AGREEMENT_MISSING);
    assert_non_null(set_find(place->sets[0], point->span[0]->id));
    assert_int_equal(point->document, place->document->number);
    /* What is told of a large document is told outside of any transaction. */
    assert_int_equal(m->held, article_size(place->article) < 1000);
    m->points++;
}

static void test_lost(void **state)
{
    (void)state;
    static const char *const names[] = {"alice", "bob"};
    struct project project;
    struct agree_counts counts;
    struct meanwhile m = {.points = 0};
    fill(&project);
    struct agree_options how = of_readers(&project, 2, names);
    how.lost = lost;
    how.hold = hold;
    how.ctx = how.sink = &m;
    agreement_free(run(&project, &how, &counts));
    assert_int_equal(m.points, DOCUMENTS);
    assert_true(m.holds > 2);
    assert_false(m.held);
    project_close(&project);
}

static void test_removed_meanwhile(void **state)
{
    (void)state;
    static const char *const names[] = {"alice", "bob"};
    struct project project;
    struct agree_counts counts;
    struct agreement *a;
    struct document document;
    struct meanwhile m = {.points = 0};
    fill(&project);
    struct store_options options = {.person = "other", .env = test_env(5)};
    assert_int_equal(store_open(project.path, &options, &m.other, NULL), OK);
    assert_int_equal(store_document_named(project.store, "d0", &document, NULL), OK);
    m.document = document.key;
    document_release(&document);
    struct agree_options how = of_readers(&project, 2, names);
    how.hold = hold;
    how.sink = &m;
    assert_int_equal(agree_run(project.store, &how, &a, &counts, NULL), FAULT_CONFLICT);
    assert_true(m.done);
    store_close(m.other);
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_readers),
        cmocka_unit_test(test_lost),
        cmocka_unit_test(test_removed_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
