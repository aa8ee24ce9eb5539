#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/import.h"
#include "manicule/flow/shown.h"
#include "manicule/flow/spool.h"
#include "verbs.h"

static const struct option options[] = {
    {"format", 'f', "FORMAT", "what the files are: auto (the default), native or another"},
    {"replace", 0, NULL, "where an id is known with other content, take the file's"},
    {"annotator", 0, "NAME",
     "of the native format: only this person's sets; of others: whose sets "
     "these are where the file does not say"},
    {"map-person", 0, "FROM=TO", "read the sets of FROM as TO's; may be given several times"},
    {"set", 0, "KIND", "what the marks become: person (the default), gold or suggestion"},
    {"source", 0, "MODEL", "of suggestions: who made them"},
    {"map", 0, "FROM=TO", "read a label or relation as another; may be given several times"},
    {"default-label", 0, "LABEL", "for spans that have none"},
    {"add-labels", 0, NULL, "add labels, relations and attributes that the label set lacks"},
    {"offsets", 0, "UNIT", "what the file counts in, where its format leaves it open"},
    {"on-error", 0, "WHAT", "stop (the default): write nothing; skip: leave out what is refused"},
    {"reanchor", 0, NULL, "look for words that stand elsewhere, and flag where they were found"},
    {"preview", 0, NULL, "say what would happen, and write nothing"},
    {0},
};

/* Options as they are used, and what they point into. */
struct reading {
    struct import_options import;
    bool guessed; /* no format knew the input: it is taken for the native one */
    struct import_foreign foreign;
    VEC(struct person_map) people;
    VEC(struct label_map) labels;
    VEC(char *) texts;
    char keys[SESSION_KEYS + 1];
};

static void release(struct reading *r)
{
    for (size_t i = 0; i < r->texts.n; i++)
        free(r->texts.at[i]);
    vec_free(&r->texts);
    vec_free(&r->people);
    vec_free(&r->labels);
}

/* "from=to" taken apart at its last =; *from stays the reading's. */
static enum fault take_apart(struct reading *r, const char *option, const char *given, char **from,
                             char **to, struct err *err)
{
    char *text = strdup(given);
    if (!text || !vec_push(&r->texts, text)) {
        free(text);
        return err_set(err, FAULT_MEMORY, "out of memory");
    }
    char *equals = strrchr(text, '=');
    if (!equals || equals == text || !equals[1])
        return err_set(err, FAULT_USAGE, "--%s %s: it is FROM=TO", option, shown(given).text);
    *equals = '\0';
    *from = text;
    *to = equals + 1;
    return OK;
}

static enum fault read_maps(struct reading *r, const struct args *args, struct err *err)
{
    enum fault fault = OK;
    const char *given;
    char *from, *to;
    for (size_t i = 0; !fault && (given = args_nth(args, "map-person", i)); i++) {
        fault = take_apart(r, "map-person", given, &from, &to, err);
        if (!fault && !store_person_valid(to))
            fault =
                err_set(err, FAULT_USAGE,
                        "--map-person %s: it is FROM=TO, and TO a person's name (a-z, 0-9, dot, "
                        "_ and -)",
                        shown(given).text);
        if (!fault && !vec_push(&r->people, ((struct person_map){from, to})))
            fault = err_set(err, FAULT_MEMORY, "out of memory");
    }
    for (size_t i = 0; !fault && (given = args_nth(args, "map", i)); i++) {
        fault = take_apart(r, "map", given, &from, &to, err);
        if (!fault && !vec_push(&r->labels, ((struct label_map){from, to})))
            fault = err_set(err, FAULT_MEMORY, "out of memory");
    }
    r->import.map = r->people.at;
    r->import.n_map = r->people.n;
    r->foreign.intake.map = r->labels.at;
    r->foreign.intake.n_map = r->labels.n;
    return fault;
}

static enum fault read_intake(struct reading *r, const struct args *args, struct err *err)
{
    struct intake_options *o = &r->foreign.intake;
    const char *offsets = args_value(args, "offsets"), *on_error = args_value(args, "on-error");
    int kind;
    enum fault fault = verbs_set(args, "person", &kind, err);
    if (!fault && (kind < 0 || kind == SET_REVIEW))
        fault = err_set(err, FAULT_USAGE, "--set: it is person, gold or suggestion");
    o->kind = (enum set_kind)kind;
    o->owner = args_value(args, "annotator");
    o->source = args_value(args, "source");
    o->default_label = args_value(args, "default-label");
    o->add_labels = args_has(args, "add-labels");
    o->reanchor = args_has(args, "reanchor");
    o->has_unit = offsets != NULL;
    r->import.skip = on_error && strcmp(on_error, "skip") == 0;
    if (!fault && offsets && !unit_parse(offsets, &o->unit))
        fault = err_set(err, FAULT_USAGE, "--offsets %s: it is codepoint, utf8 or utf16",
                        shown(offsets).text);
    if (!fault && on_error && !r->import.skip && strcmp(on_error, "stop") != 0)
        fault =
            err_set(err, FAULT_USAGE, "--on-error %s: it is stop or skip", shown(on_error).text);
    if (!fault && o->owner && !store_person_valid(o->owner))
        fault = session_check_name(o->owner, "--annotator ", err);
    session_free_keys(r->keys);
    o->keys = r->keys;
    return fault;
}

