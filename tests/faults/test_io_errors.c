/* A disk that does not take what is written, at every call of a commit, under the workbench: the
 * edit is refused in words, the ones before it are kept, the next key works, and the screen shows
 * what the file holds. tests/faults/test_store_disk.c does the same to the store alone, beneath
 * SQLite. */
#include <errno.h>
#include <unistd.h>

#include "../workbench/sitting.h"
#include "preload_io.h"
#include "preloaded.h"

#include "manicule/view/view.h"

static struct failing_io *io;

static const char harbour[] =
    "Anna Lindqvist said the port of Gothenburg lost 4.2 million kronor.\n"
    "\n"
    "\"We will not wait another year,\" Lindqvist told reporters in Oslo.\n";

/* The file as someone else reads it: every span of the set, and whether verify passes. */
static const char *file_spans(const struct sitting *s)
{
    static struct buf out;
    struct err err = {0};
    struct store *store;
    struct document document;
    struct article *article;
    struct set_info info;
    struct load load = {0};
    size_t findings = 0;
    const struct store_options options = {.person = "alice", .env = test_env(3)};
    struct set *set = set_new();
    assert_non_null(set);
    if (store_open(s->path, &options, &store, &err) != OK)
        fail_msg("%s", err.text);
    store_use_labels(store, &s->labels);
    if (store_document_named(store, "harbour", &document, &err) != OK ||
        store_article(store, document.key, &article, &err) != OK ||
        store_set(store, document.key, SET_PERSON, "alice", &info, &err) != OK ||
        (info.key && store_load(store, info.key, article, set, &load, SIZE_MAX, &err) != OK) ||
        store_verify(store, NULL, &findings, &err) != OK)
        fail_msg("%s", err.text);
    buf_clear(&out);
    buf_add_string(&out, findings ? "not sound\n" : "");
    for (const struct span *span = set_first(set); span; span = set_next(set, span))
        buf_printf(&out, "%s %u-%u\n", s->labels.labels[span->label].name,
                   article_codepoint(article, span->at.start),
                   article_codepoint(article, span->at.end));
    set_free(set);
    article_free(article);
    document_release(&document);
    store_close(store);
    return buf_text(&out);
}

static const char *screen_spans(struct sitting *s)
{
    static struct buf out;
    buf_clear(&out);
    buf_add_string(&out, sitting_spans(s));
    return buf_text(&out);
}

static void begin(struct sitting *s)
{
    *io = (struct failing_io){0};
    sitting_begin(s, 24, 80);
    sitting_add(s, "harbour", harbour, sizeof harbour - 1);
    sitting_open(s, NULL);
    sitting_keys(s, "/Anna<Enter><Esc>s");
    assert_true(s->wb->saved);
}

static const struct fault_row {
    const char *name;
    unsigned kinds, many;
    int error;
    bool half;
} fault_rows[] = {
    {"a write that fails", IO_WRITE, 1, EIO, false},
    {"a disk that is full", IO_WRITE, 1000, ENOSPC, false},
    {"half a write, then a full disk", IO_WRITE, 1000, ENOSPC, true},
    {"a sync that fails", IO_SYNC, 1, EIO, false},
    {"syncs that fail from then on", IO_SYNC, 1000, ENOSPC, false},
    {"a truncation that fails", IO_TRUNCATE, 1, EIO, false},
    {"a disk that takes nothing any more", IO_ANY, 1000, EIO, false},
};

/* Keys that each commit one edit: a mark, its removal, an undo. */
static const char *const edits[] = {"/Oslo<Enter><Esc>l", "/Anna<Enter><Esc>d", "u"};

/* The n-th call of a commit fails. False: there is no n-th. */
static bool fail_at(const struct fault_row *row, const char *keys, unsigned n, unsigned *refused)
{
    struct sitting s;
    struct buf before = {0};
    begin(&s);
    struct view *view = view_new();
    assert_non_null(view);
    buf_add_string(&before, screen_spans(&s));
    *io = (struct failing_io){
        .kinds = row->kinds, .at = n, .many = row->many, .error = row->error, .half = row->half};
    sitting_keys(&s, keys);
    bool failed = io->failed > 0;
    *io = (struct failing_io){0};
    view_draw(view, s.wb);
    if (failed && !s.wb->saved) {
        ++*refused;
        if (!s.wb->warning || !strstr(buf_text(&s.wb->message), "not saved: "))
            fail_msg("%s, call %u, %s: refused without words: %s", row->name, n, keys,
                     buf_text(&s.wb->message));
    }
    const char *shown = screen_spans(&s);
    if (!s.wb->saved && row->many == 1)
        assert_string_equal(shown, buf_text(&before)); /* read again, and as it was */
    /* Whatever it says, no one else sees another state than the screen shows. */
    const char *there = file_spans(&s);
    if (s.wb->saved || row->many == 1)
        assert_string_equal(shown, there);
    /* And it works again. */
    sitting_keys(&s, "/kronor<Enter><Esc>a");
    if (!s.wb->saved) /* another look after the first refusal is allowed to be needed */
        fail_msg("%s, call %u, %s: it does not work again: %s", row->name, n, keys,
                 buf_text(&s.wb->message));
    assert_string_equal(screen_spans(&s), file_spans(&s));
    view_free(view);
    sitting_end(&s);
    buf_release(&before);
    return failed;
}

static void test_refused(void **state)
{
    const struct fault_row *row = *state;
    unsigned tried = 0, refused = 0;
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++)
        for (unsigned n = 1; fail_at(row, edits[i], n, &refused); n += n < 8 ? 1 : 5)
            tried++;
    assert_true(tried >= sizeof edits / sizeof *edits);
    assert_true(refused > 0);
}

/* The control: a disk that says it has written what it has not is told apart. */
static void test_silent_loss_is_noticed(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    *io = (struct failing_io){.kinds = IO_WRITE, .at = 1, .many = 1000};
    sitting_keys(&s, edits[0]);
    assert_true(io->failed > 0);
    *io = (struct failing_io){0};
    assert_true(s.wb->saved); /* it was told so */
    const char *shown = screen_spans(&s);
    assert_string_not_equal(shown, file_spans(&s));
    sitting_end(&s);
}

int main(int argc, char **argv)
{
    (void)argc;
    io = preload_self("preload_io", "failing_io", argv);
    assert_non_null(io);
    enum { ROWS = sizeof fault_rows / sizeof *fault_rows };
    static struct fault_row rows[ROWS]; /* cmocka wants a state that could be written */
    struct CMUnitTest tests[ROWS + 1] = {[ROWS] = cmocka_unit_test(test_silent_loss_is_noticed)};
    for (size_t i = 0; i < ROWS; i++) {
        rows[i] = fault_rows[i];
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_refused, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
