/* Records that are refused, each with the words the user reads; and random damage to good ones. */
#include "samples.h"

/* A record on the text "e◌́ Roux 🌲 said": 0 e+accent, 3 Roux, 8 tree, 10 said; 14 code points. */
#define TEXT "e\xcc\x81 Roux \xf0\x9f\x8c\xb2 said"
#define HEAD "\"manicule\":1,\"document\":\"d\",\"sha256\":\"$\","
#define UNIT(unit) "\"offset_unit\":\"" unit "\","
#define BODY "\"text\":\"" TEXT "\","
#define SET "\"set\":\"person\",\"annotator\":\"a\",\"status\":\"open\","
#define RECORD(rest) "{" HEAD UNIT("codepoint") BODY SET rest "}"
#define SPANS(spans) RECORD("\"spans\":[" spans "],\"relations\":[]")
#define IN_UNIT(unit, spans)                                                                       \
    "{" HEAD UNIT(unit)                                                                            \
    BODY SET "\"spans\":[" spans "],\"relations\":[]}"
#define PLACED(start, end, text)                                                                   \
    "{\"label\":\"quote\",\"start\":" start ",\"end\":" end ",\"text\":\"" text "\"}"
#define GOOD PLACED("3", "7", "Roux")
#define WITH(member) "{\"label\":\"quote\",\"start\":3,\"end\":7,\"text\":\"Roux\"," member "}"
#define ID_A "01000000-0000-7000-8000-00000000000a"
#define ID_B "01000000-0000-7000-8000-00000000000b"
#define LINKED(relations)                                                                          \
    RECORD("\"spans\":[" WITH("\"id\":\"" ID_A "\"") "],\"relations\":[" relations "]")
#define PIECES(pieces)                                                                             \
    "{\"label\":\"quote\",\"start\":3,\"end\":14,\"text\":\"Roux \xf0\x9f\x8c\xb2 "                \
    "said\",\"fragments\":[" pieces "]}"
#define PIECE(start, end, text) "{\"start\":" start ",\"end\":" end ",\"text\":\"" text "\"}"

struct row {
    const char *line, *message;
};

/* The digest of TEXT in place of "$"; *n is the line's length. */
static char *complete(const char *line, size_t *n)
{
    char digest[DIGEST_TEXT];
    digest_format(digest_of(TEXT, sizeof TEXT - 1).b, digest);
    const char *mark = strchr(line, '$');
    struct buf out = {0};
    buf_add(&out, line, mark ? (size_t)(mark - line) : strlen(line));
    if (mark) {
        buf_add_string(&out, digest);
        buf_add_string(&out, mark + 1);
    }
    *n = out.size;
    return buf_take(&out);
}

static enum fault read_line(const char *line, struct record *record, struct err *err)
{
    struct labelset labels = news_labels();
    struct env env = test_env(1);
    size_t n;
    char *whole = complete(line, &n);
    enum fault fault = jsonl_read(whole, n, &labels, &env, record, err);
    free(whole);
    labelset_free(&labels);
    return fault;
}

static void check_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct record record;
        struct err err = {0};
        enum fault fault = read_line(rows[i].line, &record, &err);
        if (fault != FAULT_INPUT || strcmp(err.text, rows[i].message) != 0)
            fail_msg("\"%s\", not \"%s\", for %s", err.text, rows[i].message, rows[i].line);
        assert_null(record.article);
        assert_null(record.arena.head);
    }
}

#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

