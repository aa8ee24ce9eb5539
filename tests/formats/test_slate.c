/* SLATE: words by line and number come in and go out; what has no words of its own is told. */
#include "standoff.h"

#include "../../src/formats/slate_words.h"

#define TEXT "==> file.txt\n"
#define MARKS "==> file.txt.annotations\n"

static enum fault read_slate(struct exchange *x, const char *text, const char *marks)
{
    exchange_forget(x);
    return exchange_read(x, marks, strlen(marks), text, strlen(text));
}

static void becomes(struct exchange *x, const char *text, const char *marks, const char *written)
{
    if (read_slate(x, text, marks) != OK)
        fail_msg("line %zu: %s\n%s", x->fault_line, x->err.text, marks);
    if (exchange_write(x, x->records.at, x->records.n) != OK)
        fail_msg("%s", x->err.text);
    struct pair pair = pair_of(x, TEXT, MARKS);
    assert_string_equal(pair.marks, written);
    assert_int_equal(pair.n_text, strlen(text));
    assert_memory_equal(pair.text, text, strlen(text));
}

/* 0: four words, 1: none, 2: two, after CRLF and a lone CR; 3: two */
#define POEM                                                                                       \
    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9  caf\xc3\xa9\xc2\xa0noir "                       \
    "\xe2\x80\x9cNo\xe2\x80\x9d"                                                                   \
    "\r\n\nle\xcc\x81 feu\rfin ici"

static void test_comes_and_goes(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "slate");
    static const char marks[] = "(0, 0) - A\n((0, 0), (0, 3)) - B\n(0, 1) - A B\n"
                                "((0, 2), (2, 0)) - C\n(3, 1) - A\n"
                                "(0, 1) ((0, 2), (2, 0)) - said-by\n(0, 1) (3, 1) - of\n";
    becomes(&x, POEM, marks, marks);
    assert_string_equal(buf_text(&x.losses), "");
    assert_int_equal(x.records.at[0].n_spans, 6);
    assert_int_equal(x.records.at[0].n_relations, 2);
    assert_int_equal(range_size(x.records.at[0].spans[5].at), 3);
    becomes(&x, POEM, "", "");
    becomes(&x, "", "\n \r\n", "");
    exchange_end(&x);
}

/* Whole lines, characters, links of no name and of many ends. */
static void test_other_places(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "slate");
    becomes(&x, POEM, "2 - A\n(3,) -  B \r\n((2,), (3,)) - C\n((0, 1, 0),(0, 1, 3)) - E",
            "(0, 1) - E\n((2, 0), (2, 1)) - A\n((2, 0), (3, 1)) - C\n((3, 0), (3, 1)) - B\n");
    assert_string_equal(buf_text(&x.losses), "");
    becomes(&x, "abc d", "(0,0,1) - A", "(0, 0) - A\n");
    expect_spans(&x, 0, "A b|");
    assert_string_equal(buf_text(&x.losses),
                        "snapped span A \"b\": it does not begin and end where "
                        "words parted by spaces do\n");
    x.options.default_label = "end";
    becomes(&x, "a b c\nd e", "(0, 0) - A\n0 1 -\n(0, 0) (0, 1) (0, 2) - x y\n(0, 1) (0, 2) -\n",
            "(0, 0) - A\n((0, 0), (0, 2)) - end\n(0, 1) - end\n(0, 2) - end\n"
            "((1, 0), (1, 1)) - end\n(0, 0) (0, 1) - x\n(0, 0) (0, 1) - y\n(0, 0) (0, 2) - x\n"
            "(0, 0) (0, 2) - y\n((0, 0), (0, 2)) ((1, 0), (1, 1)) - link\n(0, 1) (0, 2) - link\n");
    exchange_end(&x);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *marks;
        size_t line;
        const char *why;
    } cases[] = {
        {"(0, 0) - A\nhello\n", 2, "byte 0: a place is expected"},
        {"(0, 0 - A\n", 1, "byte 6: a ) is expected"},
        {"(0, 0), - A\n", 1, "byte 6: a place is expected"},
        {"() - A\n", 1, "byte 1: a place is expected"},
        {"(0, 0)\n", 1, "byte 6: a - and labels are expected"},
        {"(0, -1) - A\n", 1, "byte 4: a place is expected"},
        {"(0, 99999999999) - A\n", 1, "a place is expected"},
        {"(0, 0, 0, 0) - A\n", 1, "byte 10: a place is expected"},
        {"((0, 0) (0, 1)) - A\n", 1, "byte 8: a second place is expected"},
        {"((0, 0), (0, 1) - A\n", 1, "byte 16: a ) is expected"},
        {"((0, 1), (0, 0)) - A\n", 1, "it ends before it begins"},
        {"(0, 9) - A\n", 1, "there is no such word"},
        {"(1, 0) - A\n", 1, "there is no such word"},
        {"1 - A\n", 1, "there is no such line with words"},
        {"7 - A\n", 1, "there is no such line with words"},
        {"(0, 1, 4) - A\n", 1, "the word has not so many characters"},
        {"(0, 1) -\n", 1, "it has no label; --default-label NAME gives it one"},
        {"(0, 1) (0, 2) - x\n", 1, "it has no label; --default-label NAME gives it one"},
        {"(2, 0, 1) - A\n", 1, "is inside a grapheme cluster"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct exchange x;
        exchange_begin(&x, "slate");
        if (read_slate(&x, POEM, cases[i].marks) != FAULT_INPUT ||
            !strstr(x.err.text, cases[i].why) || x.fault_line != cases[i].line)
            fail_msg("%s: line %zu: %s", cases[i].marks, x.fault_line, x.err.text);
        exchange_end(&x);
    }
    struct exchange x;
    exchange_begin(&x, "slate");
    x.skip = true;
    becomes(&x, POEM, "(0, 0) - A\n(0, 9) - B\nhm\n(0, 1) (0, 2) - x\n(0, 3) - C\n",
            "(0, 0) - A\n(0, 3) - C\n");
    assert_int_equal(x.intake.counts.refused, 5);
    exchange_end(&x);
}

