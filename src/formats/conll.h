/* conll.h: tokens in columns, one a line, a blank line after each sentence, the tag in the last column. */
#ifndef MANICULE_SRC_FORMATS_CONLL_H
#define MANICULE_SRC_FORMATS_CONLL_H

#include "tags.h"

struct conll_shape {
    enum scheme scheme;
    unsigned layers;      /* columns of tags: 2 in GermEval's, outer and nested */
    bool numbered;        /* GermEval's: number, token, tags; "#<TAB>source" before a sentence */
    const char *middle;   /* the columns between token and tag, as they are written */
    const char *docstart; /* the line that begins a document; NULL: none does */
};

extern const struct conll_shape conll_2002, conll_2003, conll_biluo, conll_germeval;
extern const struct format_writer conll_2002_writer, conll_2003_writer, conll_biluo_writer,
    conll_germeval_writer;

enum { CONLL_COLUMNS = 32 };

struct conll_piece {
    const char *at;
    size_t n;
};

/* The line's columns, parted by tabs where there is one, else by spaces; a CR at the end is none of it.
 * 0: the line is blank; more than CONLL_COLUMNS are counted, not given. */
size_t conll_columns(const char *line, size_t n, struct conll_piece out[CONLL_COLUMNS]);

bool conll_is(struct conll_piece, const char *word);
bool conll_is_tag(struct conll_piece);
bool conll_is_number(struct conll_piece);

#endif
