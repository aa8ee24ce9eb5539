/* Label sets: the built-in one, and what is refused with its path. */
#include "samples.h"

static void test_news(void **state)
{
    (void)state;
    static const struct {
        const char *name, *key;
        enum natural natural;
        size_t rules, attributes;
    } rows[] = {
        {"speaker", "s", NATURAL_PERSON, 6, 2},
        {"quote", "q", NATURAL_QUOTATION, 6, 2},
        {"location", "l", NATURAL_PLACE, 7, 2},
        {"amount", "a", NATURAL_AMOUNT, 5, 4},
    };
    struct labelset labels = news_labels();
    size_t n;
    const char *json = labelset_builtin(&n);
    struct digest digest = digest_of(json, n);
    assert_memory_equal(labels.sha256, digest.b, 32);
    assert_string_equal(labels.name, "news");
    assert_int_equal(labels.version, 1);
    assert_int_equal(labels.n_labels, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct label *label = &labels.labels[i];
        assert_string_equal(label->name, rows[i].name);
        assert_string_equal(label->key, rows[i].key);
        assert_int_equal(label->natural, rows[i].natural);
        assert_int_equal(label->n_rules, rows[i].rules);
        assert_int_equal(label->n_attributes, rows[i].attributes);
        assert_false(label->retired);
        /* The k-th rule is its label's letter and k: what a reviewer's digit cites. */
        for (size_t k = 0; k < label->n_rules; k++) {
            char id[] = {(char)(label->key[0] - 'a' + 'A'), (char)('1' + k), '\0'};
            assert_string_equal(label->rules[k].id, id);
        }
    }
    assert_int_equal(labels.n_relations, 1);
    assert_string_equal(labels.relations[0].name, "said-by");
    assert_int_equal(labels.relations[0].from, 1);
    assert_int_equal(labels.relations[0].to, 0);
    const struct attribute_def *type = label_attribute(&labels.labels[1], "type", 4);
    assert_int_equal(type->type, ATTRIBUTE_CHOICE);
    assert_int_equal(type->n, 2);
    assert_string_equal(type->choices[1], "partial");
    labelset_free(&labels);
}

#define SET(labels, rest)                                                                          \
    "{\"manicule_labels\":1,\"name\":\"n\",\"version\":1,\"labels\":[" labels "]" rest "}"
#define LABEL(rest) SET("{\"name\":\"a\",\"key\":\"a\"" rest "}", "")
#define TWO(second) SET("{\"name\":\"a\",\"key\":\"a\"}," second, "")

