/* verbs.h: the rows of the table of verbs, one in each cmd_NAME.c, and what a few of them share. */
#ifndef MANICULE_SRC_CMD_VERBS_H
#define MANICULE_SRC_CMD_VERBS_H

#include "manicule/cmd/args.h"
#include "manicule/cmd/cmd.h"
#include "manicule/marks/set.h"

extern const struct verb cmd_add, cmd_adjudicate, cmd_agree, cmd_assign, cmd_backup, cmd_blame, cmd_diff,
    cmd_export, cmd_gate, cmd_help, cmd_import, cmd_init, cmd_keys, cmd_labels, cmd_list, cmd_log,
    cmd_open, cmd_people, cmd_remove, cmd_revert, cmd_revise, cmd_review, cmd_show, cmd_status, cmd_verify,
    cmd_version;

enum { LABELSET_FILE_MAX = 16 << 20, KEY_FILE_MAX = 1 << 20 };

/* --set and --status as they are given: -1 for "all". */
enum fault verbs_set(const struct args *, const char *otherwise, int *kind, struct err *);
enum fault verbs_status(const struct args *, int *status, struct err *);

/* The workbench on a terminal: `open`, and the desks of `review` and `adjudicate`. */
struct desk;
enum fault verbs_sitting(const struct env *, const struct args *, const struct desk *,
                         struct err *);

/* A whole number given as an option's value. Not given, or given without one: *out stays. */
enum fault verbs_number(const struct args *, const char *option, uint64_t *out, struct err *);

/* Is the option among those that a verb's row opens through the gate? */
bool verbs_gate_option(const struct verb *, const char *option);

/* The formats that are written, or read, with what each is: for the help. */
struct output;
void verbs_list_written(struct output *);
void verbs_list_read(struct output *);
void verbs_list_labels(struct output *); /* whose configuration of labels is read or written */

/* The help of the program, and of one verb, as they are printed: through the gate without what is
 * not open there. */
void help_program(struct output *);
void help_verb(struct output *, const struct verb *, bool gate);

#endif
