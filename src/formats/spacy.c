/* spaCy's training data: [text, {"entities": [[start, end, label], ...]}] in one list or a line
 * each, or objects of text with entities, ents or spans, as Doc.to_json() and scripts write them.
 * Spans may be in a list or in groups of a name ("sc"). Offsets are code points. What else an
 * example has is passed over. */
#include <stdio.h>
#include <string.h>

#include "items.h"
#include "formats.h"
#include "peek.h"
#include "spacy.h"

enum part { P_ENTITIES, P_ENTS, P_SPANS, P_META, P_TEXT, PARTS };
static const char *const part_names[PARTS] = {"entities", "ents", "spans", "meta", "text"};

struct spacy_reader {
    struct draft draft;
    struct members others;
    struct buf scratch;
    const struct portion *portion;
    bool told_others;
};

static enum fault no_memory(struct err *err)
{
    return err_set(err, FAULT_MEMORY, "out of memory");
}

static enum fault take_span(void *state, struct raw raw, const char *path, struct err *err)
{
    struct spacy_reader *r = state;
    static const char *const names[] = {"start", "end", "label"};
    struct raw found[3];
    struct item_span span;
    enum fault fault;
    if (pull_type(raw) == RAW_OBJECT) {
        fault = items_find(raw, names, 3, found, NULL, err);
        if (fault == FAULT_INPUT)
            err_prefix(err, "%s", path);
        if (!fault)
            fault = items_span(found, path, names, &span, err);
    } else {
        fault = items_triple(raw, path, &span, err);
    }
    if (!fault && !items_add(&r->draft, &span, path, r->portion->line, &r->scratch))
        fault = no_memory(err);
    return fault;
}

static enum fault take_list(struct spacy_reader *r, struct raw list, const char *name,
                            struct err *err)
{
    return items_each(&r->draft, list, name, r->portion->line, take_span, r, err);
}

/* Groups of spans, a list under each name: {"sc": [...]}. */
static enum fault take_groups(struct spacy_reader *r, struct raw groups, struct err *err)
{
    const char *at = groups.at;
    enum fault fault = OK;
    for (bool more = pull_enter(&at); more && !fault; more = !fault && pull_more(&at)) {
        char path[80];
        struct raw key = pull_key(&at), list = pull_value(&at);
        snprintf(path, sizeof path, "spans.%s", meta_shown(key, &r->scratch));
        fault = take_list(r, list, path, err);
    }
    return fault;
}

static enum fault take_parts(struct spacy_reader *r, const struct raw *parts, struct err *err)
{
    r->draft.has_set = parts[P_ENTITIES].at || parts[P_ENTS].at || parts[P_SPANS].at;
    enum fault fault = take_list(r, parts[P_ENTITIES], "entities", err);
    if (!fault)
        fault = take_list(r, parts[P_ENTS], "ents", err);
    if (fault)
        return fault;
    return pull_type(parts[P_SPANS]) == RAW_OBJECT ? take_groups(r, parts[P_SPANS], err)
                                                   : take_list(r, parts[P_SPANS], "spans", err);
}

static enum fault take_object(struct spacy_reader *r, struct raw object, size_t names,
                              struct raw parts[PARTS], struct err *err)
{
    r->others.all.n = 0;
    parts[P_TEXT] = (struct raw){0};
    enum fault fault = items_find(object, part_names, names, parts, &r->others, err);
    if (!fault)
        items_pass_over(&r->draft, &r->told_others, r->portion->line, r->others.all.n,
                        "an example's other members (tokens, cats, links ...) are passed over");
    return fault;
}

/* [text, annotations] */
static enum fault take_tuple(struct spacy_reader *r, struct raw tuple, struct err *err)
{
    struct raw parts[PARTS], item[2] = {{0}};
    const char *at = tuple.at;
    size_t n = 0;
    for (bool more = pull_enter(&at); more; more = pull_more(&at), n++) {
        struct raw value = pull_value(&at);
        if (n < 2)
            item[n] = value;
    }
    if (n != 2)
        return err_set(err, FAULT_INPUT, "[text, {\"entities\": ...}] is expected");
    enum fault fault = pull_type(item[0]) == RAW_STRING
                           ? items_text(&r->draft, item[0], err)
                           : err_set(err, FAULT_INPUT, "[0]: a text is expected");
    if (fault)
        return fault;
    fault = take_object(r, item[1], P_META, parts, err);
    if (fault == FAULT_INPUT)
        return err_prefix(err, "[1]");
    return fault ? fault : take_parts(r, parts, err);
}

