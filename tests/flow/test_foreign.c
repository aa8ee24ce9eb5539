/* Files of another format: found, cut, read, checked, refused or left out, and the label set that
 * grows. The format is a toy of this test, one document a line:
 *
 *     TEXT|LABEL START END [ID [NAME=VALUE]]|TYPE FROM TO|...
 *
 * with _ for a space in TEXT; a label - is none; an id - is none; words after a = sign are its
 * words. */
#include "flow.h"

#include <sys/stat.h>

#include "../../src/formats/draft.h"

struct toy {
    struct draft draft;
};

static enum fault toy_read(void *state, struct intake *intake, const struct portion *portion,
                           struct err *err)
{
    struct toy *toy = state;
    char line[4096], *fields[64] = {line}, *save, *words[8];
    size_t n = 0;
    if (portion->n == 0)
        return OK;
    snprintf(line, sizeof line, "%.*s", (int)portion->n, portion->bytes);
    if (!toy->draft.intake)
        draft_begin(&toy->draft, intake);
    draft_clear(&toy->draft);
    struct draft *d = &toy->draft;
    for (char *f = strtok_r(line, "|", &save); f && n < 64; f = strtok_r(NULL, "|", &save))
        fields[n++] = f;
    for (char *c = fields[0]; *c; c++)
        *c = *c == '_' ? ' ' : *c;
    if (fields[0][0] == '!')
        return err_set(err, FAULT_INPUT, "byte %zu: a ! cannot stand here", (size_t)0);
    draft_text(d, fields[0], strlen(fields[0]));
    for (size_t i = 1; i < n; i++) {
        size_t k = 0;
        char *surface = strchr(fields[i], '"');
        if (surface)
            *surface++ = '\0';
        for (char *w = strtok_r(fields[i], " ", &save); w && k < 8; w = strtok_r(NULL, " ", &save))
            words[k++] = w;
        bool link = k == 3 && words[1][0] >= 'A' && words[1][0] <= 'Z';
        if (link) {
            struct draft_link *l = draft_link(d, words[0], strlen(words[0]));
            l->from = draft_copy(d, words[1], strlen(words[1]));
            l->to = draft_copy(d, words[2], strlen(words[2]));
            continue;
        }
        char path[32];
        snprintf(path, sizeof path, "spans[%zu]", i - 1);
        struct draft_span *s = draft_span(d, words[0][0] == '-' ? NULL : words[0], strlen(words[0]),
                                          (uint32_t)atoi(words[1]), (uint32_t)atoi(words[2]));
        s->path = draft_copy(d, path, strlen(path));
        if (k > 3 && words[3][0] != '-') {
            s->id = draft_copy(d, words[3], strlen(words[3]));
            s->keep_id = true;
        }
        if (k > 4) {
            char *equals = strchr(words[4], '=');
            draft_span_attr(d, s, words[4], (size_t)(equals - words[4]), equals + 1,
                            strlen(equals + 1));
        }
        if (surface) {
            s->n_text = strlen(surface);
            s->text = draft_copy(d, surface, s->n_text);
        }
    }
    return draft_give(d, portion, err);
}

static void toy_release(void *state)
{
    struct toy *toy = state;
    draft_release(&toy->draft);
}

static const struct format_reader toy_reader = {
    .state = sizeof(struct toy), .read = toy_read, .release = toy_release};
static const struct format toy = {.name = "toy",
                                  .summary = "a toy",
                                  .extensions = "toy",
                                  .carries = CARRY_OVERLAP,
                                  .feed = FEED_LINES,
                                  .read = &toy_reader};

static struct import_foreign plain(void)
{
    return (struct import_foreign){.format = &toy, .intake = {.owner = "ann"}};
}

