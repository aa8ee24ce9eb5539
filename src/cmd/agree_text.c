/* The report for people, within 80 columns. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "agree.h"
#include "manicule/text/glyph.h"

enum { WIDE = 80, FIGURE = 18, VALUE = 12, VALUES = (WIDE - FIGURE) / VALUE };

static void put_column(struct output *out, const char *name, unsigned columns, bool right)
{
    struct buf text = {0};
    agree_column(name, columns, right, &text);
    output_buf(out, &text);
    buf_release(&text);
}

static void put_measure(struct output *out, struct measure measure, int columns)
{
    if (measure.defined)
        output_printf(out, "%*.3f", columns, measure.value);
    else
        output_printf(out, "%*s", columns, "undefined");
}

/* ---- who, and of how much ---- */
static void put_readers(struct output *out, const struct agree_report *report)
{
    size_t n = report->how->n_readers, column = 0;
    for (size_t i = 0; i < n; i++) {
        const char *name = agree_name(report->how, i), *behind = i + 2 == n ? " and " : ", ";
        if (i + 1 == n)
            behind = ": ";
        if (column && column + strlen(name) + strlen(behind) > WIDE) {
            output_printf(out, "\n");
            column = 0;
        }
        output_printf(out, "%s%s", name, behind);
        column += strlen(name) + strlen(behind);
    }
    if (column > WIDE - 40)
        output_printf(out, "\n");
    output_printf(out, "%" PRIu64 " document%s", report->counts.compared,
                  output_s(report->counts.compared));
    output_printf(out, n == 2 ? " read by both\n" : " read by two or more\n");
    if (n > 2)
        output_printf(out, "figures of two readers are means over the pairs of them\n");
    else
        output_printf(out, "precision and recall: the second against the first\n");
    if (report->intervals)
        output_printf(out, "95 %% intervals: %u samples of the documents, seed %" PRIu64 "\n",
                      report->samples, report->seed);
}

/* ---- figures of all readers: a row each, labels as columns, some at a time ---- */
struct figures {
    struct output *out;
    const uint16_t *labels;
    const struct labelset *names;
    size_t n, at;     /* the labels of these columns, and the one that comes next */
    struct buf below; /* the intervals of the row at hand */
};

static bool wanted(const struct figures *f, const char *label)
{
    for (size_t i = 0; i < f->n; i++) {
        const char *name = f->labels[i] == LABEL_NONE ? NULL : f->names->labels[f->labels[i]].name;
        if (name == label)
            return true;
    }
    return false;
}

static void end_row(struct figures *f)
{
    if (f->at)
        output_printf(f->out, "\n");
    if (output_made(f->out, &f->below) && f->below.size)
        output_printf(f->out, "%-*s%s\n", FIGURE, "", buf_text(&f->below));
    buf_clear(&f->below);
    f->at = 0;
}

static void put_interval(struct figures *f, const struct agree_row *row)
{
    char text[48];
    const struct measure low = row->cells[1].measure, high = row->cells[2].measure;
    int n = low.defined ? snprintf(text, sizeof text, "%.2f\xe2\x80\x93%.2f", low.value, high.value)
                        : snprintf(text, sizeof text, "-");
    int width = n - (low.defined ? 2 : 0); /* the dash has three bytes */
    buf_printf(&f->below, "%*s%s", VALUE > width ? VALUE - width : 1, "", text);
}

static void figure_cell(void *ctx, const struct agree_row *row)
{
    struct figures *f = ctx;
    if (!row->names[1])
        end_row(f); /* the overall one comes first */
    if (!wanted(f, row->names[1]))
        return;
    if (!f->at++)
        put_column(f->out, row->names[0], FIGURE, false);
    put_measure(f->out, row->cells[0].measure, VALUE);
    if (row->n > 1)
        put_interval(f, row);
}

static void put_figures(struct output *out, const struct agree_report *report)
{
    uint16_t labels[LABELS_MAX + 1];
    size_t n = agree_labels(report->how, report->agreement, labels);
    for (size_t from = 0; from < n; from += VALUES) {
        struct figures f = {.out = out, .labels = labels + from, .names = report->labels};
        f.n = n - from < VALUES ? n - from : VALUES;
        output_printf(out, "\n%-*s", FIGURE, "agreement");
        for (size_t i = 0; i < f.n; i++) {
            output_printf(out, " ");
            put_column(out,
                         f.labels[i] == LABEL_NONE ? "overall"
                                                   : report->labels->labels[f.labels[i]].name,
                         VALUE - 1, true);
        }
        output_printf(out, "\n");
        agree_rows(report, &(struct agree_taker){figure_cell, &f});
        end_row(&f);
        buf_release(&f.below);
    }
}

