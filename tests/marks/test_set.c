/* A set against a plain array: whatever is added, changed, removed and linked, both answer alike.
 */
#include "handmade.h"

#include "manicule/marks/idtable.h"

enum { SPANS = 700, RELATIONS = 300 };

struct model {
    struct span spans[SPANS];
    struct parts parts[SPANS];
    bool there[SPANS];
    struct relation relations[RELATIONS];
    bool related[RELATIONS];
};

static size_t in_order(const struct model *m, const struct span **out)
{
    size_t n = 0;
    for (size_t i = 0; i < SPANS; i++) {
        if (!m->there[i])
            continue;
        size_t k = n++;
        for (; k && span_order(out[k - 1], &m->spans[i]) > 0; k--)
            out[k] = out[k - 1];
        out[k] = &m->spans[i];
    }
    return n;
}

static bool has_links(const struct model *m, struct uuid id)
{
    for (size_t i = 0; i < RELATIONS; i++)
        if (m->related[i] &&
            (uuid_equal(m->relations[i].from, id) || uuid_equal(m->relations[i].to, id)))
            return true;
    return false;
}

static void change_spans(struct set *set, struct model *m, uint64_t *seed)
{
    size_t i = test_random(seed) % SPANS;
    struct uuid id = id_of((unsigned)i);
    unsigned what = (unsigned)(test_random(seed) % 10);
    struct parts parts;
    struct span span = random_span(seed, id, TEXT_BYTES, &parts);
    assert_int_equal(set_find(set, id) != NULL, m->there[i]);
    if (what < 5) {
        const struct span *added = set_add(set, &span);
        assert_int_equal(added == NULL, m->there[i]);
        if (!added)
            return;
    } else if (what < 8) {
        const struct span *before = set_find(set, id);
        const struct span *changed = set_change(set, &span);
        assert_ptr_equal(changed, before);
        if (!changed)
            return;
    } else {
        bool can = m->there[i] && !has_links(m, id);
        assert_int_equal(set_remove(set, id), can);
        if (can)
            m->there[i] = false;
        return;
    }
    m->there[i] = true;
    m->parts[i] = parts;
    m->spans[i] = span;
    if (span.fragments)
        m->spans[i].fragments = m->parts[i].fragments;
    if (span.attrs)
        m->spans[i].attrs = m->parts[i].attrs;
}

static void change_relations(struct set *set, struct model *m, uint64_t *seed)
{
    size_t i = test_random(seed) % RELATIONS;
    struct relation relation = {
        .id = id_of((unsigned)i + 5000),
        .from = id_of((unsigned)(test_random(seed) % SPANS)),
        .to = id_of((unsigned)(test_random(seed) % (test_random(seed) % 2 ? 20 : SPANS))),
        .type = (uint16_t)(test_random(seed) % 2),
    };
    if (test_random(seed) % 3 == 0) {
        assert_int_equal(set_unrelate(set, relation.id), m->related[i]);
        m->related[i] = false;
        return;
    }
    if (m->related[i]) {
        assert_null(set_relate(set, &relation));
        relation.from = m->relations[i].from;
        relation.to = m->relations[i].to;
        assert_non_null(set_rechange(set, &relation));
    } else {
        bool can = set_find(set, relation.from) && set_find(set, relation.to);
        assert_null(set_rechange(set, &relation));
        assert_int_equal(set_relate(set, &relation) != NULL, can);
        m->related[i] = can;
    }
    m->relations[i] = relation;
}

static void compare_over(const struct set *set, const struct span **order, size_t n, uint64_t *seed)
{
    const struct span *got[SPANS];
    uint32_t start = (uint32_t)(test_random(seed) % TEXT_BYTES);
    struct range range = range_of(start, start + 1 + (uint32_t)(test_random(seed) % 60));
    size_t max = test_random(seed) % 2 ? SPANS : 3, found = 0;
    size_t said = set_over(set, range, got, max);
    for (size_t i = 0; i < n; i++) {
        bool touches = false;
        for (size_t k = 0; k < order[i]->n_fragments; k++)
            touches = touches || range_overlaps(span_fragment(order[i], k), range);
        if (touches && found++ < max)
            assert_true(uuid_equal(got[found - 1]->id, order[i]->id));
    }
    assert_int_equal(said, found);
}

static void compare_links(const struct set *set, const struct model *m, uint64_t *seed)
{
    const struct span *span = set_find(set, id_of((unsigned)(test_random(seed) % 40)));
    if (!span)
        return;
    for (int out = 0; out < 2; out++) {
        const struct relation *got[RELATIONS];
        size_t max = test_random(seed) % 2 ? RELATIONS : 2, expected = 0;
        size_t said = set_links(set, span, out, got, max);
        for (size_t i = 0; i < RELATIONS; i++)
            expected += m->related[i] &&
                        uuid_equal(out ? m->relations[i].from : m->relations[i].to, span->id);
        assert_int_equal(said, expected);
        for (size_t k = 0; k < said && k < max; k++) {
            assert_true(uuid_equal(out ? got[k]->from : got[k]->to, span->id));
            assert_true(k == 0 || uuid_order(got[k - 1]->id, got[k]->id) < 0);
        }
        /* With room for two only, these must be the lowest two of all. */
        if (said > max && max) {
            const struct relation *all[RELATIONS];
            set_links(set, span, out, all, RELATIONS);
            for (size_t k = 0; k < max; k++)
                assert_ptr_equal(all[k], got[k]);
        }
    }
}

