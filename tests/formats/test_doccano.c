/* doccano's JSON Lines: both shapes, its columns, what it counts, and its configuration of labels.
 */
#include "values.h"

#define TREE "\xf0\x9f\x8c\xb2"

static void test_spans(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "doccano-spans");
    values_ok(&x, "{\"id\": 7, \"text\": \"Rain in Jeju\", \"label\": [[8, 12, \"place\"], [0, 12, "
                  "\"quote\"]], \"desk\": \"news\", \"Comments\": [\"wet\", \"\"]}\n"
                  "{\"data\": \"Rain\", \"labels\": []}\n"
                  "{\"text\": \"Jeju\", \"meta\": {\"day\": 1}, \"name\": \"jeju\"}\n"
                  "{\"headline\": \"Snow\", \"marks\": [[0, 4, \"weather\"]], \"day\": [2]}\n");
    assert_int_equal(x.records.n, 4);
    expect_spans(&x, 0, "quote Rain in Jeju|place Jeju|");
    assert_string_equal(x.records.at[0].document.meta, "{\"desk\":\"news\",\"id\":7}");
    assert_string_equal(x.records.at[0].document.name, "file-1");
    assert_int_equal(x.records.at[0].n_notes, 1);
    assert_string_equal(x.records.at[0].notes[0].text, "wet");
    assert_string_equal(x.records.at[0].set.owner, "alice");
    assert_true(x.records.at[1].has_set && x.records.at[1].n_spans == 0);
    assert_false(x.records.at[2].has_set);
    assert_string_equal(x.records.at[2].document.meta, "{\"day\":1}");
    assert_string_equal(x.records.at[2].document.name, "jeju");
    expect_spans(&x, 3, "weather Snow|");
    expect_text(&x, 3, "Snow");
    assert_string_equal(x.records.at[3].document.meta, "{\"day\":[2]}");
    exchange_end(&x);
}

static const char linked[] =
    "{\"text\": \"Ann and Bo met\", \"entities\": [{\"id\": 31, \"start_offset\": 0, "
    "\"end_offset\": "
    "3, \"label\": \"person\"}, {\"id\": 4, \"start_offset\": 8, \"end_offset\": 10, \"label\": "
    "\"person\"}], \"relations\": [{\"id\": 9, \"from_id\": 31, \"to_id\": 4, \"type\": "
    "\"met\"}]}\n";

static void test_relations(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "doccano");
    values_ok(&x, linked);
    expect_spans(&x, 0, "person Ann|person Bo|");
    expect_relations(&x, 0, "met: Ann > Bo|");
    /* The ids that doccano gave are given back. */
    assert_int_equal(exchange_write(&x, x.records.at, 1), OK);
    assert_non_null(strstr(x.out.data, "{\"id\": 31, \"start_offset\": 0,"));
    assert_non_null(
        strstr(x.out.data, "{\"id\": 9, \"from_id\": 31, \"to_id\": 4, \"type\": \"met\"}"));
    assert_int_equal(x.losses.size, 0);
    exchange_end(&x);
}

/* Ids of two imports may be the same, or no numbers: each is given out once. */
static void test_numbers(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "doccano");
    values_ok(&x, "{\"text\": \"a b c d e\", \"entities\": ["
                  "{\"id\": 1, \"start_offset\": 0, \"end_offset\": 1, \"label\": \"x\"},"
                  "{\"id\": \"T9\", \"start_offset\": 2, \"end_offset\": 3, \"label\": \"x\"},"
                  "{\"start_offset\": 4, \"end_offset\": 5, \"label\": \"x\"},"
                  "{\"id\": 0, \"start_offset\": 6, \"end_offset\": 7, \"label\": \"x\"},"
                  "{\"id\": \"01\", \"start_offset\": 8, \"end_offset\": 9, \"label\": \"x\"}]}\n");
    struct record *r = &x.records.at[0];
    char twice[] = "source_id=1\n";
    r->spans[4].attrs = twice;
    assert_int_equal(exchange_write(&x, r, 1), OK);
    static const char *const expected[] = {
        "{\"id\": 1, \"start_offset\": 0,", "{\"id\": 2, \"start_offset\": 2,",
        "{\"id\": 3, \"start_offset\": 4,", "{\"id\": 0, \"start_offset\": 6,",
        "{\"id\": 4, \"start_offset\": 8,"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (!strstr(x.out.data, expected[i]))
            fail_msg("no %s in %s", expected[i], x.out.data);
    exchange_end(&x);
}

