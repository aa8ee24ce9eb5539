/* Who likely said a quotation: the order of the candidates. */
#include "cases.h"

#include "manicule/suggest/speakers.h"

/* The brackets enclose the speakers and, the one with a quotation mark first, the quotation. The
 * order is given as digits, each speaker's number in reading order. */
static const struct {
    const char *notation;
    size_t last;
    const char *order;
    enum speaker_place first;
} cases[] = {
    {"[Ana]: [\"It sank.\"]", SIZE_MAX, "0", SPEAKER_BEFORE_COLON},
    {"[Ana] left.\n\n[Bo\nLund]: [\"It sank.\"] [Cy] wept.", 0, "120", SPEAKER_BEFORE_COLON},
    {"[Ana] left.\n\n[Bo Lund]\n: [\"It sank.\"]", SIZE_MAX, "10", SPEAKER_BEFORE_COLON},
    {"[Ana] left.\n\n[Bo\nLund] said: [\"It sank.\"]", SIZE_MAX, "10", SPEAKER_BEFORE_COLON},
    {"[Ana] left.\n[Bo]\n[\"It sank.\"]", SIZE_MAX, "10", SPEAKER_LINE_ABOVE},
    {"[アナ]は去った。\n\n[船長]\n[「沈みました」]", SIZE_MAX, "10", SPEAKER_LINE_ABOVE},
    {"[Ana] left. [\"It sank,\"] said [Bo], not [Cy].", SIZE_MAX, "120", SPEAKER_SENTENCE},
    {"[Ana] left. [Bo] said [\"it sank\"]. [Cy] wept.", SIZE_MAX, "120", SPEAKER_SENTENCE},
    {"[Ana] warned that [\"it sinks\"] and [Bo] left.", SIZE_MAX, "01", SPEAKER_SENTENCE},
    {"When [Ana] left, [\"It sank,\"] said [Bo].", SIZE_MAX, "10", SPEAKER_SENTENCE},
    {"[Ana] left.\n\n[Bo] wept.\n\n[\"It sank.\"]", 0, "01", SPEAKER_LAST},
    {"[Ana] left.\n\n[Bo] wept.\n\n[\"It sank.\"]", SIZE_MAX, "10", SPEAKER_EARLIER},
    {"[\"It sank.\"]\n\n[Ana] left.\n\n[Bo] wept.", SIZE_MAX, "01", SPEAKER_EARLIER},
};

static void test_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample sample = sample_read(cases[i].notation);
        struct range quote = {0}, speakers[8];
        size_t n = 0;
        for (size_t k = 0; k < sample.n; k++) {
            uint8_t c = article_bytes(sample.article)[sample.at[k].start.byte];
            if (c == '"' || strncmp(words_of(sample.article, sample.at[k]), "「", 3) == 0)
                quote = sample.at[k];
            else
                speakers[n++] = sample.at[k];
        }
        struct speaker_choice choices[8];
        size_t found = speakers_rank(sample.article, quote, speakers, n, cases[i].last, choices, 8);
        char order[9] = "";
        assert_int_equal(found, n);
        for (size_t k = 0; k < found; k++)
            order[k] = (char)('0' + choices[k].index);
        if (strcmp(order, cases[i].order) != 0 || choices[0].place != cases[i].first)
            fail_msg("%s: %s, place %d", cases[i].notation, order, choices[0].place);
        /* A shorter list is the same list's head. */
        assert_int_equal(
            speakers_rank(sample.article, quote, speakers, n, cases[i].last, choices, 1), 1);
        assert_int_equal(choices[0].index, (size_t)(order[0] - '0'));
        article_free(sample.article);
    }
}

static void test_nobody(void **state)
{
    (void)state;
    struct article *article = article_copy("\"It sank.\"", 10);
    struct speaker_choice choice;
    assert_int_equal(speakers_rank(article, range_of(0, 10), NULL, 0, SIZE_MAX, &choice, 1), 0);
    article_free(article);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order), cmocka_unit_test(test_nobody)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
