/* What a lead looks at: counts, what was done each day, who is stuck. */
#include "flow.h"

#include "manicule/flow/adjudicate.h"
#include "manicule/flow/overview.h"

enum { DAY = 24 * 60 * 60 * 1000 };

static int64_t clock_now;
static struct env inner;

static int64_t set_clock(void *ctx)
{
    (void)ctx;
    return clock_now++;
}

/* A project whose clock is set by hand. */
static void make(struct project *project, const char *person)
{
    static unsigned made;
    struct err err = {0};
    size_t n;
    const char *json = labelset_builtin(&n);
    setenv("TZ", "UTC", 1);
    inner = test_env(77);
    clock_now = 100LL * DAY + DAY / 2;
    *project = (struct project){.env = inner};
    project->env.now = set_clock;
    snprintf(project->path, sizeof project->path, "%s/overview-%u.manicule", test_folder(), made++);
    struct store_options options = {.person = person, .env = project->env};
    must(store_create(project->path, json, n, &options, &project->store, &err), &err, "create");
    project_labels(project);
}

static int64_t add(struct project *project, const char *name)
{
    struct err err = {0};
    struct article *article = article_copy("Ann said no.", 12);
    const struct new_document new = {.name = name, .article = article, .again = true};
    int64_t key;
    bool existing;
    must(store_add(project->store, &new, &key, &existing, &err), &err, "add");
    article_free(article);
    return key;
}

static void step(struct project *project, const char *person, int64_t document, const char *what,
                 struct edits *edits)
{
    struct err err = {0};
    struct store *store;
    struct set_info info;
    struct article *article;
    const struct store_options options = {.person = person, .env = project->env};
    must(store_open(project->path, &options, &store, &err), &err, "open");
    store_use_labels(store, &project->labels);
    must(store_article(store, document, &article, &err), &err, "article");
    must(store_set(store, document, SET_PERSON, person, &info, &err), &err, "set");
    const struct step step = {.id = uuid_new(&project->env),
                              .what = what,
                              .document = document,
                              .owner = person,
                              .revision = info.revision,
                              .edits = edits,
                              .article = article};
    must(store_apply(store, &step, NULL, &err), &err, what);
    edits_release(edits);
    article_free(article);
    store_close(store);
}

static void mark(struct project *project, const char *person, int64_t document)
{
    struct edits edits = {0};
    const struct span span = {
        .id = uuid_new(&project->env), .at = range_of(0, 3), .n_fragments = 1};
    edits_add_span(&edits, &span);
    step(project, person, document, "mark", &edits);
}

static void finish(struct project *project, const char *person, int64_t document)
{
    struct edits edits = {0};
    edits_status(&edits, STATUS_OPEN, STATUS_DONE);
    step(project, person, document, "finish", &edits);
}

static void doubt(struct project *project, const char *person, int64_t document)
{
    static char author[] = "x", text[] = "really?";
    struct edits edits = {0};
    const struct comment comment = {
        .id = uuid_new(&project->env), .doubt = true, .at = 1, .author = author, .text = text};
    edits_comment(&edits, NULL, &comment);
    step(project, person, document, "doubt", &edits);
}

static void read_whole(struct project *project, size_t slice, struct overview *o)
{
    struct err err = {0};
    must(overview_read(project->store, clock_now, o, &err), &err, "read");
    while (!o->whole)
        must(overview_more(project->store, slice, o, &err), &err, "more");
}

static const struct overview_person *find(const struct overview *o, const char *name)
{
    for (size_t i = 0; i < o->people.n; i++)
        if (strcmp(o->people.at[i].person.name, name) == 0)
            return &o->people.at[i];
    fail_msg("%s is not there", name);
    return NULL;
}

static void expect_stuck(const struct overview *o, const char *name, const char *words)
{
    struct buf text = {0};
    bool stuck = overview_stuck(o, find(o, name), &text);
    assert_string_equal(buf_text(&text), words);
    assert_true(stuck == (words[0] != '\0'));
    buf_release(&text);
}

