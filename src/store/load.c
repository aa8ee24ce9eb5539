/* Spans, relations, comments and verdicts from rows into memory: a whole set in slices, or a window
 * of it. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "manicule/text/units.h"
#include "reading.h"

struct loading {
    struct reading reading;
    struct sql *sql;
    struct set *into;
    struct err *err;
    bool check; /* rows come from a span_load, and their words are looked at */
};

static enum fault no_memory(struct err *err)
{
    return err_set(err, FAULT_MEMORY, "out of memory");
}

/* The text, the place or the digest itself: one of them is not what it was. */
static enum fault check_words(const struct loading *loading, enum query query,
                              const struct span *span)
{
    char id[UUID_TEXT];
    if (digest_slice(loading->reading.article, span) == (uint64_t)sql_int(loading->sql, query, 8))
        return OK;
    uuid_format(span->id, id);
    return err_set(loading->err, FAULT_DAMAGED,
                   "%s: span %s: its words are not those that were marked",
                   loading->reading.store->path, id);
}

/* The row at hand into the set. What is there already, from a window, is passed over. */
static enum fault take_span(struct loading *loading, enum query query)
{
    struct span span;
    enum fault fault = reading_span(&loading->reading, query, &span);
    if (!fault && loading->check)
        fault = check_words(loading, query, &span);
    if (fault || set_add(loading->into, &span))
        return fault;
    return set_find(loading->into, span.id) ? OK : no_memory(loading->err);
}

static enum fault take_relation(struct loading *loading, enum query query)
{
    struct relation relation;
    if (set_relation(loading->into, sql_uuid(loading->sql, query, 0)))
        return OK;
    enum fault fault = reading_relation(&loading->reading, query, &relation);
    if (fault || set_relate(loading->into, &relation))
        return fault;
    if (!set_find(loading->into, relation.from) || !set_find(loading->into, relation.to))
        return err_set(loading->err, FAULT_DAMAGED,
                       "%s: a relation's end is in another set; `verify` says which",
                       loading->reading.store->path);
    return no_memory(loading->err);
}

static enum fault take_comment(struct loading *loading, enum query query)
{
    struct comment comment;
    enum fault fault = reading_comment(&loading->reading, query, &comment);
    if (fault || set_comment_find(loading->into, comment.id) ||
        set_comment(loading->into, &comment))
        return fault;
    return no_memory(loading->err);
}

static enum fault take_verdict(struct loading *loading, enum query query)
{
    struct verdict verdict;
    enum fault fault = reading_verdict(&loading->reading, query, &verdict);
    if (fault || set_judge(loading->into, &verdict))
        return fault;
    return no_memory(loading->err);
}

static enum fault take_rows(struct loading *loading, enum query query, const struct value *values,
                            size_t n, enum fault (*take)(struct loading *, enum query))
{
    enum fault fault = sql_bind(loading->sql, query, values, n, loading->err);
    for (bool row; !fault && !(fault = sql_row(loading->sql, query, &row, loading->err)) && row;)
        fault = take(loading, query);
    sql_done(loading->sql, query);
    return fault;
}

static struct loading loading_of(struct store *store, const struct article *article,
                                 struct set *into, struct err *err)
{
    return (struct loading){
        .reading = {.store = store, .sql = &store->sql, .article = article, .err = err},
        .sql = &store->sql,
        .into = into,
        .err = err};
}

static enum fault begin(struct loading *loading, struct store *store, int64_t set,
                        const struct article *article, struct set *into, struct err *err)
{
    *loading = loading_of(store, article, into, err);
    if (!store->labels)
        return err_set(err, FAULT_USAGE, "%s: the label set was not read yet", store->path);
    enum fault fault = tx_read(store, err);
    if (fault)
        return fault;
    struct setrow row;
    bool found = false, may = false;
    fault = setrow_by_key(store, set, &row, &found, err);
    if (!fault && found)
        fault = rights_see(store, &row, &may, err);
    if (!fault && found && may)
        fault = document_same_text(store, row.document, article, err);
    if (!fault && !may && rights_bind(store))
        fault = err_set(err, FAULT_DENIED, "%s may not see these marks", store->person);
    return fault ? tx_end(store, fault, err) : OK;
}

