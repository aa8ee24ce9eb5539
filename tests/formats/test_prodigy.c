/* Prodigy's JSON Lines: answers, lines that are one document, relations, tokens, who it was. */
#include "values.h"

#define SPAN(start, end, label)                                                                    \
    "{\"start\": " #start ", \"end\": " #end ", \"label\": \"" label "\"}"
#define TASK(hash, answer, spans)                                                                  \
    "{\"text\": \"Rain in Jeju\", \"_input_hash\": " hash ", \"answer\": \"" answer                \
    "\", \"_session_id\": \"wet-ann\", \"spans\": [" spans "]}\n"

static void test_answers(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "prodigy");
    values_ok(&x,
              TASK("1", "accept", SPAN(0, 4, "weather")) TASK("2", "reject", SPAN(0, 4, "x"))
                  TASK("3", "ignore", SPAN(0, 4, "x") "," SPAN(5, 7, "x")) TASK(
                      "4", "accept",
                      "") "{\"text\": \"Snow\", \"spans\": null}\n{\"text\": \"Sun\"}\n"
                          "{\"text\": \"Hail\", \"spans\": [{\"start\": 0, \"end\": 4, \"label\": "
                          "\"x\", \"answer\": \"reject\"}, " SPAN(0, 2, "weather") "]}\n");
    assert_int_equal(x.records.n, 7);
    expect_spans(&x, 0, "weather Rain|");
    expect_spans(&x, 1, "");
    assert_string_equal(x.records.at[0].set.owner, "wet-ann");
    assert_int_equal(x.records.at[1].set.status, STATUS_OPEN);
    assert_false(x.records.at[2].has_set);
    assert_int_equal(x.records.at[3].set.status, STATUS_DONE);
    assert_true(x.records.at[4].has_set);
    assert_string_equal(x.records.at[4].set.owner, "alice");
    assert_false(x.records.at[5].has_set);
    expect_spans(&x, 6, "weather Ha|");
    assert_int_equal(x.intake.counts.passed_over, 4);
    assert_string_equal(buf_text(&x.told),
                        "2: spans that were rejected are nobody's marks: passed over\n"
                        "3: spans that were ignored are nobody's marks: passed over\n");
    exchange_end(&x);
}

/* Binary questions: one document, unless the input, the annotator or the text is another. */
static void test_merging(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "prodigy");
    values_ok(
        &x, TASK("5", "accept", SPAN(8, 12, "place")) TASK("5", "reject", SPAN(0, 4, "place"))
                TASK("5", "accept", SPAN(0, 4, "weather")) TASK("5", "accept", SPAN(8, 12, "place"))
                    TASK("6", "accept", SPAN(5, 7, "x")) TASK("5", "accept", SPAN(5, 7, "x")));
    assert_int_equal(x.records.n, 3);
    expect_spans(&x, 0, "weather Rain|place Jeju|");
    expect_spans(&x, 1, "x in|");
    expect_spans(&x, 2, "x in|");
    assert_string_equal(x.records.at[0].document.meta, "{\"_input_hash\":5}");
    values_ok(&x, "{\"text\": \"a\", \"_input_hash\": 1, \"_annotator_id\": \"ann\", \"answer\": "
                  "\"accept\"}\n"
                  "{\"text\": \"a\", \"_input_hash\": 1, \"_annotator_id\": \"bob\", \"answer\": "
                  "\"accept\"}\n"
                  "{\"text\": \"b\", \"_input_hash\": 1, \"_annotator_id\": \"bob\", \"answer\": "
                  "\"accept\"}\n"
                  "{\"text\": \"b\", \"_annotator_id\": \"bob\", \"answer\": \"accept\"}\n"
                  "{\"text\": \"b\", \"_annotator_id\": \"bob\", \"answer\": \"accept\"}\n");
    assert_int_equal(x.records.n, 5);
    /* Lines that are left out leave nothing to those before. */
    x.skip = true;
    values_ok(&x, TASK("5", "accept", SPAN(0, 4, "weather"))
                      TASK("5", "accept", SPAN(8, 12, "place") "], \"relations\": 5, \"x\": [")
                          TASK("5", "maybe", "") TASK("5", "accept", SPAN(5, 7, "x")));
    assert_int_equal(x.records.n, 1);
    expect_spans(&x, 0, "weather Rain|x in|");
    assert_string_equal(buf_text(&x.told), "2: relations: a list is expected\n"
                                           "3: answer: accept, reject or ignore is expected\n");
    exchange_end(&x);
}

