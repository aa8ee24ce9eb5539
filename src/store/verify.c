/* Is everything that was done still there, and nothing else? The file's structure, every text, and
 * the parts in verify_project.c, verify_set.c and verify_steps.c. Each document and each set is
 * looked at in a short transaction of its own, so that others can work in between. */
#include "verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed.h"
#include "manicule/text/units.h"

enum { TELL = 50 }; /* findings of one part that are told one by one */

static void tell(struct verify *verify, const char *line)
{
    if (verify->report && verify->report->finding)
        verify->report->finding(verify->report->ctx, line);
}

static void progress(const struct verify *verify, unsigned permille)
{
    if (verify->report && verify->report->progress)
        verify->report->progress(verify->report->ctx, permille);
}

void verify_part(struct verify *verify)
{
    if (verify->here > TELL) {
        char line[80];
        snprintf(line, sizeof line, "... and %zu more of the same", verify->here - TELL);
        tell(verify, line);
    }
    verify->here = 0;
}

/* What stands in a damaged file may be anything; what is told is text. */
static void clean(char *line)
{
    size_t bad;
    for (char *p = line; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = '?';
    while (!text_check((const uint8_t *)line, strlen(line), &bad))
        line[bad] = '?';
}

void verify_find(struct verify *verify, const char *format, ...)
{
    verify->findings++;
    if (++verify->here > TELL)
        return;
    char line[600];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    clean(line);
    tell(verify, line);
}

enum fault verify_absorb(struct verify *verify, enum fault fault, const struct err *err,
                         const char *where)
{
    if (fault == OK || fault == FAULT_MEMORY || fault == FAULT_BUSY)
        return fault;
    if (where)
        verify_find(verify, "%s: %s", where, err->text);
    else
        verify_find(verify, "%s", err->text);
    return OK;
}

/* ---- the file ---- */

/* A page for which there was no memory is no damage, though integrity_check lists it as such: its
 * code is SQLITE_NOMEM. */
static bool is_short_of_memory(const char *line)
{
    static const char code[] = "error code=7";
    enum { N = sizeof code - 1 };
    for (const char *at = line; (at = strstr(at, code)); at += N)
        if (at[N] == '\0' || at[N] == '\n')
            return true;
    return false;
}

static enum fault structure(struct verify *verify, struct err *err)
{
    struct sql *sql = &verify->store->sql;
    enum fault fault = sql_bind(sql, Q_INTEGRITY, NULL, 0, err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_INTEGRITY, &row, err)) && row;) {
        const char *line = sql_text(sql, Q_INTEGRITY, 0, NULL);
        if (is_short_of_memory(line))
            fault = err_set(err, FAULT_MEMORY, "out of memory");
        else if (strcmp(line, "ok") != 0)
            verify_find(verify, "the file's structure: %.400s", line);
    }
    sql_done(sql, Q_INTEGRITY);
    fault = verify_absorb(verify, fault, err, "the file's structure");
    if (fault)
        return fault;
    fault = sql_bind(sql, Q_REFERENCES, NULL, 0, err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_REFERENCES, &row, err)) && row;)
        verify_find(verify, "the file's structure: row %lld of %.60s belongs to nothing in %.60s",
                    (long long)sql_int(sql, Q_REFERENCES, 1), sql_text(sql, Q_REFERENCES, 0, NULL),
                    sql_text(sql, Q_REFERENCES, 2, NULL));
    sql_done(sql, Q_REFERENCES);
    return verify_absorb(verify, fault, err, "the file's structure");
}

/* Every table and index in words, joined. */
static enum fault schema_of(struct sql *sql, struct buf *out, struct err *err)
{
    enum fault fault = sql_bind(sql, Q_SCHEMA, NULL, 0, err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_SCHEMA, &row, err)) && row;)
        for (int column = 0; column < 4; column++)
            buf_printf(out, "%s\n", sql_text(sql, Q_SCHEMA, column, NULL));
    sql_done(sql, Q_SCHEMA);
    return fault ? fault : out->failed ? err_set(err, FAULT_MEMORY, "out of memory") : OK;
}

static enum fault schema(struct verify *verify, struct err *err)
{
    struct sql fresh = {.path = "memory"};
    struct buf here = {0}, wanted = {0};
    enum fault fault = OK;
    if (sqlite3_open_v2(":memory:", &fresh.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
        SQLITE_OK)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault)
        fault = sql_exec(&fresh, embed_sql_tables, err);
    if (!fault)
        fault = schema_of(&fresh, &wanted, err);
    if (!fault)
        fault =
            verify_absorb(verify, schema_of(&verify->store->sql, &here, err), err, "the tables");
    if (!fault && strcmp(buf_text(&here), buf_text(&wanted)) != 0)
        verify_find(
            verify,
            "the tables are not those that manicule makes: another program has changed the file");
    buf_release(&here);
    buf_release(&wanted);
    sql_close(&fresh);
    return fault;
}

