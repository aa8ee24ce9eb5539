/* Panels, the queue and the mouse. */
#include "sitting.h"

static const char mill[] =
    "The mill at Rena stood still.\n"
    "\n"
    "Tor Vik said the mill lost 300 tonnes of flour in Rena and Elverum.\n";

static void begin(struct sitting *s, unsigned rows, unsigned cols)
{
    sitting_begin(s, rows, cols);
    sitting_add(s, "mill", mill, sizeof mill - 1);
    sitting_open(s, NULL);
}

static size_t find_line(struct sitting *s, const char *words)
{
    size_t i = 0;
    while (i < s->wb->lines.n && !strstr(buf_text(&s->wb->lines.at[i].text), words))
        i++;
    return i;
}

static void test_help(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 80);
    sitting_keys(&s, "?");
    assert_int_equal(s.wb->panel, PANEL_HELP);
    size_t n = s.wb->lines.n;
    assert_true(n > ACT_LABEL);
    assert_true(find_line(&s, "mark a speaker") < n);
    assert_true(find_line(&s, "cq") < n);
    assert_true(find_line(&s, ":take-back") < n);
    for (size_t i = 0; i < n; i++) {
        const struct buf *text = &s.wb->lines.at[i].text;
        assert_true(plain_width(buf_text(text), text->size, &s.wb->options.widths) <= s.wb->at.panel_cols);
    }
    sitting_keys(&s, "<Down>");
    assert_int_equal(s.wb->panel_top, 1);
    sitting_keys(&s, "<End>");
    assert_int_equal(s.wb->panel_top, n - s.wb->at.panel_rows);
    sitting_keys(&s, "<PgUp><Home><Up>");
    assert_int_equal(s.wb->panel_top, 0);
    assert_int_equal(s.wb->cursor.byte, 0);
    struct event narrow = {.kind = EVENT_RESIZE, .size = {16, 44}};
    workbench_event(s.wb, &narrow);
    assert_int_equal(s.wb->panel, PANEL_HELP);
    assert_true(s.wb->lines.n > n); /* laid out anew */
    sitting_keys(&s, "?");
    assert_int_equal(s.wb->panel, PANEL_NONE);
    sitting_keys(&s, "?<Esc>");
    assert_int_equal(s.wb->panel, PANEL_NONE);
    assert_int_equal(s.wb->lines.n, 0);
    sitting_end(&s);
}

static void test_guideline(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 120);
    sitting_keys(&s, "/Rena<Enter>lK");
    assert_int_equal(s.wb->panel, PANEL_GUIDELINE);
    assert_true(s.wb->lines.at[0].heading);
    assert_string_equal(buf_text(&s.wb->lines.at[0].text), "l  location");
    assert_true(find_line(&s, "L1") < s.wb->lines.n);
    assert_true(find_line(&s, "code") < s.wb->lines.n);
    sitting_keys(&s, "L"); /* another panel takes its place */
    assert_int_equal(s.wb->panel, PANEL_SPANS);
    sitting_keys(&s, "w"); /* any other key drops it and acts */
    assert_int_equal(s.wb->panel, PANEL_NONE);
    sitting_end(&s);
}

static void test_span_list(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 80);
    sitting_keys(&s, "L");
    assert_int_equal(s.wb->panel, PANEL_NONE);
    assert_string_equal(sitting_says(&s), "nothing is marked yet");
    sitting_keys(&s, "/Rena<Enter>l");
    struct pos first = s.wb->cursor;
    sitting_keys(&s, "nl/Vik<Enter>s<Esc>ggL");
    assert_int_equal(s.wb->lines.n, 3);
    assert_string_equal(buf_text(&s.wb->lines.at[0].text), "L 12–16 Rena");
    assert_non_null(strstr(buf_text(&s.wb->lines.at[1].text), "S 35–38 Vik"));
    sitting_keys(&s, "<Down><Down><Up><Up><Enter>");
    assert_int_equal(s.wb->panel, PANEL_NONE);
    assert_int_equal(s.wb->cursor.byte, first.byte);
    sitting_keys(&s, "L<End><Enter>");
    assert_true(s.wb->cursor.byte > first.byte);
    assert_memory_equal(article_bytes(s.wb->article) + s.wb->cursor.byte, "Rena", 4);
    sitting_keys(&s, "i1<Space>Rena<Space>elv<Enter>");
    sitting_keys(&s, "L");
    assert_int_equal(s.wb->panel_at, 2); /* the current span's line */
    assert_non_null(strstr(buf_text(&s.wb->lines.at[2].text), " Rena  → Rena elv"));
    sitting_keys(&s, "<F6>");
    assert_int_equal(s.wb->panel, PANEL_NONE);
    assert_true(s.wb->queue_focus);
    sitting_keys(&s, "<F6>L:2<Enter>");
    assert_int_equal(s.wb->panel, PANEL_NONE);
    sitting_end(&s);
}

