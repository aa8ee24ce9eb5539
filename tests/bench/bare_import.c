#include "bare.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <jansson.h>
#include <sqlite3.h>

enum { DOCUMENT, TEXT, SET, SPAN, STATEMENTS };

static const char *const sql[STATEMENTS] = {
    [DOCUMENT] = "INSERT INTO documents (id, number, name, bytes, codepoints, lines, sha256, edition) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)",
    [TEXT] = "INSERT INTO texts (document, edition, bytes, codepoints, lines, sha256, text) "
             "VALUES (?1, 0, ?3, ?4, ?5, ?6, ?2)",
    [SET] = "INSERT INTO sets (document, kind, owner, source, status, revision, widest, spans, "
            "relations, doubts, unlinked) VALUES (?1, 0, ?2, '', 1, 1, 100, ?3, 0, 0, 0)",
    [SPAN] = "INSERT INTO spans (id, in_set, start, \"end\", label, origin, fragments, attributes, "
             "digest) VALUES (?1, ?2, ?3, ?4, ?5, 0, 1, '', 0)",
};

static const char *field(json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static json_int_t number(json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

/* Hexadecimal digits, hyphens left out. */
static void unhex(const char *text, uint8_t *out, size_t n)
{
    memset(out, 0, n);
    for (size_t i = 0; *text && i < 2 * n; text++) {
        if (*text == '-')
            continue;
        unsigned digit = *text <= '9' ? (unsigned)(*text - '0') : (unsigned)(*text - 'a') + 10;
        out[i / 2] = (uint8_t)((unsigned)out[i / 2] << 4 | (digit & 15));
        i++;
    }
}

static sqlite3_int64 run(sqlite3 *db, sqlite3_stmt *statement)
{
    bool done = sqlite3_step(statement) == SQLITE_DONE;
    if (sqlite3_reset(statement) != SQLITE_OK || !done)
        return 0;
    return sqlite3_last_insert_rowid(db);
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static sqlite3_int64 insert_document(sqlite3 *db, sqlite3_stmt *const *s, json_t *record, int place)
{
    uint8_t id[16], sha256[32];
    const char *text = field(record, "text");
    sqlite3_int64 points = 0, lines = 1;
    size_t bytes = strlen(text);
    for (size_t i = 0; i < bytes; i++) {
        points += ((uint8_t)text[i] & 0xc0) != 0x80;
        lines += text[i] == '\n';
    }
    if (getrandom(id, sizeof id, 0) != sizeof id)
        return 0;
    unhex(field(record, "sha256"), sha256, sizeof sha256);
    sqlite3_bind_blob(s[DOCUMENT], 1, id, sizeof id, SQLITE_STATIC);
    sqlite3_bind_int(s[DOCUMENT], 2, place);
    bind_text(s[DOCUMENT], 3, field(record, "document"));
    sqlite3_bind_int64(s[DOCUMENT], 4, (sqlite3_int64)bytes);
    sqlite3_bind_int64(s[DOCUMENT], 5, points);
    sqlite3_bind_int64(s[DOCUMENT], 6, lines);
    sqlite3_bind_blob(s[DOCUMENT], 7, sha256, sizeof sha256, SQLITE_STATIC);
    sqlite3_int64 key = run(db, s[DOCUMENT]);
    sqlite3_bind_int64(s[TEXT], 1, key);
    bind_text(s[TEXT], 2, text);
    sqlite3_bind_int64(s[TEXT], 3, (sqlite3_int64)bytes);
    sqlite3_bind_int64(s[TEXT], 4, points);
    sqlite3_bind_int64(s[TEXT], 5, lines);
    sqlite3_bind_blob(s[TEXT], 6, sha256, sizeof sha256, SQLITE_STATIC);
    return key && run(db, s[TEXT]) ? key : 0;
}

static bool insert_span(sqlite3 *db, sqlite3_stmt *s, json_t *span)
{
    uint8_t id[16];
    unhex(field(span, "id"), id, sizeof id);
    sqlite3_bind_blob(s, 1, id, sizeof id, SQLITE_STATIC);
    sqlite3_bind_int64(s, 3, number(span, "start"));
    sqlite3_bind_int64(s, 4, number(span, "end"));
    bind_text(s, 5, field(span, "label"));
    return run(db, s) != 0;
}

static bool insert_record(sqlite3 *db, sqlite3_stmt *const *s, json_t *record, int place)
{
    json_t *spans = json_object_get(record, "spans"), *span;
    size_t i;
    sqlite3_int64 key = insert_document(db, s, record, place);
    sqlite3_bind_int64(s[SET], 1, key);
    bind_text(s[SET], 2, field(record, "annotator"));
    sqlite3_bind_int64(s[SET], 3, (sqlite3_int64)json_array_size(spans));
    key = key ? run(db, s[SET]) : 0;
    sqlite3_bind_int64(s[SPAN], 2, key);
    bool done = key != 0;
    json_array_foreach(spans, i, span) done = done && insert_span(db, s[SPAN], span);
    return done;
}

static bool insert_lines(sqlite3 *db, sqlite3_stmt *const *s, FILE *in)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    bool done = true;
    for (int place = 1; done && (n = getline(&line, &room, in)) > 0; place++) {
        json_t *record = json_loadb(line, (size_t)n, JSON_REJECT_DUPLICATES, NULL);
        done = record && insert_record(db, s, record, place);
        json_decref(record);
    }
    free(line);
    return done;
}

bool bare_import(const char *project, const char *lines)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s[STATEMENTS] = {NULL};
    FILE *in = fopen(lines, "rb");
    bool done = in && sqlite3_open(project, &db) == SQLITE_OK &&
                sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
    for (int i = 0; i < STATEMENTS; i++)
        done = done && sqlite3_prepare_v2(db, sql[i], -1, &s[i], NULL) == SQLITE_OK;
    done = done && insert_lines(db, s, in);
    done = done && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    if (!done)
        fprintf(stderr, "bench: %s\n", db ? sqlite3_errmsg(db) : lines);
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(s[i]);
    sqlite3_close(db);
    if (in)
        fclose(in);
    return done;
}
