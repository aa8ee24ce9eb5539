/* persons_ja.c: the mentions that a Japanese cue of speaking names: Xによると, Xは「…」と述べた,
 * 「…」とXは話した. */
#include "phrases.h"

#include "marks.h"

/* The list's word at the very start of the token: its length. */
static size_t starts(const struct tokens *t, size_t i, enum list_ja list)
{
    const struct token *token = token_at(t, i);
    if (i >= t->n)
        return 0;
    return lexicon_ja(list, t->block.s + token->start, t->block.to - token->start);
}

/* A verb of saying at token i, and not its passive: 言われる, 告げられた, 発表された. */
static bool is_verb(const struct tokens *t, size_t i)
{
    static const char *const passive[] = {"れ", "われ", "られ", "され"};
    size_t n = starts(t, i, LIST_SAY);
    if (n == 0)
        return false;
    for (size_t k = 0; k < sizeof passive / sizeof *passive; k++)
        if (scan_is(t->block.s, t->at[i].start + (uint32_t)n, t->block.to, passive[k]))
            return false;
    return true;
}

/* は, が or も right behind a noun marks what the sentence is about. */
static bool is_topic(const struct tokens *t, size_t i)
{
    const struct token *token = token_at(t, i);
    if (i == 0 || i >= t->n || token->kind != TOKEN_HIRAGANA || (token->flags & TOKEN_QUOTED))
        return false;
    const uint8_t *s = t->block.s;
    bool particle = scan_is(s, token->start, token->end, "は") ||
                    scan_is(s, token->start, token->end, "が") ||
                    scan_is(s, token->start, token->end, "も");
    enum token_kind before = t->at[i - 1].kind;
    return particle && token_touches(t, i - 1) &&
           (before == TOKEN_KANJI || before == TOKEN_KATAKANA || before == TOKEN_WORD);
}

/* と or って and then a verb of saying: 「…」と述べた, …と話した. */
static bool is_saying(const struct tokens *t, size_t i)
{
    const struct token *token = token_at(t, i);
    if (i >= t->n || (token->flags & TOKEN_QUOTED) || token->kind != TOKEN_HIRAGANA)
        return false;
    const uint8_t *s = t->block.s;
    /* The と ends its run, unless a verb in hiragana follows in the same run: といった. */
    for (uint32_t at = token->start, next; at < token->end; at = next) {
        uint32_t c = scan_char(s, at, token->end, &next);
        if (c != 0x3068) /* と */
            continue;
        if (next == token->end) {
            if (token_touches(t, i) && is_verb(t, i + 1))
                return true;
        } else if (scan_is(s, next, t->block.to, "いった。") ||
                   scan_is(s, next, t->block.to, "いいます")) {
            return true;
        }
    }
    return false;
}

static bool is_stop_ja(const struct tokens *t, size_t i)
{
    return token_stop(t, i) && !(token_at(t, i)->flags & TOKEN_QUOTED);
}

/* The topic of the sentence around the verb: behind the quotation if one stands there, else before.
 */
static size_t topic_of(const struct tokens *t, size_t verb)
{
    size_t found = SIZE_MAX;
    for (size_t i = verb; i < t->n && !is_stop_ja(t, i) && i < verb + 8; i++) {
        if (is_topic(t, i) && i > verb)
            return i;
    }
    for (size_t i = verb + 1; i-- > 0 && (i == verb || !is_stop_ja(t, i));) {
        if (is_topic(t, i))
            found = i;
        if (t->at[i].flags & TOKEN_BREAK && i != verb && found != SIZE_MAX)
            break;
    }
    return found;
}

size_t persons_ja(const struct tokens *t, struct range *out, size_t n, size_t max)
{
    for (size_t i = 0; i < t->n; i++) {
        size_t first;
        if (t->at[i].kind != TOKEN_HIRAGANA || (t->at[i].flags & TOKEN_QUOTED))
            continue;
        if (i > 0 && starts(t, i, LIST_SOURCE) > 0 && phrase_before_ja(t, i - 1, &first)) {
            n = persons_add(out, n, max, phrase_range(t, first, i - 1));
            continue;
        }
        /* 「…」とXは語った: the と stands behind the mark and the verb further on. */
        bool behind_mark = i > 0 && (t->at[i - 1].flags & TOKEN_QUOTED) &&
                           t->at[i - 1].kind == TOKEN_MARK &&
                           scan_is(t->block.s, t->at[i].start, t->at[i].end, "と");
        bool saying = is_saying(t, i);
        if (!saying && behind_mark)
            for (size_t j = i; j < t->n && !is_stop_ja(t, j) && !saying; j++)
                saying = t->at[j].kind == TOKEN_KANJI && is_verb(t, j);
        if (!saying)
            continue;
        size_t topic = topic_of(t, i);
        if (topic != SIZE_MAX && phrase_before_ja(t, topic - 1, &first))
            n = persons_add(out, n, max, phrase_range(t, first, topic - 1));
    }
    return n;
}
