/* Counts of two readers, and what is divided from them. */
#include <assert.h>

#include "agreement_parts.h"

static bool wanted(uint16_t asked, uint16_t label)
{
    return asked == LABEL_NONE || asked == label;
}

/* One counter of a pair, of a label or of all. */
static uint64_t count_of(const struct layout *l, const struct sums *sums, size_t pair,
                         uint16_t label, size_t count)
{
    uint64_t sum = 0;
    for (uint16_t i = 0; i < l->labels; i++)
        if (wanted(label, i))
            sum += sums->counts[pair_at(l, pair) + label_at(i) + count];
    return sum;
}

static struct agreement_score score(uint64_t a, uint64_t b, uint64_t matched)
{
    return (struct agreement_score){.a = a,
                                    .b = b,
                                    .matched = matched,
                                    .precision = measure_ratio((double)matched, (double)b),
                                    .recall = measure_ratio((double)matched, (double)a),
                                    .f1 = measure_ratio(2 * (double)matched, (double)(a + b))};
}

struct agreement_score agreement_spans_of(const struct layout *l, const struct sums *sums,
                                          size_t pair, uint16_t label, enum agreement_match match)
{
    static const size_t counts[] = {[MATCH_EXACT] = COUNT_EXACT,
                                    [MATCH_TRIMMED] = COUNT_TRIMMED,
                                    [MATCH_OVERLAP] = COUNT_OVERLAP};
    return score(count_of(l, sums, pair, label, COUNT_A), count_of(l, sums, pair, label, COUNT_B),
                 count_of(l, sums, pair, label, counts[match]));
}

/* What a pair is in each of the four ways of scoring, by its class: neither, label, edges, both. */
enum outcome { INCORRECT, PARTIAL, CORRECT };
static const enum outcome outcomes[][4] = {
    [SEMEVAL_STRICT] = {INCORRECT, INCORRECT, INCORRECT, CORRECT},
    [SEMEVAL_EXACT] = {INCORRECT, INCORRECT, CORRECT, CORRECT},
    [SEMEVAL_PARTIAL] = {PARTIAL, PARTIAL, CORRECT, CORRECT},
    [SEMEVAL_TYPE] = {INCORRECT, CORRECT, INCORRECT, CORRECT},
};

struct agreement_muc agreement_semeval_of(const struct layout *l, const struct sums *sums,
                                          size_t pair, uint16_t label, enum agreement_semeval how)
{
    struct agreement_muc muc = {0};
    uint64_t pairs = 0;
    for (size_t class = 0; class < 4; class ++) {
        uint64_t n = count_of(l, sums, pair, label, COUNT_CLASS + class);
        pairs += n;
        enum outcome outcome = outcomes[how][class];
        *(outcome == CORRECT   ? &muc.correct
          : outcome == PARTIAL ? &muc.partial
                               : &muc.incorrect) += n;
    }
    muc.missing = count_of(l, sums, pair, label, COUNT_A) - pairs;
    muc.spurious =
        count_of(l, sums, pair, label, COUNT_B) - count_of(l, sums, pair, label, COUNT_PAIRED_B);
    double good = (double)muc.correct + (double)muc.partial / 2;
    double possible = (double)(pairs + muc.missing), actual = (double)(pairs + muc.spurious);
    muc.precision = measure_ratio(good, actual);
    muc.recall = measure_ratio(good, possible);
    muc.f1 = measure_ratio(2 * good, possible + actual);
    return muc;
}

struct agreement_score agreement_relations_of(const struct layout *l, const struct sums *sums,
                                              size_t pair, uint16_t type,
                                              enum agreement_match match)
{
    uint64_t a = 0, b = 0, matched = 0;
    for (uint16_t i = 0; i < l->relations; i++) {
        if (!wanted(type, i))
            continue;
        const uint64_t *counts = sums->counts + pair_at(l, pair) + l->links + i * LINK_COUNTS;
        a += counts[LINK_A];
        b += counts[LINK_B];
        matched += counts[match == MATCH_EXACT ? LINK_EXACT : LINK_OVERLAP];
    }
    return score(a, b, matched);
}

static void add_values(struct agreement_attribute *sum, const uint64_t *counts)
{
    sum->pairs += counts[VALUE_PAIRS];
    sum->equal += counts[VALUE_EQUAL];
    sum->share = measure_ratio((double)sum->equal, (double)sum->pairs);
}

static struct agreement_attribute values(const struct layout *l, const struct sums *sums,
                                         size_t pair, size_t first, size_t end)
{
    struct agreement_attribute sum = {0};
    for (size_t i = first; i < end; i++)
        add_values(&sum, sums->counts + pair_at(l, pair) + l->attributes + i * VALUE_COUNTS);
    return sum;
}

static const uint64_t *link_values(const struct layout *l, const struct sums *sums, size_t pair,
                                   size_t type)
{
    return sums->counts + pair_at(l, pair) + l->links + type * LINK_COUNTS + LINK_VALUES;
}

