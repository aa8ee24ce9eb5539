#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/add.h"
#include "manicule/flow/shown.h"
#include "verbs.h"

static const struct option options[] = {
    {"name", 0, "NAME", "what the document is called; else its file's name"},
    {"encoding", 0, "NAME", "convert from this encoding, such as CP932 or ISO-8859-1, to UTF-8"},
    {"jsonl", 0, NULL, "the files are JSON Lines, one article a line (so are all *.jsonl)"},
    {"again", 0, NULL, "add an article even when the same bytes are there already"},
    {0},
};

struct walk {
    struct add *add;
    const struct args *args;
    struct progress bar;
    enum fault refused; /* of the first file that was refused; the others go on */
    size_t refusals, passed_over;
};

static bool ends_in(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n > m && strcmp(path + n - m, ending) == 0;
}

/* A file that is refused is told and counted; what ails the project ends the verb. */
static enum fault refuse(struct walk *walk, struct err *err)
{
    enum fault fault = err->fault;
    if (fault != FAULT_INPUT && fault != FAULT_MISSING && fault != FAULT_DENIED)
        return fault;
    session_note(&walk->bar, err->text);
    walk->refusals++;
    if (!walk->refused)
        walk->refused = fault;
    return OK;
}

static enum fault add_open_file(struct walk *walk, int fd, const char *path, struct err *err)
{
    progress_count(&walk->bar, "added", walk->add->added);
    if (args_has(walk->args, "jsonl") || ends_in(path, ".jsonl"))
        return add_records(walk->add, fd, path, err);
    return add_file(walk->add, fd, path, args_value(walk->args, "name"), err);
}

static enum fault add_path(struct walk *walk, const char *path, bool named, struct err *err);

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* By bytes, so that the same folder gives the same order in every locale. */
static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum fault add_folder(struct walk *walk, const char *path, struct err *err)
{
    struct dirent **entries;
    int n = scandir(path, &entries, not_hidden, by_bytes);
    if (n < 0)
        return session_file_fault(path, err);
    enum fault fault = OK;
    for (int i = 0; i < n; i++) {
        char *inner = NULL;
        if (!fault &&
            asprintf(&inner, "%s%s%s", path, ends_in(path, "/") ? "" : "/", entries[i]->d_name) < 0)
            fault = err_set(err, FAULT_MEMORY, "out of memory");
        if (!fault)
            fault = add_path(walk, inner, false, err);
        if (fault)
            fault = refuse(walk, err);
        if (inner)
            free(inner);
        free(entries[i]);
    }
    free(entries);
    return fault;
}

/* What a folder is searched for: other files beside the articles are none. */
static bool is_article_name(const char *path)
{
    static const char *const endings[] = {".txt", ".text", ".md", ".jsonl"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_in(path, endings[i]))
            return true;
    return false;
}

/* Within a folder, links, devices and files of other kinds are passed over; named by the user, a
 * link is followed and any file is taken. */
static enum fault add_path(struct walk *walk, const char *path, bool named, struct err *err)
{
    struct stat st;
    if ((named ? stat(path, &st) : lstat(path, &st)) < 0)
        return session_file_fault(path, err);
    if (S_ISDIR(st.st_mode))
        return add_folder(walk, path, err);
    if (!named && (!S_ISREG(st.st_mode) || !is_article_name(path) || store_is_project(path))) {
        walk->passed_over++;
        return OK;
    }
    if (store_is_project(path))
        return err_set(err, FAULT_INPUT, "%s: is a project, not an article", shown(path).text);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (named ? 0 : O_NOFOLLOW));
    if (fd < 0)
        return session_file_fault(path, err);
    enum fault fault = add_open_file(walk, fd, path, err);
    close(fd);
    return fault;
}

static enum fault add_all(struct walk *walk, struct err *err)
{
    const struct args *args = walk->args;
    enum fault fault = OK;
    for (size_t i = 0; i < args->operands.n && !fault; i++) {
        const char *path = args->operands.at[i];
        if (strcmp(path, "-") == 0)
            fault = add_open_file(walk, STDIN_FILENO, "stdin", err);
        else
            fault = add_path(walk, path, true, err);
        if (fault && args->operands.n > 1) /* one alone is not told twice */
            fault = refuse(walk, err);
    }
    if (!fault)
        fault = add_finish(walk->add, err);
    if (fault)
        add_abandon(walk->add, err);
    return fault;
}

static enum fault tell(const struct walk *walk, struct err *err)
{
    struct output out;
    output_open(&out, NULL, NULL);
    output_printf(&out, "%zu added", walk->add->added);
    if (walk->add->existing)
        output_printf(&out, ", %zu there already", walk->add->existing);
    if (walk->passed_over)
        output_printf(&out, ", %zu other file%s passed over", walk->passed_over,
                      walk->passed_over == 1 ? "" : "s");
    if (walk->refusals)
        output_printf(&out, ", %zu refused", walk->refusals);
    output_printf(&out, "\n");
    return output_end(&out, err);
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    bool jsonl = args_has(args, "jsonl");
    const char *encoding = args_value(args, "encoding"), *name = args_value(args, "name");
    if (jsonl && encoding)
        return err_set(err, FAULT_USAGE,
                       "add: JSON is always UTF-8, so --encoding does not go "
                       "with --jsonl");
    if (name && (jsonl || args->operands.n != 1 || !*name))
        return err_set(err, FAULT_USAGE, "add: --name goes with one file only, and is not empty");
    enum fault fault = session_open(env, args, SESSION_WRITE, &session, err);
    if (fault)
        return fault;
    struct walk walk = {.args = args};
    struct add add = {.store = session.store,
                      .env = env,
                      .encoding = encoding,
                      .again = args_has(args, "again"),
                      .note = session_note,
                      .ctx = &walk.bar};
    walk.add = &add;
    progress_start(&walk.bar, env);
    add.progress = walk.bar.terminal ? progress_show : NULL;
    fault = add_all(&walk, err);
    progress_clear(&walk.bar);
    session_close(&session);
    if (!fault)
        fault = tell(&walk, err);
    if (!fault && walk.refused)
        fault = err_set(err, walk.refused, "%zu %s not added", walk.refusals,
                        walk.refusals == 1 ? "file was" : "files were");
    return fault;
}

const struct verb cmd_add = {
    .name = "add",
    .usage = "PROJECT FILE|FOLDER|-... [--encoding NAME] [--jsonl]",
    .summary = "put articles into a project",
    .help = "Adds each FILE as a document, byte for byte; of a FOLDER and the folders in it\n"
            "all that end in .txt, .text, .md or .jsonl, in order of their names; with -\n"
            "standard input. Text must be UTF-8 without NUL:\n"
            "what is not is refused with the place of the first wrong byte, and the others\n"
            "are added. With --encoding files are converted, and the encoding and the\n"
            "SHA-256 of what came are kept. Of JSON Lines each line is an article {\"text\":\n"
            "..., \"name\": ..., \"title\": ...}; whatever else stands there is kept as its\n"
            "meta data, and a file with one bad line is refused whole. An article whose\n"
            "bytes are there already is told and passed over.",
    .options = options,
    .role = ROLE_LEAD,
    .gate = "name jsonl again",
    .files = 1,
    .project = true,
    .least = 1,
    .most = OPERANDS_ANY,
    .run = run,
};
