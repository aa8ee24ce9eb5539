/* The journal: one row for each step's visit to a set, and a hash chain through each set's rows. */
#include <stdio.h>
#include <string.h>

#include "internal.h"

struct digest journal_hash(struct digest before, const struct journal_entry *entry)
{
    char numbers[96];
    int n = snprintf(numbers, sizeof numbers, "%lld %d %lld %lu", (long long)entry->revision,
                     (int)entry->kind, (long long)entry->at, (unsigned long)entry->edition);
    bool undoes = !uuid_is_zero(entry->undoes);
    const struct piece pieces[] = {
        {numbers, (size_t)n},
        {entry->step.b, sizeof entry->step.b},
        {entry->undoes.b, undoes ? sizeof entry->undoes.b : 0},
        {entry->actor, strlen(entry->actor)},
        {entry->what, strlen(entry->what)},
        {entry->body, entry->n_body},
    };
    return digest_chain(before, pieces, sizeof pieces / sizeof *pieces);
}

struct digest journal_root_of_set(struct uuid document, enum set_kind kind, const char *owner,
                                  const char *source)
{
    const char *name = set_kind_name(kind);
    const struct piece pieces[] = {
        {document.b, sizeof document.b},
        {name, strlen(name)},
        {owner, strlen(owner)},
        {source, strlen(source)},
    };
    return digest_chain((struct digest){{0}}, pieces, sizeof pieces / sizeof *pieces);
}

enum fault journal_root_of_project(struct store *store, struct digest *out, struct err *err)
{
    bool row;
    enum fault fault = sql_one(&store->sql, Q_PROJECT_GET, VALUES(V_STRING("id")), &row, err);
    if (!fault && !row)
        fault = err_set(err, FAULT_DAMAGED, "%s: the project's id is gone", store->path);
    if (!fault) {
        struct piece id = {.bytes = sql_text(&store->sql, Q_PROJECT_GET, 0, &id.n)};
        *out = digest_chain((struct digest){{0}}, &id, 1);
    }
    sql_done(&store->sql, Q_PROJECT_GET);
    return fault;
}

enum fault journal_add(struct store *store, struct digest before, const struct journal_entry *entry,
                       struct err *err)
{
    struct digest hash = journal_hash(before, entry);
    bool undoes = !uuid_is_zero(entry->undoes);
    return sql_run(&store->sql, Q_JOURNAL_ADD,
                   VALUES(V_INT(entry->set), V_INT(entry->revision), V_UUID(entry->step),
                          V_INT(entry->kind), undoes ? V_UUID(entry->undoes) : V_NULL,
                          V_STRING(entry->actor), V_INT(entry->at), V_STRING(entry->what),
                          V_TEXT(entry->body, entry->n_body), V_BLOB(hash.b, sizeof hash.b),
                          V_INT(entry->edition)),
                   err);
}

enum fault journal_read(struct store *store, int64_t set, int64_t revision,
                        struct journal_read *out, bool *found, struct err *err)
{
    struct sql *sql = &store->sql;
    enum fault fault = sql_one(sql, Q_JOURNAL_ROW, VALUES(V_INT(set), V_INT(revision)), found, err);
    if (fault || !*found)
        return fault;
    *out = (struct journal_read){.entry = {
                                     .set = set,
                                     .revision = revision,
                                     .step = sql_uuid(sql, Q_JOURNAL_ROW, 0),
                                     .kind = (enum step_kind)sql_int(sql, Q_JOURNAL_ROW, 1),
                                     .undoes = sql_uuid(sql, Q_JOURNAL_ROW, 2),
                                     .actor = sql_text(sql, Q_JOURNAL_ROW, 3, NULL),
                                     .at = sql_int(sql, Q_JOURNAL_ROW, 4),
                                     .what = sql_text(sql, Q_JOURNAL_ROW, 5, NULL),
                                     .edition = (uint32_t)sql_int(sql, Q_JOURNAL_ROW, 8),
                                 }};
    out->entry.body = sql_text(sql, Q_JOURNAL_ROW, 6, &out->entry.n_body);
    sql_blob(sql, Q_JOURNAL_ROW, 7, out->hash.b, sizeof out->hash.b);
    return OK;
}

