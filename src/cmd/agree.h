/* agree.h: what `agree` found, as rows; and the ways of writing it down. */
#ifndef MANICULE_SRC_CMD_AGREE_H
#define MANICULE_SRC_CMD_AGREE_H

#include "manicule/cmd/output.h"
#include "manicule/flow/agree_words.h"
#include "manicule/marks/agreement_interval.h"
#include "manicule/marks/agreement_results.h"

struct agree_report {
    const struct labelset *labels;
    const struct agree_options *how;
    const struct agreement *agreement;
    struct agree_counts counts;
    const struct agreement_interval *intervals; /* NULL: not asked for */
    unsigned samples;
    uint64_t seed;
};

struct agree_cell {
    const char *name, *head; /* in full, and as the head of a narrow column */
    bool counted;
    uint64_t count;         /* when counted, else: */
    struct measure measure; /* undefined is null, or the word */
};

enum { AGREE_CELLS = 8 };

/* Of one thing, such as the spans of one label as one way of matching sees them, all figures. */
struct agree_row {
    const char *part;     /* "spans" */
    const char *keys[2];  /* what names are: "match", "label"; NULL: there is no such key */
    const char *names[2]; /* "exact", "quote"; NULL: all together; in "confusion": no span */
    struct agree_cell cells[AGREE_CELLS];
    size_t n;
};

/* Rows of one part stand together. */
struct agree_taker {
    void (*take)(void *ctx, const struct agree_row *);
    void *ctx;
};
void agree_rows(const struct agree_report *, const struct agree_taker *); /* of all readers */
void agree_pair_rows(const struct agree_report *, size_t a, size_t b, const struct agree_taker *);

void agree_text(struct output *, const struct agree_report *);
void agree_json(struct output *, const struct agree_report *);
void agree_tsv(struct output *, const struct agree_report *);

/* Lost points, a line each; ctx of agree_lost_*() is this. */
struct agree_lost {
    struct output *out;
    const struct agree_options *how;
};
void agree_lost_text(void *ctx, const struct agree_place *, const struct agreement_point *);
void agree_lost_json(void *ctx, const struct agree_place *, const struct agreement_point *);
void agree_lost_tsv(void *ctx, const struct agree_place *, const struct agreement_point *);
void agree_lost_tsv_head(struct output *);

/* A field of TSV: tab, newline and backslash as \t, \n, \\. */
void agree_field(struct output *, const char *text, size_t n);

#endif
