#include <string.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"
#include "manifest.h"
#include "sending.h"
#include "token_option.h"
#include "verbs.h"

static const struct option options[] = {
    {"output", 'o', "FILE", "write to FILE, whole or not at all, instead of standard output"},
    {"format", 'f', "FORMAT", "another than the native one; `manicule help export` lists them"},
    {"report", 0, "FILE", "list what the format cannot carry, as JSON Lines"},
    {"tokens", 0, "FILE", "your own tokens (manicule(5)); or words (the default), or space"},
    {"strict", 0, NULL, "write nothing when something cannot be carried"},
    {"set", 0, "KIND", "person (the default), gold, suggestion, review or all"},
    {"gold", 0, NULL, "the same as --set gold"},
    {"annotator", 0, "NAME", "only the sets of this person; once for each"},
    {"status", 0, "STATUS", "only sets that are new, open, done, returned or accepted"},
    {"document", 0, "NAME", "only this document (#3: the third), or those like \"econ-*\""},
    {"label", 0, "NAME", "only spans of this label; once for each"},
    {"since", 0, "TIME", "only sets that were last changed then or later"},
    {"until", 0, "TIME", "only sets that were last changed then or before"},
    {"reading", 0, "WHICH", "reviewed (the default), or marked: before anyone reviewed it"},
    {"at", 0, "TIME", "sets as they stood then: 2026-11-25, \"2026-11-25 14:02\", or 2h, 3d ago"},
    {"split", 0, "PARTS", "train=80,dev=10,test=10: parts by document, into -o FOLDER"},
    {"offsets", 0, "UNIT", "codepoint, utf8 (bytes) or utf16; else what the format counts in"},
    {"skip-damaged", 0, NULL, "tell of damaged documents and export the others"},
    {0},
};

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
    *out =
        o->n_owners == 1 || o->kind == SET_GOLD || (o->kind == SET_PERSON && (!line || !line[1]));
    buf_release(&names);
    return fault;
}

static enum fault read_format(const struct session *session, const struct args *args,
                              const struct export_options *o, struct sending_options *out,
                              struct err *err)
{
    const char *name = args_value(args, "format"), *offsets = args_value(args, "offsets");
    const struct format *format = format_find(name ? name : "native");
    enum unit unit = UNIT_CODEPOINT;
    if (offsets && !unit_parse(offsets, &unit))
        return err_set(err, FAULT_USAGE, "--offsets %s: it is codepoint, utf8 or utf16",
                       shown(offsets).text);
    if (!format || (!format->write && strcmp(format->name, "native") != 0))
        return err_set(err, FAULT_USAGE, "--format %s: `manicule help export` lists the formats",
                       shown(name).text);
    *out = (struct sending_options){.format = format,
                                    .labels = &session->labels,
                                    .unit = offsets ? unit : format->unit,
                                    .path = args_value(args, "output"),
                                    .parts = args_has(args, "split"),
                                    .report = args_value(args, "report"),
                                    .strict = args_has(args, "strict"),
                                    .project = store_path(session->store)};
    if (offsets && !has_unit(format, unit))
        return err_set(err, FAULT_USAGE, "--offsets %s: %s counts in %s", unit_name(unit),
                       format->name, format->places ? format->places : unit_name(format->unit));
    return one_owner(session, o, &out->one_owner, err);
}

/* ---- the work ---- */

struct exporting {
    const struct args *args;
    struct session session;
    struct choosing choosing;
    struct token_option tokens;
    struct sending_options how;
    struct sending out;
    struct progress bar;
    struct split_shares shares;
};

static void progress(void *ctx, uint64_t done, uint64_t of)
{
    progress_show(ctx, "exporting", done, of);
}

static void reading(void *ctx, uint64_t done, uint64_t of)
{
    progress_show(ctx, "comparing", done, of);
}

static enum fault open_all(struct exporting *x, const struct env *env, struct err *err)
{
    const char *split = args_value(x->args, "split");
    enum fault fault = choosing_read(&x->choosing, &x->session, x->args, env->now(env->ctx), err);
    if (!fault)
        fault = read_format(&x->session, x->args, &x->choosing.export, &x->how, err);
    if (!fault && split)
        fault = split_parse(split, &x->shares, err);
    if (!fault)
        fault = token_option_open(&x->tokens, &x->session, x->how.format,
                                  args_value(x->args, "tokens"), err);
    x->how.tokens = token_option_source(&x->tokens);
    return fault ? fault : sending_open(&x->out, &x->how, err);
}

/* With --skip-damaged what is sound leaves whole, and the fault is told after it. */
static bool is_complete(const struct exporting *x, enum fault fault)
{
    return !fault || (fault == FAULT_DAMAGED && x->choosing.export.skip_damaged);
}

static void add_counts(struct export_counts *sum, const struct export_counts *more)
{
    sum->records += more->records;
    sum->spans += more->spans;
    sum->relations += more->relations;
    sum->bare += more->bare;
    for (size_t i = 0; i <= SET_REVIEW; i++)
        sum->kept_kind[i] += more->kept_kind[i];
    for (size_t i = 0; i < STATUSES; i++)
        sum->kept_status[i] += more->kept_status[i];
    sum->kept_owner += more->kept_owner;
    sum->kept_time += more->kept_time;
    sum->kept_unfinished += more->kept_unfinished;
    sum->kept_spans += more->kept_spans;
    sum->kept_relations += more->kept_relations;
    sum->kept_bare += more->kept_bare;
    sum->damaged += more->damaged;
}

