/* Spans and relations of a record: every offset, slice, name and id checked against its article
 * and label set. Their arrays are as long as the lists, counted first. */
#include <stdlib.h>
#include <string.h>

#include "manicule/marks/attrs.h"
#include "manicule/marks/idtable.h"
#include "reader.h"

enum { MOST_ATTRIBUTES = 64 + 8, SHOWN_DIGITS = 24 }; /* a label's own, and those all have */

/* No whole span or relation is shorter: {"label":"x","start":0,"end":1,"text":"x"} and the like. A
 * list of {},{},{} gets no more memory than this, because its first member is refused already. */
enum { SHORTEST_SPAN = 40, SHORTEST_RELATION = 100 };

static const char *const units[] = {
    [UNIT_CODEPOINT] = "code points", [UNIT_UTF8] = "bytes", [UNIT_UTF16] = "UTF-16 units"};

static bool read_place(struct reader *r, const char *member, struct raw raw, struct offsets *known,
                       struct pos *out)
{
    int64_t value;
    if (pull_type(raw) == RAW_NONE)
        return reader_refuse(r, member, "is missing");
    enum whole whole = pull_whole(raw, &value);
    if (whole == WHOLE_NONE)
        return reader_refuse(r, member, "a whole number is expected");
    if (*raw.at == '-')
        return reader_refuse(r, member, "is negative");
    const struct article *article = r->out->article;
    uint32_t length = article_unit(article, article_all(article).end, known->unit);
    if (whole == WHOLE_LARGE || value > length)
        return reader_refuse(r, member, "%.*s is past the end of the text, which has %u %s",
                             (int)(raw.n < SHOWN_DIGITS ? raw.n : SHOWN_DIGITS), raw.at, length,
                             units[known->unit]);
    if (!offsets_pos(known, (uint32_t)value, out))
        return reader_refuse(r, member, "%u is inside a character", (unsigned)value);
    if (!article_is_boundary(article, *out))
        return reader_refuse(r, member, "%u is inside a grapheme cluster", (unsigned)value);
    return true;
}

enum { PLACE_START, PLACE_END, PLACE_TEXT, PLACE_MEMBERS };

/* start, end and the text between them. `known` is left at the start. */
static bool read_slice(struct reader *r, const struct raw *raw, struct offsets *known,
                       struct range *out)
{
    if (!read_place(r, "start", raw[PLACE_START], known, &out->start))
        return false;
    struct offsets end = *known;
    if (!read_place(r, "end", raw[PLACE_END], &end, &out->end))
        return false;
    if (range_empty(*out))
        return reader_refuse(r, "end", "%u does not come after start %u", end.count, known->count);
    if (pull_type(raw[PLACE_TEXT]) == RAW_NONE)
        return reader_refuse(r, "text", "is missing");
    if (pull_type(raw[PLACE_TEXT]) != RAW_STRING)
        return reader_refuse(r, "text", "a string is expected");
    if (!pull_is(raw[PLACE_TEXT], article_bytes(r->out->article) + out->start.byte,
                 range_size(*out)))
        return reader_refuse(r, "text", "is not what stands at %u to %u", known->count, end.count);
    return true;
}

static bool read_fragments(struct reader *r, struct raw array, struct span *span)
{
    static const char *const names[PLACE_MEMBERS] = {"start", "end", "text"};
    if (pull_type(array) != RAW_ARRAY)
        return reader_refuse(r, "fragments", "a list is expected");
    size_t n = pull_count(array);
    if (n < 2 || n > UINT16_MAX)
        return reader_refuse(r, "fragments", "%zu of them; 2 to %d can stand here", n, UINT16_MAX);
    span->fragments = arena_take(&r->out->arena, n * sizeof *span->fragments);
    if (!span->fragments)
        return reader_no_memory(r);
    struct offsets known = r->known;
    const char *at = array.at;
    r->inner = "fragments";
    r->k = 0;
    for (bool more = pull_enter(&at); more; more = pull_more(&at), r->k++) {
        struct raw raw[PLACE_MEMBERS];
        struct range *one = &span->fragments[r->k];
        if (!reader_members(r, &at, names, PLACE_MEMBERS, raw) || !read_slice(r, raw, &known, one))
            return false;
        if (r->k && one->start.byte <= one[-1].end.byte)
            return reader_refuse(r, "start", "%u is not behind the fragment before", known.count);
    }
    r->inner = NULL;
    span->n_fragments = (uint16_t)n;
    if (span->fragments[0].start.byte != span->at.start.byte ||
        span->fragments[n - 1].end.byte != span->at.end.byte)
        return reader_refuse(r, "fragments", "do not begin and end where the span does");
    return true;
}

static bool may_be(struct reader *r, const struct attribute_def *def, struct raw value)
{
    if (def->type != ATTRIBUTE_CHOICE)
        return true;
    for (size_t i = 0; i < def->n; i++)
        if (pull_is_word(value, def->choices[i]))
            return true;
    return reader_refuse(r, "attributes", "%s: \"%s\" is none of the choices", def->name,
                         reader_shown(r, value));
}