static void test_accepted(void **state)
{
    (void)state;
    static const char *const lines[] = {
        SPANS(GOOD "," PLACED("8", "9", "\xf0\x9f\x8c\xb2") "," PLACED("0", "2", "e\xcc\x81")),
        IN_UNIT("utf8", PLACED("4", "8", "Roux") "," PLACED("9", "13", "\xf0\x9f\x8c\xb2")),
        IN_UNIT("utf16", PLACED("3", "7", "Roux") "," PLACED("8", "10", "\\ud83c\\udf32")),
        SPANS(PIECES(PIECE("3", "7", "Roux") "," PIECE("10", "14", "said"))),
        SPANS(WITH("\"attributes\":{}")),
        LINKED("{\"type\":\"said-by\",\"from\":\"" ID_A "\",\"to\":\"" ID_A "\"}"),
        "{" HEAD UNIT("codepoint") BODY "\"set\":null}",
        "{" HEAD UNIT("codepoint") BODY "\"set\":null,\"spans\":null,\"meta\":null}",
        "{" HEAD UNIT("codepoint") BODY
        "\"set\":\"gold\",\"status\":\"open\",\"spans\":[],\"relations\":[]}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct record record;
        struct err err;
        if (read_line(lines[i], &record, &err) != OK)
            fail_msg("%s for %s", err.text, lines[i]);
        record_release(&record);
    }
}

static void test_syntax(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", "byte 0: the text ends too early"},
        {"{\"manicule\":1", "byte 13: the text ends too early"},
        {"{\"manicule\":1,}", "byte 14: the name of a member is expected here"},
        {"{\"manicule\":NaN}", "byte 12: a value is expected here"},
        {"{\"manicule\":-Infinity}", "byte 13: a digit is missing"},
        {"{\"manicule\":01}", "byte 13: a number does not start with 0"},
        {"{\"manicule\":1}{}", "byte 14: the value is over, but more follows"},
        {"{\"manicule\" 1}", "byte 12: a colon is expected here"},
        {"{\"manicule\":1]", "byte 13: a comma or the closing bracket is expected here"},
        {"{\"text\":\"\\ud83c\"}", "byte 9: half of a surrogate pair"},
        {"{\"text\":\"\\udf32\\ud83c\"}", "byte 9: half of a surrogate pair"},
        {"{\"text\":\"a\\u0000\"}", "byte 10: U+0000 cannot be kept"},
        {"{\"text\":\"\\u00g0\"}", "byte 9: \\u takes four hexadecimal digits"},
        {"{\"text\":\"\\x41\"}", "byte 9: this is no escape"},
        {"{\"text\":\"a\tb\"}", "byte 10: a control character in a string"},
        {"{\"text\":\"abc", "byte 12: the string has no end"},
        {"{\"text\":\"a\xff\"}", "byte 10: not UTF-8"},
        {"{\"text\":\"\xed\xa0\x80\"}", "byte 9: not UTF-8"},
        {"{\"text\":\"\xc0\xaf\"}", "byte 9: not UTF-8"},
        {"\xef\xbb\xbf{}", "byte 0: a value is expected here"},
    };
    CHECK(rows);
}

