/* The line of text being typed, commands and their completion, search. */
#include "sitting.h"

static const char quay[] =
    "The quay was closed.\n"
    "\n"
    "Ida Holm waited on the quay. Holm said: \"No ship came.\"\n"
    "\n"
    "Ida\n"
    "Holm left the Quay at nine.\n";

static void begin(struct sitting *s)
{
    sitting_begin(s, 24, 80);
    sitting_add(s, "quay", quay, sizeof quay - 1);
    sitting_open(s, NULL);
}

static void assert_typed(struct sitting *s, const char *text, size_t at)
{
    assert_string_equal(buf_text(&s->wb->typing), text);
    assert_int_equal(s->wb->typing_at, at);
}

static void test_editing(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, ":");
    assert_int_equal(s.wb->prompt, PROMPT_COMMAND);
    sitting_keys(&s, "ab<Space>cd<Left><Left>x");
    assert_typed(&s, "ab xcd", 4);
    sitting_keys(&s, "<BS><Delete><Home>y<End>z");
    assert_typed(&s, "yab dz", 6);
    sitting_keys(&s, "C-wC-aC-k");
    assert_typed(&s, "", 0);
    sitting_keys(&s, "one<Space>two<Left>C-u");
    assert_typed(&s, "o", 0);
    sitting_keys(&s, "C-e");
    assert_typed(&s, "o", 1);
    sitting_keys(&s, "C-nC-t"); /* no other action while typing */
    assert_typed(&s, "o", 1);
    assert_int_equal(s.wb->prompt, PROMPT_COMMAND);
    sitting_keys(&s, "C-g");
    assert_int_equal(s.wb->prompt, PROMPT_NONE);
    sitting_keys(&s, ":<BS>");
    assert_int_equal(s.wb->prompt, PROMPT_NONE);
    sitting_end(&s);
}

static void test_clusters(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "/é港");
    sitting_key(&s, (struct key){0x65, 0});
    sitting_key(&s, (struct key){0x301, 0});
    assert_typed(&s, "é港e\xcc\x81", 8);
    sitting_keys(&s, "<Left>");
    assert_typed(&s, "é港e\xcc\x81", 5);
    sitting_keys(&s, "<Delete><BS>");
    assert_typed(&s, "é", 2);
    sitting_end(&s);
}

static void paste(struct sitting *s, const char *text, size_t n)
{
    struct event event = {.kind = EVENT_PASTE, .paste = {text, n}};
    workbench_event(s->wb, &event);
}

static void test_paste(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "/ab<Left>");
    paste(&s, "x\r\ny\tz\n\x1b[7m", 11);
    assert_typed(&s, "ax y z [7mb", 10);
    sitting_keys(&s, "C-u");
    static char large[100000];
    for (size_t i = 0; i < sizeof large; i += 4)
        memcpy(large + i, "\xf0\x9f\x9a\xa2", 4);
    paste(&s, large, sizeof large);
    assert_true(s.wb->typing.size <= 16 * 1024 && s.wb->typing.size > 16 * 1024 - 8);
    size_t bad;
    assert_true(text_check((const uint8_t *)s.wb->typing.data, s.wb->typing.size, &bad));
    assert_true(workbench_wants(s.wb) & WANT_BELL);
    sitting_keys(&s, "<Enter>");
    assert_string_equal(sitting_says(&s), "that is too long to search for");
    assert_int_equal(set_count(s.wb->set), 0);
    sitting_end(&s);
}

static void test_half_typed_text_comes_back(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "v<Right><Right>l!is<Space>this a<Space>place?<Left>");
    struct uuid span = set_first(s.wb->set)->id;
    size_t at = s.wb->typing_at;
    sitting_reopen(&s);
    assert_int_equal(s.wb->prompt, PROMPT_DOUBT);
    assert_typed(&s, "is this" "a place?", at);
    assert_true(uuid_equal(s.wb->prompt_span, span));
    sitting_keys(&s, "<Enter>");
    assert_int_equal(set_comments(s.wb->set), 1);
    assert_non_null(set_doubt(s.wb->set, span));
    sitting_reopen(&s);
    assert_int_equal(s.wb->prompt, PROMPT_NONE);
    sitting_end(&s);
}

