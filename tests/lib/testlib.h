/* testlib.h: what every test of a room may use. */
#ifndef MANICULE_TESTLIB_H
#define MANICULE_TESTLIB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "manicule/base/env.h"

/* $MANICULE_TESTDATA/name, or NULL when the variable is unset: then call skip(). Static buffer. */
const char *testdata(const char *name);

/* A whole file, malloc'd with a closing NUL; fails the test when it cannot be read. */
uint8_t *read_file(const char *path, size_t *size);

/* A repeatable world: the clock starts in 2026 and goes on a millisecond a look, random bytes come from a seeded generator. */
struct env test_env(uint64_t seed);

/* A new empty folder under $TMPDIR, removed when the program ends. */
const char *test_folder(void);

/* A seeded generator for property tests. */
uint64_t test_random(uint64_t *state);

#endif
