/* readings.c: a difference in words: what each reader has there, those who have the same in one. */
#include "internal.h"

#include "manicule/marks/attrs.h"

enum { QUOTE_MIN = 8, LINK_COLS = 20 };

void wb_reading_name(const struct workbench *wb, size_t reader, struct buf *out)
{
    if (wb->gold.names)
        buf_add_string(out, wb->others.at[wb->gold.order[reader]].info.owner);
    else if (reader < 26)
        buf_add_char(out, (char)('A' + reader));
    else
        buf_printf(out, "%zu", reader + 1);
}

void wb_difference_title(const struct workbench *wb, size_t item, struct buf *out)
{
    const struct compare_item *it = &wb->gold.comparison.items[item];
    bool first = true;
    buf_printf(out, "%s ", compare_type_name(it->type));
    for (size_t l = 0; l < wb->labels->n_labels; l++)
        if (it->labels >> l & 1) {
            buf_printf(out, "%s%s", first ? "" : "/", wb->labels->labels[l].name);
            first = false;
        }
}

/* The words of a range, of a long one the first and the last: where two differ is at the ends. */
static void quote_ends(const struct workbench *wb, struct range range, unsigned columns,
                       struct buf *out)
{
    const uint8_t *bytes = article_bytes(wb->article);
    const struct widths *widths = &wb->options.widths;
    struct buf all = {0};
    size_t n = range_size(range), look = n < 4096 ? n : 4096;
    size_t shown = plain_text(bytes + range.start.byte, look, columns, widths, &all);
    if (shown == n || columns < QUOTE_MIN) {
        if (shown == n)
            buf_add_string(out, buf_text(&all));
        else
            wb_quote(wb, range, columns, out);
        buf_release(&all);
        return;
    }
    unsigned tail = (columns - 3) * 2 / 5, head = columns - 3 - tail, used = 0;
    struct pos at = range.end;
    while (at.byte > range.start.byte) {
        struct pos before = article_prev(wb->article, at);
        buf_clear(&all);
        plain_text(bytes + before.byte, at.byte - before.byte, 0, widths, &all);
        unsigned width = plain_width(buf_text(&all), all.size, widths);
        if (used + width > tail)
            break;
        used += width;
        at = before;
    }
    plain_text(bytes + range.start.byte, look, head, widths, out);
    while (out->size && out->data[out->size - 1] == ' ')
        out->size--;
    buf_add_string(out, wb->options.utf8 ? " … " : " .. ");
    const void *space = bytes[at.byte - 1] == ' ' ? NULL : memchr(bytes + at.byte, ' ', range.end.byte - at.byte);
    if (space) /* whole words, where there are any */
        at.byte = (uint32_t)((const uint8_t *)space - bytes);
    while (at.byte + 1 < range.end.byte && bytes[at.byte] == ' ')
        at.byte++;
    plain_text(bytes + at.byte, range.end.byte - at.byte, 0, widths, out);
    buf_release(&all);
}

static unsigned width_of(const struct workbench *wb, const struct buf *text)
{
    return plain_width(buf_text(text), text->size, &wb->options.widths);
}

/* 'quote "It takes … language." 1217–1341', pieces parted by a plus sign. */
static void add_span(const struct workbench *wb, const struct span *span, unsigned columns,
                     struct buf *out)
{
    const char *dash = wb->options.utf8 ? "–" : "-";
    struct buf places = {0};
    const char *name = wb_label(wb, span->label)->name;
    const char *mark = wb_label(wb, span->label)->natural == NATURAL_QUOTATION ? "" : "\"";
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range r = span_fragment(span, i);
        buf_printf(&places, "%s%u%s%u", i ? "+" : " ", article_codepoint(wb->article, r.start), dash,
                   article_codepoint(wb->article, r.end));
    }
    unsigned rest = width_of(wb, &places) + plain_width(name, strlen(name), &wb->options.widths) + 3;
    buf_printf(out, "%s %s", name, mark);
    quote_ends(wb, span->at, columns > rest + QUOTE_MIN ? columns - rest : QUOTE_MIN, out);
    buf_printf(out, "%s%s", mark, buf_text(&places));
    buf_release(&places);
}

/* Do all agree on it? Then it needs no telling. */
static bool settled(const struct compare_item *it, const struct buf *name, const struct buf *value)
{
    struct buf merged = {0};
    bool same = it->spans_agree && attrs_get(it->merged.attrs, buf_text(name), &merged) &&
                strcmp(buf_text(&merged), buf_text(value)) == 0;
    buf_release(&merged);
    return same;
}

