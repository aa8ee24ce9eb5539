#include <stdlib.h>
#include <string.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"
#include "manicule/formats/labelset_json.h"
#include "verbs.h"

static const struct option options[] = {
    {"output", 'o', "FILE", "of `labels export`: write to FILE instead of standard output"},
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
                      end_name(set, set->relations[i].from),
                      end_name(set, set->relations[i].to));
    return output_end(&out, err);
}

static enum fault export_json(const struct session *session, const char *path, struct err *err)
{
    struct output out;
    struct buf json = {0};
    enum fault fault = store_labels(session->store, &json, err);
    if (!fault)
        fault = output_open(&out, path, err);
    if (!fault) {
        output_buf(&out, &json);
        fault = output_end(&out, err);
    }
    buf_release(&json);
    return fault;
}

static enum fault change(const struct session *session, const char *path, struct err *err)
{
    char *json;
    size_t n;
    struct labelset labels = {0};
    enum fault fault = session_read_file(path, LABELSET_FILE_MAX, &json, &n, err);
    if (fault)
        return fault;
    fault = session_read_labels(path, json, n, &labels, err);
    bool same = !fault && memcmp(labels.sha256, session->labels.sha256, sizeof labels.sha256) == 0;
    if (!fault && !same)
        fault = store_change_labels(session->store, json, n, &labels, err);
    if (!fault) {
        struct output out;
        output_open(&out, NULL, NULL);
        output_printf(&out, "%s, version %u: %s\n", shown(labels.name).text, labels.version,
                      same ? "in use already" : "now in use");
        fault = output_end(&out, err);
    }
    labelset_free(&labels);
    free(json);
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
        fault = change(&session, file, err);
    else if (exporting)
        fault = export_json(&session, args_value(args, "output"), err);
    else
        fault = print(&session, err);
    session_close(&session);
    return fault;
}

const struct verb cmd_labels = {
    .name = "labels",
    .usage = "PROJECT [export [-o FILE] | set FILE]",
    .summary = "show, write out or change a project's label set",
    .help = "Shows the labels with their keys, guideline rules and attributes. `export`\n"
            "writes the label set as JSON; `set` makes the one in FILE the project's\n"
            "newest, after checking that no label, relation, attribute or choice in use\n"
            "would vanish and that no label's key is an action's by default. Old versions\n"
            "stay in the project.",
    .options = options,
    .role = ROLE_LEAD,
    .gate = "",
    .files = 2,
    .project = true,
    .most = 2,
    .run = run,
};
