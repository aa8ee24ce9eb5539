/* How many of the amounts of two public collections are found with exactly their edges. The
 * floors are what is reached; a change that loses some has to say why. */
#include "cases.h"

#include "manicule/suggest/amounts.h"
#include "manicule/text/units.h"

/* The next string behind "key": in the JSON at *at, unescaped into out. False: no more. */
static bool next_string(const char **at, const char *key, char *out, size_t room)
{
    const char *found = strstr(*at, key);
    if (!found)
        return false;
    found += strlen(key);
    size_t n = 0;
    for (; *found && *found != '"' && n + 4 < room; found++) {
        if (*found != '\\') {
            out[n++] = *found;
        } else if (*++found == 'u') {
            unsigned c = 0;
            sscanf(found + 1, "%4x", &c);
            found += 4;
            if (c < 0x80) {
                out[n++] = (char)c;
            } else if (c < 0x800) {
                out[n++] = (char)(0xC0 | c >> 6);
                out[n++] = (char)(0x80 | (c & 63));
            } else {
                out[n++] = (char)(0xE0 | c >> 12);
                out[n++] = (char)(0x80 | (c >> 6 & 63));
                out[n++] = (char)(0x80 | (c & 63));
            }
        } else {
            out[n++] = *found == 'n' ? ' ' : *found;
        }
    }
    out[n] = '\0';
    *at = found;
    return true;
}

static bool has_amount(const struct article *article, unsigned start, unsigned end)
{
    struct amount found;
    for (struct pos at = pos_at(0); amounts_next(article, at, &found); at = found.range.end)
        if (article_codepoint(article, found.range.start) == start &&
            article_codepoint(article, found.range.end) == end)
            return true;
    return false;
}

/* Counts the results of one Recognizers file (its ends are inclusive) that are found exactly. */
static unsigned recognized(const char *name)
{
    const char *path = testdata(name);
    if (!path)
        skip();
    size_t size;
    char *json = (char *)read_file(path, &size), input[2000];
    unsigned hits = 0;
    const char *at = json;
    while (next_string(&at, "\"Input\": \"", input, sizeof input)) {
        struct article *article = article_copy(input, strlen(input));
        const char *stop = strstr(at, "\"Input\": \"");
        for (const char *start = at;
             (start = strstr(start, "\"Start\": ")) && (!stop || start < stop); start++) {
            const char *end = strstr(start, "\"End\": ");
            if (end)
                hits += has_amount(article, (unsigned)atoi(start + 9), (unsigned)atoi(end + 7) + 1);
        }
        article_free(article);
    }
    free(json);
    return hits;
}

static void test_recognizers(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned floor;
    } files[] = {
        {"recognizers-text/English-CurrencyModel-even.json", 76},
        {"recognizers-text/English-DimensionModel-even.json", 35},
        {"recognizers-text/English-PercentModel-even.json", 5},
        {"recognizers-text/Japanese-CurrencyModel-even.json", 30},
        {"recognizers-text/Japanese-DimensionModel-even.json", 29},
        {"recognizers-text/Japanese-PercentModel-even.json", 87},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        unsigned hits = recognized(files[i].name);
        if (hits < files[i].floor)
            fail_msg("%s: %u found, %u before", files[i].name, hits, files[i].floor);
    }
}

static void test_quantulum(void **state)
{
    (void)state;
    const char *path = testdata("quantulum3/quantities-even.json");
    if (!path)
        skip();
    size_t size;
    char *json = (char *)read_file(path, &size), text[2000], surface[400];
    const unsigned floor = 42;
    unsigned hits = 0;
    const char *at = json;
    while (next_string(&at, "\"req\": \"", text, sizeof text)) {
        struct article *article = article_copy(text, strlen(text));
        const char *stop = strstr(at, "\"req\": \"");
        const char *from = text;
        while (strstr(at, "\"surface\": \"") && (!stop || strstr(at, "\"surface\": \"") < stop) &&
               next_string(&at, "\"surface\": \"", surface, sizeof surface)) {
            const char *found = strstr(from, surface);
            if (!found)
                continue;
            unsigned start = article_codepoint(article, pos_at((uint32_t)(found - text)));
            unsigned end = article_codepoint(
                article, pos_at((uint32_t)(found - text + (ptrdiff_t)strlen(surface))));
            hits += has_amount(article, start, end);
            from = found + strlen(surface);
        }
        article_free(article);
    }
    free(json);
    if (hits < floor)
        fail_msg("%u found, %u before", hits, floor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_recognizers),
                                       cmocka_unit_test(test_quantulum)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
