/* sql.h: the only door to SQLite: statements by name (schemas/sql/queries.sql), values with their
 * types, and SQLite's codes turned into ours.
 *
 * A statement is prepared when first used and kept. sql_run() and sql_done() leave it reset, so
 * that no lock outlives a call; whoever reads rows with sql_row() ends with sql_done() on every
 * path.
 */
#ifndef MANICULE_STORE_SQL_H
#define MANICULE_STORE_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "manicule/base/err.h"
#include "manicule/base/uuid.h"
#include "queries.h"

enum query {
#define X(id, name, text, walks) id,
    QUERIES(X)
#undef X
        QUERY_COUNT
};

struct sql {
    sqlite3 *db;
    const char *path; /* for messages; borrowed */
    bool batch;       /* store_begin() opened the transaction: whoever did says what is kept */
    sqlite3_stmt *statement[QUERY_COUNT];
    uint32_t texts[QUERY_COUNT]; /* a bit for each column that may hold a text */
};

struct value {
    enum { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB } kind;
    int64_t i;
    const void *bytes; /* text and blobs are borrowed until the statement is done */
    size_t n;
};
#define V_INT(x) ((struct value){VALUE_INT, (int64_t)(x), NULL, 0})
#define V_TEXT(p, size) ((struct value){VALUE_TEXT, 0, (p), (size)})
#define V_STRING(p) value_string(p) /* NULL is NULL */
#define V_BLOB(p, size) ((struct value){VALUE_BLOB, 0, (p), (size)})
#define V_UUID(id) ((struct value){VALUE_BLOB, 0, (id).b, sizeof(id).b})
#define V_NULL ((struct value){VALUE_NULL, 0, NULL, 0})

static inline struct value value_string(const char *text)
{
    return text ? V_TEXT(text, strlen(text)) : V_NULL;
}

#define VALUES(...)                                                                                \
    (const struct value[]){__VA_ARGS__},                                                           \
        sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)

/* Prepares, and binds ?1, ?2 ... */
enum fault sql_bind(struct sql *, enum query, const struct value *, size_t n, struct err *);
/* The next row: *row false: there is none. */
enum fault sql_row(struct sql *, enum query, bool *row, struct err *);
void sql_done(struct sql *, enum query);
/* Binds and runs a statement that gives no rows. */
enum fault sql_run(struct sql *, enum query, const struct value *, size_t n, struct err *);
/* Binds and takes the first row, if any: sql_done() when it was read. */
enum fault sql_one(struct sql *, enum query, const struct value *, size_t n, bool *row,
                   struct err *);

/* Columns of the row at hand. Text and blobs live until the next row; *n may be NULL. */
int64_t sql_int(const struct sql *, enum query, int column);
bool sql_is_null(const struct sql *, enum query, int column);
const char *sql_text(const struct sql *, enum query, int column, size_t *n); /* "" for NULL */
/* Into room of our own, cut before the character that does not fit. */
void sql_text_cut(const struct sql *, enum query, int column, char *out, size_t room);
char *sql_copy(const struct sql *, enum query, int column,
               enum fault *); /* malloc'd, NULL for NULL */
/* Exactly n bytes, or zeros: a damaged column is found by what it no longer equals. */
void sql_blob(const struct sql *, enum query, int column, void *out, size_t n);
struct uuid sql_uuid(const struct sql *, enum query, int column);

/* Our fault and words for SQLite's latest code on this file. */
enum fault sql_fault(const struct sql *, int code, struct err *);
/* One statement in text, without values: pragmas and the schema. */
enum fault sql_exec(struct sql *, const char *text, struct err *);
void sql_close(struct sql *); /* finalises, closes; NULL db is fine */

#endif
