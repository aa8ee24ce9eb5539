/* gate.h: the parts of `manicule gate`, the forced command of a service account.
 *
 * What stands on its own command line is the lead's and is believed. What the person sent, the
 * original command and the environment, is not: it chooses among what is open to their role, and
 * nothing of it is a path. Messages name projects by their names; a folder of the server is in none,
 * since all work is done from within the project's folder. */
#ifndef MANICULE_SRC_CMD_GATE_H
#define MANICULE_SRC_CMD_GATE_H

#include "manicule/cmd/args.h"
#include "manicule/cmd/gate.h"
#include "verbs.h"

/* Sanitizers look at their process from a second one when it ends, and read files of their own: what
 * is built with them goes without the locks. */
#if defined(__SANITIZE_ADDRESS__)
#define GATE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GATE_SANITIZED 1
#endif
#endif
#ifndef GATE_SANITIZED
#define GATE_SANITIZED 0
#endif

/* ---- gate_world.c: the process and what it was started with ---- */
/* What was asked for instead of the workbench; NULL: nothing. */
const char *gate_original_command(void);
bool gate_plain_term(const char *); /* ^[A-Za-z0-9][A-Za-z0-9+._-]{0,63}$ */
/* No core dumps, no tracing by others, no new privileges. FAULT_DENIED when refused that. */
enum fault gate_process(struct err *);

/* ---- gate_sandbox.c: what the kernel holds the process to ---- */
struct gate_sandbox {
    int landlock; /* its ABI, 0: this kernel has none */
    bool seccomp;
};
/* From here on the process reaches files beneath the working folder (folder true) and reads the
 * descriptions of terminals, and makes no process and no connection. What the kernel does not have
 * is passed over; what it has and refuses is FAULT_DENIED. */
enum fault gate_sandbox(bool folder, struct gate_sandbox *out, struct err *);
/* Are the locks there, and do they hold? A line for each on out; false: some are not. To be asked
 * last: it locks the process in. */
bool gate_sandbox_check(struct output *out);

/* ---- gate_projects.c: those in which the person is ---- */
struct gate_project {
    char *name;         /* its file's, without the ending */
    char *folder, *file; /* where it is, and what it is called there */
    enum role role;     /* of the person */
    struct tally tally;
};
struct gate_projects {
    VEC(struct gate_project) list; /* by name within each folder */
    size_t unreadable;             /* could not be opened, so nobody knows who is in them */
};
/* Of each path, a project or a folder of projects. A project named alone whose people the person is
 * not among is the store's refusal; with nothing left FAULT_DENIED. */
enum fault gate_find(const struct env *, const char *person, const struct args *,
                     struct gate_projects *out, struct err *);
void gate_projects_release(struct gate_projects *);
/* By name, with its ending or without; NULL: there is none. */
const struct gate_project *gate_named(const struct gate_projects *, const char *name);
/* Asks on the terminal which; the only one is not asked for. *out NULL: the person gave up. */
enum fault gate_choose(const struct gate_projects *, const struct gate_project **out, struct err *);
/* Makes the project's folder the working one. */
enum fault gate_enter(const struct gate_project *, struct err *);
void gate_names(const struct gate_projects *, struct buf *out); /* "econ, news" */

/* ---- gate_command.c ---- */
/* Runs a command line that a person sent. Refusals are FAULT_USAGE and FAULT_DENIED. */
enum fault gate_command(const struct env *, const char *person, const char *line,
                        const struct gate_projects *, struct err *);

#endif
