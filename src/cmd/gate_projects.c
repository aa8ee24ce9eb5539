/* Which projects a person may enter, and which of them they want. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gate.h"
#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"

static const char ending[] = ".manicule";

static bool is_ending(const char *at)
{
    return strcmp(at, ending) == 0;
}

static void release(struct gate_project *project)
{
    free(project->name);
    free(project->folder);
    free(project->file);
}

void gate_projects_release(struct gate_projects *projects)
{
    for (size_t i = 0; i < projects->list.n; i++)
        release(&projects->list.at[i]);
    vec_free(&projects->list);
}

/* As the lead wrote the name, without its ending. */
static char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    size_t n = strlen(base), end = sizeof ending - 1;
    return strndup(base, n > end && is_ending(base + n - end) ? n - end : n);
}

/* Where a path leads in the end: the kernel's rules are about that place. */
static bool settle(const char *path, struct gate_project *out)
{
    char *real = realpath(path, NULL), *slash = real ? strrchr(real, '/') : NULL;
    *out = (struct gate_project){0};
    if (!slash)
        return false;
    out->name = name_of(path);
    out->file = strdup(slash + 1);
    slash[slash == real] = '\0';
    out->folder = real;
    if (out->name && out->file)
        return true;
    release(out);
    errno = ENOMEM;
    return false;
}

enum fault gate_enter(const struct gate_project *project, struct err *err)
{
    if (chdir(project->folder) == 0)
        return OK;
    return err_set(err, FAULT_DENIED, "%s: its folder cannot be entered: %s",
                   shown(project->name).text, strerror(errno));
}

/* Is the person among its people, and what are they there? */
static enum fault look(const struct env *env, const char *person, struct gate_project *project,
                       struct err *err)
{
    const struct store_options options = {
        .person = person, .read_only = true, .gate = true, .env = *env};
    struct store *store = NULL;
    enum fault fault = gate_enter(project, err);
    if (!fault)
        fault = session_store(project->file, options, &store, err);
    if (fault)
        return fault;
    project->role = store_role(store);
    fault = store_tally(store, &project->tally, err);
    store_close(store);
    return fault;
}

struct search {
    const struct env *env;
    const char *person;
    struct gate_projects *found;
};

static enum fault try_one(struct search *search, const char *path, bool alone, struct err *err)
{
    struct gate_project project;
    if (!settle(path, &project)) {
        char *name = name_of(path);
        enum fault fault = err_set(err, errno == ENOENT ? FAULT_MISSING : FAULT_DENIED,
                                   "%s: %s", shown(name).text, strerror(errno));
        free(name);
        if (alone)
            return fault;
        search->found->unreadable++;
        return OK;
    }
    enum fault fault = look(search->env, search->person, &project, err);
    if (fault) {
        release(&project);
        if (alone)
            return fault;
        search->found->unreadable += fault != FAULT_DENIED;
        return OK;
    }
    for (size_t i = 0; i < search->found->list.n; i++)
        if (strcmp(search->found->list.at[i].name, project.name) == 0) {
            err_set(err, FAULT_EXISTS, "two projects are called %s; a lead renames one",
                    shown(project.name).text);
            release(&project);
            return FAULT_EXISTS;
        }
    if (vec_push(&search->found->list, project))
        return OK;
    release(&project);
    return err_set(err, FAULT_MEMORY, "out of memory");
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* By bytes, so that the list is the same every day. */
static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum fault try_folder(struct search *search, const char *path, struct err *err)
{
    struct dirent **entries;
    int n = scandir(path, &entries, not_hidden, by_bytes);
    if (n < 0)
        return err_set(err, FAULT_DENIED, "the folder of projects cannot be read: %s",
                       strerror(errno));
    enum fault fault = OK;
    for (int i = 0; i < n; i++) {
        char *inner = NULL;
        if (!fault && asprintf(&inner, "%s/%s", path, entries[i]->d_name) < 0)
            fault = err_set(err, FAULT_MEMORY, "out of memory");
        if (!fault && store_is_project(inner))
            fault = try_one(search, inner, false, err);
        free(inner);
        free(entries[i]);
    }
    free(entries);
    return fault;
}

/* The paths are made absolute first: looking into one project changes the working folder. */
static enum fault absolute(const struct args *args, char **paths, struct err *err)
{
    char *here = getcwd(NULL, 0);
    enum fault fault = OK;
    for (size_t i = 0; i < args->operands.n && !fault; i++) {
        const char *path = args->operands.at[i];
        if (path[0] == '/')
            paths[i] = strdup(path);
        else if (!here || asprintf(&paths[i], "%s/%s", here, path) < 0)
            paths[i] = NULL;
        if (!paths[i])
            fault = err_set(err, FAULT_MEMORY, "out of memory");
    }
    free(here);
    return fault;
}

enum fault gate_find(const struct env *env, const char *person, const struct args *args,
                     struct gate_projects *out, struct err *err)
{
    struct search search = {env, person, out};
    size_t n = args->operands.n;
    struct stat st;
    *out = (struct gate_projects){0};
    char **paths = calloc(n + 1, sizeof *paths);
    enum fault fault =
        paths ? absolute(args, paths, err) : err_set(err, FAULT_MEMORY, "out of memory");
    for (size_t i = 0; i < n && !fault; i++)
        fault = stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode)
                    ? try_folder(&search, paths[i], err)
                    : try_one(&search, paths[i], n == 1, err);
    for (size_t i = 0; paths && i < n; i++)
        free(paths[i]);
    free(paths);
    if (!fault && !out->list.n)
        fault = out->unreadable
                    ? err_set(err, FAULT_DENIED, "no project here can be opened; tell a lead")
                    : err_set(err, FAULT_DENIED,
                              "%s is not one of the people of any project here; a lead adds them",
                              person);
    if (fault)
        gate_projects_release(out);
    return fault;
}

