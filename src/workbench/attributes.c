/* attributes.c: `i`: a span's attributes by digits.
 *
 * Where all choices and text fields of the label together are at most nine, each has a digit of
 * its own: i2 is a value given. Else a digit takes an attribute first, a second one its choice.
 * A choice that is there already is taken away by its digit. The offer stands, so that further
 * digits go on. */
#include "internal.h"

#include <stdio.h>

#include "manicule/marks/attrs.h"

enum { DIGITS = 9, WHOLE_LIST = 0, VALUE_COLS = 20 }; /* offer_at: the list, or an attribute's index + 1 */

struct field { /* what a digit means */
    const struct attribute_def *def;
    const char *choice; /* NULL: the attribute itself, text or a list of its own */
};

static size_t fields_all(const struct label *label)
{
    size_t n = 0;
    for (size_t i = 0; i < label->n_attributes; i++)
        n += label->attributes[i].type == ATTRIBUTE_CHOICE ? label->attributes[i].n : 1;
    return n;
}

static void put(struct field *out, size_t *n, const struct attribute_def *def, const char *choice)
{
    if (*n < DIGITS)
        out[(*n)++] = (struct field){def, choice};
}

/* What the digits mean now; returns how many there are. */
static size_t fields(const struct label *label, size_t at, struct field out[DIGITS])
{
    bool flat = fields_all(label) <= DIGITS;
    size_t n = 0;
    for (size_t i = 0; i < label->n_attributes; i++) {
        const struct attribute_def *def = &label->attributes[i];
        bool list = def->type == ATTRIBUTE_CHOICE && (flat || at == i + 1);
        if (at != WHOLE_LIST && at != i + 1)
            continue;
        if (!list)
            put(out, &n, def, NULL);
        for (size_t c = 0; list && c < def->n; c++)
            put(out, &n, def, def->choices[c]);
    }
    return n;
}

/* One digit's words: "type [1 direct]", "2 partial", "1 name Berit Solberg"; of names and choices at
 * most `most` columns. */
static void say_field(struct workbench *wb, const struct span *span, const struct field *f, size_t digit,
                      bool first, unsigned most, struct buf *out)
{
    const struct widths *widths = &wb->options.widths;
    struct buf value = {0};
    bool has = attrs_get(span->attrs, f->def->name, &value);
    bool set = f->choice && has && !strcmp(buf_text(&value), f->choice);
    if (f->choice && first) {
        plain_text(f->def->name, strlen(f->def->name), most, widths, out);
        buf_add_char(out, ' ');
    }
    buf_printf(out, "%s%zu ", set ? "[" : "", digit);
    const char *words = f->choice ? f->choice : f->def->name;
    plain_text(words, strlen(words), most, widths, out);
    if (set)
        buf_add_char(out, ']');
    if (!f->choice && has) {
        buf_add_char(out, ' ');
        plain_text(buf_text(&value), value.size, most < VALUE_COLS ? most : VALUE_COLS, widths, out);
    }
    buf_release(&value);
}

/* The list over the status row and the hint row, which begins with an attribute, or anywhere when
 * `apart`. False: it does not fit with words so long. */
static bool lay_out(struct workbench *wb, const struct span *span, unsigned most, bool apart, struct buf rows[2])
{
    struct field f[DIGITS];
    struct buf part = {0};
    size_t n = fields(wb_label(wb, span->label), wb->offer_at, f), row = 0;
    unsigned columns = wb->at.cols - 1, used = 0;
    bool fits = true;
    buf_clear(&rows[0]);
    buf_clear(&rows[1]);
    for (size_t i = 0, next; i < n; i = next) {
        bool first = i == 0 || f[i].def != f[i - 1].def;
        buf_clear(&part);
        say_field(wb, span, &f[i], i + 1, first, most, &part);
        for (next = i + 1; !apart && next < n && f[next].def == f[i].def; next++) {
            buf_add_char(&part, ' ');
            say_field(wb, span, &f[next], next + 1, false, most, &part);
        }
        const char *between = !used ? "" : first ? " · " : " ";
        unsigned width = plain_width(buf_text(&part), part.size, &wb->options.widths);
        unsigned gap = !used ? 0 : first ? 3 : 1;
        if (row == 0 && used && used + gap + width > columns) {
            row = 1;
            used = gap = 0;
            between = "";
        }
        buf_printf(&rows[row], "%s%s", between, buf_text(&part));
        used += gap + width;
        fits = fits && used <= columns;
    }
    buf_release(&part);
    return fits;
}

