/* agreement.h: how far readers agree on what they marked, over many documents.
 *
 * One document after another is added; what is kept are counts, so memory does not grow with the
 * project (unless intervals are asked for), and results do not depend on the order of documents
 * or spans: whole numbers are summed, and divided at the end. Comments are never looked at. No
 * I/O, no clock, no random number of its own.
 *
 * Cost: linear in spans (n log n where they are unlike), times pairs of readers; where several
 * spans of both readers overlap at one place, in the pairs of them. No array is as long as the
 * article.
 *
 * How spans are paired, everywhere but for SemEval's scores (agreement_results.h): one to one,
 * greedily. First spans of the same label, by the largest overlap in code points (of their
 * fragments), at a tie by the smaller sum of their sizes, then in reading order; so spans equal
 * in label and fragments always find each other. Then what is left across labels in the same
 * order, where the overlap is at least half of the longer span. The rule is the same seen from
 * either reader.
 */
#ifndef MANICULE_MARKS_AGREEMENT_H
#define MANICULE_MARKS_AGREEMENT_H

#include "manicule/base/err.h"
#include "manicule/marks/agreement_measure.h"
#include "manicule/marks/set.h"
#include "manicule/text/article.h"

enum { AGREEMENT_READERS_MAX = 64 };

/* A disagreement of two readers: where a point is lost. */
enum agreement_kind {
    AGREEMENT_MISSING,   /* one of them has no such span */
    AGREEMENT_BOUNDARY,  /* same label, other edges or fragments */
    AGREEMENT_LABEL,     /* paired across labels; edges may differ too */
    AGREEMENT_RELATION,  /* only one of them relates these spans in this way */
    AGREEMENT_ATTRIBUTE, /* of spans paired by label, or of relations that both have */
    AGREEMENT_KINDS
};

struct agreement_point {
    size_t document;  /* its number */
    size_t reader[2]; /* the first is the lower */
    enum agreement_kind kind;
    const struct span *span[2]; /* NULL: that reader has none. Of a relation: the spans it leaves */
    const struct relation *relation[2]; /* the point is one of these, or of their attributes */
    struct range range;                 /* in bytes: where to jump to, covers both spans */
    const char *attribute;              /* its name, attribute_n bytes, not terminated */
    size_t attribute_n;
    bool follows; /* a relation that is lost because a span at its end has no pair */
};

const char *agreement_kind_name(enum agreement_kind); /* "missing", ... */

struct agreement_options {
    const struct labelset *labels; /* outlives the object; every span's label is one of its */
    size_t readers;                /* 2 ... AGREEMENT_READERS_MAX */
    bool intervals;                /* keep the counts of each document, for agreement_intervals() */
    /* Called within agreement_add() for each disagreement of each pair of readers: spans in reading
     * order, then relations in order of ids. What the point refers to is the sets' own. NULL: none.
     */
    void (*lost)(void *ctx, const struct agreement_point *);
    void *ctx;
};

struct agreement_document {
    size_t number; /* the caller's, handed back with points */
    /* NULL: the text is not at hand; a place's byte is then a code point, and nothing is trimmed */
    const struct article *article;
    uint32_t size; /* code points of the text; 0: they are counted, where there is an article */
    /* One for each reader. NULL: has not read it, which is not the same as "marked nothing". */
    const struct set *const *sets;
};

struct agreement;

struct agreement *agreement_new(const struct agreement_options *); /* NULL: no memory */
void agreement_free(struct agreement *);                           /* NULL is fine */
/* A document that fewer than two have read changes nothing. After FAULT_MEMORY the object can
 * only be freed. */
enum fault agreement_add(struct agreement *, const struct agreement_document *, struct err *);
uint64_t agreement_documents(const struct agreement *, size_t a,
                             size_t b); /* both have read; a < b */

