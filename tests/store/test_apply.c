/* Steps: applied, refused, repeated, taken back and brought again. */
#include <unistd.h>

#include "project.h"

#include "manicule/marks/look.h"

static const char harbour[] =
    "The harbour of Eastmouth is closed, said Ruth Okafor. \"Nobody sails today,\" she added.\n";

static void make_two(struct project *project, int64_t *first, int64_t *second)
{
    project_make(project);
    *first = project_add(project, "harbour", harbour);
    *second = project_add(project, "budget", "The budget is late, said the treasurer.");
}

static struct relation link_of(struct project *project, const struct span *from,
                               const struct span *to)
{
    return (struct relation){.id = uuid_new(&project->env), .from = from->id, .to = to->id};
}

static void test_first_step_makes_the_set(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project;
    make_two(&project, &document, &other);
    struct set_info info = project_set(&project, document, "alice");
    assert_int_equal(info.key, 0);
    assert_int_equal(info.status, STATUS_NEW);
    assert_int_equal(info.document, document);
    struct span speaker = project_mark(&project, document, "alice", 41, 52, LABEL_SPEAKER);
    project_mark(&project, document, "alice", 54, 75, LABEL_QUOTE);
    info = project_set(&project, document, "alice");
    assert_int_equal(info.status, STATUS_OPEN);
    assert_int_equal(info.revision, 2);
    assert_int_equal(info.spans, 2);
    assert_int_equal(info.unlinked, 1);
    assert_int_equal(info.labels[LABEL_SPEAKER], 1);
    assert_int_equal(info.labels[LABEL_QUOTE], 1);
    assert_int_equal(info.labels[LABEL_PLACE], 0);
    int64_t set;
    ok(store_find_span(project.store, speaker.id, &set, err));
    assert_int_equal(set, info.key);
    struct set *spans = project_spans(&project, document, "alice");
    assert_int_equal(set_count(spans), 2);
    assert_true(span_same(set_find(spans, speaker.id), &speaker));
    set_free(spans);
    struct tally tally;
    ok(store_tally(project.store, &tally, err));
    assert_int_equal(tally.documents, 2);
    assert_int_equal(tally.status[STATUS_NEW], 1);
    assert_int_equal(tally.status[STATUS_OPEN], 1);
    assert_int_equal(project_set(&project, document, "bob").key,
                     0); /* sets of two people never mix */
    project_close(&project);
}

static void test_relations_and_unlinked(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project;
    make_two(&project, &document, &other);
    struct span speaker = project_mark(&project, document, "alice", 41, 52, LABEL_SPEAKER);
    struct span second = project_mark(&project, document, "alice", 76, 79, LABEL_SPEAKER);
    struct span quote = project_mark(&project, document, "alice", 54, 75, LABEL_QUOTE);
    struct relation a = link_of(&project, &quote, &speaker), b = link_of(&project, &quote, &second);
    struct edits edits = {0};
    edits_add_relation(&edits, &a);
    edits_add_relation(&edits, &b);
    project_apply(&project, document, "alice", &edits);
    struct set_info info = project_set(&project, document, "alice");
    assert_int_equal(info.relations, 2);
    assert_int_equal(info.unlinked, 0);
    /* A linked span is not deleted under its links. */
    struct article *article = project_article(&project, document);
    edits_delete_span(&edits, &quote);
    struct step step = test_step(&project, document, "alice", info.revision, &edits, article);
    faulty(FAULT_CONFLICT, store_apply(project.store, &step, &info, err));
    assert_int_equal(info.spans, 3);
    edits_release(&edits);
    /* Relabelled, it is no quote, so nothing is missing; back again, nothing is either. */
    struct span speech = quote;
    speech.label = LABEL_PLACE;
    edits_change_span(&edits, &quote, &speech);
    project_apply(&project, document, "alice", &edits);
    assert_int_equal(project_set(&project, document, "alice").unlinked, 0);
    edits_change_span(&edits, &speech, &quote);
    edits_delete_relation(&edits, &a);
    project_apply(&project, document, "alice", &edits);
    assert_int_equal(project_set(&project, document, "alice").unlinked, 0);
    edits_delete_relation(&edits, &b);
    project_apply(&project, document, "alice", &edits);
    info = project_set(&project, document, "alice");
    assert_int_equal(info.unlinked, 1);
    assert_int_equal(info.relations, 0);
    edits_delete_span(&edits, &quote);
    project_apply(&project, document, "alice", &edits);
    info = project_set(&project, document, "alice");
    assert_int_equal(info.unlinked, 0);
    assert_int_equal(info.labels[LABEL_QUOTE], 0);
    bool deleted;
    ok(store_was_deleted(project.store, quote.id, &deleted, err));
    assert_true(deleted);
    ok(store_was_deleted(project.store, speaker.id, &deleted, err));
    assert_false(deleted);
    article_free(article);
    project_close(&project);
}

