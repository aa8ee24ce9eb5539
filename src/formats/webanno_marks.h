/* webanno_marks.h: rows of a WebAnno TSV become the spans and relations of a draft. */
#ifndef MANICULE_SRC_FORMATS_WEBANNO_MARKS_H
#define MANICULE_SRC_FORMATS_WEBANNO_MARKS_H

#include "manicule/marks/idtable.h"
#include "webanno.h"

struct webanno_unit { /* "1-3.2"; sub 0: the token itself */
    uint32_t sentence, token, sub;
};
/* The unit that a text of n bytes begins with; how many bytes it took, 0: none is there. */
size_t webanno_unit(const char *text, size_t n, struct webanno_unit *out);
/* A number of at most 32 bits; the same. */
size_t webanno_number(const char *text, size_t n, uint32_t *out);

struct webanno_slice {
    const char *at;
    size_t n;
};

struct webanno_row {
    struct webanno_unit unit;
    uint32_t start, end;         /* UTF-16 units */
    struct webanno_slice words;
    const struct webanno_slice *cells; /* as many as the layers have columns */
    size_t line;
};

struct webanno_here { /* a mark of the row's layer at hand */
    size_t span;      /* of the draft */
    bool fresh;       /* it begins in this row */
};

struct webanno_tie { /* a relation whose ends are looked up when all rows are read */
    size_t link;     /* of the draft */
    uint32_t layer;  /* whose marks it ties, or one of those below */
    struct webanno_unit from, to;
    uint32_t from_id, to_id; /* 0: none */
};

struct webanno_element { /* of a chain */
    uint32_t layer, chain, number;
    size_t span, line;
    const char *arrow; /* the draft's; NULL: it has no name */
};

struct webanno_marks {
    struct draft *draft;
    struct arena arena; /* layers and what `known` holds */
    VEC(struct webanno_layer) layers;
    VEC(uint32_t) ties;     /* of each column of all layers: the layer it names */
    size_t columns;
    bool ties_any, ties_tokens; /* a column names any layer, tokens */
    struct idtable known;   /* marks by layer and number, by layer and unit; units */
    size_t row;             /* how many there were */
    VEC(struct webanno_here) here;
    VEC(size_t) bare, order; /* of `here`: those without a number; those of a role cell */
    VEC(struct webanno_slice) roles, at;
    VEC(struct webanno_tie) links;
    VEC(struct webanno_element) chained;
    struct buf text;
};

/* Takes a line of the header, without its #. */
enum fault webanno_marks_layer(struct webanno_marks *, const char *line, size_t n, struct err *);
/* After the header. */
bool webanno_marks_begin(struct webanno_marks *); /* false: no memory */
/* FAULT_INPUT: a cell is not understood; *at is where in it. */
enum fault webanno_marks_row(struct webanno_marks *, const struct webanno_row *, const char **at,
                             struct err *);
/* After the last row: relations find their ends, chains their arrows. */
enum fault webanno_marks_end(struct webanno_marks *, struct err *);
void webanno_marks_clear(struct webanno_marks *); /* for the next file */
void webanno_marks_release(struct webanno_marks *);

#endif
