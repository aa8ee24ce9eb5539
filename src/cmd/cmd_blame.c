#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/cmd/when.h"
#include "manicule/flow/history.h"
#include "manicule/flow/shown.h"
#include "manicule/text/units.h"
#include "telling.h"
#include "verbs.h"

static const struct option options[] = {
    {"annotator", 0, "NAME", "only this person's marks"},
    {"set", 0, "KIND", "person, gold, suggestion, review or all; else all but suggestions"},
    {"json", 0, NULL, "JSON Lines, for programs"},
    {0},
};

enum { WORDS_COLUMNS = 28, NAME_COLUMNS = 10, PREFIX_LEAST = 8 };

/* Which spans are asked for. */
struct wanted {
    enum { EVERY_SPAN, SPAN_AT, SPAN_OF_ID } by;
    struct pos at;
    char id[UUID_TEXT]; /* or its beginning */
};

struct blaming {
    struct output out;
    const struct session *session;
    const struct document *document;
    const struct article *article;
    struct wanted wanted;
    int64_t now;
    bool json;
    unsigned told; /* spans */
};

/* A number of at most nine digits; false: it is none. */
static bool number(const char *text, size_t n, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *out = *out * 10 + (uint32_t)(text[i] - '0');
    }
    return n > 0 && n < 10;
}

static enum fault read_place(const char *text, const struct article *article, struct pos *out,
                             struct err *err)
{
    const char *colon = strchr(text, ':');
    uint32_t line, column;
    struct pos start;
    bool good;
    if (!colon) {
        good = number(text, strlen(text), &column) &&
               article_from_codepoint(article, column, out) && out->byte < article_size(article);
    } else {
        good =
            number(text, (size_t)(colon - text), &line) &&
            number(colon + 1, strlen(colon + 1), &column) && line && column &&
            article_line_start(article, line - 1, &start) &&
            article_from_codepoint(article, article_codepoint(article, start) + column - 1, out) &&
            range_has(article_line(article, start), *out);
    }
    return good ? OK : err_set(err, FAULT_MISSING, "the text has no place %s", shown(text).text);
}

static enum fault read_wanted(const char *text, const struct article *article, struct wanted *out,
                              struct err *err)
{
    *out = (struct wanted){.by = EVERY_SPAN};
    if (!text)
        return OK;
    size_t n = strlen(text);
    uint32_t any;
    if (strchr(text, ':') || number(text, n, &any)) {
        out->by = SPAN_AT;
        return read_place(text, article, &out->at, err);
    }
    if (n < PREFIX_LEAST || n >= UUID_TEXT || strspn(text, "0123456789abcdef-") != n)
        return err_set(err, FAULT_USAGE,
                       "%s: name a span by its id, as LINE:COLUMN, or by an offset",
                       shown(text).text);
    out->by = SPAN_OF_ID;
    memcpy(out->id, text, n + 1);
    return OK;
}

static bool is_wanted(const struct wanted *wanted, const struct span *span)
{
    char id[UUID_TEXT];
    switch (wanted->by) {
    case EVERY_SPAN:
        return true;
    case SPAN_AT:
        return span_covers(span, wanted->at);
    case SPAN_OF_ID:
        uuid_format(span->id, id);
        return strncmp(id, wanted->id, strlen(wanted->id)) == 0;
    }
    return false;
}

/* "25 Nov 14:02 alice      " */
static void who_and_when(struct blaming *b, const struct past *row)
{
    char when[WHEN_TEXT];
    when_short(row->at, b->now, when);
    output_printf(&b->out, "%-*s ", WHEN_COLUMNS, when);
    tell_text(&b->out, row->actor, NAME_COLUMNS, true);
}

static void one_line(struct blaming *b, const struct span *span, const struct past *made,
                     const struct past *changed, size_t changes)
{
    const struct labelset *labels = &b->session->labels;
    char place[24];
    tell_place(b->article, span->at.start, place);
    output_printf(&b->out, "%-7s %-9s ", place, labels->labels[span->label].name);
    tell_words(&b->out, b->article, span, WORDS_COLUMNS);
    output_printf(&b->out, "  %s\n        ", origin_name((enum origin)span->origin));
    who_and_when(b, made);
    output_printf(&b->out, " made     ");
    tell_step(&b->out, made);
    output_printf(&b->out, "\n");
    if (!changes)
        return;
    output_printf(&b->out, "        ");
    who_and_when(b, changed);
    output_printf(&b->out, " changed  ");
    tell_step(&b->out, changed);
    if (changes > 1)
        output_printf(&b->out, "  the last of %zu changes", changes);
    output_printf(&b->out, "\n");
}

/* Everything that was done to it. */
static void in_full(struct blaming *b, const struct blame *blame, const struct span *span,
                    const struct blame_touch *touches, size_t n)
{
    char place[24], id[UUID_TEXT];
    tell_place(b->article, span->at.start, place);
    uuid_format(span->id, id);
    output_printf(&b->out, "%s %s ", place, b->session->labels.labels[span->label].name);
    tell_words(&b->out, b->article, span, 0);
    output_printf(&b->out, "\n%" PRIu32 "-%" PRIu32 "  %s  span %s\n",
                  article_codepoint(b->article, span->at.start),
                  article_codepoint(b->article, span->at.end),
                  origin_name((enum origin)span->origin), id);
    for (size_t i = 0; i < n; i++) {
        const struct past *row = &blame->rows.at[touches[i].row];
        struct buf what = {0};
        output_printf(&b->out, "  ");
        who_and_when(b, row);
        output_printf(&b->out, " %-12s ", blame_how_name(touches[i].how));
        tell_what(row, &what);
        output_made(&b->out, &what);
        tell_text(&b->out, buf_text(&what), WORDS_COLUMNS, true);
        output_printf(&b->out, " ");
        tell_step(&b->out, row);
        output_printf(&b->out, "\n");
        buf_release(&what);
    }
}