static void test_comments(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project;
    make_two(&project, &document, &other);
    struct span quote = project_mark(&project, document, "alice", 54, 75, LABEL_QUOTE);
    char author[] = "alice", text[] = "Is she quoted\tor told?\nBoth?", answer[] = "quoted";
    struct comment doubt = {.id = uuid_new(&project.env),
                            .span = quote.id,
                            .doubt = true,
                            .at = 5,
                            .author = author,
                            .text = text};
    struct comment note = {.id = uuid_new(&project.env), .at = 6, .author = author, .text = answer};
    struct edits edits = {0};
    edits_comment(&edits, NULL, &doubt);
    edits_comment(&edits, NULL, &note);
    project_apply(&project, document, "alice", &edits);
    assert_int_equal(project_set(&project, document, "alice").doubts, 1);
    struct set *set = project_spans(&project, document, "alice");
    assert_int_equal(set_comments(set), 2);
    assert_string_equal(set_doubt(set, quote.id)->text, text);
    set_free(set);
    struct comment settled = doubt;
    settled.settled = true;
    edits_comment(&edits, &doubt, &settled);
    project_apply(&project, document, "alice", &edits);
    assert_int_equal(project_set(&project, document, "alice").doubts, 0);
    edits_comment(&edits, &settled, NULL);
    project_apply(&project, document, "alice", &edits);
    set = project_spans(&project, document, "alice");
    assert_int_equal(set_comments(set), 1);
    set_free(set);
    project_close(&project);
}

static void test_verdicts(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project;
    make_two(&project, &document, &other);
    char reason[] = "Q3", words[] = "He was asked\tto.";
    struct verdict first = {.item = UINT64_MAX - 1, .kind = VERDICT_REJECTED, .reason = reason};
    struct verdict second = {.item = 7, .kind = VERDICT_DECIDED, .reading = UINT64_MAX};
    struct edits edits = {0};
    edits_verdict(&edits, NULL, &first);
    edits_verdict(&edits, NULL, &second);
    project_apply(&project, document, "alice", &edits);
    struct set *set = project_spans(&project, document, "alice");
    assert_int_equal(set_verdicts(set), 2);
    assert_int_equal(set_verdict_at(set, 0)->item, 7);
    assert_int_equal(set_verdict(set, 7)->reading, UINT64_MAX);
    assert_string_equal(set_verdict(set, first.item)->reason, reason);
    set_free(set);
    struct verdict again = first;
    again.round = 1;
    again.reason = words;
    edits_verdict(&edits, &first, &again);
    edits_verdict(&edits, &second, NULL);
    project_apply(&project, document, "alice", &edits);
    struct undo undo;
    set = project_spans(&project, document, "alice");
    assert_int_equal(set_verdicts(set), 1);
    assert_string_equal(set_verdict(set, first.item)->reason, words);
    set_free(set);
    assert_true(project_undo(&project, WAY_UNDO, &undo));
    set = project_spans(&project, document, "alice");
    assert_int_equal(set_verdicts(set), 2);
    assert_string_equal(set_verdict(set, first.item)->reason, reason);
    set_free(set);
    project_close(&project);
}