/* Not a finding: a library was renewed, and clusters may be cut in other places than when spans
 * were made. */
static enum fault unicode(struct verify *verify, struct err *err)
{
    struct sql *sql = &verify->store->sql;
    bool row;
    enum fault fault = sql_one(sql, Q_PROJECT_GET, VALUES(V_STRING("unicode")), &row, err);
    if (!fault && row &&
        strcmp(sql_text(sql, Q_PROJECT_GET, 0, NULL), text_unicode_version()) != 0) {
        char line[200];
        snprintf(line, sizeof line,
                 "note: the project was made with Unicode %.20s, this program has %s: what counts "
                 "as one character may differ",
                 sql_text(sql, Q_PROJECT_GET, 0, NULL), text_unicode_version());
        tell(verify, line);
    }
    sql_done(sql, Q_PROJECT_GET);
    return verify_absorb(verify, fault, err, "the project");
}

/* ---- documents ---- */
/* Is the text the one that came in? Of the edition that the document tells. *article stays NULL
 * when it cannot be read as text. */
static enum fault check_text(struct verify *verify, const struct document *document,
                             struct article **article, struct err *err)
{
    struct article *read = NULL;
    *article = NULL;
    enum fault fault = store_edition(verify->store, document->key, document->edition, &read, err);
    if (fault)
        return verify_absorb(verify, fault, err, document->name);
    size_t n = article_size(read), bad;
    const uint8_t *bytes = article_bytes(read);
    bool same = memcmp(digest_of(bytes, n).b, document->sha256, sizeof document->sha256) == 0;
    if (!same)
        verify_find(verify, "%s: the text is not the one that came in: its SHA-256 differs",
                    document->name);
    if (n != document->bytes)
        verify_find(verify, "%s: the text has %zu bytes, not %u", document->name, n,
                    (unsigned)document->bytes);
    if (!text_check(bytes, n, &bad)) {
        verify_find(verify, "%s: byte %zu of the text is not UTF-8", document->name, bad);
        article_free(read);
        return OK;
    }
    if (same && (article_codepoints(read) != document->codepoints ||
                 article_lines(read) != document->lines))
        verify_find(verify, "%s: the kept length of the text is wrong", document->name);
    *article = read;
    return OK;
}

static bool same_facts(const struct document *a, const struct document *b)
{
    const char *from = a->source_encoding ? a->source_encoding : "";
    const char *other = b->source_encoding ? b->source_encoding : "";
    return a->bytes == b->bytes && a->codepoints == b->codepoints && a->lines == b->lines &&
           memcmp(a->sha256, b->sha256, sizeof a->sha256) == 0 && strcmp(from, other) == 0 &&
           memcmp(a->source_sha256, b->source_sha256, sizeof a->source_sha256) == 0;
}

/* Somebody may revise the text while it is looked at: then the document is looked at anew. */
static enum fault still_in_use(struct verify *verify, const struct document *document,
                               bool *revised, struct err *err)
{
    bool row = false;
    enum fault fault =
        sql_one(&verify->store->sql, Q_DOCUMENT_BRIEF, VALUES(V_INT(document->key)), &row, err);
    *revised = !fault && row &&
               sql_int(&verify->store->sql, Q_DOCUMENT_BRIEF, 3) != (int64_t)document->edition;
    sql_done(&verify->store->sql, Q_DOCUMENT_BRIEF);
    return fault;
}

static enum fault newest_edition(struct verify *verify, const struct document *document,
                                 uint32_t *edition, bool *revised, struct err *err)
{
    enum fault fault = tx_read(verify->store, err);
    if (fault)
        return fault;
    fault = still_in_use(verify, document, revised, err);
    if (!fault)
        fault = store_edition_at(verify->store, document->key, INT64_MAX, edition, err);
    return tx_end(verify->store, fault, err);
}

