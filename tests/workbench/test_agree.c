/* How far two people agree, as a screen: the figures are those of marks/, each lost point leads to
 * its place, and nobody who may not see it does. */
#include "readers.h"

#include "manicule/marks/agreement_results.h"
#include "manicule/view/view.h"

static const char text[] =
    "The ferry of Sorrel sailed at nine on Monday.\n\n\"It is late,\" said Mara Lindqvist.\n";

static const char alices[] = "t13-19 a:q47-60 b:s66-80 a>b";
static const char bobs[] = "t10-19 a:q47-60 b:s66-80 a>b s30-34";

static void begin(struct sitting *s, unsigned rows, unsigned cols)
{
    sitting_begin(s, rows, cols);
    sitting_add(s, "quay", text, sizeof text - 1);
    sitting_add(s, "pier", "No ship came.\n", 14);
    marks(s, "quay", "alice", alices, STATUS_DONE);
    marks(s, "quay", "bob", bobs, STATUS_DONE);
    marks(s, "pier", "bob", "s3-7", STATUS_DONE);
    sitting_open(s, "pier");
}

static const char *line(const struct sitting *s, size_t i)
{
    return i < s->wb->lines.n ? buf_text(&s->wb->lines.at[i].text) : "";
}

/* The line that begins so; lines.n: there is none. */
static size_t find(const struct sitting *s, const char *words)
{
    for (size_t i = 0; i < s->wb->lines.n; i++)
        if (strncmp(line(s, i), words, strlen(words)) == 0)
            return i;
    return s->wb->lines.n;
}

static void count(struct sitting *s)
{
    while (workbench_idle(s->wb))
        ;
}

static void test_figures(void **state)
{
    (void)state;
    static const unsigned sizes[][2] = {{40, 120}, {24, 80}, {10, 40}};
    for (size_t i = 0; i < 3; i++) {
        struct sitting s;
        begin(&s, sizes[i][0], sizes[i][1]);
        sitting_keys(&s, ":agree<Enter>"); /* there are two: nobody is asked who */
        assert_int_equal(s.wb->panel, PANEL_AGREE);
        assert_string_equal(line(&s, 0), "alice and bob");
        assert_int_equal(strncmp(line(&s, 1), "comparing", 9), 0);
        count(&s);
        assert_int_equal(strncmp(line(&s, 0), "alice and bob: 1 document read by", 33), 0);
        assert_true(find(&s, "1 left out: read by one of them alone") < s.wb->lines.n);
        /* 3 and 4 spans, of which 2 are the same and 3 overlap */
        assert_true(find(&s, "exact                 0.571") < s.wb->lines.n);
        assert_true(find(&s, "overlap               0.857") < s.wb->lines.n);
        assert_true(find(&s, "relations             1.000") < s.wb->lines.n);
        assert_true(find(&s, "overall        3      4     2       3") < s.wb->lines.n);
        assert_true(find(&s, "2 lost points") < s.wb->lines.n);
        sitting_keys(&s, "G");
        for (size_t k = 0; k < s.wb->lines.n; k++)
            assert_true(plain_width(line(&s, k), strlen(line(&s, k)), &s.wb->options.widths) <=
                        s.wb->at.panel_cols - 2);
        sitting_end(&s);
    }
}

/* What cannot be computed says so. */
static void test_undefined(void **state)
{
    (void)state;
    struct sitting s;
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "quay", text, sizeof text - 1);
    marks(&s, "quay", "alice", "t0-78", STATUS_DONE);
    marks(&s, "quay", "bob", "t0-78", STATUS_DONE);
    sitting_open(&s, NULL);
    sitting_keys(&s, ":agree<Enter>");
    count(&s);
    assert_true(find(&s, "exact                 1.000 undefined") < s.wb->lines.n);
    sitting_end(&s);
}

