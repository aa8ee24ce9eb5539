/* Who is who, mark all, attributes, finishing and doubts: each offer by the keys it names. */
#include "sitting.h"

#include "embed.h"
#include "manicule/marks/attrs.h"

static const char fair[] =
    "Solberg fair opens\n"
    "\n"
    "Berit Solberg opened the fair in Vadso on Monday. \"Come and see,\" Solberg said.\n"
    "\n"
    "Jon Aas, a visitor from Vadso, bought eight lamps. In Vadso nobody sells lamps.\n"
    "Aas asked Solberg for a ninth. The Vadso Museum and Vadso's harbour were closed.\n"
    "\n"
    "Berit\n"
    "Solberg laughed.\n";

static void begin(struct sitting *s)
{
    sitting_begin(s, 24, 80);
    sitting_add(s, "fair", fair, sizeof fair - 1);
    sitting_open(s, NULL);
}

/* Selects the n-th occurrence of the words by search, then presses the keys. */
static void on(struct sitting *s, const char *words, unsigned nth, const char *keys)
{
    sitting_keys(s, "<Esc><Esc>gg/");
    for (; *words; words++)
        sitting_key(s, (struct key){(uint8_t)*words == ' ' ? KEY_NAME_SPACE : (uint8_t)*words, 0});
    sitting_keys(s, "<Enter>");
    while (--nth)
        sitting_keys(s, "n");
    sitting_keys(s, keys);
}

static const char *attr(const struct span *span, const char *name)
{
    static struct buf out;
    buf_clear(&out);
    assert_non_null(span);
    return attrs_get(span->attrs, name, &out) ? buf_text(&out) : "-";
}

static void test_who(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    on(&s, "Berit Solberg", 1, "s");
    on(&s, "Solberg said", 1, "<Esc>v<Right><Right><Right><Right><Right><Right>s");
    on(&s, "Solberg for", 1, "<Esc>v<Right><Right><Right><Right><Right><Right>s");
    on(&s, "Jon Aas", 1, "s");
    on(&s, "Berit Solberg", 2, "s");
    assert_int_equal(set_count(s.wb->set), 5);
    sitting_keys(&s, "<Esc>=");
    assert_string_equal(sitting_says(&s), "1 Solberg (2)  2 Jon Aas (1)  3 Berit Solberg (2)  n new");
    on(&s, "Solberg said", 1, "<Esc><Esc>=1");
    assert_string_equal(sitting_says(&s), "4 mentions are Berit Solberg");
    unsigned named = 0;
    for (const struct span *p = set_first(s.wb->set); p; p = set_next(s.wb->set, p))
        named += !strcmp(attr(p, "name"), "Berit Solberg");
    assert_int_equal(named, 4);
    sitting_keys(&s, "=n");
    assert_string_equal(buf_text(&s.wb->typing), "Berit Solberg");
    sitting_keys(&s, "C-uB.<Space><Space>Solberg<Space><Enter>");
    named = 0;
    for (const struct span *p = set_first(s.wb->set); p; p = set_next(s.wb->set, p))
        named += !strcmp(attr(p, "name"), "B. Solberg");
    assert_int_equal(named, 4);
    sitting_keys(&s, "u"); /* one step */
    assert_string_equal(attr(set_first(s.wb->set), "name"), "Berit Solberg");
    sitting_keys(&s, "u");
    assert_string_equal(attr(set_first(s.wb->set), "name"), "-");
    sitting_keys(&s, "<Esc>gg=");
    assert_string_equal(sitting_says(&s), "no span here whose name could be said");
    sitting_end(&s);
}