/* The headline figures: enum, name, what it is. Each is explained at the end of this file. */
#define AGREEMENT_FIGURES(X)                                                                       \
    X(FIGURE_EXACT, "exact", "F1 of spans, same label and edges")                                  \
    X(FIGURE_TRIMMED, "trimmed", "F1 of spans, edges trimmed of space and punctuation")            \
    X(FIGURE_OVERLAP, "overlap", "F1 of spans, same label and overlapping")                        \
    X(FIGURE_STRICT, "semeval-strict", "SemEval-2013 F1, strict")                                  \
    X(FIGURE_BOUNDS, "semeval-exact", "SemEval-2013 F1, exact boundary")                           \
    X(FIGURE_PARTIAL, "semeval-partial", "SemEval-2013 F1, partial boundary")                      \
    X(FIGURE_TYPE, "semeval-type", "SemEval-2013 F1, type")                                        \
    X(FIGURE_KAPPA, "kappa", "Cohen's kappa per code point")                                       \
    X(FIGURE_PI, "pi", "Scott's pi per code point")                                                \
    X(FIGURE_FLEISS, "fleiss", "Fleiss' kappa per code point")                                     \
    X(FIGURE_ALPHA, "alpha", "Krippendorff's alpha, nominal, per code point")                      \
    X(FIGURE_ALPHA_U, "alpha-u", "Krippendorff's unitizing alpha")                                 \
    X(FIGURE_RELATIONS, "relations", "F1 of relations, both ends exact")                           \
    X(FIGURE_RELATIONS_OVERLAP, "relations-overlap", "F1 of relations, both ends overlapping")     \
    X(FIGURE_ATTRIBUTES, "attributes", "share of attributes with equal values")

enum agreement_figure {
#define X(id, name, help) id,
    AGREEMENT_FIGURES(X)
#undef X
};

enum { AGREEMENT_FIGURE_COUNT = FIGURE_ATTRIBUTES + 1 };

const char *agreement_figure_name(enum agreement_figure);
const char *agreement_figure_help(enum agreement_figure);

/* label LABEL_NONE: overall. Of one pair of readers (a < b): undefined for Fleiss' kappa and the
 * alphas, which are of all readers. */
struct measure agreement_figure(const struct agreement *, enum agreement_figure, uint16_t label);
struct measure agreement_figure_of_pair(const struct agreement *, size_t a, size_t b,
                                        enum agreement_figure, uint16_t label);

/* Figures of pairs: the plain mean over the pairs of readers for whom it is defined.
 *
 * F1 of spans: 2 m / (n_a + n_b), the harmonic mean of precision m / n_b and recall m / n_a
 * (C. J. van Rijsbergen, Information Retrieval, 2nd ed., 1979, ch. 7); its mean over pairs as a
 * measure of agreement: G. Hripcsak, A. S. Rothschild, "Agreement, the F-measure, and reliability
 * in information retrieval", JAMIA 12(3), 2005, 296-298. Overall: over the spans of all labels.
 * m counts pairs of the same label that are equal in all fragments (exact), in all fragments when
 * each is trimmed (those that vanish apart), or that overlap, paired as said above.
 *
 * Kappa, pi, Fleiss' kappa, alpha (agreement_measure.h): for each label every code point is an
 * item that is in or out. Overall: the mean of the labels for which it is defined, weighted by
 * the code points that each reader gave the label. Documents that a reader has not read are
 * missing values to alpha and Fleiss' kappa; a pair's figures are over what both have read.
 *
 * Unitizing alpha: K. Krippendorff, "On the reliability of unitizing continuous data",
 * Sociological Methodology 25, 1995, 47-76; Content Analysis, 2nd ed., 2004, 11.6. A reader's
 * units of a label are the fragments of its spans, those that overlap as one; gaps lie between.
 *   alpha_u = 1 - sum_c Do_c / sum_c De_c
 *   Do_c = sum over ordered pairs of readers of d^2(g, h) / (m (m - 1) L^2), where d^2 is
 *          (b_g - b_h)^2 + (e_g - e_h)^2 for units (begin b, end e) that intersect,
 *          l_g^2 for a unit that lies in a gap of the other, else 0
 *   De_c = (2 / L) sum over units of [(N - 1) / 3 (2 l^3 - 3 l^2 + l) + l^2 sum over gaps h
 *          with l_h >= l of (l_h - l + 1)] / (m L (m L - 1) - sum over units of l (l - 1))
 * The documents laid end to end are the continuum; a gap ends with its document. Where not all
 * have read a document, m L is the length that all readers together have read, and d^2 is divided
 * by the m - 1 of that document; with the same m throughout that is the formula of 1995.
 *
 * Relations: F1 over those of one type whose spans are paired by label, exactly or by overlap.
 * Attributes: of all names that either of two spans paired by label has, or either of two relations
 * that both have, the share that both have with the same value. Of a label: of its spans alone. */

#endif
