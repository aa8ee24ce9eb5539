#include <stdio.h>
#include <string.h>

#include "manicule/cmd/output.h"
#include "manicule/flow/shown.h"
#include "verbs.h"

static const char lead[] =
    "manicule " MANICULE_VERSION ": marks quotes, speakers, places and amounts in news articles\n"
    "\n"
    "usage: manicule PROJECT              opens a project in the terminal\n"
    "       manicule ARTICLE.txt          makes ARTICLE.txt.manicule beside it and opens that\n"
    "       manicule VERB PROJECT [ARGS]\n"
    "\n";

static void option_help(struct output *out, const struct option *option)
{
    enum { COLUMN = 24, WIDTH = 56 };
    char left[80];
    int size = snprintf(left, sizeof left, "  %s%c%s--%s%s%s", option->letter ? "-" : "",
                        option->letter ? option->letter : ' ', option->letter ? ", " : "   ",
                        option->name, option->value ? " " : "", option->value ? option->value : "");
    if (size >= COLUMN)
        output_printf(out, "%s\n%*s", left, COLUMN, "");
    else
        output_printf(out, "%-*s", COLUMN, left);
    for (const char *p = option->help; *p;) {
        size_t n = strlen(p);
        if (n > WIDTH) /* to the last space that fits */
            for (n = WIDTH; n && p[n] != ' '; n--)
                ;
        n = n ? n : strlen(p);
        output_printf(out, "%.*s\n", (int)n, p);
        p += n + strspn(p + n, " ");
        if (*p)
            output_printf(out, "%*s", COLUMN, "");
    }
}

void help_verb(struct output *out, const struct verb *verb, bool gate)
{
    output_printf(out, "manicule %s: %s\n\nusage: %s%s%s%s\n\n%s\n", verb->name, verb->summary,
                  gate ? "" : "manicule ", verb->name, *verb->usage ? " " : "", verb->usage,
                  verb->help);
    if (gate)
        output_printf(out, "\nHere PROJECT is its name, and left out where there is only one; files are -\n"
                           "only, and the options those below.\n");
    output_printf(out, "\noptions\n");
    for (const struct option *o = verb->options; o && o->name; o++)
        if (!gate || verbs_gate_option(verb, o->name))
            option_help(out, o);
    if (verb->project && !gate)
        option_help(out, &(struct option){"as", 0, "NAME", "who acts; else the login name"});
    option_help(out, &(struct option){"help", 'h', NULL, "say this"});
    if (verb->list)
        verb->list(out);
}

void help_program(struct output *out)
{
    output_add(out, lead, sizeof lead - 1);
    output_printf(out, "verbs (`manicule VERB --help` says more)\n");
    for (size_t i = 0; verb_at(i); i++)
        output_printf(out, "  %-9s %s\n", verb_at(i)->name, verb_at(i)->summary);
    output_printf(out, "\nexit codes\n");
#define X(name, code, text) output_printf(out, "  %3d  %s\n", code, text);
    FAULTS(X)
#undef X
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    (void)env;
    const char *name = args->operands.n ? args->operands.at[0] : NULL;
    const struct verb *verb = name ? verb_find(name) : NULL;
    if (name && !verb)
        return err_set(err, FAULT_USAGE, "help: there is no verb %s; `manicule help` lists them",
                       shown(name).text);
    struct output out;
    output_open(&out, NULL, NULL);
    if (verb)
        help_verb(&out, verb, false);
    else
        help_program(&out);
    return output_end(&out, err);
}

const struct verb cmd_help = {
    .name = "help",
    .usage = "[VERB]",
    .summary = "say what there is, or explain one verb",
    .help = "Lists the verbs and exit codes, or explains one verb with its options.",
    .gate = "",
    .most = 1,
    .run = run,
};
