/* says.h: all that a set says but for ids and origins, to be compared as text. */
#ifndef MANICULE_TESTS_FORMATS_SAYS_H
#define MANICULE_TESTS_FORMATS_SAYS_H

#include "testlib.h"

#include "manicule/base/buf.h"
#include "manicule/marks/set.h"

static inline void says_span(const struct labelset *labels, const struct span *span, struct buf *out)
{
    buf_printf(out, "%s %u-%u %s", labels->labels[span->label].name, span->at.start.byte,
               span->at.end.byte, span->attrs ? span->attrs : "");
}

static inline int says_order(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline const struct span *says_end(const struct span *spans, size_t n, struct uuid id)
{
    for (size_t i = 0; i < n; i++)
        if (uuid_equal(spans[i].id, id))
            return &spans[i];
    fail_msg("no such span");
    return NULL;
}

/* All that a set says, in an order of its own. */
static inline void says(const struct labelset *labels, const struct span *spans, size_t n,
                 const struct relation *relations, size_t n_relations, struct buf *out)
{
    char **lines = calloc(n + n_relations + 1, sizeof *lines);
    struct buf line = {0};
    for (size_t i = 0; i < n; i++) {
        says_span(labels, &spans[i], &line);
        lines[i] = buf_take(&line);
        line = (struct buf){0};
    }
    for (size_t i = 0; i < n_relations; i++) {
        const struct relation *r = &relations[i];
        buf_printf(&line, "relation %s ", labels->relations[r->type].name);
        says_span(labels, says_end(spans, n, r->from), &line);
        says_span(labels, says_end(spans, n, r->to), &line);
        lines[n + i] = buf_take(&line);
        line = (struct buf){0};
    }
    qsort(lines, n + n_relations, sizeof *lines, says_order);
    for (size_t i = 0; i < n + n_relations; i++) {
        buf_printf(out, "%s\n", lines[i]);
        free(lines[i]);
    }
    free(lines);
}

#endif
