#include "projects.h"

#include <stdio.h>

#include "articles.h"
#include "keys.h"
#include "program.h"
#include "table.h"

#define NEXT_DOCUMENT "\x0e"
#define DOCUMENT_BEFORE "\x10"
#define QUEUE "\033[17~"
#define UP "\033[A"
#define DOWN "\033[B"
#define TEN(key) key key key key key key key key key key

enum {
    DOCUMENTS = 100 * 1000,
    SPANS_EACH = 10,
    SPANS_EACH_FULL = 100,
    FEW = 3,
    PRESSES = 500,
    ROUNDS = 11,
};

static bool make(const struct work *work, const char *name, unsigned documents, unsigned each,
                 char project[PATH_ROOM], char lines[PATH_ROOM])
{
    data_path(work, project, "%s-%u.manicule", name, each);
    data_path(work, lines, "%s-%u.jsonl", name, each);
    return data_lines(lines, documents, each) &&
           (data_fresh(project) || data_import(work, project, lines));
}

bool projects_make(const struct work *work, bool full, struct projects *out)
{
    unsigned each = full ? SPANS_EACH_FULL : SPANS_EACH;
    char lines[PATH_ROOM];
    out->documents = DOCUMENTS;
    out->spans = DOCUMENTS * each;
    return make(work, "small", FEW, each, out->small, lines) &&
           make(work, "large", DOCUMENTS, each, out->large, out->lines);
}

static struct command open_it(const struct work *work, const char *project)
{
    return (struct command){{work->manicule, "open", project, "--as", "bench", NULL}};
}

static bool row_first(const struct work *work, const struct projects *projects)
{
    struct command commands[] = {open_it(work, projects->large), open_it(work, projects->small)};
    bool sentinel[] = {true, true};
    double ms[2];
    struct row row = {.figure = "  first full screen, ms"};
    if (!first_screens(commands, sentinel, 2, ROUNDS, ms))
        return false;
    cell_add(row.own, "%.1f", ms[0]);
    cell_add(row.beside[0], "three documents %.1f", ms[1]);
    cell_add(row.limit, "1.5 x that = %.1f", 1.5 * ms[1]);
    row.over = ms[0] > 1.5 * ms[1];
    table_row(&row);
    return true;
}

/* What is pressed, in the large project and in the small one, in which there is little to go
 * through: there it goes to the end and back again. */
struct walk {
    const char *figure;
    const char *open; /* once, before; or NULL */
    struct phase large, small;
};

static bool press(const struct work *work, const char *project, const char *open,
                  const struct phase *phase, struct cost *cost, double *wall, double *peak)
{
    struct program p;
    struct command command = open_it(work, project);
    if (!program_start(&p, command.argv, true))
        return false;
    bool done = (!open || program_press(&p, open)) && keys_press(&p, phase, PRESSES, cost, wall);
    *peak = program_peak_mb(&p);
    program_end(&p);
    return done;
}

static bool row_walk(const struct work *work, const struct projects *projects,
                     const struct walk *walk, double peak[2])
{
    struct cost cost[2];
    double wall[2];
    struct row row = {0};
    char copy[PATH_ROOM];
    data_path(work, copy, "copy.manicule");
    if (!data_copy(projects->large, copy) ||
        !press(work, copy, walk->open, &walk->large, &cost[0], &wall[0], &peak[0]) ||
        !data_copy(projects->small, copy) ||
        !press(work, copy, walk->open, &walk->small, &cost[1], &wall[1], &peak[1]))
        return false;
    cell_add(row.figure, "  %s: bytes, CPU, wall", walk->figure);
    cell_add(row.own, "%.0f B  %.3f  %.2f ms", cost[0].bytes, cost[0].cpu, wall[0]);
    cell_add(row.beside[0], "three documents");
    cell_add(row.beside[1], "%.0f B  %.3f  %.2f ms", cost[1].bytes, cost[1].cpu, wall[1]);
    table_row(&row);
    return true;
}

bool projects_measure(const struct work *work, const struct projects *projects)
{
    static const struct walk walks[] = {
        {"next document",
         NULL,
         {.key = NEXT_DOCUMENT},
         {.reset = DOCUMENT_BEFORE DOCUMENT_BEFORE, .key = NEXT_DOCUMENT, .lap = FEW - 1}},
        {"queue, a line scrolled",
         QUEUE,
         {.reset = TEN(DOWN) TEN(DOWN) TEN(DOWN) TEN(DOWN), .key = DOWN},
         {.reset = UP UP, .key = DOWN, .lap = FEW - 1}},
    };
    double peak[2];
    struct row memory = {.figure = "  memory at most, MB"};
    table_section("%u documents with %u spans, beside three documents", projects->documents,
                  projects->spans);
    if (!row_first(work, projects))
        return false;
    for (size_t i = 0; i < sizeof walks / sizeof walks[0]; i++)
        if (!row_walk(work, projects, &walks[i], peak))
            return false;
    cell_add(memory.own, "%.1f", peak[0]);
    cell_add(memory.beside[0], "three documents %.1f", peak[1]);
    table_row(&memory);
    return true;
}
