#include <string.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"
#include "manicule/formats/jsonl.h"
#include "verbs.h"

static const struct option options[] = {
    {"role", 0, "ROLE", "annotator (the default), reviewer or lead"},
    {"json", 0, NULL, "JSON Lines, for programs"},
    {0},
};

static void print_one(struct output *out, const struct person *person, bool json)
{
    const char *role = person->gone ? "gone" : role_name(person->role);
    if (json) {
        output_printf(out, "{\"name\":\"%s\",\"role\":\"%s\",\"gone\":%s}\n", person->name,
                      role_name(person->role), person->gone ? "true" : "false");
        return;
    }
    output_printf(out, "%-32s  %s\n", person->name, role);
}

static enum fault print_all(const struct session *session, struct output *out, bool json,
                            struct err *err)
{
    struct person person = {.name = ""};
    bool found, some = false;
    enum fault fault;
    while (!(fault = store_next_person(session->store, person.name, &person, &found, err)) &&
           found) {
        print_one(out, &person, json);
        some = true;
    }
    if (!fault && !some && !json)
        session_note(NULL, "nobody yet; `manicule people PROJECT add NAME --role ROLE` adds one");
    return fault;
}

static enum fault put(const struct session *session, const char *name, bool gone,
                      const enum role *role, struct output *out, struct err *err)
{
    struct person person;
    bool found;
    enum fault fault = session_check_name(name, "", err);
    if (!fault)
        fault = store_find_person(session->store, name, &person, &found, err);
    if (fault)
        return fault;
    memcpy(person.name, name, strlen(name) + 1);
    person.gone = gone;
    if (role)
        person.role = *role;
    fault = store_put_person(session->store, &person, err);
    if (!fault)
        print_one(out, &person, false);
    return fault;
}

static enum fault change(const struct session *session, const struct args *args, bool gone,
                         struct output *out, struct err *err)
{
    const char *word = args_value(args, "role");
    enum role role = ROLE_ANNOTATOR;
    if (word && !role_parse(word, strlen(word), &role))
        return err_set(err, FAULT_USAGE, "--role %s: it is annotator, reviewer or lead",
                       shown(word).text);
    if (word && gone)
        return err_set(err, FAULT_USAGE, "people: who goes has no role");
    enum fault fault = OK;
    for (size_t i = 1; i < args->operands.n && !fault; i++)
        fault = put(session, args->operands.at[i], gone, word ? &role : NULL, out, err);
    if (!fault && !store_gated(session->store))
        session_note(NULL, "roles bind behind `manicule gate` only: whoever can write the file "
                           "itself is a lead");
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct output out;
    const char *what = args->operands.n ? args->operands.at[0] : "";
    bool adding = strcmp(what, "add") == 0, removing = strcmp(what, "remove") == 0;
    if (*what && !adding && !removing)
        return err_set(err, FAULT_USAGE, "people: %s is neither `add` nor `remove`",
                       shown(what).text);
    if ((adding || removing) && args->operands.n < 2)
        return err_set(err, FAULT_USAGE, "people: %s needs a NAME", what);
    enum fault fault = session_open(env, args, *what ? SESSION_WRITE : SESSION_READ, &session, err);
    if (fault)
        return fault;
    output_open(&out, NULL, NULL);
    fault = *what ? change(&session, args, removing, &out, err)
                  : print_all(&session, &out, args_has(args, "json"), err);
    session_close(&session);
    return output_close(&out, fault, err);
}

const struct verb cmd_people = {
    .name = "people",
    .usage = "PROJECT [add NAME... [--role ROLE] | remove NAME...]",
    .summary = "say who works on a project, and as what",
    .help = "Lists the people who may come in through `manicule gate`, and their roles.\n"
            "`add` lets each NAME in, or gives a known one the role of --role: an annotator\n"
            "marks and sees their own marks only, a reviewer sees what `assign` gave them to\n"
            "review, a lead sees and does all. `remove` lets them in no more; what they made\n"
            "stays. Whoever can write the project file itself is a lead, whatever stands\n"
            "here.",
    .options = options,
    .role = ROLE_LEAD,
    .gate = "role json",
    .project = true,
    .most = OPERANDS_ANY,
    .run = run,
};
