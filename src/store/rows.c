/* Edits become rows.
 *
 * An edit may only touch a row that is exactly its before-image; a new span of a new set has
 * nothing to be compared with, so that an import costs its inserts. The set's kept counts change
 * with each row: `set` in the work at hand is written back by the caller.
 */
#include <stdio.h>
#include <string.h>

#include "internal.h"
#include "manicule/text/units.h"

struct work {
    struct store *store;
    struct sql *sql;
    struct setrow *set;
    bool fresh;                           /* the set is made by this very step */
    const struct article *before, *after; /* the texts that images before and after are in */
    const struct labelset *labels;
    int64_t label_count[LABELS_MAX], relation_count[LABELS_MAX]; /* changes, by number */
    bool label_used[LABELS_MAX],
        relation_used[LABELS_MAX]; /* new ones came, though they may have gone again */
    struct err *err;
};

struct places { /* code points */
    int64_t start, end;
};

static struct places places_in(const struct article *article, struct range range)
{
    return (struct places){article_codepoint(article, range.start),
                           article_codepoint(article, range.end)};
}

static const char *label_name(const struct work *work, uint16_t label)
{
    return work->labels->labels[label].name;
}

static const char *relation_name(const struct work *work, uint16_t type)
{
    return work->labels->relations[type].name;
}

static const char *plain(const char *text)
{
    return text ? text : "";
}

static enum fault conflict(const struct work *work, const char *what)
{
    return err_set(work->err, FAULT_CONFLICT, "%s was changed meanwhile", what);
}

static enum fault span_conflict(const struct work *work, const struct span *span)
{
    struct places at = places_in(work->before, span->at);
    return err_set(work->err, FAULT_CONFLICT, "the %s at %lld-%lld was changed meanwhile",
                   label_name(work, span->label), (long long)at.start, (long long)at.end);
}

/* ---- unlinked: spans with a label from which a relation could leave, and none does ---- */
static enum fault leaves(const struct work *work, int64_t span, uint16_t type, bool *any)
{
    enum fault fault =
        sql_one(work->sql, Q_RELATION_FIRST,
                VALUES(V_INT(span), V_STRING(relation_name(work, type))), any, work->err);
    sql_done(work->sql, Q_RELATION_FIRST);
    return fault;
}

static int relations_wanted(const struct work *work, uint16_t label)
{
    int n = 0;
    for (size_t i = 0; i < work->labels->n_relations; i++)
        n += work->labels->relations[i].from == label;
    return n;
}

static enum fault relabel_unlinked(const struct work *work, int64_t span, uint16_t before,
                                   uint16_t after)
{
    for (size_t i = 0; i < work->labels->n_relations; i++) {
        int by = (work->labels->relations[i].from == after) -
                 (work->labels->relations[i].from == before);
        bool any = false;
        enum fault fault = by ? leaves(work, span, (uint16_t)i, &any) : OK;
        if (fault)
            return fault;
        if (by && !any)
            work->set->unlinked += by;
    }
    return OK;
}

/* ---- spans ---- */
static enum fault add_fragments(const struct work *work, int64_t key, const struct span *span)
{
    enum fault fault = OK;
    for (size_t i = 0; !fault && i < span->n_fragments; i++) {
        struct places at = places_in(work->after, span_fragment(span, i));
        fault = sql_run(work->sql, Q_FRAGMENT_ADD,
                        VALUES(V_INT(key), V_INT(i), V_INT(at.start), V_INT(at.end)), work->err);
    }
    return fault;
}

static void widen(const struct work *work, struct places at)
{
    if (at.end - at.start > (int64_t)work->set->widest)
        work->set->widest = (uint32_t)(at.end - at.start);
}

/* Ids that were deleted are kept, so that an import does not bring them back. */
static enum fault went(struct work *work, struct uuid id)
{
    return sql_run(work->sql, Q_DELETED_ADD, VALUES(V_UUID(id), V_INT(work->set->key)), work->err);
}

