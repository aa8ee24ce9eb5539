#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/import.h"
#include "manicule/flow/shown.h"
#include "verbs.h"

static const struct option options[] = {
    {"replace", 0, NULL, "where an id is known with other content, take the file's"},
    {"annotator", 0, "NAME", "only the sets of this person"},
    {"map-person", 0, "FROM=TO", "read the sets of FROM as TO's; may be given several times"},
    {0},
};

/* The maps point into memory of *texts, which the caller frees with the maps. */
static enum fault read_maps(const struct args *args, struct person_map **maps, char ***texts,
                            size_t *n, struct err *err)
{
    size_t all = 0;
    while (args_nth(args, "map-person", all))
        all++;
    *n = 0;
    *maps = calloc(all + 1, sizeof **maps);
    *texts = calloc(all + 1, sizeof **texts);
    if (!*maps || !*texts)
        return err_set(err, FAULT_MEMORY, "out of memory");
    for (; *n < all; ++*n) {
        char *text = strdup(args_nth(args, "map-person", *n));
        char *equals = text ? strrchr(text, '=') : NULL;
        if (!text)
            return err_set(err, FAULT_MEMORY, "out of memory");
        (*texts)[*n] = text;
        if (!equals || equals == text || !store_person_valid(equals + 1))
            return err_set(err, FAULT_USAGE,
                           "--map-person %s: it is FROM=TO, and TO a person's name (a-z, 0-9, dot, "
                           "_ and -)",
                           shown(text).text);
        *equals = '\0';
        (*maps)[*n] = (struct person_map){text, equals + 1};
    }
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

static enum fault read_in(const struct env *env, const struct args *args, struct import_options *o,
                          struct err *err)
{
    struct session session;
    struct progress bar;
    struct import_counts counts;
    const char *file = args->operands.at[0];
    bool piped = strcmp(file, "-") == 0;
    enum fault fault = session_open(env, args, SESSION_WRITE, &session, err);
    if (fault)
        return fault;
    o->file = piped ? "standard input" : file;
    o->fd = piped ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (o->fd < 0) {
        fault = session_file_fault(file, err);
    } else {
        progress_start(&bar, env);
        o->note = session_note;
        o->progress = bar.terminal ? progress_show : NULL;
        o->ctx = &bar;
        fault = import_run(session.store, &session.labels, o, &counts, err);
        progress_clear(&bar);
        if (!piped)
            close(o->fd);
    }
    session_close(&session);
    if (fault)
        return fault;
    struct output out;
    output_open(&out, NULL, NULL);
    tell(&counts, o->file, &out);
    return output_end(&out, err);
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct person_map *maps = NULL;
    char **texts = NULL;
    size_t n = 0;
    struct import_options o = {.annotator = args_value(args, "annotator"),
                               .replace = args_has(args, "replace"),
                               .env = env};
    enum fault fault = read_maps(args, &maps, &texts, &n, err);
    o.map = maps;
    o.n_map = n;
    if (!fault)
        fault = read_in(env, args, &o, err);
    for (size_t i = 0; texts && texts[i]; i++)
        free(texts[i]);
    free(texts);
    free(maps);
    return fault;
}

const struct verb cmd_import = {
    .name = "import",
    .usage = "PROJECT FILE|- [--replace] [--map-person FROM=TO]",
    .summary = "read sets from JSON Lines, as export writes them",
    .help = "Reads the lines that `export` writes: articles, sets and statuses. All of the\n"
            "input is checked first, against itself and the project, and nothing is written\n"
            "unless all of it passes. Reading the same file twice changes nothing. An id\n"
            "that is known here with other content is refused, with a list, unless\n"
            "--replace is given; what was deleted here stays deleted. With - the lines come\n"
            "from standard input.",
    .options = options,
    .role = ROLE_LEAD,
    .gate = "replace annotator map-person",
    .files = 1,
    .project = true,
    .least = 1,
    .most = 1,
    .run = run,
};
