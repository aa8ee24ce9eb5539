#include "commit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "manicule/base/uuid.h"
#include "manicule/formats/labelset_json.h"
#include "manicule/store.h"

enum { WORD = 7, APART = 40 };

static int64_t now(void *ctx)
{
    struct timespec t;
    (void)ctx;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void random_bytes(void *ctx, void *bytes, size_t n)
{
    (void)ctx;
    if (getrandom(bytes, n, 0) != (ssize_t)n)
        abort();
}

static void rest(void *ctx, unsigned microseconds)
{
    (void)ctx;
    usleep(microseconds);
}

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static enum fault apply(struct store *store, const struct env *env, const struct article *article,
                        const struct document *document, uint32_t at, struct set_info *info,
                        struct err *err)
{
    struct edits edits = {0};
    struct pos start = article_snap(article, pos_at(at)), end = start;
    for (int i = 0; i < WORD; i++)
        end = article_next(article, end);
    struct span span = {.id = uuid_new(env), .at = {start, end}, .n_fragments = 1};
    struct place place = {.cursor = at, .coverage = (char[]){"0-1200"}};
    edits_add_span(&edits, &span);
    struct step step = {.id = uuid_new(env),
                        .kind = STEP_EDIT,
                        .what = "mark",
                        .document = document->key,
                        .set = SET_PERSON,
                        .owner = "bench",
                        .revision = info->revision,
                        .edits = &edits,
                        .article = article,
                        .place = &place};
    enum fault fault = store_apply(store, &step, info, err);
    edits_release(&edits);
    return fault;
}

/* Answers each byte with the CPU of one more commit, the transaction and nothing else, as the
 * workbench asks for it. Returns when there are no more. */
static enum fault answer(int from, int to, const char *path, struct err *err)
{
    struct env env = {now, random_bytes, rest, NULL};
    struct store_options options = {.person = "bench", .env = env};
    struct store *store = NULL;
    struct buf json = {0};
    struct labelset labels = {0};
    struct document document = {0};
    struct article *article = NULL;
    struct set_info info = {0};
    enum fault fault = store_open(path, &options, &store, err);
    if (!fault)
        fault = store_labels(store, &json, err);
    if (!fault)
        fault = labelset_read(json.data, json.size, &labels, err);
    if (fault)
        return fault;
    store_use_labels(store, &labels);
    fault = store_document_placed(store, 1, &document, err);
    if (!fault)
        fault = store_article(store, document.key, &article, err);
    if (!fault)
        fault = store_set(store, document.key, SET_PERSON, "bench", &info, err);
    char asked;
    for (uint32_t i = 0; !fault && read(from, &asked, 1) == 1; i++) {
        double began = cpu_ms();
        fault =
            apply(store, &env, article, &document, i * APART % (document.bytes / 2), &info, err);
        double cpu = cpu_ms() - began;
        if (!fault && write(to, &cpu, sizeof cpu) != sizeof cpu)
            break;
    }
    return fault;
}

struct commit {
    pid_t pid;
    int ask, hear;
    char path[PATH_ROOM];
};

/* In a child, whose memory goes with it: a large bench would fork slowly. */
struct commit *commit_start(const struct work *work, const struct subject *subject)
{
    int ask[2], hear[2];
    struct commit *commit = calloc(1, sizeof *commit);
    if (!commit)
        return NULL;
    data_path(work, commit->path, "commit.manicule");
    if (!data_copy(subject->project, commit->path) || pipe(ask) != 0 || pipe(hear) != 0) {
        free(commit);
        return NULL;
    }
    commit->pid = fork();
    if (commit->pid == 0) {
        struct err err = {0};
        close(ask[1]);
        close(hear[0]);
        enum fault fault = answer(ask[0], hear[1], commit->path, &err);
        if (fault)
            fprintf(stderr, "bench: %s\n", err.text);
        _exit(fault != OK);
    }
    close(ask[0]);
    close(hear[1]);
    commit->ask = ask[1];
    commit->hear = hear[0];
    return commit;
}

double commit_once(struct commit *commit)
{
    double cpu;
    return write(commit->ask, "", 1) == 1 && read(commit->hear, &cpu, sizeof cpu) == sizeof cpu
               ? cpu
               : -1;
}

void commit_end(struct commit *commit)
{
    if (!commit)
        return;
    close(commit->ask);
    close(commit->hear);
    waitpid(commit->pid, NULL, 0);
    unlink(commit->path);
    free(commit);
}
