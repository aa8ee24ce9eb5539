/* One object (schemas/json/agreement.schema.json), and the same as rows of TSV. */
#include <inttypes.h>
#include <string.h>

#include "agree.h"
#include "manicule/formats/jsonl.h"

static void quote(struct output *out, const char *text)
{
    struct buf json = {0};
    if (text)
        json_quote(text, strlen(text), &json);
    output_made(out, &json);
    output_add(out, text ? buf_text(&json) : "null", text ? json.size : strlen("null"));
    buf_release(&json);
}

/* Enough digits that reading it gives the same number. */
static void number(struct output *out, const struct agree_cell *cell, const char *undefined)
{
    if (cell->counted)
        output_printf(out, "%" PRIu64, cell->count);
    else if (cell->measure.defined)
        output_printf(out, "%.17g", cell->measure.value);
    else
        output_printf(out, "%s", undefined);
}

struct json {
    struct output *out;
    const char *part; /* the array that is open */
};

static void json_row(void *ctx, const struct agree_row *row)
{
    struct json *json = ctx;
    bool first = !json->part || strcmp(json->part, row->part) != 0;
    if (first)
        output_printf(json->out, "%s,\"%s\":[", json->part ? "]" : "", row->part);
    json->part = row->part;
    output_printf(json->out, first ? "{" : ",{");
    const char *comma = "";
    for (size_t i = 0; i < 2; i++) {
        if (!row->keys[i])
            continue;
        output_printf(json->out, "%s\"%s\":", comma, row->keys[i]);
        quote(json->out, row->names[i]);
        comma = ",";
    }
    for (size_t i = 0; i < row->n; i++) {
        output_printf(json->out, ",\"%s\":", row->cells[i].name);
        number(json->out, &row->cells[i], "null");
    }
    output_printf(json->out, "}");
}

static const char *annotator(const struct agree_options *how, size_t reader)
{
    return how->readers[reader].kind == SET_GOLD ? NULL : how->readers[reader].name;
}

static void json_pair(struct output *out, const struct agree_report *report, size_t a, size_t b)
{
    struct json json = {.out = out};
    output_printf(out, "{\"first\":");
    quote(out, annotator(report->how, a));
    output_printf(out, ",\"second\":");
    quote(out, annotator(report->how, b));
    output_printf(out, ",\"documents\":%" PRIu64, agreement_documents(report->agreement, a, b));
    agree_pair_rows(report, a, b, &(struct agree_taker){json_row, &json});
    output_printf(out, json.part ? "]}" : "}");
}

void agree_json(struct output *out, const struct agree_report *report)
{
    size_t n = report->how->n_readers;
    struct json json = {.out = out};
    output_printf(out, "{\"agreement\":1,\"documents\":%" PRIu64 ",\"readers\":[",
                  report->counts.compared);
    for (size_t i = 0; i < n; i++) {
        output_printf(out, "%s{\"set\":\"%s\",\"annotator\":", i ? "," : "",
                      set_kind_name(report->how->readers[i].kind));
        quote(out, annotator(report->how, i));
        output_printf(out, "}");
    }
    output_printf(out, "],\"bootstrap\":");
    if (report->intervals)
        output_printf(out, "{\"samples\":%u,\"seed\":%" PRIu64 "}", report->samples, report->seed);
    else
        output_printf(out, "null");
    agree_rows(report, &(struct agree_taker){json_row, &json});
    output_printf(out, "],\"pairs\":[");
    for (size_t a = 0; a < n; a++)
        for (size_t b = a + 1; b < n; b++) {
            if (a || b > 1)
                output_printf(out, ",");
            json_pair(out, report, a, b);
        }
    output_printf(out, "]}\n");
}

/* ---- TSV: a line for each figure ---- */
void agree_field(struct output *out, const char *text, size_t n)
{
    for (size_t from = 0, i = 0; i <= n; i++) {
        const char *as = i == n            ? ""
                         : text[i] == '\t' ? "\\t"
                         : text[i] == '\n' ? "\\n"
                         : text[i] == '\r' ? "\\r"
                         : text[i] == '\\' ? "\\\\"
                                           : NULL;
        if (!as)
            continue;
        output_add(out, text + from, i - from);
        output_printf(out, "%s", as);
        from = i + 1;
    }
}

struct tsv {
    struct output *out;
    const char *first, *second;
};

static void tsv_row(void *ctx, const struct agree_row *row)
{
    const struct tsv *tsv = ctx;
    const char *none = strcmp(row->part, "confusion") == 0 ? "-" : "*";
    for (size_t i = 0; i < row->n; i++) {
        output_printf(tsv->out, "%s\t%s\t%s", tsv->first, tsv->second, row->part);
        for (size_t k = 0; k < 2; k++) {
            const char *name = row->names[k] ? row->names[k] : none;
            output_printf(tsv->out, "\t");
            agree_field(tsv->out, name, strlen(name));
        }
        output_printf(tsv->out, "\t%s\t", row->cells[i].name);
        number(tsv->out, &row->cells[i], "undefined");
        output_printf(tsv->out, "\n");
    }
}

void agree_tsv(struct output *out, const struct agree_report *report)
{
    size_t n = report->how->n_readers;
    output_printf(out, "first\tsecond\tpart\tname\tlabel\tfigure\tvalue\n");
    agree_rows(report, &(struct agree_taker){tsv_row, &(struct tsv){out, "*", "*"}});
    if (report->intervals)
        output_printf(
            out, "*\t*\tbootstrap\t*\t*\tsamples\t%u\n*\t*\tbootstrap\t*\t*\tseed\t%" PRIu64 "\n",
            report->samples, report->seed);
    for (size_t a = 0; a < n; a++)
        for (size_t b = a + 1; b < n; b++) {
            struct tsv tsv = {out, agree_name(report->how, a), agree_name(report->how, b)};
            output_printf(out, "%s\t%s\tdocuments\t*\t*\tboth\t%" PRIu64 "\n", tsv.first,
                          tsv.second, agreement_documents(report->agreement, a, b));
            agree_pair_rows(report, a, b, &(struct agree_taker){tsv_row, &tsv});
        }
}
