/* fields.h: JSON that others wrote: the members that are asked for are found, the rest is passed
 * over; how a file begins; and which span an id means. */
#ifndef MANICULE_SRC_FORMATS_FIELDS_H
#define MANICULE_SRC_FORMATS_FIELDS_H

#include "draft.h"
#include "manicule/marks/idtable.h"
#include "outlet.h"
#include "pull.h"

/* found[i] for names[i]. FAULT_INPUT: it is no object, or a name that is asked for stands there
 * twice. */
enum fault fields_find(struct raw object, const char *const *names, size_t n, struct raw *found,
                       struct err *);
/* A copy of a string in the draft's arena; NULL: no memory, and the draft's failed is set. */
char *fields_copy(struct draft *, struct raw string, size_t *n);
/* A whole number that a place can be. */
bool fields_place(struct raw, uint32_t *out);
/* Where the value of a member of the first object of the file, or of the list that the file is, begins
 * in the head. NULL: it is not in it, as far as the head goes. name NULL: where that object ends. */
const char *fields_in_head(const char *head, size_t n, const char *name);

/* An id in the one form of a UUID, so that a span can have it as its own. */
bool fields_own_id(const char *text, struct uuid *out);

/* The spans of a sheet by their ids. False: no memory, which the outlet knows then. */
bool fields_index(struct outlet *, const struct sheet *, struct idtable *out);
const struct span *fields_span(const struct idtable *, struct uuid);

#endif
