/* The natural amounts: range, value, unit, qualifier; and what is none. */
#include "cases.h"

#include "manicule/suggest/amounts.h"

struct fields {
    const char *notation; /* one bracketed amount */
    const char *value, *unit, *qualifier;
    bool garbled;
};

static void check(const struct fields *expected)
{
    struct sample sample = sample_read(expected->notation);
    struct amount found;
    if (!amounts_next(sample.article, pos_at(0), &found))
        fail_msg("%s: no amount", expected->notation);
    assert_range(expected->notation, sample.article, found.range, sample.at[0]);
    if (strcmp(found.value, expected->value) != 0 || strcmp(found.unit, expected->unit) != 0 ||
        strcmp(found.qualifier, expected->qualifier) != 0 || found.garbled != expected->garbled)
        fail_msg("%s: value «%s» unit «%s» qualifier «%s» %s", expected->notation, found.value,
                 found.unit, found.qualifier, found.garbled ? "garbled" : "");
    /* The words alone, as someone selects them, say the same. */
    struct amount read;
    assert_true(amounts_read(sample.article, sample.at[0], &read));
    assert_true(range_equal(read.range, sample.at[0]));
    assert_string_equal(read.value, found.value);
    assert_string_equal(read.unit, found.unit);
    assert_string_equal(read.qualifier, found.qualifier);
    article_free(sample.article);
}

