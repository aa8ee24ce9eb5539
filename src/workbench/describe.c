/* describe.c: the words beside the text: a span's note, the status line, the hints. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

#include "manicule/marks/attrs.h"

enum { LINKS = 8 };

void wb_letter(const struct workbench *wb, uint16_t label, char out[LETTER])
{
    const char *key = wb_label(wb, label)->key;
    size_t n = strlen(key);
    if (n >= LETTER)
        n = LETTER - 1;
    memcpy(out, key, n);
    out[n] = '\0';
    if (n == 1 && key[0] >= 'a' && key[0] <= 'z')
        out[0] = (char)(key[0] - 'a' + 'A');
}

static void speakers(const struct workbench *wb, const struct span *span, unsigned columns,
                     struct buf *out)
{
    const struct relation *links[LINKS];
    size_t n = set_links(wb->set, span, true, links, LINKS);
    for (size_t i = 0; i < n && i < LINKS; i++) {
        const struct span *to = set_find(wb->set, links[i]->to);
        if (i)
            buf_add_string(out, ", ");
        else if (strcmp(wb->labels->relations[links[i]->type].name, "said-by") == 0)
            buf_add_string(out, "said by ");
        else
            buf_printf(out, "%s ", wb->labels->relations[links[i]->type].name);
        if (to)
            wb_words(wb, to, columns, out);
        else
            buf_add_string(out, "?");
    }
}

/* value, unit and qualifier together read as one: "≥20 year", "about 100000000000 JPY". */
static bool amount_words(const struct span *span, struct buf *out)
{
    struct buf value = {0}, unit = {0}, qualifier = {0}, garbled = {0};
    bool has = attrs_get(span->attrs, "value", &value);
    attrs_get(span->attrs, "unit", &unit);
    attrs_get(span->attrs, "qualifier", &qualifier);
    attrs_get(span->attrs, "garbled", &garbled);
    if (qualifier.size)
        buf_printf(out, "%s%s", buf_text(&qualifier), strcmp(buf_text(&qualifier), "about") == 0 ? " " : "");
    if (has)
        buf_add_string(out, buf_text(&value));
    if (unit.size)
        buf_printf(out, "%s%s", has ? " " : "", buf_text(&unit));
    if (garbled.size)
        buf_printf(out, "%sgarbled: %s", has || unit.size ? " · " : "", buf_text(&garbled));
    has = has || unit.size || qualifier.size || garbled.size;
    buf_release(&value);
    buf_release(&unit);
    buf_release(&qualifier);
    buf_release(&garbled);
    return has;
}

static bool amount_part(const char *name)
{
    static const char *const parts[] = {"value", "unit", "qualifier", "garbled"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(name, parts[i]) == 0)
            return true;
    return false;
}

/* A choice is told by its value; a name only where the words do not say it. */
static void other_attributes(const struct workbench *wb, const struct span *span, struct buf *out)
{
    struct buf name = {0}, value = {0};
    const struct label *label = wb_label(wb, span->label);
    for (const char *at = span->attrs; attrs_next(&at, &name, &value);) {
        const char *text = buf_text(&name);
        const struct attribute_def *def = label_attribute(label, text, name.size);
        bool called = strcmp(text, "name") == 0;
        if ((label->natural == NATURAL_AMOUNT && amount_part(text)) ||
            (called && value.size == range_size(span->at) &&
             memcmp(value.data, article_bytes(wb->article) + span->at.start.byte, value.size) == 0))
            continue;
        if (out->size)
            buf_add_string(out, called ? " " : ", ");
        if (called) {
            buf_printf(out, "%s ", wb->options.utf8 ? "→" : "=");
        } else if (!def || def->type != ATTRIBUTE_CHOICE) {
            plain_text(text, name.size, 0, &wb->options.widths, out);
            buf_add_char(out, ' ');
        }
        plain_text(buf_text(&value), value.size, 0, &wb->options.widths, out);
    }
    buf_release(&name);
    buf_release(&value);
}

