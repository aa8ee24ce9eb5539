#include "bare.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

static const char documents_sql[] =
    "SELECT d.name, d.id, d.sha256, t.text, s.key, s.owner, s.status FROM documents d "
    "JOIN texts t ON t.document = d.key AND t.edition = d.edition JOIN sets s ON s.document = d.key AND s.kind = 0 "
    "WHERE d.number IS NOT NULL ORDER BY d.number, s.owner";
static const char spans_sql[] = "SELECT id, label, start, \"end\", origin FROM spans "
                                "WHERE in_set = ?1 ORDER BY start, \"end\", key";
static const char labels_sql[] = "SELECT sha256 FROM labelsets ORDER BY version DESC LIMIT 1";

static const char *const statuses[] = {"new", "open", "done", "returned", "accepted"};
static const char *const origins[] = {"manual", "suggestion", "import", "adjudication", "repeat"};

static const char *hex(const uint8_t *bytes, int n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
    return out;
}

static void print_id(FILE *out, const uint8_t *id)
{
    char text[33];
    hex(id, 16, text);
    fprintf(out, "\"%.8s-%.4s-%.4s-%.4s-%s\"", text, text + 8, text + 12, text + 16, text + 20);
}

static void print_text(FILE *out, const uint8_t *text, size_t n)
{
    size_t from = 0;
    fputc('"', out);
    for (size_t i = 0; i < n; i++) {
        uint8_t c = text[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        fwrite(text + from, 1, i - from, out);
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else
            fprintf(out, "\\u%04x", c);
        from = i + 1;
    }
    fwrite(text + from, 1, n - from, out);
    fputc('"', out);
}

/* A place in a text, moved on by code points. */
struct walk {
    const uint8_t *text;
    size_t byte;
    int64_t point;
};

static size_t walk_to(struct walk *walk, int64_t point)
{
    while (walk->point < point) {
        walk->byte++;
        walk->point += (walk->text[walk->byte] & 0xc0) != 0x80;
    }
    return walk->byte;
}

static void print_spans(FILE *out, sqlite3_stmt *spans, const uint8_t *text)
{
    struct walk walk = {.text = text};
    for (int i = 0; sqlite3_step(spans) == SQLITE_ROW; i++) {
        int64_t start = sqlite3_column_int64(spans, 2), end = sqlite3_column_int64(spans, 3);
        size_t from = walk_to(&walk, start);
        struct walk ahead = walk;
        fputs(i ? ",{\"id\":" : "{\"id\":", out);
        print_id(out, sqlite3_column_blob(spans, 0));
        fprintf(out, ",\"label\":\"%s\",\"start\":%lld,\"end\":%lld,\"text\":",
                (const char *)sqlite3_column_text(spans, 1), (long long)start, (long long)end);
        print_text(out, text + from, walk_to(&ahead, end) - from);
        fprintf(out, ",\"origin\":\"%s\"}", origins[sqlite3_column_int(spans, 4)]);
    }
    sqlite3_reset(spans);
}

static void print_documents(FILE *out, sqlite3_stmt *documents, sqlite3_stmt *spans,
                            const char *labels)
{
    char sha256[65];
    while (sqlite3_step(documents) == SQLITE_ROW) {
        const uint8_t *text = sqlite3_column_text(documents, 3);
        fprintf(out, "{\"manicule\":1,\"document\":\"%s\",\"id\":",
                (const char *)sqlite3_column_text(documents, 0));
        print_id(out, sqlite3_column_blob(documents, 1));
        fprintf(out, ",\"sha256\":\"%s\",\"offset_unit\":\"codepoint\",\"text\":",
                hex(sqlite3_column_blob(documents, 2), 32, sha256));
        print_text(out, text, (size_t)sqlite3_column_bytes(documents, 3));
        fprintf(out,
                ",\"labels\":\"%s\",\"set\":\"person\",\"annotator\":\"%s\",\"status\":\"%s\","
                "\"spans\":[",
                labels, (const char *)sqlite3_column_text(documents, 5),
                statuses[sqlite3_column_int(documents, 6)]);
        sqlite3_bind_int64(spans, 1, sqlite3_column_int64(documents, 4));
        print_spans(out, spans, text);
        fputs("],\"relations\":[]}\n", out);
    }
}

bool bare_export(const char *project, const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *documents = NULL, *spans = NULL, *labels = NULL;
    char sha256[65];
    FILE *out = fopen(path, "wb");
    bool done = out && sqlite3_open_v2(project, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(db, documents_sql, -1, &documents, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(db, spans_sql, -1, &spans, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(db, labels_sql, -1, &labels, NULL) == SQLITE_OK &&
                sqlite3_step(labels) == SQLITE_ROW;
    if (done)
        print_documents(out, documents, spans, hex(sqlite3_column_blob(labels, 0), 32, sha256));
    else
        fprintf(stderr, "bench: %s\n", db ? sqlite3_errmsg(db) : path);
    sqlite3_finalize(documents);
    sqlite3_finalize(spans);
    sqlite3_finalize(labels);
    sqlite3_close(db);
    return out && fclose(out) == 0 && done;
}
