#include "manifest.h"

#include <inttypes.h>
#include <string.h>

#include "agree.h"
#include "manicule/cmd/when.h"
#include "manicule/formats/jsonl.h"

/* ---- counting ---- */

static bool add_document(struct manifest *m, const struct stream_document *document, bool set)
{
    struct manifest_document *last = m->documents.n ? &m->documents.at[m->documents.n - 1] : NULL;
    if (last && last->part == m->part && uuid_equal(last->id, document->id)) {
        last->sets += set;
        return true;
    }
    struct manifest_document one = {
        .name = strdup(document->name), .id = document->id, .sets = set, .part = m->part};
    memcpy(one.sha256, document->sha256, sizeof one.sha256);
    if (one.name && vec_push(&m->documents, one))
        return true;
    free(one.name);
    return false;
}

static enum fault take_begin(void *ctx, const struct stream_document *document,
                             const struct stream_set *set, struct err *err)
{
    struct manifest *m = ctx;
    m->parts[m->part].records++;
    if (!add_document(m, document, set != NULL))
        return err_set(err, FAULT_MEMORY, "out of memory");
    return m->to.begin(m->to.ctx, document, set, err);
}

static enum fault take_span(void *ctx, const struct span *span, struct err *err)
{
    struct manifest *m = ctx;
    m->parts[m->part].spans++;
    m->parts[m->part].labels[span->label]++;
    return m->to.span(m->to.ctx, span, err);
}

static enum fault take_relation(void *ctx, const struct relation *relation, struct err *err)
{
    struct manifest *m = ctx;
    m->parts[m->part].relations++;
    return m->to.relation(m->to.ctx, relation, err);
}

static enum fault take_comment(void *ctx, const struct comment *comment, struct err *err)
{
    struct manifest *m = ctx;
    return m->to.comment(m->to.ctx, comment, err);
}

static enum fault take_end(void *ctx, struct err *err)
{
    struct manifest *m = ctx;
    return m->to.end(m->to.ctx, err);
}

struct stream manifest_stream(struct manifest *m)
{
    return (struct stream){.begin = take_begin,
                           .span = take_span,
                           .relation = take_relation,
                           .comment = m->to.comment ? take_comment : NULL,
                           .end = take_end,
                           .ctx = m};
}

void manifest_release(struct manifest *m)
{
    for (size_t i = 0; i < m->documents.n; i++)
        free(m->documents.at[i].name);
    vec_free(&m->documents);
}

/* ---- writing ---- */

static void quote(struct buf *out, const char *text)
{
    if (text)
        json_quote(text, strlen(text), out);
    else
        buf_add_string(out, "null");
}

static void put_digest(struct buf *out, const char *name, const uint8_t *sha256)
{
    char text[DIGEST_TEXT];
    if (sha256)
        digest_format(sha256, text);
    buf_printf(out, sha256 ? "\"%s\":\"%s\"" : "\"%s\":null", name, sha256 ? text : "");
}

static void put_list(struct buf *out, const struct args *args, const char *option)
{
    const char *value;
    buf_add_char(out, '[');
    for (size_t i = 0; (value = args_nth(args, option, i)); i++) {
        buf_add_string(out, i ? "," : "");
        quote(out, value);
    }
    buf_add_char(out, ']');
}

/* Times as they were understood: "2h ago" would say nothing later on. */
static void put_time(struct buf *out, const char *name, int64_t at)
{
    char text[32];
    if (at)
        when_utc(at, text);
    buf_printf(out, at ? ",\"%s\":\"%s\"" : ",\"%s\":null", name, at ? text : "");
}