static const char *write_file(const char *name, const char *text)
{
    static char path[4200];
    snprintf(path, sizeof path, "%s/%s", test_folder(), name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static bool skip_refused; /* --on-error skip */

static enum fault read_in(struct project *project, struct import_foreign *foreign, const char *text,
                          struct import_counts *counts, struct err *err)
{
    const char *path = write_file("in.toy", text);
    foreign->paths = &path;
    foreign->n_paths = 1;
    struct import_options o = {.fd = -1,
                               .file = "in.toy",
                               .foreign = foreign,
                               .skip = skip_refused,
                               .env = &project->env,
                               .note = project_note,
                               .ctx = project};
    buf_clear(&project->notes);
    return import_run(project->store, &project->labels, &o, counts, err);
}

static void read_ok(struct project *project, struct import_foreign *foreign, const char *text,
                    struct import_counts *counts)
{
    struct err err = {0};
    must(read_in(project, foreign, text, counts, &err), &err, text);
}

static void all_of(struct project *project, struct buf *out)
{
    buf_clear(out);
    export_all(project, out);
}

static void test_comes_in(void **state)
{
    (void)state;
    struct project project;
    struct import_foreign f = plain();
    struct import_counts counts;
    struct buf first = {0}, second = {0};
    static const char text[] = "Ann_said_yes.|speaker 0 3 T1 name=Ann|quote 9 12 T2|said-by T2 T1\n"
                               "\n"
                               "Nothing.\n";
    project_make(&project, "lead");
    read_ok(&project, &f, text, &counts);
    assert_int_equal(counts.records, 2);
    assert_int_equal(counts.documents, 2);
    assert_int_equal(counts.spans, 2);
    assert_int_equal(counts.relations, 1);
    all_of(&project, &first);
    assert_non_null(strstr(buf_text(&first), "\"document\":\"in-1\""));
    assert_non_null(
        strstr(buf_text(&first), "\"text\":\"yes\",\"attributes\":{\"source_id\":\"T2\"}"));
    assert_non_null(
        strstr(buf_text(&first),
               "\"attributes\":{\"name\":\"Ann\",\"source_id\":\"T1\"},\"origin\":\"import\""));
    assert_non_null(strstr(buf_text(&first), "\"annotator\":\"ann\",\"status\":\"done\""));
    /* Twice is once. */
    read_ok(&project, &f, text, &counts);
    assert_int_equal(counts.documents_known, 2);
    assert_int_equal(counts.spans_same, 2);
    assert_int_equal(counts.relations_same, 1);
    assert_int_equal(counts.spans + counts.spans_changed + counts.sets, 0);
    all_of(&project, &second);
    assert_string_equal(buf_text(&first), buf_text(&second));
    /* A known id with another place is told, not taken. */
    struct err err = {0};
    assert_int_equal(
        read_in(&project, &f, "Ann_said_yes.|speaker 0 8 T1 name=Ann\n", &counts, &err),
        FAULT_EXISTS);
    all_of(&project, &second);
    assert_string_equal(buf_text(&first), buf_text(&second));
    buf_release(&first);
    buf_release(&second);
    project_close(&project);
}

/* Marks made here are found by what they are when a file brings them under a name of its own. */
static void test_content(void **state)
{
    (void)state;
    struct project project;
    struct import_foreign f = plain();
    struct import_counts counts;
    project_make(&project, "lead");
    read_ok(&project, &f, "Ann_and_Ann.|speaker 0 3|speaker 0 3|speaker 8 11\n", &counts);
    assert_int_equal(counts.spans, 3);
    read_ok(&project, &f, "Ann_and_Ann.|speaker 0 3|speaker 0 3|speaker 8 11\n", &counts);
    assert_int_equal(counts.spans, 0);
    assert_int_equal(counts.spans_same, 3);
    read_ok(&project, &f, "Ann_and_Ann.|speaker 0 3|speaker 0 3|speaker 0 3|speaker 8 11\n",
            &counts);
    assert_int_equal(counts.spans, 1);
    project_close(&project);
}

/* The same text again is a further document, and the same one the next time. */
static void test_twins(void **state)
{
    (void)state;
    struct project project;
    struct import_foreign f = plain();
    struct import_counts counts;
    static const char text[] = "Yes.|quote 0 3\nYes.|quote 0 4\nYes.\n";
    project_make(&project, "lead");
    read_ok(&project, &f, text, &counts);
    assert_int_equal(counts.documents, 3);
    assert_int_equal(counts.spans, 2);
    read_ok(&project, &f, text, &counts);
    assert_int_equal(counts.documents, 0);
    assert_int_equal(counts.sets, 0);
    project_close(&project);
}

/* The toy's row says that it has no attributes: a span that is here keeps its own. */
static void test_attributes_stay(void **state)
{
    (void)state;
    struct project project;
    struct import_foreign f = plain();
    struct import_counts counts;
    struct buf before = {0}, after = {0};
    project_make(&project, "lead");
    read_ok(&project, &f, "Ann: Yes.|speaker 0 3 T1 name=Ann|quote 5 9 T2|said-by T2 T1\n",
            &counts);
    all_of(&project, &before);
    assert_non_null(strstr(buf_text(&before), "\"name\":\"Ann\""));
    read_ok(&project, &f, "Ann: Yes.|speaker 0 3|quote 5 9 Q7\n", &counts);
    assert_int_equal(counts.spans_same, 2);
    assert_int_equal(counts.sets, 0);
    assert_int_equal(read_in(&project, &f, "Ann: Yes.|speaker 0 3 S1 score=0.5\n", &counts, NULL),
                     FAULT_EXISTS);
    all_of(&project, &after);
    assert_string_equal(buf_text(&before), buf_text(&after));
    project_close(&project);
    buf_release(&before);
    buf_release(&after);
}

/* What two of them call alike are two things all the same. */
static void test_twins_of_one_name(void **state)
{
    (void)state;
    struct project project;
    struct import_foreign f = plain();
    struct import_counts counts;
    static const char text[] = "Ann: Yes.|speaker 0 3 T1|quote 5 9 T2|said-by T2 T1\n"
                               "Ann: Yes.|speaker 0 3 T1|quote 5 8 T2|said-by T2 T1\n";
    project_make(&project, "lead");
    read_ok(&project, &f, text, &counts);
    assert_int_equal(counts.documents, 2);
    assert_int_equal(counts.spans, 4);
    assert_int_equal(counts.relations, 2);
    assert_non_null(strstr(buf_text(&project.notes), "1 record of a text that came before"));
    read_ok(&project, &f, text, &counts);
    assert_int_equal(counts.spans_same, 4);
    assert_int_equal(counts.relations_same, 2);
    assert_int_equal(counts.sets, 0);
    project_close(&project);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"Yes.|quote 0 9\n",
         ":1: spans[0]: 9 is past the end of the text, which has 4 code points"},
        {"A.\nYes.|quote 2 2\n",
         ":2: spans[0]: 2 to 2 is empty; a span has at least one character"},
        {"Ye\xcc\x81s.|quote 0 2\n", ":1: spans[0]: 2 is inside a grapheme cluster"},
        {"Yes.|wish 0 3\n",
         ":1: spans[0]: label wish is not in the label set; --add-labels adds it, "
         "--map wish=LABEL reads it as another"},
        {"Yes.|- 0 3\n", ":1: spans[0]: it has no label; --default-label NAME gives it one"},
        {"Yes.|quote 0 3 T1|quote 0 2 T1\n", ":1: spans[1]: the id T1 stands there twice"},
        {"Yes.|quote 0 3 T1 colour=red\n",
         ":1: spans[0]: attribute colour is not in the label set; --add-labels adds it"},
        {"Yes.|quote 0 3 T1 type=shouted\n",
         ":1: spans[0]: attribute type: \"shouted\" is none of the choices; --add-labels adds it"},
        {"Yes.|quote 0 3 T1|said-by T1 T2\n", ":1: to: there is no span T2"},
        {"Yes.|quote 0 3 T1|near T1 T1\n", ":1: relation near is not in the label set; "
                                           "--add-labels adds it, --map near=RELATION reads "
                                           "it as another"},
        {"A.\n!Yes.\n", ":2:0: a ! cannot stand here"},
    };
    struct project project;
    struct buf before = {0}, after = {0};
    project_make(&project, "lead");
    all_of(&project, &before);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct import_foreign f = plain();
        struct import_counts counts;
        struct err err = {0};
        assert_int_equal(read_in(&project, &f, cases[i].text, &counts, &err), FAULT_INPUT);
        if (!strstr(err.text, cases[i].error))
            fail_msg("\"%s\", not \"%s\"", err.text, cases[i].error);
        all_of(&project, &after);
        assert_string_equal(buf_text(&before), buf_text(&after));
    }
    struct import_foreign f = {.format = &toy};
    struct import_counts counts;
    struct err err = {0};
    assert_int_equal(read_in(&project, &f, "Yes.|quote 0 3\n", &counts, &err), FAULT_USAGE);
    assert_non_null(strstr(err.text, "--annotator NAME"));
    f.intake.kind = SET_SUGGESTION;
    assert_int_equal(read_in(&project, &f, "Yes.|quote 0 3\n", &counts, &err), FAULT_USAGE);
    assert_non_null(strstr(err.text, "--source MODEL"));
    buf_release(&before);
    buf_release(&after);
    project_close(&project);
}

