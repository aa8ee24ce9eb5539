/* preload_network.c: a folder whose file system is of the kind that MANICULE_TEST_FAR names (statfs's
 * f_type, in hexadecimal): every path that begins with "far". */
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

int statfs(const char *path, struct statfs *out)
{
    int code = (int)syscall(SYS_statfs, path, out);
    const char *type = getenv("MANICULE_TEST_FAR");
    if (code == 0 && type && strncmp(path, "far", 3) == 0)
        out->f_type = (__fsword_t)strtoul(type, NULL, 16);
    return code;
}
