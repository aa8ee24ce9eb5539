/* peek.h: what a file that may be JSON begins with. Its head may be cut anywhere and be anything: nothing
 * is checked here but what is asked for, and no byte behind the head is looked at. */
#ifndef MANICULE_SRC_FORMATS_PEEK_H
#define MANICULE_SRC_FORMATS_PEEK_H

#include "pull.h"

struct peek {
    const char *at, *end;
};

/* The file's first value, or the first of the list that it is: a list whose first element is an
 * object or a list is one of values, as flow/values.h has it. */
struct peek peek_first(const char *bytes, size_t n);

/* Does it begin like this, whatever white space stands between? # is a whole number, $ a string
 * that is there whole, everything else itself. */
bool peek_like(struct peek, const char *pattern);

/* Goes through the members of the object at *p; a value is as long as there is of it. False: no further
 * one that could be told from the head. */
bool peek_enter(struct peek *p);
bool peek_member(struct peek *p, struct raw *key, struct peek *value);
/* Is the key this word, written without escapes? */
bool peek_key(struct raw key, const char *word);

/* Where the value of a member of the first object of the file, or of the list that the file is, begins.
 * NULL: it is not in the head. name NULL: where that object ends. Brackets and strings are all that
 * is looked at. */
const char *peek_in_head(const char *bytes, size_t n, const char *name);

#endif
