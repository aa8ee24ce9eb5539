/* The comparison of a text with a corrected one: what it says is the same is, whatever the texts.
 */
#include "sample.h"

#include "manicule/text/diff.h"

/* What must hold of any two texts. */
static void check(const struct article *before, const struct article *after,
                  const struct diff *diff)
{
    uint32_t at = 0, size = article_size(after);
    char *taken = calloc(size + 1, 1);
    assert_non_null(taken);
    for (size_t i = 0; i < diff->n; i++) {
        const struct diff_piece *piece = &diff->at[i];
        assert_int_equal(piece->from.start.byte, at);
        assert_true(piece->from.end.byte > at);
        assert_true(piece->to.start.byte <= piece->to.end.byte && piece->to.end.byte <= size);
        at = piece->from.end.byte;
        if (piece->kind == DIFF_SAME) {
            assert_int_equal(range_size(piece->from), range_size(piece->to));
            assert_memory_equal(article_bytes(before) + piece->from.start.byte,
                                article_bytes(after) + piece->to.start.byte,
                                range_size(piece->from));
        }
        for (uint32_t b = piece->to.start.byte; b < piece->to.end.byte; b++) { /* each byte once */
            assert_false(taken[b]);
            taken[b] = 1;
        }
    }
    assert_int_equal(at, article_size(before));
    free(taken);
}

static struct diff compare(const char *before, const char *after, struct article *out[2])
{
    struct diff diff;
    out[0] = sample(before);
    out[1] = sample(after);
    assert_true(diff_articles(out[0], out[1], &diff));
    check(out[0], out[1], &diff);
    return diff;
}

/* The pieces in words: "=text", "~old/new", "!old/new", with > in front of what was moved. */
static void expect(const char *before, const char *after, const char *wanted)
{
    struct article *articles[2];
    struct diff diff = compare(before, after, articles);
    char told[2000] = "";
    size_t n = 0;
    for (size_t i = 0; i < diff.n; i++) {
        const struct diff_piece *piece = &diff.at[i];
        n += (size_t)snprintf(told + n, sizeof told - n, "%s%s%c%.*s", i ? "|" : "",
                              piece->moved ? ">" : "", "=~!"[piece->kind],
                              (int)range_size(piece->from), before + piece->from.start.byte);
        if (piece->kind != DIFF_SAME)
            n += (size_t)snprintf(told + n, sizeof told - n, "/%.*s", (int)range_size(piece->to),
                                  after + piece->to.start.byte);
        assert_true(n < sizeof told);
    }
    assert_string_equal(told, wanted);
    diff_release(&diff);
    article_free(articles[0]);
    article_free(articles[1]);
}

static void test_words(void **state)
{
    (void)state;
    expect("", "", "");
    expect("", "new", "");
    expect("old", "", "!old/");
    expect("the same\n", "the same\n", "=the same\n");
    expect("The mayer spoke.\n", "The mayor spoke.\n", "=The |~mayer/mayor|= spoke.\n");
    expect("He said no.\n", "He answered no.\n", "=He |!said/answered|= no.\n");
    expect("a very old pier\n", "a old pier\n", "=a |!very /|=old pier\n");
    expect("an old pier\n", "an old stone pier\n", "=an old |=pier\n");
    expect("some thing fell\n", "something fell\n", "~some thing/something|= fell\n");
    expect("teh cta sat\n", "the cat sat\n", "~teh/the|= |~cta/cat|= sat\n");
    expect("市長は言つた。\n", "市長は言った。\n", "=市長は言|!つ/っ|=た。\n");
    expect("naïve plan\n", "naive plan\n", "~naïve/naive|= plan\n");
}

static void test_sentences(void **state)
{
    (void)state;
    expect("One stays here. Two is deleted here. Three stays.\n", "One stays here. Three stays.\n",
           "=One stays here. |!Two is deleted here. /|=Three stays.\n");
    expect("The first paragraph of it.\n\nThe second one moves.\n\nThe third is last.\n",
           "The first paragraph of it.\n\nThe third is last.\n\nThe second one moves.\n",
           "=The first paragraph of it.\n\n|>=The second one moves.\n|!\n/|=The third is last.\n");
}

