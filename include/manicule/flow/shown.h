/* shown.h: names of files, articles and people as a message may show them: one line, nothing that
 * a terminal would obey, cut where it grows long. Returned by value, for use within a call:
 * err_set(err, FAULT_INPUT, "%s: not UTF-8", shown(path).text).
 */
#ifndef MANICULE_FLOW_SHOWN_H
#define MANICULE_FLOW_SHOWN_H

#include <stddef.h>

enum { SHOWN_BYTES = 512, SHOWN_COLUMNS = 160 };

struct shown {
    char text[SHOWN_BYTES];
};

struct shown shown(const char *text); /* NULL is shown as "nobody" */
struct shown shown_bytes(const void *bytes, size_t n, unsigned columns); /* cut with an ellipsis */

#endif
