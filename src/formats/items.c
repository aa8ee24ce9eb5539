#include "items.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `mark` stands behind a name in the message. */
static enum fault find(struct raw object, const char *const *names, size_t n, struct raw *found,
                       struct members *others, const char *mark, struct err *err)
{
    memset(found, 0, n * sizeof *found);
    if (pull_type(object) != RAW_OBJECT)
        return err_set(err, FAULT_INPUT, "an object is expected");
    const char *at = object.at;
    for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
        struct raw key = pull_key(&at), value = pull_value(&at);
        size_t i = 0;
        while (i < n && !pull_is_word(key, names[i]))
            i++;
        if (i == n) {
            if (others && !vec_push(&others->all, ((struct member){key, value})))
                return err_set(err, FAULT_MEMORY, "out of memory");
            continue;
        }
        if (found[i].at)
            return err_set(err, FAULT_INPUT, "%s%s stands there twice", names[i], mark);
        found[i] = value;
    }
    return OK;
}

enum fault items_members(struct raw object, const char *const *names, size_t n, struct raw *found,
                         struct err *err)
{
    return find(object, names, n, found, NULL, "", err);
}

enum fault items_find(struct raw object, const char *const *names, size_t n, struct raw *found,
                      struct members *others, struct err *err)
{
    enum fault fault = find(object, names, n, found, others, ":", err);
    for (size_t i = 0; i < n; i++)
        if (pull_type(found[i]) == RAW_NULL)
            found[i].n = 0;
    return fault;
}

enum fault items_place(struct raw raw, const char *path, const char *member, uint32_t *out,
                       struct err *err)
{
    int64_t value;
    if (pull_type(raw) == RAW_NONE)
        return err_set(err, FAULT_INPUT, "%s%s: is missing", path, member);
    enum whole whole = pull_whole(raw, &value);
    if (whole == WHOLE_NONE)
        return err_set(err, FAULT_INPUT, "%s%s: a whole number is expected", path, member);
    if (*raw.at == '-')
        return err_set(err, FAULT_INPUT, "%s%s: is negative", path, member);
    if (whole == WHOLE_LARGE || value > UINT32_MAX)
        return err_set(err, FAULT_INPUT, "%s%s: is past the end of any text", path, member);
    *out = (uint32_t)value;
    return OK;
}

bool items_is_place(struct raw raw, uint32_t *out)
{
    int64_t whole;
    if (pull_whole(raw, &whole) != WHOLE_OK || whole < 0 || whole > UINT32_MAX)
        return false;
    *out = (uint32_t)whole;
    return true;
}

enum fault items_triple(struct raw list, const char *path, struct item_span *out, struct err *err)
{
    struct raw item[3] = {{0}};
    size_t n = 0;
    *out = (struct item_span){0};
    if (pull_type(list) != RAW_ARRAY)
        return err_set(err, FAULT_INPUT, "%s: [start, end, \"label\"] is expected", path);
    const char *at = list.at;
    for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
        struct raw value = pull_value(&at);
        if (n < 3)
            item[n++] = value;
    }
    enum fault fault = items_place(item[0], path, "[0]", &out->start, err);
    if (!fault)
        fault = items_place(item[1], path, "[1]", &out->end, err);
    if (fault)
        return fault;
    if (pull_type(item[2]) == RAW_STRING)
        out->label = item[2];
    else if (item[2].n && pull_type(item[2]) != RAW_NULL)
        return err_set(err, FAULT_INPUT, "%s[2]: a label is expected", path);
    return OK;
}

enum fault items_span(const struct raw found[3], const char *path, const char *const names[3],
                      struct item_span *out, struct err *err)
{
    char member[3][32];
    *out = (struct item_span){0};
    for (size_t i = 0; i < 3; i++)
        snprintf(member[i], sizeof member[i], ".%s", names[i]);
    enum fault fault = items_place(found[0], path, member[0], &out->start, err);
    if (!fault)
        fault = items_place(found[1], path, member[1], &out->end, err);
    if (!fault && found[2].n && pull_type(found[2]) != RAW_STRING)
        fault = err_set(err, FAULT_INPUT, "%s%s: a string is expected", path, member[2]);
    out->label = found[2];
    return fault;
}

struct draft_span *items_add(struct draft *draft, const struct item_span *from, const char *path,
                             size_t line, struct buf *scratch)
{
    buf_clear(scratch);
    if (from->label.n)
        pull_text(from->label, scratch);
    draft->failed |= scratch->failed;
    struct draft_span *span = draft_span(draft, from->label.n ? buf_text(scratch) : NULL,
                                         scratch->size, from->start, from->end);
    if (!span)
        return NULL;
    span->path = draft_copy(draft, path, strlen(path));
    span->line = line;
    return span;
}

