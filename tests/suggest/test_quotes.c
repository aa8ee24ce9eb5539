/* The natural quotations, whole and broken, and which of them are someone's words. */
#include "cases.h"

#include "manicule/suggest/quotes.h"

static size_t readings(const struct sample *sample, struct range *out)
{
    struct quotation found[8];
    size_t n = quotes_at(sample->article, sample->cursor, found, 8);
    for (size_t i = 0; i < n; i++)
        out[i] = found[i].range;
    return n;
}

static void check(const char *notation, const char *expected)
{
    struct sample sample = sample_read(notation);
    struct range found[8];
    size_t n = readings(&sample, found);
    assert_readings(notation, sample.article, found, n, expected);
    article_free(sample.article);
}

static void test_balanced(void **state)
{
    (void)state;
    check("The mayor said: \"The bridge ^is open.\" Nobody came.", "\"The bridge is open.\"");
    check("^\"Open,\" she said.", "\"Open,\"");
    check("\"Open,^\" she said.", "\"Open,\"");
    check("\"Open,\"^ she said.", "");
    check("She said “we ^won” and left.", "“we won”");
    check("Er sagte: „Wir ^gehen“, und ging.", "„Wir gehen“");
    check("Er sagte: »Wir ^gehen«, und ging.", "»Wir gehen«");
    check("Elle dit : « Nous ^partons ».", "« Nous partons »");
    check("Hon sade: ”Vi ^går nu”.", "”Vi går nu”");
    check("町長は「橋は^開いた」と話した。", "「橋は開いた」");
    check("‘We ^won,’ she said.", "‘We won,’");
    check("'We ^won,' she said.", "'We won,'");
    check("\"first line\nsecond ^line\" and on", "\"first line\nsecond line\"|…");
    check("nothing ^here at all", "");
}

static void test_nested(void **state)
{
    (void)state;
    check("「彼は『^行く』と言った」", "「彼は『行く』と言った」|『行く』");
    check("\"It was the \"^largest\" of all,\" she said.",
          "\"It was the \"largest\" of all,\"|\"largest\"");
    check("“She told me ‘^go home’ twice.”", "“She told me ‘go home’ twice.”|‘go home’");
    check("\"He told me 'go ^home' twice.\"", "\"He told me 'go home' twice.\"|'go home'");
}

static void test_apostrophes(void **state)
{
    (void)state;
    check("The boys' dogs' owners ^don't care.", "");
    check("Rock 'n' roll in the '90s ^wasn't dead.", "");
    check("The song of '90s: the ^cats' choir sang it.", "");
    check("In the '60s and '70s' ^songs, 'we ^rise' is heard.", "'we rise'");
    check("'The boys' club ^is closed,' he said.", "'The boys' club is closed,'");
    check("It’s the ^dogs’ home.", "");
    check("a 24\" screen and ^more", "");
}

static void test_unclosed(void **state)
{
    (void)state;
    check("Kim: \"I ^went home.\n\nThe next day it rained.", "\"I went home.");
    check("Kim: \"I ^went home.  \n", "\"I went home.");
    check("Kim: \"I ^went. Lee: \"I stayed.\" End.",
          "\"I went. Lee:|\"I went. Lee: \"I stayed.\" End.");
    check("「もう^帰ります。\n\n翌日は雨だった。", "「もう帰ります。");
    check("He wrote: \"We ^left.\n\n\"We came back.\n\n\"We stayed.\" Then nothing.",
          "\"We left.\n\n\"We came back.\n\n\"We stayed.\"|\"We left.");
    check("He wrote: \"We left.\n\n\"We ^came back.\n\n\"We stayed.\" Then nothing.",
          "\"We left.\n\n\"We came back.\n\n\"We stayed.\"|\"We came back.");
    check("町長は「橋は^開いた。\n\n道も開いた」と話した。",
          "「橋は開いた。\n\n道も開いた」|「橋は開いた。");
    check("He said \"we ^left\nthe house\nand never came back\" and wept.\n\nThe end.",
          "\"we left\nthe house\nand never came back\"");
}

