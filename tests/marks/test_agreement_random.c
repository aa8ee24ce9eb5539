/* Agreement on random readers: against a slow way that looks at every code point and every pair
 * of spans, word by word as the headers say it; and that no order whatever changes a bit. */
#include "agreeing.h"

enum { READERS = 3, DOCUMENTS = 4, MOST = 14, SIZE = 240, ROUNDS = 60, PIECES = 60 };

struct text {
    uint32_t size;
    bool read[READERS];
    size_t n[READERS];
    struct span spans[READERS][MOST];
    struct parts parts[READERS][MOST];
};

static struct text texts[DOCUMENTS];

/* A copy of a span, now and then with another edge, label or origin. */
static struct span like(uint64_t *seed, const struct span *from, uint32_t size)
{
    struct span span = *from;
    if (test_random(seed) % 3 == 0)
        span.label = (uint16_t)(test_random(seed) % AGREEING_LABELS);
    if (test_random(seed) % 4 == 0)
        span.origin = ORIGIN_SUGGESTION;
    if (span.n_fragments == 1 && test_random(seed) % 2) {
        if (span.at.start.byte && test_random(seed) % 2)
            span.at.start.byte--;
        else if (span.at.end.byte < size)
            span.at.end.byte++;
    }
    return span;
}

static void make_text(struct text *text, uint64_t *seed)
{
    memset(text, 0, sizeof *text);
    text->size = 100 + (uint32_t)(test_random(seed) % (SIZE - 100));
    for (size_t r = 0; r < READERS; r++) {
        text->read[r] = test_random(seed) % 5 != 0;
        text->n[r] = test_random(seed) % MOST;
        for (size_t i = 0; i < text->n[r]; i++) {
            struct parts *parts = &text->parts[r][i];
            if (r && i < text->n[0] && test_random(seed) % 4) {
                *parts = text->parts[0][i];
                text->spans[r][i] = like(seed, &text->spans[0][i], text->size);
            } else {
                text->spans[r][i] = random_span(seed, id_of(0), text->size, parts);
            }
            struct span *span = &text->spans[r][i];
            span->fragments = span->fragments ? parts->fragments : NULL;
            span->attrs = span->attrs ? parts->attrs : NULL;
        }
    }
}

/* In an order and with ids of its own. */
static struct set *set_of(const struct text *text, size_t r, uint64_t *seed, bool comments)
{
    if (!text->read[r])
        return NULL;
    struct set *set = set_new();
    size_t order[MOST];
    unsigned first = (unsigned)(test_random(seed) % 200);
    for (size_t i = 0; i < text->n[r]; i++) {
        size_t k = test_random(seed) % (i + 1);
        order[i] = order[k];
        order[k] = i;
    }
    for (size_t i = 0; i < text->n[r]; i++) {
        struct span span = text->spans[r][order[i]];
        span.id = id_of(first + (unsigned)i);
        assert_non_null(set_add(set, &span));
        char words[] = "why?";
        struct comment comment = {
            .id = id_of(900 + (unsigned)i), .span = span.id, .author = words, .text = words};
        if (comments)
            assert_true(set_comment(set, &comment));
    }
    return set;
}

static struct agreement *agree(uint64_t *seed, bool comments, bool intervals)
{
    struct agreement *a = agreement_new(&(struct agreement_options){
        .labels = &agreeing_labelset, .readers = READERS, .intervals = intervals});
    assert_non_null(a);
    size_t order[DOCUMENTS];
    for (size_t i = 0; i < DOCUMENTS; i++) {
        size_t k = test_random(seed) % (i + 1);
        order[i] = order[k];
        order[k] = i;
    }
    for (size_t i = 0; i < DOCUMENTS; i++) {
        const struct text *text = &texts[order[i]];
        struct set *sets[READERS];
        for (size_t r = 0; r < READERS; r++)
            sets[r] = set_of(text, r, seed, comments);
        add_text(a, text->size, (const struct set *const *)sets);
        for (size_t r = 0; r < READERS; r++)
            set_free(sets[r]);
    }
    return a;
}

/* ---- the slow way: code points ---- */

static bool is_in(const struct text *text, size_t r, uint16_t label, uint32_t at)
{
    for (size_t i = 0; i < text->n[r]; i++)
        if (text->spans[r][i].label == label && span_covers(&text->spans[r][i], pos_at(at)))
            return true;
    return false;
}

