/* Who was given what. A person's queue is dense, as the project's is: a place is one look away. */
#include <stdio.h>
#include <string.h>

#include "internal.h"

static const char *const tasks[] = {"mark", "review", "adjudicate"};

const char *task_name(enum task task)
{
    return tasks[task];
}

enum fault assign_last_place(struct store *store, const char *person, enum task task,
                             uint32_t *out, struct err *err)
{
    bool row;
    enum fault fault =
        sql_one(&store->sql, Q_ASSIGNMENT_LAST_PLACE, VALUES(V_STRING(person), V_INT(task)), &row, err);
    *out = !fault && row ? (uint32_t)sql_int(&store->sql, Q_ASSIGNMENT_LAST_PLACE, 0) : 0;
    sql_done(&store->sql, Q_ASSIGNMENT_LAST_PLACE);
    return fault;
}

static enum fault get(struct store *store, const struct assignment *assignment, uint32_t *place,
                      bool *found, struct err *err)
{
    struct sql *sql = &store->sql;
    enum fault fault = sql_one(sql, Q_ASSIGNMENT_GET,
                               VALUES(V_STRING(assignment->person), V_INT(assignment->task),
                                      V_INT(assignment->document), V_STRING(assignment->whose)),
                               found, err);
    *place = !fault && *found ? (uint32_t)sql_int(sql, Q_ASSIGNMENT_GET, 0) : 0;
    sql_done(sql, Q_ASSIGNMENT_GET);
    return fault;
}

enum fault assign_any(struct store *store, enum task task, int64_t document, const char *whose,
                      bool *found, struct err *err)
{
    struct sql *sql = &store->sql;
    enum query query = whose ? Q_ASSIGNMENT_GET : Q_ASSIGNMENT_ANY;
    enum fault fault =
        whose ? sql_one(sql, query,
                        VALUES(V_STRING(store->person), V_INT(task), V_INT(document),
                               V_STRING(whose)),
                        found, err)
              : sql_one(sql, query, VALUES(V_STRING(store->person), V_INT(task), V_INT(document)),
                        found, err);
    sql_done(sql, query);
    return fault;
}

enum fault assign_place(struct store *store, int64_t document, uint32_t *place, struct err *err)
{
    struct sql *sql = &store->sql;
    struct assignment mine = {.task = store->desk.task, .document = document};
    bool found;
    snprintf(mine.person, sizeof mine.person, "%s", store->person);
    snprintf(mine.whose, sizeof mine.whose, "%s", store->desk.whose);
    enum fault fault = get(store, &mine, place, &found, err);
    if (fault || found || store->desk.task != TASK_REVIEW)
        return fault;
    fault = sql_one(sql, Q_ASSIGNMENT_ANY,
                    VALUES(V_STRING(store->person), V_INT(TASK_REVIEW), V_INT(document)), &found,
                    err);
    *place = !fault && found ? (uint32_t)sql_int(sql, Q_ASSIGNMENT_ANY, 0) : 0;
    sql_done(sql, Q_ASSIGNMENT_ANY);
    return fault;
}

enum fault assign_at(struct store *store, uint32_t place, int64_t *document, bool *found,
                     struct err *err)
{
    struct sql *sql = &store->sql;
    enum fault fault =
        sql_one(sql, Q_ASSIGNMENT_AT,
                VALUES(V_STRING(store->person), V_INT(store->desk.task), V_INT(place)), found, err);
    *document = !fault && *found ? sql_int(sql, Q_ASSIGNMENT_AT, 0) : 0;
    sql_done(sql, Q_ASSIGNMENT_AT);
    return fault;
}

/* ---- giving ---- */
void assign_body(const struct assignment *assignment, struct uuid document, bool given,
                 struct buf *out)
{
    char id[UUID_TEXT];
    uuid_format(document, id);
    buf_printf(out, "%s\t%s\t%s\t%s", given ? "assign" : "unassign", task_name(assignment->task),
               assignment->person, id);
    if (assignment->whose[0])
        buf_printf(out, "\t%s", assignment->whose);
    buf_add_char(out, '\n');
}

static enum fault note(struct store *store, const struct assignment *assignment, bool given,
                       struct err *err)
{
    struct document document;
    struct buf body = {0};
    enum fault fault = store_document(store, assignment->document, &document, err);
    if (!fault && !document.number)
        fault = err_set(err, FAULT_MISSING, "%s was removed", document.name);
    if (!fault) {
        assign_body(assignment, document.id, given, &body);
        fault = journal_project(store, given ? "give a document" : "take a document away", &body,
                                err);
    }
    document_release(&document);
    buf_release(&body);
    return fault;
}