/* "type [1 direct] 2 partial · attribution 3 explicit …": what is set stands in brackets. Where
 * there is little room the words are shortened: every digit stays in sight. */
static void show(struct workbench *wb, const struct span *span)
{
    static const unsigned lengths[] = {64, 12, 8, 6, 5, 4, 3, 2, 1};
    struct buf rows[2] = {{0}, {0}};
    bool fits = false;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths && !fits; i++)
        fits = lay_out(wb, span, lengths[i], false, rows) || lay_out(wb, span, lengths[i], true, rows);
    wb_ask(wb, buf_text(&rows[1]), "%s", buf_text(&rows[0]));
    buf_release(&rows[0]);
    buf_release(&rows[1]);
}

void wb_attributes_again(struct workbench *wb)
{
    const struct span *span = wb->offer == OFFER_ATTRIBUTE && wb->set ? set_find(wb->set, wb->offer_span) : NULL;
    if (span)
        show(wb, span);
}

void wb_attributes(struct workbench *wb)
{
    const struct span *span = wb_current(wb);
    if (!span) {
        wb_say(wb, "no span under the cursor");
        return;
    }
    if (wb_label(wb, span->label)->n_attributes == 0) {
        wb_say(wb, "a %s has no attributes", wb_label(wb, span->label)->name);
        return;
    }
    wb->offer = OFFER_ATTRIBUTE;
    wb->offer_span = span->id;
    wb->offer_at = WHOLE_LIST;
    show(wb, span);
}

/* Sets, or with an empty value takes away. */
static bool give(struct workbench *wb, struct uuid id, const char *name, const char *value)
{
    const struct span *span = set_find(wb->set, id);
    struct edits edits = {0};
    struct span after;
    char what[128];
    bool ok;
    if (!span || !span_copy(&after, span))
        return false;
    free(after.attrs);
    after.attrs = attrs_with(span->attrs, name, value, strlen(value), &ok);
    if (!ok)
        edits.failed = true;
    else if (!span_same(span, &after))
        edits_change_span(&edits, span, &after);
    snprintf(what, sizeof what, "%s of ", name);
    bool done = wb_commit_on(wb, what, &after, &edits, 0);
    span_release(&after);
    if (!done)
        return false;
    wb_focus(wb, id);
    return true;
}

static void ask(struct workbench *wb, const struct span *span, const struct attribute_def *def)
{
    struct buf value = {0};
    attrs_get(span->attrs, def->name, &value);
    wb->prompt_span = span->id;
    snprintf(wb->prompt_attribute, sizeof wb->prompt_attribute, "%s", def->name);
    wb_prompt(wb, PROMPT_ATTRIBUTE, buf_text(&value));
    buf_release(&value);
}

static void take(struct workbench *wb, const struct span *span, const struct field *field)
{
    struct uuid id = span->id;
    struct buf value = {0};
    bool set = attrs_get(span->attrs, field->def->name, &value) &&
               !strcmp(buf_text(&value), field->choice);
    buf_release(&value);
    if (!give(wb, id, field->def->name, set ? "" : field->choice)) {
        wb->offer = OFFER_NONE;
        return;
    }
    wb->offer_at = WHOLE_LIST;
    span = set_find(wb->set, id);
    if (span)
        show(wb, span);
}

bool wb_attributes_offer(struct workbench *wb, const struct key *key, enum action action)
{
    (void)action;
    const struct span *span = set_find(wb->set, wb->offer_span);
    struct field f[DIGITS];
    if (!span || key->mods || key->code < '1' || key->code > '9')
        return false;
    const struct label *label = wb_label(wb, span->label);
    size_t n = fields(label, wb->offer_at, f), i = key->code - '1';
    if (i >= n)
        return false; /* it begins a count, as elsewhere */
    if (f[i].choice) {
        take(wb, span, &f[i]);
    } else if (f[i].def->type == ATTRIBUTE_CHOICE) {
        wb->offer_at = (size_t)(f[i].def - label->attributes) + 1;
        show(wb, span);
    } else {
        wb->offer = OFFER_NONE;
        ask(wb, span, f[i].def);
    }
    return true;
}

