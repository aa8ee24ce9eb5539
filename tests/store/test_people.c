/* People, roles and what was given to whom: who sees and may do what, through the gate. */
#include <sqlite3.h>

#include "project.h"

static const char text[] = "Ann said no. Bob said yes.\n";

static void give_role(struct project *project, const char *name, enum role role)
{
    struct person person = {.role = role};
    snprintf(person.name, sizeof person.name, "%s", name);
    ok(store_put_person(project->store, &person, err));
}

static enum fault through_gate(const struct project *project, const char *person,
                               struct project *out)
{
    struct err refusal = {0};
    *out = (struct project){.labels = test_labels(labels_json), .env = test_env(41)};
    const struct store_options options = {.person = person, .gate = true, .env = out->env};
    enum fault fault = store_open(project->path, &options, &out->store, &refusal);
    assert_true(!fault == !refusal.text[0]);
    if (!fault)
        store_use_labels(out->store, &out->labels);
    return fault;
}

static struct assignment gives(const char *person, enum task task, int64_t document,
                               const char *whose)
{
    struct assignment given = {.task = task, .document = document};
    snprintf(given.person, sizeof given.person, "%s", person);
    snprintf(given.whose, sizeof given.whose, "%s", whose);
    return given;
}

static void give(struct project *project, const char *person, enum task task, int64_t document,
                 const char *whose)
{
    struct assignment given = gives(person, task, document, whose);
    bool new;
    ok(store_assign(project->store, &given, &new, err));
    assert_true(new);
    ok(store_assign(project->store, &given, &new, err));
    assert_false(new);
}

static void tell(void *ctx, const char *line)
{
    (void)ctx;
    print_message("# found: %s\n", line);
}

static void assert_clean(struct project *project)
{
    size_t findings;
    const struct store_report report = {.finding = tell};
    ok(store_verify(project->store, &report, &findings, err));
    assert_int_equal(findings, 0);
}

static void test_who_comes_in(void **state)
{
    (void)state;
    struct project project, gated;
    struct person person;
    bool found;
    project_make(&project);
    assert_int_equal(store_role(project.store), ROLE_LEAD);
    assert_int_equal(through_gate(&project, "bob", &gated), FAULT_DENIED);
    give_role(&project, "bob", ROLE_ANNOTATOR);
    give_role(&project, "rita", ROLE_REVIEWER);
    assert_int_equal(through_gate(&project, "bob", &gated), OK);
    assert_int_equal(store_role(gated.store), ROLE_ANNOTATOR);

    /* A new role is seen at the next look, and being sent off too. */
    give_role(&project, "bob", ROLE_LEAD);
    assert_true(store_changed(gated.store));
    assert_int_equal(store_role(gated.store), ROLE_LEAD);
    person = (struct person){.name = "bob", .role = ROLE_LEAD, .gone = true};
    ok(store_put_person(project.store, &person, err));
    assert_true(store_changed(gated.store));
    assert_int_equal(store_role(gated.store), ROLE_ANNOTATOR);
    project_close(&gated);
    assert_int_equal(through_gate(&project, "bob", &gated), FAULT_DENIED);

    ok(store_next_person(project.store, "", &person, &found, err));
    assert_true(found && person.gone && !strcmp(person.name, "bob"));
    ok(store_next_person(project.store, "bob", &person, &found, err));
    assert_true(found && !person.gone && !strcmp(person.name, "rita"));
    ok(store_next_person(project.store, "rita", &person, &found, err));
    assert_false(found);
    person = (struct person){.name = "nobody", .gone = true};
    faulty(FAULT_MISSING, store_put_person(project.store, &person, err));
    person = (struct person){.name = "; rm"};
    faulty(FAULT_USAGE, store_put_person(project.store, &person, err));
    assert_clean(&project);
    project_close(&project);
}