static void test_who_is_dropped_by_other_keys(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    on(&s, "Jon Aas", 1, "s=");
    struct pos at = s.wb->cursor;
    assert_int_equal(s.wb->offer, OFFER_WHO);
    sitting_keys(&s, "<Esc>");
    assert_int_equal(s.wb->offer, OFFER_NONE);
    sitting_keys(&s, "=<Right>");
    assert_int_equal(s.wb->offer, OFFER_NONE);
    assert_int_equal(s.wb->cursor.byte, at.byte + 1);
    sitting_keys(&s, "=7<Right>"); /* not offered: a count */
    assert_int_equal(s.wb->cursor.byte, at.byte + 8);
    assert_string_equal(attr(set_first(s.wb->set), "name"), "-");
    sitting_end(&s);
}

static void test_name_completion(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    on(&s, "Jon Aas", 1, "s");
    on(&s, "Aas asked", 1, "<Esc>v<Right><Right>s=nC-uJ<Tab><Enter>");
    assert_string_equal(sitting_says(&s), "2 mentions are Jon Aas");
    sitting_keys(&s, "=n<End>C-u<Enter>");
    assert_string_equal(sitting_says(&s), "the name is taken away");
    sitting_end(&s);
}

static void test_mark_all(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    on(&s, "Vadso", 1, "l");
    struct pos at = s.wb->cursor;
    sitting_keys(&s, "M");
    assert_string_equal(sitting_says(&s), "Vadso: 4 places · 1 inside a longer name left out · Enter mark · Tab look");
    sitting_keys(&s, "<Tab>");
    assert_string_equal(sitting_says(&s), "Vadso: 2 of 4 · Enter mark · Tab next · x leave out · Esc back");
    sitting_keys(&s, "<Tab><Tab><Tab>");
    assert_string_equal(sitting_says(&s), "Vadso: 1 of 4, marked already · Enter mark · Tab next · x leave out · Esc back");
    sitting_keys(&s, "<S-Tab>");
    assert_int_not_equal(s.wb->cursor.byte, at.byte);
    sitting_keys(&s, "<Esc>");
    assert_int_equal(s.wb->cursor.byte, at.byte);
    assert_int_equal(set_count(s.wb->set), 1);
    sitting_keys(&s, "M<Enter>");
    assert_int_equal(set_count(s.wb->set), 4);
    for (const struct span *p = set_first(s.wb->set); p; p = set_next(s.wb->set, p)) {
        assert_memory_equal(article_bytes(s.wb->article) + p->at.start.byte, "Vadso", 5);
        assert_int_equal(p->origin, ORIGIN_MANUAL);
    }
    assert_int_equal(s.wb->cursor.byte, at.byte);
    sitting_keys(&s, "M");
    assert_string_equal(sitting_says(&s), "Vadso: 4 places · 1 inside a longer name left out · nothing is left to mark");
    assert_int_equal(s.wb->offer, OFFER_NONE);
    sitting_keys(&s, "u"); /* one step */
    assert_int_equal(set_count(s.wb->set), 1);
    sitting_end(&s);
}

static void test_mark_all_asks_for_a_label(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    on(&s, "Berit Solberg", 1, "M");
    assert_int_equal(s.wb->offer, OFFER_MARK_ALL_LABEL);
    assert_non_null(strstr(sitting_says(&s), "Berit Solberg: 2 places · as what?  s q l a"));
    sitting_keys(&s, "s");
    assert_string_equal(sitting_says(&s), "Berit Solberg: 2 places · Enter mark · Tab look");
    sitting_keys(&s, "<Enter>");
    assert_int_equal(set_count(s.wb->set), 2); /* the one at hand too, and the one over a line end */
    assert_memory_equal(article_bytes(s.wb->article) + set_last(s.wb->set)->at.start.byte, "Berit\nSolberg", 13);
    on(&s, "lamps", 1, "Md"); /* no label's key: dropped, and it acts */
    assert_int_equal(s.wb->offer, OFFER_NONE);
    assert_int_equal(set_count(s.wb->set), 2);
    sitting_keys(&s, "<Esc>ggM");
    assert_string_equal(sitting_says(&s), "select the words to mark everywhere, or go to a span of them");
    sitting_end(&s);
}

