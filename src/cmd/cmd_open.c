#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manicule/cmd/session.h"
#include "manicule/flow/add.h"
#include "manicule/flow/lines.h"
#include "manicule/flow/shown.h"
#include "manicule/formats/labelset_json.h"
#include "manicule/tui/tui.h"
#include "verbs.h"

static const struct option options[] = {
    {"document", 0, "NAME", "open at this document instead of where one left off"},
    {"theme", 0, "NAME", "dark (the default), light or mono"},
    {"keys", 0, "FILE", "read key bindings from FILE"},
    {0},
};

static const char ending[] = ".manicule";

/* Makes the project for an article. A refused article leaves no project behind. */
static enum fault make_project(const struct env *env, const char *article, const char *path,
                               const char *person, struct session *out, struct err *err)
{
    size_t n;
    const char *json = labelset_builtin(&n);
    struct store_options store_options = {.person = person, .env = *env};
    struct store *store;
    int fd = open(article, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return session_file_fault(article, err);
    enum fault fault = store_create(path, json, n, &store_options, &store, err);
    if (fault) {
        close(fd);
        return fault;
    }
    fault = session_adopt(out, store, err);
    if (!fault) {
        struct add add = {.store = store, .env = env};
        fault = add_file(&add, fd, article, NULL, err);
        if (!fault)
            fault = add_finish(&add, err);
        if (fault) {
            add_abandon(&add, err);
            session_close(out);
        }
    }
    if (fault)
        store_discard(path);
    close(fd);
    return fault;
}

/* What a FILE on the command line stands for. */
struct target {
    char *project;       /* its path; the caller frees it */
    const char *article; /* NULL: a project was named */
    bool make;           /* the project is to be made of the article */
};

/* FILE is a project, or an article with a project beside it, or about to get one. */
static enum fault find_target(const char *path, bool gate, struct target *out, struct err *err)
{
    size_t n = strlen(path);
    struct stat st;
    *out = (struct target){0};
    if (store_is_project(path)) {
        out->project = strdup(path);
        return out->project ? OK : err_set(err, FAULT_MEMORY, "out of memory");
    }
    if (gate) /* nothing is made there */
        return err_set(err, FAULT_NOT_PROJECT, "%s is not a project any more", shown(path).text);
    if (stat(path, &st) < 0)
        return session_file_fault(path, err);
    if (S_ISDIR(st.st_mode))
        return err_set(err, FAULT_INPUT,
                       "%s is a folder; `manicule init PROJECT` makes a project and `manicule add "
                       "PROJECT %s` fills it",
                       shown(path).text, shown(path).text);
    if (!S_ISREG(st.st_mode)) /* a pipe or a terminal would be waited for, a device has no name */
        return err_set(err, FAULT_INPUT, "%s is not a plain file", shown(path).text);
    if (access(path, R_OK) < 0)
        return session_file_fault(path, err);
    if (n >= sizeof ending && strcmp(path + n - sizeof ending + 1, ending) == 0)
        return err_set(err, FAULT_NOT_PROJECT, "%s is not a project of manicule", shown(path).text);
    if (asprintf(&out->project, "%s%s", path, ending) < 0) {
        out->project = NULL;
        return err_set(err, FAULT_MEMORY, "out of memory");
    }
    out->article = path;
    if (store_is_project(out->project))
        return OK;
    out->make = true;
    if (access(out->project, F_OK) < 0)
        return OK;
    return err_set(err, FAULT_EXISTS,
                   "%s is there and is no project: it is left alone; move it away, or make a "
                   "project elsewhere with `init` and `add`",
                   shown(out->project).text);
}

static enum fault open_target(const struct env *env, const struct args *args,
                              const struct target *target, struct session *out, struct err *err)
{
    if (!target->make) {
        struct args there = *args;
        there.project = target->project;
        enum fault fault = session_open(env, &there, SESSION_WRITE, out, err);
        /* Who may not write may still read: the screen says read-only, and marks nothing. */
        return fault == FAULT_DENIED ? session_open(env, &there, SESSION_READ, out, err) : fault;
    }
    enum fault fault = session_person(args, out->person, err);
    return fault ? fault
                 : make_project(env, target->article, target->project, out->person, out, err);
}

/* An article that was edited after its project was made: the project goes on with the text as it
 * was, and that is said, after the terminal is as it was. */
static bool article_differs(const struct session *session, const struct target *target)
{
    unsigned char *bytes;
    size_t n;
    struct document document;
    int fd = target->article && !target->make
                 ? open(target->article, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
                 : -1;
    if (fd < 0)
        return false;
    bool read = lines_all(fd, ARTICLE_MAX, &bytes, &n, NULL) == OK;
    close(fd);
    if (!read)
        return false;
    struct digest digest = digest_of(bytes, n);
    free(bytes);
    enum fault fault = store_document_by_digest(session->store, digest.b, &document, NULL);
    if (!fault)
        document_release(&document);
    return fault == FAULT_MISSING;
}

/* Where the person's own key file would be, in memory of the caller's; NULL: nowhere. */
static char *own_keys(void)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char *own = NULL;
    int made = config && *config == '/' ? asprintf(&own, "%s/manicule/keys", config)
               : home && *home == '/'   ? asprintf(&own, "%s/.config/manicule/keys", home)
                                        : -1;
    return made < 0 ? NULL : own;
}

struct key_file {
    char *path, *text; /* the caller frees both; text NULL: there is none */
};

/* The key file named, or the person's own where there is one. */
static enum fault read_keys(const struct args *args, struct key_file *out, struct err *err)
{
    size_t n;
    const char *named = args_value(args, "keys");
    *out = (struct key_file){.path = named ? strdup(named) : own_keys()};
    if (named && !out->path)
        return err_set(err, FAULT_MEMORY, "out of memory");
    if (!out->path || (!named && access(out->path, F_OK) != 0))
        return OK;
    return session_read_file(out->path, KEY_FILE_MAX, &out->text, &n, err);
}

static void tell_differs(const struct target *target)
{
    char *line = NULL;
    if (asprintf(&line, "%s was changed after it was added; `manicule add %s %s` adds the new text",
                 target->article, target->project, target->article) < 0)
        return;
    session_note(NULL, line);
    free(line);
}

enum fault verbs_sitting(const struct env *env, const struct args *args, const struct desk *desk,
                         struct err *err)
{
    const char *theme = args_value(args, "theme");
    struct session session = {0};
    struct target target = {0};
    struct tui *tui = NULL;
    struct key_file keys = {0};
    if (theme && strcmp(theme, "dark") != 0 && strcmp(theme, "light") != 0 &&
        strcmp(theme, "mono") != 0)
        return err_set(err, FAULT_USAGE, "--theme %s: it is dark, light or mono",
                       shown(theme).text);
    enum fault fault = read_keys(args, &keys, err);
    if (!fault)
        fault = find_target(args->project, args->person != NULL, &target, err);
    /* The terminal first: without one, no project is made of an article either. */
    if (!fault)
        fault = tui_begin(&tui, err);
    if (!fault)
        fault = open_target(env, args, &target, &session, err);
    bool differs = !fault && article_differs(&session, &target);
    if (!fault) {
        struct shown path = shown(keys.path ? keys.path : "");
        struct tui_options o = {.document = args_value(args, "document"),
                                .desk = desk,
                                .trimmed = args_has(args, "trimmed"),
                                .keys = keys.text,
                                .keys_path = path.text,
                                .theme = theme,
                                .gate = args->person != NULL,
                                .env = *env};
        fault = tui_run(tui, session.store, &session.labels, &o, err);
    }
    tui_end(tui);
    session_close(&session);
    if (differs)
        tell_differs(&target);
    free(target.project);
    free(keys.path);
    free(keys.text);
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    return verbs_sitting(env, args, NULL, err);
}

const struct verb cmd_open = {
    .name = "open",
    .usage = "PROJECT|ARTICLE [--document NAME] [--keys FILE]",
    .summary = "read and mark articles in the terminal (the verb may be left out)",
    .help = "Opens the project where one left off. Of an ARTICLE, a plain text file, the\n"
            "project ARTICLE.manicule beside it is opened, and made first if it is not\n"
            "there. Key bindings are read from --keys, else from manicule/keys in the\n"
            "configuration folder ($XDG_CONFIG_HOME, else ~/.config). Within, ? shows all\n"
            "keys and Ctrl-q quits.",
    .options = options,
    .role = ROLE_ANNOTATOR,
    .project = true,
    .run = run,
};
