/* tables_mdoc.c: verbs, keys, exit codes and formats for the manual pages. */
#include "tables.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "manicule/base/err.h"
#include "manicule/cmd/cmd.h"
#include "manicule/formats/format.h"
#include "manicule/marks/agreement.h"
#include "manicule/workbench/actions.h"

/* A word as a macro's argument: mdoc takes punctuation apart, and a backslash means something. */
static void put_word(const char *word, size_t n)
{
    fputs("\\&", stdout);
    for (size_t i = 0; i < n; i++) {
        if (word[i] == '\\')
            fputs("\\e", stdout);
        else if (word[i] == '"')
            fputs("\\(dq", stdout);
        else if (word[i] == '-')
            fputs("\\-", stdout);
        else
            putchar(word[i]);
    }
}

/* Running text on lines of its own, a sentence to a line as mdoc wants it. */
static void put_prose(const char *text, size_t n)
{
    for (size_t from = 0, i = 0; i < n; i++) {
        bool last = i + 1 == n;
        if (last || (text[i + 1] == ' ' && strchr(".?!", text[i]) && i && text[i - 1] != ' ')) {
            put_word(text + from, i + 1 - from);
            putchar('\n');
            from = i + 2;
        }
    }
}

/* An option's or action's help: a line feed is a space. */
static void put_text(const char *text)
{
    while (*text) {
        text += strspn(text, " ");
        size_t n = strcspn(text, "\n");
        put_prose(text, n);
        text += n + (text[n] == '\n');
    }
}

/* A verb's help: paragraphs parted by empty lines; what is indented stands as it is. */
static void put_help(const char *help)
{
    bool literal = false;
    for (const char *at = help; at && *at;) {
        size_t n = strcspn(at, "\n");
        bool indented = *at == ' ' || (literal && n == 0);
        const char *next = at + n + (at[n] == '\n');
        if (indented != literal) {
            puts(indented ? ".Bd -literal -offset indent" : ".Ed");
            literal = indented;
        }
        if (literal) {
            const char *from = at + strspn(at, " ");
            put_word(from, (size_t)(at + n - from));
            putchar('\n');
        } else if (n == 0) {
            if (*next && *next != ' ')
                puts(".Pp");
        } else {
            put_prose(at, n);
        }
        at = next;
    }
    if (literal)
        puts(".Ed");
}

void tables_mdoc_verbs(void)
{
    puts(".Bl -tag -width Ds");
    for (size_t i = 0; verb_at(i); i++) {
        const struct verb *verb = verb_at(i);
        printf(".It Ic %s", verb->name);
        if (*verb->usage) {
            fputs(" Ar ", stdout);
            put_word(verb->usage, strlen(verb->usage));
        }
        printf("\n%c", toupper((unsigned char)verb->summary[0]));
        put_word(verb->summary + 1, strlen(verb->summary + 1));
        puts(".");
        put_help(verb->help);
        if (!verb->options || !verb->options->name)
            continue;
        puts(".Bl -tag -width Ds -compact");
        for (const struct option *option = verb->options; option->name; option++) {
            fputs(".It", stdout);
            if (option->letter)
                printf(" Fl %c ,", option->letter);
            printf(" Fl -%s", option->name);
            if (option->value) {
                fputs(" Ar ", stdout);
                put_word(option->value, strlen(option->value));
            }
            putchar('\n');
            put_text(option->help);
        }
        puts(".El");
    }
    puts(".El");
}

/* Its keys; an action that has none is run by name. */
static void put_action(const struct action_row *row)
{
    fputs(".It", stdout);
    if (!*row->keys)
        printf(" Ic \\&:%s", row->name);
    for (const char *keys = row->keys; *keys;) {
        size_t n = strcspn(keys, " ");
        fputs(" Ic ", stdout);
        put_word(keys, n);
        keys += n + strspn(keys + n, " ");
    }
    putchar('\n');
    put_text(row->help);
    if (*row->keys)
        printf(".Pq Cm %s\n", row->name);
}

void tables_mdoc_keys(void)
{
    static const char *const titles[GROUPS] = {
        [GROUP_MOVE] = "Moving",     [GROUP_SELECT] = "Selecting",      [GROUP_SPAN] = "The current span",
        [GROUP_DECIDE] = "Deciding", [GROUP_UNDO] = "Undo and repeat", [GROUP_ELSE] = "Everything else",
    };
    for (enum action_group group = 0; group < GROUPS; group++) {
        if (!titles[group])
            continue;
        printf(".Ss %s\n.Bl -tag -width \"<C-Right>\" -compact\n", titles[group]);
        for (enum action a = ACTION_NONE + 1; a < ACT_LABEL; a++)
            if (action_row(a)->group == group)
                put_action(action_row(a));
        puts(".El");
    }
}

void tables_mdoc_figures(void)
{
    puts(".Bl -tag -width relations-overlap -compact");
    for (unsigned i = 0; i < AGREEMENT_FIGURE_COUNT; i++) {
        printf(".It %s\n", agreement_figure_name((enum agreement_figure)i));
        put_text(agreement_figure_help((enum agreement_figure)i));
    }
    puts(".El");
}

void tables_mdoc_exits(void)
{
    puts(".Bl -tag -width Ds -compact");
#define X(name, code, text)        \
    printf(".It %d\n", (int)code); \
    put_text(text);
    FAULTS(X)
#undef X
    puts(".El");
}

static void put_carries(const char *start, const struct format *format, bool carried)
{
    const char *before = start;
    for (unsigned bit = 1; bit <= CARRY_SCORES; bit <<= 1) {
        if (((format->carries & bit) != 0) != carried)
            continue;
        fputs(before, stdout);
        put_word(carry_name((enum carry)bit), strlen(carry_name((enum carry)bit)));
        before = ", ";
    }
    if (before != start)
        puts(".");
}

static void put_units(const struct format *format)
{
    static const struct {
        enum unit unit;
        const char *words;
    } units[] = {{UNIT_CODEPOINT, "code points"}, {UNIT_UTF8, "bytes"}, {UNIT_UTF16, "UTF-16 units"}};
    fputs("Places: ", stdout);
    if (format->places)
        fputs(format->places, stdout);
    else
        fputs(units[format->unit].words, stdout);
    for (size_t i = 0; format->units && i < sizeof units / sizeof units[0]; i++)
        if (units[i].unit != format->unit && strstr(format->units, unit_name(units[i].unit)))
            printf(", or %s", units[i].words);
    puts(".");
}

void tables_mdoc_formats(void)
{
    puts(".Bl -tag -width Ds");
    for (size_t i = 0; i < formats_n; i++) {
        const struct format *format = formats[i];
        bool native = !format->read && !format->write;
        printf(".It Cm ");
        put_word(format->name, strlen(format->name));
        putchar('\n');
        put_word(format->summary, strlen(format->summary));
        printf(";\n%s%s.\n",
               native || (format->read && format->write) ? "read and written"
               : format->read                            ? "read"
                                                         : "written",
               format->folder ? ", as a folder of files" : "");
        put_units(format);
        put_carries("Carries ", format, true);
        put_carries("Loses ", format, false);
    }
    puts(".El");
}
