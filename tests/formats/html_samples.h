/* html_samples.h: pages of sets in memory. */
#ifndef MANICULE_TESTS_FORMATS_HTML_SAMPLES_H
#define MANICULE_TESTS_FORMATS_HTML_SAMPLES_H

#include "samples.h"

#include "manicule/formats/format.h"

static inline enum fault page_of(const struct sample *samples, size_t n,
                                 const struct labelset *labels, struct buf *out, struct err *err)
{
    const struct outlet_options options = {.labels = labels, .sink = {into_buf, out}};
    struct outlet *outlet = outlet_new(format_find("html"), &options);
    if (!outlet)
        return err_set(err, FAULT_MEMORY, "out of memory");
    enum fault fault = outlet_begin(outlet, err);
    for (size_t i = 0; i < n && fault == OK; i++)
        fault = send_sample(&samples[i], outlet_stream(outlet), err);
    if (fault == OK)
        fault = outlet_end(outlet, err);
    outlet_free(outlet);
    return fault == OK && out->failed ? err_set(err, FAULT_MEMORY, "out of memory") : fault;
}

static inline void must_page(const struct sample *samples, size_t n, const struct labelset *labels,
                             struct buf *out)
{
    struct err err;
    if (page_of(samples, n, labels, out, &err) != OK)
        fail_msg("%s", err.text);
}

#endif