/* A note with or without the span's own words. */
static void note(const struct workbench *wb, const struct span *span, unsigned columns, bool words,
                 struct buf *out)
{
    size_t start = out->size;
    const struct comment *doubt = wb_doubt_on(wb, span);
    if (doubt)
        columns = columns * 2 / 5; /* the question has its share of the room */
    if (wb_label(wb, span->label)->natural == NATURAL_AMOUNT) {
        if (!amount_words(span, out) && words)
            wb_words(wb, span, columns, out);
    } else if (span->links && wb_label(wb, span->label)->natural == NATURAL_QUOTATION) {
        speakers(wb, span, columns, out);
    } else if (wb_label(wb, span->label)->natural == NATURAL_QUOTATION) {
        struct buf value = {0};
        if (!attrs_get(span->attrs, "attribution", &value))
            buf_add_string(out, "no speaker");
        buf_release(&value);
    } else if (words) {
        wb_words(wb, span, columns, out);
    }
    if (doubt) {
        buf_add_string(out, out->size > start ? "  ? " : "? ");
        plain_text(doubt->text, strlen(doubt->text), 0, &wb->options.widths, out);
    }
    if (span->attrs) {
        struct buf more = {0};
        other_attributes(wb, span, &more);
        if (more.size)
            buf_printf(out, "%s%s", out->size > start ? (more.data[0] & 0x80 ? " " : " · ") : "",
                       buf_text(&more));
        buf_release(&more);
    }
}

void wb_note(const struct workbench *wb, const struct span *span, unsigned columns, struct buf *out)
{
    note(wb, span, columns, true, out);
}

void wb_note_beside(const struct workbench *wb, const struct span *span, unsigned columns, struct buf *out)
{
    note(wb, span, columns, false, out);
}

size_t wb_hits(const struct workbench *wb, struct range range, struct range *out, size_t max)
{
    return wb->needle ? wb_search_hits(wb, range, out, max) : 0;
}

unsigned wb_read_permille(const struct workbench *wb)
{
    return wb->article ? coverage_permille(&wb->coverage, article_size(wb->article)) : 0;
}

static void describe_range(struct workbench *wb, struct range range, struct buf *out)
{
    const char *dash = wb->options.utf8 ? "–" : "-";
    buf_printf(out, " %u%s%u", article_codepoint(wb->article, range.start), dash,
               article_codepoint(wb->article, range.end));
}

/* One cluster alone is told by its code points and their names. */
static void describe_selection(struct workbench *wb, struct range range, unsigned columns,
                               struct buf *out)
{
    const uint8_t *bytes = article_bytes(wb->article) + range.start.byte;
    buf_add_string(out, "selected \"");
    wb_quote(wb, range, columns > 60 ? columns - 50 : 16, out);
    buf_add_char(out, '"');
    describe_range(wb, range, out);
    if (article_next(wb->article, range.start).byte == range.end.byte && columns >= 60) {
        buf_add_string(out, " · ");
        glyph_name(bytes, range_size(range), out);
    }
}

/* A further part of the line, when it fits whole. */
static void part(const struct workbench *wb, unsigned columns, const char *text, struct buf *out)
{
    size_t before = out->size;
    buf_printf(out, " · %s", text);
    if (plain_width(buf_text(out), out->size, &wb->options.widths) > columns) {
        out->size = before;
        out->data[before] = '\0';
    }
}

