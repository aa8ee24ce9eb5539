/* queue.c: the pane of documents. Its rows are read from the file for the pane alone, whatever the
 * project's size. */
#include "internal.h"

enum { FRAME = 3 }; /* the heading over the documents, the tally and the bar under them */

/* What came back stands on top, parted from the others by a row. */
unsigned wb_queue_top(const struct workbench *wb)
{
    return wb->n_back ? wb->n_back + 1 : 0;
}

unsigned wb_queue_rows(const struct workbench *wb)
{
    unsigned frame = FRAME + wb_queue_top(wb);
    return wb->at.text_rows >= frame + 2 ? wb->at.text_rows - frame : 1;
}

/* As many as leave the others two thirds of the pane. */
static void load_back(struct workbench *wb)
{
    unsigned most = wb->at.text_rows / 3;
    struct document document = {0};
    int64_t key = 0;
    wb->n_back = 0;
    if (wb->desk.task != TASK_MARK || !wb->tally.status[STATUS_RETURNED])
        return;
    while (wb->n_back < BACK_MAX && wb->n_back + 1 < most &&
           store_next_returned(wb->store, key, &key, NULL) == OK && key &&
           store_document(wb->store, key, &document, NULL) == OK) {
        struct queue_row *row = &wb->back[wb->n_back];
        *row = (struct queue_row){
            .document = key, .place = document.place, .status = STATUS_RETURNED};
        size_t n = strlen(document.name) < sizeof row->name ? strlen(document.name) : sizeof row->name - 1;
        while (n > 0 && ((unsigned char)document.name[n] & 0xc0) == 0x80)
            n--; /* whole characters */
        memcpy(row->name, document.name, n);
        wb->n_back += document.place > 0; /* else it was taken away from them */
        document_release(&document);
        document = (struct document){0};
    }
}

void wb_queue_load(struct workbench *wb)
{
    struct err err;
    size_t got = 0;
    if (wb->at.queue_cols == 0 || store_gone(wb->store))
        return;
    load_back(wb);
    if (wb->back_at > wb->n_back)
        wb->back_at = wb->n_back;
    uint32_t rows = wb_queue_rows(wb), n = wb->tally.documents;
    if (wb->queue_at > n)
        wb->queue_at = n;
    if (wb->queue_at == 0)
        wb->queue_at = 1;
    /* The rows stay where they are as long as the document chosen is among them. */
    if (wb->queue_first == 0 || wb->queue_at < wb->queue_first)
        wb->queue_first = wb->queue_at;
    else if (wb->queue_at - wb->queue_first >= rows)
        wb->queue_first = wb->queue_at - rows + 1;
    if (n >= rows && wb->queue_first > n - rows + 1)
        wb->queue_first = n - rows + 1;
    if (n < rows)
        wb->queue_first = 1;
    if (wb->queue_room < rows) {
        struct queue_row *grown = realloc(wb->queue, rows * sizeof *grown);
        if (!grown)
            return;
        wb->queue = grown;
        wb->queue_room = rows;
    }
    if (store_queue(wb->store, wb->queue_first, rows, wb->queue, &got, &err) != OK)
        wb_warn(wb, "%s", err.text);
    wb->n_queue = got;
    wb->version++;
}

static void focus(struct workbench *wb, bool on)
{
    wb->queue_focus = on;
    wb->back_at = 0;
    if (on && wb->article)
        wb->queue_at = wb->document.place;
    wb->version++;
}

void wb_queue_toggle(struct workbench *wb)
{
    bool stays = wb->at.cols >= QUEUE_STAYS;
    bool open = wb->at.queue_cols > 0;
    if (wb->at.too_small)
        return;
    if (!open) {
        wb->queue_open = true;
        focus(wb, true);
    } else if (!wb->queue_focus) {
        focus(wb, true);
    } else {
        focus(wb, false);
        if (!stays)
            wb->queue_open = false;
    }
    wb_geometry(wb);
    wb_queue_load(wb);
}

static void choose(struct workbench *wb, int64_t to)
{
    int64_t n = wb->tally.documents;
    wb->back_at = 0;
    to = to > n ? n : to;
    wb->queue_at = to < 1 ? 1 : (uint32_t)to;
    wb_queue_load(wb);
}

