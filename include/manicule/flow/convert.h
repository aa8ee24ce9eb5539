/* convert.h: articles that came in another encoding, made UTF-8 by iconv. Nothing is guessed,
 * replaced or left out: what has no exact meaning in the named encoding is refused. */
#ifndef MANICULE_FLOW_CONVERT_H
#define MANICULE_FLOW_CONVERT_H

#include <stddef.h>
#include <stdint.h>

#include "manicule/base/err.h"

/* The caller frees *out. FAULT_USAGE: no such encoding here; FAULT_INPUT: "byte N: ...". */
enum fault convert_to_utf8(const char *encoding, const uint8_t *bytes, size_t n, size_t longest,
                           uint8_t **out, size_t *out_n, struct err *);

#endif
