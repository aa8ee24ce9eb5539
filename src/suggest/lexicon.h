/* lexicon.h: the words, places and units that the rules know. Const tables, sorted by bytes, one
 * per file; lookups are binary searches. Private to the room.
 */
#ifndef MANICULE_SUGGEST_LEXICON_H
#define MANICULE_SUGGEST_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a Latin word may be; several at once. */
enum word_class {
    W_SAY = 1u << 0,        /* said, told, announced: names a speaker whatever follows */
    W_SAY_WEAK = 1u << 1,   /* reported, noted, asked: only before that, a mark, how, if */
    W_SAY_NOUN = 1u << 2,   /* statement, remark, comment */
    W_NAMING = 1u << 3,     /* called, dubbed, so-called, titled: what follows is a name */
    W_TITLE = 1u << 4,      /* Mr, President, Secretary: part of a person's name */
    W_PRONOUN = 1u << 5,    /* he, they, who */
    W_DETERMINER = 1u << 6, /* the, a, his, some, many */
    W_PREPOSITION = 1u << 7,
    W_CONJUNCTION = 1u << 8, /* and, but, because, that */
    W_AUXILIARY = 1u << 9,   /* be, have, modals */
    W_BE = 1u << 10,         /* is, was, been: makes a saying verb passive */
    W_ADVERB = 1u << 11,
    W_FUNCTION = 1u << 12,          /* may open a sentence with a capital without being a name */
    W_RELATIVE = 1u << 13,          /* who, which, whose */
    W_DATE = 1u << 14,              /* months and days of the week */
    W_ORGANISATION = 1u << 15,      /* University, Bank: the run is an organisation's name */
    W_BARE_ORGANISATION = 1u << 16, /* Bank, University: incomplete without "of X" */
    W_STRUCTURE = 1u << 17,         /* Tower, Gulf, City: the run is a place's name */
    W_STRUCTURE_FRONT = 1u << 18,   /* Mount, Lake, Cape: so is the run after it */
    W_DEMONYM = 1u << 19,           /* Japanese, Arabic: a people or a language, no place */
    W_MONEY = 1u << 20,             /* yen, dollars: a place before it belongs to the unit */
    W_NUMBER = 1u << 21,            /* two, dozen, hundred: values in number.c */
    W_PLACE_CUE = 1u << 22,         /* in, near: a capitalised run after it is likely a place */
    W_DIRECTION = 1u << 23,         /* North, Southern, Central, New */
    W_DOTTED = 1u << 24,            /* keeps its dot: Mr. */
    W_QUALIFIER = 1u << 25,         /* about, over, least: no part of a counted noun */
    W_VERB = 1u << 26,              /* common verbs, which end a noun phrase */
    W_NUMBERED = 1u << 27,          /* Article, Room, No: a number after it is a name */
};

/* Classes of a Latin word, whatever its case; 0: unknown. */
uint32_t lexicon_words(const uint8_t *word, size_t n);

/* Whether these n bytes are a place's name: words joined by one space, capitals as given. */
bool lexicon_place(const uint8_t *name, size_t n);
/* The longest known Japanese place name at the start of these n bytes: its length, 0: none. */
size_t lexicon_place_ja(const uint8_t *text, size_t n);

/* A unit of measure or a counter. */
enum unit_class {
    U_CURRENCY = 1, /* may stand after 億 and million, and as a prefix when it is a sign */
    U_MEASURE = 2,
    U_TIME = 4,
    U_COUNTER = 8,
    U_NEVER = 16,  /* floors, ages, ordinals, dates: no amount */
    U_PREFIX = 32, /* stands before the number: $ */
    U_EXACT = 64,  /* an abbreviation whose capitals matter: m, Wh */
};

struct unit_word {
    const char *text;
    const char *name; /* ISO 4217, SI or the noun */
    uint8_t classes;
};

/* The unit that is exactly this English word or words (capitals do not matter but for U_EXACT). */
const struct unit_word *lexicon_unit(const uint8_t *text, size_t n);
/* The longest unit or counter at the start of these bytes of Japanese, or NULL. */
const struct unit_word *lexicon_unit_ja(const uint8_t *text, size_t n);
/* The longest money sign or code at the start, or NULL: $, US$, ¥, EUR. */
const struct unit_word *lexicon_sign(const uint8_t *text, size_t n);

/* Japanese words after a name (氏), after a place (政府, 人, 大学), after 」(と述べ): is the text
 * at the start of these bytes one of the list? Its length, 0: none. */
enum list_ja {
    LIST_TITLE,        /* 氏, さん, 大統領 */
    LIST_SAY,          /* 述べ, 話し, 言っ */
    LIST_SOURCE,       /* によると, によれば */
    LIST_PEOPLE,       /* 人, 語: after a place, no place any more */
    LIST_ORGANISATION, /* 大学, 銀行: after a place, an organisation's own name */
    LIST_STRUCTURE,    /* 市, タワー, 湾: part of the place's name */
    LIST_MONEY,        /* 円, ドル */
    LIST_SAY_NOUN,     /* 証言, 声, コメント */
    LIST_COUNT
};
size_t lexicon_ja(enum list_ja list, const uint8_t *text, size_t n);

/* The tables behind all this, for the test that they are sorted. */
struct word {
    const char *text;
    uint32_t classes;
};
extern const struct word lexicon_words_en[];
extern const size_t lexicon_words_en_n;
extern const char *const lexicon_places_en[];
extern const size_t lexicon_places_en_n;
extern const char *const lexicon_places_ja[];
extern const size_t lexicon_places_ja_n;
extern const struct unit_word lexicon_units_en[];
extern const size_t lexicon_units_en_n;
extern const struct unit_word lexicon_units_ja[];
extern const size_t lexicon_units_ja_n;
extern const struct unit_word lexicon_signs[];
extern const size_t lexicon_signs_n;
extern const char *const *const lexicon_lists_ja[LIST_COUNT]; /* each ends with NULL, not sorted */

#endif
