#include "sql.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

static const char *const texts[] = {
#define X(id, name, text, walks) text,
    QUERIES(X)
#undef X
};

/* What a code of SQLite's means to a person. The extended codes first, then the primary ones. */
static const struct {
    int code;
    enum fault fault;
    const char *words;
} meanings[] = {
    {SQLITE_READONLY_DIRECTORY, FAULT_DENIED, "its folder cannot be written to"},
    {SQLITE_READONLY_ROLLBACK, FAULT_DENIED,
     "a commit was cut off and has to be taken back, but the file is read-only"},
    {SQLITE_BUSY_SNAPSHOT, FAULT_BUSY, "the project was changed meanwhile"},
    {SQLITE_IOERR_NOMEM, FAULT_MEMORY, "out of memory"},
    {SQLITE_IOERR_SHORT_READ, FAULT_DAMAGED, "the file is shorter than it should be"},
    {SQLITE_IOERR_READ, FAULT_IO, "reading failed"},
    {SQLITE_IOERR_WRITE, FAULT_IO, "writing failed"},
    {SQLITE_IOERR_FSYNC, FAULT_IO, "the disk did not take what was written"},
    {SQLITE_CONSTRAINT_UNIQUE, FAULT_CONFLICT, "something of that id or name is there already"},
    {SQLITE_CONSTRAINT_PRIMARYKEY, FAULT_CONFLICT, "something of that id is there already"},
    {SQLITE_CONSTRAINT_FOREIGNKEY, FAULT_CONFLICT,
     "something is still linked to it, or its link is gone"},
    {SQLITE_FULL, FAULT_FULL, "no space left"},
    {SQLITE_TOOBIG, FAULT_FULL, "more than a project file can hold in one piece"},
    {SQLITE_READONLY, FAULT_DENIED, "the file is read-only"},
    {SQLITE_PERM, FAULT_DENIED, "no permission"},
    {SQLITE_AUTH, FAULT_DENIED, "no permission"},
    {SQLITE_CANTOPEN, FAULT_DENIED, "it cannot be opened, or its folder cannot be written to"},
    {SQLITE_CORRUPT, FAULT_DAMAGED, "the project file is damaged; `verify` says where"},
    {SQLITE_NOTADB, FAULT_NOT_PROJECT, "not a project"},
    {SQLITE_NOMEM, FAULT_MEMORY, "out of memory"},
    {SQLITE_IOERR, FAULT_IO, "reading or writing failed"},
};

/* SQLite tells a disk without space, but not a quota or a limit on file size; and what errno says
 * may come from what it did afterwards. */
static bool is_full(const struct sql *sql)
{
    int error = sql->db ? sqlite3_system_errno(sql->db) : 0;
    return error == ENOSPC || error == EDQUOT || error == EFBIG || host_full(sql->path);
}

enum fault sql_fault(const struct sql *sql, int code, struct err *err)
{
    int primary = code & 0xff;
    const char *undone = sql->batch ? "" : "; nothing was changed";
    if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) {
        char who[128];
        host_holder(sql->path, who, sizeof who);
        return err_set(err, FAULT_BUSY, "%s: %s has held the project for too long", sql->path, who);
    }
    if (primary == SQLITE_IOERR && code != SQLITE_IOERR_NOMEM && code != SQLITE_IOERR_SHORT_READ &&
        is_full(sql))
        return err_set(err, FAULT_FULL, "%s: no space left, or a limit on file size%s", sql->path,
                       undone);
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (meanings[i].code != code && meanings[i].code != primary)
            continue;
        return err_set(err, meanings[i].fault, "%s: %s%s", sql->path, meanings[i].words,
                       code == SQLITE_IOERR_WRITE || primary == SQLITE_FULL ? undone : "");
    }
    if (sql->db && sqlite3_errcode(sql->db) == SQLITE_NOMEM) /* behind a code of another meaning */
        return err_set(err, FAULT_MEMORY, "%s: out of memory", sql->path);
    /* A row that breaks a rule of the tables: the file has been changed by something else. */
    return err_set(err, FAULT_DAMAGED, "%s: %s", sql->path,
                   sql->db ? sqlite3_errmsg(sql->db) : sqlite3_errstr(code));
}

/* Columns that may hold a text: all but those of the tables that are of another type. */
static uint32_t text_columns(sqlite3_stmt *statement)
{
    uint32_t columns = 0;
    int n = sqlite3_column_count(statement);
    assert(n <= 32);
    for (int i = 0; i < n; i++) {
        const char *type = sqlite3_column_decltype(statement, i);
        if (!type || strcmp(type, "TEXT") == 0)
            columns |= UINT32_C(1) << i;
    }
    return columns;
}

static enum fault prepare(struct sql *sql, enum query query, struct err *err)
{
    if (sql->statement[query])
        return OK;
    int code = sqlite3_prepare_v3(sql->db, texts[query], -1, SQLITE_PREPARE_PERSISTENT,
                                  &sql->statement[query], NULL);
    sql->texts[query] = code == SQLITE_OK ? text_columns(sql->statement[query]) : 0;
    return code == SQLITE_OK ? OK : sql_fault(sql, sqlite3_extended_errcode(sql->db), err);
}

