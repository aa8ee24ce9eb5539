/* Splits: in proportion, by the text alone, the same when documents are added, and never the like
 * on two sides. */
#include "flow.h"

#include "manicule/flow/split.h"

static struct split_shares shares(const char *text)
{
    struct split_shares out;
    struct err err;
    must(split_parse(text, &out, &err), &err, text);
    return out;
}

static void test_parse(void **state)
{
    (void)state;
    struct split_shares s = shares("train=80,dev=10,test=10");
    assert_int_equal(s.n, 3);
    assert_string_equal(s.at[1].name, "dev");
    assert_int_equal(s.at[0].share, 80);
    static const char *const refused[] = {
        "",
        "train",
        "train=",
        "train=0",
        "train=-1",
        "train=1.5",
        "train=1,",
        ",train=1",
        "train=1,train=2",
        "../x=1",
        "a/b=1",
        ".hidden=1",
        "Train=1",
        "manifest=1",
        "-x=1",
        "a=1000001",
        "a=99999999999999999999",
        "train=80 test=20",
        "train=8\xc2\xa0",
        "a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1,j=1,k=1,l=1,m=1,n=1,o=1,p=1,q=1",
        "abcdefghijklmnopqrstuvwxyz0123456789=1",
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct err err = {0};
        if (split_parse(refused[i], &s, &err) != FAULT_USAGE ||
            strncmp(err.text, "--split: ", 9) != 0)
            fail_msg("%s: %s", refused[i], err.text);
    }
}

/* ---- articles ---- */

enum { WORDS = 100, MANY = 2000 };

static void article_text(struct buf *out, uint64_t seed)
{
    buf_clear(out);
    for (size_t i = 0; i < WORDS; i++)
        buf_printf(out, "%s%x", i ? " " : "", (unsigned)(test_random(&seed) % 5000));
    buf_add_string(out, ".\n");
}

/* The same with one word in `every` another. */
static void alter(struct buf *text, size_t every, uint64_t seed)
{
    size_t word = 0;
    for (size_t i = 0; i < text->size; i++) {
        word += text->data[i] == ' ';
        if (text->data[i] == ' ' && word % every == seed % every)
            text->data[i + 1] = 'z';
    }
}

static int64_t add(struct project *project, const struct buf *text)
{
    struct err err = {0};
    bool existing;
    int64_t key;
    struct article *article = article_copy(buf_text(text), text->size);
    const struct new_document new = {.name = "a", .rename = true, .article = article};
    must(store_add(project->store, &new, &key, &existing, &err), &err, "add");
    article_free(article);
    return key;
}

static void add_many(struct project *project, size_t from, size_t n, int64_t *keys)
{
    struct err err = {0};
    struct buf text = {0};
    must(store_begin(project->store, &err), &err, "begin");
    for (size_t i = from; i < from + n; i++) {
        article_text(&text, 7000 + i);
        keys[i] = add(project, &text);
    }
    must(store_commit(project->store, &err), &err, "commit");
    buf_release(&text);
}

static struct split_plan *plan_of(struct project *project, const struct split_shares *s)
{
    struct err err = {0};
    struct split_plan *plan;
    must(split_make(project->store, s, NULL, NULL, &plan, &err), &err, "split");
    return plan;
}

static size_t part_of(const struct split_plan *plan, int64_t key)
{
    struct split_place place;
    assert_true(split_find(plan, key, &place));
    return place.part;
}

static void test_proportions_and_growth(void **state)
{
    (void)state;
    struct project project;
    const struct split_shares s = shares("train=80,dev=10,test=10");
    static int64_t keys[MANY];
    size_t before[MANY], counts[3] = {0};
    project_make(&project, "lead");
    add_many(&project, 0, MANY / 2, keys);
    struct split_plan *plan = plan_of(&project, &s);
    for (size_t i = 0; i < MANY / 2; i++)
        before[i] = part_of(plan, keys[i]);
    split_free(plan);
    add_many(&project, MANY / 2, MANY / 2, keys);
    plan = plan_of(&project, &s);
    assert_int_equal(split_groups(plan), 0);
    for (size_t i = 0; i < MANY; i++) {
        struct document document;
        struct err err;
        size_t part = part_of(plan, keys[i]);
        must(store_document(project.store, keys[i], &document, &err), &err, "document");
        assert_int_equal(part, split_by_digest(&s, document.sha256));
        document_release(&document);
        assert_true(i >= MANY / 2 || part == before[i]);
        counts[part]++;
    }
    /* Four standard deviations are 72 and 54. */
    assert_true(counts[0] > 1600 - 72 && counts[0] < 1600 + 72);
    assert_true(counts[1] > 200 - 54 && counts[1] < 200 + 54);
    assert_true(counts[2] > 200 - 54 && counts[2] < 200 + 54);
    struct split_place place;
    assert_false(split_find(plan, 999999, &place));
    split_free(plan);
    project_close(&project);
}