static enum fault add(struct store *store, const struct assignment *assignment, struct err *err)
{
    uint32_t last = 0;
    enum fault fault = note(store, assignment, true, err);
    if (!fault)
        fault = assign_last_place(store, assignment->person, assignment->task, &last, err);
    if (fault)
        return fault;
    return sql_run(&store->sql, Q_ASSIGNMENT_ADD,
                   VALUES(V_STRING(assignment->person), V_INT(assignment->task),
                          V_INT(assignment->document), V_STRING(assignment->whose),
                          V_INT(last + 1)),
                   err);
}

/* What was begun stays in the queue of a person who is now given documents. The rows are taken one
 * by one: each is an addition of its own. */
static enum fault add_begun(struct store *store, const char *person, struct err *err)
{
    struct sql *sql = &store->sql;
    for (int64_t number = 0;;) {
        bool row;
        struct assignment begun = {.task = TASK_MARK};
        enum fault fault =
            sql_one(sql, Q_SET_BEGUN, VALUES(V_STRING(person), V_INT(number)), &row, err);
        if (!fault && row) {
            begun.document = sql_int(sql, Q_SET_BEGUN, 0);
            number = sql_int(sql, Q_SET_BEGUN, 1);
        }
        sql_done(sql, Q_SET_BEGUN);
        if (fault || !row)
            return fault;
        snprintf(begun.person, sizeof begun.person, "%s", person);
        fault = add(store, &begun, err);
        if (fault)
            return fault;
    }
}

static enum fault assign_inside(struct store *store, const struct assignment *assignment, bool *new,
                                struct err *err)
{
    uint32_t place, last = 1;
    bool found;
    enum fault fault = rights_lead(store, "give documents out", err);
    store->dirty = true;
    if (!fault && assignment->task == TASK_MARK)
        fault = assign_last_place(store, assignment->person, TASK_MARK, &last, err);
    if (!fault && last == 0)
        fault = add_begun(store, assignment->person, err);
    if (!fault)
        fault = get(store, assignment, &place, &found, err);
    if (fault || found)
        return fault;
    *new = true;
    return add(store, assignment, err);
}

static enum fault check(const struct assignment *assignment, struct err *err)
{
    bool review = assignment->task == TASK_REVIEW;
    if (!store_person_valid(assignment->person) ||
        (review && !store_person_valid(assignment->whose)) || (!review && assignment->whose[0]))
        return err_set(err, FAULT_USAGE,
                       "not a person's name: a small letter, then up to 31 of a-z 0-9 . _ -");
    if (review && strcmp(assignment->person, assignment->whose) == 0)
        return err_set(err, FAULT_USAGE, "nobody reviews their own marks: %s", assignment->person);
    return OK;
}

enum fault store_assign(struct store *store, const struct assignment *assignment, bool *new,
                        struct err *err)
{
    *new = false;
    enum fault fault = check(assignment, err);
    if (!fault)
        fault = tx_write(store, err);
    return fault ? fault : tx_end(store, assign_inside(store, assignment, new, err), err);
}

/* ---- taking away ---- */
/* Those behind move up by one, the first of them first, as in the project's queue. */
static enum fault close_up(struct store *store, const char *person, enum task task, uint32_t gap,
                           struct err *err)
{
    uint32_t last;
    enum fault fault = assign_last_place(store, person, task, &last, err);
    for (uint32_t place = gap + 1; !fault && place <= last; place++)
        fault = sql_run(&store->sql, Q_ASSIGNMENT_CLOSE_UP,
                        VALUES(V_STRING(person), V_INT(task), V_INT(place)), err);
    return fault;
}

static enum fault drop(struct store *store, const struct assignment *assignment, uint32_t place,
                       struct err *err)
{
    enum fault fault =
        sql_run(&store->sql, Q_ASSIGNMENT_DELETE,
                VALUES(V_STRING(assignment->person), V_INT(assignment->task),
                       V_INT(assignment->document), V_STRING(assignment->whose)),
                err);
    return fault ? fault : close_up(store, assignment->person, assignment->task, place, err);
}

