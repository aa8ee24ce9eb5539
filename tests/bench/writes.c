#include "writes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool writes_start(struct program *p, const struct work *work, const struct command *command,
                  bool sentinel)
{
    static const char *const able[] = {"strace", "-o", "/dev/null", "true", NULL};
    char log[PATH_ROOM];
    data_path(work, log, "strace.log");
    if (!data_run(able))
        return false;
    /* -D: the program stays our child, and its process is the one looked at. */
    struct command traced = {{"strace", "-D", "-o", log, "-e", "trace=write", "--"}};
    size_t n = 0;
    while (traced.argv[n])
        n++;
    for (size_t i = 0; command->argv[i]; i++)
        traced.argv[n++] = command->argv[i];
    unlink(log);
    if (!program_start(p, traced.argv, sentinel))
        return false;
    p->trace = fopen(log, "r");
    if (!p->trace)
        program_end(p);
    return p->trace != NULL;
}

void writes_end(struct program *p)
{
    if (p->trace)
        fclose(p->trace);
    free(p->line);
    p->trace = NULL;
    p->line = NULL;
    program_end(p);
}

unsigned writes_count(struct program *p)
{
    static const char terminal[] = "write(1, ", sentinel[] = "write(1, \"\\33]777;sync";
    if (!p->trace)
        return 0;
    clearerr(p->trace);
    for (;;) {
        long before = ftell(p->trace);
        ssize_t n = getline(&p->line, &p->room, p->trace);
        if (n <= 0)
            break;
        if (p->line[n - 1] != '\n') { /* half a line: it is read again when it is whole */
            fseek(p->trace, before, SEEK_SET);
            break;
        }
        if (strncmp(p->line, terminal, strlen(terminal)) == 0 &&
            strncmp(p->line, sentinel, strlen(sentinel)) != 0)
            p->writes++;
    }
    return p->writes;
}
