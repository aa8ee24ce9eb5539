/* Keys at random: whatever was pressed, memory is what the file holds, the cursor stands where it
 * can, `verify` finds nothing, and undo leads back to the start. */
#include "sitting.h"

static const char lock[] =
    "Lock gates close at Skarnes\r\n"
    "\r\n"
    "Eva Moen: \"We wait.\" The keeper, Eva\n"
    "Moen, said 12 barges of 40 tonnes wait at Skarnes and Vinger \"since May\".\n"
    "\n"
    "水門の責任者\n"
    "「あと3年かかる」と森氏は話した。👩‍👩‍👧 e\xcc\x81t\xc3\xa9 \xe2\x80\xae\x1b[7m\n";

static const char *const keys[] = {
    "s", "q", "l", "a", "s", "q", "l", "a", "<Left>", "<Right>", "<Up>", "<Down>", "w", "b", "e", "(",
    ")", "{", "}", "\"", "<Home>", "<End>", "<PgUp>", "<PgDn>", "gg", "G", "n", "N", ",", ">", "C-p",
    "C-n", "v", "<S-Right>", "<S-Down>", "V", "o", "d", "[", "]", "+", "i", "!", "r", "&", "R", "=",
    "M", "<Tab>", "<S-Tab>", "<Enter>", "<Enter>", "x", "F", "u", "U", ".", ":", "?", "K", "L", "<F6>",
    "<Esc>", "<Esc>", "<Esc>", "C-g", "1", "2", "3", "gs", "gq", "gl", "ga", "cs", "cl", "c", "g", "0",
    "/sk<Enter>", "/水<Enter>", ":take-back<Enter>", ":line<Space>5<Enter>", "<BS>", "<Space>",
};
enum { KEYS = sizeof keys / sizeof keys[0] };

static void random_event(struct sitting *s, uint64_t r)
{
    struct event event = {0};
    if (r % 50 == 0) {
        event.kind = EVENT_MOUSE;
        event.mouse.what = (enum mouse_what)((r >> 8) % 5);
        event.mouse.row = (unsigned)((r >> 16) % s->rows);
        event.mouse.col = (unsigned)((r >> 32) % s->cols);
    } else if (r % 211 == 0) {
        event.kind = EVENT_RESIZE;
        event.size.rows = s->rows = 5 + (unsigned)((r >> 8) % 50);
        event.size.cols = s->cols = 20 + (unsigned)((r >> 16) % 160);
    } else if (r % 307 == 0) {
        event.kind = EVENT_TICK;
    } else {
        sitting_keys(s, keys[(r >> 8) % KEYS]);
        return;
    }
    workbench_event(s->wb, &event);
}

/* Memory against what the file says. */
static void assert_saved(struct sitting *s)
{
    struct workbench *wb = s->wb;
    struct set_info info;
    struct err err;
    struct load load = {0};
    struct set *set = set_new();
    assert_int_equal(store_set(s->store, wb->document.key, SET_PERSON, "alice", &info, &err), OK);
    if (info.key)
        assert_int_equal(store_load(s->store, info.key, wb->article, set, &load, SIZE_MAX, &err), OK);
    assert_int_equal(info.revision, wb->info.revision);
    assert_int_equal(info.status, wb->info.status);
    assert_int_equal(info.spans, set_count(wb->set));
    assert_int_equal(set_count(set), set_count(wb->set));
    assert_int_equal(set_relations(set), set_relations(wb->set));
    assert_int_equal(set_comments(set), set_comments(wb->set));
    const struct span *a = set_first(set), *b = set_first(wb->set);
    for (; a; a = set_next(set, a), b = set_next(wb->set, b)) {
        assert_true(uuid_equal(a->id, b->id) && span_same(a, b));
        for (size_t i = 0; i < a->n_fragments; i++) {
            assert_true(article_is_boundary(wb->article, span_fragment(a, i).start));
            assert_true(article_is_boundary(wb->article, span_fragment(a, i).end));
            assert_false(range_empty(span_fragment(a, i)));
        }
    }
    set_free(set);
}

static void assert_sane(struct sitting *s)
{
    struct workbench *wb = s->wb;
    struct range selected;
    assert_true(article_is_boundary(wb->article, wb->cursor));
    if (wb_selected(wb, &selected))
        assert_true(article_is_boundary(wb->article, selected.start) &&
                    article_is_boundary(wb->article, selected.end));
    if (!wb->at.too_small) {
        struct range row = wb->rows[wb->cursor_row];
        assert_true(wb->cursor_row < wb->n_rows);
        assert_true(row.start.byte <= wb->cursor.byte && wb->cursor.byte <= row.end.byte);
        assert_true(wb->panel == PANEL_NONE || wb->panel_at < wb->lines.n);
    }
}

static void undo_everything(struct sitting *s)
{
    struct event event = {.kind = EVENT_RESIZE, .size = {24, 80}};
    struct undo next;
    workbench_event(s->wb, &event);
    sitting_keys(s, "<Esc><Esc><Esc><Esc><Esc>");
    for (int i = 0; i < 20000 && store_undo_next(s->store, WAY_UNDO, &next, NULL) == OK; i++) {
        assert_false(next.stopped);
        sitting_keys(s, "u");
    }
    assert_int_equal(store_undo_next(s->store, WAY_UNDO, &next, NULL), FAULT_MISSING);
}

static void sit(uint64_t seed, unsigned n)
{
    struct sitting s;
    struct err err = {0};
    struct store_report silent = {0};
    size_t findings = 99, marked = 0;
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "lock", lock, sizeof lock - 1);
    sitting_add(&s, "empty", "", 0);
    sitting_add(&s, "tea", "Tea in Oslo. \"No,\" he said.", 27);
    sitting_open(&s, NULL);
    for (unsigned i = 0; i < n; i++) {
        random_event(&s, test_random(&seed));
        assert_sane(&s);
        if (set_count(s.wb->set) > marked)
            marked = set_count(s.wb->set);
        if (i % 40 == 0)
            assert_saved(&s);
        if (i % 500 == 499)
            sitting_reopen(&s);
    }
    assert_saved(&s);
    assert_true(marked > 3);
    assert_int_equal(store_verify(s.store, &silent, &findings, &err), OK);
    assert_int_equal(findings, 0);
    undo_everything(&s);
    struct set_info info;
    assert_int_equal(store_set(s.store, s.wb->document.key, SET_PERSON, "alice", &info, &err), OK);
    assert_int_equal(info.spans + info.relations + info.doubts, 0);
    assert_int_equal(store_verify(s.store, &silent, &findings, &err), OK);
    assert_int_equal(findings, 0);
    sitting_end(&s);
}

static void test_first(void **state)
{
    (void)state;
    sit(1, 2500);
}

static void test_second(void **state)
{
    (void)state;
    sit(2, 2500);
}

static void test_third(void **state)
{
    (void)state;
    sit(77, 2500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first), cmocka_unit_test(test_second), cmocka_unit_test(test_third)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
