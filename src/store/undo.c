/* Undo and redo: each person's own steps, in order, across documents and sittings.
 *
 * The steps that are done and those that are undone are two runs of a person's keys, the undone
 * ones behind: a new edit drops them, so the next of either is one look into an index.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "manicule/marks/codec.h"

struct steprow {
    int64_t key;
    char actor[PERSON_MAX + 1];
    enum step_kind kind;
    int64_t state, first, last;
};

static enum fault find_step(struct store *store, struct uuid id, int64_t set, struct steprow *out,
                            bool *found, struct err *err)
{
    struct sql *sql = &store->sql;
    enum fault fault = sql_one(sql, Q_STEP_FIND, VALUES(V_UUID(id), V_INT(set)), found, err);
    if (!fault && *found) {
        *out = (struct steprow){
            .key = sql_int(sql, Q_STEP_FIND, 0),
            .kind = (enum step_kind)sql_int(sql, Q_STEP_FIND, 2),
            .state = sql_int(sql, Q_STEP_FIND, 3),
            .first = sql_int(sql, Q_STEP_FIND, 4),
            .last = sql_int(sql, Q_STEP_FIND, 5),
        };
        snprintf(out->actor, sizeof out->actor, "%s", sql_text(sql, Q_STEP_FIND, 1, NULL));
    }
    sql_done(sql, Q_STEP_FIND);
    return fault;
}

enum fault undo_state(struct store *store, struct uuid step, int64_t set, enum step_state *state,
                      bool *found, struct err *err)
{
    struct steprow row;
    enum fault fault = find_step(store, step, set, &row, found, err);
    if (!fault && *found)
        *state = row.state == STATE_DONE     ? STATE_DONE
                 : row.state == STATE_UNDONE ? STATE_UNDONE
                                             : STATE_DROPPED;
    return fault;
}

static enum fault note_edit(struct store *store, const struct step *step, const struct setrow *set,
                            struct err *err)
{
    struct steprow row;
    bool found;
    enum fault fault = sql_run(&store->sql, Q_STEPS_DROP, VALUES(V_STRING(store->person)), err);
    if (!fault)
        fault = find_step(store, step->id, set->key, &row, &found, err);
    if (fault)
        return fault;
    if (!found)
        return sql_run(&store->sql, Q_STEP_ADD,
                       VALUES(V_UUID(step->id), V_INT(set->key), V_STRING(store->person),
                              V_INT(step->kind), V_INT(set->revision)),
                       err);
    if (row.state != STATE_DONE || row.kind != step->kind || strcmp(row.actor, store->person) != 0)
        return err_set(err, FAULT_CONFLICT, "the step was taken back meanwhile");
    return sql_run(&store->sql, Q_STEP_LONGER, VALUES(V_INT(row.key), V_INT(set->revision)), err);
}

static enum fault note_turn(struct store *store, const struct step *step, const struct setrow *set,
                            struct err *err)
{
    struct steprow row;
    bool found, back = step->kind == STEP_UNDO;
    char why[128];
    enum fault fault = find_step(store, step->undoes, set->key, &row, &found, err);
    if (fault)
        return fault;
    if (!found || row.state != (back ? STATE_DONE : STATE_UNDONE) ||
        strcmp(row.actor, store->person) != 0)
        return err_set(err, FAULT_CONFLICT,
                       back ? "the step is not one that stands"
                            : "the step is not one that was taken back");
    fault = undo_stop(store, set, step->undoes, row.kind == STEP_IMPORT, why, sizeof why, err);
    if (!fault && why[0])
        fault = err_set(err, FAULT_CONFLICT, "%s", why);
    return fault ? fault
                 : sql_run(&store->sql, Q_STEP_STATE,
                           VALUES(V_INT(row.key), V_INT(back ? STATE_UNDONE : STATE_DONE)), err);
}

enum fault undo_note(struct store *store, const struct step *step, const struct setrow *set,
                     struct err *err)
{
    bool turn = step->kind == STEP_UNDO || step->kind == STEP_REDO;
    return turn ? note_turn(store, step, set, err) : note_edit(store, step, set, err);
}

/* Someone else's later edit of the same marks, such as a lead's revert. Mostly nobody else was
 * there at all. */
