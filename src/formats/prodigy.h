/* prodigy.h: what Prodigy's row is made of. */
#ifndef MANICULE_SRC_FORMATS_PRODIGY_H
#define MANICULE_SRC_FORMATS_PRODIGY_H

#include "manicule/formats/format.h"

/* Prodigy's number for a text, by which its tasks are told apart; kept among the metadata. */
#define PRODIGY_INPUT "_input_hash"

extern const struct format_writer prodigy_writer;

#endif
