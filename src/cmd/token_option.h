/* token_option.h: --tokens of an export: a file of the user's, a pipe, or a word for a way of cutting. */
#ifndef MANICULE_SRC_CMD_TOKEN_OPTION_H
#define MANICULE_SRC_CMD_TOKEN_OPTION_H

#include "manicule/cmd/session.h"
#include "manicule/flow/tokenfile.h"
#include "manicule/formats/format.h"

struct token_option {
    int fd; /* -1: none is open */
    struct tokenfile *tokens;
    struct token_source source;
    bool given; /* else the outlet's own words */
};

/* given: the option's value, or NULL. token_option_close() comes after it, whatever it returned. */
enum fault token_option_open(struct token_option *, const struct session *, const struct format *,
                           const char *given, struct err *);
const struct token_source *token_option_source(const struct token_option *);
void token_option_close(struct token_option *);

#endif
