/* actions.c: the rows of actions.def, and finding them by name. */
#include "manicule/workbench/actions.h"

#include <string.h>

#include "manicule/marks/labelset.h"

static const struct action_row rows[ACTIONS] = {
    [ACTION_NONE] = {.name = "", .keys = "", .help = "", .group = GROUP_ELSE},
#define ACTION(id, text, key, part, bits, words)                                                  \
    [ACT_##id] = {.name = (text), .keys = (key), .help = (words), .group = GROUP_##part, .flags = (bits)},
#include "manicule/workbench/actions.def"
#undef ACTION
    [ACT_LABEL] = {.name = "label-n", .keys = "", .help = "mark; again: the next sensible boundary",
                   .group = GROUP_LABEL, .flags = ACTION_WHOLE | ACTION_EDIT},
    [ACT_RELABEL] = {.name = "relabel-n", .keys = "", .help = "give the current span this label",
                     .group = GROUP_LABEL, .flags = ACTION_WHOLE | ACTION_EDIT},
    [ACT_TRAVEL] = {.name = "travel-n", .keys = "", .help = "to the next candidate of this label",
                    .group = GROUP_LABEL, .flags = ACTION_WHOLE},
};

static const char *const groups[GROUPS] = {
    [GROUP_MOVE] = "move",     [GROUP_SELECT] = "select", [GROUP_SPAN] = "span",
    [GROUP_DECIDE] = "decide", [GROUP_UNDO] = "undo",     [GROUP_ELSE] = "else",
    [GROUP_LABEL] = "label",
};

const struct action_row *action_row(enum action action)
{
    return &rows[(unsigned)action < ACTIONS ? action : ACTION_NONE];
}

const char *action_group_name(enum action_group group)
{
    return (unsigned)group < GROUPS ? groups[group] : "";
}

/* The number behind "label-": 1 to LABELS_MAX, as an index; false: none. */
static bool label_number(const char *text, size_t n, unsigned *out)
{
    unsigned value = 0;
    if (n == 0 || n > 2 || text[0] == '0')
        return false;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (unsigned)(text[i] - '0');
    }
    if (value > LABELS_MAX)
        return false;
    *out = value - 1;
    return true;
}

enum action action_find(const char *name, size_t n, unsigned *argument)
{
    *argument = 0;
    for (enum action a = ACTION_NONE + 1; a < ACT_LABEL; a++)
        if (strlen(rows[a].name) == n && !memcmp(rows[a].name, name, n))
            return a;
    for (enum action a = ACT_LABEL; a < ACTIONS; a++) {
        size_t stem = strlen(rows[a].name) - 1; /* without the n */
        if (n > stem && !memcmp(rows[a].name, name, stem) &&
            label_number(name + stem, n - stem, argument))
            return a;
    }
    return ACTION_NONE;
}