enum { HEAD = 64 * 1024 }; /* bytes by which a format is known */

/* What the operands are: the native format is read as it is, everything else as another. */
static enum fault choose_format(struct reading *r, const struct args *args, bool *native,
                                struct err *err)
{
    const char *name = args_value(args, "format");
    const char *first = args->operands.at[0];
    char head[HEAD];
    struct stat st;
    ssize_t n = 0;
    *native = false;
    if (name && strcmp(name, "auto") != 0) {
        const struct format *format = format_find(name);
        if (!format)
            return err_set(err, FAULT_USAGE,
                           "--format %s: `manicule help import` lists the formats",
                           shown(name).text);
        *native = format == format_find("native");
        r->foreign.format = format;
        return OK;
    }
    bool piped = strcmp(first, "-") == 0, there = !piped && stat(first, &st) == 0;
    if (!piped && (!there || !S_ISREG(st.st_mode))) {
        *native =
            !there; /* a folder is another's, and what is not there is told as it always was */
        return OK;
    }
    int fd = piped ? r->import.fd : open(first, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd >= 0)
        n = pread(fd, head, sizeof head, 0);
    if (fd >= 0 && !piped)
        close(fd);
    const struct format *found = n > 0 ? format_guess(first, head, (size_t)n) : NULL;
    if (found && !found->read && found != format_find("native"))
        return err_set(err, FAULT_USAGE,
                       "%s: this is %s, which is written, not read; `manicule help import` lists "
                       "what is read",
                       shown(first).text, found->name);
    /* What no format knows is read as the native one, whose errors say what is expected. */
    *native = !found || !found->read;
    r->foreign.format = found;
    r->guessed = !found;
    return OK;
}

static void tell(const struct import_counts *c, const char *file, struct output *out)
{
    output_plain(out, file);
    output_printf(out,
                  ": %" PRIu64 " record%s: %" PRIu64 " document%s added, %" PRIu64
                  " known; %" PRIu64 " set%s written, %" PRIu64 " unchanged\n",
                  c->records, output_s(c->records), c->documents, output_s(c->documents),
                  c->documents_known, c->sets, output_s(c->sets), c->sets_same);
    output_printf(out,
                  "spans: %" PRIu64 " added, %" PRIu64 " changed, %" PRIu64
                  " unchanged; relations: %" PRIu64 " added, %" PRIu64 " changed, %" PRIu64
                  " unchanged\n",
                  c->spans, c->spans_changed, c->spans_same, c->relations, c->relations_changed,
                  c->relations_same);
    if (c->deleted)
        output_printf(out, "%" PRIu64 " spans and relations were deleted here and stay so\n",
                      c->deleted);
    if (c->removed)
        output_printf(out, "%" PRIu64 " records of documents that were removed here left out\n",
                      c->removed);
    if (c->left_out)
        output_printf(out, "%" PRIu64 " records of others left out\n", c->left_out);
}

static void tell_foreign(const struct import_counts *c, struct output *out)
{
    const struct intake_counts *in = &c->intake;
    output_printf(out, "read as %s", c->format->name);
    if (c->notes)
        output_printf(out, "; %" PRIu64 " comment%s", c->notes, output_s(c->notes));
    if (c->labels || c->link_types || c->attributes)
        output_printf(out,
                      "; added to the label set: %" PRIu64 " label%s, %" PRIu64
                      " relation%s, %" PRIu64 " attribute%s or choice%s",
                      c->labels, output_s(c->labels), c->link_types, output_s(c->link_types),
                      c->attributes, output_s(c->attributes), output_s(c->attributes));
    output_printf(out, "\n");
    if (in->renamed)
        output_printf(out, "%" PRIu64 " span%s took another label by --map\n", in->renamed,
                      output_s(in->renamed));
    if (in->moved)
        output_printf(out, "%" PRIu64 " span%s found elsewhere and flagged with a doubt\n",
                      in->moved, output_s(in->moved));
    if (in->mismatched)
        output_printf(out,
                      "%" PRIu64 " span%s whose words differ from the file's; --reanchor looks for "
                      "them\n",
                      in->mismatched, output_s(in->mismatched));
    if (in->passed_over)
        output_printf(out, "%" PRIu64 " thing%s not taken as marks\n", in->passed_over,
                      output_s(in->passed_over));
}

