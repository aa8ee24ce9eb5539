/* SIGKILL in the middle of work: what was acknowledged is there exactly once, nothing that was not
 * made is, and verify passes. Eight people write to one file; some of them are killed again and
 * again.
 *
 * MANICULE_KILLS sets the number of rounds (200; each kills all the writers).
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../store/project.h"
#include "manicule/base/vec.h"

enum { WRITERS = 8, SPAN_BYTES = 6 };

/* What a writer says through the pipe: small enough to arrive whole. */
struct said {
    struct uuid span;
    uint8_t gold;
    uint8_t acknowledged; /* 0: it is about to be made */
};

typedef VEC(struct said) said_t;
typedef VEC(struct uuid) uuids_t;

struct writer {
    const char *path;
    int64_t document;
    int number, pipe;
    bool too_early; /* the control: says done before it is */
};

/* Chance and clock of each process are its own, or ids would meet. */
static struct env real_env(int number, unsigned round)
{
    return test_env((uint64_t)getpid() << 20 ^ (uint64_t)number << 12 ^ round);
}

static void say(const struct writer *writer, struct uuid span, bool gold, bool acknowledged)
{
    struct said said = {.span = span, .gold = gold, .acknowledged = acknowledged};
    if (write(writer->pipe, &said, sizeof said) != (ssize_t)sizeof said)
        _exit(3);
}

/* One edit until it is in: others change the gold set, too. */
static bool one_edit(const struct writer *writer, struct store *store,
                     const struct article *article, const char *owner, struct env *env, unsigned i)
{
    bool gold = i % 4 == 3;
    uint32_t start = (i * 7) % (article_size(article) - SPAN_BYTES);
    struct span span = {.id = uuid_new(env),
                        .at = range_of(start, start + SPAN_BYTES),
                        .label = (uint16_t)(i % 3),
                        .n_fragments = 1};
    struct edits edits = {0};
    edits_add_span(&edits, &span);
    struct step step = {.id = uuid_new(env),
                        .kind = STEP_EDIT,
                        .what = "mark",
                        .document = writer->document,
                        .set = gold ? SET_GOLD : SET_PERSON,
                        .owner = gold ? NULL : owner,
                        .edits = &edits,
                        .article = article};
    struct err err;
    struct set_info info;
    enum fault fault = store_set(store, step.document, step.set, step.owner, &info, &err);
    say(writer, span.id, gold, false);
    if (writer->too_early)
        say(writer, span.id, gold, true);
    do {
        step.revision = info.revision;
        fault = store_apply(store, &step, &info, &err);
    } while (fault == FAULT_CONFLICT);
    edits_release(&edits);
    if (fault)
        return false;
    if (!writer->too_early)
        say(writer, span.id, gold, true);
    return true;
}

static void write_on(const struct writer *writer, unsigned round, unsigned edits)
{
    char owner[16];
    snprintf(owner, sizeof owner, "w%d", writer->number);
    struct labelset labels = test_labels(labels_json);
    struct env env = real_env(writer->number, round);
    const struct store_options options = {.person = owner, .env = env};
    struct store *store;
    struct article *article;
    struct err err;
    if (store_open(writer->path, &options, &store, &err) != OK ||
        store_article(store, writer->document, &article, &err) != OK)
        _exit(4);
    store_use_labels(store, &labels);
    for (unsigned i = 0; i < edits; i++)
        if (!one_edit(writer, store, article, owner, &env, i))
            _exit(5);
    article_free(article);
    store_close(store);
    _exit(0);
}

static void listen_to(int pipe, said_t *heard, size_t acknowledgements)
{
    struct said said;
    size_t n = 0;
    while (n < acknowledgements && read(pipe, &said, sizeof said) == (ssize_t)sizeof said) {
        assert_true(vec_push(heard, said));
        n += said.acknowledged;
    }
}

/* Starts the writers, hears so many answers, kills them all, and hears what they said to the end.
 */
static void one_round(const struct writer *plan, unsigned round, size_t acknowledgements,
                      unsigned edits, said_t *heard, int *failed)
{
    int ends[2];
    pid_t pids[WRITERS];
    assert_int_equal(pipe(ends), 0);
    for (int i = 0; i < WRITERS; i++) {
        struct writer writer = *plan;
        writer.number = i;
        writer.pipe = ends[1];
        pids[i] = fork();
        assert_true(pids[i] >= 0);
        if (pids[i] == 0) {
            close(ends[0]);
            write_on(&writer, round, edits);
        }
    }
    close(ends[1]);
    listen_to(ends[0], heard, acknowledgements);
    for (int i = 0; acknowledgements != SIZE_MAX && i < WRITERS; i++)
        kill(pids[i], SIGKILL);
    listen_to(ends[0], heard, SIZE_MAX);
    close(ends[0]);
    for (int i = 0; i < WRITERS; i++) {
        int status;
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        *failed += WIFEXITED(status) && WEXITSTATUS(status) != 0;
    }
}

struct judgement {
    size_t lost, unknown, twice, findings, acknowledged, there;
};

static int by_span(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct uuid));
}

