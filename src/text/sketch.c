#include "manicule/text/sketch.h"

enum { RUN = 3 };

/* One step of splitmix64: spreads a number over all 64 bits. */
static uint64_t spread(uint64_t x)
{
    x += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

/* FNV-1a of a word, without the case of ASCII letters. */
static uint64_t hash_word(const uint8_t *bytes, size_t n)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < n; i++) {
        uint8_t c = bytes[i];
        if (c >= 'A' && c <= 'Z')
            c = (uint8_t)(c | 0x20);
        hash = (hash ^ c) * 0x100000001b3;
    }
    return hash;
}

struct sketching {
    struct sketch *out;
    uint64_t factor[SKETCH_NUMBERS]; /* of each number's own order of the runs */
    uint64_t last[RUN];
    unsigned words; /* up to RUN */
};

static void add_run(struct sketching *s)
{
    uint64_t run = 0;
    for (unsigned i = 0; i < s->words; i++)
        run = spread(run ^ s->last[i]);
    for (unsigned i = 0; i < SKETCH_NUMBERS; i++) {
        uint32_t order = (uint32_t)((run * s->factor[i]) >> 32);
        if (order < s->out->least[i])
            s->out->least[i] = order;
    }
}

static void add_word(struct sketching *s, uint64_t word)
{
    if (s->words == RUN)
        for (unsigned i = 1; i < RUN; i++)
            s->last[i - 1] = s->last[i];
    else
        s->words++;
    s->last[s->words - 1] = word;
    if (s->words == RUN)
        add_run(s);
}

void sketch_of(const struct article *article, struct sketch *out)
{
    struct sketching s = {.out = out};
    const uint8_t *bytes = article_bytes(article);
    struct pos at = pos_at(0), end = article_all(article).end;
    for (unsigned i = 0; i < SKETCH_NUMBERS; i++) {
        s.factor[i] = spread(i) | 1;
        out->least[i] = UINT32_MAX;
    }
    while (at.byte < end.byte) {
        struct range word = article_word(article, at);
        if (!range_empty(word) && word.start.byte >= at.byte) {
            add_word(&s, hash_word(bytes + word.start.byte, range_size(word)));
            at = word.end;
        } else {
            at = article_next(article, at);
        }
    }
    out->empty = !s.words;
    if (s.words && s.words < RUN) /* all of a very short text is its one run */
        add_run(&s);
}

unsigned sketch_equal(const struct sketch *a, const struct sketch *b)
{
    unsigned equal = 0;
    for (unsigned i = 0; i < SKETCH_NUMBERS; i++)
        equal += a->least[i] == b->least[i];
    return equal;
}

bool sketch_near(const struct sketch *a, const struct sketch *b)
{
    return !a->empty && !b->empty && sketch_equal(a, b) >= SKETCH_NEAR;
}

uint64_t sketch_band(const struct sketch *sketch, unsigned band)
{
    uint64_t hash = band;
    for (unsigned i = 0; i < SKETCH_ROWS; i++)
        hash = spread(hash ^ sketch->least[band * SKETCH_ROWS + i]);
    return hash;
}
