/* Documents: in, out, found, read. A text comes in once and is never written again; a corrected one
 * comes in beside it (revise.c). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "manicule/text/units.h"

void document_release(struct document *document)
{
    free(document->name);
    free(document->meta);
    free(document->source_encoding);
    *document = (struct document){0};
}

enum fault document_read(const struct store *store, enum query query, struct document *out,
                         struct err *err)
{
    const struct sql *sql = &store->sql;
    enum fault fault = OK;
    *out = (struct document){
        .key = sql_int(sql, query, 0),
        .id = sql_uuid(sql, query, 1),
        .number = (uint32_t)sql_int(sql, query, 2),
        .bytes = (uint32_t)sql_int(sql, query, 3),
        .codepoints = (uint32_t)sql_int(sql, query, 4),
        .lines = (uint32_t)sql_int(sql, query, 5),
        .name = sql_copy(sql, query, 7, &fault),
        .meta = sql_copy(sql, query, 8, &fault),
        .source_encoding = sql_copy(sql, query, 9, &fault),
        .edition = (uint32_t)sql_int(sql, query, 11),
    };
    sql_blob(sql, query, 6, out->sha256, sizeof out->sha256);
    sql_blob(sql, query, 10, out->source_sha256, sizeof out->source_sha256);
    if (fault) {
        document_release(out);
        return err_set(err, fault, "out of memory");
    }
    return OK;
}

/* The acting person's place for it; not found, where they may not see it. */
static enum fault place(struct store *store, struct document *document, bool *found,
                        struct err *err)
{
    document->place = document->number;
    if (!store->given && !store->desk_given)
        return OK;
    enum fault fault =
        store->desk_given ? assign_place(store, document->key, &document->place, err) : OK;
    if (!fault && !document->place)
        fault = rights_document(store, document->key, found, err);
    if (fault || !*found)
        document_release(document);
    return fault;
}

static enum fault find(struct store *store, enum query query, const struct value *values, size_t n,
                       struct document *out, bool *found, struct err *err)
{
    *out = (struct document){0};
    enum fault fault = sql_one(&store->sql, query, values, n, found, err);
    if (!fault && *found)
        fault = document_read(store, query, out, err);
    sql_done(&store->sql, query);
    if (!fault && *found && tx_is_reading(store)) {
        store->read.document = out->key;
        store->read.bytes = out->bytes;
        store->read.edition = out->edition;
    }
    return fault || !*found ? fault : place(store, out, found, err);
}

enum fault store_document(struct store *store, int64_t key, struct document *out, struct err *err)
{
    bool found;
    enum fault fault = find(store, Q_DOCUMENT_BY_KEY, VALUES(V_INT(key)), out, &found, err);
    return fault || found
               ? fault
               : err_set(err, FAULT_MISSING, "%s: there is no such document", store->path);
}

enum fault store_document_named(struct store *store, const char *name, struct document *out,
                                struct err *err)
{
    bool found;
    enum fault fault = find(store, Q_DOCUMENT_BY_NAME, VALUES(V_STRING(name)), out, &found, err);
    return fault || found
               ? fault
               : err_set(err, FAULT_MISSING, "%s: no document is named %.200s", store->path, name);
}

enum fault store_document_numbered(struct store *store, uint32_t number, struct document *out,
                                   struct err *err)
{
    bool found;
    enum fault fault =
        find(store, Q_DOCUMENT_BY_NUMBER, VALUES(V_INT(number)), out, &found, err);
    return fault || found ? fault
                          : err_set(err, FAULT_MISSING, "%s: there is no document %u", store->path,
                                    (unsigned)number);
}

enum fault store_document_placed(struct store *store, uint32_t at, struct document *out,
                                 struct err *err)
{
    bool found;
    int64_t key;
    if (!store->desk_given)
        return store_document_numbered(store, at, out, err);
    *out = (struct document){0};
    enum fault fault = assign_at(store, at, &key, &found, err);
    if (fault || found)
        return fault ? fault : store_document(store, key, out, err);
    return err_set(err, FAULT_MISSING, "%s: there is no document %u", store->path, (unsigned)at);
}

