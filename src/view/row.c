/* row.c: one row of the article: its letters in the gutter, its text under the spans and search
 * hits that lie on it, and in the margin what is noted beside it. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GUTTER_LETTERS = 3 };

uint16_t view_label_face(uint16_t label)
{
    return (uint16_t)(ROLE_LABEL + label % LABEL_ROLES);
}

/* A cluster begins at the byte, in the column. Room for it was made. */
static void begin_cluster(struct row_maker *make, uint32_t byte, unsigned column, uint16_t face)
{
    make->starts.at[make->starts.n++] = byte;
    make->columns.at[make->columns.n++] = (uint16_t)column;
    make->faces.at[make->faces.n++] = face;
}

/* Printable ASCII before more of it is a cluster of one column: nearly all of nearly every row, which
 * is blank, so only the letters differ. Returns where it ends. */
static uint32_t draw_plain(struct row_maker *make, struct row *row, uint32_t byte, unsigned at,
                           unsigned *column, unsigned cols)
{
    const uint8_t *bytes = article_bytes(make->wb->article);
    struct cell *cell = screen_at(&row->cells, 0, at);
    for (uint32_t end = row->range.end.byte; byte + 1 < end && *column < cols; byte++) {
        if (bytes[byte] < 0x20 || bytes[byte] > 0x7e || bytes[byte + 1] < 0x20 ||
            bytes[byte + 1] > 0x7e)
            break;
        begin_cluster(make, byte, *column, ROLE_TEXT);
        cell[(*column)++].c[0] = bytes[byte];
    }
    return byte;
}

/* Clusters of the row with their columns, drawn plain; what lies on them is painted after. */
static void draw_text(struct row_maker *make, struct row *row, unsigned at, unsigned cols)
{
    struct workbench *wb = make->wb;
    const uint8_t *bytes = article_bytes(wb->article);
    unsigned column = 0;
    struct glyph glyph; /* large: not one for each cluster */
    size_t most = range_size(row->range) + 1; /* clusters, and the end */
    make->starts.n = make->columns.n = make->faces.n = 0;
    row->hidden = 0;
    if (!vec_reserve(&make->starts, most) || !vec_reserve(&make->columns, most) ||
        !vec_reserve(&make->faces, most))
        return;
    for (struct pos p = row->range.start; p.byte < row->range.end.byte;) {
        p.byte = draw_plain(make, row, p.byte, at, &column, cols);
        if (p.byte == row->range.end.byte)
            break;
        struct pos next = article_next(wb->article, p);
        if (next.byte > row->range.end.byte)
            next = row->range.end;
        glyph_plan(bytes + p.byte, next.byte - p.byte, column, &wb->options.widths, &glyph);
        bool stands_for = glyph.kind == GLYPH_PLACEHOLDER || glyph.kind == GLYPH_HIDDEN;
        uint16_t face = stands_for ? ROLE_PLACEHOLDER : ROLE_TEXT;
        row->hidden += glyph.kind == GLYPH_HIDDEN;
        begin_cluster(make, p.byte, column, face);
        if (column < cols)
            column += screen_glyph(&row->cells, 0, at + column, cols - column, &glyph, face);
        p = next;
    }
    make->starts.at[make->starts.n] = row->range.end.byte; /* beyond n: the end */
    make->columns.at[make->columns.n] = (uint16_t)column;
}

