/* marking.c: what the label keys do. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/marks/attrs.h"
#include "manicule/suggest/amounts.h"
#include "manicule/suggest/names.h"
#include "manicule/suggest/quotes.h"

enum {
    READINGS = 12,
    NAMES_BACK = 2000, /* spans looked at for a name given to the same words before */
};

/* The natural objects of a label at a place, the likeliest first. */
static size_t objects(const struct workbench *wb, const struct label *label, struct pos at, struct range *out)
{
    struct quotation quotations[READINGS];
    struct amount amounts[READINGS];
    size_t n = 0;
    switch (label->natural) {
    case NATURAL_QUOTATION:
        n = quotes_at(wb->article, at, quotations, READINGS);
        for (size_t i = 0; i < n; i++)
            out[i] = quotations[i].range;
        return n;
    case NATURAL_PERSON:
        return names_at(wb->article, at, NAME_PERSON, out, READINGS);
    case NATURAL_PLACE:
        return names_at(wb->article, at, NAME_PLACE, out, READINGS);
    case NATURAL_AMOUNT:
        n = amounts_at(wb->article, at, amounts, READINGS);
        for (size_t i = 0; i < n; i++)
            out[i] = amounts[i].range;
        return n;
    case NATURAL_WORD:
        out[0] = article_word(wb->article, at);
        return !range_empty(out[0]);
    }
    return 0;
}

/* The place whose natural object is meant: at a line's end the last character of the line counts too. */
static struct pos place_meant(const struct workbench *wb, const struct label *label)
{
    struct range found[READINGS];
    struct pos at = wb->cursor, before = article_prev(wb->article, at);
    const uint8_t *bytes = article_bytes(wb->article);
    bool end = at.byte >= article_size(wb->article) || bytes[at.byte] == '\n' || bytes[at.byte] == '\r';
    bool start = before.byte == at.byte || bytes[before.byte] == '\n';
    return end && !start && objects(wb, label, at, found) == 0 ? before : at;
}

static size_t readings(const struct workbench *wb, const struct label *label, struct range *out)
{
    return objects(wb, label, place_meant(wb, label), out);
}

static const char *natural_word(enum natural natural)
{
    static const char *const words[] = {
        [NATURAL_WORD] = "word",     [NATURAL_QUOTATION] = "quotation", [NATURAL_PERSON] = "name",
        [NATURAL_PLACE] = "name of a place", [NATURAL_AMOUNT] = "number",
    };
    return words[natural];
}

/* Do the same words carry a name already? Then a new mention gets it too. */
static void known_name(struct workbench *wb, struct span *span)
{
    const uint8_t *bytes = article_bytes(wb->article);
    uint32_t n = range_size(span->at);
    const struct span *at = set_before(wb->set, pos_at(span->at.start.byte + 1));
    for (int i = 0; at && i < NAMES_BACK; i++, at = set_prev(wb->set, at)) {
        struct buf name = {0};
        if (at->label == span->label && at->attrs && range_size(at->at) == n &&
            memcmp(bytes + at->at.start.byte, bytes + span->at.start.byte, n) == 0 &&
            attrs_get(at->attrs, "name", &name)) {
            bool ok;
            char *attrs = attrs_with(span->attrs, "name", buf_text(&name), name.size, &ok);
            if (ok) {
                free(span->attrs);
                span->attrs = attrs;
            }
            buf_release(&name);
            return;
        }
        buf_release(&name);
    }
}

static void put_attr(char **attrs, const char *name, const char *value)
{
    bool ok;
    if (!*value)
        return;
    char *with = attrs_with(*attrs, name, value, strlen(value), &ok);
    if (!ok)
        return;
    free(*attrs);
    *attrs = with;
}

char *wb_derived(const struct workbench *wb, uint16_t label, struct range range)
{
    struct amount amount = {0};
    char *attrs = NULL;
    if (wb_label(wb, label)->natural != NATURAL_AMOUNT ||
        !amounts_read(wb->article, range, &amount))
        return NULL;
    put_attr(&attrs, "value", amount.value);
    put_attr(&attrs, "unit", amount.unit);
    put_attr(&attrs, "qualifier", amount.qualifier);
    if (amount.garbled)
        put_attr(&attrs, "garbled", "unreadable");
    return attrs;
}

void wb_new_span(struct workbench *wb, uint16_t label, struct range range, struct span *out)
{
    *out = (struct span){
        .id = uuid_new(&wb->options.env),
        .at = range,
        .label = label,
        .origin = (uint8_t)wb->origin,
        .n_fragments = 1,
        .attrs = wb_derived(wb, label, range),
    };
    if (label_attribute(wb_label(wb, label), "name", 4))
        known_name(wb, out);
}