/* What is refused is left out, each told with its place; the rest comes in. */
static void test_skip(void **state)
{
    (void)state;
    struct project project;
    struct import_foreign f = plain();
    struct import_counts counts;
    skip_refused = true;
    project_make(&project, "lead");
    read_ok(&project, &f,
            "!Broken.\n"
            "Ann_said_yes.|speaker 0 3 T1|wish 4 8 T2|quote 9 12 T3|said-by T3 T1|said-by T3 T2\n",
            &counts);
    assert_int_equal(counts.spans, 2);
    assert_int_equal(counts.relations, 1);
    assert_int_equal(counts.intake.refused, 3);
    const char *notes = buf_text(&project.notes);
    assert_non_null(strstr(notes, "in.toy:1: byte 0: a ! cannot stand here\n"));
    assert_non_null(strstr(notes, "in.toy:2: spans[1]: label wish"));
    assert_non_null(strstr(notes, "in.toy:2: to: the span was left out\n"));
    skip_refused = false;
    project_close(&project);
}

static void test_labels(void **state)
{
    (void)state;
    struct project project;
    struct import_foreign f = plain();
    struct import_counts counts;
    static const struct label_map map[] = {{"wish", "quote"}};
    project_make(&project, "lead");
    f.intake.map = map;
    f.intake.n_map = 1;
    f.intake.default_label = "amount";
    f.intake.add_labels = true;
    f.intake.keys = "xz";
    unsigned version = project.labels.version;
    static const char text[] =
        "Yes,_no,_so.|wish 0 3|- 5 7|PER_SON 9 11 A tone=low|quote 0 3 B type=sung|near A B\n";
    read_ok(&project, &f, text, &counts);
    assert_int_equal(counts.spans, 4);
    assert_int_equal(counts.intake.renamed, 1);
    assert_int_equal(counts.labels, 1);
    assert_int_equal(counts.link_types, 1);
    assert_int_equal(counts.attributes, 2); /* tone, and the choice sung */
    assert_int_equal(project.labels.version, version + 1);
    uint16_t person = labelset_find(&project.labels, "PER_SON", 7);
    assert_int_not_equal(person, LABEL_NONE);
    assert_string_equal(project.labels.labels[person].key, "x"); /* no letter of it is free */
    assert_non_null(label_attribute(&project.labels.labels[person], "tone", 4));
    read_ok(&project, &f, text, &counts);
    assert_int_equal(counts.labels + counts.link_types + counts.attributes + counts.sets, 0);
    assert_int_equal(project.labels.version, version + 1);
    /* The project read anew knows them. */
    labelset_free(&project.labels);
    project_labels(&project);
    assert_int_not_equal(labelset_relation(&project.labels, "near", 4), LABEL_NONE);
    project_close(&project);
}

