#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/adjudicate.h"
#include "manicule/store.h"
#include "verbs.h"

static const struct option options[] = {
    {"agreed", 0, NULL, "no screen: finish gold of all documents on which readers agree"},
    {"trimmed", 0, NULL, "edges agree without the space and punctuation at them"},
    {"document", 0, "NAME", "open at this document instead of the first that is not done"},
    {"theme", 0, "NAME", "dark (the default), light or mono"},
    {"keys", 0, "FILE", "read key bindings from FILE"},
    {0},
};

static const struct desk desk = {.task = TASK_ADJUDICATE};

static void tell(const struct agreed *agreed, struct output *out)
{
    output_printf(out, "%u document%s finished: all readers agree\n", agreed->finished,
                  output_s(agreed->finished));
    if (agreed->waiting)
        output_printf(out, "%u with differences\n", agreed->waiting);
    if (agreed->unread)
        output_printf(out, "%u that fewer than two people have finished\n", agreed->unread);
    if (agreed->before)
        output_printf(out, "%u done before\n", agreed->before);
    if (agreed->stale)
        output_printf(out, "%u of them stale: a reader's marks changed later\n", agreed->stale);
}

static enum fault finish_agreed(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct output out;
    struct agreed agreed;
    enum fault fault = session_open(env, args, SESSION_WRITE, &session, err);
    if (fault)
        return fault;
    output_open(&out, NULL, NULL);
    fault = store_sit(session.store, &desk, err);
    if (!fault)
        fault = adjudicate_agreed(session.store, env,
                                  args_has(args, "trimmed") ? COMPARE_TRIMMED : COMPARE_EXACT,
                                  &agreed, err);
    if (!fault)
        tell(&agreed, &out);
    session_close(&session);
    return output_close(&out, fault, err);
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    if (!args_has(args, "agreed"))
        return verbs_sitting(env, args, &desk, err);
    return finish_agreed(env, args, err);
}

const struct verb cmd_adjudicate = {
    .name = "adjudicate",
    .usage = "PROJECT [--agreed] [--trimmed] [--document NAME]",
    .summary = "settle where people differ, into gold",
    .help = "Lays what several people marked and finished beside each other. What all agree\n"
            "on goes into gold by itself; Tab takes up the differences. 1-9 take a person's\n"
            "reading, b both, x none, e edits, a label key says no, this label; Enter takes\n"
            "what most have. F finishes. People are shown as A, B and so on. With --agreed\n"
            "nothing is shown: documents on which all agree are finished.",
    .options = options,
    .role = ROLE_REVIEWER,
    .gate = "document theme",
    .project = true,
    .run = run,
};
