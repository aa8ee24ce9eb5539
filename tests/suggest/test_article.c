/* The shared article: travel stops at every place that the guidelines ask for and at no other, and
 * the label key takes exactly its span. Offsets are code points; they were read by eye. */
#include "cases.h"

#include "manicule/suggest/amounts.h"
#include "manicule/suggest/names.h"
#include "manicule/suggest/quotes.h"
#include "manicule/text/units.h"

static const uint32_t quotes[][2] = {
    {1009, 1039},   {1262, 1274},   {1664, 1747},   {1921, 1963},   {2955, 3099}, {3459, 3588},
    {3743, 3900},   {4007, 4098},   {5079, 5352},   {5851, 5860},   {5882, 6003}, {6226, 6393},
    {6492, 6680},   {6784, 6833},   {7443, 7470},   {7499, 7519},   {7521, 7550}, {7672, 7695},
    {7813, 7846},   {7871, 7891},   {7923, 7952},   {8101, 8126},   {8131, 8141}, {8143, 8164},
    {8169, 8203},   {8405, 8439},   {8478, 8516},   {9177, 9334},   {9639, 9975}, {10578, 10658},
    {10660, 10694}, {11545, 11575}, {11635, 11679}, {12244, 12484},
};

static const uint32_t speakers[][2] = {
    {1172, 1245},   {1593, 1621},   {1998, 2037},   {2301, 2354},   {2646, 2659},  {2940, 2953},
    {3114, 3128},   {3236, 3245},   {3444, 3457},   {3654, 3667},   {3728, 3741},  {3991, 4004},
    {4485, 4493},   {5065, 5077},   {5542, 5545},   {5721, 5728},   {5863, 5875},  {6212, 6224},
    {6408, 6411},   {6478, 6490},   {8128, 8130},   {8166, 8168},   {8398, 8404},  {8471, 8477},
    {9040, 9043},   {9163, 9175},   {9458, 9461},   {9625, 9637},   {9990, 10004}, {10881, 10894},
    {11527, 11531}, {11580, 11609}, {12034, 12048}, {12227, 12241},
};

static const uint32_t places[][2] = {
    {58, 69},       {410, 421},     {550, 561},     {563, 569},     {608, 620},     {740, 747},
    {750, 761},     {1025, 1037},   {1046, 1058},   {1608, 1621},   {1871, 1882},   {1957, 1962},
    {2039, 2050},   {2422, 2427},   {2764, 2775},   {3250, 3261},   {3753, 3760},   {3786, 3800},
    {3802, 3806},   {4141, 4152},   {4404, 4417},   {4681, 4687},   {4860, 4866},   {4913, 4924},
    {4957, 4963},   {5029, 5040},   {5415, 5426},   {5434, 5445},   {5910, 5916},   {5926, 5931},
    {5946, 5966},   {6008, 6014},   {7231, 7236},   {7475, 7477},   {8149, 8152},   {8222, 8225},
    {8356, 8359},   {8374, 8377},   {8420, 8423},   {8424, 8429},   {8479, 8482},   {8707, 8710},
    {8743, 8746},   {8752, 8754},   {8780, 8784},   {8790, 8793},   {8860, 8865},   {8867, 8887},
    {9053, 9059},   {9076, 9082},   {9327, 9332},   {9866, 9871},   {10209, 10214}, {10298, 10303},
    {10332, 10337}, {11986, 11997}, {12121, 12132}, {12380, 12391}, {12697, 12708}, {13093, 13104},
    {13260, 13271}, {13396, 13403}, {13408, 13415}, {13686, 13697}, {13702, 13709},
};

static const uint32_t amounts[][2] = {
    {347, 358},     {931, 948},     {1328, 1346},   {1466, 1483},   {1922, 1940},   {2389, 2402},
    {2506, 2522},   {3478, 3486},   {3833, 3842},   {3851, 3859},   {4550, 4560},   {5894, 5906},
    {5918, 5922},   {5937, 5938},   {6059, 6064},   {6227, 6238},   {6726, 6736},   {7903, 7907},
    {8132, 8134},   {8253, 8255},   {8501, 8503},   {8596, 8598},   {8951, 8966},   {9141, 9150},
    {10021, 10028}, {10683, 10692}, {11253, 11263}, {13071, 13089}, {13239, 13256},
};

