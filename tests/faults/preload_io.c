/* preload_io.c: writes, syncs and truncations that fail when they are told to (preload_io.h). */
#include <errno.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "preload_io.h"

extern struct failing_io failing_io;
struct failing_io failing_io;

static bool fails(int fd, enum io_kind kind)
{
    if (fd < 3 || !(failing_io.kinds & kind))
        return false;
    unsigned n = ++failing_io.count;
    if (n < failing_io.at || n - failing_io.at >= failing_io.many)
        return false;
    failing_io.failed++;
    errno = failing_io.error;
    return true;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    if (fails(fd, IO_WRITE))
        return failing_io.error ? -1 : (ssize_t)n;
    return syscall(SYS_write, fd, bytes, n);
}

static ssize_t write_at(int fd, const void *bytes, size_t n, off_t at)
{
    if (!fails(fd, IO_WRITE))
        return syscall(SYS_pwrite64, fd, bytes, n, at);
    if (failing_io.half && syscall(SYS_pwrite64, fd, bytes, n / 2, at) < 0)
        return -1;
    errno = failing_io.error;
    return failing_io.error ? -1 : (ssize_t)n;
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    return write_at(fd, bytes, n, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off_t at)
{
    return write_at(fd, bytes, n, at);
}

/* Those that do not fail are not carried out either: no power is cut here, and it is quicker. */
static int sync_file(int fd)
{
    return fails(fd, IO_SYNC) && failing_io.error ? -1 : 0;
}

int fsync(int fd)
{
    return sync_file(fd);
}

int fdatasync(int fd)
{
    return sync_file(fd);
}

static int truncate_file(int fd, off_t size)
{
    if (fails(fd, IO_TRUNCATE))
        return failing_io.error ? -1 : 0;
    return (int)syscall(SYS_ftruncate, fd, size);
}

int ftruncate(int fd, off_t size)
{
    return truncate_file(fd, size);
}

int ftruncate64(int fd, off_t size)
{
    return truncate_file(fd, size);
}
