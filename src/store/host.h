/* host.h: what the machine says about a project file: where it lies and which processes use it.
 * Nothing here opens the file: closing any descriptor of it would drop this process's locks. */
#ifndef MANICULE_STORE_HOST_H
#define MANICULE_STORE_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "manicule/base/err.h"

/* "process 1234 (manicule)", or "another process" when the machine does not tell. Never empty. */
void host_holder(const char *path, char *out, size_t n);
/* Another process that has the file open, in the same words: false: none that may be seen. */
bool host_user(const char *path, char *out, size_t n);
/* Is there no room for the file to grow: a full disk, or a limit on file size near at hand? */
bool host_full(const char *path);
/* FAULT_DENIED on a network file system: locks there are promises only. */
enum fault host_local(const char *path, struct err *);
/* Makes an empty file, 0600, where nothing is: FAULT_EXISTS, or why not. */
enum fault host_make_file(const char *path, struct err *);
/* What errno, after a call on that path, means to a person. */
enum fault host_fault(const char *path, int error, struct err *);
/* The folder a path lies in. */
void host_folder(const char *path, char *out, size_t n);

#endif
