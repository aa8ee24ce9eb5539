/* webanno_marks.h: rows of a WebAnno TSV become the spans and relations of a draft. */
#ifndef MANICULE_SRC_FORMATS_WEBANNO_MARKS_H
#define MANICULE_SRC_FORMATS_WEBANNO_MARKS_H

#include "manicule/marks/idtable.h"
#include "webanno.h"
#include "webanno_cells.h"

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
    bool tied, ties_any, ties_tokens; /* a column names a layer, any layer, tokens */
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

/* ---- shared by webanno_marks.c and webanno_ends.c ---- */

enum { WEBANNO_TIE_NONE = 0xffffff, WEBANNO_TIE_ANY = 0xfffffe, WEBANNO_TIE_TOKENS = 0x800000 };

enum webanno_key_kind {
    WEBANNO_KEY_NUMBER = 1, /* layer and number */
    WEBANNO_KEY_BARE,       /* layer and first unit, of a mark without a number */
    WEBANNO_KEY_FIRST,      /* layer and first unit, of the first mark with one */
    WEBANNO_KEY_CHAIN,      /* layer, chain and place in it */
    WEBANNO_KEY_UNIT,       /* a unit's own place */
    WEBANNO_KEY_TOKEN,      /* layer and unit, of a span made of a token */
    WEBANNO_KEY_TWIN,       /* a digest */
};

struct webanno_known {
    struct uuid key;
    size_t span, row, here; /* the row it was last in, and where in `here` */
    uint32_t start, end;    /* of units */
};

struct uuid webanno_key(enum webanno_key_kind, uint32_t layer, uint32_t a, uint32_t b, uint32_t c);
struct uuid webanno_unit_key(enum webanno_key_kind, uint32_t layer, struct webanno_unit);
struct webanno_known *webanno_find(const struct webanno_marks *, struct uuid key); /* NULL: nothing */
/* What is known by the key; if nothing was, a new one. NULL: no memory. */
struct webanno_known *webanno_learn(struct webanno_marks *, struct uuid key, size_t span);
/* Does a label say the value wholly? Else it is kept beside. */
bool webanno_says(const struct webanno_layer *, const char *value);
/* A relation whose ends are not known yet. NULL: no memory. */
struct draft_link *webanno_new_link(struct webanno_marks *, const char *type, size_t n, size_t line);
void webanno_give_layer(struct webanno_marks *, struct draft_link *, const char *text);

#endif
