/* Applying a step: the one way in which marks change. */
#include <stdio.h>
#include <string.h>

#include "internal.h"
#include "manicule/marks/codec.h"

enum fault store_check_source(const char *source, struct err *err)
{
    size_t n = strlen(source), bad;
    if (n <= SOURCE_MAX && text_check((const uint8_t *)source, n, &bad))
        return OK;
    return err_set(err, FAULT_INPUT, "a source's name is at most %d bytes of UTF-8", SOURCE_MAX);
}

static enum fault check_step(const struct store *store, const struct step *step, struct err *err)
{
    if (!store->labels)
        return err_set(err, FAULT_USAGE, "%s: the label set was not read yet", store->path);
    if (step->edits->failed)
        return err_set(err, FAULT_MEMORY, "out of memory");
    if (step->kind == STEP_REVISE)
        return err_set(err, FAULT_USAGE, "a text is revised with all its sets");
    if (uuid_is_zero(step->id))
        return err_set(err, FAULT_USAGE, "a step without an id");
    bool goes_back = step->kind == STEP_UNDO || step->kind == STEP_REDO;
    if (goes_back == uuid_is_zero(step->undoes))
        return err_set(err, FAULT_USAGE,
                       "an undo or redo names the step it is about, and no other step does");
    const char *owner = step->owner ? step->owner : "";
    bool persons = step->set == SET_PERSON || step->set == SET_REVIEW;
    if (persons ? !store_person_valid(owner) : owner[0] && !store_person_valid(owner))
        return err_set(err, FAULT_INPUT,
                       "not a person's name: a small letter, then up to 31 of a-z 0-9 . _ -");
    return store_check_source(step->source ? step->source : "", err);
}

/* A suggestion's source is part of which set is meant; a person's set has none, and a review's says
 * whose set is looked at. */
static const char *source_wanted(const struct step *step)
{
    return step->set == SET_SUGGESTION ? step->source : step->source ? step->source : "";
}

/* Was this very step applied before and only its answer lost? */
static enum fault repeated(struct store *store, const struct setrow *set, const struct step *step,
                           bool *yes, struct err *err)
{
    struct sql *sql = &store->sql;
    *yes = false;
    if (set->revision != step->revision + 1)
        return OK;
    bool row;
    enum fault fault =
        sql_one(sql, Q_JOURNAL_ROW, VALUES(V_INT(set->key), V_INT(set->revision)), &row, err);
    if (!fault && row) {
        size_t n;
        const char *body = sql_text(sql, Q_JOURNAL_ROW, 6, &n);
        *yes = uuid_equal(sql_uuid(sql, Q_JOURNAL_ROW, 0), step->id) &&
               sql_int(sql, Q_JOURNAL_ROW, 1) == step->kind && n == store->body.size &&
               memcmp(body, buf_text(&store->body), n) == 0;
    }
    sql_done(sql, Q_JOURNAL_ROW);
    return fault;
}

/* Names are numbers in memory: they must be the numbers of the label set that is in the file now.
 */
enum fault labels_are_newest(struct store *store, struct err *err)
{
    bool row;
    uint8_t newest[32] = {0};
    enum fault fault = sql_one(&store->sql, Q_LABELS_DIGEST, NULL, 0, &row, err);
    if (!fault && row)
        sql_blob(&store->sql, Q_LABELS_DIGEST, 0, newest, sizeof newest);
    sql_done(&store->sql, Q_LABELS_DIGEST);
    if (!fault && memcmp(newest, store->labels->sha256, sizeof newest) != 0)
        fault = err_set(err, FAULT_CONFLICT,
                        "the label set was changed meanwhile; open the project again");
    return fault;
}

enum status step_status(enum status status, const struct edits *edits)
{
    if (status != STATUS_NEW)
        return status;
    for (size_t i = 0; i < edits->n; i++)
        if (edits->at[i].kind == EDIT_STATUS)
            return status;
    return edits->n ? STATUS_OPEN : STATUS_NEW;
}

static enum fault write_journal(struct store *store, const struct step *step,
                                const struct setrow *set, struct uuid document, struct err *err)
{
    struct digest before;
    bool found = true;
    enum fault fault = OK;
    if (step->revision == 0)
        before = journal_root_of_set(document, set->kind, set->owner, set->source);
    else
        fault = journal_hash_at(store, set->key, step->revision, &before, &found, err);
    if (!fault && !found)
        fault = err_set(err, FAULT_DAMAGED, "%s: the set's journal has a gap; `verify` says where",
                        store->path);
    if (fault)
        return fault;
    const struct journal_entry entry = {
        .set = set->key,
        .revision = set->revision,
        .step = step->id,
        .undoes = step->undoes,
        .kind = step->kind,
        .actor = store->person,
        .what = step->what ? step->what : "",
        .at = store->env.now(store->env.ctx),
        .body = buf_text(&store->body),
        .n_body = store->body.size,
        .edition = article_edition(step->article),
    };
    return journal_add(store, before, &entry, err);
}

static enum fault write_step(struct store *store, const struct step *step, struct setrow *set,
                             bool fresh, struct uuid document, struct err *err)
{
    store->dirty = true;
    enum fault fault = fresh ? setrow_add(store, set, err) : OK;
    enum status was = set->status;
    if (!fault)
        fault = rows_apply(store, set, fresh, step->edits, step->article, step->article, err);
    set->status = step_status(set->status, step->edits);
    set->revision++;
    if (!fault && set->status != was) {
        fault = setrow_progress(store, set, was, -1, err);
        if (!fault)
            fault = setrow_progress(store, set, set->status, 1, err);
    }
    /* An import takes things as they are. */
    bool accepts = set->kind == SET_PERSON && set->status == STATUS_ACCEPTED &&
                   was != STATUS_ACCEPTED && step->kind != STEP_IMPORT;
    if (!fault && accepts)
        fault = accept_check(store, set, step->article, err);
    if (!fault)
        fault = setrow_keep(store, set, err);
    if (!fault)
        fault = write_journal(store, step, set, document, err);
    return fault ? fault : undo_note(store, step, set, err);
}

