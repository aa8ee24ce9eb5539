/* What is shown for every kind of character, row by row of the promise about hostile text, and that
 * nothing else ever comes out. Cells are written as text: the characters of each, one after another. */
#include "sample.h"

#include <unictype.h>
#include <unistr.h>

#include "../../src/text/chars.h"
#include "manicule/base/buf.h"
#include "manicule/text/glyph.h"

static const struct widths safe;

struct shown {
    const char *input, *cells;
    enum glyph_kind kind;
    unsigned width;
};

static void write_cells(const struct glyph *glyph, struct buf *out)
{
    buf_clear(out);
    for (unsigned i = 0; i < glyph->n; i++) {
        for (unsigned k = 0; k < GLYPH_CHARS && glyph->cell[i].c[k]; k++) {
            uint8_t bytes[6];
            int n = u8_uctomb(bytes, glyph->cell[i].c[k], sizeof bytes);
            assert_true(n > 0);
            buf_add(out, bytes, (size_t)n);
        }
    }
}

static void check_row(const struct shown *row, const struct widths *widths)
{
    struct buf out = {0};
    struct glyph glyph;
    size_t n = strlen(row->input);
    memset(&glyph, 0x55, sizeof glyph);
    glyph_plan((const uint8_t *)row->input, n ? n : 1, 0, widths, &glyph);
    write_cells(&glyph, &out);
    if (strcmp(buf_text(&out), row->cells) != 0 || glyph.kind != row->kind ||
        glyph.width != row->width)
        fail_msg("%s is shown as %s, kind %d, %d columns", row->cells, buf_text(&out),
                 (int)glyph.kind, glyph.width);
    assert_int_equal(glyph_width((const uint8_t *)row->input, n ? n : 1, 0, widths), row->width);
    buf_release(&out);
}

static void check_rows(const struct shown *rows, size_t n, const struct widths *widths)
{
    for (size_t i = 0; i < n; i++)
        check_row(&rows[i], widths);
}

#define CHECK(rows, widths) check_rows(rows, sizeof rows / sizeof *rows, widths)

static void test_controls(void **state)
{
    (void)state;
    static const struct shown rows[] = {
        {"", "^@", GLYPH_PLACEHOLDER, 2},     {"\x01", "^A", GLYPH_PLACEHOLDER, 2},
        {"\x1b", "^[", GLYPH_PLACEHOLDER, 2}, {"\x1f", "^_", GLYPH_PLACEHOLDER, 2},
        {"\x7f", "^?", GLYPH_PLACEHOLDER, 2}, {"\r", "^M", GLYPH_PLACEHOLDER, 2},
        {"\n", "", GLYPH_NEWLINE, 0},         {"\r\n", "", GLYPH_NEWLINE, 0},
        {"\t", "        ", GLYPH_TAB, 8},     {"a", "a", GLYPH_PLAIN, 1},
        {" ", " ", GLYPH_PLAIN, 1},           {"~", "~", GLYPH_PLAIN, 1},
    };
    CHECK(rows, &safe);
    struct glyph glyph;
    for (unsigned column = 0; column < 20; column++) {
        glyph_plan((const uint8_t *)"\t", 1, column, &safe, &glyph);
        assert_int_equal((column + glyph.width) % TAB_STOP, 0);
        assert_int_equal(glyph.n, glyph.width);
        assert_in_range(glyph.width, 1, TAB_STOP);
    }
}

