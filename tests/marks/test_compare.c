/* The comparison of two and more readers: a table of cases, and what must hold of any sets. */
#include "cases.h"
#include "random_sets.h"

static struct comparison compared(struct set *const *sets, size_t n, const struct article *article,
                                  enum compare_rule rule)
{
    struct comparison c = {0};
    struct err err;
    assert_int_equal(compare_sets((const struct set *const *)sets, n, article, rule, &c, &err), OK);
    return c;
}

static void test_cases(void **state)
{
    (void)state;
    struct article *article = article_copy(cases_text, strlen(cases_text));
    for (size_t i = 0; i < CASES; i++) {
        struct set *sets[CASE_READERS];
        size_t n = cases_read(&cases[i], sets);
        struct comparison c = compared(sets, n, article, cases[i].rule);
        char *agreed = notation_of_agreed(&c), *queue = notation_of_queue(&c);
        cases_expect(&cases[i], agreed, cases[i].agreed);
        cases_expect(&cases[i], queue, cases[i].queue);
        free(agreed);
        free(queue);
        compare_release(&c);
        cases_free(sets, n);
    }
    article_free(article);
    print_message("%d cases\n", CASES);
}

/* The same items; reader r of the one is reader order[r] of the other. */
static void expect_permuted(const struct comparison *a, const struct comparison *b,
                            const size_t *order)
{
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->n_agreed, b->n_agreed);
    for (size_t i = 0; i < a->n; i++) {
        const struct compare_item *x = &a->items[i], *y = &b->items[i];
        struct buf one = {0}, other = {0};
        assert_int_equal(x->type, y->type);
        assert_int_equal(x->differs, y->differs);
        assert_true(x->key == y->key);
        assert_true(range_equal(x->range, y->range));
        assert_int_equal(x->n_links, y->n_links);
        for (size_t r = 0; r < a->n_readers; r++) {
            notation_put_reading(&x->readings[r], i, &one);
            notation_put_reading(&y->readings[order[r]], i, &other);
            assert_true(x->readings[r].key == y->readings[order[r]].key);
            for (size_t q = 0; q < r; q++)
                assert_int_equal(x->readings[r].same == x->readings[q].same,
                                 y->readings[order[r]].same == y->readings[order[q]].same);
        }
        if (x->spans_agree) {
            notation_put(&x->merged, &one);
            notation_put(&y->merged, &other);
        }
        assert_string_equal(buf_text(&one), buf_text(&other));
        size_t most = compare_majority(a, i), most_there = compare_majority(b, i);
        assert_int_equal(most == COMPARE_NONE, most_there == COMPARE_NONE);
        if (most != COMPARE_NONE)
            assert_true(x->readings[most].key == y->readings[most_there].key);
        buf_release(&one);
        buf_release(&other);
    }
}

static void permute(struct set *const *sets, size_t n, const struct article *article,
                    enum compare_rule rule)
{
    static const size_t orders[][3] = {{0, 1, 2}, {1, 0, 2}, {2, 1, 0},
                                       {0, 2, 1}, {1, 2, 0}, {2, 0, 1}};
    struct comparison straight = compared(sets, n, article, rule);
    for (size_t k = 0; k < (n == 2 ? 2 : 6); k++) {
        struct set *other[3];
        for (size_t r = 0; r < n; r++)
            other[orders[k][r]] = sets[r];
        struct comparison c = compared(other, n, article, rule);
        expect_permuted(&straight, &c, orders[k]);
        compare_release(&c);
    }
    compare_release(&straight);
}

static void test_order_of_readers(void **state)
{
    (void)state;
    struct article *article = article_copy(cases_text, strlen(cases_text));
    for (size_t i = 0; i < CASES; i++) {
        struct set *sets[CASE_READERS];
        size_t n = cases_read(&cases[i], sets);
        permute(sets, n, article, cases[i].rule);
        cases_free(sets, n);
    }
    article_free(article);
    article = article_copy(random_text, strlen(random_text));
    uint64_t seed = 5;
    for (int round = 0; round < 600; round++) {
        struct set *sets[3];
        size_t n = 2 + (size_t)round % 2;
        random_sets(&seed, sets, n);
        permute(sets, n, article, round % 3 ? COMPARE_EXACT : COMPARE_TRIMMED);
        cases_free(sets, n);
    }
    article_free(article);
}

