/* Spans carried over into a corrected text, told as their words. */
#include "handmade.h"

#include "manicule/marks/carry.h"

struct pair {
    struct article *before, *after;
    struct diff diff;
};

static struct pair pair_of(const char *before, const char *after)
{
    struct pair pair = {
        article_copy(before, strlen(before)), article_copy(after, strlen(after)), {0}};
    assert_true(pair.before && pair.after);
    assert_true(diff_articles(pair.before, pair.after, &pair.diff));
    return pair;
}

static void pair_free(struct pair *pair)
{
    diff_release(&pair->diff);
    article_free(pair->before);
    article_free(pair->after);
}

/* The nth time that the words stand in a text. */
static struct range find(const char *text, const char *words, unsigned nth)
{
    const char *at = strstr(text, words);
    for (; at && nth > 0; nth--)
        at = strstr(at + 1, words);
    assert_non_null(at);
    return range_of((uint32_t)(at - text), (uint32_t)(at - text + (long)strlen(words)));
}

/* Fragments are parted by '|', on both sides. */
static struct span span_at(const char *text, const char *words, struct range *fragments)
{
    char copy[256];
    struct span span = {.id = id_of(1), .label = 1, .fragments = fragments};
    snprintf(copy, sizeof copy, "%s", words);
    for (char *piece = strtok(copy, "|"); piece; piece = strtok(NULL, "|"))
        fragments[span.n_fragments++] = find(text, piece, 0);
    span.at = (struct range){fragments[0].start, fragments[span.n_fragments - 1].end};
    if (span.n_fragments == 1)
        span.fragments = NULL;
    return span;
}

static void expect(const char *before, const char *after, const char *words, enum carried wanted,
                   const char *now)
{
    struct pair pair = pair_of(before, after);
    struct range fragments[8], there[8];
    struct span span = span_at(before, words, fragments), out;
    enum carried how;
    assert_true(carry_span(&pair.diff, pair.before, pair.after, &span, &out, &how));
    if (how != wanted)
        fail_msg("%s: %d, not %d", words, how, wanted);
    if (now) {
        struct span expected = span_at(after, now, there);
        if (!span_same(&out, &expected))
            fail_msg("%s: became %.*s", words, (int)range_size(out.at), after + out.at.start.byte);
    }
    span_release(&out);
    pair_free(&pair);
}

static void test_exact(void **state)
{
    (void)state;
    const char *before = "Mara Quill spoke. The boats came in.\n";
    expect(before, before, "Mara Quill", CARRIED_EXACT, "Mara Quill");
    expect(before, "On Monday Mara Quill spoke. The boats came in.\n", "Mara Quill", CARRIED_EXACT,
           "Mara Quill");
    expect(before, "👩\u200d👦 Mara Quill spoke. The old boats came in.\n", "boats", CARRIED_EXACT,
           "boats");
    expect(before, "Mara Quill spoke. The boats come in.\n", "The boats", CARRIED_EXACT,
           "The boats");
    expect(before, "Mara Quill spoke; The boats came in.\n", "Mara Quill|boats", CARRIED_EXACT,
           "Mara Quill|boats");
}

static void test_near(void **state)
{
    (void)state;
    expect("Mara Quill, the mayer, spoke.\n", "Mara Quill, the mayor, spoke.\n", "the mayer",
           CARRIED_NEAR, "the mayor");
    expect("the mayer spoke.\n", "the mayor spoke.\n", "mayer", CARRIED_NEAR, "mayor");
    expect("a very old pier\n", "a old pier\n", "very old pier", CARRIED_NEAR, "old pier");
    expect("the old pier fell\n", "the old stone pier fell\n", "old pier", CARRIED_NEAR,
           "old stone pier");
    expect("Jon Smith spoke.\n", "Bob Smith spoke.\n", "Jon Smith", CARRIED_NEAR, "Bob Smith");
    expect("the pier and all boats\n", "the pier and\n", "pier|boats", CARRIED_NEAR, "pier");
    /* A mark put in behind the last letter belongs to it. */
    expect("le cafe noir\n", "le cafe\u0301 noir\n", "cafe", CARRIED_NEAR, "cafe\u0301");
}

