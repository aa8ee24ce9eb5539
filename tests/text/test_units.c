/* Units against loops that count one byte after the other. */
#include "sample.h"

#include "manicule/text/units.h"

static bool starts(uint8_t byte)
{
    return (byte & 0xc0) != 0x80;
}

/* Checks every place of the article, characters' inner bytes apart. */
static void check_all(const struct article *article)
{
    const uint8_t *bytes = article_bytes(article);
    uint32_t size = article_size(article), chars = 0, utf16 = 0, line = 0, column = 0;
    struct pos back;
    for (uint32_t at = 0; at <= size; at++) {
        if (at < size && !starts(bytes[at])) {
            assert_false(article_from_unit(article, at, UNIT_UTF8, &back));
            continue;
        }
        assert_int_equal(article_codepoint(article, pos_at(at)), chars);
        assert_int_equal(article_codepoints_in(article, range_of(0, at)), chars);
        assert_int_equal(article_codepoints_in(article, range_of(at, size)),
                         article_codepoints(article) - chars);
        assert_int_equal(article_utf16(article, pos_at(at)), utf16);
        assert_int_equal(article_line_number(article, pos_at(at)), line);
        assert_int_equal(article_column(article, pos_at(at)), column);
        assert_int_equal(article_unit(article, pos_at(at), UNIT_UTF8), at);
        assert_true(article_from_codepoint(article, chars, &back));
        assert_int_equal(back.byte, at);
        assert_true(article_from_unit(article, utf16, UNIT_UTF16, &back));
        assert_int_equal(back.byte, at);
        assert_true(article_from_unit(article, at, UNIT_UTF8, &back));
        if (column == 0) {
            assert_true(article_line_start(article, line, &back));
            assert_int_equal(back.byte, at);
        }
        if (at == size)
            break;
        if (bytes[at] >= 0xf0) {
            utf16++;
            assert_false(article_from_unit(article, utf16, UNIT_UTF16, &back));
        }
        utf16++;
        chars++;
        column++;
        if (bytes[at] == '\n') {
            line++;
            column = 0;
        }
    }
    assert_int_equal(article_codepoints(article), chars);
    assert_int_equal(article_lines(article), line + (size == 0 || bytes[size - 1] != '\n'));
    assert_false(article_from_codepoint(article, chars + 1, &back));
    assert_false(article_from_unit(article, utf16 + 1, UNIT_UTF16, &back));
    assert_false(article_from_unit(article, size + 1, UNIT_UTF8, &back));
    assert_false(article_line_start(article, line + 1, &back));
}

static void test_small(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "\n", "a", "a\n", "\r\n\r\n", "é漢👍\n👍x", "no end", "\n\n\n\n", "x\r\ny\rz\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct article *article = sample(texts[i]);
        check_all(article);
        article_free(article);
    }
}

static void test_random_text(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 6; i++) {
        struct article *article = random_article(&seed, 2000 + (size_t)i * 1700);
        check_all(article);
        article_free(article);
        article = random_points(&seed, 5000);
        check_all(article);
        article_free(article);
    }
}

static void test_files(void **state)
{
    (void)state;
    static const char *const files[] = {
        "article/000_3cc6656b1ccfc32d.txt",
        "news-pud/ar.txt",
        "news-pud/hi.txt",
        "news-pud/ja.txt",
        "news-pud/th.txt",
        "news-pud/de.txt",
    };
    if (!testdata(""))
        skip();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct article *whole = sample_file(files[i]);
        uint32_t size = article_size(whole) < 20000 ? article_size(whole) : 20000;
        while (size < article_size(whole) && !starts(article_bytes(whole)[size]))
            size++;
        struct article *article = article_copy(article_bytes(whole), size);
        check_all(article);
        article_free(article);
        article_free(whole);
    }
}

/* From the end first: the index is extended on the way, and long lines have no newline near. */
static void test_long_line(void **state)
{
    (void)state;
    enum { SIZE = 3000000 };
    uint8_t *bytes = malloc(SIZE);
    assert_non_null(bytes);
    memset(bytes, 'x', SIZE);
    bytes[9] = bytes[SIZE - 10] = '\n';
    struct article *article = article_take(bytes, SIZE);
    assert_int_equal(article_line_number(article, pos_at(SIZE)), 2);
    assert_int_equal(article_column(article, pos_at(SIZE)), 9);
    struct range line = article_line(article, pos_at(SIZE / 2));
    assert_int_equal(line.start.byte, 10);
    assert_int_equal(line.end.byte, SIZE - 9);
    assert_int_equal(article_column(article, pos_at(SIZE / 2)), SIZE / 2 - 10);
    assert_int_equal(article_line_text(article, pos_at(SIZE / 2)).end.byte, SIZE - 10);
    article_free(article);
}

static void test_names(void **state)
{
    (void)state;
    enum unit unit;
    for (enum unit u = UNIT_CODEPOINT; u <= UNIT_UTF16; u++) {
        assert_true(unit_parse(unit_name(u), &unit));
        assert_int_equal(unit, u);
    }
    assert_false(unit_parse("bytes", &unit));
    assert_false(unit_parse("", &unit));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small), cmocka_unit_test(test_random_text),
        cmocka_unit_test(test_files), cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("units", tests, NULL, NULL);
}
