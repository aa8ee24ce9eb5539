#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"
#include "verbs.h"

static const struct option options[] = {
    {"yes", 0, NULL, "do not ask"},
    {0},
};

struct content {
    unsigned sets, spans;
};

static enum fault count(const struct session *session, int64_t document, struct content *out,
                        struct err *err)
{
    struct set_cursor cursor = {0};
    struct set_filter filter = {.kind = -1, .status = -1, .document = document};
    *out = (struct content){0};
    for (;;) {
        struct set_info info;
        bool more;
        enum fault fault = store_next_set(session->store, &cursor, &filter, &info, &more, err);
        if (fault || !more)
            return fault;
        out->sets += info.key != 0;
        out->spans += info.spans;
    }
}

/* Asks on the terminal; only the word itself is a yes. */
static enum fault confirm(const struct document *document, struct content content, struct err *err)
{
    char answer[64];
    if (!isatty(STDIN_FILENO))
        return err_set(err, FAULT_USAGE, "remove: nobody to ask; --yes removes without asking");
    fprintf(stderr, "%s has %u set%s with %u span%s. All of it goes. Type remove to go on: ",
            shown(document->name).text, content.sets, output_s(content.sets), content.spans,
            output_s(content.spans));
    if (!fgets(answer, sizeof answer, stdin))
        answer[0] = '\0';
    answer[strcspn(answer, "\n")] = '\0';
    if (strcmp(answer, "remove") == 0)
        return OK;
    return err_set(err, FAULT_USAGE, "nothing was removed");
}

static enum fault remove_one(const struct session *session, const char *name, bool yes,
                             struct output *out, struct err *err)
{
    struct document document;
    struct content content;
    enum fault fault = session_document(session, name, &document, err);
    if (fault)
        return fault;
    fault = count(session, document.key, &content, err);
    if (!fault && !yes)
        fault = confirm(&document, content, err);
    if (!fault)
        fault = store_remove(session->store, document.key, err);
    if (!fault) {
        output_plain(out, document.name);
        output_printf(out, ": removed with %u set%s, %u span%s\n", content.sets,
                      output_s(content.sets), content.spans, output_s(content.spans));
    }
    document_release(&document);
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct output out;
    enum fault fault = session_open(env, args, SESSION_WRITE, &session, err);
    if (fault)
        return fault;
    output_open(&out, NULL, NULL);
    for (size_t i = 0; i < args->operands.n && !fault; i++)
        fault = remove_one(&session, args->operands.at[i], args_has(args, "yes"), &out, err);
    session_close(&session);
    return output_close(&out, fault, err);
}

const struct verb cmd_remove = {
    .name = "remove",
    .usage = "PROJECT DOCUMENT... [--yes]",
    .summary = "take documents, with everybody's sets, out of a project",
    .help = "Removes each DOCUMENT (its name, or #3 for the third) with all its sets, after\n"
            "asking for the word `remove` on the terminal; a script says --yes. The journal\n"
            "keeps what was removed; `undo` does not bring it back. With several documents\n"
            "those before a fault are removed.",
    .options = options,
    .role = ROLE_LEAD,
    .gate = "yes",
    .project = true,
    .least = 1,
    .most = OPERANDS_ANY,
    .run = run,
};