static void test_members(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"[]", "an object is expected"},
        {"{}", "manicule: is missing"},
        {"{\"manicule\":2}", "manicule: only version 1 of the format is known"},
        {"{\"manicule\":1.0}", "manicule: a whole number is expected"},
        {"{\"manicule\":1,\"manicule\":1}", "manicule: stands there twice"},
        {"{\"manicule\":1,\"m\\u0061nicule\":1}", "manicule: stands there twice"},
        {"{\"manicule\":1,\"speed\":1}", "speed: this key is unknown"},
        {"{\"manicule\":1,\"\\u001b[2J\\u202e\":1}", "^[[2J<202E>: this key is unknown"},
        {"{\"manicule\":1}", "document: is missing"},
        {"{\"manicule\":1,\"document\":7}", "document: a string is expected"},
        {"{\"manicule\":1,\"document\":\"\"}", "document: is empty"},
        {"{\"manicule\":1,\"document\":\"d\"}", "sha256: is missing"},
        {"{\"manicule\":1,\"document\":\"d\",\"sha256\":\"ab\"}",
         "sha256: a SHA-256 in 64 digits is expected"},
        {"{" HEAD "\"id\":\"7\"}", "id: a UUID in lower case is expected"},
        {"{" HEAD "\"id\":null}", "id: a string is expected"},
        {"{" HEAD "\"set\":null}", "text: is missing"},
        {"{" HEAD "\"text\":[]}", "text: a string is expected"},
        {"{" HEAD "\"text\":\"e\xcc\x81 roux\"}", "sha256: is not the text's"},
        {"{" HEAD BODY "\"set\":null}", "offset_unit: is missing"},
        {"{" HEAD UNIT("byte") BODY "\"set\":null}",
         "offset_unit: codepoint, utf8 or utf16 is expected"},
        {"{" HEAD UNIT("utf8") BODY "\"meta\":[],\"set\":null}", "meta: an object is expected"},
        {"{" HEAD UNIT("utf8") BODY "\"meta\":{\"a\":{\"b\":1,\"b\":2}},\"set\":null}",
         "meta: \"b\" stands there twice"},
        {"{" HEAD UNIT("utf8") BODY "\"source_encoding\":\"CP932\",\"set\":null}",
         "source_sha256: is missing"},
        {"{" HEAD UNIT("utf8") BODY "\"labels\":\"x\",\"set\":null}",
         "labels: a SHA-256 in 64 digits is expected"},
        {"{" HEAD UNIT("utf8") BODY "\"meta\":{}}", "set: is missing"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":\"mine\"}",
         "set: person, gold, suggestion, review or null is expected"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":null,\"spans\":[]}",
         "spans: a document without a set has none"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":null,\"annotator\":\"a\"}",
         "annotator: a document without a set has none"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":\"person\"}", "annotator: is missing"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":\"person\",\"annotator\":null}",
         "annotator: a name is expected"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":\"gold\",\"annotator\":\"a\"}",
         "annotator: a gold set has none: null is expected"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":\"suggestion\",\"annotator\":null}",
         "source: is missing"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":\"review\",\"annotator\":\"a\",\"status\":\"open\"}",
         "source: is missing"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":\"gold\",\"source\":\"x\"}",
         "source: only suggestions and reviews have one"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":\"gold\"}", "status: is missing"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":\"gold\",\"status\":\"ready\"}",
         "status: new, open, done, returned or accepted is expected"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":\"gold\",\"status\":\"done\"}", "spans: is missing"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":\"gold\",\"status\":\"done\",\"spans\":{}}",
         "spans: a list is expected"},
        {"{" HEAD UNIT("utf8") BODY "\"set\":\"gold\",\"status\":\"done\",\"spans\":[]}",
         "relations: is missing"},
    };
    CHECK(rows);
}