static void describe_span(struct workbench *wb, const struct span *span, unsigned columns,
                          struct buf *out)
{
    const struct span *under[SAME_ROW_SPANS];
    const struct relation *link;
    struct buf text = {0};
    char number[48];
    size_t n = wb_under(wb, under, SAME_ROW_SPANS), at = 0;
    wb_name_span(wb, span, columns > 90 ? columns - 60 : columns > 50 ? columns - 34 : 16, out);
    describe_range(wb, span->at, out);
    if (wb->grabbing)
        part(wb, columns, wb->grab_end ? "moving its end" : "moving its start", out);
    if (uuid_equal(wb->cycle_span, span->id) && wb->cycle_count > 1) {
        snprintf(number, sizeof number, "boundary %u of %u", wb->cycle_at + 1, wb->cycle_count);
        part(wb, columns, number, out);
    }
    while (at < n && under[at] != span)
        at++;
    if (n > 1 && at < n) {
        snprintf(number, sizeof number, "%zu of %zu", at + 1, n);
        part(wb, columns, n > 2 ? number : at ? "outer of 2" : "inner of 2", out);
    }
    if (span->n_fragments > 1) {
        snprintf(number, sizeof number, "%u fragments", span->n_fragments);
        part(wb, columns, number, out);
    }
    if (span->links && set_links(wb->set, span, true, &link, 1)) {
        speakers(wb, span, 24, &text);
        part(wb, columns, buf_text(&text), out);
    }
    buf_release(&text);
}

void wb_describe(struct workbench *wb, unsigned columns, struct buf *out)
{
    struct range selected;
    if (!wb->article)
        return;
    if (wb_selected(wb, &selected)) {
        describe_selection(wb, selected, columns, out);
        if (!uuid_is_zero(wb->last_current)) {
            const struct span *last = set_find(wb->set, wb->last_current);
            if (last) {
                buf_add_string(out, " · + joins ");
                wb_name_span(wb, last, 16, out);
            }
        }
    } else {
        const struct span *span = wb_current(wb);
        if (span)
            describe_span(wb, span, columns, out);
        else if (wb->others.n)
            wb_remark(wb, wb->rows[wb->cursor_row], 0, columns > 50 ? columns - 30 : columns, out);
    }
}

/* ---- the hint line ---- */

struct hints {
    struct workbench *wb;
    unsigned room; /* columns left */
    struct buf *out;
};

/* A hint goes in whole or not at all. */
static void add_hint(struct hints *hints, const char *text)
{
    unsigned width = plain_width(text, strlen(text), &hints->wb->options.widths) + 2;
    if (width > hints->room)
        return;
    hints->room -= width;
    if (hints->out->size)
        buf_add_string(hints->out, "  ");
    buf_add_string(hints->out, text);
}

static void hint(struct hints *hints, enum action action, const char *words)
{
    struct buf text = {0};
    keymap_keys(hints->wb->keymap, action, 0, &text);
    if (text.size) {
        buf_printf(&text, " %s", words);
        add_hint(hints, buf_text(&text));
    }
    buf_release(&text);
}

static void hint_labels(struct hints *hints, const char *words)
{
    struct workbench *wb = hints->wb;
    struct buf text = {0};
    for (unsigned i = 0; i < wb->labels->n_labels; i++) {
        if (wb->labels->labels[i].retired || !*wb->labels->labels[i].key)
            continue;
        keymap_keys(wb->keymap, ACT_LABEL, i, &text);
        buf_add_char(&text, ' ');
    }
    buf_add_string(&text, words);
    add_hint(hints, buf_text(&text));
    buf_release(&text);
}

static void hint_edges(struct hints *hints)
{
    struct buf text = {0};
    keymap_keys(hints->wb->keymap, ACT_EDGE_START, 0, &text);
    buf_add_char(&text, ' ');
    keymap_keys(hints->wb->keymap, ACT_EDGE_END, 0, &text);
    buf_add_string(&text, " edges");
    add_hint(hints, buf_text(&text));
    buf_release(&text);
}

static void hint_review(struct hints *hints)
{
    hint(hints, ACT_ITEM_NEXT, "next mark");
    hint(hints, ACT_ACCEPT_REST, "accept the rest");
    hint(hints, ACT_FINISH, "end the review");
    hint_labels(hints, "what was missed");
    hint(hints, ACT_UNDO, "undo");
    hint(hints, ACT_HELP, "help");
    hint(hints, ACT_DELETE, "delete");
    hint(hints, ACT_LINK, "said by");
    hint_edges(hints);
}

