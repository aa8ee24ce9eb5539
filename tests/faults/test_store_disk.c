/* A disk that fails, and power cuts: after an error the edit is refused in words and the next one
 * works; after a cut at any moment, what was acknowledged is there and verify passes. */
#include <sys/stat.h>
#include <unistd.h>

#include "disk.h"

static const char harbour[] =
    "The harbour of Eastmouth is closed, said Ruth Okafor. \"Nobody sails today,\" she added.\n";

static int64_t make(struct project *project)
{
    project_make(project);
    return project_add(project, "harbour", harbour);
}

static enum fault mark(struct project *project, int64_t document, const struct article *article,
                       uint32_t start, struct uuid *id, struct set_info *info, struct err *err)
{
    struct edits edits = {0};
    struct span span = test_span(project, start, start + 5, LABEL_QUOTE);
    edits_add_span(&edits, &span);
    struct step step = test_step(project, document, "alice", info->revision, &edits, article);
    enum fault fault = store_apply(project->store, &step, info, err);
    edits_release(&edits);
    *id = span.id;
    return fault;
}

static bool has_span(struct project *project, struct uuid id)
{
    int64_t set;
    return store_find_span(project->store, id, &set, NULL) == OK;
}

static void assert_whole(struct project *project)
{
    size_t findings;
    ok(store_verify(project->store, NULL, &findings, err));
    assert_int_equal(findings, 0);
}

/* ---- errors ---- */
static void fail_everywhere(int code, int64_t count, enum fault expected)
{
    struct project project;
    int64_t document = make(&project);
    struct article *article = project_article(&project, document);
    struct set_info info = project_set(&project, document, "alice");
    struct uuid id;
    size_t refused = 0;
    ok(mark(&project, document, article, 0, &id, &info, err));
    for (int64_t at = 0;; at++) {
        struct set_info before = info;
        struct err refusal = {0};
        disk_fail(at, count, code);
        enum fault fault =
            mark(&project, document, article, (uint32_t)(at % 60), &id, &info, &refusal);
        bool reached = disk.operations > at;
        disk_fail(-1, 0, 0);
        if (!fault && !reached)
            break; /* the whole commit went by without an error */
        if (fault) {
            refused++;
            assert_int_equal(fault, expected);
            assert_true(refusal.text[0]);
            /* Read anew. Only a disk that goes on failing may leave it open whether the edit lasts.
             */
            bool there = has_span(&project, id);
            assert_true(!there || (count > 1 && strstr(refusal.text, "did not confirm")));
            assert_int_equal(info.revision, before.revision + there);
            if (info.key) /* else the disk failed at that, too */
                assert_int_equal(info.spans, before.spans + there);
        }
        /* It works again at once. */
        assert_int_equal(project_set(&project, document, "alice").revision, info.revision);
        ok(mark(&project, document, article, 1, &id, &info, err));
        assert_true(has_span(&project, id));
        assert_true(at < 200);
    }
    assert_true(refused >= 8);
    assert_whole(&project);
    article_free(article);
    project_close(&project);
}

static void test_write_errors(void **state)
{
    (void)state;
    disk_install();
    fail_everywhere(SQLITE_IOERR, 1, FAULT_IO);
    fail_everywhere(SQLITE_IOERR, 3, FAULT_IO);
    fail_everywhere(SQLITE_IOERR, INT32_MAX, FAULT_IO);
    fail_everywhere(SQLITE_FULL, 1, FAULT_FULL);
    fail_everywhere(SQLITE_FULL, INT32_MAX, FAULT_FULL);
}

/* Making a project on a disk that fails leaves nothing behind. */
static void test_failed_creation(void **state)
{
    (void)state;
    disk_install();
    const struct store_options options = {.person = "alice", .env = test_env(4)};
    char path[4096], journal[4200];
    test_path(path, sizeof path);
    snprintf(journal, sizeof journal, "%s-journal", path);
    struct store *store = NULL;
    int64_t at = 0;
    for (;; at++) {
        disk_fail(at, INT32_MAX, SQLITE_FULL);
        enum fault fault =
            store_create(path, labels_json, strlen(labels_json), &options, &store, NULL);
        disk_fail(-1, 0, 0);
        if (!fault)
            break;
        assert_int_equal(fault, FAULT_FULL);
        assert_null(store);
        assert_int_not_equal(access(path, F_OK), 0);
        assert_int_not_equal(access(journal, F_OK), 0);
    }
    assert_true(at > 10);
    store_close(store);
}

/* ---- power cuts ---- */
struct image { /* of one file: what is on the platter, and what is still on its way */
    struct buf durable, cached;
};

static void image_write(struct buf *to, const struct disk_event *event)
{
    size_t end = (size_t)event->at + event->n;
    while (to->size < end) /* a hole */
        buf_add_char(to, 0);
    if (event->n)
        memcpy(to->data + event->at, event->bytes, event->n);
}

static void image_apply(struct buf *to, const struct disk_event *event)
{
    if (event->op == DISK_WRITE)
        image_write(to, event);
    else if (event->op == DISK_TRUNCATE && to->size > (size_t)event->at)
        to->size = (size_t)event->at;
}

static void copy(struct buf *to, const struct buf *from)
{
    buf_clear(to);
    buf_add(to, buf_text(from), from->size);
}