static void test_words(void **state)
{
    (void)state;
    struct project project;
    struct import_foreign f = plain();
    struct import_counts counts;
    struct buf out = {0};
    static const char text[] = "Ann_met_Bob_and_Ann.|speaker 1 4 T1\"Bob|speaker 0 3 T2\"Ann\n";
    project_make(&project, "lead");
    read_ok(&project, &f, text, &counts);
    assert_int_equal(counts.spans, 2);
    assert_int_equal(counts.intake.mismatched, 1);
    assert_non_null(
        strstr(buf_text(&project.notes),
               "in.toy:1: spans[0]: the file's words \"Bob\" are not what stands there: "
               "\"nn \"\n"));
    all_of(&project, &out);
    assert_non_null(strstr(buf_text(&out), "\"start\":1,\"end\":4")); /* it was not moved */
    project_close(&project);
    project_make(&project, "lead");
    f.intake.reanchor = true;
    read_ok(&project, &f, text, &counts);
    assert_int_equal(counts.intake.moved, 1);
    assert_int_equal(counts.intake.mismatched, 0);
    assert_int_equal(counts.notes, 1);
    all_of(&project, &out);
    assert_non_null(strstr(buf_text(&out), "\"start\":8,\"end\":11,\"text\":\"Bob\""));
    struct set_info info;
    struct document document;
    struct err err = {0};
    must(store_document_named(project.store, "in-1", &document, &err), &err, "document");
    must(store_set(project.store, document.key, SET_PERSON, "ann", &info, &err), &err, "set");
    assert_int_equal(info.doubts, 1);
    document_release(&document);
    read_ok(&project, &f, text, &counts);
    assert_int_equal(counts.notes + counts.sets, 0);
    buf_release(&out);
    project_close(&project);
}

