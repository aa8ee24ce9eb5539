#include "draft.h"

#include <stdlib.h>
#include <string.h>

void draft_begin(struct draft *draft, struct intake *intake)
{
    *draft = (struct draft){.intake = intake, .has_set = true, .origin = ORIGIN_IMPORT};
}

void draft_clear(struct draft *draft)
{
    struct draft old = *draft;
    free(old.text);
    arena_clear(&old.arena);
    draft_begin(draft, old.intake);
    draft->arena = old.arena;
    draft->spans.at = old.spans.at;
    draft->spans.room = old.spans.room;
    draft->links.at = old.links.at;
    draft->links.room = old.links.room;
    draft->notes.at = old.notes.at;
    draft->notes.room = old.notes.room;
}

void draft_release(struct draft *draft)
{
    free(draft->text);
    arena_release(&draft->arena);
    vec_free(&draft->spans);
    vec_free(&draft->links);
    vec_free(&draft->notes);
    *draft = (struct draft){0};
}

char *draft_copy(struct draft *draft, const char *text, size_t n)
{
    char *copy = arena_copy(&draft->arena, text, n);
    draft->failed |= !copy;
    return copy;
}

void draft_take_text(struct draft *draft, uint8_t *bytes, size_t n)
{
    free(draft->text);
    draft->text = bytes;
    draft->n_text = n;
}

void draft_text(struct draft *draft, const void *bytes, size_t n)
{
    uint8_t *copy = malloc(n + 1);
    draft->failed |= !copy;
    if (copy && n)
        memcpy(copy, bytes, n);
    draft_take_text(draft, copy, copy ? n : 0);
}

struct draft_span *draft_span(struct draft *draft, const char *label, size_t n, uint32_t start,
                              uint32_t end)
{
    struct draft_span span = {.label = label ? draft_copy(draft, label, n) : NULL,
                              .at = arena_take(&draft->arena, sizeof *span.at),
                              .n_at = 1};
    if (!span.at || (label && !span.label) || !vec_reserve(&draft->spans, 1)) {
        draft->failed = true;
        return NULL;
    }
    span.at[0] = (struct draft_place){start, end};
    draft->spans.at[draft->spans.n] = span;
    return &draft->spans.at[draft->spans.n++];
}

/* Room for pieces grows by doubling, so that many cost no more than their number. */
void draft_piece(struct draft *draft, struct draft_span *span, uint32_t start, uint32_t end)
{
    if ((span->n_at & (span->n_at - 1)) == 0) {
        struct draft_place *more = arena_take(&draft->arena, 2 * span->n_at * sizeof *more);
        if (!more) {
            draft->failed = true;
            return;
        }
        memcpy(more, span->at, span->n_at * sizeof *more);
        span->at = more;
    }
    span->at[span->n_at++] = (struct draft_place){start, end};
}

struct draft_link *draft_link(struct draft *draft, const char *type, size_t n)
{
    struct draft_link link = {.type = draft_copy(draft, type, n)};
    if (!link.type || !vec_reserve(&draft->links, 1)) {
        draft->failed = true;
        return NULL;
    }
    draft->links.at[draft->links.n] = link;
    return &draft->links.at[draft->links.n++];
}

static struct draft_attr *new_attr(struct draft *draft, const char *name, size_t n,
                                   const char *value, size_t n_value)
{
    struct draft_attr *attr = arena_take(&draft->arena, sizeof *attr);
    char *name_copy = draft_copy(draft, name, n), *value_copy = draft_copy(draft, value, n_value);
    if (!attr || !name_copy || !value_copy) {
        draft->failed = true;
        return NULL;
    }
    *attr = (struct draft_attr){.name = name_copy, .value = value_copy, .n = n_value};
    return attr;
}

static void append(struct draft_attr **first, struct draft_attr **last, struct draft_attr *attr)
{
    if (!attr)
        return;
    if (*last)
        (*last)->next = attr;
    else
        *first = attr;
    *last = attr;
}

void draft_span_attr(struct draft *draft, struct draft_span *span, const char *name, size_t n,
                     const char *value, size_t n_value)
{
    if (n_value)
        append(&span->attrs, &span->last_attr, new_attr(draft, name, n, value, n_value));
}

void draft_link_attr(struct draft *draft, struct draft_link *link, const char *name, size_t n,
                     const char *value, size_t n_value)
{
    if (n_value)
        append(&link->attrs, &link->last_attr, new_attr(draft, name, n, value, n_value));
}

void draft_note(struct draft *draft, size_t span, bool doubt, const char *text, size_t n)
{
    struct draft_note note = {.span = span, .doubt = doubt, .text = draft_copy(draft, text, n)};
    draft->failed |= !vec_push(&draft->notes, note);
}

enum fault draft_refuse(struct draft *draft, size_t line, struct err *why, struct err *err)
{
    enum fault fault = draft->intake->refuse(draft->intake->ctx, line, why);
    draft->left_out++;
    if (!fault)
        draft->intake->counts.refused++;
    else if (err)
        *err = *why;
    return fault;
}

void draft_tell(struct draft *draft, size_t line, const char *text)
{
    if (draft->intake->tell)
        draft->intake->tell(draft->intake->ctx, line, text);
}
