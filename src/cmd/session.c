#include "manicule/cmd/session.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "manicule/flow/lines.h"
#include "manicule/flow/shown.h"
#include "manicule/formats/labelset_json.h"
#include "manicule/text/glyph.h"
#include "manicule/workbench/keymap.h"

enum fault session_check_name(const char *name, const char *what, struct err *err)
{
    if (store_person_valid(name))
        return OK;
    return err_set(err, FAULT_USAGE,
                   "%s%s: a person's name is a letter a-z, then up to 31 of a-z, 0-9, dot, _ and -",
                   what, shown(name).text);
}

enum fault session_person(const struct args *args, char out[PERSON_MAX + 1], struct err *err)
{
    const char *as = args->person ? args->person : args_value(args, "as");
    enum fault fault = as ? session_check_name(as, "--as ", err) : OK;
    if (fault)
        return fault;
    if (as) {
        snprintf(out, PERSON_MAX + 1, "%s", as);
        return OK;
    }
    const struct passwd *login = getpwuid(getuid());
    const char *name = login && login->pw_name ? login->pw_name : "";
    size_t n = 0;
    for (; name[n] && n < PERSON_MAX; n++)
        out[n] = (char)(name[n] >= 'A' && name[n] <= 'Z' ? name[n] - 'A' + 'a' : name[n]);
    out[n] = '\0';
    if (!name[n] && store_person_valid(out))
        return OK;
    return err_set(err, FAULT_USAGE,
                   "the login name \"%s\" cannot be a person's name here; say who you are with "
                   "--as NAME",
                   shown(name).text);
}

enum fault session_adopt(struct session *session, struct store *store, struct err *err)
{
    struct buf json = {0};
    session->store = store;
    enum fault fault = store_labels(store, &json, err);
    if (!fault)
        fault = labelset_read(buf_text(&json), json.size, &session->labels, err);
    if (!fault)
        store_use_labels(store, &session->labels);
    buf_release(&json);
    if (fault)
        session_close(session);
    return fault;
}

enum fault session_store(const char *path, struct store_options options, struct store **out,
                         struct err *err)
{
    enum fault fault = store_open(path, &options, out, err);
    /* What a crash left half written is taken back by whoever opens the project next; that one
     * must be allowed to write. */
    if (fault != FAULT_DENIED || !options.read_only || access(path, W_OK) != 0)
        return fault;
    options.read_only = false;
    return store_open(path, &options, out, err);
}

enum fault session_open(const struct env *env, const struct args *args, enum session_use use,
                        struct session *out, struct err *err)
{
    *out = (struct session){0};
    enum fault fault = session_person(args, out->person, err);
    const struct store_options options = {.person = out->person,
                                          .read_only = use == SESSION_READ,
                                          .gate = args->person != NULL,
                                          .env = *env};
    struct store *store = NULL;
    if (!fault)
        fault = session_store(args->project, options, &store, err);
    return fault ? fault : session_adopt(out, store, err);
}

void session_close(struct session *session)
{
    store_close(session->store);
    session->store = NULL;
    labelset_free(&session->labels);
}

enum fault session_document(const struct session *session, const char *name, struct document *out,
                            struct err *err)
{
    enum fault fault = store_document_named(session->store, name, out, err);
    char *end;
    unsigned long number = name[0] == '#' ? strtoul(name + 1, &end, 10) : 0;
    if (fault == FAULT_MISSING && number && number <= UINT32_MAX && !*end)
        fault = store_document_numbered(session->store, (uint32_t)number, out, err);
    if (fault == FAULT_MISSING)
        err_set(err, fault, "there is no document %s; `list` names them all", shown(name).text);
    return fault;
}

enum fault session_file_fault(const char *path, struct err *err)
{
    enum fault fault = errno == ENOTDIR ? FAULT_MISSING
                       : errno == ELOOP ? FAULT_DENIED
                                        : fault_of_errno(errno);
    return err_set(err, fault, "%s: %s", shown(path).text, strerror(errno));
}

