#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"
#include "verbs.h"

static const struct option options[] = {
    {"now", 0, NULL, "even while others work: their edits wait until it is done"},
    {0},
};

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    const char *path = args->operands.at[0];
    enum fault fault = session_open(env, args, SESSION_WRITE, &session, err);
    if (fault)
        return fault;
    fault = store_backup(session.store, path, args_has(args, "now"), err);
    session_close(&session);
    if (fault == FAULT_EXISTS)
        err_set(err, fault, "%s is there already, and is left as it is", shown(path).text);
    if (fault)
        return fault;
    struct output out;
    output_open(&out, NULL, NULL);
    output_plain(&out, path);
    output_printf(&out, ": a copy of ");
    output_plain(&out, args->project);
    output_printf(&out, "\n");
    return output_end(&out, err);
}

const struct verb cmd_backup = {
    .name = "backup",
    .usage = "PROJECT FILE [--now]",
    .summary = "copy a project, with its history, to a new file",
    .help = "Copies the whole project to FILE, which must not be there yet: documents,\n"
            "everybody's sets, comments, label sets and the journal. Copying a project file\n"
            "by other means while people work can give a broken copy; this cannot. It holds\n"
            "up whoever wants to save meanwhile, so it refuses while others work unless\n"
            "--now is given.",
    .options = options,
    .role = ROLE_LEAD,
    .project = true,
    .least = 1,
    .most = 1,
    .run = run,
};
