/* The table of steps is what undo goes by: it must be what the journal makes of it, in its order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/base/vec.h"
#include "verify.h"

struct known { /* a step in a set, as the journal tells it */
    struct uuid id;
    int64_t set, first, last;
    uint32_t actor;
    uint8_t kind, state;
    bool seen; /* in the table of steps */
};

struct actor {
    char name[PERSON_MAX + 1];
    VEC(uint32_t) undone; /* numbers of known steps */
};

struct history {
    struct verify *verify;
    VEC(struct known) steps;
    VEC(struct actor) actors;
    uint32_t *slot; /* hash table: number of a step + 1; 0: free */
    size_t slots;
    struct err *err;
};

enum { DONE, UNDONE, DROPPED };

static enum fault no_memory(const struct history *history)
{
    return err_set(history->err, FAULT_MEMORY, "out of memory");
}

static size_t place_of(const struct history *history, struct uuid id, int64_t set)
{
    uint64_t hash = uuid_hash(id) + (uint64_t)set * 0x9e3779b97f4a7c15u;
    size_t i = (size_t)(hash ^ hash >> 32) & (history->slots - 1);
    for (; history->slot[i]; i = (i + 1) & (history->slots - 1)) {
        const struct known *step = &history->steps.at[history->slot[i] - 1];
        if (step->set == set && uuid_equal(step->id, id))
            break;
    }
    return i;
}

static struct known *find(const struct history *history, struct uuid id, int64_t set)
{
    uint32_t number = history->slots ? history->slot[place_of(history, id, set)] : 0;
    return number ? &history->steps.at[number - 1] : NULL;
}

static bool grow(struct history *history)
{
    if (history->steps.n * 2 < history->slots)
        return true;
    size_t slots = history->slots ? history->slots * 2 : 1024;
    uint32_t *slot = calloc(slots, sizeof *slot);
    if (!slot)
        return false;
    free(history->slot);
    history->slot = slot;
    history->slots = slots;
    for (size_t i = 0; i < history->steps.n; i++)
        slot[place_of(history, history->steps.at[i].id, history->steps.at[i].set)] =
            (uint32_t)i + 1;
    return true;
}

static struct actor *actor_of(struct history *history, const char *name, uint32_t *number)
{
    for (*number = 0; *number < history->actors.n; ++*number)
        if (strcmp(history->actors.at[*number].name, name) == 0)
            return &history->actors.at[*number];
    struct actor actor = {.undone = {0}};
    snprintf(actor.name, sizeof actor.name, "%s", name);
    return vec_push(&history->actors, actor) ? &history->actors.at[*number] : NULL;
}

/* ---- what the journal tells ---- */
static enum fault edited(struct history *history, struct known new)
{
    struct actor *actor = &history->actors.at[new.actor];
    for (size_t i = 0; i < actor->undone.n; i++)
        history->steps.at[actor->undone.at[i]].state = DROPPED;
    actor->undone.n = 0;
    struct known *step = find(history, new.id, new.set);
    if (step) {
        step->last = new.last;
        return OK;
    }
    if (!grow(history) || !vec_push(&history->steps, new))
        return no_memory(history);
    history->slot[place_of(history, new.id, new.set)] = (uint32_t)history->steps.n;
    return OK;
}

static enum fault turned(struct history *history, struct actor *actor, struct uuid undoes,
                         int64_t set, bool back)
{
    struct known *step = find(history, undoes, set);
    if (!step) {
        verify_find(history->verify, "the journal: a step of %s is taken back that was never made",
                    actor->name);
        return OK;
    }
    uint32_t number = (uint32_t)(step - history->steps.at);
    step->state = back ? UNDONE : DONE;
    if (back)
        return vec_push(&actor->undone, number) ? OK : no_memory(history);
    for (size_t i = actor->undone.n; i-- > 0;)
        if (actor->undone.at[i] == number) {
            vec_remove(&actor->undone, i);
            break;
        }
    return OK;
}