enum fault session_read_file(const char *path, size_t limit, char **text, size_t *n,
                             struct err *err)
{
    bool piped = strcmp(path, "-") == 0;
    int fd = piped ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return session_file_fault(path, err);
    unsigned char *bytes;
    enum fault fault = lines_all(fd, limit, &bytes, n, err);
    if (!piped)
        close(fd);
    if (fault)
        return err_prefix(err, "%s", shown(piped ? "standard input" : path).text);
    *text = (char *)bytes;
    return OK;
}

enum fault session_read_labels(const char *path, const char *json, size_t n, struct labelset *out,
                               struct err *err)
{
    struct keymap *keymap = NULL;
    enum fault fault = labelset_read(json, n, out, err);
    if (!fault) {
        fault = keymap_new(out, NULL, &keymap, err);
        keymap_free(keymap);
        if (fault)
            labelset_free(out);
    }
    if (fault)
        err_prefix(err, "%s", shown(path).text);
    return fault;
}

void session_free_keys(char out[SESSION_KEYS + 1])
{
    static const char all[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    _Static_assert(sizeof all - 1 <= SESSION_KEYS, "room for all of them");
    size_t n = 0;
    for (const char *c = all; *c; c++) {
        const char key[] = {*c, '\0'};
        struct label label = {.name = "label", .key = key};
        struct labelset labels = {.labels = &label, .n_labels = 1};
        struct keymap *keymap = NULL;
        if (keymap_new(&labels, NULL, &keymap, NULL) == OK)
            out[n++] = *c;
        keymap_free(keymap);
    }
    out[n] = '\0';
}

enum fault session_whole_name(const struct session *session, int64_t document, const char *cut,
                              size_t room, struct buf *out, struct err *err)
{
    enum { CHARACTER = 4 }; /* bytes of the longest: a name was cut only where less is left */
    struct document found;
    if (!document || strlen(cut) + CHARACTER < room) {
        buf_add_string(out, cut);
        return OK;
    }
    enum fault fault = store_document(session->store, document, &found, err);
    if (fault) {
        buf_add_string(out, cut); /* of one that was taken away since no more is known */
        return fault == FAULT_MISSING ? OK : fault;
    }
    buf_add_string(out, found.name);
    document_release(&found);
    return OK;
}

/* Reviews have owners too, who need no marks of their own. */
static enum fault owns_review(const struct session *session, const char *name, bool *found,
                              struct err *err)
{
    const struct set_filter filter = {.kind = SET_REVIEW, .status = -1, .owner = name};
    struct set_cursor cursor = {0};
    struct set_info info;
    return store_next_set(session->store, &cursor, &filter, &info, found, err);
}

enum fault session_check_owner(const struct session *session, const char *name, struct err *err)
{
    struct buf owners = {0};
    size_t n = strlen(name);
    bool found = store_role(session->store) != ROLE_LEAD && strcmp(name, session->person) == 0;
    enum fault fault = store_owners(session->store, &owners, err);
    for (const char *at = buf_text(&owners); !fault && !found && *at;) {
        size_t line = strcspn(at, "\n");
        found = line == n && memcmp(at, name, n) == 0;
        at += line + (at[line] != '\0');
    }
    buf_release(&owners);
    if (!fault && !found)
        fault = owns_review(session, name, &found, err);
    if (!fault && !found)
        fault = err_set(err, FAULT_MISSING,
                        "%s has no marks in this project; `list --sets` shows who has",
                        shown(name).text);
    return fault;
}

static enum fault not_seen(const struct session *session, const struct document *document,
                           const char *what, struct err *err)
{
    bool lead = store_role(session->store) == ROLE_LEAD;
    return err_set(err, FAULT_MISSING, "there %s of %s%s%s%s", what, shown(document->name).text,
                   lead ? "" : " that ", lead ? "" : session->person, lead ? "" : " may see");
}

enum fault session_not_seen(const struct session *session, const struct document *document,
                            int kind, const char *owner, struct err *err)
{
    char what[PERSON_MAX + 40];
    bool other = owner && strcmp(owner, session->person) != 0;
    if (store_role(session->store) == ROLE_LEAD)
        return OK;
    if (kind == SET_GOLD)
        return not_seen(session, document, "is no gold", err);
    if (kind == SET_REVIEW)
        return not_seen(session, document, "is no review", err);
    if (kind == SET_SUGGESTION || !other)
        return OK;
    snprintf(what, sizeof what, "are no marks by %s", owner);
    return not_seen(session, document, what, err);
}

enum fault session_set(const struct session *session, const struct document *document,
                       enum set_kind kind, const char *owner, struct set_info *out,
                       struct err *err)
{
    enum fault fault = store_set(session->store, document->key, kind, owner, out, err);
    return fault || out->key ? fault : session_not_seen(session, document, (int)kind, owner, err);
}

static bool is_named(const struct set_info *review, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(review->owner, names[i]) != 0 && strcmp(review->source, names[i]) != 0)
            return false;
    return true;
}

