#include "gate.h"
#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"

static const struct option options[] = {
    {"as", 0, "NAME", "who comes in: one of the project's people"},
    {"check", 0, NULL, "say what the kernel holds the gate to, and whether that is all"},
    {0},
};

static enum fault workbench(const struct env *env, const char *person,
                            const struct gate_projects *projects, struct err *err)
{
    const struct gate_project *project;
    struct gate_sandbox locks;
    enum fault fault = gate_choose(projects, &project, err);
    if (fault || !project)
        return fault;
    fault = gate_enter(project, err);
    if (!fault)
        fault = gate_sandbox(true, &locks, err);
    const struct args args = {.verb = &cmd_open, .project = project->file, .person = person};
    return fault ? fault : cmd_open.run(env, &args, err);
}

static enum fault check(struct err *err)
{
    struct output out;
    output_open(&out, NULL, NULL);
    bool whole = gate_sandbox_check(&out);
    enum fault fault = output_end(&out, err);
    if (fault || whole)
        return fault;
    return err_set(err, FAULT_FOUND, "the gate stands, but not with every lock");
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    char person[PERSON_MAX + 1];
    struct gate_projects projects;
    bool checking = args_has(args, "check");
    gate_environment();
    enum fault fault = gate_process(err);
    if (fault)
        return fault;
    if (checking && !args->operands.n)
        return check(err);
    if (checking)
        return err_set(err, FAULT_USAGE, "gate: --check stands alone");
    if (!args_value(args, "as"))
        return err_set(err, FAULT_USAGE, "gate: --as NAME says who comes in");
    if (!args->operands.n)
        return err_set(err, FAULT_USAGE, "gate: no project is named");
    fault = session_person(args, person, err);
    if (!fault)
        fault = gate_find(env, person, args, &projects, err);
    if (fault)
        return fault;
    const char *command = gate_original_command();
    fault = command ? gate_command(env, person, command, &projects, err)
                    : workbench(env, person, &projects, err);
    gate_projects_release(&projects);
    return fault;
}

const struct verb cmd_gate = {
    .name = "gate",
    .usage = "--as NAME PROJECT|FOLDER...",
    .summary = "let one person in over SSH, as what they are in the project",
    .help = "The forced command of a service account: `keys` prints the lines that call it.\n"
            "It opens the workbench as NAME, who must be one of the project's people, and\n"
            "asks which project where there are several; a FOLDER stands for the projects in\n"
            "it. With a command, as in `ssh annotate@host export >train.jsonl`, it runs the\n"
            "verb if NAME's role allows it, with data on standard input and output: no file\n"
            "is named, and no option that names one is open. With several projects the\n"
            "project's name follows the verb.\n"
            "\n"
            "Nothing is taken from the environment but the terminal's name. Where the kernel\n"
            "has Landlock and seccomp, the process reaches the project's folder only, and\n"
            "makes no other process and no connection; --check says whether it has.",
    .options = options,
    .role = ROLE_LEAD,
    .most = OPERANDS_ANY,
    .run = run,
};
