/* values.h: the JSON values of a file, one after another: those of JSON Lines, or the elements of
 * the one list that the file is. Their text is handed out as it stands; whoever reads it says what is
 * wrong inside. Only what stands between them is judged here.
 *
 * A file is taken for a list when it begins with [ and then [ or {: a line ["text", ...] is a value.
 * Memory is that of the longest value so far.
 */
#ifndef MANICULE_SRC_FLOW_VALUES_H
#define MANICULE_SRC_FLOW_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "manicule/base/err.h"

struct values;

struct value {
    const char *text;    /* good until the next call */
    size_t n;
    size_t line, column; /* where it begins: a line from 1, a byte in it from 0 */
};

struct values *values_new(int fd); /* the descriptor is borrowed; NULL: no memory */
/* FAULT_INPUT: "byte 17: a comma or ] is expected"; *out then says where. */
enum fault values_next(struct values *, struct value *out, bool *more, struct err *);
bool values_list(const struct values *); /* is the file one list? Known once a value came */
uint64_t values_consumed(const struct values *);
void values_free(struct values *);

#endif