static void test_named_by_number(void **state)
{
    (void)state;
    static const struct shown rows[] = {
        {"\xc2\x80", "<0080>", GLYPH_PLACEHOLDER, 6},
        {"\xc2\x9b", "<009B>", GLYPH_PLACEHOLDER, 6},
        {"\xe2\x80\xa8", "<2028>", GLYPH_PLACEHOLDER, 6},
        {"\xe2\x80\xa9", "<2029>", GLYPH_PLACEHOLDER, 6},
        {"\xef\xb7\x90", "<FDD0>", GLYPH_PLACEHOLDER, 6},
        {"\xef\xbf\xbf", "<FFFF>", GLYPH_PLACEHOLDER, 6},
        {"\xf4\x8f\xbf\xbf", "<10FFFF>", GLYPH_PLACEHOLDER, 8},
        {"\xcd\xb8", "<0378>", GLYPH_PLACEHOLDER, 6},              /* unassigned */
        {"\xee\x80\x80", "<E000>", GLYPH_PLACEHOLDER, 6},          /* private use */
        {"\xf3\xa0\x80\x81", "<E0001>", GLYPH_PLACEHOLDER, 7},     /* a tag */
        {"\xf3\xa0\x81\x81", "<E0041>", GLYPH_PLACEHOLDER, 7},
        {"\xef\xbf\xb9", "<FFF9>", GLYPH_PLACEHOLDER, 6},          /* interlinear */
        {"\xd8\x80", "<0600>", GLYPH_PLACEHOLDER, 6},              /* a format sign */
    };
    CHECK(rows, &safe);
}

static void test_hidden(void **state)
{
    (void)state;
    static const uint32_t hidden[] = {
        0x61c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
        0xad, 0x34f, 0x115f, 0x1160, 0x180b, 0x180c, 0x180d, 0x180e, 0x180f, 0x200b, 0x200c, 0x200d,
        0x2060, 0x2061, 0x2064, 0x206a, 0x206f, 0x3164, 0xffa0, 0xfeff, 0xfe0f, 0xfe00, 0xe0100,
    };
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        char cells[16];
        uint8_t input[8] = {0};
        u8_uctomb(input, hidden[i], 6);
        snprintf(cells, sizeof cells, "<%04X>", (unsigned)hidden[i]);
        struct shown row = {(const char *)input, cells, GLYPH_HIDDEN, (unsigned)strlen(cells)};
        check_row(&row, &safe);
        assert_int_equal(glyph_char_width(hidden[i], &safe), -1);
    }
}

/* Inside a cluster that asks for it an invisible character shows nothing; elsewhere it does. */
static void test_joiners(void **state)
{
    (void)state;
    static const struct shown rows[] = {
        {"क्\xe2\x80\x8d", "क्", GLYPH_PLAIN, 1},
        {"ی\xe2\x80\x8c", "ی", GLYPH_PLAIN, 1},
        {"ᠠ\xe1\xa0\x8b", "ᠠ", GLYPH_PLAIN, 1},
        {"a\xcd\x8f\xcc\x88", "a\xcc\x88", GLYPH_PLAIN, 1},
        {"a\xcd\x8f", "a<034F>", GLYPH_HIDDEN, 7},
        {"a\xe2\x80\x8d", "a<200D>", GLYPH_HIDDEN, 7},
        {"a\xe2\x80\x8c", "a<200C>", GLYPH_HIDDEN, 7},
        {"漢\xe2\x80\x8d", "漢<200D>", GLYPH_HIDDEN, 8},
        {"a\xe1\xa0\x8b", "a<180B>", GLYPH_HIDDEN, 7},
        {"a\xef\xb8\x8f", "a<FE0F>", GLYPH_HIDDEN, 7},
        {"❤\xef\xb8\x8f", "❤", GLYPH_PLAIN, 1},
        {"❤\xef\xb8\x8e", "❤", GLYPH_PLAIN, 1},
        {"葛\xf3\xa0\x84\x80", "葛", GLYPH_PLAIN, 2},
        {"❤\xef\xb8\x8f\xef\xb8\x8f", "❤<FE0F>", GLYPH_HIDDEN, 7},
        {"1\xef\xb8\x8f\xe2\x83\xa3", "1\xe2\x83\xa3", GLYPH_PLAIN, 1},
        {"👍\xe2\x80\x8d", "👍<200D>", GLYPH_HIDDEN, 8},
    };
    CHECK(rows, &safe);
}

