/* Words and sentences. A text is written with its words (or sentences) in square brackets. */
#include "sample.h"

#include "manicule/text/units.h"

enum { MOST = 64 };

struct marked {
    struct article *article;
    struct range at[MOST];
    size_t n;
};

/* "[one] [two]." is the text "one two." with two ranges. */
static struct marked marked(const char *pattern)
{
    struct marked out = {0};
    char *text = malloc(strlen(pattern) + 1);
    uint32_t n = 0;
    assert_non_null(text);
    for (const char *p = pattern; *p; p++) {
        if (*p == '[')
            out.at[out.n].start.byte = n;
        else if (*p == ']')
            out.at[out.n++].end.byte = n;
        else
            text[n++] = *p;
    }
    out.article = article_copy(text, n);
    free(text);
    return out;
}

static void check_words(const char *pattern)
{
    struct marked m = marked(pattern);
    const struct article *a = m.article;
    uint32_t size = article_size(a), next = 0, end = 0;
    for (uint32_t at = 0; at <= size; at++) {
        while (next < m.n && m.at[next].start.byte <= at)
            next++;
        assert_int_equal(article_word_next(a, pos_at(at)).byte,
                         next < m.n ? m.at[next].start.byte : size);
        uint32_t before = next;
        while (before > 0 && m.at[before - 1].start.byte >= at)
            before--;
        assert_int_equal(article_word_prev(a, pos_at(at)).byte,
                         before > 0 ? m.at[before - 1].start.byte : 0);
        while (end < m.n && article_prev(a, m.at[end].end).byte <= at)
            end++;
        assert_int_equal(article_word_end(a, pos_at(at)).byte,
                         end < m.n ? article_prev(a, m.at[end].end).byte : size);
        struct range word = article_word(a, pos_at(at));
        bool inside = next > 0 && range_has(m.at[next - 1], pos_at(at));
        assert_true(inside ? range_equal(word, m.at[next - 1]) : range_empty(word));
    }
    article_free(m.article);
}

static void test_words(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "[The] [mayor's] [2.5] [million], [he] [said].",
        "  ([x_1])  --  [don’t] \n\n[stop]",
        "[e\xcc\x81tude] [café]\r\n[Ünal]",
        "... !?",
        "[Привет], [мир]! [שלום]",
        "[서울에서] [만났다].",
        "[no] [end]",
        "☞ ★ 👍 [a] 👍",
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        check_words(patterns[i]);
}

static void test_script_runs(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "[市長][は][佐々木][さんと][コーヒー][を][飲][んだ]。",
        "[二〇年]、「[ラーメン]」・[らーめん] [ﾃﾞｰﾀ]",
        "[20][年間]",
        "[か\xe3\x82\x99っこう][学校]",
        "[人々][は][時々]、",
        "[我们][20][人]，[他们]。",
        "[ประเทศไทย] [๒๕]",
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        check_words(patterns[i]);
}

/* Far places, a window's edge inside a run, and words of megabytes. */
static void test_long_words(void **state)
{
    (void)state;
    enum { LONG = 1 << 20 };
    char *text = malloc(LONG + 8);
    assert_non_null(text);
    memset(text, 'w', LONG);
    memcpy(text + LONG, " end", 4);
    struct article *article = article_take((uint8_t *)text, LONG + 4);
    assert_int_equal(article_word_next(article, pos_at(5)).byte, LONG + 1);
    assert_int_equal(article_word_prev(article, pos_at(LONG / 2)).byte, 0);
    assert_int_equal(article_word_prev(article, pos_at(LONG + 2)).byte, LONG + 1);
    assert_int_equal(article_word_end(article, pos_at(9)).byte, LONG - 1);
    struct range word = article_word(article, pos_at(LONG / 3));
    assert_int_equal(range_size(word), LONG);
    article_free(article);

    uint32_t runs = 20000;
    text = malloc(runs * 9u);
    assert_non_null(text);
    for (uint32_t i = 0; i < runs; i++)
        memcpy(text + i * 9, "漢字。", 9);
    article = article_take((uint8_t *)text, runs * 9);
    for (uint32_t i = runs; i-- > 1;) {
        assert_int_equal(article_word_prev(article, pos_at(i * 9)).byte, (i - 1) * 9);
        assert_int_equal(article_word(article, pos_at(i * 9 + 4)).start.byte, i * 9);
    }
    article_free(article);
}

static void check_sentences(const char *pattern)
{
    struct marked m = marked(pattern);
    const struct article *a = m.article;
    uint32_t size = article_size(a);
    for (size_t i = 0; i < m.n; i++) {
        for (uint32_t at = m.at[i].start.byte; at < m.at[i].end.byte; at++) {
            struct range found = article_sentence(a, pos_at(at));
            if (!range_equal(found, m.at[i]))
                fail_msg("%s: %u gives %u-%u", pattern, at, found.start.byte, found.end.byte);
            uint32_t next = i + 1 < m.n ? m.at[i + 1].start.byte : size;
            assert_int_equal(article_sentence_next(a, pos_at(at)).byte, next);
            uint32_t before = at > m.at[i].start.byte ? m.at[i].start.byte
                              : i > 0                 ? m.at[i - 1].start.byte
                                                      : 0;
            assert_int_equal(article_sentence_prev(a, pos_at(at)).byte, before);
        }
    }
    article_free(m.article);
}