/* The first cluster that ends after byte. */
static size_t cluster_at(const struct row_maker *make, uint32_t byte)
{
    size_t low = 0, high = make->starts.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (make->starts.at[middle + 1] <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int outer_first(const void *a, const void *b)
{
    const struct span *x = *(const struct span *const *)a, *y = *(const struct span *const *)b;
    uint32_t n = range_size(x->at), m = range_size(y->at);
    if (n != m)
        return n > m ? -1 : 1;
    if (x->at.start.byte != y->at.start.byte)
        return x->at.start.byte < y->at.start.byte ? -1 : 1;
    return uuid_order(y->id, x->id);
}

/* Painted from the outermost to the innermost: the innermost gives the colour, underline says
 * marked, bold says that two or more lie here. */
static void paint_spans(struct row_maker *make, const struct row *row, const struct span **spans,
                        size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < spans[i]->n_fragments; k++) {
            struct range r = span_fragment(spans[i], k);
            if (!range_overlaps(r, row->range))
                continue;
            for (size_t c = cluster_at(make, r.start.byte);
                 c < make->starts.n && make->starts.at[c] < r.end.byte; c++) {
                uint16_t had = make->faces.at[c];
                make->faces.at[c] = (uint16_t)(view_label_face(spans[i]->label) | FACE_UNDERLINE |
                                               (had & FACE_UNDERLINE ? FACE_BOLD : 0));
            }
        }
}

static void paint_hits(struct row_maker *make, const struct row *row)
{
    struct range hits[64];
    size_t n = wb_hits(make->wb, row->range, hits, 64);
    for (size_t i = 0; i < n && i < 64; i++)
        for (size_t c = cluster_at(make, hits[i].start.byte);
             c < make->starts.n && make->starts.at[c] < hits[i].end.byte; c++)
            make->faces.at[c] = (uint16_t)(ROLE_SEARCH | (make->faces.at[c] & ~FACE_ROLE));
}

static void apply_faces(const struct row_maker *make, struct row *row, unsigned at, unsigned cols)
{
    for (size_t c = 0; c < make->faces.n; c++) {
        uint16_t face = make->faces.at[c];
        if (face == ROLE_TEXT)
            continue;
        for (unsigned col = make->columns.at[c]; col < make->columns.at[c + 1] && col < cols; col++)
            screen_at(&row->cells, 0, at + col)->face = face;
    }
}

static void draw_gutter(const struct row_maker *make, struct row *row, const struct span **spans,
                        size_t n)
{
    struct workbench *wb = make->wb;
    bool touched[LABELS_MAX] = {false}, doubt = false;
    unsigned shown = 0, kinds = 0;
    for (size_t i = 0; i < n; i++) {
        touched[spans[i]->label % LABELS_MAX] = true;
        doubt = doubt || wb_doubt_on(wb, spans[i]);
    }
    for (size_t l = 0; l < wb->labels->n_labels; l++)
        kinds += touched[l];
    unsigned room = doubt ? GUTTER_LETTERS - 1 : GUTTER_LETTERS;
    bool more = kinds > room;
    for (uint16_t l = 0; l < wb->labels->n_labels; l++) {
        char letter[LETTER];
        if (!touched[l])
            continue;
        if (more && shown + 1 == room) {
            screen_text(&row->cells, 0, shown++, 1, "+", ROLE_NOTE, &wb->options.widths);
            break;
        }
        wb_letter(wb, l, letter);
        screen_text(&row->cells, 0, shown++, 1, letter, view_label_face(l) | FACE_BOLD,
                    &wb->options.widths);
    }
    if (doubt)
        screen_text(&row->cells, 0, shown, 1, "?", ROLE_WARN, &wb->options.widths);
}

/* Notes of the spans that start on the row, side by side, as many as fit; +n for the rest. */
/* What is not agreed with a review, before the notes: it is what the eye looks for. */
static unsigned draw_remarks(struct row_maker *make, struct row *row, unsigned col, unsigned end)
{
    struct workbench *wb = make->wb;
    const struct widths *widths = &wb->options.widths;
    if (!wb->others.n)
        return col;
    for (size_t i = 0; col < end; i++) {
        buf_clear(&make->text);
        if (!wb_remark(wb, row->range, i, wb->at.margin_cols, &make->text))
            break;
        unsigned width = plain_width(buf_text(&make->text), make->text.size, widths);
        unsigned room = end - col;
        col += screen_text(&row->cells, 0, col, room, buf_text(&make->text), ROLE_WARN, widths);
        if (width > room)
            screen_sign(&row->cells, 0, end - 1, view_marks(wb)->ellipsis, ROLE_WARN);
        col += col + 2 < end ? 2 : end - col;
    }
    return col;
}

static void draw_margin(struct row_maker *make, struct row *row, const struct span **spans, size_t n)
{
    struct workbench *wb = make->wb;
    const struct widths *widths = &wb->options.widths;
    unsigned at = wb->at.margin_col - wb->at.gutter_col, end = at + wb->at.margin_cols;
    screen_sign(&row->cells, 0, at, view_marks(wb)->bar, ROLE_FRAME);
    unsigned col = draw_remarks(make, row, at + 2, end);
    unsigned first_col = col;
    size_t left = 0;
    for (size_t i = 0; i < n; i++)
        left += range_has(row->range, spans[i]->at.start);
    for (size_t i = 0; i < n && left; i++) {
        if (!range_has(row->range, spans[i]->at.start))
            continue;
        char letter[LETTER];
        wb_letter(wb, spans[i]->label, letter);
        buf_clear(&make->text);
        wb_note(wb, spans[i], wb->at.margin_cols, &make->text);
        unsigned width = plain_width(buf_text(&make->text), make->text.size, widths);
        unsigned room = end - col, tail = left > 1 ? 4 : 0;
        bool first = col == first_col;
        if (!first && width + 4 + tail > room)
            break;
        if (!first)
            col += 2;
        col += screen_text(&row->cells, 0, col, end - col, letter, view_label_face(spans[i]->label), widths) + 1;
        unsigned fits = end > col + tail ? end - col - tail : 0;
        unsigned used = screen_text(&row->cells, 0, col, fits, buf_text(&make->text), ROLE_NOTE, widths);
        if (width > fits && used)
            screen_sign(&row->cells, 0, col + used - 1, view_marks(wb)->ellipsis, ROLE_NOTE);
        col += used;
        left--;
    }
    if (left) {
        char more[32];
        snprintf(more, sizeof more, " +%zu", left);
        screen_text(&row->cells, 0, col, end > col ? end - col : 0, more, ROLE_NOTE, widths);
    }
}

void row_make(struct row_maker *make, struct row *row)
{
    struct workbench *wb = make->wb;
    const struct span *spans[SAME_ROW_SPANS];
    unsigned text = wb->at.text_col - wb->at.gutter_col;
    size_t n = 0;
    screen_blank(&row->cells, 0, 0, row->cells.cols, ROLE_TEXT);
    draw_text(make, row, text, wb->at.text_cols);
    if (!range_empty(row->range)) {
        n = set_over(wb->set, row->range, spans, SAME_ROW_SPANS);
        n = n > SAME_ROW_SPANS ? SAME_ROW_SPANS : n;
    }
    if (n) {
        draw_gutter(make, row, spans, n);
        const struct span *reading_order[SAME_ROW_SPANS];
        memcpy(reading_order, spans, n * sizeof *spans);
        qsort(spans, n, sizeof *spans, outer_first);
        paint_spans(make, row, spans, n);
        if (wb->at.margin_cols)
            draw_margin(make, row, reading_order, n);
    } else if (wb->at.margin_cols) {
        draw_margin(make, row, NULL, 0);
    }
    if (wb->needle)
        paint_hits(make, row);
    if (n || wb->needle)
        apply_faces(make, row, text, wb->at.text_cols);
}

void row_maker_release(struct row_maker *make)
{
    buf_release(&make->text);
    vec_free(&make->starts);
    vec_free(&make->columns);
    vec_free(&make->faces);
}
