/* Articles as JSON lines, and metadata in its one form. */
#include "samples.h"

static void test_accepted(void **state)
{
    (void)state;
    static const struct {
        const char *line, *name, *text, *meta;
    } rows[] = {
        {"{\"text\":\"a\\r\\nb\"}", NULL, "a\r\nb", NULL},
        {"{\"text\":\"\",\"name\":\"floods\"}", "floods", "", NULL},
        {"{\"id\":17,\"text\":\"x\"}", "17", "x", NULL},
        {"{\"id\":\"n-17\",\"text\":\"x\",\"meta\":{}}", "n-17", "x", NULL},
        {"{\"id\":\"n-17\",\"name\":\"floods\",\"text\":\"x\"}", "floods", "x",
         "{\"id\":\"n-17\"}"},
        {"{\"text\":\"x\",\"title\":\"T\",\"meta\":{\"url\":\"u\",\"n\":1e400},\"a\":[1 "
         ",{\"c\":2,\"b\":1}],\"z\":null}",
         NULL, "x",
         "{\"a\":[1,{\"b\":1,\"c\":2}],\"n\":1e400,\"title\":\"T\",\"url\":\"u\",\"z\":null}"},
        {"{\"text\":\"x\",\"meta\":null,\"big\":123456789012345678901234567890,\"r\":1.10}", NULL,
         "x", "{\"big\":123456789012345678901234567890,\"r\":1.10}"},
        {"{\"text\":\"x\",\"k\\u0065y\":\"\\u00e9\\n\\u202e\\/\"}", NULL, "x",
         "{\"key\":\"\xc3\xa9\\u000a\\u202e/\"}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct article_record record;
        struct err err;
        if (jsonl_read_article(rows[i].line, strlen(rows[i].line), &record, &err) != OK)
            fail_msg("%s for %s", err.text, rows[i].line);
        assert_int_equal(record.n, strlen(rows[i].text));
        assert_memory_equal(record.text, rows[i].text, record.n);
        assert_string_equal(record.name ? record.name : "-", rows[i].name ? rows[i].name : "-");
        assert_string_equal(record.meta ? record.meta : "-", rows[i].meta ? rows[i].meta : "-");
        article_record_release(&record);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *line, *message;
    } rows[] = {
        {"{\"text\":\"x\"", "byte 11: the text ends too early"},
        {"[]", "an object is expected"},
        {"{}", "text: is missing"},
        {"{\"text\":7}", "text: a string is expected"},
        {"{\"text\":\"x\",\"text\":\"x\"}", "text: stands there twice"},
        {"{\"text\":\"x\",\"name\":7}", "name: a string is expected"},
        {"{\"text\":\"x\",\"name\":\"\"}", "name: is empty"},
        {"{\"text\":\"x\",\"id\":{}}", "id: a string is expected"},
        {"{\"text\":\"x\",\"id\":1.5}", "id: a string is expected"},
        {"{\"text\":\"x\",\"meta\":7}", "meta: an object is expected"},
        {"{\"text\":\"x\",\"title\":1,\"meta\":{\"title\":2}}",
         "meta: \"title\" stands there twice"},
        {"{\"text\":\"x\",\"a\":{\"b\":[{\"c\":1,\"\\u0063\":2}]}}",
         "meta: \"c\" stands there twice"},
        {"{\"manicule\":1,\"text\":\"x\"}",
         "this is an export of manicule; `import` reads it"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct article_record record;
        struct err err = {0};
        enum fault fault = jsonl_read_article(rows[i].line, strlen(rows[i].line), &record, &err);
        if (fault != FAULT_INPUT || strcmp(err.text, rows[i].message) != 0)
            fail_msg("\"%s\", not \"%s\", for %s", err.text, rows[i].message, rows[i].line);
        assert_null(record.text);
    }
}

/* Metadata has a limit, as it comes and as it is kept: a newline takes two bytes there, six here.
 */
static void test_long_metadata(void **state)
{
    (void)state;
    static const struct {
        const char *before, *piece, *after;
        size_t times;
        enum fault fault;
    } rows[] = {
        {"{\"text\":\"x\",\"a\":\"", "y", "\"}", (1 << 20) - 8, OK},
        {"{\"text\":\"x\",\"a\":\"", "y", "\"}", 1 << 20, FAULT_INPUT},
        {"{\"text\":\"x\",\"a\":\"", "\\n", "\"}", 170000, OK},
        {"{\"text\":\"x\",\"a\":\"", "\\n", "\"}", 180000, FAULT_INPUT},
        {"{\"text\":\"x\",\"meta\":{\"a\":[0", ",0", "]}}", 600000, FAULT_INPUT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf line = {0};
        struct article_record record;
        struct err err = {0};
        buf_add_string(&line, rows[i].before);
        for (size_t k = 0; k < rows[i].times; k++)
            buf_add_string(&line, rows[i].piece);
        buf_add_string(&line, rows[i].after);
        enum fault fault = jsonl_read_article(line.data, line.size, &record, &err);
        assert_int_equal(fault, rows[i].fault);
        if (fault != OK)
            assert_non_null(strstr(err.text, "more than 1048576 bytes of metadata"));
        article_record_release(&record);
        buf_release(&line);
    }
}

static void test_meta_get(void **state)
{
    (void)state;
    static const char meta[] =
        "{\"n\":1,\"o\":{\"title\":\"inner\"},\"title\":\"M\\u0069ll \\\"fire\\\"\"}";
    struct buf out = {0};
    assert_true(meta_get(meta, "title", &out));
    assert_string_equal(out.data, "Mill \"fire\"");
    assert_false(meta_get(meta, "n", &out));
    assert_false(meta_get(meta, "url", &out));
    assert_false(meta_get(NULL, "url", &out));
    assert_false(meta_get("{\"title\":\"unclosed", "title", &out));
    assert_false(meta_get("[]", "title", &out));
    assert_string_equal(out.data, "Mill \"fire\"");
    buf_release(&out);
}

/* The canonical form of what is canonical is the same. */
static void test_meta_settles(void **state)
{
    (void)state;
    static const char *const values[] = {"1",
                                         "-0",
                                         "1.50e+3",
                                         "\"a\\u0007\"",
                                         "[]",
                                         "[ 1 , {} ]",
                                         "true",
                                         "null",
                                         "{\"y\":1,\"x\":{\"b\":1,\"a\":2}}"};
    uint64_t seed = 4;
    for (int round = 0; round < 500; round++) {
        struct buf line = {0}, again = {0};
        struct article_record first, second;
        buf_add_string(&line, "{\"text\":\"\",\"meta\":{\"\":0");
        for (int i = 0, n = (int)(test_random(&seed) % 6); i < n; i++)
            buf_printf(&line, ",\"%c%d\":%s", "zmb\xc3"[test_random(&seed) % 3], i,
                       values[test_random(&seed) % 9]);
        buf_add_string(&line, "}}");
        assert_int_equal(jsonl_read_article(line.data, line.size, &first, NULL), OK);
        buf_printf(&again, "{\"text\":\"\",\"meta\":%s}", first.meta);
        assert_int_equal(jsonl_read_article(again.data, again.size, &second, NULL), OK);
        assert_string_equal(first.meta, second.meta);
        article_record_release(&first);
        article_record_release(&second);
        buf_release(&line);
        buf_release(&again);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),      cmocka_unit_test(test_refused),
        cmocka_unit_test(test_long_metadata), cmocka_unit_test(test_meta_get),
        cmocka_unit_test(test_meta_settles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