enum fault store_document_by_id(struct store *store, struct uuid id, struct document *out,
                                struct err *err)
{
    bool found;
    enum fault fault = find(store, Q_DOCUMENT_BY_ID, VALUES(V_UUID(id)), out, &found, err);
    if (fault || found)
        return fault;
    char text[UUID_TEXT];
    uuid_format(id, text);
    return err_set(err, FAULT_MISSING, "%s: no document has the id %s", store->path, text);
}

enum fault store_document_by_digest(struct store *store, const uint8_t sha256[32],
                                    struct document *out, struct err *err)
{
    bool found;
    enum fault fault =
        find(store, Q_DOCUMENT_BY_DIGEST, VALUES(V_BLOB(sha256, 32)), out, &found, err);
    return fault || found
               ? fault
               : err_set(err, FAULT_MISSING, "%s: no document has these bytes", store->path);
}

/* Is the text at hand the document's, of that edition and size? */
static enum fault same_text(const struct store *store, const struct article *article,
                            int64_t edition, int64_t bytes, struct err *err)
{
    if (edition != (int64_t)article_edition(article))
        return err_set(err, FAULT_CONFLICT,
                       "the text was revised meanwhile; open the document again");
    if (bytes != (int64_t)article_size(article))
        return err_set(err, FAULT_CONFLICT, "%s: the text at hand is not the document's",
                       store->path);
    return OK;
}

/* Of the document at hand. */
static enum fault same_text_row(const struct store *store, const struct article *article,
                                struct err *err)
{
    return same_text(store, article, sql_int(&store->sql, Q_DOCUMENT_BRIEF, 3),
                     sql_int(&store->sql, Q_DOCUMENT_BRIEF, 1), err);
}

enum fault document_same_text(struct store *store, int64_t key, const struct article *article,
                              struct err *err)
{
    const struct last_read *known = &store->read;
    if (tx_is_reading(store) && key && known->document == key)
        return same_text(store, article, known->edition, known->bytes, err);
    bool row;
    enum fault fault = sql_one(&store->sql, Q_DOCUMENT_BRIEF, VALUES(V_INT(key)), &row, err);
    if (!fault && row)
        fault = same_text_row(store, article, err);
    sql_done(&store->sql, Q_DOCUMENT_BRIEF);
    return fault;
}

enum fault store_document_by_older_digest(struct store *store, const uint8_t sha256[32],
                                          struct document *out, struct err *err)
{
    bool found;
    enum fault fault =
        find(store, Q_DOCUMENT_BY_OLDER_DIGEST, VALUES(V_BLOB(sha256, 32)), out, &found, err);
    return fault || found
               ? fault
               : err_set(err, FAULT_MISSING, "%s: no document had these bytes", store->path);
}

enum fault document_live(struct store *store, int64_t key, const struct article *article,
                         struct uuid *id, struct err *err)
{
    bool row;
    enum fault fault = sql_one(&store->sql, Q_DOCUMENT_BRIEF, VALUES(V_INT(key)), &row, err);
    if (!fault && (!row || sql_is_null(&store->sql, Q_DOCUMENT_BRIEF, 0)))
        fault = err_set(err, FAULT_MISSING, "%s: the document %s", store->path,
                        row ? "was removed" : "does not exist");
    if (!fault)
        fault = same_text_row(store, article, err);
    if (!fault)
        *id = sql_uuid(&store->sql, Q_DOCUMENT_BRIEF, 2);
    sql_done(&store->sql, Q_DOCUMENT_BRIEF);
    return fault;
}

/* ---- the text ---- */
static enum fault text_is_gone(const struct store *store, int64_t document, struct err *err)
{
    return err_set(err, FAULT_DAMAGED, "%s: the text of document %lld is gone", store->path,
                   (long long)document);
}

