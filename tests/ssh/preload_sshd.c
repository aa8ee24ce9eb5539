/* preload_sshd.c: what the tests' sshd, which runs without privileges, is told about the machine
 * instead of the truth. Nothing on the machine is changed.
 *
 * When root runs the tests, sshd is started as `nobody`, whose login shell is nologin and whose
 * account may be locked: that one entry gets /bin/sh and the folder in $SSH_TEST_HOME. And there is
 * no group `tty`: sshd would give it each terminal, which only root can do where /dev/pts is
 * mounted without gid=. */
#include <dlfcn.h>
#include <grp.h>
#include <pwd.h>
#include <shadow.h>
#include <stdlib.h>
#include <string.h>

static struct passwd *usable(struct passwd *entry)
{
    static char shell[] = "/bin/sh", password[] = "*";
    char *home = getenv("SSH_TEST_HOME");
    if (entry && strcmp(entry->pw_name, "nobody") == 0) {
        entry->pw_shell = shell;
        entry->pw_passwd = password;
        if (home)
            entry->pw_dir = home;
    }
    return entry;
}

struct passwd *getpwnam(const char *name)
{
    struct passwd *(*next)(const char *) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, "getpwnam");
    return next ? usable(next(name)) : NULL;
}

struct passwd *getpwuid(uid_t uid)
{
    struct passwd *(*next)(uid_t) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, "getpwuid");
    return next ? usable(next(uid)) : NULL;
}

struct spwd *getspnam(const char *name)
{
    (void)name;
    return NULL;
}

struct group *getgrnam(const char *name)
{
    struct group *(*next)(const char *) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, "getgrnam");
    return next && strcmp(name, "tty") != 0 ? next(name) : NULL;
}
