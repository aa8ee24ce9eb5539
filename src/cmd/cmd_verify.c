#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"
#include "verbs.h"

struct watch {
    struct output *out;
    struct progress progress;
};

static void finding(void *ctx, const char *line)
{
    struct watch *watch = ctx;
    progress_clear(&watch->progress);
    output_plain(watch->out, line);
    output_printf(watch->out, "\n");
}

static void progress(void *ctx, unsigned permille)
{
    struct watch *watch = ctx;
    progress_show(&watch->progress, "verifying", permille, 1000);
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct output out;
    size_t findings = 0;
    struct tally tally = {0};
    enum fault fault = session_open(env, args, SESSION_READ, &session, err);
    if (fault == FAULT_DAMAGED)
        err_set(err, fault, "%s: damaged so far that it cannot be opened; go back to a backup",
                shown(args->project).text);
    if (fault)
        return fault;
    output_open(&out, NULL, NULL);
    struct watch watch = {.out = &out};
    progress_start(&watch.progress, env);
    struct store_report report = {finding, progress, &watch};
    fault = store_verify(session.store, &report, &findings, err);
    progress_clear(&watch.progress);
    if (!fault && !findings)
        fault = store_tally(session.store, &tally, err);
    session_close(&session);
    if (!fault && !findings)
        output_printf(&out, "%s: sound, %u document%s\n", shown(args->project).text,
                      tally.documents, output_s(tally.documents));
    struct err output_err;
    enum fault output = output_end(&out, &output_err);
    if (!fault && output) {
        if (err)
            *err = output_err;
        return output;
    }
    if (!fault && findings)
        fault =
            err_set(err, FAULT_FOUND, "%s: %zu %s; what is sound can still be exported",
                    shown(args->project).text, findings, findings == 1 ? "finding" : "findings");
    return fault;
}

const struct verb cmd_verify = {
    .name = "verify",
    .usage = "PROJECT",
    .summary = "check a whole project for damage",
    .help = "Checks the file's structure, every article against its SHA-256, every span\n"
            "against the digest of its words, the hash chains of the journal, and that the\n"
            "journal played back gives what stands in the tables. Each finding is a line on\n"
            "standard output. Exits with 0 when all is sound and with 1 when something was\n"
            "found.",
    .role = ROLE_LEAD,
    .gate = "",
    .project = true,
    .run = run,
};
