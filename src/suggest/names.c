/* names.c: the natural names around a place, and where the next one stands. */
#include "manicule/suggest/names.h"

#include "phrases.h"

static collect_fn *const collectors[] = {
    [NAME_PERSON] = persons_collect,
    [NAME_PLACE] = places_collect,
};

struct readings {
    const struct article *article;
    struct range *out;
    size_t n, max;
    struct pos pos;
};

static void offer(struct readings *r, struct range range)
{
    if (r->n == r->max || !range_has(range, r->pos))
        return;
    range = scan_whole(r->article, range);
    for (size_t i = 0; i < r->n; i++)
        if (range_equal(r->out[i], range))
            return;
    r->out[r->n++] = range;
}

/* The run of capitals around token i, with its title and without, with its description. */
static void offer_run(struct readings *r, const struct tokens *t, size_t i, enum name_kind kind)
{
    size_t first, last, left, bare;
    if (!phrase_name(t, i, &first, &last)) {
        /* A lower-case word: the phrase it belongs to. */
        if (!token_word(t, i, W_PRONOUN) && phrase_after(t, i, &last) &&
            phrase_before(t, last, &left) && left <= i)
            offer(r, phrase_range(t, left, last));
        return;
    }
    if (kind == NAME_PLACE)
        while (first < i && token_word(t, first, W_TITLE | W_DEMONYM))
            first++;
    offer(r, phrase_range(t, first, last));
    for (bare = first; bare < last && token_word(t, bare, W_TITLE); bare++)
        continue;
    if (bare > first)
        offer(r, phrase_range(t, bare, last));
    /* Over a line break that may lie between two names, too. */
    left = first;
    bare = last;
    if (t->at[first].flags & TOKEN_BREAK && first > 0 &&
        t->at[first - 1].line + 1 == t->at[first].line && token_name(t, first - 1))
        phrase_name(t, first - 1, &left, &bare);
    else if (token_name(t, last + 1) && t->at[last].line + 1 == t->at[last + 1].line)
        phrase_name(t, last + 1, &bare, &bare);
    offer(r, phrase_range(t, left, left < first ? last : bare));
    for (left = i; left > first && t->at[left].line == t->at[left - 1].line; left--)
        continue;
    for (bare = i; bare < last && t->at[bare].line == t->at[bare + 1].line; bare++)
        continue;
    offer(r, phrase_range(t, left, bare)); /* its own line alone */
    offer(r, phrase_range(t, i, i));
    if (phrase_before(t, last, &left) && left < first)
        offer(r, phrase_range(t, left, last));
    /* … of the United States */
    size_t of = last + 1;
    if (token_is(t, of, "of") && token_joined(t, last)) {
        of += token_is(t, of + 1, "the") ? 2 : 1;
        if (phrase_name(t, of, &left, &bare))
            offer(r, phrase_range(t, first, bare));
    }
}

static bool is_run(const struct tokens *t, size_t i)
{
    enum token_kind kind = token_at(t, i)->kind;
    return i < t->n && (kind == TOKEN_KANJI || kind == TOKEN_KATAKANA);
}

/* The title right behind `at`: its length. A longer one that goes on in its script is another word:
 * 大使 in 大使館 is nobody, but 氏 in 氏宅 is someone. */
static uint32_t title_at(const struct tokens *t, uint32_t at)
{
    enum { ONE = 3 }; /* bytes of one character */
    const uint8_t *s = t->block.s;
    uint32_t next, n = (uint32_t)lexicon_ja(LIST_TITLE, s + at, t->block.to - at), end = at + n;
    if (n <= ONE || end >= t->block.to)
        return n;
    enum letter_kind last = scan_kind(scan_char(s, scan_back(s, at, end), end, &next));
    enum letter_kind behind = scan_kind(scan_char(s, end, t->block.to, &next));
    return last == behind && last >= LETTER_KANJI && last != LETTER_HIRAGANA ? 0 : n;
}

/* The run of one script around token i, with its title, with what の joins to it, alone. */
static void offer_run_ja(struct readings *r, const struct tokens *t, size_t i)
{
    const uint8_t *s = t->block.s;
    size_t first = i, last = i, left;
    uint32_t end = t->at[i].end;
    /* The cursor on 氏 itself: the name is the run before. */
    if (t->at[i].kind == TOKEN_KANJI && i > 0 && is_run(t, i - 1) && token_touches(t, i - 1) &&
        lexicon_ja(LIST_TITLE, s + t->at[i].start, end - t->at[i].start) == end - t->at[i].start)
        first = last = i - 1;
    while (first > 1 && token_mark(t, first - 1, 0x30FB) &&
           t->at[first - 2].kind == t->at[first].kind)
        first -= 2;
    while (token_mark(t, last + 1, 0x30FB) && is_run(t, last + 2) &&
           t->at[last + 2].kind == t->at[first].kind)
        last += 2;
    end = t->at[last].end;
    if (token_touches(t, last)) {
        uint32_t title = title_at(t, end);
        if (title > 0)
            offer(r, range_of(t->at[first].start, end + title));
    }
    offer(r, phrase_range(t, first, last));
    if (phrase_before_ja(t, last, &left))
        offer(r, phrase_range(t, left, last));
    size_t noun = last;
    while (token_is(t, noun + 1, "の") && is_run(t, noun + 2) && token_touches(t, noun) &&
           token_touches(t, noun + 1))
        noun += 2;
    if (noun > last)
        offer(r, phrase_range(t, first, noun));
    if (noun > last && phrase_before_ja(t, noun, &left))
        offer(r, phrase_range(t, left, noun));
    offer(r, phrase_range(t, i, i));
}

