/* SLATE: a text, and beside it a file of the text's whole name with .annotations behind it, a line
 * for each annotation: a place and its labels, or two places, which are linked: (5, 1) - place line
 * 5, word 1, both from 0
 *     ((9, 1), (9, 3)) - place name     from word 1 to word 3, which is in
 *     (0, 4) (0, 1) - said-by           from the first to the second
 * It also has places of whole lines, 5 or (5,), and of characters in words, (5, 1, 0), and links of
 * no name: they are read. A link's ends are spans of the same file; where none stands they become
 * spans without a label.
 */
#include <stdlib.h>
#include <string.h>

#include "draft.h"
#include "formats.h"
#include "manicule/base/vec.h"
#include "manicule/marks/idtable.h"
#include "outlet.h"
#include "breaks.h"
#include "slate_words.h"

#define LINK "link" /* the type of links of no name */

static const size_t NOTHING = SIZE_MAX;

/* ---- reading ---- */

struct slice {
    const char *at;
    size_t n;
};

struct place { /* bytes of the text */
    uint32_t start, end;
    size_t span; /* of the draft; NOTHING: none was found yet */
    size_t line;
};

struct link {
    size_t line;
    size_t first, n; /* its places, among those of links */
    struct slice labels;
};

struct reading {
    struct draft draft;
    struct slate_words words;
    VEC(struct place) places, ends; /* all, in order; those of links, as they came */
    VEC(struct link) links;
    struct err *err;
    enum fault fault;
};

struct line { /* being read */
    const char *start, *at, *end;
    size_t number;
};

static bool no_memory(struct reading *r)
{
    if (!r->fault)
        r->fault = err_set(r->err, FAULT_MEMORY, "out of memory");
    return false;
}

static bool refuse(struct reading *r, const struct line *line, const char *what)
{
    struct err why;
    err_set(&why, FAULT_INPUT, "byte %zu: %s", (size_t)(line->at - line->start), what);
    r->fault = draft_refuse(&r->draft, line->number, &why, r->err);
    return false;
}

static void skip_space(struct line *line)
{
    while (line->at < line->end && (*line->at == ' ' || *line->at == '\t'))
        line->at++;
}

static bool take(struct line *line, char c)
{
    skip_space(line);
    bool is_there = line->at < line->end && *line->at == c;
    line->at += is_there;
    return is_there;
}

static bool take_number(struct line *line, uint32_t *out)
{
    uint64_t n = 0;
    skip_space(line);
    const char *start = line->at;
    while (line->at < line->end && *line->at >= '0' && *line->at <= '9') {
        n = n * 10 + (uint64_t)(*line->at++ - '0');
        if (n >= UINT32_MAX)
            return false;
    }
    *out = (uint32_t)n;
    return line->at > start;
}

/* The end of the n-th code point of a word, or its start; false: it has not so many. */
static bool inside(const struct reading *r, const struct slate_word *word, uint32_t n, bool end,
                   uint32_t *out)
{
    uint32_t byte = word->start;
    n += end;
    while (n && byte < word->end) {
        byte++;
        while (byte < word->end && ((unsigned char)r->words.text[byte] & 0xc0) == 0x80)
            byte++;
        n--;
    }
    *out = byte;
    return n == 0 && (end || byte < word->end);
}

enum { PARTS = 3 };

/* One place: a line, a word of it, a character of that. *at are its bytes. */
static bool find_place(struct reading *r, const struct line *line, const uint32_t *parts, size_t n,
                       struct place *at)
{
    struct slate_word word, last;
    if (!slate_words_find(&r->words, parts[0], n > 1 ? parts[1] : 0, &word))
        return refuse(r, line,
                      n > 1 ? "there is no such word" : "there is no such line with words");
    last = word;
    if (n == 1)
        slate_words_last(&r->words, parts[0], &last);
    *at = (struct place){word.start, last.end, NOTHING, line->number};
    if (n < PARTS)
        return true;
    return (inside(r, &word, parts[2], false, &at->start) &&
            inside(r, &word, parts[2], true, &at->end)) ||
           refuse(r, line, "the word has not so many characters");
}

