/* places_cjk.c: Japanese places by name: known names within a run, not within another word, and
 * runs of kanji that end like a district (…県, …市).
 */
#include "phrases.h"

#include <string.h>

static bool any_of(const uint8_t *s, uint32_t at, uint32_t to, const char *const *list)
{
    for (; *list; list++)
        if (scan_is(s, at, to, *list))
            return true;
    return false;
}

static enum letter_kind kind_at(const struct tokens *t, uint32_t at)
{
    uint32_t next;
    return at < t->block.to ? scan_kind(scan_char(t->block.s, at, t->block.to, &next))
                            : LETTER_NONE;
}

static enum letter_kind kind_before(const struct tokens *t, uint32_t at)
{
    uint32_t next;
    if (at == t->block.from)
        return LETTER_NONE;
    return scan_kind(
        scan_char(t->block.s, scan_back(t->block.s, t->block.from, at), t->block.to, &next));
}

static unsigned letters(const uint8_t *s, uint32_t from, uint32_t to)
{
    unsigned n = 0;
    for (uint32_t at = from; at < to; at++)
        n += (s[at] & 0xC0) != 0x80;
    return n;
}

/* Kanji that may stand right before a place without making another word of it. */
static const char *const prefixes[] = {"在", "訪", "対", "駐", "来", "親", "反",
                                       "旧", "元", "前", "各", "米", "日", NULL};

/* A name is not one inside a longer word: タイル holds no タイ, 西日本 no 日本. */
static bool stands_alone(const struct tokens *t, uint32_t start, uint32_t end, bool after_place)
{
    const uint8_t *s = t->block.s;
    enum letter_kind own = kind_at(t, start), before = kind_before(t, start);
    if (before == own && !after_place) {
        if (own == LETTER_KATAKANA)
            return false;
        uint32_t previous = scan_back(s, t->block.from, start);
        if (!any_of(s, previous, t->block.to, prefixes))
            return false;
    }
    enum letter_kind inner = kind_before(t, end);
    if (inner == LETTER_KATAKANA && kind_at(t, end) == LETTER_KATAKANA) {
        uint32_t run = end, next;
        while (kind_at(t, run) == LETTER_KATAKANA) {
            scan_char(s, run, t->block.to, &next);
            run = next;
        }
        return letters(s, start, end) >= 3 && letters(s, end, run) >= 3;
    }
    return true;
}

/* 都, 市, タワー: how far the name goes on behind the known part. */
static uint32_t extend(const struct tokens *t, uint32_t start, uint32_t end)
{
    static const char *const offices[] = {"長", "内", NULL};
    static const char *const sides[] = {"内", "側", "前", "沖", "周辺", "付近", NULL};
    const uint8_t *s = t->block.s;
    size_t more = lexicon_ja(LIST_STRUCTURE, s + end, t->block.to - end);
    if (more == 0)
        return end;
    uint32_t after = end + (uint32_t)more;
    bool single = more == 3;
    if (!single || kind_at(t, after) != LETTER_KANJI)
        return after;
    if (any_of(s, after, t->block.to, sides))
        return after;
    if (scan_is(s, end, after, "県") || scan_is(s, end, after, "府") ||
        (scan_is(s, end, after, "都") && scan_is(s, start, end, "東京")))
        return after;
    if ((scan_is(s, end, after, "市") || scan_is(s, end, after, "区") ||
         scan_is(s, end, after, "町") || scan_is(s, end, after, "村")) &&
        any_of(s, after, t->block.to, offices))
        return after;
    return end;
}

/* 東京都千代田区, 兵庫県姫路市: a district behind its prefecture is one place with it. */
static uint32_t past_district(const struct tokens *t, uint32_t start, uint32_t end)
{
    static const char *const prefectures[] = {"都", "府", "県", "道", "市", NULL};
    static const char *const districts[] = {"市", "区", "町", "村", "郡", NULL};
    static const char *const words[] = {"市場", "市民", "市長", "市役所", "区長",
                                        "町長", "村長", "市立", "区立",   NULL};
    const uint8_t *s = t->block.s;
    uint32_t next, found = end, last = scan_back(s, start, end);
    if (!any_of(s, last, end, prefectures))
        return end;
    unsigned n = 0;
    for (uint32_t at = end; at < t->block.to && n < 6 && kind_at(t, at) == LETTER_KANJI;
         at = next, n++) {
        scan_char(s, at, t->block.to, &next);
        if (n > 0 && any_of(s, at, next, districts) && !any_of(s, at, t->block.to, words))
            found = next;
    }
    return found;
}

