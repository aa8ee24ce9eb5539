/* panes.c: the queue, the panel that is open over the article, and the strip of narrow screens. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

static void progress(struct screen *screen, struct workbench *wb, unsigned row, unsigned cols)
{
    const struct marks *marks = view_marks(wb);
    bool review = wb->desk.task == TASK_REVIEW; /* what the annotator has done is still to do */
    unsigned done = wb->tally.status[STATUS_ACCEPTED] + (review ? 0 : wb->tally.status[STATUS_DONE]);
    char text[64];
    if (wb->tally.documents)
        snprintf(text, sizeof text, "%u of %u %s", done, wb->tally.documents, review ? "accepted" : "done");
    else
        snprintf(text, sizeof text, "nothing to %s", task_name(wb->desk.task));
    screen_text(screen, row, 1, cols - 2, text, ROLE_NOTE, &wb->options.widths);
    unsigned bar = cols > 4 ? cols - 4 : 0;
    unsigned full = wb->tally.documents ? (unsigned)((uint64_t)done * bar / wb->tally.documents) : 0;
    for (unsigned i = 0; i < bar; i++)
        screen_sign(screen, row + 1, 1 + i, i < full ? marks->full : marks->empty, ROLE_NOTE);
}

static void queue_line(struct screen *screen, struct workbench *wb, unsigned row,
                       const struct queue_row *item, bool chosen)
{
    unsigned cols = wb->at.queue_cols;
    char text[192];
    snprintf(text, sizeof text, "%s %02u %s", view_marks(wb)->status[item->status], item->place, item->name);
    bool back = wb->desk.task == TASK_MARK && item->status == STATUS_RETURNED;
    uint16_t face = item->document == wb->document.key ? ROLE_HEADING : back ? ROLE_WARN : ROLE_TEXT;
    if (wb->queue_focus && chosen)
        face |= FACE_REVERSE;
    screen_text(screen, row, 1, cols - 4, text, face, &wb->options.widths);
    if (item->doubts)
        screen_text(screen, row, cols - 3, 1, "?", ROLE_WARN, &wb->options.widths);
}

void queue_draw(struct screen *screen, struct workbench *wb)
{
    const struct marks *marks = view_marks(wb);
    unsigned cols = wb->at.queue_cols, top = wb->at.text_row, end = wb->at.strip_row;
    if (!wb->at.strip_rows)
        end = wb->at.status_row;
    for (unsigned row = top; row < end; row++) {
        screen_blank(screen, row, 0, cols, ROLE_TEXT);
        screen_sign(screen, row, cols - 2, marks->bar, ROLE_FRAME);
    }
    char heading[64] = "Queue";
    if (wb->desk.task == TASK_REVIEW && wb->tally.status[STATUS_DONE])
        snprintf(heading, sizeof heading, "Queue  %u to review", wb->tally.status[STATUS_DONE]);
    if (wb->desk.task == TASK_MARK && wb->tally.status[STATUS_RETURNED])
        snprintf(heading, sizeof heading, "Queue  %u returned", wb->tally.status[STATUS_RETURNED]);
    screen_text(screen, top, 1, cols - 3, heading, ROLE_HEADING, &wb->options.widths);
    if (end < top + 5)
        return;
    unsigned first = top + 1 + wb_queue_top(wb);
    for (unsigned i = 0; i < wb->n_back && top + 1 + i < end - 2; i++)
        queue_line(screen, wb, top + 1 + i, &wb->back[i], wb->back_at == i + 1);
    if (wb->n_back)
        screen_text(screen, first - 1, 1, cols - 3, "all", ROLE_HEADING, &wb->options.widths);
    for (size_t i = 0; i < wb->n_queue && first + i < end - 2; i++)
        queue_line(screen, wb, first + (unsigned)i, &wb->queue[i],
                   !wb->back_at && wb->queue[i].place == wb->queue_at);
    progress(screen, wb, end - 2, cols);
}