static void compare_pairs_of_codepoints(const struct agreement *a, size_t x, size_t y,
                                        uint16_t label)
{
    double n = 0, in_x = 0, in_y = 0, alike = 0;
    for (size_t d = 0; d < DOCUMENTS; d++) {
        if (!texts[d].read[x] || !texts[d].read[y])
            continue;
        for (uint32_t at = 0; at < texts[d].size; at++) {
            bool by_x = is_in(&texts[d], x, label, at), by_y = is_in(&texts[d], y, label, at);
            n++;
            in_x += by_x;
            in_y += by_y;
            alike += by_x == by_y;
        }
    }
    struct measure kappa = agreement_figure_of_pair(a, x, y, FIGURE_KAPPA, label);
    struct measure pi = agreement_figure_of_pair(a, x, y, FIGURE_PI, label);
    if (n == 0 || in_x + in_y == 0 || in_x + in_y == 2 * n) {
        assert_undefined(kappa);
        assert_undefined(pi);
        return;
    }
    double po = alike / n, p = (in_x + in_y) / (2 * n);
    double by_chance = in_x / n * (in_y / n) + (1 - in_x / n) * (1 - in_y / n);
    assert_near(kappa, (po - by_chance) / (1 - by_chance), 1e-9);
    by_chance = p * p + (1 - p) * (1 - p);
    assert_near(pi, (po - by_chance) / (1 - by_chance), 1e-9);
}

/* Alpha and Fleiss' kappa, every ordered pair of readers at every code point. */
static void compare_codepoints(const struct agreement *a, uint16_t label)
{
    double ratings = 0, in = 0, unlike = 0, items = 0, p = 0;
    for (size_t d = 0; d < DOCUMENTS; d++) {
        const struct text *text = &texts[d];
        double m = 0;
        for (size_t r = 0; r < READERS; r++)
            m += text->read[r];
        for (uint32_t at = 0; m >= 2 && at < text->size; at++) {
            items++;
            for (size_t x = 0; x < READERS; x++) {
                if (!text->read[x])
                    continue;
                bool by_x = is_in(text, x, label, at);
                ratings++;
                in += by_x;
                for (size_t y = 0; y < READERS; y++) {
                    if (y == x || !text->read[y])
                        continue;
                    bool same = by_x == is_in(text, y, label, at);
                    unlike += !same / (m - 1);
                    p += same / (m * (m - 1));
                }
            }
        }
    }
    struct measure alpha = agreement_figure(a, FIGURE_ALPHA, label);
    struct measure fleiss = agreement_figure(a, FIGURE_FLEISS, label);
    if (in == 0 || in == ratings) {
        assert_undefined(alpha);
        assert_undefined(fleiss);
        return;
    }
    double out = ratings - in;
    assert_near(alpha, 1 - unlike / ratings / (2 * in * out / (ratings * (ratings - 1))), 1e-9);
    double by_chance = (in * in + out * out) / (ratings * ratings);
    assert_near(fleiss, (p / items - by_chance) / (1 - by_chance), 1e-9);
}

/* ---- the slow way: units ---- */

struct unit {
    double begin, length;
    bool gap;
};

struct continuum {
    struct unit at[2 * PIECES + 1];
    size_t n;
};

static void cut(const struct text *text, size_t r, uint16_t label, struct continuum *out)
{
    struct range units[PIECES];
    size_t n = 0;
    for (size_t i = 0; i < text->n[r]; i++)
        for (size_t k = 0; text->spans[r][i].label == label && k < text->spans[r][i].n_fragments;
             k++)
            units[n++] = span_fragment(&text->spans[r][i], k);
    for (size_t i = 0; i < n;) { /* one swallows what overlaps it, and all begin anew */
        size_t k = i + 1;
        while (k < n && !range_overlaps(units[i], units[k]))
            k++;
        if (k == n) {
            i++;
            continue;
        }
        if (units[k].start.byte < units[i].start.byte)
            units[i].start = units[k].start;
        if (units[k].end.byte > units[i].end.byte)
            units[i].end = units[k].end;
        units[k] = units[--n];
        i = 0;
    }
    out->n = 0;
    for (uint32_t at = 0; at < text->size;) {
        uint32_t next = text->size;
        const struct range *unit = NULL;
        for (size_t i = 0; i < n; i++)
            if (units[i].start.byte == at)
                unit = &units[i];
            else if (units[i].start.byte > at && units[i].start.byte < next)
                next = units[i].start.byte;
        if (unit)
            next = unit->end.byte;
        out->at[out->n++] = (struct unit){at, next - at, !unit};
        at = next;
    }
}

