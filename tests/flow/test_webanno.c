/* Two annotators and a curator in WebAnno TSV, in $MANICULE_TESTDATA: what the automatic merge puts
 * into gold is what the curator kept, and the queue holds what the two differ in, no more. */
#include "flow.h"

#include "manicule/flow/sets.h"
#include "manicule/marks/merge.h"

struct queued { /* an item that waits to be decided */
    enum compare_type type;
    uint32_t start, end;
};

static const struct triple {
    const char *name;
    size_t spans, relations; /* of the curator's */
    struct queued queue[2];
    size_t n_queue;
} triples[] = {
    {"simpleSpanNoDiffWithLabelTest", 1, 0, {{0}}, 0},
    {"simpleSpanDiffWithLabelTest", 0, 0, {{COMPARE_LABEL, 17, 25}}, 1},
    {"simpleSpanDiffIncompleteTest",
     0,
     0,
     {{COMPARE_MISSING, 17, 25}, {COMPARE_MISSING, 26, 28}},
     2},
    {"simpleRelNoDiffTest", 2, 1, {{0}}, 0},
    {"simpleRelTypeDiffTest", 2, 0, {{COMPARE_RELATION, 5, 7}}, 1},
};

static void read_reader(struct project *project, const char *triple, const char *who)
{
    char name[256];
    struct err err = {0};
    struct import_counts counts;
    snprintf(name, sizeof name, "inception-curation/%s/%s.tsv", triple, who);
    const char *path = testdata(name);
    struct import_foreign foreign = {.format = format_find("webanno"),
                                     .paths = &path,
                                     .n_paths = 1,
                                     .intake = {.owner = who, .add_labels = true}};
    struct import_options o = {.fd = -1, .file = path, .foreign = &foreign, .env = &project->env};
    must(import_run(project->store, &project->labels, &o, &counts, &err), &err, path);
}

static struct set *load(struct project *project, const struct article *article, const char *who)
{
    struct set_info info;
    struct err err = {0};
    struct set *set = set_new();
    assert_non_null(set);
    must(store_set_of(project->store, 1, SET_PERSON, who, "", &info, &err), &err, who);
    assert_true(info.key);
    must(sets_load(project->store, info.key, article, true, set, &err), &err, who);
    return set;
}

static struct uuid next_id(void *env)
{
    return uuid_new(env);
}

/* Every span and relation of one is the other's too. */
static void assert_same(const struct set *gold, const struct set *curator)
{
    const struct set *both[] = {gold, curator};
    struct comparison c = {0};
    assert_int_equal(compare_sets(both, 2, NULL, COMPARE_EXACT, &c, NULL), OK);
    assert_int_equal(c.n, c.n_agreed);
    assert_int_equal(set_count(gold), set_count(curator));
    assert_int_equal(set_relations(gold), set_relations(curator));
    compare_release(&c);
}

static void check_queue(const struct triple *triple, const struct comparison *c,
                        const struct merge *merge)
{
    size_t n = 0, item = 0;
    assert_int_equal(merge_count(merge, MERGE_OPEN), triple->n_queue);
    while ((item = merge_next_open(merge, item)) != COMPARE_NONE) {
        const struct queued *want = &triple->queue[n++];
        assert_true(n <= triple->n_queue);
        assert_int_equal(c->items[item].type, want->type);
        assert_int_equal(c->items[item].range.start.byte, want->start);
        assert_int_equal(c->items[item].range.end.byte, want->end);
        item++;
    }
    assert_int_equal(n, triple->n_queue);
}

static void check_triple(const struct triple *triple)
{
    struct project project;
    struct article *article;
    struct comparison c = {0};
    struct merge *merge;
    struct edits edits = {0};
    struct err err = {0};
    project_make(&project, "lead");
    read_reader(&project, triple->name, "user1");
    read_reader(&project, triple->name, "user2");
    read_reader(&project, triple->name, "curator");
    must(store_article(project.store, 1, &article, &err), &err, triple->name);
    struct set *gold = set_new(), *curator = load(&project, article, "curator");
    struct set *one = load(&project, article, "user1"), *two = load(&project, article, "user2");
    const struct set *readers[] = {one, two};
    assert_int_equal(set_count(curator), triple->spans);
    assert_int_equal(set_relations(curator), triple->relations);
    must(compare_sets(readers, 2, article, COMPARE_EXACT, &c, &err), &err, "compare");
    must(merge_match(&c, gold, NULL, 0, &merge, &err), &err, "match");
    must(merge_agreed(merge, (struct merge_ids){next_id, &project.env}, &edits, &err), &err,
         "merge");
    must(set_apply(gold, &edits, NULL, &err), &err, "apply");
    assert_same(gold, curator);
    check_queue(triple, &c, merge);
    merge_free(merge);
    compare_release(&c);
    edits_release(&edits);
    set_free(gold);
    set_free(curator);
    set_free(one);
    set_free(two);
    article_free(article);
    project_close(&project);
}

static void test_triples(void **state)
{
    (void)state;
    if (!testdata("inception-curation"))
        skip();
    for (size_t i = 0; i < sizeof triples / sizeof *triples; i++)
        check_triple(&triples[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_triples)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