static enum fault apply_inside(struct store *store, const struct step *step, struct setrow *set,
                               struct err *err)
{
    struct uuid document;
    bool found, again = false;
    *set = (struct setrow){.document = step->document, .kind = step->set};
    enum fault fault = document_live(store, step->document, step->article, &document, err);
    if (!fault)
        fault = labels_are_newest(store, err);
    if (!fault)
        fault = setrow_find(store, step->document, step->set, step->owner ? step->owner : "",
                            source_wanted(step), set, &found, err);
    if (fault)
        return fault;
    if (!found) {
        *set = (struct setrow){.document = step->document, .kind = step->set};
        snprintf(set->owner, sizeof set->owner, "%s", step->owner ? step->owner : "");
        snprintf(set->source, sizeof set->source, "%s", step->source ? step->source : "");
    }
    if (set->revision != step->revision) {
        fault = repeated(store, set, step, &again, err);
        if (fault || again)
            return fault;
        return err_set(err, FAULT_CONFLICT,
                       "the set was changed meanwhile: it is at revision %lld, not %lld",
                       (long long)set->revision, (long long)step->revision);
    }
    return write_step(store, step, set, !found, document, err);
}

/* What stands in the file after a refusal: what the step made of the row in memory is not there. */
static void read_again(struct store *store, const struct step *step, struct set_info *info)
{
    struct setrow set = {0};
    bool found = false;
    if (store->broken || tx_read(store, NULL) != OK)
        return;
    enum fault fault = setrow_find(store, step->document, step->set, step->owner ? step->owner : "",
                                   source_wanted(step), &set, &found, NULL);
    if (!fault && !found)
        set = (struct setrow){.document = step->document, .kind = step->set};
    if (!fault)
        setrow_info(store, &set, info, NULL);
    tx_end(store, OK, NULL);
}

/* A commit can fail at its very last sync, when the step is in the file already. Then it is there
 * for everyone, and all that is missing is the disk's word: another commit asks for it. */
static enum fault settle(struct store *store, const struct step *step, enum fault fault,
                         struct err *err)
{
    struct setrow set;
    bool found = false, there = false;
    if ((fault != FAULT_IO && fault != FAULT_FULL) || store->depth || tx_write(store, NULL) != OK)
        return fault;
    enum fault look = setrow_find(store, step->document, step->set, step->owner ? step->owner : "",
                                  source_wanted(step), &set, &found, NULL);
    if (!look && found)
        look = repeated(store, &set, step, &there, NULL);
    if (!look && there)
        look = sql_run(&store->sql, Q_PROJECT_TOUCH, NULL, 0, NULL);
    look = tx_end(store, there ? look : FAULT_FOUND, NULL);
    if (there && look)
        return err_set(err, fault, "%s: the edit is in the file, but the disk did not confirm it",
                       store->path);
    return there ? OK : fault;
}

enum fault store_apply(struct store *store, const struct step *step, struct set_info *info,
                       struct err *err)
{
    struct set_info after = {
        .document = step->document, .kind = step->set, .revision = step->revision};
    if (info)
        *info = after; /* until something better is known */
    enum fault fault = check_step(store, step, err);
    if (fault)
        return fault;
    buf_clear(&store->body);
    codec_write(step->edits, store->labels, step->article, &store->body);
    if (store->body.failed)
        return err_set(err, FAULT_MEMORY, "out of memory");
    fault = tx_write(store, err);
    if (!fault) {
        struct setrow set;
        fault = rights_write(store, step, err);
        if (fault) /* and nothing is told of the set */
            return tx_end(store, fault, err);
        fault = apply_inside(store, step, &set, err);
        if (!fault && step->place)
            fault = store_put_place(store, step->document, step->place, err);
        if (!fault && info)
            fault = setrow_info(store, &set, &after, err);
        fault = settle(store, step, tx_end(store, fault, err), err);
    }
    if (info && !fault)
        *info = after;
    else if (info)
        read_again(store, step, info);
    return fault;
}

enum fault store_was_deleted(struct store *store, struct uuid span, bool *out, struct err *err)
{
    int64_t set;
    *out = false;
    enum fault fault = rights_lead(store, "ask for deleted marks", err);
    if (!fault)
        fault = tx_read(store, err);
    if (fault)
        return fault;
    fault = store_find_span(store, span, &set, err);
    if (fault == FAULT_MISSING) { /* one that was brought back is there */
        fault = sql_one(&store->sql, Q_DELETED_HAS, VALUES(V_UUID(span)), out, err);
        sql_done(&store->sql, Q_DELETED_HAS);
    }
    return tx_end(store, fault, err);
}

enum fault store_find_span(struct store *store, struct uuid span, int64_t *set, struct err *err)
{
    bool row;
    enum fault fault = rights_lead(store, "look for marks by their id", err);
    if (fault)
        return fault;
    fault = sql_one(&store->sql, Q_SPAN_SET, VALUES(V_UUID(span)), &row, err);
    if (!fault && row)
        *set = sql_int(&store->sql, Q_SPAN_SET, 0);
    sql_done(&store->sql, Q_SPAN_SET);
    return fault || row ? fault
                        : err_set(err, FAULT_MISSING, "%s: there is no such span", store->path);
}