static void test_goes_there(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 80);
    sitting_keys(&s, ":agree<Enter>");
    count(&s);
    sitting_keys(&s, "<Enter>"); /* on a line of figures */
    assert_int_equal(s.wb->panel, PANEL_AGREE);
    sitting_keys(&s, "<Tab>");
    assert_string_equal(line(&s, s.wb->panel_at),
                        "quay:1 boundary location: alice \"Sorrel\", bob \"of Sorrel\"");
    sitting_keys(&s, "<Tab>");
    assert_string_equal(line(&s, s.wb->panel_at),
                        "quay:1 missing speaker: alice nothing, bob \"nine\"");
    size_t at = s.wb->panel_at;
    sitting_keys(&s, "<Enter>");
    assert_int_equal(s.wb->panel, PANEL_NONE);
    assert_string_equal(s.wb->document.name, "quay");
    assert_int_equal(article_codepoint(s.wb->article, s.wb->cursor), 30);
    assert_int_equal(s.wb->subject.kind, SET_REVIEW); /* bob's, who has the mark */
    assert_string_equal(s.wb->subject.source, "bob");
    assert_int_equal(s.wb->info.revision, 0); /* and nothing was written */
    assert_non_null(strstr(sitting_says(&s), "missing speaker: alice nothing, bob \"nine\""));
    sitting_keys(&s, ":agree<Enter>"); /* back where one was, without counting again */
    assert_int_equal(s.wb->panel_at, at);
    assert_false(workbench_idle(s.wb));
    sitting_keys(&s, "<S-Tab><Enter>");
    assert_int_equal(article_codepoint(s.wb->article, s.wb->cursor), 10);
    sitting_end(&s);
}

/* At the desk of adjudication one stays there. */
static void test_adjudicating(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 80);
    sitting_keys(&s, ":adjudicate<Enter>:agree<Space>alice<Space>bob<Enter>");
    count(&s);
    sitting_keys(&s, "<Tab><Enter>");
    assert_int_equal(s.wb->subject.kind, SET_GOLD);
    assert_int_equal(article_codepoint(s.wb->article, s.wb->cursor), 10);
    sitting_keys(&s, ":agree<Space>trimmed<Enter>"); /* that desk's word is still its own */
    assert_int_equal(s.wb->panel, PANEL_NONE);
    assert_int_equal(s.wb->gold.rule, COMPARE_TRIMMED);
    sitting_end(&s);
}

/* What was changed since is counted anew, by oneself or by another. */
static void test_changed(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 80);
    sitting_keys(&s, ":agree<Enter>");
    count(&s);
    sitting_keys(&s, "<Esc>");
    marks(&s, "quay", "bob", alices, STATUS_DONE);
    struct event tick = {.kind = EVENT_TICK};
    workbench_event(s.wb, &tick);
    sitting_keys(&s, ":agree<Enter>");
    count(&s);
    assert_true(find(&s, "no point is lost") < s.wb->lines.n);
    /* Another change comes while it is counted, and the sitting learns of it all the same. */
    sitting_keys(&s, "<Esc>:open<Space>quay<Enter>:agree<Space>alice<Space>bob<Enter>");
    marks(&s, "quay", "alice", "t0-3", STATUS_DONE);
    count(&s);
    workbench_event(s.wb, &tick);
    assert_non_null(strstr(sitting_says(&s), "changed in another session of yours"));
    sitting_end(&s);
}

static void test_more_than_two(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 80);
    marks(&s, "quay", "carol", bobs, STATUS_OPEN);
    sitting_keys(&s, ":agree<Enter>");
    assert_string_equal(line(&s, 1), "  alice");
    assert_string_equal(line(&s, 4), "  gold");
    sitting_keys(&s, "<Down><Enter>");
    assert_string_equal(line(&s, 2), "* bob");
    sitting_keys(&s, "<Enter>"); /* not bob after all */
    assert_string_equal(line(&s, 2), "  bob");
    sitting_keys(&s, "<Enter><Tab><Enter>");
    count(&s);
    assert_string_equal(line(&s, 0), "bob and carol: 1 document read by both");
    assert_true(find(&s, "1 left out: read by one of them alone; 1 of the sets is still open") <
                s.wb->lines.n);
    assert_true(find(&s, "no point is lost") < s.wb->lines.n);
    sitting_keys(&s, ":agree<Space>ca<Tab><Space>bo<Tab><Enter>"); /* completed */
    count(&s);
    assert_string_equal(line(&s, 0), "carol and bob: 1 document read by both");
    sitting_keys(&s, ":agree<Space>gold<Space>bob<Enter>");
    count(&s);
    assert_string_equal(line(&s, 0), "gold and bob: 0 documents read by both");
    sitting_keys(&s, "<Esc>");
    static const struct {
        const char *keys, *says;
    } refused[] = {
        {":agree<Space>bob<Enter>", "agree takes two names"},
        {":agree<Space>bob<Space>bob<Enter>", "bob is named twice"},
        {":agree<Space>bob<Space>eve<Enter>", "nobody called eve has marked anything"},
        {":agree<Space>bob<Space>alice<Space>carol<Enter>", "agree takes two names"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        sitting_keys(&s, refused[i].keys);
        assert_non_null(strstr(sitting_says(&s), refused[i].says));
        assert_int_equal(s.wb->panel, PANEL_NONE);
    }
    sitting_end(&s);
}

