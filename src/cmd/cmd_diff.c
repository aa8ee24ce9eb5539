#include <stdio.h>
#include <string.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/cmd/when.h"
#include "manicule/flow/difference.h"
#include "manicule/flow/history.h"
#include "manicule/flow/sets.h"
#include "manicule/flow/shown.h"
#include "manicule/marks/attrs.h"
#include "telling.h"
#include "verbs.h"

static const struct option options[] = {
    {"at", 0, "TIME", "as they stood then; of one person: then against now, or a second --at"},
    {"json", 0, NULL, "JSON Lines, for programs"},
    {0},
};

enum { WORDS_COLUMNS = 22, LABEL_COLUMNS = 9 };

struct side {
    char name[PERSON_MAX + 1]; /* as the lines call it */
    struct set_info info;
    struct set *set;
    struct article *article; /* the text it is in */
};

struct diff {
    struct output out;
    const struct session *session;
    const struct document *document;
    const struct article *article; /* that of b: both are told in it */
    struct side a, b;
    bool json;
};

/* Whose set: a person's, or gold. */
static enum fault find_side(struct diff *d, const char *whose, struct side *out, struct err *err)
{
    bool gold = strcmp(whose, "gold") == 0;
    enum fault fault = gold ? OK : session_check_owner(d->session, whose, err);
    if (!fault)
        fault = session_set(d->session, d->document, gold ? SET_GOLD : SET_PERSON,
                            gold ? NULL : whose, &out->info, err);
    out->set = set_new();
    if (!fault && !out->set)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    snprintf(out->name, sizeof out->name, "%s", whose);
    return fault;
}

/* As it stood at a time, or stands; in the text of then, or of now. */
static enum fault load_side(struct diff *d, struct side *side, const int64_t *at, struct err *err)
{
    struct store *store = d->session->store;
    int64_t key = d->document->key;
    uint32_t edition = d->document->edition;
    enum fault fault = at ? store_edition_at(store, key, *at, &edition, err) : OK;
    if (!fault)
        fault = store_edition(store, key, edition, &side->article, err);
    if (!fault && at)
        fault = history_load(store, &side->info, *at, side->article, side->set, &side->info, err);
    else if (!fault && side->info.key)
        fault = sets_load(store, side->info.key, side->article, false, side->set, err);
    return fault;
}

/* Where the text was revised between the two, the first goes along into the text of the second. */
static enum fault into_one_text(struct diff *d, struct err *err)
{
    size_t gone;
    char line[160];
    d->article = d->b.article;
    if (article_edition(d->a.article) == article_edition(d->b.article))
        return OK;
    enum fault fault = history_carry(d->a.article, d->b.article, &d->a.set, &gone, err);
    if (!fault && gone) {
        snprintf(line, sizeof line,
                 "the text was revised in between: %zu span%s of %s %s gone with it", gone,
                 output_s(gone), d->a.name, gone == 1 ? "is" : "are");
        session_note(NULL, line);
    }
    return fault;
}

static enum fault load(struct diff *d, const struct args *args, int64_t now, struct err *err)
{
    const char *const whose[] = {args->operands.at[1],
                                 args->operands.n > 2 ? args->operands.at[2] : NULL};
    int64_t time[2];
    size_t times = 0;
    for (const char *text; (text = args_nth(args, "at", times)); times++) {
        if (times == 2)
            return err_set(err, FAULT_USAGE, "diff: --at stands there more than twice");
        enum fault fault = when_parse(text, now, true, &time[times], err);
        if (fault)
            return fault;
    }
    if (!whose[1] && !times)
        return err_set(err, FAULT_USAGE, "diff: name a second person or gold, or a time with --at");
    if (whose[1] && times > 1)
        return err_set(err, FAULT_USAGE, "diff: two people are compared at one time");
    enum fault fault = find_side(d, whose[0], &d->a, err);
    if (!fault)
        fault = find_side(d, whose[1] ? whose[1] : whose[0], &d->b, err);
    if (!fault)
        fault = load_side(d, &d->a, times ? &time[0] : NULL, err);
    if (!fault)
        fault = load_side(d, &d->b,
                          whose[1] && times ? &time[0]
                          : times > 1       ? &time[1]
                                            : NULL,
                          err);
    if (!whose[1]) {
        strcpy(d->a.name, "before");
        strcpy(d->b.name, "after");
    }
    return fault ? fault : into_one_text(d, err);
}