/* "5", "(5,)", "(5, 1)" or "(5, 1, 0)"; the bracket of the last ones was taken where `open`. */
static bool read_point(struct reading *r, struct line *line, bool open, struct place *out)
{
    uint32_t parts[PARTS];
    size_t n = 0;
    const char *start = line->at;
    if (!open)
        open = take(line, '(');
    do {
        if (n == PARTS || !take_number(line, &parts[n]))
            return refuse(r, line, "a place is expected, as (5, 1)");
        n++;
    } while (open && take(line, ',') && (skip_space(line), true) && line->at < line->end &&
             *line->at != ')');
    if (open && !take(line, ')'))
        return refuse(r, line, "a ) is expected");
    struct line from = *line;
    from.at = start;
    return find_place(r, &from, parts, n, out);
}

/* A point or two of them, ((9, 1), (9, 3)), the second of which is in. */
static bool read_place(struct reading *r, struct line *line, struct place *out)
{
    struct place last;
    bool open = take(line, '(');
    skip_space(line);
    if (!open || line->at >= line->end || *line->at != '(')
        return read_point(r, line, open, out);
    if (!read_point(r, line, false, out))
        return false;
    if (!take(line, ','))
        return refuse(r, line, "a second place is expected, as ((9, 1), (9, 3))");
    if (!read_point(r, line, false, &last))
        return false;
    if (!take(line, ')'))
        return refuse(r, line, "a ) is expected");
    if (last.end <= out->start)
        return refuse(r, line, "it ends before it begins");
    out->end = last.end;
    return true;
}

static bool next_label(struct slice *labels, struct slice *out)
{
    size_t n = 0;
    while (labels->n && (*labels->at == ' ' || *labels->at == '\t')) {
        labels->at++;
        labels->n--;
    }
    while (n < labels->n && labels->at[n] != ' ' && labels->at[n] != '\t')
        n++;
    *out = (struct slice){labels->at, n};
    labels->at += n;
    labels->n -= n;
    return n > 0;
}

static bool add_span(struct reading *r, struct slice label, struct place *place)
{
    struct draft_span *span =
        draft_span(&r->draft, label.n ? label.at : NULL, label.n, place->start, place->end);
    if (!span)
        return no_memory(r);
    span->line = place->line;
    place->span = r->draft.spans.n - 1;
    return true;
}

static bool read_line(struct reading *r, struct line *line)
{
    struct place place;
    size_t first = r->ends.n, n = 0;
    for (skip_space(line); n == 0 || (line->at < line->end && *line->at != '-'); n++) {
        if (!read_place(r, line, &place)) {
            r->ends.n = first;
            return false;
        }
        if (!vec_push(&r->ends, place))
            return no_memory(r);
        skip_space(line);
    }
    if (!take(line, '-')) {
        r->ends.n = first;
        return refuse(r, line, "a - and labels are expected");
    }
    struct slice labels = {line->at, (size_t)(line->end - line->at)}, label;
    struct link link = {line->number, first, n, labels};
    if (n > 1)
        return vec_push(&r->links, link) || no_memory(r);
    r->ends.n = first;
    bool some = false;
    while (next_label(&labels, &label) || !some) {
        some = true;
        if (!add_span(r, label, &place) || !vec_push(&r->places, place))
            return no_memory(r);
    }
    return true;
}

static int place_order(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return (x->span > y->span) - (x->span < y->span);
}

static bool same_words(const struct place *a, const struct place *b)
{
    return a->start == b->start && a->end == b->end;
}

/* The places of links that are no span's become spans. */
static bool add_ends(struct reading *r)
{
    for (size_t i = 0; i < r->ends.n; i++)
        if (!vec_push(&r->places, r->ends.at[i]))
            return no_memory(r);
    if (r->places.n)
        qsort(r->places.at, r->places.n, sizeof *r->places.at, place_order);
    for (size_t i = 0; i < r->places.n; i++) {
        struct place *place = &r->places.at[i];
        if (place->span != NOTHING)
            continue;
        if (i && same_words(place - 1, place))
            place->span = place[-1].span;
        else if (!add_span(r, (struct slice){NULL, 0}, place))
            return false;
    }
    return true;
}

