#include "agree.h"

/* A walk over all that is known, of all readers or of two. */
struct rows {
    const struct agree_report *report;
    const struct agree_taker *taker;
    uint16_t labels[LABELS_MAX + 1]; /* the overall one first */
    size_t n_labels, a, b;
};

static const char *label_name(const struct rows *r, uint16_t label)
{
    return label == LABEL_NONE ? NULL : r->report->labels->labels[label].name;
}

static struct agree_cell counted(const char *name, const char *head, uint64_t count)
{
    return (struct agree_cell){.name = name, .head = head, .counted = true, .count = count};
}

static struct agree_cell measured(const char *name, struct measure measure)
{
    return (struct agree_cell){.name = name, .head = name, .measure = measure};
}

static void add(struct agree_row *row, struct agree_cell cell)
{
    row->cells[row->n++] = cell;
}

static void tell(const struct rows *r, const struct agree_row *row)
{
    r->taker->take(r->taker->ctx, row);
}

static void figure_row(const struct rows *r, enum agreement_figure figure, uint16_t label,
                       struct measure value, const struct agreement_interval *interval)
{
    struct agree_row row = {.part = "figures",
                            .keys = {"figure", "label"},
                            .names = {agreement_figure_name(figure), label_name(r, label)}};
    add(&row, measured("value", value));
    if (interval) {
        add(&row, measured("low", (struct measure){interval->defined, interval->low}));
        add(&row, measured("high", (struct measure){interval->defined, interval->high}));
        add(&row, counted("samples", "samples", interval->samples));
    }
    tell(r, &row);
}

static void begin(struct rows *r, const struct agree_report *report,
                  const struct agree_taker *taker)
{
    *r = (struct rows){.report = report, .taker = taker};
    r->n_labels = agree_labels(report->how, report->agreement, r->labels);
}

/* There are no relations of a label. */
static bool has_figure(enum agreement_figure figure, uint16_t label)
{
    return label == LABEL_NONE ||
           (figure != FIGURE_RELATIONS && figure != FIGURE_RELATIONS_OVERLAP);
}

void agree_rows(const struct agree_report *report, const struct agree_taker *taker)
{
    struct rows r;
    size_t of_figure = report->labels->n_labels + 1;
    begin(&r, report, taker);
    for (unsigned f = 0; f < AGREEMENT_FIGURE_COUNT; f++)
        for (size_t i = 0; i < r.n_labels; i++) {
            enum agreement_figure figure = (enum agreement_figure)f;
            uint16_t label = r.labels[i];
            size_t slot = f * of_figure + (label == LABEL_NONE ? of_figure - 1 : label);
            if (has_figure(figure, label))
                figure_row(&r, figure, label, agreement_figure(report->agreement, figure, label),
                           report->intervals ? &report->intervals[slot] : NULL);
        }
}

static void pair_figures(const struct rows *r)
{
    for (unsigned f = 0; f < AGREEMENT_FIGURE_COUNT; f++) {
        enum agreement_figure figure = (enum agreement_figure)f;
        if (figure == FIGURE_FLEISS || figure == FIGURE_ALPHA || figure == FIGURE_ALPHA_U)
            continue; /* of all readers */
        for (size_t i = 0; i < r->n_labels; i++)
            if (has_figure(figure, r->labels[i]))
                figure_row(r, figure, r->labels[i],
                           agreement_figure_of_pair(r->report->agreement, r->a, r->b, figure,
                                                    r->labels[i]),
                           NULL);
    }
}

static void add_score(struct agree_row *row, struct agreement_score score)
{
    add(row, counted("first", "first", score.a));
    add(row, counted("second", "second", score.b));
    add(row, counted("both", "both", score.matched));
    add(row, measured("precision", score.precision));
    add(row, measured("recall", score.recall));
    add(row, measured("f1", score.f1));
}

static const char *const matches[] = {
    [MATCH_EXACT] = "exact", [MATCH_TRIMMED] = "trimmed", [MATCH_OVERLAP] = "overlap"};

static void span_rows(const struct rows *r)
{
    for (size_t i = 0; i < r->n_labels; i++)
        for (unsigned m = MATCH_EXACT; m <= MATCH_OVERLAP; m++) {
            struct agree_row row = {.part = "spans",
                                    .keys = {"match", "label"},
                                    .names = {matches[m], label_name(r, r->labels[i])}};
            add_score(&row, agreement_spans(r->report->agreement, r->a, r->b, r->labels[i],
                                            (enum agreement_match)m));
            tell(r, &row);
        }
}

static void semeval_rows(const struct rows *r)
{
    static const char *const schemes[] = {[SEMEVAL_STRICT] = "strict",
                                          [SEMEVAL_EXACT] = "exact",
                                          [SEMEVAL_PARTIAL] = "partial",
                                          [SEMEVAL_TYPE] = "type"};
    for (size_t i = 0; i < r->n_labels; i++)
        for (unsigned s = SEMEVAL_STRICT; s <= SEMEVAL_TYPE; s++) {
            struct agree_row row = {.part = "semeval",
                                    .keys = {"scheme", "label"},
                                    .names = {schemes[s], label_name(r, r->labels[i])}};
            struct agreement_muc muc = agreement_semeval(r->report->agreement, r->a, r->b,
                                                         r->labels[i], (enum agreement_semeval)s);
            add(&row, counted("correct", "COR", muc.correct));
            add(&row, counted("incorrect", "INC", muc.incorrect));
            add(&row, counted("partial", "PAR", muc.partial));
            add(&row, counted("missing", "MIS", muc.missing));
            add(&row, counted("spurious", "SPU", muc.spurious));
            add(&row, measured("precision", muc.precision));
            add(&row, measured("recall", muc.recall));
            add(&row, measured("f1", muc.f1));
            tell(r, &row);
        }
}