static void test_conflict_and_repeat(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project, second;
    make_two(&project, &document, &other);
    project_open_as(&second, project.path, "alice", false);
    struct article *article = project_article(&project, document);
    project_mark(&project, document, "alice", 41, 52, LABEL_SPEAKER);
    assert_true(store_changed(second.store));
    assert_false(store_changed(second.store));
    assert_false(store_changed(project.store)); /* one's own are no news */
    struct edits mine = {0}, theirs = {0};
    struct span a = test_span(&project, 4, 11, LABEL_PLACE),
                b = test_span(&second, 15, 24, LABEL_PLACE);
    edits_add_span(&mine, &a);
    edits_add_span(&theirs, &b);
    struct step first = test_step(&project, document, "alice", 1, &mine, article);
    struct step late = test_step(&second, document, "alice", 1, &theirs, article);
    struct set_info info;
    ok(store_apply(project.store, &first, &info, err));
    assert_int_equal(info.revision, 2);
    faulty(FAULT_CONFLICT, store_apply(second.store, &late, &info, err));
    assert_int_equal(info.revision, 2);
    assert_int_equal(info.spans, 2);
    assert_int_equal(info.labels[LABEL_PLACE], 1);
    /* The answer was lost and the step comes again, from any session: nothing changes. */
    ok(store_apply(project.store, &first, &info, err));
    ok(store_apply(second.store, &first, &info, err));
    assert_int_equal(info.revision, 2);
    assert_int_equal(info.spans, 2);
    /* But the same step with other edits is a conflict. */
    first.edits = &theirs;
    faulty(FAULT_CONFLICT, store_apply(project.store, &first, &info, err));
    late.revision = 2;
    ok(store_apply(second.store, &late, &info, err));
    assert_int_equal(info.revision, 3);
    /* A before-image that is not what stands there, too. */
    struct edits stale = {0};
    struct span moved = a, wrong = a;
    wrong.at = range_of(4, 12);
    moved.at = range_of(4, 14);
    edits_change_span(&stale, &wrong, &moved);
    struct step blind = test_step(&project, document, "alice", 3, &stale, article);
    faulty(FAULT_CONFLICT, store_apply(project.store, &blind, &info, err));
    assert_int_equal(info.revision, 3);
    edits_release(&mine);
    edits_release(&theirs);
    edits_release(&stale);
    article_free(article);
    project_close(&second);
    project_close(&project);
}

static void test_undo_across_documents(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project;
    make_two(&project, &document, &other);
    struct span speaker = project_mark(&project, document, "alice", 41, 52, LABEL_SPEAKER);
    project_mark(&project, other, "alice", 4, 10, LABEL_PLACE);
    project_mark(&project, document, "alice", 54, 75, LABEL_QUOTE);
    char path[4096];
    snprintf(path, sizeof path, "%s", project.path);
    project_close(&project);
    project_open_as(&project, path, "bob", false);
    struct undo undo;
    faulty(FAULT_MISSING, store_undo_next(project.store, WAY_UNDO, &undo, err)); /* not bob's */
    project_close(&project);
    project_open_as(&project, path, "alice", false);
    ok(store_undo_next(project.store, WAY_UNDO, &undo, err));
    assert_int_equal(undo.document, document);
    assert_string_equal(undo.what, "mark");
    assert_string_equal(undo.owner, "alice");
    assert_false(undo.stopped);
    assert_false(undo.more);
    assert_true(project_undo(&project, WAY_UNDO, &undo));
    assert_int_equal(undo.document, document);
    assert_true(project_undo(&project, WAY_UNDO, &undo));
    assert_int_equal(undo.document, other);
    assert_int_equal(project_set(&project, other, "alice").spans, 0);
    assert_int_equal(project_set(&project, document, "alice").spans, 1);
    assert_true(project_undo(&project, WAY_REDO, &undo));
    assert_int_equal(undo.document, other);
    assert_true(project_undo(&project, WAY_REDO, &undo));
    assert_int_equal(undo.document, document);
    assert_false(project_undo(&project, WAY_REDO, &undo));
    for (int i = 0; i < 3; i++)
        assert_true(project_undo(&project, WAY_UNDO, &undo));
    faulty(FAULT_MISSING, store_undo_next(project.store, WAY_UNDO, &undo, err));
    assert_int_equal(project_set(&project, document, "alice").spans, 0);
    assert_true(project_undo(&project, WAY_REDO, &undo));
    struct set *set = project_spans(&project, document, "alice");
    assert_true(span_same(set_find(set, speaker.id), &speaker)); /* the same id again */
    set_free(set);
    /* A new edit drops what could be brought again. */
    project_mark(&project, document, "alice", 0, 3, LABEL_PLACE);
    faulty(FAULT_MISSING, store_undo_next(project.store, WAY_REDO, &undo, err));
    project_close(&project);
}

