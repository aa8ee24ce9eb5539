/* preload_memory.h: memory that ends on demand. */
#ifndef MANICULE_TESTS_PRELOAD_MEMORY_H
#define MANICULE_TESTS_PRELOAD_MEMORY_H

#include <stdbool.h>

/* What the library exports as `short_memory`. In a program that is started, MANICULE_TEST_SHORT_AT
 * ("12": the 12th allocation fails, "12+": and all that follow) sets it, and the number of
 * allocations made is left in the file MANICULE_TEST_SHORT_COUNT. */
struct short_memory {
    unsigned long at;    /* this one fails, counted from 1; 0: none */
    bool onwards;        /* and all that follow */
    unsigned long count; /* so far, since `at` was set by someone who set this to 0 */
    unsigned long failed;
};

#endif
