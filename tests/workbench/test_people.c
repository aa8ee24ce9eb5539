/* The lead's screen, and what a lead does from there. */
#include "sitting.h"

static const char mill[] = "The mill at Rena stood still.\n";

static void begin(struct sitting *s, unsigned rows, unsigned cols)
{
    sitting_begin(s, rows, cols);
    sitting_add(s, "mill", mill, sizeof mill - 1);
    sitting_add(s, "old mill", mill, sizeof mill - 2);
    sitting_open(s, NULL);
}

static const char *line(const struct sitting *s, size_t i)
{
    return i < s->wb->lines.n ? buf_text(&s->wb->lines.at[i].text) : "";
}

static bool shows(const struct sitting *s, const char *words)
{
    for (size_t i = 0; i < s->wb->lines.n; i++)
        if (strstr(line(s, i), words))
            return true;
    return false;
}

static const char *said(const struct sitting *s)
{
    return buf_text(&s->wb->message);
}

static void test_panel(void **state)
{
    (void)state;
    static const unsigned sizes[][2] = {{40, 120}, {24, 80}, {10, 40}};
    for (size_t i = 0; i < 3; i++) {
        struct sitting s;
        begin(&s, sizes[i][0], sizes[i][1]);
        sitting_keys(&s, "/Rena<Enter>lFF:people<Enter>");
        assert_int_equal(s.wb->panel, PANEL_PEOPLE);
        assert_false(workbench_idle(s.wb));
        assert_string_equal(line(&s, 0), "1 person, 2 documents");
        assert_true(shows(&s, "1 of 2 done"));
        for (size_t k = 0; k < s.wb->lines.n; k++)
            assert_true(plain_width(line(&s, k), strlen(line(&s, k)), &s.wb->options.widths) <=
                        s.wb->at.panel_cols);
        sitting_keys(&s, "<Esc>");
        assert_int_equal(s.wb->panel, PANEL_NONE);
        sitting_keys(&s, ":peo<Tab><Enter>"); /* completed */
        assert_int_equal(s.wb->panel, PANEL_PEOPLE);
        sitting_keys(&s, ":people<Enter>");
        assert_int_equal(s.wb->panel, PANEL_PEOPLE); /* the command line closes it first */
        sitting_end(&s);
    }
}

/* Beside marking: how far reviews and gold are. */
static void test_reviews_and_gold(void **state)
{
    (void)state;
    static const unsigned sizes[][2] = {{40, 120}, {24, 80}, {10, 40}};
    for (size_t i = 0; i < 3; i++) {
        struct sitting s;
        struct err err = {0};
        struct document mill_;
        bool new;
        begin(&s, sizes[i][0], sizes[i][1]);
        sitting_keys(&s, ":people<Space>add<Space>rita<Space>reviewer<Enter>/Rena<Enter>lFF");
        assert_int_equal(store_document_named(s.store, "mill", &mill_, &err), OK);
        struct assignment given = {.person = "rita", .document = mill_.key};
        given.task = TASK_ADJUDICATE;
        assert_int_equal(store_assign(s.store, &given, &new, &err), OK);
        given.task = TASK_REVIEW;
        memcpy(given.whose, "alice", sizeof "alice");
        assert_int_equal(store_assign(s.store, &given, &new, &err), OK);
        document_release(&mill_);
        sitting_keys(&s, ":people<Enter>");
        while (workbench_idle(s.wb))
            ;
        assert_true(shows(&s, "reviews"));
        assert_true(shows(&s, "0 of 1 accepted, 1 to review"));
        assert_true(shows(&s, "0 of 1 done"));
        assert_true(shows(&s, "all gold"));
        assert_true(shows(&s, "0 of 2 done"));
        for (size_t k = 0; k < s.wb->lines.n; k++)
            assert_true(plain_width(line(&s, k), strlen(line(&s, k)), &s.wb->options.widths) <=
                        s.wb->at.panel_cols - 2);
        sitting_end(&s);
    }
}

static void test_people_and_assignments(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 80);
    sitting_keys(&s, ":people<Space>add<Space>bob<Enter>");
    assert_string_equal(said(&s), "bob is an annotator now");
    sitting_keys(&s, ":people<Space>add<Space>rita<Space>reviewer<Enter>");
    assert_string_equal(said(&s), "rita is a reviewer now");
    sitting_keys(&s, ":assign<Space>old<Space>mill<Space>bob<Enter>");
    assert_string_equal(said(&s), "bob has old mill to mark now");
    sitting_keys(&s, ":assign<Space>old<Space>mill<Space>bob<Enter>");
    assert_string_equal(said(&s), "bob has old mill already");
    sitting_keys(&s, ":people<Enter>");
    assert_string_equal(line(&s, 0), "2 people, 2 documents");
    assert_true(shows(&s, "0 of 1 done"));
    sitting_keys(&s, ":people<Space>remove<Space>bob<Enter>:people<Enter>");
    assert_true(shows(&s, "gone"));
    sitting_keys(&s, "<Esc>");
    static const struct {
        const char *keys, *says;
    } refused[] = {
        {":people<Space>add<Enter>", "people takes: add NAME"},
        {":people<Space>add<Space>bob<Space>king<Enter>", "people takes: add NAME"},
        {":people<Space>add<Space>bob<Space>lead<Space>now<Enter>", "people takes: add NAME"},
        {":people<Space>fire<Space>bob<Enter>", "people takes: add NAME"},
        {":people<Space>add<Space>B;b<Enter>", "not a person's name"},
        {":people<Space>remove<Space>eve<Enter>", "eve is not one of"},
        {":assign<Space>mill<Enter>", "assign takes the name"},
        {":assign<Space>mill<Space>eve<Enter>", "eve is not one of the people"},
        {":assign<Space>nowhere<Space>bob<Enter>", "no document is named nowhere"},
        {":assign<Enter>", "assign wants a document and a person"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        sitting_keys(&s, refused[i].keys);
        if (!strstr(said(&s), refused[i].says))
            fail_msg("%s says %s", refused[i].keys, said(&s));
        assert_int_equal(s.wb->panel, PANEL_NONE);
    }
    sitting_end(&s);
}

/* Whoever is no lead is told so, and nothing of it is read. */
static void test_leads_only(void **state)
{
    (void)state;
    struct sitting s;
    struct err err = {0};
    begin(&s, 24, 80);
    struct person bob = {.name = "bob", .role = ROLE_ANNOTATOR};
    assert_int_equal(store_put_person(s.store, &bob, &err), OK);
    workbench_close(s.wb);
    store_close(s.store);
    struct store_options options = sitting_options(&s, "bob");
    options.gate = true;
    assert_int_equal(store_open(s.path, &options, &s.store, &err), OK);
    store_use_labels(s.store, &s.labels);
    sitting_open(&s, NULL);
    static const char *const keys[] = {":people<Enter>", ":people<Space>add<Space>eve<Enter>",
                                       ":assign<Space>mill<Space>bob<Enter>"};
    static const char *const says[] = {"only a lead sees how far everyone is",
                                       "only a lead lets people in",
                                       "only a lead gives documents out"};
    for (size_t i = 0; i < 3; i++) {
        sitting_keys(&s, keys[i]);
        assert_string_equal(said(&s), says[i]);
        assert_int_equal(s.wb->panel, PANEL_NONE);
        assert_int_equal(s.wb->overview.people.n, 0);
    }
    sitting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_panel),
        cmocka_unit_test(test_reviews_and_gold),
        cmocka_unit_test(test_people_and_assignments),
        cmocka_unit_test(test_leads_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