enum fault items_each(struct draft *draft, struct raw list, const char *name, size_t line,
                      items_take *take, void *ctx, struct err *err)
{
    if (!list.n)
        return OK;
    if (pull_type(list) != RAW_ARRAY)
        return err_set(err, FAULT_INPUT, "%s: a list is expected", name);
    const char *at = list.at;
    size_t i = 0;
    for (bool more = pull_enter(&at); more; more = pull_more(&at), i++) {
        char path[128];
        struct err why = {0};
        snprintf(path, sizeof path, "%s[%zu]", name, i);
        enum fault fault = take(ctx, pull_value(&at), path, &why);
        if (fault == FAULT_INPUT)
            fault = draft_refuse(draft, line, &why, err);
        else if (fault && err)
            *err = why;
        if (fault)
            return fault;
        if (draft->failed)
            return err_set(err, FAULT_MEMORY, "out of memory");
    }
    return OK;
}

void items_pass_over(struct draft *draft, bool *told, size_t line, uint64_t n, const char *text)
{
    if (!n)
        return;
    draft->intake->counts.passed_over += n;
    if (!*told)
        draft_tell(draft, line, text);
    *told = true;
}

enum fault items_text(struct draft *draft, struct raw raw, struct err *err)
{
    if (pull_type(raw) == RAW_NONE)
        return err_set(err, FAULT_INPUT, "text: is missing");
    if (pull_type(raw) != RAW_STRING)
        return err_set(err, FAULT_INPUT, "text: a string is expected");
    char *bytes = malloc(raw.n);
    if (!bytes)
        return err_set(err, FAULT_MEMORY, "out of memory");
    size_t n = pull_decode(raw, bytes);
    char *fitting = realloc(bytes, n ? n : 1);
    draft_take_text(draft, (uint8_t *)(fitting ? fitting : bytes), n);
    return OK;
}

static enum fault gather(const struct members *members, struct raw meta, bool open, struct buf *out,
                         struct err *err)
{
    static const char name[] = "\"meta\"";
    size_t n = 0, some = open ? pull_count(meta) : meta.n > 0;
    struct member *all = malloc((members->all.n + some + 1) * sizeof *all);
    if (!all)
        return err_set(err, FAULT_MEMORY, "out of memory");
    for (; n < members->all.n; n++)
        all[n] = members->all.at[n];
    const char *at = meta.at;
    if (open)
        for (bool more = pull_enter(&at); more; more = pull_more(&at), n++) {
            all[n].key = pull_key(&at);
            all[n].value = pull_value(&at);
        }
    else if (meta.n)
        all[n++] = (struct member){.key = {name, sizeof name - 1}, .value = meta};
    buf_clear(out);
    size_t size = 0;
    for (size_t i = 0; i < n; i++)
        size += all[i].key.n + all[i].value.n;
    enum fault fault = size > META_MOST ? meta_too_long(err) : meta_object(all, n, out, err);
    free(all);
    return fault;
}

enum fault items_meta(struct draft *draft, const struct members *members, struct raw meta,
                      struct err *err)
{
    struct buf out = {0};
    bool object = pull_type(meta) == RAW_OBJECT;
    enum fault fault = gather(members, meta, object, &out, err);
    if (fault == FAULT_INPUT && object)
        fault = gather(members, meta, false, &out, err);
    if (fault == FAULT_INPUT)
        err_prefix(err, "meta");
    else if (!fault && out.size > 2) /* more than {} */
        draft->meta = draft_copy(draft, out.data, out.size);
    buf_release(&out);
    return fault;
}

char *items_copy(struct draft *draft, struct raw string, size_t *n)
{
    char *copy = arena_take(&draft->arena, string.n);
    draft->failed |= !copy;
    size_t size = copy ? pull_decode(string, copy) : 0;
    if (copy)
        copy[size] = '\0';
    if (n)
        *n = size;
    return copy;
}

char *items_string(struct draft *draft, struct raw raw)
{
    enum raw_type type = pull_type(raw);
    if (type == RAW_NUMBER)
        return draft_copy(draft, raw.at, raw.n);
    return type == RAW_STRING ? items_copy(draft, raw, NULL) : NULL;
}

bool items_own_id(const char *text, struct uuid *out)
{
    char again[UUID_TEXT];
    if (!uuid_parse(text, strlen(text), out) || uuid_is_zero(*out))
        return false;
    uuid_format(*out, again);
    return strcmp(text, again) == 0;
}
