/* Adding: bytes are kept as they came, and what is no text is refused by its place. */
#include "flow.h"

static enum fault add_text(struct add *add, const void *bytes, size_t n, const char *path,
                           struct err *err)
{
    uint8_t *copy = malloc(n + 1);
    assert_non_null(copy);
    memcpy(copy, bytes, n);
    *err = (struct err){0};
    return add_bytes(add, copy, n, path, NULL, err);
}

static struct add adding(struct project *project)
{
    return (struct add){
        .store = project->store, .env = &project->env, .note = project_note, .ctx = project};
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
        const char *says;
    } cases[] = {
        {"abc\xff", 4, "news/a.txt: byte 3: not UTF-8"},
        {"\xc0\xaf", 2, "news/a.txt: byte 0: not UTF-8"},
        {"ab\xed\xa0\x80", 5, "news/a.txt: byte 2: not UTF-8"},
        {"a\0b", 3, "news/a.txt: byte 1: a NUL"},
        {"caf\xc3", 4, "news/a.txt: byte 3: not UTF-8"},
    };
    struct project project;
    struct err err;
    project_make(&project, "lead");
    struct add add = adding(&project);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(add_text(&add, cases[i].bytes, cases[i].n, "news/a.txt", &err),
                         FAULT_INPUT);
        if (strncmp(err.text, cases[i].says, strlen(cases[i].says)) != 0)
            fail_msg("%s", err.text);
    }
    must(add_finish(&add, &err), &err, "finish");
    struct tally tally;
    must(store_tally(project.store, &tally, &err), &err, "tally");
    assert_int_equal(tally.documents, 0);
    project_close(&project);
}

static void check_text(struct project *project, int64_t key, const void *bytes, size_t n)
{
    struct err err = {0};
    struct article *article;
    must(store_article(project->store, key, &article, &err), &err, "article");
    assert_int_equal(article_size(article), n);
    assert_memory_equal(article_bytes(article), bytes, n);
    article_free(article);
}

static void test_kept(void **state)
{
    (void)state;
    static const char text[] = "\xef\xbb\xbf"
                               "  A BOM, spaces,\r\n\r\nand \xe2\x80\xae turned.  ";
    struct project project;
    struct err err;
    project_make(&project, "lead");
    struct add add = adding(&project);
    must(add_text(&add, text, sizeof text - 1, "in/dark.sources.txt", &err), &err, "add");
    must(add_text(&add, text, sizeof text - 1, "copy.txt", &err), &err, "add");
    assert_int_equal(add.added, 1);
    assert_int_equal(add.existing, 1);
    assert_non_null(strstr(buf_text(&project.notes),
                           "copy.txt: the same bytes are there already as dark.sources"));
    add.again = true;
    must(add_text(&add, text, sizeof text - 1, "in/dark.sources.txt", &err), &err, "add");
    must(add_text(&add, "", 0, "empty.txt", &err), &err, "add");
    must(add_finish(&add, &err), &err, "finish");
    struct document document;
    must(store_document_named(project.store, "dark.sources-2", &document, &err), &err, "named");
    assert_null(document.source_encoding);
    check_text(&project, document.key, text, sizeof text - 1);
    document_release(&document);
    must(store_document_named(project.store, "empty", &document, &err), &err, "named");
    assert_int_equal(document.codepoints, 0);
    document_release(&document);
    project_close(&project);
}

static void test_encoding(void **state)
{
    (void)state;
    static const char sjis[] = "\x93\x8c\x8b\x9e\x82\xcd", utf8[] = "東京は";
    struct project project;
    struct err err;
    project_make(&project, "lead");
    struct add add = adding(&project);
    add.encoding = "CP932";
    must(add_text(&add, sjis, sizeof sjis - 1, "tokyo.txt", &err), &err, "add");
    must(add_finish(&add, &err), &err, "finish");
    struct document document;
    must(store_document_named(project.store, "tokyo", &document, &err), &err, "named");
    assert_string_equal(document.source_encoding, "CP932");
    assert_memory_equal(document.source_sha256, digest_of(sjis, sizeof sjis - 1).b, 32);
    check_text(&project, document.key, utf8, sizeof utf8 - 1);
    document_release(&document);

    assert_int_equal(add_text(&add, "ab\x81", 3, "cut.txt", &err), FAULT_INPUT);
    assert_non_null(strstr(err.text, "cut.txt: byte 2: CP932 ends in the middle"));
    assert_int_equal(add_text(&add, "ab\xfd\x20z", 5, "wrong.txt", &err), FAULT_INPUT);
    assert_non_null(strstr(err.text, "wrong.txt: byte 2: not CP932"));
    add.encoding = "ASCII//TRANSLIT";
    assert_int_equal(add_text(&add, "a", 1, "x.txt", &err), FAULT_USAGE);
    add.encoding = "NO-SUCH-ENCODING";
    assert_int_equal(add_text(&add, "a", 1, "x.txt", &err), FAULT_USAGE);
    add.encoding = "UTF-16LE";
    assert_int_equal(add_text(&add, "a\0\0\0b\0", 6, "nul.txt", &err), FAULT_INPUT);
    assert_non_null(strstr(err.text, "nul.txt: byte 1: a NUL"));
    project_close(&project);
}

