/* doccano.h: what doccano's rows are made of. */
#ifndef MANICULE_SRC_FORMATS_DOCCANO_H
#define MANICULE_SRC_FORMATS_DOCCANO_H

#include "manicule/formats/format.h"

/* The column in which what we write says what it counts; doccano keeps it as metadata. */
#define DOCCANO_UNIT "offset_unit"

extern const struct format_writer doccano_writer, doccano_spans_writer;

enum fault doccano_write_labels(const struct labelset *, struct buf *out, struct err *);
enum fault doccano_read_labels(const char *bytes, size_t n, struct buf *json, struct err *);
bool doccano_looks_labels(const char *bytes, size_t n);

#endif