static enum fault find_begun(struct store *store, const struct assignment *assignment, bool *begun,
                             struct err *err)
{
    struct setrow set;
    switch (assignment->task) {
    case TASK_MARK:
        return setrow_find(store, assignment->document, SET_PERSON, assignment->person, "", &set,
                           begun, err);
    case TASK_REVIEW:
        return setrow_find(store, assignment->document, SET_REVIEW, assignment->person,
                           assignment->whose, &set, begun, err);
    case TASK_ADJUDICATE:
        return setrow_find(store, assignment->document, SET_GOLD, "", "", &set, begun, err);
    }
    return OK;
}

static enum fault unassign_inside(struct store *store, const struct assignment *assignment,
                                  struct err *err)
{
    uint32_t place = 0;
    bool found = false, begun = false;
    enum fault fault = rights_lead(store, "take documents away", err);
    if (!fault)
        fault = get(store, assignment, &place, &found, err);
    if (!fault && !found)
        fault = err_set(err, FAULT_MISSING, "%s was not given it", assignment->person);
    if (!fault)
        fault = find_begun(store, assignment, &begun, err);
    if (!fault && begun)
        fault = err_set(err, FAULT_EXISTS, "%s has begun it", assignment->person);
    if (fault)
        return fault;
    store->dirty = true;
    fault = note(store, assignment, false, err);
    return fault ? fault : drop(store, assignment, place, err);
}

enum fault store_unassign(struct store *store, const struct assignment *assignment, struct err *err)
{
    enum fault fault = tx_write(store, err);
    return fault ? fault : tx_end(store, unassign_inside(store, assignment, err), err);
}

/* ---- walking ---- */
static enum fault take(struct store *store, enum query query, const struct value *values, size_t n,
                       struct assignment *out, bool *found, struct err *err)
{
    struct sql *sql = &store->sql;
    enum fault fault = sql_one(sql, query, values, n, found, err);
    if (!fault && *found) {
        *out = (struct assignment){
            .task = (enum task)sql_int(sql, query, 1),
            .document = sql_int(sql, query, 2),
            .place = (uint32_t)sql_int(sql, query, 4),
        };
        snprintf(out->person, sizeof out->person, "%s", sql_text(sql, query, 0, NULL));
        snprintf(out->whose, sizeof out->whose, "%s", sql_text(sql, query, 3, NULL));
        if ((unsigned)out->task > TASK_ADJUDICATE) /* a damaged row must not lead outside a table */
            out->task = TASK_ADJUDICATE;
    }
    sql_done(sql, query);
    return fault;
}

/* By person, task, document and whose, as the index has them. */
static bool is_behind(const struct assignment *last, const struct assignment *next)
{
    int order = strcmp(next->person, last->person);
    if (order)
        return order > 0;
    if (next->task != last->task)
        return next->task > last->task;
    if (next->document != last->document)
        return next->document > last->document;
    return strcmp(next->whose, last->whose) > 0;
}

enum fault store_next_assignment(struct store *store, const struct assignment *after,
                                 struct assignment *out, bool *found, struct err *err)
{
    struct assignment next = *after;
    enum fault fault = rights_lead(store, "see who was given what", err);
    if (!fault)
        fault = take(store, Q_ASSIGNMENT_NEXT,
                     VALUES(V_STRING(after->person), V_INT(after->task), V_INT(after->document),
                            V_STRING(after->whose)),
                     &next, found, err);
    /* In a damaged file the next may be the last again: nobody must walk in a circle. */
    if (!fault && *found && !is_behind(after, &next))
        fault = err_set(err, FAULT_DAMAGED, "%s: who was given what is out of order", store->path);
    *out = next;
    return fault;
}

enum fault store_next_on_document(struct store *store, int64_t document,
                                  const struct assignment *after, struct assignment *out,
                                  bool *found, struct err *err)
{
    struct assignment next = *after; /* `after` may be *out */
    enum fault fault = rights_lead(store, "see who was given what", err);
    if (!fault)
        fault = take(store, Q_ASSIGNMENT_OF_DOCUMENT,
                     VALUES(V_INT(document), V_STRING(after->person), V_INT(after->task),
                            V_STRING(after->whose)),
                     &next, found, err);
    *out = next;
    return fault;
}

enum fault assign_forget_document(struct store *store, int64_t document, struct err *err)
{
    for (;;) {
        struct assignment first = {.person = ""};
        bool found;
        enum fault fault = take(store, Q_ASSIGNMENT_OF_DOCUMENT,
                                VALUES(V_INT(document), V_STRING(""), V_INT(0), V_STRING("")),
                                &first, &found, err);
        if (!fault && found)
            fault = note(store, &first, false, err);
        if (!fault && found)
            fault = drop(store, &first, first.place, err);
        if (fault || !found)
            return fault;
    }
}
