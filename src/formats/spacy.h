/* spacy.h: what spaCy's rows are made of. */
#ifndef MANICULE_SRC_FORMATS_SPACY_H
#define MANICULE_SRC_FORMATS_SPACY_H

#include "manicule/formats/format.h"

extern const struct format_writer spacy_writer, spacy_spans_writer;

#endif