static int bind_value(sqlite3_stmt *statement, int place, const struct value *value)
{
    switch (value->kind) {
    case VALUE_NULL:
        return sqlite3_bind_null(statement, place);
    case VALUE_INT:
        return sqlite3_bind_int64(statement, place, value->i);
    case VALUE_TEXT:
        return sqlite3_bind_text64(statement, place, value->bytes ? value->bytes : "", value->n,
                                   SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BLOB:
        return sqlite3_bind_blob64(statement, place, value->bytes, value->n, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

enum fault sql_bind(struct sql *sql, enum query query, const struct value *values, size_t n,
                    struct err *err)
{
    enum fault fault = prepare(sql, query, err);
    if (fault)
        return fault;
    for (size_t i = 0; i < n; i++) {
        int code = bind_value(sql->statement[query], (int)i + 1, &values[i]);
        if (code != SQLITE_OK)
            return sql_fault(sql, code, err);
    }
    return OK;
}

/* A text that SQLite has no memory for would come as an empty one. */
static bool texts_are_there(const struct sql *sql, enum query query)
{
    sqlite3_stmt *statement = sql->statement[query];
    uint32_t columns = sql->texts[query];
    for (int i = 0; columns; i++, columns >>= 1)
        if (columns & 1 && sqlite3_column_type(statement, i) == SQLITE_TEXT &&
            !sqlite3_column_text(statement, i))
            return false;
    return true;
}

enum fault sql_row(struct sql *sql, enum query query, bool *row, struct err *err)
{
    enum fault fault = prepare(sql, query, err);
    if (fault)
        return fault;
    int code = sqlite3_step(sql->statement[query]);
    *row = code == SQLITE_ROW && texts_are_there(sql, query);
    if (*row || code == SQLITE_DONE)
        return OK;
    fault =
        sql_fault(sql, code == SQLITE_ROW ? SQLITE_NOMEM : sqlite3_extended_errcode(sql->db), err);
    sqlite3_reset(sql->statement[query]);
    return fault;
}

void sql_done(struct sql *sql, enum query query)
{
    sqlite3_reset(sql->statement[query]);
}

enum fault sql_one(struct sql *sql, enum query query, const struct value *values, size_t n,
                   bool *row, struct err *err)
{
    *row = false;
    enum fault fault = sql_bind(sql, query, values, n, err);
    return fault ? fault : sql_row(sql, query, row, err);
}

enum fault sql_run(struct sql *sql, enum query query, const struct value *values, size_t n,
                   struct err *err)
{
    bool row;
    enum fault fault = sql_one(sql, query, values, n, &row, err);
    sql_done(sql, query);
    return fault;
}

int64_t sql_int(const struct sql *sql, enum query query, int column)
{
    return sqlite3_column_int64(sql->statement[query], column);
}

bool sql_is_null(const struct sql *sql, enum query query, int column)
{
    return sqlite3_column_type(sql->statement[query], column) == SQLITE_NULL;
}

const char *sql_text(const struct sql *sql, enum query query, int column, size_t *n)
{
    const void *text = sqlite3_column_text(sql->statement[query], column);
    if (n)
        *n = (size_t)sqlite3_column_bytes(sql->statement[query], column);
    return text ? text : "";
}

void sql_text_cut(const struct sql *sql, enum query query, int column, char *out, size_t room)
{
    size_t n;
    const char *text = sql_text(sql, query, column, &n);
    if (n >= room)
        for (n = room - 1; n && ((unsigned char)text[n] & 0xc0) == 0x80;)
            n--;
    memcpy(out, text, n);
    out[n] = '\0';
}

char *sql_copy(const struct sql *sql, enum query query, int column, enum fault *fault)
{
    if (sql_is_null(sql, query, column))
        return NULL;
    size_t n;
    const char *text = sql_text(sql, query, column, &n);
    char *copy = malloc(n + 1);
    if (!copy) {
        *fault = FAULT_MEMORY;
        return NULL;
    }
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

void sql_blob(const struct sql *sql, enum query query, int column, void *out, size_t n)
{
    const void *bytes = sqlite3_column_blob(sql->statement[query], column);
    if (bytes && (size_t)sqlite3_column_bytes(sql->statement[query], column) == n)
        memcpy(out, bytes, n);
    else
        memset(out, 0, n);
}

struct uuid sql_uuid(const struct sql *sql, enum query query, int column)
{
    struct uuid id;
    sql_blob(sql, query, column, id.b, sizeof id.b);
    return id;
}

enum fault sql_exec(struct sql *sql, const char *text, struct err *err)
{
    int code = sqlite3_exec(sql->db, text, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sql_fault(sql, sqlite3_extended_errcode(sql->db), err);
}

void sql_close(struct sql *sql)
{
    for (size_t i = 0; i < QUERY_COUNT; i++)
        sqlite3_finalize(sql->statement[i]);
    sqlite3_close_v2(sql->db);
    *sql = (struct sql){.path = sql->path};
}