/* A long text, straight into its own memory. */
static enum fault read_long(struct store *store, int64_t document, int64_t key, uint8_t **bytes,
                            size_t *n, struct err *err)
{
    sqlite3_blob *blob = NULL;
    int code = sqlite3_blob_open(store->sql.db, "main", "texts", "text", key, 0, &blob);
    if (code == SQLITE_ERROR) /* no such row, or no text in it */
        return text_is_gone(store, document, err);
    if (code != SQLITE_OK)
        return sql_fault(&store->sql, code, err);
    int size = sqlite3_blob_bytes(blob);
    *bytes = malloc((size_t)size + 1);
    *n = (size_t)size;
    code = *bytes ? sqlite3_blob_read(blob, *bytes, size, 0) : SQLITE_NOMEM;
    sqlite3_blob_close(blob);
    return code == SQLITE_OK ? OK : sql_fault(&store->sql, code, err);
}

/* A short one is in the row at hand. */
static enum fault read_short(const struct store *store, uint8_t **bytes, size_t *n, struct err *err)
{
    const char *text = sql_text(&store->sql, Q_TEXT_READ, 1, n);
    *bytes = malloc(*n + 1);
    if (!*bytes)
        return err_set(err, FAULT_MEMORY, "out of memory");
    memcpy(*bytes, text, *n);
    return OK;
}

static enum fault read_text(struct store *store, int64_t document, uint32_t edition,
                            struct article **out, struct err *err)
{
    bool row = false;
    uint8_t *bytes = NULL;
    size_t n = 0;
    enum fault fault =
        sql_one(&store->sql, Q_TEXT_READ, VALUES(V_INT(document), V_INT(edition)), &row, err);
    if (!fault && !row)
        fault = text_is_gone(store, document, err);
    else if (!fault && sql_is_null(&store->sql, Q_TEXT_READ, 1))
        fault = read_long(store, document, sql_int(&store->sql, Q_TEXT_READ, 0), &bytes, &n, err);
    else if (!fault)
        fault = read_short(store, &bytes, &n, err);
    sql_done(&store->sql, Q_TEXT_READ);
    if (fault) {
        free(bytes);
        return fault;
    }
    *out = article_take(bytes, n);
    if (!*out)
        return err_set(err, FAULT_MEMORY, "out of memory");
    article_set_edition(*out, edition);
    return OK;
}

/* The edition in use, and the text of that edition: between the two it must not change. */
static enum fault article_inside(struct store *store, int64_t key, struct article **out,
                                 struct err *err)
{
    bool row = false;
    enum fault fault = sql_one(&store->sql, Q_DOCUMENT_BRIEF, VALUES(V_INT(key)), &row, err);
    uint32_t edition = !fault && row ? (uint32_t)sql_int(&store->sql, Q_DOCUMENT_BRIEF, 3) : 0;
    sql_done(&store->sql, Q_DOCUMENT_BRIEF);
    return fault ? fault : read_text(store, key, edition, out, err);
}

static enum fault may_read(struct store *store, int64_t key, struct err *err)
{
    bool may;
    enum fault fault = rights_document(store, key, &may, err);
    return fault || may
               ? fault
               : err_set(err, FAULT_DENIED, "this document was not given to %s", store->person);
}

enum fault store_article(struct store *store, int64_t key, struct article **out, struct err *err)
{
    *out = NULL;
    enum fault fault = may_read(store, key, err);
    if (!fault)
        fault = tx_read(store, err);
    return fault ? fault : tx_end(store, article_inside(store, key, out, err), err);
}

enum fault store_edition(struct store *store, int64_t document, uint32_t edition,
                         struct article **out, struct err *err)
{
    *out = NULL;
    enum fault fault = may_read(store, document, err);
    return fault ? fault : read_text(store, document, edition, out, err);
}