static void test_moved(void **state)
{
    (void)state;
    const char *before =
        "The first paragraph is here.\n\nMara Quill spoke of boats.\n\nThe third paragraph is "
        "long and stays.\n\nThe fourth stays, too.\n";
    const char *after =
        "The first paragraph is here.\n\nThe third paragraph is long and stays.\n\nThe fourth "
        "stays, too.\n\nMara Quill spoke of boats.\n";
    expect(before, after, "Mara Quill", CARRIED_MOVED, "Mara Quill");
    expect(before, after, "third", CARRIED_EXACT, "third");
    expect(before, after, "first|third", CARRIED_EXACT, "first|third");
    expect(before, after, "first|Quill", CARRIED_MOVED, "first|Quill");
    /* Fragments that changed their order. */
    expect(before, after, "Quill|third", CARRIED_NEAR, "third|Quill");
}

static void test_gone(void **state)
{
    (void)state;
    const char *before = "It stays here. Mara Quill is cut out. The end stays.\n";
    const char *after = "It stays here. The end stays.\n";
    expect(before, after, "Mara Quill", CARRIED_GONE, NULL);
    expect(before, after, "cut out. The end", CARRIED_NEAR, "The end");
    expect(before, after, "Mara Quill is cut out. The end", CARRIED_GONE,
           NULL); /* more than two thirds */
    expect("He said no.\n", "He answered no.\n", "said", CARRIED_GONE, NULL);
    expect(before, "", "Mara Quill", CARRIED_GONE, NULL);
}

static void test_places(void **state)
{
    (void)state;
    struct pair pair = pair_of("one two three four\n", "one too three\n");
    assert_int_equal(carry_pos(&pair.diff, pair.after, pos_at(1)).byte, 1);
    assert_int_equal(carry_pos(&pair.diff, pair.after, pos_at(5)).byte,
                     4); /* in a word that changed */
    assert_int_equal(carry_pos(&pair.diff, pair.after, pos_at(9)).byte, 9);
    assert_int_equal(carry_pos(&pair.diff, pair.after, pos_at(16)).byte,
                     13); /* in one that is gone */
    assert_int_equal(carry_pos(&pair.diff, pair.after, pos_at(19)).byte, 14);
    pair_free(&pair);
}

static void test_set(void **state)
{
    (void)state;
    const char *before = "Mara Quill is here. Bob Hall is cut. The pier.\n";
    struct pair pair = pair_of(before, "The. Mara Quill is here. The pier.\n");
    struct set *set = set_new(), *into = set_new();
    const char *const words[] = {"Mara Quill", "Bob Hall", "pier"};
    struct err err;
    for (unsigned i = 0; i < 3; i++) {
        struct span span = {.id = id_of(i + 1), .at = find(before, words[i], 0), .n_fragments = 1};
        assert_non_null(set_add(set, &span));
    }
    for (unsigned i = 0; i < 2; i++) {
        struct relation relation = {.id = id_of(10 + i), .from = id_of(1), .to = id_of(i ? 2 : 3)};
        assert_non_null(set_relate(set, &relation));
    }
    assert_int_equal(carry_set(&pair.diff, pair.before, pair.after, set, into, &err), OK);
    assert_int_equal(set_count(into), 2);
    assert_int_equal(set_relations(into), 1);
    assert_int_equal(set_find(into, id_of(1))->at.start.byte, 5);
    assert_null(set_find(into, id_of(2)));
    assert_non_null(set_relation(into, id_of(10)));
    set_free(set);
    set_free(into);
    pair_free(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact), cmocka_unit_test(test_near),   cmocka_unit_test(test_moved),
        cmocka_unit_test(test_gone),  cmocka_unit_test(test_places), cmocka_unit_test(test_set),
    };
    return cmocka_run_group_tests_name("carry", tests, NULL, NULL);
}