static void test_marks(void **state)
{
    (void)state;
    static const struct shown rows[] = {
        {"e\xcc\x81", "é", GLYPH_PLAIN, 1},
        {"か\xe3\x82\x99", "が", GLYPH_PLAIN, 2},
        {"あ\xe3\x82\x99", "あ<3099>", GLYPH_PLACEHOLDER, 8},
        {"\xe3\x82\x9a", "<309A>", GLYPH_PLACEHOLDER, 6},
        {"\xcc\x81", "◌\xcc\x81", GLYPH_PLAIN, 1},
        {"x\xcc\x81\xcc\x82\xcc\x83\xcc\x84", "x\xcc\x81\xcc\x82\xcc\x83\xcc\x84", GLYPH_PLAIN, 1},
        {"x\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86", "x\xcc\x81\xcc\x82\xcc\x83\xcc\x84+2",
         GLYPH_PLACEHOLDER, 3},
        {"\xe0\xa4\xbe", "◌ा", GLYPH_PLAIN, 2},
        {"का", "का", GLYPH_PLAIN, 2},
        {"कि", "कि", GLYPH_PLAIN, 2},
        {"ทำ", "ทำ", GLYPH_PLAIN, 2},
        {"ที่", "ที่", GLYPH_PLAIN, 1},
        {"ನಿ", "ನಿ", GLYPH_PLAIN, 1},
        {"각", "각", GLYPH_PLAIN, 2},
        {"\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "각", GLYPH_PLAIN, 2},
        {"\xe1\x85\xa1", "◌\xe1\x85\xa1", GLYPH_PLAIN, 1},
        {"א", "א", GLYPH_PLAIN, 1},
        {"ش", "ش", GLYPH_PLAIN, 1},
        {"䷀", "<4DC0>", GLYPH_PLACEHOLDER, 6},
    };
    CHECK(rows, &safe);
}

static void test_emoji(void **state)
{
    (void)state;
    static const struct widths new_emoji = {.new_emoji = true};
    static const struct shown rows[] = {
        {"👍", "👍", GLYPH_PLAIN, 2},
        {"👍\xf0\x9f\x8f\xbd", "👍", GLYPH_PLAIN, 2},
        {"\xf0\x9f\x8f\xbd", "\xf0\x9f\x8f\xbd", GLYPH_PLAIN, 2},
        {"👩\xe2\x80\x8d🚀", "👩", GLYPH_PLAIN, 2},
        {"👨\xe2\x80\x8d👩\xe2\x80\x8d👧\xe2\x80\x8d👦", "👨", GLYPH_PLAIN, 2},
        {"🏳\xef\xb8\x8f\xe2\x80\x8d🌈", "🏳", GLYPH_PLAIN, 1},
        {"🇯🇵", "JP", GLYPH_PLACEHOLDER, 2},
        {"🇯", "<1F1EF>", GLYPH_PLACEHOLDER, 7},
        {"🏴\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xb3\xf3\xa0\x81\xa3\xf3\xa0\x81\xb4\xf3\xa0\x81\xbf",
         "🏴", GLYPH_PLAIN, 2},
        {"👍\xf3\xa0\x81\xa7", "👍<E0067>", GLYPH_PLACEHOLDER, 9},
        {"🧑", "🧑", GLYPH_PLAIN, 2}, /* of Unicode 10 */
    }, new_rows[] = {
        {"\xf0\x9f\xab\xa0", "<1FAE0>", GLYPH_PLACEHOLDER, 7},
        {"\xf0\x9f\xa5\xb0", "<1F970>", GLYPH_PLACEHOLDER, 7},
        {"\xf0\x9f\x9f\xa0", "<1F7E0>", GLYPH_PLACEHOLDER, 7},
    }, probed_rows[] = {
        {"\xf0\x9f\xab\xa0", "\xf0\x9f\xab\xa0", GLYPH_PLAIN, 2},
        {"\xf0\x9f\xa5\xb0", "\xf0\x9f\xa5\xb0", GLYPH_PLAIN, 2},
        {"\xf0\x9f\xab\xa8", "<1FAE8>", GLYPH_PLACEHOLDER, 7}, /* of Unicode 15: not known here */
    };
    CHECK(rows, &safe);
    CHECK(rows, &new_emoji);
    CHECK(new_rows, &safe);
    CHECK(probed_rows, &new_emoji);
}

static void test_ambiguous(void **state)
{
    (void)state;
    static const struct widths wide = {.ambiguous = 2};
    static const struct shown narrow_rows[] = {
        {"※", "※", GLYPH_PLAIN, 1}, {"…", "…", GLYPH_PLAIN, 1}, {"я", "я", GLYPH_PLAIN, 1},
        {"漢", "漢", GLYPH_PLAIN, 2}, {"Ａ", "Ａ", GLYPH_PLAIN, 2}, {"ｱ", "ｱ", GLYPH_PLAIN, 1},
    }, wide_rows[] = {
        {"※", "※", GLYPH_PLAIN, 2}, {"…", "…", GLYPH_PLAIN, 2}, {"я", "я", GLYPH_PLAIN, 2},
        {"漢", "漢", GLYPH_PLAIN, 2}, {"a", "a", GLYPH_PLAIN, 1}, {"ｱ", "ｱ", GLYPH_PLAIN, 1},
        {"ß", "ß", GLYPH_PLAIN, 2}, {"ü", "ü", GLYPH_PLAIN, 2}, {"ä", "ä", GLYPH_PLAIN, 1},
        {"\xcc\x81", "◌\xcc\x81", GLYPH_PLAIN, 1},
    };
    CHECK(narrow_rows, &safe);
    CHECK(narrow_rows, NULL);
    CHECK(wide_rows, &wide);
}

/* The table of ambiguous characters says what the standard's file says, for all it can matter to. */
static void test_ambiguous_table(void **state)
{
    (void)state;
    const char *path = testdata("unicode/EastAsianWidth-14.0.0.txt");
    size_t n, seen = 0;
    if (!path)
        skip();
    char *text = (char *)read_file(path, &n);
    static bool ambiguous[0x20000];
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        unsigned first, last;
        char class[3] = "";
        if (sscanf(line, "%x..%x;%2s", &first, &last, class) != 3) {
            if (sscanf(line, "%x;%2s", &first, class) != 2)
                continue;
            last = first;
        }
        for (unsigned c = first; strcmp(class, "A") == 0 && c <= last && c < 0x20000; c++)
            ambiguous[c] = true;
    }
    for (uint32_t c = 0; c < 0x20000; c++) {
        bool counts = !uc_is_general_category_withtable(
            c, UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_Co | UC_CATEGORY_MASK_Cf);
        assert_int_equal(ambiguous_has(c), ambiguous[c] && counts);
        seen += ambiguous_has(c);
    }
    assert_in_range(seen, 900, 1400);
    free(text);
}

