/* bars.c: the line on top, the status line and the hint line. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

/* "31 quote 30 speaker", or "31Q 30S" where there is little room. */
static void counts(struct workbench *wb, bool brief, struct buf *out)
{
    for (uint16_t i = 0; i < wb->labels->n_labels; i++) {
        char letter[LETTER];
        wb_letter(wb, i, letter);
        if (!wb->info.labels[i] && (brief || wb->labels->labels[i].retired))
            continue;
        if (out->size)
            buf_add_char(out, ' ');
        buf_printf(out, "%u%s%s", wb->info.labels[i], brief ? "" : " ",
                   brief ? letter : wb->labels->labels[i].name);
    }
}

static unsigned put(struct screen *screen, struct workbench *wb, unsigned col, unsigned end,
                    const char *text, uint16_t face)
{
    return col < end ? col + screen_text(screen, 0, col, end - col, text, face, &wb->options.widths)
                     : col;
}

/* What is being done, and with which document of how many. */
static void add_place(const struct workbench *wb, bool gold, unsigned cols, struct buf *out)
{
    struct buf subject = {0};
    if (gold && cols < 60) {
        buf_add_char(out, ' ');
        return;
    }
    if (!gold)
        wb_subject(wb, &subject);
    buf_printf(out, "%s%s  %u of %u  ", subject.size ? " · " : "", buf_text(&subject), wb->document.place,
               wb->tally.documents);
    buf_release(&subject);
}

static void draw_header(struct screen *screen, struct workbench *wb, unsigned hidden)
{
    char text[160];
    struct buf labels = {0};
    const char *person = store_person(wb->store);
    const char *saved = store_read_only(wb->store) ? "read-only" : wb->saved ? "saved" : "NOT SAVED";
    unsigned cols = screen->cols, person_cols = (unsigned)strlen(person);
    screen_blank(screen, 0, 0, cols, ROLE_STATUS);
    unsigned end = cols > person_cols + 1 ? cols - person_cols - 1 : cols;
    put(screen, wb, end, cols, person, ROLE_STATUS);
    /* From the right inwards: what must stay when there is little room stands furthest right. */
    if (wb->article) {
        unsigned saved_cols = (unsigned)strlen(saved);
        end -= saved_cols + 2;
        put(screen, wb, end, cols, saved, wb->saved ? ROLE_STATUS : ROLE_WARN | FACE_REVERSE);
        if (cols >= 60) {
            snprintf(text, sizeof text, "read %2u %%", wb_read_permille(wb) / 10);
            end -= 12;
            put(screen, wb, end, cols, text, ROLE_STATUS);
        }
        if (hidden && cols >= 80) {
            snprintf(text, sizeof text, "%u hidden", hidden);
            end -= (unsigned)strlen(text) + 2;
            put(screen, wb, end, cols, text, ROLE_STATUS | FACE_BOLD);
        }
    }
    unsigned col = put(screen, wb, 1, end, view_marks(wb)->manicule, ROLE_STATUS) + 1;
    if (!wb->article) {
        put(screen, wb, col, end, "manicule", ROLE_STATUS | FACE_BOLD);
        return;
    }
    end = end > col ? end - 1 : end; /* a blank before what stands on the right */
    struct buf middle = {0};
    wb_gold_header(wb, cols, &labels);
    bool gold = labels.size > 0;
    enum status status = wb_closed(wb);
    if (status == STATUS_DONE || status == STATUS_ACCEPTED || status == STATUS_RETURNED)
        buf_printf(&middle, " (%s)", status_name(status));
    add_place(wb, gold, cols, &middle);
    if (!gold)
        counts(wb, cols < 110, &labels);
    unsigned fixed = plain_width(buf_text(&middle), middle.size, &wb->options.widths) +
                     (cols >= 60 || gold ? plain_width(buf_text(&labels), labels.size, &wb->options.widths) + 1 : 0);
    unsigned name_end = end > fixed + col + 8 ? end - fixed : end > col + 8 ? col + 8 : end;
    col = put(screen, wb, col, name_end, wb->document.name, ROLE_STATUS | FACE_BOLD);
    col = put(screen, wb, col, end, buf_text(&middle), ROLE_STATUS);
    if (cols >= 60 || gold)
        put(screen, wb, col, end, buf_text(&labels), ROLE_STATUS);
    buf_release(&middle);
    buf_release(&labels);
}

