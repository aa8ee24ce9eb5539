#include "peek.h"

#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void space(struct peek *p)
{
    while (p->at < p->end && is_space(*p->at))
        p->at++;
}

static bool next_is(const struct peek *p, char c)
{
    return p->at < p->end && *p->at == c;
}

/* Behind a string; false: it does not end in the head. */
static bool skip_string(struct peek *p)
{
    for (p->at++; p->at < p->end; p->at++) {
        if (*p->at == '\\')
            p->at++;
        else if (*p->at == '"') {
            p->at++;
            return true;
        }
    }
    p->at = p->end;
    return false;
}

static bool skip_value(struct peek *p)
{
    size_t depth = 0;
    do {
        if (p->at >= p->end)
            return false;
        if (*p->at == '"') {
            if (!skip_string(p))
                return false;
            continue;
        }
        if (*p->at == '{' || *p->at == '[')
            depth++;
        else if (*p->at == '}' || *p->at == ']')
            depth -= depth > 0;
        p->at++;
        if (!depth && p->at < p->end && !strchr("{}[]", p->at[-1]))
            while (p->at < p->end && !is_space(*p->at) && !strchr(",]}", *p->at))
                p->at++;
    } while (depth);
    return true;
}

struct peek peek_first(const char *bytes, size_t n)
{
    static const char mark[] = "\xef\xbb\xbf";
    struct peek p = {bytes, bytes + n};
    if (n >= sizeof mark - 1 && memcmp(bytes, mark, sizeof mark - 1) == 0)
        p.at += sizeof mark - 1;
    space(&p);
    struct peek inside = p;
    if (next_is(&p, '[')) {
        inside.at++;
        space(&inside);
        if (next_is(&inside, '{') || next_is(&inside, '['))
            return inside;
    }
    return p;
}

bool peek_like(struct peek p, const char *pattern)
{
    for (; *pattern; pattern++) {
        space(&p);
        if (p.at >= p.end)
            return false;
        if (*pattern == '#') {
            const char *first = p.at;
            while (p.at < p.end && *p.at >= '0' && *p.at <= '9')
                p.at++;
            if (p.at == first)
                return false;
        } else if (*pattern == '$') {
            if (*p.at != '"' || !skip_string(&p))
                return false;
        } else if (*p.at++ != *pattern) {
            return false;
        }
    }
    return true;
}

bool peek_enter(struct peek *p)
{
    space(p);
    if (!next_is(p, '{'))
        return false;
    p->at++;
    return true;
}

bool peek_member(struct peek *p, struct raw *key, struct peek *value)
{
    space(p);
    if (next_is(p, ','))
        p->at++;
    space(p);
    if (!next_is(p, '"'))
        return false;
    key->at = p->at;
    if (!skip_string(p))
        return false;
    key->n = (size_t)(p->at - key->at);
    space(p);
    if (!next_is(p, ':'))
        return false;
    p->at++;
    space(p);
    value->at = p->at;
    skip_value(p);
    value->end = p->at;
    return value->at < value->end;
}

bool peek_key(struct raw key, const char *word)
{
    size_t n = strlen(word);
    return key.n == n + 2 && memcmp(key.at + 1, word, n) == 0;
}

const char *peek_in_head(const char *bytes, size_t n, const char *name)
{
    struct peek p = peek_first(bytes, n);
    size_t depth = 0;
    if (!next_is(&p, '{'))
        return NULL;
    for (; p.at < p.end; p.at++) {
        if (*p.at == '{' || *p.at == '[')
            depth++;
        else if ((*p.at == '}' || *p.at == ']') && --depth == 0)
            return name ? NULL : p.at;
        if (*p.at != '"')
            continue;
        struct raw key = {.at = p.at};
        if (!skip_string(&p))
            return NULL;
        struct peek after = p;
        key.n = (size_t)(p.at-- - key.at);
        space(&after);
        if (!name || depth != 1 || !next_is(&after, ':') || !peek_key(key, name))
            continue;
        after.at++;
        space(&after);
        return after.at < after.end ? after.at : NULL;
    }
    return NULL;
}
