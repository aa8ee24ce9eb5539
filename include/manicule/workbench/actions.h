/* actions.h: the table of actions (actions.def). */
#ifndef MANICULE_WORKBENCH_ACTIONS_H
#define MANICULE_WORKBENCH_ACTIONS_H

#include <stddef.h>

enum action_flags { ACTION_WHOLE = 1, ACTION_EDIT = 2, ACTION_QUEUE = 4, ACTION_PANEL = 8 };
enum action_group { GROUP_MOVE, GROUP_SELECT, GROUP_SPAN, GROUP_DECIDE, GROUP_UNDO, GROUP_ELSE, GROUP_LABEL, GROUPS };

enum action {
    ACTION_NONE,
#define ACTION(id, name, keys, group, flags, help) ACT_##id,
#include "manicule/workbench/actions.def"
#undef ACTION
    ACT_LABEL,   /* label-n: mark; the argument is the label's index */
    ACT_RELABEL, /* relabel-n: c and the label's key */
    ACT_TRAVEL,  /* travel-n: g and the label's key */
    ACTIONS
};

struct action_row {
    const char *name, *keys, *help; /* keys: the defaults, parted by spaces */
    enum action_group group;
    unsigned flags;
};

const struct action_row *action_row(enum action);   /* ACT_LABEL and on have rows too, with keys "" */
const char *action_group_name(enum action_group);   /* "move", "select", … */
/* By name; "label-2" gives ACT_LABEL and *argument 1. ACTION_NONE: no such action. */
enum action action_find(const char *name, size_t n, unsigned *argument);

#endif