/* The document's texts but for the one in use, and whether it is in use rightly. */
static enum fault check_older(struct verify *verify, const struct document *document, bool *revised,
                              struct err *err)
{
    struct store *store = verify->store;
    struct document other = {
        .key = document->key, .id = document->id, .name = strdup(document->name)};
    struct article *article = NULL;
    uint32_t wanted = 0, edition = 0;
    enum fault fault = other.name ? newest_edition(verify, document, &wanted, revised, err)
                                  : err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault && !*revised && wanted != document->edition)
        verify_find(verify, "%s: its text is not the one that came last", document->name);
    for (; !fault && !*revised && !(fault = store_document_edition(store, &other, edition, err));
         edition++) {
        if (edition == document->edition && !same_facts(&other, document))
            verify_find(verify, "%s: its row and that of its text differ", document->name);
        if (edition != document->edition)
            fault = check_text(verify, &other, &article, err);
        article_free(article);
        article = NULL;
    }
    if (fault == FAULT_MISSING) /* behind the last one */
        fault = OK;
    if (!fault && !*revised && edition <= document->edition)
        verify_find(verify, "%s: its text number %u is gone", document->name, (unsigned)edition);
    document_release(&other);
    return verify_absorb(verify, fault, err, document->name);
}

static enum fault check_sets(struct verify *verify, const struct document *document,
                             const struct article *article, bool *revised, struct err *err)
{
    struct setrow set, last;
    enum fault fault = OK;
    for (bool some = false, row = true; !fault && row; last = set, some = true) {
        fault = tx_read(verify->store, err);
        if (fault)
            break;
        verify_part(verify);
        row = false;
        fault = still_in_use(verify, document, revised, err);
        if (!fault && !*revised)
            fault = setrow_next(verify->store, document->key, some ? &last : NULL, &set, &row, NULL,
                                err);
        if (fault)
            row = false;
        else if (row)
            fault = verify_set(verify, document, article, &set, err);
        fault = tx_end(verify->store, verify_absorb(verify, fault, err, document->name), err);
    }
    return fault;
}

/* The first document behind a key. */
static enum fault next_document(struct verify *verify, int64_t after, struct document *out,
                                bool *row, struct err *err)
{
    *out = (struct document){0};
    enum fault fault =
        sql_one(&verify->store->sql, Q_DOCUMENTS_AFTER, VALUES(V_INT(after)), row, err);
    if (!fault && *row)
        fault = document_read(verify->store, Q_DOCUMENTS_AFTER, out, err);
    sql_done(&verify->store->sql, Q_DOCUMENTS_AFTER);
    if (!fault && *row && out->key <= after)
        fault = err_set(err, FAULT_DAMAGED, "the documents are out of order");
    if (!fault && *row && !out->name)
        fault = (out->name = strdup("a document without a name")) ? OK : FAULT_MEMORY;
    return fault;
}

static enum fault count_documents(struct verify *verify, int64_t *n, struct err *err)
{
    bool row;
    enum fault fault = sql_one(&verify->store->sql, Q_DOCUMENTS_COUNT, NULL, 0, &row, err);
    *n = fault ? 0 : sql_int(&verify->store->sql, Q_DOCUMENTS_COUNT, 0);
    sql_done(&verify->store->sql, Q_DOCUMENTS_COUNT);
    return verify_absorb(verify, fault, err, "the documents");
}

static enum fault documents(struct verify *verify, struct err *err)
{
    int64_t n, done = 0;
    enum fault fault = count_documents(verify, &n, err);
    struct document document = {0};
    for (bool row = true; !fault && row; done++) {
        int64_t after = document.key;
        document_release(&document);
        fault = next_document(verify, after, &document, &row, err);
        if (fault || !row) { /* behind a damaged page there is no next one */
            fault = verify_absorb(verify, fault, err, "the documents");
            break;
        }
        struct article *article;
        bool revised = false;
        verify_part(verify);
        fault = check_text(verify, &document, &article, err);
        if (!fault)
            fault = check_older(verify, &document, &revised, err);
        if (!fault && !revised)
            fault = check_sets(verify, &document, article, &revised, err);
        article_free(article);
        if (revised)
            document.key = after;
        progress(verify, (unsigned)(100 + 800 * done / (n > done ? n : done + 1)));
    }
    document_release(&document);
    return fault;
}

enum fault store_verify(struct store *store, const struct store_report *report, size_t *findings,
                        struct err *err)
{
    static enum fault (*const parts[])(struct verify *, struct err *) = {
        unicode, schema, structure, verify_project, documents, verify_steps,
    };
    struct verify verify = {.store = store, .report = report};
    *findings = 0;
    if (!store->labels)
        return err_set(err, FAULT_USAGE, "%s: the label set was not read yet", store->path);
    enum fault fault = rights_lead(store, "verify the project", err);
    progress(&verify, 0);
    struct err local = {0};
    for (size_t i = 0; !fault && i < sizeof parts / sizeof *parts; i++) {
        verify_part(&verify);
        fault = verify_absorb(&verify, parts[i](&verify, &local), &local, NULL);
    }
    verify_part(&verify);
    *findings = verify.findings;
    if (fault)
        return err_set(err, fault, "%s", local.text);
    progress(&verify, 1000);
    return OK;
}