static void compare(const struct set *set, const struct model *m, uint64_t *seed)
{
    const struct span *order[SPANS];
    size_t n = in_order(m, order), labels[3] = {0};
    assert_int_equal(set_count(set), n);
    const struct span *span = set_first(set), *before = NULL;
    struct set_walk walk = {0};
    for (size_t i = 0; i < n; i++) {
        assert_non_null(span);
        assert_ptr_equal(set_each(set, &walk), span);
        assert_true(uuid_equal(span->id, order[i]->id));
        assert_true(span_same(span, order[i]));
        assert_ptr_equal(set_prev(set, span), before);
        labels[span->label]++;
        before = span;
        span = set_next(set, span);
    }
    assert_null(span);
    assert_null(set_each(set, &walk));
    assert_ptr_equal(set_last(set), before);
    for (uint16_t i = 0; i < 3; i++)
        assert_int_equal(set_count_label(set, i), labels[i]);
    for (int round = 0; round < 20; round++) {
        struct pos pos = pos_at((uint32_t)(test_random(seed) % (TEXT_BYTES + 10)));
        size_t k = 0;
        while (k < n && order[k]->at.start.byte < pos.byte)
            k++;
        const struct span *from = set_from(set, pos), *last = set_before(set, pos);
        assert_true(k < n ? from && uuid_equal(from->id, order[k]->id) : !from);
        assert_true(k ? last && uuid_equal(last->id, order[k - 1]->id) : !last);
        compare_over(set, order, n, seed);
        compare_links(set, m, seed);
    }
    size_t related = 0;
    for (size_t i = 0; i < RELATIONS; i++) {
        const struct relation *relation = set_relation(set, id_of((unsigned)i + 5000));
        assert_int_equal(relation != NULL, m->related[i]);
        if (!relation)
            continue;
        related++;
        assert_int_equal(relation->type, m->relations[i].type);
        assert_true(uuid_equal(relation->to, m->relations[i].to));
    }
    assert_int_equal(set_relations(set), related);
    for (size_t i = 1; i < related; i++)
        assert_true(uuid_order(set_relation_at(set, i - 1)->id, set_relation_at(set, i)->id) < 0);
    assert_null(set_relation_at(set, related));
}

static void test_against_array(void **state)
{
    (void)state;
    for (uint64_t start = 1; start <= 3; start++) {
        uint64_t seed = start;
        struct set *set = set_new();
        struct model *m = calloc(1, sizeof *m);
        assert_non_null(set);
        assert_non_null(m);
        for (int i = 0; i < 12000; i++) {
            change_spans(set, m, &seed);
            if (i % 3 == 0)
                change_relations(set, m, &seed);
            if (i % 1000 == 999)
                compare(set, m, &seed);
        }
        set_clear(set);
        memset(m, 0, sizeof *m);
        compare(set, m, &seed);
        for (int i = 0; i < 500; i++)
            change_spans(set, m, &seed);
        compare(set, m, &seed);
        set_free(set);
        free(m);
    }
}

/* Every span at one place: order falls to the ids, and blocks split in the middle. */
static void test_one_place(void **state)
{
    (void)state;
    struct set *set = set_new();
    for (unsigned i = 0; i < 2000; i++) {
        struct span span = {.id = id_of(i * 7919 % 2000), .at = range_of(5, 9), .n_fragments = 1};
        assert_non_null(set_add(set, &span));
    }
    assert_int_equal(set_over(set, range_of(8, 9), NULL, 0), 2000);
    assert_int_equal(set_over(set, range_of(9, 10), NULL, 0), 0);
    for (const struct span *span = set_first(set), *next; (next = set_next(set, span)) != NULL;
         span = next)
        assert_true(uuid_order(span->id, next->id) < 0);
    for (unsigned i = 0; i < 2000; i++)
        assert_true(set_remove(set, id_of(i)));
    assert_null(set_first(set));
    assert_null(set_last(set));
    set_free(set);
}

static void test_gap_is_not_over(void **state)
{
    (void)state;
    struct range fragments[] = {range_of(10, 13), range_of(20, 24)};
    struct span span = {
        .id = id_of(1), .at = range_of(10, 24), .n_fragments = 2, .fragments = fragments};
    struct set *set = set_new();
    const struct span *own = set_add(set, &span), *got;
    assert_int_equal(set_over(set, range_of(13, 20), &got, 1), 0);
    assert_int_equal(set_over(set, range_of(12, 14), &got, 1), 1);
    assert_ptr_equal(got, own);
    assert_false(span_covers(own, pos_at(15)));
    assert_true(span_covers(own, pos_at(23)));
    assert_false(span_covers(own, pos_at(24)));
    set_free(set);
}

