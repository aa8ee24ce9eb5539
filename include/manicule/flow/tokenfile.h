/* tokenfile.h: a file of a user's own tokens (formats/own_tokens.h), found by document. What is in memory is
 * where each line lies, 32 bytes a document, and the line at hand. */
#ifndef MANICULE_FLOW_TOKENFILE_H
#define MANICULE_FLOW_TOKENFILE_H

#include "manicule/formats/own_tokens.h"

struct tokenfile;

/* fd is a file, borrowed, read from its start; `file` is how messages call it, borrowed too. Faults
 * name file, line and place; two lines for one document are FAULT_INPUT. */
enum fault tokenfile_open(int fd, const char *file, struct tokenfile **out, struct err *);
void tokenfile_close(struct tokenfile *); /* NULL is fine */
struct token_source tokenfile_source(struct tokenfile *);

#endif
