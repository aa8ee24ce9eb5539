/* preload_io.h: writing that fails on demand. */
#ifndef MANICULE_TESTS_PRELOAD_IO_H
#define MANICULE_TESTS_PRELOAD_IO_H

#include <stdbool.h>

enum io_kind { IO_WRITE = 1, IO_SYNC = 2, IO_TRUNCATE = 4, IO_ANY = 7 };

/* What the library exports as `failing_io`: the calls of these kinds on files (not on the first
 * three descriptors) are counted, and from the at-th on `many` of them fail. */
struct failing_io {
    unsigned kinds;    /* 0: none are looked at */
    unsigned at, many; /* from 1 */
    int error;         /* errno; 0: it is said to have been done, but is not (a control) */
    bool half;         /* a write that fails has done its first half */
    unsigned count, failed;
};

#endif