/* The first span of those words. */
static size_t span_at(const struct reading *r, struct place place)
{
    size_t low = 0, high = r->places.n;
    place.span = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (place_order(&r->places.at[middle], &place) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return r->places.at[low].span;
}

static bool add_link(struct reading *r, const struct link *link, struct slice type)
{
    for (size_t i = 1; i < link->n; i++) {
        struct draft_link *out = draft_link(&r->draft, type.at, type.n);
        if (!out)
            return no_memory(r);
        out->from_at = span_at(r, r->ends.at[link->first]);
        out->to_at = span_at(r, r->ends.at[link->first + i]);
        out->line = link->line;
    }
    return true;
}

static bool add_links(struct reading *r)
{
    for (size_t i = 0; i < r->links.n; i++) {
        struct slice labels = r->links.at[i].labels, label;
        bool some = false;
        while (next_label(&labels, &label) || !some) {
            some = true;
            if (!add_link(r, &r->links.at[i], label.n ? label : (struct slice){LINK, strlen(LINK)}))
                return false;
        }
    }
    return true;
}

static bool read_lines(struct reading *r, const struct portion *portion)
{
    const char *at = portion->bytes, *end = at + portion->n;
    for (size_t number = 1; at < end && !r->fault; number++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        struct line line = {at, at, newline ? newline : end, number};
        at = newline ? newline + 1 : end;
        while (line.end > line.start && (line.end[-1] == '\r' || line.end[-1] == ' '))
            line.end--;
        if (line.end > line.start)
            read_line(r, &line);
    }
    return !r->fault;
}

static enum fault read_file(void *state, struct intake *intake, const struct portion *portion,
                            struct err *err)
{
    struct reading *r = state;
    r->err = err;
    r->fault = OK;
    r->places.n = r->ends.n = r->links.n = 0;
    r->draft.intake = intake;
    draft_clear(&r->draft);
    draft_text(&r->draft, portion->text, portion->n_text);
    r->draft.unit = UNIT_UTF8;
    size_t bad;
    if (portion->n_text > ARTICLE_MAX ||
        !text_check((const uint8_t *)portion->text, portion->n_text, &bad))
        return draft_give(&r->draft, portion, err); /* which says so */
    if (!slate_words_make(&r->words, portion->text, (uint32_t)portion->n_text))
        no_memory(r);
    if (!r->fault && read_lines(r, portion) && add_ends(r) && add_links(r))
        r->fault = draft_give(&r->draft, portion, err);
    return r->fault;
}

static void release_reading(void *state)
{
    struct reading *r = state;
    draft_release(&r->draft);
    slate_words_release(&r->words);
    vec_free(&r->places);
    vec_free(&r->ends);
    vec_free(&r->links);
}

static const struct format_reader reader = {
    .state = sizeof(struct reading), .read = read_file, .release = release_reading};

/* ---- writing ---- */

struct item { /* a span by its words */
    struct uuid id;
    const struct span *span;
    struct slate_word first, last;
    const struct item *stands; /* the one that a link to these words is to */
};

struct tie { /* a relation that leaves */
    const struct relation *relation;
    const struct item *from, *to;
};

struct writing {
    struct slate_words words;
    VEC(struct tie) ties;
    VEC(struct item) items;
    struct idtable by_id;
};

/* The words that a span touches; false: there is none. */
static bool find_words(const struct writing *w, const struct span *span, struct slate_word *first,
                       struct slate_word *last)
{
    const char *text = w->words.text;
    uint32_t end = span->at.end.byte;
    if (!slate_words_at(&w->words, span->at.start.byte, first) || first->start >= end)
        return false;
    for (;;) { /* back over the white space at its end */
        uint32_t start = end - 1;
        bool space;
        while (start > first->start && ((unsigned char)text[start] & 0xc0) == 0x80)
            start--;
        breaks_space(text + start, end - start, &space);
        if (!space)
            break;
        end = start;
    }
    return slate_words_at(&w->words, end - 1, last);
}

static int item_order(const void *a, const void *b, void *ctx)
{
    const struct item *x = a, *y = b;
    struct outlet *o = ctx;
    if (x->first.start != y->first.start)
        return x->first.start < y->first.start ? -1 : 1;
    if (x->last.end != y->last.end)
        return x->last.end < y->last.end ? -1 : 1;
    int order = strcmp(outlet_label(o, x->span), outlet_label(o, y->span));
    return order ? order : uuid_order(x->id, y->id);
}

static bool same_place(const struct item *a, const struct item *b)
{
    return a->first.start == b->first.start && a->last.end == b->last.end;
}

static bool gather(struct writing *w, struct outlet *o, const struct sheet *sheet)
{
    w->items.n = 0;
    idtable_free(&w->by_id);
    w->by_id = (struct idtable){0};
    for (size_t i = 0; i < sheet->n_spans; i++) {
        const struct span *span = sheet->spans[i];
        struct item item = {.id = span->id, .span = span};
        if (!find_words(w, span, &item.first, &item.last)) {
            outlet_lose_span(o, sheet, LOSS_DROPPED, "span", span, "there is no word in it");
            continue;
        }
        if (item.first.start != span->at.start.byte || item.last.end != span->at.end.byte)
            outlet_lose_span(o, sheet, LOSS_SNAPPED, "span", span,
                             "it does not begin and end where words parted by spaces do");
        if (!vec_push(&w->items, item))
            return false;
    }
    if (w->items.n)
        qsort_r(w->items.at, w->items.n, sizeof *w->items.at, item_order, o);
    if (!idtable_reserve(&w->by_id, w->items.n))
        return false;
    for (size_t i = 0; i < w->items.n; i++) {
        struct item *item = &w->items.at[i];
        item->stands = i && same_place(item - 1, item) ? item[-1].stands : item;
        idtable_put(&w->by_id, &item->id);
    }
    return true;
}

static void put_place(struct outlet *o, const struct item *item)
{
    if (item->first.start == item->last.start)
        outlet_printf(o, "(%u, %u)", (unsigned)item->first.line, (unsigned)item->first.number);
    else
        outlet_printf(o, "((%u, %u), (%u, %u))", (unsigned)item->first.line,
                      (unsigned)item->first.number, (unsigned)item->last.line,
                      (unsigned)item->last.number);
}

/* A line for each place, with all labels that it has. */
static void put_items(struct writing *w, struct outlet *o, const struct sheet *sheet)
{
    for (size_t i = 0; i < w->items.n; i++) {
        const struct item *item = &w->items.at[i];
        bool again = item->stands != item;
        if (again && item[-1].span->label == item->span->label) {
            outlet_lose_span(o, sheet, LOSS_DROPPED, "span", item->span,
                             "its words have that label already");
            continue;
        }
        if (!again) {
            outlet_text(o, i ? "\n" : "");
            put_place(o, item);
            outlet_text(o, " -");
        }
        outlet_printf(o, " %s", outlet_label(o, item->span));
    }
    outlet_text(o, w->items.n ? "\n" : "");
}

static int two_places(const struct item *a, const struct item *b)
{
    if (a->first.start != b->first.start)
        return a->first.start < b->first.start ? -1 : 1;
    return (a->last.end > b->last.end) - (a->last.end < b->last.end);
}

static int tie_order(const void *a, const void *b, void *ctx)
{
    const struct tie *x = a, *y = b;
    int order = two_places(x->from, y->from);
    if (!order)
        order = two_places(x->to, y->to);
    if (!order)
        order = strcmp(outlet_type(ctx, x->relation), outlet_type(ctx, y->relation));
    return order ? order : uuid_order(x->relation->id, y->relation->id);
}

static void gather_ties(struct writing *w, struct outlet *o, const struct sheet *sheet)
{
    w->ties.n = 0;
    for (size_t i = 0; i < sheet->n_relations && !outlet_fault(o); i++) {
        const struct relation *relation = sheet->relations[i];
        struct tie tie = {relation, (void *)idtable_find(&w->by_id, relation->from),
                          (void *)idtable_find(&w->by_id, relation->to)};
        if (!tie.from || !tie.to)
            outlet_lose_relation(o, sheet, LOSS_DROPPED, "relation", relation,
                                 "there is no word in one of its spans");
        else if (!vec_push(&w->ties, tie))
            outlet_no_memory(o);
    }
    if (w->ties.n && !outlet_fault(o))
        qsort_r(w->ties.at, w->ties.n, sizeof *w->ties.at, tie_order, o);
}

/* Ids made anew must not change the order: it is that of places. */
static void put_links(struct writing *w, struct outlet *o, const struct sheet *sheet)
{
    gather_ties(w, o, sheet);
    for (size_t i = 0; i < w->ties.n && !outlet_fault(o); i++) {
        const struct tie *tie = &w->ties.at[i];
        if (i && two_places(tie[-1].from, tie->from) == 0 && two_places(tie[-1].to, tie->to) == 0 &&
            tie[-1].relation->type == tie->relation->type) {
            outlet_lose_relation(o, sheet, LOSS_DROPPED, "relation", tie->relation,
                                 "its words are linked in that way already");
            continue;
        }
        if (tie->from->stands != tie->from || tie->to->stands != tie->to)
            outlet_lose_relation(o, sheet, LOSS_SNAPPED, "relation", tie->relation,
                                 "several spans have the words of one of its ends");
        put_place(o, tie->from);
        outlet_text(o, " ");
        put_place(o, tie->to);
        outlet_printf(o, " - %s\n", outlet_type(o, tie->relation));
    }
}

static enum fault put_sheet(void *state, struct outlet *o, const struct sheet *sheet,
                            struct err *err)
{
    struct writing *w = state;
    const struct article *article = sheet->document->article;
    (void)err;
    outlet_file(o, sheet, "txt");
    outlet_slice(o, article_all(article));
    outlet_file(o, sheet, "txt.annotations");
    if (!slate_words_make(&w->words, (const char *)article_bytes(article), article_size(article)) ||
        !gather(w, o, sheet))
        outlet_no_memory(o);
    if (outlet_fault(o))
        return outlet_fault(o);
    put_items(w, o, sheet);
    put_links(w, o, sheet);
    return outlet_fault(o);
}

static void release_writing(void *state)
{
    struct writing *w = state;
    slate_words_release(&w->words);
    vec_free(&w->items);
    vec_free(&w->ties);
    idtable_free(&w->by_id);
}

static const struct format_writer writer = {
    .state = sizeof(struct writing), .sheet = put_sheet, .release = release_writing};

/* ---- the row ---- */

/* Named .annotations, perhaps with a number, and beginning with a place. */
static bool looks(const char *name, const char *bytes, size_t n)
{
    static const char mark[] = ".annotations";
    const char *dot = strrchr(name, '.');
    size_t i = 0;
    if (!dot || strncmp(dot, mark, sizeof mark - 1) != 0 ||
        dot[sizeof mark - 1 + strspn(dot + sizeof mark - 1, "0123456789")])
        return false;
    while (i < n && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r'))
        i++;
    return i == n || bytes[i] == '(' || (bytes[i] >= '0' && bytes[i] <= '9');
}

const struct format format_slate = {
    .name = "slate",
    .summary = "SLATE, a text and its .annotations each",
    .extensions = "annotations annotations0 annotations1 annotations2 annotations3 annotations4 "
                  "annotations5 annotations6 annotations7 annotations8 annotations9",
    .beside = "",
    .unit = UNIT_CODEPOINT,
    .places = "words of lines",
    .carries = CARRY_OVERLAP | CARRY_RELATIONS | CARRY_NAMES,
    .folder = true,
    .feed = FEED_FILES,
    .looks = looks,
    .read = &reader,
    .write = &writer,
};