static void put_options(const struct manifest *m, struct buf *out)
{
    const struct export_options *o = &m->choosing->export;
    buf_add_string(out, " \"options\":{\"split\":");
    quote(out, args_value(m->args, "split"));
    buf_printf(out, ",\"set\":\"%s\"",
               o->kind == EXPORT_ALL ? "all" : set_kind_name((enum set_kind)o->kind));
    buf_add_string(out, ",\"status\":");
    quote(out, o->status == EXPORT_ALL ? NULL : status_name((enum status)o->status));
    buf_add_string(out, ",\"annotators\":");
    put_list(out, m->args, "annotator");
    buf_add_string(out, ",\"labels\":");
    put_list(out, m->args, "label");
    buf_add_string(out, ",\"documents\":");
    put_list(out, m->args, "document");
    put_time(out, "since", o->since);
    put_time(out, "until", o->until);
    put_time(out, "at", o->at);
    buf_printf(out, ",\"reading\":\"%s\"},\n", o->marked ? "marked" : "reviewed");
}

static void put_files(const struct manifest *m, size_t part, struct buf *out)
{
    const char *comma = "";
    buf_add_string(out, "   \"files\":[");
    size_t end = part + 1 < m->shares->n ? m->first_file[part + 1] : m->n_files;
    for (size_t i = m->first_file[part]; i < end; i++) {
        const struct folder_file *file = &m->files[i];
        buf_printf(out, "%s\n    {\"path\":", comma);
        quote(out, file->path);
        buf_printf(out, ",\"bytes\":%" PRIu64 ",", file->bytes);
        put_digest(out, "sha256", file->digest.b);
        buf_add_char(out, '}');
        comma = ",";
    }
    buf_add_string(out, "],\n");
}

/* The first of those that a document is like; NULL: it is like none. */
static const uint8_t *group_of(const struct manifest *m, const struct manifest_document *document)
{
    struct split_place place;
    return split_find(m->plan, document->key, &place) ? place.group : NULL;
}

static void put_documents(const struct manifest *m, size_t part, struct buf *out)
{
    const char *comma = "";
    buf_add_string(out, "   \"documents\":[");
    for (size_t i = 0; i < m->documents.n; i++) {
        const struct manifest_document *document = &m->documents.at[i];
        char id[UUID_TEXT];
        if (document->part != part)
            continue;
        uuid_format(document->id, id);
        buf_printf(out, "%s\n    {\"name\":", comma);
        quote(out, document->name);
        buf_printf(out, ",\"id\":\"%s\",", id);
        put_digest(out, "sha256", document->sha256);
        buf_printf(out, ",\"sets\":%" PRIu64 ",", document->sets);
        put_digest(out, "group", group_of(m, document));
        buf_add_char(out, '}');
        comma = ",";
    }
    buf_add_string(out, "]}");
}

static void put_part(const struct manifest *m, size_t i, struct buf *out)
{
    const struct manifest_part *part = &m->parts[i];
    const struct split_share *share = &m->shares->at[i];
    const struct labelset *labels = &m->session->labels;
    uint64_t documents = 0;
    for (size_t k = 0; k < m->documents.n; k++)
        documents += m->documents.at[k].part == i;
    buf_printf(out,
               "%s\n  {\"name\":\"%s\",\"share\":%u,\"document_count\":%" PRIu64
               ",\"records\":%" PRIu64 ",\"spans\":%" PRIu64 ",\"relations\":%" PRIu64
               ",\n   \"labels\":{",
               i ? "," : "", share->name, share->share, documents, part->records, part->spans,
               part->relations);
    for (size_t k = 0; k < labels->n_labels; k++) {
        buf_add_string(out, k ? "," : "");
        quote(out, labels->labels[k].name);
        buf_printf(out, ":%" PRIu64, part->labels[k]);
    }
    buf_add_string(out, "},\n");
    put_files(m, i, out);
    put_documents(m, i, out);
}

/* ---- agreement ---- */

static void put_figure(void *ctx, const struct agree_row *row)
{
    struct buf *out = ctx;
    if (strcmp(row->part, "figures") != 0)
        return;
    if (out->size && out->data[out->size - 1] != '[')
        buf_add_char(out, ',');
    buf_printf(out, "\n   {\"figure\":\"%s\",\"label\":", row->names[0]);
    quote(out, row->names[1]);
    const struct measure value = row->cells[0].measure;
    buf_printf(out, value.defined ? ",\"value\":%.17g}" : ",\"value\":null}", value.value);
}

