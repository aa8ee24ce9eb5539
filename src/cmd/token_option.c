#include "token_option.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "manicule/flow/spool.h"

enum fault token_option_open(struct token_option *own, const struct session *session,
                             const struct format *format, const char *given, struct err *err)
{
    *own = (struct token_option){.fd = -1};
    if (!given)
        return OK;
    if (!format->tokens)
        return err_set(err, FAULT_USAGE, "--tokens: %s is not written in tokens", format->name);
    if (strcmp(given, "words") == 0)
        return OK;
    own->given = true;
    own->source = own_tokens_by_space;
    if (strcmp(given, "space") == 0)
        return OK;
    bool piped = strcmp(given, "-") == 0;
    enum fault fault = OK;
    if (piped) {
        fault = spool_pipe(STDIN_FILENO, store_path(session->store), &own->fd, err);
    } else {
        own->fd = open(given, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (own->fd < 0)
            fault = session_file_fault(given, err);
    }
    if (!fault)
        fault = tokenfile_open(own->fd, piped ? "standard input" : given, &own->tokens, err);
    if (!fault)
        own->source = tokenfile_source(own->tokens);
    return fault;
}

const struct token_source *token_option_source(const struct token_option *own)
{
    return own->given ? &own->source : NULL;
}

void token_option_close(struct token_option *own)
{
    tokenfile_close(own->tokens);
    if (own->fd >= 0)
        close(own->fd);
    *own = (struct token_option){.fd = -1};
}
