/* The shared article, by keys alone at 80x24: what a newsroom's text really holds. Offsets only. */
#include "sitting.h"

#include <unistd.h>

#include "manicule/flow/export.h"
#include "manicule/formats/jsonl.h"
#include "manicule/marks/attrs.h"

static const char shared[] = "article/000_3cc6656b1ccfc32d.txt";

static bool begin(struct sitting *s)
{
    size_t n;
    const char *path = testdata(shared);
    if (!path)
        return false;
    uint8_t *text = read_file(path, &n);
    sitting_begin(s, 24, 80);
    sitting_add(s, "dark-sources", text, n);
    free(text);
    sitting_open(s, NULL);
    return true;
}

static const struct span *span_at(struct sitting *s, const char *label, uint32_t start, uint32_t end)
{
    const struct article *a = s->wb->article;
    for (const struct span *span = set_first(s->wb->set); span; span = set_next(s->wb->set, span))
        if (article_codepoint(a, span->at.start) == start && article_codepoint(a, span->at.end) == end &&
            strcmp(s->labels.labels[span->label].name, label) == 0)
            return span;
    fail_msg("no %s at %u-%u; there is\n%s", label, start, end, sitting_spans(s));
    return NULL;
}

static void assert_said_by(struct sitting *s, const struct span *quote, const struct span *speaker)
{
    const struct relation *link[4];
    assert_int_equal(set_links(s->wb->set, quote, true, link, 4), 1);
    assert_true(uuid_equal(link[0]->to, speaker->id));
}

static void assert_attribute(const struct span *span, const char *name, const char *value)
{
    struct buf found = {0};
    assert_true(attrs_get(span->attrs, name, &found));
    assert_string_equal(buf_text(&found), value);
    buf_release(&found);
}

/* ---- the judge: what leaves, against the article and the file, by Python and SQLite ---- */

static enum fault collect(void *into, const void *bytes, size_t n, struct err *err)
{
    struct buf *out = into;
    buf_add(out, bytes, n);
    return out->failed ? err_set(err, FAULT_MEMORY, "out of memory") : OK;
}

static void export_in(struct sitting *s, enum unit unit, struct buf *out)
{
    struct err err = {0};
    struct export_options options = {.kind = EXPORT_ALL, .status = EXPORT_ALL};
    struct export_counts counts;
    struct jsonl_writer *writer = jsonl_writer_new(&s->labels, unit, (struct sink){collect, out});
    assert_non_null(writer);
    struct stream stream = jsonl_stream(writer);
    if (export_run(s->store, &options, &stream, &counts, &err) != OK)
        fail_msg("%s", err.text);
    jsonl_writer_free(writer);
}

