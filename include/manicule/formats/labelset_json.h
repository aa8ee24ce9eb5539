/* labelset_json.h: a label set from its JSON (schemas/json/labelset.schema.json). */
#ifndef MANICULE_FORMATS_LABELSET_JSON_H
#define MANICULE_FORMATS_LABELSET_JSON_H

#include "manicule/base/err.h"
#include "manicule/marks/labelset.h"

/* FAULT_INPUT names line and byte, or path ("labels[2].key"). *out is released by
 * labelset_free(); after a fault it is empty. */
enum fault labelset_read(const char *json, size_t n, struct labelset *out, struct err *);

/* The same as JSON, for one that grew or was made of something else: read back it is equal. */
struct buf;
void labelset_write(const struct labelset *, struct buf *out);

/* The label set that is built in, schemas/labels/news.json. */
const char *labelset_builtin(size_t *n);

#endif
