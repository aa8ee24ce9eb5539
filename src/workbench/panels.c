/* panels.c: help, guideline and span list as lines of text in a pane over the article. */
#include "internal.h"

#include <stdio.h>

enum {
    SPANS_LISTED = 100000,
    KEYS_COLS = 16, /* of the help: before what an action does */
    FRAME = 3,      /* columns that the frame and the space beside it take */
};

unsigned wb_panel_width(const struct workbench *wb)
{
    unsigned cols = wb->at.panel_cols;
    return cols > FRAME + 8 ? cols - FRAME : 8;
}

static void forget_lines(struct workbench *wb)
{
    for (size_t i = 0; i < wb->lines.n; i++)
        buf_release(&wb->lines.at[i].text);
    vec_free(&wb->lines);
}

bool wb_panel_is_list(const struct workbench *wb)
{
    return wb->panel == PANEL_SPANS || wb->panel == PANEL_AGREE || wb->panel == PANEL_READINGS;
}

struct panel_line *wb_panel_line(struct workbench *wb)
{
    struct panel_line empty = {.label = LABEL_NONE};
    return vec_push(&wb->lines, empty) ? &wb->lines.at[wb->lines.n - 1] : NULL;
}

static void heading(struct workbench *wb, const char *text)
{
    if (wb->lines.n)
        wb_panel_line(wb);
    struct panel_line *l = wb_panel_line(wb);
    if (!l)
        return;
    l->heading = true;
    buf_add_string(&l->text, text);
}

size_t wb_row_of(const struct workbench *wb, const char *text, unsigned columns)
{
    struct buf shown = {0};
    size_t all = strlen(text), n = plain_text(text, all, columns, &wb->options.widths, &shown);
    buf_release(&shown);
    if (n == 0 || n >= all || text[n] == ' ')
        return n ? n : all;
    size_t word = n;
    while (word > 0 && text[word - 1] != ' ')
        word--;
    return word ? word : n; /* scripts without spaces break anywhere */
}

/* The head ("A2", a key) and the text beside it, further rows under the text's first. */
static void paragraph(struct workbench *wb, const char *head, unsigned indent, uint16_t label,
                      const char *text)
{
    unsigned cols = wb_panel_width(wb);
    unsigned head_cols = plain_width(head, strlen(head), &wb->options.widths);
    if (indent > cols / 2)
        indent = cols / 2;
    for (bool first = true; first || *text; first = false) {
        struct panel_line *l = wb_panel_line(wb);
        unsigned at = indent;
        if (!l)
            return;
        l->label = label;
        if (first && *head) {
            buf_add_string(&l->text, head);
            if (head_cols + 1 > indent)
                at = head_cols + 1;
            buf_printf(&l->text, "%*s", (int)(at - head_cols), "");
        } else {
            buf_printf(&l->text, "%*s", (int)at, "");
        }
        size_t n = wb_row_of(wb, text, cols > at + 8 ? cols - at : 8);
        size_t shown = n;
        while (shown > 0 && text[shown - 1] == ' ')
            shown--;
        buf_add(&l->text, text, shown);
        text += n;
        text += strspn(text, " ");
    }
}

/* ---- help ---- */

static void all_keys(const struct workbench *wb, enum action action, unsigned argument,
                     struct buf *out)
{
    for (size_t i = 0; i < keymap_count(wb->keymap); i++) {
        const struct binding *b = keymap_at(wb->keymap, i);
        if (b->action != action || b->argument != argument)
            continue;
        if (out->size)
            buf_add_char(out, ' ');
        binding_words(b, out);
    }
}

static void help_label(struct workbench *wb, enum action action)
{
    static const char *const words[] = {"mark a", "make it a", "to the next place for a"};
    for (unsigned i = 0; i < wb->labels->n_labels; i++) {
        struct buf keys = {0}, text = {0};
        const struct label *label = &wb->labels->labels[i];
        bool vowel = strchr("aeiou", label->name[0]) != NULL;
        all_keys(wb, action, i, &keys);
        buf_printf(&text, "%s%s %s", words[action - ACT_LABEL], vowel ? "n" : "", label->name);
        if (keys.size)
            paragraph(wb, buf_text(&keys), KEYS_COLS, (uint16_t)i, buf_text(&text));
        buf_release(&keys);
        buf_release(&text);
    }
}