static enum fault read_journal(struct history *history)
{
    struct sql *sql = &history->verify->store->sql;
    enum fault fault = sql_bind(sql, Q_JOURNAL_STEPS, NULL, 0, history->err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_JOURNAL_STEPS, &row, history->err)) && row;) {
        int64_t set = sql_int(sql, Q_JOURNAL_STEPS, 1), revision = sql_int(sql, Q_JOURNAL_STEPS, 2);
        int64_t kind = sql_int(sql, Q_JOURNAL_STEPS, 4);
        if (set == PROJECT_CHAIN || kind == STEP_REVISE) /* of all people's marks: nobody's step */
            continue;
        uint32_t number;
        struct actor *actor = actor_of(history, sql_text(sql, Q_JOURNAL_STEPS, 6, NULL), &number);
        if (!actor)
            fault = no_memory(history);
        else if (kind == STEP_UNDO || kind == STEP_REDO)
            fault =
                turned(history, actor, sql_uuid(sql, Q_JOURNAL_STEPS, 5), set, kind == STEP_UNDO);
        else
            fault = edited(history, (struct known){.id = sql_uuid(sql, Q_JOURNAL_STEPS, 3),
                                                   .set = set,
                                                   .first = revision,
                                                   .last = revision,
                                                   .actor = number,
                                                   .kind = (uint8_t)kind,
                                                   .state = DONE});
    }
    sql_done(sql, Q_JOURNAL_STEPS);
    return fault;
}

/* ---- against the table ---- */
static void name_set(struct verify *verify, int64_t set, char *out, size_t n)
{
    struct setrow row;
    struct document document;
    bool found;
    snprintf(out, n, "set %lld", (long long)set);
    if (setrow_by_key(verify->store, set, &row, &found, NULL) != OK || !found ||
        store_document(verify->store, row.document, &document, NULL) != OK)
        return;
    setrow_name(document.name ? document.name : "", &row, out, n);
    document_release(&document);
}

static void find_wrong(struct history *history, int64_t set, const char *actor, const char *what)
{
    char where[200];
    name_set(history->verify, set, where, sizeof where);
    verify_find(history->verify, "%s: a step of %.40s %s", where, actor, what);
}

static enum fault read_steps(struct history *history)
{
    struct sql *sql = &history->verify->store->sql;
    const struct known *last = NULL;
    enum fault fault = sql_bind(sql, Q_STEPS_ALL, NULL, 0, history->err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_STEPS_ALL, &row, history->err)) && row;) {
        int64_t set = sql_int(sql, Q_STEPS_ALL, 1);
        const char *actor = sql_text(sql, Q_STEPS_ALL, 2, NULL);
        struct known *step = find(history, sql_uuid(sql, Q_STEPS_ALL, 0), set);
        if (!step) {
            find_wrong(history, set, actor, "is not in the journal");
            continue;
        }
        step->seen = true;
        if (strcmp(history->actors.at[step->actor].name, actor) != 0 ||
            sql_int(sql, Q_STEPS_ALL, 3) != step->kind ||
            sql_int(sql, Q_STEPS_ALL, 4) != step->state ||
            sql_int(sql, Q_STEPS_ALL, 5) != step->first ||
            sql_int(sql, Q_STEPS_ALL, 6) != step->last)
            find_wrong(history, set, actor, "would be undone otherwise than the journal says");
        else if (last && step < last)
            find_wrong(history, set, actor, "would be undone out of order");
        last = step;
    }
    sql_done(sql, Q_STEPS_ALL);
    for (size_t i = 0; !fault && i < history->steps.n; i++)
        if (!history->steps.at[i].seen)
            find_wrong(history, history->steps.at[i].set,
                       history->actors.at[history->steps.at[i].actor].name,
                       "cannot be undone any more");
    return fault;
}

enum fault verify_steps(struct verify *verify, struct err *err)
{
    struct history history = {.verify = verify, .err = err};
    enum fault fault = tx_read(verify->store, err);
    if (fault)
        return fault;
    fault = read_journal(&history);
    if (!fault)
        fault = read_steps(&history);
    fault = tx_end(verify->store, verify_absorb(verify, fault, err, "the steps"), err);
    for (size_t i = 0; i < history.actors.n; i++)
        vec_free(&history.actors.at[i].undone);
    vec_free(&history.actors);
    vec_free(&history.steps);
    free(history.slot);
    return fault;
}
