/* doccano's JSON Lines, read: [start, end, "label"] under "label" or "labels", or entities and
 * relations by ids. Columns may have other names, which doccano asks for when it reads a file: the
 * one that is a string and the one that is such a list are taken then. All other columns are
 * metadata, as they are there.
 *
 * doccano counts UTF-16 units in its interface and code points elsewhere, and no file says which.
 * Where the two differ and nobody said it, a document is refused. */
#include "doccano.h"

#include <stdlib.h>
#include <string.h>

#include "items.h"
#include "formats.h"
#include "peek.h"

enum column {
    C_TEXT,
    C_DATA,
    C_LABEL,
    C_LABELS,
    C_ENTITIES,
    C_RELATIONS,
    C_COMMENTS,
    C_META,
    C_NAME,
    C_UNIT,
    COLUMNS
};

static const char *const columns[COLUMNS] = {
    [C_TEXT] = "text",         [C_DATA] = "data",         [C_LABEL] = "label",
    [C_LABELS] = "labels",     [C_ENTITIES] = "entities", [C_RELATIONS] = "relations",
    [C_COMMENTS] = "Comments", [C_META] = "meta",         [C_NAME] = "name",
    [C_UNIT] = DOCCANO_UNIT,
};

struct doccano_reader {
    struct draft draft;
    struct members others;
    struct buf scratch;
    const struct portion *portion;
    uint32_t
        astral; /* code points before the first character above U+FFFF; UINT32_MAX: there is none */
    bool open_unit; /* nobody said what is counted */
    bool told_comments;
};

/* ---- columns of other names ---- */

static bool is_list_of_lists(struct raw raw)
{
    const char *at = raw.at;
    return pull_type(raw) == RAW_ARRAY && pull_enter(&at) && *at == '[';
}

/* The only column of its kind becomes the one that is missing. */
static void adopt(struct members *others, bool wanted(struct raw), struct raw *out)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < others->all.n; i++)
        if (wanted(others->all.at[i].value)) {
            if (found != SIZE_MAX)
                return;
            found = i;
        }
    if (found == SIZE_MAX)
        return;
    *out = others->all.at[found].value;
    vec_remove(&others->all, found);
}

static bool is_string(struct raw raw)
{
    return pull_type(raw) == RAW_STRING;
}

static void find_columns(struct doccano_reader *r, struct raw *found)
{
    if (!found[C_TEXT].at)
        found[C_TEXT] = found[C_DATA];
    if (!found[C_LABEL].at)
        found[C_LABEL] = found[C_LABELS];
    if (found[C_TEXT].at || found[C_LABEL].at || found[C_ENTITIES].at)
        return;
    adopt(&r->others, is_list_of_lists, &found[C_LABEL]);
    if (found[C_LABEL].at)
        adopt(&r->others, is_string, &found[C_TEXT]);
}

/* ---- units ---- */

static void find_astral(struct doccano_reader *r)
{
    const uint8_t *text = r->draft.text;
    uint32_t count = 0;
    r->astral = UINT32_MAX;
    for (size_t i = 0; i < r->draft.n_text; i++) {
        if (text[i] >= 0xf0) {
            r->astral = count;
            return;
        }
        count += (text[i] & 0xc0) != 0x80;
    }
}

static enum fault choose_unit(struct doccano_reader *r, struct raw raw, struct err *err)
{
    const struct intake_options *o = r->draft.intake->options;
    r->open_unit = false;
    if (o->has_unit) {
        r->draft.unit = o->unit;
        return OK;
    }
    if (!raw.n) {
        find_astral(r);
        r->open_unit = r->astral != UINT32_MAX;
        return OK;
    }
    for (enum unit unit = UNIT_CODEPOINT; unit <= UNIT_UTF16; unit++)
        if (pull_type(raw) == RAW_STRING && pull_is_word(raw, unit_name(unit))) {
            r->draft.unit = unit;
            return OK;
        }
    return err_set(err, FAULT_INPUT, DOCCANO_UNIT ": codepoint, utf8 or utf16 is expected");
}

static enum fault unit_matters(const struct doccano_reader *r, const struct item_span *span,
                               const char *path, struct err *err)
{
    if (!r->open_unit || (span->end <= r->astral && span->start <= r->astral))
        return OK;
    return err_set(err, FAULT_INPUT,
                   "%s: behind a character above U+FFFF, which is one code point and two UTF-16 "
                   "units, and the file does not say what it counts; --offsets utf16 (as doccano's "
                   "interface does) or --offsets codepoint says it",
                   path);
}

/* ---- spans and relations ---- */