static void test_fields(void **state)
{
    (void)state;
    static const struct fields cases[] = {
        {"It cost [3.865 billion yen] then", "3865000000", "JPY", "", false},
        {"It cost about [1 billion yen] in Japan yen", "1000000000", "JPY", "about", false},
        {"It cost [865.<> billion yen], they say", "", "JPY", "", true},
        {"It cost [12.?? million dollars] or so", "", "USD", "about", true},
        {"It cost [$5.2m] then", "5200000", "USD", "", false},
        {"It cost [US$ 1,250] then", "1250", "USD", "", false},
        {"It cost [€2 million] then", "2000000", "EUR", "", false},
        {"It cost [EUR 300] then", "300", "EUR", "", false},
        {"It cost [10 €] then", "10", "EUR", "", false},
        {"It cost [-£99.99] then", "-99.99", "GBP", "", false},
        {"It took [1~2 years] to build", "1–2", "year", "", false},
        {"It took [10 to 20 years] to build", "10–20", "year", "", false},
        {"between [10 and 20 ferries] left", "10–20", "ferries", "", false},
        {"It took [3-5 million dollars] more", "3000000–5000000", "USD", "", false},
        {"They gave [44 mg to 50 mg] of it", "44–50", "mg", "", false},
        {"at least [20 years] in prison", "20", "year", "≥", false},
        {"no more than [20 years] in prison", "20", "year", "≤", false},
        {"more than [six months] later", "6", "month", ">", false},
        {"fewer than [six months] later", "6", "month", "<", false},
        {"up to [six months] later", "6", "month", "≤", false},
        {"roughly [six months] later", "6", "month", "about", false},
        {"[six months] or more", "6", "month", "≥", false},
        {"for [half a year] now", "0.5", "year", "", false},
        {"for [two and a half years] now", "2.5", "year", "", false},
        {"for [twenty-one days] now", "21", "day", "", false},
        {"[three hundred and five ships] sank", "305", "ship", "", false},
        {"[two thousand three hundred ships] sank", "2300", "ship", "", false},
        {"[a million ships] sank", "1000000", "ship", "", false},
        {"[a dozen ferries] sank", "12", "ferries", "", false},
        {"over [6 degrees Celsius] outside", "6", "°C", ">", false},
        {"it was [30°C] outside", "30", "°C", "", false},
        {"rose [3.5%] since", "3.5", "%", "", false},
        {"rose [3.5 per cent] since", "3.5", "%", "", false},
        {"There were [eight people] there", "8", "people", "", false},
        {"There were [12 North Korean sailors] there", "12", "sailors", "", false},
        {"There were [nine] in Qatar then", "9", "", "", false},
        {"and [8] in the United Arab Emirates", "8", "", "", false},
        {"Of the [eight], some left", "8", "", "", false},
        {"a [20-year] sentence", "20", "year", "", false},
        {"a [5 km] walk", "5", "km", "", false},
        {"a [2 1/2 inch] nail", "2.5", "in", "", false},
        {"[½ cup] of it", "0.5", "cup", "", false},
        {"[5 feet 2 inches] tall", "", "ft", "", false},
        {"[thirteen dollars and five cents] each", "13.05", "USD", "", false},
        {"約[3億8650万円]の被害", "386500000", "JPY", "about", false},
        {"被害は[２３００億円]以上", "230000000000", "JPY", "≥", false},
        {"被害は[四十九兆円]超", "49000000000000", "JPY", ">", false},
        {"[5年]ほど前に出た", "5", "year", "about", false},
        {"[1年]ちょっとです", "1", "year", ">", false},
        {"[1年半]たった", "1.5", "year", "", false},
        {"少なくとも[10人]が来た", "10", "人", "≥", false},
        {"[10〜20人]が来た", "10–20", "人", "", false},
        {"[３、４人]が来た", "3–4", "人", "", false},
        {"[9階建て]の家", "9", "階建て", "", false},
        {"[25パーセント]の人", "25", "%", "", false},
        {"[二点四ポイント]上がる", "2.4", "point", "", false},
        {"[100平方メートル]の家", "100", "m2", "", false},
        {"[5円13銭]のパン", "5.13", "JPY", "", false},
        {"[３か月間]待った", "3", "month", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(&cases[i]);
}

/* A4: none of these is an amount, nor is anything inside it. */
static void test_others(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "Ferries at sea, July 7 at 3:16",
        "on 7 July 2020 and in 1998",
        "In 2019, he left; by 2021 elections were held.",
        "from 2010 to 2015, then 2013-14",
        "She is a 34-year-old sailor aged 51.",
        "Ana Lund, 34, left.",
        "on the 2nd floor, the 7th time, in the 1990s",
        "They won 3-1 that day.",
        "Call 03-1234-5678 or 555-0199.",
        "COVID-19, F-16, B2, G7 and 5G",
        "in English 101, Room 5, No. 7 and Boeing 747",
        "one of the world's leading ports",
        "the first and the second",
        "Two left early.",
        "2階のボタン、3階に上がり、1階に降りる",
        "2019年5月3日、令和5年、午後3時16分",
        "第3回、34歳、5年生、3番、4月下旬",
        "一部と一般、十分に、八戸市、苦境の一端、千葉",
        "https://example.org/a?b=12&c=34%25",
        "version 1.2.3 of it",
        "at 5 p.m. and at 7",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct article *article = article_copy(cases[i], strlen(cases[i]));
        struct amount found;
        assert_non_null(article);
        if (amounts_next(article, pos_at(0), &found))
            fail_msg("%s: found «%s»", cases[i], words_of(article, found.range));
        assert_false(amounts_prev(article, pos_at((uint32_t)strlen(cases[i])), &found));
        article_free(article);
    }
}

static void test_readings(void **state)
{
    (void)state;
    static const struct {
        const char *notation, *expected;
    } cases[] = {
        {"It cost ^3.8 billion yen then.", "3.8 billion yen|3.8 billion"},
        {"It cost 3.8 billion ^yen then.", "3.8 billion yen"},
        {"It took 1~^2 years then.", "1~2 years|1~2"},
        {"It took ^1~2 years then.", "1~2 years|1~2|1"},
        {"It took ^about 2 years then.", "2 years|2"},
        {"It took at ^least 20 years then.", "20 years|20"},
        {"^約3億円の被害", "3億円|3億"},
        {"There were ^eight tall men there.", "eight tall men|eight"},
        {"on ^7 July", "7|7 July"},
        {"in ^2019 he left", "2019"},
        {"2^階のボタン", "2階|…"},
        {"no ^number here", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample sample = sample_read(cases[i].notation);
        struct amount found[8];
        struct range ranges[8];
        size_t n = amounts_at(sample.article, sample.cursor, found, 8);
        for (size_t k = 0; k < n; k++)
            ranges[k] = found[k].range;
        assert_readings(cases[i].notation, sample.article, ranges, n, cases[i].expected);
        article_free(sample.article);
    }
}

static void test_travel(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "[Eight people] and [$5] in May 2020, [three days] "
        "later\n\n[5年]前に[9階建て]の2階で[10人]。",
        "[1 km], [2 km]\n[3 km]\n\n\n[4 km]",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample sample = sample_read(cases[i]);
        struct amount found, reading;
        struct pos at = pos_at(0);
        for (size_t k = 0; k < sample.n; k++) {
            assert_true(amounts_next(sample.article, at, &found));
            assert_range(cases[i], sample.article, found.range, sample.at[k]);
            assert_true(amounts_at(sample.article, found.range.start, &reading, 1) == 1);
            assert_range(cases[i], sample.article, reading.range, found.range);
            at = found.range.end;
        }
        assert_false(amounts_next(sample.article, at, &found));
        at = pos_at(article_size(sample.article));
        for (size_t k = sample.n; k-- > 0;) {
            assert_true(amounts_prev(sample.article, at, &found));
            assert_range(cases[i], sample.article, found.range, sample.at[k]);
            at = found.range.start;
        }
        assert_false(amounts_prev(sample.article, at, &found));
        article_free(sample.article);
    }
}

static void test_read_selection(void **state)
{
    (void)state;
    struct sample sample = sample_read("They paid [about 300 euros each] then and [nothing] more");
    struct amount found;
    assert_true(amounts_read(sample.article, sample.at[0], &found));
    assert_string_equal(found.value, "300");
    assert_string_equal(found.unit, "EUR");
    assert_string_equal(found.qualifier, "about");
    assert_true(range_equal(found.range, sample.at[0]));
    assert_false(amounts_read(sample.article, sample.at[1], &found));
    article_free(sample.article);
}

/* Values too large for 64 bits are left empty, not wrong. */
static void test_large(void **state)
{
    (void)state;
    static const struct fields cases[] = {
        {"[18446744073709551609 yen] once", "18446744073709551609", "JPY", "", false},
        {"[99999999999999999999 yen] once", "", "JPY", "", false},
        {"[99999999999 billion yen] once", "", "JPY", "", false},
        {"[0.000001 yen] once", "0.000001", "JPY", "", false},
        {"[0 yen] once", "0", "JPY", "", false},
        {"[10.50 yen] once", "10.5", "JPY", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(&cases[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),         cmocka_unit_test(test_others),
        cmocka_unit_test(test_readings),       cmocka_unit_test(test_travel),
        cmocka_unit_test(test_read_selection), cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
