/* The process behind the gate, made clean. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "gate.h"

static char *command;
static bool clean;

bool gate_plain_term(const char *name)
{
    enum { LONGEST = 64 };
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    static const char all[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+._-";
    size_t n = strlen(name);
    return n >= 1 && n <= LONGEST && strchr(letters, name[0]) && strspn(name, all) == n;
}

/* A copy that could not be made ends the process: what it would go on with is not its own. */
static char *keep(const char *name)
{
    const char *value = getenv(name);
    char *copy = value ? strdup(value) : NULL;
    if (value && !copy)
        abort();
    return copy;
}

void gate_environment(void)
{
    if (clean)
        return;
    clean = true;
    command = keep("SSH_ORIGINAL_COMMAND");
    char *term = keep("TERM");
    if (clearenv() != 0 || setenv("LC_ALL", "C.UTF-8", 1) != 0 ||
        (term && gate_plain_term(term) && setenv("TERM", term, 1) != 0))
        abort();
    free(term);
    umask(077);
}

const char *gate_original_command(void)
{
    return command;
}

enum fault gate_process(struct err *err)
{
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
        (GATE_SANITIZED || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0))
        return OK;
    return err_set(err, FAULT_DENIED, "gate: the process cannot be shut off: %s", strerror(errno));
}
