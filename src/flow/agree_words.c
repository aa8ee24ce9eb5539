/* Lost points in words. */
#include "manicule/flow/agree_words.h"

#include <inttypes.h>
#include <string.h>

#include "manicule/marks/agreement_results.h"
#include "manicule/marks/attrs.h"

static const char ellipsis[] = "\xe2\x80\xa6";

const char *agree_name(const struct agree_options *how, size_t reader)
{
    return how->readers[reader].kind == SET_GOLD ? "gold" : how->readers[reader].name;
}

static bool used(const struct agree_options *how, const struct agreement *agreement, uint16_t label)
{
    for (size_t a = 0; a < how->n_readers; a++)
        for (size_t b = a + 1; b < how->n_readers; b++) {
            struct agreement_score score = agreement_spans(agreement, a, b, label, MATCH_EXACT);
            if (score.a + score.b)
                return true;
        }
    return false;
}

size_t agree_labels(const struct agree_options *how, const struct agreement *agreement,
                    uint16_t out[LABELS_MAX + 1])
{
    size_t n = 0;
    out[n++] = LABEL_NONE;
    for (uint16_t i = 0; i < how->labels->n_labels; i++)
        if (!how->labels->labels[i].retired || used(how, agreement, i))
            out[n++] = i;
    return n;
}

void agree_column(const char *name, unsigned columns, bool right, struct buf *out)
{
    struct buf plain = {0};
    size_t n = strlen(name);
    if (plain_width(name, n, NULL) > columns) {
        plain_text(name, n, columns - 1, NULL, &plain);
        buf_add_string(&plain, ellipsis);
    } else {
        plain_text(name, n, columns, NULL, &plain);
    }
    unsigned width = plain_width(plain.data, plain.size, NULL);
    int pad = width < columns ? (int)(columns - width) : 0;
    buf_printf(out, "%*s%s%*s", right ? pad : 0, "", buf_text(&plain), right ? 0 : pad, "");
    out->failed = out->failed || plain.failed;
    buf_release(&plain);
}

/* ---- what a point is about ---- */
static const char *label_of(const struct agree_options *how, const struct span *span)
{
    return how->labels->labels[span->label].name;
}

const char *agree_point_of(const struct agree_options *how, const struct agreement_point *p)
{
    const struct relation *relation = p->relation[0] ? p->relation[0] : p->relation[1];
    if (relation)
        return how->labels->relations[relation->type].name;
    return p->kind == AGREEMENT_LABEL ? NULL : label_of(how, p->span[0] ? p->span[0] : p->span[1]);
}

const struct span *agree_point_end(const struct agree_place *place, const struct agreement_point *p,
                                   int side)
{
    return set_find(place->sets[p->reader[side]], p->relation[side]->to);
}

bool agree_point_value(const struct agreement_point *p, int side, struct buf *out)
{
    const char *attrs = p->relation[side] ? p->relation[side]->attrs : p->span[side]->attrs;
    struct buf name = {0};
    buf_add(&name, p->attribute, p->attribute_n);
    bool found = attrs_get(attrs, buf_text(&name), out);
    buf_release(&name);
    return found;
}

/* ---- in words ---- */
struct telling {
    const struct agree_options *how;
    const struct agree_place *place;
    const struct agreement_point *point;
    struct agree_words *words;
    unsigned columns;
};

/* As much of the end as fits into the columns: whole clusters. */
static struct pos tail(const struct article *article, struct range range, unsigned columns)
{
    struct pos at = range.end;
    while (at.byte > range.start.byte) {
        struct pos before = article_prev(article, at);
        unsigned width =
            plain_width(article_bytes(article) + before.byte, at.byte - before.byte, NULL);
        if (before.byte < range.start.byte || width > columns)
            break;
        columns -= width;
        at = before;
    }
    return at;
}

static void put_text(struct telling *t, struct range range, struct buf *out)
{
    const struct article *article = t->place->article;
    const uint8_t *bytes = article_bytes(article);
    t->words->pieces++;
    buf_add_char(out, '"');
    if (t->columns) {
        size_t all = range_size(range);
        size_t n = all <= 4 * (size_t)t->columns &&
                           plain_width(bytes + range.start.byte, all, NULL) <= t->columns
                       ? plain_text(bytes + range.start.byte, all, 0, NULL, out)
                       : plain_text(bytes + range.start.byte, all, t->columns / 2, NULL, out);
        if (n < all) {
            range.start.byte += (uint32_t)n;
            range.start = tail(article, range, (t->columns - 1) / 2);
            buf_add_string(out, ellipsis);
            plain_text(bytes + range.start.byte, range_size(range), 0, NULL, out);
        }
    }
    buf_add_char(out, '"');
}

static void put_value(struct telling *t, int side, struct buf *out)
{
    struct buf value = {0};
    if (!agree_point_value(t->point, side, &value)) {
        buf_add_string(out, "nothing");
    } else {
        t->words->pieces++;
        buf_add_char(out, '"');
        if (t->columns)
            plain_text(value.data, value.size, t->columns, NULL, out);
        buf_add_char(out, '"');
    }
    out->failed = out->failed || value.failed;
    buf_release(&value);
}

