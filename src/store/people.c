/* Who comes in through the gate, and as what. */
#include <stdio.h>
#include <string.h>

#include "internal.h"

static const char *const roles[] = {"annotator", "reviewer", "lead"};

const char *role_name(enum role role)
{
    return roles[role];
}

bool role_parse(const char *text, size_t n, enum role *out)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strlen(roles[i]) == n && memcmp(roles[i], text, n) == 0) {
            *out = (enum role)i;
            return true;
        }
    return false;
}

static enum fault take_person(struct store *store, enum query query, const char *name,
                              struct person *out, bool *found, struct err *err)
{
    struct sql *sql = &store->sql;
    *out = (struct person){.role = ROLE_ANNOTATOR};
    enum fault fault = sql_one(sql, query, VALUES(V_STRING(name)), found, err);
    if (!fault && *found) {
        int64_t role = sql_int(sql, query, 1);
        snprintf(out->name, sizeof out->name, "%s", sql_text(sql, query, 0, NULL));
        /* A damaged row gives nobody more than the least. */
        out->role = role == ROLE_REVIEWER || role == ROLE_LEAD ? (enum role)role : ROLE_ANNOTATOR;
        out->gone = sql_int(sql, query, 2) != 0;
    }
    sql_done(sql, query);
    return fault;
}

enum fault store_find_person(struct store *store, const char *name, struct person *out, bool *found,
                             struct err *err)
{
    return take_person(store, Q_PERSON_GET, name, out, found, err);
}

enum fault store_next_person(struct store *store, const char *after, struct person *out,
                             bool *found, struct err *err)
{
    struct person next; /* `after` may be the name in *out */
    enum fault fault = rights_lead(store, "list the people", err);
    if (!fault)
        fault = take_person(store, Q_PERSON_AFTER, after, &next, found, err);
    if (!fault && *found && strcmp(next.name, after) <= 0)
        fault = err_set(err, FAULT_DAMAGED, "%s: the people are out of order", store->path);
    if (!fault)
        *out = next;
    return fault;
}

const char *person_word(const struct person *person)
{
    return !person ? "-" : person->gone ? "gone" : role_name(person->role);
}

void person_body(const char *name, const char *was, const char *is, struct buf *out)
{
    buf_printf(out, "person\t%s\t%s\t%s\n", name, was, is);
}

static enum fault put_inside(struct store *store, const struct person *person, struct err *err)
{
    struct person was;
    bool found;
    enum fault fault = rights_lead(store, "change people and roles", err);
    if (!fault)
        fault = store_find_person(store, person->name, &was, &found, err);
    if (fault || (found && was.gone == person->gone && was.role == person->role))
        return fault;
    if (!found && person->gone)
        return err_set(err, FAULT_MISSING, "%s is not one of this project's people", person->name);
    store->dirty = true;
    fault = sql_run(&store->sql, Q_PERSON_PUT,
                    VALUES(V_STRING(person->name), V_INT(person->role), V_INT(person->gone)), err);
    struct buf body = {0};
    person_body(person->name, person_word(found ? &was : NULL), person_word(person), &body);
    if (!fault)
        fault = journal_project(store, person->gone ? "send a person off" : "give a role", &body,
                                err);
    buf_release(&body);
    return fault;
}

enum fault store_put_person(struct store *store, const struct person *person, struct err *err)
{
    if (!store_person_valid(person->name))
        return err_set(err, FAULT_USAGE,
                       "not a person's name: a small letter, then up to 31 of a-z 0-9 . _ -");
    enum fault fault = tx_write(store, err);
    return fault ? fault : tx_end(store, put_inside(store, person, err), err);
}
