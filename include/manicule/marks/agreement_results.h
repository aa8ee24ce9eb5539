/* agreement_results.h: what stands behind the headline figures of two readers, as counts and
 * scores. Everywhere a < b; the first reader is the reference of precision and recall. A label of
 * LABEL_NONE is all labels together. */
#ifndef MANICULE_MARKS_AGREEMENT_RESULTS_H
#define MANICULE_MARKS_AGREEMENT_RESULTS_H

#include "manicule/marks/agreement.h"

struct agreement_score {
    uint64_t a, b;                    /* how many each reader has */
    uint64_t matched;                 /* pairs */
    struct measure precision, recall; /* matched / b, matched / a */
    struct measure f1;                /* 2 matched / (a + b) */
};

enum agreement_match { MATCH_EXACT, MATCH_TRIMMED, MATCH_OVERLAP };

struct agreement_score agreement_spans(const struct agreement *, size_t a, size_t b, uint16_t label,
                                       enum agreement_match);

/* SemEval-2013: I. Segura-Bedmar, P. Martinez, M. Herrero-Zazo, "SemEval-2013 Task 9: Extraction
 * of drug-drug interactions from biomedical texts", Proc. SemEval 2013, 341-350, after the
 * categories of N. Chinchor, B. Sundheim, "MUC-5 evaluation metrics", Proc. MUC-5, 1993, 69-78.
 *
 * Spans are paired whatever their labels, one to one, by the largest overlap, at a tie by the
 * smaller sum of sizes, then the same label first. A pair is
 *            edges and label equal | edges equal | label equal | neither
 *   strict   COR                     INC           INC           INC
 *   exact    COR                     COR           INC           INC
 *   partial  COR                     COR           PAR           PAR
 *   type     COR                     INC           COR           INC
 * A span of the first reader without a pair is MIS, one of the second SPU.
 *   POS = COR + INC + PAR + MIS,  ACT = COR + INC + PAR + SPU
 *   precision = (COR + PAR / 2) / ACT,  recall = (COR + PAR / 2) / POS
 *   F1 = 2 (COR + PAR / 2) / (POS + ACT)
 * Of a label: pairs and MIS count by the first reader's label, SPU by the second's. */
enum agreement_semeval { SEMEVAL_STRICT, SEMEVAL_EXACT, SEMEVAL_PARTIAL, SEMEVAL_TYPE };

struct agreement_muc {
    uint64_t correct, incorrect, partial, missing, spurious;
    struct measure precision, recall, f1;
};

struct agreement_muc agreement_semeval(const struct agreement *, size_t a, size_t b, uint16_t label,
                                       enum agreement_semeval);

/* Code points as two readers see a label: in both, only the first, only the second, neither. */
struct agreement_cells {
    uint64_t both, only_a, only_b, neither;
};
struct agreement_cells agreement_cells(const struct agreement *, size_t a, size_t b,
                                       uint16_t label);

/* The two disagreements of unitizing alpha, of all readers. */
struct agreement_unitizing {
    double observed, expected;
    struct measure alpha;
};
struct agreement_unitizing agreement_unitizing(const struct agreement *, uint16_t label);

/* Pairs of spans by their two labels; LABEL_NONE is the row or column of spans without a pair. */
uint64_t agreement_confusion(const struct agreement *, size_t a, size_t b, uint16_t label_a,
                             uint16_t label_b);

/* Relations of a type (LABEL_NONE: all types), both ends paired exactly or by overlap. */
struct agreement_score agreement_relations(const struct agreement *, size_t a, size_t b,
                                           uint16_t type, enum agreement_match exact_or_overlap);

/* Values of an attribute on spans paired by label. attribute: the i-th of the label's, or their
 * number for all names that the label set does not know. */
struct agreement_attribute {
    uint64_t pairs, equal; /* pairs of spans of which one at least has it */
    struct measure share;
};
struct agreement_attribute agreement_attribute(const struct agreement *, size_t a, size_t b,
                                               uint16_t label, size_t attribute);
/* Values of all attributes on relations of a type that both have. */
struct agreement_attribute agreement_relation_attributes(const struct agreement *, size_t a,
                                                         size_t b, uint16_t type);

/* Spans by how they came to be: how many of them the other reader has exactly, whatever its
 * origin there. f1 = (matched_a + matched_b) / (a + b). */
struct agreement_by_origin {
    uint64_t a, b, matched_a, matched_b;
    struct measure precision, recall, f1; /* matched_b / b, matched_a / a */
};
struct agreement_by_origin agreement_by_origin(const struct agreement *, size_t a, size_t b,
                                               uint16_t label, enum origin);

#endif
