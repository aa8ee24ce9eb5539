#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/cmd/when.h"
#include "manicule/flow/shown.h"
#include "telling.h"
#include "verbs.h"

static const struct option options[] = {
    {"who", 0, "NAME", "only what this person did"},
    {"since", 0, "TIME", "only from then on: 2026-11-25, \"2026-11-25 14:02\", or 2h, 3d ago"},
    {"until", 0, "TIME", "only to then; a day counts to its end"},
    {"set", 0, "KIND", "only changes of person, gold, suggestion or review sets"},
    {"count", 'n', "N", "at most so many"},
    {"reverse", 0, NULL, "the oldest first"},
    {"json", 0, NULL, "JSON Lines, for programs"},
    {0},
};

enum { ROWS = 128, NAME_COLUMNS = 9, WHAT_COLUMNS = 26, DOCUMENT_COLUMNS = 14 };

struct log {
    struct output out;
    const struct session *session;
    struct past_filter filter;
    uint64_t most;
    int64_t now;
    bool json;
    bool whole;        /* nobody looks at a terminal: no text is cut */
    struct past first; /* row of the line at hand; number 0: there is none */
    int64_t set;       /* of its last row */
    struct buf sets;   /* whose marks it changed, where they are not the actor's own */
};

static enum fault read_count(const struct args *args, uint64_t *out, struct err *err)
{
    const char *text = args_value(args, "count");
    char *end = NULL;
    *out = UINT64_MAX;
    if (!text)
        return OK;
    if (strspn(text, "0123456789") == strlen(text) && *text)
        *out = strtoull(text, &end, 10);
    return end && !*end ? OK : err_set(err, FAULT_USAGE, "-n %s is not a number", shown(text).text);
}

static enum fault read_options(const struct args *args, struct log *log, struct err *err)
{
    const char *since = args_value(args, "since"), *until = args_value(args, "until");
    log->filter = (struct past_filter){
        .actor = args_value(args, "who"), .kind = -1, .oldest_first = args_has(args, "reverse")};
    log->json = args_has(args, "json");
    enum fault fault = read_count(args, &log->most, err);
    if (!fault)
        fault = verbs_set(args, "all", &log->filter.kind, err);
    if (!fault && since)
        fault = when_parse(since, log->now, false, &log->filter.since, err);
    if (!fault && until)
        fault = when_parse(until, log->now, true, &log->filter.until, err);
    return fault;
}

static void column(struct log *log, const char *text, unsigned columns, bool fill)
{
    if (log->whole)
        tell_whole(&log->out, text, fill ? columns : 0);
    else
        tell_text(&log->out, text, columns, fill);
}

/* Prints the line at hand, if there is one. */
static enum fault end_line(struct log *log, struct err *err)
{
    const struct past *row = &log->first;
    char when[WHEN_TEXT];
    struct buf text = {0}, name = {0};
    if (!row->number)
        return OK;
    enum fault fault =
        session_whole_name(log->session, row->document, row->name, sizeof row->name, &name, err);
    when_short(row->at, log->now, when);
    output_printf(&log->out, "%-*s ", WHEN_COLUMNS, when);
    column(log, row->actor, NAME_COLUMNS, true);
    output_printf(&log->out, " ");
    tell_what(row, &text);
    if (log->sets.size)
        buf_printf(&text, " · %s", buf_text(&log->sets));
    /* The project's own rows have no step to take back: their words have its room too. */
    unsigned room = row->set ? WHAT_COLUMNS : WHAT_COLUMNS + STEP_SHORT + 1;
    output_made(&log->out, &text);
    column(log, buf_text(&text), room, row->name[0] || row->set);
    if (row->name[0] || row->set) {
        output_printf(&log->out, " ");
        column(log, buf_text(&name), DOCUMENT_COLUMNS, row->set != 0);
    }
    if (row->set) {
        output_printf(&log->out, " ");
        tell_step(&log->out, row);
    }
    output_printf(&log->out, "\n");
    buf_release(&text);
    buf_release(&name);
    log->first.number = 0;
    buf_clear(&log->sets);
    return fault;
}

/* Rows of one step are one line, however many they are and whatever sets they changed: a return is
 * the reviewer's decision and the annotator's status. */
static bool same_step(const struct past *a, const struct past *b)
{
    return a->number && a->set && b->set && a->document == b->document &&
           uuid_equal(a->step, b->step);
}

