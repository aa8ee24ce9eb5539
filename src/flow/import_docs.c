#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "manicule/flow/shown.h"

static struct import_doc *doc_of_text(struct uuid *by_text)
{
    return (struct import_doc *)(void *)((char *)by_text - offsetof(struct import_doc, by_text));
}

static enum fault other_bytes(struct uuid id, const char *where, struct err *err)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    return err_set(err, FAULT_INPUT,
                   "id: document %s has another text %s; an article never changes", text, where);
}

/* Places in a text that was corrected since mean nothing in the one in use. */
static enum fault older_bytes(const struct document *found, struct err *err)
{
    return err_set(err, FAULT_INPUT,
                   "sha256: this is an older text of %s, which was revised since; its marks were "
                   "carried over then",
                   shown(found->name).text);
}

static enum fault check_bytes(struct import_docs *docs, const struct import_doc *doc,
                              const struct document *found, struct err *err)
{
    uint32_t edition;
    bool older;
    if (memcmp(found->sha256, doc->sha256, sizeof found->sha256) == 0)
        return OK;
    enum fault fault =
        store_edition_of(docs->store, found->key, doc->sha256, &edition, &older, err);
    return fault   ? fault
           : older ? older_bytes(found, err)
                   : other_bytes(doc->id, "in the project", err);
}

/* Looks the document up in the project: by its id, else by its bytes. */
static enum fault find_here(struct import_docs *docs, struct import_doc *doc, struct err *err)
{
    struct document found;
    enum fault fault = FAULT_MISSING;
    if (docs->empty)
        return OK;
    if (!uuid_is_zero(doc->id))
        fault = store_document_by_id(docs->store, doc->id, &found, err);
    if (!fault) {
        doc->key = found.key;
        doc->edition = found.edition;
        doc->removed = !found.number;
        fault = check_bytes(docs, doc, &found, err);
        document_release(&found);
        return fault;
    }
    if (fault != FAULT_MISSING)
        return fault;
    fault = store_document_by_digest(docs->store, doc->sha256, &found, err);
    if (fault == FAULT_MISSING) {
        fault = store_document_by_older_digest(docs->store, doc->sha256, &found, err);
        if (!fault) {
            fault = older_bytes(&found, err);
            document_release(&found);
        }
        return fault == FAULT_MISSING ? OK : fault;
    }
    if (fault)
        return fault;
    /* Two documents of the input with the same bytes stay two. */
    struct uuid *twin = idtable_find(&docs->by_text, doc->by_text);
    if (!twin || doc_of_text(twin)->key != found.key) {
        doc->key = found.key;
        doc->edition = found.edition;
    }
    document_release(&found);
    return OK;
}

static enum fault enter(struct import_docs *docs, const struct record *record, size_t line,
                        struct import_doc **out, struct err *err)
{
    struct import_doc *doc = arena_take(&docs->arena, sizeof *doc);
    if (!doc || !idtable_reserve(&docs->by_id, 1) || !idtable_reserve(&docs->by_text, 1) ||
        !vec_reserve(&docs->all, 1)) {
        return err_set(err, FAULT_MEMORY, "out of memory");
    }
    doc->ordinal = (uint32_t)docs->all.n;
    doc->line = line;
    if (record->has_id)
        doc->id = record->document.id;
    memcpy(doc->sha256, record->document.sha256, sizeof doc->sha256);
    docs->all.at[docs->all.n++] = doc;
    enum fault fault = find_here(docs, doc, err);
    if (fault)
        return fault;
    if (record->has_id)
        idtable_put(&docs->by_id, &doc->id);
    if (!idtable_find(&docs->by_text, doc->by_text))
        idtable_put(&docs->by_text, &doc->by_text);
    *out = doc;
    return OK;
}

enum fault import_docs_place(struct import_docs *docs, const struct record *record, size_t line,
                             struct import_doc **out, bool *first, struct err *err)
{
    *first = false;
    if (record->has_id) {
        struct uuid *known = idtable_find(&docs->by_id, record->document.id);
        if (known) {
            struct import_doc *doc = (struct import_doc *)(void *)known;
            *out = doc;
            if (memcmp(doc->sha256, record->document.sha256, sizeof doc->sha256) == 0)
                return OK;
            char where[40];
            snprintf(where, sizeof where, "in line %zu", doc->line);
            return other_bytes(doc->id, where, err);
        }
    } else {
        struct uuid key;
        memcpy(key.b, record->document.sha256, sizeof key.b);
        struct uuid *known = idtable_find(&docs->by_text, key);
        if (known) {
            *out = doc_of_text(known);
            return OK;
        }
    }
    *first = true;
    return enter(docs, record, line, out, err);
}

void import_docs_release(struct import_docs *docs)
{
    arena_release(&docs->arena);
    vec_free(&docs->all);
    idtable_free(&docs->by_id);
    idtable_free(&docs->by_text);
}