/* The set with other ids, made in another order, with a comment and other origins. */
static struct set *renamed(const struct set *set)
{
    struct set *copy = set_new();
    struct uuid ids[NOTATION_MOST][2];
    char author[] = "bob", text[] = "why?";
    size_t n = 0;
    for (const struct span *span = set_last(set); span; span = set_prev(set, span)) {
        struct span other = *span;
        ids[n][0] = span->id;
        other.id = ids[n++][1] = notation_id(NULL);
        other.origin = ORIGIN_REPEAT;
        assert_non_null(set_add(copy, &other));
        struct comment comment = {
            .id = notation_id(NULL), .span = other.id, .author = author, .text = text};
        assert_true(set_comment(copy, &comment));
    }
    for (size_t i = set_relations(set); i--;) {
        struct relation other = *set_relation_at(set, i);
        for (size_t k = 0; k < n; k++) {
            if (uuid_equal(ids[k][0], set_relation_at(set, i)->from))
                other.from = ids[k][1];
            if (uuid_equal(ids[k][0], set_relation_at(set, i)->to))
                other.to = ids[k][1];
        }
        other.id = notation_id(NULL);
        assert_non_null(set_relate(copy, &other));
    }
    return copy;
}

static void test_ids_and_comments(void **state)
{
    (void)state;
    uint64_t seed = 23;
    for (size_t round = 0; round < CASES + 600; round++) {
        struct set *sets[3], *others[3];
        size_t n = 2 + round % 2;
        if (round < CASES)
            n = cases_read(&cases[round], sets);
        else
            random_sets(&seed, sets, n);
        for (size_t r = 0; r < n; r++)
            others[r] = renamed(sets[r]);
        struct comparison a = compared(sets, n, NULL, COMPARE_EXACT);
        struct comparison b = compared(others, n, NULL, COMPARE_EXACT);
        expect_permuted(&a, &b, (const size_t[]){0, 1, 2});
        compare_release(&a);
        compare_release(&b);
        cases_free(sets, n);
        cases_free(others, n);
    }
}

/* Each span of each reader stands in one item; each link in one reading, or agreed. */
static void test_partition(void **state)
{
    (void)state;
    uint64_t seed = 41;
    size_t seen[COMPARE_KINDS] = {0};
    for (int round = 0; round < 2000; round++) {
        struct set *sets[5];
        size_t n = 2 + test_random(&seed) % 4;
        random_sets(&seed, sets, n);
        struct comparison c = compared(sets, n, NULL, COMPARE_EXACT);
        for (size_t r = 0; r < n; r++) {
            struct set *found = set_new();
            size_t links = 0;
            for (size_t i = 0; i < c.n; i++) {
                const struct reading *reading = &c.items[i].readings[r];
                for (size_t k = 0; k < reading->n; k++) {
                    assert_ptr_equal(reading->spans[k], set_find(sets[r], reading->spans[k]->id));
                    assert_non_null(set_add(found, reading->spans[k]));
                    assert_true(range_holds(c.items[i].range, reading->spans[k]->at));
                }
                for (size_t k = 0; k < reading->n_links; k++)
                    assert_true(reading->links[k].from_item == i ||
                                reading->links[k].to_item == i || c.items[i].spans_agree);
                links += reading->n_links + c.items[i].n_links;
            }
            assert_int_equal(set_count(found), set_count(sets[r]));
            assert_int_equal(links, set_relations(sets[r]));
            set_free(found);
        }
        for (size_t i = 1; i < c.n; i++)
            assert_true(c.items[i - 1].range.start.byte <= c.items[i].range.start.byte);
        for (size_t i = 0; i < c.n; i++) {
            seen[c.items[i].type]++;
            if (n == 2)
                assert_int_equal(compare_majority(&c, i) == 0, c.items[i].type == COMPARE_AGREED);
            for (size_t k = 0; k < i; k++)
                assert_true(c.items[i].key != c.items[k].key);
        }
        compare_release(&c);
        cases_free(sets, n);
    }
    for (size_t i = 0; i < COMPARE_KINDS; i++)
        print_message("%s %zu ", compare_type_name((enum compare_type)i), seen[i]);
    print_message("\n");
    for (size_t i = 0; i < COMPARE_KINDS; i++)
        assert_true(seen[i] > 50);
}