/* Up from the first document is the last of those that came back; up and down among them. */
static bool choose_back(struct workbench *wb, int64_t by)
{
    int64_t at = wb->back_at;
    if (!at && (by >= 0 || wb->queue_at > 1 || !wb->n_back))
        return false;
    if (!at)
        at = (int64_t)wb->n_back + 1;
    at += by;
    at = at < 1 ? 1 : at;
    wb->back_at = at > (int64_t)wb->n_back ? 0 : (unsigned)at;
    if (!wb->back_at)
        choose(wb, 1);
    wb->version++;
    return true;
}

static bool open_numbered(struct workbench *wb, uint32_t number)
{
    struct queue_row row;
    struct err err = {0};
    size_t got = 0;
    bool opened = false;
    if (wb_gone(wb))
        return false;
    if (store_queue(wb->store, number, 1, &row, &got, &err) != OK)
        wb_warn(wb, "%s", err.text);
    else if (got == 0)
        wb_warn(wb, "there is no document %u", (unsigned)number);
    else
        opened = wb_document_open(wb, row.document, row.whose[0] ? row.whose : NULL);
    if (opened)
        wb_queue_load(wb);
    return opened;
}

bool wb_queue_action(struct workbench *wb, enum action action, unsigned count)
{
    int64_t at = wb->queue_at, times = count ? count : 1, page = wb_queue_rows(wb);
    if (action == ACT_UP && choose_back(wb, -times))
        return true;
    if (action == ACT_DOWN && choose_back(wb, times))
        return true;
    if ((action == ACT_YES) && wb->back_at) {
        const struct queue_row *row = &wb->back[wb->back_at - 1];
        if (wb_document_open(wb, row->document, NULL))
            focus(wb, false);
        wb_queue_load(wb);
        return true;
    }
    switch (action) {
    case ACT_UP:
        choose(wb, at - times);
        return true;
    case ACT_DOWN:
        choose(wb, at + times);
        return true;
    case ACT_PAGE_UP:
        choose(wb, at - times * page);
        return true;
    case ACT_PAGE_DOWN:
        choose(wb, at + times * page);
        return true;
    case ACT_ROW_START:
    case ACT_TOP:
        choose(wb, count ? count : 1);
        return true;
    case ACT_ROW_END:
    case ACT_BOTTOM:
        choose(wb, count ? count : UINT32_MAX);
        return true;
    case ACT_LEFT:
    case ACT_RIGHT:
        return true;
    case ACT_YES:
        if (wb->tally.documents && open_numbered(wb, wb->queue_at))
            focus(wb, false);
        return true;
    case ACT_CANCEL:
        focus(wb, false);
        return true;
    default:
        if (action_row(action)->flags & ACTION_QUEUE)
            return false;
        /* Nothing is marked by keys that are looking at another pane. */
        wb_say(wb, "the queue has the keys · Enter opens · Esc goes back to the article");
        return true;
    }
}

/* What came back from a review goes before the rest: each such document is gone to once. */
static bool open_returned(struct workbench *wb)
{
    int64_t key = 0;
    if (wb->desk.task != TASK_MARK || !wb->tally.status[STATUS_RETURNED] ||
        !(key = wb_next_returned(wb, wb->returned_seen)))
        return false;
    wb->returned_seen = key;
    if ((wb->article && key == wb->document.key) || !wb_document_open(wb, key, NULL))
        return false;
    wb_queue_load(wb);
    return true;
}

void wb_next_words(const struct workbench *wb, struct buf *out)
{
    bool returned = wb->desk.task == TASK_MARK && wb->tally.status[STATUS_RETURNED];
    if (!returned && wb->document.place >= wb->tally.documents)
        return;
    keymap_keys(wb->keymap, ACT_DOCUMENT_NEXT, 0, out);
    buf_add_string(out, " next document · ");
}

void wb_document_step(struct workbench *wb, bool forward, unsigned count)
{
    if (wb_gone(wb) || (forward && !count && open_returned(wb)))
        return;
    int64_t n = wb->tally.documents, at = wb->article ? wb->document.place : 0;
    int64_t to = forward ? at + (count ? count : 1) : at - (int64_t)(count ? count : 1);
    to = to > n ? n : to < 1 ? 1 : to;
    if (n == 0 || to == at)
        wb_say(wb, forward ? "this is the last document" : "this is the first document");
    else
        open_numbered(wb, (uint32_t)to);
}