static void write_file(const char *path, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

/* How many spans the judge saw; -1: it found fault, or (with `move`, an offset changed in the first
 * export) was meant to. */
static int judged(struct sitting *s, const char *article, bool move)
{
    char paths[UNIT_UTF16 + 1][600], command[8192], said[4096] = "";
    for (enum unit unit = UNIT_CODEPOINT; unit <= UNIT_UTF16; unit++) {
        struct buf out = {0};
        export_in(s, unit, &out);
        if (move && unit == UNIT_CODEPOINT) {
            char *digit = strstr(out.data, "\"end\":") + 6;
            *digit = *digit == '9' ? '8' : (char)(*digit + 1);
        }
        snprintf(paths[unit], sizeof paths[unit], "%s/export-%d.jsonl", test_folder(), (int)unit);
        write_file(paths[unit], out.data, out.size);
        buf_release(&out);
    }
    snprintf(command, sizeof command,
             "python3 -X utf8 tests/workbench/judge_sitting.py '%s' '%s' '%s' '%s' '%s' 2>&1", article,
             s->path, paths[UNIT_CODEPOINT], paths[UNIT_UTF8], paths[UNIT_UTF16]);
    FILE *judge = popen(command, "r");
    assert_non_null(judge);
    said[fread(said, 1, sizeof said - 1, judge)] = '\0';
    if (pclose(judge) == 0)
        return (int)strtoul(said, NULL, 10);
    if (!move)
        fail_msg("%s", said);
    return -1;
}

static bool has_python(void)
{
    return access("tests/workbench/judge_sitting.py", R_OK) == 0 &&
           system("python3 -c pass >/dev/null 2>&1") == 0;
}

static void mark_the_hard_places(struct sitting *s)
{
    sitting_keys(s, "/Yoo<Enter>n<Esc>s gq q r");
    assert_said_by(s, span_at(s, "quote", 2955, 3099), span_at(s, "speaker", 2940, 2953));

    sitting_keys(s, "/1年ちょっと<Enter><Esc>q <Up>s r");
    assert_said_by(s, span_at(s, "quote", 8131, 8141), span_at(s, "speaker", 8128, 8130));

    sitting_keys(s, "/Point<Space>the<Enter><Esc>q");
    assert_non_null(strstr(sitting_says(s), "never opened"));
    span_at(s, "quote", 6784, 6833);

    sitting_keys(s, "gg/865<Enter><Esc>a");
    assert_attribute(span_at(s, "amount", 1328, 1346), "garbled", "unreadable");

    size_t before = set_count(s->wb->set);
    sitting_keys(s, "/Kuwait<Enter>M");
    assert_non_null(strstr(sitting_says(s), "Kuwait: 8 places · 3 inside longer names left out"));
    sitting_keys(s, "l<Enter>");
    assert_int_equal(set_count(s->wb->set), before + 8);
    sitting_keys(s, "u"); /* one step */
    assert_int_equal(set_count(s->wb->set), before);
    sitting_keys(s, "U");
    assert_int_equal(set_count(s->wb->set), before + 8);
    span_at(s, "location", 4860, 4866); /* Kuwait's: the 's is out */

    sitting_keys(s, "/20<Space>years<Enter><Esc>q a");
    const struct span *years = span_at(s, "amount", 3478, 3486);
    assert_attribute(years, "value", "20");
    assert_attribute(years, "qualifier", "≥");
}

static void one_person_four_spellings(struct sitting *s)
{
    sitting_keys(s, "/Ryu<Space>Hyun-woo,<Enter><Esc>s=n<C-u>Ryu<Space>Hyun-woo<Enter>");
    sitting_keys(s, "/Liu<Space>said<Enter><Esc>s=1");
    sitting_keys(s, "/Lyu,<Enter><Esc>s=1");
    sitting_keys(s, "/リュ氏は<Enter><Esc>s=1");
    static const uint32_t places[][2] = {{4605, 4617}, {5542, 5545}, {6408, 6411}, {7788, 7791}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        assert_attribute(span_at(s, "speaker", places[i][0], places[i][1]), "name", "Ryu Hyun-woo");
    size_t named = 0;
    for (const struct span *span = set_first(s->wb->set); span; span = set_next(s->wb->set, span)) {
        struct buf name = {0};
        named += attrs_get(span->attrs, "name", &name) && strcmp(buf_text(&name), "Ryu Hyun-woo") == 0;
        buf_release(&name);
    }
    assert_int_equal(named, 4);
}

/* What stands in the set, as it leaves: ids, places, attributes and relations. */
static void keep_marks(struct sitting *s, struct buf *out)
{
    struct buf record = {0};
    export_in(s, UNIT_CODEPOINT, &record);
    const char *marks = strstr(buf_text(&record), "\"spans\":");
    assert_non_null(marks);
    buf_add_string(out, marks);
    buf_release(&record);
}

static void test_by_keys_alone(void **state)
{
    (void)state;
    struct sitting s;
    if (!begin(&s)) {
        skip();
        return;
    }
    mark_the_hard_places(&s);
    one_person_four_spellings(&s);
    size_t all = set_count(s.wb->set), links = set_relations(s.wb->set);
    struct pos cursor = s.wb->cursor, top = s.wb->rows[0].start;
    sitting_keys(&s, "<C-q>");
    sitting_reopen(&s);
    assert_int_equal(s.wb->cursor.byte, cursor.byte);
    assert_int_equal(s.wb->rows[0].start.byte, top.byte);
    assert_int_equal(set_count(s.wb->set), all);
    assert_int_equal(set_relations(s.wb->set), links);
    struct buf before = {0}, after = {0};
    keep_marks(&s, &before);
    if (has_python()) {
        char article[4096];
        snprintf(article, sizeof article, "%s", testdata(shared));
        assert_int_equal(judged(&s, article, false), all);
        assert_int_equal(judged(&s, article, true), -1);
    }
    /* Back past the restart, and forth again past another. */
    for (int i = 0; i < 40 && set_count(s.wb->set); i++)
        sitting_keys(&s, "u");
    assert_int_equal(set_count(s.wb->set), 0);
    sitting_keys(&s, "<C-q>");
    sitting_reopen(&s);
    assert_int_equal(set_count(s.wb->set), 0);
    for (int i = 0; i < 40; i++)
        sitting_keys(&s, "U");
    assert_int_equal(set_count(s.wb->set), all);
    assert_int_equal(set_relations(s.wb->set), links);
    keep_marks(&s, &after);
    assert_string_equal(buf_text(&after), buf_text(&before));
    buf_release(&before);
    buf_release(&after);
    size_t findings = 0;
    struct store_report report = {0};
    assert_int_equal(store_verify(s.store, &report, &findings, NULL), OK);
    assert_int_equal(findings, 0);
    sitting_end(&s);
}

/* The shared article has no character outside the first plane, where UTF-16 differs from code points. */
static void test_three_units(void **state)
{
    (void)state;
    static const char forest[] =
        "\xf0\x9f\x8c\xb2\xf0\x9f\x8c\xb2 Rene\xcc\x81 Roux said: \"We lost \xf0\x9f\x90\xa6 and 41 oaks.\"\n\n"
        "\xe6\x9d\x91\xe6\xb0\x8f\xe3\x81\xaf\xe3\x80\x8c\xf0\xa9\xb8\xbd\xe3\x80\x8d\xe3\x81\xa8\xe8\xa9\xb1\xe3\x81\x97\xe3\x81\x9f\xe3\x80\x82 12 tons fell.\n";
    struct sitting s;
    char path[600];
    if (!has_python())
        skip();
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "forest", forest, sizeof forest - 1);
    sitting_open(&s, NULL);
    snprintf(path, sizeof path, "%s/forest.txt", test_folder());
    write_file(path, forest, sizeof forest - 1);
    sitting_keys(&s, "gqq gg gaa gaa gg/Roux<Enter><Esc>s gqq");
    assert_true(set_count(s.wb->set) >= 4);
    assert_int_equal(judged(&s, path, false), set_count(s.wb->set));
    assert_int_equal(judged(&s, path, true), -1);
    sitting_end(&s);
}

/* What GUIDELINES asks for in the first 60 lines. */
static const struct {
    const char *label;
    uint32_t start, end;
    uint32_t speaker; /* of a quote: where its speaker starts; 0: nobody is named */
} first_lines[] = {
    {"speaker", 1172, 1245, 0}, {"speaker", 1593, 1621, 0}, {"speaker", 1998, 2037, 0},
    {"speaker", 2301, 2354, 0}, {"speaker", 2646, 2659, 0}, {"speaker", 2940, 2953, 0},
    {"speaker", 3114, 3128, 0},
    {"quote", 1009, 1039, 0}, {"quote", 1262, 1274, 1172}, {"quote", 1664, 1747, 1593},
    {"quote", 1921, 1963, 1998}, {"quote", 2955, 3099, 2940},
    {"location", 58, 69, 0}, {"location", 410, 421, 0}, {"location", 550, 561, 0},
    {"location", 563, 569, 0}, {"location", 608, 620, 0}, {"location", 740, 747, 0},
    {"location", 750, 761, 0}, {"location", 1025, 1037, 0}, {"location", 1046, 1058, 0},
    {"location", 1608, 1621, 0}, {"location", 1871, 1882, 0}, {"location", 1957, 1962, 0},
    {"location", 2039, 2050, 0}, {"location", 2422, 2427, 0}, {"location", 2764, 2775, 0},
    {"amount", 347, 358, 0}, {"amount", 931, 948, 0}, {"amount", 1328, 1346, 0},
    {"amount", 1466, 1483, 0}, {"amount", 1922, 1940, 0}, {"amount", 2389, 2402, 0},
    {"amount", 2506, 2522, 0},
};
enum { FIRST_LINES = sizeof first_lines / sizeof *first_lines };

static void test_keys_per_span(void **state)
{
    (void)state;
    struct sitting s;
    if (!begin(&s)) {
        skip();
        return;
    }
    for (int i = 0; i < 7; i++)
        sitting_keys(&s, "gss");
    sitting_keys(&s, "gg");
    for (int i = 0; i < 15; i++)
        sitting_keys(&s, "gll");
    sitting_keys(&s, "gg");
    for (int i = 0; i < 7; i++)
        sitting_keys(&s, "gaa");
    sitting_keys(&s, "gg gqqr0 gqqr gqqr gqqr gqqr");
    print_message("%u keys for %zu spans and %zu links\n", s.pressed, set_count(s.wb->set),
                  set_relations(s.wb->set));
    for (size_t i = 0; i < FIRST_LINES; i++) {
        const struct span *span = span_at(&s, first_lines[i].label, first_lines[i].start, first_lines[i].end);
        const struct relation *link;
        size_t n = set_links(s.wb->set, span, true, &link, 1);
        assert_int_equal(n, first_lines[i].speaker != 0);
        if (n) {
            const struct span *speaker = set_find(s.wb->set, link->to);
            assert_int_equal(article_codepoint(s.wb->article, speaker->at.start), first_lines[i].speaker);
        }
    }
    assert_int_equal(set_count(s.wb->set), FIRST_LINES);
    assert_true(s.pressed <= 4 * FIRST_LINES);
    sitting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_keys_alone),
        cmocka_unit_test(test_three_units),
        cmocka_unit_test(test_keys_per_span),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