static double distance(const struct unit *g, const struct unit *h)
{
    double apart = g->begin - h->begin;
    if (!g->gap && !h->gap && -g->length < apart && apart < h->length) {
        double ends = g->begin + g->length - h->begin - h->length;
        return apart * apart + ends * ends;
    }
    if (!g->gap && h->gap && h->length - g->length >= apart && apart >= 0)
        return g->length * g->length;
    if (g->gap && !h->gap && g->length - h->length >= -apart && -apart >= 0)
        return h->length * h->length;
    return 0;
}

static void compare_units(const struct agreement *a)
{
    static struct continuum all[DOCUMENTS][READERS];
    double seen_all = 0, chance_all = 0;
    for (uint16_t label = 0; label < AGREEING_LABELS; label++) {
        double length = 0, read = 0, seen = 0, chance = 0, within = 0, units = 0;
        struct {
            struct unit *at;
        } list[DOCUMENTS * READERS * (2 * PIECES + 1)];
        size_t n = 0;
        for (size_t d = 0; d < DOCUMENTS; d++) {
            double m = 0;
            for (size_t r = 0; r < READERS; r++)
                m += texts[d].read[r];
            if (m < 2)
                continue;
            length += texts[d].size;
            read += m * texts[d].size;
            for (size_t r = 0; r < READERS; r++) {
                cut(&texts[d], r, label, &all[d][r]);
                for (size_t i = 0; texts[d].read[r] && i < all[d][r].n; i++)
                    list[n++].at = &all[d][r].at[i];
            }
            for (size_t x = 0; x < READERS; x++)
                for (size_t y = 0; y < READERS; y++)
                    for (size_t i = 0;
                         x != y && texts[d].read[x] && texts[d].read[y] && i < all[d][x].n; i++)
                        for (size_t k = 0; k < all[d][y].n; k++)
                            seen += distance(&all[d][x].at[i], &all[d][y].at[k]) / (m - 1);
        }
        for (size_t i = 0; i < n; i++)
            units += !list[i].at->gap;
        for (size_t i = 0; i < n; i++) {
            double l = list[i].at->length;
            if (list[i].at->gap)
                continue;
            chance += (units - 1) / 3 * (2 * l * l * l - 3 * l * l + l);
            within += l * (l - 1);
            for (size_t k = 0; k < n; k++)
                if (list[k].at->gap && list[k].at->length >= l)
                    chance += l * l * (list[k].at->length - l + 1);
        }
        struct agreement_unitizing u = agreement_unitizing(a, label);
        if (length == 0) {
            assert_undefined(u.alpha);
            continue;
        }
        seen /= read * length;
        chance *= 2 / length / (read * (read - 1) - within);
        assert_near(measure_of(u.observed), seen, 1e-9);
        assert_near(measure_of(u.expected), chance, 1e-9);
        if (chance > 0)
            assert_near(u.alpha, 1 - seen / chance, 1e-9);
        seen_all += seen;
        chance_all += chance;
    }
    if (chance_all > 0)
        assert_near(agreement_figure(a, FIGURE_ALPHA_U, LABEL_NONE), 1 - seen_all / chance_all,
                    1e-9);
}

/* ---- the slow way: spans ---- */

static uint32_t size_of(const struct span *span)
{
    uint32_t size = 0;
    for (size_t i = 0; i < span->n_fragments; i++)
        size += range_size(span_fragment(span, i));
    return size;
}

static uint32_t shared(const struct span *a, const struct span *b)
{
    uint32_t n = 0;
    for (uint32_t at = 0; at < SIZE; at++)
        n += span_covers(a, pos_at(at)) && span_covers(b, pos_at(at));
    return n;
}

static bool equal_edges(const struct span *a, const struct span *b)
{
    bool equal = a->n_fragments == b->n_fragments;
    for (size_t i = 0; equal && i < a->n_fragments; i++)
        equal = range_equal(span_fragment(a, i), span_fragment(b, i));
    return equal;
}

struct choice {
    size_t x, y;
    long rank[8]; /* compared in turn: the lower is better */
};

static bool better(const struct choice *a, const struct choice *b)
{
    for (size_t i = 0; i < 8; i++)
        if (a->rank[i] != b->rank[i])
            return a->rank[i] < b->rank[i];
    return false;
}

static long lower(long a, long b)
{
    return a < b ? a : b;
}

