/* preload_memory.c: an allocator that fails when it is told to (preload_memory.h). */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "preload_memory.h"

/* The C library's own, beneath the names that are taken here. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

extern struct short_memory short_memory;
struct short_memory short_memory;

__attribute__((constructor)) static void start(void)
{
    const char *at = getenv("MANICULE_TEST_SHORT_AT");
    if (!at)
        return;
    char *end;
    short_memory = (struct short_memory){.at = strtoul(at, &end, 10)};
    short_memory.onwards = *end == '+';
}

__attribute__((destructor)) static void stop(void)
{
    const char *path = getenv("MANICULE_TEST_SHORT_COUNT");
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    char text[64];
    int n = snprintf(text, sizeof text, "%lu %lu\n", short_memory.count, short_memory.failed);
    if (fd < 0)
        return;
    if (write(fd, text, (size_t)n) != n)
        abort();
    close(fd);
}

static bool ends(void)
{
    short_memory.count++;
    if (!short_memory.at || (short_memory.onwards ? short_memory.count < short_memory.at
                                                  : short_memory.count != short_memory.at))
        return false;
    short_memory.failed++;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t n)
{
    return ends() ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t each)
{
    return ends() ? NULL : __libc_calloc(n, each);
}

void *realloc(void *old, size_t n)
{
    return ends() ? NULL : __libc_realloc(old, n);
}

void *reallocarray(void *old, size_t n, size_t each)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, each, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return ends() ? NULL : __libc_realloc(old, bytes);
}

void *memalign(size_t align, size_t n)
{
    return ends() ? NULL : __libc_memalign(align, n);
}

void *aligned_alloc(size_t align, size_t n)
{
    return ends() ? NULL : __libc_memalign(align, n);
}

int posix_memalign(void **out, size_t align, size_t n)
{
    void *got = ends() ? NULL : __libc_memalign(align, n);
    if (!got)
        return ENOMEM;
    *out = got;
    return 0;
}