/* A tree is one code point and two UTF-16 units. */
static void test_units(void **state)
{
    (void)state;
    static const char line[] =
        "{\"text\": \"Oak " TREE " is tall\", \"label\": [[7, 9, \"word\"]]}\n";
    struct exchange x;
    exchange_begin(&x, "doccano-spans");
    const struct refusal refused = {
        line, "label[0]: behind a character above U+FFFF, which is one code point and two UTF-16 "
              "units, and the file does not say what it counts; --offsets utf16 (as doccano's "
              "interface does) or --offsets codepoint says it"};
    values_refused(&x, &refused, 1);
    x.options.has_unit = true;
    x.options.unit = UNIT_UTF16;
    values_ok(&x, line);
    expect_spans(&x, 0, "word is|");
    x.options.unit = UNIT_CODEPOINT;
    values_ok(&x, line);
    expect_spans(&x, 0, "word s |");
    x.options.has_unit = false;
    values_ok(&x,
              "{\"text\": \"Oak " TREE " is tall\", \"label\": [[0, 4, \"word\"]]}\n"
              "{\"text\": \"Oak " TREE " is\", \"offset_unit\": \"utf16\", \"label\": [[4, 6, "
              "\"tree\"]]}\n"
              "{\"text\": \"Oak " TREE " is\", \"offset_unit\": \"codepoint\", \"label\": [[4, 5, "
              "\"tree\"]]}\n");
    expect_spans(&x, 0, "word Oak |");
    expect_spans(&x, 1, "tree " TREE "|");
    expect_spans(&x, 2, "tree " TREE "|");
    /* What is written says what it counts, and so is read. */
    assert_int_equal(exchange_write(&x, &x.records.at[1], 1), OK);
    assert_string_equal(x.out.data, "{\"text\": \"Oak " TREE " is\", \"name\": \"file-2\", "
                                    "\"offset_unit\": \"utf16\", \"label\": [[4, 6, \"tree\"]]}\n");
    exchange_end(&x);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct refusal rows[] = {
        {"{\"text\": \"a\" \"label\": []}",
         "byte 13: a comma or the closing bracket is expected here"},
        {"[1, 2]", "an object is expected"},
        {"{\"label\": [[0, 1, \"x\"]]}", "text: is missing"},
        {"{\"text\": 5, \"label\": []}", "text: a string is expected"},
        {"{\"text\": \"a\", \"text\": \"b\"}", "text: stands there twice"},
        {"{\"text\": \"a\", \"label\": \"x\"}", "label: a list is expected"},
        {"{\"text\": \"a\", \"label\": [\"x\"]}", "label[0]: [start, end, \"label\"] is expected"},
        {"{\"text\": \"a\", \"label\": [[0]]}", "label[0][1]: is missing"},
        {"{\"text\": \"a\", \"label\": [[0, 1.5, \"x\"]]}",
         "label[0][1]: a whole number is expected"},
        {"{\"text\": \"a\", \"label\": [[-1, 1, \"x\"]]}", "label[0][0]: is negative"},
        {"{\"text\": \"a\", \"label\": [[0, 9223372036854775808, \"x\"]]}",
         "label[0][1]: is past the end of any text"},
        {"{\"text\": \"a\", \"label\": [[0, 2, \"x\"]]}",
         "label[0]: 2 is past the end of the text, which has 1 code points"},
        {"{\"text\": \"a\", \"label\": [[1, 1, \"x\"]]}",
         "label[0]: 1 to 1 is empty; a span has at least one character"},
        {"{\"text\": \"a\", \"label\": [[0, 1, 5]]}", "label[0][2]: a label is expected"},
        {"{\"text\": \"a\", \"label\": [[0, 1, null]]}",
         "label[0]: it has no label; --default-label NAME gives it one"},
        {"{\"text\": \"a\", \"offset_unit\": \"byte\", \"label\": []}",
         "offset_unit: codepoint, utf8 or utf16 is expected"},
        {"{\"text\": \"a\", \"entities\": [{\"id\": 0, \"start_offset\": 0, \"label\": \"x\"}]}",
         "entities[0].end_offset: is missing"},
        {"{\"text\": \"a\", \"entities\": [], \"relations\": [{\"from_id\": 0, \"to_id\": 1, "
         "\"type\": \"t\"}]}",
         "relations[0]: from: there is no span 0"},
        {"{\"text\": \"a\", \"entities\": [], \"relations\": [{\"to_id\": 1, \"type\": \"t\"}]}",
         "relations[0].from_id: an entity's id is expected"},
        {"{\"text\": \"a\", \"entities\": [], \"relations\": [{}]}",
         "relations[0].type: a string is expected"},
    };
    struct exchange x;
    exchange_begin(&x, "doccano");
    values_refused(&x, rows, sizeof rows / sizeof *rows);
    /* Or left out, one by one. */
    x.skip = true;
    values_ok(&x, "{\"text\": \"a b\", \"label\": [[0, 1, \"x\"], [0, 9, \"x\"], [2], [2, 3, "
                  "\"y\"]]}\n{\"text\": 5}\n{\"text\": \"c\"}\n");
    assert_int_equal(x.records.n, 2);
    expect_spans(&x, 0, "x a|y b|");
    assert_string_equal(buf_text(&x.told),
                        "1: label[2][1]: is missing\n"
                        "1: label[1]: 9 is past the end of the text, which has 3 code points\n"
                        "2: text: a string is expected\n");
    exchange_end(&x);
}

