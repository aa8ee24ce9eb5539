/* Documents and the queue: names, numbers, the same bytes, removal, places, walking all sets. */
#include "project.h"

static enum fault add(struct project *project, struct new_document new, const char *text,
                      int64_t *key, bool *existing)
{
    struct err refusal = {0};
    struct article *article = article_copy(text, strlen(text));
    new.article = article;
    enum fault fault = store_add(project->store, &new, key, existing, &refusal);
    assert_true(!fault == !refusal.text[0]);
    article_free(article);
    return fault;
}

static void test_fields(void **state)
{
    (void)state;
    struct project project;
    int64_t key;
    bool existing;
    project_make(&project);
    struct new_document new = {
        .name = "harbour", .meta = "{\"title\":\"The harbour\"}", .source_encoding = "CP932"};
    new.id = uuid_new(&project.env);
    memset(new.source_sha256, 7, sizeof new.source_sha256);
    assert_int_equal(add(&project, new, "One\r\ntwo \xf0\x9f\x9a\xa2\n", &key, &existing), OK);
    struct document document;
    ok(store_document(project.store, key, &document, err));
    assert_int_equal(document.bytes, 14);
    assert_int_equal(document.codepoints, 11);
    assert_int_equal(document.lines, 2);
    assert_int_equal(document.number, 1);
    assert_string_equal(document.name, "harbour");
    assert_string_equal(document.meta, new.meta);
    assert_string_equal(document.source_encoding, "CP932");
    assert_memory_equal(document.source_sha256, new.source_sha256, 32);
    assert_true(uuid_equal(document.id, new.id));
    assert_memory_equal(document.sha256, digest_of("One\r\ntwo \xf0\x9f\x9a\xa2\n", 14).b, 32);
    struct document by[4];
    ok(store_document_named(project.store, "harbour", &by[0], err));
    ok(store_document_placed(project.store, 1, &by[1], err));
    ok(store_document_by_id(project.store, new.id, &by[2], err));
    ok(store_document_by_digest(project.store, document.sha256, &by[3], err));
    for (int i = 0; i < 4; i++) {
        assert_int_equal(by[i].key, key);
        document_release(&by[i]);
    }
    /* The same addition again, whose answer was lost; and another one under its id. */
    int64_t again;
    new.again = true;
    assert_int_equal(add(&project, new, "One\r\ntwo \xf0\x9f\x9a\xa2\n", &again, &existing), OK);
    assert_true(existing);
    assert_int_equal(again, key);
    assert_int_equal(add(&project, new, "Three.", &again, &existing), FAULT_EXISTS);
    faulty(FAULT_MISSING, store_document(project.store, 99, &by[0], err));
    faulty(FAULT_MISSING, store_document_named(project.store, "haven", &by[0], err));
    faulty(FAULT_MISSING, store_document_placed(project.store, 2, &by[0], err));
    faulty(FAULT_MISSING, store_document_by_id(project.store, uuid_new(&project.env), &by[0], err));
    uint8_t none[32] = {0};
    faulty(FAULT_MISSING, store_document_by_digest(project.store, none, &by[0], err));
    document_release(&document);
    project_close(&project);
}

static void test_same_bytes_and_names(void **state)
{
    (void)state;
    struct project project;
    int64_t first, key;
    bool existing;
    project_make(&project);
    assert_int_equal(add(&project, (struct new_document){.name = "a"}, "same", &first, &existing),
                     OK);
    assert_false(existing);
    assert_int_equal(add(&project, (struct new_document){.name = "b"}, "same", &key, &existing),
                     OK);
    assert_true(existing);
    assert_int_equal(key, first);
    assert_int_equal(add(&project, (struct new_document){.name = "a"}, "other", &key, &existing),
                     FAULT_EXISTS);
    assert_int_equal(
        add(&project, (struct new_document){.name = "", .again = true}, "x", &key, &existing),
        FAULT_INPUT);
    assert_int_equal(
        add(&project, (struct new_document){.name = "a\tb", .again = true}, "x", &key, &existing),
        FAULT_INPUT);
    assert_int_equal(
        add(&project, (struct new_document){.name = "a\xff", .again = true}, "x", &key, &existing),
        FAULT_INPUT);
    for (int i = 2; i <= 40; i++) {
        struct document document;
        char name[16];
        snprintf(name, sizeof name, "a-%d", i);
        assert_int_equal(add(&project,
                             (struct new_document){.name = "a", .rename = true, .again = true},
                             "same", &key, &existing),
                         OK);
        ok(store_document(project.store, key, &document, err));
        assert_string_equal(document.name, name);
        assert_int_equal(document.number, i);
        document_release(&document);
    }
    assert_int_equal(add(&project, (struct new_document){.name = "empty"}, "", &key, &existing),
                     OK);
    struct article *article = project_article(&project, key);
    assert_int_equal(article_size(article), 0);
    article_free(article);
    project_close(&project);
}

