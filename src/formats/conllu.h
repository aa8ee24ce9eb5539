/* conllu.h: CoNLL-U, with the spans in MISC as NE=B-label, and UniversalNER's shape of it, with five
 * columns of which the third is the tag. */
#ifndef MANICULE_SRC_FORMATS_CONLLU_H
#define MANICULE_SRC_FORMATS_CONLLU_H

#include "conll.h"

enum { CONLLU_COLUMNS = 10, UNER_COLUMNS = 5 };

extern const struct format_writer conllu_writer, uner_writer;

/* What stands between two tokens, as UDPipe writes it in SpacesAfter: \s \t \r \n \p \\. */
void conllu_escape(struct outlet *, const char *bytes, size_t n);
void conllu_unescape(const char *text, size_t n, struct buf *out);

#endif
