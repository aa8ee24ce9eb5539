/* Checking bytes; lines, paragraphs and clusters against slow and simple loops. */
#include "sample.h"

#include <unigbrk.h>

#include "manicule/text/units.h"

static void test_check(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n, bad;
    } wrong[] = {
        {"ab\xff", 3, 2},     {"a\0b", 3, 1},         {"\xc0\x80", 2, 0}, {"ok\xed\xa0\x80", 5, 2},
        {"x\xe3\x81", 3, 1},  {"\xf4\x90\x80\x80", 4, 0}, {"a\0\xff", 3, 1},  {"\xff\0", 2, 0},
        {"漢\xe6\xbc", 5, 3}, {"", 1, 0},
    };
    size_t bad;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        bad = 99;
        assert_false(text_check((const uint8_t *)wrong[i].bytes, wrong[i].n, &bad));
        assert_int_equal(bad, wrong[i].bad);
    }
    assert_false(text_check((const uint8_t *)"\xff", 1, NULL));
    assert_true(text_check((const uint8_t *)"\xef\xbb\xbf漢👍\r\n", 12, &bad));
    assert_true(text_check(NULL, 0, &bad));
}

static void assert_range(struct range range, uint32_t start, uint32_t end)
{
    assert_int_equal(range.start.byte, start);
    assert_int_equal(range.end.byte, end);
}

static void test_empty(void **state)
{
    (void)state;
    struct article *article = sample("");
    struct pos zero = pos_at(0);
    struct range none = range_of(0, 0);
    assert_int_equal(article_size(article), 0);
    assert_range(article_line(article, zero), 0, 0);
    assert_range(article_paragraph(article, zero), 0, 0);
    assert_range(article_paragraph_next(article, none), 0, 0);
    assert_range(article_paragraph_prev(article, none), 0, 0);
    assert_range(article_word(article, zero), 0, 0);
    assert_range(article_sentence(article, zero), 0, 0);
    assert_true(article_is_boundary(article, zero));
    assert_int_equal(article_next(article, zero).byte, 0);
    assert_int_equal(article_prev(article, zero).byte, 0);
    assert_int_equal(article_word_next(article, zero).byte, 0);
    assert_int_equal(article_word_prev(article, zero).byte, 0);
    assert_int_equal(article_word_end(article, zero).byte, 0);
    assert_int_equal(article_sentence_next(article, zero).byte, 0);
    assert_int_equal(article_sentence_prev(article, zero).byte, 0);
    assert_int_equal(article_lines(article), 1);
    article_free(article);
    article_free(NULL);
}

static void test_lines(void **state)
{
    (void)state;
    struct article *article = sample("one\r\n\rtwo\n\nend");
    assert_range(article_line(article, pos_at(0)), 0, 5);
    assert_range(article_line_text(article, pos_at(4)), 0, 3);
    assert_range(article_line_text(article, pos_at(5)), 5, 9); /* a lone CR belongs to its line */
    assert_range(article_line(article, pos_at(10)), 10, 11);
    assert_range(article_line_text(article, pos_at(10)), 10, 10);
    assert_range(article_line(article, pos_at(14)), 11, 14);
    assert_range(article_line(article, pos_at(4000)), 11, 14);
    article_free(article);
    article = sample("a\n");
    assert_int_equal(article_lines(article), 1);
    assert_range(article_line(article, pos_at(2)), 2, 2);
    article_free(article);
}

/* Every line that a naive scan finds, asked for from each of its bytes. */
static void test_lines_random(void **state)
{
    (void)state;
    uint64_t seed = 3;
    struct article *article = random_article(&seed, 6000);
    const uint8_t *bytes = article_bytes(article);
    uint32_t size = article_size(article), start = 0;
    while (start < size) {
        uint32_t end = start;
        while (end < size && bytes[end] != '\n')
            end++;
        end += end < size;
        for (uint32_t at = start; at < end; at++)
            assert_range(article_line(article, pos_at(at)), start, end);
        start = end;
    }
    article_free(article);
}