static void test_unopened(void **state)
{
    (void)state;
    check("Turn to the ^left. That door.\"", "Turn to the left. That door.\"");
    check("Kim: turn to the ^left.\"", "turn to the left.\"|Kim: turn to the left.\"");
    check("管理人：左に^曲がって」", "左に曲がって」|管理人：左に曲がって」");
    check("one line\nanother ^line,\" he said", "another line,\"");
}

static void test_stray(void **state)
{
    (void)state;
    check("Kim: \"Nobody ^hacks at forty.'\"", "\"Nobody hacks at forty.'\"");
    check("\"Nobody ^knows.\"\" he said", "\"Nobody knows.\"\"");
    check("\"\"Nobody ^knows.\" he said", "\"\"Nobody knows.\"");
}

static void test_states(void **state)
{
    (void)state;
    static const struct {
        const char *notation;
        enum quotation_state state;
    } cases[] = {
        {"a \"^b\" c", QUOTATION_CLOSED},
        {"a: \"^b c", QUOTATION_UNCLOSED},
        {"^b c\"", QUOTATION_UNOPENED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample sample = sample_read(cases[i].notation);
        struct quotation found[4];
        assert_true(quotes_at(sample.article, sample.cursor, found, 4) > 0);
        assert_int_equal(found[0].state, cases[i].state);
        assert_int_equal(found[0].depth, 0);
        article_free(sample.article);
    }
}

/* Every outermost quotation is reached forwards and backwards. */
/* A speech whose start is behind is met again where it opens anew. */
static void test_reopening(void **state)
{
    (void)state;
    struct sample sample = sample_read("Kim: \"I ^went.\n\n[\"I came back.\n\n\"I stayed.\"] Nobody asked.");
    struct quotation found;
    assert_true(quotes_reopening(sample.article, sample.cursor, &found));
    assert_range("the second paragraph", sample.article, found.range, sample.at[0]);
    assert_true(quotes_reopening(sample.article, pos_at(found.range.start.byte + 1), &found));
    assert_string_equal(words_of(sample.article, found.range), "\"I stayed.\"");
    assert_false(quotes_reopening(sample.article, pos_at(found.range.start.byte + 1), &found));
    assert_false(quotes_reopening(sample.article, pos_at(0), &found)); /* it is all ahead */
    article_free(sample.article);
}

static void test_travel(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "[\"One,\"] he said, [\"and 'two' too.\"]\n\n[「三」]と[『四』]",
        "Kim: [\"I went.\n\n\"I came back.\"]\n\nLee: [\"And I.\"]",
        "No marks.\n\n\n\nStill none.",
        "Kim: [\"I went.]\n\nNo.\n\nLee: [\"And I.\"]",
        "[Go left.\"]\n[\"No,\"] she said",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample sample = sample_read(cases[i]);
        struct quotation found;
        struct pos at = pos_at(0);
        for (size_t k = 0; k < sample.n; k++) {
            assert_true(quotes_next(sample.article, at, &found));
            assert_range(cases[i], sample.article, found.range, sample.at[k]);
            at = pos_at(found.range.start.byte + 1);
        }
        assert_false(quotes_next(sample.article, at, &found));
        at = pos_at(article_size(sample.article));
        for (size_t k = sample.n; k-- > 0;) {
            assert_true(quotes_prev(sample.article, at, &found));
            assert_range(cases[i], sample.article, found.range, sample.at[k]);
            at = found.range.start;
        }
        assert_false(quotes_prev(sample.article, at, &found));
        article_free(sample.article);
    }
}

static void check_speech(const char *notation, bool speech)
{
    struct sample sample = sample_read(notation);
    struct quotation found[4];
    if (quotes_at(sample.article, sample.cursor, found, 4) == 0)
        fail_msg("%s: no quotation", notation);
    if (quotes_is_speech(sample.article, &found[0]) != speech)
        fail_msg("%s: %s", notation, speech ? "is speech" : "is none");
    article_free(sample.article);
}

