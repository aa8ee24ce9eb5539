/* tables.c: a filter for pages and completions: behind a line with nothing but a comment sign and
 * @NAME@ the table of that name is put, closed by the same sign and @end@. What stood between the
 * two is left out, so a page that has its tables is only brought up to date. */
#include "tables.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    void (*put)(void);
} tables[] = {
    {"verbs", tables_mdoc_verbs},    {"keys", tables_mdoc_keys},
    {"exits", tables_mdoc_exits},    {"bash", tables_bash},
    {"figures", tables_mdoc_figures}, {"formats", tables_mdoc_formats},
    {"zsh-verbs", tables_zsh_verbs}, {"zsh-options", tables_zsh_options},
    {"fish", tables_fish},
};

static int put_table(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        if (strlen(tables[i].name) == n && memcmp(tables[i].name, name, n) == 0) {
            tables[i].put();
            return 1;
        }
    fprintf(stderr, "tables: there is no table called %.*s\n", (int)n, name);
    return 0;
}

/* The name between @ and @ when the line holds nothing else; NULL: it is any other line. */
static const char *marker(const char *line, size_t *n)
{
    const char *name = line + strspn(line, " .\\\"#");
    *n = *name == '@' ? strcspn(name + 1, "@\n") : 0;
    return *n && strcmp(name + 1 + *n, "@\n") == 0 ? name + 1 : NULL;
}

int main(void)
{
    char line[4096];
    bool old = false; /* within a table that stood there already */
    while (fgets(line, sizeof line, stdin)) {
        size_t n;
        const char *name = marker(line, &n);
        if (!name) {
            if (!old)
                fputs(line, stdout);
            continue;
        }
        old = n != 3 || memcmp(name, "end", 3) != 0;
        fputs(line, stdout);
        if (old && !put_table(name, n))
            return 1;
    }
    return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
