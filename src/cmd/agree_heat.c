/* The matrix of labels: rows are the first reader's, columns the second's, the last of each are
 * spans without a pair. A cell is its number behind a shade for its share of the row, so that it
 * reads without colour. */
#include <inttypes.h>

#include "agree.h"

enum { NAME = 14, CELL = 11, SHADES = 5, COLUMNS = (80 - NAME) / CELL };

static const char *const shades[SHADES] = {"  ", "\xe2\x96\x91\xe2\x96\x91",
                                           "\xe2\x96\x92\xe2\x96\x92", "\xe2\x96\x93\xe2\x96\x93",
                                           "\xe2\x96\x88\xe2\x96\x88"};

/* Over all pairs of readers. */
static uint64_t spans(const struct agree_report *report, uint16_t x, uint16_t y)
{
    uint64_t sum = 0;
    for (size_t a = 0; a < report->how->n_readers; a++)
        for (size_t b = a + 1; b < report->how->n_readers; b++)
            sum += agreement_confusion(report->agreement, a, b, x, y);
    return sum;
}

static const char *name_of(const struct agree_report *report, uint16_t label)
{
    return label == LABEL_NONE ? "nothing" : report->labels->labels[label].name;
}

static void put_cell(struct output *out, uint64_t n, uint64_t of_row)
{
    size_t shade = n ? (size_t)((n * (SHADES - 1) + of_row - 1) / of_row) : 0;
    if (n)
        output_printf(out, " %s%*" PRIu64, shades[shade], CELL - 3, n);
    else
        output_printf(out, "%*s", CELL, ".");
}

static void put_columns(struct output *out, const struct agree_report *report,
                        const uint16_t *labels, size_t n, size_t from)
{
    size_t end = from + COLUMNS < n ? from + COLUMNS : n;
    output_printf(out, "%*s", NAME, "");
    for (size_t k = from; k < end; k++) {
        output_printf(out, " ");
        agree_column(out, name_of(report, labels[k]), CELL - 1, true);
    }
    output_printf(out, "\n");
    for (size_t i = 0; i < n; i++) {
        uint64_t row = 0;
        for (size_t k = 0; k < n; k++)
            row += spans(report, labels[i], labels[k]);
        agree_column(out, name_of(report, labels[i]), NAME, false);
        for (size_t k = from; k < end; k++)
            if (labels[i] != LABEL_NONE || labels[k] != LABEL_NONE)
                put_cell(out, spans(report, labels[i], labels[k]), row);
        output_printf(out, "\n");
    }
}

void agree_heat(struct output *out, const struct agree_report *report)
{
    uint16_t labels[LABELS_MAX + 1];
    size_t n = agree_labels(report, labels);
    for (size_t i = 1; i < n; i++) /* what has no pair comes last here */
        labels[i - 1] = labels[i];
    labels[n - 1] = LABEL_NONE;
    if (report->how->n_readers == 2)
        output_printf(out, "\nlabels of paired spans\nrows: %s\ncolumns: %s\n",
                      agree_name(report->how, 0), agree_name(report->how, 1));
    else
        output_printf(out, "\nlabels of paired spans, all pairs of readers together\n"
                           "rows: the reader named first\ncolumns: the other\n");
    for (size_t from = 0; from < n; from += COLUMNS)
        put_columns(out, report, labels, n, from);
    output_printf(out, "of the row: %s to 25 %%, %s to 50 %%, %s to 75 %%, %s above\n", shades[1],
                  shades[2], shades[3], shades[4]);
}
