/* Marking by keys alone: natural objects, boundaries, selections, edges, fragments, undo. */
#include "sitting.h"

static const char harbour[] =
    "Harbour talks resume\n"
    "\n"
    "Anna Lindqvist said the port of Gothenburg lost 4.2 million kronor in May.\n"
    "\n"
    "\"We will \"not\" wait another year,\" Lindqvist told reporters in Oslo.\n"
    "\n"
    "港の責任者\n"
    "「もう3年ほど待っています」\n";

static void begin(struct sitting *s)
{
    sitting_begin(s, 24, 80);
    sitting_add(s, "harbour", harbour, sizeof harbour - 1);
    sitting_open(s, NULL);
}

/* The n-th place where the words stand, as "start-end" in code points. */
static const char *where(struct sitting *s, const char *words)
{
    static char out[64];
    const struct article *a = s->wb->article;
    const char *text = (const char *)article_bytes(a), *at = strstr(text, words);
    assert_non_null(at);
    struct pos start = pos_at((uint32_t)(at - text));
    snprintf(out, sizeof out, "%u-%u", article_codepoint(a, start),
             article_codepoint(a, pos_at(start.byte + (uint32_t)strlen(words))));
    return out;
}

static void assert_spans(struct sitting *s, const char *expected)
{
    assert_string_equal(sitting_spans(s), expected);
}

/* What begins with the text is found from its start, once; and where there is one document alone no
 * next one is offered. */
static void test_at_the_start_and_the_end(void **state)
{
    (void)state;
    static const char text[] = "Anna Lindqvist said so. Mr. Holm said nothing.\n";
    struct sitting s;
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "holm", text, sizeof text - 1);
    sitting_open(&s, NULL);
    sitting_keys(&s, "gs");
    assert_int_equal(s.wb->cursor.byte, 0);
    assert_string_equal(sitting_says(&s), "the first speaker to mark begins here");
    sitting_keys(&s, "gs");
    assert_int_equal(s.wb->cursor.byte, 24);
    sitting_keys(&s, "gg gs s gs");
    assert_int_equal(s.wb->cursor.byte, 24);
    sitting_keys(&s, "s gg gs");
    assert_non_null(strstr(sitting_says(&s), "no further speaker"));
    sitting_keys(&s, "F");
    assert_string_equal(sitting_says(&s), "done · :take-back opens it again");
    sitting_end(&s);
}

static void test_natural_objects(void **state)
{
    (void)state;
    struct sitting s;
    char expected[256];
    begin(&s);
    sitting_keys(&s, "/Anna<Enter><Esc>s");
    snprintf(expected, sizeof expected, "speaker %s\n", where(&s, "Anna Lindqvist"));
    assert_spans(&s, expected);
    sitting_keys(&s, "/4.2<Enter><Esc>a");
    snprintf(expected + strlen(expected), sizeof expected - strlen(expected), "amount %s\n",
             where(&s, "4.2 million kronor"));
    assert_spans(&s, expected);
    sitting_keys(&s, "/wait<Enter><Esc>q");
    snprintf(expected + strlen(expected), sizeof expected - strlen(expected), "quote %s\n",
             where(&s, "\"We will \"not\" wait another year,\""));
    assert_spans(&s, expected);
    sitting_keys(&s, "/もう<Enter><Esc>q");
    snprintf(expected + strlen(expected), sizeof expected - strlen(expected), "quote %s\n",
             where(&s, "「もう3年ほど待っています」"));
    assert_spans(&s, expected);
    sitting_end(&s);
}

/* After <End> the cursor stands behind the last character: what ends there is meant. */
static void test_at_the_end_of_a_line(void **state)
{
    (void)state;
    static const char lines[] = "He said: \"Not yet.\"\n\nHer boat came from Vigra\r\n\nIt cost 300 kroner\nand \"no more.\"";
    struct sitting s;
    char expected[128];
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "boat", lines, sizeof lines - 1);
    sitting_open(&s, NULL);
    sitting_keys(&s, "<End>q<Down><Down><End>l<Down><Down><End>aG<End>q");
    snprintf(expected, sizeof expected, "quote %s\n", where(&s, "\"Not yet.\""));
    snprintf(expected + strlen(expected), 40, "location %s\n", where(&s, "Vigra"));
    snprintf(expected + strlen(expected), 40, "amount %s\n", where(&s, "300 kroner"));
    snprintf(expected + strlen(expected), 40, "quote %s\n", where(&s, "\"no more.\""));
    assert_spans(&s, expected);
    sitting_keys(&s, "gg<Down>q");
    assert_non_null(strstr(sitting_says(&s), "no quotation here"));
    sitting_end(&s);
}

