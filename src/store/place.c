/* Where a person was in a document, for the next start. Not journalled: it is nobody's work. */
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

void place_release(struct place *place)
{
    free(place->coverage);
    free(place->pending);
    *place = (struct place){0};
}

enum fault store_place(struct store *store, int64_t document, struct place *out, struct err *err)
{
    struct sql *sql = &store->sql;
    bool row = false;
    *out = (struct place){0};
    enum fault fault = sql_one(sql, Q_DOCUMENT_BRIEF, VALUES(V_INT(document)), &row, err);
    uint32_t edition = !fault && row ? (uint32_t)sql_int(sql, Q_DOCUMENT_BRIEF, 3) : 0;
    sql_done(sql, Q_DOCUMENT_BRIEF);
    if (!fault)
        fault =
            sql_one(sql, Q_PLACE_GET, VALUES(V_STRING(store->person), V_INT(document)), &row, err);
    if (!fault && !row)
        fault = err_set(err, FAULT_MISSING, "%s was never in this document", store->person);
    if (!fault) {
        enum fault memory = OK;
        *out = (struct place){
            .cursor = (uint32_t)sql_int(sql, Q_PLACE_GET, 0),
            .top = (uint32_t)sql_int(sql, Q_PLACE_GET, 1),
            .coverage = sql_copy(sql, Q_PLACE_GET, 2, &memory),
            .pending = sql_copy(sql, Q_PLACE_GET, 3, &memory),
            .edition = edition,
        };
        if (memory) {
            place_release(out);
            fault = err_set(err, memory, "out of memory");
        }
    }
    sql_done(sql, Q_PLACE_GET);
    return fault;
}

enum fault store_put_place(struct store *store, int64_t document, const struct place *place,
                           struct err *err)
{
    struct sql *sql = &store->sql;
    enum fault fault = tx_write(store, err);
    if (fault)
        return fault;
    bool row;
    int64_t turn = 1;
    fault = sql_one(sql, Q_DOCUMENT_BRIEF, VALUES(V_INT(document)), &row, err);
    if (!fault && row && sql_int(sql, Q_DOCUMENT_BRIEF, 3) != (int64_t)place->edition)
        fault = err_set(err, FAULT_CONFLICT, "the text was revised meanwhile");
    sql_done(sql, Q_DOCUMENT_BRIEF);
    if (fault)
        return tx_end(store, fault, err);
    fault = sql_one(sql, Q_PLACE_LAST, VALUES(V_STRING(store->person)), &row, err);
    if (!fault && row) /* a new turn only when it is another document's */
        turn = sql_int(sql, Q_PLACE_LAST, 1) + (sql_int(sql, Q_PLACE_LAST, 0) != document);
    sql_done(sql, Q_PLACE_LAST);
    store->dirty = true;
    if (!fault)
        fault = sql_run(sql, Q_PLACE_PUT,
                        VALUES(V_STRING(store->person), V_INT(document), V_INT(turn),
                               V_INT(place->cursor), V_INT(place->top), V_STRING(place->coverage),
                               V_STRING(place->pending)),
                        err);
    return tx_end(store, fault, err);
}

static enum fault coverage_inside(struct store *store, int64_t document, const char *person,
                                  char **out, struct err *err)
{
    struct setrow theirs = {.document = document, .kind = SET_PERSON};
    bool may = false, row;
    snprintf(theirs.owner, sizeof theirs.owner, "%s", person);
    enum fault fault = rights_see(store, &theirs, &may, err);
    if (fault || !may)
        return fault;
    fault = sql_one(&store->sql, Q_PLACE_GET, VALUES(V_STRING(person), V_INT(document)), &row, err);
    enum fault memory = OK;
    if (!fault && row)
        *out = sql_copy(&store->sql, Q_PLACE_GET, 2, &memory);
    sql_done(&store->sql, Q_PLACE_GET);
    return fault ? fault : memory ? err_set(err, memory, "out of memory") : OK;
}

enum fault store_coverage_of(struct store *store, int64_t document, const char *person, char **out,
                             struct err *err)
{
    *out = NULL;
    enum fault fault = tx_read(store, err);
    return fault ? fault : tx_end(store, coverage_inside(store, document, person, out, err), err);
}

enum fault store_last_document(struct store *store, int64_t *key, struct err *err)
{
    bool row;
    enum fault fault =
        sql_one(&store->sql, Q_PLACE_LAST_OPEN, VALUES(V_STRING(store->person)), &row, err);
    if (!fault && row)
        *key = sql_int(&store->sql, Q_PLACE_LAST_OPEN, 0);
    sql_done(&store->sql, Q_PLACE_LAST_OPEN);
    return fault || row ? fault
                        : err_set(err, FAULT_MISSING, "%s has no document open", store->person);
}