static void add_attributes(const struct workbench *wb, const struct compare_item *it,
                           const struct span *span, struct buf *out)
{
    struct buf name = {0}, value = {0};
    bool told = it->type == COMPARE_MISSING || it->differs >> COMPARE_ATTRIBUTE & 1;
    for (const char *at = told ? span->attrs : NULL; attrs_next(&at, &name, &value);) {
        if (settled(it, &name, &value))
            continue;
        const struct attribute_def *def =
            label_attribute(wb_label(wb, span->label), buf_text(&name), name.size);
        buf_add_string(out, " · ");
        if (!def || def->type != ATTRIBUTE_CHOICE)
            buf_printf(out, "%s ", buf_text(&name));
        plain_text(value.data, value.size, 0, &wb->options.widths, out);
    }
    buf_release(&name);
    buf_release(&value);
}

/* Who said it, as this reader has it; for a speaker, what they said. */
static void add_links(const struct workbench *wb, size_t item, const struct reading *reading,
                      const struct span *span, struct buf *out)
{
    const char *there = wb->options.utf8 ? " → " : " > ", *back = wb->options.utf8 ? " ← " : " < ";
    for (size_t i = 0; i < reading->n_links; i++) {
        const struct compare_link *link = &reading->links[i];
        bool out_of = link->from_item == item;
        if ((out_of ? link->from : link->to) != span)
            continue;
        buf_add_string(out, out_of ? there : back);
        wb_quote(wb, out_of ? link->to->at : link->from->at, LINK_COLS, out);
    }
    if (!reading->n_links && wb->gold.comparison.items[item].type == COMPARE_RELATION)
        buf_printf(out, "%snobody", there);
}

/* Everyone who reads the same as r: "A", "A C", "alice, carol". */
static void add_names(const struct workbench *wb, size_t item, size_t r, struct buf *out)
{
    const struct comparison *c = &wb->gold.comparison;
    for (size_t k = r; k < c->n_readers; k++)
        if (c->items[item].readings[k].same == r) {
            if (k > r)
                buf_add_string(out, wb->gold.names ? ", " : " ");
            wb_reading_name(wb, k, out);
        }
    buf_add_char(out, ' ');
}

static void line_of(const struct workbench *wb, size_t item, size_t r, size_t from, size_t to,
                    unsigned columns, struct buf *out)
{
    const struct compare_item *it = &wb->gold.comparison.items[item];
    const struct reading *reading = &it->readings[r];
    struct buf head = {0}, more = {0};
    add_names(wb, item, r, &head);
    unsigned used = width_of(wb, &head);
    if (from == 0)
        buf_add_string(out, buf_text(&head));
    else
        buf_printf(out, "%*s", (int)used, "");
    if (!reading->n)
        buf_add_string(out, wb->options.utf8 ? "—" : "--");
    for (size_t i = from; i < to; i++) {
        buf_clear(&more);
        add_links(wb, item, reading, reading->spans[i], &more);
        unsigned links = width_of(wb, &more);
        add_attributes(wb, it, reading->spans[i], &more);
        unsigned share = (columns > used ? columns - used : 0) / (unsigned)(to - from);
        /* Attributes may be cut off, unless it is about them. */
        unsigned behind = (it->type == COMPARE_ATTRIBUTE ? width_of(wb, &more) : links) + (i > from ? 3 : 0);
        if (i > from)
            buf_add_string(out, " + ");
        add_span(wb, reading->spans[i], share > behind ? share - behind : 0, out);
        buf_add_string(out, buf_text(&more));
    }
    buf_release(&head);
    buf_release(&more);
}

bool wb_difference_line(struct workbench *wb, size_t i, unsigned columns, bool brief, struct buf *out,
                        bool *majority)
{
    const struct comparison *c = &wb->gold.comparison;
    size_t item = wb_difference_at(wb);
    if (item == COMPARE_NONE)
        return false;
    size_t most = compare_majority(c, item);
    for (size_t r = 0; r < c->n_readers; r++) {
        const struct reading *reading = &c->items[item].readings[r];
        size_t lines = brief || reading->n < 2 ? 1 : reading->n;
        if (reading->same != r)
            continue;
        if (i >= lines) {
            i -= lines;
            continue;
        }
        *majority = most != COMPARE_NONE && c->items[item].readings[most].same == r;
        line_of(wb, item, r, lines > 1 ? i : 0, lines > 1 ? i + 1 : reading->n, columns, out);
        return true;
    }
    return false;
}

