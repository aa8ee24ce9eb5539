/* attr_line.h: attributes line by line, as they stand (marks/attrs.h), for what need not read values:
 * they are canonical, so equal values are equal bytes. */
#ifndef MANICULE_SRC_MARKS_ATTR_LINE_H
#define MANICULE_SRC_MARKS_ATTR_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct attr_line { /* one "name=value\n", the value still escaped */
    const char *name, *value;
    size_t name_n, value_n;
};

/* The line at *at, and *at behind it. False at the end, and at a line that is none. */
bool attr_line_next(const char **at, struct attr_line *);
/* The same without those that every label has (marks/labelset.h): what a format calls a thing, or how sure
 * a model was, is no reading of it. */
bool attr_line_own(const char **at, struct attr_line *);
int attr_line_order(const char *name, size_t n, const char *other, size_t other_n);

#endif
