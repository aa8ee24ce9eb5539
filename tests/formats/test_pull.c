/* JSON syntax: a public test suite, jansson as the judge of random damage, and strings. */
#include "samples.h"

#include <dirent.h>
#include <jansson.h>

#include "../../src/formats/pull.h"

static bool is_well_formed(const char *text, size_t n)
{
    /* An exact copy on the heap, so that a sanitizer sees a look past its end. */
    char *copy = malloc(n ? n : 1);
    struct raw value;
    assert_non_null(copy);
    if (n)
        memcpy(copy, text, n);
    bool good = pull_check(copy, n, &value, NULL) == OK;
    if (good && (pull_type(value) == RAW_OBJECT || pull_type(value) == RAW_ARRAY))
        pull_count(value);
    free(copy);
    return good;
}

static void test_suite(void **state)
{
    (void)state;
    const char *found = testdata("jsontestsuite");
    if (!found)
        skip();
    char folder[4096], path[8192];
    snprintf(folder, sizeof folder, "%s", found);
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    unsigned accepted = 0, refused = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char kind = entry->d_name[0];
        if (entry->d_name[1] != '_' || !strchr("yni", kind))
            continue;
        size_t n;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        uint8_t *text = read_file(path, &n);
        bool good = is_well_formed((const char *)text, n);
        /* Well formed, but U+0000 cannot be kept in a text. */
        bool nul = memmem(text, n, "\\u0000", 6) != NULL;
        if ((kind == 'y' && !nul && !good) || (kind == 'n' && good))
            fail_msg("%s", entry->d_name);
        accepted += kind == 'y' && good;
        refused += kind == 'n' && !good;
        free(text);
    }
    closedir(dir);
    assert_true(accepted > 50);
    assert_true(refused > 100);
}

static bool jansson_takes(const char *text, size_t n)
{
    json_error_t error;
    json_t *json = json_loadb(text, n, JSON_DECODE_ANY, &error);
    json_decref(json);
    /* What it refuses for the size of a number is well formed all the same. */
    return json || json_error_code(&error) == json_error_numeric_overflow;
}

static void test_against_jansson(void **state)
{
    (void)state;
    static const char seed_text[] =
        "{\"a\": [1, -0, 2.5e+3, true, false, null, \"x\\u00e9\\ud83c\\udf32\\n\\\"\"], \"b\": "
        "{\"c\": {}, \"d\": []},\r\n"
        "\t\"\xe6\x9d\x91\": \"\xf0\x9f\x8c\xb2 text\", \"e\": [[[]], {\"f\": 1}]}";
    static const char likely[] = "{}[]\",:\\u0123dDeE+-.tfn \t\n/b\x01\x80\xff";
    uint64_t seed = 8;
    unsigned good = 0, bad = 0;
    for (int round = 0; round < 60000; round++) {
        char text[sizeof seed_text + 8];
        size_t n = sizeof seed_text - 1;
        memcpy(text, seed_text, n);
        for (uint64_t changes = 1 + test_random(&seed) % 3; changes--;) {
            size_t at = test_random(&seed) % n;
            switch (test_random(&seed) % 3) {
            case 0:
                text[at] = likely[test_random(&seed) % (sizeof likely - 1)];
                break;
            case 1:
                memmove(text + at, text + at + 1, n - at - 1);
                n--;
                break;
            default:
                memmove(text + at + 1, text + at, n - at);
                text[at] = likely[test_random(&seed) % (sizeof likely - 1)];
                n++;
            }
        }
        bool expected = jansson_takes(text, n);
        if (is_well_formed(text, n) != expected)
            fail_msg("jansson says %d of %.*s", expected, (int)n, text);
        *(expected ? &good : &bad) += 1;
    }
    assert_true(good > 3000 && bad > 3000);
}

