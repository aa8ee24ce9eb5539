#include "table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void line(const char *figure, const char *own, const char *one, const char *other,
                 const char *limit, const char *mark)
{
    printf("%-36s %-25s %-32s %-32s %-24s %s\n", figure, own, one, other, limit, mark);
    fflush(stdout);
}

void table_begin(void)
{
    line("", "manicule", "beside it", "", "limit", "");
}

void table_end(void)
{
    fputs("\nA terminal of 120 x 40; means over 500 presses (less and vim: 100), medians of "
          "starts, best of\n"
          "runs. First full screen: from fork until 98 of 100 cells are as on the settled screen. "
          "B: bytes\n"
          "sent for a press. w: write(2) calls, counted under strace in a run of their own. CPU: "
          "of the\n"
          "process, from /proc/PID/schedstat, user and kernel. Memory: VmHWM.\n",
          stdout);
}

void table_section(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    putchar('\n');
    vprintf(format, args);
    putchar('\n');
    va_end(args);
    fflush(stdout);
}

void table_row(const struct row *row)
{
    line(row->figure, row->own, row->beside[0], row->beside[1], row->limit,
         row->over ? "over" : "");
}

void cell_add(char cell[CELL], const char *format, ...)
{
    size_t n = strlen(cell);
    va_list args;
    va_start(args, format);
    vsnprintf(cell + n, CELL - n, format, args);
    va_end(args);
}