/* Bytes of a decimal number at the start: "-12", "3.865". */
static size_t decimal(const char *text)
{
    static const char digits[] = "0123456789";
    size_t sign = text[0] == '-', whole = strspn(text + sign, digits), at = sign + whole;
    if (!whole)
        return 0;
    size_t part = text[at] == '.' ? strspn(text + at + 1, digits) : 0;
    return part ? at + 1 + part : at;
}

/* A decimal number, or low–high; what is typed as low-high is written with the dash. */
static bool read_number(const char *text, struct buf *out)
{
    static const char *const dashes[] = {"–", "-", "~"};
    size_t low = decimal(text);
    if (!low)
        return false;
    buf_add(out, text, low);
    if (!text[low])
        return true;
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
        const char *high = text + low + strlen(dashes[i]);
        size_t n = strncmp(text + low, dashes[i], strlen(dashes[i])) ? 0 : decimal(high);
        if (n && !high[n]) {
            buf_printf(out, "%s%s", dashes[0], high);
            return true;
        }
    }
    return false;
}

/* The value of an amount is what its words say, as a number. */
static bool accept(struct workbench *wb, const struct span *span, struct buf *value)
{
    struct buf number = {0};
    if (!value->size || wb_label(wb, span->label)->natural != NATURAL_AMOUNT ||
        strcmp(wb->prompt_attribute, "value") != 0)
        return true;
    bool is = read_number(buf_text(value), &number);
    if (is) {
        buf_clear(value);
        buf_add(value, number.data, number.size);
    } else {
        struct buf shown = {0};
        plain_text(buf_text(value), value->size, 12, &wb->options.widths, &shown);
        wb_warn(wb, "%s is no number: a value is 3865000000, 0.5 or 1–2", buf_text(&shown));
        buf_release(&shown);
    }
    buf_release(&number);
    return is;
}

void wb_attribute_text(struct workbench *wb, const char *text)
{
    struct buf value = {0};
    if (!wb->set || !wb_may_edit(wb))
        return;
    wb_need_all(wb);
    if (!set_find(wb->set, wb->prompt_span)) {
        wb_say(wb, "that span is gone");
        return;
    }
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == ' ')
        n--;
    size_t lead = strspn(text, " ");
    if (lead < n)
        buf_add(&value, text + lead, n - lead);
    if (accept(wb, set_find(wb->set, wb->prompt_span), &value) &&
        give(wb, wb->prompt_span, wb->prompt_attribute, buf_text(&value))) {
        /* The list stands again, with what was typed: further attributes need no further `i`. */
        wb->offer = OFFER_ATTRIBUTE;
        wb->offer_span = wb->prompt_span;
        wb->offer_at = WHOLE_LIST;
        show(wb, set_find(wb->set, wb->prompt_span));
    }
    buf_release(&value);
}

/* Values that the attribute has elsewhere in this set, in reading order, each once. */
bool wb_attribute_complete(struct workbench *wb, const char *typed, size_t i, struct buf *out)
{
    enum { VALUES = 64 };
    char *seen[VALUES];
    size_t n = 0, length = strlen(typed);
    const struct span *self = wb->set ? set_find(wb->set, wb->prompt_span) : NULL;
    struct buf value = {0};
    if (!self)
        return false;
    for (const struct span *s = set_first(wb->set); s && n <= i && n < VALUES; s = set_next(wb->set, s)) {
        buf_clear(&value);
        if (s->label != self->label || !attrs_get(s->attrs, wb->prompt_attribute, &value) ||
            strncmp(buf_text(&value), typed, length) != 0)
            continue;
        size_t k = 0;
        while (k < n && strcmp(seen[k], buf_text(&value)) != 0)
            k++;
        if (k == n && (seen[n] = strdup(buf_text(&value))) != NULL)
            n++;
    }
    bool found = i < n;
    if (found)
        buf_add_string(out, seen[i]);
    while (n > 0)
        free(seen[--n]);
    buf_release(&value);
    return found;
}
