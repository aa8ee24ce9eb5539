/* One line of the native format: syntax first, then the members of the record, then its text, and
 * only when that is known its spans. */
#include <stdlib.h>
#include <string.h>

#include "manicule/marks/digest.h"
#include "meta.h"
#include "reader.h"

enum record_member {
    R_MANICULE,
    R_DOCUMENT,
    R_ID,
    R_SHA256,
    R_UNIT,
    R_TEXT,
    R_META,
    R_SOURCE_ENCODING,
    R_SOURCE_SHA256,
    R_LABELS,
    R_SET,
    R_ANNOTATOR,
    R_SOURCE,
    R_STATUS,
    R_SPANS,
    R_RELATIONS,
    R_MEMBERS
};

static const char *const names[R_MEMBERS] = {
    [R_MANICULE] = "manicule",
    [R_DOCUMENT] = "document",
    [R_ID] = "id",
    [R_SHA256] = "sha256",
    [R_UNIT] = "offset_unit",
    [R_TEXT] = "text",
    [R_META] = "meta",
    [R_SOURCE_ENCODING] = "source_encoding",
    [R_SOURCE_SHA256] = "source_sha256",
    [R_LABELS] = "labels",
    [R_SET] = "set",
    [R_ANNOTATOR] = "annotator",
    [R_SOURCE] = "source",
    [R_STATUS] = "status",
    [R_SPANS] = "spans",
    [R_RELATIONS] = "relations",
};

static bool read_version(struct reader *r, struct raw raw)
{
    int64_t version;
    if (pull_type(raw) == RAW_NONE)
        return reader_refuse(r, "manicule", "is missing");
    if (pull_whole(raw, &version) != WHOLE_OK)
        return reader_refuse(r, "manicule", "a whole number is expected");
    return version == 1 || reader_refuse(r, "manicule", "only version 1 of the format is known");
}

static bool read_digest(struct reader *r, const char *member, struct raw raw, uint8_t out[32])
{
    size_t n;
    const char *text = reader_need(r, member, raw, &n);
    return text && (digest_parse(text, n, out) ||
                    reader_refuse(r, member, "a SHA-256 in 64 digits is expected"));
}

static bool read_article(struct reader *r, struct raw raw)
{
    struct record *out = r->out;
    if (pull_type(raw) == RAW_NONE)
        return reader_refuse(r, "text", "is missing");
    if (pull_type(raw) != RAW_STRING)
        return reader_refuse(r, "text", "a string is expected");
    char *bytes = malloc(raw.n);
    if (!bytes)
        return reader_no_memory(r);
    size_t n = pull_decode(raw, bytes);
    if (n > ARTICLE_MAX) {
        free(bytes);
        return reader_refuse(r, "text", "%zu bytes; a document may have %d", n, ARTICLE_MAX);
    }
    char *fitting = realloc(bytes, n ? n : 1);
    out->article = article_take((uint8_t *)(fitting ? fitting : bytes), n);
    if (!out->article)
        return reader_no_memory(r);
    out->document.article = out->article;
    return true;
}

static bool read_document(struct reader *r, const struct raw *raw)
{
    struct stream_document *document = &r->out->document;
    size_t n;
    document->name = reader_keep(r, "document", raw[R_DOCUMENT]);
    if (!document->name || !read_digest(r, "sha256", raw[R_SHA256], document->sha256))
        return false;
    if (raw[R_ID].n) {
        const char *id = reader_need(r, "id", raw[R_ID], &n);
        if (!id || !uuid_parse(id, n, &document->id) || uuid_is_zero(document->id))
            return reader_refuse(r, "id", "a UUID in lower case is expected");
        r->out->has_id = true;
    }
    if (!read_article(r, raw[R_TEXT]))
        return false;
    struct digest digest = digest_of(article_bytes(r->out->article), article_size(r->out->article));
    if (memcmp(digest.b, document->sha256, sizeof digest.b) != 0)
        return reader_refuse(r, "sha256", "is not the text's");
    return true;
}

static bool read_unit(struct reader *r, struct raw raw)
{
    size_t n;
    enum unit unit;
    const char *name = reader_need(r, "offset_unit", raw, &n);
    if (!name)
        return false;
    for (unit = UNIT_CODEPOINT; unit <= UNIT_UTF16; unit++)
        if (pull_is_word(raw, unit_name(unit))) {
            r->known = offsets_of(r->out->article, unit);
            return true;
        }
    return reader_refuse(r, "offset_unit", "codepoint, utf8 or utf16 is expected");
}

