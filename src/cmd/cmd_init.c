#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"
#include "labelfile.h"
#include "manicule/formats/labelset_json.h"
#include "verbs.h"

static const struct option options[] = {
    {"labels", 0, "FILE", "take the label set from FILE instead of the built-in one for news"},
    {"labels-format", 0, "FORMAT", "what that file is; without it, it is found by its content"},
    {0},
};

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    char person[PERSON_MAX + 1];
    const char *path = args_value(args, "labels");
    struct store *store = NULL;
    struct labelfile file = {0};
    size_t n;
    const char *json = labelset_builtin(&n);
    enum fault fault = session_person(args, person, err);
    if (!fault && path) {
        fault = labelfile_read(path, args_value(args, "labels-format"), NULL, &file, err);
        json = file.json;
        n = file.n;
    }
    struct store_options options_of_store = {.person = person, .env = *env};
    if (!fault)
        fault = store_create(args->project, json, n, &options_of_store, &store, err);
    store_close(store);
    labelfile_release(&file);
    if (fault == FAULT_EXISTS)
        err_set(err, fault, "%s is there already, and is left as it is", shown(args->project).text);
    if (fault)
        return fault;
    struct output out;
    output_open(&out, NULL, NULL);
    output_plain(&out, args->project);
    output_printf(&out, ": a new project\n");
    return output_end(&out, err);
}

const struct verb cmd_init = {
    .name = "init",
    .usage = "PROJECT [--labels FILE] [--labels-format FORMAT]",
    .summary = "make a new, empty project",
    .help = "Makes the file PROJECT, readable by its owner only. A file that is there\n"
            "already is never touched. The label set can be changed later with `labels`.",
    .options = options,
    .role = ROLE_LEAD,
    .project = true,
    .run = run,
};