/* An annotator is blind to another: no door of the store tells that there are marks at all. */
static void test_annotators_are_blind(void **state)
{
    (void)state;
    struct project project, bob;
    project_make(&project);
    int64_t key = project_add(&project, "one", text);
    struct span secret = project_mark(&project, key, "alice", 0, 3, LABEL_SPEAKER);
    give_role(&project, "bob", ROLE_ANNOTATOR);
    assert_int_equal(through_gate(&project, "bob", &bob), OK);

    struct set_info info;
    ok(store_set(bob.store, key, SET_PERSON, "alice", &info, err));
    assert_int_equal(info.key, 0);
    assert_int_equal(info.spans, 0);
    assert_int_equal(info.revision, 0);
    ok(store_set(bob.store, key, SET_GOLD, NULL, &info, err));
    assert_int_equal(info.key, 0);

    struct set_cursor cursor = {0};
    const struct set_filter filter = {.kind = -1, .status = -1, .empty = true};
    bool more;
    /* The document is as untouched as one that nobody opened. */
    ok(store_next_set(bob.store, &cursor, &filter, &info, &more, err));
    assert_true(more && info.key == 0 && info.document == key);
    ok(store_next_set(bob.store, &cursor, &filter, &info, &more, err));
    assert_false(more);

    struct article *article = project_article(&bob, key);
    struct set *set = set_new();
    struct load load = {0};
    int64_t alices = project_set(&project, key, "alice").key;
    faulty(FAULT_DENIED, store_load(bob.store, alices, article, set, &load, 10, err));
    faulty(FAULT_DENIED,
           store_load_window(bob.store, alices, article, range_of(0, 9), set, err));
    assert_int_equal(set_count(set), 0);
    set_free(set);

    int64_t found;
    bool deleted;
    struct journal_row row;
    faulty(FAULT_DENIED, store_find_span(bob.store, secret.id, &found, err));
    faulty(FAULT_DENIED, store_was_deleted(bob.store, secret.id, &deleted, err));
    faulty(FAULT_DENIED, store_journal(bob.store, 0, &row, &more, err));
    struct buf owners = {0};
    ok(store_owners(bob.store, &owners, err));
    assert_string_equal(buf_text(&owners), ""); /* his own, when he has some */
    buf_release(&owners);

    /* He marks his own, and nobody else's. */
    project_mark(&bob, key, "bob", 0, 3, LABEL_SPEAKER);
    struct edits edits = {0};
    struct span span = test_span(&bob, 4, 8, LABEL_QUOTE);
    edits_add_span(&edits, &span);
    struct step step = test_step(&bob, key, "alice", 1, &edits, article);
    faulty(FAULT_DENIED, store_apply(bob.store, &step, &info, err));
    struct edits accepting = {0};
    edits_status(&accepting, STATUS_OPEN, STATUS_ACCEPTED); /* nor do they accept what is their own */
    struct step own = test_step(&bob, key, "bob", 1, &accepting, article);
    faulty(FAULT_DENIED, store_apply(bob.store, &own, &info, err));
    edits_release(&accepting);
    assert_int_equal(info.spans, 0);
    step = test_step(&bob, key, NULL, 0, &edits, article);
    step.set = SET_GOLD;
    faulty(FAULT_DENIED, store_apply(bob.store, &step, NULL, err));
    step.set = SET_REVIEW;
    step.owner = "bob";
    step.source = "alice";
    faulty(FAULT_DENIED, store_apply(bob.store, &step, NULL, err));
    edits_release(&edits);
    article_free(article);

    struct article *other = article_copy("new", 3);
    const struct new_document new = {.name = "two", .article = other};
    bool existing;
    faulty(FAULT_DENIED, store_add(bob.store, &new, &found, &existing, err));
    faulty(FAULT_DENIED, store_remove(bob.store, key, err));
    article_free(other);
    struct person self = {.name = "bob", .role = ROLE_LEAD};
    faulty(FAULT_DENIED, store_put_person(bob.store, &self, err));
    struct assignment given = gives("bob", TASK_MARK, key, "");
    bool fresh;
    faulty(FAULT_DENIED, store_assign(bob.store, &given, &fresh, err));
    project_close(&bob);
    assert_clean(&project);
    assert_int_equal(project_set(&project, key, "alice").spans, 1);
    project_close(&project);
}

