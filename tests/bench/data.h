/* data.h: the texts and marks that are measured on, made in a folder that is kept between runs:
 * what is there already is not made again. */
#ifndef MANICULE_BENCH_DATA_H
#define MANICULE_BENCH_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EVERY_NATURAL = 90, /* characters from one mark to the next in an article marked with care */
    EVERY_DENSE = 100,  /* and where the limits are stated for one in a hundred */
};

enum { PATH_ROOM = 512 };

/* Where everything is made, and the program that is measured. */
struct work {
    const char *folder;
    const char *manicule; /* an absolute path */
    const char *texts;    /* a word for where the article comes from, in the names of files */
};

/* folder/name. The buffer is the caller's. */
const char *data_path(const struct work *, char out[PATH_ROOM], const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The article: the shared one when MANICULE_TESTDATA names it, else the project's own examples,
 * one after the other. Caller frees; NULL when there is none. */
char *data_article(size_t *n);
bool data_shared(void); /* is there the shared one? */
/* A page of Japanese, repeated to about the size of the article. */
char *data_japanese(size_t *n);

/* A project with one document, and the document's text as a file of its own. */
struct subject {
    char project[PATH_ROOM], text[PATH_ROOM];
    size_t bytes, spans;
    unsigned lines;
};
/* The text repeated to at least `size` bytes (0: as it is), and a mark in every `every` characters
 * (0: none). */
bool data_subject(const struct work *, const char *name, const char *text, size_t n, size_t size,
                  unsigned every, struct subject *out);

/* Is the file there, and newer than what it was made by? */
bool data_fresh(const char *path);

/* Many documents of a thousand characters with `spans` marks each, as JSON Lines. */
bool data_lines(const char *path, unsigned documents, unsigned spans);
/* The same, marked by one reader, "bench", or by two: "bench" and "other". */
bool data_lines_of(const char *path, unsigned documents, unsigned spans, unsigned readers);
/* A new project made of such a file by init and import. */
bool data_import(const struct work *, const char *project, const char *lines);

/* A copy for work that leaves traces. */
bool data_copy(const char *from, const char *to);

/* Runs a program to its end, its standard output going nowhere. False, with a message, when it
 * fails. */
bool data_run(const char *const *argv);

#endif