static void test_exactly_the_selection(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "v<Right><Right>l");
    assert_spans(&s, "location 0-3\n");
    sitting_keys(&s, "<Right><Right><S-Left>q"); /* the cursor's own cell is in at both ends */
    assert_spans(&s, "location 0-3\nquote 3-5\n");
    sitting_keys(&s, "<Esc>ggv<Right><Right>l");
    assert_string_equal(sitting_says(&s), "already a location · d delete · [ ] edges");
    sitting_keys(&s, "<Esc>w/Gothenburg<Enter>l"); /* what search finds is selected */
    char expected[128];
    snprintf(expected, sizeof expected, "location 0-3\nquote 3-5\nlocation %s\n", where(&s, "Gothenburg"));
    assert_spans(&s, expected);
    sitting_end(&s);
}

static void test_label_key_again_takes_the_next_boundary(void **state)
{
    (void)state;
    struct sitting s;
    char expected[128];
    begin(&s);
    sitting_keys(&s, "/\"not<Enter><Esc><Right>q");
    snprintf(expected, sizeof expected, "quote %s\n", where(&s, "\"We will \"not\" wait another year,\""));
    assert_spans(&s, expected);
    struct uuid id = set_first(s.wb->set)->id;
    sitting_keys(&s, "q");
    snprintf(expected, sizeof expected, "quote %s\n", where(&s, "\"not\""));
    assert_spans(&s, expected);
    assert_true(uuid_equal(id, set_first(s.wb->set)->id));
    sitting_keys(&s, "u"); /* one step, however often the key was pressed */
    assert_spans(&s, "");
    sitting_keys(&s, "U");
    assert_spans(&s, expected);
    sitting_end(&s);
}

static void test_an_edge_is_one_step(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "v<Right><Right>l");
    sitting_keys(&s, "]<Right><Right><Right><Right>[w");
    assert_spans(&s, "location 0-7\n"); /* w would leave nothing: "Harbour" is the word */
    sitting_keys(&s, "<Right>]w");
    assert_spans(&s, "location 1-13\n");
    sitting_keys(&s, "b");
    assert_spans(&s, "location 1-7\n");
    sitting_keys(&s, "uuu");
    assert_spans(&s, "location 0-3\n");
    sitting_end(&s);
}

static void test_fragments(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "v<Right><Right>q<Right><Right><Right><Right><Right>v<Right>+");
    assert_spans(&s, "quote 0-3,7-9\n");
    sitting_keys(&s, "<Esc>gg<Right><Right><Right>v<Right><Right><Right>+");
    assert_spans(&s, "quote 0-9\n"); /* what touches becomes one */
    sitting_keys(&s, "uu");
    assert_spans(&s, "quote 0-3\n");
    sitting_end(&s);
}

static void test_links(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "/Anna<Enter><Esc>s/wait<Enter><Esc>n<Esc>q");
    sitting_keys(&s, "r");
    assert_non_null(strstr(sitting_says(&s), "said by Anna Lindqvist 1 of 1"));
    assert_int_equal(set_relations(s.wb->set), 1);
    sitting_keys(&s, "0");
    assert_int_equal(set_relations(s.wb->set), 0);
    sitting_keys(&s, "u");
    assert_int_equal(set_relations(s.wb->set), 0); /* link and 0 were one step */
    sitting_keys(&s, "/told<Enter><Esc>bs/wait<Enter><Esc>");
    sitting_keys(&s, "N<Esc>");
    sitting_keys(&s, "/another<Enter><Esc>r");
    assert_int_equal(set_relations(s.wb->set), 1);
    struct uuid first = set_relation_at(s.wb->set, 0)->to;
    sitting_keys(&s, "r");
    assert_int_equal(set_relations(s.wb->set), 1);
    assert_false(uuid_equal(first, set_relation_at(s.wb->set, 0)->to));
    sitting_keys(&s, "<Esc>&");
    assert_int_equal(set_relations(s.wb->set), 2);
    sitting_keys(&s, "<Esc>d");
    assert_int_equal(set_relations(s.wb->set), 0);
    sitting_keys(&s, "u");
    assert_int_equal(set_relations(s.wb->set), 2);
    sitting_end(&s);
}