static void codepoint_rows(const struct rows *r)
{
    for (size_t i = 0; i < r->n_labels; i++) {
        struct agree_row row = {.part = "codepoints",
                                .keys = {NULL, "label"},
                                .names = {NULL, label_name(r, r->labels[i])}};
        struct agreement_cells cells =
            agreement_cells(r->report->agreement, r->a, r->b, r->labels[i]);
        add(&row, counted("both", "both", cells.both));
        add(&row, counted("first", "first", cells.only_a));
        add(&row, counted("second", "second", cells.only_b));
        add(&row, counted("neither", "neither", cells.neither));
        tell(r, &row);
    }
}

static void relation_rows(const struct rows *r)
{
    const struct labelset *labels = r->report->labels;
    for (size_t i = 0; i <= labels->n_relations && labels->n_relations; i++)
        for (unsigned m = MATCH_EXACT; m <= MATCH_OVERLAP; m++) {
            uint16_t type = i ? (uint16_t)(i - 1) : LABEL_NONE;
            struct agree_row row = {
                .part = "relations",
                .keys = {"match", "type"},
                .names = {matches[m], i ? labels->relations[i - 1].name : NULL}};
            if (m == MATCH_TRIMMED)
                continue;
            add_score(&row, agreement_relations(r->report->agreement, r->a, r->b, type,
                                                (enum agreement_match)m));
            tell(r, &row);
        }
}

static void attribute_row(const struct rows *r, struct agree_row row,
                          struct agreement_attribute attribute)
{
    add(&row, counted("pairs", "of pairs", attribute.pairs));
    add(&row, counted("equal", "equal", attribute.equal));
    add(&row, measured("share", attribute.share));
    tell(r, &row);
}

static void attribute_rows(const struct rows *r)
{
    const struct labelset *labels = r->report->labels;
    for (size_t i = 1; i < r->n_labels; i++) {
        const struct label *label = &labels->labels[r->labels[i]];
        for (size_t k = 0; k <= label->n_attributes; k++) {
            struct agreement_attribute attribute =
                agreement_attribute(r->report->agreement, r->a, r->b, r->labels[i], k);
            bool known = k < label->n_attributes;
            if (known || attribute.pairs)
                attribute_row(r,
                              (struct agree_row){
                                  .part = "attributes",
                                  .keys = {"attribute", "label"},
                                  .names = {known ? label->attributes[k].name : NULL, label->name}},
                              attribute);
        }
    }
    for (uint16_t i = 0; i < labels->n_relations; i++)
        attribute_row(r,
                      (struct agree_row){.part = "relation_attributes",
                                         .keys = {NULL, "type"},
                                         .names = {NULL, labels->relations[i].name}},
                      agreement_relation_attributes(r->report->agreement, r->a, r->b, i));
}

static void origin_rows(const struct rows *r)
{
    for (size_t i = 0; i < r->n_labels; i++)
        for (unsigned o = ORIGIN_MANUAL; o <= ORIGIN_REPEAT; o++) {
            struct agree_row row = {
                .part = "origins",
                .keys = {"origin", "label"},
                .names = {origin_name((enum origin)o), label_name(r, r->labels[i])}};
            struct agreement_by_origin by =
                agreement_by_origin(r->report->agreement, r->a, r->b, r->labels[i], (enum origin)o);
            add(&row, counted("first", "first", by.a));
            add(&row, counted("matched_first", "found", by.matched_a));
            add(&row, counted("second", "second", by.b));
            add(&row, counted("matched_second", "found", by.matched_b));
            add(&row, measured("precision", by.precision));
            add(&row, measured("recall", by.recall));
            add(&row, measured("f1", by.f1));
            tell(r, &row);
        }
}

static void confusion_rows(const struct rows *r)
{
    for (size_t i = 0; i < r->n_labels; i++)
        for (size_t k = 0; k < r->n_labels; k++) {
            struct agree_row row = {
                .part = "confusion",
                .keys = {"first", "second"},
                .names = {label_name(r, r->labels[i]), label_name(r, r->labels[k])}};
            if (i == 0 && k == 0)
                continue; /* what neither marked cannot be counted */
            add(&row, counted("spans", "spans",
                              agreement_confusion(r->report->agreement, r->a, r->b, r->labels[i],
                                                  r->labels[k])));
            tell(r, &row);
        }
}

void agree_pair_rows(const struct agree_report *report, size_t a, size_t b,
                     const struct agree_taker *taker)
{
    struct rows r;
    begin(&r, report, taker);
    r.a = a;
    r.b = b;
    pair_figures(&r);
    span_rows(&r);
    semeval_rows(&r);
    codepoint_rows(&r);
    relation_rows(&r);
    attribute_rows(&r);
    origin_rows(&r);
    confusion_rows(&r);
}