/* Pairs one to one, the best first. pass 0: of one label; 1: across; 2: as SemEval does. */
static void choose(const struct text *t, size_t x, size_t y, int pass, long mate_x[MOST],
                   long mate_y[MOST])
{
    for (;;) {
        struct choice best;
        bool any = false;
        for (size_t i = 0; i < t->n[x]; i++)
            for (size_t k = 0; k < t->n[y]; k++) {
                const struct span *a = &t->spans[x][i], *b = &t->spans[y][k];
                long overlap = shared(a, b),
                     longer = size_of(a) > size_of(b) ? size_of(a) : size_of(b);
                bool same = a->label == b->label;
                if (overlap == 0 || mate_x[i] >= 0 || mate_y[k] >= 0 || (pass == 0 && !same) ||
                    (pass == 1 && (same || 2 * overlap < longer)))
                    continue;
                long sa = a->at.start.byte, sb = b->at.start.byte;
                struct choice c = {i,
                                   k,
                                   {-overlap, (long)size_of(a) + size_of(b), !same, lower(sa, sb),
                                    -lower(-sa, -sb), lower(a->label, b->label),
                                    a->label + b->label, 0}};
                if (!any || better(&c, &best))
                    best = c;
                any = true;
            }
        if (!any)
            return;
        mate_x[best.x] = (long)best.y;
        mate_y[best.y] = (long)best.x;
    }
}

static void compare_spans(const struct agreement *a, size_t x, size_t y)
{
    uint64_t exact[AGREEING_LABELS] = {0}, overlap[AGREEING_LABELS] = {0}, class[4] = {0};
    uint64_t confusion[AGREEING_LABELS + 1][AGREEING_LABELS + 1] = {{0}}, alone[2] = {0};
    for (size_t d = 0; d < DOCUMENTS; d++) {
        const struct text *t = &texts[d];
        if (!t->read[x] || !t->read[y])
            continue;
        long mate_x[MOST], mate_y[MOST], muc_x[MOST], muc_y[MOST];
        for (size_t i = 0; i < MOST; i++)
            mate_x[i] = mate_y[i] = muc_x[i] = muc_y[i] = -1;
        choose(t, x, y, 0, mate_x, mate_y);
        choose(t, x, y, 1, mate_x, mate_y);
        choose(t, x, y, 2, muc_x, muc_y);
        for (size_t i = 0; i < t->n[x]; i++) {
            const struct span *span = &t->spans[x][i];
            const struct span *mate = mate_x[i] < 0 ? NULL : &t->spans[y][mate_x[i]];
            confusion[span->label][mate ? mate->label : AGREEING_LABELS]++;
            if (mate && mate->label == span->label) {
                overlap[span->label]++;
                exact[span->label] += equal_edges(span, mate);
            }
            const struct span *muc = muc_x[i] < 0 ? NULL : &t->spans[y][muc_x[i]];
            if (muc)
                class[2 * equal_edges(span, muc) + (span->label == muc->label)]++;
            else
                alone[0]++;
        }
        for (size_t k = 0; k < t->n[y]; k++) {
            if (mate_y[k] < 0)
                confusion[AGREEING_LABELS][t->spans[y][k].label]++;
            alone[1] += muc_y[k] < 0;
        }
    }
    for (uint16_t i = 0; i < AGREEING_LABELS; i++) {
        assert_int_equal(agreement_spans(a, x, y, i, MATCH_EXACT).matched, exact[i]);
        assert_int_equal(agreement_spans(a, x, y, i, MATCH_OVERLAP).matched, overlap[i]);
    }
    for (uint16_t i = 0; i <= AGREEING_LABELS; i++)
        for (uint16_t k = 0; k <= AGREEING_LABELS; k++)
            assert_int_equal(agreement_confusion(a, x, y, i < AGREEING_LABELS ? i : LABEL_NONE,
                                                 k < AGREEING_LABELS ? k : LABEL_NONE),
                             confusion[i][k]);
    struct agreement_muc strict = agreement_semeval(a, x, y, LABEL_NONE, SEMEVAL_STRICT);
    struct agreement_muc partial = agreement_semeval(a, x, y, LABEL_NONE, SEMEVAL_PARTIAL);
    struct agreement_muc type = agreement_semeval(a, x, y, LABEL_NONE, SEMEVAL_TYPE);
    assert_int_equal(strict.correct, class[3]);
    assert_int_equal(strict.missing, alone[0]);
    assert_int_equal(strict.spurious, alone[1]);
    assert_int_equal(partial.correct, class[3] + class[2]);
    assert_int_equal(partial.partial, class[0] + class[1]);
    assert_int_equal(type.correct, class[3] + class[1]);
    assert_int_equal(type.incorrect, class[0] + class[2]);
}