/* What acts on a span acts on the line at hand of the list, not on what the cursor stood on. */
static void test_span_list_acts_on_its_line(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 80);
    sitting_keys(&s, "/Rena<Enter>lnl/Vik<Enter>s<Esc>ggL<Down>d");
    assert_int_equal(s.wb->panel, PANEL_NONE);
    assert_string_equal(sitting_spans(&s), "location 12-16\nlocation 81-85\n");
    sitting_keys(&s, "uggL<End>cs");
    assert_string_equal(sitting_spans(&s), "location 12-16\nspeaker 35-38\nspeaker 81-85\n");
    sitting_keys(&s, "ggL<Down><Down>i");
    assert_int_equal(s.wb->offer, OFFER_ATTRIBUTE);
    assert_memory_equal(article_bytes(s.wb->article) + s.wb->cursor.byte, "Rena and", 8);
    sitting_keys(&s, "<Esc>gg/mill<Enter>L<Down>+"); /* what is selected stays selected */
    assert_string_equal(sitting_spans(&s), "speaker 4-8,35-38\nlocation 12-16\nspeaker 81-85\n");
    sitting_end(&s);
}

static void add_many(struct sitting *s, unsigned n)
{
    struct err err;
    assert_int_equal(store_begin(s->store, &err), OK);
    for (unsigned i = 2; i <= n; i++) {
        char name[32], text[32];
        snprintf(name, sizeof name, "text-%03u", i);
        snprintf(text, sizeof text, "This is text %u.\n", i);
        sitting_add(s, name, text, strlen(text));
    }
    assert_int_equal(store_commit(s->store, &err), OK);
}

static void test_queue(void **state)
{
    (void)state;
    struct sitting s;
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "mill", mill, sizeof mill - 1);
    add_many(&s, 100);
    sitting_open(&s, NULL);
    assert_int_equal(s.wb->at.queue_cols, 0);
    sitting_keys(&s, "<F6>");
    assert_true(s.wb->queue_focus);
    assert_true(s.wb->at.queue_cols > 0);
    assert_int_equal(s.wb->queue_at, 1);
    assert_string_equal(s.wb->queue[0].name, "mill");
    size_t rows = s.wb->n_queue;
    assert_true(rows > 5 && rows < 24);
    sitting_keys(&s, "<Down><Down>");
    assert_int_equal(s.wb->queue_at, 3);
    assert_int_equal(s.wb->queue_first, 1);
    sitting_keys(&s, "s"); /* marks nothing */
    assert_int_equal(set_count(s.wb->set), 0);
    assert_non_null(strstr(sitting_says(&s), "the queue has the keys"));
    sitting_keys(&s, "<End>");
    assert_int_equal(s.wb->queue_at, 100);
    assert_int_equal(s.wb->queue_first, 100 - rows + 1);
    assert_int_equal(s.wb->queue[rows - 1].place, 100);
    sitting_keys(&s, "<Down><PgUp>");
    assert_int_equal(s.wb->queue_at, 100 - rows);
    sitting_keys(&s, "<Enter>");
    assert_int_equal(s.wb->document.place, 100 - rows);
    assert_false(s.wb->queue_focus);
    assert_true(s.wb->at.queue_cols > 0); /* it stays open */
    sitting_keys(&s, "<F6>");
    assert_true(s.wb->queue_focus);
    sitting_keys(&s, "<F6>");
    assert_int_equal(s.wb->at.queue_cols, 0);
    assert_false(s.wb->queue_focus);
    sitting_keys(&s, "<F6><Esc><Right>");
    assert_int_equal(s.wb->cursor.byte, 1);
    sitting_end(&s);
}