/* A pipe is read twice, also to see what it is, unless it is said to be the native format. */
static enum fault keep_pipe(const struct session *session, struct reading *r,
                            const struct args *args, struct err *err)
{
    const char *format = args_value(args, "format");
    r->import.fd = -1;
    for (size_t i = 0; i < args->operands.n; i++)
        if (strcmp(args->operands.at[i], "-") == 0 && (!format || strcmp(format, "native") != 0))
            return spool_pipe(STDIN_FILENO, store_path(session->store), &r->import.fd, err);
    return OK;
}

static enum fault open_input(struct reading *r, const struct args *args, bool native,
                             struct err *err)
{
    struct import_options *o = &r->import;
    const char *file = args->operands.at[0];
    bool piped = strcmp(file, "-") == 0;
    o->file = piped ? "standard input" : file;
    if (!native) {
        o->foreign = &r->foreign;
        o->annotator = NULL; /* it says whose they are, not which are taken */
        r->foreign.paths = args->operands.at;
        r->foreign.n_paths = args->operands.n;
        return OK;
    }
    if (args->operands.n > 1)
        return err_set(err, FAULT_USAGE, "the native format is read from one FILE at a time");
    if (o->fd < 0)
        o->fd = piped ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    return o->fd < 0 ? session_file_fault(file, err) : OK;
}

static enum fault read_in(const struct env *env, const struct args *args, struct reading *r,
                          struct err *err)
{
    struct session session;
    struct progress bar;
    struct import_counts counts = {0};
    bool native;
    enum fault fault = session_open(env, args, SESSION_WRITE, &session, err);
    if (fault)
        return fault;
    fault = keep_pipe(&session, r, args, err);
    if (!fault)
        fault = choose_format(r, args, &native, err);
    if (!fault)
        fault = open_input(r, args, native, err);
    if (!fault) {
        struct import_options *o = &r->import;
        progress_start(&bar, env);
        o->note = session_note;
        o->progress = bar.terminal ? progress_show : NULL;
        o->ctx = &bar;
        fault = import_run(session.store, &session.labels, o, &counts, err);
        progress_clear(&bar);
    }
    if (r->import.fd > STDERR_FILENO)
        close(r->import.fd);
    session_close(&session);
    if (fault == FAULT_INPUT && r->guessed)
        err_suffix(err, "if it is not manicule's own format, --format NAME says which");
    if (fault && r->import.skip && fault < FAULT_MISSING)
        err_suffix(err, "nothing was written");
    if (fault)
        return fault;
    struct output out;
    output_open(&out, NULL, NULL);
    tell(&counts, r->import.file, &out);
    if (counts.format)
        tell_foreign(&counts, &out);
    if (r->import.preview)
        output_printf(&out, "preview: nothing was written\n");
    fault = output_end(&out, err);
    if (!fault && counts.intake.refused)
        fault = err_set(err, FAULT_INPUT, "%" PRIu64 " thing%s left out, each told above",
                        counts.intake.refused, counts.intake.refused == 1 ? " was" : "s were");
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct reading r = {.import = {.replace = args_has(args, "replace"),
                                   .annotator = args_value(args, "annotator"),
                                   .preview = args_has(args, "preview"),
                                   .env = env}};
    enum fault fault = read_maps(&r, args, err);
    if (!fault)
        fault = read_intake(&r, args, err);
    if (!fault)
        fault = read_in(env, args, &r, err);
    release(&r);
    return fault;
}

const struct verb cmd_import = {
    .name = "import",
    .usage = "PROJECT FILE...|- [--format FORMAT] [--annotator NAME]",
    .summary = "read sets from JSON Lines or files of another format",
    .help = "Reads what `export` writes: articles, sets and statuses as JSON Lines; or files\n"
            "and folders of another format, which is found by how they begin or named with\n"
            "--format. All of the input is checked first, against itself and the project, and\n"
            "nothing is written unless all of it passes (--on-error skip leaves out what does\n"
            "not, and lists it). Reading the same file twice changes nothing. An id that is\n"
            "known here with other content is refused, with a list, unless --replace is\n"
            "given; what was deleted here stays deleted. A format that names no annotator\n"
            "needs --annotator. Labels are the project's: --map reads one as another,\n"
            "--add-labels adds what is missing. With - the input is standard input.",
    .options = options,
    .list = verbs_list_read,
    .role = ROLE_LEAD,
    .gate = "format replace annotator map-person set source map default-label add-labels offsets "
            "on-error "
            "reanchor preview",
    .files = 1,
    .project = true,
    .least = 1,
    .most = OPERANDS_ANY,
    .run = run,
};