struct given { /* an attribute as it came */
    const struct attribute_def *def;
    struct raw value;
};

static const struct attribute_def *find_def(struct reader *r, const struct attribute_def *defs,
                                            size_t n, struct raw key)
{
    size_t size;
    for (size_t i = 0; i < n; i++)
        if (pull_is_word(key, defs[i].name))
            return &defs[i];
    const char *name = reader_string(r, key, &size);
    return labelset_builtin_def(name, size);
}

/* Puts them in order of names, so that equal attributes are equal bytes. */
static bool sort_given(struct reader *r, struct given *given, size_t n, const struct given *one)
{
    size_t i = n;
    for (; i; i--) {
        int order = strcmp(given[i - 1].def->name, one->def->name);
        if (order == 0)
            return reader_refuse(r, "attributes", "%s stands there twice", one->def->name);
        if (order < 0)
            break;
        given[i] = given[i - 1];
    }
    given[i] = *one;
    return true;
}

static bool keep_attrs(struct reader *r, const struct given *given, size_t n, char **out)
{
    struct buf attrs = {0};
    for (size_t i = 0; i < n; i++) {
        size_t size;
        const char *value = reader_string(r, given[i].value, &size);
        attrs_put(&attrs, given[i].def->name, value, size);
        attrs.failed |= r->text.failed; /* the next one clears it */
    }
    *out = n && !attrs.failed ? arena_copy(&r->out->arena, attrs.data, attrs.size) : NULL;
    buf_release(&attrs);
    return n == 0 || *out || reader_no_memory(r);
}

static bool read_attrs(struct reader *r, struct raw object, const struct attribute_def *defs,
                       size_t n_defs, char **out)
{
    struct given given[MOST_ATTRIBUTES];
    size_t n = 0;
    *out = NULL;
    if (pull_type(object) == RAW_NONE)
        return true;
    if (pull_type(object) != RAW_OBJECT)
        return reader_refuse(r, "attributes", "an object is expected");
    const char *at = object.at;
    for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
        struct raw key = pull_key(&at);
        struct given one = {.def = find_def(r, defs, n_defs, key), .value = pull_value(&at)};
        if (!one.def)
            return reader_refuse(r, "attributes", "\"%s\" is unknown here", reader_shown(r, key));
        if (pull_type(one.value) != RAW_STRING || one.value.n == 2)
            return reader_refuse(r, "attributes", "%s: a string that is not empty is expected",
                                 one.def->name);
        if (!may_be(r, one.def, one.value) || !sort_given(r, given, n, &one))
            return false;
        n++; /* at most as many as the definitions, since none stands there twice */
    }
    return keep_attrs(r, given, n, out);
}

static bool read_id(struct reader *r, const char *member, struct raw raw, struct uuid *out)
{
    size_t n;
    const char *text = reader_need(r, member, raw, &n);
    if (!text)
        return false;
    return (uuid_parse(text, n, out) && !uuid_is_zero(*out)) ||
           reader_refuse(r, member, "a UUID in lower case is expected");
}

/* An id of one's own: read or made, and not among those before. */
static bool take_id(struct reader *r, struct raw raw, struct idtable *ids, struct uuid *out)
{
    if (pull_type(raw) == RAW_NONE)
        *out = uuid_new(r->env);
    else if (!read_id(r, "id", raw, out))
        return false;
    if (idtable_find(ids, *out))
        return reader_refuse(r, "id", "another of the %s has it", r->list);
    idtable_put(ids, out);
    return true;
}

enum {
    SPAN_PLACE,
    SPAN_ID = PLACE_MEMBERS,
    SPAN_LABEL,
    SPAN_FRAGMENTS,
    SPAN_ATTRIBUTES,
    SPAN_ORIGIN,
    SPAN_MEMBERS
};

static bool read_span(struct reader *r, const char **at, struct idtable *ids, struct span *out)
{
    static const char *const names[SPAN_MEMBERS] = {
        [PLACE_START] = "start",
        [PLACE_END] = "end",
        [PLACE_TEXT] = "text",
        [SPAN_ID] = "id",
        [SPAN_LABEL] = "label",
        [SPAN_FRAGMENTS] = "fragments",
        [SPAN_ATTRIBUTES] = "attributes",
        [SPAN_ORIGIN] = "origin",
    };
    struct raw raw[SPAN_MEMBERS];
    enum origin origin = ORIGIN_IMPORT;
    size_t n;
    if (!reader_members(r, at, names, SPAN_MEMBERS, raw) ||
        !take_id(r, raw[SPAN_ID], ids, &out->id))
        return false;
    const char *text = reader_need(r, "label", raw[SPAN_LABEL], &n);
    if (!text)
        return false;
    out->label = labelset_find(r->labels, text, n);
    if (out->label == LABEL_NONE)
        return reader_refuse(r, "label", "\"%s\" is not in the label set",
                             reader_shown(r, raw[SPAN_LABEL]));
    out->n_fragments = 1;
    if (!read_slice(r, raw + SPAN_PLACE, &r->known, &out->at) ||
        (raw[SPAN_FRAGMENTS].n && !read_fragments(r, raw[SPAN_FRAGMENTS], out)))
        return false;
    const struct label *label = &r->labels->labels[out->label];
    if (!read_attrs(r, raw[SPAN_ATTRIBUTES], label->attributes, label->n_attributes, &out->attrs))
        return false;
    if (raw[SPAN_ORIGIN].n) {
        text = reader_need(r, "origin", raw[SPAN_ORIGIN], &n);
        if (!text || !origin_parse(text, n, &origin))
            return reader_refuse(r, "origin",
                                 "manual, suggestion, import, adjudication or repeat is expected");
    }
    out->origin = (uint8_t)origin;
    return true;
}