static void come_back(struct sitting *s, uint32_t place)
{
    struct document document;
    struct article *article;
    struct edits edits = {0};
    struct err err = {0};
    assert_int_equal(store_document_placed(s->store, place, &document, &err), OK);
    assert_int_equal(store_article(s->store, document.key, &article, &err), OK);
    edits_status(&edits, STATUS_NEW, STATUS_RETURNED);
    const struct step step = {.id = uuid_new(&s->env), .what = "returning", .document = document.key,
                              .owner = "alice", .edits = &edits, .article = article};
    assert_int_equal(store_apply(s->store, &step, NULL, &err), OK);
    edits_release(&edits);
    article_free(article);
    document_release(&document);
}

/* What came back stands on top, whatever its place, and can be chosen there. */
static void test_returned_come_first(void **state)
{
    (void)state;
    struct sitting s;
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "mill", mill, sizeof mill - 1);
    add_many(&s, 100);
    for (uint32_t place = 20; place < 100; place += 7)
        come_back(&s, place);
    sitting_open(&s, "mill");
    sitting_keys(&s, "<F6>");
    assert_int_equal(s.wb->n_back, 5); /* of twelve: the others keep most of the pane */
    assert_int_equal(s.wb->back[0].place, 20);
    assert_int_equal(s.wb->back[4].place, 48);
    assert_int_equal(s.wb->queue[0].place, 1);
    assert_true(s.wb->n_queue + wb_queue_top(s.wb) <= s.wb->at.text_rows - 3);
    sitting_keys(&s, "<Down><Up>");
    assert_int_equal(s.wb->back_at, 0);
    sitting_keys(&s, "<Up>");
    assert_int_equal(s.wb->back_at, 5);
    sitting_keys(&s, "<Up><Down><Down>");
    assert_int_equal(s.wb->back_at, 0);
    assert_int_equal(s.wb->queue_at, 1);
    sitting_keys(&s, "9<Up>");
    assert_int_equal(s.wb->back_at, 1);
    sitting_keys(&s, "<Down><Enter>");
    assert_int_equal(s.wb->document.place, 27);
    assert_false(s.wb->queue_focus);
    sitting_end(&s);
    /* On the smallest screen one row of it is left. */
    sitting_begin(&s, 10, 40);
    sitting_add(&s, "mill", mill, sizeof mill - 1);
    add_many(&s, 9);
    come_back(&s, 8);
    come_back(&s, 9);
    sitting_open(&s, "mill");
    sitting_keys(&s, "<F6>");
    assert_int_equal(s.wb->n_back, 1);
    assert_true(s.wb->n_queue >= 2);
    sitting_keys(&s, "<Up><Enter>");
    assert_int_equal(s.wb->document.place, 8);
    sitting_end(&s);
}

static void test_queue_stands_open_on_wide_screens(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 160);
    assert_true(s.wb->at.queue_cols > 0);
    assert_false(s.wb->queue_focus);
    assert_int_equal(s.wb->n_queue, 1);
    sitting_keys(&s, "<F6>");
    assert_true(s.wb->queue_focus);
    sitting_keys(&s, "<F6>");
    assert_false(s.wb->queue_focus);
    assert_true(s.wb->at.queue_cols > 0);
    sitting_end(&s);
}

static void test_document_steps(void **state)
{
    (void)state;
    struct sitting s;
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "mill", mill, sizeof mill - 1);
    add_many(&s, 9);
    sitting_open(&s, NULL);
    sitting_keys(&s, "C-p");
    assert_string_equal(sitting_says(&s), "this is the first document");
    sitting_keys(&s, "C-n");
    assert_int_equal(s.wb->document.place, 2);
    sitting_keys(&s, "4C-n");
    assert_int_equal(s.wb->document.place, 6);
    sitting_keys(&s, "99C-n");
    assert_int_equal(s.wb->document.place, 9);
    sitting_keys(&s, "C-n");
    assert_string_equal(sitting_says(&s), "this is the last document");
    sitting_keys(&s, "8C-p");
    assert_int_equal(s.wb->document.place, 1);
    sitting_end(&s);
}

static void mouse(struct sitting *s, enum mouse_what what, unsigned row, unsigned col)
{
    struct event event = {.kind = EVENT_MOUSE, .mouse = {what, row, col}};
    workbench_event(s->wb, &event);
}

