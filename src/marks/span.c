/* A span by itself, and the words for origins, kinds and statuses. */
#include "manicule/marks/set.h"

#include <stdlib.h>
#include <string.h>

static const char *const origins[] = {
    [ORIGIN_MANUAL] = "manual", [ORIGIN_SUGGESTION] = "suggestion",
    [ORIGIN_IMPORT] = "import", [ORIGIN_ADJUDICATION] = "adjudication",
    [ORIGIN_REPEAT] = "repeat",
};

static const char *const kinds[] = {
    [SET_PERSON] = "person",
    [SET_GOLD] = "gold",
    [SET_SUGGESTION] = "suggestion",
    [SET_REVIEW] = "review",
};

static const char *const statuses[] = {
    [STATUS_NEW] = "new",           [STATUS_OPEN] = "open",         [STATUS_DONE] = "done",
    [STATUS_RETURNED] = "returned", [STATUS_ACCEPTED] = "accepted",
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool find_word(const char *const *words, size_t count, const char *text, size_t n,
                      size_t *out)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(words[i]) == n && memcmp(words[i], text, n) == 0) {
            *out = i;
            return true;
        }
    return false;
}

const char *origin_name(enum origin origin)
{
    return origins[origin];
}

const char *set_kind_name(enum set_kind kind)
{
    return kinds[kind];
}

const char *status_name(enum status status)
{
    return statuses[status];
}

bool origin_parse(const char *text, size_t n, enum origin *out)
{
    size_t i;
    if (!find_word(origins, COUNT(origins), text, n, &i))
        return false;
    *out = (enum origin)i;
    return true;
}

bool set_kind_parse(const char *text, size_t n, enum set_kind *out)
{
    size_t i;
    if (!find_word(kinds, COUNT(kinds), text, n, &i))
        return false;
    *out = (enum set_kind)i;
    return true;
}

bool status_parse(const char *text, size_t n, enum status *out)
{
    size_t i;
    if (!find_word(statuses, COUNT(statuses), text, n, &i))
        return false;
    *out = (enum status)i;
    return true;
}

struct range span_fragment(const struct span *span, size_t i)
{
    return span->fragments ? span->fragments[i] : span->at;
}

bool span_covers(const struct span *span, struct pos pos)
{
    if (!range_has(span->at, pos))
        return false;
    for (size_t i = 0; i < span->n_fragments; i++)
        if (range_has(span_fragment(span, i), pos))
            return true;
    return false;
}

bool span_touches(const struct span *span, struct range range)
{
    if (!range_overlaps(span->at, range))
        return false;
    for (size_t i = 0; i < span->n_fragments; i++)
        if (range_overlaps(span_fragment(span, i), range))
            return true;
    return false;
}

bool span_same(const struct span *a, const struct span *b)
{
    if (!range_equal(a->at, b->at) || a->label != b->label || a->origin != b->origin ||
        a->n_fragments != b->n_fragments)
        return false;
    for (size_t i = 0; i < a->n_fragments; i++)
        if (!range_equal(span_fragment(a, i), span_fragment(b, i)))
            return false;
    return strcmp(a->attrs ? a->attrs : "", b->attrs ? b->attrs : "") == 0;
}

int span_order(const struct span *a, const struct span *b)
{
    if (a->at.start.byte != b->at.start.byte)
        return a->at.start.byte < b->at.start.byte ? -1 : 1;
    if (a->at.end.byte != b->at.end.byte)
        return a->at.end.byte > b->at.end.byte ? -1 : 1;
    return uuid_order(a->id, b->id);
}

bool span_copy(struct span *out, const struct span *from)
{
    struct span copy = *from;
    copy.links = NULL;
    copy.attrs = NULL;
    copy.fragments = NULL;
    if (from->attrs && *from->attrs && !(copy.attrs = strdup(from->attrs)))
        return false;
    if (from->n_fragments > 1) {
        copy.fragments = malloc(from->n_fragments * sizeof *copy.fragments);
        if (!copy.fragments) {
            free(copy.attrs);
            return false;
        }
        memcpy(copy.fragments, from->fragments, from->n_fragments * sizeof *copy.fragments);
    }
    *out = copy;
    return true;
}

void span_release(struct span *span)
{
    free(span->attrs);
    free(span->fragments);
    span->attrs = NULL;
    span->fragments = NULL;
}
