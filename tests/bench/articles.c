#include "articles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keys.h"
#include "paint.h"
#include "table.h"

enum {
    PRESSES = 500,
    PRESSES_BESIDE = 100,
    ROUNDS = 11,
    ROUNDS_LARGE = 3,
    ROUNDS_MAX = 15,
    COMMANDS_MAX = 4,
    LARGE = 20 * 1000 * 1000,
    MB = 1000 * 1000,
};

/* What a press may cost in bytes, on the article; and CPU, in ms. */
static const double byte_limits[KEYS] = {40, 60, 180, 3000, 250};
static const double cpu_limit = 0.2, cpu_growth = 1.5;

static const char *const names[PEOPLE] = {"", "less", "vim"};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

bool first_screens(const struct command *commands, const bool *sentinel, size_t n, unsigned rounds,
                   double *ms)
{
    double all[COMMANDS_MAX][ROUNDS_MAX];
    for (unsigned round = 0; round < rounds; round++)
        for (size_t i = 0; i < n; i++) {
            struct program p;
            if (!program_start(&p, commands[i].argv, sentinel[i]))
                return false;
            all[i][round] = paint_time(&p);
            if (getenv("BENCH_SHOW") && round == 0)
                paint_show(&p);
            program_end(&p);
        }
    for (size_t i = 0; i < n; i++) {
        qsort(all[i], rounds, sizeof all[i][0], by_size);
        ms[i] = all[i][rounds / 2];
    }
    return true;
}

/* One article of the table. */
struct variant {
    const char *name; /* of its files */
    const char *title;
    size_t size;    /* 0: the article as it is */
    unsigned every; /* a mark in so many characters */
    bool limits;    /* the limits on bytes and CPU are said of it */
    bool japanese;
    enum { NO_PEER, TWICE_LESS, LIKE_VIM } first;
};

static bool row_first(const struct work *work, const struct subject *subject,
                      const struct variant *variant)
{
    struct command commands[PEOPLE];
    bool sentinel[PEOPLE] = {[MANICULE] = true};
    double ms[PEOPLE];
    struct row row = {.figure = "  first full screen, ms"};
    for (int who = 0; who < PEOPLE; who++)
        commands[who] = keys_command((enum who)who, work, subject);
    if (!first_screens(commands, sentinel, PEOPLE, subject->bytes > LARGE ? ROUNDS_LARGE : ROUNDS,
                       ms))
        return false;
    cell_add(row.own, "%.1f", ms[MANICULE]);
    for (int who = LESS; who < PEOPLE; who++)
        cell_add(row.beside[who - LESS], "%s %.1f", names[who], ms[who]);
    double limit = variant->first == TWICE_LESS ? 2 * ms[LESS]
                   : variant->first == LIKE_VIM ? 1.1 * ms[VIM]
                                                : 0;
    if (limit > 0) {
        cell_add(row.limit, "%s = %.1f", variant->first == TWICE_LESS ? "2 x less" : "1.1 x vim",
                 limit);
        row.over = ms[MANICULE] > limit;
    }
    table_row(&row);
    return true;
}

static void add_cost(char cell[CELL], const struct cost *cost)
{
    if (!cost->known)
        return;
    cell_add(cell, "%.0f B", cost->bytes);
    if (cost->writes >= 0)
        cell_add(cell, "  %.2f w", cost->writes);
    cell_add(cell, "  %.3f ms", cost->cpu);
}

static void row_key(const struct variant *variant, int key, const struct key_costs *costs,
                    double cpu_most)
{
    struct row row = {0};
    const struct cost *own = &costs[MANICULE].of[key];
    cell_add(row.figure, "  %s: bytes, writes, CPU", keys_names[key]);
    add_cost(row.own, own);
    for (int who = LESS; who < PEOPLE; who++)
        if (costs[who].of[key].known) {
            cell_add(row.beside[who - LESS], "%s ", names[who]);
            add_cost(row.beside[who - LESS], &costs[who].of[key]);
        }
    bool bytes = variant->limits;
    if (bytes)
        cell_add(row.limit, "%.0f B  ", byte_limits[key]);
    cell_add(row.limit, "1 w");
    /* A mark's CPU has a row of its own, without the commit. */
    bool cpu = cpu_most > 0 && key != KEY_MARK;
    if (cpu)
        cell_add(row.limit, "  %.3f ms", cpu_most);
    row.over =
        (bytes && own->bytes > byte_limits[key]) || own->writes > 1 || (cpu && own->cpu > cpu_most);
    table_row(&row);
}