static void test_click_and_drag(void **state)
{
    (void)state;
    struct sitting s;
    struct range range;
    begin(&s, 24, 80);
    unsigned row = s.wb->at.text_row, col = s.wb->at.text_col;
    mouse(&s, MOUSE_PRESS, row, col + 4);
    assert_int_equal(s.wb->cursor.byte, 4);
    assert_false(wb_selected(s.wb, &range));
    mouse(&s, MOUSE_DRAG, row, col + 7);
    mouse(&s, MOUSE_RELEASE, row, col + 7);
    assert_true(wb_selected(s.wb, &range));
    assert_true(range_equal(range, range_of(4, 8)));
    mouse(&s, MOUSE_DRAG, row, col + 20); /* the button is up */
    assert_true(wb_selected(s.wb, &range));
    assert_true(range_equal(range, range_of(4, 8)));
    sitting_keys(&s, "l");
    assert_string_equal(sitting_spans(&s), "location 4-8\n");
    mouse(&s, MOUSE_PRESS, row + 2, col + 6);
    mouse(&s, MOUSE_DRAG, row + 2, col); /* backwards */
    assert_true(wb_selected(s.wb, &range));
    assert_memory_equal(article_bytes(s.wb->article) + range.start.byte, "Tor Vik", 7);
    assert_int_equal(range_size(range), 7);
    mouse(&s, MOUSE_PRESS, row, 79); /* beside the text */
    assert_false(wb_selected(s.wb, &range));
    assert_int_equal(article_line_number(s.wb->article, s.wb->cursor), 0);
    struct pos at = s.wb->cursor;
    mouse(&s, MOUSE_PRESS, 0, 3); /* the bars are no places of the text */
    assert_int_equal(s.wb->cursor.byte, at.byte);
    sitting_keys(&s, "<F9>");
    mouse(&s, MOUSE_PRESS, row, col);
    assert_int_equal(s.wb->cursor.byte, at.byte);
    sitting_end(&s);
}

static void test_wheel(void **state)
{
    (void)state;
    struct sitting s;
    struct buf text = {0};
    for (int i = 0; i < 200; i++)
        buf_printf(&text, "row %d\n", i);
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "rows", text.data, text.size);
    buf_release(&text);
    sitting_open(&s, NULL);
    mouse(&s, MOUSE_WHEEL_DOWN, 5, 5);
    mouse(&s, MOUSE_WHEEL_DOWN, 5, 5);
    assert_int_equal(article_line_number(s.wb->article, s.wb->rows[0].start), 6);
    assert_true(s.wb->cursor.byte >= s.wb->rows[0].start.byte);
    mouse(&s, MOUSE_WHEEL_UP, 5, 5);
    assert_int_equal(article_line_number(s.wb->article, s.wb->rows[0].start), 3);
    sitting_end(&s);
}

static void test_clicks_in_panes(void **state)
{
    (void)state;
    struct sitting s;
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "mill", mill, sizeof mill - 1);
    sitting_add(&s, "second", "Tea.\n", 5);
    sitting_open(&s, NULL);
    sitting_keys(&s, "<F6>");
    mouse(&s, MOUSE_PRESS, s.wb->at.text_row, 3); /* the heading */
    assert_string_equal(s.wb->document.name, "mill");
    mouse(&s, MOUSE_PRESS, s.wb->at.text_row + 2, 3);
    assert_string_equal(s.wb->document.name, "second");
    mouse(&s, MOUSE_PRESS, s.wb->at.text_row + 1, 3);
    assert_string_equal(s.wb->document.name, "mill");
    sitting_keys(&s, "/Rena<Enter>lnl<Esc>ggL");
    mouse(&s, MOUSE_PRESS, s.wb->at.panel_row + 1, s.wb->at.panel_col + 4);
    assert_int_equal(s.wb->panel_at, 1);
    mouse(&s, MOUSE_PRESS, s.wb->at.panel_row + 1, s.wb->at.panel_col + 4); /* again: goes there */
    assert_int_equal(s.wb->panel, PANEL_NONE);
    assert_memory_equal(article_bytes(s.wb->article) + s.wb->cursor.byte, "Rena and", 8);
    sitting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_help),
        cmocka_unit_test(test_guideline),
        cmocka_unit_test(test_span_list),
        cmocka_unit_test(test_span_list_acts_on_its_line),
        cmocka_unit_test(test_queue),
        cmocka_unit_test(test_returned_come_first),
        cmocka_unit_test(test_queue_stands_open_on_wide_screens),
        cmocka_unit_test(test_document_steps),
        cmocka_unit_test(test_click_and_drag),
        cmocka_unit_test(test_wheel),
        cmocka_unit_test(test_clicks_in_panes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
