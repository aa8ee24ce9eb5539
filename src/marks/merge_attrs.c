/* Attribute strings laid over each other. */
#include <stdlib.h>
#include <string.h>

#include "manicule/base/buf.h"
#include "manicule/marks/attrs.h"
#include "manicule/marks/labelset.h"
#include "merge_parts.h"

/* The line of the same name as the one at `line`, or NULL. */
static const char *line_of(const char *attrs, const char *line)
{
    size_t n = strcspn(line, "=") + 1;
    for (const char *at = attrs; at && *at; at = strchr(at, '\n') + 1)
        if (strncmp(at, line, n) == 0)
            return at;
    return NULL;
}

static bool same_line(const char *a, const char *b)
{
    size_t n = strcspn(a, "\n") + 1;
    return strncmp(a, b, n) == 0;
}

/* Is it one that says nothing of how the mark was read (marks/labelset.h)? */
static bool no_reading(const char *line)
{
    return labelset_builtin_attribute(line, strcspn(line, "="));
}

bool merge_attrs_within(const char *inner, const char *outer)
{
    for (const char *at = inner; at && *at; at = strchr(at, '\n') + 1) {
        const char *there = line_of(outer, at);
        if (!no_reading(at) && (!there || !same_line(there, at)))
            return false;
    }
    return true;
}

bool merge_attrs_clash(const char *a, const char *b)
{
    for (const char *at = a; at && *at; at = strchr(at, '\n') + 1) {
        const char *there = line_of(b, at);
        if (there && !no_reading(at) && !same_line(there, at))
            return true;
    }
    return false;
}

static bool lay(char **attrs, const char *more, bool take)
{
    struct buf name = {0}, value = {0};
    bool ok = true;
    while (ok && attrs_next(&more, &name, &value)) {
        char *laid =
            attrs_with(*attrs, buf_text(&name), buf_text(&value), take ? value.size : 0, &ok);
        free(*attrs);
        *attrs = laid;
    }
    ok = ok && !name.failed && !value.failed;
    if (!ok) {
        free(*attrs);
        *attrs = NULL;
    }
    buf_release(&name);
    buf_release(&value);
    return ok;
}

bool merge_attrs_without(char **attrs, const char *names)
{
    return lay(attrs, names, false);
}

bool merge_attrs_with(char **attrs, const char *more)
{
    return lay(attrs, more, true);
}
