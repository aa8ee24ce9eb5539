/* no_memory.h: runs a scenario once for each of its allocations, which then fails. Included by one
 * file of a program, as the program gets a malloc that counts. Sanitizers want their own: where
 * NO_MEMORY_SKIPPED is defined there is nothing to use here. */
#ifndef MANICULE_TESTS_NO_MEMORY_H
#define MANICULE_TESTS_NO_MEMORY_H

#include "testlib.h"

#include "manicule/base/err.h"

#if defined(__SANITIZE_ADDRESS__)
#define NO_MEMORY_SKIPPED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NO_MEMORY_SKIPPED 1
#endif
#endif

#ifndef NO_MEMORY_SKIPPED
static bool counting;
static size_t taken, fails_at;
static long living;

static bool may_take(void)
{
    return !counting || ++taken != fails_at;
}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

void *malloc(size_t n)
{
    void *p = may_take() ? __libc_malloc(n) : NULL;
    living += counting && p;
    return p;
}

void *calloc(size_t n, size_t each)
{
    void *p = may_take() ? __libc_calloc(n, each) : NULL;
    living += counting && p;
    return p;
}

void *realloc(void *old, size_t n)
{
    void *p = may_take() ? __libc_realloc(old, n) : NULL;
    living += counting && p && !old;
    return p;
}

void free(void *p)
{
    living -= counting && p;
    __libc_free(p);
}

struct stage; /* what a scenario works on, made before anything fails */

/* False: memory ran out, and that was said. Anything else that goes wrong fails the test. */
static bool went_well(enum fault fault)
{
    counting = fault == OK || fault == FAULT_MEMORY ? counting : false;
    assert_true(fault == OK || fault == FAULT_MEMORY);
    return fault == OK;
}

/* Until a run is over before the allocation that would fail. A failure that nobody speaks of must
 * have done no harm: the scenarios look at what they made. */
static void fail_each(bool (*scenario)(struct stage *), struct stage *stage, size_t least)
{
    size_t refused = 0;
    fails_at = 0;
    do {
        living = 0;
        taken = 0;
        fails_at++;
        counting = true;
        refused += !scenario(stage);
        counting = false;
        if (living != 0)
            fail_msg("allocation %zu: %ld were not given back", fails_at, living);
    } while (taken >= fails_at);
    assert_true(refused >= least);
}

#endif
#endif