static void test_looks(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *format;
    } rows[] = {
        {"{\"text\": \"a\", \"label\": [[0, 1, \"x\"]]}", "doccano-spans"},
        {"\xef\xbb\xbf [ {\"labels\" : [ ] ,\n\"data\": \"a\"}]", "doccano-spans"},
        {"{\"column\": \"a\", \"marks\": [[0, 1, \"x\"]]}", "doccano-spans"},
        {"{\"text\": \"a\", \"entities\": [], \"relations\": []}", "doccano"},
        {"{\"text\": \"a\", \"entities\": [{\"id\": 1, \"start_offset\": 0, \"end_of", "doccano"},
        {"{\"text\": \"a\", \"entities\": [{\"id\": 1}]}", NULL},
        {"{\"text\": \"a\", \"label\": [\"sport\"]}", NULL},
        {"{\"text\": \"a\", \"label\": \"sport\"}", NULL},
        {"{\"text\": \"a\"}", NULL},
        {"{\"text\": \"a", NULL},
        {"{\"text\": \"a\", \"entities\": [[0, 1, \"x\"]]}", "spacy"},
        {"[[\"a\", {\"entities\": [[0, 1, \"x\"]]}]]", "spacy"},
        {"[\"a\", {\"entities\": []}]", "spacy"},
        {"{\"text\": \"a\", \"ents\": [{\"start\": 0, \"end\": 1, \"label\": \"x\"}], \"tokens\": "
         "[]}",
         "spacy"},
        {"{\"text\": \"a\", \"spans\": [[0, 1, \"x\"]]}", "spacy"},
        {"{\"text\": \"a\", \"spans\": {\"sc\": []}}", "spacy-spans"},
        {"[ [ \"a\", { \"spans\": { \"sc\": [] } } ] ]", "spacy-spans"},
        {"{\"text\": \"a\", \"spans\": [{\"start\": 0, \"end\": 1, \"label\": \"x\"}]}", "prodigy"},
        {"{\"text\": \"a\", \"answer\": \"ignore\"}", "prodigy"},
        {"{\"answer\": \"ignore\"}", NULL},
        {"{\"manicule\":1,\"text\":\"a\",\"spans\":[]}", "native"},
        {"{", NULL},
        {"[", NULL},
        {"", NULL},
        {"{\"text\": \"a\", \"label\"", NULL},
        {"{\"text\": \"a\\", NULL},
        {"}}]]", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        /* Nothing behind the head may be looked at. */
        size_t n = strlen(rows[i].bytes);
        char *head = malloc(n + 1);
        memcpy(head, rows[i].bytes, n);
        char *exact = realloc(head, n ? n : 1);
        const struct format *found = format_guess("x.json", exact, n);
        if (found != (rows[i].format ? format_find(rows[i].format) : NULL))
            fail_msg("%s: %s", rows[i].bytes, found ? found->name : "none");
        free(exact);
    }
}

static void test_labels(void **state)
{
    (void)state;
    const struct format *doccano = format_find("doccano");
    struct labelset news = news_labels(), back;
    struct buf config = {0}, json = {0};
    struct err err;
    assert_int_equal(doccano->write_labels(&news, &config, &err), OK);
    assert_non_null(
        strstr(config.data, "{\"text\": \"quote\", \"prefix_key\": null, \"suffix_key\": \"q\","));
    assert_int_equal(doccano->read_labels(config.data, config.size, &json, &err), OK);
    assert_int_equal(labelset_read(json.data, json.size, &back, &err), OK);
    assert_ptr_equal(format_guess_labels(config.data, config.size), doccano);
    assert_null(format_guess_labels("[{\"text\": \"a\"}]", 15));
    assert_int_equal(back.n_labels, news.n_labels);
    for (size_t i = 0; i < news.n_labels; i++) {
        assert_string_equal(back.labels[i].name, news.labels[i].name);
        assert_string_equal(back.labels[i].key, news.labels[i].key);
    }
    labelset_free(&back);
    buf_clear(&json);
    static const char own[] = "[{\"id\": 1, \"text\": \"First Name\", \"prefix_key\": \"ctrl\", "
                              "\"suffix_key\": \"f\", \"background_color\": \"#fff\"}, {\"text\": "
                              "\"x\", \"suffix_key\": null}, {\"text\": \"x\"}]";
    assert_int_equal(doccano->read_labels(own, sizeof own - 1, &json, &err), OK);
    assert_int_equal(labelset_read(json.data, json.size, &back, &err), OK);
    assert_int_equal(back.n_labels, 2);
    assert_string_equal(back.labels[0].name, "First_Name");
    assert_string_equal(back.labels[0].key, "f");
    assert_string_equal(back.labels[1].key, "");
    labelset_free(&back);
    static const struct refusal rows[] = {
        {"{}", "a list of labels is expected"},
        {"[]", "there is no label in it"},
        {"[{\"text\": \"a\"}, {\"text\": \"\"}]", "[1]: text: a label's name is expected"},
        {"[1]", "[0]: an object is expected"},
        {"[", "byte 1: the text ends too early"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(doccano->read_labels(rows[i].text, strlen(rows[i].text), &json, &err),
                         FAULT_INPUT);
        assert_string_equal(err.text, rows[i].message);
    }
    buf_release(&config);
    buf_release(&json);
    labelset_free(&news);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans),   cmocka_unit_test(test_relations),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_units),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_looks),
        cmocka_unit_test(test_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
