/* spaces.h: the characters that part tokens: Unicode's White_Space, and the controls up to it. */
#ifndef MANICULE_SRC_FORMATS_SPACES_H
#define MANICULE_SRC_FORMATS_SPACES_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes of the space that n bytes of UTF-8 begin with; 0: they begin with none. */
size_t space_length(const char *bytes, size_t n);
bool space_only(const char *bytes, size_t n);
/* How many bytes stand before the first space. */
size_t space_free(const char *bytes, size_t n);

#endif
