/* exchange_samples.h: random samples through a format's writer, and what of them the format's row
 * says comes back; what a reader is to refuse. */
#ifndef MANICULE_TESTS_FORMATS_EXCHANGE_SAMPLES_H
#define MANICULE_TESTS_FORMATS_EXCHANGE_SAMPLES_H

#include "exchange.h"

static inline void read_ok(struct exchange *x, const char *text)
{
    exchange_forget(x);
    exchange_read_text(x, text);
}

static inline void read_refused(struct exchange *x, const char *text, const char *why)
{
    exchange_forget(x);
    if (exchange_read(x, text, strlen(text), NULL, 0) != FAULT_INPUT || !strstr(x->err.text, why))
        fail_msg("\"%s\", not \"%s\"", x->err.text, why);
}

/* Losses as the lines of a report. */
struct report {
    const struct labelset *labels;
    struct buf *losses; /* may be NULL */
};

static inline enum fault report_loss(void *ctx, const struct loss *loss, struct err *err)
{
    struct report *r = ctx;
    (void)err;
    if (r->losses)
        loss_json(loss, r->labels, r->losses);
    return OK;
}

static inline enum fault write_samples(const char *format, const struct labelset *labels,
                                       enum unit unit, const struct sample *samples, size_t n,
                                       struct buf *out, struct buf *losses, struct err *err)
{
    struct report report = {labels, losses};
    const struct outlet_options options = {.labels = labels,
                                           .unit = unit,
                                           .sink = {into_buf, out},
                                           .lose = report_loss,
                                           .ctx = &report};
    struct outlet *outlet = outlet_new(format_find(format), &options);
    if (!outlet)
        return err_set(err, FAULT_MEMORY, "out of memory");
    enum fault fault = outlet_begin(outlet, err);
    for (size_t i = 0; i < n && !fault; i++)
        fault = send_sample(&samples[i], outlet_stream(outlet), err);
    if (!fault)
        fault = outlet_end(outlet, err);
    outlet_free(outlet);
    return !fault && (out->failed || (losses && losses->failed))
               ? err_set(err, FAULT_MEMORY, "out of memory")
               : fault;
}

static inline void must_write(const char *format, const struct labelset *labels, enum unit unit,
                              const struct sample *samples, size_t n, struct buf *out,
                              struct buf *losses)
{
    struct err err = {0};
    if (write_samples(format, labels, unit, samples, n, out, losses, &err) != OK)
        fail_msg("%s: %s", format, err.text);
}

/* Of a sample's attributes those that every span may have. */
static inline char *builtin_attrs(const char *attrs)
{
    struct buf name = {0}, value = {0}, out = {0};
    while (attrs && attrs_next(&attrs, &name, &value))
        if (labelset_builtin_attribute(buf_text(&name), name.size))
            attrs_put(&out, buf_text(&name), buf_text(&value), value.size);
    buf_release(&name);
    buf_release(&value);
    return out.size ? buf_take(&out) : NULL;
}

/* The sample as the format's row says that it comes back: the native record of it, appended. */
static inline void write_carried(const struct sample *s, const struct format *format,
                                 const struct labelset *labels, struct buf *out)
{
    struct sample kept = *s;
    kept.document.source_encoding = NULL;
    if (!(format->carries & CARRY_META))
        kept.document.meta = NULL;
    if (s->marks && !(format->carries & CARRY_STATUS))
        kept.set.status = set_count(s->marks) ? STATUS_DONE : STATUS_OPEN;
    kept.marks = s->marks ? set_new() : NULL;
    for (const struct span *span = s->marks ? set_first(s->marks) : NULL; span;
         span = set_next(s->marks, span)) {
        struct span copy = *span;
        char *attrs = NULL;
        copy.origin = ORIGIN_IMPORT;
        copy.links = NULL;
        if (!(format->carries & CARRY_FRAGMENTS)) {
            copy.n_fragments = 1;
            copy.fragments = NULL;
        }
        if (!(format->carries & CARRY_ATTRIBUTES))
            copy.attrs = attrs = builtin_attrs(span->attrs);
        assert_non_null(set_add(kept.marks, &copy));
        free(attrs);
    }
    const struct relation *relation;
    for (size_t i = 0; s->marks && (format->carries & CARRY_RELATIONS) &&
                       (relation = set_relation_at(s->marks, i)) != NULL;
         i++)
        assert_non_null(set_relate(kept.marks, relation));
    write_sample(&kept, labels, UNIT_CODEPOINT, out);
    set_free(kept.marks);
}

#endif
