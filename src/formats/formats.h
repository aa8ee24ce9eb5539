/* formats.h: the rows of the table of formats, each in its own file. */
#ifndef MANICULE_SRC_FORMATS_FORMATS_H
#define MANICULE_SRC_FORMATS_FORMATS_H

#include "manicule/formats/format.h"

extern const struct format format_csv, format_native, format_tsv;
extern const struct format format_webanno;

#endif
