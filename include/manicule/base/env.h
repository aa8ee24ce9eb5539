/* env.h: the world outside, handed in. Nothing below floor 4 asks the system for the time, for
 * random bytes, or sleeps, on its own. */
#ifndef MANICULE_BASE_ENV_H
#define MANICULE_BASE_ENV_H

#include <stddef.h>
#include <stdint.h>

struct env {
    int64_t (*now)(void *ctx);                          /* milliseconds since 1970, UTC */
    void (*random)(void *ctx, void *bytes, size_t n);
    void (*sleep)(void *ctx, unsigned microseconds);
    void *ctx;
};

#endif