/* In order of what one misses most: on a narrow screen the last ones are left out. */
static void hint_article(struct hints *hints)
{
    static const struct {
        enum action action;
        const char *words;
    } rows[] = {
        {ACT_UNDO, "undo"},       {ACT_LINK, "said by"},   {ACT_DELETE, "delete"},
        {ACTION_NONE, ""},        {ACT_FINISH, "finish"},  {ACT_WHO, "who"},
        {ACT_MARK_ALL, "all"},    {ACT_ITEM_NEXT, "next doubt"}, {ACT_QUEUE, "queue"},
    };
    if (hints->wb->subject.kind == SET_PERSON && hints->wb->info.status == STATUS_RETURNED)
        hint(hints, ACT_ITEM_NEXT, "next change");
    hint_labels(hints, "mark");
    hint(hints, ACT_HELP, "help");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].action == ACTION_NONE)
            hint_edges(hints);
        else if (rows[i].action != ACT_ITEM_NEXT || hints->wb->subject.kind != SET_GOLD)
            hint(hints, rows[i].action, rows[i].words);
    }
}

/* Those of the item at hand; false: it has none. */
static bool hint_item(struct hints *hints)
{
    struct buf text = {0};
    size_t n = 0;
    for (; wb_item_hint(hints->wb, n, &text); n++) {
        if (text.size)
            add_hint(hints, buf_text(&text));
        buf_clear(&text);
    }
    buf_release(&text);
    return n > 0;
}

/* In the command line what it could become stands below it. */
static void hint_prompt(struct hints *hints)
{
    struct workbench *wb = hints->wb;
    struct buf text = {0};
    add_hint(hints, "Enter takes it");
    add_hint(hints, "Esc drops it");
    const char *stem = wb->completion_stem.size ? buf_text(&wb->completion_stem) : buf_text(&wb->typing);
    if (wb->prompt == PROMPT_COMMAND) {
        add_hint(hints, "Tab completes:");
        for (size_t i = 0; i < 12 && wb_complete(wb, stem, i, &text); i++) {
            add_hint(hints, buf_text(&text));
            buf_clear(&text);
        }
    }
    buf_release(&text);
}

void wb_hints(struct workbench *wb, unsigned columns, struct buf *out)
{
    struct hints hints = {wb, columns + 2, out}; /* each with the two columns behind it */
    if (wb->prompt != PROMPT_NONE) {
        hint_prompt(&hints);
    } else if (wb->count || wb->n_typed) {
        if (wb->count)
            buf_printf(out, "%u", wb->count);
        for (size_t i = 0; i < wb->n_typed; i++)
            key_words(wb->typed[i], out);
        buf_add_string(out, wb->options.utf8 ? " …" : " ..");
    } else if (wb->panel != PANEL_NONE) {
        add_hint(&hints, "Esc closes");
        if (wb->panel == PANEL_SPANS)
            add_hint(&hints, "Enter goes there");
        if (wb->panel == PANEL_READINGS)
            add_hint(&hints, "Enter takes it");
        if (wb->panel == PANEL_AGREE)
            add_hint(&hints, "Tab Enter to a lost point");
        add_hint(&hints, "arrows move");
    } else if (wb->queue_focus) {
        add_hint(&hints, "Enter opens");
        add_hint(&hints, "Esc back to the article");
        add_hint(&hints, "arrows choose");
        hint(&hints, ACT_QUEUE, "closes");
    } else if (wb->offer == OFFER_ATTRIBUTE) {
        add_hint(&hints, "digits choose");
        add_hint(&hints, "Esc closes");
    } else if (wb->grabbing) {
        add_hint(&hints, "arrows w b move the edge");
        add_hint(&hints, "any other key lets go");
    } else if (hint_item(&hints)) {
        return;
    } else if (wb->subject.kind == SET_REVIEW) {
        hint_review(&hints);
    } else {
        if (wb->subject.kind == SET_GOLD)
            hint(&hints, ACT_ITEM_NEXT, "next difference");
        hint_article(&hints);
    }
}
