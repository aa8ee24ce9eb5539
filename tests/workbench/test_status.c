/* The two rows at the bottom at the widths people have: what is said is said whole, and the keys
 * that answer it are never cut off. */
#include "sitting.h"

static const char weir[] =
    "Weir to be raised\n"
    "\n"
    "\"The eels wait below,\" said the lock keeper Ragnhild Aune-Steinsland of Tverrelv.\n"
    "\n"
    "Tverrelv council met. \"Nobody asked us, said Aune.\n"
    "\n"
    "Olav Moe of the Tverrelv Eel Society was not there.\n";

static void begin(struct sitting *s, unsigned rows, unsigned cols)
{
    sitting_begin(s, rows, cols);
    sitting_add(s, "weir", weir, sizeof weir - 1);
    sitting_open(s, NULL);
}

/* No row is wider than the screen allows, and each of the words is on one of them. */
static void assert_rows(struct sitting *s, const char *const *words)
{
    const struct widths *widths = &s->wb->options.widths;
    const char *rows = sitting_rows(s, s->cols), *second = strchr(rows, '\n');
    if (plain_width(rows, (size_t)(second - rows), widths) >= s->cols ||
        plain_width(second + 1, strlen(second + 1), widths) >= s->cols)
        fail_msg("too wide at %u columns:\n%s", s->cols, rows);
    for (; *words; words++)
        if (!strstr(rows, *words))
            fail_msg("no \"%s\" at %u columns in\n%s", *words, s->cols, rows);
}

static const struct {
    const char *keys;
    const char *words[8];
} sayings[] = {
    {"/\"The<Enter><Esc>qF", {"1 quote without speaker", "F finish", "g go there"}},
    {"/Ragnhild<Enter><Esc>s/Olav<Enter><Esc>s/eels<Enter><Esc>qr",
     {"said by the lock", "1 of 2", "r next", "2 ", "0 nobody named"}},
    {"rr", {"said by ", "r next", "1 ", "0 nobody named"}},
    {"u", {"undid: the speaker of quote", "U brings it again"}},
    {"/Tverrelv<Enter>lM", {"Tverrelv: 2 places", "longer name", "Enter mark", "Tab look"}},
    {"<Tab>", {"Tverrelv: 2 of 2", "Enter mark", "Tab next", "x leave out", "Esc"}},
    {"<Esc>/council<Enter>M", {"council: 1 place", "as what?  s q l a"}},
    {"<Esc><Esc>/Nobody<Enter><Esc>q", {"never closed: its end is a guess", "] moves it"}},
    {"<Esc>!Does<Space>the<Space>society<Space>own<Space>the<Space>weir,<Space>or<Space>is<Space>it<Space>"
     "only<Space>that<Space>its<Space>members<Space>go<Space>there<Space>to<Space>fish?<Enter>gg<Tab>",
     {"doubt 1 of 1: Does the", "Enter settled", "x withdraw", "e edit", "Tab"}},
    {"<Right>", {"s q l a mark", "r said by", "u undo", "? help"}},
};

static void test_nothing_is_cut(void **state)
{
    (void)state;
    static const unsigned sizes[][2] = {{24, 80}, {10, 40}, {40, 120}};
    for (size_t i = 0; i < 3; i++) {
        struct sitting s;
        begin(&s, sizes[i][0], sizes[i][1]);
        for (size_t k = 0; k < sizeof sayings / sizeof *sayings; k++) {
            sitting_keys(&s, sayings[k].keys);
            assert_rows(&s, sayings[k].words);
        }
        sitting_end(&s);
    }
}