static void test_spans(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {SPANS("7"), "spans[0]: an object is expected"},
        {SPANS("{}"), "spans[0].label: is missing"},
        {SPANS(GOOD ",{\"label\":\"motto\"}"), "spans[1].label: \"motto\" is not in the label set"},
        {SPANS(WITH("\"colour\":1")), "spans[0].colour: this key is unknown"},
        {SPANS(WITH("\"end\":7")), "spans[0].end: stands there twice"},
        {SPANS("{\"label\":\"quote\",\"end\":7,\"text\":\"Roux\"}"), "spans[0].start: is missing"},
        {SPANS("{\"label\":\"quote\",\"start\":3,\"text\":\"Roux\"}"), "spans[0].end: is missing"},
        {SPANS("{\"label\":\"quote\",\"start\":3,\"end\":7}"), "spans[0].text: is missing"},
        {SPANS("{\"label\":\"quote\",\"start\":3,\"end\":7,\"text\":null}"),
         "spans[0].text: a string is expected"},
        {SPANS(PLACED("\"3\"", "7", "Roux")), "spans[0].start: a whole number is expected"},
        {SPANS(PLACED("3.0", "7", "Roux")), "spans[0].start: a whole number is expected"},
        {SPANS(PLACED("-1", "7", "Roux")), "spans[0].start: is negative"},
        {SPANS(PLACED("3", "15", "Roux")),
         "spans[0].end: 15 is past the end of the text, which has 14 code points"},
        {SPANS(PLACED("3", "4294967299", "Roux")),
         "spans[0].end: 4294967299 is past the end of the text, which has 14 code points"},
        {SPANS(PLACED("9223372036854775808", "7", "Roux")),
         "spans[0].start: 9223372036854775808 is past the end of the text, which has 14 code "
         "points"},
        {IN_UNIT("utf8", PLACED("4", "100000000000000000000000000000", "Roux")),
         "spans[0].end: 100000000000000000000000 is past the end of the text, which has 18 bytes"},
        {SPANS(PLACED("7", "3", "Roux")), "spans[0].end: 3 does not come after start 7"},
        {SPANS(PLACED("7", "7", "")), "spans[0].end: 7 does not come after start 7"},
        {SPANS(PLACED("1", "7", "Roux")), "spans[0].start: 1 is inside a grapheme cluster"},
        {SPANS(PLACED("0", "1", "e")), "spans[0].end: 1 is inside a grapheme cluster"},
        {IN_UNIT("utf8", PLACED("4", "10", "x")), "spans[0].end: 10 is inside a character"},
        {IN_UNIT("utf16", PLACED("9", "10", "x")), "spans[0].start: 9 is inside a character"},
        {SPANS(PLACED("3", "7", "roux")), "spans[0].text: is not what stands at 3 to 7"},
        {SPANS(PLACED("3", "7", "Roux ")), "spans[0].text: is not what stands at 3 to 7"},
        {SPANS(PLACED("3", "7", "Rou")), "spans[0].text: is not what stands at 3 to 7"},
        {IN_UNIT("utf16", PLACED("3", "8", "Roux")), "spans[0].text: is not what stands at 3 to 8"},
        {SPANS(WITH("\"id\":\"x\"")), "spans[0].id: a UUID in lower case is expected"},
        {SPANS(WITH("\"id\":\"00000000-0000-0000-0000-000000000000\"")),
         "spans[0].id: a UUID in lower case is expected"},
        {SPANS(WITH("\"id\":\"" ID_A "\"") "," WITH("\"id\":\"" ID_A "\"")),
         "spans[1].id: another of the spans has it"},
        {SPANS(WITH("\"origin\":\"guess\"")),
         "spans[0].origin: manual, suggestion, import, adjudication or repeat is expected"},
        {SPANS(WITH("\"attributes\":[]")), "spans[0].attributes: an object is expected"},
        {SPANS(WITH("\"attributes\":{\"mood\":\"x\"}")),
         "spans[0].attributes: \"mood\" is unknown here"},
        {SPANS(WITH("\"attributes\":{\"type\":\"dirct\"}")),
         "spans[0].attributes: type: \"dirct\" is none of the choices"},
        {SPANS(WITH("\"attributes\":{\"type\":1}")),
         "spans[0].attributes: type: a string that is not empty is expected"},
        {SPANS(WITH("\"attributes\":{\"type\":\"\"}")),
         "spans[0].attributes: type: a string that is not empty is expected"},
        {SPANS(WITH("\"attributes\":{\"type\":\"direct\",\"type\":\"direct\"}")),
         "spans[0].attributes: type stands there twice"},
        {SPANS(WITH("\"fragments\":{}")), "spans[0].fragments: a list is expected"},
        {SPANS(WITH("\"fragments\":[{}]")),
         "spans[0].fragments: 1 of them; 2 to 65535 can stand here"},
        {SPANS(PIECES(PIECE("3", "7", "Roux") ",7")),
         "spans[0].fragments[1]: an object is expected"},
        {SPANS(PIECES(PIECE("3", "7", "Roux") ",{\"at\":1}")),
         "spans[0].fragments[1].at: this key is unknown"},
        {SPANS(PIECES(PIECE("3", "7", "Roux") "," PIECE("9", "99", "x"))),
         "spans[0].fragments[1].end: 99 is past the end of the text, which has 14 code points"},
        {SPANS(PIECES(PIECE("3", "7", "Roux") "," PIECE("7", "14", " \xf0\x9f\x8c\xb2 said"))),
         "spans[0].fragments[1].start: 7 is not behind the fragment before"},
        {SPANS(PIECES(PIECE("10", "14", "said") "," PIECE("3", "7", "Roux"))),
         "spans[0].fragments[1].start: 3 is not behind the fragment before"},
        {SPANS(PIECES(PIECE("3", "7", "Roux") "," PIECE("10", "13", "sai"))),
         "spans[0].fragments: do not begin and end where the span does"},
        {SPANS(PIECES(PIECE("3", "7", "ROUX") "," PIECE("10", "14", "said"))),
         "spans[0].fragments[0].text: is not what stands at 3 to 7"},
    };
    CHECK(rows);
}

