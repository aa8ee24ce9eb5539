/* order.h: sorting what is nearly in order already, as what stands in reading order is. */
#ifndef MANICULE_SRC_MARKS_ORDER_H
#define MANICULE_SRC_MARKS_ORDER_H

#include <stdbool.h>
#include <stddef.h>

/* As qsort(). Linear where things are few places off, or where a few runs in order follow one
 * another; never worse than qsort() by more than a few passes. */
void order_sort(void *base, size_t n, size_t size, int (*by)(const void *, const void *));

#endif
