/* Export: what filters keep back is counted, and damage is told instead of written. */
#include "flow.h"

#include <sqlite3.h>

static void fill(struct project *project)
{
    struct buf lines = {0};
    struct import_counts counts;
    struct line gold = alices(), bobs = alices();
    gold.set = "gold";
    gold.annotator = NULL;
    gold.spans = gold.relations = NULL;
    bobs.annotator = "bob";
    bobs.status = "done";
    bobs.spans = bobs.relations = NULL;
    line_add(&lines, alices());
    line_add(&lines, bobs);
    line_add(&lines, gold);
    gold.name = "gold only";
    gold.id = DOC(02);
    gold.text = "Only gold.";
    line_add(&lines, gold);
    line_add(&lines, (struct line){.name = "unseen", .id = DOC(03), .text = "Nobody was here."});
    project_make(project, "lead");
    import_ok(project, &lines, &counts);
    buf_release(&lines);
}

static size_t lines_in(const struct buf *buf)
{
    size_t n = 0;
    for (size_t i = 0; i < buf->size; i++)
        n += buf->data[i] == '\n';
    return n;
}

static void test_filters(void **state)
{
    (void)state;
    const struct {
        const char *what;
        struct export_options o;
        unsigned records, bare;
        const char *told;
    } cases[] = {
        {"everything", {.kind = EXPORT_ALL, .status = EXPORT_ALL}, 5, 1, ""},
        {"people's", {.kind = SET_PERSON, .status = EXPORT_ALL}, 4, 2, "2 sets left out: 2 gold"},
        {"gold",
         {.kind = SET_GOLD, .status = EXPORT_ALL},
         2,
         0,
         "2 sets left out: 2 person; 1 document without such a set"},
        {"done",
         {.kind = SET_PERSON, .status = STATUS_DONE},
         1,
         0,
         "3 sets left out: 2 gold, 1 open; 1 document without such a set"},
        {"alice's",
         {.kind = SET_PERSON,
          .status = EXPORT_ALL,
          .owners = (const char *const[]){"alice"},
          .n_owners = 1},
         1,
         0,
         "3 sets left out: 2 gold, 1 of other people; 1 document without such a set"},
        {"nobody's",
         {.kind = SET_PERSON,
          .status = EXPORT_ALL,
          .owners = (const char *const[]){"zoe"},
          .n_owners = 1},
         0,
         0,
         "4 sets left out: 2 gold, 2 of other people; 1 document without such a set"},
    };
    struct project project;
    fill(&project);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0}, told = {0};
        struct export_counts counts = export_with(&project, cases[i].o, UNIT_CODEPOINT, &out);
        export_told(&counts, &told);
        if (counts.records != cases[i].records || counts.bare != cases[i].bare ||
            lines_in(&out) != cases[i].records || strcmp(buf_text(&told), cases[i].told) != 0)
            fail_msg("%s: %u records, %u bare, \"%s\"", cases[i].what, (unsigned)counts.records,
                     (unsigned)counts.bare, buf_text(&told));
        buf_release(&out);
        buf_release(&told);
    }
    project_close(&project);
}

static void test_one_document(void **state)
{
    (void)state;
    struct project project;
    struct document document;
    struct err err = {0};
    struct buf out = {0};
    fill(&project);
    must(store_document_named(project.store, "gold only", &document, &err), &err, "named");
    struct export_counts counts = export_with(
        &project,
        (struct export_options){.kind = EXPORT_ALL, .status = EXPORT_ALL, .document = document.key},
        UNIT_CODEPOINT, &out);
    assert_int_equal(counts.records, 1);
    assert_non_null(strstr(buf_text(&out), "\"document\":\"gold only\""));
    document_release(&document);
    buf_release(&out);
    project_close(&project);
}

static bool is_harbour(void *wanted, const struct document *document)
{
    ++*(unsigned *)wanted;
    return strcmp(document->name, "harbour") == 0;
}