/* Esc and a key typed quickly arrive as one with Alt. */
static void test_esc_and_a_key_at_once(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "v<Right>A-w");
    assert_int_equal(s.wb->selection, SELECTION_NONE);
    assert_true(s.wb->cursor.byte > 1);
    assert_int_equal(s.wb->message.size, 0);
    struct pos at = s.wb->cursor;
    sitting_keys(&s, "/<Space>xA-b");
    assert_int_equal(s.wb->prompt, PROMPT_NONE);
    assert_true(s.wb->cursor.byte < at.byte);
    sitting_keys(&s, "gA-w"); /* in the middle of a sequence too */
    assert_int_equal(s.wb->cursor.byte, at.byte);
    sitting_keys(&s, "<A-Left>");
    assert_int_equal(s.wb->cursor.byte, at.byte - 1);
    sitting_keys(&s, ":one<Space>two<A-BS>");
    assert_typed(&s, "one ", 4);
    sitting_end(&s);
}

/* Quitting needs no empty line: what is half typed is there again. */
static void test_quitting_out_of_a_line(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, ":li<C-q>");
    assert_int_equal(workbench_wants(s.wb) & WANT_QUIT, WANT_QUIT);
    sitting_reopen(&s);
    assert_int_equal(s.wb->prompt, PROMPT_COMMAND);
    assert_typed(&s, "li", 2);
    sitting_keys(&s, "<C-z><C-l>");
    assert_int_equal(workbench_wants(s.wb), WANT_SUSPEND | WANT_REDRAW);
    assert_typed(&s, "li", 2);
    sitting_end(&s);
}

static void test_search(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    const char *text = (const char *)article_bytes(s.wb->article);
    const char *first = strstr(text, "quay"), *second = strstr(first + 1, "quay"), *third = strstr(text, "Quay");
    struct range range;
    sitting_keys(&s, "/quay<Enter>");
    assert_true(wb_selected(s.wb, &range));
    assert_int_equal(range.start.byte, first - text);
    assert_int_equal(range.end.byte, first - text + 4);
    assert_int_equal(s.wb->cursor.byte, first - text);
    sitting_keys(&s, "n");
    assert_int_equal(s.wb->cursor.byte, second - text);
    sitting_keys(&s, "n");
    assert_int_equal(s.wb->cursor.byte, third - text);
    sitting_keys(&s, "n");
    assert_int_equal(s.wb->cursor.byte, first - text);
    assert_string_equal(sitting_says(&s), "past the end: on from the start");
    sitting_keys(&s, "N");
    assert_int_equal(s.wb->cursor.byte, third - text);
    sitting_keys(&s, "/<Enter>"); /* an empty line is the last one again */
    assert_int_equal(s.wb->cursor.byte, first - text);
    sitting_keys(&s, "/Quay<Enter>"); /* a capital: case counts */
    assert_int_equal(s.wb->cursor.byte, third - text);
    sitting_keys(&s, "n");
    assert_int_equal(s.wb->cursor.byte, third - text);
    struct range hit;
    assert_int_equal(wb_hits(s.wb, article_all(s.wb->article), &hit, 1), 1);
    sitting_keys(&s, "<Esc><Esc>gg"); /* the hits are shown no more; n goes on all the same */
    assert_int_equal(wb_hits(s.wb, article_all(s.wb->article), &hit, 1), 0);
    sitting_keys(&s, "n");
    assert_int_equal(s.wb->cursor.byte, third - text);
    assert_int_equal(wb_hits(s.wb, article_all(s.wb->article), &hit, 1), 1);
    sitting_keys(&s, "<Esc>gg/nowhere<Enter>");
    assert_string_equal(sitting_says(&s), "\"nowhere\" is nowhere in this article");
    assert_int_equal(s.wb->cursor.byte, 0);
    sitting_end(&s);
}

static void test_a_line_end_is_a_space(void **state)
{
    (void)state;
    struct sitting s;
    struct range hits[8], all;
    begin(&s);
    sitting_keys(&s, "/ida<Space>holm<Enter>n");
    assert_true(wb_selected(s.wb, &all));
    assert_memory_equal(article_bytes(s.wb->article) + all.start.byte, "Ida\nHolm", 8);
    all = article_all(s.wb->article);
    assert_int_equal(wb_hits(s.wb, all, hits, 8), 2);
    assert_int_equal(wb_hits(s.wb, all, hits, 1), 1);
    struct range tail = {pos_at(hits[0].start.byte + 3), all.end};
    assert_int_equal(wb_hits(s.wb, tail, hits, 8), 2); /* one that only reaches in counts */
    sitting_end(&s);
}