static void test_continued_step(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project;
    make_two(&project, &document, &other);
    struct article *article = project_article(&project, document);
    struct span span = test_span(&project, 4, 11, LABEL_PLACE);
    struct edits edits = {0};
    edits_add_span(&edits, &span);
    struct step step = test_step(&project, document, "alice", 0, &edits, article);
    ok(store_apply(project.store, &step, NULL, err));
    static const uint32_t ends[] = {14, 24, 27};
    for (size_t i = 0; i < 3; i++) { /* an edge, grabbed and moved three times */
        struct span moved = span;
        moved.at.end = pos_at(ends[i]);
        edits_release(&edits);
        edits_change_span(&edits, &span, &moved);
        step.revision = (int64_t)i + 1;
        step.what = "move an edge";
        ok(store_apply(project.store, &step, NULL, err));
        span = moved;
    }
    edits_release(&edits);
    struct undo undo;
    ok(store_undo_next(project.store, WAY_UNDO, &undo, err));
    assert_string_equal(undo.what, "move an edge");
    assert_true(project_undo(&project, WAY_UNDO, &undo));
    assert_int_equal(project_set(&project, document, "alice").spans, 0);
    assert_true(project_undo(&project, WAY_REDO, &undo));
    struct set *set = project_spans(&project, document, "alice");
    assert_true(span_same(set_find(set, span.id), &span));
    set_free(set);
    assert_true(project_undo(&project, WAY_UNDO, &undo));
    /* Taken back, it cannot go on. */
    edits_add_span(&edits, &span);
    step.revision = project_set(&project, document, "alice").revision;
    faulty(FAULT_CONFLICT, store_apply(project.store, &step, NULL, err));
    edits_release(&edits);
    article_free(article);
    project_close(&project);
}

static void test_two_sets_in_a_step(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project;
    make_two(&project, &document, &other);
    struct article *article = project_article(&project, document);
    struct edits edits = {0}, gone = {0};
    struct span ghost = test_span(&project, 41, 52, LABEL_SPEAKER), mine = ghost;
    edits_add_span(&edits, &ghost);
    struct step step = test_step(&project, document, "alice", 0, &edits, article);
    step.kind = STEP_IMPORT;
    step.set = SET_SUGGESTION;
    step.source = "rules";
    ok(store_apply(project.store, &step, NULL, err));
    edits_release(&edits);
    mine.id = uuid_new(&project.env);
    mine.origin = ORIGIN_SUGGESTION;
    edits_add_span(&edits, &mine);
    edits_delete_span(&gone, &ghost);
    struct step accept = test_step(&project, document, "alice", 0, &edits, article);
    struct step take = accept;
    take.set = SET_SUGGESTION;
    take.source = "rules";
    take.revision = 1;
    take.edits = &gone;
    ok(store_begin(project.store, err));
    ok(store_apply(project.store, &accept, NULL, err));
    ok(store_apply(project.store, &take, NULL, err));
    ok(store_commit(project.store, err));
    struct set_info info;
    ok(store_set(project.store, document, SET_SUGGESTION, "alice", &info, err));
    assert_int_equal(info.spans, 0);
    assert_string_equal(info.source, "rules");
    ok(store_set(project.store, document, SET_SUGGESTION, "rules", &info,
                 err)); /* by its source, too */
    assert_int_equal(info.revision, 2);
    struct undo undo;
    ok(store_undo_next(project.store, WAY_UNDO, &undo, err));
    assert_true(undo.more);
    assert_int_equal(undo.set, SET_SUGGESTION);
    assert_true(project_undo(&project, WAY_UNDO, &undo));
    ok(store_undo_next(project.store, WAY_UNDO, &undo, err));
    assert_false(undo.more);
    assert_true(uuid_equal(undo.step, accept.id));
    assert_int_equal(undo.set, SET_PERSON);
    assert_true(project_undo(&project, WAY_UNDO, &undo));
    ok(store_undo_next(project.store, WAY_UNDO, &undo, err));
    assert_true(undo.stopped);
    assert_string_equal(undo.why, "an import");
    edits_release(&edits);
    edits_release(&gone);
    article_free(article);
    project_close(&project);
}