/* Each document is asked for once, and what is not wanted is not counted as kept back. */
static void test_wanted_documents(void **state)
{
    (void)state;
    struct project project;
    struct buf out = {0}, told = {0};
    unsigned asked = 0;
    fill(&project);
    struct export_counts counts = export_with(
        &project,
        (struct export_options){
            .kind = SET_GOLD, .status = EXPORT_ALL, .wants = is_harbour, .wanted = &asked},
        UNIT_CODEPOINT, &out);
    export_told(&counts, &told);
    assert_int_equal(asked, 3);
    assert_int_equal(counts.records, 1);
    assert_string_equal(buf_text(&told), "2 sets left out: 2 person");
    buf_release(&out);
    buf_release(&told);
    project_close(&project);
}

/* A relation leaves where both its ends do; what is left out is counted. */
static void test_labels(void **state)
{
    (void)state;
    struct project project;
    bool labels[LABELS_MAX] = {false};
    struct buf out = {0}, told = {0};
    fill(&project);
    struct export_options o = {.kind = SET_PERSON,
                               .status = EXPORT_ALL,
                               .labels = labels,
                               .owners = (const char *const[]){"zoe", "alice"},
                               .n_owners = 2};
    labels[labelset_find(&project.labels, "quote", 5)] = true;
    struct export_counts counts = export_with(&project, o, UNIT_CODEPOINT, &out);
    export_told(&counts, &told);
    assert_int_equal(counts.spans, 1);
    assert_non_null(strstr(buf_text(&out), "\"label\":\"quote\""));
    assert_null(strstr(buf_text(&out), "\"label\":\"speaker\""));
    assert_non_null(strstr(buf_text(&out), "\"relations\":[]"));
    assert_non_null(strstr(buf_text(&told), "; 2 spans of other labels left out, with 1 relation "
                                            "from or to them"));
    buf_clear(&out);
    labels[labelset_find(&project.labels, "speaker", 7)] = true;
    counts = export_with(&project, o, UNIT_CODEPOINT, &out);
    assert_int_equal(counts.relations, 1);
    assert_int_equal(counts.kept_relations, 0);
    assert_int_equal(counts.kept_spans, 1);
    buf_release(&out);
    buf_release(&told);
    project_close(&project);
}

static enum fault refuse(void *ctx, const void *bytes, size_t n, struct err *err)
{
    unsigned *left = ctx;
    (void)bytes, (void)n;
    return (*left)-- ? OK : err_set(err, FAULT_FULL, "full");
}

/* A sink that fails ends the export with its fault, at whichever write it happens. */
static void test_sink(void **state)
{
    (void)state;
    struct project project;
    fill(&project);
    for (unsigned writes = 0; writes < 2; writes++) {
        unsigned left = writes;
        struct err err = {0};
        struct export_counts counts;
        struct jsonl_writer *writer =
            jsonl_writer_new(&project.labels, UNIT_CODEPOINT, (struct sink){refuse, &left});
        struct stream stream = jsonl_stream(writer);
        struct export_options o = {.kind = EXPORT_ALL, .status = EXPORT_ALL};
        assert_int_equal(export_run(project.store, &o, &stream, &counts, &err), FAULT_FULL);
        assert_string_equal(err.text, "full");
        jsonl_writer_free(writer);
    }
    project_close(&project);
}

/* A text that does not give its hash never leaves; what is sound does, when asked to. */
static void test_damage(void **state)
{
    (void)state;
    struct project project;
    struct buf out = {0};
    struct err err = {0};
    struct export_counts counts;
    struct export_options o = {.kind = EXPORT_ALL, .status = EXPORT_ALL};
    fill(&project);
    char path[4096];
    snprintf(path, sizeof path, "%s", project.path);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, "UPDATE texts SET text = replace(text, 'Mara', 'Sara')", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);

    struct jsonl_writer *writer =
        jsonl_writer_new(&project.labels, UNIT_CODEPOINT, (struct sink){collect, &out});
    struct stream stream = jsonl_stream(writer);
    assert_int_equal(export_run(project.store, &o, &stream, &counts, &err), FAULT_DAMAGED);
    assert_non_null(strstr(err.text, "harbour: "));
    assert_null(strstr(buf_text(&out), "harbour"));
    jsonl_writer_free(writer);

    buf_clear(&out);
    writer = jsonl_writer_new(&project.labels, UNIT_CODEPOINT, (struct sink){collect, &out});
    stream = jsonl_stream(writer);
    o.skip_damaged = true;
    o.note = project_note;
    o.ctx = &project;
    assert_int_equal(export_run(project.store, &o, &stream, &counts, &err), FAULT_DAMAGED);
    assert_int_equal(counts.damaged, 1);
    assert_int_equal(counts.records, 2);
    assert_null(strstr(buf_text(&out), "harbour"));
    assert_non_null(strstr(buf_text(&out), "gold only"));
    assert_non_null(strstr(buf_text(&project.notes), "harbour: "));
    jsonl_writer_free(writer);
    buf_release(&out);
    project_close(&project);
}

