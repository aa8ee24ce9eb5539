#include "fields.h"

#include <string.h>

enum fault fields_find(struct raw object, const char *const *names, size_t n, struct raw *found,
                       struct err *err)
{
    const char *at = object.at;
    memset(found, 0, n * sizeof *found);
    if (pull_type(object) != RAW_OBJECT)
        return err_set(err, FAULT_INPUT, "an object is expected");
    for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
        struct raw key = pull_key(&at), value = pull_value(&at);
        for (size_t i = 0; i < n; i++) {
            if (!pull_is_word(key, names[i]))
                continue;
            if (found[i].n)
                return err_set(err, FAULT_INPUT, "%s stands there twice", names[i]);
            found[i] = value;
        }
    }
    return OK;
}

char *fields_copy(struct draft *draft, struct raw string, size_t *n)
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

bool fields_place(struct raw raw, uint32_t *out)
{
    int64_t whole;
    if (pull_whole(raw, &whole) != WHOLE_OK || whole < 0 || whole > UINT32_MAX)
        return false;
    *out = (uint32_t)whole;
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A head may end anywhere and may be no JSON: brackets and strings are all that is looked at. */
const char *fields_in_head(const char *head, size_t n, const char *name)
{
    size_t i = 0, depth = 0, size = name ? strlen(name) : 0;
    if (n >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0)
        i = 3;
    while (i < n && is_space(head[i]))
        i++;
    if (i < n && head[i] == '[')
        i++;
    while (i < n && is_space(head[i]))
        i++;
    if (i == n || head[i] != '{')
        return NULL;
    for (; i < n; i++) {
        char c = head[i];
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return name ? NULL : head + i;
        if (c != '"')
            continue;
        size_t start = ++i;
        while (i < n && head[i] != '"')
            i += head[i] == '\\' ? 2 : 1;
        if (i >= n)
            return NULL;
        size_t after = i + 1;
        while (after < n && is_space(head[after]))
            after++;
        if (!name || depth != 1 || after == n || head[after] != ':' || i - start != size ||
            memcmp(head + start, name, size) != 0)
            continue;
        for (after++; after < n && is_space(head[after]);)
            after++;
        return after < n ? head + after : NULL;
    }
    return NULL;
}

bool fields_own_id(const char *text, struct uuid *out)
{
    char again[UUID_TEXT];
    if (!uuid_parse(text, strlen(text), out) || uuid_is_zero(*out))
        return false;
    uuid_format(*out, again);
    return strcmp(text, again) == 0;
}

bool fields_index(struct outlet *o, const struct sheet *sheet, struct idtable *out)
{
    *out = (struct idtable){0};
    if (!sheet->n_relations)
        return true;
    if (!idtable_reserve(out, sheet->n_spans)) {
        outlet_no_memory(o);
        return false;
    }
    for (size_t i = 0; i < sheet->n_spans; i++)
        if (!idtable_find(out, sheet->spans[i]->id))
            idtable_put(out, (struct uuid *)(uintptr_t)&sheet->spans[i]->id);
    return true;
}

const struct span *fields_span(const struct idtable *spans, struct uuid id)
{
    return (const struct span *)(const void *)idtable_find(spans, id);
}
