/* preloaded.h: libraries of this folder that are loaded before all others, into a program that is
 * started or into the test itself. */
#ifndef MANICULE_TESTS_PRELOADED_H
#define MANICULE_TESTS_PRELOADED_H

#include <dlfcn.h>
#include <unistd.h>

#include "testlib.h"

#if defined __SANITIZE_ADDRESS__
#define SANITIZED true
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

/* Its path: it is built beside the test. Static buffer. */
static inline const char *preload_path(const char *name)
{
    static char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    assert_true(n > 0);
    path[n] = '\0';
    char *slash = strrchr(path, '/');
    assert_true(snprintf(slash, sizeof path - (size_t)(slash - path), "/%s.so", name) > 0);
    if (access(path, R_OK) != 0)
        fail_msg("%s is not built", path);
    return path;
}

/* The sanitizers' own library wants to be first. */
static inline void preload_set(const char *name)
{
    setenv("LD_PRELOAD", preload_path(name), 1);
    setenv("ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0", 1);
}

/* What the library exports, in a test that runs under it: the test is started anew when it does not
 * yet. Programs that it starts are without it. */
static inline void *preload_self(const char *name, const char *symbol, char **argv)
{
    void *found = dlsym(RTLD_DEFAULT, symbol);
    if (!found && !getenv("LD_PRELOAD")) {
        preload_set(name);
        execv("/proc/self/exe", argv);
    }
    unsetenv("LD_PRELOAD");
    return found;
}

#endif
