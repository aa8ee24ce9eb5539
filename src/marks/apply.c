/* Edits applied to a set in memory. Each finds its before-image or is refused; after a refusal
 * the edits before it are taken back by their inverses. */
#include <string.h>

#include "manicule/marks/edit.h"

/* What stands there is compared by content: the same id, and every field equal. */
static bool relation_same(const struct relation *a, const struct relation *b)
{
    return uuid_equal(a->from, b->from) && uuid_equal(a->to, b->to) && a->type == b->type &&
           strcmp(a->attrs ? a->attrs : "", b->attrs ? b->attrs : "") == 0;
}

static bool comment_same(const struct comment *a, const struct comment *b)
{
    return uuid_equal(a->span, b->span) && a->doubt == b->doubt && a->settled == b->settled &&
           a->at == b->at && strcmp(a->author ? a->author : "", b->author ? b->author : "") == 0 &&
           strcmp(a->text ? a->text : "", b->text ? b->text : "") == 0;
}

static enum fault conflict(struct err *err, const char *what, struct uuid id, bool there)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    return err_set(err, FAULT_CONFLICT,
                   there ? "%s %s was changed meanwhile" : "%s %s is not there any more", what,
                   text);
}

static enum fault no_memory(struct err *err)
{
    return err_set(err, FAULT_MEMORY, "out of memory");
}

static enum fault apply_span(struct set *set, const struct edit *edit, struct err *err)
{
    struct uuid id = edit->had ? edit->span.before.id : edit->span.after.id;
    const struct span *there = set_find(set, id);
    if (edit->had != (there != NULL) || (there && !span_same(there, &edit->span.before)))
        return conflict(err, "span", id, there);
    if (!edit->had)
        return set_add(set, &edit->span.after) ? OK : no_memory(err);
    if (edit->has)
        return set_change(set, &edit->span.after) ? OK : no_memory(err);
    return set_remove(set, id) ? OK : conflict(err, "span", id, true);
}

static enum fault apply_relation(struct set *set, const struct edit *edit, struct err *err)
{
    const struct relation *image = edit->had ? &edit->relation.before : &edit->relation.after;
    const struct relation *there = set_relation(set, image->id);
    if (edit->had != (there != NULL) || (there && !relation_same(there, &edit->relation.before)))
        return conflict(err, "relation", image->id, there);
    if (edit->had && edit->has)
        return set_rechange(set, &edit->relation.after) ? OK : no_memory(err);
    if (edit->had)
        return set_unrelate(set, image->id) ? OK : no_memory(err);
    if (!set_find(set, image->from))
        return conflict(err, "span", image->from, false);
    if (!set_find(set, image->to))
        return conflict(err, "span", image->to, false);
    return set_relate(set, image) ? OK : no_memory(err);
}

static enum fault apply_comment(struct set *set, const struct edit *edit, struct err *err)
{
    struct uuid id = edit->had ? edit->comment.before.id : edit->comment.after.id;
    const struct comment *there = set_comment_find(set, id);
    if (edit->had != (there != NULL) || (there && !comment_same(there, &edit->comment.before)))
        return conflict(err, "comment", id, there);
    if (edit->has)
        return set_comment(set, &edit->comment.after) ? OK : no_memory(err);
    return set_uncomment(set, id) ? OK : no_memory(err);
}

static bool verdict_same(const struct verdict *a, const struct verdict *b)
{
    return a->kind == b->kind && a->round == b->round && a->reading == b->reading &&
           uuid_equal(a->span, b->span) &&
           strcmp(a->reason ? a->reason : "", b->reason ? b->reason : "") == 0;
}

static enum fault apply_verdict(struct set *set, const struct edit *edit, struct err *err)
{
    uint64_t item = edit->had ? edit->verdict.before.item : edit->verdict.after.item;
    const struct verdict *there = set_verdict(set, item);
    if (edit->had != (there != NULL) || (there && !verdict_same(there, &edit->verdict.before)))
        return err_set(err, FAULT_CONFLICT,
                       there ? "a verdict was changed meanwhile" : "a verdict is not there any more");
    if (edit->has)
        return set_judge(set, &edit->verdict.after) ? OK : no_memory(err);
    return set_unjudge(set, item) ? OK : no_memory(err);
}

static enum fault apply_status(enum status *status, const struct edit *edit, struct err *err)
{
    if (!status)
        return OK;
    if (*status != edit->status.before)
        return err_set(err, FAULT_CONFLICT, "the status is %s, not %s", status_name(*status),
                       status_name(edit->status.before));
    *status = edit->status.after;
    return OK;
}

static enum fault apply(struct set *set, const struct edit *edit, enum status *status,
                        struct err *err)
{
    switch (edit->kind) {
    case EDIT_SPAN:
        return apply_span(set, edit, err);
    case EDIT_RELATION:
        return apply_relation(set, edit, err);
    case EDIT_COMMENT:
        return apply_comment(set, edit, err);
    case EDIT_VERDICT:
        return apply_verdict(set, edit, err);
    case EDIT_STATUS:
        return apply_status(status, edit, err);
    }
    return OK;
}

enum fault set_apply(struct set *set, const struct edits *edits, enum status *status,
                     struct err *err)
{
    if (edits->failed)
        return no_memory(err);
    for (size_t i = 0; i < edits->n; i++) {
        enum fault fault = apply(set, &edits->at[i], status, err);
        if (fault == OK)
            continue;
        while (i--) {
            struct edit back = edits->at[i]; /* shallow: only its images change sides */
            edit_invert(&back);
            if (apply(set, &back, status, NULL) != OK)
                return err_set(err, FAULT_MEMORY, "out of memory: the set must be read again");
        }
        return fault;
    }
    return OK;
}