static void damage_span(const char *sql, const char *path)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_true(sqlite3_changes(db) > 0);
    sqlite3_close(db);
}

/* A span that was moved in its row has other words than when it was marked: it never leaves. */
static void test_damaged_span(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "UPDATE spans SET start = start + 1 WHERE start = 0",
        "UPDATE spans SET \"end\" = \"end\" - 1 WHERE start = 0",
        "UPDATE spans SET digest = digest + 1 WHERE start = 0",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct project project;
        struct buf out = {0};
        struct err err = {0};
        struct export_counts counts;
        struct export_options o = {.kind = EXPORT_ALL, .status = EXPORT_ALL};
        fill(&project);
        damage_span(cases[i], project.path);
        struct jsonl_writer *writer =
            jsonl_writer_new(&project.labels, UNIT_CODEPOINT, (struct sink){collect, &out});
        struct stream stream = jsonl_stream(writer);
        assert_int_equal(export_run(project.store, &o, &stream, &counts, &err), FAULT_DAMAGED);
        if (strncmp(err.text, "harbour: ", 9) != 0 || !strstr(err.text, "span " SPAN(01)))
            fail_msg("%s", err.text);
        buf_clear(&out);
        o.skip_damaged = true;
        o.note = project_note;
        o.ctx = &project;
        assert_int_equal(export_run(project.store, &o, &stream, &counts, &err), FAULT_DAMAGED);
        assert_int_equal(counts.damaged, 1);
        assert_null(strstr(buf_text(&out), SPAN(01)));
        assert_non_null(strstr(buf_text(&out), "gold only"));
        assert_non_null(strstr(buf_text(&project.notes), "span " SPAN(01)));
        jsonl_writer_free(writer);
        buf_release(&out);
        project_close(&project);
    }
}

/* What is too large for one transaction is read in slices, and comes out the same. */
static void test_large(void **state)
{
    (void)state;
    enum { WORDS = 21000, BYTES = 5 << 20 };
    struct project first, second;
    struct buf text = {0}, spans = {0}, lines = {0}, once = {0}, twice = {0};
    struct import_counts counts;
    for (int i = 0; i < WORDS; i++) {
        buf_add_string(&text, "ab ");
        buf_printf(&spans,
                   "%s{\"id\":\"0192b000-0000-7000-8000-%012x\",\"label\":\"location\","
                   "\"start\":%d,\"end\":%d,\"text\":\"ab\",\"origin\":\"manual\"}",
                   i ? "," : "", i + 1, i * 3, i * 3 + 2);
    }
    line_add(&lines, (struct line){.name = "many spans",
                                   .id = DOC(01),
                                   .text = text.data,
                                   .set = "person",
                                   .annotator = "alice",
                                   .spans = spans.data});
    while (text.size < BYTES)
        buf_add_string(&text, "many words and a line\n");
    line_add(&lines, (struct line){.name = "much text",
                                   .id = DOC(02),
                                   .text = text.data,
                                   .set = "person",
                                   .annotator = "alice"});
    project_make(&first, "lead");
    import_ok(&first, &lines, &counts);
    assert_int_equal(counts.spans, WORDS);
    export_all(&first, &once);
    project_make(&second, "lead");
    import_ok(&second, &once, &counts);
    export_all(&second, &twice);
    assert_int_equal(once.size, twice.size);
    assert_memory_equal(once.data, twice.data, once.size);
    assert_int_equal(lines_in(&once), 2);
    buf_release(&text);
    buf_release(&spans);
    buf_release(&lines);
    buf_release(&once);
    buf_release(&twice);
    project_close(&first);
    project_close(&second);
}

