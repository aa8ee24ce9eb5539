/* who.c: who is who: the name behind every mention of a person or a place.
 *
 * A mention goes by its name where it has one, else by its own words. The mentions of the one at
 * hand are those of its label that have the same words or the same name; they are named in one
 * step. */
#include "internal.h"

#include "manicule/base/arena.h"
#include "manicule/marks/attrs.h"

/* In the order of an offer: names that share a word with the one at hand, names that were given,
 * mentions that go by their own words; the words at hand themselves stand last. */
enum { OFFERED = 9, CLOSE = 100000000, GIVEN = 10000000 };

struct known {
    const char *name;
    size_t n;      /* mentions that go by it */
    size_t first;  /* the number of the first one */
    size_t weight;
    bool given;    /* as a name, not only by the mention's own words */
};

struct roll { /* everyone who is mentioned under a label */
    VEC(struct known) all;
    struct arena arena;
    bool failed;
};

static bool white(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Words with each run of white space, line ends too, as one space, and none at the edges. */
static void tidy(const char *text, size_t n, struct buf *out)
{
    size_t start = out->size;
    for (size_t i = 0; i < n; i++) {
        if (!white(text[i]))
            buf_add_char(out, text[i]);
        else if (out->size > start && out->data[out->size - 1] != ' ')
            buf_add_char(out, ' ');
    }
    if (out->size > start && out->data[out->size - 1] == ' ')
        out->data[--out->size] = '\0';
}

static void words_of(const struct workbench *wb, const struct span *span, struct buf *out)
{
    const char *bytes = (const char *)article_bytes(wb->article);
    tidy(bytes + span->at.start.byte, range_size(span->at), out);
}

static void goes_by(const struct workbench *wb, const struct span *span, struct buf *out)
{
    if (!attrs_get(span->attrs, "name", out))
        words_of(wb, span, out);
}

static int by_name(const void *a, const void *b)
{
    const struct known *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->first > y->first) - (x->first < y->first);
}

