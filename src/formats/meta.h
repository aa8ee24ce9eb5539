/* meta.h: metadata in its one form: an object without spaces, members in order of their names'
 * bytes, strings as json_quote() writes them, numbers with the digits they came with. */
#ifndef MANICULE_SRC_FORMATS_META_H
#define MANICULE_SRC_FORMATS_META_H

#include "pull.h"

enum { META_MOST = 1 << 20 }; /* bytes of a document's metadata, as it comes and as it is kept */

struct member {
    struct raw key, value;
};

/* Appends the canonical text of a value. FAULT_INPUT when an object names a member twice, or
 * when either text is longer than META_MOST. */
enum fault meta_canonical(struct raw value, struct buf *out, struct err *);
/* The same of an object made of n members, which are put in order in place; the caller has looked
 * at their size. */
enum fault meta_object(struct member *members, size_t n, struct buf *out, struct err *);
enum fault meta_too_long(struct err *);
/* A string of the input, for a message: printable, cut to a few columns. out is cleared first. */
const char *meta_shown(struct raw string, struct buf *out);

#endif