enum { LINK_ID, LINK_TYPE, LINK_FROM, LINK_TO, LINK_ATTRIBUTES, LINK_MEMBERS };

static bool read_end(struct reader *r, const char *member, struct raw raw,
                     const struct idtable *spans, struct uuid *out)
{
    return read_id(r, member, raw, out) &&
           (idtable_find(spans, *out) || reader_refuse(r, member, "no span has this id"));
}

static bool read_relation(struct reader *r, const char **at, struct idtable *ids,
                          const struct idtable *spans, struct relation *out)
{
    static const char *const names[LINK_MEMBERS] = {"id", "type", "from", "to", "attributes"};
    struct raw raw[LINK_MEMBERS];
    size_t n;
    if (!reader_members(r, at, names, LINK_MEMBERS, raw) ||
        !take_id(r, raw[LINK_ID], ids, &out->id))
        return false;
    const char *type = reader_need(r, "type", raw[LINK_TYPE], &n);
    if (!type)
        return false;
    out->type = labelset_relation(r->labels, type, n);
    if (out->type == LABEL_NONE)
        return reader_refuse(r, "type", "\"%s\" is not in the label set",
                             reader_shown(r, raw[LINK_TYPE]));
    const struct relation_def *def = &r->labels->relations[out->type];
    return read_end(r, "from", raw[LINK_FROM], spans, &out->from) &&
           read_end(r, "to", raw[LINK_TO], spans, &out->to) &&
           read_attrs(r, raw[LINK_ATTRIBUTES], def->attributes, def->n_attributes, &out->attrs);
}

/* Memory for as many things as the list can have: `each` is their size here, `shortest` the least
 * they take in the line. NULL: refused. */
static void *take_list(struct reader *r, const char *list, struct raw array, size_t each,
                       size_t shortest, struct idtable *ids, size_t *n)
{
    if (pull_type(array) == RAW_NONE)
        reader_refuse(r, list, "is missing");
    else if (pull_type(array) != RAW_ARRAY)
        reader_refuse(r, list, "a list is expected");
    if (r->fault != OK)
        return NULL;
    *n = pull_count(array);
    size_t most = array.n / shortest + 1, room = *n < most ? *n : most;
    void *taken = arena_take(&r->out->arena, room * each);
    if (!taken || !idtable_reserve(ids, room)) {
        reader_no_memory(r);
        return NULL;
    }
    r->list = list;
    r->i = 0;
    return taken;
}

static int by_place(const void *a, const void *b)
{
    return span_order(a, b);
}

static int by_id(const void *a, const void *b)
{
    const struct relation *x = a, *y = b;
    return uuid_order(x->id, y->id);
}

static void sort_spans(struct record *record)
{
    for (size_t i = 1; i < record->n_spans; i++)
        if (span_order(&record->spans[i - 1], &record->spans[i]) > 0) {
            qsort(record->spans, record->n_spans, sizeof *record->spans, by_place);
            return;
        }
}

static bool read_relations(struct reader *r, struct raw array, const struct idtable *spans)
{
    struct record *out = r->out;
    struct idtable ids = {0};
    out->relations = take_list(r, "relations", array, sizeof *out->relations, SHORTEST_RELATION,
                               &ids, &out->n_relations);
    const char *at = array.at;
    bool good = out->relations;
    for (bool more = good && pull_enter(&at); good && more; more = good && pull_more(&at), r->i++)
        good = read_relation(r, &at, &ids, spans, &out->relations[r->i]);
    idtable_free(&ids);
    if (good && out->n_relations)
        qsort(out->relations, out->n_relations, sizeof *out->relations, by_id);
    return good;
}

bool reader_lists(struct reader *r, struct raw spans, struct raw relations)
{
    struct record *out = r->out;
    struct idtable ids = {0};
    out->spans =
        take_list(r, "spans", spans, sizeof *out->spans, SHORTEST_SPAN, &ids, &out->n_spans);
    const char *at = spans.at;
    bool good = out->spans;
    for (bool more = good && pull_enter(&at); good && more; more = good && pull_more(&at), r->i++)
        good = read_span(r, &at, &ids, &out->spans[r->i]);
    r->list = NULL;
    good = good && read_relations(r, relations, &ids);
    idtable_free(&ids); /* it points at the spans, which move now */
    if (good)
        sort_spans(out);
    r->list = NULL;
    return good;
}