/* Spans that cut words are taken to whole words; what has no words, or no words of its own, is
 * left. */
static void test_confesses(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "slate");
    assert_int_equal(read_slate(&x, "ab, cd  ef",
                                "(0, 0) - A\n(0, 1) - B\n(0, 1) - B\n(0, 2) - A\n"
                                "(0, 0) (0, 2) - of\n(0, 1) (0, 0) - of\n"
                                "(0, 2) (0, 1) - of\n(0, 2) (0, 1) - of\n"),
                     OK);
    struct record *r = &x.records.at[0];
    r->spans[0].at = range_of(0, 2);
    r->spans[3].at = range_of(6, 8);
    struct uuid first = r->spans[1].id, second = r->spans[2].id;
    for (size_t i = 0; i < r->n_relations; i++)
        if (uuid_equal(r->relations[i].from, first) || uuid_equal(r->relations[i].from, second))
            r->relations[i].from = uuid_order(first, second) < 0 ? second : first;
    assert_int_equal(exchange_write(&x, r, 1), OK);
    assert_string_equal(pair_of(&x, TEXT, MARKS).marks,
                        "(0, 0) - A\n(0, 1) - B\n(0, 1) (0, 0) - of\n");
    assert_string_equal(
        buf_text(&x.losses),
        "snapped span A \"ab\": it does not begin and end where words parted by spaces do\n"
        "dropped span A \"  \": there is no word in it\n"
        "dropped span B \"cd\": its words have that label already\n"
        "dropped relation of: there is no word in one of its spans\n"
        "dropped relation of: there is no word in one of its spans\n"
        "dropped relation of: there is no word in one of its spans\n"
        "snapped relation of: several spans have the words of one of its ends\n");
    exchange_end(&x);
}

/* A text of many marks: words are found by line and number, and by where they are. */
static void test_words(void **state)
{
    (void)state;
    struct buf text = {0};
    struct slate_words words = {0};
    uint64_t seed = 5;
    VEC(struct slate_word) all = {0};
    uint32_t line = 0, number = 0;
    for (int i = 0; i < 4000; i++) {
        struct slate_word word = {line, number++, (uint32_t)text.size, 0};
        for (uint64_t n = 1 + test_random(&seed) % 9; n--;)
            buf_add_string(&text, test_random(&seed) % 2 ? "x" : "\xc3\xa9");
        word.end = (uint32_t)text.size;
        assert_true(vec_push(&all, word));
        if (test_random(&seed) % 90 == 0)
            for (uint64_t n = test_random(&seed) % 2000; n--;)
                buf_add_char(&text, ' ');
        buf_add_string(&text, test_random(&seed) % 2 ? " " : "\xe3\x80\x80");
        for (uint64_t n = test_random(&seed) % 20 == 0 ? test_random(&seed) % 5 : 0; n--;
             number = 0) {
            static const char *const ends[] = {"\n", "\r\n", "\r"};
            uint64_t which = test_random(&seed) % 3;
            if (text.data[text.size - 1] == '\r' && which == 0)
                which = 1; /* else it were the end of that one */
            if (text.data[text.size - 1] == '\r' && which == 1)
                which = 2;
            buf_add_string(&text, ends[which]);
            line++;
        }
    }
    assert_true(slate_words_make(&words, text.data, (uint32_t)text.size));
    assert_true(words.marks.n > 10 && words.marks.n < all.n / 4);
    struct slate_word found;
    for (size_t i = 0; i < all.n; i++) {
        assert_true(slate_words_find(&words, all.at[i].line, all.at[i].number, &found));
        assert_memory_equal(&found, &all.at[i], sizeof found);
        assert_true(slate_words_at(&words, all.at[i].start, &found));
        assert_memory_equal(&found, &all.at[i], sizeof found);
        assert_true(slate_words_at(&words, all.at[i].end - 1, &found));
        assert_memory_equal(&found, &all.at[i], sizeof found);
        bool last = i + 1 == all.n || all.at[i + 1].line != all.at[i].line;
        if (i + 1 < all.n) {
            assert_true(slate_words_at(&words, all.at[i].end, &found));
            assert_memory_equal(&found, &all.at[i + 1], sizeof found);
        }
        if (last) {
            assert_true(slate_words_last(&words, all.at[i].line, &found));
            assert_memory_equal(&found, &all.at[i], sizeof found);
            assert_false(slate_words_find(&words, all.at[i].line, all.at[i].number + 1, &found));
        }
    }
    assert_false(slate_words_find(&words, line + 1, 0, &found));
    assert_false(slate_words_at(&words, all.at[all.n - 1].end, &found));
    vec_free(&all);
    slate_words_release(&words);
    buf_release(&text);
}