/* Another size in the middle of it, and in the middle of counting. */
static void test_resize(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 80);
    struct event size = {.kind = EVENT_RESIZE, .size = {10, 40}};
    sitting_keys(&s, ":agree<Enter>");
    workbench_event(s.wb, &size);
    count(&s);
    assert_true(find(&s, "2 lost points") < s.wb->lines.n);
    sitting_keys(&s, "<Tab>");
    assert_string_equal(line(&s, s.wb->panel_at), "quay:1 boundary location");
    assert_string_equal(line(&s, s.wb->panel_at + 2), "  bob \"of Sorrel\"");
    size.size.cols = 120;
    workbench_event(s.wb, &size);
    count(&s);
    sitting_keys(&s, "G");
    assert_string_equal(line(&s, s.wb->lines.n - 1),
                        "quay:1 missing speaker: alice nothing, bob \"nine\"");
    sitting_end(&s);
}

static void sit_as(struct sitting *s, const char *name, enum role role)
{
    struct err err = {0};
    struct person person = {.role = role};
    snprintf(person.name, sizeof person.name, "%s", name);
    assert_int_equal(store_put_person(s->store, &person, &err), OK);
    workbench_close(s->wb);
    store_close(s->store);
    struct store_options options = sitting_options(s, name);
    options.gate = true;
    assert_int_equal(store_open(s->path, &options, &s->store, &err), OK);
    store_use_labels(s->store, &s->labels);
    sitting_open(s, NULL);
}

/* An annotator sees nothing of it; a reviewer what they were given. */
static void test_who_may(void **state)
{
    (void)state;
    struct sitting s;
    struct err err = {0};
    bool new;
    begin(&s, 24, 80);
    struct person rita = {.name = "rita", .role = ROLE_REVIEWER};
    assert_int_equal(store_put_person(s.store, &rita, &err), OK);
    struct assignment given = {.person = "rita", .task = TASK_REVIEW, .whose = "bob"};
    given.document = document_key(&s, "quay");
    assert_int_equal(store_assign(s.store, &given, &new, &err), OK);
    sit_as(&s, "bob", ROLE_ANNOTATOR);
    sitting_keys(&s, ":agree<Enter>");
    assert_string_equal(sitting_says(&s), "only a reviewer or a lead sees how far people agree");
    sitting_keys(&s, ":agree<Space>alice<Space>bob<Enter>");
    assert_string_equal(sitting_says(&s), "only a reviewer or a lead sees how far people agree");
    assert_int_equal(s.wb->panel, PANEL_NONE);
    sitting_end(&s);

    begin(&s, 24, 80);
    assert_int_equal(store_put_person(s.store, &rita, &err), OK);
    assert_int_equal(store_assign(s.store, &given, &new, &err), OK);
    sit_as(&s, "rita", ROLE_REVIEWER);
    sitting_keys(&s, ":agree<Space>alice<Space>bob<Enter>"); /* of alice rita knows nothing */
    assert_string_equal(sitting_says(&s), "nobody called alice has marked anything");
    sitting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),    cmocka_unit_test(test_undefined),
        cmocka_unit_test(test_goes_there), cmocka_unit_test(test_adjudicating),
        cmocka_unit_test(test_changed),    cmocka_unit_test(test_more_than_two),
        cmocka_unit_test(test_resize),     cmocka_unit_test(test_who_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
