/* html_samples.h: pages of sets in memory. */
#ifndef MANICULE_TESTS_FORMATS_HTML_SAMPLES_H
#define MANICULE_TESTS_FORMATS_HTML_SAMPLES_H

#include "exchange_samples.h"

static inline void must_page(const struct sample *samples, size_t n, const struct labelset *labels,
                             struct buf *out)
{
    must_write("html", labels, UNIT_CODEPOINT, samples, n, out, NULL);
}

#endif