/* The own span of the label that lies on exactly this range, or NULL. */
static const struct span *twin(struct workbench *wb, unsigned label, struct range range)
{
    const struct span *over[SAME_ROW_SPANS];
    size_t n = set_over(wb->set, range, over, SAME_ROW_SPANS);
    for (size_t i = 0; i < n && i < SAME_ROW_SPANS; i++)
        if (over[i]->label == label && over[i]->n_fragments == 1 && range_equal(over[i]->at, range))
            return over[i];
    return NULL;
}

static void already(struct workbench *wb, const struct span *span)
{
    const char *name = wb_label(wb, span->label)->name;
    wb_ask(wb, "d delete · [ ] edges", "already %s %s", strchr("aeiou", name[0]) ? "an" : "a", name);
    wb_focus(wb, span->id);
}

static bool add(struct workbench *wb, unsigned label, struct range range)
{
    struct edits edits = {0};
    struct span span;
    wb_new_span(wb, (uint16_t)label, range, &span);
    edits_add_span(&edits, &span);
    struct uuid id = span.id;
    bool done = wb_commit_on(wb, "", &span, &edits, 0);
    span_release(&span);
    if (!done)
        return false;
    wb_focus(wb, id);
    wb->label_at_hand = label;
    return true;
}

/* The same key again: the span just made takes the next sensible boundary. */
static void cycle(struct workbench *wb)
{
    struct range found[READINGS];
    size_t n = readings(wb, wb_label(wb, (uint16_t)wb->cycle_label), found);
    const struct span *span = set_find(wb->set, wb->cycle_span);
    if (!span || n == 0)
        return;
    if (n == 1) {
        wb_say(wb, "there is one boundary only here · [ ] move the edges");
        return;
    }
    unsigned at = (wb->cycle_at + 1) % (unsigned)n;
    struct edits edits = {0};
    struct span after;
    if (!span_copy(&after, span))
        return;
    free(after.attrs);
    after.at = found[at];
    after.attrs = wb_derived(wb, after.label, after.at);
    if (label_attribute(wb_label(wb, after.label), "name", 4))
        known_name(wb, &after);
    edits_change_span(&edits, span, &after);
    bool done = wb_commit_on(wb, "", &after, &edits, WB_CONTINUE);
    span_release(&after);
    if (!done)
        return;
    wb->cycle_at = at;
    wb->cycle_count = (unsigned)n;
    wb_focus(wb, wb->cycle_span);
}

static void mark_natural(struct workbench *wb, unsigned label)
{
    const struct label *def = wb_label(wb, (uint16_t)label);
    const struct span *under[SAME_ROW_SPANS];
    size_t n = wb_under(wb, under, SAME_ROW_SPANS);
    for (size_t i = 0; i < n; i++)
        if (under[i]->label == label) {
            already(wb, under[i]);
            return;
        }
    struct range found[READINGS];
    n = readings(wb, def, found);
    size_t at = 0;
    while (at < n && twin(wb, label, found[at]))
        at++;
    if (n == 0) {
        struct buf quit = {0};
        if (def->natural == NATURAL_QUOTATION) { /* q is what other programs quit by */
            buf_add_string(&quit, " · ");
            keymap_keys(wb->keymap, ACT_QUIT, 0, &quit);
            buf_add_string(&quit, " quits");
        }
        wb_say(wb, "no %s here%s", natural_word(def->natural), buf_text(&quit));
        buf_release(&quit);
        return;
    }
    if (at == n) {
        already(wb, twin(wb, label, found[0]));
        return;
    }
    if (!add(wb, label, found[at]))
        return;
    wb->cycle_span = wb->focus;
    wb->cycle_label = label;
    wb->cycle_at = (unsigned)at;
    wb->cycle_count = (unsigned)n;
    if (def->natural == NATURAL_QUOTATION) {
        struct quotation first[READINGS];
        n = quotes_at(wb->article, place_meant(wb, def), first, READINGS);
        if (at < n && first[at].state == QUOTATION_UNOPENED)
            wb_ask(wb, "[ moves it", "never opened: its start is a guess");
        else if (at < n && first[at].state == QUOTATION_UNCLOSED)
            wb_ask(wb, "] moves it", "never closed: its end is a guess");
    }
}

void wb_mark(struct workbench *wb, unsigned label)
{
    struct range selected;
    if (wb_item_label(wb, label))
        return;
    if (wb->item_kind != ITEM_NONE && !wb->gold.editing) {
        wb_relabel(wb, label);
        return;
    }
    if (wb_selected(wb, &selected)) {
        const struct span *there = twin(wb, label, selected);
        if (there) {
            already(wb, there);
            return;
        }
        wb_unselect(wb);
        wb->cycle_span = (struct uuid){{0}};
        add(wb, label, selected);
    } else if (!uuid_is_zero(wb->cycle_span) && wb->cycle_label == label) {
        cycle(wb);
    } else {
        mark_natural(wb, label);
    }
    wb->repeat = ACT_LABEL;
    wb->repeat_label = label;
}