static void test_days_and_people(void **state)
{
    (void)state;
    struct project project;
    struct overview o = {.documents = 0};
    struct err err = {0};
    make(&project, "lead");
    int64_t one = add(&project, "one"), two = add(&project, "two");
    struct person bob = {.name = "bob", .role = ROLE_ANNOTATOR};
    must(store_put_person(project.store, &bob, &err), &err, "people");
    mark(&project, "bob", one); /* fifteen days before the last look: too long ago */
    clock_now += 2LL * DAY;
    mark(&project, "bob", one);
    finish(&project, "bob", one);
    clock_now += 10LL * DAY;
    mark(&project, "alice", two);
    mark(&project, "bob", two);
    clock_now += 3LL * DAY;
    for (size_t slice = 1; slice < 400; slice += 255) {
        overview_release(&o);
        read_whole(&project, slice, &o);
        assert_int_equal(o.people.n, 2);
        assert_string_equal(o.people.at[0].person.name, "bob");
        assert_true(o.people.at[0].listed && !o.people.at[1].listed);
        assert_int_equal(o.documents, 2);
        assert_int_equal(find(&o, "bob")->tally.status[STATUS_DONE], 1);
        assert_int_equal(find(&o, "bob")->tally.status[STATUS_OPEN], 1);
        static const uint32_t steps[OVERVIEW_DAYS] = {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};
        static const uint32_t finished[OVERVIEW_DAYS] = {1};
        assert_memory_equal(o.days.steps, steps, sizeof steps);
        assert_memory_equal(o.days.finished, finished, sizeof finished);
        struct overview_days alices = overview_days_of(&o, "alice");
        assert_int_equal(alices.steps[10], 1);
        assert_int_equal(overview_most(alices.steps), 1);
        expect_stuck(&o, "bob", "1 open, untouched for 3 days");
        expect_stuck(&o, "alice", "1 open, untouched for 3 days");
    }

    /* A later look counts what is new, once. */
    doubt(&project, "alice", two);
    finish(&project, "bob", two);
    read_whole(&project, 100, &o);
    read_whole(&project, 100, &o);
    assert_int_equal(o.days.steps[OVERVIEW_DAYS - 1], 2);
    assert_int_equal(o.days.finished[OVERVIEW_DAYS - 1], 1);
    assert_int_equal(o.days.steps[10], 2);
    expect_stuck(&o, "bob", "");
    expect_stuck(&o, "alice", "1 doubt open");

    /* At midnight the days move on. */
    clock_now += DAY;
    read_whole(&project, 100, &o);
    assert_int_equal(o.days.steps[OVERVIEW_DAYS - 2], 2);
    assert_int_equal(o.days.steps[9], 2);
    expect_stuck(&o, "alice", "1 open, untouched for 1 day; 1 doubt open");
    overview_release(&o);
    project_close(&project);
}

static void set_status(struct project *project, const char *person, int64_t document, enum status from,
                       enum status to)
{
    struct edits edits = {0};
    edits_status(&edits, from, to);
    step(project, person, document, "status", &edits);
}

/* What was accepted changes no more: its doubts wait for nobody. */
static void test_accepted_doubts(void **state)
{
    (void)state;
    struct project project;
    struct overview o = {.documents = 0};
    make(&project, "lead");
    int64_t one = add(&project, "one"), two = add(&project, "two");
    doubt(&project, "alice", one);
    doubt(&project, "alice", two);
    read_whole(&project, 100, &o);
    expect_stuck(&o, "alice", "2 doubts open");
    set_status(&project, "alice", one, STATUS_OPEN, STATUS_DONE);
    set_status(&project, "alice", one, STATUS_DONE, STATUS_ACCEPTED);
    read_whole(&project, 100, &o);
    expect_stuck(&o, "alice", "1 doubt open");
    assert_true(overview_marks(find(&o, "alice")));
    overview_release(&o);
    project_close(&project);
}

static void expect_gold(struct project *project, const char *words)
{
    struct overview o = {.documents = 0};
    struct err err = {0};
    struct buf text = {0};
    struct tally bar;
    bool more = true;
    read_whole(project, 100, &o);
    while (more)
        must(overview_stale(project->store, &o, &more, &err), &err, "stale");
    overview_gold(&o, &bar, &text);
    assert_string_equal(buf_text(&text), words);
    buf_release(&text);
    overview_release(&o);
}

static void expect_tasks(struct project *project, const char *review, const char *gold)
{
    struct overview o = {.documents = 0};
    struct buf text = {0};
    struct tally bar;
    read_whole(project, 100, &o);
    overview_review(find(&o, "rita"), &bar, &text);
    assert_string_equal(buf_text(&text), review);
    buf_clear(&text);
    overview_adjudicate(find(&o, "rita"), &bar, &text);
    assert_string_equal(buf_text(&text), gold);
    buf_release(&text);
    overview_release(&o);
}