static void test_paragraphs(void **state)
{
    (void)state;
    struct article *article = sample("\n one\ntwo\n \t\n　\nthree\r\nfour\r\n\r\nlast\n");
    /*                                0  1    6   10  13 17     24    30   32   36 */
    assert_range(article_paragraph(article, pos_at(0)), 0, 0);
    assert_range(article_paragraph(article, pos_at(3)), 1, 9);
    assert_range(article_paragraph(article, pos_at(9)), 1, 9);
    assert_range(article_paragraph(article, pos_at(11)), 10, 10);
    assert_range(article_paragraph(article, pos_at(20)), 17, 28);
    struct range range = article_paragraph_next(article, range_of(0, 0));
    assert_range(range, 1, 9);
    range = article_paragraph_next(article, range);
    assert_range(range, 17, 28);
    range = article_paragraph_next(article, range);
    assert_range(range, 32, 36);
    assert_range(article_paragraph_next(article, range), 37, 37);
    range = article_paragraph_prev(article, range);
    assert_range(range, 17, 28);
    range = article_paragraph_prev(article, range);
    assert_range(range, 1, 9);
    assert_range(article_paragraph_prev(article, range), 0, 0);
    assert_range(article_paragraph_prev(article, range_of(37, 37)), 32, 36);
    article_free(article);
}

static void test_paragraphs_without_blank_lines(void **state)
{
    (void)state;
    struct article *article = sample("one\ntwo \r\nthree\n");
    assert_range(article_paragraph(article, pos_at(1)), 0, 3);
    assert_range(article_paragraph(article, pos_at(4)), 4, 8);
    struct range range = article_paragraph_next(article, range_of(4, 8));
    assert_range(range, 10, 15);
    assert_range(article_paragraph_next(article, range), 16, 16);
    assert_range(article_paragraph_prev(article, range), 4, 8);
    article_free(article);
}

static bool blank(const uint8_t *p, const uint8_t *end)
{
    bool any = p < end;
    while (p < end && (*p == ' ' || *p == '\t' || (end - p > 2 && memcmp(p, "　", 3) == 0)))
        p += *p == 0xe3 ? 3 : 1;
    return any && (p == end || *p == '\n' || (*p == '\r' && end - p > 1 && p[1] == '\n'));
}

/* Walks forwards and backwards and compares with a scan of all lines. */
static void check_paragraphs(const struct article *article)
{
    const uint8_t *bytes = article_bytes(article), *end = bytes + article_size(article);
    enum { MOST = 20000 };
    static struct range found[MOST];
    size_t n = 0;
    bool open = false, any = false;
    for (uint32_t at = 0; at < article_size(article); at = article_line(article, pos_at(at)).end.byte)
        any |= blank(bytes + at, end);
    for (uint32_t at = 0; at < article_size(article);) {
        struct range text = article_line_text(article, pos_at(at));
        if (any && blank(bytes + at, end)) {
            open = false;
        } else if (any && open) {
            found[n - 1].end = text.end;
        } else {
            assert_true(n < MOST);
            found[n++] = text;
            open = true;
        }
        at = article_line(article, pos_at(at)).end.byte;
    }
    assert_true(n > 0);
    struct range range = article_paragraph(article, found[0].start);
    for (size_t i = 0; i < n; i++) {
        assert_true(range_equal(range, found[i]));
        assert_true(range_equal(article_paragraph(article, range.start), range));
        range = article_paragraph_next(article, range);
    }
    assert_true(range_empty(range));
    range = range_of(article_size(article), article_size(article));
    for (size_t i = n; i-- > 0;) {
        struct range before = article_paragraph_prev(article, range);
        if (i + 1 == n && !range_equal(before, found[i])) /* the end is on the last paragraph itself */
            before = article_paragraph(article, range.start);
        assert_true(range_equal(before, found[i]));
        range = before;
    }
    assert_true(range_empty(article_paragraph_prev(article, range)));
}

static void test_paragraphs_random(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int i = 0; i < 20; i++) {
        struct article *article = random_article(&seed, 10 + (size_t)i * 500);
        check_paragraphs(article);
        article_free(article);
    }
}

/* Clusters over the whole text at once, against the article's windows. */
static void check_clusters(const struct article *article)
{
    uint32_t size = article_size(article);
    char *marks = malloc(size + 1u);
    assert_non_null(marks);
    u8_grapheme_breaks(article_bytes(article), size, marks);
    marks[0] = marks[size] = 1;
    for (uint32_t at = 0; at <= size; at++)
        assert_int_equal(article_is_boundary(article, pos_at(at)), marks[at] != 0);
    uint32_t last = 0;
    for (uint32_t at = 1; at <= size; at++) {
        if (at < size)
            assert_int_equal(article_snap(article, pos_at(at)).byte, marks[at] ? at : last);
        assert_int_equal(article_prev(article, pos_at(at)).byte, last);
        if (marks[at]) {
            assert_int_equal(article_next(article, pos_at(last)).byte, at);
            assert_int_equal(article_next(article, pos_at(at - 1)).byte, at);
            last = at;
        }
    }
    assert_int_equal(article_next(article, pos_at(size)).byte, size);
    /* The same places in any order, from an article that has not been walked through. */
    struct article *fresh = article_copy(article_bytes(article), size);
    uint64_t seed = size;
    for (uint32_t i = 0; i < 3000; i++) {
        uint32_t at = (uint32_t)(test_random(&seed) % (size + 1u));
        assert_int_equal(article_is_boundary(fresh, pos_at(at)), marks[at] != 0);
        assert_int_equal(article_snap(fresh, pos_at(at)).byte, article_snap(article, pos_at(at)).byte);
    }
    article_free(fresh);
    free(marks);
}