static int by_weight(const void *a, const void *b)
{
    const struct known *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Has the text one of the words of the other: Ryu of Ryu Hyun-woo. */
static bool shares_word(const char *text, const char *other)
{
    for (const char *word = text; *word;) {
        size_t n = strcspn(word, " ");
        for (const char *at = other; n && *at;) {
            size_t m = strcspn(at, " ");
            if (m == n && !memcmp(at, word, n))
                return true;
            at += m + strspn(at + m, " ");
        }
        word += n + strspn(word + n, " ");
    }
    /* Without spaces between words: one is the other's beginning. */
    size_t n = strlen(text), m = strlen(other);
    return !memcmp(text, other, n < m ? n : m) && (unsigned char)text[0] >= 0x80;
}

static void roll_call(const struct workbench *wb, uint16_t label, struct roll *roll)
{
    struct buf name = {0};
    size_t n = 0, kept = 0;
    for (const struct span *s = set_first(wb->set); s && !roll->failed; s = set_next(wb->set, s)) {
        if (s->label != label)
            continue;
        buf_clear(&name);
        bool given = attrs_get(s->attrs, "name", &name);
        if (!given)
            words_of(wb, s, &name);
        struct known one = {.name = arena_string(&roll->arena, buf_text(&name)),
                            .n = 1, .first = n++, .given = given};
        roll->failed = !one.name || name.failed || !vec_push(&roll->all, one);
    }
    buf_release(&name);
    if (roll->all.n)
        qsort(roll->all.at, roll->all.n, sizeof *roll->all.at, by_name);
    for (size_t i = 0; i < roll->all.n; i++) {
        if (kept && !strcmp(roll->all.at[kept - 1].name, roll->all.at[i].name))
            roll->all.at[kept - 1].n++, roll->all.at[kept - 1].given |= roll->all.at[i].given;
        else
            roll->all.at[kept++] = roll->all.at[i];
    }
    roll->all.n = kept;
}

static void weigh(struct roll *roll, const char *words)
{
    for (size_t i = 0; i < roll->all.n; i++) {
        struct known *k = &roll->all.at[i];
        bool close = shares_word(words, k->name) || shares_word(k->name, words);
        k->weight = k->n + (close ? CLOSE : 0) + (k->given ? GIVEN : 0);
        if (!k->given && strcmp(k->name, words) == 0)
            k->weight = 0;
    }
    if (roll->all.n)
        qsort(roll->all.at, roll->all.n, sizeof *roll->all.at, by_weight);
}

static void roll_release(struct roll *roll)
{
    vec_free(&roll->all);
    arena_release(&roll->arena);
}

static void forget_names(struct workbench *wb)
{
    for (size_t i = 0; i < OFFERS_MAX; i++) {
        free(wb->offer_names[i]);
        wb->offer_names[i] = NULL;
    }
    wb->n_offers = 0;
}

/* The names from number `from` on, as many as fit beside `n new`, which must always be in sight. */
static bool offer(struct workbench *wb, const struct span *span, size_t from)
{
    static const char last[] = "n new", more[] = "n new  = more";
    struct roll roll = {0};
    struct buf words = {0}, text = {0}, item = {0};
    unsigned room = wb->at.cols > sizeof more + 4 ? wb->at.cols - (unsigned)sizeof more - 2 : 0, used = 0;
    words_of(wb, span, &words);
    roll_call(wb, span->label, &roll);
    weigh(&roll, buf_text(&words));
    forget_names(wb);
    wb->offer_at = from < roll.all.n ? from : 0;
    size_t at = wb->offer_at;
    for (; at < roll.all.n && wb->n_offers < OFFERED && !roll.failed; at++) {
        const struct known *k = &roll.all.at[at];
        buf_clear(&item);
        buf_printf(&item, "%zu ", wb->n_offers + 1);
        plain_text(k->name, strlen(k->name), 24, &wb->options.widths, &item);
        buf_printf(&item, " (%zu)  ", k->n);
        unsigned width = plain_width(buf_text(&item), item.size, &wb->options.widths);
        if (wb->n_offers && used + width > room)
            break;
        char *name = strdup(k->name);
        if (!name)
            break;
        wb->offer_names[wb->n_offers++] = name;
        buf_add(&text, item.data, item.size);
        used += width;
    }
    buf_add_string(&text, wb->offer_at || at < roll.all.n ? more : last);
    bool ok = !roll.failed && !text.failed;
    if (ok)
        wb_say(wb, "%s", buf_text(&text));
    else
        wb_warn(wb, "out of memory");
    roll_release(&roll);
    buf_release(&words);
    buf_release(&text);
    buf_release(&item);
    return ok;
}

static bool has_names(const struct workbench *wb, const struct span *span)
{
    return label_attribute(wb_label(wb, span->label), "name", 4) != NULL;
}

/* The innermost span under the cursor that can have a name: `=` in a quotation means the name in it. */
static const struct span *nameable(struct workbench *wb)
{
    const struct span *span = wb_current(wb), *under[SAME_ROW_SPANS];
    if (span && has_names(wb, span))
        return span;
    size_t n = wb_under(wb, under, SAME_ROW_SPANS);
    for (size_t i = 0; i < n; i++)
        if (has_names(wb, under[i]))
            return under[i];
    return NULL;
}

void wb_who(struct workbench *wb)
{
    const struct span *span = nameable(wb);
    if (!span) {
        span = wb_current(wb);
        if (span)
            wb_say(wb, "a %s goes by no name", wb_label(wb, span->label)->name);
        else
            wb_say(wb, "no span here whose name could be said");
        return;
    }
    wb->offer_span = span->id;
    if (offer(wb, span, 0))
        wb->offer = OFFER_WHO;
}

/* One edit for each mention of the one at hand, and of the one it is now said to be. */
static size_t name_mentions(struct workbench *wb, const struct span *span, const char *name,
                            struct edits *edits)
{
    struct buf words = {0}, now = {0}, other = {0};
    size_t n = 0;
    words_of(wb, span, &words);
    goes_by(wb, span, &now);
    bool named = attrs_get(span->attrs, "name", NULL);
    for (const struct span *s = set_first(wb->set); s; s = set_next(wb->set, s)) {
        struct span after;
        bool ok, same, has;
        if (s->label != span->label)
            continue;
        buf_clear(&other);
        words_of(wb, s, &other);
        same = !strcmp(buf_text(&other), buf_text(&words));
        buf_clear(&other);
        has = attrs_get(s->attrs, "name", &other);
        same = same || (named && has && !strcmp(buf_text(&other), buf_text(&now)));
        if (!has) {
            goes_by(wb, s, &other);
            same = same || (*name && !strcmp(buf_text(&other), name));
        }
        if (!same)
            continue;
        n++;
        if (has ? !strcmp(buf_text(&other), name) : !*name)
            continue;
        if (!span_copy(&after, s)) {
            edits->failed = true;
            break;
        }
        free(after.attrs);
        after.attrs = attrs_with(s->attrs, "name", name, strlen(name), &ok);
        if (ok)
            edits_change_span(edits, s, &after);
        else
            edits->failed = true;
        span_release(&after);
    }
    buf_release(&words);
    buf_release(&now);
    buf_release(&other);
    return n;
}

static void call(struct workbench *wb, struct uuid id, const char *name)
{
    const struct span *span = set_find(wb->set, id);
    struct edits edits = {0};
    struct buf what = {0}, plain = {0};
    if (!span) {
        wb_say(wb, "that span is gone");
        return;
    }
    size_t mentions = name_mentions(wb, span, name, &edits);
    bool changed = edits.n > 0 || edits.failed;
    plain_text(name, strlen(name), 40, &wb->options.widths, &plain);
    if (*name)
        buf_printf(&what, "name %s", buf_text(&plain));
    else
        buf_add_string(&what, "take names away");
    if (!wb_commit(wb, buf_text(&what), &edits, 0)) {
        /* said why */
    } else {
        wb_focus(wb, id);
        if (!*name)
            wb_say(wb, changed ? "the name is taken away" : "it has no name");
        else if (!changed)
            wb_say(wb, "already %s", buf_text(&plain));
        else if (mentions == 1)
            wb_say(wb, "this is %s", buf_text(&plain));
        else
            wb_say(wb, "%zu mentions are %s", mentions, buf_text(&plain));
    }
    buf_release(&what);
    buf_release(&plain);
}

static void ask(struct workbench *wb)
{
    const struct span *span = set_find(wb->set, wb->offer_span);
    struct buf start = {0};
    if (!span)
        return;
    goes_by(wb, span, &start);
    wb->prompt_span = wb->offer_span;
    wb_prompt(wb, PROMPT_NAME, buf_text(&start));
    buf_release(&start);
}

bool wb_who_offer(struct workbench *wb, const struct key *key, enum action action)
{
    if (action == ACT_WHO) {
        const struct span *span = set_find(wb->set, wb->offer_span);
        return span && offer(wb, span, wb->offer_at + wb->n_offers);
    }
    size_t i = key->code >= '1' && key->code <= '9' && !key->mods ? key->code - '1' : OFFERS_MAX;
    if (i < wb->n_offers) {
        wb->offer = OFFER_NONE;
        call(wb, wb->offer_span, wb->offer_names[i]);
        forget_names(wb);
        return true;
    }
    if (key->code != 'n' || key->mods)
        return false;
    wb->offer = OFFER_NONE;
    ask(wb);
    return true;
}

void wb_who_text(struct workbench *wb, const char *text)
{
    struct buf name = {0};
    if (!wb->set || !wb_may_edit(wb))
        return;
    wb_need_all(wb);
    tidy(text, strlen(text), &name);
    call(wb, wb->prompt_span, buf_text(&name));
    buf_release(&name);
}

bool wb_who_complete(struct workbench *wb, const char *typed, size_t i, struct buf *out)
{
    const struct span *span = wb->set ? set_find(wb->set, wb->prompt_span) : NULL;
    struct roll roll = {0};
    bool found = false;
    if (!span)
        return false;
    roll_call(wb, span->label, &roll);
    for (size_t k = 0; k < roll.all.n && !found; k++)
        if (!strncmp(roll.all.at[k].name, typed, strlen(typed)) && i-- == 0) {
            buf_add_string(out, roll.all.at[k].name);
            found = true;
        }
    roll_release(&roll);
    return found;
}
