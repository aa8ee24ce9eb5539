#include "keys.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commit.h"
#include "program.h"
#include "writes.h"

#define RIGHT "\033[C"
#define DOWN "\033[B"
#define PAGE_DOWN "\033[6~"
#define TEN(key) key key key key key key key key key key

enum { PRESSES_TRACED = 60, WINDOW = 50, PAGE = 38 };

const char *const keys_names[KEYS] = {"right", "down", "scrolled line", "page", "one-word mark"};

/* The lap of a scroll ends where the text does, so it is made when the text is known. */
static const struct phase phases[PEOPLE][KEYS] =
    {
        [MANICULE] =
            {
                [KEY_RIGHT] = {.reset = "gg", .key = RIGHT},
                [KEY_DOWN] = {.reset = "gg", .key = DOWN, .lap = 30},
                [KEY_SCROLL] = {.reset = "gg" TEN(DOWN) TEN(DOWN) TEN(DOWN) TEN(DOWN), .key = DOWN},
                [KEY_PAGE] = {.reset = "gg", .key = PAGE_DOWN},
                [KEY_MARK] = {.reset = "gg", .before = {"w", "v", "e"}, .key = "l"},
            },
        [LESS] =
            {
                [KEY_SCROLL] = {.reset = "g", .key = "j"},
                [KEY_PAGE] = {.reset = "g", .key = " "},
            },
        [VIM] =
            {
                [KEY_RIGHT] = {.reset = "gg", .key = " "},
                [KEY_DOWN] = {.reset = "gg", .key = "j", .lap = 8},
                [KEY_SCROLL] = {.reset = "ggL", .key = "j"},
                [KEY_PAGE] = {.reset = "gg", .key = "\x06"},
            },
};

struct command keys_command(enum who who, const struct work *work, const struct subject *subject)
{
    switch (who) {
    case LESS:
        return (struct command){{"less", subject->text, NULL}};
    case VIM:
        return (struct command){{"vim.tiny", "-u", "NONE", "-n", subject->text, NULL}};
    default:
        return (struct command){{work->manicule, "open", subject->project, "--as", "bench", NULL}};
    }
}

bool keys_press(struct program *p, const struct phase *phase, unsigned presses, struct cost *out,
                double *wall)
{
    double cpu = 0, took = 0, bytes = 0, sent = 0, commit = 0;
    *out = (struct cost){.writes = -1};
    for (unsigned i = 0; i < presses; i++) {
        bool anew = phase->lap ? i % phase->lap == 0 : i == 0;
        if (anew && phase->reset && !program_press(p, phase->reset))
            return false;
        for (size_t k = 0; k < 4 && phase->before[k]; k++)
            if (!program_press(p, phase->before[k]))
                return false;
        double cpu_before = program_cpu(p), began = clock_ms();
        uint64_t bytes_before = p->bytes;
        unsigned writes = writes_count(p);
        if (!program_press(p, phase->key))
            return false;
        took += clock_ms() - began;
        cpu += program_cpu(p) - cpu_before;
        bytes += (double)(p->bytes - bytes_before);
        sent += writes_count(p) - writes;
        commit += phase->commit ? commit_once(phase->commit) : 0;
    }
    out->known = presses > 0;
    out->bytes = bytes / presses;
    out->cpu = cpu / presses;
    out->commit = commit / presses;
    if (p->trace)
        out->writes = sent / presses;
    if (wall)
        *wall = took / presses;
    return true;
}

static struct phase fitted(const struct phase *phase, int key, unsigned lines)
{
    struct phase out = *phase;
    unsigned lap = key == KEY_SCROLL ? (lines > WINDOW ? lines - WINDOW : 1)
                   : key == KEY_PAGE ? (lines > 2 * PAGE ? lines / PAGE - 1 : 1)
                                     : 0;
    if (lap)
        out.lap = lap;
    return out;
}

/* All keys of one who, in one sitting. */
static bool press_all(enum who who, struct program *p, struct commit *commit, unsigned lines,
                      unsigned presses, struct key_costs *out)
{
    for (int key = 0; key < KEYS; key++) {
        if (!phases[who][key].key)
            continue;
        struct phase phase = fitted(&phases[who][key], key, lines);
        phase.commit = key == KEY_MARK ? commit : NULL;
        if (!keys_press(p, &phase, presses, &out->of[key], NULL))
            return false;
    }
    out->peak_mb = program_peak_mb(p);
    return true;
}

/* Marks leave traces: the work is done on a copy. */
static bool own_copy(const struct work *work, const struct subject *subject, struct subject *copy)
{
    char journal[PATH_ROOM + 16];
    *copy = *subject;
    data_path(work, copy->project, "copy.manicule");
    snprintf(journal, sizeof journal, "%s-journal", copy->project);
    unlink(journal);
    return data_copy(subject->project, copy->project);
}

bool keys_measure(enum who who, const struct work *work, const struct subject *subject,
                  unsigned presses, struct key_costs *out)
{
    struct program p;
    struct subject copy;
    struct key_costs traced = {0};
    *out = (struct key_costs){0};
    if (!own_copy(work, subject, &copy))
        return false;
    struct command command = keys_command(who, work, &copy);
    if (!program_start(&p, command.argv, who == MANICULE))
        return false;
    struct commit *commit = who == MANICULE ? commit_start(work, subject) : NULL;
    bool done = press_all(who, &p, commit, subject->lines, presses, out);
    commit_end(commit);
    program_end(&p);
    if (!done || !own_copy(work, subject, &copy) ||
        !writes_start(&p, work, &command, who == MANICULE))
        return done;
    unsigned few = presses < PRESSES_TRACED ? presses : PRESSES_TRACED;
    if (press_all(who, &p, NULL, subject->lines, few, &traced))
        for (int key = 0; key < KEYS; key++)
            out->of[key].writes = traced.of[key].writes;
    writes_end(&p);
    return true;
}
