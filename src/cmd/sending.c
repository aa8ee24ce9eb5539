#include "sending.h"

#include <inttypes.h>
#include <string.h>

#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"

static enum fault write_folder(void *ctx, const void *bytes, size_t n, struct err *err)
{
    struct sending *s = ctx;
    return folder_add(&s->folder, bytes, n, err);
}

static enum fault write_held(void *ctx, const void *bytes, size_t n, struct err *err)
{
    struct sending *s = ctx;
    spool_put(s->held, bytes, n);
    return spool_check(s->held, err);
}

static enum fault begin_file(void *ctx, const char *path, struct err *err)
{
    struct sending *s = ctx;
    if (!s->part)
        return folder_file(&s->folder, path, err);
    buf_clear(&s->file);
    buf_printf(&s->file, "%s/%s", s->part, path);
    return s->file.failed ? err_set(err, FAULT_MEMORY, "out of memory")
                          : folder_file(&s->folder, buf_text(&s->file), err);
}

static bool count_loss(struct sending *s, const struct loss *loss)
{
    s->losses++;
    for (size_t i = 0; i < s->counts.n; i++) {
        struct loss_count *count = &s->counts.at[i];
        if (count->kind == loss->kind && strcmp(count->what, loss->what) == 0 &&
            strcmp(count->why, loss->why) == 0) {
            count->n++;
            return true;
        }
    }
    struct loss_count count = {loss->kind, loss->what, loss->why, 1};
    return vec_push(&s->counts, count);
}

static enum fault lose(void *ctx, const struct loss *loss, struct err *err)
{
    struct sending *s = ctx;
    if (!count_loss(s, loss))
        return err_set(err, FAULT_MEMORY, "out of memory");
    if (!s->options.report)
        return OK;
    buf_clear(&s->line);
    loss_json(loss, s->options.labels, &s->line);
    output_buf(&s->report, &s->line);
    if (s->report.fault && err)
        *err = s->report.err;
    return s->report.fault;
}

static enum fault open_way(struct sending *s, struct sink *sink, struct err *err)
{
    const struct sending_options *o = &s->options;
    bool pipe = !o->path || strcmp(o->path, "-") == 0;
    if (o->format->folder || o->parts) {
        if (pipe)
            return err_set(err, FAULT_USAGE, "%s %s a folder of files: -o FOLDER says where",
                           o->parts ? "--split" : o->format->name, o->parts ? "makes" : "is");
        *sink = (struct sink){write_folder, s};
        enum fault fault = folder_open(&s->folder, o->path, err);
        s->folder.list = o->parts;
        return fault;
    }
    if (pipe && o->strict) {
        *sink = (struct sink){write_held, s};
        return spool_open(o->project, &s->held, err);
    }
    *sink = output_sink(&s->out);
    return output_open(&s->out, o->path, err);
}

/* The format's writer, on what was opened. */
static enum fault begin_writer(struct sending *s, struct sink sink, struct err *err)
{
    const struct sending_options *options = &s->options;
    struct outlet_options o = {.labels = options->labels,
                               .unit = options->unit,
                               .one_owner = options->one_owner,
                               .tokens = options->tokens,
                               .sink = sink,
                               .file = begin_file,
                               .lose = lose,
                               .ctx = s};
    if (options->format->write)
        s->outlet = outlet_new(options->format, &o);
    else
        s->native = jsonl_writer_new(options->labels, options->unit, sink);
    if (!s->outlet && !s->native)
        return err_set(err, FAULT_MEMORY, "out of memory");
    return s->outlet ? outlet_begin(s->outlet, err) : OK;
}

enum fault sending_open(struct sending *s, const struct sending_options *options, struct err *err)
{
    *s = (struct sending){.options = *options,
                          .out = {.fd = -1, .folder = -1},
                          .report = {.fd = -1, .folder = -1},
                          .folder = {.parent = -1, .fd = -1, .file = -1}};
    struct sink sink;
    enum fault fault = open_way(s, &sink, err);
    if (!fault && options->report)
        fault = output_open(&s->report, options->report, err);
    if (!fault && options->report && output_same(&s->out, &s->report))
        fault = err_set(err, FAULT_USAGE, "-o and --report name the same file");
    if (!fault && !options->parts)
        fault = begin_writer(s, sink, err);
    if (fault)
        sending_drop(s);
    return fault;
}

/* ---- parts ---- */

static enum fault end_part(struct sending *s, struct err *err)
{
    enum fault fault = s->outlet ? outlet_end(s->outlet, err) : OK;
    outlet_free(s->outlet);
    jsonl_writer_free(s->native);
    s->outlet = NULL;
    s->native = NULL;
    s->part = NULL;
    return fault;
}

