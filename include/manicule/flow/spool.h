/* spool.h: bytes put aside in a file that has no name: written once from front to back, then read
 * from front to back. It stands in a given folder (the project's, whose disk the user chose), and
 * goes when it is closed or the program dies.
 *
 * Faults stick: after the first one nothing more is written or read, and spool_check() tells it.
 */
#ifndef MANICULE_FLOW_SPOOL_H
#define MANICULE_FLOW_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "manicule/base/err.h"

struct spool;

enum fault spool_open(const char *beside, struct spool **out,
                      struct err *); /* in beside's folder */
void spool_close(struct spool *);

/* All that comes from a pipe in such a file, for what has to read it twice: its descriptor, at the
 * start. */
enum fault spool_pipe(int from, const char *beside, int *out, struct err *);

void spool_put(struct spool *, const void *bytes, size_t n);
void spool_put_u32(struct spool *, uint32_t);
void spool_put_u64(struct spool *, uint64_t);
void spool_put_text(struct spool *, const char *text); /* NULL is kept apart from "" */

enum fault spool_rewind(struct spool *,
                        struct err *); /* ends writing; may be called again to reread */
bool spool_get(struct spool *, void *into, size_t n); /* false: at the end, or a fault */
uint32_t spool_get_u32(struct spool *);
uint64_t spool_get_u64(struct spool *);
/* The text in memory of the caller's (malloc), or NULL; *ok false on a fault. */
char *spool_get_text(struct spool *, bool *ok);

uint64_t spool_size(const struct spool *);
uint64_t spool_at(const struct spool *);
enum fault spool_check(const struct spool *, struct err *);

#endif
