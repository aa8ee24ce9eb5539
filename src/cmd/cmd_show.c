#include <inttypes.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/cmd/when.h"
#include "manicule/flow/history.h"
#include "manicule/flow/sets.h"
#include "manicule/formats/jsonl.h"
#include "manicule/marks/attrs.h"
#include "manicule/text/glyph.h"
#include "manicule/text/units.h"
#include "telling.h"
#include "verbs.h"

static const struct option options[] = {
    {"annotator", 0, "NAME", "whose spans; else one's own; for a review as above"},
    {"set", 0, "KIND", "person (the default), gold, suggestion or review"},
    {"at", 0, "TIME", "as it stood then: 2026-11-25, \"2026-11-25 14:02\", or 2h, 3d ago"},
    {"spans", 0, NULL, "the spans only, without the text"},
    {0},
};

struct show {
    struct output out;
    const struct labelset *labels;
    struct document *document;
    struct article *article;
    struct set *set;
};

static void plain(struct output *out, struct range at, const struct article *article)
{
    struct buf text = {0};
    plain_exact(article_bytes(article) + at.start.byte, range_size(at), &text);
    output_buf(out, &text);
    buf_release(&text);
}

static void heading(struct show *s, const struct set_info *info)
{
    const struct document *d = s->document;
    struct output *out = &s->out;
    struct buf title = {0};
    char hash[DIGEST_TEXT];
    digest_format(d->sha256, hash);
    output_printf(out, "document %" PRIu32 " ", d->number);
    output_plain(out, d->name);
    output_printf(out, "\n");
    if (d->meta && meta_get(d->meta, "title", &title)) {
        output_printf(out, "title ");
        output_made(out, &title);
        output_plain(out, buf_text(&title));
        output_printf(out, "\n");
    }
    buf_release(&title);
    output_printf(out, "sha256 %s\n%" PRIu32 " character%s, %" PRIu32 " line%s\n", hash,
                  d->codepoints, output_s(d->codepoints), d->lines, output_s(d->lines));
    if (info->key)
        output_printf(out, "%s set of %s%s%s, %s: %" PRIu32 " spans, %" PRIu32 " relations\n",
                      set_kind_name(info->kind), info->owner[0] ? info->owner : "nobody",
                      info->kind == SET_REVIEW ? ", about the marks of " : "",
                      info->kind == SET_REVIEW ? info->source : "", status_name(info->status),
                      info->spans, info->relations);
    else
        output_printf(out, "nothing marked\n");
}

static void text(struct show *s)
{
    output_printf(&s->out, "\ntext\n");
    for (uint32_t line = 0; line < article_lines(s->article); line++) {
        struct pos start;
        if (!article_line_start(s->article, line, &start))
            return;
        output_printf(&s->out, "%" PRIu32 ": ", line + 1);
        plain(&s->out, article_line_text(s->article, start), s->article);
        output_printf(&s->out, "\n");
    }
}

static void places(struct show *s, const struct span *span)
{
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range at = span_fragment(span, i);
        output_printf(&s->out, "%s%" PRIu32 "-%" PRIu32, i ? "+" : "",
                      article_codepoint(s->article, at.start),
                      article_codepoint(s->article, at.end));
    }
}

static void words(struct show *s, const struct span *span)
{
    output_printf(&s->out, " ");
    tell_words(&s->out, s->article, span, 0);
}

static void attributes(struct show *s, const char *attrs)
{
    struct buf name = {0}, value = {0};
    while (attrs && attrs_next(&attrs, &name, &value)) {
        output_printf(&s->out, ", ");
        output_made(&s->out, &name);
        output_plain(&s->out, buf_text(&name));
        output_printf(&s->out, " ");
        output_made(&s->out, &value);
        output_plain(&s->out, buf_text(&value));
    }
    buf_release(&name);
    buf_release(&value);
}

static void links(struct show *s, const struct span *span)
{
    enum { MOST = 64 };
    const struct relation *to[MOST];
    size_t n = set_links(s->set, span, true, to, MOST);
    for (size_t i = 0; i < n && i < MOST; i++) {
        const struct span *other = set_find(s->set, to[i]->to);
        output_printf(&s->out, ", %s ", s->labels->relations[to[i]->type].name);
        if (!other)
            continue;
        places(s, other);
        words(s, other);
        attributes(s, to[i]->attrs);
    }
    if (n > MOST)
        output_printf(&s->out, ", and %zu further links", n - MOST);
}

static void spans(struct show *s)
{
    output_printf(&s->out, "\nspans\n");
    for (const struct span *span = set_first(s->set); span; span = set_next(s->set, span)) {
        places(s, span);
        output_printf(&s->out, " %s", s->labels->labels[span->label].name);
        words(s, span);
        attributes(s, span->attrs);
        links(s, span);
        output_printf(&s->out, "\n");
    }
}

