/* Every allocation of a comparison, a merge and a set carried into a corrected text fails once:
 * that is said, nothing is kept, and the sets are as they were. */
#include "notation.h"

#include "manicule/marks/carry.h"
#include "manicule/marks/look.h"
#include "manicule/marks/merge.h"
#include "no_memory.h"

#ifdef NO_MEMORY_SKIPPED
static void test_all(void **state)
{
    (void)state;
    skip();
}
#else

enum { READERS = 2 };

struct stage {
    const struct set *readers[READERS];
    struct set *gold;
    struct article *article;
    struct comparison compared;
    struct article *corrected;
};

static const struct merge_ids new_ids = {.next = notation_id};

static bool compares(struct stage *stage)
{
    struct comparison c = {0};
    bool good =
        went_well(compare_sets(stage->readers, READERS, stage->article, COMPARE_TRIMMED, &c, NULL));
    assert_int_equal(c.n, good ? stage->compared.n : 0);
    compare_release(&c);
    return good;
}

/* A review of the first reader's marks, looked at, and followed through a verdict. */
static bool looks(struct stage *stage)
{
    struct look look;
    struct edits edits = {0};
    const struct span *first = set_first(stage->readers[1]);
    const struct verdict verdict = {.item = look_key(first), .kind = VERDICT_REJECTED, .span = first->id};
    bool good = went_well(look_begin(stage->readers[0], stage->readers[1], stage->article, &look, NULL));
    edits_verdict(&edits, NULL, &verdict);
    if (good && !edits.failed)
        good = look_follow(&look, &edits, true) && look.judged.n == 1;
    else
        good = false;
    edits_release(&edits);
    look_release(&look);
    return good;
}

static bool decides(const struct merge *m, size_t item, struct decision decision)
{
    struct edits edits = {0};
    struct decided entry;
    bool good = went_well(merge_decide(m, item, &decision, new_ids, &edits, &entry, NULL));
    assert_true(good != edits.failed);
    edits_release(&edits);
    return good;
}

static bool merges(struct stage *stage)
{
    const struct comparison *c = &stage->compared;
    const struct decided list[] = {{.item = c->items[0].key}};
    struct merge *m;
    struct edits edits = {0};
    if (!went_well(merge_match(c, stage->gold, list, 1, &m, NULL))) {
        assert_null(m);
        return false;
    }
    bool good = went_well(merge_agreed(m, new_ids, &edits, NULL));
    assert_true(good != edits.failed);
    edits_release(&edits);
    for (size_t i = 0; good && i < c->n; i++)
        good = decides(m, i, (struct decision){.take = MERGE_READER}) &&
               decides(m, i, (struct decision){.take = MERGE_NEITHER});
    merge_free(m);
    return good;
}

static bool carries(struct stage *stage)
{
    struct diff diff;
    const struct set *set = stage->readers[0];
    struct set *into = set_new();
    bool good = into && diff_articles(stage->article, stage->corrected, &diff);
    if (good) {
        good = went_well(carry_set(&diff, stage->article, stage->corrected, set, into, NULL));
        assert_true(!good || (set_count(into) && set_count(into) < set_count(set)));
        diff_release(&diff);
    }
    set_free(into);
    return good;
}

static void test_all(void **state)
{
    (void)state;
    static const char text[] = "\"We go,\" said Ann Lee.  About 5%  and 7 (yes): no. Then all went";
    struct set *a = notation_read("a:q0-8{type=direct} b:s14-21 c:q30-40 d:s50-54 e:s50-54 a>b c>d"
                                  " c>b s60-62 t1-3,5-7");
    struct set *b = notation_read("a:q0-7 b:s14-18 c:q30-40 d:s50-54 e:s50-54 a>b(x=1) c>e t60-62"
                                  " q1-3 q4-6");
    struct stage stage = {.readers = {a, b}, .article = article_copy(text, strlen(text))};
    stage.gold = notation_read("a:q30-40{use=q} b:s14-21 s50-54 s50-54 a>b t60-62");
    assert_int_equal(
        compare_sets(stage.readers, READERS, stage.article, COMPARE_TRIMMED, &stage.compared, NULL),
        OK);
    static const char corrected[] = "\"We went,\" said Ann Lee.  Then all went. About 5%  and no.";
    stage.corrected = article_copy(corrected, strlen(corrected));
    fail_each(carries, &stage, 20);
    fail_each(compares, &stage, 10);
    fail_each(merges, &stage, 100);
    fail_each(looks, &stage, 10);
    compare_release(&stage.compared);
    set_free(stage.gold);
    set_free(a);
    set_free(b);
    article_free(stage.article);
    article_free(stage.corrected);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