static void test_clusters_random(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int i = 0; i < 8; i++) {
        struct article *article = random_article(&seed, 1 + (size_t)i * 9000);
        check_clusters(article);
        article_free(article);
        article = random_points(&seed, 1 + (size_t)i * 7000);
        check_clusters(article);
        article_free(article);
    }
}

static void test_clusters_files(void **state)
{
    (void)state;
    static const char *const files[] = {
        "article/000_3cc6656b1ccfc32d.txt", "news-pud/hi.txt", "news-pud/ko.txt", "news-pud/th.txt",
        "naughty/blns.txt", "unicode/GraphemeBreakTest-14.0.0.txt",
    };
    if (!testdata(""))
        skip();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct article *article = sample_file(files[i]);
        check_clusters(article);
        article_free(article);
    }
}

/* One cluster of 200 kB, and one over several windows: flags without a place to cut. */
static void test_long_clusters(void **state)
{
    (void)state;
    enum { MARKS = 100000, FLAGS = 9000 };
    char *text = malloc(8 * FLAGS + 2 * MARKS + 4);
    assert_non_null(text);
    size_t n = 0;
    text[n++] = 'a';
    for (int i = 0; i < MARKS; i++, n += 2)
        memcpy(text + n, "\xcc\x81", 2);
    text[n++] = 'b';
    for (int i = 0; i < FLAGS; i++, n += 8)
        memcpy(text + n, "🇯🇵", 8);
    struct article *article = article_take((uint8_t *)text, n);
    assert_int_equal(article_next(article, pos_at(0)).byte, 1 + 2 * MARKS);
    assert_int_equal(article_next(article, pos_at(MARKS)).byte, 1 + 2 * MARKS);
    assert_int_equal(article_prev(article, pos_at(1 + 2 * MARKS)).byte, 0);
    assert_int_equal(article_snap(article, pos_at(2 * MARKS)).byte, 0);
    uint32_t flags = 2 + 2 * MARKS, middle = flags + 8 * (FLAGS / 2);
    assert_int_equal(article_prev(article, pos_at((uint32_t)n)).byte, n - 8);
    assert_true(article_is_boundary(article, pos_at(middle)));
    assert_false(article_is_boundary(article, pos_at(middle + 4)));
    assert_int_equal(article_next(article, pos_at(middle)).byte, middle + 8);
    check_clusters(article);
    article_free(article);
}

/* The points of the grid fall on every byte of a flag, of an emoji sequence and of an accent. */
static void test_cuts(void **state)
{
    (void)state;
    static const char *const pieces[] = {"🇯🇵",  "👩\xe2\x80\x8d🚀", "e\xcc\x81",
                                         "각",  "क्",                 "\r\n",
                                         "\xe0\xb5\x8ez" /* a prepended sign */};
    enum { TIMES = 5000 };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t each = strlen(pieces[i]);
        for (size_t shift = 0; shift < each; shift++) {
            size_t n = shift;
            char *text = malloc(shift + each * TIMES);
            assert_non_null(text);
            memset(text, 'x', shift);
            for (int k = 0; k < TIMES; k++, n += each)
                memcpy(text + n, pieces[i], each);
            struct article *article = article_take((uint8_t *)text, n);
            for (size_t at = n; at > shift; at -= each) {
                struct pos before = article_prev(article, pos_at((uint32_t)at));
                assert_int_equal(before.byte, at - each);
            }
            if (n < 40000)
                check_clusters(article);
            article_free(article);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_lines_random),
        cmocka_unit_test(test_paragraphs),
        cmocka_unit_test(test_paragraphs_without_blank_lines),
        cmocka_unit_test(test_paragraphs_random),
        cmocka_unit_test(test_clusters_random),
        cmocka_unit_test(test_clusters_files),
        cmocka_unit_test(test_long_clusters),
        cmocka_unit_test(test_cuts),
    };
    return cmocka_run_group_tests_name("article", tests, NULL, NULL);
}
