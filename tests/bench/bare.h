/* bare.h: what stands beside export and import: the least that could do the same, written straight
 * against SQLite and jansson. No checks, no hashes, no journal. */
#ifndef MANICULE_BENCH_BARE_H
#define MANICULE_BENCH_BARE_H

#include <stdbool.h>

/* Steps through documents and spans and prints the very bytes that `manicule export` writes. */
bool bare_export(const char *project, const char *out);

/* Parses each line with jansson and inserts document, text, set and spans into an empty project,
 * prepared statements in one transaction. */
bool bare_import(const char *project, const char *lines);

/* Steps through the spans of two readers in one order, counts those that are equal in both, and
 * prints the F1 of exact spans. */
bool bare_agree(const char *project, const char *out);

#endif