/* ---- any set ---- */

static void keep_file(const char *folder, unsigned number, const char *extension, const char *bytes,
                      size_t n)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%u.%s", folder, number, extension);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

/* What is not confessed comes back; what comes back is written as the same bytes and loses nothing.
 * Python finds the words too. */
static void test_any_set(void **state)
{
    (void)state;
    struct exchange x, y;
    exchange_begin(&x, "slate");
    uint64_t seed = 81;
    size_t whole = 0, other = 0, labels = 0;
    struct lost lost = {0};
    for (unsigned round = 0; round < 100; round++) {
        struct sample s = random_sample(&x.labels, &x.env, &seed);
        struct record r = borrowed(&s);
        struct buf first = {0};
        r.document.name = "file";
        write_lost(&x, &r, &lost);
        buf_add(&first, x.out.data, x.out.size);
        struct pair pair = pair_of(&x, TEXT, MARKS);
        keep_file(test_folder(), round, "txt", pair.text, pair.n_text);
        keep_file(test_folder(), round, "txt.annotations", pair.marks, pair.n_marks);
        exchange_begin(&y, "slate");
        if (exchange_read(&y, pair.marks, pair.n_marks, HARD_TEXT, sizeof HARD_TEXT - 1) != OK)
            fail_msg("line %zu: %s\n%s", y.fault_line, y.err.text, pair.marks);
        const struct record *back = &y.records.at[0];
        for (size_t i = 0; i < r.n_spans; i++) {
            const struct span *span = &r.spans[i];
            bool confessed = lost_span(&lost, span->id, "span"), found = false;
            for (size_t k = 0; k < back->n_spans && !found; k++)
                found =
                    range_equal(span->at, back->spans[k].at) && span->label == back->spans[k].label;
            if (!confessed && !found)
                fail_msg("span %zu is gone\n%s", i, pair.marks);
            whole += !confessed;
            other += confessed;
        }
        labels += back->n_spans;
        y.records.at[0].document.name = "file";
        assert_int_equal(exchange_write(&y, y.records.at, 1), OK);
        assert_int_equal(y.out.size, first.size);
        assert_memory_equal(y.out.data, first.data, first.size);
        for (const char *at = buf_text(&y.losses); *at; at = strchr(at, '\n') + 1)
            if (strncmp(at, "snapped relation", strlen("snapped relation")) != 0)
                fail_msg("%s", at);
        exchange_end(&y);
        buf_release(&first);
        arena_release(&r.arena);
        sample_release(&s);
    }
    assert_true(whole > 50 && other > 500);
    char command[8600], said[4096] = "";
    snprintf(command, sizeof command,
             "python3 -X utf8 tests/formats/judge_standoff.py slate %s 2>&1", test_folder());
    FILE *here = fopen("tests/formats/judge_standoff.py", "r");
    if (here && system("python3 -c pass >/dev/null 2>&1") == 0) {
        FILE *judge = popen(command, "r");
        assert_non_null(judge);
        said[fread(said, 1, sizeof said - 1, judge)] = '\0';
        if (pclose(judge) != 0)
            fail_msg("%s", said);
        assert_int_equal(strtoul(said, NULL, 10), labels);
    }
    if (here)
        fclose(here);
    vec_free(&lost.all);
    exchange_end(&x);
}

static void test_looks(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes;
        bool is_slate;
    } files[] = {
        {"a/x.txt.annotations", "(0, 1) - A\n", true},
        {"x.category.annotations3", "5 6 -\n", true},
        {"x.annotations", "", true},
        {"x.annotations", "hello\n", false},
        {"x.annotationsx", "(0, 1) - A\n", false},
        {"x.txt", "(0, 1) - A\n", false},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const struct format *found =
            format_guess(files[i].name, files[i].bytes, strlen(files[i].bytes));
        if ((found && strcmp(found->name, "slate") == 0) != files[i].is_slate)
            fail_msg("%s: %s is %s", files[i].name, files[i].bytes, found ? found->name : "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comes_and_goes), cmocka_unit_test(test_other_places),
        cmocka_unit_test(test_refused),        cmocka_unit_test(test_confesses),
        cmocka_unit_test(test_words),          cmocka_unit_test(test_any_set),
        cmocka_unit_test(test_looks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
