/* webanno_sheet.h: a sheet as WebAnno TSV sees it: which layer each mark is of, what columns the
 * layers have, which tokens and units each span lies on.
 *
 * webanno_sheet.c   spans, relations, what is confessed
 * webanno_layers.c  layers and columns
 * webanno_tokens.c  tokens, sentences, units
 * webanno_write.c   the file */
#ifndef MANICULE_SRC_FORMATS_WEBANNO_SHEET_H
#define MANICULE_SRC_FORMATS_WEBANNO_SHEET_H

#include "manicule/marks/idtable.h"
#include "outlet.h"
#include "webanno.h"

#define WEBANNO_NONE UINT32_MAX

enum webanno_place { PLACE_SPANS, PLACE_CHAINS, PLACE_RELATIONS, PLACE_TOKENS, PLACE_NOWHERE };

struct webanno_field { /* a column that is written */
    enum webanno_cell cell;
    const char *name;      /* as the header has it; of TARGET the layer */
    const char *attribute; /* as a set has it */
};

struct webanno_out { /* a layer that is written */
    enum webanno_place place;
    const char *name;
    bool own, used;
    uint32_t base;  /* of relations: the layer they tie */
    size_t label;   /* which of the fields; SIZE_MAX: none */
    VEC(struct webanno_field) fields;
    char fit[DRAFT_NAME_MOST + 1]; /* its short name, as a label */
};

struct webanno_span {
    struct uuid id;
    const struct span *span;
    uint32_t layer;
    uint32_t first, last; /* tokens */
    uint32_t sub;         /* which unit of the first token; 0: the token itself */
    uint32_t number;      /* 0: it needs none */
    bool stacked, tied;
    bool behind; /* one of another layer stands before it on its unit */
    uint32_t next, before; /* of a chain's element: what the arrow points at, what points here */
    const struct relation *arrow;
    uint32_t chain, link;
};

struct webanno_relation {
    const struct relation *relation;
    uint32_t layer, from, to; /* layer: of a slot the host's */
    uint32_t order;
    size_t field;             /* of a slot: the role's; else 0 */
    bool slot;
};

struct webanno_order {
    const struct span *span;
    uint64_t ties; /* of what hangs on it */
};

struct webanno_token {
    struct range at;
    uint32_t sentence, number; /* from 1 */
    uint32_t span;             /* the span made of this token, or WEBANNO_NONE */
};

/* Layers by what says them: a source_layer by its digest, others by what they are. */
struct webanno_sheet {
    struct outlet *o;
    const struct sheet *sheet;
    struct arena arena;
    VEC(struct webanno_out) layers;
    struct idtable by_text, by_id; /* of `layers`, of `spans` */
    VEC(struct webanno_order) order;
    VEC(struct webanno_span) spans; /* in an order that does not know of ids */
    VEC(struct webanno_relation) drawn;     /* all, by their ends */
    VEC(struct webanno_relation) relations; /* that have columns, by the span in whose row they stand */
    VEC(struct webanno_token) tokens;
    VEC(struct webanno_token) pieces; /* scratch */
    VEC(uint32_t) row_first, ends;    /* of each span: its first relation; the other end of a chain */
    uint8_t *gaps;
    uint32_t links;    /* layers of links of one's own */
    uint32_t made_end; /* of the last span that was a token: they lie apart */
    struct buf name, value;
    bool failed;
};

/* Layers, columns, relations; then tokens and units. */
void webanno_sheet_read(struct webanno_sheet *, struct outlet *, const struct sheet *);
void webanno_sheet_tokens(struct webanno_sheet *);
void webanno_sheet_clear(struct webanno_sheet *);
void webanno_sheet_release(struct webanno_sheet *);

/* ---- webanno_layers.c ---- */
/* The field for an attribute; SIZE_MAX: none. */
size_t webanno_find_field(const struct webanno_out *, const char *attribute);
/* The layer that a source_layer says; WEBANNO_NONE: none that can be written. base: of relations, what
 * they tie; else WEBANNO_NONE. */
uint32_t webanno_layer_of(struct webanno_sheet *, const char *text, size_t n, uint32_t base);
/* The layer of marks that came from nowhere. */
uint32_t webanno_own_layer(struct webanno_sheet *, enum webanno_place place, uint32_t base);
void webanno_add_field(struct webanno_sheet *, uint32_t layer, enum webanno_cell, const char *name,
                       const char *attribute);
/* Can a layer say the label? One without a label column says its own name alone. */
bool webanno_can_say(const struct webanno_out *, const char *label);
/* The value of a layer's field for attributes and label; NULL: it has none. The outlet's or the
 * label set's until the next call. */
const char *webanno_sheet_value(struct webanno_sheet *, const struct webanno_out *, size_t field,
                                const char *attrs, const char *label, size_t *n);

/* A piece of a token that spans lie on. */
struct webanno_piece {
    struct range at;
    bool whole;
    uint32_t span, layer;
};
/* Spans in order of tokens: those that touch the next one. */
struct webanno_walk {
    VEC(uint32_t) active;
    VEC(struct webanno_piece) pieces; /* of the token: whole ones first, then by place, layer, span */
    uint32_t token, next;
};
/* The pieces of the token `walk->token`, which goes up by one from call to call. */
void webanno_walk_token(struct webanno_sheet *, struct webanno_walk *);
/* How many of the pieces from i on are the same unit. */
size_t webanno_walk_unit(const struct webanno_walk *, size_t i);

#endif
