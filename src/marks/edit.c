/* Lists of edits, each with deep copies of its images. */
#include "manicule/marks/edit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static bool copy_text(char **out, const char *text, bool empty_is_none)
{
    *out = NULL;
    if (!text || (empty_is_none && !*text))
        return true;
    *out = strdup(text);
    return *out;
}

static bool relation_copy(struct relation *out, const struct relation *from)
{
    *out = *from;
    return copy_text(&out->attrs, from->attrs, true);
}

static void relation_release(struct relation *relation)
{
    free(relation->attrs);
}

static bool comment_copy(struct comment *out, const struct comment *from)
{
    *out = *from;
    out->text = NULL;
    if (copy_text(&out->author, from->author ? from->author : "", false) &&
        copy_text(&out->text, from->text ? from->text : "", false))
        return true;
    free(out->author);
    return false;
}

static void comment_release(struct comment *comment)
{
    free(comment->author);
    free(comment->text);
}

static bool verdict_copy(struct verdict *out, const struct verdict *from)
{
    *out = *from;
    return copy_text(&out->reason, from->reason, true);
}

static void verdict_release(struct verdict *verdict)
{
    free(verdict->reason);
}

static bool room_for_one(struct edits *edits)
{
    if (!edits->failed && !vec_reserve(edits, 1))
        edits->failed = true;
    return !edits->failed;
}

/* Adds an edit of a kind whose images are copied by NAME_copy and given back by NAME_release. */
#define ADD_IMAGES(KIND, name, edits, old, new)                                                    \
    do {                                                                                           \
        const struct name *old_ = (old), *new_ = (new);                                            \
        if (!room_for_one(edits))                                                                  \
            return;                                                                                \
        struct edit edit_ = {.kind = (KIND), .had = old_ != NULL, .has = new_ != NULL};            \
        if (old_ && !name##_copy(&edit_.name.before, old_)) {                                      \
            (edits)->failed = true;                                                                \
            return;                                                                                \
        }                                                                                          \
        if (new_ && !name##_copy(&edit_.name.after, new_)) {                                       \
            if (old_)                                                                              \
                name##_release(&edit_.name.before);                                                \
            (edits)->failed = true;                                                                \
            return;                                                                                \
        }                                                                                          \
        (edits)->at[(edits)->n++] = edit_;                                                         \
    } while (0)

void edits_add_span(struct edits *edits, const struct span *after)
{
    ADD_IMAGES(EDIT_SPAN, span, edits, NULL, after);
}

void edits_delete_span(struct edits *edits, const struct span *before)
{
    ADD_IMAGES(EDIT_SPAN, span, edits, before, NULL);
}

void edits_change_span(struct edits *edits, const struct span *before, const struct span *after)
{
    assert(uuid_equal(before->id, after->id));
    ADD_IMAGES(EDIT_SPAN, span, edits, before, after);
}

void edits_add_relation(struct edits *edits, const struct relation *after)
{
    ADD_IMAGES(EDIT_RELATION, relation, edits, NULL, after);
}

void edits_delete_relation(struct edits *edits, const struct relation *before)
{
    ADD_IMAGES(EDIT_RELATION, relation, edits, before, NULL);
}

void edits_change_relation(struct edits *edits, const struct relation *before,
                           const struct relation *after)
{
    assert(uuid_equal(before->id, after->id));
    assert(uuid_equal(before->from, after->from) && uuid_equal(before->to, after->to));
    ADD_IMAGES(EDIT_RELATION, relation, edits, before, after);
}

void edits_comment(struct edits *edits, const struct comment *before, const struct comment *after)
{
    assert(before || after);
    assert(!before || !after || uuid_equal(before->id, after->id));
    ADD_IMAGES(EDIT_COMMENT, comment, edits, before, after);
}

void edits_verdict(struct edits *edits, const struct verdict *before, const struct verdict *after)
{
    assert(before || after);
    assert(!before || !after || before->item == after->item);
    ADD_IMAGES(EDIT_VERDICT, verdict, edits, before, after);
}

