/* The merge into gold: the automatic one, decisions in any order, and what is left after them. */
#include "cases.h"
#include "random_sets.h"

#include "manicule/marks/merge.h"

static const struct merge_ids new_ids = {.next = notation_id};

/* Readers, gold and what was decided, as an adjudicator's sitting. */
struct sitting {
    struct set *sets[CASE_READERS];
    size_t n;
    struct comparison c;
    struct set *gold;
    VEC(struct decided) list;
    struct merge *m;
};

static void match(struct sitting *s)
{
    merge_free(s->m);
    assert_int_equal(merge_match(&s->c, s->gold, s->list.at, s->list.n, &s->m, NULL), OK);
}

static void begin(struct sitting *s, const struct article *article, enum compare_rule rule)
{
    assert_int_equal(
        compare_sets((const struct set *const *)s->sets, s->n, article, rule, &s->c, NULL), OK);
    s->gold = set_new();
    match(s);
}

static void sit(struct sitting *s, const char *a, const char *b, const char *c)
{
    const struct compare_case row = {.readers = {a, b, c}};
    *s = (struct sitting){0};
    s->n = cases_read(&row, s->sets);
    begin(s, NULL, COMPARE_EXACT);
}

static void end(struct sitting *s)
{
    merge_free(s->m);
    set_free(s->gold);
    compare_release(&s->c);
    cases_free(s->sets, s->n);
    vec_free(&s->list);
}

/* One of the sets becomes another; gold and the list stay. */
static void change(struct sitting *s, size_t reader, const char *line)
{
    merge_free(s->m);
    s->m = NULL;
    compare_release(&s->c);
    set_free(s->sets[reader]);
    s->sets[reader] = notation_read(line);
    assert_int_equal(
        compare_sets((const struct set *const *)s->sets, s->n, NULL, COMPARE_EXACT, &s->c, NULL),
        OK);
    match(s);
}

static size_t apply(struct sitting *s, struct edits *edits)
{
    struct err err = {0};
    size_t n = edits->n;
    assert_int_equal(set_apply(s->gold, edits, NULL, &err), OK);
    edits_release(edits);
    match(s);
    return n;
}

/* How many edits it took. */
static size_t merge_in(struct sitting *s)
{
    struct edits edits = {0};
    assert_int_equal(merge_agreed(s->m, new_ids, &edits, NULL), OK);
    return apply(s, &edits);
}

/* Adds the edits to *out and keeps the entry. */
static void decide_into(struct sitting *s, size_t item, struct decision decision, struct edits *out)
{
    struct decided entry;
    assert_int_equal(merge_decide(s->m, item, &decision, new_ids, out, &entry, NULL), OK);
    assert_true(entry.item == s->c.items[item].key);
    assert_true(vec_push(&s->list, entry));
}

static size_t decide(struct sitting *s, size_t item, struct decision decision)
{
    struct edits edits = {0};
    decide_into(s, item, decision, &edits);
    return apply(s, &edits);
}

static size_t take(struct sitting *s, size_t item, size_t reader)
{
    return decide(s, item, (struct decision){.take = MERGE_READER, .reader = reader});
}

static size_t open_items(const struct sitting *s)
{
    return merge_count(s->m, MERGE_OPEN);
}

static void expect_set(const struct set *set, const char *want)
{
    char *got = notation_of_set(set);
    assert_string_equal(got, want);
    free(got);
}

static void expect_gold(const struct sitting *s, const char *want)
{
    expect_set(s->gold, want);
}

/* "s0-5; q0-9" and the like with its parts in order. */
static void put_in_order(const char *list, struct buf *out)
{
    char *parts[NOTATION_MOST], *copy = strdup(list), *rest = copy, *part;
    size_t n = 0;
    while ((part = strstr(rest, "; ")) != NULL) {
        *part = '\0';
        parts[n++] = strdup(rest);
        rest = part + 2;
    }
    parts[n++] = strdup(rest);
    free(copy);
    notation_put_sorted(parts, n, "; ", out);
}

