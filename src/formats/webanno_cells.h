/* webanno_cells.h: what stands in a cell of a WebAnno TSV. Nothing is copied. */
#ifndef MANICULE_SRC_FORMATS_WEBANNO_CELLS_H
#define MANICULE_SRC_FORMATS_WEBANNO_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct webanno_slice {
    const char *at; /* NULL: there is no more */
    size_t n;
};

struct webanno_unit { /* "1-3.2"; sub 0: the token itself */
    uint32_t sentence, token, sub;
};

/* One of several in a cell, with the number behind it. */
struct webanno_part {
    const char *at;
    size_t n;
    uint32_t number;
    bool numbered, none; /* none: "_" or "*" */
};

/* The unit that a text of n bytes begins with; how many bytes it took, 0: none is there. */
size_t webanno_unit(const char *text, size_t n, struct webanno_unit *out);
/* A number of at most 32 bits; the same. */
size_t webanno_number(const char *text, size_t n, uint32_t *out);
/* The next up to an unescaped separator; *rest is then behind it. False: there is no more. */
bool webanno_next_piece(struct webanno_slice *rest, char separator, struct webanno_slice *out);
/* "value[12]" taken apart; what is no number stays the value's. */
struct webanno_part webanno_part_of(struct webanno_slice piece, bool numbered);
bool webanno_is_nothing(struct webanno_slice cell);
/* "1-3[2_5]": the number there and the number here, 0 where none is needed; "1-3[2]". */
bool webanno_read_tie(struct webanno_slice piece, struct webanno_unit *unit, uint32_t numbers[2]);
/* "*->1-2": the arrow's name, the chain and the place in it. */
bool webanno_read_arrow(struct webanno_slice piece, struct webanno_slice *name, uint32_t *chain,
                        uint32_t *number);

#endif