static enum fault others_later(struct store *store, const struct setrow *set, struct uuid id,
                               char *out, size_t n, struct err *err)
{
    struct steprow step;
    struct past later;
    bool found;
    enum fault fault = find_step(store, id, set->key, &step, &found, err);
    if (fault || !found)
        return fault;
    fault =
        sql_one(&store->sql, Q_PAST_OTHERS,
                VALUES(V_INT(set->key), V_INT(step.first), V_STRING(store->person)), &found, err);
    sql_done(&store->sql, Q_PAST_OTHERS);
    if (!fault && found)
        fault = past_touched_later(store, set->key, id, step.first, step.last, store->person,
                                   &later, &found, err);
    if (!fault && found)
        snprintf(out, n, "%s changed the same marks later", later.actor);
    return fault;
}

/* A step's edits are places in the text it was made in. */
static enum fault in_another_text(struct store *store, const struct setrow *set, struct uuid id,
                                  uint32_t edition, bool *yes, struct err *err)
{
    struct steprow step;
    uint32_t first = edition, last = edition;
    bool found;
    enum fault fault = find_step(store, id, set->key, &step, &found, err);
    if (!fault && found)
        fault = journal_edition_at(store, set->key, step.first, &first, err);
    if (!fault && found)
        fault = journal_edition_at(store, set->key, step.last, &last, err);
    *yes = !fault && (first != edition || last != edition);
    return fault;
}

enum fault undo_stop(struct store *store, const struct setrow *set, struct uuid step, bool import,
                     char *out, size_t n, struct err *err)
{
    bool row = false, own = set->kind == SET_PERSON && strcmp(set->owner, store->person) == 0;
    out[0] = '\0';
    enum fault fault =
        sql_one(&store->sql, Q_DOCUMENT_BRIEF, VALUES(V_INT(set->document)), &row, err);
    bool gone = !fault && (!row || sql_is_null(&store->sql, Q_DOCUMENT_BRIEF, 0));
    uint32_t edition = !fault && row ? (uint32_t)sql_int(&store->sql, Q_DOCUMENT_BRIEF, 3) : 0;
    sql_done(&store->sql, Q_DOCUMENT_BRIEF);
    bool review = false, revised = false;
    if (!fault)
        fault = in_another_text(store, set, step, edition, &revised, err);
    /* Asked after the step at hand, too: a finish that is taken back has left the set open by then.
     */
    if (!fault && own && set->status != STATUS_RETURNED && set->status != STATUS_ACCEPTED) {
        fault = sql_one(&store->sql, Q_SET_REVIEW,
                        VALUES(V_INT(set->document), V_STRING(set->owner)), &review, err);
        sql_done(&store->sql, Q_SET_REVIEW);
    }
    if (fault)
        return fault;
    if (import)
        snprintf(out, n, "an import");
    else if (gone)
        snprintf(out, n, "the document was removed");
    else if (revised)
        snprintf(out, n, "the text was revised since");
    else if (own && set->status == STATUS_ACCEPTED)
        snprintf(out, n, "the document is accepted");
    else if (review)
        snprintf(out, n, "the document is under review");
    return out[0] ? OK : others_later(store, set, step, out, n, err);
}

/* What the step's last row said, and when. */
static enum fault describe(struct store *store, int64_t set, int64_t revision, struct undo *out,
                           struct err *err)
{
    bool row;
    enum fault fault =
        sql_one(&store->sql, Q_JOURNAL_ROW, VALUES(V_INT(set), V_INT(revision)), &row, err);
    if (!fault && row) {
        out->at = sql_int(&store->sql, Q_JOURNAL_ROW, 4);
        sql_text_cut(&store->sql, Q_JOURNAL_ROW, 5, out->what, sizeof out->what);
    }
    sql_done(&store->sql, Q_JOURNAL_ROW);
    return fault;
}