static enum fault came_back(struct work *work, struct uuid id)
{
    return sql_run(work->sql, Q_DELETED_TAKE_BACK, VALUES(V_UUID(id), V_INT(work->set->key)),
                   work->err);
}

static enum fault add_span(struct work *work, const struct span *span)
{
    struct places at = places_in(work->after, span->at);
    const char *label = label_name(work, span->label);
    enum fault fault =
        sql_run(work->sql, Q_SPAN_ADD,
                VALUES(V_UUID(span->id), V_INT(work->set->key), V_INT(at.start), V_INT(at.end),
                       V_STRING(label), V_INT(span->origin), V_INT(span->n_fragments),
                       V_STRING(plain(span->attrs)), V_INT(digest_slice(work->after, span))),
                work->err);
    if (!fault && span->n_fragments > 1)
        fault = add_fragments(work, sqlite3_last_insert_rowid(work->sql->db), span);
    if (!fault && !work->fresh)
        fault = came_back(work, span->id);
    widen(work, at);
    work->set->spans++;
    work->set->unlinked += relations_wanted(work, span->label);
    work->label_count[span->label]++;
    work->label_used[span->label] = true;
    return fault;
}

static enum fault same_fragments(const struct work *work, int64_t key, const struct span *span,
                                 bool *same)
{
    size_t i = 0;
    enum fault fault = sql_bind(work->sql, Q_FRAGMENTS_OF, VALUES(V_INT(key)), work->err);
    *same = true;
    for (bool row; !fault && !(fault = sql_row(work->sql, Q_FRAGMENTS_OF, &row, work->err)) && row;
         i++) {
        if (i >= span->n_fragments) {
            *same = false;
            break;
        }
        struct places at = places_in(work->before, span_fragment(span, i));
        if (sql_int(work->sql, Q_FRAGMENTS_OF, 1) != at.start ||
            sql_int(work->sql, Q_FRAGMENTS_OF, 2) != at.end)
            *same = false;
    }
    sql_done(work->sql, Q_FRAGMENTS_OF);
    *same = *same && i == span->n_fragments;
    return fault;
}

static bool same_text(const struct work *work, enum query query, int column, const char *text)
{
    size_t n;
    const char *there = sql_text(work->sql, query, column, &n);
    return n == strlen(text) && memcmp(there, text, n) == 0;
}

/* Finds the row that is exactly this span. */
static enum fault span_there(const struct work *work, const struct span *span, int64_t *key)
{
    struct sql *sql = work->sql;
    struct places at = places_in(work->before, span->at);
    bool same;
    enum fault fault = sql_one(sql, Q_SPAN_BY_ID, VALUES(V_UUID(span->id)), &same, work->err);
    if (!fault && same) {
        *key = sql_int(sql, Q_SPAN_BY_ID, 0);
        same = sql_int(sql, Q_SPAN_BY_ID, 1) == work->set->key &&
               sql_int(sql, Q_SPAN_BY_ID, 2) == at.start &&
               sql_int(sql, Q_SPAN_BY_ID, 3) == at.end &&
               same_text(work, Q_SPAN_BY_ID, 4, label_name(work, span->label)) &&
               sql_int(sql, Q_SPAN_BY_ID, 5) == span->origin &&
               sql_int(sql, Q_SPAN_BY_ID, 6) == span->n_fragments &&
               same_text(work, Q_SPAN_BY_ID, 7, plain(span->attrs));
    }
    sql_done(sql, Q_SPAN_BY_ID);
    if (!fault && same && span->n_fragments > 1)
        fault = same_fragments(work, *key, span, &same);
    return fault || same ? fault : span_conflict(work, span);
}

