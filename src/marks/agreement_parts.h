/* agreement_parts.h: what the agreement_*.c files share.
 *
 * All results are made from `struct sums`: one flat array of counters (struct layout says where
 * each stands) and the lengths of units and gaps. A document adds to it; a sample of the
 * bootstrap is the same sums over the documents drawn. Only whole numbers are added, so the order
 * of documents cannot change a bit. */
#ifndef MANICULE_SRC_MARKS_AGREEMENT_PARTS_H
#define MANICULE_SRC_MARKS_AGREEMENT_PARTS_H

#include "manicule/base/arena.h"
#include "manicule/base/vec.h"
#include "manicule/marks/agreement_results.h"

enum { AGREEMENT_ORIGINS = ORIGIN_REPEAT + 1 };

/* Counters of a pair of readers and a label. */
enum pair_count {
    COUNT_A, /* spans */
    COUNT_B,
    COUNT_EXACT,
    COUNT_TRIMMED,
    COUNT_OVERLAP,
    COUNT_CLASS, /* pairs of SemEval's by class, [edges equal * 2 + label equal], the first's label
                  */
    COUNT_PAIRED_B = COUNT_CLASS + 4, /* spans of the second in such pairs, by its own label */
    COUNT_IN_A,                       /* code points */
    COUNT_IN_B,
    COUNT_IN_BOTH,
    COUNT_ORIGIN, /* four for each origin: enum origin_count */
    PAIR_COUNTS = COUNT_ORIGIN + 4 * AGREEMENT_ORIGINS
};

enum origin_count { BY_ORIGIN_A, BY_ORIGIN_B, BY_ORIGIN_EXACT_A, BY_ORIGIN_EXACT_B };

/* Counters of a pair alone, of a pair and a relation type, of a pair and an attribute. */
enum { PAIR_DOCUMENTS, PAIR_CODEPOINTS, PAIR_ALONE };
enum { VALUE_PAIRS, VALUE_EQUAL, VALUE_COUNTS };
enum {
    LINK_A,
    LINK_B,
    LINK_EXACT,
    LINK_OVERLAP,
    LINK_VALUES, /* attributes of those that both have */
    LINK_COUNTS = LINK_VALUES + VALUE_COUNTS
};

struct layout {
    size_t readers, pairs, labels, relations;
    size_t values;                       /* attributes of all labels, and one more for each label */
    size_t first_value[LABELS_MAX + 1];  /* of a label */
    size_t confusion, links, attributes; /* where they begin within a pair's */
    size_t per_pair;
    size_t lengths;   /* code points of documents read by m readers: readers + 1 of them */
    size_t distances; /* sum of d^2, two words for each label and m, unordered pairs */
    size_t ratings;   /* code points that k of m readers have in a label */
    size_t total;
};

/* How often each length occurs. */
struct length {
    uint32_t length;
    uint64_t count;
};

enum { SHORT_LENGTHS = 1024 };

struct lengths {
    uint64_t *few;           /* of the lengths below SHORT_LENGTHS, once there is one */
    VEC(struct length) many; /* the others, ascending */
};

struct sums {
    uint64_t *counts;
    struct lengths *units, *gaps; /* of each label */
};

/* A document's own counts, kept for the bootstrap: what is not zero. */
struct kept_count {
    uint32_t at;
    uint64_t count;
};

struct kept_length {
    uint16_t label;
    bool gap;
    uint32_t length;
    uint64_t count;
};

struct kept {
    struct kept_count *counts;
    struct kept_length *lengths;
    size_t n_counts, n_lengths;
};

struct extent { /* code points, end exclusive */
    uint32_t start, end;
};

struct mark { /* a span with its places in code points */
    const struct span *span;
    struct extent at;
    const struct extent *pieces; /* its fragments; NULL: `at` alone */
    uint32_t size;               /* code points of its fragments together */
};

/* One reader's view of a document. */
struct reading {
    const struct set *set;
    VEC(struct mark) marks;   /* reading order */
    VEC(struct extent) units; /* by label, in order, apart or adjacent */
    size_t first[LABELS_MAX]; /* into units */
    size_t n_units[LABELS_MAX];
};

enum mate_kind { MATE_NONE, MATE_EXACT, MATE_SAME, MATE_OTHER };

struct mate {
    uint32_t of;  /* index of the other's mark */
    uint8_t kind; /* enum mate_kind */
    bool classed; /* has been counted in a pair of SemEval's */
};

struct candidate { /* two marks that overlap */
    uint32_t a, b;
    uint32_t overlap;
    uint64_t sizes;     /* of both together */
    uint32_t low, high; /* where they start, the lower first */
    uint32_t label;     /* of both, the lower in the upper half */
    bool same_label, same_pieces;
};

struct key { /* a relation with its ends as marks of the second reader */
    uint16_t type;
    bool mapped, exact;
    uint32_t from, to;
    const struct relation *relation;
    const struct relation *twin; /* the other reader's; NULL: it is lost */
};

