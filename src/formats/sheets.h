/* sheets.h: what the writers of Label Studio's and Web Annotation's JSON share: which span of a sheet an
 * id means. */
#ifndef MANICULE_SRC_FORMATS_SHEETS_H
#define MANICULE_SRC_FORMATS_SHEETS_H

#include "manicule/marks/idtable.h"
#include "outlet.h"

/* The spans of a sheet by their ids. False: no memory, which the outlet knows then. */
bool sheets_index(struct outlet *, const struct sheet *, struct idtable *out);
const struct span *sheets_span(const struct idtable *, struct uuid);

#endif