static enum fault add_lines(struct add *add, const char *text, struct err *err)
{
    int fd = file_with(text, strlen(text));
    *err = (struct err){0};
    enum fault fault = add_records(add, fd, "news.jsonl", err);
    close(fd);
    return fault;
}

static void test_records(void **state)
{
    (void)state;
    struct project project;
    struct err err;
    struct document document;
    struct buf title = {0};
    project_make(&project, "lead");
    struct add add = adding(&project);
    must(add_lines(&add,
                   "{\"text\":\"One \\ud83d\\ude00\",\"name\":\"first\",\"title\":\"A "
                   "title\"}\n\n{\"text\":\"Two\"}",
                   &err),
         &err, "add");
    must(add_finish(&add, &err), &err, "finish");
    assert_int_equal(add.added, 2);
    must(store_document_named(project.store, "first", &document, &err), &err, "named");
    assert_true(meta_get(document.meta, "title", &title));
    assert_string_equal(buf_text(&title), "A title");
    check_text(&project, document.key, "One \xf0\x9f\x98\x80", 8);
    document_release(&document);
    must(store_document_named(project.store, "news-3", &document, &err), &err, "named");
    document_release(&document);

    static const struct {
        const char *lines, *says;
    } cases[] = {
        {"{\"text\":\"Three\"}\n{\"text\":7}\n", "news.jsonl:2: "},
        {"{\"text\":\"Three\"}\n{\"text\":\"a\\u0000b\"}\n", "news.jsonl:2: "},
        {"{\"text\":\"Three\"}\n{\"name\":\"no text\"}\n", "news.jsonl:2: "},
        {"{\"text\":\"Three\"}\nThree\n", "news.jsonl:2: "},
        {"{\"manicule\":1,\"document\":\"x\"}\n", "news.jsonl:1: this is an export of manicule"},
        {" { \"manicule\" : 1 }\n", "news.jsonl:1: this is an export of manicule"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(add_lines(&add, cases[i].lines, &err), FAULT_INPUT);
        if (strncmp(err.text, cases[i].says, strlen(cases[i].says)) != 0)
            fail_msg("%s", err.text);
    }
    struct tally tally;
    must(store_tally(project.store, &tally, &err), &err, "tally");
    assert_int_equal(tally.documents, 2);
    buf_release(&title);
    project_close(&project);
}

/* Articles enough for several transactions, then one line that the store would not take. */
static void test_records_whole(void **state)
{
    (void)state;
    enum { BEFORE = 400, LONG = 1025 };
    char name[LONG + 1];
    memset(name, 'n', LONG);
    name[LONG] = '\0';
    const char *const names[] = {"", "a\\u001fb", name};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct project project;
        struct buf lines = {0};
        struct tally tally;
        struct err err;
        project_make(&project, "lead");
        struct add add = adding(&project);
        for (unsigned n = 0; n < BEFORE; n++)
            buf_printf(&lines, "{\"text\":\"Article %u.\"}\n", n);
        buf_printf(&lines, "{\"text\":\"The last.\",\"name\":\"%s\"}\n", names[i]);
        assert_int_equal(add_lines(&add, buf_text(&lines), &err), FAULT_INPUT);
        if (strncmp(err.text, "news.jsonl:401: name: ", 22) != 0)
            fail_msg("%s", err.text);
        add_abandon(&add, NULL);
        must(store_tally(project.store, &tally, &err), &err, "tally");
        assert_int_equal(tally.documents, 0);
        buf_release(&lines);
        project_close(&project);
    }
}

/* A file's name is made a document's, however long it is and wherever it would be cut. */
static void test_made_names(void **state)
{
    (void)state;
    struct project project;
    struct buf path = {0};
    struct err err = {0};
    project_make(&project, "lead");
    struct add add = adding(&project);
    for (int i = 0; i < 250; i++) /* shown as <0085>, three times as long */
        buf_add_codepoint(&path, 0x85);
    for (int bytes = 0; bytes < 2; bytes++) {
        int fd = file_with("{\"text\":\"One.\"}\n", 16);
        must(add_records(&add, fd, buf_text(&path), &err), &err, "add");
        close(fd);
        buf_add_codepoint(&path, 0xe9);
    }
    must(add_finish(&add, &err), &err, "finish");
    assert_int_equal(add.added + add.existing, 2);
    buf_release(&path);
    project_close(&project);
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *path, *name;
    } cases[] = {
        {"a.txt", "a"},   {"/x/y/harbour.v2.txt", "harbour.v2"}, {"b.md", "b.md"},
        {".txt", ".txt"}, {"x/tab\there.txt", "tab here"},       {"bell\a.txt", "bell^G"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *name = add_name(cases[i].path);
        assert_string_equal(name, cases[i].name);
        free(name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),       cmocka_unit_test(test_kept),
        cmocka_unit_test(test_encoding),      cmocka_unit_test(test_records),
        cmocka_unit_test(test_records_whole), cmocka_unit_test(test_made_names),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
