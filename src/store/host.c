#include "host.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* File systems whose locks do not hold between machines, by statfs(2). */
static const struct {
    unsigned long type;
    const char *name;
} network[] = {
    {0x6969, "NFS"},       {0xff534d42, "CIFS"},   {0xfe534d42, "SMB"},    {0x517b, "SMB"},
    {0x65735546, "FUSE"},  {0x01021997, "9P"},     {0x00c36400, "Ceph"},   {0x5346414f, "AFS"},
    {0x73757245, "Coda"},  {0x564c, "NCP"},        {0x0bd00bd0, "Lustre"}, {0x01161970, "GFS2"},
    {0x7461636f, "OCFS2"}, {0x013111a8, "BeeGFS"},
};

void host_folder(const char *path, char *out, size_t n)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        snprintf(out, n, ".");
    else
        snprintf(out, n, "%.*s", slash == path ? 1 : (int)(slash - path), path);
}

enum fault host_local(const char *path, struct err *err)
{
    struct statfs fs;
    if (statfs(path, &fs) != 0)
        return OK; /* opening it will say what is wrong */
    for (size_t i = 0; i < sizeof network / sizeof *network; i++)
        if ((unsigned long)fs.f_type == network[i].type)
            return err_set(
                err, FAULT_DENIED,
                "%s: it lies on a network file system (%s), where a project would be lost; "
                "move it to a local disk and come in over SSH",
                path, network[i].name);
    return OK;
}

enum fault host_fault(const char *path, int error, struct err *err)
{
    static const struct {
        int error;
        enum fault fault;
    } meanings[] = {
        {EEXIST, FAULT_EXISTS}, {ENOENT, FAULT_MISSING}, {ENOTDIR, FAULT_MISSING},
        {ENOSPC, FAULT_FULL},   {EDQUOT, FAULT_FULL},    {EFBIG, FAULT_FULL},
        {EIO, FAULT_IO},        {ENOMEM, FAULT_MEMORY},
    };
    enum fault fault = FAULT_DENIED;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].error == error)
            fault = meanings[i].fault;
    return err_set(err, fault, "%s: %s", path, strerror(error));
}

enum fault host_make_file(const char *path, struct err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return host_fault(path, errno, err);
    close(fd);
    return OK;
}

bool host_full(const char *path)
{
    enum { LITTLE = 256 * 1024 }; /* bytes: one commit may ask for as much */
    struct statfs fs;
    struct stat st;
    struct rlimit limit;
    if (statfs(path, &fs) == 0 && (uint64_t)fs.f_bavail * (uint64_t)fs.f_bsize < LITTLE)
        return true;
    return stat(path, &st) == 0 && getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
           limit.rlim_cur != RLIM_INFINITY && (uint64_t)st.st_size + LITTLE > limit.rlim_cur;
}

static void name_process(long pid, char *out, size_t n)
{
    char path[64], name[32] = "";
    snprintf(path, sizeof path, "/proc/%ld/comm", pid);
    FILE *file = fopen(path, "re");
    if (file) {
        if (fgets(name, sizeof name, file))
            name[strcspn(name, "\n")] = '\0';
        fclose(file);
    }
    /* A process names itself: nothing of it may reach a terminal but plain characters. */
    for (char *p = name; *p; p++)
        if (*p < ' ' || *p > '~')
            *p = '?';
    snprintf(out, n, name[0] ? "process %ld (%s)" : "process %ld", pid, name);
}

void host_holder(const char *path, char *out, size_t n)
{
    snprintf(out, n, "another process");
    struct stat st;
    FILE *locks = stat(path, &st) == 0 ? fopen("/proc/locks", "re") : NULL;
    if (!locks)
        return;
    char line[256];
    while (fgets(line, sizeof line, locks)) {
        long pid;
        unsigned long inode;
        /* 1: POSIX  ADVISORY  WRITE 1234 fe:00:5678 1073741824 1073741825 */
        if (sscanf(line, "%*s %*s %*s %*s %ld %*x:%*x:%lu", &pid, &inode) == 2 &&
            inode == st.st_ino && pid > 0 && pid != getpid()) {
            name_process(pid, out, n);
            break;
        }
    }
    fclose(locks);
}

static bool has_open(const char *pid, const struct stat *file)
{
    char folder[300];
    snprintf(folder, sizeof folder, "/proc/%s/fd", pid);
    DIR *dir = opendir(folder);
    if (!dir)
        return false;
    bool found = false;
    for (struct dirent *entry; !found && (entry = readdir(dir));) {
        struct stat st;
        found = fstatat(dirfd(dir), entry->d_name, &st, 0) == 0 && st.st_ino == file->st_ino &&
                st.st_dev == file->st_dev;
    }
    closedir(dir);
    return found;
}

bool host_user(const char *path, char *out, size_t n)
{
    struct stat st;
    DIR *proc = stat(path, &st) == 0 ? opendir("/proc") : NULL;
    if (!proc)
        return false;
    bool found = false;
    for (struct dirent *entry; !found && (entry = readdir(proc));) {
        char *end;
        long pid = strtol(entry->d_name, &end, 10);
        found = *end == '\0' && pid > 0 && pid != getpid() && has_open(entry->d_name, &st);
        if (found)
            name_process(pid, out, n);
    }
    closedir(proc);
    return found;
}
