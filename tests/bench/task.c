#include "task.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program.h"

bool task_run(const struct task *task, struct taken *best)
{
    struct rusage usage;
    int status = -1;
    double began = clock_ms();
    pid_t pid = fork();
    if (pid == 0) {
        if (task->function)
            _exit(!task->function(task->one, task->other));
        int to = open(task->other ? task->other : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(to, STDOUT_FILENO);
        execvp(task->argv[0], (char *const *)(uintptr_t)task->argv);
        _exit(127);
    }
    wait4(pid, &status, 0, &usage);
    double wall = (clock_ms() - began) / 1e3;
    if (best->wall == 0 || wall < best->wall) {
        best->wall = wall;
        best->cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                    (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    }
    if (usage.ru_maxrss > best->kilobytes)
        best->kilobytes = usage.ru_maxrss;
    if (status != 0)
        fprintf(stderr, "bench: %s failed\n", task->argv[0] ? task->argv[0] : "a bare loop");
    return status == 0;
}

void task_cell(char cell[CELL], const char *name, const struct taken *taken)
{
    cell_add(cell, "%s%.2f s (%.2f)", name, taken->wall, taken->cpu);
}