static enum fault delete_span(struct work *work, const struct span *span)
{
    int64_t key;
    enum fault fault = span_there(work, span, &key);
    if (!fault && span->n_fragments > 1)
        fault = sql_run(work->sql, Q_FRAGMENTS_DELETE, VALUES(V_INT(key)), work->err);
    if (!fault)
        fault = sql_run(work->sql, Q_SPAN_DELETE, VALUES(V_INT(key)), work->err);
    if (!fault)
        fault = went(work, span->id);
    work->set->spans--;
    work->set->unlinked -= relations_wanted(work, span->label);
    work->label_count[span->label]--;
    return fault;
}

static enum fault change_span(struct work *work, const struct span *before,
                              const struct span *after)
{
    int64_t key;
    struct places at = places_in(work->after, after->at);
    enum fault fault = span_there(work, before, &key);
    if (!fault)
        fault = sql_run(work->sql, Q_SPAN_CHANGE,
                        VALUES(V_INT(key), V_INT(at.start), V_INT(at.end),
                               V_STRING(label_name(work, after->label)), V_INT(after->origin),
                               V_INT(after->n_fragments), V_STRING(plain(after->attrs)),
                               V_INT(digest_slice(work->after, after))),
                        work->err);
    if (!fault && before->n_fragments > 1)
        fault = sql_run(work->sql, Q_FRAGMENTS_DELETE, VALUES(V_INT(key)), work->err);
    if (!fault && after->n_fragments > 1)
        fault = add_fragments(work, key, after);
    if (!fault && before->label != after->label)
        fault = relabel_unlinked(work, key, before->label, after->label);
    widen(work, at);
    work->label_count[before->label]--;
    work->label_count[after->label]++;
    work->label_used[after->label] |= before->label != after->label;
    return fault;
}

static enum fault edit_span(struct work *work, const struct edit *edit)
{
    if (!edit->had)
        return add_span(work, &edit->span.after);
    if (!edit->has)
        return delete_span(work, &edit->span.before);
    if (!uuid_equal(edit->span.before.id, edit->span.after.id))
        return conflict(work, "a span's id");
    return change_span(work, &edit->span.before, &edit->span.after);
}

/* ---- relations ---- */
struct end { /* of a relation: a span of this set */
    int64_t key;
    bool counts; /* its label is the one the relation's type leaves from */
};

static enum fault find_end(const struct work *work, struct uuid id, uint16_t type, struct end *out)
{
    struct sql *sql = work->sql;
    uint16_t label = work->labels->relations[type].from;
    bool row;
    enum fault fault = sql_one(sql, Q_SPAN_BY_ID, VALUES(V_UUID(id)), &row, work->err);
    if (!fault && (!row || sql_int(sql, Q_SPAN_BY_ID, 1) != work->set->key))
        fault = err_set(work->err, FAULT_CONFLICT, "one end of a %s is not there any more",
                        relation_name(work, type));
    if (!fault)
        *out = (struct end){sql_int(sql, Q_SPAN_BY_ID, 0),
                            label < work->labels->n_labels &&
                                same_text(work, Q_SPAN_BY_ID, 4, label_name(work, label))};
    sql_done(sql, Q_SPAN_BY_ID);
    return fault;
}

/* Call before a relation of the type comes, or after one went, at a span that counts: was it, or is
 * it now, without one? */
static enum fault count_link(const struct work *work, struct end from, uint16_t type, int by)
{
    bool any = false;
    enum fault fault = from.counts ? leaves(work, from.key, type, &any) : OK;
    if (!fault && from.counts && !any)
        work->set->unlinked += by;
    return fault;
}

static enum fault add_relation(struct work *work, const struct relation *relation)
{
    struct end from = {0}, to = {0};
    enum fault fault = find_end(work, relation->from, relation->type, &from);
    if (!fault)
        fault = find_end(work, relation->to, relation->type, &to);
    if (!fault)
        fault = count_link(work, from, relation->type, -1);
    if (!fault)
        fault = sql_run(work->sql, Q_RELATION_ADD,
                        VALUES(V_UUID(relation->id), V_INT(work->set->key),
                               V_STRING(relation_name(work, relation->type)), V_INT(from.key),
                               V_INT(to.key), V_STRING(plain(relation->attrs))),
                        work->err);
    if (!fault && !work->fresh)
        fault = came_back(work, relation->id);
    work->set->relations++;
    work->relation_count[relation->type]++;
    work->relation_used[relation->type] = true;
    return fault;
}

