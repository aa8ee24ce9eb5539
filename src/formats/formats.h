/* formats.h: the rows of the table of formats, each in its own file. */
#ifndef MANICULE_SRC_FORMATS_FORMATS_H
#define MANICULE_SRC_FORMATS_FORMATS_H

#include "manicule/formats/format.h"

extern const struct format format_biluo, format_conll2002, format_conll2003,
    format_conllu, format_csv, format_germeval, format_native, format_tsv, format_uner;

#endif