/* One part after another. A fault over damage is kept, and the parts go on where that is asked for.
 */
static enum fault send_parts(struct exporting *x, struct manifest *manifest,
                             struct export_counts *counts, struct err *err)
{
    enum fault damage = OK;
    for (size_t i = 0; i < x->shares.n; i++) {
        struct export_counts some;
        struct err why;
        enum fault fault =
            sending_part(&x->out, x->shares.at[i].name, &manifest->first_file[i], err);
        if (fault)
            return fault;
        manifest->part = i;
        manifest->to = sending_stream(&x->out);
        struct stream stream = manifest_stream(manifest);
        choosing_part(&x->choosing, manifest->plan, i);
        fault = export_run(x->session.store, &x->choosing.export, &stream, &some, &why);
        if (fault && err)
            *err = why;
        if (!is_complete(x, fault))
            return fault;
        damage = fault ? fault : damage;
        add_counts(counts, &some);
    }
    return damage;
}

static enum fault send_manifest(struct exporting *x, struct manifest *manifest, struct err *err)
{
    struct buf text = {0};
    enum fault fault = sending_parts_end(&x->out, &manifest->files, &manifest->n_files, err);
    if (!fault)
        fault = manifest_write(manifest, &x->bar, &text, err);
    if (!fault)
        fault = sending_beside(&x->out, "manifest.json", &text, err);
    buf_release(&text);
    return fault;
}

static enum fault send_split(struct exporting *x, struct export_counts *counts, struct err *err)
{
    struct split_plan *plan = NULL;
    *counts = (struct export_counts){0};
    enum fault fault = split_make(x->session.store, &x->shares, x->bar.terminal ? reading : NULL,
                                  &x->bar, &plan, err);
    if (fault)
        return fault;
    struct manifest manifest = {.session = &x->session,
                                .choosing = &x->choosing,
                                .args = x->args,
                                .shares = &x->shares,
                                .plan = plan,
                                .format = x->how.format,
                                .unit = x->how.unit};
    fault = send_parts(x, &manifest, counts, err);
    if (is_complete(x, fault)) {
        struct err late;
        enum fault ended = send_manifest(x, &manifest, &late);
        if (ended && err)
            *err = late;
        fault = ended ? ended : fault;
    }
    manifest_release(&manifest);
    split_free(plan);
    return fault;
}

static enum fault send_whole(struct exporting *x, struct export_counts *counts, struct err *err)
{
    struct stream stream = sending_stream(&x->out);
    x->choosing.export.hold = x->how.format->folder ? NULL : sending_hold;
    x->choosing.export.sink = &x->out;
    return export_run(x->session.store, &x->choosing.export, &stream, counts, err);
}

static enum fault send(struct exporting *x, struct err *err)
{
    struct export_options *o = &x->choosing.export;
    struct export_counts counts;
    struct err late;
    o->note = session_note;
    o->progress = x->bar.terminal ? progress : NULL;
    o->ctx = &x->bar;
    enum fault fault = x->how.parts ? send_split(x, &counts, err) : send_whole(x, &counts, err);
    progress_clear(&x->bar);
    bool complete = is_complete(x, fault);
    enum fault ended = complete ? choosing_end(&x->choosing, &late) : OK;
    if (complete && !ended)
        ended = sending_end(&x->out, &x->bar, &late);
    if (ended && err)
        *err = late;
    if (ended || !complete)
        return ended ? ended : fault;
    struct buf told = {0};
    export_told(&counts, &told);
    if (told.size)
        session_note(&x->bar, buf_text(&told));
    buf_release(&told);
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct exporting x = {.args = args, .tokens = {.fd = -1}};
    enum fault fault = session_open(env, args, SESSION_READ, &x.session, err);
    if (fault)
        return fault;
    fault = open_all(&x, env, err);
    if (!fault) {
        progress_start(&x.bar, env);
        fault = send(&x, err);
        sending_drop(&x.out);
    }
    token_option_close(&x.tokens);
    choosing_release(&x.choosing);
    session_close(&x.session);
    return fault;
}

const struct verb cmd_export = {
    .name = "export",
    .usage = "PROJECT [-o FILE] [--format FORMAT] [--set KIND]",
    .summary = "write sets as JSON Lines or in another format",
    .help = "Writes one line of JSON for each document and set: the text, its SHA-256, and\n"
            "every span with its offsets and its exact words, relations and attributes.\n"
            "Without options that is every person's set of every status; documents that\n"
            "nobody opened leave with \"set\":null. Comments and doubts stay in the project\n"
            "and its `backup`, but for formats that carry them. What the options keep back\n"
            "is counted on standard error. With --at sets are what they were then, and\n"
            "documents that nobody had opened stay out; with --reading marked they are what\n"
            "their owners last finished before the first review. With --label relations\n"
            "leave where both their ends do. The same data are always the same bytes.\n"
            "Offsets count from 0, and an end is the place after the last character.\n\n"
            "With --split each document is in one part. Which one follows from its text, so\n"
            "it stays there when others are added, and documents that are nearly the same\n"
            "stay together. FOLDER gets a file or folder for each part, and manifest.json,\n"
            "which tells what is in them; manicule(1) says how they are parted.",
    .options = options,
    .list = verbs_list_written,
    .role = ROLE_REVIEWER,
    .gate = "format strict set gold annotator status document label since until reading at offsets "
            "skip-damaged",
    .project = true,
    .run = run,
};