/* What all agree on is in gold, the rest is open; a second time there is nothing to add. */
static void test_automatic(void **state)
{
    (void)state;
    struct article *article = article_copy(cases_text, strlen(cases_text));
    for (size_t i = 0; i < CASES; i++) {
        struct sitting s = {.n = 0};
        struct buf want = {0};
        s.n = cases_read(&cases[i], s.sets);
        begin(&s, article, cases[i].rule);
        merge_in(&s);
        char *got = notation_of_set(s.gold);
        put_in_order(cases[i].gold ? cases[i].gold : cases[i].agreed, &want);
        cases_expect(&cases[i], got, buf_text(&want));
        for (const struct span *span = set_first(s.gold); span; span = set_next(s.gold, span))
            assert_int_equal(span->origin, ORIGIN_ADJUDICATION);
        for (size_t k = 0; k < s.c.n; k++)
            assert_int_equal(merge_state(s.m, k),
                             s.c.items[k].type == COMPARE_AGREED ? MERGE_HELD : MERGE_OPEN);
        assert_null(merge_beyond(s.m, 0));
        assert_int_equal(merge_in(&s), 0);
        free(got);
        buf_release(&want);
        end(&s);
    }
    article_free(article);
}

/* All items as one reader has them, in any order: that reader's set, however they were asked. */
static void take_all(struct sitting *s, size_t reader, uint64_t *seed, bool merged_last)
{
    VEC(size_t) left = {0};
    if (!merged_last)
        merge_in(s);
    for (size_t i = 0; (i = merge_next_open(s->m, i)) != COMPARE_NONE; i++)
        assert_true(vec_push(&left, i));
    while (left.n) {
        size_t k = test_random(seed) % left.n;
        take(s, left.at[k], reader);
        assert_int_equal(merge_state(s->m, left.at[k]), MERGE_DECIDED);
        vec_remove(&left, k);
    }
    if (merged_last)
        merge_in(s);
    assert_true(merge_next_open(s->m, 0) == COMPARE_NONE);
    assert_int_equal(merge_in(s), 0);
    char *got = notation_of_set(s->gold), *want = notation_of_set(s->sets[reader]);
    if (strcmp(got, want) != 0)
        for (size_t r = 0; r < s->n; r++) {
            char *one = notation_of_set(s->sets[r]);
            print_error("%zu: %s\n", r, one);
            free(one);
        }
    assert_string_equal(got, want);
    free(got);
    free(want);
    vec_free(&left);
}

static void test_one_reader(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (size_t round = 0; round < 2 * CASES + 3000; round++) {
        struct sitting s = {.n = 2 + round % 2};
        if (round < 2 * CASES)
            s.n = cases_read(&cases[round / 2], s.sets);
        else
            random_sets(&seed, s.sets, s.n);
        begin(&s, NULL, COMPARE_EXACT);
        take_all(&s, test_random(&seed) % s.n, &seed, round % 2);
        end(&s);
    }
}

/* Under the trimmed rule the edges may be another's, but nothing differs that counts. */
static void test_trimmed(void **state)
{
    (void)state;
    uint64_t seed = 13;
    struct article *article = article_copy(random_text, strlen(random_text));
    for (size_t round = 0; round < 1500; round++) {
        struct sitting s = {.n = 2 + round % 2};
        struct comparison c = {0};
        random_sets(&seed, s.sets, s.n);
        begin(&s, article, COMPARE_TRIMMED);
        merge_in(&s);
        for (size_t i; (i = merge_next_open(s.m, 0)) != COMPARE_NONE;)
            take(&s, i, round % 2);
        assert_int_equal(merge_in(&s), 0);
        const struct set *two[] = {s.gold, s.sets[round % 2]};
        assert_int_equal(compare_sets(two, 2, article, COMPARE_TRIMMED, &c, NULL), OK);
        assert_int_equal(c.n_agreed, c.n);
        compare_release(&c);
        end(&s);
    }
    article_free(article);
}

/* Then all items again as another has them: every decision can be taken otherwise. */
static void test_second_thoughts(void **state)
{
    (void)state;
    uint64_t seed = 19;
    for (size_t round = 0; round < CASES + 1500; round++) {
        struct sitting s = {.n = 2 + round % 2};
        if (round < CASES)
            s.n = cases_read(&cases[round], s.sets);
        else
            random_sets(&seed, s.sets, s.n);
        begin(&s, NULL, COMPARE_EXACT);
        take_all(&s, 0, &seed, false);
        for (size_t i = 0; i < s.c.n; i++)
            if (s.c.items[i].type != COMPARE_AGREED) {
                take(&s, i, 1);
                assert_int_equal(take(&s, i, 1), 0); /* and the same again is nothing new */
            }
        char *got = notation_of_set(s.gold), *want = notation_of_set(s.sets[1]);
        assert_string_equal(got, want);
        free(got);
        free(want);
        end(&s);
    }
}