void panel_draw(struct screen *screen, struct workbench *wb)
{
    const struct geometry *at = &wb->at;
    unsigned inner = at->panel_cols > 3 ? at->panel_cols - 3 : 1;
    for (unsigned i = 0; i < at->panel_rows; i++) {
        unsigned row = at->panel_row + i;
        size_t line = wb->panel_top + i;
        screen_blank(screen, row, at->panel_col, at->panel_cols, ROLE_TEXT);
        if (at->panel_col)
            screen_sign(screen, row, at->panel_col, view_marks(wb)->bar, ROLE_FRAME);
        if (line >= wb->lines.n)
            continue;
        const struct panel_line *text = &wb->lines.at[line];
        uint16_t face = text->heading ? ROLE_HEADING : text->label != LABEL_NONE ? view_label_face(text->label) : ROLE_TEXT;
        if (line == wb->panel_at && wb_panel_is_list(wb) && (wb->panel == PANEL_SPANS || text->target))
            face |= FACE_REVERSE;
        screen_text(screen, row, at->panel_col + 2, inner, buf_text(&text->text), face, &wb->options.widths);
    }
}

/* A question that the status row cannot hold stands whole over the rows beside it, or at the top
 * when the words that it is about are there. */
void question_draw(struct screen *screen, struct workbench *wb)
{
    enum { BEFORE = 24, INDENT = 3, ROWS = 8 }; /* "settled · doubt 1 of 12: " */
    const char *text = wb_question(wb), *ends[ROWS];
    const struct widths *widths = &wb->options.widths;
    unsigned n = 0, cols = screen->cols - INDENT - 1, most = wb->at.text_rows / 2;
    bool told = wb->item_kind == ITEM_DOUBT; /* the status row has it, where it fits */
    if (!text || (told && plain_width(text, strlen(text), widths) + BEFORE < screen->cols))
        return;
    for (const char *at = text; *at && n < ROWS && n < most; n++) {
        at += wb_row_of(wb, at, cols);
        at += strspn(at, " ");
        ends[n] = at;
    }
    unsigned row = wb->at.status_row - n;
    if (wb->at.text_row + wb->cursor_row >= row)
        row = wb->at.text_row;
    for (unsigned i = 0; i < n; i++) {
        struct buf line = {0};
        plain_text(text, (size_t)(ends[i] - text), cols, widths, &line);
        screen_blank(screen, row + i, 0, screen->cols, ROLE_HEADING);
        if (i == 0)
            screen_text(screen, row, 1, 1, "?", ROLE_WARN, widths);
        screen_text(screen, row + i, INDENT, cols, buf_text(&line), ROLE_HEADING, widths);
        buf_release(&line);
        text = ends[i];
    }
}

/* What is not agreed with a review, of the cursor's row. */
static void strip_remarks(struct screen *screen, struct workbench *wb, unsigned used)
{
    struct buf text = {0};
    struct range row = wb->rows[wb->cursor_row];
    for (unsigned i = used; i < wb->at.strip_rows; i++) {
        buf_clear(&text);
        if (!wb_remark(wb, row, i - used, screen->cols - 1, &text))
            break;
        screen_text(screen, wb->at.strip_row + i, 0, screen->cols, buf_text(&text), ROLE_WARN,
                    &wb->options.widths);
    }
    buf_release(&text);
}

/* What lies under the cursor, innermost first, a row each; one row is the review's. */
void strip_draw(struct screen *screen, struct workbench *wb)
{
    const struct span *under[SAME_ROW_SPANS];
    const struct widths *widths = &wb->options.widths;
    if (!wb->gold.editing && readings_strip(screen, wb))
        return;
    size_t n = wb->article ? wb_under(wb, under, SAME_ROW_SPANS) : 0;
    struct buf text = {0};
    unsigned most = wb->at.strip_rows;
    if (most > 1 && wb->article && n >= most && wb->others.n &&
        wb_remark(wb, wb->rows[wb->cursor_row], 0, screen->cols, &text))
        most--;
    for (unsigned i = 0; i < wb->at.strip_rows; i++) {
        unsigned row = wb->at.strip_row + i, col = 0, cols = screen->cols;
        screen_blank(screen, row, 0, cols, ROLE_NOTE);
        if (i >= n || i >= most)
            continue;
        char letter[LETTER];
        wb_letter(wb, under[i]->label, letter);
        col += screen_text(screen, row, 0, 2, letter, view_label_face(under[i]->label) | FACE_BOLD, widths) + 1;
        buf_clear(&text);
        wb_note(wb, under[i], cols - 2, &text);
        if (n > most && i + 1 == most)
            buf_printf(&text, "  +%zu", n - most);
        screen_text(screen, row, col, cols - col, buf_text(&text), ROLE_NOTE, widths);
    }
    if (wb->article && wb->others.n)
        strip_remarks(screen, wb, n < most ? (unsigned)n : most);
    buf_release(&text);
}
