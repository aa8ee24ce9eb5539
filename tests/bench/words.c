#include "words.h"

#include <stdint.h>
#include <string.h>

static const char *const words[] = {
    "the",   "harbour", "office", "said",    "that",   "about",  "ferries", "of",    "Sorrel",
    "lost",  "million", "pounds", "in",      "winter", "and",    "Oduya",   "would", "not",
    "name",  "engines", "which",  "council", "had",    "bought", "from",    "Port",  "Ellary",
    "after", "storms",  "broke",  "two",     "piers",  "before", "Monday",  "while", "islanders",
};
static const char *const sentences[] = {
    "「船は動きます」と港の事務所は話した。",
    "費用は約三百万円で、町が半分を払う。",
    "島の人たちは冬の便を待っている。",
    "記者は月曜日に港を訪れた。",
};

enum {
    WORDS = sizeof words / sizeof words[0],
    SENTENCES = sizeof sentences / sizeof sentences[0],
    SHORTEST = 6,
    SPREAD = 12,
    JAPANESE = 4,
    PARAGRAPH = 5,
};

static uint32_t draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

static void add_sentence(struct buf *out, uint64_t *state)
{
    if (draw(state) % JAPANESE == 0) {
        buf_add_string(out, sentences[draw(state) % SENTENCES]);
        return;
    }
    bool quoted = draw(state) % 3 == 0;
    buf_add_string(out, quoted ? "\"It was " : "There ");
    for (uint32_t i = 0, n = SHORTEST + draw(state) % SPREAD; i < n; i++) {
        buf_add_string(out, words[draw(state) % WORDS]);
        buf_add_char(out, ' ');
    }
    buf_printf(out, "%u.%s", draw(state) % 5000, quoted ? "\"" : "");
}

void words_fill(struct buf *out, size_t size, unsigned number)
{
    uint64_t state = UINT64_C(0x853c49e6748fea9b) ^ ((uint64_t)number << 20);
    size_t end = out->size + size;
    for (unsigned i = 1; out->size < end && !out->failed; i++) {
        add_sentence(out, &state);
        buf_add_char(out, i % PARAGRAPH ? ' ' : '\n');
    }
    buf_add_char(out, '\n');
}