/* ---- as text ---- */
static void attributes(struct diff *d, const char *attrs)
{
    struct buf name = {0}, value = {0};
    bool any = false;
    while (attrs && attrs_next(&attrs, &name, &value)) {
        output_made(&d->out, &name);
        output_printf(&d->out, any ? " %s=" : "%s=", buf_text(&name));
        output_made(&d->out, &value);
        tell_text(&d->out, buf_text(&value), WORDS_COLUMNS, false);
        any = true;
    }
    if (!any)
        output_printf(&d->out, "none");
    buf_release(&name);
    buf_release(&value);
}

static void links(struct diff *d, const struct side *side, const struct span *span)
{
    enum { MOST = 16 };
    const struct relation *to[MOST];
    size_t n = set_links(side->set, span, true, to, MOST);
    for (size_t i = 0; i < n && i < MOST; i++) {
        const struct span *end = set_find(side->set, to[i]->to);
        output_printf(&d->out, i ? ", %s " : "%s ", d->session->labels.relations[to[i]->type].name);
        if (end)
            tell_words(&d->out, d->article, end, WORDS_COLUMNS);
    }
    if (!n)
        output_printf(&d->out, "none");
}

/* What one of the two has where they differ. */
static void one_side(struct diff *d, const struct difference *difference, bool first)
{
    const struct side *side = first ? &d->a : &d->b;
    const struct span *span = first ? difference->a : difference->b;
    const struct range *other =
        difference->a && difference->b ? &(first ? difference->b : difference->a)->at : NULL;
    char place[24];
    output_printf(&d->out, "%s ", side->name);
    switch (difference->kind) {
    case DIFFERENCE_BOUNDARY:
    case DIFFERENCE_SPLIT:
        tell_place(d->article, span->at.start, place);
        if (!first && other->start.byte != span->at.start.byte)
            output_printf(&d->out, "%s ", place);
        tell_words(&d->out, d->article, span, WORDS_COLUMNS);
        break;
    case DIFFERENCE_LABEL:
        output_printf(&d->out, "%s", d->session->labels.labels[span->label].name);
        break;
    case DIFFERENCE_ATTRIBUTES:
        attributes(d, span->attrs);
        break;
    case DIFFERENCE_LINKS:
        links(d, side, span);
        break;
    case DIFFERENCE_ONLY_A:
    case DIFFERENCE_ONLY_B:
        break;
    }
}

static void as_text(struct diff *d, const struct difference *difference)
{
    const struct span *span = difference->a ? difference->a : difference->b;
    char place[24];
    tell_place(d->article, span->at.start, place);
    output_printf(&d->out, "%-7s %-10s ", place, difference_name(difference->kind));
    if (!difference->a || !difference->b) {
        output_printf(&d->out, "%s  %-*s ", (difference->a ? &d->a : &d->b)->name, LABEL_COLUMNS,
                      d->session->labels.labels[span->label].name);
        tell_words(&d->out, d->article, span, 2 * WORDS_COLUMNS);
        output_printf(&d->out, "\n");
        return;
    }
    if (difference->kind != DIFFERENCE_LABEL)
        output_printf(&d->out, "%-*s ", LABEL_COLUMNS, d->session->labels.labels[span->label].name);
    if (difference->kind != DIFFERENCE_BOUNDARY && difference->kind != DIFFERENCE_SPLIT) {
        tell_words(&d->out, d->article, span, WORDS_COLUMNS);
        output_printf(&d->out, "  ");
    }
    one_side(d, difference, true);
    output_printf(&d->out, "  ");
    one_side(d, difference, false);
    output_printf(&d->out, "\n");
}