#define END(start, end, label)                                                                     \
    "{\"start\": " #start ", \"end\": " #end ", \"token_start\": 0, \"token_end\": 0, "            \
    "\"label\": " label "}"
#define ANN_AND_BO(relations)                                                                      \
    "{\"text\": \"Ann and Bo met\", \"spans\": [" SPAN(0, 3, "person") ", " SPAN(                  \
        8, 10, "person") ", " SPAN(8, 10, "boat") "], \"relations\": [" relations "]}\n"

static void test_relations(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "prodigy");
    values_ok(&x,
              ANN_AND_BO("{\"head\": 0, \"child\": 2, \"head_span\": " END(
                  0, 3, "\"person\"") ", \"child_span\": " END(8, 10, "\"boat\"") ", \"label\": "
                                                                                  "\"met\"}"));
    expect_relations(&x, 0, "met: Ann > Bo|");
    const struct record *r = &x.records.at[0];
    const struct span *to = &r->spans[1];
    to += !uuid_equal(to->id, r->relations[0].to);
    assert_string_equal(x.labels.labels[to->label].name, "boat");
    /* Words that are linked and not marked: a span, once. */
    static const char unmarked[] = ANN_AND_BO(
        "{\"label\": \"met\", \"head_span\": " END(0, 3, "\"person\"") ", \"child_span\": " END(
            11, 14,
            "null") "}, {\"label\": \"met\", \"head_span\": " END(11, 14,
                                                                  "null") ", "
                                                                          "\"child_span\":"
                                                                          " " END(8, 10,
                                                                                  "\"person"
                                                                                  "\"") "}");
    struct refusal refused = {unmarked, "relations: it has no label; --default-label NAME gives it "
                                        "one"};
    values_refused(&x, &refused, 1);
    x.options.default_label = "deed";
    values_ok(&x, unmarked);
    expect_spans(&x, 0,
                 strcmp(x.labels.labels[x.records.at[0].spans[1].label].name, "boat") == 0
                     ? "person Ann|boat Bo|person Bo|deed met|"
                     : "person Ann|person Bo|boat Bo|deed met|");
    assert_int_equal(x.records.at[0].n_relations, 2);
    static const struct refusal rows[] = {
        {ANN_AND_BO("{\"head\": 0, \"child\": 1, \"label\": \"met\"}"),
         "relations[0].head_span: is missing; its tokens' numbers alone are not read"},
        {ANN_AND_BO("{\"label\": 5}"), "relations[0].label: a string is expected"},
        {ANN_AND_BO("{\"label\": \"m\", \"head_span\": {\"start\": 0}}"),
         "relations[0].head_span.end: is missing"},
        {ANN_AND_BO("7"), "relations[0]: an object is expected"},
        {"{\"text\": \"a\", \"spans\": [{\"start\": 0, \"end\": 1, \"label\": 5}]}",
         "spans[0].label: a string is expected"},
        {"{\"text\": \"a\", \"spans\": [{\"start\": 0, \"end\": 1, \"label\": \"x\", \"answer\": "
         "1}]}",
         "spans[0].answer: accept, reject or ignore is expected"},
        {"{\"html\": \"a\"}", "text: is missing"},
        {"{\"text\": \"a\\ud800\"}", "byte 11: half of a surrogate pair"},
        {"\"text\"", "an object is expected"},
    };
    values_refused(&x, rows, sizeof rows / sizeof *rows);
    exchange_end(&x);
}