static void help_action(struct workbench *wb, enum action action)
{
    struct buf keys = {0};
    all_keys(wb, action, 0, &keys);
    if (!keys.size)
        buf_printf(&keys, ":%s", action_row(action)->name);
    paragraph(wb, buf_text(&keys), KEYS_COLS, LABEL_NONE, action_row(action)->help);
    buf_release(&keys);
}

/* Keys that mean this only while an item is at hand: no action has them. */
static void help_item(struct workbench *wb)
{
    static const char *const rows[][2] = {
        {"e", "item at hand: edit it, then Enter"},
        {"1 to 9", "difference at hand: that reader's, 1 is A"},
        {"0", "difference at hand: all readings as a list, Enter takes one"},
        {"b", "difference at hand: both, or all"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        paragraph(wb, rows[i][0], KEYS_COLS, LABEL_NONE, rows[i][1]);
}

static void help(struct workbench *wb)
{
    static const enum action_group order[] = {GROUP_LABEL, GROUP_SPAN, GROUP_MOVE, GROUP_SELECT,
                                              GROUP_DECIDE, GROUP_UNDO, GROUP_ELSE};
    for (size_t g = 0; g < sizeof order / sizeof order[0]; g++) {
        heading(wb, action_group_name(order[g]));
        for (enum action a = ACTION_NONE + 1; a < ACT_LABEL; a++)
            if (action_row(a)->group == order[g])
                help_action(wb, a);
        for (enum action a = ACT_LABEL; a < ACTIONS && order[g] == GROUP_LABEL; a++)
            help_label(wb, a);
        if (order[g] == GROUP_DECIDE)
            help_item(wb);
    }
}

/* ---- guideline ---- */

static void guideline(struct workbench *wb)
{
    uint16_t n = (uint16_t)(wb->label_at_hand < wb->labels->n_labels ? wb->label_at_hand : 0);
    const struct label *label = wb_label(wb, n);
    struct buf text = {0};
    keymap_keys(wb->keymap, ACT_LABEL, n, &text);
    buf_printf(&text, "%s%s", text.size ? "  " : "", label->name);
    heading(wb, buf_text(&text));
    wb->lines.at[wb->lines.n - 1].label = n;
    if (label->guideline)
        paragraph(wb, "", 0, LABEL_NONE, label->guideline);
    if (label->n_rules)
        heading(wb, "rules");
    for (size_t i = 0; i < label->n_rules; i++)
        paragraph(wb, label->rules[i].id, 4, LABEL_NONE, label->rules[i].text);
    if (label->n_attributes)
        heading(wb, "attributes");
    for (size_t i = 0; i < label->n_attributes; i++) {
        const struct attribute_def *def = &label->attributes[i];
        buf_clear(&text);
        for (size_t c = 0; c < def->n; c++)
            buf_printf(&text, "%s%s", c ? " | " : "", def->choices[c]);
        if (def->help)
            buf_printf(&text, "%s%s", text.size ? ": " : "", def->help);
        paragraph(wb, def->name, KEYS_COLS, LABEL_NONE, buf_text(&text));
    }
    buf_release(&text);
}

/* ---- the list of spans ---- */

static void spans(struct workbench *wb)
{
    const struct span *current = wb_current(wb);
    size_t n = 0, all = set_count(wb->set);
    char more[64];
    for (const struct span *s = set_first(wb->set); s && n < SPANS_LISTED; s = set_next(wb->set, s)) {
        struct panel_line *l = wb_panel_line(wb);
        if (!l)
            return;
        l->span = s->id;
        l->label = s->label;
        if (current ? s == current : s->at.start.byte <= wb->cursor.byte)
            wb->panel_at = n;
        n++;
    }
    if (n < all) {
        snprintf(more, sizeof more, "%zu more further on", all - n);
        heading(wb, more);
    }
}

/* The words of a span's line: made when it comes on screen, for there may be very many. */
static void fill(struct workbench *wb, struct panel_line *l)
{
    const struct span *span = set_find(wb->set, l->span);
    unsigned cols = wb_panel_width(wb);
    char letter[LETTER];
    struct buf note = {0};
    if (!span || l->text.size)
        return;
    wb_letter(wb, span->label, letter);
    buf_printf(&l->text, "%s %u%s%u ", letter, article_codepoint(wb->article, span->at.start),
               wb->options.utf8 ? "–" : "-", article_codepoint(wb->article, span->at.end));
    size_t used = plain_width(l->text.data, l->text.size, &wb->options.widths);
    unsigned left = cols > used ? cols - (unsigned)used : 0;
    wb_note_beside(wb, span, left, &note);
    unsigned beside = plain_width(buf_text(&note), note.size, &wb->options.widths);
    /* The words leave the note two fifths of the room, and have what it does not need. */
    unsigned most = left * 2 / 5;
    beside = !beside ? 0 : (beside < most ? beside : most) + 2;
    wb_words(wb, span, left > beside ? left - beside : 1, &l->text);
    used = plain_width(l->text.data, l->text.size, &wb->options.widths);
    if (beside && cols > used + 2) {
        buf_add_string(&l->text, "  ");
        plain_text(note.data, note.size, cols - (unsigned)used - 2, &wb->options.widths, &l->text);
    }
    buf_release(&note);
}

/* ---- moving in a panel ---- */

/* Keeps the line at hand on screen and makes the lines that are. */
static void settle(struct workbench *wb)
{
    size_t rows = wb->at.panel_rows, n = wb->lines.n;
    size_t last = n > rows ? n - rows : 0;
    if (wb->panel_at >= n)
        wb->panel_at = n ? n - 1 : 0;
    if (wb->panel_at < wb->panel_top)
        wb->panel_top = wb->panel_at;
    else if (rows && wb->panel_at - wb->panel_top >= rows)
        wb->panel_top = wb->panel_at - rows + 1;
    if (wb->panel_top > last)
        wb->panel_top = last;
    if (wb->panel == PANEL_SPANS)
        for (size_t i = wb->panel_top; i < n && i < wb->panel_top + rows; i++)
            fill(wb, &wb->lines.at[i]);
    if (wb->panel == PANEL_AGREE)
        for (size_t i = wb->panel_top; i < n && i < wb->panel_top + rows; i++)
            wb_agree_fill(wb, &wb->lines.at[i]);
    wb->version++;
}

static void make(struct workbench *wb)
{
    forget_lines(wb);
    switch (wb->panel) {
    case PANEL_NONE:
        break;
    case PANEL_HELP:
        help(wb);
        break;
    case PANEL_GUIDELINE:
        guideline(wb);
        break;
    case PANEL_SPANS:
        if (wb->set)
            spans(wb);
        break;
    case PANEL_PEOPLE:
        wb_people_lines(wb);
        break;
    case PANEL_AGREE:
        wb_agree_lines(wb);
        break;
    case PANEL_READINGS:
        wb_difference_lines(wb);
        break;
    }
}

static void close_panel(struct workbench *wb)
{
    if (wb->panel == PANEL_AGREE)
        wb_agree_left(wb);
    forget_lines(wb);
    wb->panel = PANEL_NONE;
    wb_geometry(wb);
}

void wb_panel(struct workbench *wb, enum panel panel)
{
    if (wb->at.too_small || panel == PANEL_NONE || panel == wb->panel) {
        close_panel(wb);
        return;
    }
    const struct span *current = wb_current(wb);
    if (panel == PANEL_GUIDELINE && current)
        wb->label_at_hand = current->label;
    wb->panel = panel;
    wb->panel_at = wb->panel_top = 0;
    wb_geometry(wb); /* how wide it stands depends on which it is */
    make(wb);
    if (panel == PANEL_SPANS) {
        if (wb->lines.n == 0) {
            close_panel(wb);
            wb_say(wb, "nothing is marked yet");
            return;
        }
        size_t half = wb->at.panel_rows / 2;
        wb->panel_top = wb->panel_at > half ? wb->panel_at - half : 0;
    }
    settle(wb);
}

void wb_panel_again(struct workbench *wb)
{
    size_t at = wb->panel_at, top = wb->panel_top;
    if (wb->panel == PANEL_NONE || wb->at.too_small)
        return;
    make(wb);
    wb->panel_at = at;
    wb->panel_top = top;
    settle(wb);
}

void wb_panel_choose(struct workbench *wb, size_t to)
{
    wb->panel_at = to;
    settle(wb);
}

/* The lists move their line at hand; the others, that are only read, scroll. */
static void move(struct workbench *wb, int64_t by)
{
    bool list = wb_panel_is_list(wb);
    int64_t last = (int64_t)wb->lines.n - (list ? 1 : (int64_t)wb->at.panel_rows);
    int64_t to = (int64_t)(list ? wb->panel_at : wb->panel_top) + by;
    to = to > last ? last : to;
    to = to < 0 ? 0 : to;
    if (!list)
        wb->panel_top = (size_t)to;
    wb->panel_at = (size_t)to;
    settle(wb);
}

static void take_reading(struct workbench *wb)
{
    uint32_t target = wb->panel_at < wb->lines.n ? wb->lines.at[wb->panel_at].target : 0;
    close_panel(wb);
    if (target)
        wb_difference_take(wb, target - 1);
}

static void go_there(struct workbench *wb)
{
    struct uuid id = wb->panel_at < wb->lines.n ? wb->lines.at[wb->panel_at].span : (struct uuid){{0}};
    const struct span *span = wb->set && !uuid_is_zero(id) ? set_find(wb->set, id) : NULL;
    close_panel(wb);
    if (!span)
        return;
    wb->has_goal = false;
    wb_unselect(wb);
    wb_go(wb, span->at.start);
    wb_focus(wb, id);
}

/* What acts on the current span acts on the line at hand of the span list: that is the one seen. */
static bool acts_on_a_span(enum action action)
{
    return action_row(action)->group == GROUP_SPAN || action == ACT_RELABEL || action == ACT_REPEAT;
}

static void take_up(struct workbench *wb, enum action action)
{
    const struct span *current = wb_current(wb);
    struct uuid id = wb->panel_at < wb->lines.n ? wb->lines.at[wb->panel_at].span : (struct uuid){{0}};
    struct range selected;
    if (action == ACT_JOIN && wb_selected(wb, &selected)) {
        close_panel(wb); /* the selection is what is joined: it stays */
        wb->last_current = id;
    } else if (current && uuid_equal(current->id, id)) {
        close_panel(wb);
    } else {
        go_there(wb);
    }
}

bool wb_panel_action(struct workbench *wb, enum action action, unsigned count)
{
    int64_t times = count ? count : 1, page = wb->at.panel_rows > 2 ? wb->at.panel_rows - 2 : 1;
    switch (action) {
    case ACT_UP:
        move(wb, -times);
        return true;
    case ACT_DOWN:
        move(wb, times);
        return true;
    case ACT_PAGE_UP:
        move(wb, -times * page);
        return true;
    case ACT_PAGE_DOWN:
        move(wb, times * page);
        return true;
    case ACT_ROW_START:
    case ACT_TOP:
        move(wb, INT32_MIN);
        return true;
    case ACT_ROW_END:
    case ACT_BOTTOM:
        move(wb, INT32_MAX);
        return true;
    case ACT_LEFT:
    case ACT_RIGHT:
        return true;
    case ACT_YES:
        if (wb->panel == PANEL_AGREE)
            wb_agree_yes(wb);
        else if (wb->panel == PANEL_READINGS)
            take_reading(wb);
        else
            go_there(wb);
        return true;
    case ACT_ITEM_NEXT:
    case ACT_ITEM_PREV:
        if (wb->panel != PANEL_AGREE)
            break;
        wb_agree_step(wb, action == ACT_ITEM_NEXT);
        return true;
    case ACT_CANCEL:
        close_panel(wb);
        return true;
    case ACT_HELP:
    case ACT_GUIDELINE:
    case ACT_SPANS:
    case ACT_PEOPLE:
    case ACT_AGREE:
        return false; /* opens its panel, or closes it when it is the open one */
    case ACT_QUEUE:
    case ACT_COMMAND: /* which may change what the panel tells of, or where it stands */
        close_panel(wb);
        return false;
    default:
        break;
    }
    /* As with an offer: any other key drops the panel and acts. */
    if (wb->panel == PANEL_SPANS && acts_on_a_span(action))
        take_up(wb, action);
    else if (!(action_row(action)->flags & ACTION_PANEL))
        close_panel(wb);
    return false;
}