struct agreement_attribute agreement_attributes_of(const struct layout *l, const struct sums *sums,
                                                   size_t pair, uint16_t label)
{
    if (label != LABEL_NONE)
        return values(l, sums, pair, l->first_value[label], l->first_value[label + 1]);
    struct agreement_attribute sum = values(l, sums, pair, 0, l->values);
    for (size_t i = 0; i < l->relations; i++)
        add_values(&sum, link_values(l, sums, pair, i));
    return sum;
}

static size_t pair_of(const struct agreement *agreement, size_t a, size_t b)
{
    assert(a < b && b < agreement->layout.readers);
    return agreement_pair(&agreement->layout, a, b);
}

uint64_t agreement_documents(const struct agreement *agreement, size_t a, size_t b)
{
    size_t pair = pair_of(agreement, a, b);
    return agreement->sums.counts[pair_at(&agreement->layout, pair) + PAIR_DOCUMENTS];
}

struct agreement_score agreement_spans(const struct agreement *agreement, size_t a, size_t b,
                                       uint16_t label, enum agreement_match match)
{
    return agreement_spans_of(&agreement->layout, &agreement->sums, pair_of(agreement, a, b), label,
                              match);
}

struct agreement_muc agreement_semeval(const struct agreement *agreement, size_t a, size_t b,
                                       uint16_t label, enum agreement_semeval how)
{
    return agreement_semeval_of(&agreement->layout, &agreement->sums, pair_of(agreement, a, b),
                                label, how);
}

struct agreement_cells agreement_cells(const struct agreement *agreement, size_t a, size_t b,
                                       uint16_t label)
{
    const struct layout *l = &agreement->layout;
    const struct sums *sums = &agreement->sums;
    size_t pair = pair_of(agreement, a, b);
    uint64_t all = sums->counts[pair_at(l, pair) + PAIR_CODEPOINTS];
    if (label == LABEL_NONE)
        all *= l->labels;
    struct agreement_cells cells = {.both = count_of(l, sums, pair, label, COUNT_IN_BOTH)};
    cells.only_a = count_of(l, sums, pair, label, COUNT_IN_A) - cells.both;
    cells.only_b = count_of(l, sums, pair, label, COUNT_IN_B) - cells.both;
    cells.neither = all - cells.both - cells.only_a - cells.only_b;
    return cells;
}

uint64_t agreement_confusion(const struct agreement *agreement, size_t a, size_t b,
                             uint16_t label_a, uint16_t label_b)
{
    const struct layout *l = &agreement->layout;
    return agreement->sums
        .counts[pair_at(l, pair_of(agreement, a, b)) + confusion_at(l, label_a, label_b)];
}

struct agreement_score agreement_relations(const struct agreement *agreement, size_t a, size_t b,
                                           uint16_t type, enum agreement_match match)
{
    return agreement_relations_of(&agreement->layout, &agreement->sums, pair_of(agreement, a, b),
                                  type, match);
}

struct agreement_attribute agreement_attribute(const struct agreement *agreement, size_t a,
                                               size_t b, uint16_t label, size_t attribute)
{
    const struct layout *l = &agreement->layout;
    size_t at = l->first_value[label] + attribute;
    assert(at < l->first_value[label + 1]);
    return values(l, &agreement->sums, pair_of(agreement, a, b), at, at + 1);
}

struct agreement_attribute agreement_relation_attributes(const struct agreement *agreement,
                                                         size_t a, size_t b, uint16_t type)
{
    struct agreement_attribute sum = {0};
    assert(type < agreement->layout.relations);
    add_values(&sum,
               link_values(&agreement->layout, &agreement->sums, pair_of(agreement, a, b), type));
    return sum;
}

struct agreement_by_origin agreement_by_origin(const struct agreement *agreement, size_t a,
                                               size_t b, uint16_t label, enum origin origin)
{
    const struct layout *l = &agreement->layout;
    const struct sums *sums = &agreement->sums;
    size_t pair = pair_of(agreement, a, b), at = COUNT_ORIGIN + 4 * (size_t)origin;
    struct agreement_by_origin by = {
        .a = count_of(l, sums, pair, label, at + BY_ORIGIN_A),
        .b = count_of(l, sums, pair, label, at + BY_ORIGIN_B),
        .matched_a = count_of(l, sums, pair, label, at + BY_ORIGIN_EXACT_A),
        .matched_b = count_of(l, sums, pair, label, at + BY_ORIGIN_EXACT_B),
    };
    by.precision = measure_ratio((double)by.matched_b, (double)by.b);
    by.recall = measure_ratio((double)by.matched_a, (double)by.a);
    by.f1 = measure_ratio((double)(by.matched_a + by.matched_b), (double)(by.a + by.b));
    return by;
}
