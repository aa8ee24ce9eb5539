/* What the acting person may see and do.
 *
 * Asked at every door of this room, so that no row of another person's work is read for someone who
 * may not see it. What may not be seen is answered as what is not there. A lead, and so everyone
 * who has the file itself, costs nothing here.
 */
#include <string.h>

#include "internal.h"

bool rights_bind(const struct store *store)
{
    return store->role != ROLE_LEAD;
}

/* Is the queue of the desk what was given, or everything? */
static enum fault desk_refresh(struct store *store, struct err *err)
{
    uint32_t last = 0;
    store->desk_given = store->given;
    if (store->desk.task == TASK_MARK)
        return OK;
    enum fault fault =
        assign_last_place(store, store->person, store->desk.task, &last, err);
    bool named = store->desk.task == TASK_REVIEW && store->desk.whose[0];
    store->desk_given = rights_bind(store) || (last > 0 && !named);
    return fault;
}

enum fault store_sit(struct store *store, const struct desk *desk, struct err *err)
{
    struct desk before = store->desk;
    enum fault fault = tx_read(store, err);
    if (fault)
        return fault;
    store->desk = *desk;
    fault = tx_end(store, desk_refresh(store, err), err);
    if (fault)
        store->desk = before;
    return fault;
}

const struct desk *store_desk(const struct store *store)
{
    return &store->desk;
}

enum fault rights_refresh(struct store *store, struct err *err)
{
    if (!store->gate)
        return OK;
    struct person person;
    bool found;
    enum fault fault = store_find_person(store, store->person, &person, &found, err);
    if (fault)
        return fault;
    if (!found || person.gone) {
        store->role = ROLE_ANNOTATOR;
        store->given = store->desk_given = true; /* and nothing is */
        store->gone = true;
        return err_set(err, FAULT_DENIED, "%s is not one of this project's people; a lead adds them",
                       store->person);
    }
    uint32_t last = 0;
    fault = assign_last_place(store, store->person, TASK_MARK, &last, err);
    store->role = person.role;
    store->given = person.role == ROLE_REVIEWER || (person.role == ROLE_ANNOTATOR && last > 0);
    store->gone = false;
    return fault ? fault : desk_refresh(store, err);
}

enum fault rights_lead(const struct store *store, const char *what, struct err *err)
{
    return rights_bind(store) ? err_set(err, FAULT_DENIED, "only a lead may %s", what) : OK;
}

enum fault rights_document(struct store *store, int64_t document, bool *may, struct err *err)
{
    *may = !store->gone;
    if (!rights_bind(store) || !store->given || store->gone)
        return OK;
    enum fault fault = OK;
    *may = false;
    for (enum task task = TASK_MARK; !fault && !*may && task <= TASK_ADJUDICATE; task++)
        fault = assign_any(store, task, document, NULL, may, err);
    return fault;
}

/* Did the acting person get that set to look at, alone or beside the others' on its document? */
static enum fault may_look_at(struct store *store, int64_t document, const char *owner, bool *may,
                              struct err *err)
{
    enum fault fault = assign_any(store, TASK_REVIEW, document, owner, may, err);
    return fault || *may ? fault : assign_any(store, TASK_ADJUDICATE, document, NULL, may, err);
}

enum fault rights_see(struct store *store, const struct setrow *set, bool *may, struct err *err)
{
    bool own = strcmp(set->owner, store->person) == 0;
    *may = !store->gone;
    if (!rights_bind(store) || store->gone)
        return OK;
    switch (set->kind) {
    case SET_PERSON:
        *may = own;
        return own || store->role < ROLE_REVIEWER
                   ? OK
                   : may_look_at(store, set->document, set->owner, may, err);
    case SET_GOLD:
        *may = false;
        return store->role < ROLE_REVIEWER
                   ? OK
                   : assign_any(store, TASK_ADJUDICATE, set->document, NULL, may, err);
    case SET_REVIEW: /* by its owner, of the person it names as its source */
        *may = own || strcmp(set->source, store->person) == 0;
        return OK;
    case SET_SUGGESTION:
        return rights_document(store, set->document, may, err);
    }
    *may = false;
    return OK;
}

/* Handing marks back and accepting them is the reviewer's. */
static bool is_status_alone(const struct edits *edits)
{
    for (size_t i = 0; i < edits->n; i++)
        if (edits->at[i].kind != EDIT_STATUS)
            return false;
    return edits->n > 0;
}

static bool is_accepting(const struct edits *edits)
{
    for (size_t i = 0; i < edits->n; i++)
        if (edits->at[i].kind == EDIT_STATUS && edits->at[i].status.after == STATUS_ACCEPTED)
            return true;
    return false;
}

enum fault rights_write(struct store *store, const struct step *step, struct err *err)
{
    enum fault fault = rights_refresh(store, err);
    if (fault || !rights_bind(store))
        return fault;
    const char *owner = step->owner ? step->owner : "";
    bool own = strcmp(owner, store->person) == 0, may = false;
    if (step->set == SET_PERSON && own)
        fault = store->given ? assign_any(store, TASK_MARK, step->document, NULL, &may, err) : OK;
    else if (step->set == SET_GOLD && store->role >= ROLE_REVIEWER)
        fault = assign_any(store, TASK_ADJUDICATE, step->document, NULL, &may, err);
    else if (step->set == SET_REVIEW && own && step->source && store->role >= ROLE_REVIEWER)
        fault = assign_any(store, TASK_REVIEW, step->document, step->source, &may, err);
    else if (step->set == SET_PERSON && store->role >= ROLE_REVIEWER &&
             is_status_alone(step->edits))
        fault = assign_any(store, TASK_REVIEW, step->document, owner, &may, err);
    if (step->set == SET_PERSON && own && !store->given)
        may = true;
    if (fault)
        return fault;
    if (step->set == SET_PERSON && own && is_accepting(step->edits))
        return err_set(err, FAULT_DENIED, "nobody accepts their own marks");
    if (may)
        return OK;
    return step->set == SET_PERSON && own
               ? err_set(err, FAULT_DENIED, "this document was not given to %s", store->person)
               : err_set(err, FAULT_DENIED, "as %s %s, %s may not change these marks",
                         store->role == ROLE_ANNOTATOR ? "an" : "a", role_name(store->role),
                         store->person);
}
