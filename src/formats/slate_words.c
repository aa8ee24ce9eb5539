#include "slate_words.h"

#include "breaks.h"

enum { APART = 128 }; /* bytes from one mark to the next, at least */

/* A place between words: the next word has this number, if the line does not end first. */
struct walk {
    uint32_t line, number, byte;
};

static bool next_word(const struct slate_words *words, struct walk *walk, struct slate_word *out)
{
    const char *text = words->text;
    bool space = true;
    while (walk->byte < words->n) {
        size_t length = breaks_space(text + walk->byte, words->n - walk->byte, &space);
        if (!space)
            break;
        char c = text[walk->byte];
        walk->byte += (uint32_t)length;
        bool crlf = c == '\r' && walk->byte < words->n && text[walk->byte] == '\n';
        if (c == '\n' || (c == '\r' && !crlf)) {
            walk->line++;
            walk->number = 0;
        }
    }
    if (walk->byte >= words->n)
        return false;
    *out = (struct slate_word){walk->line, walk->number++, walk->byte, 0};
    do {
        size_t length = breaks_space(text + walk->byte, words->n - walk->byte, &space);
        walk->byte += space ? 0 : (uint32_t)length;
    } while (!space && walk->byte < words->n);
    out->end = walk->byte;
    return true;
}

bool slate_words_make(struct slate_words *words, const char *text, uint32_t n)
{
    struct walk walk = {0};
    struct slate_word word;
    uint32_t last = 0;
    words->text = text;
    words->n = n;
    words->marks.n = 0;
    while (next_word(words, &walk, &word)) {
        if (words->marks.n && word.start - last < APART)
            continue;
        last = word.start;
        if (!vec_push(&words->marks, word))
            return false;
    }
    return true;
}

void slate_words_release(struct slate_words *words)
{
    vec_free(&words->marks);
}

/* The walk from the last mark that does not come after the word of a line, or the byte. */
static struct walk walk_from(const struct slate_words *words, uint32_t line, uint32_t number,
                             uint32_t byte)
{
    size_t low = 0, high = words->marks.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct slate_word *mark = &words->marks.at[middle];
        bool after = byte != UINT32_MAX   ? mark->start > byte
                     : mark->line != line ? mark->line > line
                                          : mark->number > number;
        if (after)
            high = middle;
        else
            low = middle + 1;
    }
    if (!low)
        return (struct walk){0};
    const struct slate_word *mark = &words->marks.at[low - 1];
    return (struct walk){mark->line, mark->number, mark->start};
}

bool slate_words_find(const struct slate_words *words, uint32_t line, uint32_t number,
                      struct slate_word *out)
{
    struct walk walk = walk_from(words, line, number, UINT32_MAX);
    while (next_word(words, &walk, out) && out->line <= line)
        if (out->line == line && out->number == number)
            return true;
    return false;
}

bool slate_words_at(const struct slate_words *words, uint32_t byte, struct slate_word *out)
{
    struct walk walk = walk_from(words, 0, 0, byte);
    while (next_word(words, &walk, out))
        if (out->end > byte)
            return true;
    return false;
}

bool slate_words_last(const struct slate_words *words, uint32_t line, struct slate_word *out)
{
    struct walk walk = walk_from(words, line, UINT32_MAX, UINT32_MAX);
    struct slate_word word;
    bool found = false;
    while (next_word(words, &walk, &word) && word.line <= line)
        if (word.line == line) {
            *out = word;
            found = true;
        }
    return found;
}
