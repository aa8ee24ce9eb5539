/* Power loss: what a disk may hold at any moment of a sitting is made again and opened. Every edit
 * that was acknowledged before the cut is there exactly once, none that was not made, and verify
 * passes.
 *
 * The model: a file's durable content is its content at its last sync. Of what was written after
 * that each piece may be there, be missing, be there in some of its sectors, or as zeros where the
 * file grew. A name is durable when its folder was synced, not before: then it may be there or not.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../store/project.h"
#include "preload_power.h"
#include "preloaded.h"

#include "manicule/base/vec.h"

enum {
    EDITS = 16,
    FIRST_EDIT = 2, /* acknowledged before: the project, the article */
    SECTOR = 512,
    SPANS_AN_EDIT = 2,
    STATES = 500, /* at least so many different ones */
    LOSSES = 5,   /* of a control: more need not be seen */
    WHY = 700,
};

static power_record_fn *record;

/* ---- the sitting ---- */

static const char line[] =
    "The lamp at Selvik was lit at nine, said the keeper, and nobody came.\n";

static struct uuid id_of(unsigned edit, unsigned i)
{
    return (struct uuid){
        {[6] = 0x70, [8] = 0x80, [13] = (uint8_t)i, [14] = 1, [15] = (uint8_t)edit}};
}

static struct span span_of(unsigned edit, unsigned i)
{
    uint32_t at = (edit * 3 + i * 40) % 600;
    return (struct span){
        .id = id_of(edit, i), .at = range_of(at, at + 5), .label = (uint16_t)i, .n_fragments = 1};
}

/* Every third edit takes a span of the one before away and changes the other; the rest add two. */
static bool adds(unsigned edit)
{
    return edit % 3 != 2;
}

static struct span changed_span(unsigned edit)
{
    struct span span = span_of(edit, 1);
    span.label = LABEL_PLACE;
    return span;
}

static void make_edits(unsigned edit, struct edits *out)
{
    struct span a = span_of(edit, 0), b = span_of(edit, 1);
    if (adds(edit)) {
        edits_add_span(out, &a);
        edits_add_span(out, &b);
        return;
    }
    struct span gone = span_of(edit - 1, 0), before = span_of(edit - 1, 1),
                after = changed_span(edit - 1);
    edits_delete_span(out, &gone);
    edits_change_span(out, &before, &after);
}

static void must(enum fault fault, const struct err *err)
{
    if (!fault)
        return;
    fprintf(stderr, "the sitting failed: %s\n", err->text);
    _exit(1);
}

static void tell(int fd)
{
    if (write(fd, "+", 1) != 1)
        _exit(2);
}

/* In a process of its own. */
static void sit(const char *path, int told)
{
    struct err err = {0};
    struct store *store;
    struct labelset labels = test_labels(labels_json);
    const struct store_options options = {.person = "alice", .env = test_env(5)};
    must(store_create(path, labels_json, strlen(labels_json), &options, &store, &err), &err);
    tell(told);
    store_use_labels(store, &labels);

    struct buf text = {0};
    for (int i = 0; i < 10; i++)
        buf_add_string(&text, line);
    struct article *article = article_copy(text.data, text.size);
    const struct new_document new = {.name = "lamp", .article = article};
    int64_t document;
    bool existing;
    must(store_add(store, &new, &document, &existing, &err), &err);
    tell(told);
    for (unsigned i = 0; i < EDITS; i++) {
        struct edits edits = {0};
        make_edits(i, &edits);
        const struct place place = {.cursor = i + 1};
        const struct step step = {.id = id_of(i, 9),
                                  .what = "mark",
                                  .document = document,
                                  .set = SET_PERSON,
                                  .owner = "alice",
                                  .revision = i,
                                  .edits = &edits,
                                  .article = article,
                                  .place = &place};
        must(store_apply(store, &step, NULL, &err), &err);
        tell(told);
        edits_release(&edits);
    }
    _exit(0);
}

struct recording {
    uint8_t *bytes;
    VEC(const uint8_t *) ops; /* into bytes, each a struct power_op */
};

static struct power_op op_at(const struct recording *r, size_t i)
{
    struct power_op op;
    memcpy(&op, r->ops.at[i], sizeof op);
    return op;
}

/* A project made and worked on in a new folder, with SQLite told to sync as `mode` says (NULL: as
 * the program tells it). */