/* Everything as one step, and that step undone. */
static void test_one_step(void **state)
{
    (void)state;
    uint64_t seed = 43;
    for (size_t round = 0; round < 500; round++) {
        struct sitting s = {.n = 3};
        struct edits step = {0};
        const struct decision decision = {.take = MERGE_READER, .reader = round % 2};
        random_sets(&seed, s.sets, s.n);
        s.n = 2;
        begin(&s, NULL, COMPARE_EXACT);
        set_free(s.gold);
        s.gold = s.sets[2];
        match(&s);
        char *before = notation_of_set(s.gold);
        assert_int_equal(merge_agreed(s.m, new_ids, &step, NULL), OK);
        for (size_t done = 0, item = 0; item != COMPARE_NONE;) {
            struct edits added = {.at = step.at + done, .n = step.n - done};
            assert_int_equal(set_apply(s.gold, &added, NULL, NULL), OK);
            done = step.n;
            match(&s);
            item = merge_next_open(s.m, 0);
            if (item != COMPARE_NONE)
                decide_into(&s, item, decision, &step);
        }
        assert_int_equal(open_items(&s), 0);
        edits_invert(&step);
        assert_int_equal(set_apply(s.gold, &step, NULL, NULL), OK);
        expect_gold(&s, before);
        edits_release(&step);
        free(before);
        s.n = 3;
        s.gold = NULL;
        end(&s);
    }
}

static void test_with_itself(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int round = 0; round < 500; round++) {
        struct sitting s = {.n = 1};
        random_sets(&seed, s.sets, 1);
        char *line = notation_of_set(s.sets[0]);
        s.sets[1] = s.sets[0];
        s.n = 2;
        begin(&s, NULL, COMPARE_EXACT);
        assert_int_equal(s.c.n_agreed, s.c.n);
        merge_in(&s);
        expect_gold(&s, line);
        assert_true(merge_next_open(s.m, 0) == COMPARE_NONE);
        free(line);
        s.n = 1;
        end(&s);
    }
}

