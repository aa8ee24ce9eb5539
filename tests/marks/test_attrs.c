/* Attributes as one canonical string. */
#include "testlib.h"

#include "manicule/base/buf.h"
#include "manicule/marks/attrs.h"
#include "manicule/marks/labelset.h"

static char *with(char *attrs, const char *name, const char *value)
{
    bool ok = false;
    char *changed = attrs_with(attrs, name, value, strlen(value), &ok);
    assert_true(ok);
    assert_true(attrs_valid(changed));
    free(attrs);
    return changed;
}

static void test_with(void **state)
{
    (void)state;
    char *attrs = with(NULL, "type", "direct");
    attrs = with(attrs, "name", "a=b\\c\nd");
    attrs = with(attrs, "use", "quoted");
    assert_string_equal(attrs, "name=a=b\\\\c\\nd\ntype=direct\nuse=quoted\n");
    attrs = with(attrs, "type", "partial");
    attrs = with(attrs, "absent", "");
    struct buf value = {0};
    assert_true(attrs_get(attrs, "name", &value));
    assert_string_equal(buf_text(&value), "a=b\\c\nd");
    assert_true(attrs_get(attrs, "type", NULL));
    assert_false(attrs_get(attrs, "typ", NULL));
    assert_false(attrs_get(NULL, "type", NULL));
    attrs = with(attrs, "name", "");
    attrs = with(attrs, "type", "");
    assert_string_equal(attrs, "use=quoted\n");
    attrs = with(attrs, "use", "");
    assert_null(attrs);
    buf_release(&value);
}

/* The order is the names', not the lines': "a" comes before "a-b" although '=' sorts after '-'. */
static void test_order(void **state)
{
    (void)state;
    char *attrs = with(NULL, "a-b", "1");
    attrs = with(attrs, "a", "2");
    assert_string_equal(attrs, "a=2\na-b=1\n");
    free(attrs);
}

static void test_walk(void **state)
{
    (void)state;
    const char *at = "a=1\nb=\\\\\\n\n";
    struct buf name = {0}, value = {0};
    assert_true(attrs_next(&at, &name, &value));
    assert_string_equal(buf_text(&name), "a");
    assert_true(attrs_next(&at, &name, &value));
    assert_string_equal(buf_text(&value), "\\\n");
    assert_false(attrs_next(&at, &name, &value));
    at = NULL;
    assert_false(attrs_next(&at, &name, &value));
    buf_release(&name);
    buf_release(&value);
}

static void test_valid(void **state)
{
    (void)state;
    static const char *const good[] = {"a=1\n", "a=1\na-b=2\nb=\\\\\n", "a_9=\\n\n", "a==\n",
                                       "A.b:c=1\n"};
    static const char *const bad[] = {"",           "a=1",        "a\n",     "=1\n",
                                      "a=\n",       "a b=1\n",    "a=\\t\n", "a=x\\\n",
                                      "b=1\na=1\n", "a=1\na=2\n", "a=1\n\n", "a=1\nb"};
    assert_true(attrs_valid(NULL));
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(attrs_valid(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (attrs_valid(bad[i]))
            fail_msg("\"%s\" is not canonical", bad[i]);
}

/* Random changes against a table of values. */
static void test_random_changes(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "a-b", "ab", "name", "z_1"};
    static const char letters[] = "\\\n=n x";
    char values[5][8] = {""}, *attrs = NULL;
    uint64_t seed = 2;
    for (int round = 0; round < 3000; round++) {
        size_t which = test_random(&seed) % 5, n = test_random(&seed) % 7;
        for (size_t i = 0; i < n; i++)
            values[which][i] = letters[test_random(&seed) % 6];
        values[which][n] = '\0';
        attrs = with(attrs, names[which], values[which]);
        for (size_t i = 0; i < 5; i++) {
            struct buf value = {0};
            assert_int_equal(attrs_get(attrs, names[i], &value), values[i][0] != '\0');
            assert_string_equal(buf_text(&value), values[i]);
            buf_release(&value);
        }
    }
    free(attrs);
}

static void test_labelset(void **state)
{
    (void)state;
    struct attribute_def attributes[] = {{.name = "type"}};
    struct label labels[] = {{.name = "speaker"},
                             {.name = "quote", .attributes = attributes, .n_attributes = 1}};
    struct relation_def relations[] = {{.name = "said-by", .from = 1}};
    struct labelset set = {
        .labels = labels, .n_labels = 2, .relations = relations, .n_relations = 1};
    assert_int_equal(labelset_find(&set, "quotes", 5), 1);
    assert_int_equal(labelset_find(&set, "quot", 4), LABEL_NONE);
    assert_int_equal(labelset_relation(&set, "said-by", 7), 0);
    assert_int_equal(labelset_relation(&set, "said", 4), LABEL_NONE);
    assert_ptr_equal(label_attribute(&labels[1], "type", 4), &attributes[0]);
    assert_null(label_attribute(&labels[0], "type", 4));
    assert_null(relation_attribute(&relations[0], "type", 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_with),           cmocka_unit_test(test_order),
        cmocka_unit_test(test_walk),           cmocka_unit_test(test_valid),
        cmocka_unit_test(test_random_changes), cmocka_unit_test(test_labelset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