static void test_attributes(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    on(&s, "\"Come and see,\"", 1, "q");
    sitting_keys(&s, "i");
    assert_string_equal(sitting_says(&s), "type 1 direct 2 partial · attribution 3 explicit 4 implicit 5 author 6 unknown");
    sitting_keys(&s, "1");
    assert_string_equal(sitting_says(&s), "type [1 direct] 2 partial · attribution 3 explicit 4 implicit 5 author 6 unknown");
    sitting_keys(&s, "4");
    const struct span *quote = set_first(s.wb->set);
    assert_string_equal(attr(quote, "type"), "direct");
    assert_string_equal(attr(quote, "attribution"), "implicit");
    sitting_keys(&s, "1"); /* what is set is taken away */
    quote = set_first(s.wb->set);
    assert_string_equal(attr(quote, "type"), "-");
    sitting_keys(&s, "8"); /* not on offer: a count */
    assert_int_equal(s.wb->offer, OFFER_NONE);
    assert_int_equal(s.wb->count, 8);
    sitting_keys(&s, "<Esc>uu");
    assert_string_equal(attr(set_first(s.wb->set), "type"), "direct");
    assert_string_equal(attr(set_first(s.wb->set), "attribution"), "-");
    sitting_end(&s);
}

static void test_text_attributes(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    on(&s, "Vadso", 1, "l");
    on(&s, "Vadso", 2, "l");
    sitting_keys(&s, "i");
    assert_string_equal(sitting_says(&s), "1 name · 2 code");
    sitting_keys(&s, "2");
    assert_int_equal(s.wb->prompt, PROMPT_ATTRIBUTE);
    sitting_keys(&s, "<Space>NO<Space><Enter>");
    assert_string_equal(attr(set_last(s.wb->set), "code"), "NO");
    assert_string_equal(attr(set_first(s.wb->set), "code"), "-");
    on(&s, "Vadso", 1, "<Esc>i2<Tab><Enter>"); /* a value in use completes */
    assert_string_equal(attr(set_first(s.wb->set), "code"), "NO");
    sitting_keys(&s, "i2C-u<Enter>");
    assert_string_equal(attr(set_first(s.wb->set), "code"), "-");
    sitting_keys(&s, "<Esc>ggi");
    assert_string_equal(sitting_says(&s), "no span under the cursor");
    sitting_end(&s);
}

/* What an amount's value is, later programs reckon with. */
static void test_a_value_is_a_number(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *value;
    } rows[] = {
        {"12", "12"},        {"-0.5", "-0.5"}, {"1-2", "1–2"},      {"1.5~3", "1.5–3"},  {"abc", "8"},
        {"12<Space>km", "8"}, {"1,200", "8"},   {"3.", "8"},        {"1-", "8"},        {"1–2–3", "8"},
    };
    struct sitting s;
    begin(&s);
    on(&s, "eight", 1, "<Esc>a");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sitting_keys(&s, "<Esc>i1C-u8<Enter><Esc>i1C-u");
        sitting_keys(&s, rows[i].typed);
        sitting_keys(&s, "<Enter>");
        assert_string_equal(attr(set_first(s.wb->set), "value"), rows[i].value);
    }
    assert_string_equal(sitting_says(&s), "1–2–3 is no number: a value is 3865000000, 0.5 or 1–2");
    sitting_keys(&s, "i1C-u<Enter>"); /* taken away */
    assert_string_equal(attr(set_first(s.wb->set), "value"), "-");
    sitting_end(&s);
}

