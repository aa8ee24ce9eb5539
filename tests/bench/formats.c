/* The same million spans in every format, out and in, with the most memory that each took. Beside
 * them what jq and Python's json take to read the native lines, in the same sitting. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manicule/formats/format.h"
#include "projects.h"
#include "table.h"
#include "task.h"

enum { BASE_MB = 32, LINES = 6 };

/* The longest line of a file, in bytes. */
static size_t longest_line(const char *path)
{
    FILE *file = fopen(path, "r");
    size_t longest = 0, n = 0;
    if (!file)
        return 0;
    for (int c; (c = getc_unlocked(file)) != EOF;) {
        n = c == '\n' ? 0 : n + 1;
        longest = n > longest ? n : longest;
    }
    fclose(file);
    return longest;
}

static bool remove_all(const char *path)
{
    const char *argv[] = {"rm", "-rf", path, NULL};
    return data_run(argv);
}

static double megabytes(const struct taken *taken)
{
    return (double)taken->kilobytes / 1024;
}

static void fill(struct row *row, const char *way, const struct format *format,
                 const struct projects *projects, const struct taken *taken, const char *path)
{
    struct stat st;
    bool file = stat(path, &st) == 0 && S_ISREG(st.st_mode);
    double limit = BASE_MB + (file ? LINES * (double)longest_line(path) / (1 << 20) : 0);
    cell_add(row->figure, "  %s %s", format->name, way);
    task_cell(row->own, "", taken);
    cell_add(row->beside[0], "%.0f spans/ms", projects->spans / taken->wall / 1e3);
    cell_add(row->beside[1], "%.1f MB", megabytes(taken));
    cell_add(row->limit, "memory %.1f MB", limit);
    row->over = megabytes(taken) > limit;
    table_row(row);
}

static bool row_out(const struct work *work, const struct projects *projects,
                    const struct format *format, const char *path)
{
    struct taken taken = {0};
    struct task task = {.argv = {work->manicule, "export", projects->large, "--as", "bench",
                                 "--format", format->name, "-o", path}};
    if (!remove_all(path) || !task_run(&task, &taken))
        return false;
    fill(&(struct row){0}, "out", format, projects, &taken, path);
    return true;
}

static bool row_in(const struct work *work, const struct projects *projects,
                   const struct format *format, const char *path)
{
    char target[PATH_ROOM];
    data_path(work, target, "formats.manicule");
    const char *init[] = {work->manicule, "init", target, "--as", "bench", NULL};
    struct taken taken = {0};
    struct task task = {.argv = {work->manicule, "import", target, path, "--as", "bench",
                                 "--format", format->name, "--annotator", "bench", "--add-labels"}};
    unlink(target);
    if (!data_run(init) || !task_run(&task, &taken))
        return false;
    unlink(target);
    fill(&(struct row){0}, "in", format, projects, &taken, path);
    return true;
}

static bool row_readers(const struct projects *projects)
{
    static const char python[] = "import json,sys\nfor line in open(sys.argv[1]): json.loads(line)";
    struct taken jq = {0}, json = {0};
    struct task jq_task = {.argv = {"jq", "-c", ".", projects->lines}};
    struct task json_task = {.argv = {"python3", "-c", python, projects->lines}};
    if (!task_run(&jq_task, &jq) || !task_run(&json_task, &json))
        return false;
    struct row row = {.figure = "  the native lines, read by others"};
    task_cell(row.beside[0], "jq ", &jq);
    task_cell(row.beside[1], "python ", &json);
    table_row(&row);
    return true;
}

bool formats_measure(const struct work *work, const struct projects *projects)
{
    char path[PATH_ROOM];
    table_section("%u spans in %u documents in each format", projects->spans, projects->documents);
    if (!row_readers(projects))
        return false;
    for (size_t i = 0; i < formats_n; i++) {
        const struct format *format = formats[i];
        bool native = !format->read && !format->write;
        data_path(work, path, "formats-%s", format->name);
        if ((native || format->write) && !row_out(work, projects, format, path))
            return false;
        if (!native && format->read && format->write && !row_in(work, projects, format, path))
            return false;
        if (!remove_all(path))
            return false;
    }
    return true;
}