static enum fault end(struct loading *loading, enum fault fault)
{
    reading_release(&loading->reading);
    return tx_end(loading->reading.store, fault, loading->err);
}

/* ---- a whole set, in slices ---- */
enum stage { LOAD_SPANS, LOAD_RELATIONS, LOAD_COMMENTS };

/* In a damaged file the rows behind a row may be the same again: nobody must read in a circle. */
static bool goes_on(const struct sql *sql, enum query query, struct load *load)
{
    int64_t key = sql_int(sql, query, 0);
    int64_t start = sql_int(sql, query, 2), end = sql_int(sql, query, 3);
    bool on = start != load->last_start ? start > load->last_start
              : end != load->last_end   ? end > load->last_end
                                        : key > load->last_key;
    load->last_key = key;
    load->last_start = start;
    load->last_end = end;
    return on;
}

static enum fault out_of_order(const struct loading *loading)
{
    return err_set(loading->err, FAULT_DAMAGED,
                   "%s: the rows of a set are out of order; `verify` says more",
                   loading->reading.store->path);
}

static enum fault bind_slice(struct loading *loading, enum query query, int64_t set,
                             const struct load *load, size_t limit)
{
    if (query == Q_SPAN_LOAD_FIRST)
        return sql_bind(loading->sql, query, VALUES(V_INT(set), V_INT(limit)), loading->err);
    return sql_bind(loading->sql, query,
                    VALUES(V_INT(set), V_INT(load->last_start), V_INT(load->last_end),
                           V_INT(load->last_key), V_INT(limit)),
                    loading->err);
}

static enum fault load_spans(struct loading *loading, int64_t set, struct load *load, size_t limit,
                             size_t *rows)
{
    struct sql *sql = loading->sql;
    enum query query = load->last_end ? Q_SPAN_LOAD : Q_SPAN_LOAD_FIRST;
    enum fault fault = bind_slice(loading, query, set, load, limit);
    *rows = 0;
    for (bool row; !fault && !(fault = sql_row(sql, query, &row, loading->err)) && row; ++*rows) {
        fault = take_span(loading, query);
        if (!fault && !goes_on(sql, query, load))
            fault = out_of_order(loading);
        if (fault)
            break;
    }
    sql_done(sql, query);
    return fault;
}

static enum fault load_relations(struct loading *loading, int64_t set, struct load *load,
                                 size_t limit, size_t *rows)
{
    struct sql *sql = loading->sql;
    enum fault fault =
        sql_bind(sql, Q_RELATION_LOAD, VALUES(V_INT(set), V_UUID(load->last_id), V_INT(limit)),
                 loading->err);
    *rows = 0;
    for (bool row; !fault && !(fault = sql_row(sql, Q_RELATION_LOAD, &row, loading->err)) && row;
         ++*rows) {
        fault = take_relation(loading, Q_RELATION_LOAD);
        struct uuid id = sql_uuid(sql, Q_RELATION_LOAD, 0);
        if (!fault && uuid_order(id, load->last_id) <= 0)
            fault = out_of_order(loading);
        if (fault)
            break;
        load->last_id = id;
    }
    sql_done(sql, Q_RELATION_LOAD);
    return fault;
}

static enum fault load_slice(struct loading *loading, int64_t set, struct load *load, size_t limit)
{
    size_t rows = 0;
    enum fault fault = OK;
    if (load->stage == LOAD_SPANS) {
        fault = load_spans(loading, set, load, limit, &rows);
        if (fault || rows == limit)
            return fault;
        load->stage = LOAD_RELATIONS;
        limit -= rows;
    }
    if (load->stage == LOAD_RELATIONS) {
        fault = load_relations(loading, set, load, limit, &rows);
        if (fault || rows == limit)
            return fault;
        load->stage = LOAD_COMMENTS;
    }
    fault = take_rows(loading, Q_COMMENT_LOAD, VALUES(V_INT(set)), take_comment);
    if (!fault)
        fault = take_rows(loading, Q_VERDICT_LOAD, VALUES(V_INT(set)), take_verdict);
    load->done = !fault;
    return fault;
}