static void test_accepted(void **state)
{
    (void)state;
    static const char *const rows[] = {
        LABEL(""),
        LABEL(",\"retired\":false,\"natural\":\"word\",\"guideline\":\"\",\"rules\":[],"
              "\"attributes\":[]"),
        TWO("{\"name\":\"\xe4\xba\xba\xe7\x89\xa9\",\"key\":\"\xe4\xba\xba\"}"),
        TWO("{\"name\":\"b\",\"retired\":true}"),
        TWO("{\"name\":\"b\",\"key\":\"a\",\"retired\":true}"),
        SET("{\"name\":\"a\",\"key\":\"a\"}",
            ",\"relations\":[{\"name\":\"r\",\"from\":\"a\",\"to\":\"a\","
            "\"attributes\":[{\"name\":\"x\",\"type\":\"text\"}]}]"),
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct labelset labels;
        struct err err;
        if (labelset_read(rows[i], strlen(rows[i]), &labels, &err) != OK)
            fail_msg("%s for %s", err.text, rows[i]);
        labelset_free(&labels);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *json, *message;
    } rows[] = {
        {"[]", "an object is expected"},
        {LABEL(",\"rules\":[{\"id\":\"A1\",\"text\":\"x\",\"t\\u0065xt\":\"x\"}]"),
         "labels[0].rules[0].text: stands there twice"},
        {"{\"manicule_labels\":1,\"name\":\"a\",\"version\":9223372036854775808}",
         "version: a whole number in range is expected"},
        {"{", "line 1, byte 1: the name of a member is expected here"},
        {"\n{\n \"name\":x}", "line 3, byte 8: a value is expected here"},
        {"{\"name\":1,\n\"name\":2}", "name: stands there twice"},
        {"{\"name\":\"a\\u0000b\"}", "line 1, byte 10: U+0000 cannot be kept"},
        {"{\"version\":9223372036854775808}", "manicule_labels: is missing"},
        {"\n{\"name\":\"\xff\"}", "line 2, byte 9: not UTF-8"},
        {"1", "an object is expected"},
        {"{}", "manicule_labels: is missing"},
        {"{\"manicule_labels\":2}", "manicule_labels: a whole number in range is expected"},
        {"{\"manicule_labels\":1,\"color\":1}", "color: this member is unknown"},
        {"{\"manicule_labels\":1,\"\\u001b\":1}", "^[: this member is unknown"},
        {"{\"manicule_labels\":1,\"name\":\"a b\"}",
         "name: a name has 1 to 64 bytes, no space, quote or backslash"},
        {"{\"manicule_labels\":1,\"name\":\"a\"}", "version: is missing"},
        {"{\"manicule_labels\":1,\"name\":\"a\",\"version\":0}",
         "version: a whole number in range is expected"},
        {"{\"manicule_labels\":1,\"name\":\"a\",\"version\":1.0}",
         "version: a whole number in range is expected"},
        {"{\"manicule_labels\":1,\"name\":\"a\",\"version\":1}", "labels: is missing"},
        {SET("", ""), "labels: is empty"},
        {SET("7", ""), "labels[0]: an object is expected"},
        {SET("{\"name\":\"a\",\"key\":\"ab\"}", ""), "labels[0].key: one character is expected"},
        {SET("{\"name\":\"a\",\"key\":\" \"}", ""), "labels[0].key: one character is expected"},
        {SET("{\"name\":\"a\",\"key\":\"\\u001b\"}", ""),
         "labels[0].key: holds a character that cannot be shown"},
        {SET("{\"name\":\"a\",\"key\":\"\\u0007\"}", ""),
         "labels[0].key: holds a character that cannot be shown"},
        {SET("{\"name\":\"a\\u202e\",\"key\":\"a\"}", ""),
         "labels[0].name: holds a character that cannot be shown"},
        {TWO("{\"name\":\"a\",\"key\":\"b\"}"), "labels[1].name: stands there twice"},
        {TWO("{\"name\":\"b\",\"key\":\"a\"}"), "labels[1].key: another label has it"},
        {LABEL(",\"natural\":\"thing\""),
         "labels[0].natural: is none of the words that may stand here"},
        {LABEL(",\"retired\":1"), "labels[0].retired: true or false is expected"},
        {LABEL(",\"guideline\":\"a\\nb\""),
         "labels[0].guideline: holds a character that cannot be shown"},
        {LABEL(",\"rules\":{}"), "labels[0].rules: a list is expected"},
        {LABEL(",\"rules\":[{\"id\":\"A1\"}]"), "labels[0].rules[0].text: is missing"},
        {LABEL(",\"rules\":[{\"id\":\"A1\",\"text\":\"\"}]"), "labels[0].rules[0].text: is empty"},
        {LABEL(",\"rules\":[{\"id\":\"A1\",\"text\":\"x\"},{\"id\":\"A1\",\"text\":\"x\"}]"),
         "labels[0].rules[1].id: stands there twice"},
        {LABEL(",\"attributes\":[{\"name\":\"x\"}]"), "labels[0].attributes[0].type: is missing"},
        {LABEL(",\"attributes\":[{\"name\":\"a=b\",\"type\":\"text\"}]"),
         "labels[0].attributes[0].name: a name of an attribute has no space, =, \" or \\"},
        {LABEL(",\"attributes\":[{\"name\":\"x\",\"type\":\"choice\"}]"),
         "labels[0].attributes[0].choices: is missing"},
        {LABEL(",\"attributes\":[{\"name\":\"x\",\"type\":\"choice\",\"choices\":[\"a\",\"a\"]}]"),
         "labels[0].attributes[0].choices[1]: stands there twice"},
        {LABEL(",\"attributes\":[{\"name\":\"x\",\"type\":\"choice\",\"choices\":[1]}]"),
         "labels[0].attributes[0].choices[0]: a string is expected"},
        {LABEL(",\"attributes\":[{\"name\":\"x\",\"type\":\"text\",\"choices\":[]}]"),
         "labels[0].attributes[0].choices: only a choice has them"},
        {LABEL(",\"attributes\":[{\"name\":\"x\",\"type\":\"text\"},{\"name\":\"x\",\"type\":"
               "\"text\"}]"),
         "labels[0].attributes[1].name: stands there twice"},
        {SET("{\"name\":\"a\",\"key\":\"a\"}",
             ",\"relations\":[{\"name\":\"r\",\"from\":\"a\",\"to\":\"b\"}]"),
         "relations[0].to: there is no such label"},
        {SET("{\"name\":\"a\",\"key\":\"a\"}", ",\"relations\":[{\"name\":\"r\",\"from\":\"a\"}]"),
         "relations[0].to: is missing"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct labelset labels;
        struct err err = {0};
        enum fault fault = labelset_read(rows[i].json, strlen(rows[i].json), &labels, &err);
        if (fault != FAULT_INPUT || strcmp(err.text, rows[i].message) != 0)
            fail_msg("\"%s\", not \"%s\", for %s", err.text, rows[i].message, rows[i].json);
        assert_null(labels.arena.head);
    }
}

static void test_limits(void **state)
{
    (void)state;
    struct buf json = {0};
    struct labelset labels;
    struct err err;
    buf_add_string(&json, "{\"manicule_labels\":1,\"name\":\"n\",\"version\":1,\"labels\":[");
    for (int i = 0; i < LABELS_MAX; i++)
        buf_printf(&json, "%s{\"name\":\"l%d\",\"key\":\"%c\"}", i ? "," : "", i,
                   33 + (i >= 1) + i + (i >= 58));
    size_t before = json.size;
    buf_add_string(&json, "]}");
    if (labelset_read(json.data, json.size, &labels, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(labels.n_labels, LABELS_MAX);
    labelset_free(&labels);
    json.size = before;
    buf_add_string(&json, ",{\"name\":\"more\",\"key\":\"~\"}]}");
    assert_int_equal(labelset_read(json.data, json.size, &labels, &err), FAULT_INPUT);
    assert_string_equal(err.text, "labels: has too many members");
    buf_release(&json);
}

/* Any damage is refused or gives a label set whose names can be found. */
static void test_damage(void **state)
{
    (void)state;
    size_t n;
    const char *json = labelset_builtin(&n);
    char *copy = malloc(n);
    uint64_t seed = 3;
    unsigned taken = 0, refused = 0;
    assert_non_null(copy);
    for (int round = 0; round < 3000; round++) {
        static const char likely[] = "{}[]\",:\\ abc\x80\n";
        struct labelset labels;
        struct err err = {0};
        memcpy(copy, json, n);
        for (int k = 0; k < 2; k++)
            copy[test_random(&seed) % n] = likely[test_random(&seed) % (sizeof likely - 1)];
        if (labelset_read(copy, n, &labels, &err) == OK) {
            for (size_t i = 0; i < labels.n_labels; i++)
                assert_int_equal(
                    labelset_find(&labels, labels.labels[i].name, strlen(labels.labels[i].name)),
                    i);
            labelset_free(&labels);
            taken++;
        } else {
            assert_true(err.text[0]);
            refused++;
        }
    }
    assert_true(taken > 10 && refused > 1000);
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_news),    cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