static void test_relations(void **state)
{
    (void)state;
#define ENDS "\"from\":\"" ID_A "\",\"to\":\"" ID_A "\""
    static const struct row rows[] = {
        {LINKED("[]"), "relations[0]: an object is expected"},
        {LINKED("{" ENDS "}"), "relations[0].type: is missing"},
        {LINKED("{\"type\":\"hates\"," ENDS "}"),
         "relations[0].type: \"hates\" is not in the label set"},
        {LINKED("{\"type\":\"said-by\",\"to\":\"" ID_A "\"}"), "relations[0].from: is missing"},
        {LINKED("{\"type\":\"said-by\",\"from\":\"" ID_A "\"}"), "relations[0].to: is missing"},
        {LINKED("{\"type\":\"said-by\",\"from\":\"" ID_A "\",\"to\":\"" ID_B "\"}"),
         "relations[0].to: no span has this id"},
        {LINKED("{\"type\":\"said-by\",\"from\":3,\"to\":\"" ID_B "\"}"),
         "relations[0].from: a string is expected"},
        {LINKED("{\"type\":\"said-by\"," ENDS ",\"attributes\":{\"x\":\"y\"}}"),
         "relations[0].attributes: \"x\" is unknown here"},
        {LINKED("{\"id\":\"" ID_B "\",\"type\":\"said-by\"," ENDS "},{\"id\":\"" ID_B
                "\",\"type\":\"said-by\"," ENDS "}"),
         "relations[1].id: another of the relations has it"},
    };
    CHECK(rows);
}

/* Any damage is refused or gives a record that is whole; nothing is read past the line's end. */
static void test_damage(void **state)
{
    (void)state;
    struct labelset labels = news_labels();
    struct env env = test_env(6);
    uint64_t seed = 60;
    unsigned taken = 0, refused = 0;
    for (int round = 0; round < 250; round++) {
        struct sample s = random_sample(&labels, &env, &seed);
        struct buf bytes = {0};
        write_sample(&s, &labels, (enum unit)(test_random(&seed) % 3), &bytes);
        for (int variant = 0; variant < 40; variant++) {
            static const char likely[] = "{}[]\",:\\u0123456789ae- \x80\xe2tn";
            size_t n = test_random(&seed) % 20 ? bytes.size - 1 : test_random(&seed) % bytes.size;
            char *line = malloc(n ? n : 1);
            struct record record;
            struct err err = {0};
            assert_non_null(line);
            memcpy(line, bytes.data, n);
            if (n)
                line[test_random(&seed) % n] = likely[test_random(&seed) % (sizeof likely - 1)];
            enum fault fault = jsonl_read(line, n, &labels, &env, &record, &err);
            free(line);
            if (fault == OK) {
                for (size_t i = 0; i < record.n_spans; i++)
                    for (size_t k = 0; k < record.spans[i].n_fragments; k++)
                        assert_true(range_holds(article_all(record.article),
                                                span_fragment(&record.spans[i], k)));
                record_release(&record);
                taken++;
            } else {
                assert_int_equal(fault, FAULT_INPUT);
                assert_true(err.text[0]);
                refused++;
            }
        }
        buf_release(&bytes);
        sample_release(&s);
    }
    assert_true(taken > 10 && refused > 1000);
    labelset_free(&labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),  cmocka_unit_test(test_syntax),
        cmocka_unit_test(test_members),   cmocka_unit_test(test_spans),
        cmocka_unit_test(test_relations), cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
