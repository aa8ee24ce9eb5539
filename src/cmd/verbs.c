#include "verbs.h"

#include <string.h>

#include "manicule/cmd/output.h"
#include "manicule/flow/shown.h"
#include "manicule/formats/format.h"

static const struct verb *const verbs[] = {
    &cmd_open, &cmd_init, &cmd_add, &cmd_revise, &cmd_remove, &cmd_list, &cmd_show, &cmd_export, &cmd_import,
    &cmd_labels, &cmd_people, &cmd_assign, &cmd_status, &cmd_review, &cmd_adjudicate, &cmd_agree,
    &cmd_log, &cmd_blame, &cmd_diff, &cmd_revert, &cmd_verify, &cmd_backup, &cmd_gate, &cmd_keys, &cmd_help,
    &cmd_version,
};

enum { VERBS = sizeof verbs / sizeof *verbs };

const struct verb *verb_at(size_t i)
{
    return i < VERBS ? verbs[i] : NULL;
}

const struct verb *verb_find(const char *name)
{
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(verbs[i]->name, name) == 0)
            return verbs[i];
    return NULL;
}

bool verbs_gate_option(const struct verb *verb, const char *option)
{
    size_t n = strlen(option);
    for (const char *at = verb->gate; at && *at;) {
        size_t word = strcspn(at, " ");
        if (word == n && memcmp(at, option, n) == 0)
            return true;
        at += word + strspn(at + word, " ");
    }
    return false;
}

enum fault verbs_set(const struct args *args, const char *otherwise, int *kind, struct err *err)
{
    const char *name = args_value(args, "set");
    if (!name)
        name = args_has(args, "gold") ? "gold" : otherwise;
    enum set_kind parsed = SET_PERSON;
    bool all = strcmp(name, "all") == 0;
    if (!all && !set_kind_parse(name, strlen(name), &parsed))
        return err_set(err, FAULT_USAGE, "--set %s: it is person, gold, suggestion, review or all",
                       shown(name).text);
    *kind = all ? -1 : (int)parsed;
    return OK;
}

enum fault verbs_status(const struct args *args, int *status, struct err *err)
{
    const char *name = args_value(args, "status");
    enum status parsed = STATUS_NEW;
    if (name && !status_parse(name, strlen(name), &parsed))
        return err_set(err, FAULT_USAGE, "--status %s: it is new, open, done, returned or accepted",
                       shown(name).text);
    *status = name ? (int)parsed : -1;
    return OK;
}

enum fault verbs_number(const struct args *args, const char *option, uint64_t *out, struct err *err)
{
    const char *text = args_value(args, option);
    uint64_t n = 0;
    if (!text)
        return OK;
    for (const char *p = text; *p || p == text; p++) {
        if (*p < '0' || *p > '9' || n > UINT64_MAX / 10 - 1)
            return err_set(err, FAULT_USAGE, "--%s %s: it is a whole number", option,
                           shown(text).text);
        n = n * 10 + (uint64_t)(*p - '0');
    }
    *out = n;
    return OK;
}

static void list_formats(struct output *out, bool written)
{
    output_printf(out, "\nFormats:\n");
    for (size_t i = 0; i < formats_n; i++) {
        const struct format *format = formats[i];
        bool native = !format->read && !format->write;
        if (native || (written ? format->write != NULL : format->read != NULL))
            output_printf(out, "  %-13s %s\n", format->name, format->summary);
    }
}

void verbs_list_written(struct output *out)
{
    list_formats(out, true);
}

void verbs_list_read(struct output *out)
{
    list_formats(out, false);
}

void verbs_list_labels(struct output *out)
{
    output_printf(out, "\nFormats of label sets:\n");
    output_printf(out, "  %-13s %s\n", "native", "this program's own JSON (manicule(5))");
    for (size_t i = 0; i < formats_n; i++) {
        const struct format *format = formats[i];
        if (format->read_labels || format->write_labels)
            output_printf(out, "  %-13s %s\n", format->name,
                          !format->read_labels    ? "written"
                          : !format->write_labels ? "read"
                                                  : "read and written");
    }
}
