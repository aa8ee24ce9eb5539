#include "manicule/marks/attrs.h"

#include <stdlib.h>
#include <string.h>

#include "attr_line.h"
#include "manicule/base/buf.h"
#include "manicule/marks/labelset.h"

bool attr_line_next(const char **at, struct attr_line *line)
{
    if (!*at || !**at)
        return false;
    size_t n = strcspn(*at, "\n");
    const char *equals = memchr(*at, '=', n);
    if (!equals || (*at)[n] != '\n')
        return false;
    line->name = *at;
    line->name_n = (size_t)(equals - *at);
    line->value = equals + 1;
    line->value_n = n - line->name_n - 1;
    *at += n + 1;
    return true;
}

bool attr_line_own(const char **at, struct attr_line *line)
{
    while (attr_line_next(at, line))
        if (!labelset_builtin_attribute(line->name, line->name_n))
            return true;
    return false;
}

static void unescape(const struct attr_line *line, struct buf *out)
{
    const char *p = line->value, *end = p + line->value_n;
    while (p < end) {
        const char *slash = memchr(p, '\\', (size_t)(end - p));
        if (!slash || slash + 1 == end) {
            buf_add(out, p, (size_t)(end - p));
            return;
        }
        buf_add(out, p, (size_t)(slash - p));
        buf_add_char(out, slash[1] == 'n' ? '\n' : slash[1]);
        p = slash + 2;
    }
}

static void escape(const char *value, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++) {
        if (value[i] == '\n' || value[i] == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, value[i] == '\n' ? 'n' : value[i]);
    }
}

void attrs_put(struct buf *out, const char *name, const char *value, size_t n)
{
    buf_add_string(out, name);
    buf_add_char(out, '=');
    escape(value, n, out);
    buf_add_char(out, '\n');
}

int attr_line_order(const char *a, size_t a_n, const char *b, size_t b_n)
{
    int order = memcmp(a, b, a_n < b_n ? a_n : b_n);
    if (order)
        return order;
    return (a_n > b_n) - (a_n < b_n);
}

bool attrs_get(const char *attrs, const char *name, struct buf *out)
{
    struct attr_line line;
    size_t n = strlen(name);
    while (attr_line_next(&attrs, &line)) {
        if (line.name_n != n || memcmp(line.name, name, n) != 0)
            continue;
        if (out)
            unescape(&line, out);
        return true;
    }
    return false;
}

char *attrs_with(const char *attrs, const char *name, const char *value, size_t n, bool *ok)
{
    struct buf out = {0};
    struct attr_line line;
    size_t name_n = strlen(name);
    bool placed = n == 0;
    while (true) {
        bool more = attr_line_next(&attrs, &line);
        int order = more ? attr_line_order(line.name, line.name_n, name, name_n) : 1;
        if (order >= 0 && !placed) {
            attrs_put(&out, name, value, n);
            placed = true;
        }
        if (!more)
            break;
        if (order != 0)
            buf_add(&out, line.name, line.name_n + 1 + line.value_n + 1);
    }
    *ok = !out.failed;
    if (out.size && *ok)
        return buf_take(&out);
    buf_release(&out);
    return NULL;
}

bool attrs_next(const char **at, struct buf *name, struct buf *value)
{
    struct attr_line line;
    if (!attr_line_next(at, &line))
        return false;
    buf_clear(name);
    buf_clear(value);
    buf_add(name, line.name, line.name_n);
    unescape(&line, value);
    return true;
}

bool attrs_valid_name(const char *name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)name[i] <= ' ' || name[i] == 0x7f || strchr("=\"\\", name[i]))
            return false;
    return n > 0 && n <= ATTRS_NAME_MAX;
}

static bool well_escaped(const struct attr_line *line)
{
    for (size_t i = 0; i < line->value_n; i++)
        if (line->value[i] == '\\' && (++i == line->value_n || !memchr("\\n", line->value[i], 2)))
            return false;
    return line->value_n > 0;
}

bool attrs_valid(const char *attrs)
{
    if (!attrs)
        return true;
    struct attr_line line, before = {0};
    const char *at = attrs;
    while (attr_line_next(&at, &line)) {
        if (!attrs_valid_name(line.name, line.name_n) || !well_escaped(&line))
            return false;
        if (before.name && attr_line_order(before.name, before.name_n, line.name, line.name_n) >= 0)
            return false;
        before = line;
    }
    return before.name && !*at;
}