static void comments(struct show *s)
{
    size_t n = set_comments(s->set);
    if (n)
        output_printf(&s->out, "\ncomments\n");
    for (size_t i = 0; i < n; i++) {
        const struct comment *comment = set_comment_at(s->set, i);
        const struct span *span =
            uuid_is_zero(comment->span) ? NULL : set_find(s->set, comment->span);
        if (span)
            places(s, span);
        output_printf(&s->out, "%s%s%s by ", span ? " " : "", comment->settled ? "settled " : "",
                      comment->doubt ? "doubt" : "comment");
        output_plain(&s->out, comment->author ? comment->author : "nobody");
        output_printf(&s->out, ": ");
        output_plain(&s->out, comment->text ? comment->text : "");
        output_printf(&s->out, "\n");
    }
}

/* Of a review the names say who looked, at whose marks, or both. */
static enum fault find_review(const struct show *s, const struct session *session,
                              const struct args *args, struct set_info *out, struct err *err)
{
    const char *names[2], *name;
    size_t n = 0;
    for (; (name = args_nth(args, "annotator", n)); n++) {
        if (n == sizeof names / sizeof *names)
            return err_set(err, FAULT_USAGE,
                           "show: a review has two names, who looked and at whose marks");
        names[n] = name;
    }
    return session_review(session, s->document, names, n, out, err);
}

static enum fault find_set(const struct show *s, const struct session *session,
                           const struct args *args, struct set_info *out, struct err *err)
{
    int kind;
    const char *owner = args_value(args, "annotator");
    enum fault fault = verbs_set(args, "person", &kind, err);
    if (fault)
        return fault;
    if (kind < 0)
        return err_set(err, FAULT_USAGE, "show: --set all is too much at once; name one kind");
    if (kind == SET_REVIEW)
        return find_review(s, session, args, out, err);
    if (owner)
        fault = session_check_owner(session, owner, err);
    else if (kind == SET_PERSON)
        owner = session->person;
    return fault ? fault
                 : session_set(session, s->document, (enum set_kind)kind, owner, out, err);
}

static enum fault read_and_print(struct show *s, const struct session *session,
                                 const struct args *args, int64_t now, struct err *err)
{
    int64_t at;
    const char *time = args_value(args, "at");
    struct set_info info;
    enum fault fault = find_set(s, session, args, &info, err);
    if (!fault && time)
        fault = when_parse(time, now, true, &at, err);
    if (fault)
        return fault;
    fault = time ? history_text(session->store, s->document, at, &s->article, err)
                 : store_article(session->store, s->document->key, &s->article, err);
    if (!fault && time)
        fault = history_load(session->store, &info, at, s->article, s->set, &info, err);
    else if (!fault && info.key)
        fault = sets_load(session->store, info.key, s->article, false, s->set, err);
    if (fault)
        return fault;
    heading(s, &info);
    if (!args_has(args, "spans"))
        text(s);
    if (info.key) {
        spans(s);
        comments(s);
    }
    return OK;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct document document = {0};
    enum fault fault = session_open(env, args, SESSION_READ, &session, err);
    if (fault)
        return fault;
    struct show show = {.labels = &session.labels, .set = set_new()};
    output_open(&show.out, NULL, NULL);
    if (!show.set)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault)
        fault = session_document(&session, args->operands.at[0], &document, err);
    if (!fault) {
        show.document = &document;
        fault = read_and_print(&show, &session, args, env->now(env->ctx), err);
    }
    if (!fault)
        fault = output_end(&show.out, err);
    output_drop(&show.out);
    set_free(show.set);
    article_free(show.article);
    document_release(&document);
    session_close(&session);
    return fault;
}

const struct verb cmd_show = {
    .name = "show",
    .usage = "PROJECT DOCUMENT [--annotator NAME] [--set KIND]",
    .summary = "print a document with its spans as plain lines",
    .help = "Prints DOCUMENT (its name, or #3 for the third) line by line, then each span\n"
            "on a line: its offsets in characters, label, words, attributes, and for a\n"
            "quote who said it. With --set review the marks as the reviewer would have them:\n"
            "--annotator names who made the review, or whose marks it is about; where that\n"
            "leaves several, give it twice, with both names. Made for screen readers and\n"
            "scripts; what a terminal would obey is shown as placeholders. For exact bytes\n"
            "use `export`.",
    .options = options,
    .role = ROLE_ANNOTATOR,
    .gate = "annotator set at spans",
    .project = true,
    .least = 1,
    .most = 1,
    .run = run,
};