/* What a link takes the place of is told, stays a candidate, and & takes nothing away. */
static void test_links_anew(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "/Anna<Enter><Esc>s/told<Enter><Esc>bs/Oslo<Enter>s/another<Enter><Esc>qr<Esc>");
    sitting_keys(&s, "r");
    assert_string_equal(sitting_says(&s), "said by Oslo 2 of 3, no longer by Lindqvist · r next · 1 Lindqvist "
                                          "3 Anna Lindqvist · 0 nobody named");
    sitting_keys(&s, "1");
    assert_string_equal(sitting_says(&s), "said by Lindqvist 1 of 3 · r next · 2 Oslo 3 Anna Lindqvist · 0 nobody named");
    sitting_keys(&s, "&");
    assert_string_equal(sitting_says(&s), "also said by Oslo 2 of 3 · & next · 3 Anna Lindqvist · 0 no further one");
    sitting_keys(&s, "1"); /* it is linked already: no pick */
    assert_int_equal(s.wb->offer, OFFER_NONE);
    sitting_keys(&s, "<Esc><Esc>u&&");
    assert_non_null(strstr(sitting_says(&s), "also said by Anna Lindqvist 3 of 3 · & next · 2 Oslo"));
    assert_int_equal(set_relations(s.wb->set), 2);
    sitting_keys(&s, "0");
    assert_int_equal(set_relations(s.wb->set), 1);
    assert_string_equal(sitting_says(&s), "no further speaker: it is as it was");
    sitting_keys(&s, "&<Esc>&<Esc>&");
    assert_string_equal(sitting_says(&s), "no further speaker is marked near this quote");
    assert_int_equal(set_relations(s.wb->set), 3);
    sitting_keys(&s, "r"); /* all of them are linked: the likeliest alone */
    assert_string_equal(sitting_says(&s), "said by Lindqvist 1 of 3, no longer by Oslo, Anna Lindqvist · r next · "
                                          "2 Oslo 3 Anna Lindqvist · 0 nobody named");
    assert_int_equal(set_relations(s.wb->set), 1);
    sitting_end(&s);
}

static void test_the_only_speaker_again(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "/Anna<Enter><Esc>s/another<Enter><Esc>qr<Esc>");
    struct uuid link = set_relation_at(s.wb->set, 0)->id;
    sitting_keys(&s, "r");
    assert_string_equal(sitting_says(&s), "said by Anna Lindqvist already · no other is marked near · 0 nobody named");
    assert_true(uuid_equal(link, set_relation_at(s.wb->set, 0)->id));
    sitting_keys(&s, "0");
    assert_string_equal(sitting_says(&s), "nobody is named as the speaker, no longer by Anna Lindqvist");
    sitting_keys(&s, "u");
    assert_int_equal(set_relations(s.wb->set), 1);
    sitting_end(&s);
}

/* What an offer does not name drops it and acts: the candidate that is linked already, and more than there are. */
static void test_digits_that_no_offer_names(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "/Anna<Enter><Esc>s/told<Enter><Esc>bs/another<Enter><Esc>qr");
    assert_int_equal(s.wb->n_offers, 2);
    struct uuid to = set_relation_at(s.wb->set, 0)->to;
    sitting_keys(&s, "1");
    assert_int_equal(s.wb->offer, OFFER_NONE);
    sitting_keys(&s, "8G"); /* with the 1 before it: beyond the last line */
    assert_int_equal(article_line_number(s.wb->article, s.wb->cursor), 8);
    assert_true(uuid_equal(to, set_relation_at(s.wb->set, 0)->to));
    sitting_keys(&s, "/another<Enter><Esc>r");
    sitting_keys(&s, "7G");
    assert_int_equal(article_line_number(s.wb->article, s.wb->cursor), 6);
    sitting_end(&s);
}

static void test_the_same_place_after_a_restart(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "/Oslo<Enter><Esc>l/Gothenburg<Enter><Esc>l");
    struct pos cursor = s.wb->cursor;
    sitting_reopen(&s);
    assert_int_equal(s.wb->cursor.byte, cursor.byte);
    assert_int_equal(set_count(s.wb->set), 2);
    sitting_keys(&s, "uu");
    assert_spans(&s, "");
    sitting_keys(&s, "U");
    assert_int_equal(set_count(s.wb->set), 1);
    sitting_keys(&s, "<Esc>u");
    assert_int_equal(set_count(s.wb->set), 0);
    sitting_end(&s);
}

