/* The comments of a set: few, so an array in order of time. */
#include <stdlib.h>
#include <string.h>

#include "set_parts.h"

enum { NOT_THERE = -1 };

static ptrdiff_t place_of(const struct set *set, struct uuid id)
{
    for (size_t i = 0; i < set->comments.n; i++)
        if (uuid_equal(set->comments.at[i].id, id))
            return (ptrdiff_t)i;
    return NOT_THERE;
}

static void release(struct comment *comment)
{
    free(comment->author);
    free(comment->text);
}

static bool before(const struct comment *a, const struct comment *b)
{
    return a->at != b->at ? a->at < b->at : uuid_order(a->id, b->id) < 0;
}

bool set_comment(struct set *set, const struct comment *comment)
{
    if (!vec_reserve(&set->comments, 1))
        return false;
    struct comment copy = *comment;
    copy.author = strdup(comment->author ? comment->author : "");
    copy.text = strdup(comment->text ? comment->text : "");
    if (!copy.author || !copy.text) {
        release(&copy);
        return false;
    }
    set_uncomment(set, comment->id);
    size_t i = set->comments.n;
    while (i && before(&copy, &set->comments.at[i - 1]))
        i--;
    return vec_insert(&set->comments, i, copy);
}

bool set_uncomment(struct set *set, struct uuid id)
{
    ptrdiff_t i = place_of(set, id);
    if (i == NOT_THERE)
        return false;
    release(&set->comments.at[i]);
    vec_remove(&set->comments, (size_t)i);
    return true;
}

size_t set_comments(const struct set *set)
{
    return set->comments.n;
}

const struct comment *set_comment_at(const struct set *set, size_t i)
{
    return i < set->comments.n ? &set->comments.at[i] : NULL;
}

const struct comment *set_comment_find(const struct set *set, struct uuid id)
{
    ptrdiff_t i = place_of(set, id);
    return i == NOT_THERE ? NULL : &set->comments.at[i];
}

const struct comment *set_doubt(const struct set *set, struct uuid span)
{
    for (size_t i = 0; i < set->comments.n; i++) {
        const struct comment *comment = &set->comments.at[i];
        if (comment->doubt && !comment->settled && uuid_equal(comment->span, span))
            return comment;
    }
    return NULL;
}

void set_clear_comments(struct set *set)
{
    for (size_t i = 0; i < set->comments.n; i++)
        release(&set->comments.at[i]);
    vec_free(&set->comments);
}

size_t set_comments_memory(const struct set *set)
{
    size_t bytes = set->comments.room * sizeof(struct comment);
    for (size_t i = 0; i < set->comments.n; i++)
        bytes += strlen(set->comments.at[i].author) + strlen(set->comments.at[i].text) + 2;
    return bytes;
}
