/* Any bytes as one line of safe text. */
#include "sample.h"

#include <unictype.h>
#include <unistr.h>

#include "manicule/base/buf.h"
#include "manicule/text/glyph.h"

static void test_rows(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
        size_t n;
        unsigned width;
    } rows[] = {
        {"plain", "plain", 5, 5},
        {"a\nb\r\nc\rd", "a⏎b⏎c^Md", 8, 8},
        {"tab\there", "tab here", 8, 8},
        {"\x1b[31mred", "^[[31mred", 8, 9},
        {"\xff\xfe", "<FF><FE>", 2, 8},
        {"a\xc3", "a<C3>", 2, 5},
        {"\xed\xa0\x80x", "<ED><A0><80>x", 4, 13},
        {"x\xe2\x80\xaey", "x<202E>y", 5, 8},
        {"e\xcc\x81", "é", 3, 1},
        {"\xcc\x81 alone", "◌\xcc\x81 alone", 8, 7},
        {"漢字", "漢字", 6, 4},
        {"\0end", "^@end", 4, 5},
        {"", "", 0, 0},
    };
    struct buf out = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_clear(&out);
        assert_int_equal(plain_text(rows[i].in, rows[i].n, 0, NULL, &out), rows[i].n);
        assert_string_equal(buf_text(&out), rows[i].out);
        assert_int_equal(plain_width(rows[i].in, rows[i].n, NULL), rows[i].width);
    }
    buf_release(&out);
}

static void test_columns(void **state)
{
    (void)state;
    struct buf out = {0};
    assert_int_equal(plain_text("漢字a", 7, 3, NULL, &out), 3);
    assert_string_equal(buf_text(&out), "漢");
    buf_clear(&out);
    assert_int_equal(plain_text("ab\x1b", 3, 3, NULL, &out), 2);
    assert_string_equal(buf_text(&out), "ab");
    buf_clear(&out);
    assert_int_equal(plain_text("\xff", 1, 3, NULL, &out), 0);
    assert_int_equal(out.size, 0);
    buf_release(&out);
}

/* What comes out is UTF-8 that a terminal draws column by column, and safe text stays itself. */
static void check_safe(const struct buf *out, unsigned columns)
{
    const uint8_t *text = (const uint8_t *)buf_text(out);
    unsigned width = 0;
    assert_true(text_check(text, out->size, NULL));
    for (size_t i = 0; i < out->size;) {
        ucs4_t c;
        i += (size_t)u8_mbtouc(&c, text + i, out->size - i);
        assert_true(c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0));
        assert_false(uc_is_property_bidi_control(c));
        assert_false(uc_is_property_default_ignorable_code_point(c));
        assert_false(
            uc_is_general_category_withtable(c, UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Zl |
                                                    UC_CATEGORY_MASK_Zp));
        int one = glyph_char_width(c, NULL);
        assert_true(one >= 0);
        width += (unsigned)one;
    }
    if (columns > 0)
        assert_true(width <= columns);
}

/* The pieces partition the input: taking what fits again and again gives the whole. */
static void check_bytes(const void *bytes, size_t n)
{
    struct buf whole = {0}, piece = {0};
    assert_int_equal(plain_text(bytes, n, 0, NULL, &whole), n);
    check_safe(&whole, 0);
    unsigned width = plain_width(bytes, n, NULL), sum = 0;
    for (size_t i = 0; i < n;) {
        buf_clear(&piece);
        size_t took = plain_text((const char *)bytes + i, n - i, 40, NULL, &piece);
        assert_in_range(took, 1, n - i);
        check_safe(&piece, 40);
        sum += plain_width((const char *)bytes + i, took, NULL);
        i += took;
    }
    if (n <= 512)
        assert_int_equal(sum, width);
    buf_release(&whole);
    buf_release(&piece);
}

static void test_random_bytes(void **state)
{
    (void)state;
    uint64_t seed = 99;
    for (int i = 0; i < 3000; i++) {
        uint8_t bytes[700];
        size_t n = test_random(&seed) % sizeof bytes;
        bool high = i % 2;
        for (size_t k = 0; k < n; k++)
            bytes[k] = (uint8_t)(test_random(&seed) | (high ? 0x80 : 0));
        check_bytes(bytes, n);
    }
}

/* What is shown as itself keeps its bytes, a family its members; the rest is as inert as ever. */
static void test_exact(void **state)
{
    (void)state;
    static const struct {
        const char *text, *exact;
    } rows[] = {
        {"Hi \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7!",
         "Hi \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7!"},
        {"e\xcc\x81\xe2\x9d\xa4\xef\xb8\x8f", "e\xcc\x81\xe2\x9d\xa4\xef\xb8\x8f"},
        {"a\xe2\x80\xae" "b\033[31m\xe2\x80\x8d", "a<202E>b^[[31m<200D>"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = {0};
        plain_exact(rows[i].text, strlen(rows[i].text), &out);
        assert_string_equal(buf_text(&out), rows[i].exact);
        buf_release(&out);
    }
}

static void test_random_characters(void **state)
{
    (void)state;
    uint64_t seed = 98;
    for (int i = 0; i < 300; i++) {
        size_t n;
        char *text = random_text(&seed, test_random(&seed) % 900, &n);
        for (int k = 0; n > 0 && i % 3 == 0 && k < 5; k++)
            text[test_random(&seed) % n] ^= (char)(1 << test_random(&seed) % 8);
        check_bytes(text, n);
        free(text);
    }
}

static void test_naughty(void **state)
{
    (void)state;
    const char *path = testdata("naughty/blns.txt");
    size_t n;
    if (!path)
        skip();
    uint8_t *bytes = read_file(path, &n);
    size_t lines = 0;
    for (size_t i = 0, end; i < n; i = end + 1, lines++) {
        for (end = i; end < n && bytes[end] != '\n'; end++)
            continue;
        check_bytes(bytes + i, end - i);
    }
    assert_true(lines > 400);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),         cmocka_unit_test(test_columns),
        cmocka_unit_test(test_random_bytes), cmocka_unit_test(test_random_characters),
        cmocka_unit_test(test_naughty),      cmocka_unit_test(test_exact),
    };
    return cmocka_run_group_tests_name("plain", tests, NULL, NULL);
}