static enum fault next_inside(struct store *store, enum undo_way way, struct undo *out,
                              struct err *err)
{
    struct sql *sql = &store->sql;
    enum query query = way == WAY_UNDO ? Q_STEP_LAST_DONE : Q_STEP_FIRST_UNDONE;
    bool row;
    enum fault fault = sql_one(sql, query, VALUES(V_STRING(store->person)), &row, err);
    int64_t in_set = 0, last = 0;
    bool import = false;
    *out = (struct undo){0};
    if (!fault && row) {
        out->step = sql_uuid(sql, query, 1);
        in_set = sql_int(sql, query, 2);
        import = sql_int(sql, query, 3) == STEP_IMPORT;
        last = sql_int(sql, query, 4);
    }
    sql_done(sql, query);
    if (fault)
        return fault;
    if (!row)
        return err_set(err, FAULT_MISSING, way == WAY_UNDO ? "nothing to undo" : "nothing to redo");
    struct setrow set;
    fault = setrow_by_key(store, in_set, &set, &row, err);
    if (!fault && !row)
        fault = err_set(err, FAULT_DAMAGED, "%s: the set of a step is gone", store->path);
    if (!fault)
        fault = describe(store, in_set, last, out, err);
    if (!fault)
        fault = sql_one(sql, Q_STEP_MORE,
                        VALUES(V_UUID(out->step), V_INT(in_set),
                               V_INT(way == WAY_UNDO ? STATE_DONE : STATE_UNDONE)),
                        &out->more, err);
    sql_done(sql, Q_STEP_MORE);
    if (fault)
        return fault;
    out->document = set.document;
    out->set = set.kind;
    memcpy(out->owner, set.owner, sizeof out->owner);
    memcpy(out->source, set.source, sizeof set.source);
    fault = undo_stop(store, &set, out->step, import, out->why, sizeof out->why, err);
    out->stopped = out->why[0] != '\0';
    return fault;
}

enum fault store_undo_next(struct store *store, enum undo_way way, struct undo *out,
                           struct err *err)
{
    enum fault fault = tx_read(store, err);
    return fault ? fault : tx_end(store, next_inside(store, way, out, err), err);
}

/* Moves the edits of one row behind those gathered so far. */
static enum fault gather(struct store *store, const struct article *article, struct edits *out,
                         struct err *err)
{
    size_t n;
    const char *body = sql_text(&store->sql, Q_JOURNAL_ROW, 6, &n);
    struct edits row = {0};
    enum fault fault = codec_read(body, n, store->labels, article, &row, err);
    if (fault)
        return fault;
    if (!vec_reserve(out, row.n)) {
        edits_release(&row);
        return err_set(err, FAULT_MEMORY, "out of memory");
    }
    if (row.n)
        memcpy(out->at + out->n, row.at, row.n * sizeof *row.at);
    out->n += row.n;
    free(row.at);
    return OK;
}

static enum fault edits_inside(struct store *store, const struct undo *undo,
                               const struct article *article, struct edits *out, struct err *err)
{
    struct setrow set;
    struct steprow step;
    bool found;
    enum fault fault =
        setrow_find(store, undo->document, undo->set, undo->owner, undo->source, &set, &found, err);
    if (!fault && found)
        fault = find_step(store, undo->step, set.key, &step, &found, err);
    if (!fault && !found)
        fault = err_set(err, FAULT_MISSING, "%s: there is no such step", store->path);
    for (int64_t revision = found && !fault ? step.first : 1; !fault && revision <= step.last;
         revision++) {
        fault = sql_one(&store->sql, Q_JOURNAL_ROW, VALUES(V_INT(set.key), V_INT(revision)), &found,
                        err);
        bool ours = !fault && found && sql_int(&store->sql, Q_JOURNAL_ROW, 1) == STEP_EDIT &&
                    uuid_equal(sql_uuid(&store->sql, Q_JOURNAL_ROW, 0), undo->step);
        if (ours)
            fault = gather(store, article, out, err);
        sql_done(&store->sql, Q_JOURNAL_ROW);
    }
    return fault;
}

enum fault store_undo_edits(struct store *store, const struct undo *undo, enum undo_way way,
                            const struct article *article, struct edits *out, struct err *err)
{
    *out = (struct edits){0};
    if (!store->labels)
        return err_set(err, FAULT_USAGE, "%s: the label set was not read yet", store->path);
    enum fault fault = tx_read(store, err);
    if (fault)
        return fault;
    fault = tx_end(store, edits_inside(store, undo, article, out, err), err);
    if (!fault && way == WAY_UNDO)
        edits_invert(out);
    if (!fault && out->failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (fault)
        edits_release(out);
    return fault;
}