/* ---- as JSON ---- */
static void json_attributes(struct diff *d, const char *attrs)
{
    struct buf name = {0}, value = {0};
    output_printf(&d->out, ",\"attributes\":{");
    for (bool any = false; attrs && attrs_next(&attrs, &name, &value); any = true) {
        output_made(&d->out, &name);
        output_printf(&d->out, any ? ",\"%s\":" : "\"%s\":", buf_text(&name));
        output_made(&d->out, &value);
        tell_json(&d->out, buf_text(&value));
    }
    output_printf(&d->out, "}");
    buf_release(&name);
    buf_release(&value);
}

static void json_links(struct diff *d, const struct side *side, const struct span *span)
{
    enum { MOST = 64 };
    const struct relation *to[MOST];
    size_t n = set_links(side->set, span, true, to, MOST);
    char id[UUID_TEXT];
    output_printf(&d->out, ",\"relations\":[");
    for (size_t i = 0; i < n && i < MOST; i++) {
        uuid_format(to[i]->to, id);
        output_printf(&d->out, "%s{\"type\":\"%s\",\"to\":\"%s\"}", i ? "," : "",
                      d->session->labels.relations[to[i]->type].name, id);
    }
    output_printf(&d->out, "]");
}

static void json_side(struct diff *d, const struct side *side, const struct span *span)
{
    char id[UUID_TEXT];
    if (!span) {
        output_printf(&d->out, "null");
        return;
    }
    uuid_format(span->id, id);
    output_printf(&d->out, "{\"id\":\"%s\",", id);
    tell_json_span(&d->out, &d->session->labels, d->article, span);
    json_attributes(d, span->attrs);
    json_links(d, side, span);
    output_printf(&d->out, "}");
}

static void as_json(struct diff *d, const struct difference *difference)
{
    output_printf(&d->out, "{\"document\":");
    tell_json(&d->out, d->document->name);
    output_printf(&d->out, ",\"difference\":\"%s\",\"a\":", difference_name(difference->kind));
    json_side(d, &d->a, difference->a);
    output_printf(&d->out, ",\"b\":");
    json_side(d, &d->b, difference->b);
    output_printf(&d->out, "}\n");
}

static enum fault print_all(struct diff *d, struct err *err)
{
    struct differences found;
    enum fault fault = differences_find(d->a.set, d->b.set, &found, err);
    for (size_t i = 0; !fault && i < found.all.n; i++)
        if (d->json)
            as_json(d, &found.all.at[i]);
        else
            as_text(d, &found.all.at[i]);
    if (!fault && !found.all.n && !d->json)
        session_note(NULL, found.same ? "no differences" : "no differences: nothing is marked");
    if (!fault)
        differences_release(&found);
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct document document = {0};
    enum fault fault = session_open(env, args, SESSION_READ, &session, err);
    if (fault)
        return fault;
    struct diff d = {.session = &session, .document = &document, .json = args_has(args, "json")};
    output_open(&d.out, NULL, NULL);
    fault = session_document(&session, args->operands.at[0], &document, err);
    if (!fault)
        fault = load(&d, args, env->now(env->ctx), err);
    if (!fault)
        fault = print_all(&d, err);
    set_free(d.a.set);
    set_free(d.b.set);
    article_free(d.a.article);
    article_free(d.b.article);
    document_release(&document);
    session_close(&session);
    return output_close(&d.out, fault, err);
}

const struct verb cmd_diff = {
    .name = "diff",
    .usage = "PROJECT DOCUMENT A [B] [--at TIME] [--json]",
    .summary = "tell how two people's marks on a document differ",
    .help = "A and B are names, or gold. Each difference is a line, with its line and column:\n"
            "spans that only one of them has, spans of one label with other boundaries, one\n"
            "span against several, other labels on the same words, and where these are the\n"
            "same other attributes or links. With --at both are taken as they stood at that\n"
            "time. With A alone and --at, what A has changed since then, or up to a second\n"
            "--at. Comments, and who marked first, are no differences.",
    .options = options,
    .role = ROLE_ANNOTATOR,
    .gate = "at json",
    .project = true,
    .least = 2,
    .most = 3,
    .run = run,
};
