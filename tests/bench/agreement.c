/* How far two people agree who marked a million spans each: all figures but intervals, beside a
 * loop that only reads and merges the same rows, and a script that reads them from an export. */
#include <stdio.h>
#include <string.h>

#include "bare.h"
#include "projects.h"
#include "table.h"
#include "task.h"

enum { DOCUMENTS = 12400, SPANS_EACH = 100, RUNS = 3 };

static bool make(const struct work *work, char project[PATH_ROOM], char lines[PATH_ROOM])
{
    data_path(work, project, "two-readers.manicule");
    data_path(work, lines, "two-readers.jsonl");
    return data_lines_of(lines, DOCUMENTS, SPANS_EACH, 2) &&
           (data_fresh(project) || data_import(work, project, lines));
}

/* The F1 that stands in each one's output; they must be the same number. */
static bool read_f1(const char *path, bool tsv, double *f1)
{
    static const char row[] = "*\t*\tfigures\texact\t*\tvalue\t";
    char line[512];
    bool found = false;
    FILE *file = fopen(path, "r");
    while (file && !found && fgets(line, sizeof line, file)) {
        if (!tsv || strncmp(line, row, sizeof row - 1) == 0)
            found = sscanf(tsv ? line + sizeof row - 1 : line, "%lf", f1) == 1;
    }
    if (file)
        fclose(file);
    return found;
}

bool agreement_measure(const struct work *work)
{
    char project[PATH_ROOM], lines[PATH_ROOM], own_path[PATH_ROOM], bare_path[PATH_ROOM],
        script_path[PATH_ROOM];
    if (!make(work, project, lines))
        return false;
    data_path(work, own_path, "agree-own.tsv");
    data_path(work, bare_path, "agree-bare.txt");
    data_path(work, script_path, "agree-script.txt");
    struct taken own = {0}, bare = {0}, script = {0};
    struct task own_task = {.argv = {work->manicule, "agree", project, "--tsv", "--as", "bench"},
                            .other = own_path};
    struct task bare_task = {.function = bare_agree, .one = project, .other = bare_path};
    struct task script_task = {.argv = {"python3", "tests/bench/exact_f1.py", lines},
                               .other = script_path};
    table_section("two people, a million spans each, in %d documents", DOCUMENTS);
    for (int i = 0; i < RUNS; i++)
        if (!task_run(&own_task, &own) || !task_run(&bare_task, &bare) ||
            (i == 0 && !task_run(&script_task, &script)))
            return false;
    struct row row = {.figure = "  agreement: wall (CPU)"};
    task_cell(row.own, "", &own);
    task_cell(row.beside[0], "bare scan, merge ", &bare);
    task_cell(row.beside[1], "Python, exact F1 ", &script);
    double limit = 4 * bare.wall < script.wall / 4 ? 4 * bare.wall : script.wall / 4;
    cell_add(row.limit, "4 x, Python / 4 = %.2f s", limit);
    row.over = own.wall > limit;
    table_row(&row);
    double f1[3];
    bool same = read_f1(own_path, true, &f1[0]) && read_f1(bare_path, false, &f1[1]) &&
                read_f1(script_path, false, &f1[2]) && f1[0] == f1[1] && f1[1] == f1[2];
    struct row equal = {.figure = "  the exact F1 of all three"};
    cell_add(equal.own, "%s", same ? "equal" : "differs");
    cell_add(equal.limit, "equal");
    equal.over = !same;
    table_row(&equal);
    remove(own_path);
    remove(bare_path);
    remove(script_path);
    return true;
}
