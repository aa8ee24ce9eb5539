/* err.h: what went wrong, told once where it was seen, in the user's words.
 *
 * A function that can fail returns `enum fault` (OK is 0) and takes a `struct err *` as its last
 * parameter. It fills it at the place that saw the fault; callers pass it on untouched, or add
 * what they know in front with err_prefix(), or behind with err_suffix(). A NULL err is allowed: the code alone is returned.
 */
#ifndef MANICULE_BASE_ERR_H
#define MANICULE_BASE_ERR_H

#include <stdarg.h>

/* fault, exit code of the program, what it means in the manual */
#define FAULTS(X)                                                                                 \
    X(OK, 0, "success")                                                                           \
    X(FAULT_FOUND, 1, "the verb did its work and found something wrong")                          \
    X(FAULT_USAGE, 2, "the command line is not understood")                                       \
    X(FAULT_INPUT, 3, "input is refused: not UTF-8, a broken record, a wrong slice")              \
    X(FAULT_MISSING, 4, "a file, document, label or person does not exist")                       \
    X(FAULT_EXISTS, 5, "something of that name or id is there already, or in use")                                 \
    X(FAULT_NOT_PROJECT, 6, "the file is not a project, or one of a newer program")               \
    X(FAULT_DENIED, 7, "no permission, or the file is read-only")                                 \
    X(FAULT_BUSY, 8, "someone else holds the project for too long")                               \
    X(FAULT_FULL, 9, "no space left, or a limit on file size")                                    \
    X(FAULT_IO, 10, "reading or writing failed")                                                  \
    X(FAULT_DAMAGED, 11, "the project file is damaged")                                           \
    X(FAULT_CONFLICT, 12, "the set was changed meanwhile by someone else")                        \
    X(FAULT_TERMINAL, 13, "no terminal, or one that cannot show the workbench")                   \
    X(FAULT_MEMORY, 14, "out of memory")

enum fault {
#define X(name, code, text) name,
    FAULTS(X)
#undef X
};

struct err {
    enum fault fault;
    char text[600]; /* one line, printable, no newline at its end */
};

/* Fills err (may be NULL) and returns fault, so that `return err_set(...)` reads well. */
enum fault err_set(struct err *err, enum fault fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "prefix: " in front of the text that is there. Returns err's fault. */
enum fault err_prefix(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts "; text" behind the text that is there, cut where there is no room. Returns err's fault. */
enum fault err_suffix(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What errno says of a file: full, denied, missing, else that it failed. */
enum fault fault_of_errno(int error);

/* The exit code documented in the manual, and the sentence beside it. */
int fault_exit_code(enum fault fault);
const char *fault_meaning(enum fault fault);
const char *fault_name(enum fault fault);

#endif
