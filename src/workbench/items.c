/* items.c: one grammar of decisions. Tab takes up the next item, whatever it is; while one is at hand
 * its keys decide it, and any other key lets go of it and acts. */
#include "internal.h"

struct item_row {
    bool (*step)(struct workbench *, bool forward); /* takes up the next; false: there is none */
    void (*yes)(struct workbench *);                /* Enter: yes, and go on */
    void (*no)(struct workbench *);                 /* x: no, and go on */
    /* Further keys; NULL: there are none. False: not one of them. */
    bool (*key)(struct workbench *, const struct key *, const struct binding *);
    /* What is to be decided, appended; returns the keys that decide it, parted by " · ". */
    const char *(*describe)(struct workbench *, struct buf *out);
    bool (*hint)(struct workbench *, size_t i, struct buf *out); /* NULL: those of the article */
    bool (*label)(struct workbench *, unsigned label);           /* NULL: none is its own */
};

/* e edits the doubt's question. */
static bool doubt_key(struct workbench *wb, const struct key *key, const struct binding *binding)
{
    (void)key;
    if (binding->action != ACT_WORD_END)
        return false;
    wb_do(wb, ACT_DOUBT, 0);
    return true;
}

/* In this order Tab looks for something to decide. */
static const struct item_row rows[] = {
    [ITEM_REVIEWED] = {wb_review_step, wb_review_yes, wb_review_no, wb_review_key, wb_review_describe,
                       NULL, NULL},
    [ITEM_RETURNED] = {wb_returned_step, wb_returned_yes, wb_returned_no, NULL, wb_returned_describe,
                       NULL, NULL},
    [ITEM_DIFFERENCE] = {wb_difference_step, wb_difference_yes, wb_difference_no, wb_difference_key,
                         wb_difference_describe, wb_difference_hint, wb_difference_label},
    [ITEM_DOUBT] = {wb_doubt_step, wb_doubt_yes, wb_doubt_no, doubt_key, wb_doubt_describe, NULL, NULL},
};
enum { ROWS = sizeof rows / sizeof *rows };

void wb_item(struct workbench *wb, bool forward)
{
    if (!wb->set)
        return;
    for (size_t i = ITEM_NONE + 1; i < ROWS; i++)
        if (rows[i].step(wb, forward))
            return;
    if (wb->subject.kind == SET_GOLD)
        wb_gold_none(wb);
    else
        wb_say(wb, wb->subject.kind == SET_REVIEW ? "every mark was looked at · F ends the review"
                                                  : "no open doubt in this document");
}

bool wb_item_key(struct workbench *wb, const struct key *key, const struct binding *binding)
{
    const struct item_row *row = &rows[wb->item_kind];
    return row->key && row->key(wb, key, binding);
}

bool wb_item_yes(struct workbench *wb)
{
    if (wb->item_kind == ITEM_NONE)
        return wb_review_yes_here(wb);
    rows[wb->item_kind].yes(wb);
    return true;
}

bool wb_item_no(struct workbench *wb)
{
    if (wb->item_kind == ITEM_NONE)
        return wb_review_no_here(wb);
    rows[wb->item_kind].no(wb);
    return true;
}

void wb_item_let_go(struct workbench *wb)
{
    if (wb->gold.editing) /* moving is part of it */
        return;
    wb->item_kind = ITEM_NONE;
    wb->item = (struct uuid){{0}};
}

const char *wb_item_describe(struct workbench *wb, struct buf *out)
{
    return wb->item_kind == ITEM_NONE ? "" : rows[wb->item_kind].describe(wb, out);
}

bool wb_item_hint(struct workbench *wb, size_t i, struct buf *out)
{
    const struct item_row *row = &rows[wb->item_kind];
    return row->hint && row->hint(wb, i, out);
}

bool wb_item_label(struct workbench *wb, unsigned label)
{
    const struct item_row *row = &rows[wb->item_kind];
    return row->label && row->label(wb, label);
}