static enum fault relation_there(const struct work *work, const struct relation *relation,
                                 int64_t *key, struct end *from)
{
    struct sql *sql = work->sql;
    const char *type = relation_name(work, relation->type);
    uint16_t label = work->labels->relations[relation->type].from;
    bool same;
    enum fault fault =
        sql_one(sql, Q_RELATION_BY_ID, VALUES(V_INT(work->set->key), V_UUID(relation->id)), &same,
                work->err);
    if (!fault && same) {
        *key = sql_int(sql, Q_RELATION_BY_ID, 0);
        *from = (struct end){sql_int(sql, Q_RELATION_BY_ID, 5),
                             label < work->labels->n_labels &&
                                 same_text(work, Q_RELATION_BY_ID, 6, label_name(work, label))};
        same = same_text(work, Q_RELATION_BY_ID, 1, type) &&
               uuid_equal(sql_uuid(sql, Q_RELATION_BY_ID, 2), relation->from) &&
               uuid_equal(sql_uuid(sql, Q_RELATION_BY_ID, 3), relation->to) &&
               same_text(work, Q_RELATION_BY_ID, 4, plain(relation->attrs));
    }
    sql_done(sql, Q_RELATION_BY_ID);
    return fault || same ? fault
                         : err_set(work->err, FAULT_CONFLICT, "a %s was changed meanwhile", type);
}

static enum fault delete_relation(struct work *work, const struct relation *relation)
{
    int64_t key;
    struct end from = {0};
    enum fault fault = relation_there(work, relation, &key, &from);
    if (!fault)
        fault = sql_run(work->sql, Q_RELATION_DELETE, VALUES(V_INT(key)), work->err);
    if (!fault)
        fault = went(work, relation->id);
    if (!fault)
        fault = count_link(work, from, relation->type, 1);
    work->set->relations--;
    work->relation_count[relation->type]--;
    return fault;
}

static enum fault edit_relation(struct work *work, const struct edit *edit)
{
    if (!edit->had)
        return add_relation(work, &edit->relation.after);
    enum fault fault = delete_relation(work, &edit->relation.before);
    return fault || !edit->has ? fault : add_relation(work, &edit->relation.after);
}

/* ---- comments ---- */
static enum fault comment_span(const struct work *work, const struct comment *comment,
                               struct value *out)
{
    *out = V_NULL;
    if (uuid_is_zero(comment->span))
        return OK;
    bool row;
    enum fault fault =
        sql_one(work->sql, Q_SPAN_BY_ID, VALUES(V_UUID(comment->span)), &row, work->err);
    if (!fault && (!row || sql_int(work->sql, Q_SPAN_BY_ID, 1) != work->set->key))
        fault = conflict(work, "the span of a comment");
    if (!fault)
        *out = V_INT(sql_int(work->sql, Q_SPAN_BY_ID, 0));
    sql_done(work->sql, Q_SPAN_BY_ID);
    return fault;
}

static int is_open_doubt(const struct comment *comment)
{
    return comment->doubt && !comment->settled;
}

static enum fault comment_there(const struct work *work, const struct comment *comment,
                                int64_t *key)
{
    struct sql *sql = work->sql;
    bool same;
    enum fault fault = sql_one(
        sql, Q_COMMENT_BY_ID, VALUES(V_INT(work->set->key), V_UUID(comment->id)), &same, work->err);
    if (!fault && same) {
        *key = sql_int(sql, Q_COMMENT_BY_ID, 0);
        same = uuid_equal(sql_uuid(sql, Q_COMMENT_BY_ID, 2), comment->span) &&
               (sql_int(sql, Q_COMMENT_BY_ID, 3) != 0) == comment->doubt &&
               (sql_int(sql, Q_COMMENT_BY_ID, 4) != 0) == comment->settled &&
               sql_int(sql, Q_COMMENT_BY_ID, 5) == comment->at &&
               same_text(work, Q_COMMENT_BY_ID, 6, plain(comment->author)) &&
               same_text(work, Q_COMMENT_BY_ID, 7, plain(comment->text));
    }
    sql_done(sql, Q_COMMENT_BY_ID);
    return fault || same ? fault : conflict(work, "a comment");
}