static bool read_meta(struct reader *r, struct raw raw)
{
    if (pull_type(raw) == RAW_NONE || pull_type(raw) == RAW_NULL)
        return true;
    if (pull_type(raw) != RAW_OBJECT)
        return reader_refuse(r, "meta", "an object is expected");
    struct buf text = {0};
    struct err err = {0};
    enum fault fault = meta_canonical(raw, &text, &err);
    if (fault == FAULT_INPUT)
        reader_refuse(r, "meta", "%s", err.text);
    else if (fault != OK)
        reader_no_memory(r);
    else if (text.size > 2 &&
             !(r->out->document.meta = arena_copy(&r->out->arena, text.data, text.size)))
        reader_no_memory(r);
    buf_release(&text);
    return r->fault == OK;
}

static bool read_origin_of_text(struct reader *r, const struct raw *raw)
{
    struct stream_document *document = &r->out->document;
    if (!raw[R_SOURCE_ENCODING].n && !raw[R_SOURCE_SHA256].n)
        return true;
    document->source_encoding = reader_keep(r, "source_encoding", raw[R_SOURCE_ENCODING]);
    return document->source_encoding &&
           read_digest(r, "source_sha256", raw[R_SOURCE_SHA256], document->source_sha256);
}

/* What a kind of set says about its owner: a name, null, or either. A source is who made a
 * suggestion, or whose marks a review corrects. */
static const struct {
    bool owner, no_owner, source;
} kinds[] = {
    [SET_PERSON] = {.owner = true},
    [SET_GOLD] = {.no_owner = true},
    [SET_SUGGESTION] = {.owner = true, .no_owner = true, .source = true},
    [SET_REVIEW] = {.owner = true, .source = true},
};

static bool read_owner(struct reader *r, const struct raw *raw)
{
    struct stream_set *set = &r->out->set;
    enum raw_type type = pull_type(raw[R_ANNOTATOR]);
    if (type == RAW_NULL || (type == RAW_NONE && kinds[set->kind].no_owner)) {
        if (!kinds[set->kind].no_owner)
            return reader_refuse(r, "annotator", "a name is expected");
    } else {
        if (!kinds[set->kind].owner)
            return reader_refuse(r, "annotator", "a gold set has none: null is expected");
        set->owner = reader_keep(r, "annotator", raw[R_ANNOTATOR]);
        if (!set->owner)
            return false;
    }
    if (kinds[set->kind].source)
        return (set->source = reader_keep(r, "source", raw[R_SOURCE])) != NULL;
    return !raw[R_SOURCE].n || reader_refuse(r, "source", "only suggestions and reviews have one");
}

static bool read_no_set(struct reader *r, const struct raw *raw)
{
    for (enum record_member i = R_SET + 1; i < R_MEMBERS; i++)
        if (pull_type(raw[i]) != RAW_NONE && pull_type(raw[i]) != RAW_NULL)
            return reader_refuse(r, names[i], "a document without a set has none");
    return true;
}

static bool read_set(struct reader *r, const struct raw *raw)
{
    struct stream_set *set = &r->out->set;
    size_t n;
    if (pull_type(raw[R_SET]) == RAW_NULL)
        return read_no_set(r, raw);
    const char *text = reader_need(r, "set", raw[R_SET], &n);
    if (!text)
        return false;
    if (!set_kind_parse(text, n, &set->kind))
        return reader_refuse(r, "set", "person, gold, suggestion, review or null is expected");
    if (!read_owner(r, raw))
        return false;
    text = reader_need(r, "status", raw[R_STATUS], &n);
    if (!text)
        return false;
    if (!status_parse(text, n, &set->status))
        return reader_refuse(r, "status", "new, open, done, returned or accepted is expected");
    r->out->has_set = true;
    return reader_lists(r, raw[R_SPANS], raw[R_RELATIONS]);
}

static bool read_record(struct reader *r, struct raw value)
{
    struct raw raw[R_MEMBERS];
    const char *at = value.at;
    if (!reader_members(r, &at, names, R_MEMBERS, raw) || !read_version(r, raw[R_MANICULE]) ||
        !read_document(r, raw) || !read_unit(r, raw[R_UNIT]) || !read_meta(r, raw[R_META]) ||
        !read_origin_of_text(r, raw))
        return false;
    if (raw[R_LABELS].n) {
        if (!read_digest(r, "labels", raw[R_LABELS], r->out->labels))
            return false;
        r->out->has_labels = true;
    }
    return read_set(r, raw);
}

enum fault jsonl_read(const char *line, size_t n, const struct labelset *labels,
                      const struct env *env, struct record *out, struct err *err)
{
    struct reader r = {.labels = labels, .env = env, .out = out, .err = err};
    struct raw value;
    *out = (struct record){0};
    enum fault fault = pull_check(line, n, &value, err);
    if (fault != OK)
        return fault;
    if (!read_record(&r, value))
        record_release(out);
    buf_release(&r.text);
    buf_release(&r.shown);
    return r.fault;
}
