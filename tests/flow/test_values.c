/* JSON values of a file: lists, lines, what lies between them, and where each begins. */
#include "flow.h"

#include "../../src/flow/values.h"

static void say(struct buf *out, const char *bytes, size_t n)
{
    int fd = file_with(bytes, n);
    struct values *values = values_new(fd);
    assert_non_null(values);
    for (;;) {
        struct value value;
        struct err err = {0};
        bool more;
        if (values_next(values, &value, &more, &err)) {
            buf_printf(out, "%zu:%zu! %s", value.line, value.column, err.text);
            break;
        }
        if (!more)
            break;
        buf_printf(out, "%zu:%zu %.*s;", value.line, value.column, (int)value.n, value.text);
    }
    values_free(values);
    close(fd);
}

static void test_table(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"", ""},
        {" \n\t", ""},
        {"[]", ""},
        {" [ ] \n", ""},
        {"{}\n{\"a\":[1,{}]}\n", "1:0 {};2:0 {\"a\":[1,{}]};"},
        {"[{}, {\"a\":1},\n  {}]\n", "1:1 {};1:5 {\"a\":1};2:2 {};"},
        {"[[\"a\", {}], [\"b\", {}]]", "1:1 [\"a\", {}];1:12 [\"b\", {}];"},
        {"[\"a\", {}]\n[\"b\", {}]", "1:0 [\"a\", {}];2:0 [\"b\", {}];"},
        {"{\"a\":\"}\\\"{\"} {}", "1:0 {\"a\":\"}\\\"{\"};1:13 {};"},
        {"\xef\xbb\xbf{}", "1:3 {};"},
        {"1 \"two\" null", "1:0 1;1:2 \"two\";1:8 null;"},
        /* What is wrong inside is the reader's to say: it is given what there is. */
        {"{\"a\":1", "1:0 {\"a\":1;"},
        {"[1,]", "1:0 [1,];"},
        {"}", "1:0 };"},
        {"{}}", "1:0 {};1:2 };"},
        {"\"abc", "1:0 \"abc;"},
        {"[{}", "1:1 {};1:3! byte 0: a comma or ] is expected"},
        {"[{},]", "1:1 {};1:4! byte 0: a value is expected"},
        {"[{},,{}]", "1:1 {};1:4! byte 0: a value is expected"},
        {"[{} {}]", "1:1 {};1:4! byte 0: a comma or ] is expected"},
        {"[{}] {}", "1:1 {};1:5! byte 0: the end of the file is expected"},
        {"[{},\n", "1:1 {};2:0! byte 0: a value is expected"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0};
        say(&out, cases[i].text, strlen(cases[i].text));
        assert_string_equal(buf_text(&out), cases[i].said);
        buf_release(&out);
    }
}

/* Values longer than what is read at once, and many that end where a reading does. */
static void test_large(void **state)
{
    (void)state;
    struct buf file = {0};
    uint64_t seed = 7;
    size_t lengths[60], n = 0;
    for (; n < 60; n++) {
        lengths[n] = 3 + test_random(&seed) % (n % 10 == 9 ? 900000 : 9000);
        buf_add_char(&file, '"');
        for (size_t i = 2; i < lengths[n]; i++)
            buf_add_char(&file, i % 97 == 0 ? '{' : 'x');
        buf_add_string(&file, n % 2 ? "\"\n" : "\"");
    }
    int fd = file_with(file.data, file.size);
    struct values *values = values_new(fd);
    for (size_t i = 0; i <= n; i++) {
        struct value value;
        struct err err = {0};
        bool more;
        must(values_next(values, &value, &more, &err), &err, "value");
        assert_int_equal(more, i < n);
        if (more) {
            assert_int_equal(value.n, lengths[i]);
            assert_int_equal(value.line, 1 + i / 2);
        }
    }
    assert_int_equal(values_consumed(values), file.size);
    values_free(values);
    close(fd);
    buf_release(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