/* A moved paragraph in which a word was put right, too. */
static void test_moved_and_corrected(void **state)
{
    (void)state;
    expect("The tide came in. The boats wre late. Nobody minded it much.\n"
           "A second paragraph, which stays.\n"
           "A third paragraph, which stays, too.\n"
           "A fourth paragraph, and it stays.\n",
           "A second paragraph, which stays.\n"
           "A third paragraph, which stays, too.\n"
           "A fourth paragraph, and it stays.\n"
           "The tide came in. The boats were late. Nobody minded it much.\n",
           ">=The tide came in. The boats |>~wre/were|>= late. Nobody minded it much.\n"
           "|=A second paragraph, which stays.\n"
           "A third paragraph, which stays, too.\n"
           "A fourth paragraph, and it stays.\n");
}

/* A sentence that was moved and corrected is found by its words, in scripts without spaces, too. */
static void test_alike(void **state)
{
    (void)state;
    expect(
        "Mara Voss spoke in Bergen.\n\nThe mayer, Ann Bell, was there.\n\nThe third one is here.\n",
        "Mara Voss spoke in Oslo.\n\nThe third one is here.\n\nThe mayor, Ann Bell, was there.\n",
        "=Mara Voss spoke in |!Bergen/Oslo|=.|!\n/|=\n|>=The |>~mayer/mayor|>=, Ann Bell, was "
        "there.\n|=\nThe third one is here.\n");
    /* What became of a sentence in its place is found word by word, with its neighbours. */
    expect("Mara Quill spoke. The boats came in.\n", "Mara Quill spoke; The boats came in.\n",
           "=Mara Quill spoke|!./;|= The boats came in.\n");
    expect("漁師たちは港で船を待つていた。\n市長は何も言わなかった。\n市民は怒っている。\n",
           "市長は何も言わなかった。\n市民は怒っている。\n漁師たちは港で船を待っていた。\n",
           ">=漁師たちは港で船を待|>!つ/っ|>=ていた。|!\n/"
           "|=市長は何も言わなかった。\n市民は怒っている。|=\n");
}

static void test_find(void **state)
{
    (void)state;
    struct article *articles[2];
    struct diff diff = compare("The mayer spoke.\n", "The mayor spoke.\n", articles);
    assert_int_equal(diff.n, 3);
    assert_int_equal(diff_find(&diff, 0), 0);
    assert_int_equal(diff_find(&diff, 3), 0);
    assert_int_equal(diff_find(&diff, 4), 1);
    assert_int_equal(diff_find(&diff, 9), 2);
    assert_int_equal(diff_find(&diff, 17), 3);
    assert_int_equal(diff_letters(articles[0], article_all(articles[0])), 13);
    diff_release(&diff);
    article_free(articles[0]);
    article_free(articles[1]);
}

/* A changed copy: pieces of it are cut, doubled, moved and put in. */
static char *edited(uint64_t *seed, const char *text, size_t n, size_t *size)
{
    char *out = malloc(n * 3 + 4096);
    size_t m = 0;
    assert_non_null(out);
    for (size_t i = 0; i < n;) {
        size_t step = 1 + test_random(seed) % 40;
        if (step > n - i)
            step = n - i;
        while (i + step < n && ((unsigned char)text[i + step] & 0xc0) == 0x80)
            step++;
        unsigned what = (unsigned)test_random(seed) % 12;
        if (what != 0) { /* 0: cut out */
            memcpy(out + m, text + i, step);
            m += step;
        }
        if (what == 1) {
            out[m++] = 'q';
        } else if (what == 2 && m + step < n * 2) {
            memcpy(out + m, text + i, step);
            m += step;
        }
        i += step;
    }
    *size = m;
    return out;
}

