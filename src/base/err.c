#include "manicule/base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int code;
    const char *name, *meaning;
} faults[] = {
#define X(name, code, text) {code, #name, text},
    FAULTS(X)
#undef X
};

enum fault err_set(struct err *err, enum fault fault, const char *format, ...)
{
    if (!err)
        return fault;
    err->fault = fault;
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    return fault;
}

enum fault err_prefix(struct err *err, const char *format, ...)
{
    char text[sizeof err->text];
    if (!err)
        return FAULT_FOUND;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || (size_t)n + 2 >= sizeof text)
        return err->fault; /* no room for what was there: that says more */
    /* The old text moves up behind the prefix; what no longer fits is cut. */
    size_t room = sizeof err->text - (size_t)n - 2;
    memmove(err->text + n + 2, err->text, room);
    err->text[sizeof err->text - 1] = '\0';
    memcpy(err->text, text, (size_t)n);
    memcpy(err->text + n, ": ", 2);
    return err->fault;
}

enum fault err_suffix(struct err *err, const char *format, ...)
{
    if (!err)
        return FAULT_FOUND;
    size_t n = strlen(err->text), room = sizeof err->text - n;
    if (room <= sizeof "; ")
        return err->fault;
    memcpy(err->text + n, "; ", sizeof "; ");
    va_list args;
    va_start(args, format);
    vsnprintf(err->text + n + 2, room - 2, format, args);
    va_end(args);
    return err->fault;
}

enum fault fault_of_errno(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return FAULT_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
        return FAULT_DENIED;
    case ENOENT:
        return FAULT_MISSING;
    default:
        return FAULT_IO;
    }
}

int fault_exit_code(enum fault fault)
{
    return faults[fault].code;
}

const char *fault_meaning(enum fault fault)
{
    return faults[fault].meaning;
}

const char *fault_name(enum fault fault)
{
    return faults[fault].name;
}
