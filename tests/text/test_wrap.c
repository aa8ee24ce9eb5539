/* Rows: they partition the article, none is wider than the window, and a place has the same row
 * from whichever side it was reached. */
#include "sample.h"

#include "manicule/text/units.h"
#include "manicule/text/wrap.h"

/* "aaa |bbb" is the text "aaa bbb" with rows "aaa " and "bbb" at 8 columns. */
static void check_pattern(const char *pattern)
{
    char *text = malloc(strlen(pattern) + 1);
    uint32_t ends[64], n = 0, size = 0;
    assert_non_null(text);
    for (const char *p = pattern; *p; p++) {
        if (*p == '|')
            ends[n++] = size;
        else
            text[size++] = *p;
    }
    ends[n++] = size;
    struct article *article = article_copy(text, size);
    struct wrap *wrap = wrap_new(article, 8, NULL);
    uint32_t start = 0;
    for (uint32_t i = 0; i < n; start = ends[i++]) {
        struct range row = wrap_row(wrap, pos_at(start));
        if (row.start.byte != start || row.end.byte != ends[i])
            fail_msg("%s: row %u is %u-%u", pattern, i, row.start.byte, row.end.byte);
    }
    wrap_free(wrap);
    article_free(article);
    free(text);
}

static void test_patterns(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "",
        "short",
        "12345678",
        "12345678|9",
        "aaa bbb |ccc",
        "aaaa bbb    |ccc",          /* spaces hang over the end */
        "12345678    \n|x",
        "12345678\n|",               /* the row behind a closing newline */
        "\n|\n|",
        "a\r\n|b\r\n|",
        "abc def-|ghi",
        "in the |U.S. and |e.g. it",  /* LB29: not behind the inner stops */
        "b 865.<> |xx",
        "漢字漢字|漢字",
        "漢字漢|字。漢字|漢",         /* no row starts with 。 */
        "漢字漢|「字」漢|字漢",       /* none ends with 「 */
        "かきく|きゃかき|く",         /* nor starts with a small kana */
        "かきく|けーかき|く",
        "かきく　　|けこ",
        "abc\t|defg",
        "abcdefg\t|h",
        "x\ry",
        "\xe2\x80\xaexy|z",          /* <202E>xy: eight columns */
        "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81zz\xcc\x81yyy|yy",
        "🇯🇵🇯🇵🇯🇵🇯🇵|🇯🇵",
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        check_pattern(patterns[i]);
}

static bool hanging(const uint8_t *p, size_t n)
{
    return (n == 1 && (*p == ' ' || *p == '\t')) || (n == 3 && memcmp(p, "　", 3) == 0);
}

/* All rows, forwards; returns their number. */
static size_t check_rows(const struct article *article, unsigned columns,
                         const struct widths *widths)
{
    struct wrap *wrap = wrap_new(article, columns, widths);
    struct wrap *other = wrap_new(article, 40, widths);
    const uint8_t *bytes = article_bytes(article);
    uint32_t size = article_size(article), expected = 0;
    size_t n = 0;
    wrap_resize(other, columns); /* asked at random places, before it saw the others */
    uint64_t seed = columns;
    for (struct range row = wrap_row(wrap, pos_at(0));; n++) {
        unsigned column = 0, clusters = 0;
        assert_int_equal(row.start.byte, expected);
        assert_true(range_size(row) > 0 || row.start.byte == size);
        for (uint32_t at = row.start.byte; at < row.end.byte; clusters++) {
            assert_true(article_is_boundary(article, pos_at(at)));
            if (columns < 1000)
                assert_int_equal(wrap_column(wrap, row, pos_at(at)), column);
            uint32_t next = article_next(article, pos_at(at)).byte;
            unsigned width = glyph_width(bytes + at, next - at, column, widths);
            if (column + width > columns && hanging(bytes + at, next - at)) {
                width = column < columns ? columns - column : 0;
            } else if (width > 0) {
                assert_true(column + width <= columns || clusters == 0);
            }
            if (width > 0 && column < columns && columns < 1000) {
                struct pos found = wrap_at_column(wrap, row, column);
                assert_int_equal(found.byte, at);
                found = wrap_at_column(wrap, row, column + width - 1);
                assert_int_equal(found.byte, at);
            }
            if (bytes[next - 1] == '\n')
                assert_int_equal(next, row.end.byte);
            column += width;
            at = next;
            assert_true(at <= row.end.byte);
        }
        uint32_t probe = row.start.byte;
        if (!range_empty(row))
            probe += (uint32_t)(test_random(&seed) % range_size(row));
        assert_true(range_equal(wrap_row(other, pos_at(probe)), row));
        struct pos last = wrap_at_column(wrap, row, 100000);
        if (range_empty(row))
            assert_int_equal(last.byte, row.start.byte);
        else
            assert_int_equal(article_next(article, last).byte, row.end.byte);
        expected = row.end.byte;
        struct range next, back;
        bool more = wrap_row_next(wrap, row, &next);
        assert_int_equal(more, row.end.byte < size ||
                                   (!range_empty(row) && size > 0 && bytes[size - 1] == '\n'));
        if (!more)
            break;
        assert_true(wrap_row_prev(wrap, next, &back));
        assert_true(range_equal(back, row));
        row = next;
    }
    assert_int_equal(expected, size);
    assert_true(range_equal(wrap_row(wrap, pos_at(size)), wrap_row(other, pos_at(size))));
    struct range first = wrap_row(wrap, pos_at(0)), none;
    assert_false(wrap_row_prev(wrap, first, &none));
    wrap_free(wrap);
    wrap_free(other);
    return n + 1;
}