static void set_status(struct project *project, int64_t document, enum status before,
                       enum status after)
{
    struct edits edits = {0};
    edits_status(&edits, before, after);
    project_apply(project, document, "alice", &edits);
}

static void test_status_and_stops(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project, reviewer;
    make_two(&project, &document, &other);
    project_mark(&project, document, "alice", 41, 52, LABEL_SPEAKER);
    set_status(&project, document, STATUS_OPEN, STATUS_DONE);
    assert_int_equal(project_set(&project, document, "alice").status, STATUS_DONE);
    struct undo undo;
    assert_true(project_undo(&project, WAY_UNDO, &undo)); /* undoing a finish opens again */
    assert_int_equal(project_set(&project, document, "alice").status, STATUS_OPEN);
    assert_true(project_undo(&project, WAY_REDO, &undo));
    struct tally tally;
    ok(store_tally(project.store, &tally, err));
    assert_int_equal(tally.status[STATUS_DONE], 1);
    /* Until a review starts. */
    project_open_as(&reviewer, project.path, "rita", false);
    struct article *article = project_article(&reviewer, document);
    struct edits edits = {0};
    struct span missed = test_span(&reviewer, 4, 11, LABEL_PLACE);
    edits_add_span(&edits, &missed);
    struct step step = test_step(&reviewer, document, "rita", 0, &edits, article);
    step.set = SET_REVIEW;
    step.source = "alice";
    ok(store_apply(reviewer.store, &step, NULL, err));
    edits_release(&edits);
    ok(store_undo_next(project.store, WAY_UNDO, &undo, err));
    assert_true(undo.stopped);
    assert_string_equal(undo.why, "the document is under review");
    struct step forced =
        test_step(&project, document, "alice", project_set(&project, document, "alice").revision,
                  &edits, article);
    edits_status(&edits, STATUS_DONE, STATUS_OPEN);
    forced.kind = STEP_UNDO;
    forced.undoes = undo.step;
    faulty(FAULT_DENIED, store_apply(project.store, &forced, NULL, err));
    forced.kind = STEP_EDIT; /* nor as a taking back */
    forced.undoes = (struct uuid){{0}};
    faulty(FAULT_DENIED, store_apply(project.store, &forced, NULL, err));
    edits_release(&edits);
    /* The reviewer accepts, and may take that back; the annotator may not. */
    edits_status(&edits, STATUS_DONE, STATUS_ACCEPTED);
    project_apply(&reviewer, document, "alice", &edits);
    ok(store_undo_next(project.store, WAY_UNDO, &undo, err));
    assert_string_equal(undo.why, "the document is accepted");
    assert_true(project_undo(&reviewer, WAY_UNDO, &undo));
    assert_int_equal(project_set(&project, document, "alice").status, STATUS_DONE);
    article_free(article);
    project_close(&reviewer);
    project_close(&project);
}

static enum fault accept(struct project *reviewer, int64_t document, const struct article *article)
{
    struct edits edits = {0};
    struct set_info theirs = project_set(reviewer, document, "alice");
    edits_status(&edits, theirs.status, STATUS_ACCEPTED);
    struct step step = test_step(reviewer, document, "alice", theirs.revision, &edits, article);
    struct err refusal = {0};
    enum fault fault = store_apply(reviewer->store, &step, NULL, &refusal);
    edits_release(&edits);
    if (fault)
        assert_string_equal(refusal.text, "1 correction of rita to alice's marks is still open");
    return fault;
}