static void test_against_slow_way(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        uint64_t seed = round;
        for (size_t d = 0; d < DOCUMENTS; d++)
            make_text(&texts[d], &seed);
        struct agreement *a = agree(&seed, false, false);
        for (uint16_t label = 0; label < AGREEING_LABELS; label++)
            compare_codepoints(a, label);
        compare_units(a);
        for (size_t x = 0; x < READERS; x++)
            for (size_t y = x + 1; y < READERS; y++) {
                compare_spans(a, x, y);
                for (uint16_t label = 0; label < AGREEING_LABELS; label++)
                    compare_pairs_of_codepoints(a, x, y, label);
            }
        agreement_free(a);
    }
}

/* ---- order ---- */

static void assert_same_results(const struct agreement *a, const struct agreement *b)
{
    for (unsigned f = 0; f < AGREEMENT_FIGURE_COUNT; f++)
        for (uint16_t i = 0; i <= AGREEING_LABELS; i++) {
            uint16_t label = i < AGREEING_LABELS ? i : LABEL_NONE;
            enum agreement_figure figure = (enum agreement_figure)f;
            assert_same_measure(agreement_figure(a, figure, label),
                                agreement_figure(b, figure, label));
            assert_same_measure(agreement_figure_of_pair(a, 0, 2, figure, label),
                                agreement_figure_of_pair(b, 0, 2, figure, label));
        }
    for (unsigned origin = ORIGIN_MANUAL; origin <= ORIGIN_REPEAT; origin++)
        assert_same_measure(agreement_by_origin(a, 0, 1, LABEL_NONE, (enum origin)origin).f1,
                            agreement_by_origin(b, 0, 1, LABEL_NONE, (enum origin)origin).f1);
}

static void test_no_order_counts(void **state)
{
    (void)state;
    enum { SLOTS = AGREEMENT_FIGURE_COUNT * (AGREEING_LABELS + 1) };
    static struct agreement_interval intervals[2][SLOTS];
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        uint64_t seed = 1000 + round;
        for (size_t d = 0; d < DOCUMENTS; d++)
            make_text(&texts[d], &seed);
        struct agreement *a = agree(&seed, false, true), *b = agree(&seed, true, true);
        struct agreement *c = agree(&seed, true, false);
        assert_same_results(a, b);
        assert_same_results(a, c);
        assert_int_equal(agreement_intervals(a, 50, 7, NULL, intervals[0], NULL), OK);
        assert_int_equal(agreement_intervals(b, 50, 7, NULL, intervals[1], NULL), OK);
        for (size_t i = 0; i < SLOTS; i++) {
            const struct agreement_interval *x = &intervals[0][i], *y = &intervals[1][i];
            assert_int_equal(x->samples, y->samples);
            assert_int_equal(x->defined, x->samples > 0);
            assert_memory_equal(&x->low, &y->low, sizeof x->low);
            assert_memory_equal(&x->high, &y->high, sizeof x->high);
            assert_true(x->low <= x->high);
        }
        agreement_free(a);
        agreement_free(b);
        agreement_free(c);
    }
}

/* The other reader first: precision and recall change places, all else stays. */
static void test_symmetry(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        uint64_t seed = 5000 + round;
        make_text(&texts[0], &seed);
        texts[0].read[0] = texts[0].read[1] = true;
        struct agreement *a = agreement_of(2), *b = agreement_of(2);
        struct set *x = set_of(&texts[0], 0, &seed, false), *y = set_of(&texts[0], 1, &seed, false);
        add_text(a, texts[0].size, (const struct set *const[]){x, y});
        add_text(b, texts[0].size, (const struct set *const[]){y, x});
        for (unsigned f = 0; f < AGREEMENT_FIGURE_COUNT; f++)
            assert_near(measure_of(agreement_figure(a, (enum agreement_figure)f, LABEL_NONE).value),
                        agreement_figure(b, (enum agreement_figure)f, LABEL_NONE).value, 1e-12);
        for (uint16_t i = 0; i <= AGREEING_LABELS; i++)
            for (uint16_t k = 0; k <= AGREEING_LABELS; k++) {
                uint16_t l = i < AGREEING_LABELS ? i : LABEL_NONE;
                uint16_t m = k < AGREEING_LABELS ? k : LABEL_NONE;
                assert_int_equal(agreement_confusion(a, 0, 1, l, m),
                                 agreement_confusion(b, 0, 1, m, l));
            }
        assert_same_measure(agreement_spans(a, 0, 1, LABEL_NONE, MATCH_OVERLAP).precision,
                            agreement_spans(b, 0, 1, LABEL_NONE, MATCH_OVERLAP).recall);
        agreement_free(a);
        agreement_free(b);
        set_free(x);
        set_free(y);
    }
}

