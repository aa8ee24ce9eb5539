/* What was on screen, and letters found in a text. */
#include "testlib.h"

#include "../../src/workbench/find.h"
#include "../../src/workbench/internal.h"

static const char *written(const struct coverage *c, const struct article *article)
{
    static struct buf out;
    buf_clear(&out);
    coverage_write(c, article, &out);
    return buf_text(&out);
}

static void test_ranges_merge(void **state)
{
    (void)state;
    struct article *article = article_copy("0123456789012345678901234567890123456789", 40);
    struct coverage c = {0};
    coverage_add(&c, range_of(10, 20));
    coverage_add(&c, range_of(30, 35));
    coverage_add(&c, range_of(0, 5));
    coverage_add(&c, range_of(7, 7));
    assert_string_equal(written(&c, article), "0-5,10-20,30-35");
    coverage_add(&c, range_of(20, 22)); /* what touches is one */
    assert_string_equal(written(&c, article), "0-5,10-22,30-35");
    coverage_add(&c, range_of(4, 31));
    assert_string_equal(written(&c, article), "0-35");
    coverage_add(&c, range_of(1, 2));
    assert_string_equal(written(&c, article), "0-35");
    free(c.at);
    article_free(article);
}

/* Against a plain map of bytes. */
static void test_like_a_map_of_bytes(void **state)
{
    (void)state;
    enum { SIZE = 120 };
    char text[SIZE];
    memset(text, 'x', sizeof text);
    struct article *article = article_copy(text, SIZE);
    uint64_t seed = 11;
    for (int round = 0; round < 300; round++) {
        bool map[SIZE] = {false};
        struct coverage c = {0};
        for (int i = 0; i < 12; i++) {
            uint32_t from = (uint32_t)(test_random(&seed) % SIZE);
            uint32_t to = from + (uint32_t)(test_random(&seed) % (SIZE + 1 - from)) / 3;
            coverage_add(&c, range_of(from, to));
            memset(map + from, 1, to - from);
        }
        unsigned seen = 0;
        for (uint32_t b = 0; b < SIZE; b++) {
            struct range gap;
            seen += map[b];
            uint32_t g = b;
            while (g < SIZE && map[g])
                g++;
            uint32_t end = g;
            while (end < SIZE && !map[end])
                end++;
            assert_int_equal(coverage_gap(&c, pos_at(b), SIZE, &gap), g < SIZE);
            if (g < SIZE)
                assert_true(gap.start.byte == g && gap.end.byte == end);
        }
        assert_int_equal(coverage_permille(&c, SIZE), seen * 1000 / SIZE);
        struct coverage back = {0};
        struct buf out = {0};
        coverage_write(&c, article, &out);
        coverage_read(&back, buf_text(&out), article);
        assert_int_equal(back.n, c.n);
        assert_memory_equal(back.at, c.at, c.n * sizeof *c.at);
        buf_release(&out);
        free(c.at);
        free(back.at);
    }
    article_free(article);
}

static void test_code_points(void **state)
{
    (void)state;
    struct article *article = article_copy("港の町です", 15);
    struct coverage c = {0};
    coverage_read(&c, "1-3", article);
    assert_int_equal(c.n, 1);
    assert_true(range_equal(c.at[0], range_of(3, 9)));
    assert_int_equal(coverage_permille(&c, 15), 400);
    const char *const bad[] = {"", "x", "3-", "1-99", "5-2", "1-99999999999999999999", "-"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        coverage_read(&c, bad[i], article);
        assert_int_equal(c.n, 0);
    }
    coverage_read(&c, "0-1,zzz", article); /* what can be read is kept */
    assert_int_equal(c.n, 1);
    assert_int_equal(coverage_permille(&c, 0), 1000);
    free(c.at);
    article_free(article);
}