/* A span with links stays; a speaker related to itself is one link of each direction. */
static void test_links_hold(void **state)
{
    (void)state;
    struct set *set = set_new();
    for (unsigned i = 0; i < 2; i++) {
        struct span span = {.id = id_of(i), .at = range_of(i, i + 1), .n_fragments = 1};
        set_add(set, &span);
    }
    struct relation relation = {.id = id_of(9), .from = id_of(0), .to = id_of(0)};
    assert_non_null(set_relate(set, &relation));
    relation.to = id_of(1);
    relation.id = id_of(8);
    assert_non_null(set_relate(set, &relation));
    const struct span *span = set_find(set, id_of(0));
    assert_int_equal(set_links(set, span, true, NULL, 0), 2);
    assert_int_equal(set_links(set, span, false, NULL, 0), 1);
    assert_false(set_remove(set, id_of(0)));
    assert_false(set_remove(set, id_of(1)));
    assert_true(set_unrelate(set, id_of(9)));
    assert_true(set_unrelate(set, id_of(8)));
    assert_true(set_remove(set, id_of(0)));
    set_free(set);
}

static void test_comments(void **state)
{
    (void)state;
    struct set *set = set_new();
    char author[] = "alice", text[] = "who is this?";
    struct comment comment = {
        .id = id_of(1), .span = id_of(7), .doubt = true, .at = 50, .author = author, .text = text};
    assert_true(set_comment(set, &comment));
    comment.id = id_of(2);
    comment.at = 20;
    comment.doubt = false;
    assert_true(set_comment(set, &comment));
    assert_true(uuid_equal(set_comment_at(set, 0)->id, id_of(2)));
    assert_true(uuid_equal(set_doubt(set, id_of(7))->id, id_of(1)));
    assert_null(set_doubt(set, id_of(8)));
    comment = *set_comment_find(set, id_of(1));
    comment.settled = true;
    comment.at = 10;
    assert_true(set_comment(set, &comment));
    assert_int_equal(set_comments(set), 2);
    assert_true(uuid_equal(set_comment_at(set, 0)->id, id_of(1)));
    assert_null(set_doubt(set, id_of(7)));
    assert_true(set_uncomment(set, id_of(1)));
    assert_false(set_uncomment(set, id_of(1)));
    assert_null(set_comment_at(set, 1));
    set_free(set);
}

static void test_memory(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    struct env env = test_env(3);
    struct set *set = set_new();
    for (unsigned i = 0; i < MANY; i++) {
        struct span span = {
            .id = uuid_new(&env), .at = range_of(i * 5, i * 5 + 9), .n_fragments = 1};
        assert_non_null(set_add(set, &span));
    }
    assert_true(set_memory(set) <= (size_t)MANY * 100);
    assert_int_equal(set_over(set, range_of(MANY, MANY + 1), NULL, 0), 2);
    set_free(set);
}

static void test_idtable(void **state)
{
    (void)state;
    static struct uuid ids[1000];
    struct idtable table = {0};
    uint64_t seed = 5;
    bool there[1000] = {false};
    for (unsigned i = 0; i < 1000; i++)
        ids[i] = id_of(i);
    for (int round = 0; round < 20000; round++) {
        size_t i = test_random(&seed) % 1000;
        assert_ptr_equal(idtable_find(&table, ids[i]), there[i] ? &ids[i] : NULL);
        if (there[i])
            idtable_drop(&table, ids[i]);
        else if (idtable_reserve(&table, 1))
            idtable_put(&table, &ids[i]);
        there[i] = !there[i];
    }
    idtable_free(&table);
}

static void test_words(void **state)
{
    (void)state;
    enum origin origin;
    enum set_kind kind;
    enum status status;
    assert_true(origin_parse("adjudication", 12, &origin) && origin == ORIGIN_ADJUDICATION);
    assert_false(origin_parse("adjudication", 11, &origin));
    assert_true(set_kind_parse("gold", 4, &kind) && kind == SET_GOLD);
    assert_false(set_kind_parse("", 0, &kind));
    assert_true(status_parse("returned", 8, &status) && status == STATUS_RETURNED);
    assert_string_equal(status_name(STATUS_NEW), "new");
    assert_string_equal(origin_name(ORIGIN_REPEAT), "repeat");
    assert_string_equal(set_kind_name(SET_REVIEW), "review");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_array),   cmocka_unit_test(test_one_place),
        cmocka_unit_test(test_gap_is_not_over), cmocka_unit_test(test_links_hold),
        cmocka_unit_test(test_comments),        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_idtable),         cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