/* ---- intervals ---- */

/* Ten documents in which two readers agree and ten in which they do not: F1 of a sample is the
 * share of the former, of twenty drawn with even odds. */
static void test_interval(void **state)
{
    (void)state;
    enum { SLOTS = AGREEMENT_FIGURE_COUNT * (AGREEING_LABELS + 1) };
    static struct agreement_interval first[SLOTS], again[SLOTS], other[SLOTS];
    struct agreement *a = agreement_new(
        &(struct agreement_options){.labels = &agreeing_labelset, .readers = 2, .intervals = true});
    struct set *x = HAND_SET(1, hand(QUOTE, 0, 4)), *y = HAND_SET(2, hand(QUOTE, 4, 9));
    assert_int_equal(agreement_intervals(a, 100, 1, NULL, first, NULL), OK);
    assert_false(first[FIGURE_EXACT].defined); /* of no documents */
    for (int i = 0; i < 10; i++) {
        add_text(a, 2000, (const struct set *const[]){x, x});
        add_text(a, 2000, (const struct set *const[]){x, y});
    }
    assert_int_equal(agreement_intervals(a, AGREEMENT_SAMPLES, 1, NULL, first, NULL), OK);
    assert_int_equal(agreement_intervals(a, AGREEMENT_SAMPLES, 1, NULL, again, NULL), OK);
    assert_int_equal(agreement_intervals(a, AGREEMENT_SAMPLES, 2, NULL, other, NULL), OK);
    assert_memory_equal(first, again, sizeof first);
    size_t slot = FIGURE_EXACT * (AGREEING_LABELS + 1) + AGREEING_LABELS;
    assert_int_equal(first[slot].samples, AGREEMENT_SAMPLES);
    /* Binomial: 2.5 % and 97.5 % of twenty are 6 and 14. */
    assert_near(measure_of(first[slot].low), 0.3, 0.051);
    assert_near(measure_of(first[slot].high), 0.7, 0.051);
    assert_near(measure_of(other[slot].low), 0.3, 0.051);
    struct measure alpha = agreement_figure(a, FIGURE_ALPHA_U, LABEL_NONE);
    slot = FIGURE_ALPHA_U * (AGREEING_LABELS + 1) + AGREEING_LABELS;
    assert_true(first[slot].low < alpha.value && alpha.value < first[slot].high);
    assert_false(first[FIGURE_FLEISS * (AGREEING_LABELS + 1) + PLACE].defined);
    agreement_free(a);
    set_free(x);
    set_free(y);
}

/* Twenty thousand spans each, and one over all the text, which meets every one of the other. */
static void test_long(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    struct set *x = set_new(), *y = set_new();
    struct env env = test_env(1);
    for (unsigned i = 0; i < MANY; i++) {
        struct span span = {.id = uuid_new(&env),
                            .at = range_of(i * 10, i * 10 + 5),
                            .label = (uint16_t)(i % 2),
                            .n_fragments = 1};
        assert_non_null(set_add(x, &span));
        span.id = uuid_new(&env);
        span.at.end.byte += i % 4 == 0;
        assert_non_null(set_add(y, &span));
    }
    struct span whole = {
        .id = uuid_new(&env), .at = range_of(0, MANY * 10), .label = PLACE, .n_fragments = 1};
    assert_non_null(set_add(x, &whole));
    struct agreement *a = agree_on(MANY * 10, x, y);
    assert_int_equal(agreement_spans(a, 0, 1, LABEL_NONE, MATCH_EXACT).matched, MANY * 3 / 4);
    assert_int_equal(agreement_spans(a, 0, 1, LABEL_NONE, MATCH_OVERLAP).matched, MANY);
    assert_int_equal(agreement_spans(a, 0, 1, PLACE, MATCH_OVERLAP).matched, 0);
    assert_int_equal(agreement_cells(a, 0, 1, 0).only_b, MANY / 4);
    agreement_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_slow_way),
        cmocka_unit_test(test_no_order_counts),
        cmocka_unit_test(test_symmetry),
        cmocka_unit_test(test_interval),
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
