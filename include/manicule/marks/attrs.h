/* attrs.h: attributes as one canonical string: "name=value" lines sorted by name, each ending in
 * '\n', with \ and newline in values written \\ and \n. NULL is none. The same string stands in
 * SQLite, in the journal and in memory, so equal attributes are equal bytes. */
#ifndef MANICULE_MARKS_ATTRS_H
#define MANICULE_MARKS_ATTRS_H

#include <stdbool.h>
#include <stddef.h>

enum { ATTRS_NAME_MAX = 64 };

struct buf;

/* The value of a name appended to out (unescaped): false when there is none. out may be NULL. */
bool attrs_get(const char *attrs, const char *name, struct buf *out);
/* A new string (caller frees) with the name set to n bytes of value; n == 0 removes it. NULL: no
 * attributes left, or no memory (*ok false). */
char *attrs_with(const char *attrs, const char *name, const char *value, size_t n, bool *ok);
/* Appends one line to an attribute string that is being made: names in ascending order, n > 0. */
void attrs_put(struct buf *out, const char *name, const char *value, size_t n);
/* Walks: *at starts as attrs; false at the end. value is unescaped into `value` (cleared first). */
bool attrs_next(const char **at, struct buf *name, struct buf *value);
/* Is it canonical: sorted, unique, well escaped, names valid, no value empty. A name has 1 to 64 bytes,
 * none of them a space, a control character, =, " or \. */
bool attrs_valid(const char *attrs);
bool attrs_valid_name(const char *name, size_t n);

#endif