static void look(struct project *project, int64_t document, enum set_kind kind, const char *owner,
                 uuids_t *out)
{
    struct set_info info;
    ok(store_set(project->store, document, kind, owner, &info, err));
    if (!info.key)
        return;
    struct article *article = project_article(project, document);
    struct set *set = project_load(project, info.key, article, 500);
    assert_int_equal(set_count(set), info.spans);
    for (const struct span *span = set_first(set); span; span = set_next(set, span))
        assert_true(vec_push(out, span->id));
    set_free(set);
    article_free(article);
}

/* The oracle. Heard: every span that anyone was about to make, and those that were acknowledged. */
static struct judgement judge(const char *path, int64_t document, said_t *heard)
{
    struct project project;
    struct judgement judgement = {0};
    uuids_t there = {0};
    project_open_as(&project, path, "judge", false);
    for (int i = 0; i < WRITERS; i++) {
        char owner[16];
        snprintf(owner, sizeof owner, "w%d", i);
        look(&project, document, SET_PERSON, owner, &there);
    }
    look(&project, document, SET_GOLD, NULL, &there);
    if (there.n)
        qsort(there.at, there.n, sizeof *there.at, by_span);
    for (size_t i = 1; i < there.n; i++)
        judgement.twice += uuid_equal(there.at[i - 1], there.at[i]);
    if (heard->n)
        qsort(heard->at, heard->n, sizeof *heard->at, by_span);
    for (size_t i = 0; i < heard->n; i++)
        if (heard->at[i].acknowledged) {
            judgement.acknowledged++;
            judgement.lost += !there.n || !bsearch(&heard->at[i].span, there.at, there.n,
                                                 sizeof *there.at, by_span);
        }
    for (size_t i = 0; i < there.n; i++)
        judgement.unknown +=
            !heard->n || !bsearch(&there.at[i], heard->at, heard->n, sizeof *heard->at, by_span);
    judgement.there = there.n;
    ok(store_verify(project.store, NULL, &judgement.findings, err));
    vec_free(&there);
    project_close(&project);
    return judgement;
}

static int64_t make(struct project *project)
{
    project_make(project);
    char text[4001];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    int64_t document = project_add(project, "harbour", text);
    project_close(project);
    return document;
}

static void test_eight_at_once(void **state)
{
    (void)state;
    struct project project;
    struct writer plan = {.document = make(&project), .path = project.path};
    said_t heard = {0};
    int failed = 0;
    one_round(&plan, 0, SIZE_MAX, 40, &heard, &failed);
    assert_int_equal(failed, 0);
    struct judgement judgement = judge(project.path, plan.document, &heard);
    assert_int_equal(judgement.acknowledged, WRITERS * 40);
    assert_int_equal(judgement.there, WRITERS * 40);
    assert_int_equal(judgement.lost + judgement.unknown + judgement.twice + judgement.findings, 0);
    vec_free(&heard);
}

static unsigned rounds(void)
{
    const char *wanted = getenv("MANICULE_KILLS");
    return wanted ? (unsigned)strtoul(wanted, NULL, 10) : 200;
}

static void test_killed(void **state)
{
    (void)state;
    struct project project;
    struct writer plan = {.document = make(&project), .path = project.path};
    said_t heard = {0};
    uint64_t seed = 21;
    int failed = 0;
    for (unsigned i = 0; i < rounds(); i++) {
        one_round(&plan, i, 1 + test_random(&seed) % 24, UINT32_MAX, &heard, &failed);
        assert_int_equal(failed, 0);
        if (i % 10 == 9) {
            struct judgement judgement = judge(project.path, plan.document, &heard);
            assert_int_equal(judgement.lost + judgement.unknown + judgement.twice + judgement.findings, 0);
        }
    }
    struct judgement judgement = judge(project.path, plan.document, &heard);
    print_message("# %u rounds, %d kills: %zu edits acknowledged, %zu there, %zu lost\n", rounds(),
                  (int)rounds() * WRITERS, judgement.acknowledged, judgement.there, judgement.lost);
    assert_true(judgement.acknowledged >= rounds());
    assert_true(judgement.there >= judgement.acknowledged);
    assert_int_equal(judgement.lost, 0);
    assert_int_equal(judgement.unknown, 0);
    assert_int_equal(judgement.twice, 0);
    assert_int_equal(judgement.findings, 0);
    vec_free(&heard);
}

/* The control: writers that say "done" before the commit. The oracle must notice. */
static void test_too_early_is_noticed(void **state)
{
    (void)state;
    struct project project;
    struct writer plan = {.document = make(&project), .path = project.path, .too_early = true};
    said_t heard = {0};
    uint64_t seed = 22;
    int failed = 0;
    struct judgement judgement = {0};
    for (unsigned i = 0; i < 40 && !judgement.lost; i++) {
        one_round(&plan, i, 1 + test_random(&seed) % 24, UINT32_MAX, &heard, &failed);
        judgement = judge(project.path, plan.document, &heard);
    }
    assert_true(judgement.lost > 0);
    assert_int_equal(judgement.findings, 0); /* the file itself is whole all the same */
    vec_free(&heard);
}

int main(void)
{
    if (access("/dev/shm", W_OK) == 0) /* a kill is the same on any disk */
        setenv("TMPDIR", "/dev/shm", 0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_eight_at_once),
        cmocka_unit_test(test_killed),
        cmocka_unit_test(test_too_early_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
