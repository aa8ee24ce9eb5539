/* The text is revised while people have it open: they see the new one, and write nothing into the
 * old. */
#include "sitting.h"

#include "manicule/flow/revise.h"

static const char old_text[] =
    "Harbour talks resume\n"
    "\n"
    "Anna Lindqvist, the mayer, said the port of Gothenburg lost a ship.\n"
    "\n"
    "Nobody asked Ingrid Holm about the nets.\n";
static const char new_text[] =
    "New harbour talks resume\n"
    "\n"
    "Anna Lindqvist, the mayor, said the port of Gothenburg lost a ship.\n";

static void begin(struct sitting *s)
{
    sitting_begin(s, 24, 80);
    sitting_add(s, "harbour", old_text, sizeof old_text - 1);
    sitting_open(s, NULL);
}

/* As a lead elsewhere does. */
static void revise(struct sitting *s, const char *text)
{
    struct err err = {0};
    struct store *store;
    struct store_options options = sitting_options(s, "lead");
    if (store_open(s->path, &options, &store, &err) != OK)
        fail_msg("%s", err.text);
    store_use_labels(store, &s->labels);
    struct revise revise = {.store = store, .env = &s->env};
    if (revise_bytes(&revise, s->wb->document.key, (uint8_t *)strdup(text), strlen(text), "new",
                     NULL, &err) != OK)
        fail_msg("%s", err.text);
    store_close(store);
}

static void tick(struct sitting *s)
{
    workbench_event(s->wb, &(struct event){.kind = EVENT_TICK});
}

static void says(struct sitting *s, const char *words)
{
    if (!strstr(sitting_says(s), words))
        fail_msg("\"%s\" is not in \"%s\"", words, sitting_says(s));
}

static void test_tick(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "/Anna<Enter><Esc>s/Ingrid<Enter><Esc>s/Gothenburg<Enter><Esc>l");
    assert_string_equal(sitting_spans(&s), "speaker 22-36\nlocation 66-76\nspeaker 104-115\n");
    revise(&s, new_text);
    tick(&s);
    says(&s, "the text was revised, and your marks went along");
    assert_int_equal(article_size(s.wb->article), sizeof new_text - 1);
    assert_int_equal(article_edition(s.wb->article), 1);
    assert_string_equal(sitting_spans(&s),
                        "speaker 26-40\nlocation 70-80\n"); /* Ingrid Holm is gone */
    assert_int_equal(s.wb->cursor.byte, 70);                /* where it was among the words */
    sitting_keys(&s, "/ship<Enter><Esc>l");
    assert_string_equal(sitting_spans(&s), "speaker 26-40\nlocation 70-80\nlocation 86-92\n");
    sitting_keys(&s, "u");
    assert_string_equal(sitting_spans(&s), "speaker 26-40\nlocation 70-80\n");
    sitting_keys(&s, "u"); /* what was done in the old text */
    says(&s, "undo stops here: the text was revised since");
    tick(&s);
    assert_int_equal(article_edition(s.wb->article), 1);
    sitting_end(&s);
}

/* A key before the tick: nothing is written, and the tick brings the new text. */
static void test_key_before_tick(void **state)
{
    (void)state;
    struct sitting s;
    for (int marked = 0; marked < 2; marked++) { /* with a set of one's own, and without */
        begin(&s);
        if (marked)
            sitting_keys(&s, "/Anna<Enter><Esc>s");
        revise(&s, new_text);
        sitting_keys(&s, "/Gothenburg<Enter><Esc>l");
        says(&s, "not saved: the text was revised meanwhile");
        assert_int_equal(article_edition(s.wb->article), 0);
        sitting_keys(&s, "l");
        says(&s, "not saved: the text was revised meanwhile");
        tick(&s);
        assert_int_equal(article_edition(s.wb->article), 1);
        assert_string_equal(sitting_spans(&s), marked ? "speaker 26-40\n" : "");
        sitting_keys(&s, "/Gothenburg<Enter><Esc>l");
        assert_string_equal(sitting_spans(&s),
                            marked ? "speaker 26-40\nlocation 70-80\n" : "location 70-80\n");
        sitting_end(&s);
    }
}

/* Tab finds what is asked, and says why. */
static void test_doubts(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "/the<Space>mayer<Enter><Esc>v");
    for (unsigned i = 0; i < 8; i++)
        sitting_keys(&s, "<Right>");
    sitting_keys(&s, "s");
    assert_string_equal(sitting_spans(&s), "speaker 38-47\n");
    revise(&s, new_text);
    tick(&s);
    says(&s, "Tab goes to what is asked");
    assert_string_equal(sitting_spans(&s), "speaker 42-51\n");
    assert_int_equal(s.wb->info.doubts, 1);
    sitting_keys(&s, "gg<Tab>");
    says(&s, "doubt 1 of 1: revised text: it was “the mayer”");
    assert_int_equal(s.wb->cursor.byte, 42);
    sitting_keys(&s, "<Enter>");
    says(&s, "settled");
    assert_int_equal(s.wb->info.doubts, 0);
    sitting_end(&s);
}

/* What was on the screen was seen; what is new was not. */
static void test_again_after_quit(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "/Gothenburg<Enter><Esc>l");
    revise(&s, new_text);
    sitting_reopen(&s);
    assert_int_equal(article_edition(s.wb->article), 1);
    assert_int_equal(s.wb->cursor.byte, 70);
    assert_string_equal(sitting_spans(&s), "location 70-80\n");
    sitting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tick),
        cmocka_unit_test(test_key_before_tick),
        cmocka_unit_test(test_doubts),
        cmocka_unit_test(test_again_after_quit),
    };
    return cmocka_run_group_tests_name("revised", tests, NULL, NULL);
}
