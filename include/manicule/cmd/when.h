/* when.h: times as people write and read them on the command line: in their own time zone, and in
 * UTC for programs. */
#ifndef MANICULE_CMD_WHEN_H
#define MANICULE_CMD_WHEN_H

#include "manicule/base/buf.h"
#include "manicule/base/err.h"

enum { WHEN_TEXT = 24, WHEN_COLUMNS = 12 };

/* "2026-11-25", "2026-11-25 14:02" (or with T, seconds, and Z for UTC), or how long ago: "90m",
 * "2h", "3d", "2w". A day is its first millisecond, or with `end` its last; so is a minute, and a
 * second. FAULT_USAGE. */
enum fault when_parse(const char *text, int64_t now, bool end, int64_t *out, struct err *);
/* "25 Nov 14:02"; of another year "25 Nov  2025". */
void when_short(int64_t at, int64_t now, char out[WHEN_TEXT]);
/* "2026-11-25T13:02:07.120Z" without quotes. */
void when_utc(int64_t at, char out[32]);

#endif