static enum fault take_triple(void *state, struct raw raw, const char *path, struct err *err)
{
    struct doccano_reader *r = state;
    struct item_span span;
    enum fault fault = items_triple(raw, path, &span, err);
    if (!fault)
        fault = unit_matters(r, &span, path, err);
    if (!fault)
        items_add(&r->draft, &span, path, r->portion->line, &r->scratch);
    return fault;
}

static enum fault take_entity(void *state, struct raw raw, const char *path, struct err *err)
{
    struct doccano_reader *r = state;
    static const char *const names[] = {"start_offset", "end_offset", "label", "id"};
    struct raw found[4];
    struct item_span span;
    enum fault fault = items_find(raw, names, 4, found, NULL, err);
    if (fault)
        return fault == FAULT_INPUT ? err_prefix(err, "%s", path) : fault;
    fault = items_span(found, path, names, &span, err);
    if (!fault)
        fault = unit_matters(r, &span, path, err);
    struct draft_span *added =
        fault ? NULL : items_add(&r->draft, &span, path, r->portion->line, &r->scratch);
    if (added && found[3].n) {
        added->id = items_string(&r->draft, found[3]);
        added->keep_id = added->id && *added->id;
        if (!added->keep_id)
            added->id = NULL;
    }
    return fault;
}

static enum fault take_relation(void *state, struct raw raw, const char *path, struct err *err)
{
    struct doccano_reader *r = state;
    static const char *const names[] = {"from_id", "to_id", "type", "id"};
    struct raw found[4];
    enum fault fault = items_find(raw, names, 4, found, NULL, err);
    if (fault)
        return fault == FAULT_INPUT ? err_prefix(err, "%s", path) : fault;
    if (pull_type(found[2]) != RAW_STRING)
        return err_set(err, FAULT_INPUT, "%s.type: a string is expected", path);
    char *from = items_string(&r->draft, found[0]);
    char *to = items_string(&r->draft, found[1]);
    char *id = items_string(&r->draft, found[3]);
    char *type = items_string(&r->draft, found[2]);
    if (r->draft.failed)
        return err_set(err, FAULT_MEMORY, "out of memory");
    if (!from || !to)
        return err_set(err, FAULT_INPUT, "%s.%s: an entity's id is expected", path,
                       from ? "to_id" : "from_id");
    struct draft_link *link = draft_link(&r->draft, type, strlen(type));
    if (!link)
        return err_set(err, FAULT_MEMORY, "out of memory");
    link->from = from;
    link->to = to;
    link->id = id && *id ? id : NULL;
    link->keep_id = link->id != NULL;
    link->line = r->portion->line;
    link->path = draft_copy(&r->draft, path, strlen(path));
    return OK;
}

static enum fault take_comment(void *state, struct raw raw, const char *path, struct err *err)
{
    struct doccano_reader *r = state;
    (void)path, (void)err;
    if (pull_type(raw) != RAW_STRING) {
        items_pass_over(&r->draft, &r->told_comments, r->portion->line, 1,
                        "Comments that are no strings are passed over");
        return OK;
    }
    char *text = items_string(&r->draft, raw);
    if (text && *text)
        draft_note(&r->draft, SIZE_MAX, false, text, strlen(text));
    return OK;
}

/* ---- a document ---- */

static enum fault take_name(struct doccano_reader *r, struct raw raw, struct err *err)
{
    static const char key[] = "\"name\"";
    if (pull_type(raw) == RAW_STRING && raw.n > 2) {
        r->draft.name = items_string(&r->draft, raw);
        return OK;
    }
    struct member member = {.key = {key, sizeof key - 1}, .value = raw};
    if (raw.n && !vec_push(&r->others.all, member))
        return err_set(err, FAULT_MEMORY, "out of memory");
    return OK;
}

static enum fault take_columns(struct doccano_reader *r, struct raw value, struct err *err)
{
    struct raw found[COLUMNS];
    size_t line = r->portion->line;
    r->others.all.n = 0;
    enum fault fault = items_find(value, columns, COLUMNS, found, &r->others, err);
    if (fault)
        return fault;
    find_columns(r, found);
    r->draft.has_set = found[C_LABEL].at || found[C_ENTITIES].at;
    fault = items_text(&r->draft, found[C_TEXT], err);
    if (!fault)
        fault = choose_unit(r, found[C_UNIT], err);
    if (!fault)
        fault = take_name(r, found[C_NAME], err);
    if (!fault)
        fault = items_meta(&r->draft, &r->others, found[C_META], err);
    if (!fault)
        fault = items_each(&r->draft, found[C_LABEL], "label", line, take_triple, r, err);
    if (!fault)
        fault = items_each(&r->draft, found[C_ENTITIES], "entities", line, take_entity, r, err);
    if (!fault)
        fault = items_each(&r->draft, found[C_RELATIONS], "relations", line, take_relation, r, err);
    if (!fault && r->draft.has_set)
        fault = items_each(&r->draft, found[C_COMMENTS], "Comments", line, take_comment, r, err);
    return fault;
}