/* What a review proposed and nobody answered stands in the way, whoever accepts. */
static void test_accepted_with_a_proposal(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project, reviewer, lead;
    make_two(&project, &document, &other);
    struct span stays = project_mark(&project, document, "alice", 4, 11, LABEL_PLACE);
    struct span goes = project_mark(&project, document, "alice", 41, 52, LABEL_SPEAKER);
    set_status(&project, document, STATUS_OPEN, STATUS_DONE);
    project_open_as(&reviewer, project.path, "rita", false);
    project_open_as(&lead, project.path, "lea", false);
    struct article *article = project_article(&reviewer, document);
    struct edits edits = {0};
    struct span copy = test_span(&reviewer, 4, 11, LABEL_PLACE);
    struct verdict yes = {.item = look_key(&stays), .kind = VERDICT_ACCEPTED, .span = copy.id};
    struct verdict no = {.item = look_key(&goes), .kind = VERDICT_REJECTED};
    edits_add_span(&edits, &copy); /* the other one stays out */
    edits_verdict(&edits, NULL, &yes);
    struct step step = test_step(&reviewer, document, "rita", 0, &edits, article);
    step.set = SET_REVIEW;
    step.source = "alice";
    struct set_info review;
    ok(store_apply(reviewer.store, &step, &review, err));
    edits_release(&edits);
    edits_verdict(&edits, NULL, &no); /* what only differs is no proposal yet; this makes it one */
    step = test_step(&reviewer, document, "rita", review.revision, &edits, article);
    step.set = SET_REVIEW;
    step.source = "alice";
    ok(store_apply(reviewer.store, &step, &review, err));
    edits_release(&edits);
    assert_int_equal(accept(&reviewer, document, article), FAULT_EXISTS);
    assert_int_equal(accept(&lead, document, article), FAULT_EXISTS);
    assert_int_equal(project_set(&project, document, "alice").status, STATUS_DONE);
    /* alice adopts it. */
    edits_status(&edits, STATUS_DONE, STATUS_RETURNED);
    project_apply(&reviewer, document, "alice", &edits);
    edits_delete_span(&edits, &goes);
    edits_status(&edits, STATUS_RETURNED, STATUS_DONE);
    project_apply(&project, document, "alice", &edits);
    assert_int_equal(accept(&reviewer, document, article), OK);
    assert_int_equal(project_set(&project, document, "alice").status, STATUS_ACCEPTED);
    article_free(article);
    project_close(&lead);
    project_close(&reviewer);
    project_close(&project);
}

static void test_removed_document(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project;
    make_two(&project, &document, &other);
    struct article *article = project_article(&project, document);
    project_mark(&project, document, "alice", 41, 52, LABEL_SPEAKER);
    ok(store_remove(project.store, document, err));
    struct edits edits = {0};
    struct span span = test_span(&project, 0, 3, LABEL_PLACE);
    edits_add_span(&edits, &span);
    struct step step = test_step(&project, document, "alice", 1, &edits, article);
    faulty(FAULT_MISSING, store_apply(project.store, &step, NULL, err));
    edits_release(&edits);
    struct undo undo;
    ok(store_undo_next(project.store, WAY_UNDO, &undo, err));
    assert_true(undo.stopped);
    assert_string_equal(undo.why, "the document was removed");
    article_free(article);
    project_close(&project);
}

/* A batch with a fault after a change is taken back whole; one with a refusal before any goes on.
 */
static void test_batches(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project;
    make_two(&project, &document, &other);
    struct article *article = project_article(&project, document);
    struct span a = test_span(&project, 4, 11, LABEL_PLACE),
                b = test_span(&project, 15, 24, LABEL_PLACE), wrong = b;
    wrong.at = range_of(15, 23);
    struct edits first = {0}, bad = {0};
    edits_add_span(&first, &a);
    edits_add_span(&bad, &b);
    edits_delete_span(&bad, &wrong);
    struct step good = test_step(&project, document, "alice", 0, &first, article);
    struct step early = good, late = test_step(&project, document, "alice", 1, &bad, article);
    early.id = uuid_new(&project.env);
    early.revision = 9;
    ok(store_begin(project.store, err));
    ok(store_apply(project.store, &good, NULL, err));
    faulty(FAULT_CONFLICT, store_apply(project.store, &early, NULL, err));
    faulty(FAULT_CONFLICT, store_apply(project.store, &late, NULL, err));
    faulty(FAULT_CONFLICT, store_apply(project.store, &good, NULL, err));
    faulty(FAULT_CONFLICT, store_commit(project.store, err));
    assert_int_equal(project_set(&project, document, "alice").key, 0);
    ok(store_begin(project.store, err));
    ok(store_apply(project.store, &good, NULL, err));
    store_rollback(project.store);
    assert_int_equal(project_set(&project, document, "alice").key, 0);
    ok(store_begin(project.store, err));
    faulty(FAULT_CONFLICT, store_apply(project.store, &early, NULL, err));
    ok(store_apply(project.store, &good, NULL, err));
    ok(store_commit(project.store, err));
    assert_int_equal(project_set(&project, document, "alice").spans, 1);
    edits_release(&first);
    edits_release(&bad);
    article_free(article);
    project_close(&project);
}

