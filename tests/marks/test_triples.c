/* Two annotators and the curator whom another tool's tests expect: a small WebAnno TSV each, in
 * $MANICULE_TESTDATA. What all agree on is what stands in the curator's. */
#include "notation.h"

#include "manicule/marks/merge.h"

static const char *const triples[] = {
    "simpleSpanNoDiffWithLabelTest", "simpleSpanDiffWithLabelTest", "simpleSpanDiffIncompleteTest",
    "simpleRelNoDiffTest",           "simpleRelTypeDiffTest",
};
enum { TOKENS = 16, COLUMNS = 9 };
/* The columns after id, place and word; a value says what a span or relation is. */
enum { ID, PLACE, WORD, SPAN_VALUE, SPAN_FLAG, RELATION_VALUE, RELATION_FLAG, RELATION_FROM };

static const struct merge_ids new_ids = {.next = notation_id};

/* A number for each value, the same in all files. */
static uint16_t number_of(const char *value)
{
    static const char *const values[] = {"NE", "NN", "VAFIN", "OBJA", "OBJB"};
    for (uint16_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strcmp(values[i], value) == 0)
            return i;
    fail_msg("%s", value);
    return 0;
}

static bool has_value(const char *column)
{
    return column && *column && strcmp(column, "_") != 0;
}

/* Sentence 1 alone: "1-5" is its fifth token. */
static struct set *read_tsv(const char *path)
{
    size_t size;
    char *text = (char *)read_file(path, &size), *rest_lines = text, *line;
    char *columns[TOKENS + 1][COLUMNS] = {{NULL}};
    struct uuid ids[TOKENS + 1] = {{{0}}};
    struct set *set = set_new();
    while ((line = strsep(&rest_lines, "\n")) != NULL) {
        unsigned token, start, end;
        if (sscanf(line, "1-%u\t%u-%u", &token, &start, &end) != 3)
            continue;
        assert_in_range(token, 1, TOKENS);
        for (size_t i = 0; i < COLUMNS; i++)
            columns[token][i] = strsep(&line, "\t");
        if (!has_value(columns[token][SPAN_VALUE]))
            continue;
        struct span span = {.id = notation_id(NULL),
                            .at = range_of(start, end),
                            .label = number_of(columns[token][SPAN_VALUE]),
                            .n_fragments = 1};
        assert_non_null(set_add(set, &span));
        ids[token] = span.id;
    }
    for (size_t i = 1; i <= TOKENS; i++) {
        if (!has_value(columns[i][RELATION_VALUE]))
            continue;
        struct relation relation = {.id = notation_id(NULL), .to = ids[i]};
        relation.from = ids[strtoul(columns[i][RELATION_FROM] + 2, NULL, 10)];
        relation.type = number_of(columns[i][RELATION_VALUE]);
        assert_non_null(set_relate(set, &relation));
    }
    free(text);
    return set;
}

static struct set *read_reader(const char *triple, const char *who)
{
    char name[128];
    snprintf(name, sizeof name, "inception-curation/%s/%s.tsv", triple, who);
    return read_tsv(testdata(name));
}

static void test_triples(void **state)
{
    (void)state;
    if (!testdata(""))
        skip();
    for (size_t i = 0; i < sizeof triples / sizeof *triples; i++) {
        struct set *sets[] = {read_reader(triples[i], "user1"), read_reader(triples[i], "user2")};
        struct set *curator = read_reader(triples[i], "curator"), *gold = set_new();
        struct comparison c = {0};
        struct merge *m;
        struct edits edits = {0};
        assert_int_equal(
            compare_sets((const struct set *const *)sets, 2, NULL, COMPARE_EXACT, &c, NULL), OK);
        assert_int_equal(merge_match(&c, gold, NULL, 0, &m, NULL), OK);
        assert_int_equal(merge_agreed(m, new_ids, &edits, NULL), OK);
        assert_int_equal(set_apply(gold, &edits, NULL, NULL), OK);
        char *got = notation_of_set(gold), *want = notation_of_set(curator);
        assert_string_equal(got, want);
        print_message("%s: %s\n", triples[i], got);
        free(got);
        free(want);
        edits_release(&edits);
        merge_free(m);
        compare_release(&c);
        set_free(gold);
        set_free(curator);
        set_free(sets[0]);
        set_free(sets[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_triples)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