static void test_speech(void **state)
{
    (void)state;
    static const char *const speech[] = {
        "Ana Lund: \"The ^ferry sinks.\"",
        "Ana\nLund: \"The ^ferry sinks.",
        "Ana Lund:\n\"The ^ferry sinks every spring.\"",
        "\"Do you ^hear the ferry?\"",
        "\"The ferry ^sinks,\" said Ana Lund.",
        "\"The ferry ^sinks\", she added.",
        "She laughed, saying, \"I ^knew it.\"",
        "The office said that the boat was struck by \"an ^object that nobody can name\".",
        "Several warned that \"rescue ^is hopeless\" at night.",
        "They denied they were \"hired to ^watch the crew\" at all.",
        "He repeated his statement \"nobody ^swims here\" twice.",
        "[Read on] \"Nine boats ^were lost to the sea\" The tale told by an old captain",
        "He left. \"Nobody ^stays for the winter here.\" The door closed.",
        "Turn the ^lamp a little higher. That one.\"",
        "The hatch isn't \"^open.\n\nThe next day it rained.",
        "The hatch isn't \"^open.\n\nClosing only.” Nobody came.",
        "They left. Closing ^only.” Nobody came.",
        "船長は「もう^乗れません」と話した。",
        "船長\n「^乗れません」",
        "「^乗れませんよ」",
        "「危な^い」という声が上がった。",
        "According to the captain, \"the ^ferry sinks\", and she said so twice.",
    };
    static const char *const none[] = {
        "Islanders chase \"lost ^silver\" again",
        "the men of the \"Northern ^Harbour Office\" under him",
        "It is said to be the \"oldest ^in history.\"",
        "It is said that boats are sunk as a means of \"insurance ^income\" there.",
        "There are groups called \"^Otters\" and Seals.",
        "the shop of so-called \"boat ^doctors,\" they were",
        "\"Silver ^boat\" in the harbour",
        "the island's \"winter ^guard\" is away",
        "a man who said that he had seen a \"pirate ^nest\" for years",
        "その「^差」に驚いた。",
        "「^海猫」号が沈んだ。",
    };
    for (size_t i = 0; i < sizeof speech / sizeof *speech; i++)
        check_speech(speech[i], true);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        check_speech(none[i], false);
}

/* One endless line: the cursor's own quotation is found without reading it whole. */
static void test_endless_line(void **state)
{
    (void)state;
    enum { TIMES = 20000 };
    static const char piece[] = "He said \"it is so\" and then ";
    char *text = malloc(TIMES * (sizeof piece - 1));
    assert_non_null(text);
    for (size_t i = 0; i < TIMES; i++)
        memcpy(text + i * (sizeof piece - 1), piece, sizeof piece - 1);
    struct article *article = article_copy(text, TIMES * (sizeof piece - 1));
    free(text);
    assert_non_null(article);
    uint32_t middle = TIMES / 2 * (sizeof piece - 1);
    struct quotation found[4];
    assert_int_equal(quotes_at(article, pos_at(middle + 10), found, 4), 1);
    assert_int_equal(found[0].range.start.byte, middle + 8);
    assert_int_equal(range_size(found[0].range), 10);
    size_t n = 0;
    for (struct pos at = pos_at(0); quotes_next(article, at, &found[0]); n++)
        at = found[0].range.end;
    assert_int_equal(n, TIMES);
    article_free(article);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_balanced),    cmocka_unit_test(test_nested),
        cmocka_unit_test(test_apostrophes), cmocka_unit_test(test_unclosed),
        cmocka_unit_test(test_unopened),    cmocka_unit_test(test_stray),
        cmocka_unit_test(test_states),      cmocka_unit_test(test_reopening), cmocka_unit_test(test_travel),
        cmocka_unit_test(test_speech),      cmocka_unit_test(test_endless_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