/* Every digit of i is in sight, and which choice it has. */
static void test_attributes(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 80);
    sitting_keys(&s, "/\"The<Enter><Esc>qi16");
    assert_string_equal(sitting_rows(&s, 80), "type [1 direct] 2 partial\n"
                                              "attribution 3 explicit 4 implicit 5 author [6 unknown]");
    struct event narrow = {.kind = EVENT_RESIZE, .size = {10, 40}};
    workbench_event(s.wb, &narrow);
    assert_string_equal(sitting_rows(&s, 40), "type [1 direc] 2 parti\nattri 3 expli 4 impli 5 autho [6 unkno]");
    struct event wide = {.kind = EVENT_RESIZE, .size = {40, 120}};
    workbench_event(s.wb, &wide);
    assert_string_equal(sitting_rows(&s, 120), "type [1 direct] 2 partial · attribution 3 explicit 4 implicit "
                                               "5 author [6 unknown]\ndigits choose  Esc closes");
    workbench_event(s.wb, &narrow);
    sitting_keys(&s, "<Esc>v<Right>ai");
    assert_rows(&s, (const char *const[]){"1 ", "2 ", "3 ", "4 ", "5 ", "6 ", "7 ", "8 ", "9 ", NULL});
    sitting_end(&s);
}

/* What is taken back is named with its words, as they stand. */
static void test_steps_name_the_span(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *what;
    } rows[] = {
        {"/Olav<Enter>s", "speaker \"Olav\""},
        {"/Olav<Enter>s<Esc>]w<Esc>", "an edge of speaker \"Olav Moe\""},
        {"/Olav<Enter>s/Society<Enter>+<Esc>", "joining speaker \"Olav … Society\""},
        {"/Olav<Enter>si2<Esc>", "use of speaker \"Olav\""},
        {"/Olav<Enter>s!who?<Enter>", "a doubt on speaker \"Olav\""},
        {"/Olav<Enter>s!who?<Enter>!x<Enter>", "changing the doubt on speaker \"Olav\""},
        {"/Olav<Enter>s!who?<Enter><Tab><Enter>", "settling the doubt on speaker \"Olav\""},
        {"/Olav<Enter>s!who?<Enter><Tab>x", "withdrawing the doubt on speaker \"Olav\""},
        {"/Olav<Enter>scl", "relabelling speaker \"Olav\""},
        {"/lock<Enter><Esc>ss", "speaker \"lock\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sitting s;
        char expected[128];
        begin(&s, 24, 120);
        sitting_keys(&s, rows[i].keys);
        sitting_keys(&s, "u");
        snprintf(expected, sizeof expected, "undid: %s · U brings it again", rows[i].what);
        assert_string_equal(sitting_says(&s), expected);
        sitting_end(&s);
    }
}

static const char *note(struct sitting *s, const struct span *span, unsigned columns)
{
    static struct buf out;
    buf_clear(&out);
    wb_note(s->wb, span, columns, &out);
    return buf_text(&out);
}

static void test_notes(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 80);
    sitting_keys(&s, "/lock<Enter>s/Ragnhild<Enter>+");
    assert_string_equal(note(&s, set_first(s.wb->set), 34), "lock … Ragnhild"); /* not what lies between */
    sitting_keys(&s, "<Esc>!Is<Space>the<Space>title<Space>in?<Enter>");
    assert_string_equal(note(&s, set_first(s.wb->set), 34), "lock … Rag …  ? Is the title in?");
    sitting_end(&s);
}

/* In a narrow list too the words stand once, and the note beside them. */
static void test_list(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 10, 40);
    sitting_keys(&s, "/Ragnhild<Space>Aune-Steinsland<Space>of<Enter>si2<Esc>/Tverrelv<Space>Eel<Enter>lL");
    assert_int_equal(s.wb->lines.n, 2);
    assert_string_equal(buf_text(&s.wb->lines.at[0].text), "S 63–90 Ragnhild Aune-Stein …  quoted");
    assert_string_equal(buf_text(&s.wb->lines.at[1].text), "L 170–182 Tverrelv Eel");
    sitting_end(&s);
}

/* A message without keys goes on in the hint row. */
static void test_a_long_message_takes_both_rows(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 10, 40);
    sitting_keys(&s, "M");
    assert_string_equal(sitting_rows(&s, 40),
                        "select the words to mark everywhere, or\ngo to a span of them");
    sitting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_cut),
        cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_steps_name_the_span),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_a_long_message_takes_both_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
