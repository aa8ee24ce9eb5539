#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/lines.h"
#include "manicule/flow/revise.h"
#include "manicule/flow/shown.h"
#include "manicule/marks/digest.h"
#include "telling.h"
#include "verbs.h"

static const struct option options[] = {
    {"undo", 0, NULL, "take the last revision back: the text and all marks as they were"},
    {"preview", 0, NULL, "say what would become of the marks, and change nothing"},
    {"encoding", 0, "NAME", "convert from this encoding, such as CP932 or ISO-8859-1, to UTF-8"},
    {"json", 0, NULL, "JSON Lines: one for each span that did not just go along"},
    {0},
};

enum { WORDS_COLUMNS = 40 };

struct revising {
    struct output out;
    const struct labelset *labels;
    const char *name; /* of the document */
    bool json;
    size_t flagged, gone;
};

static const char *const hows[] = {[CARRIED_EXACT] = "exact",
                                   [CARRIED_MOVED] = "moved",
                                   [CARRIED_NEAR] = "near",
                                   [CARRIED_GONE] = "gone"};

/* ---- as text ---- */
static void number(struct output *out, size_t n, const char *what)
{
    if (n)
        output_printf(out, ", %zu %s", n, what);
}

static void tell_counts(void *ctx, const struct revise_set *set)
{
    struct revising *r = ctx;
    struct output *out = &r->out;
    struct buf whose = {0};
    r->flagged += set->moved + set->near;
    r->gone += set->gone;
    if (r->json)
        return;
    tell_set(set->info.kind, set->info.owner, set->info.source, &whose);
    if (output_made(out, &whose))
        output_plain(out, buf_text(&whose));
    buf_release(&whose);
    output_printf(out, ": %zu span%s as they were", set->exact, output_s(set->exact));
    number(out, set->moved, "moved");
    number(out, set->near, "near");
    number(out, set->gone, "gone");
    number(out, set->relations, set->relations == 1 ? "relation gone" : "relations gone");
    number(out, set->verdicts_anew,
           set->verdicts_anew == 1 ? "verdict to be given anew" : "verdicts to be given anew");
    output_printf(out, "\n");
}

static void as_text(struct revising *r, const struct article *before, const struct article *after,
                    const struct revise_span *span)
{
    char place[24], id[UUID_TEXT];
    const struct article *article = span->is ? after : before;
    const struct span *there = span->is ? span->is : span->was;
    tell_place(article, there->at.start, place);
    output_printf(&r->out, "  %-5s %8s  ", hows[span->how], place);
    output_plain(&r->out, r->labels->labels[there->label].name);
    output_printf(&r->out, " ");
    tell_words(&r->out, article, there, WORDS_COLUMNS);
    if (span->how == CARRIED_NEAR) {
        output_printf(&r->out, ", was ");
        tell_words(&r->out, before, span->was, WORDS_COLUMNS);
    }
    if (span->how == CARRIED_GONE) {
        uuid_format(span->was->id, id);
        output_printf(&r->out, "  %s", id);
    }
    if (span->n_relations)
        output_printf(&r->out, ", %zu relation%s", span->n_relations, output_s(span->n_relations));
    if (span->comments)
        output_printf(&r->out, ", %zu comment%s", span->comments, output_s(span->comments));
    output_printf(&r->out, "\n");
    for (size_t i = 0; i < span->n_relations; i++) {
        const struct relation *relation = span->relations[i];
        bool from = uuid_equal(relation->from, span->was->id);
        uuid_format(from ? relation->to : relation->from, id);
        output_printf(&r->out, "        ");
        output_plain(&r->out, r->labels->relations[relation->type].name);
        output_printf(&r->out, " %s %s\n", from ? "to" : "from", id);
    }
}

/* ---- as JSON ---- */
static void json_relations(struct revising *r, const struct revise_span *span)
{
    char id[UUID_TEXT];
    output_printf(&r->out, ",\"relations\":[");
    for (size_t i = 0; i < span->n_relations; i++) {
        const struct relation *relation = span->relations[i];
        uuid_format(relation->id, id);
        output_printf(&r->out, "%s{\"id\":\"%s\",\"type\":", i ? "," : "", id);
        tell_json(&r->out, r->labels->relations[relation->type].name);
        uuid_format(relation->from, id);
        output_printf(&r->out, ",\"from\":\"%s\"", id);
        uuid_format(relation->to, id);
        output_printf(&r->out, ",\"to\":\"%s\"}", id);
    }
    output_printf(&r->out, "]");
}

static void as_json(struct revising *r, const struct article *before, const struct article *after,
                    const struct revise_set *set, const struct revise_span *span)
{
    char id[UUID_TEXT];
    uuid_format(span->was->id, id);
    output_printf(&r->out, "{\"document\":");
    tell_json(&r->out, r->name);
    output_printf(&r->out, ",\"set\":\"%s\",\"owner\":", set_kind_name(set->info.kind));
    tell_json(&r->out, set->info.owner[0] ? set->info.owner : NULL);
    output_printf(&r->out, ",\"source\":");
    tell_json(&r->out, set->info.source[0] ? set->info.source : NULL);
    output_printf(&r->out, ",\"how\":\"%s\",\"id\":\"%s\",\"was\":{", hows[span->how], id);
    tell_json_span(&r->out, r->labels, before, span->was);
    output_printf(&r->out, span->is ? "},\"is\":{" : "},\"is\":null");
    if (span->is) {
        tell_json_span(&r->out, r->labels, after, span->is);
        output_printf(&r->out, "}");
    } else {
        json_relations(r, span);
        output_printf(&r->out, ",\"comments\":%zu", span->comments);
    }
    output_printf(&r->out, "}\n");
}