/* Attributes that the new label has no place for go; the others stay. */
static char *fitting(const struct label *label, const char *attrs)
{
    struct buf name = {0}, value = {0};
    char *kept = NULL;
    bool ok;
    for (const char *at = attrs; attrs_next(&at, &name, &value);) {
        if (!label_attribute(label, buf_text(&name), name.size))
            continue;
        char *with = attrs_with(kept, buf_text(&name), buf_text(&value), value.size, &ok);
        if (ok) {
            free(kept);
            kept = with;
        }
    }
    buf_release(&name);
    buf_release(&value);
    return kept;
}

void wb_relabel(struct workbench *wb, unsigned label)
{
    const struct span *span = wb_current(wb);
    struct edits edits = {0};
    struct span after;
    if (!span) {
        wb_say(wb, "no span under the cursor to relabel");
        return;
    }
    if (span->label == label) {
        already(wb, span);
        return;
    }
    if (!span_copy(&after, span))
        return;
    after.label = (uint16_t)label;
    free(after.attrs);
    after.attrs = fitting(wb_label(wb, (uint16_t)label), span->attrs);
    edits_change_span(&edits, span, &after);
    struct uuid id = span->id;
    span_release(&after);
    if (wb_commit_on(wb, "relabelling ", span, &edits, 0))
        wb_focus(wb, id);
    wb->repeat = ACT_RELABEL;
    wb->repeat_label = label;
}

void wb_delete(struct workbench *wb)
{
    const struct span *span = wb_current(wb);
    struct edits edits = {0};
    struct buf words = {0};
    if (!span) {
        wb_say(wb, "no span under the cursor to delete");
        return;
    }
    buf_add_string(&words, "deleting ");
    wb_name_span(wb, span, 40, &words);
    edits_delete_whole(&edits, wb->set, span);
    wb->focus = wb->cycle_span = (struct uuid){{0}};
    if (wb_commit(wb, buf_text(&words), &edits, 0))
        wb_ask(wb, "u brings it back", "deleted %s", buf_text(&words) + strlen("deleting "));
    buf_release(&words);
    wb->repeat = ACT_DELETE;
}

/* The union of fragments and one more range, in order; ranges that touch become one. */
static bool joined(const struct span *span, struct range more, struct span *out)
{
    if (!span_copy(out, span))
        return false;
    struct range *all = calloc((size_t)span->n_fragments + 1, sizeof *all);
    if (!all) {
        span_release(out);
        return false;
    }
    size_t n = 0;
    bool placed = false;
    for (size_t i = 0; i <= span->n_fragments; i++) {
        bool last = i == span->n_fragments;
        struct range next = last ? more : span_fragment(span, i);
        if (!last && !placed && more.start.byte < next.start.byte) {
            next = more;
            placed = true;
            i--;
        } else if (last && placed) {
            break;
        }
        if (n && next.start.byte <= all[n - 1].end.byte) {
            if (next.end.byte > all[n - 1].end.byte)
                all[n - 1].end = next.end;
        } else {
            all[n++] = next;
        }
    }
    free(out->fragments);
    out->at = (struct range){all[0].start, all[n - 1].end};
    out->n_fragments = (uint16_t)n;
    out->fragments = n > 1 ? all : NULL;
    if (n == 1)
        free(all);
    return true;
}

void wb_join(struct workbench *wb)
{
    struct range selected;
    const struct span *span = uuid_is_zero(wb->last_current) ? NULL : set_find(wb->set, wb->last_current);
    struct span after;
    struct edits edits = {0};
    if (!wb_selected(wb, &selected)) {
        wb_say(wb, "select the words that belong to the last span too, then +");
        return;
    }
    if (!span) {
        wb_say(wb, "no span to join to: go to it first, then select the further words");
        return;
    }
    if (span->n_fragments == UINT16_MAX || !joined(span, selected, &after))
        return;
    edits_change_span(&edits, span, &after);
    struct uuid id = span->id;
    if (wb_commit_on(wb, "joining ", &after, &edits, 0)) {
        wb_unselect(wb);
        wb_focus(wb, id);
    }
    span_release(&after);
}

void wb_repeat(struct workbench *wb)
{
    wb->origin = ORIGIN_REPEAT;
    switch (wb->repeat) {
    case ACT_LABEL:
        wb->cycle_span = (struct uuid){{0}};
        wb_mark(wb, wb->repeat_label);
        break;
    case ACT_RELABEL:
        wb_relabel(wb, wb->repeat_label);
        break;
    case ACT_DELETE:
        wb_delete(wb);
        break;
    default:
        wb_say(wb, "nothing to repeat yet");
    }
    wb->origin = ORIGIN_MANUAL;
}
