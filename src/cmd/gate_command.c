/* A command line that came over SSH: words parted by spaces, matched against the verbs open to the
 * person's role. There is no shell, and no word is a path. */
#include <stdlib.h>
#include <string.h>

#include "gate.h"
#include "manicule/cmd/output.h"
#include "manicule/flow/shown.h"

enum { LINE_MAX_BYTES = 4096, WORDS = 64 };

struct words {
    char line[LINE_MAX_BYTES + 1]; /* cut into the words */
    char *at[WORDS + 1];           /* the first is free: the project's place */
    int n;
};

/* Nothing of the line is told back: what it holds is anyone's guess. */
static enum fault split(const char *line, struct words *out, struct err *err)
{
    size_t n = strlen(line);
    out->n = 0;
    if (n > LINE_MAX_BYTES)
        return err_set(err, FAULT_USAGE, "the command is too long");
    memcpy(out->line, line, n + 1);
    for (const char *p = line; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            return err_set(err, FAULT_USAGE, "the command holds a control character");
    for (char *at = out->line; *(at += strspn(at, " "));) {
        if (out->n == WORDS)
            return err_set(err, FAULT_USAGE, "the command has too many words");
        out->at[out->n++] = at;
        at += strcspn(at, " ");
        if (*at)
            *at++ = '\0';
    }
    return out->n ? OK : err_set(err, FAULT_USAGE, "the command is empty; `help` lists what is open");
}

static enum role highest(const struct gate_projects *projects)
{
    enum role role = ROLE_ANNOTATOR;
    for (size_t i = 0; i < projects->list.n; i++)
        if (projects->list.at[i].role > role)
            role = projects->list.at[i].role;
    return role;
}

/* What the gate itself answers: the verbs open to the person, or one of them. */
static enum fault help(const char *person, const struct words *words,
                       const struct gate_projects *projects, struct err *err)
{
    struct output out;
    enum role role = highest(projects);
    const struct verb *one = words->n > 1 ? verb_find(words->at[1]) : NULL;
    if (words->n > 2 || (words->n == 2 && (!one || !one->gate || one->role > role)))
        return err_set(err, FAULT_USAGE, "help: `help` lists what is open, `help VERB` explains it");
    output_open(&out, NULL, NULL);
    if (one) {
        help_verb(&out, one, true);
        return output_end(&out, err);
    }
    output_printf(&out, "Without a command: the workbench (ssh -t). Open to %s besides:\n", person);
    for (size_t i = 0; verb_at(i); i++)
        if (verb_at(i)->gate && verb_at(i)->role <= role)
            output_printf(&out, "  %-9s %s\n", verb_at(i)->name, verb_at(i)->summary);
    if (projects->list.n > 1) {
        struct buf names = {0};
        gate_names(projects, &names);
        output_printf(&out, "The verb is followed by the project: %s\n", buf_text(&names));
        buf_release(&names);
    }
    return output_end(&out, err);
}

/* Only the options and operands that the verb's row opens. */
static enum fault check(const struct args *args, struct err *err)
{
    const struct verb *verb = args->verb;
    for (size_t i = 0; i < args->given.n; i++)
        if (!verbs_gate_option(verb, args->given.at[i].option->name))
            return err_set(err, FAULT_DENIED, "%s: --%s is not open through the gate", verb->name,
                           args->given.at[i].option->name);
    for (size_t i = verb->files ? verb->files - 1 : SIZE_MAX; i < args->operands.n; i++)
        if (strcmp(args->operands.at[i], "-") != 0)
            return err_set(err, FAULT_DENIED,
                           "%s: through the gate a file is -, and what it would hold comes on "
                           "standard input",
                           verb->name);
    return OK;
}

static enum fault choose(const struct gate_projects *projects, const char *name,
                         const struct gate_project **out, struct err *err)
{
    *out = projects->list.n == 1 ? &projects->list.at[0] : gate_named(projects, name);
    if (*out)
        return OK;
    struct buf names = {0};
    gate_names(projects, &names);
    enum fault fault =
        err_set(err, FAULT_USAGE, "the verb is followed by a project, one of: %s", buf_text(&names));
    buf_release(&names);
    return fault;
}

static enum fault run(const struct env *env, struct args *args, const char *person,
                      const struct gate_projects *projects, struct err *err)
{
    const struct verb *verb = args->verb;
    const struct gate_project *project = NULL;
    struct gate_sandbox locks;
    enum fault fault = check(args, err);
    if (!fault && verb->project) {
        fault = choose(projects, args->project, &project, err);
        if (!fault && verb->role > project->role)
            fault = err_set(err, FAULT_DENIED, "as %s %s, %s may not use `%s`",
                            project->role == ROLE_ANNOTATOR ? "an" : "a", role_name(project->role),
                            person, verb->name);
        if (!fault)
            fault = gate_enter(project, err);
    }
    if (!fault)
        fault = gate_sandbox(project != NULL, &locks, err);
    if (fault)
        return fault;
    args->person = person;
    args->project = project ? project->file : NULL;
    return verb->run(env, args, err);
}

enum fault gate_command(const struct env *env, const char *person, const char *line,
                        const struct gate_projects *projects, struct err *err)
{
    struct words words;
    struct args args;
    enum fault fault = split(line, &words, err);
    if (fault)
        return fault;
    const struct verb *verb = verb_find(words.at[0]);
    if (!verb)
        return err_set(err, FAULT_USAGE, "that is not open here; `help` lists what is");
    if (!verb->gate)
        return err_set(err, FAULT_DENIED, "`%s` is not open through the gate; `help` lists what is",
                       verb->name);
    if (verb == &cmd_help)
        return help(person, &words, projects, err);
    /* Where there is one project nobody names it: its place is taken before words are counted. */
    static char place[] = "-";
    bool named = verb->project && projects->list.n == 1;
    words.at[0] = place;
    fault = args_parse(verb, named ? words.n : words.n - 1, named ? words.at : words.at + 1, &args,
                       err);
    if (!fault && args.help) {
        struct output out;
        output_open(&out, NULL, NULL);
        help_verb(&out, verb, true);
        fault = output_end(&out, err);
    } else if (!fault) {
        fault = run(env, &args, person, projects, err);
    }
    args_release(&args);
    return fault;
}