static void tell(void *ctx, const struct article *before, const struct article *after,
                 const struct revise_set *set, const struct revise_span *span)
{
    struct revising *r = ctx;
    if (r->json)
        as_json(r, before, after, set, span);
    else
        as_text(r, before, after, span);
}

/* ---- doing it ---- */
static void name_text(struct revising *r, const struct document *document, const char *what)
{
    char hex[DIGEST_TEXT];
    struct buf line = {0};
    digest_format(document->sha256, hex);
    buf_printf(&line, "%s: %s, sha256 %s", shown(document->name).text, what, hex);
    if (r->json) {
        session_note(NULL, buf_text(&line));
    } else {
        output_buf(&r->out, &line);
        output_printf(&r->out, "\n");
    }
    buf_release(&line);
}

static enum fault read_file(const char *path, const char *encoding, uint8_t **bytes, size_t *n,
                            struct err *err)
{
    bool piped = strcmp(path, "-") == 0;
    size_t limit = encoding ? (size_t)ARTICLE_MAX * 2 : ARTICLE_MAX;
    if (!piped && store_is_project(path))
        return err_set(err, FAULT_INPUT, "%s: is a project, not an article", shown(path).text);
    int fd = piped ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return session_file_fault(path, err);
    enum fault fault = lines_all(fd, limit, bytes, n, err);
    if (!piped)
        close(fd);
    return fault ? err_prefix(err, "%s", shown(piped ? "stdin" : path).text) : OK;
}

/* What was flagged and what went, for the reader of a terminal. */
static void tell_end(const struct revising *r, const struct revise *revise)
{
    char line[160];
    if (revise->coarse)
        session_note(NULL,
                     "the text is too large to be compared word by word throughout: more than "
                     "need be is near or gone");
    if (r->flagged && !revise->preview) {
        snprintf(line, sizeof line, "%zu doubt%s ask%s for a look: Tab finds %s", r->flagged,
                 output_s(r->flagged), r->flagged == 1 ? "s" : "", r->flagged == 1 ? "it" : "them");
        session_note(NULL, line);
    }
    if (r->gone && !revise->preview)
        session_note(NULL, "what is gone stays in the journal: `log`, `blame`, and `show --at`");
    if (revise->preview)
        session_note(NULL, "nothing was changed");
}

static enum fault run_in(struct revising *r, const struct session *session, const struct env *env,
                         const struct args *args, struct err *err)
{
    struct document document = {0}, now = {0};
    const char *encoding = args_value(args, "encoding");
    uint8_t *bytes = NULL;
    size_t n;
    struct revise revise = {.store = session->store,
                            .env = env,
                            .preview = args_has(args, "preview"),
                            .set = tell_counts,
                            .span = tell,
                            .ctx = r};
    bool undo = args_has(args, "undo");
    enum fault fault = session_document(session, args->operands.at[0], &document, err);
    r->name = document.name;
    if (!fault && undo)
        fault = revise_back(&revise, document.key, &now, err);
    if (!fault && undo)
        name_text(r, &now, "the text before, with its marks");
    if (!fault && !undo)
        fault = read_file(args->operands.at[1], encoding, &bytes, &n, err);
    if (!fault && !undo)
        fault = revise_bytes(&revise, document.key, bytes, n, args->operands.at[1], encoding, err);
    if (!fault && !undo && revise.same)
        name_text(r, &document, "this is its text already");
    else if (!fault && !undo && !revise.preview &&
             !(fault = store_document(session->store, document.key, &now, err)))
        name_text(r, &now, "revised");
    if (!fault && !undo && !revise.same)
        tell_end(r, &revise);
    document_release(&document);
    document_release(&now);
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    bool undo = args_has(args, "undo");
    struct revising r = {.json = args_has(args, "json"), .labels = &session.labels};
    if (undo != (args->operands.n == 1))
        return err_set(err, FAULT_USAGE,
                       undo ? "revise: --undo goes without a file"
                            : "revise: name the file with the new text, or - for standard input");
    if (undo && (args_has(args, "preview") || args_has(args, "encoding") || r.json))
        return err_set(err, FAULT_USAGE, "revise: --undo goes alone");
    enum fault fault = session_open(
        env, args, args_has(args, "preview") ? SESSION_READ : SESSION_WRITE, &session, err);
    if (fault)
        return fault;
    output_open(&r.out, NULL, NULL);
    fault = run_in(&r, &session, env, args, err);
    session_close(&session);
    return output_close(&r.out, fault, err);
}

const struct verb cmd_revise = {
    .name = "revise",
    .usage = "PROJECT DOCUMENT FILE|- | --undo",
    .summary = "bring in a corrected text, and carry everyone's marks over",
    .help = "FILE is the corrected article; DOCUMENT keeps its name and id, and its marks:\n"
            "everyone's, gold, suggestions and reviews are carried over. A span whose words\n"
            "stand as they were goes where they are now. One that was moved with its\n"
            "paragraph, or some of whose words changed, gets a doubt that says so: Tab finds\n"
            "it. One whose words are gone is taken out with its relations, and told; the\n"
            "journal keeps it. Old texts are kept, for `log`, `blame` and --at. With --undo\n"
            "the text before comes back and all marks exactly as they were, as long as\n"
            "nobody has worked on the new one.",
    .options = options,
    .role = ROLE_LEAD,
    .gate = "undo preview json",
    .files = 2,
    .project = true,
    .least = 1,
    .most = 2,
    .run = run,
};