static void test_reviewers_see_what_they_are_given(void **state)
{
    (void)state;
    struct project project, rita;
    project_make(&project);
    int64_t one = project_add(&project, "one", text), two = project_add(&project, "two", text),
            three = project_add(&project, "three", text);
    project_mark(&project, one, "alice", 0, 3, LABEL_SPEAKER);
    project_mark(&project, three, "alice", 0, 3, LABEL_SPEAKER);
    project_mark(&project, one, "bob", 0, 3, LABEL_SPEAKER);
    project_mark(&project, three, "bob", 0, 3, LABEL_SPEAKER);
    project_mark(&project, two, "alice", 0, 3, LABEL_SPEAKER);
    give_role(&project, "rita", ROLE_REVIEWER);
    give(&project, "rita", TASK_REVIEW, one, "alice");
    give(&project, "rita", TASK_ADJUDICATE, three, "");
    assert_int_equal(through_gate(&project, "rita", &rita), OK);

    /* A walk passes over the documents she was not given, and ends. */
    struct set_cursor cursor = {0};
    const struct set_filter filter = {.kind = -1, .status = -1, .empty = true};
    struct set_info info;
    bool more;
    const struct {
        int64_t document;
        const char *owner;
    } seen[] = {{one, "alice"}, {three, "alice"}, {three, "bob"}};
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        ok(store_next_set(rita.store, &cursor, &filter, &info, &more, err));
        assert_true(more && info.document == seen[i].document && !strcmp(info.owner, seen[i].owner));
    }
    ok(store_next_set(rita.store, &cursor, &filter, &info, &more, err));
    assert_false(more);

    assert_int_equal(project_set(&rita, one, "alice").spans, 1);
    assert_int_equal(project_set(&rita, one, "bob").key, 0);
    assert_int_equal(project_set(&rita, two, "alice").key, 0);
    assert_int_equal(project_set(&rita, three, "alice").spans, 1);
    assert_int_equal(project_set(&rita, three, "bob").spans, 1);
    struct article *article;
    faulty(FAULT_DENIED, store_article(rita.store, two, &article, err));
    struct buf owners = {0};
    ok(store_owners(rita.store, &owners, err));
    assert_string_equal(buf_text(&owners), "alice\nbob\n"); /* bob's by adjudicating */
    buf_release(&owners);

    /* Gold where she adjudicates, a review of what she was given to review; nobody's own marks. */
    article = project_article(&rita, one);
    struct edits edits = {0};
    struct span span = test_span(&rita, 0, 3, LABEL_SPEAKER);
    edits_add_span(&edits, &span);
    struct step step = test_step(&rita, one, NULL, 0, &edits, article);
    step.set = SET_GOLD;
    faulty(FAULT_DENIED, store_apply(rita.store, &step, NULL, err));
    step.document = three;
    ok(store_apply(rita.store, &step, NULL, err));
    edits_release(&edits);
    span = test_span(&rita, 0, 3, LABEL_SPEAKER);
    edits_add_span(&edits, &span);
    step = test_step(&rita, one, "rita", 0, &edits, article);
    step.set = SET_REVIEW;
    step.source = "bob";
    faulty(FAULT_DENIED, store_apply(rita.store, &step, NULL, err));
    step.source = "alice";
    ok(store_apply(rita.store, &step, NULL, err));
    step = test_step(&rita, one, "alice", 1, &edits, article);
    faulty(FAULT_DENIED, store_apply(rita.store, &step, NULL, err));
    edits_release(&edits);

    /* What alice had on screen is told where her marks may be seen, and nowhere else. */
    char range[] = "0-10", *shown = NULL;
    const struct place place = {.coverage = range};
    ok(store_put_place(project.store, one, &place, err));
    ok(store_put_place(project.store, two, &place, err));
    ok(store_coverage_of(rita.store, one, "alice", &shown, err));
    assert_string_equal(shown, range);
    free(shown);
    ok(store_coverage_of(rita.store, two, "alice", &shown, err));
    assert_null(shown);
    ok(store_coverage_of(rita.store, one, "bob", &shown, err));
    assert_null(shown);

    /* She hands her marks back, and nobody else's. */
    edits_status(&edits, STATUS_OPEN, STATUS_RETURNED);
    step = test_step(&rita, one, "bob", 1, &edits, article);
    faulty(FAULT_DENIED, store_apply(rita.store, &step, NULL, err));
    step = test_step(&rita, one, "alice", 1, &edits, article);
    ok(store_apply(rita.store, &step, NULL, err));
    assert_int_equal(project_set(&project, one, "alice").status, STATUS_RETURNED);
    step.document = two;
    step.set = SET_GOLD;
    step.owner = NULL;
    faulty(FAULT_DENIED, store_apply(rita.store, &step, NULL, err));
    edits_release(&edits);
    article_free(article);
    project_close(&rita);
    assert_clean(&project);
    project_close(&project);
}