static void test_majority(void **state)
{
    (void)state;
    static const struct {
        const char *readers[4];
        size_t n, majority;
    } rows[] = {
        {{"s0-5", "s0-6"}, 2, COMPARE_NONE},
        {{"s0-5", "s0-5"}, 2, 0},
        {{"s0-5", "s0-6", "s0-6"}, 3, 1},
        {{"s0-5", "s0-6", "s0-7"}, 3, COMPARE_NONE},
        {{"s0-5", "", ""}, 3, 1},
        {{"s0-5", "s0-5", ""}, 3, 0},
        {{"s0-5{name=a}", "s0-5{name=b}", "s0-5{name=b}"}, 3, 1},
        {{"s0-5", "s0-5", "", ""}, 4, COMPARE_NONE},
        {{"s0-5", "s0-5", "s0-5", ""}, 4, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct set *sets[4];
        for (size_t r = 0; r < rows[i].n; r++)
            sets[r] = notation_read(rows[i].readers[r]);
        struct comparison c = compared(sets, rows[i].n, NULL, COMPARE_EXACT);
        assert_int_equal(c.n, 1);
        assert_true(compare_majority(&c, 0) == rows[i].majority);
        compare_release(&c);
        cases_free(sets, rows[i].n);
    }
}

/* An item's key stays while its readings do, whatever happens around it. */
static void test_keys(void **state)
{
    (void)state;
    struct set *before[] = {notation_read("q0-9 a:q20-30 b:s40-45 a>b"),
                            notation_read("q0-8 s40-45")};
    struct set *after[] = {notation_read("s3-4 q0-9 a:q20-30 b:s40-45 a>b s50-55"),
                           notation_read("q0-8 s40-45 s50-56")};
    struct set *changed[] = {before[0], notation_read("q0-7 s40-45")};
    struct comparison a = compared(before, 2, NULL, COMPARE_EXACT);
    struct comparison b = compared(after, 2, NULL, COMPARE_EXACT);
    struct comparison c = compared(changed, 2, NULL, COMPARE_EXACT);
    assert_int_equal(a.n, 3);
    assert_int_equal(b.n, 5);
    assert_true(a.items[0].key == b.items[0].key);
    assert_true(a.items[1].key == b.items[2].key);
    assert_true(a.items[2].key == b.items[3].key);
    assert_true(a.items[0].key != c.items[0].key);
    assert_true(a.items[0].readings[0].key == c.items[0].readings[0].key);
    assert_true(a.items[1].key == c.items[1].key);
    compare_release(&a);
    compare_release(&b);
    compare_release(&c);
    cases_free(before, 2);
    cases_free(after, 2);
    set_free(changed[1]);
}

static void test_words(void **state)
{
    (void)state;
    enum compare_type type;
    struct set *one = set_new();
    const struct set *sets[COMPARE_READERS + 1] = {one};
    struct comparison c = {0};
    struct err err;
    assert_true(compare_type_parse("boundary", 8, &type));
    assert_int_equal(type, COMPARE_BOUNDARY);
    assert_false(compare_type_parse("bound", 5, &type));
    assert_int_equal(compare_sets(sets, 1, NULL, COMPARE_EXACT, &c, &err), FAULT_INPUT);
    assert_string_equal(err.text, "1 sets cannot be compared: from 2 to 64 can");
    assert_int_equal(compare_sets(sets, 65, NULL, COMPARE_EXACT, &c, &err), FAULT_INPUT);
    set_free(one);
}

/* As many readers as can be. */
static void test_many(void **state)
{
    (void)state;
    struct set *sets[COMPARE_READERS];
    for (size_t r = 0; r < COMPARE_READERS; r++)
        sets[r] = notation_read(r % 2 ? "s0-5 q10-20" : "s0-5 q10-21");
    struct comparison c = compared(sets, COMPARE_READERS, NULL, COMPARE_EXACT);
    assert_int_equal(c.n, 2);
    assert_int_equal(c.items[0].type, COMPARE_AGREED);
    assert_int_equal(c.items[1].type, COMPARE_BOUNDARY);
    compare_release(&c);
    cases_free(sets, COMPARE_READERS);
}

/* Spans that all lie over each other, and one against very many: each still stands in one item. */
static void test_hostile(void **state)
{
    (void)state;
    enum { SPANS = 2000 };
    for (int split = 0; split < 2; split++) {
        struct set *sets[] = {set_new(), set_new()};
        for (uint32_t i = 0; i < SPANS; i++)
            for (uint32_t r = 0; r < 2; r++) {
                struct span span = {.id = notation_id(NULL),
                                    .at = split ? range_of(10 * i, 10 * i + 5)
                                                : range_of(i, 2 * SPANS + 2 * i + r),
                                    .n_fragments = 1};
                if (split && r == 0)
                    span.at = range_of(0, 10 * SPANS);
                if (!split || r || i == 0)
                    assert_non_null(set_add(sets[r], &span));
            }
        struct comparison c = compared(sets, 2, NULL, COMPARE_EXACT);
        size_t found = 0;
        for (size_t i = 0; i < c.n; i++)
            found += c.items[i].readings[0].n + c.items[i].readings[1].n;
        assert_int_equal(found, set_count(sets[0]) + set_count(sets[1]));
        assert_int_equal(c.items[0].type, split ? COMPARE_SPLIT : COMPARE_BOUNDARY);
        compare_release(&c);
        cases_free(sets, 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_order_of_readers),
        cmocka_unit_test(test_ids_and_comments),
        cmocka_unit_test(test_partition),
        cmocka_unit_test(test_majority),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