/* The promise itself: what may stand in a cell, whatever came in. */
static void check_cells(const struct glyph *glyph, const struct widths *widths)
{
    unsigned width = 0;
    assert_in_range(glyph->n, 0, GLYPH_CELLS);
    for (unsigned i = 0; i < glyph->n; i++) {
        const struct glyph_cell *cell = &glyph->cell[i];
        assert_int_equal(glyph_char_width(cell->c[0], widths), cell->width);
        assert_in_range(cell->width, 1, 2);
        for (unsigned k = 0; k < GLYPH_CHARS && cell->c[k]; k++) {
            uint32_t c = cell->c[k];
            assert_true(c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0));
            assert_false(uc_is_property_bidi_control(c));
            assert_false(uc_is_property_default_ignorable_code_point(c));
            assert_false(uc_is_general_category_withtable(
                c, UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp));
            if (k > 0)
                assert_int_equal(glyph_char_width(c, widths), 0);
        }
        width += cell->width;
    }
    assert_int_equal(glyph->width, width);
    if (glyph->kind != GLYPH_NEWLINE)
        assert_true(glyph->n > 0);
}

static void check_article_cells(const struct article *article, const struct widths *widths)
{
    struct glyph glyph;
    for (uint32_t at = 0; at < article_size(article);) {
        uint32_t next = article_next(article, pos_at(at)).byte;
        const uint8_t *bytes = article_bytes(article) + at;
        glyph_plan(bytes, next - at, at % 80, widths, &glyph);
        check_cells(&glyph, widths);
        assert_int_equal(glyph_width(bytes, next - at, at % 80, widths), glyph.width);
        at = next;
    }
}