static void test_preview(void **state)
{
    (void)state;
    struct project project;
    struct import_foreign f = plain();
    struct import_counts counts;
    struct buf before = {0}, after = {0};
    struct err err = {0};
    const char *path = write_file("in.toy", "Yes.|wish 0 3\n");
    project_make(&project, "lead");
    all_of(&project, &before);
    f.intake.add_labels = true;
    f.paths = &path;
    f.n_paths = 1;
    struct import_options o = {
        .fd = -1, .file = "in.toy", .foreign = &f, .preview = true, .env = &project.env};
    must(import_run(project.store, &project.labels, &o, &counts, &err), &err, "preview");
    assert_int_equal(counts.documents, 1);
    assert_int_equal(counts.labels, 1);
    all_of(&project, &after);
    assert_string_equal(buf_text(&before), buf_text(&after));
    struct buf json = {0};
    must(store_labels(project.store, &json, &err), &err, "labels");
    assert_null(strstr(buf_text(&json), "wish"));
    buf_release(&json);
    buf_release(&before);
    buf_release(&after);
    project_close(&project);
}

/* A folder gives its files in order of names, those below it by their path; a pipe is read twice.
 */
static void test_sources(void **state)
{
    (void)state;
    struct project project;
    struct import_foreign f = plain();
    struct import_counts counts;
    struct err err = {0};
    struct buf out = {0};
    char folder[4200], path[4400];
    snprintf(folder, sizeof folder, "%s/news", test_folder());
    assert_int_equal(mkdir(folder, 0700), 0);
    snprintf(path, sizeof path, "%s/sub", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file("news/b.toy", "B.\n");
    write_file("news/a.toy", "A.\n");
    write_file("news/sub/c.toy", "C.\n");
    write_file("news/d.txt", "!not of the format\n");
    write_file("news/.hidden.toy", "!hidden\n");
    const char *paths[] = {folder};
    f.paths = paths;
    f.n_paths = 1;
    project_make(&project, "lead");
    struct import_options o = {.fd = -1, .file = "news", .foreign = &f, .env = &project.env};
    must(import_run(project.store, &project.labels, &o, &counts, &err), &err, "folder");
    assert_int_equal(counts.documents, 3);
    all_of(&project, &out);
    const char *a = strstr(buf_text(&out), "\"document\":\"a-1\"");
    const char *b = strstr(buf_text(&out), "\"document\":\"b-1\"");
    const char *c = strstr(buf_text(&out), "\"document\":\"sub/c-1\"");
    assert_true(a && b && c && a < b && b < c);
    paths[0] = "-";
    o.fd = file_with("From_a_pipe.\n", 13);
    must(import_run(project.store, &project.labels, &o, &counts, &err), &err, "pipe");
    close(o.fd);
    assert_int_equal(counts.documents, 1);
    paths[0] = "/nowhere/at/all";
    assert_int_equal(import_run(project.store, &project.labels, &o, &counts, &err), FAULT_MISSING);
    buf_release(&out);
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comes_in),
        cmocka_unit_test(test_content),
        cmocka_unit_test(test_twins),
        cmocka_unit_test(test_twins_of_one_name),
        cmocka_unit_test(test_attributes_stay),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_skip),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_preview),
        cmocka_unit_test(test_sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