struct remover {
    struct store *other;
    int64_t document;
    bool done;
};

static enum fault remove_meanwhile(void *ctx, const void *bytes, size_t n, struct err *err)
{
    struct remover *remover = ctx;
    (void)bytes, (void)n;
    if (remover->done)
        return OK;
    remover->done = true;
    return store_remove(remover->other, remover->document, err);
}

/* Documents move up when one is removed: the export that stepped over one says so. One that was
 * still to come is just gone. */
static void test_removed_meanwhile(void **state)
{
    (void)state;
    static const struct {
        const char *removed;
        enum fault fault;
    } cases[] = {{"harbour", FAULT_CONFLICT}, {"unseen", OK}};
    for (size_t i = 0; i < 2; i++) {
        struct project project;
        struct document document;
        struct err err = {0};
        struct export_counts counts;
        struct remover remover = {0};
        struct export_options o = {.kind = EXPORT_ALL, .status = EXPORT_ALL};
        fill(&project);
        must(store_document_named(project.store, cases[i].removed, &document, &err), &err, "named");
        remover.document = document.key;
        document_release(&document);
        struct store_options options = {.person = "other", .env = test_env(5)};
        must(store_open(project.path, &options, &remover.other, &err), &err, "open");
        struct jsonl_writer *writer = jsonl_writer_new(&project.labels, UNIT_CODEPOINT,
                                                       (struct sink){remove_meanwhile, &remover});
        struct stream stream = jsonl_stream(writer);
        assert_int_equal(export_run(project.store, &o, &stream, &counts, &err), cases[i].fault);
        assert_true(remover.done);
        jsonl_writer_free(writer);
        store_close(remover.other);
        project_close(&project);
    }
}

struct writer_beside {
    struct store *other;
    int64_t document;
    unsigned commits;
};

static enum fault commit_meanwhile(void *ctx, const void *bytes, size_t n, struct err *err)
{
    struct writer_beside *beside = ctx;
    (void)bytes, (void)n;
    const struct place place = {.cursor = ++beside->commits};
    return store_put_place(beside->other, beside->document, &place, err);
}

/* Whatever else others commit, behind every record and also where documents without a set are
 * walked, is no reason to end. */
static void test_commits_meanwhile(void **state)
{
    (void)state;
    struct project project;
    struct document document;
    struct err err = {0};
    struct export_counts counts;
    struct writer_beside beside = {0};
    struct export_options o = {.kind = EXPORT_ALL, .status = EXPORT_ALL};
    struct buf lines = {0};
    struct import_counts imported;
    fill(&project);
    line_add(&lines, (struct line){.name = "unseen too", .id = DOC(04), .text = "Nor here."});
    import_ok(&project, &lines, &imported);
    must(store_document_named(project.store, "harbour", &document, &err), &err, "named");
    beside.document = document.key;
    document_release(&document);
    struct store_options options = {.person = "other", .env = test_env(5)};
    must(store_open(project.path, &options, &beside.other, &err), &err, "open");
    struct jsonl_writer *writer =
        jsonl_writer_new(&project.labels, UNIT_CODEPOINT, (struct sink){commit_meanwhile, &beside});
    struct stream stream = jsonl_stream(writer);
    must(export_run(project.store, &o, &stream, &counts, &err), &err, "export");
    assert_int_equal(counts.records, 6);
    assert_true(beside.commits >= 6);
    jsonl_writer_free(writer);
    store_close(beside.other);
    buf_release(&lines);
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filters),
        cmocka_unit_test(test_one_document),
        cmocka_unit_test(test_wanted_documents),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_sink),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_damaged_span),
        cmocka_unit_test(test_removed_meanwhile),
        cmocka_unit_test(test_commits_meanwhile),
        cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
