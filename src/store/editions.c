/* The texts a document has had. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "manicule/marks/codec.h"

enum fault store_document_edition(struct store *store, struct document *document, uint32_t edition,
                                  struct err *err)
{
    struct sql *sql = &store->sql;
    bool row = false;
    enum fault fault =
        sql_one(sql, Q_TEXT_GET, VALUES(V_INT(document->key), V_INT(edition)), &row, err);
    enum fault memory = OK;
    if (!fault && row) {
        free(document->source_encoding);
        document->edition = edition;
        document->bytes = (uint32_t)sql_int(sql, Q_TEXT_GET, 1);
        document->codepoints = (uint32_t)sql_int(sql, Q_TEXT_GET, 2);
        document->lines = (uint32_t)sql_int(sql, Q_TEXT_GET, 3);
        sql_blob(sql, Q_TEXT_GET, 4, document->sha256, sizeof document->sha256);
        document->source_encoding = sql_copy(sql, Q_TEXT_GET, 5, &memory);
        memset(document->source_sha256, 0, sizeof document->source_sha256);
        sql_blob(sql, Q_TEXT_GET, 6, document->source_sha256, sizeof document->source_sha256);
    }
    sql_done(sql, Q_TEXT_GET);
    if (!fault && memory)
        fault = err_set(err, memory, "out of memory");
    return fault || row ? fault
                        : err_set(err, FAULT_MISSING, "%s: %.200s never had such a text",
                                  store->path, document->name);
}

enum fault store_edition_at(struct store *store, int64_t document, int64_t at, uint32_t *edition,
                            struct err *err)
{
    struct sql *sql = &store->sql;
    bool row = false;
    enum fault fault = sql_one(sql, Q_REVISION_AT, VALUES(V_INT(document), V_INT(at)), &row, err);
    *edition = !fault && row ? (uint32_t)sql_int(sql, Q_REVISION_AT, 0) : 0;
    sql_done(sql, Q_REVISION_AT);
    return fault;
}

enum fault store_edition_of(struct store *store, int64_t document, const uint8_t sha256[32],
                            uint32_t *edition, bool *found, struct err *err)
{
    struct sql *sql = &store->sql;
    enum fault fault =
        sql_one(sql, Q_TEXT_BY_DIGEST, VALUES(V_INT(document), V_BLOB(sha256, 32)), found, err);
    *edition = !fault && *found ? (uint32_t)sql_int(sql, Q_TEXT_BY_DIGEST, 0) : 0;
    sql_done(sql, Q_TEXT_BY_DIGEST);
    return fault;
}

enum fault editions_get(struct editions *editions, uint32_t edition, const struct article **out,
                        struct err *err)
{
    if (editions->lent && article_edition(editions->lent) == edition) {
        *out = editions->lent;
        return OK;
    }
    for (int i = 0; i < 2; i++)
        if (editions->kept[i] && article_edition(editions->kept[i]) == edition) {
            editions->next = !i;
            *out = editions->kept[i];
            return OK;
        }
    struct article **place = &editions->kept[editions->next];
    article_free(*place);
    *place = NULL;
    enum fault fault = store_edition(editions->store, editions->document, edition, place, err);
    *out = *place;
    editions->next = !editions->next;
    return fault;
}

void editions_release(struct editions *editions)
{
    article_free(editions->kept[0]);
    article_free(editions->kept[1]);
    editions->kept[0] = editions->kept[1] = NULL;
}

enum fault revise_read_edits(struct store *store, struct editions *editions,
                             const struct journal_entry *entry, struct edits *out, struct err *err)
{
    const struct article *before, *after;
    uint32_t edition = entry->edition;
    enum fault fault =
        entry->kind == STEP_REVISE
            ? journal_edition_at(store, entry->set, entry->revision - 1, &edition, err)
            : OK;
    if (!fault)
        fault = editions_get(editions, edition, &before, err);
    if (!fault)
        fault = editions_get(editions, entry->edition, &after, err);
    return fault ? fault
                 : codec_read_across(entry->body, entry->n_body, store->labels, before, after, out,
                                     err);
}
