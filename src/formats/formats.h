/* formats.h: the rows of the table of formats, each in its own file. */
#ifndef MANICULE_SRC_FORMATS_FORMATS_H
#define MANICULE_SRC_FORMATS_FORMATS_H

#include "manicule/formats/format.h"

extern const struct format format_biluo;
extern const struct format format_brat;
extern const struct format format_conll2002;
extern const struct format format_conll2003;
extern const struct format format_conllu;
extern const struct format format_csv;
extern const struct format format_doccano;
extern const struct format format_doccano_spans;
extern const struct format format_germeval;
extern const struct format format_html;
extern const struct format format_labelstudio;
extern const struct format format_native;
extern const struct format format_prodigy;
extern const struct format format_slate;
extern const struct format format_spacy;
extern const struct format format_spacy_spans;
extern const struct format format_tsv;
extern const struct format format_uner;
extern const struct format format_webanno;
extern const struct format format_webannotation;

#endif
