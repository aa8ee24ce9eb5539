/* The natural names of speakers and places, and where travel stops. */
#include "cases.h"

#include "manicule/suggest/names.h"

static void check(const char *notation, enum name_kind kind, const char *expected)
{
    struct sample sample = sample_read(notation);
    struct range found[10];
    size_t n = names_at(sample.article, sample.cursor, kind, found, 10);
    assert_readings(notation, sample.article, found, n, expected);
    article_free(sample.article);
}

/* Travel stops exactly at the bracketed places, both ways, and the label key takes what travel saw.
 */
static void travel(const char *notation, enum name_kind kind)
{
    struct sample sample = sample_read(notation);
    struct range found, reading;
    struct pos at = pos_at(0);
    for (size_t k = 0; k < sample.n; k++) {
        if (!names_next(sample.article, at, kind, &found))
            fail_msg("%s\n  «%s» is not reached", notation, words_of(sample.article, sample.at[k]));
        assert_range(notation, sample.article, found, sample.at[k]);
        assert_int_equal(names_at(sample.article, found.start, kind, &reading, 1), 1);
        assert_range(notation, sample.article, reading, found);
        at = found.end;
    }
    if (names_next(sample.article, at, kind, &found))
        fail_msg("%s\n  stops at «%s» too", notation, words_of(sample.article, found));
    at = pos_at(article_size(sample.article));
    for (size_t k = sample.n; k-- > 0;) {
        assert_true(names_prev(sample.article, at, kind, &found));
        assert_range(notation, sample.article, found, sample.at[k]);
        at = found.start;
    }
    assert_false(names_prev(sample.article, at, kind, &found));
    article_free(sample.article);
}

static void test_person_readings(void **state)
{
    (void)state;
    check("We met Ana ^Lund at noon.", NAME_PERSON, "Ana Lund|Lund");
    check("We met Ana\n^Lund at noon, they say.", NAME_PERSON, "Lund|Ana\nLund");
    check("We met ^Ana\nLund at noon, they say.", NAME_PERSON, "Ana|Ana\nLund");
    check("It was ^Ana\n\nLund was late.", NAME_PERSON, "Ana");
    check("We met Mr. ^Lund at noon.", NAME_PERSON, "Mr. Lund|Lund");
    check("In ^Lund it rained.", NAME_PERSON, "Lund");
    check("We met Ana ^Lund's brother.", NAME_PERSON, "Ana Lund|Lund");
    check("We met Ana Lund^'s brother.", NAME_PERSON, "Ana Lund|Lund");
    check("We met the old captain Ana ^Lund there.", NAME_PERSON,
          "Ana Lund|Lund|the old captain Ana Lund");
    check("Lund's ^house stands in Oslo.", NAME_PERSON, "Lund's house|house");
    check("They saw the harbour ^pilot leave.", NAME_PERSON, "the harbour pilot|…");
    check("昨日、ルン^ド氏が来た。", NAME_PERSON, "ルンド氏|ルンド");
    check("昨日、カナ^ダ大使が来た。", NAME_PERSON, "カナダ大使|カナダ");
    check("昨日、カナ^ダ大使館が閉まった。", NAME_PERSON, "カナダ");
    check("昨日、ルン^ド氏宅が焼けた。", NAME_PERSON, "ルンド氏|ルンド");
    check("昨日、ルンド^氏が来た。", NAME_PERSON, "ルンド氏|…");
    check("昨日、林^田さんが来た。", NAME_PERSON, "林田さん|林田");
    check("昨日、港の船^長が来た。", NAME_PERSON, "船長|港の船長");
    check("昨日、アナ・ルン^ド氏が来た。", NAME_PERSON, "アナ・ルンド氏|アナ・ルンド|ルンド");
}

