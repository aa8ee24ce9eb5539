#include <stdio.h>

#include "manicule/flow/shown.h"
#include "manicule/store.h"
#include "verbs.h"

static const struct option options[] = {
    {"of", 0, "NAME", "whose marks; otherwise what `assign --review` gave you"},
    {"document", 0, "NAME", "open at this document instead of the first that is done"},
    {"theme", 0, "NAME", "dark (the default), light or mono"},
    {"keys", 0, "FILE", "read key bindings from FILE"},
    {0},
};

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct desk desk = {.task = TASK_REVIEW};
    const char *whose = args_value(args, "of");
    if (whose && !store_person_valid(whose))
        return err_set(err, FAULT_USAGE, "--of %s: that is no person's name", shown(whose).text);
    if (whose)
        snprintf(desk.whose, sizeof desk.whose, "%s", whose);
    return verbs_sitting(env, args, &desk, err);
}

const struct verb cmd_review = {
    .name = "review",
    .usage = "PROJECT [--of NAME] [--document NAME]",
    .summary = "look through another's marks: accept, correct, return them",
    .help = "Opens the documents that someone finished, with their marks. Enter accepts the\n"
            "mark at hand, x rejects it (and a digit says by which rule of the guideline), e\n"
            "and the other keys correct it; what was missed is marked as usual. A accepts\n"
            "the rest, F returns the document or accepts it. What is corrected stays apart\n"
            "until its owner adopts it.",
    .options = options,
    .role = ROLE_REVIEWER,
    .gate = "of document theme",
    .project = true,
    .run = run,
};
