/* at_rest.h: no statement stays half-stepped when a call to the store returns: one that did would
 * hold a lock for as long as its process is stopped, and everyone else would wait.
 *
 * SQLite tells of every database that is opened (an automatic extension); that one is closed is seen
 * because these definitions of sqlite3_close() come before the library's.
 */
#ifndef MANICULE_TESTS_STORE_AT_REST_H
#define MANICULE_TESTS_STORE_AT_REST_H

#include <dlfcn.h>
#include <sqlite3.h>

#include "testlib.h"

enum { DATABASES_MAX = 64 };
static sqlite3 *databases[DATABASES_MAX];

static inline int at_rest_opened(sqlite3 *db, char **message, const void *routines)
{
    (void)message, (void)routines;
    for (size_t i = 0; i < DATABASES_MAX; i++)
        if (!databases[i]) {
            databases[i] = db;
            return SQLITE_OK;
        }
    return SQLITE_NOMEM;
}

static inline int at_rest_close(const char *name, sqlite3 *db)
{
    int (*close)(sqlite3 *);
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(&close, &found, sizeof close);
    for (size_t i = 0; db && i < DATABASES_MAX; i++)
        if (databases[i] == db)
            databases[i] = NULL;
    return close ? close(db) : SQLITE_ERROR;
}

int sqlite3_close(sqlite3 *db)
{
    return at_rest_close("sqlite3_close", db);
}

int sqlite3_close_v2(sqlite3 *db)
{
    return at_rest_close("sqlite3_close_v2", db);
}

__attribute__((constructor)) static void at_rest_start(void)
{
    void (*entry)(void);
    int (*opened)(sqlite3 *, char **, const void *) = at_rest_opened;
    memcpy(&entry, &opened, sizeof entry);
    sqlite3_auto_extension(entry);
}

/* The text of a statement that has begun and not ended, of any open database, or NULL. */
static inline const char *half_stepped(void)
{
    for (size_t i = 0; i < DATABASES_MAX; i++)
        for (sqlite3_stmt *s = NULL; databases[i] && (s = sqlite3_next_stmt(databases[i], s));)
            if (sqlite3_stmt_busy(s))
                return sqlite3_sql(s);
    return NULL;
}

static inline void assert_at_rest(const char *call)
{
    const char *text = half_stepped();
    if (text)
        fail_msg("%s leaves a statement half-stepped: %s", call, text);
}

#endif