/* ---- two readers: a table for each part ---- */
static const struct {
    const char *part, *title, *all;
    bool sparse;       /* rows of nothing are left out */
    bool overall;      /* of all labels together alone */
    unsigned names[2]; /* columns of the two names */
    unsigned count;    /* columns of a count */
} tables[] = {
    {"spans", "spans", "overall", false, false, {16, 9}, 8},
    {"semeval", "SemEval", "overall", true, false, {12, 8}, 6},
    {"relations", "relations", "all types", true, false, {16, 9}, 8},
    {"attributes", "attributes", "others", true, false, {16, 14}, 10},
    {"relation_attributes", "attributes of", "", true, false, {30, 0}, 10},
    {"origins", "origin", "", true, true, {0, 20}, 7},
};

enum { MEASURE = 10 };

struct table {
    struct output *out;
    const struct agree_report *report;
    size_t a, b;
    const char *part;
};

static bool is_nothing(const struct agree_row *row)
{
    for (size_t i = 0; i < row->n; i++)
        if (row->cells[i].counted && row->cells[i].count)
            return false;
    return true;
}

static const char *head_of(const struct table *t, const struct agree_cell *cell)
{
    return strcmp(cell->name, "first") == 0    ? agree_name(t->report->how, t->a)
           : strcmp(cell->name, "second") == 0 ? agree_name(t->report->how, t->b)
                                               : cell->head;
}

static const char *origin_title(const char *origin)
{
    return strcmp(origin, "manual") == 0       ? "by hand"
           : strcmp(origin, "suggestion") == 0 ? "accepted suggestion"
                                               : origin;
}

static void put_cells(struct table *t, const struct agree_row *row, unsigned count, bool heads)
{
    for (size_t i = 0; i < row->n; i++) {
        const struct agree_cell *cell = &row->cells[i];
        if (heads) {
            output_printf(t->out, " ");
            put_column(t->out, head_of(t, cell), (cell->counted ? count : MEASURE) - 1, true);
        } else if (cell->counted) {
            output_printf(t->out, " %*" PRIu64, (int)count - 1, cell->count);
        } else {
            put_measure(t->out, cell->measure, MEASURE);
        }
    }
    output_printf(t->out, "\n");
}

static void table_row(void *ctx, const struct agree_row *row)
{
    struct table *t = ctx;
    size_t i = 0, n = sizeof tables / sizeof *tables;
    while (i < n && strcmp(tables[i].part, row->part) != 0)
        i++;
    if (i == n || (tables[i].sparse && is_nothing(row)) || (tables[i].overall && row->names[1]))
        return;
    unsigned label = tables[i].names[0], name = tables[i].names[1];
    if (!t->part || strcmp(t->part, row->part) != 0) {
        output_printf(t->out, "\n%-*s", (int)(label + name), tables[i].title);
        put_cells(t, row, tables[i].count, true);
    }
    t->part = row->part;
    bool origin = strcmp(row->part, "origins") == 0;
    if (label)
        put_column(t->out, row->names[1] ? row->names[1] : tables[i].all, label, false);
    if (name && origin)
        put_column(t->out, origin_title(row->names[0]), name, false);
    else if (name)
        put_column(t->out, row->names[0] ? row->names[0] : tables[i].all, name, false);
    put_cells(t, row, tables[i].count, false);
}

/* ---- more than two: a line for each pair ---- */
static void put_pairs(struct output *out, const struct agree_report *report)
{
    static const enum agreement_figure shown[] = {FIGURE_EXACT, FIGURE_TRIMMED, FIGURE_OVERLAP,
                                                  FIGURE_KAPPA};
    enum { SHOWN = sizeof shown / sizeof *shown, NAME = 15, DOCUMENTS = 10 };
    output_printf(out, "\n%-*s%*s", 2 * NAME, "pairs", DOCUMENTS, "documents");
    for (size_t i = 0; i < SHOWN; i++)
        output_printf(out, "%*s", MEASURE, agreement_figure_name(shown[i]));
    output_printf(out, "\n");
    for (size_t a = 0; a < report->how->n_readers; a++)
        for (size_t b = a + 1; b < report->how->n_readers; b++) {
            put_column(out, agree_name(report->how, a), NAME - 1, false);
            output_printf(out, " ");
            put_column(out, agree_name(report->how, b), NAME - 1, false);
            output_printf(out, " %*" PRIu64, DOCUMENTS,
                          agreement_documents(report->agreement, a, b));
            for (size_t i = 0; i < SHOWN; i++)
                put_measure(out,
                            agreement_figure_of_pair(report->agreement, a, b, shown[i], LABEL_NONE),
                            MEASURE);
            output_printf(out, "\n");
        }
}

void agree_text(struct output *out, const struct agree_report *report)
{
    put_readers(out, report);
    put_figures(out, report);
    if (report->how->n_readers == 2) {
        struct table table = {.out = out, .report = report, .a = 0, .b = 1};
        agree_pair_rows(report, 0, 1, &(struct agree_taker){table_row, &table});
    } else {
        put_pairs(out, report);
    }
    struct buf heat = {0};
    agree_heat(report->how, report->agreement, WIDE, true, &heat);
    output_printf(out, "\n");
    output_buf(out, &heat);
    buf_release(&heat);
}
