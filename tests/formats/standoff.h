/* standoff.h: formats of a text and a file beside it: both out of what was written, random sets there
 * and back, and a confession that is held against what came back. */
#ifndef MANICULE_TESTS_FORMATS_STANDOFF_H
#define MANICULE_TESTS_FORMATS_STANDOFF_H

#include "exchange.h"

/* The two files of the document `name` in what was written; in x->out, which stays. */
struct pair {
    const char *text, *marks;
    size_t n_text, n_marks;
};

static inline struct pair pair_of(const struct exchange *x, const char *text_mark,
                                  const char *marks_mark)
{
    const char *out = buf_text(&x->out);
    size_t n = x->out.size;
    const char *text = memmem(out, n, text_mark, strlen(text_mark));
    const char *marks = memmem(out, n, marks_mark, strlen(marks_mark));
    if (!text || !marks)
        fail_msg("%s and %s are not in\n%s", text_mark, marks_mark, out);
    text += strlen(text_mark);
    return (struct pair){text, marks + strlen(marks_mark), (size_t)(marks - text),
                         (size_t)(out + n - (marks + strlen(marks_mark)))};
}

/* What was lost, by span and relation. */
struct lost {
    struct exchange *x;
    VEC(struct loss) all;
};

static inline enum fault lost_file(void *ctx, const char *path, struct err *err)
{
    return exchange_file(((struct lost *)ctx)->x, path, err);
}

static inline enum fault lost_take(void *ctx, const struct loss *loss, struct err *err)
{
    struct lost *lost = ctx;
    (void)err;
    assert_true(vec_push(&lost->all, *loss));
    return OK;
}

static inline bool lost_span(const struct lost *lost, struct uuid id, const char *what)
{
    for (size_t i = 0; i < lost->all.n; i++) {
        const struct loss *loss = &lost->all.at[i];
        if (loss->span && uuid_equal(loss->span->id, id) && strcmp(loss->what, what) == 0)
            return true;
    }
    return false;
}

static inline bool lost_relation(const struct lost *lost, struct uuid id)
{
    for (size_t i = 0; i < lost->all.n; i++)
        if (lost->all.at[i].relation && uuid_equal(lost->all.at[i].relation->id, id))
            return true;
    return false;
}

/* The sample's marks as a record that borrows them. */
static inline struct record borrowed(const struct sample *s)
{
    struct record r = {.document = s->document,
                       .set = s->set,
                       .has_set = s->marks != NULL,
                       .article = s->article};
    size_t n = s->marks ? set_count(s->marks) : 0, links = s->marks ? set_relations(s->marks) : 0;
    r.spans = arena_take(&r.arena, (n + 1) * sizeof *r.spans);
    r.relations = arena_take(&r.arena, (links + 1) * sizeof *r.relations);
    assert_true(r.spans && r.relations);
    for (const struct span *span = n ? set_first(s->marks) : NULL; span;
         span = set_next(s->marks, span))
        r.spans[r.n_spans++] = *span;
    for (size_t i = 0; i < links; i++)
        r.relations[r.n_relations++] = *set_relation_at(s->marks, i);
    return r;
}

/* Writes one record, and keeps what is lost as it is told. */
static inline void write_lost(struct exchange *x, const struct record *r, struct lost *lost)
{
    struct outlet_options o = {.labels = &x->labels,
                               .unit = x->format->unit,
                               .one_owner = true,
                               .sink = {into_buf, &x->out},
                               .file = lost_file,
                               .lose = lost_take,
                               .ctx = lost};
    struct err err;
    lost->x = x;
    lost->all.n = 0;
    buf_clear(&x->out);
    struct outlet *outlet = outlet_new(x->format, &o);
    assert_non_null(outlet);
    if (outlet_begin(outlet, &err) != OK || exchange_send(outlet_stream(outlet), r, &err) != OK ||
        outlet_end(outlet, &err) != OK)
        fail_msg("%s", err.text);
    outlet_free(outlet);
}

#endif
