/* Import: what comes in whole, what is refused and then leaves nothing, and what is known already.
 */
#include "flow.h"

static void same_bytes(const struct buf *a, const struct buf *b)
{
    assert_int_equal(a->size, b->size);
    assert_memory_equal(a->data, b->data, a->size);
}

/* Documents with and without sets, all kinds, all statuses, fragments, several owners. */
static void many_lines(struct buf *out)
{
    line_add(out, alices());
    struct line bobs = alices();
    bobs.annotator = "bob";
    bobs.status = "done";
    bobs.spans = "{\"id\":\"" SPAN(
        11) "\",\"label\":\"amount\",\"start\":17,\"end\":42,"
            "\"text\":\"We paid 40 million kroner\",\"fragments\":["
            "{\"start\":17,\"end\":19,\"text\":\"We\"},{\"start\":25,\"end\":42,\"text\":\"40 "
            "million kroner\"}],"
            "\"attributes\":{\"unit\":\"NOK\",\"value\":\"40000000\"},\"origin\":\"repeat\"}";
    bobs.relations = NULL;
    struct line gold = alices();
    gold.set = "gold";
    gold.annotator = NULL;
    gold.status = "accepted";
    gold.spans = "{\"id\":\"" SPAN(12) "\",\"label\":\"location\",\"start\":59,\"end\":65,\"text\":"
                                       "\"Tromsø\",\"origin\":\"adjudication\"}";
    gold.relations = NULL;
    struct line ghost = gold;
    ghost.set = "suggestion";
    ghost.source = "rules";
    ghost.status = "new";
    ghost.spans =
        "{\"id\":\"" SPAN(13) "\",\"label\":\"location\",\"start\":59,\"end\":67,\"text\":\"Tromsø "
                              "\xf0\x9f\x98\x80\",\"origin\":\"suggestion\"}";
    struct line other = ghost;
    other.source = "model";
    other.spans = NULL;
    line_add(out, bobs);
    line_add(out, gold);
    line_add(out, other);
    line_add(out, ghost);
    line_add(out, (struct line){.name = "budget",
                                .id = DOC(02),
                                .text = "Nothing yet.",
                                .set = "person",
                                .annotator = "alice",
                                .status = "new"});
    line_add(out, (struct line){.name = "unseen", .id = DOC(03), .text = "Ein Satz.\n"});
    line_add(out, (struct line){.name = "unseen too", .id = DOC(04), .text = "Ein Satz.\n"});
}

/* In, out, into an empty project, and out again: the same bytes. And in again: nothing. */
static void test_round_trip(void **state)
{
    (void)state;
    struct project first, second;
    struct buf lines = {0}, once = {0}, twice = {0}, thrice = {0};
    struct import_counts counts;
    many_lines(&lines);
    project_make(&first, "lead");
    import_ok(&first, &lines, &counts);
    assert_int_equal(counts.records, 8);
    assert_int_equal(counts.documents, 4);
    assert_int_equal(counts.sets, 6);
    assert_int_equal(counts.spans, 6);
    assert_int_equal(counts.relations, 1);
    export_all(&first, &once);

    project_make(&second, "lead");
    import_ok(&second, &once, &counts);
    assert_int_equal(counts.documents, 4);
    assert_int_equal(counts.spans, 6);
    export_all(&second, &twice);
    same_bytes(&once, &twice);

    import_ok(&second, &once, &counts);
    assert_int_equal(counts.documents, 0);
    assert_int_equal(counts.documents_known, 4);
    assert_int_equal(counts.sets, 0);
    assert_int_equal(counts.sets_same, 6);
    assert_int_equal(counts.spans + counts.spans_changed + counts.relations, 0);
    export_all(&second, &thrice);
    same_bytes(&once, &thrice);

    size_t findings = 99;
    struct err err = {0};
    must(store_verify(second.store, &(struct store_report){0}, &findings, &err), &err, "verify");
    assert_int_equal(findings, 0);
    buf_release(&lines);
    buf_release(&once);
    buf_release(&twice);
    buf_release(&thrice);
    project_close(&first);
    project_close(&second);
}