static void test_written(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "prodigy");
    values_ok(
        &x,
        "{\"text\": \"Ann and Bo met\", \"name\": \"d\", \"meta\": {\"page\": 2}, "
        "\"_input_hash\": -4, \"_annotator_id\": \"ann\", \"spans\": [" SPAN(
            0, 2,
            "person") ", " SPAN(8, 10,
                                "person") "], \"relations\": [{\"label\": "
                                          "\"met\", \"head_span\": " END(
                                              0, 2,
                                              "\"person\"") ", \"child_span\": " END(8, 10,
                                                                                     "\"person"
                                                                                     "\"") "}], "
                                                                                           "\"an"
                                                                                           "swer"
                                                                                           "\""
                                                                                           ": "
                                                                                           "\"ac"
                                                                                           "cept"
                                                                                           "\""
                                                                                           "}"
                                                                                           "\n");
    assert_int_equal(exchange_write(&x, x.records.at, 1), OK);
    assert_string_equal(
        x.out.data,
        "{\"text\":\"Ann and Bo met\",\"name\":\"d\",\"meta\":{\"page\":2},\"_input_hash\":-4,"
        "\"tokens\":[{\"text\":\"Ann\",\"start\":0,\"end\":3,\"id\":0,\"ws\":true},{\"text\":"
        "\"and\",\"start\":4,\"end\":7,\"id\":1,\"ws\":true},{\"text\":\"Bo\",\"start\":8,\"end\":"
        "10,\"id\":2,\"ws\":true},{\"text\":\"met\",\"start\":11,\"end\":14,\"id\":3,\"ws\":false}"
        "],\"spans\":[{\"start\":0,\"end\":2,\"token_start\":0,\"token_end\":0,\"label\":"
        "\"person\",\"text\":\"An\"},{\"start\":8,\"end\":10,\"token_start\":2,\"token_end\":2,"
        "\"label\":\"person\",\"text\":\"Bo\"}],\"relations\":[{\"head\":0,\"head_span\":{"
        "\"start\":0,\"end\":2,\"token_start\":0,\"token_end\":0,\"label\":\"person\"},\"child\":"
        "2,\"child_span\":{\"start\":8,\"end\":10,\"token_start\":2,\"token_end\":2,\"label\":"
        "\"person\"},\"label\":\"met\"}],\"_annotator_id\":\"ann\",\"_session_id\":\"ann\","
        "\"answer\":\"accept\"}\n");
    assert_string_equal(buf_text(&x.losses),
                        "snapped token numbers person \"An\": it does not begin and end with a "
                        "token; its offsets are exact\n");
    exchange_end(&x);
}

static void test_suggestions(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "prodigy");
    x.options.kind = SET_SUGGESTION;
    values_ok(&x, "{\"text\": \"Rain\", \"_session_id\": \"2024-05-10_11-05-01\", \"spans\": "
                  "[{\"start\": 0, \"end\": 4, \"label\": \"x\", \"score\": 0.25, \"source\": "
                  "\"tiny-2\", \"text\": \"Rian\"}]}\n");
    assert_int_equal(x.records.at[0].set.kind, SET_SUGGESTION);
    assert_string_equal(x.records.at[0].set.source, "tiny-2");
    assert_string_equal(x.records.at[0].spans[0].attrs, "score=0.25\n");
    assert_int_equal(x.intake.counts.mismatched, 1);
    assert_int_equal(exchange_write(&x, x.records.at, 1), OK);
    assert_string_equal(x.out.data,
                        "{\"text\":\"Rain\",\"name\":\"file-1\",\"spans\":[{\"start\":0,"
                        "\"end\":4,\"label\":\"x\",\"text\":\"Rain\",\"source\":"
                        "\"tiny-2\",\"score\":0.25}]}\n");
    x.options.source = "other";
    values_ok(&x, "{\"text\": \"Rain\", \"spans\": [{\"start\": 0, \"end\": 4, \"label\": \"x\", "
                  "\"source\": \"tiny-2\"}]}\n");
    assert_string_equal(x.records.at[0].set.source, "other");
    /* A session without a name is nobody's. */
    x.options.kind = SET_PERSON;
    x.options.owner = NULL;
    exchange_forget(&x);
    static const char nobody[] = "{\"text\": \"a\", \"_session_id\": \"2024-05-10_11-05-01\", "
                                 "\"answer\": \"accept\"}\n";
    assert_int_equal(values_read(&x, nobody, sizeof nobody - 1), FAULT_USAGE);
    exchange_end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),     cmocka_unit_test(test_merging),
        cmocka_unit_test(test_relations),   cmocka_unit_test(test_written),
        cmocka_unit_test(test_suggestions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