/* ---- in ---- */
enum fault store_check_name(const char *name, struct err *err)
{
    size_t n = strlen(name), bad;
    if (n == 0 || n > NAME_LIMIT || !text_check((const uint8_t *)name, n, &bad))
        return err_set(err, FAULT_INPUT, "a document's name is 1 to %d bytes of UTF-8", NAME_LIMIT);
    for (const char *p = name; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            return err_set(err, FAULT_INPUT, "a document's name holds no control characters");
    return OK;
}

static enum fault name_taken(struct store *store, const char *name, bool *taken, struct err *err)
{
    enum fault fault = sql_one(&store->sql, Q_DOCUMENT_BY_NAME, VALUES(V_STRING(name)), taken, err);
    sql_done(&store->sql, Q_DOCUMENT_BY_NAME);
    return fault;
}

static enum fault suffix_taken(struct store *store, const char *name, unsigned suffix,
                               struct buf *out, bool *taken, struct err *err)
{
    buf_clear(out);
    buf_printf(out, "%s-%u", name, suffix);
    return out->failed ? err_set(err, FAULT_MEMORY, "out of memory")
                       : name_taken(store, out->data, taken, err);
}

/* name-2, name-3 ...: doubles until one is free, then halves: a thousand articles of one name stay
 * cheap. */
static enum fault free_name(struct store *store, const struct new_document *new, struct buf *out,
                            struct err *err)
{
    bool taken;
    enum fault fault = name_taken(store, new->name, &taken, err);
    if (fault)
        return fault;
    if (taken && !new->rename)
        return err_set(err, FAULT_EXISTS, "%s: a document is named %.200s already", store->path,
                       new->name);
    buf_add_string(out, new->name);
    if (!taken)
        return OK;
    unsigned used = 1, unused = 2;
    while (!(fault = suffix_taken(store, new->name, unused, out, &taken, err)) && taken) {
        used = unused;
        unused *= 2;
    }
    while (!fault && unused - used > 1) {
        unsigned middle = used + (unused - used) / 2;
        fault = suffix_taken(store, new->name, middle, out, &taken, err);
        *(taken ? &used : &unused) = middle;
    }
    return fault ? fault : suffix_taken(store, new->name, unused, out, &taken, err);
}

static void add_field(struct buf *out, const char *name, const void *bytes, size_t n)
{
    char hex[DIGEST_TEXT];
    digest_format(digest_of(bytes, n).b, hex);
    buf_printf(out, "\t%s=%s", name, hex);
}

/* One line: what, id, text's digest, size, and digests of what may hold any character. */
void document_body(const struct document *document, const char *verb, struct buf *out)
{
    char id[UUID_TEXT], hex[DIGEST_TEXT];
    uuid_format(document->id, id);
    digest_format(document->sha256, hex);
    buf_printf(out, "%s\t%s\ttext=%s\tbytes=%u\tname=%s", verb, id, hex, (unsigned)document->bytes,
               document->name);
    if (document->meta)
        add_field(out, "meta", document->meta, strlen(document->meta));
    if (document->source_encoding) {
        digest_format(document->source_sha256, hex);
        buf_printf(out, "\tfrom=%s\tsource=%s", document->source_encoding, hex);
    }
    buf_add_char(out, '\n');
}

enum fault document_put_text(struct store *store, const struct document *document,
                             const struct article *article, struct err *err)
{
    const char *encoding = document->source_encoding;
    return sql_run(
        &store->sql, Q_TEXT_ADD,
        VALUES(V_INT(document->key), V_INT(document->edition), V_INT(document->bytes),
               V_INT(document->codepoints), V_INT(document->lines),
               V_BLOB(document->sha256, sizeof document->sha256), V_STRING(encoding),
               encoding ? V_BLOB(document->source_sha256, sizeof document->source_sha256) : V_NULL,
               V_TEXT(article_bytes(article), article_size(article))),
        err);
}

static enum fault insert(struct store *store, const struct new_document *new, const char *name,
                         const uint8_t sha256[32], int64_t *key, struct err *err)
{
    bool row;
    struct sql *sql = &store->sql;
    enum fault fault = sql_one(sql, Q_DOCUMENT_LAST_NUMBER, NULL, 0, &row, err);
    int64_t number = fault ? 0 : sql_int(sql, Q_DOCUMENT_LAST_NUMBER, 0) + 1;
    sql_done(sql, Q_DOCUMENT_LAST_NUMBER);
    if (fault)
        return fault;
    const struct article *article = new->article;
    uint32_t bytes = article_size(article);
    struct uuid id = uuid_is_zero(new->id) ? uuid_new(&store->env) : new->id;
    store->dirty = true;
    fault =
        sql_run(sql, Q_DOCUMENT_ADD,
                VALUES(V_UUID(id), V_INT(number), V_STRING(name), V_INT(bytes),
                       V_INT(article_codepoints(article)), V_INT(article_lines(article)),
                       V_BLOB(sha256, 32), V_STRING(new->meta), V_STRING(new->source_encoding),
                       new->source_encoding ? V_BLOB(new->source_sha256, sizeof new->source_sha256)
                                            : V_NULL),
                err);
    if (fault)
        return fault;
    *key = sqlite3_last_insert_rowid(sql->db);
    struct document document = {0};
    struct buf body = {0};
    fault = store_document(store, *key, &document, err);
    if (!fault)
        fault = document_put_text(store, &document, article, err);
    if (!fault) {
        document_body(&document, "add", &body);
        fault = journal_project(store, "add a document", &body, err);
    }
    buf_release(&body);
    document_release(&document);
    return fault;
}

/* Is a document of this id there? With the same bytes it is the same addition come again. */
static enum fault find_id(struct store *store, struct uuid id, const uint8_t sha256[32],
                          int64_t *key, bool *existing, struct err *err)
{
    if (uuid_is_zero(id))
        return OK;
    struct document there;
    bool found;
    enum fault fault = find(store, Q_DOCUMENT_BY_ID, VALUES(V_UUID(id)), &there, &found, err);
    if (!fault && found && there.number && memcmp(there.sha256, sha256, 32) == 0) {
        *key = there.key;
        *existing = true;
    } else if (!fault && found) {
        fault = err_set(err, FAULT_EXISTS, "%s: the document of this id %s: %.200s", store->path,
                        there.number ? "is there already" : "was removed", there.name);
    }
    document_release(&there);
    return fault;
}

static enum fault add_inside(struct store *store, const struct new_document *new, int64_t *key,
                             bool *existing, struct err *err)
{
    struct digest digest = digest_of(article_bytes(new->article), article_size(new->article));
    struct document there;
    bool found = false;
    enum fault fault = OK;
    if (!new->again) {
        fault = find(store, Q_DOCUMENT_BY_DIGEST, VALUES(V_BLOB(digest.b, sizeof digest.b)), &there,
                     &found, err);
        if (!fault && !found) /* what was corrected does not come back beside the corrected one */
            fault = find(store, Q_DOCUMENT_BY_OLDER_DIGEST,
                         VALUES(V_BLOB(digest.b, sizeof digest.b)), &there, &found, err);
        *key = there.key;
        *existing = found;
        document_release(&there);
    }
    if (!fault && !found)
        fault = find_id(store, new->id, digest.b, key, existing, err);
    if (fault || *existing)
        return fault;
    struct buf name = {0};
    fault = free_name(store, new, &name, err);
    if (!fault && name.failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault)
        fault = insert(store, new, name.data, digest.b, key, err);
    buf_release(&name);
    return fault;
}

enum fault store_add(struct store *store, const struct new_document *new, int64_t *key,
                     bool *existing, struct err *err)
{
    *key = 0;
    *existing = false;
    enum fault fault = rights_lead(store, "add documents", err);
    if (!fault)
        fault = store_check_name(new->name, err);
    if (!fault)
        fault = tx_write(store, err);
    if (fault)
        return fault;
    return tx_end(store, add_inside(store, new, key, existing, err), err);
}

/* ---- out ---- */
static enum fault forget_progress(struct store *store, int64_t document, struct err *err)
{
    struct setrow set, last;
    bool found, some = false;
    enum fault fault;
    while (!(fault = setrow_next(store, document, some ? &last : NULL, &set, &found, NULL, err)) &&
           found) {
        fault = setrow_progress(store, &set, set.status, -1, err);
        if (fault)
            break;
        last = set;
        some = true;
    }
    return fault;
}

/* Everyone behind moves up by one, the first of them first: the numbers stay dense and unique. */
static enum fault close_up(struct store *store, uint32_t gap, struct err *err)
{
    bool row;
    enum fault fault = sql_one(&store->sql, Q_DOCUMENT_LAST_NUMBER, NULL, 0, &row, err);
    int64_t last = fault ? 0 : sql_int(&store->sql, Q_DOCUMENT_LAST_NUMBER, 0);
    sql_done(&store->sql, Q_DOCUMENT_LAST_NUMBER);
    for (int64_t number = (int64_t)gap + 1; !fault && number <= last; number++)
        fault = sql_run(&store->sql, Q_DOCUMENT_CLOSE_UP, VALUES(V_INT(number)), err);
    return fault;
}

static enum fault remove_inside(struct store *store, int64_t key, struct err *err)
{
    struct document document = {0};
    struct buf body = {0};
    enum fault fault = rights_lead(store, "remove documents", err);
    if (!fault)
        fault = store_document(store, key, &document, err);
    if (!fault && !document.number)
        fault = err_set(err, FAULT_MISSING, "%s: the document was removed before", store->path);
    if (!fault) {
        store->dirty = true;
        document_body(&document, "remove", &body);
        fault = journal_project(store, "remove a document", &body, err);
    }
    if (!fault)
        fault = forget_progress(store, key, err);
    if (!fault)
        fault = assign_forget_document(store, key, err);
    if (!fault)
        fault = sql_run(&store->sql, Q_DOCUMENT_REMOVE, VALUES(V_INT(key)), err);
    if (!fault)
        fault = close_up(store, document.number, err);
    buf_release(&body);
    document_release(&document);
    return fault;
}

enum fault store_remove(struct store *store, int64_t key, struct err *err)
{
    enum fault fault = tx_write(store, err);
    return fault ? fault : tx_end(store, remove_inside(store, key, err), err);
}

/* ---- the queue ---- */
enum fault store_queue(struct store *store, uint32_t first, size_t n, struct queue_row *rows,
                       size_t *got, struct err *err)
{
    struct sql *sql = &store->sql;
    const struct desk *desk = &store->desk;
    enum query query = store->desk_given ? Q_QUEUE_OF : Q_QUEUE;
    bool gold = desk->task == TASK_ADJUDICATE;
    const char *owner = store->desk_given || desk->task == TASK_MARK ? store->person
                        : gold                                       ? ""
                                                                     : desk->whose;
    *got = 0;
    enum fault fault = sql_bind(
        sql, query,
        VALUES(V_INT(first), V_INT((int64_t)first + (int64_t)n), V_STRING(owner),
               store->desk_given ? V_INT(desk->task) : V_INT(gold ? SET_GOLD : SET_PERSON)),
        err);
    for (bool row; !fault && *got < n && !(fault = sql_row(sql, query, &row, err)) && row; ++*got) {
        int64_t status = sql_int(sql, query, 3);
        rows[*got] = (struct queue_row){
            .document = sql_int(sql, query, 0),
            .place = (uint32_t)sql_int(sql, query, 1),
            .number = (uint32_t)sql_int(sql, query, store->desk_given ? 7 : 1),
            .status = status >= 0 && status < STATUSES ? (enum status)status : STATUS_NEW,
            .spans = (uint32_t)sql_int(sql, query, 4),
            .doubts = (uint32_t)sql_int(sql, query, 5),
        };
        sql_text_cut(sql, query, 2, rows[*got].name, sizeof rows[*got].name);
        if (desk->task == TASK_REVIEW)
            snprintf(rows[*got].whose, sizeof rows[*got].whose, "%s",
                     store->desk_given ? sql_text(sql, query, 6, NULL) : desk->whose);
    }
    sql_done(sql, query);
    return fault;
}

enum fault store_next_returned(struct store *store, int64_t after, int64_t *key, struct err *err)
{
    bool found;
    enum fault fault = sql_one(&store->sql, Q_RETURNED_NEXT,
                               VALUES(V_STRING(store->person), V_INT(after)), &found, err);
    *key = !fault && found ? sql_int(&store->sql, Q_RETURNED_NEXT, 0) : 0;
    sql_done(&store->sql, Q_RETURNED_NEXT);
    return fault;
}