static void draw_prompt(struct screen *screen, struct workbench *wb)
{
    static const char *const titles[] = {
        [PROMPT_NONE] = "", [PROMPT_SEARCH] = "/", [PROMPT_COMMAND] = ":",
        [PROMPT_DOUBT] = "question for the lead: ", [PROMPT_NAME] = "name: ", [PROMPT_ATTRIBUTE] = "",
        [PROMPT_REASON] = "no, because: ", [PROMPT_DISPUTE] = "yours is right, because: ",
    };
    unsigned row = wb->at.status_row, cols = screen->cols;
    struct buf title = {0};
    buf_add_string(&title, titles[wb->prompt]);
    if (wb->prompt == PROMPT_ATTRIBUTE)
        buf_printf(&title, "%s: ", wb->prompt_attribute);
    unsigned col = screen_text(screen, row, 0, cols, buf_text(&title), ROLE_HEADING, &wb->options.widths);
    const char *text = buf_text(&wb->typing);
    unsigned room = cols > col + 1 ? cols - col - 1 : 1;
    unsigned before = plain_width(text, wb->typing_at, &wb->options.widths);
    /* A long line shows what is around the cursor: from a whole character on. */
    size_t skip = 0;
    while (before >= room && skip < wb->typing_at) {
        skip++;
        while (skip < wb->typing_at && ((unsigned char)text[skip] & 0xc0) == 0x80)
            skip++;
        before = plain_width(text + skip, wb->typing_at - skip, &wb->options.widths);
    }
    screen_text(screen, row, col, room, text + skip,
                wb->typing_fresh ? ROLE_TEXT | FACE_REVERSE : ROLE_TEXT, &wb->options.widths);
    screen->cursor_row = row;
    screen->cursor_col = col + before;
    buf_release(&title);
}

static void make_hint(struct hint *hint, struct workbench *wb, unsigned cols)
{
    bool passing = wb->prompt != PROMPT_NONE || wb->count || wb->n_typed || wb->offer == OFFER_ATTRIBUTE ||
                   wb->item_kind != ITEM_NONE;
    if (hint->known && !passing && hint->cols == cols && hint->panel == wb->panel &&
        hint->queue == wb->queue_focus && hint->grabbing == wb->grabbing &&
        hint->subject == wb->subject.kind && hint->status == wb->info.status)
        return;
    buf_clear(&hint->text);
    wb_hints(wb, cols - 1, &hint->text);
    hint->cols = cols;
    hint->panel = wb->panel;
    hint->queue = wb->queue_focus;
    hint->grabbing = wb->grabbing;
    hint->subject = wb->subject.kind;
    hint->status = wb->info.status;
    hint->known = !passing;
}

void bars_draw(struct screen *screen, struct workbench *wb, unsigned hidden, struct hint *hint)
{
    struct buf text = {0}, more = {0};
    uint16_t role = wb->warning && wb->message.size ? ROLE_WARN : ROLE_TEXT;
    draw_header(screen, wb, hidden);
    screen_blank(screen, wb->at.status_row, 0, screen->cols, ROLE_TEXT);
    if (wb->prompt != PROMPT_NONE) {
        draw_prompt(screen, wb);
    } else {
        wb_status(wb, screen->cols - 1, &text, &more);
        screen_text(screen, wb->at.status_row, 1, screen->cols - 1, buf_text(&text), role,
                    &wb->options.widths);
    }
    if (!more.size)
        make_hint(hint, wb, screen->cols);
    screen_blank(screen, wb->at.hint_row, 0, screen->cols, ROLE_HINT);
    screen_text(screen, wb->at.hint_row, 1, screen->cols - 1, buf_text(more.size ? &more : &hint->text),
                more.size && role == ROLE_WARN ? ROLE_WARN : ROLE_HINT, &wb->options.widths);
    buf_release(&text);
    buf_release(&more);
}
