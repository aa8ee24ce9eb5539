/* Sketches: articles that are nearly the same are seen to be, others are not. */
#include "testlib.h"

#include "manicule/base/buf.h"
#include "manicule/text/sketch.h"

static struct sketch sketch_text(const char *text)
{
    struct sketch out;
    struct article *article = article_copy(text, strlen(text));
    assert_non_null(article);
    sketch_of(article, &out);
    article_free(article);
    return out;
}

static void test_same(void **state)
{
    (void)state;
    struct sketch a = sketch_text("The mayor said that the bridge will be closed until May.");
    struct sketch b =
        sketch_text("The mayor said: \"That the BRIDGE\r\n\r\nwill be closed\" until May");
    assert_int_equal(sketch_equal(&a, &b), SKETCH_NUMBERS);
    assert_true(sketch_near(&a, &b));
    for (unsigned band = 0; band < SKETCH_BANDS; band++) {
        assert_true(sketch_band(&a, band) == sketch_band(&b, band));
        assert_true(band == 0 || sketch_band(&a, band) != sketch_band(&a, band - 1));
    }
}

static void test_empty(void **state)
{
    (void)state;
    struct sketch none = sketch_text(""), marks = sketch_text(" ... \n\"!\" "),
                  one = sketch_text("yes");
    struct sketch same = sketch_text("Yes."), other = sketch_text("no");
    assert_true(none.empty && marks.empty && !one.empty);
    assert_false(sketch_near(&none, &none) || sketch_near(&none, &marks));
    assert_true(sketch_near(&one, &same));
    assert_false(sketch_near(&one, &other) || sketch_near(&one, &none));
}

/* Japanese has no spaces: its words are runs of one script. */
static void test_japanese(void **state)
{
    (void)state;
    struct sketch a =
        sketch_text("村長は「橋を五月まで閉鎖する」と話した。工事の費用は三億円にのぼる。");
    struct sketch b =
        sketch_text("村長は『橋を五月まで閉鎖する』と話した、工事の費用は三億円にのぼる");
    struct sketch c = sketch_text("港では新しい船が到着し、漁師たちが朝早くから荷物を運んでいた。");
    assert_true(sketch_near(&a, &b));
    assert_false(sketch_near(&a, &c));
}

enum { WORDS = 400 };

static void put_words(struct buf *out, const uint32_t *words, size_t n)
{
    buf_clear(out);
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "w%x ", words[i]);
}

/* What a run of three words is in, counted for real: words are drawn from so many that no run comes
 * twice. */
static double resemblance(const uint32_t *a, const uint32_t *b)
{
    size_t both = 0, n = WORDS - 2;
    for (size_t i = 0; i < n; i++)
        both += memcmp(a + i, b + i, 3 * sizeof *a) == 0;
    return (double)both / (double)(2 * n - both);
}

/* The estimate is near the truth, and those above the threshold have a band in common. */
static void test_estimate(void **state)
{
    (void)state;
    uint64_t seed = 5;
    double off = 0, far = 0;
    size_t near = 0, missed = 0, rounds = 300;
    struct buf text = {0};
    for (size_t round = 0; round < rounds; round++) {
        uint32_t words[2][WORDS];
        size_t changes = round % 60;
        for (size_t i = 0; i < WORDS; i++)
            words[0][i] = words[1][i] = (uint32_t)test_random(&seed);
        for (size_t i = 0; i < changes; i++)
            words[1][test_random(&seed) % WORDS] = (uint32_t)test_random(&seed);
        struct sketch sketch[2];
        for (size_t i = 0; i < 2; i++) {
            put_words(&text, words[i], WORDS);
            sketch[i] = sketch_text(buf_text(&text));
        }
        double real = resemblance(words[0], words[1]);
        double seen = (double)sketch_equal(&sketch[0], &sketch[1]) / SKETCH_NUMBERS;
        off += seen - real;
        far = seen - real > far ? seen - real : real - seen > far ? real - seen : far;
        bool common = false;
        for (unsigned band = 0; band < SKETCH_BANDS; band++)
            common = common || sketch_band(&sketch[0], band) == sketch_band(&sketch[1], band);
        near += sketch_near(&sketch[0], &sketch[1]);
        missed += sketch_near(&sketch[0], &sketch[1]) && !common;
        assert_true(real < 0.8 || sketch_near(&sketch[0], &sketch[1]));
        assert_true(real > 0.4 || !sketch_near(&sketch[0], &sketch[1]));
    }
    assert_true(off / (double)rounds < 0.01 && off / (double)rounds > -0.01);
    assert_true(far < 0.2);
    assert_true(near > 100 && missed == 0);
    buf_release(&text);
}

/* Of a thousand articles about other things no two are like each other. */
static void test_unlike(void **state)
{
    (void)state;
    enum { ARTICLES = 1000 };
    uint64_t seed = 6;
    struct sketch *all = calloc(ARTICLES, sizeof *all);
    struct buf text = {0};
    for (size_t i = 0; i < ARTICLES; i++) {
        uint32_t words[120];
        for (size_t k = 0; k < 120; k++)
            words[k] = (uint32_t)(test_random(&seed) % 50);
        put_words(&text, words, 120);
        all[i] = sketch_text(buf_text(&text));
        for (size_t k = 0; k < i; k++)
            assert_false(sketch_near(&all[i], &all[k]));
    }
    buf_release(&text);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),     cmocka_unit_test(test_empty),
        cmocka_unit_test(test_japanese), cmocka_unit_test(test_estimate),
        cmocka_unit_test(test_unlike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
