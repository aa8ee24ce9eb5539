/* table.h: the one table: a figure of manicule, what stands beside it, and its limit. */
#ifndef MANICULE_BENCH_TABLE_H
#define MANICULE_BENCH_TABLE_H

#include <stdbool.h>

enum { CELL = 48 };

struct row {
    char figure[CELL], own[CELL], beside[2][CELL], limit[CELL];
    bool over; /* the figure is above its limit */
};

void table_begin(void);
void table_end(void); /* how the figures came about */
void table_section(const char *format, ...) __attribute__((format(printf, 1, 2)));
void table_row(const struct row *);

/* Appends to a cell; what does not fit is left out. */
void cell_add(char cell[CELL], const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