static enum fault take_doc(struct spacy_reader *r, struct raw object, struct err *err)
{
    struct raw parts[PARTS];
    struct members none = {0};
    enum fault fault = take_object(r, object, PARTS, parts, err);
    if (!fault)
        fault = items_text(&r->draft, parts[P_TEXT], err);
    if (!fault && parts[P_META].n)
        fault = items_meta(&r->draft, &none, parts[P_META], err);
    return fault ? fault : take_parts(r, parts, err);
}

static enum fault read_value(void *state, struct intake *intake, const struct portion *portion,
                             struct err *err)
{
    struct spacy_reader *r = state;
    struct raw value;
    if (!r->draft.intake)
        draft_begin(&r->draft, intake);
    r->portion = portion;
    enum fault fault = pull_check(portion->bytes, portion->n, &value, err);
    if (!fault)
        fault = pull_type(value) == RAW_ARRAY ? take_tuple(r, value, err) : take_doc(r, value, err);
    if (!fault && r->draft.failed)
        fault = no_memory(err);
    if (!fault)
        fault = draft_give(&r->draft, portion, err);
    draft_clear(&r->draft);
    return fault;
}

static void release(void *state)
{
    struct spacy_reader *r = state;
    draft_release(&r->draft);
    vec_free(&r->others.all);
    buf_release(&r->scratch);
}

static const struct format_reader reader = {
    .state = sizeof(struct spacy_reader), .read = read_value, .release = release};

/* ---- which file is one ---- */

enum look { LOOK_NONE, LOOK_ENTITIES, LOOK_GROUPS };

static enum look look_at_object(struct peek p)
{
    struct raw key;
    struct peek value;
    bool text = false, entities = false, groups = false;
    while (peek_member(&p, &key, &value)) {
        if (peek_key(key, "text"))
            text = peek_like(value, "$");
        else if (peek_key(key, "entities") || peek_key(key, "ents"))
            entities |= peek_like(value, "[]") || peek_like(value, "[[#,#") ||
                        peek_like(value, "[{\"start\":#");
        else if (peek_key(key, "spans") && peek_like(value, "{"))
            groups = true;
        else if (peek_key(key, "spans"))
            entities |= peek_like(value, "[[#,#");
        else if (peek_key(key, "relations"))
            return LOOK_NONE;
    }
    if (!text)
        return LOOK_NONE;
    return entities ? LOOK_ENTITIES : groups ? LOOK_GROUPS : LOOK_NONE;
}

static enum look look(const char *bytes, size_t n)
{
    struct peek p = peek_first(bytes, n);
    if (peek_like(p, "[$,{\"entities\":[") || peek_like(p, "[$,{\"ents\":["))
        return LOOK_ENTITIES;
    if (peek_like(p, "[$,{\"spans\":{"))
        return LOOK_GROUPS;
    return peek_enter(&p) ? look_at_object(p) : LOOK_NONE;
}

static bool looks_entities(const char *name, const char *bytes, size_t n)
{
    (void)name;
    return look(bytes, n) == LOOK_ENTITIES;
}

static bool looks_groups(const char *name, const char *bytes, size_t n)
{
    (void)name;
    return look(bytes, n) == LOOK_GROUPS;
}

const struct format format_spacy = {
    .name = "spacy",
    .summary = "spaCy's examples for ner: entities, apart",
    .extensions = "json jsonl",
    .unit = UNIT_CODEPOINT,
    .feed = FEED_VALUES,
    .looks = looks_entities,
    .read = &reader,
    .write = &spacy_writer,
};

const struct format format_spacy_spans = {
    .name = "spacy-spans",
    .summary = "spaCy's examples for spancat: spans \"sc\"",
    .extensions = "json jsonl",
    .unit = UNIT_CODEPOINT,
    .carries = CARRY_OVERLAP,
    .feed = FEED_VALUES,
    .looks = looks_groups,
    .read = &reader,
    .write = &spacy_spans_writer,
};