static void test_strings(void **state)
{
    (void)state;
    static const struct {
        const char *json, *text;
    } rows[] = {
        {"\"\"", ""},
        {"\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", "a\"\\/\b\f\n\r\tz"},
        {"\"\\u0041\\u00e9\\u6751\\uD83C\\uDf32\"", "A\xc3\xa9\xe6\x9d\x91\xf0\x9f\x8c\xb2"},
        {"\"\\u007f\\u0080\\u07ff\\u0800\\uffff\\ud800\\udc00\\udbff\\udfff\"",
         "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct raw raw;
        struct buf text = {0};
        char room[128];
        assert_int_equal(pull_check(rows[i].json, strlen(rows[i].json), &raw, NULL), OK);
        pull_text(raw, &text);
        assert_string_equal(buf_text(&text), rows[i].text);
        assert_int_equal(pull_decode(raw, room), strlen(rows[i].text));
        assert_memory_equal(room, rows[i].text, strlen(rows[i].text));
        assert_true(pull_is_word(raw, rows[i].text));
        assert_false(pull_is(raw, rows[i].text, strlen(rows[i].text) + 1));
        for (size_t k = 0; k < i; k++) {
            struct raw other = {rows[k].json, strlen(rows[k].json)};
            int order = strcmp(rows[i].text, rows[k].text), said = pull_order(raw, other);
            assert_true((order < 0) == (said < 0) && (order > 0) == (said > 0));
            assert_false(pull_is_word(raw, rows[k].text));
        }
        buf_release(&text);
    }
    struct raw escaped = {"\"\\u0061b\"", 9}, plain = {"\"ab\"", 4};
    assert_int_equal(pull_order(escaped, plain), 0);
}

static void test_whole(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        enum whole whole;
        int64_t value;
    } rows[] = {
        {"0", WHOLE_OK, 0},
        {"-0", WHOLE_OK, 0},
        {"9223372036854775807", WHOLE_OK, INT64_MAX},
        {"-9223372036854775807", WHOLE_OK, -INT64_MAX},
        {"9223372036854775808", WHOLE_LARGE, 0},
        {"100000000000000000000000000000", WHOLE_LARGE, 0},
        {"1.0", WHOLE_NONE, 0},
        {"1e2", WHOLE_NONE, 0},
        {"true", WHOLE_NONE, 0},
        {"\"1\"", WHOLE_NONE, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t value = 0;
        struct raw raw = {rows[i].json, strlen(rows[i].json)};
        assert_int_equal(pull_whole(raw, &value), rows[i].whole);
        if (rows[i].whole == WHOLE_OK)
            assert_int_equal(value, rows[i].value);
    }
}

static void test_depth(void **state)
{
    (void)state;
    enum { DEEP = 1000000 };
    char *text = malloc(DEEP * 2);
    struct err err;
    struct raw value;
    assert_non_null(text);
    memset(text, '[', PULL_DEPTH);
    memset(text + PULL_DEPTH, ']', PULL_DEPTH);
    assert_true(is_well_formed(text, 2 * PULL_DEPTH));
    memset(text, '[', DEEP);
    memset(text + DEEP, ']', DEEP);
    assert_int_equal(pull_check(text, 2 * DEEP, &value, &err), FAULT_INPUT);
    assert_string_equal(err.text, "byte 64: nested too deep");
    free(text);
}

/* What the writers make is what every reader takes: quote, then let jansson and our own undo it. */
static void test_quote(void **state)
{
    (void)state;
    struct buf out = {0};
    json_quote(HARD_TEXT, sizeof HARD_TEXT - 1, &out);
    for (size_t i = 0; i < out.size; i++)
        assert_true((unsigned char)out.data[i] >= 0x20 && out.data[i] != 0x7f);
    assert_non_null(strstr(out.data, "\\u000d\\u000a"));
    assert_non_null(
        strstr(out.data,
               "\\u0009\\u0001\\u001b[31m\\u007f\\u009b\\u202e\\u2066\\u061c\\u2028\xe6\x9d\x91"));
    json_t *json = json_loadb(out.data, out.size, JSON_DECODE_ANY, NULL);
    assert_non_null(json);
    assert_string_equal(json_string_value(json), HARD_TEXT);
    json_decref(json);
    assert_true(pull_is_word((struct raw){out.data, out.size}, HARD_TEXT));
    buf_release(&out);
}

/* Every character there is: escaped exactly when the manual says so. */
static void test_escaped_characters(void **state)
{
    (void)state;
    struct buf out = {0};
    for (uint32_t c = 1; c < 0x110000; c++) {
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        char text[4];
        size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
        for (size_t i = n, rest = c; i--; rest >>= 6)
            text[i] = (char)(i ? 0x80 | (rest & 0x3f) : lead[n] | rest);
        bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200e ||
                       c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        buf_clear(&out);
        json_quote(text, n, &out);
        char expected[16];
        if (control)
            snprintf(expected, sizeof expected, "\"\\u%04x\"", (unsigned)c);
        else
            snprintf(expected, sizeof expected, "\"%s%.*s\"", c == '"' || c == '\\' ? "\\" : "",
                     (int)n, text);
        if (strcmp(out.data, expected) != 0)
            fail_msg("U+%04X is written as %s", (unsigned)c, out.data);
    }
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suite),
        cmocka_unit_test(test_against_jansson),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_quote),
        cmocka_unit_test(test_escaped_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
