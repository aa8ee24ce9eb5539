#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/cmd/when.h"
#include "manicule/flow/export.h"
#include "manicule/flow/shown.h"
#include "manicule/formats/jsonl.h"
#include "verbs.h"

static const struct option options[] = {
    {"output", 'o', "FILE", "write to FILE, whole or not at all, instead of standard output"},
    {"set", 0, "KIND", "person (the default), gold, suggestion, review or all"},
    {"gold", 0, NULL, "the same as --set gold"},
    {"annotator", 0, "NAME", "only the sets of this person"},
    {"status", 0, "STATUS", "only sets that are new, open, done, returned or accepted"},
    {"document", 0, "NAME", "only this document (#3: the third)"},
    {"at", 0, "TIME", "sets as they stood then: 2026-11-25, \"2026-11-25 14:02\", or 2h, 3d ago"},
    {"offsets", 0, "UNIT", "codepoint (the default), utf8 (bytes) or utf16"},
    {"skip-damaged", 0, NULL, "tell of damaged documents and export the others"},
    {0},
};

static enum fault read_options(const struct session *session, const struct args *args, int64_t now,
                               struct export_options *out, enum unit *unit, struct err *err)
{
    const char *offsets = args_value(args, "offsets"), *document = args_value(args, "document");
    const char *at = args_value(args, "at");
    out->owner = args_value(args, "annotator");
    out->skip_damaged = args_has(args, "skip-damaged");
    enum fault fault = verbs_set(args, "person", &out->kind, err);
    if (!fault)
        fault = verbs_status(args, &out->status, err);
    if (!fault && out->owner)
        fault = session_check_owner(session, out->owner, err);
    if (!fault && at)
        fault = when_parse(at, now, true, &out->at, err);
    if (fault)
        return fault;
    *unit = UNIT_CODEPOINT;
    if (offsets && !unit_parse(offsets, unit))
        return err_set(err, FAULT_USAGE, "--offsets %s: it is codepoint, utf8 or utf16",
                       shown(offsets).text);
    if (!document)
        return OK;
    struct document found;
    fault = session_document(session, document, &found, err);
    if (fault)
        return fault;
    out->document = found.key;
    document_release(&found);
    return OK;
}

static void progress(void *ctx, uint64_t done, uint64_t of)
{
    progress_show(ctx, "exporting", done, of);
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct output out;
    struct progress bar;
    struct export_counts counts;
    enum unit unit;
    struct export_options o = {.note = session_note, .ctx = &bar};
    enum fault fault = session_open(env, args, SESSION_READ, &session, err);
    if (fault)
        return fault;
    fault = read_options(&session, args, env->now(env->ctx), &o, &unit, err);
    if (!fault)
        fault = output_open(&out, args_value(args, "output"), err);
    if (fault) {
        session_close(&session);
        return fault;
    }
    progress_start(&bar, env);
    o.progress = bar.terminal ? progress : NULL;
    o.hold = output_hold;
    o.sink = &out;
    struct jsonl_writer *writer = jsonl_writer_new(&session.labels, unit, output_sink(&out));
    if (!writer) {
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    } else {
        struct stream stream = jsonl_stream(writer);
        fault = export_run(session.store, &o, &stream, &counts, err);
    }
    jsonl_writer_free(writer);
    session_close(&session);
    progress_clear(&bar);
    /* With --skip-damaged what is sound leaves whole, and the fault is told after it. */
    bool complete = !fault || (fault == FAULT_DAMAGED && o.skip_damaged);
    struct err late;
    enum fault ended = complete ? output_end(&out, &late) : OK;
    output_drop(&out);
    if (ended) {
        if (err)
            *err = late;
        return ended;
    }
    struct buf told = {0};
    if (complete)
        export_told(&counts, &told);
    if (told.size)
        session_note(&bar, buf_text(&told));
    buf_release(&told);
    return fault;
}

const struct verb cmd_export = {
    .name = "export",
    .usage = "PROJECT [-o FILE] [--set KIND] [--annotator NAME]",
    .summary = "write sets as JSON Lines, for training and exchange",
    .help = "Writes one line of JSON for each document and set: the text, its SHA-256, and\n"
            "every span with its offsets and its exact words, relations and attributes.\n"
            "Without options that is every person's set of every status; documents that\n"
            "nobody opened leave with \"set\":null. Comments and doubts stay in the project and\n"
            "its `backup`. What the options keep back is counted on standard error. With\n"
            "--at sets are what they were then, and documents that nobody had opened stay\n"
            "out. The same data are always the same bytes. Offsets count from 0,\n"
            "and an end is the place after the last character.",
    .options = options,
    .role = ROLE_REVIEWER,
    .gate = "set gold annotator status document at offsets skip-damaged",
    .project = true,
    .run = run,
};