/* Looking at places far off gives the same rows back. */
static void test_mark_all_keeps_the_view(void **state)
{
    (void)state;
    struct sitting s;
    struct buf text = {0};
    for (int i = 1; i <= 90; i++)
        buf_printf(&text, i % 40 ? "line %d of the minutes\n" : "line %d by Moe\n", i);
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "minutes", text.data, text.size);
    buf_release(&text);
    sitting_open(&s, NULL);
    on(&s, "Moe", 1, "<Esc>s<Up><Up><Down><Down>");
    static const char *const ways[] = {"M<Tab><Esc>", "M<Tab><Tab><Tab><Esc>", "M<Tab><Enter>"};
    for (size_t i = 0; i < 3; i++) {
        struct pos top = s.wb->rows[0].start, at = s.wb->cursor;
        sitting_keys(&s, ways[i]);
        assert_int_equal(s.wb->rows[0].start.byte, top.byte);
        assert_int_equal(s.wb->cursor.byte, at.byte);
    }
    assert_int_equal(set_count(s.wb->set), 2);
    sitting_end(&s);
}

/* More choices than digits: a digit takes the attribute, a second one the choice. */
static void test_many_attributes(void **state)
{
    (void)state;
    static const char json[] =
        "{\"manicule_labels\":1,\"name\":\"crops\",\"version\":1,\"labels\":[{\"name\":\"crop\",\"key\":\"k\","
        "\"natural\":\"word\",\"guideline\":\"What grows.\",\"rules\":[],\"attributes\":["
        "{\"name\":\"kind\",\"type\":\"choice\",\"choices\":[\"oat\",\"rye\",\"hay\",\"flax\",\"hemp\",\"beet\"],\"help\":\"which\"},"
        "{\"name\":\"state\",\"type\":\"choice\",\"choices\":[\"sown\",\"green\",\"ripe\"],\"help\":\"how far\"},"
        "{\"name\":\"note\",\"type\":\"text\",\"help\":\"anything\"}]}],\"relations\":[]}";
    struct sitting s = {.env = test_env(7), .rows = 24, .cols = 80};
    struct err err = {0};
    snprintf(s.path, sizeof s.path, "%s/crops.manicule", test_folder());
    struct store_options options = sitting_options(&s, "alice");
    if (labelset_read(json, sizeof json - 1, &s.labels, &err) != OK ||
        store_create(s.path, json, sizeof json - 1, &options, &s.store, &err) != OK)
        fail_msg("%s", err.text);
    store_use_labels(s.store, &s.labels);
    sitting_add(&s, "field", "The rye is ripe.\n", 17);
    sitting_open(&s, NULL);
    sitting_keys(&s, "/rye<Enter>ki");
    assert_string_equal(sitting_says(&s), "1 kind · 2 state · 3 note");
    sitting_keys(&s, "1");
    assert_string_equal(sitting_says(&s), "kind 1 oat 2 rye 3 hay 4 flax 5 hemp 6 beet");
    sitting_keys(&s, "2");
    assert_string_equal(sitting_says(&s), "1 kind rye · 2 state · 3 note");
    sitting_keys(&s, "2<Esc>i23");
    assert_string_equal(attr(set_first(s.wb->set), "kind"), "rye");
    assert_string_equal(attr(set_first(s.wb->set), "state"), "ripe");
    sitting_keys(&s, "<Esc>F"); /* nothing here can be linked, so nothing is missing */
    assert_int_equal(s.wb->info.status, STATUS_DONE);
    sitting_end(&s);
}

/* With vi's label prefix the label is two keys here too. */
static void test_mark_all_with_a_label_prefix(void **state)
{
    (void)state;
    struct sitting s;
    struct err err = {0};
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "fair", fair, sizeof fair - 1);
    struct workbench_options options = {
        .keys = embed_share_vi, .theme = "mono", .utf8 = true, .env = s.env};
    if (workbench_open(s.store, &s.labels, &options, s.rows, s.cols, &s.wb, &err) != OK)
        fail_msg("%s", err.text);
    on(&s, "Vadso", 1, "M");
    assert_non_null(strstr(sitting_says(&s), "as what?  ms mq ml ma"));
    sitting_keys(&s, "m");
    assert_int_equal(s.wb->offer, OFFER_MARK_ALL_LABEL);
    sitting_keys(&s, "l<Enter>");
    assert_int_equal(set_count(s.wb->set), 4);
    on(&s, "Jon Aas", 1, "Mx"); /* x is no label: dropped */
    assert_int_equal(s.wb->offer, OFFER_NONE);
    sitting_end(&s);
}