enum fault store_load(struct store *store, int64_t set, const struct article *article,
                      struct set *into, struct load *load, size_t rows, struct err *err)
{
    struct loading loading;
    if (load->done)
        return OK;
    enum fault fault = begin(&loading, store, set, article, into, err);
    if (fault)
        return fault;
    loading.check = load->check;
    loading.reading.codepoint = load->codepoint;
    loading.reading.pos = load->pos;
    if (rows > INT32_MAX)
        rows = INT32_MAX;
    fault = load_slice(&loading, set, load, rows ? rows : 1);
    load->codepoint = loading.reading.codepoint;
    load->pos = loading.reading.pos;
    return end(&loading, fault);
}

enum fault load_whole(struct store *store, int64_t set, const struct article *article,
                      struct set *into, struct err *err)
{
    struct loading loading = loading_of(store, article, into, err);
    struct load load = {.done = false};
    enum fault fault = tx_read(store, err);
    if (fault)
        return fault;
    while (!fault && !load.done)
        fault = load_slice(&loading, set, &load, INT32_MAX);
    return end(&loading, fault);
}

/* ---- a window ---- */
struct linked {
    VEC(int64_t) spans; /* keys of those in the window */
};

static enum fault window_spans(struct loading *loading, const struct setrow *set, int64_t start,
                               int64_t end, struct linked *linked)
{
    struct sql *sql = loading->sql;
    int64_t from = start > (int64_t)set->widest ? start - (int64_t)set->widest : 0;
    enum fault fault =
        sql_bind(sql, Q_SPAN_WINDOW, VALUES(V_INT(set->key), V_INT(from), V_INT(start), V_INT(end)),
                 loading->err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_SPAN_WINDOW, &row, loading->err)) && row;) {
        fault = take_span(loading, Q_SPAN_WINDOW);
        if (!fault && !vec_push(&linked->spans, sql_int(sql, Q_SPAN_WINDOW, 0)))
            fault = no_memory(loading->err);
    }
    sql_done(sql, Q_SPAN_WINDOW);
    return fault;
}

/* A relation at the window's edge: its other end comes first. */
static enum fault take_link(struct loading *loading, enum query query)
{
    enum fault fault = take_rows(loading, Q_SPAN_BY_KEY,
                                 VALUES(V_INT(sql_int(loading->sql, query, 5))), take_span);
    return fault ? fault : take_relation(loading, query);
}

static enum fault window_inside(struct loading *loading, int64_t key, struct range window,
                                struct linked *linked)
{
    struct setrow set;
    bool found;
    enum fault fault = setrow_by_key(loading->reading.store, key, &set, &found, loading->err);
    if (fault || !found)
        return fault;
    fault = window_spans(loading, &set, article_codepoint(loading->reading.article, window.start),
                         article_codepoint(loading->reading.article, window.end), linked);
    for (size_t i = 0; !fault && i < linked->spans.n; i++) {
        const struct value span = V_INT(linked->spans.at[i]);
        fault = take_rows(loading, Q_RELATION_FROM, &span, 1, take_link);
        if (!fault)
            fault = take_rows(loading, Q_RELATION_TO, &span, 1, take_link);
        if (!fault)
            fault = take_rows(loading, Q_COMMENT_OF_SPAN, &span, 1, take_comment);
    }
    return fault;
}

enum fault store_load_window(struct store *store, int64_t set, const struct article *article,
                             struct range window, struct set *into, struct err *err)
{
    struct loading loading;
    struct linked linked = {0};
    enum fault fault = begin(&loading, store, set, article, into, err);
    if (fault)
        return fault;
    fault = end(&loading, window_inside(&loading, set, window, &linked));
    vec_free(&linked.spans);
    return fault;
}
