/* Any text at all: ranges lie within the article, on whole clusters, and travel comes to an end. */
#include "cases.h"

#include "manicule/suggest/amounts.h"
#include "manicule/suggest/names.h"
#include "manicule/suggest/quotes.h"
#include "manicule/suggest/speakers.h"

/* Pieces that the rules look at, and some that break clusters or lines. */
static const char *const pieces[] = {
    "\"",         "\"",
    "“",          "”",
    "「",         "」",
    "『",         "』",
    "'",          "’",
    "«",          "»",
    "„",          ":",
    ": ",         "：",
    ", ",         ". ",
    "。",         "、",
    "?",          " ",
    " ",          " ",
    "\n",         "\n",
    "\r\n",       "\n\n",
    "\t",         "\u3000",
    "The ",       "the ",
    "of ",        "and ",
    "in ",        "Bank",
    "Kuwait",     "North Korea",
    "Tokyo",      "Mr. ",
    "Lund",       "said",
    "says ",      "saying",
    "told by ",   "According to ",
    "who ",       "that ",
    "'s",         "1",
    "2",          "9",
    "2019",       "3.8",
    "1,000",      "865.<> ",
    "million",    "billion ",
    "yen",        "dollars",
    "$",          "US$",
    "€",          "%",
    "half a ",    "two ",
    "twenty-",    "hundred ",
    "-",          "–",
    "~",          "〜",
    "/",          "about ",
    "more than ", "約",
    "億",         "万",
    "円",         "年",
    "人",         "階",
    "一",         "十",
    "千",         "北朝鮮",
    "東京",       "都",
    "市",         "氏",
    "さん",       "は",
    "が",         "と",
    "述べた",     "によると",
    "の",         "・",
    "アメリカ",   "政府",
    "タイル",     "\u0301",
    "\u200d",     "\ufe0f\u20e3",
    "👩\u200d💻",   "🇯🇵",
    "\u202e",     "é",
    "Ö",          "Я",
    "한국",       "ไทย",
    "عرب",
};

static struct article *any_article(uint64_t *seed)
{
    char text[4096];
    size_t size = 0, parts = 1 + test_random(seed) % 120;
    for (size_t i = 0; i < parts; i++) {
        const char *piece = pieces[test_random(seed) % (sizeof pieces / sizeof *pieces)];
        memcpy(text + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return article_copy(text, size);
}

static void check_range(const struct article *article, struct range range)
{
    assert_true(range.start.byte < range.end.byte);
    assert_true(range.end.byte <= article_size(article));
    assert_true(article_is_boundary(article, range.start));
    assert_true(article_is_boundary(article, range.end));
}

static void check_amount(const struct article *article, const struct amount *amount)
{
    check_range(article, amount->range);
    if (amount->garbled)
        assert_string_equal(amount->value, "");
}

static void at_every_place(const struct article *article)
{
    struct quotation quotes[6];
    struct amount amounts[6];
    struct range names[6];
    for (struct pos at = pos_at(0); at.byte < article_size(article);
         at = article_next(article, at)) {
        size_t n = quotes_at(article, at, quotes, 6);
        for (size_t i = 0; i < n; i++) {
            check_range(article, quotes[i].range);
            assert_true(range_has(quotes[i].range, at));
            quotes_is_speech(article, &quotes[i]);
        }
        n = amounts_at(article, at, amounts, 6);
        for (size_t i = 0; i < n; i++) {
            check_amount(article, &amounts[i]);
            assert_true(amounts_read(article, amounts[i].range, &amounts[5]) || amounts[i].garbled);
        }
        for (int kind = NAME_PERSON; kind <= NAME_PLACE; kind++) {
            n = names_at(article, at, (enum name_kind)kind, names, 6);
            for (size_t i = 0; i < n; i++) {
                check_range(article, names[i]);
                assert_in_range(names_occurrence(article, names[i]) + 1, 0, 2);
            }
        }
    }
}

/* Each step forward starts at or after where it was asked from, and the way back sees as many. */
static void travel(const struct article *article)
{
    struct quotation quote;
    struct amount amount;
    struct range name;
    unsigned forth = 0, back = 0;
    struct pos end = pos_at(article_size(article));
    for (struct pos at = pos_at(0); quotes_next(article, at, &quote); forth++) {
        check_range(article, quote.range);
        assert_true(quote.range.start.byte >= at.byte);
        at = article_next(article, quote.range.start);
    }
    for (struct pos at = end; quotes_prev(article, at, &quote); back++) {
        assert_true(quote.range.start.byte < at.byte);
        at = quote.range.start;
    }
    assert_int_equal(forth, back);
    for (struct pos at = pos_at(0); amounts_next(article, at, &amount);) {
        check_amount(article, &amount);
        assert_true(amount.range.end.byte > at.byte);
        at = amount.range.end;
    }
    for (int kind = NAME_PERSON; kind <= NAME_PLACE; kind++) {
        for (struct pos at = pos_at(0); names_next(article, at, (enum name_kind)kind, &name);) {
            check_range(article, name);
            assert_true(name.end.byte > at.byte);
            at = name.end;
        }
    }
}

static void test_any_text(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int round = 0; round < 400; round++) {
        struct article *article = any_article(&seed);
        assert_non_null(article);
        at_every_place(article);
        travel(article);
        article_free(article);
    }
}

static void test_empty(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "\n", " ", "\n\n\n", "\"", "5", "「"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct article *article = article_copy(texts[i], strlen(texts[i]));
        struct quotation quote;
        struct amount amount;
        struct range name;
        struct pos end = pos_at((uint32_t)strlen(texts[i]));
        assert_int_equal(quotes_at(article, end, &quote, 1), 0);
        assert_int_equal(amounts_at(article, end, &amount, 1), 0);
        assert_int_equal(names_at(article, end, NAME_PLACE, &name, 1), 0);
        assert_false(quotes_next(article, end, &quote));
        assert_false(amounts_next(article, end, &amount));
        assert_false(names_next(article, end, NAME_PERSON, &name));
        travel(article);
        article_free(article);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_text),
                                       cmocka_unit_test(test_empty)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