static void test_undo_across_documents(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_add(&s, "second", "Tea in Bergen.\n", 15);
    sitting_keys(&s, "v<Right>l<C-n>");
    assert_string_equal(s.wb->document.name, "second");
    sitting_keys(&s, "u");
    assert_non_null(strstr(sitting_says(&s), "would undo location \"Ha\" in 01 harbour"));
    assert_string_equal(s.wb->document.name, "second");
    sitting_keys(&s, "u");
    assert_string_equal(s.wb->document.name, "harbour");
    assert_spans(&s, "");
    sitting_end(&s);
}

static void test_two_sessions_of_one_person(void **state)
{
    (void)state;
    struct sitting s, other;
    begin(&s);
    other = s;
    struct err err;
    struct store_options options = sitting_options(&other, "alice");
    assert_int_equal(store_open(s.path, &options, &other.store, &err), OK);
    store_use_labels(other.store, &other.labels);
    sitting_open(&other, NULL);
    sitting_keys(&s, "v<Right>l");
    sitting_keys(&other, "wv<Right>l"); /* does not know of the first edit yet */
    assert_non_null(strstr(sitting_says(&other), "another session"));
    assert_spans(&other, "location 0-2\n");
    sitting_keys(&other, "v<Right>l");
    assert_int_equal(set_count(other.wb->set), 2);
    struct event tick = {.kind = EVENT_TICK};
    workbench_event(s.wb, &tick);
    assert_int_equal(set_count(s.wb->set), 2);
    workbench_close(other.wb);
    store_close(other.store);
    sitting_end(&s);
}

static void test_input_methods(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_key(&s, (struct key){0xff56, 0}); /* full-width v */
    sitting_keys(&s, "<Right>");
    sitting_key(&s, (struct key){0xff4c, 0}); /* full-width l */
    assert_spans(&s, "location 0-2\n");
    sitting_key(&s, (struct key){0x3042, 0});
    assert_non_null(strstr(sitting_says(&s), "IME is on"));
    struct event paste = {.kind = EVENT_PASTE, .paste = {"sqla", 4}};
    workbench_event(s.wb, &paste);
    assert_spans(&s, "location 0-2\n");
    sitting_end(&s);
}

static void test_travel_to_where_a_speech_reopens(void **state)
{
    (void)state;
    static const char rain[] = "\"It rained all day.\n\n\"It rained all night,\" Moe said.\n\n\"It is dry,\" said Aas.\n";
    struct sitting s;
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "rain", rain, sizeof rain - 1);
    sitting_open(&s, NULL);
    sitting_keys(&s, "gqgq"); /* the first one begins where the cursor is */
    assert_memory_equal(rain + s.wb->cursor.byte, "\"It rained all night", 20);
    sitting_keys(&s, "qgq"); /* q took the whole speech */
    assert_int_equal(set_first(s.wb->set)->at.start.byte, 0);
    assert_memory_equal(rain + s.wb->cursor.byte, "\"It is dry", 10);
    sitting_keys(&s, "gggq");
    assert_memory_equal(rain + s.wb->cursor.byte, "\"It is dry", 10);
    sitting_end(&s);
}

static void test_relabel_and_repeat(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "/Oslo<Enter><Esc>lcs");
    char expected[128];
    snprintf(expected, sizeof expected, "speaker %s\n", where(&s, "Oslo"));
    assert_spans(&s, expected);
    sitting_keys(&s, "cl/Gothenburg<Enter><Esc>s");
    sitting_keys(&s, "u.");
    assert_int_equal(set_count(s.wb->set), 2);
    assert_int_equal(set_first(s.wb->set)->origin, ORIGIN_REPEAT);
    sitting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_natural_objects),
        cmocka_unit_test(test_at_the_start_and_the_end),
        cmocka_unit_test(test_at_the_end_of_a_line),
        cmocka_unit_test(test_exactly_the_selection),
        cmocka_unit_test(test_label_key_again_takes_the_next_boundary),
        cmocka_unit_test(test_an_edge_is_one_step),
        cmocka_unit_test(test_fragments),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_links_anew),
        cmocka_unit_test(test_the_only_speaker_again),
        cmocka_unit_test(test_digits_that_no_offer_names),
        cmocka_unit_test(test_the_same_place_after_a_restart),
        cmocka_unit_test(test_undo_across_documents),
        cmocka_unit_test(test_two_sessions_of_one_person),
        cmocka_unit_test(test_input_methods),
        cmocka_unit_test(test_travel_to_where_a_speech_reopens),
        cmocka_unit_test(test_relabel_and_repeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