static void test_both(void **state)
{
    (void)state;
    static const struct {
        const char *readers[3], *gold, *words;
    } rows[] = {
        {{"s0-5", "t0-5"}, "", "both would keep two labels on the same words"},
        {{"s0-10", "t2-10"}, "", "both would keep two labels on the same words"},
        {{"s0-5", "s0-5", "t0-5"}, "", "both would keep two labels on the same words"},
        {{"s0-5{name=x}", "s0-5{name=y}"}, "s0-5", "both would give an attribute two values"},
        {{"s0-5{name=x}", "s0-5{use=q}"}, "s0-5{name=x;use=q}", NULL},
        {{"s0-5", "s0-8"}, "s0-5; s0-8", NULL},
        {{"s0-20", "s0-8 s10-20"}, "s0-20; s0-8; s10-20", NULL},
        {{"s0-3,10-13", "t5-8,15-18"}, "t5-8,15-18", NULL}, /* of two items, the second */
        {{"a:q0-9 b:s12-15 s20-25 a>b", "a:q0-9 s12-15 c:s20-25 a>c"},
         "q0-9>s12-15>s20-25; s12-15; s20-25",
         NULL},
        {{"a:q0-9 b:s12-15 a>b", "s12-15", "a:q0-9 b:s12-15 a>b"}, "q0-9>s12-15; s12-15", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sitting s;
        struct edits edits = {0};
        struct decided entry;
        struct err err = {0};
        const struct decision both = {.take = MERGE_BOTH};
        sit(&s, rows[i].readers[0], rows[i].readers[1], rows[i].readers[2]);
        merge_in(&s);
        size_t item = 0;
        for (size_t k = 0; (k = merge_next_open(s.m, k)) != COMPARE_NONE; k++)
            item = k;
        enum fault fault = merge_decide(s.m, item, &both, new_ids, &edits, &entry, &err);
        assert_int_equal(fault, rows[i].words ? FAULT_INPUT : OK);
        if (rows[i].words) {
            assert_string_equal(err.text, rows[i].words);
            assert_int_equal(edits.n, 0);
        } else {
            assert_true(entry.reading == DECIDED_BOTH);
        }
        apply(&s, &edits);
        expect_gold(&s, rows[i].gold);
        end(&s);
    }
}

static void test_neither(void **state)
{
    (void)state;
    struct sitting s;
    const struct decision neither = {.take = MERGE_NEITHER};
    sit(&s, "s0-5 q8-12{type=direct} a:q20-30 b:s40-45 a>b", "s0-6 q8-12 q20-30 s40-45", NULL);
    merge_in(&s);
    expect_gold(&s, "q20-30; q8-12; s40-45");
    assert_int_equal(open_items(&s), 3);
    for (size_t i = 0; i < 3; i++) /* nothing changes in gold: only the list can know */
        assert_int_equal(decide(&s, merge_next_open(s.m, 0), neither), 0);
    assert_int_equal(open_items(&s), 0);
    take(&s, 0, 0);
    take(&s, 1, 0);
    take(&s, 2, 0);
    expect_gold(&s, "q20-30>s40-45; q8-12{type=direct}; s0-5; s40-45");
    for (size_t i = 0; i < 3; i++)
        decide(&s, i, neither);
    expect_gold(&s, "q20-30; q8-12; s40-45");
    decide(&s, 3, neither); /* an agreed one goes, and is not added again */
    expect_gold(&s, "q20-30; q8-12");
    assert_int_equal(merge_in(&s), 0);
    end(&s);
}

static void test_edited(void **state)
{
    (void)state;
    struct sitting s;
    char attrs[] = "type=partial\n";
    struct span edited = {.at = range_of(0, 10), .label = 1, .n_fragments = 1, .attrs = attrs};
    struct decision decision = {.take = MERGE_EDITED, .reader = 0, .edited = &edited};
    sit(&s, "a:q0-9 b:s12-15 a>b", "q0-11 s12-15", NULL);
    merge_in(&s);
    decide(&s, 0, decision);
    expect_gold(&s, "q0-10{type=partial}>s12-15; s12-15");
    assert_int_equal(open_items(&s), 0);
    struct uuid id = merge_gold(s.m, 0, 0)->id;
    edited.at = range_of(0, 12);
    decide(&s, 0, decision); /* the same span, other edges */
    assert_true(uuid_equal(merge_gold(s.m, 0, 0)->id, id));
    expect_gold(&s, "q0-12{type=partial}>s12-15; s12-15");
    decision.reader = COMPARE_NONE;
    decide(&s, 0, decision);
    expect_gold(&s, "q0-12{type=partial}; s12-15");
    edited.label = 2; /* another label: another span */
    decision.reader = 0;
    decide(&s, 0, decision);
    expect_gold(&s, "s12-15; t0-12{type=partial}");
    end(&s);
}

/* Links wait for their other end, whichever comes first, and go to what was taken there. */
static void test_pending(void **state)
{
    (void)state;
    for (int speaker_first = 0; speaker_first < 2; speaker_first++) {
        struct sitting s;
        sit(&s, "a:q0-9 b:s12-15 a>b", "a:q0-10 b:s12-18", NULL);
        take(&s, (size_t)speaker_first, speaker_first ? 1 : 0);
        take(&s, !speaker_first, speaker_first ? 0 : 1);
        expect_gold(&s, "q0-9>s12-18; s12-18"); /* the quote's link, to the other's speaker */
        assert_int_equal(open_items(&s), 0);
        end(&s);

        sit(&s, "a:q0-9 b:s12-15 a>b", "a:q0-10 b:s12-18", NULL);
        take(&s, (size_t)speaker_first, 1);
        take(&s, !speaker_first, 1);
        expect_gold(&s, "q0-10; s12-18");
        take(&s, 0, 0); /* another quote after all */
        expect_gold(&s, "q0-9>s12-18; s12-18");
        end(&s);
    }
    struct sitting s; /* the speaker is agreed on only later */
    sit(&s, "a:q0-9 b:s12-15 a>b", "", NULL);
    take(&s, 0, 0);
    expect_gold(&s, "q0-9");
    change(&s, 1, "s12-15");
    assert_int_equal(merge_state(s.m, 1), MERGE_WAITING);
    merge_in(&s);
    expect_gold(&s, "q0-9>s12-15; s12-15");
    end(&s);
}

/* Without a list gold itself tells, but for what it had anyway. */
static void test_without_list(void **state)
{
    (void)state;
    struct sitting s;
    sit(&s, "a:q0-9 b:s12-15 s20-25 a>b s30-35{name=x} s40-45", "a:q0-9 s12-15 b:s20-25 a>b s30-35",
        NULL);
    merge_in(&s);
    assert_int_equal(open_items(&s), 3);
    for (size_t i; (i = merge_next_open(s.m, 0)) != COMPARE_NONE;) {
        take(&s, i, 0);
        s.list.n = 0;
        match(&s);
        assert_int_equal(merge_state(s.m, i), MERGE_HELD);
    }
    expect_gold(&s, "q0-9>s12-15; s12-15; s20-25; s30-35{name=x}; s40-45");
    size_t n = s.list.n;
    assert_int_equal(n, 0);
    take(&s, s.c.n - 1, 1); /* nothing there: gold has nothing anyway */
    assert_int_equal(merge_state(s.m, s.c.n - 1), MERGE_DECIDED);
    s.list.n = 0;
    match(&s);
    assert_int_equal(merge_state(s.m, s.c.n - 1), MERGE_OPEN);
    end(&s);
}

/* A set changes after adjudication: only what is new queues. */
static void test_stale(void **state)
{
    (void)state;
    struct sitting s;
    const struct decision neither = {.take = MERGE_NEITHER};
    sit(&s, "s0-5 s10-15 q20-30 s40-45", "s0-6 q20-30 s40-45", NULL);
    merge_in(&s);
    take(&s, 0, 1);
    decide(&s, 1, neither);
    expect_gold(&s, "q20-30; s0-6; s40-45");
    assert_int_equal(open_items(&s), 0);

    change(&s, 0, "s0-5 s10-15 q20-30 s40-45 t50-55"); /* something new */
    assert_int_equal(open_items(&s), 1);
    assert_int_equal(merge_next_open(s.m, 0), 4);
    change(&s, 0, "s0-5 s10-16 q20-30 s40-45"); /* what was refused looks otherwise now */
    assert_int_equal(open_items(&s), 1);
    assert_int_equal(merge_next_open(s.m, 0), 1);
    change(&s, 0, "s0-4 s10-15 q20-30 s40-45"); /* gold still holds one of the readings */
    assert_int_equal(open_items(&s), 0);
    assert_int_equal(merge_state(s.m, 0), MERGE_HELD);
    change(&s, 1, "s0-6 q20-31 s40-45"); /* an agreed one is not any more, but gold has a reading */
    assert_int_equal(open_items(&s), 0);
    change(&s, 0, "s0-5 s10-15 q20-31 s40-45"); /* all agree now, on something else than gold */
    assert_int_equal(s.c.items[2].type, COMPARE_AGREED);
    assert_int_equal(merge_next_open(s.m, 0), 2);
    assert_int_equal(merge_in(&s), 0);
    take(&s, 2, 0);
    expect_gold(&s, "q20-31; s0-6; s40-45");
    change(&s, 0, "s0-5 s10-15 q20-31 s40-45{name=x}");
    change(&s, 1, "s0-6 q20-31 s40-45{name=x}"); /* both add the same */
    merge_in(&s);
    expect_gold(&s, "q20-31; s0-6; s40-45{name=x}");
    change(&s, 0, "s0-5 q20-31");
    change(&s, 1, "s0-6 q20-31"); /* both take it back: gold's is nobody's */
    assert_true(range_equal(merge_beyond(s.m, 0)->at, range_of(40, 45)));
    assert_null(merge_beyond(s.m, 1));
    end(&s);
}

/* What an adjudicator adds to gold stays, whatever is decided around it. */
static void test_gold_has_more(void **state)
{
    (void)state;
    struct sitting s;
    sit(&s, "a:q0-9 b:s12-15 a>b s30-35{name=x} q50-60", "q0-9 s12-15 s30-35{name=y}", NULL);
    set_free(s.gold);
    s.gold = notation_read("a:q0-9{type=direct} b:s12-15 t40-44 a>b(x=1) s30-35{use=q}");
    match(&s);
    assert_int_equal(merge_in(&s), 0);
    assert_int_equal(open_items(&s), 3);
    take(&s, 0, 0);
    take(&s, 2, 1);
    expect_gold(&s, "q0-9{type=direct}>s12-15>s12-15(x=1); s12-15; s30-35{name=y;use=q}; t40-44");
    take(&s, 0, 1);
    take(&s, 2, 0);
    expect_gold(&s, "q0-9{type=direct}>s12-15(x=1); s12-15; s30-35{name=x;use=q}; t40-44");
    end(&s);
}

/* What stands for a decision went and came again as another span: the place tells. */
static void test_other_id(void **state)
{
    (void)state;
    struct sitting s;
    sit(&s, "s0-5 q20-30", "s0-6", NULL);
    take(&s, 0, 1);
    set_free(s.gold);
    s.gold = notation_read("s0-6 t10-12");
    match(&s);
    assert_int_equal(merge_state(s.m, 0), MERGE_DECIDED);
    assert_true(range_equal(merge_gold(s.m, 0, 0)->at, range_of(0, 6)));
    assert_null(merge_gold(s.m, 0, 1));
    assert_null(merge_gold(s.m, 1, 0));
    assert_true(range_equal(merge_beyond(s.m, 0)->at, range_of(10, 12)));
    end(&s);
}

/* A long document, all of it inside one span that only some have: a sweep is done at once. */
static void test_large(void **state)
{
    (void)state;
    enum { SPANS = 100000 };
    struct sitting s = {.n = 3};
    for (size_t r = 0; r < s.n; r++) {
        s.sets[r] = set_new();
        for (uint32_t i = 0; i < SPANS; i++) {
            uint32_t start = 10 * i, size = 4 + i % 20 + (i % 7 == r);
            struct span span = {
                .at = range_of(start, start + size), .label = (uint16_t)(i % 3), .n_fragments = 1};
            if (i % 11 == r)
                continue;
            span.id = (struct uuid){{(uint8_t)i, (uint8_t)(i >> 8), (uint8_t)(i >> 16)}};
            assert_non_null(set_add(s.sets[r], &span));
        }
        struct span all = {.id = {{0, 0, 0, 1}},
                           .at = range_of(0, 10 * SPANS - (uint32_t)r),
                           .label = 3,
                           .n_fragments = 1};
        if (r)
            assert_non_null(set_add(s.sets[r], &all));
    }
    begin(&s, NULL, COMPARE_EXACT);
    assert_true(merge_in(&s) == s.c.n_agreed);
    assert_int_equal(s.c.n, SPANS + 1);
    assert_int_equal(s.c.items[0].type, COMPARE_MISSING);
    take(&s, 0, 1);
    assert_true(set_count(s.gold) == s.c.n_agreed + 1);
    end(&s);
}

static bool has_copies(const struct set *set)
{
    for (const struct span *span = set_first(set); span; span = set_next(set, span))
        if (has_copy(set, span->id))
            return true;
    return false;
}

/* Random gold: edits always apply, and doing the same again does nothing. */
static void test_any_gold(void **state)
{
    (void)state;
    uint64_t seed = 31;
    for (int round = 0; round < 3000; round++) {
        struct sitting s = {.n = 3};
        random_sets(&seed, s.sets, 3);
        s.n = 2;
        begin(&s, NULL, COMPARE_EXACT);
        set_free(s.gold);
        s.gold = s.sets[2];
        match(&s);
        merge_in(&s);
        assert_int_equal(merge_in(&s), 0);
        for (int k = 0; k < 6 && s.c.n; k++) {
            size_t item = test_random(&seed) % s.c.n;
            struct decision decision = {.take = (enum merge_take)(test_random(&seed) % 3),
                                        .reader = test_random(&seed) % 2};
            struct edits edits = {0};
            struct decided entry;
            enum fault fault = merge_decide(s.m, item, &decision, new_ids, &edits, &entry, NULL);
            if (fault == FAULT_INPUT)
                assert_int_equal(edits.n, 0);
            else
                assert_true(vec_push(&s.list, entry));
            apply(&s, &edits);
            if (fault == OK && !has_copies(s.gold))
                assert_int_equal(decide(&s, item, decision), 0);
        }
        s.sets[2] = NULL;
        end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_automatic),
        cmocka_unit_test(test_one_reader),
        cmocka_unit_test(test_second_thoughts),
        cmocka_unit_test(test_trimmed),
        cmocka_unit_test(test_one_step),
        cmocka_unit_test(test_with_itself),
        cmocka_unit_test(test_both),
        cmocka_unit_test(test_neither),
        cmocka_unit_test(test_edited),
        cmocka_unit_test(test_pending),
        cmocka_unit_test(test_without_list),
        cmocka_unit_test(test_stale),
        cmocka_unit_test(test_gold_has_more),
        cmocka_unit_test(test_any_gold),
        cmocka_unit_test(test_other_id),
        cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