static void as_json(struct blaming *b, const struct set_info *info, const struct blame *blame,
                    const struct span *span, const struct blame_touch *touches, size_t n)
{
    struct output *out = &b->out;
    char id[UUID_TEXT];
    uuid_format(span->id, id);
    output_printf(out, "{\"document\":");
    tell_json(out, b->document->name);
    output_printf(out, ",\"set\":\"%s\",\"annotator\":", set_kind_name(info->kind));
    tell_json(out, info->owner[0] ? info->owner : NULL);
    output_printf(out, ",\"id\":\"%s\",", id);
    tell_json_span(out, &b->session->labels, b->article, span);
    output_printf(out, ",\"origin\":\"%s\",\"history\":[", origin_name((enum origin)span->origin));
    for (size_t i = 0; i < n; i++) {
        output_printf(out, "%s{\"how\":\"%s\",", i ? "," : "", blame_how_name(touches[i].how));
        tell_json_row(out, &blame->rows.at[touches[i].row]);
        output_printf(out, "}");
    }
    output_printf(out, "]}\n");
}

static void tell(struct blaming *b, const struct set_info *info, const struct blame *blame,
                 const struct span *span)
{
    size_t n;
    const struct blame_touch *touches = blame_of(blame, span->id, &n);
    b->told++;
    if (b->json)
        as_json(b, info, blame, span, touches, n);
    else if (b->wanted.by != EVERY_SPAN)
        in_full(b, blame, span, touches, n);
    else if (n) /* a span that stands was made */
        one_line(b, span, &blame->rows.at[touches[0].row], &blame->rows.at[touches[n - 1].row],
                 n - 1);
}

static enum fault blame_set(struct blaming *b, const struct set_info *info, struct err *err)
{
    struct blame blame;
    struct buf whose = {0};
    enum fault fault = blame_read(b->session->store, info, b->article, &blame, err);
    if (fault)
        return fault;
    bool headed = b->json;
    for (const struct span *span = set_first(blame.set); span; span = set_next(blame.set, span)) {
        if (!is_wanted(&b->wanted, span))
            continue;
        if (!headed) {
            tell_set(info->kind, info->owner, info->source, &whose);
            output_printf(&b->out, "%s", b->told ? "\n" : "");
            output_made(&b->out, &whose);
            output_plain(&b->out, buf_text(&whose));
            output_printf(&b->out, "\n");
            headed = true;
        }
        tell(b, info, &blame, span);
    }
    blame_release(&blame);
    buf_release(&whose);
    return OK;
}

static enum fault blame_all(struct blaming *b, const struct args *args, struct err *err)
{
    struct set_cursor cursor = {0};
    struct set_filter filter = {.kind = -1,
                                .status = -1,
                                .document = b->document->key,
                                .owner = args_value(args, "annotator")};
    bool kinds = args_has(args, "set"), any = false;
    enum fault fault = verbs_set(args, "all", &filter.kind, err);
    if (!fault && filter.owner)
        fault = session_check_owner(b->session, filter.owner, err);
    while (!fault) {
        struct set_info info;
        bool more;
        fault = store_next_set(b->session->store, &cursor, &filter, &info, &more, err);
        if (fault || !more)
            break;
        any = any || info.key;
        if (info.key && (kinds || info.kind != SET_SUGGESTION))
            fault = blame_set(b, &info, err);
    }
    if (!fault && !any)
        fault = session_not_seen(b->session, b->document, filter.kind, filter.owner, err);
    if (!fault && !b->told && b->wanted.by != EVERY_SPAN)
        fault = err_set(err, FAULT_MISSING,
                        b->wanted.by == SPAN_AT ? "no span lies there"
                                                : "the document has no span of that id");
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct document document = {0};
    struct article *article = NULL;
    enum fault fault = session_open(env, args, SESSION_READ, &session, err);
    if (fault)
        return fault;
    struct blaming b = {
        .session = &session, .now = env->now(env->ctx), .json = args_has(args, "json")};
    output_open(&b.out, NULL, NULL);
    fault = session_document(&session, args->operands.at[0], &document, err);
    if (!fault)
        fault = store_article(session.store, document.key, &article, err);
    if (!fault)
        fault = read_wanted(args->operands.n > 1 ? args->operands.at[1] : NULL, article, &b.wanted,
                            err);
    b.document = &document;
    b.article = article;
    if (!fault)
        fault = blame_all(&b, args, err);
    article_free(article);
    document_release(&document);
    session_close(&session);
    return output_close(&b.out, fault, err);
}

const struct verb cmd_blame = {
    .name = "blame",
    .usage = "PROJECT DOCUMENT [SPAN | LINE:COLUMN | OFFSET]",
    .summary = "tell who made each span of a document, and who changed it",
    .help = "For each span that stands in DOCUMENT: its place, label, words and origin, who\n"
            "made it when and by which step, and who changed it last. With the id of a SPAN\n"
            "or a place within one, everything that was done to it: also its links and what\n"
            "was asked about it. Lines and columns count from 1, an OFFSET from 0. Only marks\n"
            "that one may see are told.",
    .options = options,
    .role = ROLE_ANNOTATOR,
    .gate = "annotator set json",
    .project = true,
    .least = 1,
    .most = 2,
    .run = run,
};