const struct gate_project *gate_named(const struct gate_projects *projects, const char *name)
{
    for (size_t i = 0; i < projects->list.n; i++) {
        const struct gate_project *project = &projects->list.at[i];
        size_t n = strlen(project->name);
        if (strncmp(project->name, name, n) == 0 && (!name[n] || is_ending(name + n)))
            return project;
    }
    return NULL;
}

void gate_names(const struct gate_projects *projects, struct buf *out)
{
    for (size_t i = 0; i < projects->list.n; i++)
        buf_printf(out, "%s%s", i ? ", " : "", shown(projects->list.at[i].name).text);
}

/* ---- the chooser ---- */
enum { ANSWER_MAX = 256 };

static void print_list(const struct gate_projects *projects)
{
    struct output out;
    output_open(&out, NULL, NULL);
    for (size_t i = 0; i < projects->list.n; i++) {
        const struct gate_project *project = &projects->list.at[i];
        const struct tally *tally = &project->tally;
        output_printf(&out, "%3zu  ", i + 1);
        output_plain(&out, project->name);
        output_printf(&out, "  %s", role_name(project->role));
        if (tally->documents) /* a reviewer may have nothing to mark */
            output_printf(&out, ", %u of %u done",
                          tally->status[STATUS_DONE] + tally->status[STATUS_ACCEPTED],
                          tally->documents);
        if (tally->status[STATUS_RETURNED])
            output_printf(&out, ", %u returned", tally->status[STATUS_RETURNED]);
        output_printf(&out, "\n");
    }
    output_printf(&out, "Which one, 1 to %zu? ", projects->list.n);
    output_end(&out, NULL);
}

/* A line of the terminal's; false: it ended, or the line is none. */
static bool read_answer(char answer[ANSWER_MAX])
{
    ssize_t n = read(STDIN_FILENO, answer, ANSWER_MAX - 1);
    if (n <= 0)
        return false;
    answer[n] = '\0';
    answer[strcspn(answer, "\r\n")] = '\0';
    return true;
}

static const struct gate_project *answered(const struct gate_projects *projects, const char *answer)
{
    size_t digits = strspn(answer, "0123456789");
    unsigned long n = digits && digits < 6 && !answer[digits] ? strtoul(answer, NULL, 10) : 0;
    if (n >= 1 && n <= projects->list.n)
        return &projects->list.at[n - 1];
    return gate_named(projects, answer);
}

enum fault gate_choose(const struct gate_projects *projects, const struct gate_project **out,
                       struct err *err)
{
    enum { TRIES = 3 };
    char answer[ANSWER_MAX];
    *out = &projects->list.at[0];
    if (projects->list.n == 1)
        return OK;
    *out = NULL;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return err_set(err, FAULT_TERMINAL,
                       "the workbench needs a terminal (over SSH: ssh -t)");
    for (unsigned i = 0; i < TRIES && !*out; i++) {
        print_list(projects);
        if (!read_answer(answer) || !answer[0])
            return OK;
        *out = answered(projects, answer);
    }
    return *out ? OK : err_set(err, FAULT_USAGE, "that is none of them");
}