static void test_finish(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_keys(&s, "F");
    assert_string_equal(sitting_says(&s), "nothing to mark? F yes");
    sitting_keys(&s, "<Esc>");
    assert_int_equal(s.wb->info.status, STATUS_NEW);
    on(&s, "\"Come and see,\"", 1, "q");
    sitting_keys(&s, "<Esc>F");
    assert_string_equal(sitting_says(&s), "1 quote without speaker · F finish · g go there");
    struct pos quote = s.wb->cursor;
    sitting_keys(&s, "<Esc>ggFg");
    assert_int_equal(s.wb->cursor.byte, quote.byte);
    assert_int_equal(s.wb->offer, OFFER_FINISH);
    sitting_keys(&s, "i6<Esc>F"); /* attribution unknown: nobody is missing */
    assert_int_equal(s.wb->info.status, STATUS_DONE);
    assert_int_equal(s.wb->tally.status[STATUS_DONE], 1);
    sitting_keys(&s, "d");
    assert_int_equal(set_count(s.wb->set), 1);
    sitting_keys(&s, "F");
    assert_int_equal(s.wb->offer, OFFER_NONE);
    sitting_keys(&s, ":take-back<Enter>");
    assert_int_equal(s.wb->info.status, STATUS_OPEN);
    assert_string_equal(sitting_says(&s), "fair is open again");
    sitting_keys(&s, ":take-back<Enter>");
    assert_string_equal(sitting_says(&s), "fair is not finished");
    sitting_end(&s);
}

static void test_undo_of_a_finish(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    on(&s, "Vadso", 1, "l<Esc>F");
    assert_int_equal(s.wb->info.status, STATUS_DONE);
    sitting_keys(&s, "u");
    assert_int_equal(s.wb->info.status, STATUS_OPEN);
    assert_int_equal(set_count(s.wb->set), 1);
    sitting_end(&s);
}

static void test_finish_tells_what_was_never_on_screen(void **state)
{
    (void)state;
    struct sitting s;
    struct buf text = {0};
    for (int i = 1; i <= 200; i++)
        buf_printf(&text, "line %d of the minutes\n", i);
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "minutes", text.data, text.size);
    buf_release(&text);
    sitting_open(&s, NULL);
    unsigned rows = s.wb->at.text_rows;
    char expected[128];
    sitting_keys(&s, "F");
    snprintf(expected, sizeof expected, "nothing to mark? · lines %u–200 never on screen · F yes · g go there", rows + 1);
    assert_string_equal(sitting_says(&s), expected);
    sitting_keys(&s, "<Esc>GF");
    snprintf(expected, sizeof expected, "nothing to mark? · lines %u–%u never on screen · F yes · g go there", rows + 1,
             article_line_number(s.wb->article, s.wb->rows[0].start)); /* the line before the first row */
    assert_string_equal(sitting_says(&s), expected);
    sitting_keys(&s, "g");
    assert_int_equal(article_line_number(s.wb->article, s.wb->cursor), rows);
    sitting_keys(&s, "g");
    assert_true(article_line_number(s.wb->article, s.wb->cursor) > rows);
    sitting_keys(&s, "F");
    assert_int_equal(s.wb->info.status, STATUS_DONE);
    sitting_end(&s);
}