/* 日本サッカー協会, パリ・サンジェルマン: the place opens a longer name. */
static bool opens_name(const struct tokens *t, uint32_t end)
{
    const uint8_t *s = t->block.s;
    uint32_t next;
    unsigned n = 0;
    if (scan_is(s, end, t->block.to, "政府") || scan_is(s, end, t->block.to, "国政府"))
        return false;
    if (scan_is(s, end, t->block.to, "・") && kind_before(t, end) == LETTER_KATAKANA) {
        next = end + 3;
        return kind_at(t, next) != LETTER_NONE &&
               lexicon_place_ja(s + next, t->block.to - next) == 0;
    }
    for (uint32_t at = end; at < t->block.to && n < 12; at = next, n++) {
        enum letter_kind kind = kind_at(t, at);
        if (kind != LETTER_KANJI && kind != LETTER_KATAKANA)
            return false;
        scan_char(s, at, t->block.to, &next);
        size_t m = lexicon_ja(LIST_ORGANISATION, s + at, t->block.to - at);
        if (m > 3 && lexicon_place_ja(s + at, t->block.to - at) == 0)
            return true;
    }
    return false;
}

/* What follows makes it a people, an organisation, money or a person: out. */
static bool turned(const struct tokens *t, uint32_t end)
{
    static const char *const persons[] = {"氏", "さん", "くん",   "ちゃん", "さま",
                                          "様", "君",   "容疑者", "被告",   NULL};
    /* 人 is a people, but not in 人気, 人権; 系 and 語 are what they say. */
    static const char *const words[] = {"人気", "人権", "人口", "人質", "人民", "人材", NULL};
    const uint8_t *s = t->block.s;
    size_t left = t->block.to - end;
    if (any_of(s, end, t->block.to, persons))
        return true;
    if (lexicon_ja(LIST_PEOPLE, s + end, left) > 0 && !any_of(s, end, t->block.to, words))
        return true;
    if (lexicon_ja(LIST_MONEY, s + end, left) > 0)
        return true;
    return lexicon_ja(LIST_ORGANISATION, s + end, left) > 0 || opens_name(t, end);
}

/* A whole run of kanji that names a district by its last character. */
static bool is_district(const struct tokens *t, size_t i)
{
    static const char *const ends[] = {"県", "市", "郡", "区", NULL};
    static const char *const generic[] = {"都", "同", "各", "全", "両",   "大", "小",
                                          "近", "隣", "他", "地", "見本", "挙", "学", "別", "戦", NULL};
    const struct token *token = &t->at[i];
    const uint8_t *s = t->block.s;
    if (token->kind != TOKEN_KANJI || letters(s, token->start, token->end) < 3 ||
        letters(s, token->start, token->end) > 5)
        return false;
    uint32_t last = scan_back(s, token->start, token->end),
             before = scan_back(s, token->start, last);
    return any_of(s, last, token->end, ends) && !any_of(s, before, last, generic) &&
           !any_of(s, token->start, token->end, generic);
}

size_t places_cjk(const struct tokens *t, size_t i, struct range *out, size_t n, size_t max)
{
    const struct token *token = &t->at[i];
    const uint8_t *s = t->block.s;
    bool after_place = false;
    size_t before = n;
    for (uint32_t at = token->start, next; at < token->end; at = next) {
        size_t m = lexicon_place_ja(s + at, t->block.to - at);
        scan_char(s, at, token->end, &next);
        if (m == 0) {
            after_place = false;
            continue;
        }
        uint32_t end = at + (uint32_t)m;
        if (!stands_alone(t, at, end, after_place)) {
            after_place = false;
            continue;
        }
        end = past_district(t, at, extend(t, at, end));
        if (!turned(t, end))
            n = persons_add(out, n, max, range_of(at, end));
        after_place = true;
        next = end;
    }
    if (n == before && is_district(t, i))
        n = persons_add(out, n, max, range_of(token->start, token->end));
    return n;
}
