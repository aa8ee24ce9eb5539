/* tables_shell.c: verbs and options for the shells' completions. */
#include "tables.h"

#include <stdio.h>
#include <string.h>

#include "manicule/cmd/cmd.h"

static const struct option everyones[] = {
    {"as", 0, "NAME", "who acts"},
    {"help", 'h', NULL, "say how the verb is used"},
    {0},
};

/* The first line of a text within single quotes, without what means something in any of the shells. */
static void put_quoted(const char *text)
{
    for (; *text && *text != '\n'; text++)
        if (!strchr("'\\[]:$`\"", *text))
            putchar(*text);
}

void tables_bash(void)
{
    for (size_t i = 0; verb_at(i); i++) {
        printf("    %s) options='--as --help", verb_at(i)->name);
        for (const struct option *o = verb_at(i)->options; o && o->name; o++)
            printf(" --%s", o->name);
        puts("' ;;");
    }
}

void tables_zsh_verbs(void)
{
    for (size_t i = 0; verb_at(i); i++) {
        printf("    '%s:", verb_at(i)->name);
        put_quoted(verb_at(i)->summary);
        puts("'");
    }
}

static void put_zsh(const struct option *options)
{
    for (const struct option *o = options; o && o->name; o++) {
        printf(" '--%s%s[", o->name, o->value ? "=" : "");
        put_quoted(o->help);
        fputs("]", stdout);
        if (o->value) {
            fputs(":", stdout);
            put_quoted(o->value);
            printf(":%s", strcmp(o->value, "FILE") == 0 ? "_files" : "");
        }
        fputs("'", stdout);
    }
}

void tables_zsh_options(void)
{
    for (size_t i = 0; verb_at(i); i++) {
        printf("    %s) options=(", verb_at(i)->name);
        put_zsh(verb_at(i)->options);
        put_zsh(everyones);
        puts(" ) ;;");
    }
}

static void put_fish(const char *verb, const struct option *options)
{
    for (const struct option *o = options; o && o->name; o++) {
        printf("complete -c manicule -n '__fish_seen_subcommand_from %s' -l %s", verb, o->name);
        if (o->letter)
            printf(" -s %c", o->letter);
        if (o->value)
            fputs(strcmp(o->value, "FILE") == 0 ? " -rF" : " -x", stdout);
        fputs(" -d '", stdout);
        put_quoted(o->help);
        puts("'");
    }
}

void tables_fish(void)
{
    for (size_t i = 0; verb_at(i); i++) {
        const struct verb *verb = verb_at(i);
        printf("complete -c manicule -n __fish_use_subcommand -a %s -d '", verb->name);
        put_quoted(verb->summary);
        puts("'");
        put_fish(verb->name, verb->options);
        put_fish(verb->name, everyones);
    }
}