static void test_every_character(void **state)
{
    (void)state;
    static const struct widths all[] = {{0}, {.ambiguous = 2}, {.new_emoji = true}};
    struct glyph glyph;
    for (uint32_t c = 1; c < 0x110000; c++) {
        uint8_t bytes[16] = {'a'};
        if (c >= 0xd800 && c < 0xe000)
            continue;
        if (c >= 0x20000 && c % 97)
            continue; /* planes of one kind */
        int n = u8_uctomb(bytes + 1, c, 6);
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            glyph_plan(bytes + 1, (size_t)n, 0, &all[i], &glyph);
            check_cells(&glyph, &all[i]);
            assert_int_equal(glyph_width(bytes + 1, (size_t)n, 0, &all[i]), glyph.width);
            glyph_plan(bytes, (size_t)n + 1, 0, &all[i], &glyph);
            check_cells(&glyph, &all[i]);
        }
    }
}

static void test_random_cells(void **state)
{
    (void)state;
    static const struct widths wide = {.ambiguous = 2, .new_emoji = true};
    uint64_t seed = 41;
    struct article *article = random_article(&seed, 40000);
    check_article_cells(article, &safe);
    check_article_cells(article, &wide);
    article_free(article);
    article = random_points(&seed, 60000);
    check_article_cells(article, &safe);
    check_article_cells(article, &wide);
    article_free(article);
}

static void test_file_cells(void **state)
{
    (void)state;
    static const char *const files[] = {
        "article/000_3cc6656b1ccfc32d.txt", "naughty/blns.txt", "news-pud/ar.txt", "news-pud/hi.txt",
        "news-pud/th.txt", "unicode/GraphemeBreakTest-14.0.0.txt",
    };
    if (!testdata(""))
        skip();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct article *article = sample_file(files[i]);
        check_article_cells(article, &safe);
        article_free(article);
    }
}

/* Clusters without an end: 100 000 marks, leading consonants, tags. */
static void test_endless(void **state)
{
    (void)state;
    static const char *const pieces[] = {"\xcc\x81", "\xe1\x84\x80", "\xf3\xa0\x81\xa7",
                                         "\xe2\x80\x8d", "\xe0\xa4\xbe"};
    enum { TIMES = 100000 };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t each = strlen(pieces[i]), n = 1;
        uint8_t *text = malloc(1 + TIMES * each);
        struct glyph glyph;
        assert_non_null(text);
        text[0] = 'a';
        for (int k = 0; k < TIMES; k++, n += each)
            memcpy(text + n, pieces[i], each);
        glyph_plan(text, n, 0, &safe, &glyph);
        check_cells(&glyph, &safe);
        if (i == 0) {
            struct buf out = {0};
            write_cells(&glyph, &out);
            assert_string_equal(buf_text(&out), "á\xcc\x81\xcc\x81\xcc\x81\xcc\x81+99995");
            buf_release(&out);
        }
        free(text);
    }
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *name;
    } rows[] = {
        {"\xe2\x80\xae", "U+202E RIGHT-TO-LEFT OVERRIDE"},
        {"e\xcc\x81", "U+0065 LATIN SMALL LETTER E, U+0301 COMBINING ACUTE ACCENT"},
        {"\x1b", "U+001B ESCAPE"},
        {"\r\n", "U+000D CARRIAGE RETURN, U+000A LINE FEED"},
        {"\x7f", "U+007F DELETE"},
        {"\xc2\x9b", "U+009B CONTROL"},
        {"\xee\x80\x80", "U+E000 WITHOUT A NAME"},
    };
    struct buf out = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_clear(&out);
        glyph_name((const uint8_t *)rows[i].bytes, strlen(rows[i].bytes), &out);
        assert_string_equal(buf_text(&out), rows[i].name);
    }
    char many[41] = "";
    memset(many, 'x', 40);
    buf_clear(&out);
    glyph_name((const uint8_t *)many, 40, &out);
    assert_non_null(strstr(buf_text(&out), " and 32 more"));
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_controls),        cmocka_unit_test(test_named_by_number),
        cmocka_unit_test(test_hidden),          cmocka_unit_test(test_joiners),
        cmocka_unit_test(test_marks),           cmocka_unit_test(test_emoji),
        cmocka_unit_test(test_ambiguous),       cmocka_unit_test(test_ambiguous_table),
        cmocka_unit_test(test_every_character), cmocka_unit_test(test_random_cells),
        cmocka_unit_test(test_file_cells),      cmocka_unit_test(test_endless),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("glyph", tests, NULL, NULL);
}
