/* lines.h: a file or pipe, line by line, with a bound on how long a line may be.
 *
 * Memory is that of the longest line so far. A line is handed out without its newline and stays
 * valid until the next call. A last line without newline is a line.
 */
#ifndef MANICULE_FLOW_LINES_H
#define MANICULE_FLOW_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "manicule/base/err.h"

#define LINES_LONGEST ((size_t)1 << 30) /* a longer one is refused without being read to its end   \
                                         */

struct lines;

struct lines *lines_new(int fd, size_t longest); /* the descriptor is borrowed; NULL: no memory */
/* *more false: there are no further lines. Faults do not name the file: the caller knows it. */
enum fault lines_next(struct lines *, const char **line, size_t *n, bool *more, struct err *);
size_t lines_number(const struct lines *);     /* of the line handed out last, from 1 */
uint64_t lines_consumed(const struct lines *); /* bytes handed out so far, for progress */
bool lines_blank(const char *line, size_t n);  /* only spaces, tabs and a CR */
void lines_free(struct lines *);

/* All that can be read from fd, at most `limit` bytes (FAULT_INPUT when there is more); the caller
 * frees *bytes, which has a closing NUL. */
enum fault lines_all(int fd, size_t limit, unsigned char **bytes, size_t *n, struct err *);

#endif