static void put_file(const char *path, const struct buf *bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(buf_text(bytes), 1, bytes->size, file), bytes->size);
    assert_int_equal(fclose(file), 0);
}

struct run {
    struct buf start;       /* the file when recording began */
    struct uuid marked[64]; /* span of each mark, in order */
    size_t n;
};

/* What is found when the power comes back. */
struct found {
    size_t cuts, lost, early, damaged;
};

static void look_after_cut(const struct run *run, const char *path, size_t acknowledged,
                           struct found *found)
{
    struct labelset labels = test_labels(labels_json);
    const struct store_options options = {.person = "alice", .env = test_env(8)};
    struct store *store;
    size_t findings = 1;
    found->cuts++;
    if (store_open(path, &options, &store, NULL) != OK) {
        found->damaged++;
        return;
    }
    store_use_labels(store, &labels);
    for (size_t i = 0; i < run->n; i++) {
        int64_t set;
        bool there = store_find_span(store, run->marked[i], &set, NULL) == OK;
        if (i < acknowledged)
            found->lost += !there;
        else if (i > acknowledged)
            found->early += there; /* only the one at hand may or may not be in */
    }
    if (store_verify(store, NULL, &findings, NULL) != OK || findings)
        found->damaged++;
    store_close(store);
}

/* Cuts the power behind each recorded operation. What was written since a file's last sync is on
 * the platter whole, not at all, or in part: writes that happened to be flushed, in any selection.
 */
static struct found cut_everywhere(const struct run *run, uint64_t seed)
{
    struct found found = {0};
    struct image db = {0}, journal = {0};
    char path[4096], beside[4200];
    test_path(path, sizeof path);
    snprintf(beside, sizeof beside, "%s-journal", path);
    copy(&db.durable, &run->start);
    copy(&db.cached, &run->start);
    size_t acknowledged = 0, since[2] = {0, 0};
    for (size_t i = 0; i < disk.events.n; i++) {
        const struct disk_event *event = &disk.events.at[i];
        struct image *image = event->journal ? &journal : &db;
        if (event->op == DISK_MARK) {
            acknowledged = (size_t)event->at;
        } else if (event->op == DISK_SYNC) {
            copy(&image->durable, &image->cached);
            since[event->journal] = i + 1;
        } else {
            image_apply(&image->cached, event);
        }
        for (int kind = 0; kind < 3; kind++) {
            struct buf files[2] = {{0}, {0}};
            copy(&files[0], kind == 1 ? &db.cached : &db.durable);
            copy(&files[1], kind == 1 ? &journal.cached : &journal.durable);
            for (size_t k = since[0] < since[1] ? since[0] : since[1]; kind == 2 && k <= i; k++) {
                const struct disk_event *late = &disk.events.at[k];
                if (late->op <= DISK_TRUNCATE && k >= since[late->journal] &&
                    test_random(&seed) % 2)
                    image_apply(&files[late->journal], late);
            }
            put_file(path, &files[0]);
            put_file(beside, &files[1]);
            look_after_cut(run, path, acknowledged, &found);
            buf_release(&files[0]);
            buf_release(&files[1]);
        }
    }
    buf_release(&db.durable);
    buf_release(&db.cached);
    buf_release(&journal.durable);
    buf_release(&journal.cached);
    return found;
}

static void record(struct run *run, bool lazy_journal, size_t edits)
{
    struct project project;
    int64_t document = make(&project);
    struct article *article = project_article(&project, document);
    struct set_info info = project_set(&project, document, "alice");
    size_t n;
    uint8_t *bytes = read_file(project.path, &n);
    *run = (struct run){.n = 0};
    buf_add(&run->start, bytes, n);
    free(bytes);
    disk.recording = true;
    disk.lazy_journal = lazy_journal;
    for (size_t i = 0; i < edits; i++) {
        ok(mark(&project, document, article, (uint32_t)(i % 60), &run->marked[run->n++], &info,
                err));
        disk_mark((int64_t)run->n);
    }
    disk.recording = false;
    disk.lazy_journal = false;
    article_free(article);
    project_close(&project);
}

static void test_power_cuts(void **state)
{
    (void)state;
    disk_install();
    struct run run;
    record(&run, false, 6);
    struct found found = cut_everywhere(&run, 3);
    print_message("# %zu power cuts: %zu edits lost, %zu too early, %zu files damaged\n",
                  found.cuts, found.lost, found.early, found.damaged);
    assert_true(found.cuts > 300);
    assert_int_equal(found.lost, 0);
    assert_int_equal(found.early, 0);
    assert_int_equal(found.damaged, 0);
    disk_forget();
    buf_release(&run.start);
}

/* The control: without the last sync of the journal, as synchronous=NORMAL has it, edits are lost.
 */
static void test_a_missing_sync_is_noticed(void **state)
{
    (void)state;
    disk_install();
    struct run run;
    record(&run, true, 2);
    struct found found = cut_everywhere(&run, 3);
    assert_true(found.lost > 0);
    disk_forget();
    buf_release(&run.start);
}

int main(void)
{
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_errors),
        cmocka_unit_test(test_failed_creation),
        cmocka_unit_test(test_power_cuts),
        cmocka_unit_test(test_a_missing_sync_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