static void put_side(struct telling *t, int side, struct buf *out)
{
    const struct agreement_point *p = t->point;
    const struct span *span = p->span[side];
    if (p->kind == AGREEMENT_ATTRIBUTE) {
        put_value(t, side, out);
        return;
    }
    if (!span || (p->kind == AGREEMENT_RELATION && !p->relation[side])) {
        buf_add_string(out, "nothing");
        return;
    }
    if (p->kind == AGREEMENT_LABEL)
        buf_printf(out, "%s ", label_of(t->how, span));
    put_text(t, span->at, out);
    if (span->n_fragments > 1)
        buf_printf(out, " in %u parts", (unsigned)span->n_fragments);
    const struct span *to = p->relation[side] ? agree_point_end(t->place, p, side) : NULL;
    if (to) {
        buf_add_string(out, " to ");
        put_text(t, to->at, out);
    }
}

void agree_words_of(const struct agree_options *how, const struct agree_place *place,
                    const struct agreement_point *point, unsigned columns,
                    struct agree_words *words)
{
    struct telling t = {how, place, point, words, columns};
    const char *of = agree_point_of(how, point);
    words->pieces = 0;
    buf_clear(&words->what);
    buf_add_string(&words->what, agreement_kind_name(point->kind));
    if (point->kind == AGREEMENT_ATTRIBUTE) {
        buf_printf(&words->what, " %.*s of %s ", (int)point->attribute_n, point->attribute, of);
        put_text(&t, point->span[0]->at, &words->what);
    } else if (of) {
        buf_printf(&words->what, " %s", of);
    }
    for (int side = 0; side < 2; side++) {
        buf_clear(&words->side[side]);
        put_side(&t, side, &words->side[side]);
    }
}

void agree_words_release(struct agree_words *words)
{
    buf_release(&words->what);
    buf_release(&words->side[0]);
    buf_release(&words->side[1]);
}

/* ---- the matrix of labels ---- */
enum { NAME = 14, CELL = 11, SHADES = 5 };

static const char *const shades_utf8[SHADES] = {
    "  ", "\xe2\x96\x91\xe2\x96\x91", "\xe2\x96\x92\xe2\x96\x92", "\xe2\x96\x93\xe2\x96\x93",
    "\xe2\x96\x88\xe2\x96\x88"};
static const char *const shades_ascii[SHADES] = {"  ", "..", "::", "%%", "##"};

struct heat {
    const struct agree_options *how;
    const struct agreement *agreement;
    uint16_t labels[LABELS_MAX + 1]; /* what has no pair comes last */
    size_t n, columns;
    const char *const *shades;
    struct buf *out;
};

/* Over all pairs of readers. */
static uint64_t spans(const struct heat *heat, uint16_t x, uint16_t y)
{
    uint64_t sum = 0;
    for (size_t a = 0; a < heat->how->n_readers; a++)
        for (size_t b = a + 1; b < heat->how->n_readers; b++)
            sum += agreement_confusion(heat->agreement, a, b, x, y);
    return sum;
}

static const char *name_of(const struct heat *heat, uint16_t label)
{
    return label == LABEL_NONE ? "nothing" : heat->how->labels->labels[label].name;
}

static void put_cell(const struct heat *heat, uint64_t n, uint64_t of_row)
{
    size_t shade = n ? (size_t)((n * (SHADES - 1) + of_row - 1) / of_row) : 0;
    if (n)
        buf_printf(heat->out, " %s%*" PRIu64, heat->shades[shade], CELL - 3, n);
    else
        buf_printf(heat->out, "%*s", CELL, ".");
}

static void put_columns(const struct heat *heat, size_t from)
{
    size_t end = from + heat->columns < heat->n ? from + heat->columns : heat->n;
    buf_printf(heat->out, "%*s", NAME, "");
    for (size_t k = from; k < end; k++) {
        buf_add_char(heat->out, ' ');
        agree_column(name_of(heat, heat->labels[k]), CELL - 1, true, heat->out);
    }
    buf_add_char(heat->out, '\n');
    for (size_t i = 0; i < heat->n; i++) {
        uint64_t row = 0;
        for (size_t k = 0; k < heat->n; k++)
            row += spans(heat, heat->labels[i], heat->labels[k]);
        agree_column(name_of(heat, heat->labels[i]), NAME, false, heat->out);
        for (size_t k = from; k < end; k++)
            if (heat->labels[i] != LABEL_NONE || heat->labels[k] != LABEL_NONE)
                put_cell(heat, spans(heat, heat->labels[i], heat->labels[k]), row);
        buf_add_char(heat->out, '\n');
    }
}

void agree_heat(const struct agree_options *how, const struct agreement *agreement,
                unsigned columns, bool utf8, struct buf *out)
{
    struct heat heat = {.how = how,
                        .agreement = agreement,
                        .columns = columns > NAME + CELL ? (columns - NAME) / CELL : 1,
                        .shades = utf8 ? shades_utf8 : shades_ascii,
                        .out = out};
    heat.n = agree_labels(how, agreement, heat.labels);
    for (size_t i = 1; i < heat.n; i++)
        heat.labels[i - 1] = heat.labels[i];
    heat.labels[heat.n - 1] = LABEL_NONE;
    if (how->n_readers == 2)
        buf_printf(out, "labels of paired spans\nrows: %s\ncolumns: %s\n", agree_name(how, 0),
                   agree_name(how, 1));
    else
        buf_add_string(out, "labels of paired spans, all pairs of readers together\n"
                            "rows: the reader named first\ncolumns: the other\n");
    for (size_t from = 0; from < heat.n; from += heat.columns)
        put_columns(&heat, from);
    bool narrow = columns < 56;
    buf_printf(out, "of the row: %s to 25 %%, %s to 50 %%,%s%s to 75 %%, %s above\n",
               heat.shades[1], heat.shades[2], narrow ? "\n  " : " ", heat.shades[3],
               heat.shades[4]);
}