void edits_status(struct edits *edits, enum status before, enum status after)
{
    if (room_for_one(edits))
        edits->at[edits->n++] = (struct edit){.kind = EDIT_STATUS,
                                              .had = true,
                                              .has = true,
                                              .status = {.before = before, .after = after}};
}

static void release(struct edit *edit)
{
    switch (edit->kind) {
    case EDIT_SPAN:
        if (edit->had)
            span_release(&edit->span.before);
        if (edit->has)
            span_release(&edit->span.after);
        break;
    case EDIT_RELATION:
        if (edit->had)
            relation_release(&edit->relation.before);
        if (edit->has)
            relation_release(&edit->relation.after);
        break;
    case EDIT_COMMENT:
        if (edit->had)
            comment_release(&edit->comment.before);
        if (edit->has)
            comment_release(&edit->comment.after);
        break;
    case EDIT_VERDICT:
        if (edit->had)
            verdict_release(&edit->verdict.before);
        if (edit->has)
            verdict_release(&edit->verdict.after);
        break;
    case EDIT_STATUS:
        break;
    }
}

void edits_release(struct edits *edits)
{
    for (size_t i = 0; i < edits->n; i++)
        release(&edits->at[i]);
    free(edits->at);
    *edits = (struct edits){0};
}

#define SWAP(type, a, b)                                                                           \
    do {                                                                                           \
        type swap_ = (a);                                                                          \
        (a) = (b);                                                                                 \
        (b) = swap_;                                                                               \
    } while (0)

void edit_invert(struct edit *edit)
{
    SWAP(bool, edit->had, edit->has);
    switch (edit->kind) {
    case EDIT_SPAN:
        SWAP(struct span, edit->span.before, edit->span.after);
        break;
    case EDIT_RELATION:
        SWAP(struct relation, edit->relation.before, edit->relation.after);
        break;
    case EDIT_COMMENT:
        SWAP(struct comment, edit->comment.before, edit->comment.after);
        break;
    case EDIT_VERDICT:
        SWAP(struct verdict, edit->verdict.before, edit->verdict.after);
        break;
    case EDIT_STATUS:
        SWAP(enum status, edit->status.before, edit->status.after);
        break;
    }
}

void edits_invert(struct edits *edits)
{
    for (size_t i = 0; i < edits->n / 2; i++)
        SWAP(struct edit, edits->at[i], edits->at[edits->n - 1 - i]);
    for (size_t i = 0; i < edits->n; i++)
        edit_invert(&edits->at[i]);
}

/* Does the list delete it already? A quote and its speaker may go in one step. */
static bool deletes_relation(const struct edits *edits, size_t n, struct uuid id)
{
    for (size_t i = 0; i < n; i++) {
        const struct edit *edit = &edits->at[i];
        if (edit->kind == EDIT_RELATION && edit->had && !edit->has &&
            uuid_equal(edit->relation.before.id, id))
            return true;
    }
    return false;
}

static void delete_links(struct edits *edits, const struct set *set, const struct span *span,
                         bool out)
{
    size_t n = set_links(set, span, out, NULL, 0), before = edits->n;
    if (n == 0)
        return;
    const struct relation **links = malloc(n * sizeof *links);
    if (!links) {
        edits->failed = true;
        return;
    }
    set_links(set, span, out, links, n);
    for (size_t i = 0; i < n; i++)
        if (!deletes_relation(edits, before, links[i]->id))
            edits_delete_relation(edits, links[i]);
    free(links);
}

void edits_delete_whole(struct edits *edits, const struct set *set, const struct span *span)
{
    delete_links(edits, set, span, true);
    delete_links(edits, set, span, false);
    for (size_t i = set_comments(set); i--;) {
        const struct comment *comment = set_comment_at(set, i);
        if (uuid_equal(comment->span, span->id))
            edits_comment(edits, comment, NULL);
    }
    edits_delete_span(edits, span);
}