static void test_unknown_names(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project;
    make_two(&project, &document, &other);
    static const char newer[] = "{\"name\":\"newer\"}";
    project_mark(&project, document, "alice", 54, 75, LABEL_QUOTE);
    assert_int_equal(project_set(&project, document, "alice").unlinked, 1);
    struct labelset labels = test_labels(newer);
    struct label fewer[] = {test_label_rows[LABEL_SPEAKER]};
    labels.labels = fewer;
    labels.n_labels = 1;
    labels.n_relations = 0;
    faulty(FAULT_EXISTS, store_change_labels(project.store, newer, strlen(newer), &labels, err));
    labels = test_labels(newer);
    labels.n_relations = 0;
    ok(store_change_labels(project.store, newer, strlen(newer), &labels, err));
    assert_int_equal(project_set(&project, document, "alice").unlinked, 0);
    struct buf json = {0};
    ok(store_labels(project.store, &json, err));
    assert_string_equal(buf_text(&json), newer);
    buf_release(&json);
    /* Whoever still works with the old one must read it anew. */
    struct article *article = project_article(&project, document);
    struct edits edits = {0};
    struct span span = test_span(&project, 0, 3, LABEL_PLACE);
    edits_add_span(&edits, &span);
    struct step step = test_step(&project, document, "alice", 1, &edits, article);
    faulty(FAULT_CONFLICT, store_apply(project.store, &step, NULL, err));
    store_use_labels(project.store, &labels);
    ok(store_apply(project.store, &step, NULL, err));
    edits_release(&edits);
    article_free(article);
    project_close(&project);
}

/* An attribute or a choice that a span or relation has stays in the label set; so does the type of
 * its values. */