enum fault session_review(const struct session *session, const struct document *document,
                          const char *const *names, size_t n, struct set_info *out,
                          struct err *err)
{
    const struct set_filter filter = {.kind = SET_REVIEW, .status = -1, .document = document->key};
    struct set_cursor cursor = {0};
    struct set_info review;
    bool more;
    enum fault fault;
    *out = (struct set_info){0};
    while (!(fault = store_next_set(session->store, &cursor, &filter, &review, &more, err)) && more) {
        if (!is_named(&review, names, n))
            continue;
        if (out->key)
            return err_set(err, FAULT_USAGE,
                           "there are reviews by %s of %s and by %s of %s: name both with "
                           "--annotator %s --annotator %s",
                           out->owner, out->source, review.owner, review.source, out->owner,
                           out->source);
        *out = review;
    }
    if (fault || out->key)
        return fault;
    struct buf what = {0};
    buf_printf(&what, "is no review%s", n ? " by or of " : "");
    for (size_t i = 0; i < n; i++)
        buf_printf(&what, "%s%s", i ? " and " : "", shown(names[i]).text);
    fault = not_seen(session, document, buf_text(&what), err);
    buf_release(&what);
    return fault;
}

static void note_ascii(const char *line)
{
    fputs("manicule: ", stderr);
    for (; *line; line++)
        fputc(*line < ' ' || *line > '~' ? '?' : *line, stderr);
    fputc('\n', stderr);
}

void session_note(void *ctx, const char *line)
{
    if (ctx)
        progress_clear(ctx);
    struct buf plain = {0};
    plain_text(line, strlen(line), 0, &(struct widths){0}, &plain);
    if (!plain.failed)
        fprintf(stderr, "manicule: %s\n", buf_text(&plain));
    else /* no memory, which may be what the line says */
        note_ascii(line);
    buf_release(&plain);
}

enum { LONG_MS = 500, BETWEEN_MS = 100, BAR = 24 };

void progress_start(struct progress *progress, const struct env *env)
{
    int64_t now = env->now(env->ctx);
    *progress =
        (struct progress){.env = env, .terminal = isatty(STDERR_FILENO), .began = now, .last = now};
}

/* Is it time to draw? */
static bool due(struct progress *p)
{
    if (!p->terminal)
        return false;
    int64_t now = p->env->now(p->env->ctx);
    if (now - p->began < LONG_MS || now - p->last < BETWEEN_MS)
        return false;
    p->last = now;
    p->shown = true;
    return true;
}

void progress_count(struct progress *p, const char *what, uint64_t n)
{
    if (due(p))
        fprintf(stderr, "\r%60s\r%s %llu ", "", what, (unsigned long long)n); /* over a bar */
}

void progress_show(void *ctx, const char *what, uint64_t done, uint64_t of)
{
    struct progress *p = ctx;
    if (!due(p))
        return;
    if (!of) {
        fprintf(stderr, "\r%s %llu MB ", what, (unsigned long long)(done >> 20));
        return;
    }
    unsigned filled = (unsigned)(done * BAR / of);
    char bar[BAR + 1];
    for (unsigned i = 0; i < BAR; i++)
        bar[i] = i < filled ? '#' : '.';
    bar[BAR] = '\0';
    fprintf(stderr, "\r%s %s %3u %% ", what, bar, (unsigned)(done * 100 / of));
}

void progress_clear(struct progress *progress)
{
    if (progress->shown)
        fprintf(stderr, "\r%60s\r", "");
    progress->shown = false;
}
