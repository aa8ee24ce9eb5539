#include <fnmatch.h>
#include <string.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/assign.h"
#include "manicule/flow/shown.h"
#include "manicule/formats/jsonl.h"
#include "manicule/text/glyph.h"
#include "verbs.h"

static const struct option options[] = {
    {"to", 0, "NAME", "who is given them; once for each person"},
    {"all", 0, NULL, "all documents of the project"},
    {"match", 0, "GLOB", "the documents whose name matches, as 'econ-*'"},
    {"readers", 0, "N", "N of the people for each document, chosen by chance, evenly"},
    {"seed", 0, "N", "the same chance again"},
    {"review", 0, "NAME", "to review this person's marks instead of marking"},
    {"adjudicate", 0, NULL, "to settle where people differ instead of marking"},
    {"take-back", 0, NULL, "take away what was given and is not begun"},
    {"json", 0, NULL, "list as JSON Lines, for programs"},
    {0},
};

/* ---- the list ---- */
static void print_one(struct output *out, const struct assignment *at, const char *document,
                      bool json)
{
    if (json) {
        struct buf name = {0};
        json_quote(document, strlen(document), &name);
        output_printf(out, "{\"person\":\"%s\",\"task\":\"%s\",\"document\":", at->person,
                      task_name(at->task));
        output_buf(out, &name);
        buf_release(&name);
        if (at->task == TASK_REVIEW)
            output_printf(out, ",\"whose\":\"%s\"", at->whose);
        output_printf(out, ",\"place\":%u}\n", at->place);
        return;
    }
    output_printf(out, "%-16s  %-10s  ", at->person, task_name(at->task));
    output_plain(out, document);
    if (at->task == TASK_REVIEW)
        output_printf(out, "  of %s", at->whose);
    output_printf(out, "\n");
}

static enum fault print_all(const struct session *session, struct output *out, bool json,
                            struct err *err)
{
    struct assignment at = {.person = ""};
    bool found, some = false;
    enum fault fault;
    while (!(fault = store_next_assignment(session->store, &at, &at, &found, err)) && found) {
        struct document document;
        fault = store_document(session->store, at.document, &document, err);
        if (fault)
            break;
        print_one(out, &at, document.name, json);
        document_release(&document);
        some = true;
    }
    if (!fault && !some && !json)
        session_note(NULL, "nothing was given out: everyone works through all documents");
    return fault;
}

/* ---- giving and taking ---- */
static enum fault by_name(struct giving *giving, const struct session *session,
                          const struct args *args, struct err *err)
{
    enum fault fault = OK;
    for (size_t i = 0; i < args->operands.n && !fault; i++) {
        struct document document;
        fault = session_document(session, args->operands.at[i], &document, err);
        if (!fault)
            fault = giving_document(giving, document.key, err);
        document_release(&document);
    }
    return fault;
}

static bool matches(void *pattern, const char *name)
{
    return fnmatch(pattern, name, 0) == 0;
}

static enum fault read_giving(const struct session *session, const struct env *env,
                              const struct args *args, struct giving *giving, struct err *err)
{
    const char *whose = args_value(args, "review");
    uint64_t readers = 0, seed;
    env->random(env->ctx, &seed, sizeof seed);
    enum fault fault = verbs_number(args, "readers", &readers, err);
    if (!fault)
        fault = verbs_number(args, "seed", &seed, err);
    if (fault)
        return fault;
    *giving = (struct giving){.store = session->store,
                              .task = whose                          ? TASK_REVIEW
                                      : args_has(args, "adjudicate") ? TASK_ADJUDICATE
                                                                     : TASK_MARK,
                              .take_back = args_has(args, "take-back"),
                              .seed = seed};
    if (whose && args_has(args, "adjudicate"))
        return err_set(err, FAULT_USAGE, "assign: it is either --review or --adjudicate");
    if (whose && !store_person_valid(whose))
        return err_set(err, FAULT_USAGE, "--review %s: that is no person's name",
                       shown(whose).text);
    if (whose)
        memcpy(giving->whose, whose, strlen(whose) + 1);
    for (size_t i = 0; args_nth(args, "to", i) && !fault; i++)
        fault = giving_person(giving, args_nth(args, "to", i), err);
    if (!fault && !giving->n)
        fault = err_set(err, FAULT_USAGE, "assign: to whom? --to NAME says so");
    if (!fault && args_value(args, "readers") && (readers < 1 || readers > giving->n))
        fault = err_set(err, FAULT_USAGE, "--readers: of %zu people, it is 1 to %zu", giving->n,
                        giving->n);
    giving->readers = (size_t)readers;
    return fault;
}

static enum fault give(const struct session *session, const struct env *env,
                       const struct args *args, struct output *out, struct err *err)
{
    struct giving giving = {.n = 0};
    const char *pattern = args_value(args, "match");
    enum fault fault = read_giving(session, env, args, &giving, err);
    if (!fault)
        fault = args->operands.n ? by_name(&giving, session, args, err)
                                 : giving_documents(&giving, pattern ? matches : NULL,
                                                    (void *)(uintptr_t)pattern, err);
    fault = giving_end(&giving, fault, err);
    for (size_t i = 0; i < giving.n && !fault; i++) {
        const struct recipient *to = &giving.to[i];
        output_printf(out, "%s: %u document%s %s", to->name, to->changed, output_s(to->changed),
                      giving.take_back ? "taken back" : "given");
        if (to->left)
            output_printf(out, giving.take_back ? ", %u begun and left" : ", %u had already",
                          to->left);
        output_printf(out, "\n");
    }
    if (!fault && giving.readers)
        output_printf(out, "seed %llu\n", (unsigned long long)giving.seed);
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct output out;
    bool whole = args_has(args, "all") || args_value(args, "match");
    bool changing = whole || args->operands.n || args_value(args, "to");
    if (args->operands.n && whole)
        return err_set(err, FAULT_USAGE, "assign: name documents, or --all, or --match");
    if (changing && !whole && !args->operands.n)
        return err_set(err, FAULT_USAGE,
                       "assign: which documents? name them, or say --all or --match GLOB");
    enum fault fault =
        session_open(env, args, changing ? SESSION_WRITE : SESSION_READ, &session, err);
    if (fault)
        return fault;
    output_open(&out, NULL, NULL);
    fault = changing ? give(&session, env, args, &out, err)
                     : print_all(&session, &out, args_has(args, "json"), err);
    session_close(&session);
    return output_close(&out, fault, err);
}

const struct verb cmd_assign = {
    .name = "assign",
    .usage = "PROJECT [DOCUMENT... | --all | --match GLOB] --to NAME...",
    .summary = "give documents to people, to mark or to review",
    .help = "Gives documents (by name, or #3 for the third; or --all, or those that match)\n"
            "to each person of --to, behind what they have; with --readers, each document\n"
            "to N of them by chance. With --review NAME they are given to review that\n"
            "person's marks, with --adjudicate to settle where people differ. A person who\n"
            "was never given a document to mark works through all; one who was sees those\n"
            "alone, with what they had begun in front. --take-back takes away what is not\n"
            "begun. Without documents it lists who was given what.",
    .options = options,
    .role = ROLE_LEAD,
    .gate = "to all match readers seed review adjudicate take-back json",
    .project = true,
    .most = OPERANDS_ANY,
    .run = run,
};