static void test_attributes_in_use(void **state)
{
    (void)state;
    static const char *direct[] = {"direct", "indirect"}, *others[] = {"indirect", "mixed"};
    static const char newer[] = "{\"name\":\"newer\"}";
    struct attribute_def attributes[] = {
        {.name = "name"}, {.name = "type", .type = ATTRIBUTE_CHOICE, .choices = direct, .n = 2}};
    struct label rows[3];
    memcpy(rows, test_label_rows, sizeof rows);
    struct relation_def said_by = test_relation_rows[0];
    rows[LABEL_QUOTE].attributes = said_by.attributes = attributes;
    struct labelset labels = test_labels(newer);
    labels.labels = rows;
    labels.relations = &said_by;
    static char both[] = "name=a\\nb\ntype=direct\n", type[] = "type=direct\n";
    int64_t document, other;
    struct project project;
    make_two(&project, &document, &other);
    struct edits edits = {0};
    struct span quote = test_span(&project, 54, 75, LABEL_QUOTE);
    struct span speaker = test_span(&project, 41, 52, LABEL_SPEAKER);
    quote.attrs = both;
    struct relation relation = {
        .id = uuid_new(&project.env), .from = quote.id, .to = speaker.id, .attrs = type};
    edits_add_span(&edits, &speaker);
    edits_add_span(&edits, &quote);
    edits_add_relation(&edits, &relation);
    project_apply(&project, document, "alice", &edits);

    const struct {
        size_t of_quote, of_link; /* how many of the two attributes are left */
        enum attribute_type name;
        const char **choices;
        const char *says;
    } cases[] = {
        {0, 2, ATTRIBUTE_TEXT, direct, "the attribute name of quote is in use and would vanish"},
        {1, 2, ATTRIBUTE_TEXT, direct, "the attribute type of quote is in use and would vanish"},
        {2, 1, ATTRIBUTE_TEXT, direct, "the attribute type of said-by is in use and would vanish"},
        {2, 2, ATTRIBUTE_TEXT, others,
         "the value direct of the attribute type of quote is in use and would vanish"},
        {2, 2, ATTRIBUTE_CHOICE, direct,
         "of the attribute name of quote is in use and would vanish"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err refusal = {0};
        rows[LABEL_QUOTE].n_attributes = cases[i].of_quote;
        said_by.n_attributes = cases[i].of_link;
        attributes[0].type = cases[i].name;
        attributes[1].choices = cases[i].choices;
        enum fault fault =
            store_change_labels(project.store, newer, strlen(newer), &labels, &refusal);
        if (fault != FAULT_EXISTS || !strstr(refusal.text, cases[i].says) ||
            strchr(refusal.text, '\n'))
            fail_msg("case %zu: %s: %s", i, fault_name(fault), refusal.text);
    }
    struct buf json = {0};
    ok(store_labels(project.store, &json, err));
    assert_string_equal(buf_text(&json), labels_json);
    buf_release(&json);
    attributes[0].type = ATTRIBUTE_TEXT;
    attributes[1].choices = direct;
    attributes[1].n = 1; /* a choice that nobody made may go */
    ok(store_change_labels(project.store, newer, strlen(newer), &labels, err));
    project_close(&project);
}

static void test_journal_and_owners(void **state)
{
    (void)state;
    int64_t document, other;
    struct project project, bob;
    make_two(&project, &document, &other);
    struct span span = project_mark(&project, document, "alice", 41, 52, LABEL_SPEAKER);
    project_open_as(&bob, project.path, "bob", false);
    project_mark(&bob, document, "bob", 41, 52, LABEL_SPEAKER);
    struct undo undo;
    assert_true(project_undo(&project, WAY_UNDO, &undo));
    static const struct {
        bool project;
        int64_t revision;
        enum step_kind kind;
        const char *actor, *what;
    } expected[] = {
        {true, 1, STEP_EDIT, "alice", "make the project"},
        {true, 2, STEP_EDIT, "alice", "add a document"},
        {true, 3, STEP_EDIT, "alice", "add a document"},
        {false, 1, STEP_EDIT, "alice", "mark"},
        {false, 1, STEP_EDIT, "bob", "mark"},
        {false, 2, STEP_UNDO, "alice", "mark"},
    };
    struct journal_row row = {0};
    bool more = true;
    size_t n = 0;
    for (;; n++) {
        ok(store_journal(project.store, row.number, &row, &more, err));
        if (!more)
            break;
        assert_true(n < sizeof expected / sizeof *expected);
        assert_int_equal(row.set == 0, expected[n].project);
        assert_int_equal(row.revision, expected[n].revision);
        assert_int_equal(row.kind, expected[n].kind);
        assert_string_equal(row.actor, expected[n].actor);
        assert_string_equal(row.what, expected[n].what);
    }
    assert_int_equal(n, sizeof expected / sizeof *expected);
    struct buf owners = {0};
    ok(store_owners(project.store, &owners, err));
    assert_string_equal(buf_text(&owners), "alice\nbob\n");
    buf_release(&owners);
    bool deleted;
    ok(store_was_deleted(project.store, span.id, &deleted, err));
    assert_true(deleted);
    assert_true(project_undo(&project, WAY_REDO, &undo));
    ok(store_was_deleted(project.store, span.id, &deleted, err));
    assert_false(deleted);
    project_close(&bob);
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_step_makes_the_set),
        cmocka_unit_test(test_relations_and_unlinked),
        cmocka_unit_test(test_comments),
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_conflict_and_repeat),
        cmocka_unit_test(test_undo_across_documents),
        cmocka_unit_test(test_continued_step),
        cmocka_unit_test(test_two_sets_in_a_step),
        cmocka_unit_test(test_status_and_stops),
        cmocka_unit_test(test_accepted_with_a_proposal),
        cmocka_unit_test(test_removed_document),
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_unknown_names),
        cmocka_unit_test(test_attributes_in_use),
        cmocka_unit_test(test_journal_and_owners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
