/* preload_writes.c: counts how often a program calls write(2) for its standard output, in the file
 * $MANICULE_TEST_WRITES (one unsigned int, mapped by the test as well). */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned *count;

__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("MANICULE_TEST_WRITES");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *at = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at != MAP_FAILED)
        count = at;
    close(fd);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    if (fd == STDOUT_FILENO && count)
        ++*count;
    return syscall(SYS_write, fd, bytes, n);
}