static void test_person_travel(void **state)
{
    (void)state;
    travel("Ferries\n\nAccording to [Ana Lund], the ferry sank. [Lund] said it was old.",
           NAME_PERSON);
    travel("[Ana\nLund]: \"The ferry sank.\"\n\n[Ana Lund]\n: \"It was old.\"\n\n[Ana "
           "Lund]:\n\"Yes.\"",
           NAME_PERSON);
    travel("[Lund\nAna] said: \"The ferry sank.\"", NAME_PERSON);
    travel("[The Coast Guard of the Northern Isles] announced that nobody was hurt.", NAME_PERSON);
    travel("[Ana Lund], who has steered ferries for years, said the ferry was old.", NAME_PERSON);
    travel("[A man who saw the lamp go out] laughed, saying, \"I knew it.\"", NAME_PERSON);
    travel("According to [the Danish harbour insurer Havfolk], last year alone they paid.",
           NAME_PERSON);
    travel("According to [harbour folk], there are \"otters\" there.", NAME_PERSON);
    travel("But [Mr. Lund] later testified that he had sold it.", NAME_PERSON);
    travel("[Many] warned that \"rescue is hopeless\" and [some harbour offices] clarified that "
           "they left.",
           NAME_PERSON);
    travel("\"It sank,\" said [Ana Lund], the captain.", NAME_PERSON);
    travel("\"It sank,\" [she] said.", NAME_PERSON);
    travel("\"It sank,\" [the harbour master], Ana Lund, said.", NAME_PERSON);
    travel("\"It sank,\" [Ana Lund], the harbour master, said.", NAME_PERSON);
    travel("They left. Said [Mr. Lund's deputy]: \"It sank.\"", NAME_PERSON);
    travel("Yesterday [the harbour master], Ana Lund, said the ferry was old.", NAME_PERSON);
    travel("\"It sank,\" said [she].", NAME_PERSON);
    travel("\"It sank\" The story told by [the captain of the ferry]", NAME_PERSON);
    travel("[Lund and Berg] said they had left.", NAME_PERSON);
    travel("According to [the indictment], he sold two boats.", NAME_PERSON);
    travel("The ferry is said to be old. It is believed that it sank. He was told to go.",
           NAME_PERSON);
    travel("They had to report it to the office, and reported them to the crown.", NAME_PERSON);
    travel("[船長]\n「沈みました」\n\n[港の係員]\n「そうです」", NAME_PERSON);
    travel("[ルンド氏]によると、船は古い。[ルンド氏]は「沈んだ」と述べた。", NAME_PERSON);
    travel("「沈んだ」と[港の船長]は話した。", NAME_PERSON);
    travel("[ルンド氏]は船が古かったと説明した。雨が降った。", NAME_PERSON);
    travel("ルンド氏は、声を張り上げて、道を示した。", NAME_PERSON);
    travel("[船長]：「沈みました」", NAME_PERSON);
}

static void test_place_readings(void **state)
{
    (void)state;
    check("The ferry left ^Kuwait Tower behind.", NAME_PLACE, "Kuwait Tower|Kuwait|…");
    check("A North ^Korean ferry.", NAME_PLACE, "North Korean|Korean|…");
    check("A study at the University of ^Tokyo shows it.", NAME_PLACE, "Tokyo|…");
    check("They went to ^Havnsund.", NAME_PLACE, "Havnsund");
    check("フィリ^ピン人です", NAME_PLACE, "フィリピン|…");
    check("ア^メリカ政府が", NAME_PLACE, "アメリカ");
}