/* Known places that the rules leave out when travelling: the cursor on one means it. */
static void offer_known(struct readings *r, const struct tokens *t, size_t i)
{
    const uint8_t *s = t->block.s;
    const struct token *token = &t->at[i];
    for (uint32_t at = token->start, next; at <= r->pos.byte && at < token->end; at = next) {
        scan_char(s, at, token->end, &next);
        size_t m = lexicon_place_ja(s + at, t->block.to - at);
        if (m > 0)
            offer(r, range_of(at, at + (uint32_t)m));
    }
    for (size_t first = i >= 3 ? i - 3 : 0; first <= i; first++) {
        for (size_t last = i + 3; last-- > i;) {
            if (last >= t->n || t->at[first].line != t->at[last].line)
                continue;
            struct range range = phrase_range(t, first, last);
            if (lexicon_place(s + range.start.byte, range_size(range)))
                offer(r, range);
        }
    }
}

size_t names_at(const struct article *article, struct pos pos, enum name_kind kind,
                struct range *out, size_t max)
{
    struct tokens t;
    struct range found[FOUND_MAX];
    struct readings r = {.article = article, .out = out, .max = max, .pos = pos};
    tokens_read(block_around(article, pos), &t);
    size_t n = collectors[kind](article, &t, found, FOUND_MAX);
    for (size_t k = 0; k < n; k++)
        offer(&r, found[k]);
    size_t i = tokens_find(&t, pos);
    if (i == SIZE_MAX)
        return r.n;
    if (t.at[i].kind == TOKEN_POSSESSIVE && i > 0) {
        r.pos = pos_at(t.at[--i].start); /* on the 's: its owner */
        for (size_t k = 0; k < n; k++)
            offer(&r, found[k]);
    }
    if (kind == NAME_PLACE)
        offer_known(&r, &t, i);
    switch ((enum token_kind)t.at[i].kind) {
    case TOKEN_WORD:
        offer_run(&r, &t, i, kind);
        offer(&r, phrase_range(&t, i, i));
        break;
    case TOKEN_KANJI:
    case TOKEN_KATAKANA:
        offer_run_ja(&r, &t, i);
        break;
    case TOKEN_HIRAGANA:
        /* さん and の within a name; any other hiragana is its own run */
        if (i > 0 && is_run(&t, i - 1) && token_touches(&t, i - 1))
            offer_run_ja(&r, &t, i - 1);
        offer(&r, phrase_range(&t, i, i));
        break;
    case TOKEN_NUMBER:
    case TOKEN_POSSESSIVE:
    case TOKEN_MARK:
        break;
    }
    return r.n;
}

bool names_next(const struct article *article, struct pos pos, enum name_kind kind,
                struct range *out)
{
    if (!scan_next(article, pos, collectors[kind], out))
        return false;
    *out = scan_whole(article, *out);
    return true;
}

bool names_prev(const struct article *article, struct pos pos, enum name_kind kind,
                struct range *out)
{
    if (!scan_prev(article, pos, collectors[kind], out))
        return false;
    *out = scan_whole(article, *out);
    return true;
}

int names_occurrence(const struct article *article, struct range at)
{
    const uint8_t *s = article_bytes(article);
    uint32_t size = article_size(article), next, start = at.start.byte, end = at.end.byte;
    if (range_empty(at) || end > size)
        return -1;
    enum letter_kind first = scan_kind(scan_char(s, start, size, &next));
    enum letter_kind last = scan_kind(scan_char(s, scan_back(s, start, end), size, &next));
    if (first >= LETTER_KANJI || last >= LETTER_KANJI)
        return 1;
    if (start > 0 && first != LETTER_NONE) {
        enum letter_kind before = scan_kind(scan_char(s, scan_back(s, 0, start), size, &next));
        if (before == LETTER_ALPHA || before == LETTER_DIGIT)
            return -1;
    }
    if (end < size && last != LETTER_NONE) {
        enum letter_kind after = scan_kind(scan_char(s, end, size, &next));
        if (after == LETTER_ALPHA || after == LETTER_DIGIT)
            return -1;
    }
    struct tokens t;
    tokens_read(block_around(article, at.start), &t);
    size_t i = tokens_find(&t, at.start);
    size_t j = tokens_find(&t, pos_at(scan_back(s, start, end)));
    if (i == SIZE_MAX || j == SIZE_MAX || !token_name(&t, i))
        return 1;
    bool longer = i > 0 && token_name(&t, i - 1) && t.at[i - 1].line + 1 >= t.at[i].line &&
                  (t.at[i].flags & TOKEN_SPACED);
    longer = longer || (token_name(&t, j + 1) && t.at[j].line + 1 >= t.at[j + 1].line &&
                        (t.at[j + 1].flags & TOKEN_SPACED));
    return longer ? 0 : 1;
}