static void test_any(void **state)
{
    (void)state;
    uint64_t seed = 41;
    for (unsigned round = 0; round < 600; round++) {
        size_t n, m;
        char *text = random_text(&seed, 1 + test_random(&seed) % (round % 7 ? 60 : 900), &n);
        char *other = edited(&seed, text, n, &m);
        struct article *before = article_copy(text, n), *after = article_copy(other, m);
        struct diff diff;
        assert_true(before && after);
        assert_true(diff_articles(before, after, &diff));
        check(before, after, &diff);
        diff_release(&diff);
        assert_true(diff_articles(before, before, &diff));
        assert_true(n == 0 ? diff.n == 0 : diff.n == 1 && diff.at[0].kind == DIFF_SAME);
        diff_release(&diff);
        article_free(before);
        article_free(after);
        free(text);
        free(other);
    }
}

/* No more words are found to differ than were changed: one word in each of many sentences of one
 * line. */
static void test_long_line(void **state)
{
    (void)state;
    enum { SENTENCES = 4000 };
    char *a = malloc(SENTENCES * 64), *b = malloc(SENTENCES * 64);
    size_t n = 0, m = 0;
    unsigned changed = 0;
    assert_true(a && b);
    for (unsigned i = 0; i < SENTENCES; i++) {
        n += (size_t)sprintf(a + n, "Boat %u left harbour %u. ", i, i % 7);
        m += (size_t)sprintf(
            b + m, i % 50 == 9 ? "Boat %u leaft harbour %u. " : "Boat %u left harbour %u. ", i,
            i % 7);
        changed += i % 50 == 9;
    }
    struct article *before = article_copy(a, n), *after = article_copy(b, m);
    struct diff diff;
    assert_true(diff_articles(before, after, &diff));
    check(before, after, &diff);
    assert_false(diff.coarse);
    unsigned alike = 0;
    for (size_t i = 0; i < diff.n; i++) {
        assert_true(diff.at[i].kind != DIFF_CHANGED);
        alike += diff.at[i].kind == DIFF_ALIKE;
    }
    assert_int_equal(alike, changed);
    diff_release(&diff);
    article_free(before);
    article_free(after);
    free(a);
    free(b);
}

static struct article *filled(size_t n, const char *head, const char *piece, const char *tail)
{
    uint8_t *bytes = malloc(n + strlen(head) + strlen(tail));
    assert_non_null(bytes);
    size_t at = strlen(head), size = strlen(piece);
    memcpy(bytes, head, at);
    for (size_t i = 0; i < n; i++)
        bytes[at + i] = (uint8_t)piece[i % size];
    memcpy(bytes + at + n, tail, strlen(tail));
    return article_take(bytes, at + n + strlen(tail));
}

static void compare_coarsely(struct article *before, struct article *after)
{
    struct diff diff;
    assert_true(before && after);
    assert_true(diff_articles(before, after, &diff));
    check(before, after, &diff);
    assert_true(diff.coarse);
    assert_true(diff.n >= 2);
    assert_int_equal(diff.at[0].kind, DIFF_SAME); /* the ends are found all the same */
    assert_int_equal(diff.at[diff.n - 1].kind, DIFF_SAME);
    diff_release(&diff);
    article_free(before);
    article_free(after);
}

/* What is too large to be compared finely is compared coarsely, and says so. */
static void test_too_large(void **state)
{
    (void)state;
    /* Millions of lines, all equal. */
    compare_coarsely(filled(3000000, "first\nsecond\n", "\n", "the end\n"),
                     filled(2500000, "first\nthird\n", "\n", "the end\n"));
    /* One sentence of millions of words. */
    compare_coarsely(filled(3000000, "one two ", "a b", " at the end\n"),
                     filled(2900000, "one two ", "c d", " at the end\n"));
    /* Thousands of words that differ, in a stretch that is not too long. */
    compare_coarsely(filled(9000, "one two ", "a b", " at the end\n"),
                     filled(9000, "one two ", "c d", " at the end\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_moved_and_corrected),
        cmocka_unit_test(test_alike),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_any),
        cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_too_large),
    };
    return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