static void test_commands(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_add(&s, "second text", "Tea.\n", 5);
    sitting_keys(&s, ":line<Space>3<Enter>");
    assert_int_equal(article_line_number(s.wb->article, s.wb->cursor), 2);
    sitting_keys(&s, ":6<Enter>");
    assert_int_equal(article_line_number(s.wb->article, s.wb->cursor), 5);
    sitting_keys(&s, ":line<Space>99<Enter>");
    assert_string_equal(sitting_says(&s), "there are 6 lines");
    sitting_keys(&s, ":open<Space>second<Space>text<Enter>");
    assert_string_equal(s.wb->document.name, "second text");
    sitting_keys(&s, ":open<Space>1<Enter>");
    assert_string_equal(s.wb->document.name, "quay");
    sitting_keys(&s, ":open<Space>third<Enter>");
    assert_string_equal(sitting_says(&s), "no document is called third · Tab completes");
    sitting_keys(&s, ":open<Enter>");
    assert_string_equal(sitting_says(&s), "open wants the name of a document");
    sitting_keys(&s, ":theme<Space>light<Enter>");
    assert_string_equal(workbench_theme(s.wb), "light");
    assert_true(workbench_wants(s.wb) & WANT_THEME);
    sitting_keys(&s, ":theme<Enter>");
    assert_string_equal(workbench_theme(s.wb), "mono");
    sitting_keys(&s, ":theme<Space>pink<Enter>");
    assert_string_equal(sitting_says(&s), "no theme is called pink: dark, light or mono");
    sitting_keys(&s, ":bottom<Space>now<Enter>");
    assert_string_equal(sitting_says(&s), "bottom takes nothing after it");
    sitting_keys(&s, ":fly<Enter>");
    assert_string_equal(sitting_says(&s), "no command is called fly · Tab completes · ? shows all");
    sitting_keys(&s, ":top<Enter>v<Right>:label-1<Enter>");
    assert_string_equal(sitting_spans(&s), "speaker 0-2\n");
    sitting_keys(&s, ":label-60<Enter>");
    assert_string_equal(sitting_says(&s), "there are 4 labels");
    sitting_keys(&s, ":<Space>q<Space><Enter>");
    assert_true(workbench_wants(s.wb) & WANT_QUIT);
    sitting_end(&s);
}

static void test_completion(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_add(&s, "quince", "Tea.\n", 5);
    sitting_keys(&s, ":li<Tab>");
    assert_typed(&s, "line ", 5);
    sitting_keys(&s, "<Tab>");
    assert_typed(&s, "link", 4);
    sitting_keys(&s, "<Tab><Tab>");
    assert_typed(&s, "link-same", 9);
    sitting_keys(&s, "<Tab>"); /* past the last: what was typed */
    assert_typed(&s, "li", 2);
    sitting_keys(&s, "<Tab>");
    assert_typed(&s, "line ", 5);
    sitting_keys(&s, "C-uopen<Space>qu<Tab>");
    assert_typed(&s, "open quay", 9);
    sitting_keys(&s, "<Tab>");
    assert_typed(&s, "open quince", 11);
    sitting_keys(&s, "C-utravel<Tab>");
    assert_typed(&s, "travel-1", 8);
    sitting_keys(&s, "C-utheme<Space>m<Tab>");
    assert_typed(&s, "theme mono", 10);
    sitting_keys(&s, "C-uzz<Tab>");
    assert_typed(&s, "zz", 2);
    assert_true(workbench_wants(s.wb) & WANT_BELL);
    sitting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_editing),
        cmocka_unit_test(test_clusters),
        cmocka_unit_test(test_paste),
        cmocka_unit_test(test_half_typed_text_comes_back),
        cmocka_unit_test(test_esc_and_a_key_at_once),
        cmocka_unit_test(test_quitting_out_of_a_line),
        cmocka_unit_test(test_search),
        cmocka_unit_test(test_a_line_end_is_a_space),
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_completion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
