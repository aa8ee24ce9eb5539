/* spaCy's examples in all their forms, and which entities stay where they overlap. */
#include "values.h"

static void test_forms(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "[\"Rain in Jeju\", {\"entities\": [[8, 12, \"place\"], [0, 4, \"weather\", \"Q7925\"]]}]",
        "[\n[\"Rain in Jeju\", {\"entities\": [[8, 12, \"place\"], [0, 4, \"weather\"]]}],\n]",
        "[\"Rain in Jeju\", {\"spans\": {\"sc\": [[8, 12, \"place\"]], \"\": [[0, 4, "
        "\"weather\"]]}}]",
        "{\"text\": \"Rain in Jeju\", \"entities\": [[0, 4, \"weather\"], [8, 12, \"place\"]]}",
        "{\"text\": \"Rain in Jeju\", \"spans\": [[0, 4, \"weather\"], [8, 12, \"place\"]]}",
        "{\"ents\": [{\"start\": 0, \"end\": 4, \"label\": \"weather\"}], \"text\": \"Rain in "
        "Jeju\", \"spans\": {\"sc\": [{\"start\": 8, \"end\": 12, \"label\": \"place\", \"kb_id\": "
        "\"\"}]}}",
        "{\"text\": \"Rain in Jeju\", \"spans\": [{\"start\": 0, \"end\": 4, \"label\": "
        "\"weather\"}, {\"start\": 8, \"end\": 12, \"label\": \"place\"}], \"meta\": {\"a\": 1}}",
    };
    struct exchange x;
    exchange_begin(&x, "spacy");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        values_ok(&x, lines[i]);
        assert_int_equal(x.records.n, 1);
        expect_spans(&x, 0, "weather Rain|place Jeju|");
        assert_int_equal(x.intake.counts.passed_over, 0);
    }
    assert_string_equal(x.records.at[0].document.meta, "{\"a\":1}");
    values_ok(&x, "[\"a\", {}]\n[\"b\", {\"cats\": {\"x\": 1}, \"entities\": []}]\n");
    assert_false(x.records.at[0].has_set);
    assert_true(x.records.at[1].has_set);
    assert_int_equal(x.intake.counts.passed_over, 1);
    assert_string_equal(buf_text(&x.told), "2: an example's other members (tokens, cats, links "
                                           "...) are passed over\n");
    static const struct refusal rows[] = {
        {"[\"a\"]", "[text, {\"entities\": ...}] is expected"},
        {"[5, {}]", "[0]: a text is expected"},
        {"[\"a\", []]", "[1]: an object is expected"},
        {"[\"a\", {\"entities\": {}}]", "entities: a list is expected"},
        {"[\"a\", {\"entities\": [[0, 1]]}]",
         "entities[0]: it has no label; --default-label NAME gives it one"},
        {"[\"a\", {\"entities\": [[0, 1, \"\"]]}]",
         "entities[0]: it has no label; --default-label NAME gives it one"},
        {"[\"a\", {\"spans\": {\"s\\nc\": [[0, 2, \"x\"]]}}]",
         "spans.s⏎c[0]: 2 is past the end of the text, which has 1 code points"},
        {"{\"ents\": []}", "text: is missing"},
        {"55", "an object is expected"},
    };
    values_refused(&x, rows, sizeof rows / sizeof *rows);
    exchange_end(&x);
}

static void test_overlap(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "spacy");
    values_ok(&x, "[\"abcdefghij\", {\"entities\": [[0, 4, \"x\"], [2, 8, \"x\"], [3, 5, \"y\"], "
                  "[8, 10, \"x\"], [8, 10, \"w\"], [0, 2, \"z\"]]}]\n");
    assert_int_equal(exchange_write(&x, x.records.at, 1), OK);
    assert_string_equal(x.out.data, "[\n[\"abcdefghij\", {\"entities\": [[0, 2, \"z\"], [2, 8, "
                                    "\"x\"], [8, 10, \"w\"]]}]\n]\n");
#define WHY ": overlaps an entity that is longer or comes first\n"
    assert_string_equal(buf_text(&x.losses),
                        "dropped span x \"abcd\"" WHY "dropped span y \"de\"" WHY
                        "dropped span x \"ij\"" WHY);
    x.format = format_find("spacy-spans");
    assert_int_equal(exchange_write(&x, x.records.at, 1), OK);
    assert_string_equal(x.out.data,
                        "[\n[\"abcdefghij\", {\"spans\": {\"sc\": [[0, 4, \"x\"], [0, 2, \"z\"], "
                        "[2, 8, \"x\"], [3, 5, \"y\"], [8, 10, \"w\"], [8, 10, \"x\"]]}}]\n]\n");
    assert_int_equal(x.losses.size, 0);
    assert_int_equal(exchange_write(&x, NULL, 0), OK);
    assert_string_equal(x.out.data, "[\n]\n");
    exchange_end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms),
                                       cmocka_unit_test(test_overlap)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