/* How far reviews and gold are; and gold that is older than what it was made of. */
static void test_reviews_and_gold(void **state)
{
    (void)state;
    struct project project;
    struct err err = {0};
    struct agreed agreed;
    bool new;
    make(&project, "lead");
    int64_t documents[3] = {add(&project, "one"), add(&project, "two"), add(&project, "three")};
    struct person rita = {.name = "rita", .role = ROLE_REVIEWER};
    must(store_put_person(project.store, &rita, &err), &err, "people");
    expect_tasks(&project, "", "");
    expect_gold(&project, "");
    for (size_t i = 0; i < 3; i++) {
        struct assignment given = {
            .person = "rita", .task = TASK_REVIEW, .document = documents[i], .whose = "bob"};
        must(store_assign(project.store, &given, &new, &err), &err, "review");
        given = (struct assignment){.person = "rita", .task = TASK_ADJUDICATE, .document = documents[i]};
        if (i < 2)
            must(store_assign(project.store, &given, &new, &err), &err, "adjudicate");
    }
    expect_tasks(&project, "0 of 3 accepted, 3 not marked", "0 of 2 done");
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < 2; k++) {
            mark(&project, k ? "bob" : "alice", documents[i]);
            finish(&project, k ? "bob" : "alice", documents[i]);
        }
    const struct desk desk = {.task = TASK_ADJUDICATE};
    must(store_sit(project.store, &desk, &err), &err, "sit");
    must(adjudicate_agreed(project.store, &project.env, COMPARE_EXACT, &agreed, &err), &err, "agreed");
    assert_int_equal(agreed.finished, 2);
    expect_tasks(&project, "0 of 3 accepted, 2 to review, 1 not marked", "2 of 2 done");
    expect_gold(&project, "2 of 3 done");

    /* That somebody's marks are accepted later makes gold no older. */
    set_status(&project, "bob", documents[0], STATUS_DONE, STATUS_ACCEPTED);
    expect_tasks(&project, "1 of 3 accepted, 1 to review, 1 not marked", "2 of 2 done");
    expect_gold(&project, "2 of 3 done");
    /* What is taken back is not there yet; finished again as it was, it changes nothing. */
    set_status(&project, "bob", documents[1], STATUS_DONE, STATUS_OPEN);
    expect_gold(&project, "2 of 3 done");
    set_status(&project, "bob", documents[1], STATUS_OPEN, STATUS_DONE);
    expect_gold(&project, "2 of 3 done");
    set_status(&project, "bob", documents[1], STATUS_DONE, STATUS_OPEN);
    struct edits edits = {0};
    const struct span span = {.id = uuid_new(&project.env), .at = range_of(4, 8), .n_fragments = 1};
    edits_add_span(&edits, &span);
    step(&project, "bob", documents[1], "mark", &edits);
    set_status(&project, "bob", documents[1], STATUS_OPEN, STATUS_DONE);
    expect_gold(&project, "2 of 3 done, 1 stale");
    project_close(&project);
}

/* Many rows, a wrong clock among them, and none at all. */
static void test_long_journals(void **state)
{
    (void)state;
    struct project project;
    struct overview o = {.documents = 0};
    make(&project, "lead");
    read_whole(&project, 7, &o);
    assert_int_equal(o.people.n, 0);
    assert_int_equal(overview_most(o.days.steps), 0);
    int64_t one = add(&project, "one");
    for (int i = 0; i < 700; i++)
        mark(&project, "bob", one);
    clock_now -= 40LL * DAY;
    mark(&project, "bob", one);
    clock_now += 40LL * DAY;
    mark(&project, "bob", one);
    overview_release(&o);
    read_whole(&project, 300, &o);
    assert_int_equal(o.days.steps[OVERVIEW_DAYS - 1], 701);
    overview_release(&o);
    project_close(&project);
}

static void test_only_a_lead(void **state)
{
    (void)state;
    struct project project;
    struct overview o = {.documents = 0};
    struct err err = {0};
    struct store *store;
    struct deed deed;
    size_t got;
    make(&project, "lead");
    int64_t one = add(&project, "one");
    mark(&project, "bob", one);
    static const enum role roles[] = {ROLE_ANNOTATOR, ROLE_REVIEWER};
    for (size_t i = 0; i < 2; i++) {
        struct person eve = {.name = "eve", .role = roles[i]};
        must(store_put_person(project.store, &eve, &err), &err, "people");
        const struct store_options options = {.person = "eve", .gate = true, .env = project.env};
        must(store_open(project.path, &options, &store, &err), &err, "open");
        assert_int_equal(overview_read(store, clock_now, &o, &err), FAULT_DENIED);
        assert_int_equal(overview_more(store, 10, &o, &err), FAULT_DENIED);
        assert_int_equal(store_deeds(store, INT64_MAX, true, 1, &deed, &got, &err), FAULT_DENIED);
        assert_int_equal(got, 0);
        overview_release(&o);
        store_close(store);
    }
    project_close(&project);
}

static void test_pictures(void **state)
{
    (void)state;
    static const uint32_t days[OVERVIEW_DAYS] = {0, 1, 8, 16, 4, 15};
    struct buf out = {0};
    overview_chart(days, 16, true, &out);
    assert_string_equal(buf_text(&out), "·▁▄█▂█········");
    buf_clear(&out);
    overview_chart(days, 16, false, &out);
    assert_string_equal(buf_text(&out), ".15939........");
    buf_clear(&out);
    struct tally tally = {.documents = 10, .status = {5, 1, 3, 1, 0}};
    overview_bar(&tally, 10, true, &out);
    assert_string_equal(buf_text(&out), "███▒▒░░░░░");
    buf_clear(&out);
    overview_bar(&(struct tally){.documents = 3, .status = {2, 0, 1}}, 10, false, &out);
    assert_string_equal(buf_text(&out), "###.......");
    buf_clear(&out);
    overview_bar(&(struct tally){.documents = 0}, 4, false, &out);
    assert_string_equal(buf_text(&out), "....");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_and_people),
        cmocka_unit_test(test_accepted_doubts),
        cmocka_unit_test(test_reviews_and_gold),
        cmocka_unit_test(test_long_journals),
        cmocka_unit_test(test_only_a_lead),
        cmocka_unit_test(test_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