static void assert_queue(struct project *project, const char *wanted)
{
    struct queue_row rows[8];
    size_t got;
    struct buf seen = {0};
    ok(store_queue(project->store, 1, 8, rows, &got, err));
    for (size_t i = 0; i < got; i++) {
        struct document document;
        assert_int_equal(rows[i].place, i + 1);
        ok(store_document_placed(project->store, (uint32_t)i + 1, &document, err));
        assert_int_equal(document.key, rows[i].document);
        assert_int_equal(document.place, i + 1);
        document_release(&document);
        buf_printf(&seen, "%s ", rows[i].name);
    }
    struct tally tally;
    ok(store_tally(project->store, &tally, err));
    assert_int_equal(tally.documents, got);
    assert_string_equal(buf_text(&seen), wanted);
    buf_release(&seen);
}

static void test_queues(void **state)
{
    (void)state;
    struct project project, bob;
    int64_t key[5];
    project_make(&project);
    for (int i = 0; i < 5; i++) {
        char name[8];
        snprintf(name, sizeof name, "%c", 'a' + i);
        key[i] = project_add(&project, name, text);
    }
    give_role(&project, "bob", ROLE_ANNOTATOR);
    assert_int_equal(through_gate(&project, "bob", &bob), OK);
    assert_queue(&bob, "a b c d e "); /* nothing was given yet: all of them */
    project_mark(&bob, key[3], "bob", 0, 3, LABEL_SPEAKER);

    /* What was begun stays, in front. */
    give(&project, "bob", TASK_MARK, key[2], "");
    give(&project, "bob", TASK_MARK, key[0], "");
    assert_true(store_changed(bob.store));
    assert_queue(&bob, "d c a ");
    struct document document;
    faulty(FAULT_MISSING, store_document_named(bob.store, "b", &document, err));
    struct article *article = project_article(&project, key[1]);
    struct edits edits = {0};
    struct span span = test_span(&bob, 0, 3, LABEL_SPEAKER);
    edits_add_span(&edits, &span);
    struct step step = test_step(&bob, key[1], "bob", 0, &edits, article);
    faulty(FAULT_DENIED, store_apply(bob.store, &step, NULL, err));
    edits_release(&edits);
    article_free(article);

    /* Begun work is not taken away; other things are, and a removed document goes from every queue. */
    struct assignment given = gives("bob", TASK_MARK, key[3], "");
    faulty(FAULT_EXISTS, store_unassign(project.store, &given, err));
    given.document = key[1];
    faulty(FAULT_MISSING, store_unassign(project.store, &given, err));
    given.document = key[2];
    ok(store_unassign(project.store, &given, err));
    assert_queue(&bob, "d a ");
    assert_clean(&project);
    ok(store_remove(project.store, key[3], err));
    assert_queue(&bob, "a ");
    assert_clean(&project);

    /* A lead's queue is the project's. */
    assert_queue(&project, "a b c e ");
    struct assignment at = {.person = ""};
    bool found;
    ok(store_next_assignment(project.store, &at, &at, &found, err));
    assert_true(found && at.document == key[0] && at.place == 1 && at.task == TASK_MARK);
    ok(store_next_assignment(project.store, &at, &at, &found, err));
    assert_false(found);
    given = gives("bob", TASK_REVIEW, key[0], "bob");
    faulty(FAULT_USAGE, store_assign(project.store, &given, &found, err));
    project_close(&bob);
    project_close(&project);
}

static void assert_desk(struct project *project, enum task task, const char *whose,
                        const char *wanted)
{
    struct desk desk = {.task = task};
    snprintf(desk.whose, sizeof desk.whose, "%s", whose);
    ok(store_sit(project->store, &desk, err));
    assert_queue(project, wanted);
}

