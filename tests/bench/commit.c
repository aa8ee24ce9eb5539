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

static double measure(const char *path, unsigned times)
{
    struct env env = {now, random_bytes, rest, NULL};
    struct store_options options = {.person = "bench", .env = env};
    struct err err = {0};
    struct store *store = NULL;
    struct buf json = {0};
    struct labelset labels = {0};
    struct document document = {0};
    struct article *article = NULL;
    struct set_info info = {0};
    double cpu = -1;
    if (store_open(path, &options, &store, &err) || store_labels(store, &json, &err) ||
        labelset_read(json.data, json.size, &labels, &err))
        goto end;
    store_use_labels(store, &labels);
    if (store_document_placed(store, 1, &document, &err) ||
        store_article(store, document.key, &article, &err) ||
        store_set(store, document.key, SET_PERSON, "bench", &info, &err))
        goto end;
    /* Each edit's own CPU, the transaction and nothing else, as the workbench asks for it. */
    double began = cpu_ms();
    for (unsigned i = 0; i < times; i++)
        if (apply(store, &env, article, &document, i * APART % (document.bytes / 2), &info, &err))
            goto end;
    cpu = (cpu_ms() - began) / times;
end:
    if (cpu < 0)
        fprintf(stderr, "bench: %s\n", err.text);
    article_free(article);
    document_release(&document);
    store_close(store);
    labelset_free(&labels);
    buf_release(&json);
    return cpu;
}

/* In a child, whose memory goes with it: a large bench would fork slowly. */
double commit_cpu(const struct work *work, const struct subject *subject, unsigned times)
{
    char path[PATH_ROOM];
    int ends[2];
    double cpu = -1;
    data_path(work, path, "commit.manicule");
    if (!data_copy(subject->project, path) || pipe(ends) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        cpu = measure(path, times);
        _exit(write(ends[1], &cpu, sizeof cpu) != sizeof cpu);
    }
    close(ends[1]);
    if (read(ends[0], &cpu, sizeof cpu) != sizeof cpu)
        cpu = -1;
    close(ends[0]);
    waitpid(pid, NULL, 0);
    unlink(path);
    return cpu;
}
