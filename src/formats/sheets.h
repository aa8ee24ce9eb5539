/* sheets.h: what writers of JSON share: which span of a sheet an id means, a score, sets of review. */
#ifndef MANICULE_SRC_FORMATS_SHEETS_H
#define MANICULE_SRC_FORMATS_SHEETS_H

#include "manicule/marks/idtable.h"
#include "outlet.h"

/* The spans of a sheet by their ids. False: no memory, which the outlet knows then. */
bool sheets_index(struct outlet *, const struct sheet *, struct idtable *out);
const struct span *sheets_span(const struct idtable *, struct uuid);

/* The member "score" of what the attributes are of, behind others; nothing where they have none. */
void sheets_put_score(struct outlet *, const char *attrs);
/* A set of review is lost whole: the format has no place for it. */
void sheets_lose_review(struct outlet *, const struct sheet *);

#endif