/* A file of the part's name, with the first extension that the format has. */
static enum fault begin_part_file(struct sending *s, const char *name, struct err *err)
{
    const char *extensions = s->options.format->extensions;
    buf_clear(&s->file);
    buf_printf(&s->file, "%s.%.*s", name, (int)strcspn(extensions, " "), extensions);
    return s->file.failed ? err_set(err, FAULT_MEMORY, "out of memory")
                          : folder_file(&s->folder, buf_text(&s->file), err);
}

enum fault sending_part(struct sending *s, const char *name, size_t *before, struct err *err)
{
    enum fault fault = end_part(s, err);
    s->part = name;
    *before = s->folder.files.n;
    if (!fault && !s->options.format->folder)
        fault = begin_part_file(s, name, err);
    return fault ? fault : begin_writer(s, (struct sink){write_folder, s}, err);
}

enum fault sending_parts_end(struct sending *s, const struct folder_file **files, size_t *n,
                             struct err *err)
{
    enum fault fault = end_part(s, err);
    if (!fault)
        fault = folder_file_end(&s->folder, err);
    *files = s->folder.files.at;
    *n = s->folder.files.n;
    return fault;
}

enum fault sending_beside(struct sending *s, const char *name, const struct buf *text,
                          struct err *err)
{
    enum fault fault = text->failed ? err_set(err, FAULT_MEMORY, "out of memory")
                                    : folder_file(&s->folder, name, err);
    return fault ? fault : folder_add(&s->folder, buf_text(text), text->size, err);
}

struct stream sending_stream(struct sending *s)
{
    return s->outlet ? outlet_stream(s->outlet) : jsonl_stream(s->native);
}

void sending_hold(void *sending, bool on)
{
    struct sending *s = sending;
    if (!s->options.format->folder && !s->options.parts && !s->held)
        output_hold(&s->out, on);
}

/* What waited goes out now that nothing speaks against it. */
static enum fault let_go(struct sending *s, struct err *err)
{
    char some[4096];
    enum fault fault = spool_rewind(s->held, err);
    output_open(&s->out, NULL, NULL);
    while (!fault && spool_at(s->held) < spool_size(s->held)) {
        uint64_t left = spool_size(s->held) - spool_at(s->held);
        size_t n = left < sizeof some ? (size_t)left : sizeof some;
        if (spool_get(s->held, some, n))
            output_add(&s->out, some, n);
        else
            fault = spool_check(s->held, err);
    }
    return fault;
}

static void tell_losses(const struct sending *s, void *progress)
{
    struct buf line = {0};
    for (size_t i = 0; i < s->counts.n; i++) {
        const struct loss_count *count = &s->counts.at[i];
        buf_clear(&line);
        buf_printf(&line, "%s: %s %s of %" PRIu64 " span%s or relation%s: %s",
                   s->options.format->name, loss_name(count->kind), count->what, count->n,
                   output_s(count->n), output_s(count->n), count->why);
        session_note(progress, buf_text(&line));
    }
    if (s->losses && !s->options.report) {
        session_note(progress, "--report FILE lists them, --strict refuses them");
    }
    uint64_t again = s->outlet ? outlet_again(s->outlet) : 0;
    if (again) {
        buf_clear(&line);
        buf_printf(&line,
                   "%s does not say whose marks they are, and %" PRIu64 " text%s left more than "
                   "once; --annotator or --gold chooses",
                   s->options.format->name, again, again == 1 ? "" : "s");
        session_note(progress, buf_text(&line));
    }
    buf_release(&line);
}

enum fault sending_end(struct sending *s, void *progress, struct err *err)
{
    const struct sending_options *o = &s->options;
    enum fault fault = s->outlet ? outlet_end(s->outlet, err) : OK;
    bool refused = !fault && o->strict && s->losses;
    if (!fault && !refused && s->held)
        fault = let_go(s, err);
    if (!fault && !refused)
        fault =
            o->format->folder || o->parts ? folder_end(&s->folder, err) : output_end(&s->out, err);
    if (!fault && o->report)
        fault = output_end(&s->report, err);
    if (!fault)
        tell_losses(s, progress);
    if (refused && !fault)
        fault = err_set(err, FAULT_FOUND, "%" PRIu64 " thing%s would be lost; nothing was written",
                        s->losses, output_s(s->losses));
    sending_drop(s);
    return fault;
}

void sending_drop(struct sending *s)
{
    outlet_free(s->outlet);
    jsonl_writer_free(s->native);
    s->outlet = NULL;
    s->native = NULL;
    spool_close(s->held);
    s->held = NULL;
    output_drop(&s->out);
    output_drop(&s->report);
    folder_drop(&s->folder);
    buf_release(&s->line);
    buf_release(&s->file);
    vec_free(&s->counts);
}