static void row_mark_cpu(const struct cost *mark, double cpu_most)
{
    double own = mark->cpu - mark->commit;
    struct row row = {.figure = "  mark without its commit, CPU"};
    cell_add(row.own, "%.3f ms", own);
    cell_add(row.beside[0], "the commit %.3f ms", mark->commit);
    if (cpu_most > 0) {
        cell_add(row.limit, "%.3f ms", cpu_most);
        row.over = own > cpu_most;
    }
    table_row(&row);
}

static void row_memory(const struct subject *subject, const struct key_costs *costs)
{
    struct row row = {.figure = "  memory at most, MB"};
    double limit = (1.5 * (double)subject->bytes + 100.0 * (double)subject->spans) / MB + 8;
    cell_add(row.own, "%.1f", costs[MANICULE].peak_mb);
    for (int who = LESS; who < PEOPLE; who++)
        cell_add(row.beside[who - LESS], "%s %.1f", names[who], costs[who].peak_mb);
    cell_add(row.limit, "%.1f", limit);
    row.over = costs[MANICULE].peak_mb > limit;
    table_row(&row);
}

/* article_cpu: what the keys cost on the article itself; filled by the first variant. */
static bool measure(const struct work *work, const struct variant *variant, const char *text,
                    size_t n, double article_cpu[KEYS + 1])
{
    struct subject subject;
    struct key_costs costs[PEOPLE];
    if (!data_subject(work, variant->name, text, n, variant->size, variant->every, &subject))
        return false;
    table_section("%s: %.2f MB, %zu spans", variant->title, (double)subject.bytes / MB,
                  subject.spans);
    sync(); /* else what was just made is still being written beside what is measured */
    if (!row_first(work, &subject, variant))
        return false;
    for (int who = 0; who < PEOPLE; who++)
        if (!keys_measure((enum who)who, work, &subject, who ? PRESSES_BESIDE : PRESSES,
                          &costs[who]))
            return false;
    const struct cost *mark = &costs[MANICULE].of[KEY_MARK];
    for (int key = 0; key <= KEYS; key++) {
        double own = key < KEYS ? costs[MANICULE].of[key].cpu : mark->cpu - mark->commit;
        double most = variant->limits  ? cpu_limit
                      : variant->every ? cpu_growth * article_cpu[key]
                                       : 0;
        if (variant->japanese)
            most = 0;
        else if (variant->limits)
            article_cpu[key] = own;
        if (key < KEYS)
            row_key(variant, key, costs, most);
        else
            row_mark_cpu(mark, most);
    }
    row_memory(&subject, costs);
    return true;
}

/* Does the list, parted by commas, hold the name? */
static bool named(const char *list, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = list; (at = strstr(at, name)); at += n)
        if ((at == list || at[-1] == ',') && (at[n] == ',' || !at[n]))
            return true;
    return false;
}

bool articles_measure(const struct work *work)
{
    static const struct variant variants[] = {
        {"article", "the article, marked", 0, EVERY_NATURAL, true, false, TWICE_LESS},
        {"article", "the article, nothing marked", 0, 0, false, false, TWICE_LESS},
        {"japanese", "Japanese, marked", 0, EVERY_NATURAL, false, true, NO_PEER},
        {"1mb", "1 MB, nothing marked", MB, 0, false, false, LIKE_VIM},
        {"1mb", "1 MB, a span in 100 characters", MB, EVERY_DENSE, false, false, LIKE_VIM},
        {"10mb", "10 MB, nothing marked", 10 * MB, 0, false, false, LIKE_VIM},
        {"10mb", "10 MB, a span in 100 characters", 10 * MB, EVERY_DENSE, false, false, LIKE_VIM},
        {"100mb", "100 MB, nothing marked", 100 * MB, 0, false, false, NO_PEER},
        {"100mb", "100 MB, a span in 100 characters", 100 * MB, EVERY_DENSE, false, false, NO_PEER},
    };
    const char *only = getenv("BENCH_ONLY");
    size_t n, japanese_n;
    double article_cpu[KEYS + 1] = {0};
    char *text = data_article(&n), *japanese = data_japanese(&japanese_n);
    bool done = text && japanese;
    for (size_t i = 0; done && i < sizeof variants / sizeof variants[0]; i++) {
        const struct variant *v = &variants[i];
        if (only && !named(only, v->name))
            continue;
        done = measure(work, v, v->japanese ? japanese : text, v->japanese ? japanese_n : n,
                       article_cpu);
    }
    free(text);
    free(japanese);
    return done;
}