static void test_random_text(void **state)
{
    (void)state;
    static const struct widths wide = {.ambiguous = 2, .new_emoji = true};
    uint64_t seed = 17;
    for (unsigned i = 0; i < 10; i++) {
        struct article *article = random_article(&seed, 2 + i * 2000);
        check_rows(article, 8 + i * 13, NULL);
        check_rows(article, 8 + i, &wide);
        article_free(article);
        article = random_points(&seed, 2 + i * 3000);
        check_rows(article, 20 + i, NULL);
        article_free(article);
    }
}

static void test_files(void **state)
{
    (void)state;
    static const char *const files[] = {
        "article/000_3cc6656b1ccfc32d.txt", "news-pud/ja.txt", "news-pud/zh.txt", "news-pud/th.txt",
        "news-pud/hi.txt", "news-pud/ar.txt", "news-pud/ko.txt", "news-pud/de.txt",
        "naughty/blns.txt",
    };
    if (!testdata(""))
        skip();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct article *article = sample_file(files[i]);
        size_t lines = article_lines(article), wide = check_rows(article, 1000000, NULL);
        size_t narrow = check_rows(article, 60, NULL), least = check_rows(article, 8, NULL);
        bool closed = article_bytes(article)[article_size(article) - 1] == '\n';
        assert_int_equal(wide, lines + closed);
        assert_true(narrow >= wide && least > narrow);
        article_free(article);
    }
}

/* A line over many windows: its windows are cut behind spaces, and lines up to the limit are not
 * cut at all. */
static void test_long_lines(void **state)
{
    (void)state;
    enum { LINE = WRAP_WINDOW, COUNT = 5, LONG = 10 * WRAP_WINDOW };
    uint8_t *text = malloc(COUNT * LINE + LONG + 1);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT * LINE + LONG; i++)
        text[i] = i % 9 == 8 ? ' ' : 'w';
    for (size_t i = 1; i <= COUNT; i++)
        text[i * LINE - 1] = '\n';
    struct article *article = article_take(text, COUNT * LINE + LONG);
    struct wrap *wrap = wrap_new(article, 79, NULL);
    struct range row = wrap_row(wrap, pos_at(0)), next;
    size_t short_rows = 0;
    while (wrap_row_next(wrap, row, &next)) {
        uint8_t last = article_bytes(article)[row.end.byte - 1];
        assert_true(last == ' ' || last == '\n');
        short_rows += last == ' ' && range_size(row) < 68;
        if (row.end.byte <= COUNT * LINE)
            assert_int_equal(short_rows, 0);
        row = next;
    }
    assert_in_range(short_rows, 1, (LONG / WRAP_WINDOW + 1) * 8); /* windows of 8 kB */
    wrap_free(wrap);
    check_rows(article, 50, NULL);
    article_free(article);
}

static void test_one_cluster(void **state)
{
    (void)state;
    enum { MARKS = 100000 };
    uint8_t *text = malloc(2 * MARKS + 3);
    assert_non_null(text);
    memcpy(text, "a", 1);
    for (size_t i = 0; i < MARKS; i++)
        memcpy(text + 1 + 2 * i, "\xcc\x81", 2);
    memcpy(text + 1 + 2 * MARKS, "b\n", 2);
    struct article *article = article_take(text, 2 * MARKS + 3);
    assert_int_equal(check_rows(article, 8, NULL), 2);
    assert_int_equal(check_rows(article, 80, NULL), 2);
    article_free(article);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),   cmocka_unit_test(test_random_text),
        cmocka_unit_test(test_files),      cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_one_cluster),
    };
    return cmocka_run_group_tests_name("wrap", tests, NULL, NULL);
}