/* Reprints with other words here and there go where the first went, whenever they came. */
static void test_alike(void **state)
{
    (void)state;
    enum { GROUPS = 60, COPIES = 4 };
    struct project project;
    const struct split_shares s = shares("a=1,b=1,c=1");
    struct buf text = {0};
    static int64_t keys[GROUPS][COPIES];
    size_t first[GROUPS], counts[3] = {0};
    struct err err = {0};
    project_make(&project, "lead");
    for (size_t copy = 0; copy < COPIES; copy++) {
        must(store_begin(project.store, &err), &err, "begin");
        for (size_t i = 0; i < GROUPS; i++) {
            article_text(&text, 100 + i);
            if (copy)
                alter(&text, 30, copy * 7);
            keys[i][copy] = add(&project, &text);
        }
        must(store_commit(project.store, &err), &err, "commit");
        struct split_plan *plan = plan_of(&project, &s);
        assert_int_equal(split_groups(plan), copy ? GROUPS : 0);
        for (size_t i = 0; i < GROUPS; i++) {
            if (!copy)
                first[i] = part_of(plan, keys[i][0]);
            counts[first[i]] += !copy;
            for (size_t k = 0; k <= copy; k++) {
                struct split_place place;
                assert_true(split_find(plan, keys[i][k], &place));
                assert_int_equal(place.part, first[i]);
                assert_true(!copy == !place.group);
            }
        }
        split_free(plan);
    }
    assert_true(counts[0] && counts[1] && counts[2]);
    buf_release(&text);
    project_close(&project);
}

/* A chain holds together: the middle is like both ends, which are not like each other. */
static void test_chain(void **state)
{
    (void)state;
    struct project project;
    const struct split_shares s = shares("a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1");
    struct buf text = {0};
    size_t moved = 0;
    for (size_t round = 0; round < 8; round++) {
        project_make(&project, "lead");
        article_text(&text, 300 + round);
        alter(&text, 18, 0);
        int64_t one = add(&project, &text);
        article_text(&text, 300 + round);
        alter(&text, 18, 9);
        int64_t other = add(&project, &text);
        struct split_plan *plan = plan_of(&project, &s);
        assert_int_equal(split_groups(plan), 0);
        size_t part = part_of(plan, one);
        moved += part != part_of(plan, other);
        split_free(plan);
        article_text(&text, 300 + round);
        int64_t middle = add(&project, &text);
        plan = plan_of(&project, &s);
        assert_int_equal(split_groups(plan), 1);
        assert_int_equal(part_of(plan, one), part);
        assert_int_equal(part_of(plan, middle), part);
        assert_int_equal(part_of(plan, other), part);
        split_free(plan);
        project_close(&project);
    }
    assert_true(moved > 0); /* as the header says */
    buf_release(&text);
}

/* Thousands of texts from one mould neither take long nor are missed. */
static void test_one_mould(void **state)
{
    (void)state;
    enum { COPIES = 1500 };
    struct project project;
    const struct split_shares s = shares("a=1,b=1");
    struct buf text = {0};
    static int64_t keys[COPIES];
    struct err err = {0};
    project_make(&project, "lead");
    must(store_begin(project.store, &err), &err, "begin");
    for (size_t i = 0; i < COPIES; i++) {
        article_text(&text, 42);
        buf_printf(&text, "Number %zu", i);
        keys[i] = add(&project, &text);
    }
    must(store_commit(project.store, &err), &err, "commit");
    struct split_plan *plan = plan_of(&project, &s);
    assert_int_equal(split_groups(plan), 1);
    for (size_t i = 1; i < COPIES; i++)
        assert_int_equal(part_of(plan, keys[i]), part_of(plan, keys[0]));
    split_free(plan);
    buf_release(&text);
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),     cmocka_unit_test(test_proportions_and_growth),
        cmocka_unit_test(test_alike),     cmocka_unit_test(test_chain),
        cmocka_unit_test(test_one_mould),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