static enum fault read_value(void *state, struct intake *intake, const struct portion *portion,
                             struct err *err)
{
    struct doccano_reader *r = state;
    struct raw value;
    if (!r->draft.intake)
        draft_begin(&r->draft, intake);
    r->portion = portion;
    enum fault fault = pull_check(portion->bytes, portion->n, &value, err);
    if (!fault)
        fault = take_columns(r, value, err);
    if (!fault && r->draft.failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault)
        fault = draft_give(&r->draft, portion, err);
    draft_clear(&r->draft);
    return fault;
}

static void release(void *state)
{
    struct doccano_reader *r = state;
    draft_release(&r->draft);
    vec_free(&r->others.all);
    buf_release(&r->scratch);
}

static const struct format_reader reader = {
    .state = sizeof(struct doccano_reader), .read = read_value, .release = release};

/* ---- which file is one ---- */

static bool is_triples(struct peek value)
{
    return peek_like(value, "[[#,#,$]");
}

/* [{"id": ..., "start_offset": ...: no other format's entities are like it. */
static bool is_entities(struct peek value)
{
    struct peek member;
    struct raw key;
    if (!peek_like(value, "[{"))
        return false;
    value.at = memchr(value.at, '{', (size_t)(value.end - value.at));
    if (!peek_enter(&value))
        return false;
    while (peek_member(&value, &key, &member))
        if (peek_key(key, "start_offset"))
            return true;
    return false;
}

enum look { LOOK_NONE, LOOK_SPANS, LOOK_RELATIONS };

static enum look look(const char *bytes, size_t n)
{
    struct peek p = peek_first(bytes, n), value;
    struct raw key;
    bool text = false, string = false, label = false, triples = false, entities = false,
         marked = false, relations = false, others = false;
    if (!peek_enter(&p))
        return LOOK_NONE;
    while (peek_member(&p, &key, &value)) {
        bool empty = peek_like(value, "[]");
        if (peek_key(key, "text") || peek_key(key, "data"))
            text = peek_like(value, "$");
        else if (peek_key(key, "label") || peek_key(key, "labels"))
            label = empty || is_triples(value);
        else if (peek_key(key, "entities"))
            entities = is_entities(value) || empty, marked = entities && !empty;
        else if (peek_key(key, "relations"))
            relations = peek_like(value, "[");
        else if (peek_key(key, "answer") || peek_key(key, "tokens") || peek_key(key, "spans"))
            others = true;
        else
            string |= peek_like(value, "$"), triples |= is_triples(value);
    }
    if (others)
        return LOOK_NONE;
    if (text && entities && (marked || relations))
        return LOOK_RELATIONS;
    return (text && label) || (!text && !label && !entities && string && triples) ? LOOK_SPANS
                                                                                  : LOOK_NONE;
}

static bool looks_spans(const char *name, const char *bytes, size_t n)
{
    (void)name;
    return look(bytes, n) == LOOK_SPANS;
}

static bool looks_relations(const char *name, const char *bytes, size_t n)
{
    (void)name;
    return look(bytes, n) == LOOK_RELATIONS;
}

const struct format format_doccano = {
    .name = "doccano",
    .summary = "doccano JSON Lines of spans and relations",
    .extensions = "jsonl json",
    .unit = UNIT_UTF16,
    .units = "codepoint utf16",
    .carries =
        CARRY_OVERLAP | CARRY_RELATIONS | CARRY_COMMENTS | CARRY_IDS | CARRY_NAMES | CARRY_META,
    .feed = FEED_VALUES,
    .looks = looks_relations,
    .read = &reader,
    .write = &doccano_writer,
    .write_labels = doccano_write_labels,
    .read_labels = doccano_read_labels,
    .looks_labels = doccano_looks_labels,
};

const struct format format_doccano_spans = {
    .name = "doccano-spans",
    .summary = "doccano JSON Lines of [start, end, label]",
    .extensions = "jsonl json",
    .unit = UNIT_UTF16,
    .units = "codepoint utf16",
    .carries = CARRY_OVERLAP | CARRY_COMMENTS | CARRY_NAMES | CARRY_META,
    .feed = FEED_VALUES,
    .looks = looks_spans,
    .read = &reader,
    .write = &doccano_spans_writer,
    .write_labels = doccano_write_labels,
    .read_labels = doccano_read_labels,
};