static struct recording recorded(const char *mode)
{
    static unsigned number;
    char folder[4096], path[4200], log[4200];
    snprintf(folder, sizeof folder, "%s/sitting-%u", test_folder(), number++);
    snprintf(log, sizeof log, "%s.log", folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_non_null(realpath(folder, path));
    strcat(path, "/lamp.manicule");

    int told[2];
    assert_int_equal(pipe(told), 0);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (!record(log, path, told[1], mode))
            _exit(3);
        sit(path, told[1]);
    }
    close(told[1]);
    unsigned acknowledged = 0;
    for (char c; read(told[0], &c, 1) == 1;)
        acknowledged++;
    close(told[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(acknowledged, FIRST_EDIT + EDITS);

    struct recording r = {0};
    size_t size;
    r.bytes = read_file(log, &size);
    for (size_t at = 0; at < size;) {
        struct power_op op;
        assert_true(at + sizeof op <= size);
        assert_true(vec_push(&r.ops, r.bytes + at));
        memcpy(&op, r.bytes + at, sizeof op);
        assert_int_not_equal(op.file, POWER_OTHER);
        at += sizeof op + op.n;
    }
    return r;
}

static void recording_release(struct recording *r)
{
    free(r->bytes);
    vec_free(&r->ops);
}

/* ---- the disk ---- */

struct image {
    VEC(uint8_t) bytes;
    bool there;
};

/* A file as it is on the disk for sure, and what happened to it since: op numbers. */
struct file {
    struct image durable;
    VEC(size_t) since;
    bool created_since, removed_since; /* since the folder was synced */
};

struct disk {
    const struct recording *recording;
    struct file files[2];
    unsigned told;
    unsigned deaf; /* a bit for each file whose syncs are not carried out: a control */
};

static void resize(struct image *image, size_t size)
{
    size_t before = image->bytes.n;
    if (size > before) {
        assert_true(vec_reserve(&image->bytes, size - before));
        memset(image->bytes.at + before, 0, size - before);
    }
    image->bytes.n = size;
}

static void copy_image(struct image *to, const struct image *from)
{
    resize(to, 0);
    resize(to, from->bytes.n);
    if (from->bytes.n)
        memcpy(to->bytes.at, from->bytes.at, from->bytes.n);
    to->there = from->there;
}

enum way { NOTHING, EVERYTHING, CHANCE };

static void carry_out(const struct recording *r, size_t i, enum way way, uint64_t *seed,
                      struct image *to)
{
    struct power_op op = op_at(r, i);
    const uint8_t *bytes = r->ops.at[i] + sizeof op;
    unsigned dice = way == CHANCE ? (unsigned)(test_random(seed) % 8) : 0;
    if (op.kind == POWER_TRUNCATE && dice < 5)
        resize(to, op.at);
    if (op.kind != POWER_WRITE || dice == 5)
        return;
    size_t end = op.at + op.n, was = to->bytes.n;
    if (dice == 6) { /* the file has grown, but what it grew by was not written */
        if (end > was)
            resize(to, end);
        return;
    }
    for (size_t at = op.at; at < end;) {
        size_t n = SECTOR - at % SECTOR;
        if (n > end - at)
            n = end - at;
        if (dice < 7 || test_random(seed) % 2) {
            if (to->bytes.n < at + n)
                resize(to, at + n);
            memcpy(to->bytes.at + at, bytes + (at - op.at), n);
        }
        at += n;
    }
}

/* What stands on the disk after the cut. */
static void cut(const struct disk *disk, unsigned f, enum way way, uint64_t *seed,
                struct image *out)
{
    const struct file *file = &disk->files[f];
    copy_image(out, &file->durable);
    if (file->created_since || file->removed_since) {
        bool newest = way == EVERYTHING || (way == CHANCE && test_random(seed) % 2);
        out->there = newest == file->created_since;
    }
    if (way != NOTHING)
        for (size_t i = 0; i < file->since.n; i++)
            carry_out(disk->recording, file->since.at[i], way, seed, out);
}

static void happen(struct disk *disk, size_t i)
{
    struct power_op op = op_at(disk->recording, i);
    struct file *file = &disk->files[op.file < 2 ? op.file : 0];
    switch (op.kind) {
    case POWER_TOLD:
        disk->told++;
        break;
    case POWER_CREATE:
        file->durable.there = file->created_since = true;
        break;
    case POWER_REMOVE:
        file->removed_since = true;
        break;
    case POWER_WRITE:
    case POWER_TRUNCATE:
        assert_true(vec_push(&file->since, i));
        break;
    default: /* a sync */
        if (disk->deaf & 1u << op.file)
            break;
        for (size_t f = 0; op.file == POWER_FOLDER && f < 2; f++) {
            disk->files[f].durable.there &= !disk->files[f].removed_since;
            disk->files[f].created_since = disk->files[f].removed_since = false;
        }
        for (size_t n = 0; op.file < 2 && n < file->since.n; n++)
            carry_out(disk->recording, file->since.at[n], EVERYTHING, NULL, &file->durable);
        if (op.file < 2)
            file->since.n = 0;
    }
}

static void disk_release(struct disk *disk)
{
    for (size_t f = 0; f < 2; f++) {
        vec_free(&disk->files[f].durable.bytes);
        vec_free(&disk->files[f].since);
    }
}

/* ---- the oracle ---- */

static char state_path[2][4300];

static void put_image(unsigned f, const struct image *image)
{
    unlink(state_path[f]);
    if (!image->there)
        return;
    int fd = open(state_path[f], O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, image->bytes.at, image->bytes.n), (ssize_t)image->bytes.n);
    close(fd);
}

static void keep_finding(void *why, const char *text)
{
    snprintf(why, WHY, "%s", text);
}

/* Do the first n edits stand in the set, and nothing else? */
static bool holds(const struct set *set, unsigned n)
{
    size_t expected = 0;
    for (unsigned edit = 0; edit < n; edit++) {
        if (!adds(edit))
            continue;
        bool changed = edit + 1 < n && !adds(edit + 1);
        for (unsigned i = 0; i < SPANS_AN_EDIT; i++) {
            struct span wanted = changed && i == 1 ? changed_span(edit) : span_of(edit, i);
            const struct span *found = set_find(set, wanted.id);
            bool gone = changed && i == 0;
            if (gone ? found != NULL : !found || !span_same(found, &wanted))
                return false;
            expected += !gone;
        }
    }
    return set_count(set) == expected;
}

static bool look(struct store *store, unsigned told, char why[WHY])
{
    struct err err = {0};
    struct document document;
    struct set_info info;
    if (told < FIRST_EDIT)
        return true;
    if (store_document_named(store, "lamp", &document, &err) ||
        store_set(store, document.key, SET_PERSON, "alice", &info, &err)) {
        snprintf(why, WHY, "%s", err.text);
        return false;
    }
    unsigned made = (unsigned)info.revision, least = told - FIRST_EDIT;
    struct article *article = NULL;
    struct set *set = set_new();
    struct load load = {0};
    struct place place = {0};
    bool good = set && store_article(store, document.key, &article, &err) == OK;
    if (good && info.key)
        good = store_load(store, info.key, article, set, &load, SIZE_MAX, &err) == OK;
    snprintf(why, WHY, "%u edits acknowledged, %u there: %s", least, made, err.text);
    if (good && made)
        good = store_place(store, document.key, &place, &err) == OK && place.cursor == made;
    good = good && made >= least && made <= least + 1 && holds(set, made);
    place_release(&place);
    set_free(set);
    article_free(article);
    document_release(&document);
    return good;
}

/* Is it what was promised? */
static bool survives(const struct image state[2], unsigned told, char why[WHY])
{
    struct err err = {0};
    struct store *store;
    struct labelset labels = test_labels(labels_json);
    size_t findings = 0;
    const struct store_options options = {.person = "alice", .env = test_env(9)};
    const struct store_report report = {.finding = keep_finding, .ctx = why};
    put_image(POWER_PROJECT, &state[POWER_PROJECT]);
    put_image(POWER_JOURNAL, &state[POWER_JOURNAL]);
    *why = '\0';
    enum fault fault = store_open(state_path[0], &options, &store, &err);
    if (fault) {
        snprintf(why, WHY, "it does not open: %s", err.text);
        return told == 0; /* half made, and nobody was told that it is there */
    }
    store_use_labels(store, &labels);
    bool good = look(store, told, why);
    if (good && store_verify(store, &report, &findings, &err) != OK)
        snprintf(why, WHY, "verify: %s", err.text), good = false;
    store_close(store);
    return good && findings == 0;
}

struct outcome {
    unsigned states, lost;
    char first[WHY + 100];
};

static uint64_t hash_of(const struct image state[2], unsigned told)
{
    uint64_t hash = 0xcbf29ce484222325u + told;
    for (size_t f = 0; f < 2; f++) {
        hash = (hash ^ (state[f].there ? state[f].bytes.n + 1 : 0)) * 0x100000001b3u;
        size_t i = 0;
        for (uint64_t word; i + sizeof word <= state[f].bytes.n; i += sizeof word) {
            memcpy(&word, state[f].bytes.at + i, sizeof word);
            hash = ((hash << 7 | hash >> 57) ^ word) * 0x9e3779b97f4a7c15u;
        }
        for (; i < state[f].bytes.n; i++)
            hash = (hash ^ state[f].bytes.at[i]) * 0x100000001b3u;
    }
    return hash;
}

/* The power is cut after every operation. What is certain is looked at each time, everything and
 * what chance leaves at every `stride`th; the same state twice is one. */
static struct outcome replay(const struct recording *r, unsigned deaf, unsigned stride)
{
    struct outcome outcome = {0};
    struct disk disk = {.recording = r, .deaf = deaf};
    struct image state[2] = {0};
    VEC(uint64_t) seen = {0};
    uint64_t seed = 11;
    for (size_t i = 0; i < r->ops.n && outcome.lost < LOSSES; i++) {
        happen(&disk, i);
        for (enum way way = NOTHING; way <= CHANCE; way++) {
            if (way != NOTHING && (i + way) % stride != 0 && op_at(r, i).kind != POWER_TOLD)
                continue;
            for (unsigned f = 0; f < 2; f++)
                cut(&disk, f, way, &seed, &state[f]);
            uint64_t hash = hash_of(state, disk.told);
            bool known = false;
            for (size_t n = seen.n; n-- > 0 && !known;)
                known = seen.at[n] == hash;
            if (known)
                continue;
            assert_true(vec_push(&seen, hash));
            char why[WHY];
            outcome.states++;
            if (survives(state, disk.told, why))
                continue;
            if (!outcome.lost++)
                snprintf(outcome.first, sizeof outcome.first, "cut after operation %zu, way %d: %s",
                         i, (int)way, why);
        }
    }
    vec_free(&seen);
    for (size_t f = 0; f < 2; f++)
        vec_free(&state[f].bytes);
    disk_release(&disk);
    return outcome;
}

/* ---- the tests ---- */

static void test_nothing_lost(void **state)
{
    (void)state;
    struct recording r = recorded(NULL);
    struct outcome outcome = replay(&r, 0, 4);
    recording_release(&r);
    print_message("# %u states of the disk\n", outcome.states);
    if (outcome.lost)
        fail_msg("%u of %u states: %s", outcome.lost, outcome.states, outcome.first);
    assert_true(outcome.states >= STATES);
}

/* The controls: synchronous=NORMAL, which leaves the end of a commit to the system; none at all;
 * and disks that do not carry a sync out. All of them must be seen to lose. */
static void test_normal_loses(void **state)
{
    (void)state;
    static const char *const modes[] = {"NORMAL", "OFF"};
    for (size_t i = 0; i < 2; i++) {
        struct recording r = recorded(modes[i]);
        struct outcome outcome = replay(&r, 0, 80);
        recording_release(&r);
        print_message("# %s: %u of %u states lose\n", modes[i], outcome.lost, outcome.states);
        assert_true(outcome.lost > 0);
    }
}

static void test_deaf_disks_lose(void **state)
{
    (void)state;
    struct recording r = recorded(NULL);
    for (unsigned f = POWER_PROJECT; f <= POWER_FOLDER; f++) {
        struct outcome outcome = replay(&r, 1u << f, 80);
        print_message("# no syncs of %u: %u of %u states lose\n", f, outcome.lost, outcome.states);
        assert_true(outcome.lost > 0);
    }
    recording_release(&r);
}

int main(int argc, char **argv)
{
    (void)argc;
    void *found = preload_self("preload_power", "power_record", argv);
    assert_non_null(found);
    *(void **)&record = found;
    snprintf(state_path[0], sizeof state_path[0], "%s/state.manicule", test_folder());
    snprintf(state_path[1], sizeof state_path[1], "%s/state.manicule-journal", test_folder());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_lost),
        cmocka_unit_test(test_normal_loses),
        cmocka_unit_test(test_deaf_disks_lose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