static void test_doubts(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    on(&s, "Vadso", 1, "l!one?<Enter>");
    on(&s, "Jon Aas", 1, "s!two?<Enter>");
    on(&s, "eight", 1, "a!three?<Enter>");
    assert_int_equal(set_comments(s.wb->set), 3);
    sitting_keys(&s, "<Esc><Esc>gg<Tab>");
    assert_string_equal(sitting_says(&s), "doubt 1 of 3: one? · Enter settled · x withdraw · e edit · Tab later");
    sitting_keys(&s, "<Tab><Tab>");
    assert_non_null(strstr(sitting_says(&s), "doubt 3 of 3: three?"));
    sitting_keys(&s, "<Tab>");
    assert_non_null(strstr(sitting_says(&s), "doubt 1 of 3: one?"));
    sitting_keys(&s, "<S-Tab><S-Tab>");
    assert_non_null(strstr(sitting_says(&s), "doubt 2 of 3: two?"));
    sitting_keys(&s, "<Enter>");
    assert_string_equal(sitting_says(&s), "settled · doubt 2 of 2: three? · Enter settled · x withdraw · e edit · Tab later");
    sitting_keys(&s, "x");
    assert_non_null(strstr(sitting_says(&s), "withdrawn · doubt 1 of 1: one?"));
    assert_int_equal(set_comments(s.wb->set), 2); /* the settled one stays */
    sitting_keys(&s, "<Right><Enter>"); /* moving let go of it */
    assert_int_equal(s.wb->info.doubts, 1);
    sitting_keys(&s, "x");
    assert_int_equal(set_comments(s.wb->set), 2);
    sitting_keys(&s, "<S-Tab><Enter>");
    assert_string_equal(sitting_says(&s), "settled · no open doubt is left");
    sitting_keys(&s, "<Tab>");
    assert_string_equal(sitting_says(&s), "no open doubt in this document");
    sitting_keys(&s, "uu"); /* each decision is a step */
    assert_int_equal(s.wb->info.doubts, 2);
    sitting_end(&s);
}

static void test_a_doubt_is_changed_and_withdrawn(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    on(&s, "Vadso", 1, "l!one<Enter>");
    const struct comment *doubt = set_comment_at(s.wb->set, 0);
    assert_string_equal(doubt->text, "one");
    assert_string_equal(doubt->author, "alice");
    sitting_keys(&s, "!");
    assert_string_equal(buf_text(&s.wb->typing), "one");
    sitting_keys(&s, "s<Enter>");
    assert_int_equal(set_comments(s.wb->set), 1);
    assert_string_equal(set_comment_at(s.wb->set, 0)->text, "ones");
    sitting_keys(&s, "<Esc>gg<Tab>eC-uother<Enter>");
    assert_string_equal(set_comment_at(s.wb->set, 0)->text, "other");
    sitting_keys(&s, "<Enter>"); /* still at hand */
    assert_true(set_comment_at(s.wb->set, 0)->settled);
    sitting_keys(&s, "u!C-u<Enter>");
    assert_int_equal(set_comments(s.wb->set), 0);
    sitting_keys(&s, "!<Space><Enter>");
    assert_string_equal(sitting_says(&s), "no question, no doubt");
    sitting_keys(&s, "<Esc>gg!");
    assert_string_equal(sitting_says(&s), "no span under the cursor to ask about");
    sitting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who),
        cmocka_unit_test(test_who_is_dropped_by_other_keys),
        cmocka_unit_test(test_name_completion),
        cmocka_unit_test(test_mark_all),
        cmocka_unit_test(test_mark_all_asks_for_a_label),
        cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_text_attributes),
        cmocka_unit_test(test_a_value_is_a_number),
        cmocka_unit_test(test_mark_all_keeps_the_view),
        cmocka_unit_test(test_many_attributes),
        cmocka_unit_test(test_mark_all_with_a_label_prefix),
        cmocka_unit_test(test_finish),
        cmocka_unit_test(test_undo_of_a_finish),
        cmocka_unit_test(test_finish_tells_what_was_never_on_screen),
        cmocka_unit_test(test_doubts),
        cmocka_unit_test(test_a_doubt_is_changed_and_withdrawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
