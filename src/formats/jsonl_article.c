/* An article as a JSON line: a text, a name, and whatever else is known about it as metadata. */
#include <stdlib.h>
#include <string.h>

#include "manicule/text/article.h"
#include "meta.h"
#include "reader.h"

struct parts {
    struct raw text, name, id, meta;
    struct member *members; /* of the metadata */
    size_t n, room;
    size_t size; /* of their text */
};

static bool add_member(struct reader *r, struct parts *parts, struct raw key, struct raw value)
{
    parts->size += key.n + value.n;
    if (parts->size > META_MOST) {
        r->fault = meta_too_long(r->err);
        return false;
    }
    if (parts->n == parts->room) {
        size_t room = parts->room ? parts->room * 2 : 16;
        struct member *grown = realloc(parts->members, room * sizeof *grown);
        if (!grown)
            return reader_no_memory(r);
        parts->members = grown;
        parts->room = room;
    }
    parts->members[parts->n++] = (struct member){key, value};
    return true;
}

static bool add_members(struct reader *r, struct parts *parts, struct raw object)
{
    const char *at = object.at;
    for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
        struct raw key = pull_key(&at);
        if (!add_member(r, parts, key, pull_value(&at)))
            return false;
    }
    return true;
}

/* Sorts the members of the line into the four that are understood and the rest. */
static bool part(struct reader *r, struct raw object, struct parts *parts)
{
    struct raw id_key = {0};
    const struct {
        const char *name;
        struct raw *value;
    } known[] = {
        {"text", &parts->text}, {"name", &parts->name}, {"id", &parts->id}, {"meta", &parts->meta}};
    const char *at = object.at;
    for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
        struct raw key = pull_key(&at), value = pull_value(&at), *place = NULL;
        if (pull_is_word(key, "manicule"))
            return reader_refuse(r, "", "this is an export of manicule; `import` reads it");
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (pull_is_word(key, known[i].name))
                place = known[i].value;
        if (!place) {
            if (!add_member(r, parts, key, value))
                return false;
            continue;
        }
        if (place->n)
            return reader_refuse(r, reader_shown(r, key), "stands there twice");
        *place = value;
        if (place == &parts->id)
            id_key = key;
    }
    /* With a name of its own, an id is something known about the article. */
    if (parts->name.n && parts->id.n)
        return add_member(r, parts, id_key, parts->id);
    return true;
}

static bool take_name(struct reader *r, const struct parts *parts, struct article_record *out)
{
    bool named = parts->name.n;
    struct raw raw = named ? parts->name : parts->id;
    const char *member = named ? "name" : "id", *text = raw.at;
    int64_t number;
    size_t n = raw.n;
    if (pull_type(raw) == RAW_NONE)
        return true;
    if (named || pull_whole(raw, &number) == WHOLE_NONE)
        text = reader_need(r, member, raw, &n);
    if (!text)
        return false;
    out->name = arena_copy(&out->arena, text, n);
    return out->name || reader_no_memory(r);
}

static bool take_meta(struct reader *r, struct parts *parts, struct article_record *out)
{
    enum raw_type type = pull_type(parts->meta);
    if (type == RAW_OBJECT && !add_members(r, parts, parts->meta))
        return false;
    if (type != RAW_OBJECT && type != RAW_NONE && type != RAW_NULL)
        return reader_refuse(r, "meta", "an object is expected");
    if (parts->n == 0)
        return true;
    struct buf meta = {0};
    struct err err = {0};
    enum fault fault = meta_object(parts->members, parts->n, &meta, &err);
    if (fault == FAULT_INPUT)
        reader_refuse(r, "meta", "%s", err.text);
    else if (fault != OK || !(out->meta = arena_copy(&out->arena, meta.data, meta.size)))
        reader_no_memory(r);
    buf_release(&meta);
    return r->fault == OK;
}

static bool take_text(struct reader *r, struct raw raw, struct article_record *out)
{
    if (pull_type(raw) == RAW_NONE)
        return reader_refuse(r, "text", "is missing");
    if (pull_type(raw) != RAW_STRING)
        return reader_refuse(r, "text", "a string is expected");
    out->text = malloc(raw.n);
    if (!out->text)
        return reader_no_memory(r);
    out->n = pull_decode(raw, (char *)out->text);
    return out->n <= ARTICLE_MAX ||
           reader_refuse(r, "text", "%zu bytes; a document may have %d", out->n, ARTICLE_MAX);
}

enum fault jsonl_read_article(const char *line, size_t n, struct article_record *out,
                              struct err *err)
{
    struct reader r = {.err = err};
    struct parts parts = {0};
    struct raw value;
    *out = (struct article_record){0};
    enum fault fault = pull_check(line, n, &value, err);
    if (fault != OK)
        return fault;
    if (pull_type(value) != RAW_OBJECT)
        reader_refuse(&r, "", "an object is expected");
    else if (!part(&r, value, &parts) || !take_name(&r, &parts, out) ||
             !take_meta(&r, &parts, out) || !take_text(&r, parts.text, out))
        article_record_release(out);
    free(parts.members);
    buf_release(&r.text);
    buf_release(&r.shown);
    return r.fault;
}

void article_record_release(struct article_record *record)
{
    free(record->text);
    arena_release(&record->arena);
    *record = (struct article_record){0};
}