static void test_queue_and_removal(void **state)
{
    (void)state;
    struct project project;
    int64_t keys[30];
    project_make(&project);
    for (int i = 0; i < 30; i++) {
        char name[16], text[32];
        snprintf(name, sizeof name, "d%02d", i);
        snprintf(text, sizeof text, "Article number %d.", i);
        keys[i] = project_add(&project, name, text);
        if (i % 3 == 0)
            project_mark(&project, keys[i], "alice", 0, 7, LABEL_QUOTE);
    }
    struct queue_row rows[40];
    size_t got;
    ok(store_queue(project.store, 1, 40, rows, &got, err));
    assert_int_equal(got, 30);
    for (size_t i = 0; i < got; i++) {
        assert_int_equal(rows[i].place, i + 1);
        assert_int_equal(rows[i].document, keys[i]);
        assert_int_equal(rows[i].status, i % 3 == 0 ? STATUS_OPEN : STATUS_NEW);
        assert_int_equal(rows[i].spans, i % 3 == 0);
    }
    ok(store_queue(project.store, 28, 5, rows, &got, err));
    assert_int_equal(got, 3);
    ok(store_remove(project.store, keys[0], err));
    ok(store_remove(project.store, keys[10], err));
    ok(store_remove(project.store, keys[29], err));
    faulty(FAULT_MISSING, store_remove(project.store, keys[10], err));
    ok(store_queue(project.store, 1, 40, rows, &got, err));
    assert_int_equal(got, 27);
    for (size_t i = 0, k = 0; i < got; i++, k++) {
        while (k == 0 || k == 10 || k == 29)
            k++;
        assert_int_equal(rows[i].place, i + 1);
        assert_int_equal(rows[i].document, keys[k]);
    }
    struct tally tally;
    ok(store_tally(project.store, &tally, err));
    assert_int_equal(tally.documents, 27);
    assert_int_equal(tally.status[STATUS_OPEN], 9);
    assert_int_equal(tally.status[STATUS_NEW], 18);
    /* The name is free again; the removed one is known by its key and id, and has no number. */
    struct document document;
    ok(store_document(project.store, keys[10], &document, err));
    assert_int_equal(document.number, 0);
    assert_string_equal(document.name, "d10");
    int64_t key;
    bool existing;
    assert_int_equal(add(&project, (struct new_document){.name = "d10", .id = document.id},
                         "Article number 10.", &key, &existing),
                     FAULT_EXISTS);
    assert_int_equal(
        add(&project, (struct new_document){.name = "d10"}, "Article number 10.", &key, &existing),
        OK);
    assert_false(existing); /* the same bytes are not in the queue any more */
    document_release(&document);
    size_t findings;
    ok(store_verify(project.store, NULL, &findings, err));
    assert_int_equal(findings, 0);
    project_close(&project);
}

static void test_long_name_is_cut_at_a_character(void **state)
{
    (void)state;
    struct project project;
    char name[400] = "";
    for (int i = 0; i < 60; i++)
        strcat(name, "\xe6\xb8\xaf");
    strcat(name, "x");
    project_make(&project);
    project_add(&project, name, "The harbour.");
    struct queue_row row;
    size_t got, bad;
    ok(store_queue(project.store, 1, 1, &row, &got, err));
    assert_int_equal(strlen(row.name), 126);
    assert_true(text_check((const uint8_t *)row.name, strlen(row.name), &bad));
    project_close(&project);
}