/* One reading in so few columns: its words; their label where that is the question. */
static void crowd(const struct workbench *wb, size_t item, size_t r, unsigned columns, struct buf *out)
{
    const struct compare_item *it = &wb->gold.comparison.items[item];
    const struct reading *reading = &it->readings[r];
    bool labels = it->type == COMPARE_MISSING || (it->labels & (it->labels - 1));
    bool words = !it->spans_agree || !(reading->n_links || it->type == COMPARE_ATTRIBUTE);
    size_t before = out->size;
    add_names(wb, item, r, out);
    if (!reading->n)
        buf_add_string(out, wb->options.utf8 ? "—" : "--");
    for (size_t i = 0; i < reading->n; i++) {
        struct buf more = {0};
        buf_add_string(out, i ? " + " : "");
        if (labels)
            buf_printf(out, "%s ", wb_label(wb, reading->spans[i]->label)->name);
        if (it->spans_agree) {
            add_links(wb, item, reading, reading->spans[i], &more);
            add_attributes(wb, it, reading->spans[i], &more);
        }
        unsigned used = plain_width(out->data + before, out->size - before, &wb->options.widths);
        unsigned room = columns > used + QUOTE_MIN ? columns - used : QUOTE_MIN;
        if (words)
            quote_ends(wb, reading->spans[i]->at, room / (unsigned)(reading->n - i), out);
        plain_text(buf_text(&more), more.size, room, &wb->options.widths, out);
        buf_release(&more);
    }
}

/* All readings in the one line there is; who has nothing needs little of it. */
static void describe_crowded(const struct workbench *wb, size_t item, unsigned columns, struct buf *out)
{
    const struct compare_item *it = &wb->gold.comparison.items[item];
    unsigned with = 0, without = 0;
    for (size_t r = 0; r < wb->gold.n_readers; r++)
        if (it->readings[r].same == r)
            *(it->readings[r].n ? &with : &without) += 1;
    unsigned taken = 3 * (with + without - 1) + 3 * without;
    unsigned share = with && columns > taken ? (columns - taken) / with : 0;
    for (size_t r = 0, n = 0; r < wb->gold.n_readers; r++) {
        if (it->readings[r].same != r)
            continue;
        buf_add_string(out, n++ ? " / " : "");
        crowd(wb, item, r, share, out);
    }
}

const char *wb_difference_describe(struct workbench *wb, struct buf *out)
{
    size_t item = wb_difference_at(wb), at = 0, n = 0;
    if (item == COMPARE_NONE || wb->gold.editing)
        return "";
    if (!wb->at.margin_cols && !wb->at.strip_rows) {
        describe_crowded(wb, item, wb->at.cols - 1, out);
        return "";
    }
    for (size_t i = 0; i < wb->gold.comparison.n; i++) {
        n += wb_gold_wants(wb, i);
        at += i <= item && wb_gold_wants(wb, i);
    }
    wb_difference_title(wb, item, out);
    if (at)
        buf_printf(out, " · %zu of %zu to decide", at, n);
    return "";
}

/* ---- the words in dispute ---- */

static int by_place(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool reads(const struct reading *reading, struct range words)
{
    for (size_t i = 0; i < reading->n; i++)
        if (span_touches(reading->spans[i], words))
            return true;
    return false;
}

/* Between two neighbouring edges every reader has all words or none. */
static void collect(struct workbench *wb, const struct compare_item *it, const uint32_t *edges, size_t n,
                    bool all)
{
    for (size_t i = 1; i < n; i++) {
        struct range words = range_of(edges[i - 1], edges[i]);
        size_t have = 0;
        for (size_t r = 0; r < wb->gold.n_readers && !range_empty(words); r++)
            have += reads(&it->readings[r], words);
        if (have && (all || have < wb->gold.n_readers) && !vec_push(&wb->gold.disputed, words))
            return;
    }
}

void wb_difference_dispute(struct workbench *wb, size_t item)
{
    const struct compare_item *it = &wb->gold.comparison.items[item];
    VEC(uint32_t) edges = {0};
    wb->gold.disputed.n = 0;
    for (size_t r = 0; r < wb->gold.n_readers; r++)
        for (size_t i = 0; i < it->readings[r].n; i++)
            for (size_t k = 0; k < it->readings[r].spans[i]->n_fragments; k++) {
                struct range f = span_fragment(it->readings[r].spans[i], k);
                if (!vec_push(&edges, f.start.byte) || !vec_push(&edges, f.end.byte))
                    goto done;
            }
    qsort(edges.at, edges.n, sizeof *edges.at, by_place);
    collect(wb, it, edges.at, edges.n, false);
    if (!wb->gold.disputed.n) /* not about where it lies */
        collect(wb, it, edges.at, edges.n, true);
done:
    vec_free(&edges);
}
