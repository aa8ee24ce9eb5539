/* From the command line to a verb. */
#include "manicule/cmd/cmd.h"

#include <string.h>
#include <sys/stat.h>

#include "manicule/cmd/output.h"
#include "manicule/flow/shown.h"
#include "verbs.h"

/* How many single letters must change for a to become b; 3 stands for more. */
static unsigned distance(const char *a, const char *b)
{
    enum { LONGEST = 12 };
    size_t m = strlen(a), n = strlen(b);
    if (m > LONGEST || n > LONGEST)
        return 3;
    unsigned row[LONGEST + 1];
    for (size_t j = 0; j <= n; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= m; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= n; j++) {
            unsigned change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            unsigned least = row[j - 1] < row[j] ? row[j - 1] + 1 : row[j] + 1;
            row[j] = change < least ? change : least;
        }
    }
    return row[n] < 3 ? row[n] : 3;
}

static enum fault not_understood(const char *word, struct err *err)
{
    const struct verb *near = NULL;
    unsigned best = 3;
    for (size_t i = 0; verb_at(i); i++) {
        unsigned d = distance(word, verb_at(i)->name);
        if (d < best) {
            best = d;
            near = verb_at(i);
        }
    }
    if (word[0] == '-')
        return err_set(err, FAULT_USAGE,
                       "there is no option %s; `manicule help` says what there is",
                       shown(word).text);
    if (near)
        return err_set(err, FAULT_USAGE, "%s is neither a verb nor a file; did you mean `%s`?",
                       shown(word).text, near->name);
    return err_set(err, FAULT_MISSING,
                   "%s: there is no such file, and no such verb (`manicule help` lists them)",
                   shown(word).text);
}

static enum fault run_verb(const struct verb *verb, int n, char **words, const struct env *env,
                           struct err *err)
{
    struct args args;
    enum fault fault = args_parse(verb, n, words, &args, err);
    if (!fault && args.help) {
        struct output out;
        output_open(&out, NULL, NULL);
        help_verb(&out, verb, false);
        fault = output_end(&out, err);
    } else if (!fault) {
        fault = verb->run(env, &args, err);
    }
    args_release(&args);
    return fault;
}

enum fault cmd_run(int argc, char **argv, const struct env *env, struct err *err)
{
    static const struct {
        const char *word;
        const struct verb *verb;
    } dashed[] = {{"--help", &cmd_help},
                  {"-h", &cmd_help},
                  {"--version", &cmd_version},
                  {"-V", &cmd_version}};
    if (argc < 2)
        return err_set(err, FAULT_USAGE,
                       "no file and no verb is given; `manicule help` says what there is");
    const char *word = argv[1];
    for (size_t i = 0; i < sizeof dashed / sizeof *dashed; i++)
        if (strcmp(word, dashed[i].word) == 0)
            return run_verb(dashed[i].verb, argc - 2, argv + 2, env, err);
    const struct verb *verb = verb_find(word);
    if (verb)
        return run_verb(verb, argc - 2, argv + 2, env, err);
    struct stat st;
    if (word[0] == '-' || stat(word, &st) < 0)
        return not_understood(word, err);
    return run_verb(&cmd_open, argc - 1, argv + 1, env, err);
}
