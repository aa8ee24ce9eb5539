#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/cmd/when.h"
#include "manicule/flow/history.h"
#include "manicule/flow/shown.h"
#include "telling.h"
#include "verbs.h"

static const struct option options[] = {
    {"yes", 0, NULL, "do not ask"},
    {0},
};

/* "alice: mark quote "…" in dark-sources" */
static void describe(const struct past_step *visit, const char *document, struct buf *out)
{
    buf_printf(out, "%s: %s in %s", visit->actor, shown(visit->what).text, shown(document).text);
    if (visit->of == SET_PERSON && strcmp(visit->owner, visit->actor) == 0)
        return;
    buf_add_string(out, ", ");
    tell_set(visit->of, visit->owner, visit->source, out);
    if (visit->of == SET_PERSON)
        buf_add_string(out, "'s marks");
}

/* Asks on the terminal; only the word itself is a yes. */
static enum fault confirm(const char *what, const struct past_step *visit, int64_t now,
                          struct err *err)
{
    char answer[64], when[WHEN_TEXT];
    if (!isatty(STDIN_FILENO))
        return err_set(err, FAULT_USAGE, "revert: nobody to ask; --yes takes back without asking");
    when_short(visit->at, now, when);
    fprintf(stderr, "%s, %s. Type revert to go on: ", what, when + strspn(when, " "));
    if (!fgets(answer, sizeof answer, stdin))
        answer[0] = '\0';
    answer[strcspn(answer, "\n")] = '\0';
    return strcmp(answer, "revert") == 0 ? OK : err_set(err, FAULT_USAGE, "nothing was taken back");
}

static enum fault take_back(const struct session *session, const struct revert *revert,
                            const struct env *env, bool yes, struct output *out, struct err *err)
{
    const struct past_step *visit = &revert->visits.at[0];
    struct document document;
    struct buf what = {0};
    size_t changes;
    enum fault fault = store_document(session->store, visit->document, &document, err);
    if (fault)
        return fault;
    describe(visit, document.name, &what);
    document_release(&document);
    fault = revert_check(session->store, revert, err);
    if (!fault && !yes)
        fault = confirm(buf_text(&what), visit, env->now(env->ctx), err);
    if (!fault)
        fault = revert_run(session->store, revert, env, &changes, err);
    if (fault == FAULT_CONFLICT)
        err_prefix(err, "not taken back");
    if (!fault) {
        output_plain(out, buf_text(&what));
        output_printf(out, ": taken back, %zu change%s\n", changes, output_s(changes));
    }
    buf_release(&what);
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct output out;
    struct revert revert;
    enum fault fault = session_open(env, args, SESSION_WRITE, &session, err);
    if (fault)
        return fault;
    output_open(&out, NULL, NULL);
    fault = revert_find(session.store, args->operands.at[0], &revert, err);
    if (!fault) {
        fault = take_back(&session, &revert, env, args_has(args, "yes"), &out, err);
        revert_release(&revert);
    }
    session_close(&session);
    return output_close(&out, fault, err);
}

const struct verb cmd_revert = {
    .name = "revert",
    .usage = "PROJECT STEP [--yes]",
    .summary = "take back a step of someone else's, as a new edit",
    .help = "Takes back what STEP changed: its id, or how it begins, as `log` shows it. It is\n"
            "an edit of one's own; the journal keeps both, and the person finds it in theirs.\n"
            "It is refused when a later step touches the same marks: revert that one first. A\n"
            "lead takes back any step; a reviewer those in gold and in their own reviews. It\n"
            "asks for the word `revert` on the terminal; a script says --yes. For one's own\n"
            "steps there is undo in the workbench.",
    .options = options,
    .role = ROLE_REVIEWER,
    .gate = "yes",
    .project = true,
    .least = 1,
    .most = 1,
    .run = run,
};