static enum fault print_text(struct log *log, const struct past *row, uint64_t *left,
                             struct err *err)
{
    bool goes_on = same_step(&log->first, row);
    enum fault fault = goes_on ? OK : end_line(log, err);
    if (fault || (!goes_on && !*left))
        return fault;
    if (!goes_on) {
        --*left;
        log->first = *row;
    }
    bool told = goes_on && log->set == row->set;
    log->set = row->set;
    if (!told && row->set && (row->of != SET_PERSON || strcmp(row->owner, row->actor) != 0)) {
        buf_add_string(&log->sets, log->sets.size ? ", " : "");
        tell_set(row->of, row->owner, row->source, &log->sets);
    }
    return OK;
}

static enum fault print_json(struct log *log, const struct past *row, struct err *err)
{
    struct output *out = &log->out;
    struct buf name = {0};
    enum fault fault =
        session_whole_name(log->session, row->document, row->name, sizeof row->name, &name, err);
    output_printf(out, "{");
    tell_json_row(out, row);
    output_printf(out, ",\"document\":");
    tell_json(out, row->name[0] ? buf_text(&name) : NULL);
    buf_release(&name);
    output_printf(out, ",\"set\":");
    tell_json(out, row->set ? set_kind_name(row->of) : NULL);
    if (row->set) {
        output_printf(out, ",\"annotator\":");
        tell_json(out, row->owner[0] ? row->owner : NULL);
        if (row->source[0]) {
            output_printf(out, ",\"source\":");
            tell_json(out, row->source);
        }
        output_printf(out, ",\"revision\":%lld", (long long)row->revision);
    } else if (row->about[0]) {
        output_printf(out, ",\"about\":");
        tell_json(out, row->about);
    }
    output_printf(out, "}\n");
    return fault;
}

static enum fault print_row(struct log *log, const struct past *row, uint64_t *left,
                            struct err *err)
{
    if (!log->json)
        return print_text(log, row, left, err);
    --*left;
    return print_json(log, row, err);
}

static enum fault print_all(struct log *log, struct err *err)
{
    struct past rows[ROWS];
    struct past_cursor cursor = {0};
    uint64_t left = log->most;
    enum fault fault = OK;
    /* The last line may go on in further rows. */
    while (!fault && (left || log->first.number)) {
        size_t got;
        fault = store_past(log->session->store, &cursor, &log->filter,
                           log->json && left < ROWS ? (size_t)left : ROWS, rows, &got, err);
        if (fault || !got)
            break;
        for (size_t i = 0; !fault && i < got && (left || log->first.number); i++)
            fault = print_row(log, &rows[i], &left, err);
        if (log->out.fault) /* the reader went away: nobody waits for the rest */
            return OK;
    }
    return fault ? fault : end_line(log, err);
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct log log = {
        .session = &session, .now = env->now(env->ctx), .whole = !isatty(STDOUT_FILENO)};
    enum fault fault = read_options(args, &log, err);
    if (!fault)
        fault = session_open(env, args, SESSION_READ, &session, err);
    if (fault)
        return fault;
    output_open(&log.out, NULL, NULL);
    if (!args->operands.n)
        fault = print_all(&log, err);
    for (size_t i = 0; i < args->operands.n && !fault; i++) {
        struct document document;
        fault = session_document(&session, args->operands.at[i], &document, err);
        if (fault)
            break;
        log.filter.document = document.key;
        document_release(&document);
        fault = print_all(&log, err);
    }
    buf_release(&log.sets);
    session_close(&session);
    return output_close(&log.out, fault, err);
}

const struct verb cmd_log = {
    .name = "log",
    .usage = "PROJECT [DOCUMENT...] [--who NAME] [--since TIME] [-n N]",
    .summary = "tell who did what, and when",
    .help = "Prints a line for each step, the newest first: when, who, what, in which\n"
            "document, and the step, by which `revert` takes it back. On a terminal long text\n"
            "is cut to its column, elsewhere it is whole. With --json each set that a step\n"
            "changed is a line. With DOCUMENT only the changes of its marks, one document\n"
            "after the other. A lead sees everything; a reviewer what they were given to\n"
            "review; an annotator what was done to their own marks.",
    .options = options,
    .role = ROLE_ANNOTATOR,
    .gate = "who since until set count reverse json",
    .project = true,
    .most = OPERANDS_ANY,
    .run = run,
};