static enum fault edit_comment(struct work *work, const struct edit *edit)
{
    const struct comment *before = &edit->comment.before, *after = &edit->comment.after;
    int64_t key = 0;
    struct value span = V_NULL;
    enum fault fault = edit->had ? comment_there(work, before, &key) : OK;
    if (!fault && edit->has)
        fault = comment_span(work, after, &span);
    if (fault)
        return fault;
    work->set->doubts += (edit->has && is_open_doubt(after)) - (edit->had && is_open_doubt(before));
    if (!edit->has)
        return sql_run(work->sql, Q_COMMENT_DELETE, VALUES(V_INT(key)), work->err);
    if (edit->had && !uuid_equal(before->id, after->id))
        return conflict(work, "a comment's id");
    const struct value doubt = V_INT(after->doubt), settled = V_INT(after->settled),
                       at = V_INT(after->at);
    const struct value author = V_STRING(plain(after->author)), text = V_STRING(plain(after->text));
    if (edit->had)
        return sql_run(work->sql, Q_COMMENT_CHANGE,
                       VALUES(V_INT(key), span, doubt, settled, at, author, text), work->err);
    return sql_run(
        work->sql, Q_COMMENT_ADD,
        VALUES(V_UUID(after->id), V_INT(work->set->key), span, doubt, settled, at, author, text),
        work->err);
}

/* ---- verdicts ---- */
static enum fault verdict_there(const struct work *work, const struct verdict *verdict, bool wanted)
{
    struct sql *sql = work->sql;
    bool there;
    enum fault fault =
        sql_one(sql, Q_VERDICT_BY_ITEM,
                VALUES(V_INT(work->set->key), V_INT((int64_t)verdict->item)), &there, work->err);
    bool as_wanted = there == wanted;
    if (!fault && there && wanted)
        as_wanted = sql_int(sql, Q_VERDICT_BY_ITEM, 1) == verdict->kind &&
                    sql_int(sql, Q_VERDICT_BY_ITEM, 2) == verdict->round &&
                    sql_int(sql, Q_VERDICT_BY_ITEM, 3) == (int64_t)verdict->reading &&
                    uuid_equal(sql_uuid(sql, Q_VERDICT_BY_ITEM, 4), verdict->span) &&
                    same_text(work, Q_VERDICT_BY_ITEM, 5, plain(verdict->reason));
    sql_done(sql, Q_VERDICT_BY_ITEM);
    return fault || as_wanted ? fault : conflict(work, "a verdict");
}

static enum fault edit_verdict(struct work *work, const struct edit *edit)
{
    const struct verdict *before = &edit->verdict.before, *after = &edit->verdict.after;
    enum fault fault = verdict_there(work, edit->had ? before : after, edit->had);
    if (fault)
        return fault;
    if (!edit->has)
        return sql_run(work->sql, Q_VERDICT_DELETE,
                       VALUES(V_INT(work->set->key), V_INT((int64_t)before->item)), work->err);
    if (edit->had && before->item != after->item)
        return conflict(work, "what a verdict is about");
    return sql_run(work->sql, Q_VERDICT_PUT,
                   VALUES(V_INT(work->set->key), V_INT((int64_t)after->item), V_INT(after->kind),
                          V_INT(after->round), V_INT((int64_t)after->reading),
                          uuid_is_zero(after->span) ? V_NULL : V_UUID(after->span),
                          V_STRING(plain(after->reason))),
                   work->err);
}