enum fault journal_hash_at(struct store *store, int64_t set, int64_t revision, struct digest *out,
                           bool *found, struct err *err)
{
    enum fault fault =
        sql_one(&store->sql, Q_JOURNAL_HASH, VALUES(V_INT(set), V_INT(revision)), found, err);
    if (!fault && *found)
        sql_blob(&store->sql, Q_JOURNAL_HASH, 0, out->b, sizeof out->b);
    sql_done(&store->sql, Q_JOURNAL_HASH);
    return fault;
}

enum fault journal_project(struct store *store, const char *what, const struct buf *body,
                           struct err *err)
{
    return journal_project_step(store, uuid_new(&store->env), store->env.now(store->env.ctx), what,
                                body, err);
}

enum fault journal_project_step(struct store *store, struct uuid step, int64_t at, const char *what,
                                const struct buf *body, struct err *err)
{
    if (body->failed)
        return err_set(err, FAULT_MEMORY, "out of memory");
    bool row;
    struct digest before;
    int64_t revision = 0;
    enum fault fault =
        sql_one(&store->sql, Q_JOURNAL_HEAD, VALUES(V_INT(PROJECT_CHAIN)), &row, err);
    if (!fault && row) {
        revision = sql_int(&store->sql, Q_JOURNAL_HEAD, 0);
        sql_blob(&store->sql, Q_JOURNAL_HEAD, 1, before.b, sizeof before.b);
    }
    sql_done(&store->sql, Q_JOURNAL_HEAD);
    if (!fault && !row)
        fault = journal_root_of_project(store, &before, err);
    if (fault)
        return fault;
    const struct journal_entry entry = {
        .set = PROJECT_CHAIN,
        .revision = revision + 1,
        .step = step,
        .kind = STEP_EDIT,
        .actor = store->person,
        .what = what,
        .at = at,
        .body = buf_text(body),
        .n_body = body->size,
    };
    return journal_add(store, before, &entry, err);
}

enum fault journal_edition_at(struct store *store, int64_t set, int64_t revision, uint32_t *out,
                              struct err *err)
{
    bool row = false;
    enum fault fault =
        sql_one(&store->sql, Q_JOURNAL_EDITION, VALUES(V_INT(set), V_INT(revision)), &row, err);
    *out = !fault && row ? (uint32_t)sql_int(&store->sql, Q_JOURNAL_EDITION, 0) : 0;
    sql_done(&store->sql, Q_JOURNAL_EDITION);
    return fault;
}

enum fault store_journal(struct store *store, int64_t after, struct journal_row *out, bool *more,
                         struct err *err)
{
    struct sql *sql = &store->sql;
    enum fault fault = rights_lead(store, "read the whole journal", err);
    if (fault)
        return fault;
    fault = sql_one(sql, Q_JOURNAL_AFTER, VALUES(V_INT(after)), more, err);
    if (!fault && *more) {
        *out = (struct journal_row){
            .number = sql_int(sql, Q_JOURNAL_AFTER, 0),
            .set = sql_int(sql, Q_JOURNAL_AFTER, 1),
            .revision = sql_int(sql, Q_JOURNAL_AFTER, 2),
            .step = sql_uuid(sql, Q_JOURNAL_AFTER, 3),
            .kind = (enum step_kind)sql_int(sql, Q_JOURNAL_AFTER, 4),
            .at = sql_int(sql, Q_JOURNAL_AFTER, 6),
        };
        sql_text_cut(sql, Q_JOURNAL_AFTER, 5, out->actor, sizeof out->actor);
        sql_text_cut(sql, Q_JOURNAL_AFTER, 7, out->what, sizeof out->what);
        if (out->number <= after)
            fault = err_set(err, FAULT_DAMAGED, "%s: the journal is out of order", store->path);
    }
    sql_done(sql, Q_JOURNAL_AFTER);
    return fault;
}

enum fault store_journal_number(struct store *store, const struct set_info *info, int64_t *out,
                                struct err *err)
{
    struct sql *sql = &store->sql;
    bool found = false;
    *out = 0;
    enum fault fault = sql_one(sql, Q_JOURNAL_NUMBER,
                               VALUES(V_INT(info->key), V_INT(info->revision)), &found, err);
    if (!fault && found)
        *out = sql_int(sql, Q_JOURNAL_NUMBER, 0);
    sql_done(sql, Q_JOURNAL_NUMBER);
    return fault;
}
