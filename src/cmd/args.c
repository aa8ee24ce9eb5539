#include "manicule/cmd/args.h"

#include <string.h>

#include "manicule/flow/shown.h"

static const struct option common[] = {
    {"as", 0, "NAME", "who acts; else the login name"},
    {"help", 'h', NULL, "say this"},
    {0},
};

static const struct option *find(const struct option *options, const char *name, size_t n)
{
    for (; options && options->name; options++)
        if (strlen(options->name) == n && memcmp(options->name, name, n) == 0)
            return options;
    return NULL;
}

static const struct option *find_letter(const struct option *options, char letter)
{
    for (; options && options->name; options++)
        if (options->letter && options->letter == letter)
            return options;
    return NULL;
}

static enum fault unknown(const struct verb *verb, const char *word, struct err *err)
{
    return err_set(err, FAULT_USAGE, "%s: there is no option %s; `manicule %s --help` lists them",
                   verb->name, shown(word).text, verb->name);
}

/* An option may do without a value that its row has in brackets; then only a number is one. */
static bool optional(const struct option *option)
{
    return option->value[0] == '[';
}

static bool is_number(const char *word)
{
    return *word && !word[strspn(word, "0123456789")];
}

/* Takes one option at words[*i], with its value, and moves *i to its last word. */
static enum fault take(struct args *args, int n, char **words, int *i, struct err *err)
{
    const struct verb *verb = args->verb;
    const char *word = words[*i], *value = NULL;
    const struct option *option;
    if (word[1] == '-') {
        const char *name = word + 2, *equals = strchr(name, '=');
        size_t size = equals ? (size_t)(equals - name) : strlen(name);
        option = find(verb->options, name, size);
        if (!option)
            option = find(common, name, size);
        value = equals ? equals + 1 : NULL;
    } else {
        option = find_letter(verb->options, word[1]);
        if (!option)
            option = find_letter(common, word[1]);
        value = word[2] ? word + 2 : NULL;
    }
    if (!option)
        return unknown(verb, word, err);
    if (!option->value && value)
        return err_set(err, FAULT_USAGE, "%s: --%s takes no value", verb->name, option->name);
    bool behind = *i + 1 < n;
    if (option->value && !value && optional(option)) {
        if (behind && is_number(words[*i + 1]))
            value = words[++*i];
    } else if (option->value && !value) {
        if (!behind)
            return err_set(err, FAULT_USAGE, "%s: --%s needs a value: --%s %s", verb->name,
                           option->name, option->name, option->value);
        value = words[++*i];
    }
    if (!vec_push(&args->given, ((struct given){option, value})))
        return err_set(err, FAULT_MEMORY, "out of memory");
    return OK;
}

static enum fault check_operands(struct args *args, struct err *err)
{
    const struct verb *verb = args->verb;
    size_t n = args->operands.n;
    if (verb->project) {
        if (!n)
            return err_set(err, FAULT_USAGE, "%s: no project is named: manicule %s %s", verb->name,
                           verb->name, verb->usage);
        args->project = args->operands.at[0];
        vec_remove(&args->operands, 0);
        n--;
    }
    if (n < verb->least)
        return err_set(err, FAULT_USAGE, "%s: something is missing: manicule %s %s", verb->name,
                       verb->name, verb->usage);
    if (n > verb->most)
        return err_set(err, FAULT_USAGE, "%s: %s is one argument too many: manicule %s %s",
                       verb->name, shown(args->operands.at[verb->most]).text, verb->name,
                       verb->usage);
    return OK;
}

static bool wants_help(int n, char **words)
{
    for (int i = 0; i < n && strcmp(words[i], "--") != 0; i++)
        if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0)
            return true;
    return false;
}

enum fault args_parse(const struct verb *verb, int n, char **words, struct args *out,
                      struct err *err)
{
    *out = (struct args){.verb = verb, .help = wants_help(n, words)};
    bool only_operands = false;
    for (int i = 0; i < n && !out->help; i++) {
        const char *word = words[i];
        if (!only_operands && strcmp(word, "--") == 0) {
            only_operands = true;
        } else if (!only_operands && word[0] == '-' && word[1]) {
            enum fault fault = take(out, n, words, &i, err);
            if (fault)
                return fault;
        } else if (!vec_push(&out->operands, word)) {
            return err_set(err, FAULT_MEMORY, "out of memory");
        }
    }
    return out->help ? OK : check_operands(out, err);
}

void args_release(struct args *args)
{
    vec_free(&args->operands);
    vec_free(&args->given);
}

const char *args_nth(const struct args *args, const char *option, size_t nth)
{
    for (size_t i = 0; i < args->given.n; i++)
        if (strcmp(args->given.at[i].option->name, option) == 0 && !nth--)
            return args->given.at[i].value;
    return NULL;
}

const char *args_value(const struct args *args, const char *option)
{
    for (size_t i = args->given.n; i--;)
        if (strcmp(args->given.at[i].option->name, option) == 0)
            return args->given.at[i].value;
    return NULL;
}

bool args_has(const struct args *args, const char *option)
{
    for (size_t i = 0; i < args->given.n; i++)
        if (strcmp(args->given.at[i].option->name, option) == 0)
            return true;
    return false;
}