static void put_agreement(const struct agree_report *report, struct buf *out)
{
    buf_printf(out, "{\"documents\":%" PRIu64 ",\"readers\":[", report->counts.compared);
    for (size_t i = 0; i < report->how->n_readers; i++) {
        buf_add_string(out, i ? "," : "");
        quote(out, report->how->readers[i].name);
    }
    buf_add_string(out, "],\n  \"figures\":[");
    agree_rows(report, &(struct agree_taker){put_figure, out});
    buf_add_string(out, "]}");
}

/* The people whose sets leave, or else all. */
static enum fault find_readers(const struct manifest *m, struct agree_options *how, struct err *err)
{
    const struct export_options *o = &m->choosing->export;
    enum fault fault = OK;
    for (size_t i = 0; i < o->n_owners && !fault; i++)
        fault = agree_reader(how, SET_PERSON, o->owners[i], err);
    return fault || o->n_owners ? fault : agree_everyone(m->session->store, how, err);
}

/* Of the exported documents' sets as they stand, where two people have read one. */
static enum fault add_agreement(const struct manifest *m, void *progress, struct buf *out,
                                struct err *err)
{
    struct agree_options how = {.labels = &m->session->labels};
    struct agree_report report = {.labels = how.labels, .how = &how};
    struct agreement *agreement = NULL;
    int64_t *keys = calloc(m->documents.n + 1, sizeof *keys);
    const struct export_options *o = &m->choosing->export;
    if (!keys)
        return err_set(err, FAULT_MEMORY, "out of memory");
    enum fault fault = find_readers(m, &how, err);
    if (fault == FAULT_USAGE) { /* too many at once */
        session_note(progress, "manifest: no agreement, since there are too many readers");
        how.n_readers = 0;
        fault = OK;
    }
    for (size_t i = 0; i < m->documents.n; i++)
        keys[how.n_documents++] = m->documents.at[i].key;
    how.documents = keys;
    bool some = how.n_readers >= 2 && how.n_documents && !o->at && !o->marked;
    if (!fault && some)
        fault = agree_run(m->session->store, &how, &agreement, &report.counts, err);
    report.agreement = agreement;
    if (!fault && agreement && report.counts.compared)
        put_agreement(&report, out);
    else
        buf_add_string(out, "null");
    agreement_free(agreement);
    free(keys);
    return fault;
}

static enum fault find_keys(struct manifest *m, struct err *err)
{
    for (size_t i = 0; i < m->documents.n; i++) {
        struct document document;
        enum fault fault =
            store_document_by_id(m->session->store, m->documents.at[i].id, &document, err);
        if (fault)
            return fault;
        m->documents.at[i].key = document.key;
        document_release(&document);
    }
    return OK;
}

enum fault manifest_write(struct manifest *m, void *progress, struct buf *out, struct err *err)
{
    const struct format *format = m->format;
    enum fault fault = find_keys(m, err);
    if (fault)
        return fault;
    buf_printf(out, "{\"manifest\":1,\n \"program\":\"manicule %s\",\n \"format\":\"%s\",",
               MANICULE_VERSION, format->name);
    buf_printf(out, "\"offset_unit\":\"%s\",\n ",
               format->places ? format->places : unit_name(m->unit));
    put_digest(out, "labels", m->session->labels.sha256);
    buf_add_string(out, ",\n");
    put_options(m, out);
    buf_printf(out, " \"groups\":%zu,\n \"parts\":[", split_groups(m->plan));
    for (size_t i = 0; i < m->shares->n; i++)
        put_part(m, i, out);
    buf_add_string(out, "],\n \"agreement\":");
    fault = add_agreement(m, progress, out, err);
    buf_add_string(out, "}\n");
    return fault ? fault : out->failed ? err_set(err, FAULT_MEMORY, "out of memory") : OK;
}