struct edge {
    uint32_t at;
    int by;
};

struct trimmed {
    struct range at;
    uint16_t label, n;
    const struct range *pieces;
};

/* Memory of one document, used again for the next. */
struct work {
    struct arena arena;
    struct reading *readings; /* readers */
    VEC(struct mate) mates[2];
    VEC(uint32_t) rest[2]; /* marks that have no exact counterpart */
    VEC(uint32_t) open[2]; /* marks that reach into the place at hand */
    VEC(const struct mark *) group[2];
    VEC(struct candidate) candidates;
    VEC(struct key) keys[2];
    VEC(struct edge) edges;
    VEC(struct trimmed) trimmed[2];
    VEC(struct kept_count) counts;
    VEC(struct kept_length) lengths;
};

struct agreement {
    struct agreement_options options;
    struct layout layout;
    struct sums sums;
    uint64_t *own; /* counters of the document at hand; NULL: straight into the sums */
    VEC(struct kept) kept;
    struct work work;
};

/* Two readers of the document at hand. */
struct couple {
    struct agreement *agreement;
    const struct agreement_document *document;
    size_t a, b;
    const struct reading *of[2];
    uint64_t *counts; /* the pair's */
};

/* agreement_layout.c */
void agreement_layout(struct layout *, size_t readers, const struct labelset *);
size_t agreement_pair(const struct layout *, size_t a, size_t b);
static inline size_t pair_at(const struct layout *l, size_t pair)
{
    return pair * l->per_pair;
}
static inline size_t label_at(uint16_t label)
{
    return PAIR_ALONE + (size_t)label * PAIR_COUNTS;
}
static inline size_t confusion_at(const struct layout *l, uint16_t a, uint16_t b)
{
    size_t row = a == LABEL_NONE ? l->labels : a, column = b == LABEL_NONE ? l->labels : b;
    return l->confusion + row * (l->labels + 1) + column;
}
static inline size_t distance_at(const struct layout *l, uint16_t label, size_t m)
{
    return l->distances + (label * (l->readers + 1) + m) * 2;
}
static inline size_t rating_at(const struct layout *l, uint16_t label, size_t m, size_t k)
{
    size_t each = (l->readers + 1) * (l->readers + 2) / 2;
    return l->ratings + label * each + m * (m + 1) / 2 + k;
}
bool agreement_sums_make(struct sums *, const struct layout *);
void agreement_lengths_clear(struct sums *, const struct layout *); /* how often: never */
void agreement_sums_free(struct sums *, const struct layout *);
bool agreement_length(struct lengths *, uint32_t length, uint64_t times);

/* agreement_read.c; false: no memory */
bool agreement_read(struct agreement *, const struct agreement_document *, size_t reader);
bool agreement_same_pieces(const struct mark *, const struct mark *);
int agreement_pieces_order(const struct mark *, const struct mark *);

/* agreement_pairs.c, agreement_trim.c, agreement_values.c, agreement_links.c,
 * agreement_points.c, agreement_codepoints.c */
bool agreement_pairs(struct couple *);   /* fills the mates, counts spans */
bool agreement_trimmed(struct couple *); /* needs the mates */
void agreement_values(struct couple *);  /* attributes; needs the mates */
/* Adds to VALUE_COUNTS counters what two strings of attributes have. */
void agreement_count_values(uint64_t *counts, const char *a, const char *b);
void agreement_value_points(struct couple *, struct agreement_point *, const char *a,
                            const char *b);
bool agreement_links(struct couple *);                               /* needs the mates */
void agreement_points(struct couple *);                              /* needs the mates and keys */
void agreement_codepoints(struct couple *, size_t m, uint32_t size); /* m readers have read it */
bool agreement_ratings(struct agreement *, const struct agreement_document *, size_t m,
                       uint32_t size);
uint32_t agreement_size(const struct agreement_document *); /* code points of the text */

/* agreement_figures.c: of sums, wherever they come from */
struct measure agreement_figure_of(const struct layout *, const struct sums *,
                                   enum agreement_figure, uint16_t label);
struct measure agreement_pair_figure_of(const struct layout *, const struct sums *, size_t pair,
                                        enum agreement_figure, uint16_t label);
/* agreement_scores.c */
struct agreement_score agreement_spans_of(const struct layout *, const struct sums *, size_t pair,
                                          uint16_t label, enum agreement_match);
struct agreement_muc agreement_semeval_of(const struct layout *, const struct sums *, size_t pair,
                                          uint16_t label, enum agreement_semeval);
struct agreement_score agreement_relations_of(const struct layout *, const struct sums *,
                                              size_t pair, uint16_t type, enum agreement_match);
struct agreement_attribute agreement_attributes_of(const struct layout *, const struct sums *,
                                                   size_t pair, uint16_t label);
/* agreement_unitize.c */
struct agreement_unitizing agreement_unitizing_of(const struct layout *, const struct sums *,
                                                  uint16_t label);

#endif