static void test_place_travel(void **state)
{
    (void)state;
    travel("Ferries from [Kuwait City] in [Kuwait] reach the [Persian Gulf] and the [Middle East].",
           NAME_PLACE);
    travel("[North Korea]'s ferries and North Korean crews, Arabic and Japanese.", NAME_PLACE);
    travel("He studied Arabic at Pyongyang University of Letters; the Bank of Japan agreed.",
           NAME_PLACE);
    travel("The Coast Guard of the [United States] and the University of Tokyo spoke.", NAME_PLACE);
    travel("It cost a billion yen in Japan yen at the [Japan] exchanges.", NAME_PLACE);
    travel("[South Korea]'s National Police Agency is in [Seoul].", NAME_PLACE);
    travel("Boats were lost to the [North]. The North wind blew.", NAME_PLACE);
    travel("We met Jack London and Paris Lund in [Paris].", NAME_PLACE);
    travel("A bridge over the [Lindel River] near [Havnsund], not in June or in English.",
           NAME_PLACE);
    travel("The [Hokkaido] and [Sapporo] offices; [Dubai], [United Arab Emirates].", NAME_PLACE);
    travel("They fled to [New\nYork] and [The Hague].", NAME_PLACE);
    travel("アメリカ人と[北朝鮮]の人、[中東]での活動。[アメリカ]政府が[韓国]海軍。", NAME_PLACE);
    travel("[北朝鮮]ハッカー、フィリピン人、日本語、東京大学、日本銀行、日本円。", NAME_PLACE);
    travel("[イラン]出身の船長は[大阪府]と[福岡市]、[東京タワー]へ。床のタイルと千葉さん。",
           NAME_PLACE);
    travel("[磐梯県]の小都市、大都市、[東南アジア]。", NAME_PLACE);
}

static void test_occurrences(void **state)
{
    (void)state;
    static const struct {
        const char *notation;
        int counts;
    } cases[] = {
        {"They left [Kuwait] early.", 1},
        {"In [Kuwait] it rained.", 1},
        {"The [Kuwait] ferry.", 1},
        {"They saw [Kuwait]'s coast.", 1},
        {"They saw [Kuwait]’s coast.", 1},
        {"They saw [Kuwait] City.", 0},
        {"They saw [Kuwait]\nCity.", 0},
        {"They saw Old [Kuwait].", 0},
        {"The [Kuwait]i coast.", -1},
        {"The [Kuwait]2 team.", -1},
        {"A Neo[Kuwait] team.", -1},
        {"Mr. [Lund] left.", 0},
        {"Said [Lund], who left.", 1},
        {"Rain. [Lund] left. However, he came.", 1},
        {"They left [Kuwait]. However, it rained.", 1},
        {"[日本]銀行", 1},
        {"西[日本]", 1},
        {"the [old lamp] shone", 1},
        {"the b[old lamp] shone", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample sample = sample_read(cases[i].notation);
        if (names_occurrence(sample.article, sample.at[0]) != cases[i].counts)
            fail_msg("%s: not %d", cases[i].notation, cases[i].counts);
        article_free(sample.article);
    }
}

/* In an endless line and in lines without blank ones between, travel goes on past a block's edge.
 */
static void test_edges_of_blocks(void **state)
{
    (void)state;
    static const char *const pieces[] = {"There was a long and empty road to ",
                                         "The road was long\nand led to "};
    for (size_t k = 0; k < 2; k++) {
        enum { TIMES = 700 };
        char *text = calloc(TIMES, 64);
        assert_non_null(text);
        for (size_t i = 0; i < TIMES; i++) {
            strcat(text + (i ? strlen(text) : 0), pieces[k]);
            strcat(text, i % 7 == 3 ? "Tokyo. " : "nowhere. ");
        }
        struct article *article = article_copy(text, strlen(text));
        size_t n = 0;
        struct range found;
        for (struct pos at = pos_at(0); names_next(article, at, NAME_PLACE, &found);
             at = found.end, n++)
            assert_string_equal(words_of(article, found), "Tokyo");
        assert_int_equal(n, 100);
        n = 0;
        for (struct pos at = pos_at(article_size(article));
             names_prev(article, at, NAME_PLACE, &found); at = found.start)
            n++;
        assert_int_equal(n, 100);
        article_free(article);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_person_readings), cmocka_unit_test(test_person_travel),
        cmocka_unit_test(test_place_readings),  cmocka_unit_test(test_place_travel),
        cmocka_unit_test(test_occurrences),     cmocka_unit_test(test_edges_of_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