static void assert_found(const char *text, const char *words, bool exact, const char *expected)
{
    struct article *article = article_copy(text, strlen(text));
    struct pos end = pos_at(article_size(article)), at = pos_at(0);
    struct needle needle;
    struct range hit;
    char found[256] = "";
    assert_true(find_needle(&needle, words, strlen(words), exact));
    for (; find_next(article, &needle, at, end, &hit); at = hit.end)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%u-%u ", hit.start.byte, hit.end.byte);
    assert_string_equal(found, expected);
    char back[256] = "", one[32];
    for (at = end; find_prev(article, &needle, pos_at(0), at, &hit); at = hit.start) {
        snprintf(one, sizeof one, "%u-%u ", hit.start.byte, hit.end.byte);
        memmove(back + strlen(one), back, strlen(back) + 1);
        memcpy(back, one, strlen(one));
    }
    assert_string_equal(back, expected);
    article_free(article);
}

static void test_found(void **state)
{
    (void)state;
    assert_found("Oslo, oslo, OSLO", "oslo", false, "0-4 6-10 12-16 ");
    assert_found("Oslo, oslo, OSLO", "Oslo", true, "0-4 ");
    assert_found("Anna\nLind, Anna  \r\n Lind, AnnaLind", "Anna Lind", true, "0-9 11-24 ");
    assert_found("ÅNGSTRÖM ångström", "ångström", false, "0-10 11-21 ");
    assert_found("ΟΔΟΣ οδος", "οδος", false, "0-8 9-17 ");
    assert_found("МОСКВА и Москва", "москва", false, "0-12 16-28 ");
    assert_found("港と港町", "港", true, "0-3 6-9 ");
    assert_found("ＡＢＣ", "ａｂｃ", false, "0-9 ");
    assert_found("e e\xcc\x81 e", "e", true, "0-1 6-7 "); /* never a part of a cluster */
    assert_found("", "x", true, "");
    assert_found("ab", "abc", true, "");
}

/* Plain comparison at every place, for texts and needles of few letters. */
static void test_found_as_by_looking_everywhere(void **state)
{
    (void)state;
    static const char *const letters[] = {"a", "b", "A", " ", "\n", "é", "É", "港", "z", "1"};
    uint64_t seed = 3;
    size_t hits = 0;
    for (int round = 0; round < 4000; round++) {
        char text[128] = "", words[32] = "";
        for (uint64_t i = test_random(&seed) % 24; i > 0; i--)
            strcat(text, letters[test_random(&seed) % 10]);
        for (uint64_t i = 1 + test_random(&seed) % 3; i > 0; i--)
            strcat(words, letters[test_random(&seed) % 10]);
        if (strpbrk(words, " \n"))
            continue; /* runs of white space have a test of their own */
        struct article *article = article_copy(text, strlen(text));
        struct pos at = pos_at(0), end = pos_at(article_size(article));
        struct needle needle;
        struct range hit;
        assert_true(find_needle(&needle, words, strlen(words), true));
        for (const char *look = text; (look = strstr(look, words)) != NULL; look += strlen(words)) {
            assert_true(find_next(article, &needle, at, end, &hit));
            assert_int_equal(hit.start.byte, look - text);
            at = hit.end;
            hits++;
        }
        assert_false(find_next(article, &needle, at, end, &hit));
        article_free(article);
    }
    assert_true(hits > 500);
}

static void test_needles(void **state)
{
    (void)state;
    struct needle needle;
    char long_one[2 * NEEDLE_MAX];
    memset(long_one, 'a', sizeof long_one);
    assert_false(find_needle(&needle, "", 0, true));
    assert_true(find_needle(&needle, long_one, NEEDLE_MAX, true));
    assert_false(find_needle(&needle, long_one, NEEDLE_MAX + 1, true));
    assert_true(find_has_capital("oslO"));
    assert_true(find_has_capital("Östersund"));
    assert_false(find_has_capital("oslo åäö ς 港 7"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges_merge), cmocka_unit_test(test_like_a_map_of_bytes),
        cmocka_unit_test(test_code_points),  cmocka_unit_test(test_found),
        cmocka_unit_test(test_found_as_by_looking_everywhere),
        cmocka_unit_test(test_needles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
