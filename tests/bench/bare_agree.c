#include "bare.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

static const char rows_sql[] =
    "SELECT e.document, s.start, s.\"end\", s.label FROM sets e JOIN spans s ON s.in_set = e.key "
    "WHERE e.kind = 0 AND e.owner = ?1 ORDER BY e.document, s.start, s.\"end\", s.label";

struct reader {
    sqlite3_stmt *rows;
    bool more;
    uint64_t n;
};

static void next(struct reader *reader)
{
    reader->more = sqlite3_step(reader->rows) == SQLITE_ROW;
    reader->n += reader->more;
}

static int order(sqlite3_stmt *a, sqlite3_stmt *b)
{
    for (int i = 0; i < 3; i++) {
        int64_t x = sqlite3_column_int64(a, i), y = sqlite3_column_int64(b, i);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return strcmp((const char *)sqlite3_column_text(a, 3), (const char *)sqlite3_column_text(b, 3));
}

static uint64_t merge(struct reader *a, struct reader *b)
{
    uint64_t both = 0;
    next(a);
    next(b);
    while (a->more && b->more) {
        int o = order(a->rows, b->rows);
        both += o == 0;
        if (o <= 0)
            next(a);
        if (o >= 0)
            next(b);
    }
    while (a->more)
        next(a);
    while (b->more)
        next(b);
    return both;
}

bool bare_agree(const char *project, const char *path)
{
    static const char *const names[] = {"bench", "other"};
    sqlite3 *db = NULL;
    struct reader readers[2] = {0};
    FILE *out = fopen(path, "wb");
    bool done = out && sqlite3_open_v2(project, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK;
    for (int i = 0; i < 2 && done; i++)
        done = sqlite3_prepare_v2(db, rows_sql, -1, &readers[i].rows, NULL) == SQLITE_OK &&
               sqlite3_bind_text(readers[i].rows, 1, names[i], -1, SQLITE_STATIC) == SQLITE_OK;
    if (done) {
        uint64_t both = merge(&readers[0], &readers[1]);
        fprintf(out, "%.17g\n", 2 * (double)both / (double)(readers[0].n + readers[1].n));
    } else {
        fprintf(stderr, "bench: %s\n", db ? sqlite3_errmsg(db) : path);
    }
    for (int i = 0; i < 2; i++)
        sqlite3_finalize(readers[i].rows);
    sqlite3_close(db);
    return out && fclose(out) == 0 && done;
}
