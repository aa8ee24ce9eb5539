#include <string.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"
#include "labelfile.h"
#include "verbs.h"

static const struct option options[] = {
    {"output", 'o', "FILE", "of `labels export`: write to FILE instead of standard output"},
    {"format", 'f', "FORMAT", "of export and set: another format's configuration, not our JSON"},
    {0},
};

static void attribute(struct output *out, const struct attribute_def *def)
{
    output_printf(out, "     %-12s ", def->name);
    for (size_t i = 0; i < def->n; i++)
        output_printf(out, "%s%s", i ? " | " : "", def->choices[i]);
    output_printf(out, "%s", def->type == ATTRIBUTE_CHOICE ? "" : "text");
    if (def->help && *def->help)
        output_printf(out, "; %s", shown(def->help).text);
    output_printf(out, "\n");
}

static const char *end_name(const struct labelset *set, uint16_t label)
{
    return label == LABEL_ANY ? "any label" : set->labels[label].name;
}

static enum fault print(const struct session *session, struct err *err)
{
    const struct labelset *set = &session->labels;
    struct output out;
    char hash[DIGEST_TEXT];
    digest_format(set->sha256, hash);
    output_open(&out, NULL, NULL);
    output_printf(&out, "%s, version %u, %s\n", shown(set->name).text, set->version, hash);
    for (size_t i = 0; i < set->n_labels; i++) {
        const struct label *label = &set->labels[i];
        output_printf(&out, "\n%s  %s%s\n", shown(label->key ? label->key : "-").text, label->name,
                      label->retired ? " (retired)" : "");
        if (label->guideline && *label->guideline) {
            output_printf(&out, "   ");
            output_plain(&out, label->guideline);
            output_printf(&out, "\n");
        }
        for (size_t j = 0; j < label->n_rules; j++) {
            output_printf(&out, "   %s ", label->rules[j].id);
            output_plain(&out, label->rules[j].text);
            output_printf(&out, "\n");
        }
        for (size_t j = 0; j < label->n_attributes; j++)
            attribute(&out, &label->attributes[j]);
    }
    for (size_t i = 0; i < set->n_relations; i++)
        output_printf(&out, "\n%s: from %s to %s\n", set->relations[i].name,
                      end_name(set, set->relations[i].from), end_name(set, set->relations[i].to));
    return output_end(&out, err);
}

static enum fault write_out(const struct session *session, const struct args *args, struct err *err)
{
    struct output out;
    struct buf text = {0};
    const char *name = args_value(args, "format");
    const struct format *native = format_find("native"),
                        *format = name ? format_find(name) : native;
    enum fault fault;
    if (format == native)
        fault = store_labels(session->store, &text, err);
    else if (format && format->write_labels)
        fault = format->write_labels(&session->labels, &text, err);
    else
        fault = err_set(err, FAULT_USAGE,
                        "--format %s: `manicule help labels` lists the formats of label sets",
                        shown(name).text);
    if (!fault && text.failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault)
        fault = output_open(&out, args_value(args, "output"), err);
    if (!fault) {
        output_buf(&out, &text);
        fault = output_end(&out, err);
    }
    buf_release(&text);
    return fault;
}

static enum fault change(const struct session *session, const char *path, const char *format,
                         struct err *err)
{
    struct labelfile file;
    enum fault fault = labelfile_read(path, format, &session->labels, &file, err);
    if (fault)
        return fault;
    if (!file.same)
        fault = store_change_labels(session->store, file.json, file.n, &file.labels, err);
    if (!fault) {
        struct output out;
        output_open(&out, NULL, NULL);
        output_printf(&out, "%s, version %u: %s\n", shown(file.labels.name).text,
                      file.same ? session->labels.version : file.labels.version,
                      file.same ? "in use already" : "now in use");
        fault = output_end(&out, err);
    }
    labelfile_release(&file);
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    const char *what = args->operands.n ? args->operands.at[0] : "";
    const char *file = args->operands.n > 1 ? args->operands.at[1] : NULL;
    bool exporting = strcmp(what, "export") == 0, setting = strcmp(what, "set") == 0;
    if (*what && !exporting && !setting)
        return err_set(err, FAULT_USAGE, "labels: %s is neither `export` nor `set`",
                       shown(what).text);
    if (setting != (file != NULL))
        return err_set(err, FAULT_USAGE,
                       setting ? "labels: set needs the label set's FILE"
                               : "labels: export takes no file; -o FILE names one");
    enum fault fault =
        session_open(env, args, setting ? SESSION_WRITE : SESSION_READ, &session, err);
    if (fault)
        return fault;
    if (setting)
        fault = change(&session, file, args_value(args, "format"), err);
    else if (exporting)
        fault = write_out(&session, args, err);
    else
        fault = print(&session, err);
    session_close(&session);
    return fault;
}

const struct verb cmd_labels = {
    .name = "labels",
    .usage = "PROJECT [export [-o FILE] | set FILE] [--format FORMAT]",
    .summary = "show, write out or change a project's label set",
    .help = "Shows the labels with their keys, guideline rules and attributes. `export`\n"
            "writes the label set as JSON; `set` makes the one in FILE the project's\n"
            "newest, after checking that no label, relation, attribute or choice in use\n"
            "would vanish and that no label's key is an action's by default. Old versions\n"
            "stay in the project. With --format both are another format's configuration;\n"
            "`set` finds out by itself. Labels that were there before keep what such a\n"
            "file has no place for, others get free keys.",
    .options = options,
    .list = verbs_list_labels,
    .role = ROLE_LEAD,
    .gate = "format",
    .files = 2,
    .project = true,
    .most = 2,
    .run = run,
};