static void test_sentences(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "[One sentence.] [Another one!]  [And a third?]",
        "[Mr. Oduya met Dr. Lee.] [They spoke.]",
        "[J. P. Harrow of the U.S. Army left.] [It was late.]",
        "[He moved to the U.S. in May.] [She lives in the U.S.] [The others stayed.]",
        "[Use tools, e.g. a spade, i.e. dig.] [Then rest.]",
        "[\"Is it true?\" she asked.] [\"Yes.\"] [He nodded.]",
        "[(It rained.)] [“We waited.”] [Nothing came.]",
        "[It cost 3.5 million.] [No. 5 was sold.] [He said no.] [Five left.]",
        "[It opened at 9 a.m. Monday.] [It closed at 5 p.m.] [The end.]",
        "[Wait...] [What?!] [Go.]",
        "[A line\nthat goes on.] [Next.]\n\n[No stop]\n\n[Last.]",
        "[雨が降った。][川があふれた！][なぜか？]　[分からない。]",
        "[「水が来た。」と男性は話した。][次の文。]",
        "[「一つ。][二つ。」][市は発表した。]",
        "[違う!][右だ。][本当か?!]\n\n[「そうか?」と聞いた。][値段は3.5倍だ.]",
        "[He wrote «Go.»] [Then he left.]",
        "[क्या हुआ।] [कुछ नहीं।]",
        "  [Space at both edges.]  ",
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        check_sentences(patterns[i]);
}

/* Forwards and backwards the sentences of real and random text are the same; no space at an edge,
 * no cluster cut. */
static void check_walk(const struct article *article)
{
    enum { KEPT = 40000 };
    static uint32_t starts[KEPT];
    const uint8_t *bytes = article_bytes(article);
    uint32_t size = article_size(article), at = 0;
    size_t n = 0;
    while (at < size) {
        struct range range = article_sentence(article, pos_at(at));
        if (!range_empty(range)) {
            assert_true(article_is_boundary(article, range.start));
            assert_true(article_is_boundary(article, range.end));
            struct pos last = article_prev(article, range.end); /* a space may carry an accent */
            assert_true(range.end.byte - last.byte > 1 || !strchr(" \t\r\n", bytes[last.byte]));
            assert_true(range_equal(article_sentence(article, article_prev(article, range.end)), range));
            assert_true(n < KEPT);
            if (n == 0 || range.start.byte > starts[n - 1])
                starts[n++] = range.start.byte;
        }
        uint32_t next = article_sentence_next(article, pos_at(at)).byte;
        assert_true(next > at);
        at = next;
    }
    for (at = size; n > 0; n--) {
        at = article_sentence_prev(article, pos_at(at)).byte;
        assert_int_equal(at, starts[n - 1]);
    }
}

static void test_walks(void **state)
{
    (void)state;
    uint64_t seed = 23;
    for (int i = 0; i < 12; i++) {
        struct article *article = i % 3 ? random_article(&seed, 3 + (size_t)i * 900)
                                        : random_points(&seed, 3 + (size_t)i * 900);
        check_walk(article);
        article_free(article);
    }
    static const char *const files[] = {"article/000_3cc6656b1ccfc32d.txt", "news-pud/de.txt",
                                        "news-pud/ja.txt", "news-pud/th.txt"};
    for (size_t i = 0; testdata("") && i < sizeof files / sizeof *files; i++) {
        struct article *article = sample_file(files[i]);
        check_walk(article);
        article_free(article);
    }
}

/* Words too: what `w` finds, `b` finds on the way back, and each is around its own start. */
static void test_word_walks(void **state)
{
    (void)state;
    uint64_t seed = 29;
    for (int i = 0; i < 12; i++) {
        struct article *article = i % 3 ? random_article(&seed, 3 + (size_t)i * 1500)
                                        : random_points(&seed, 3 + (size_t)i * 1500);
        uint32_t size = article_size(article), at = 0;
        while (at < size) {
            uint32_t next = article_word_next(article, pos_at(at)).byte;
            assert_true(next > at);
            assert_true(article_is_boundary(article, pos_at(next)));
            if (next < size) {
                struct range word = article_word(article, pos_at(next));
                assert_int_equal(word.start.byte, next);
                assert_true(article_is_boundary(article, word.end));
                assert_int_equal(article_word_prev(article, word.end).byte, next);
                uint32_t last = article_prev(article, word.end).byte;
                assert_true(last == next || article_word_end(article, pos_at(next)).byte == last);
            }
            at = next;
        }
        article_free(article);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),      cmocka_unit_test(test_script_runs),
        cmocka_unit_test(test_long_words), cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_walks),      cmocka_unit_test(test_word_walks),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
