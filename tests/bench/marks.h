/* marks.h: writes documents with generated marks in the native format. */
#ifndef MANICULE_BENCH_MARKS_H
#define MANICULE_BENCH_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* One line: the text under that name with a mark in every `every` characters, ids counted on from
 * *ids. Returns how many marks. */
size_t marks_write(FILE *out, const char *name, const char *text, size_t n, unsigned every,
                   uint64_t *ids);
/* The same by someone else. */
struct author {
    const char *name, *status;
    bool second; /* three marks of ten are longer, called something else, or missing */
};
size_t marks_write_by(FILE *out, const struct author *, const char *name, const char *text,
                      size_t n, unsigned every, uint64_t *ids);

#endif
