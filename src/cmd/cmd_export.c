#include <string.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/cmd/when.h"
#include "manicule/flow/export.h"
#include "manicule/flow/shown.h"
#include "token_option.h"
#include "sending.h"
#include "verbs.h"

static const struct option options[] = {
    {"output", 'o', "FILE", "write to FILE, whole or not at all, instead of standard output"},
    {"format", 'f', "FORMAT", "another than the native one; `manicule help export` lists them"},
    {"report", 0, "FILE", "list what the format cannot carry, as JSON Lines"},
    {"tokens", 0, "FILE", "your own tokens (manicule(5)); or words (the default), or space"},
    {"strict", 0, NULL, "write nothing when something cannot be carried"},
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

/* May the format count in this unit? */
static bool has_unit(const struct format *format, enum unit unit)
{
    const char *name = unit_name(unit);
    const char *at = format->units ? strstr(format->units, name) : NULL;
    return at || (!format->places && format->unit == unit);
}

/* Do all sets that leave belong to one owner? Then a folder needs no folders for each. */
static enum fault one_owner(const struct session *session, const struct export_options *o,
                            bool *out, struct err *err)
{
    struct buf names = {0};
    enum fault fault = store_owners(session->store, &names, err);
    const char *line = strchr(buf_text(&names), '\n');
    *out = o->owner || o->kind == SET_GOLD || (o->kind == SET_PERSON && (!line || !line[1]));
    buf_release(&names);
    return fault;
}

static enum fault read_format(const struct session *session, const struct args *args,
                              const struct export_options *o, enum unit unit,
                              struct sending_options *out, struct err *err)
{
    const char *name = args_value(args, "format");
    const struct format *format = format_find(name ? name : "native");
    enum fault fault = OK;
    if (!format || (!format->write && strcmp(format->name, "native") != 0))
        return err_set(err, FAULT_USAGE, "--format %s: `manicule help export` lists the formats",
                       shown(name).text);
    *out = (struct sending_options){.format = format,
                                    .labels = &session->labels,
                                    .unit = args_has(args, "offsets") ? unit : format->unit,
                                    .path = args_value(args, "output"),
                                    .report = args_value(args, "report"),
                                    .strict = args_has(args, "strict"),
                                    .project = store_path(session->store)};
    if (args_has(args, "offsets") && !has_unit(format, unit))
        fault = err_set(err, FAULT_USAGE, "--offsets %s: %s counts in %s", unit_name(unit),
                        format->name, format->places ? format->places : unit_name(format->unit));
    return fault ? fault : one_owner(session, o, &out->one_owner, err);
}

static void progress(void *ctx, uint64_t done, uint64_t of)
{
    progress_show(ctx, "exporting", done, of);
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct sending out;
    struct sending_options so = {0};
    struct token_option tokens = {.fd = -1};
    struct progress bar;
    struct export_counts counts;
    enum unit unit;
    struct export_options o = {.note = session_note, .ctx = &bar};
    enum fault fault = session_open(env, args, SESSION_READ, &session, err);
    if (fault)
        return fault;
    fault = read_options(&session, args, env->now(env->ctx), &o, &unit, err);
    if (!fault)
        fault = read_format(&session, args, &o, unit, &so, err);
    if (!fault)
        fault = token_option_open(&tokens, &session, so.format, args_value(args, "tokens"), err);
    so.tokens = token_option_source(&tokens);
    if (!fault)
        fault = sending_open(&out, &so, err);
    if (fault) {
        token_option_close(&tokens);
        session_close(&session);
        return fault;
    }
    progress_start(&bar, env);
    o.progress = bar.terminal ? progress : NULL;
    o.hold = so.format->folder ? NULL : sending_hold;
    o.sink = &out;
    struct stream stream = sending_stream(&out);
    fault = export_run(session.store, &o, &stream, &counts, err);
    progress_clear(&bar);
    /* With --skip-damaged what is sound leaves whole, and the fault is told after it. */
    bool complete = !fault || (fault == FAULT_DAMAGED && o.skip_damaged);
    struct err late;
    enum fault ended = complete ? sending_end(&out, &bar, &late) : OK;
    sending_drop(&out);
    token_option_close(&tokens);
    session_close(&session);
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
    .usage = "PROJECT [-o FILE] [--format FORMAT] [--set KIND]",
    .summary = "write sets as JSON Lines or in another format",
    .help = "Writes one line of JSON for each document and set: the text, its SHA-256, and\n"
            "every span with its offsets and its exact words, relations and attributes.\n"
            "Without options that is every person's set of every status; documents that\n"
            "nobody opened leave with \"set\":null. Comments and doubts stay in the project and\n"
            "its `backup`. What the options keep back is counted on standard error. With\n"
            "--at sets are what they were then, and documents that nobody had opened stay\n"
            "out. The same data are always the same bytes. Offsets count from 0,\n"
            "and an end is the place after the last character.",
    .options = options,
    .list = verbs_list_written,
    .role = ROLE_REVIEWER,
    .gate = "format strict set gold annotator status document at offsets skip-damaged",
    .project = true,
    .run = run,
};