static struct article *the_article(void)
{
    const char *path = testdata("article/000_3cc6656b1ccfc32d.txt");
    size_t size;
    if (!path)
        skip();
    uint8_t *bytes = read_file(path, &size);
    struct article *article = article_take(bytes, size);
    assert_non_null(article);
    return article;
}

/* The next stop of one label and what its key takes there; the quotation's travel goes by speech.
 */
typedef bool stop_fn(const struct article *, struct pos, struct range *stop, struct range *taken);

static bool stop_quote(const struct article *article, struct pos at, struct range *stop,
                       struct range *taken)
{
    struct quotation found, reading;
    while (quotes_next(article, at, &found)) {
        *stop = found.range;
        if (quotes_is_speech(article, &found)) {
            assert_int_equal(quotes_at(article, found.range.start, &reading, 1), 1);
            *taken = reading.range;
            return true;
        }
        at = pos_at(found.range.start.byte + 1);
    }
    return false;
}

static bool stop_name(const struct article *article, struct pos at, enum name_kind kind,
                      struct range *stop, struct range *taken)
{
    if (!names_next(article, at, kind, stop))
        return false;
    assert_int_equal(names_at(article, stop->start, kind, taken, 1), 1);
    return true;
}

static bool stop_speaker(const struct article *article, struct pos at, struct range *stop,
                         struct range *taken)
{
    return stop_name(article, at, NAME_PERSON, stop, taken);
}

static bool stop_place(const struct article *article, struct pos at, struct range *stop,
                       struct range *taken)
{
    return stop_name(article, at, NAME_PLACE, stop, taken);
}

static bool stop_amount(const struct article *article, struct pos at, struct range *stop,
                        struct range *taken)
{
    struct amount found, reading;
    if (!amounts_next(article, at, &found))
        return false;
    *stop = found.range;
    assert_int_equal(amounts_at(article, found.range.start, &reading, 1), 1);
    *taken = reading.range;
    return true;
}

static void follow(stop_fn *next, const uint32_t (*expected)[2], size_t n)
{
    struct article *article = the_article();
    struct range stop, taken;
    struct pos at = pos_at(0);
    for (size_t i = 0; i < n; i++) {
        assert_true(next(article, at, &stop, &taken));
        assert_int_equal(article_codepoint(article, stop.start), expected[i][0]);
        assert_int_equal(article_codepoint(article, stop.end), expected[i][1]);
        assert_true(range_equal(stop, taken));
        at = stop.end;
    }
    assert_false(next(article, at, &stop, &taken));
    article_free(article);
}

static void test_quotes(void **state)
{
    (void)state;
    follow(stop_quote, quotes, sizeof quotes / sizeof *quotes);
}

static void test_speakers(void **state)
{
    (void)state;
    follow(stop_speaker, speakers, sizeof speakers / sizeof *speakers);
}

static void test_places(void **state)
{
    (void)state;
    follow(stop_place, places, sizeof places / sizeof *places);
}

static void test_amounts(void **state)
{
    (void)state;
    follow(stop_amount, amounts, sizeof amounts / sizeof *amounts);
}

/* Mark all of the country's name: eight places, three inside longer names. */
static void test_mark_all(void **state)
{
    (void)state;
    struct article *article = the_article();
    const uint8_t *bytes = article_bytes(article);
    unsigned whole = 0, longer = 0;
    static const char name[] = "Kuwait";
    for (uint32_t at = 0; at + sizeof name - 1 <= article_size(article); at++) {
        if (memcmp(bytes + at, name, sizeof name - 1) != 0)
            continue;
        int counts = names_occurrence(article, range_of(at, at + (uint32_t)sizeof name - 1));
        whole += counts == 1;
        longer += counts == 0;
    }
    assert_int_equal(whole, 8);
    assert_int_equal(longer, 3);
    article_free(article);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotes),   cmocka_unit_test(test_speakers),
        cmocka_unit_test(test_places),   cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_mark_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