static void test_walking_sets(void **state)
{
    (void)state;
    struct project project, bob;
    int64_t keys[4];
    project_make(&project);
    for (int i = 0; i < 4; i++) {
        char text[32];
        snprintf(text, sizeof text, "Article number %d.", i);
        keys[i] = project_add(&project, text, text);
    }
    project_open_as(&bob, project.path, "bob", false);
    project_mark(&bob, keys[0], "bob", 0, 7, LABEL_QUOTE);
    project_mark(&project, keys[0], "alice", 0, 7, LABEL_QUOTE);
    project_mark(&project, keys[2], "alice", 0, 7, LABEL_QUOTE);
    struct edits edits = {0};
    struct span span = test_span(&project, 0, 7, LABEL_QUOTE);
    edits_add_span(&edits, &span);
    struct article *article = project_article(&project, keys[0]);
    struct step gold = test_step(&project, keys[0], NULL, 0, &edits, article);
    gold.set = SET_GOLD;
    ok(store_apply(project.store, &gold, NULL, err));
    edits_release(&edits);
    article_free(article);
    edits_status(&edits, STATUS_OPEN, STATUS_DONE);
    project_apply(&project, keys[2], "alice", &edits);
    static const struct {
        struct set_filter filter;
        const char *expected;
    } walks[] = {
        {{.kind = -1, .status = -1, .empty = true}, "1 alice;1 bob;1 gold;2 -;3 alice;4 -;"},
        {{.kind = -1, .status = -1}, "1 alice;1 bob;1 gold;3 alice;"},
        {{.kind = SET_GOLD, .status = -1}, "1 gold;"},
        {{.kind = SET_PERSON, .status = STATUS_DONE}, "3 alice;"},
        {{.kind = -1, .status = -1, .owner = "bob", .empty = true}, "1 bob;2 -;4 -;"},
        {{.kind = -1, .status = STATUS_ACCEPTED}, ""},
    };
    for (size_t i = 0; i < sizeof walks / sizeof *walks; i++) {
        struct buf seen = {0};
        struct set_cursor cursor = {0};
        struct set_info info;
        for (bool more = true;;) {
            ok(store_next_set(project.store, &cursor, &walks[i].filter, &info, &more, err));
            if (!more)
                break;
            struct document document;
            ok(store_document(project.store, info.document, &document, err));
            buf_printf(&seen, "%u %s;", (unsigned)document.number,
                       !info.key               ? "-"
                       : info.kind == SET_GOLD ? "gold"
                                               : info.owner);
            document_release(&document);
        }
        assert_string_equal(buf_text(&seen), walks[i].expected);
        buf_release(&seen);
    }
    struct set_filter one = {.kind = -1, .status = -1, .document = keys[2], .empty = true};
    struct set_cursor cursor = {0};
    struct set_info info;
    bool more;
    ok(store_next_set(project.store, &cursor, &one, &info, &more, err));
    assert_true(more);
    assert_int_equal(info.document, keys[2]);
    ok(store_next_set(project.store, &cursor, &one, &info, &more, err));
    assert_false(more);
    edits_release(&edits);
    project_close(&bob);
    project_close(&project);
}

static void test_places(void **state)
{
    (void)state;
    struct project project, bob;
    project_make(&project);
    int64_t a = project_add(&project, "a", "Some text."),
            b = project_add(&project, "b", "Other text.");
    int64_t key;
    struct place place;
    faulty(FAULT_MISSING, store_last_document(project.store, &key, err));
    faulty(FAULT_MISSING, store_place(project.store, a, &place, err));
    char coverage[] = "0-5,7-9", pending[] = "half ty";
    const struct place at = {.cursor = 4, .top = 2, .coverage = coverage, .pending = pending},
                       start = {0};
    ok(store_put_place(project.store, a, &at, err));
    ok(store_put_place(project.store, b, &start, err));
    ok(store_last_document(project.store, &key, err));
    assert_int_equal(key, b);
    ok(store_put_place(project.store, a, &at, err));
    ok(store_last_document(project.store, &key, err));
    assert_int_equal(key, a);
    ok(store_place(project.store, a, &place, err));
    assert_int_equal(place.cursor, 4);
    assert_int_equal(place.top, 2);
    assert_string_equal(place.coverage, coverage);
    assert_string_equal(place.pending, pending);
    place_release(&place);
    ok(store_place(project.store, b, &place, err));
    assert_null(place.coverage);
    assert_null(place.pending);
    place_release(&place);
    project_open_as(&bob, project.path, "bob", false);
    faulty(FAULT_MISSING, store_last_document(bob.store, &key, err));
    project_close(&bob);
    ok(store_remove(project.store, a, err));
    ok(store_last_document(project.store, &key, err)); /* a removed one is not opened again */
    assert_int_equal(key, b);
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_same_bytes_and_names),
        cmocka_unit_test(test_queue_and_removal),
        cmocka_unit_test(test_long_name_is_cut_at_a_character),
        cmocka_unit_test(test_walking_sets),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