/* A queue for each task; whoever is given nothing and may see all has all documents in each. */
static void test_desks(void **state)
{
    (void)state;
    struct project project, rita;
    int64_t key[4];
    project_make(&project);
    for (int i = 0; i < 4; i++) {
        char name[8];
        snprintf(name, sizeof name, "%c", 'a' + i);
        key[i] = project_add(&project, name, text);
    }
    give_role(&project, "rita", ROLE_REVIEWER);
    give_role(&project, "bob", ROLE_ANNOTATOR);
    give(&project, "rita", TASK_REVIEW, key[2], "bob");
    give(&project, "rita", TASK_REVIEW, key[0], "bob");
    give(&project, "rita", TASK_ADJUDICATE, key[3], "");
    project_mark(&project, key[0], "bob", 0, 3, LABEL_SPEAKER);
    assert_int_equal(through_gate(&project, "rita", &rita), OK);
    assert_queue(&rita, "");
    assert_desk(&rita, TASK_REVIEW, "", "c a ");
    struct queue_row rows[2];
    struct tally tally;
    size_t got;
    ok(store_queue(rita.store, 1, 2, rows, &got, err));
    assert_string_equal(rows[1].whose, "bob");
    assert_int_equal(rows[0].status, STATUS_NEW);
    assert_int_equal(rows[1].status, STATUS_OPEN);
    assert_int_equal(rows[1].spans, 1);
    ok(store_tally(rita.store, &tally, err));
    assert_int_equal(tally.status[STATUS_NEW], 1);
    assert_int_equal(tally.status[STATUS_OPEN], 1);
    assert_desk(&rita, TASK_ADJUDICATE, "", "d ");
    assert_desk(&project, TASK_REVIEW, "bob", "a b c d ");
    ok(store_queue(project.store, 1, 2, rows, &got, err));
    assert_int_equal(rows[0].status, STATUS_OPEN);
    assert_desk(&project, TASK_ADJUDICATE, "", "a b c d ");
    assert_desk(&project, TASK_MARK, "", "a b c d ");
    project_close(&rita);

    /* What came back is found without walking the queue. */
    struct project bob;
    int64_t back;
    assert_int_equal(through_gate(&project, "bob", &bob), OK);
    ok(store_next_returned(bob.store, 0, &back, err));
    assert_int_equal(back, 0);
    struct edits edits = {0};
    edits_status(&edits, STATUS_OPEN, STATUS_RETURNED);
    project_apply(&project, key[0], "bob", &edits);
    ok(store_next_returned(bob.store, 0, &back, err));
    assert_int_equal(back, key[0]);
    ok(store_next_returned(bob.store, back, &back, err));
    assert_int_equal(back, 0);
    project_close(&bob);
    assert_clean(&project);
    project_close(&project);
}

/* What the journal says of people and assignments must be what stands in the tables. */
static void test_damage_is_found(void **state)
{
    (void)state;
    static const char *const damages[] = {
        "UPDATE people SET role = 2 WHERE name = 'bob'",
        "UPDATE people SET gone = 1 WHERE name = 'bob'",
        "DELETE FROM people",
        "INSERT INTO people VALUES ('eve', 2, 0)",
        "DELETE FROM assignments",
        "UPDATE assignments SET person = 'eve'",
        "UPDATE assignments SET place = 7",
    };
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct project project;
        sqlite3 *db;
        size_t findings;
        const struct store_report report = {0};
        project_make(&project);
        int64_t key = project_add(&project, "one", text);
        give_role(&project, "bob", ROLE_ANNOTATOR);
        give(&project, "bob", TASK_MARK, key, "");
        assert_clean(&project);
        assert_int_equal(sqlite3_open(project.path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, damages[i], NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
        ok(store_verify(project.store, &report, &findings, err));
        if (!findings)
            fail_msg("not found: %s", damages[i]);
        project_close(&project);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_comes_in),
        cmocka_unit_test(test_annotators_are_blind),
        cmocka_unit_test(test_reviewers_see_what_they_are_given),
        cmocka_unit_test(test_queues),
        cmocka_unit_test(test_desks),
        cmocka_unit_test(test_damage_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