/* ---- the step ---- */
/* Does somebody look at the acting person's own marks? Then they stay finished until they come
 * back. */
static enum fault under_review(const struct work *work, const struct edit *edit, bool *yes)
{
    const struct setrow *set = work->set;
    *yes = false;
    if (set->kind != SET_PERSON || strcmp(set->owner, work->store->person) != 0 ||
        edit->status.before != STATUS_DONE || edit->status.after != STATUS_OPEN)
        return OK;
    enum fault fault = sql_one(work->sql, Q_SET_REVIEW,
                               VALUES(V_INT(set->document), V_STRING(set->owner)), yes, work->err);
    sql_done(work->sql, Q_SET_REVIEW);
    return fault;
}

static enum fault edit_status(struct work *work, const struct edit *edit)
{
    bool reviewed;
    enum fault fault = under_review(work, edit, &reviewed);
    if (fault || reviewed)
        return fault ? fault : err_set(work->err, FAULT_DENIED, "the document is under review");
    if (edit->status.before != work->set->status)
        return err_set(work->err, FAULT_CONFLICT, "the set is %s by now, not %s",
                       status_name(work->set->status), status_name(edit->status.before));
    work->set->status = edit->status.after;
    return OK;
}

static bool label_fits(const struct work *work, uint16_t label)
{
    return label < work->labels->n_labels && label < LABELS_MAX;
}

static bool relation_fits(const struct work *work, uint16_t type)
{
    return type < work->labels->n_relations && type < LABELS_MAX;
}

static bool names_fit(const struct work *work, const struct edit *edit)
{
    if (edit->kind == EDIT_SPAN)
        return (!edit->had || label_fits(work, edit->span.before.label)) &&
               (!edit->has || label_fits(work, edit->span.after.label));
    if (edit->kind == EDIT_RELATION)
        return (!edit->had || relation_fits(work, edit->relation.before.type)) &&
               (!edit->has || relation_fits(work, edit->relation.after.type));
    return true;
}

static enum fault count_name(const struct work *work, int kind, const char *name, int64_t by)
{
    return sql_run(work->sql, Q_TALLY_ADD,
                   VALUES(V_INT(work->set->key), V_INT(kind), V_STRING(name),
                          V_INT(by > 0 ? by : 0), V_INT(by)),
                   work->err);
}

static enum fault keep_tally(const struct work *work)
{
    enum fault fault = OK;
    for (uint16_t i = 0; !fault && i < LABELS_MAX; i++)
        if (work->label_count[i] || work->label_used[i])
            fault = count_name(work, 0, label_name(work, i), work->label_count[i]);
    for (uint16_t i = 0; !fault && i < LABELS_MAX; i++)
        if (work->relation_count[i] || work->relation_used[i])
            fault = count_name(work, 1, relation_name(work, i), work->relation_count[i]);
    return fault;
}

enum fault rows_apply(struct store *store, struct setrow *set, bool fresh,
                      const struct edits *edits, const struct article *before,
                      const struct article *after, struct err *err)
{
    static enum fault (*const apply[])(struct work *, const struct edit *) = {
        [EDIT_SPAN] = edit_span,       [EDIT_RELATION] = edit_relation,
        [EDIT_COMMENT] = edit_comment, [EDIT_VERDICT] = edit_verdict,
        [EDIT_STATUS] = edit_status,
    };
    struct work work = {.store = store,
                        .sql = &store->sql,
                        .set = set,
                        .fresh = fresh,
                        .before = before,
                        .after = after,
                        .labels = store->labels,
                        .err = err};
    enum fault fault = OK;
    for (size_t i = 0; !fault && i < edits->n; i++) {
        const struct edit *edit = &edits->at[i];
        fault = names_fit(&work, edit)
                    ? apply[edit->kind](&work, edit)
                    : err_set(err, FAULT_INPUT, "a label or relation is not in the label set");
    }
    return fault ? fault : keep_tally(&work);
}