/* An export in bytes or UTF-16 says the same. */
static void test_units(void **state)
{
    (void)state;
    struct project first;
    struct buf lines = {0};
    struct import_counts counts;
    many_lines(&lines);
    project_make(&first, "lead");
    import_ok(&first, &lines, &counts);
    for (enum unit unit = UNIT_UTF8; unit <= UNIT_UTF16; unit++) {
        struct project second;
        struct buf other = {0}, back = {0}, expected = {0};
        export_with(&first, (struct export_options){.kind = EXPORT_ALL, .status = EXPORT_ALL}, unit,
                    &other);
        export_all(&first, &expected);
        assert_true(other.size != expected.size ||
                    memcmp(other.data, expected.data, other.size) != 0);
        project_make(&second, "lead");
        import_ok(&second, &other, &counts);
        export_all(&second, &back);
        same_bytes(&expected, &back);
        buf_release(&other);
        buf_release(&back);
        buf_release(&expected);
        project_close(&second);
    }
    buf_release(&lines);
    project_close(&first);
}

/* Each of these is refused by its place, and the good line before it leaves nothing either. */
static void test_refusals(void **state)
{
    (void)state;
    struct {
        const char *what;
        struct line line;
        const char *raw;  /* instead of a line */
        const char *says; /* in the message */
        enum fault fault;
    } cases[] = {
        {.what = "broken JSON",
         .raw = "{\"manicule\":1,,}",
         .says = "in.jsonl:2:14: ",
         .fault = FAULT_INPUT},
        {.what = "no JSON", .raw = "hello", .says = "in.jsonl:2:0: ", .fault = FAULT_INPUT},
        {.what = "end out of range",
         .line = {.name = "x",
                  .text = "abc",
                  .set = "person",
                  .annotator = "bob",
                  .spans = "{\"label\":\"quote\",\"start\":0,\"end\":4,\"text\":\"abc\"}"},
         .says = "in.jsonl:2: spans[0].end",
         .fault = FAULT_INPUT},
        {.what = "a slice that is not there",
         .line = {.name = "x",
                  .text = "abc",
                  .set = "person",
                  .annotator = "bob",
                  .spans = "{\"label\":\"quote\",\"start\":0,\"end\":2,\"text\":\"bc\"}"},
         .says = "in.jsonl:2: spans[0].text",
         .fault = FAULT_INPUT},
        {.what = "an unknown label",
         .line = {.name = "x",
                  .text = "abc",
                  .set = "person",
                  .annotator = "bob",
                  .spans = "{\"label\":\"plant\",\"start\":0,\"end\":2,\"text\":\"ab\"}"},
         .says = "in.jsonl:2: spans[0].label",
         .fault = FAULT_INPUT},
        {.what = "a name that no person may have",
         .line = {.name = "x", .text = "abc", .set = "person", .annotator = "Bob B"},
         .says = "in.jsonl:2: annotator: \"Bob B\" is no person's name",
         .fault = FAULT_INPUT},
        {.what = "the same set twice",
         .line = {.name = "harbour",
                  .id = DOC(01),
                  .text = TEXT_1,
                  .set = "person",
                  .annotator = "alice"},
         .says = "in.jsonl:2: the same document and set stand in line 1",
         .fault = FAULT_INPUT},
        {.what = "the same id, other bytes",
         .line = {.name = "harbour", .id = DOC(01), .text = "Other words."},
         .says = "in.jsonl:2: id: document " DOC(01),
         .fault = FAULT_INPUT},
        {.what = "a span's id on two lines",
         .line = {.name = "y",
                  .id = DOC(09),
                  .text = TEXT_1,
                  .set = "person",
                  .annotator = "bob",
                  .spans = MARA},
         .says = "in.jsonl:2: the id " SPAN(01) " stands also in line 1",
         .fault = FAULT_INPUT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct project project;
        struct buf lines = {0}, left = {0};
        struct import_counts counts;
        struct err err;
        project_make(&project, "lead");
        line_add(&lines, alices());
        if (cases[i].raw)
            buf_printf(&lines, "%s\n", cases[i].raw);
        else
            line_add(&lines, cases[i].line);
        enum fault fault = import_with(&project, (struct import_options){0}, buf_text(&lines),
                                       lines.size, &counts, &err);
        if (fault != cases[i].fault || !strstr(err.text, cases[i].says))
            fail_msg("%s: %s: %s", cases[i].what, fault_name(fault), err.text);
        export_all(&project, &left);
        assert_int_equal(left.size, 0);
        buf_release(&lines);
        buf_release(&left);
        project_close(&project);
    }
}

/* Documents enough for several transactions, then one line that the store would not take. */
static void test_refused_whole(void **state)
{
    (void)state;
    enum { BEFORE = 400, LONG_NAME = 1025, LONG_SOURCE = 64 };
    char name[LONG_NAME + 1], source[LONG_SOURCE + 1];
    memset(name, 'n', sizeof name - 1);
    memset(source, 's', sizeof source - 1);
    name[LONG_NAME] = source[LONG_SOURCE] = '\0';
    const struct {
        struct line line;
        const char *says;
    } cases[] = {
        {{.name = "a\\u0007b", .text = "abc"}, "in.jsonl:401: document: "},
        {{.name = name, .text = "abc"}, "in.jsonl:401: document: "},
        {{.name = "", .text = "abc"}, "in.jsonl:401: document: "},
        {{.name = "x", .text = "abc", .set = "suggestion", .source = source},
         "in.jsonl:401: source: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct project project;
        struct buf lines = {0};
        struct import_counts counts;
        struct tally tally;
        struct err err;
        many_documents(&lines, BEFORE);
        project_make(&project, "lead");
        line_add(&lines, cases[i].line);
        enum fault fault = import_with(&project, (struct import_options){0}, buf_text(&lines),
                                       lines.size, &counts, &err);
        if (fault != FAULT_INPUT || strncmp(err.text, cases[i].says, strlen(cases[i].says)) != 0)
            fail_msg("case %zu: %s: %s", i, fault_name(fault), err.text);
        must(store_tally(project.store, &tally, &err), &err, "tally");
        assert_int_equal(tally.documents, 0);
        buf_release(&lines);
        project_close(&project);
    }
}

/* Known ids with other content are listed and refused; --replace takes the file's. */
static void test_changed(void **state)
{
    (void)state;
    struct project project;
    struct buf lines = {0}, changed = {0}, before = {0}, after = {0};
    struct import_counts counts;
    struct err err;
    project_make(&project, "lead");
    line_add(&lines, alices());
    import_ok(&project, &lines, &counts);
    export_all(&project, &before);

    struct line line = alices();
    line.status = "done";
    line.spans = "{\"id\":\"" SPAN(01) "\",\"label\":\"speaker\",\"start\":0,\"end\":4,\"text\":"
                                       "\"Mara\",\"origin\":\"manual\"}," PAID "," TROMSO;
    line_add(&changed, line);
    enum fault fault = import_with(&project, (struct import_options){0}, buf_text(&changed),
                                   changed.size, &counts, &err);
    assert_int_equal(fault, FAULT_EXISTS);
    assert_int_equal(counts.differ, 2);
    assert_non_null(strstr(buf_text(&project.notes),
                           "in.jsonl:1: span " SPAN(01) " is speaker 0-9 \"Mara Voss\" here"));
    assert_non_null(
        strstr(buf_text(&project.notes), "alice's set is open here and done in the file"));
    export_all(&project, &after);
    same_bytes(&before, &after);

    fault = import_with(&project, (struct import_options){.replace = true}, buf_text(&changed),
                        changed.size, &counts, &err);
    must(fault, &err, "replace");
    assert_int_equal(counts.spans_changed, 1);
    assert_int_equal(counts.spans_same, 2);
    buf_clear(&after);
    export_all(&project, &after);
    assert_non_null(strstr(buf_text(&after), "\"status\":\"done\""));
    assert_non_null(strstr(buf_text(&after), "\"end\":4,\"text\":\"Mara\""));
    fault = import_with(&project, (struct import_options){0}, buf_text(&changed), changed.size,
                        &counts, &err);
    must(fault, &err, "again");
    assert_int_equal(counts.sets, 0);
    buf_release(&lines);
    buf_release(&changed);
    buf_release(&before);
    buf_release(&after);
    project_close(&project);
}

/* What alice deleted stays deleted, with what was linked to it; so does a removed document. */
/* A link that was taken away stays away, though both its ends are there. */
static void test_deleted_relation(void **state)
{
    (void)state;
    struct project project;
    struct buf lines = {0};
    struct import_counts counts;
    struct err err = {0};
    struct document document;
    struct article *article;
    struct set_info info;
    struct edits edits = {0};
    struct load load = {0};
    struct set *set = set_new();
    project_make(&project, "alice");
    line_add(&lines, alices());
    import_ok(&project, &lines, &counts);
    must(store_document_named(project.store, "harbour", &document, &err), &err, "named");
    must(store_article(project.store, document.key, &article, &err), &err, "article");
    must(store_set(project.store, document.key, SET_PERSON, "alice", &info, &err), &err, "set");
    must(store_load(project.store, info.key, article, set, &load, 1000, &err), &err, "load");
    edits_delete_relation(&edits, set_relation_at(set, 0));
    struct step step = {.id = uuid_new(&project.env),
                        .what = "unlink",
                        .document = document.key,
                        .set = SET_PERSON,
                        .owner = "alice",
                        .revision = info.revision,
                        .edits = &edits,
                        .article = article};
    must(store_apply(project.store, &step, &info, &err), &err, "unlink");
    import_ok(&project, &lines, &counts);
    assert_int_equal(counts.relations, 0);
    assert_int_equal(counts.deleted, 1);
    size_t findings = 0;
    struct store_report report = {0};
    must(store_verify(project.store, &report, &findings, &err), &err, "verify");
    assert_int_equal(findings, 0);
    edits_release(&edits);
    set_free(set);
    article_free(article);
    document_release(&document);
    buf_release(&lines);
    project_close(&project);
}

static void test_deleted(void **state)
{
    (void)state;
    struct project project;
    struct buf lines = {0}, out = {0};
    struct import_counts counts;
    struct err err = {0};
    struct document document;
    struct article *article;
    struct set_info info;
    struct edits edits = {0};
    project_make(&project, "alice");
    line_add(&lines, alices());
    import_ok(&project, &lines, &counts);
    must(store_document_named(project.store, "harbour", &document, &err), &err, "named");
    must(store_article(project.store, document.key, &article, &err), &err, "article");
    must(store_set(project.store, document.key, SET_PERSON, "alice", &info, &err), &err, "set");
    struct set *set = set_new();
    for (struct load load = {0}; !load.done;)
        must(store_load(project.store, info.key, article, set, &load, 100, &err), &err, "load");
    edits_delete_whole(&edits, set, set_first(set));
    struct step step = {.id = uuid_new(&project.env),
                        .what = "delete",
                        .document = document.key,
                        .set = SET_PERSON,
                        .owner = "alice",
                        .revision = info.revision,
                        .edits = &edits,
                        .article = article};
    must(store_apply(project.store, &step, &info, &err), &err, "delete");

    import_ok(&project, &lines, &counts);
    assert_int_equal(counts.spans, 0);
    assert_int_equal(counts.spans_same, 2);
    assert_int_equal(counts.relations, 0);
    assert_int_equal(counts.deleted, 2);
    assert_int_equal(counts.sets, 0);
    export_all(&project, &out);
    assert_null(strstr(buf_text(&out), "Mara Voss\",\"origin"));

    must(store_remove(project.store, document.key, &err), &err, "remove");
    import_ok(&project, &lines, &counts);
    assert_int_equal(counts.removed, 1);
    assert_int_equal(counts.documents, 0);
    buf_clear(&out);
    export_all(&project, &out);
    assert_int_equal(out.size, 0);
    set_free(set);
    edits_release(&edits);
    article_free(article);
    document_release(&document);
    buf_release(&lines);
    buf_release(&out);
    project_close(&project);
}

/* Lines without ids, as a model writes them: the article is found by its bytes, and reading them
 * again finds the spans by their words. */
static void test_without_ids(void **state)
{
    (void)state;
    struct project project;
    struct buf lines = {0}, once = {0}, twice = {0};
    struct import_counts counts;
    struct err err = {0};
    int64_t key;
    bool existing;
    project_make(&project, "lead");
    struct article *article = article_copy(TEXT_1, strlen(TEXT_1));
    struct new_document new = {.name = "ours", .article = article};
    must(store_add(project.store, &new, &key, &existing, &err), &err, "add");
    struct line line = {.name = "theirs",
                        .text = TEXT_1,
                        .set = "suggestion",
                        .source = "model",
                        .status = "new",
                        .spans =
                            "{\"label\":\"speaker\",\"start\":0,\"end\":9,\"text\":\"Mara Voss\"},"
                            "{\"label\":\"location\",\"start\":59,\"end\":65,\"text\":\"Tromsø\"}"};
    line_add(&lines, line);
    import_ok(&project, &lines, &counts);
    assert_int_equal(counts.documents_known, 1);
    assert_int_equal(counts.spans, 2);
    export_all(&project, &once);
    assert_non_null(strstr(buf_text(&once), "\"document\":\"ours\""));
    assert_null(strstr(buf_text(&once), "\"id\":\"00000000-"));
    import_ok(&project, &lines, &counts);
    assert_int_equal(counts.spans, 0);
    assert_int_equal(counts.spans_same, 2);
    export_all(&project, &twice);
    same_bytes(&once, &twice);
    article_free(article);
    buf_release(&lines);
    buf_release(&once);
    buf_release(&twice);
    project_close(&project);
}

static void test_people(void **state)
{
    (void)state;
    struct project project;
    struct buf lines = {0}, out = {0};
    struct import_counts counts;
    struct err err;
    struct line line = alices();
    line.annotator = "Alice B";
    line_add(&lines, line);
    line = (struct line){
        .name = "harbour", .id = DOC(01), .text = TEXT_1, .set = "person", .annotator = "carol"};
    line_add(&lines, line);
    project_make(&project, "lead");
    const struct person_map map = {"Alice B", "alice"};
    struct import_options o = {.map = &map, .n_map = 1, .annotator = "alice"};
    must(import_with(&project, o, buf_text(&lines), lines.size, &counts, &err), &err, "map");
    assert_int_equal(counts.sets, 1);
    assert_int_equal(counts.left_out, 1);
    export_all(&project, &out);
    assert_non_null(strstr(buf_text(&out), "\"annotator\":\"alice\""));
    assert_null(strstr(buf_text(&out), "carol"));
    /* The same spans cannot be bob's as well. */
    o = (struct import_options){.map = &(struct person_map){"Alice B", "bob"}, .n_map = 1};
    assert_int_equal(import_with(&project, o, buf_text(&lines), lines.size, &counts, &err),
                     FAULT_EXISTS);
    assert_non_null(strstr(err.text, "belongs to another set"));
    buf_release(&lines);
    buf_release(&out);
    project_close(&project);
}

/* A review is known by who looks at whose marks: two of one reviewer on a document stay two. */
static void test_review(void **state)
{
    (void)state;
    struct project first, second;
    struct buf lines = {0}, once = {0}, twice = {0};
    struct import_counts counts;
    struct set_info info;
    struct err err;
    struct line line = {.name = "harbour",
                        .id = DOC(01),
                        .text = TEXT_1,
                        .set = "review",
                        .annotator = "rita",
                        .source = "alice",
                        .status = "returned",
                        .spans = MARA};
    line_add(&lines, line);
    line.source = "Bob B";
    line.status = "open";
    line.spans = TROMSO;
    line_add(&lines, line);
    project_make(&first, "lead");
    assert_int_equal(import_with(&first, (struct import_options){0}, buf_text(&lines), lines.size,
                                 &counts, &err),
                     FAULT_INPUT);
    assert_non_null(strstr(err.text, "source: \"Bob B\" is no person's name here"));
    struct import_options o = {.map = &(struct person_map){"Bob B", "bob"}, .n_map = 1};
    must(import_with(&first, o, buf_text(&lines), lines.size, &counts, &err), &err, "map");
    assert_int_equal(counts.sets, 2);
    export_all(&first, &once);

    project_make(&second, "lead");
    import_ok(&second, &once, &counts);
    export_all(&second, &twice);
    same_bytes(&once, &twice);
    import_ok(&second, &once, &counts);
    assert_int_equal(counts.sets_same, 2);
    struct document document;
    must(store_document_named(second.store, "harbour", &document, &err), &err, "document");
    must(store_set_of(second.store, document.key, SET_REVIEW, "rita", "bob", &info, &err), &err,
         "review");
    assert_true(info.key != 0);
    document_release(&document);
    o = (struct import_options){.map = &(struct person_map){"Bob B", "rita"}, .n_map = 1};
    assert_int_equal(import_with(&second, o, buf_text(&lines), lines.size, &counts, &err),
                     FAULT_INPUT);
    assert_non_null(strstr(err.text, "source: nobody reviews their own marks"));
    buf_release(&lines);
    buf_release(&once);
    buf_release(&twice);
    project_close(&first);
    project_close(&second);
}

/* A name that is taken by another document gets a number, and that is told. */
static void test_names(void **state)
{
    (void)state;
    struct project project;
    struct buf lines = {0}, out = {0};
    struct import_counts counts;
    line_add(&lines, (struct line){.name = "same", .id = DOC(05), .text = "One."});
    line_add(&lines, (struct line){.name = "same", .id = DOC(06), .text = "Two."});
    project_make(&project, "lead");
    import_ok(&project, &lines, &counts);
    assert_int_equal(counts.documents, 2);
    assert_int_equal(counts.renamed, 1);
    assert_non_null(strstr(buf_text(&project.notes), "the name same is taken"));
    export_all(&project, &out);
    assert_non_null(strstr(buf_text(&out), "\"document\":\"same-2\""));
    import_ok(&project, &lines, &counts);
    assert_int_equal(counts.documents_known, 2);
    buf_release(&lines);
    buf_release(&out);
    project_close(&project);
}

/* Lines of a set apart from each other, blank lines, CRLF, no newline at the end, a pipe. */
static void test_shapes(void **state)
{
    (void)state;
    struct project project;
    struct buf lines = {0};
    struct import_counts counts;
    struct err err = {0};
    line_add(&lines, alices());
    lines.data[--lines.size] = '\0';
    buf_add_string(&lines, "\r\n\n  \n");
    line_add(&lines, (struct line){.name = "between", .id = DOC(07), .text = "Between."});
    struct line bobs = {
        .name = "harbour", .id = DOC(01), .text = TEXT_1, .set = "person", .annotator = "bob"};
    line_add(&lines, bobs);
    lines.data[--lines.size] = '\0';
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_true(lines.size < 60000);
    assert_int_equal(write(ends[1], lines.data, lines.size), lines.size);
    close(ends[1]);
    project_make(&project, "lead");
    struct import_options o = {.fd = ends[0], .file = "-", .env = &project.env};
    must(import_run(project.store, &project.labels, &o, &counts, &err), &err, "pipe");
    close(ends[0]);
    assert_int_equal(counts.records, 3);
    assert_int_equal(counts.documents, 2);
    assert_int_equal(counts.sets, 2);
    buf_release(&lines);
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_units),
        cmocka_unit_test(test_refusals),   cmocka_unit_test(test_refused_whole),
        cmocka_unit_test(test_changed),
        cmocka_unit_test(test_deleted),
        cmocka_unit_test(test_deleted_relation),    cmocka_unit_test(test_without_ids),
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_review),     cmocka_unit_test(test_names),
        cmocka_unit_test(test_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
