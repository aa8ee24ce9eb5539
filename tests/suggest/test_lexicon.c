/* The tables: sorted, as their binary searches need, and without doubles. */
#include "testlib.h"

#include "../../src/suggest/lexicon.h"

#define SORTED(table, n, text)                                                                     \
    for (size_t i = 1; i < (n); i++)                                                               \
        if (strcmp((table)[i - 1] text, (table)[i] text) >= 0)                                     \
    fail_msg("%s: %s stands before %s", #table, (table)[i - 1] text, (table)[i] text)

static void test_sorted(void **state)
{
    (void)state;
    SORTED(lexicon_words_en, lexicon_words_en_n, .text);
    SORTED(lexicon_places_en, lexicon_places_en_n, );
    SORTED(lexicon_places_ja, lexicon_places_ja_n, );
    SORTED(lexicon_units_en, lexicon_units_en_n, .text);
    SORTED(lexicon_units_ja, lexicon_units_ja_n, .text);
    SORTED(lexicon_signs, lexicon_signs_n, .text);
}

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

/* Every entry is found by its own text: longest matches hide none. */
static void test_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < lexicon_words_en_n; i++) {
        const struct word *word = &lexicon_words_en[i];
        assert_int_equal(lexicon_words((const uint8_t *)word->text, strlen(word->text)),
                         word->classes);
    }
    for (size_t i = 0; i < lexicon_places_en_n; i++)
        assert_true(
            lexicon_place((const uint8_t *)lexicon_places_en[i], strlen(lexicon_places_en[i])));
    for (size_t i = 0; i < lexicon_places_ja_n; i++)
        assert_int_equal(
            lexicon_place_ja((const uint8_t *)lexicon_places_ja[i], strlen(lexicon_places_ja[i])),
            strlen(lexicon_places_ja[i]));
    for (size_t i = 0; i < lexicon_units_ja_n; i++)
        assert_ptr_equal(lexicon_unit_ja((const uint8_t *)lexicon_units_ja[i].text,
                                         strlen(lexicon_units_ja[i].text)),
                         &lexicon_units_ja[i]);
    for (size_t i = 0; i < lexicon_units_en_n; i++)
        assert_ptr_equal(lexicon_unit((const uint8_t *)lexicon_units_en[i].text,
                                      strlen(lexicon_units_en[i].text)),
                         &lexicon_units_en[i]);
}

static void test_lookups(void **state)
{
    (void)state;
    assert_true(lexicon_words(BYTES("SAID")) & W_SAY);
    assert_int_equal(lexicon_words(BYTES("zebra")), 0);
    assert_int_equal(lexicon_place_ja(BYTES("東京タワーの")), strlen("東京タワー"));
    assert_int_equal(lexicon_place_ja(BYTES("東京タ")), strlen("東京"));
    assert_int_equal(lexicon_place_ja(BYTES("東へ")), 0);
    assert_string_equal(lexicon_unit_ja(BYTES("階建てだ"))->text, "階建て");
    assert_true(lexicon_unit_ja(BYTES("階に"))->classes & U_NEVER);
    assert_null(lexicon_unit(BYTES("zebra")));
    assert_string_equal(lexicon_unit(BYTES("Yen"))->name, "JPY");
    assert_null(lexicon_unit(BYTES("WH")));
    assert_string_equal(lexicon_sign(BYTES("US$5"))->text, "US$");
    assert_int_equal(lexicon_ja(LIST_TITLE, BYTES("国家主席は")), strlen("国家主席"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorted),
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_lookups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
