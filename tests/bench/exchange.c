/* A million spans go out and come in. Each contender is a process of its own; they run in turns,
 * and of each the best of some runs stands in the table, wall time with CPU behind it. */
#include <stdio.h>
#include <unistd.h>

#include "bare.h"
#include "projects.h"
#include "table.h"
#include "task.h"

enum { EXPORTS = 3, IMPORTS = 2 };

static bool same_files(const char *one, const char *other)
{
    const char *argv[] = {"cmp", one, other, NULL};
    return data_run(argv);
}

static bool row_export(const struct work *work, const struct projects *projects)
{
    static const char query[] =
        "SELECT d.name, lower(hex(s.id)) AS id, s.label, s.start, s.\"end\", "
        "substr(t.text, s.start + 1, s.\"end\" - s.start) AS text, s.attributes, s.origin "
        "FROM documents d JOIN texts t ON t.document = d.key AND t.edition = d.edition "
        "JOIN sets e ON e.document = d.key "
        "JOIN spans s ON s.in_set = e.key ORDER BY d.number, s.in_set, s.start, s.\"end\"";
    char own_path[PATH_ROOM], bare_path[PATH_ROOM], shell_path[PATH_ROOM];
    data_path(work, own_path, "export-own.jsonl");
    data_path(work, bare_path, "export-bare.jsonl");
    data_path(work, shell_path, "export-shell.json");
    struct taken own = {0}, bare = {0}, shell = {0};
    struct task own_task = {.argv = {work->manicule, "export", projects->large, "--as", "bench"},
                            .other = own_path};
    struct task bare_task = {.function = bare_export, .one = projects->large, .other = bare_path};
    struct task shell_task = {
        .argv = {"sqlite3", "-readonly", "-cmd", ".mode json", projects->large, query},
        .other = shell_path};
    for (int i = 0; i < EXPORTS; i++)
        if (!task_run(&own_task, &own) || !task_run(&bare_task, &bare) ||
            !task_run(&shell_task, &shell))
            return false;
    struct row row = {.figure = "  export: wall (CPU)"};
    task_cell(row.own, "", &own);
    task_cell(row.beside[0], "bare loop ", &bare);
    task_cell(row.beside[1], "sqlite3 ", &shell);
    double limit = 1.1 * bare.wall < shell.wall ? 1.1 * bare.wall : shell.wall;
    cell_add(row.limit, "1.1 x, sqlite3 = %.2f s", limit);
    row.over = own.wall > limit;
    table_row(&row);
    struct row bytes = {.figure = "  the bytes of both"};
    cell_add(bytes.own, "%s", same_files(own_path, bare_path) ? "identical" : "differ");
    cell_add(bytes.limit, "identical");
    table_row(&bytes);
    unlink(own_path);
    unlink(bare_path);
    unlink(shell_path);
    return true;
}

static bool row_import(const struct work *work, const struct projects *projects)
{
    char empty[PATH_ROOM], target[PATH_ROOM];
    data_path(work, empty, "empty.manicule");
    data_path(work, target, "import.manicule");
    const char *init[] = {work->manicule, "init", empty, "--as", "bench", NULL};
    struct taken own = {0}, bare = {0};
    struct task own_task = {
        .argv = {work->manicule, "import", target, projects->lines, "--as", "bench"}};
    struct task bare_task = {.function = bare_import, .one = target, .other = projects->lines};
    unlink(empty);
    if (!data_run(init))
        return false;
    for (int i = 0; i < IMPORTS; i++)
        if (!data_copy(empty, target) || !task_run(&own_task, &own) || !data_copy(empty, target) ||
            !task_run(&bare_task, &bare))
            return false;
    unlink(target);
    unlink(empty);
    struct row row = {.figure = "  import: wall (CPU)"};
    task_cell(row.own, "", &own);
    task_cell(row.beside[0], "parse + insert ", &bare);
    cell_add(row.limit, "2 x = %.2f s", 2 * bare.wall);
    row.over = own.wall > 2 * bare.wall;
    table_row(&row);
    return true;
}

bool exchange_measure(const struct work *work, const struct projects *projects)
{
    table_section("%u spans in %u documents, out and in", projects->spans, projects->documents);
    return row_export(work, projects) && row_import(work, projects);
}
