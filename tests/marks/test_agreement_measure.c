/* Coefficients and scores against published values, each at its own tolerance: those of the shared
 * data, agreement/metric-reference.json, whose ids the tests bear. */
#include "agreeing.h"

#include <jansson.h>

/* R. Artstein, M. Poesio, "Inter-coder agreement for computational linguistics", Computational
 * Linguistics 34(4), 2008, p. 568: statements, requests for information, checks. */
static void test_artstein_poesio_2008(void **state)
{
    (void)state;
    const uint64_t table[] = {46, 0, 0, 6, 32, 6, 0, 0, 10};
    const uint32_t ratings[] = {2, 0, 0, 1, 1, 0, 0, 2, 0, 0, 1, 1, 0, 0, 2};
    const uint64_t times[] = {46, 6, 32, 6, 10};
    assert_near(agreement_kappa_of_table(table, 3), 0.8013, 0.001);
    assert_near(agreement_pi_of_table(table, 3), 0.7995, 0.001);
    assert_near(agreement_alpha_of_items(ratings, times, 5, 3), 0.8, 0.001);
    /* Of two readers, Fleiss' kappa is Scott's pi. */
    assert_near(agreement_fleiss_of_items(ratings, times, 5, 3),
                agreement_pi_of_table(table, 3).value, 1e-12);
}

static void test_cohen_1960(void **state)
{
    (void)state;
    const uint64_t table[] = {88, 14, 18, 10, 40, 10, 2, 6, 12};
    assert_near(agreement_kappa_of_table(table, 3), 0.492, 0.001);
}

/* Thirty patients, six psychiatrists, five diagnoses. */
static void test_fleiss_1971(void **state)
{
    (void)state;
    const uint32_t ratings[30][5] = {
        {0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0},
        {2, 0, 4, 0, 0}, {0, 0, 4, 0, 2}, {2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6},
        {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0}, {0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1},
        {0, 0, 5, 0, 1}, {3, 0, 0, 1, 2}, {5, 1, 0, 0, 0}, {0, 2, 0, 4, 0}, {1, 0, 2, 0, 3},
        {0, 0, 0, 0, 6}, {0, 1, 0, 5, 0}, {0, 2, 0, 1, 3}, {2, 0, 0, 4, 0}, {1, 0, 0, 4, 1},
        {0, 5, 0, 1, 0}, {4, 0, 0, 0, 2}, {0, 2, 0, 4, 0}, {1, 0, 5, 0, 0}, {0, 0, 0, 0, 6},
    };
    assert_near(agreement_fleiss_of_items(&ratings[0][0], NULL, 30, 5), 0.4302445, 0.0001);
}

/* Four readers with missing values, and an item that only one of them rated. */
static void test_krippendorff_2004(void **state)
{
    (void)state;
    const uint32_t ratings[12][5] = {
        {3, 0, 0, 0, 0}, {0, 3, 1, 0, 0}, {0, 0, 4, 0, 0}, {0, 0, 4, 0, 0},
        {0, 4, 0, 0, 0}, {1, 1, 1, 1, 0}, {0, 0, 0, 4, 0}, {3, 1, 0, 0, 0},
        {0, 4, 0, 0, 0}, {0, 0, 0, 0, 3}, {2, 0, 0, 0, 0}, {0, 0, 1, 0, 0},
    };
    struct measure alpha = agreement_alpha_of_items(&ratings[0][0], NULL, 12, 5);
    assert_near(alpha, 0.743421052632, 0.001);
    assert_near(alpha, 0.743421052632, 1e-12); /* as far as it is published */
}

static void test_nltk_easy(void **state)
{
    (void)state;
    const uint32_t ratings[] = {2, 1, 1, 1, 1, 0};
    assert_near(agreement_alpha_of_items(ratings, NULL, 3, 2), -0.3333333, 1e-6);
}

/* One unit of eight against three of one, in a continuum of ten. */
static void test_dkpro_unitizing(void **state)
{
    (void)state;
    struct agreement *a =
        agree_on(10, HAND_SET(1, hand(PLACE, 1, 9)),
                 HAND_SET(11, hand(PLACE, 2, 3), hand(PLACE, 4, 5), hand(PLACE, 6, 7)));
    struct agreement_unitizing u = agreement_unitizing(a, PLACE);
    assert_near(measure_of(u.observed), 0.91, 0.0001);
    assert_near(measure_of(u.expected), 0.5351, 0.0001);
    assert_near(u.alpha, -0.7003, 0.0001);
    assert_same_measure(agreement_figure(a, FIGURE_ALPHA_U, LABEL_NONE), u.alpha);
    agreement_free(a);
}

enum { CHUNK_LABELS = 6 };
static struct label chunk_labels[CHUNK_LABELS] = {{.name = "NP"},   {.name = "PP"},
                                                  {.name = "VP"},   {.name = "ADJP"},
                                                  {.name = "ADVP"}, {.name = "SBAR"}};
static const struct labelset chunk_set = {.labels = chunk_labels, .n_labels = CHUNK_LABELS};

/* A column of B- I- O tags on its way to spans; a token is two code points long. */
struct chunker {
    struct set *set;
    struct span open; /* n_fragments 0: none */
    unsigned made;
};

static void end_chunk(struct chunker *c)
{
    if (c->open.n_fragments)
        assert_non_null(set_add(c->set, &c->open));
    c->open.n_fragments = 0;
}

static void next_tag(struct chunker *c, const char *tag, uint32_t token)
{
    if (*tag == 'O') {
        end_chunk(c);
        return;
    }
    uint16_t label = labelset_find(&chunk_set, tag + 2, strlen(tag + 2));
    assert_int_not_equal(label, LABEL_NONE);
    if (*tag == 'B' || c->open.label != label)
        end_chunk(c);
    if (!c->open.n_fragments)
        c->open = (struct span){
            .id = id_of(c->made++), .at = range_of(2 * token, 0), .label = label, .n_fragments = 1};
    c->open.at.end = pos_at(2 * token + 2);
}

/* Tokens of the file: word, part of speech, the first reader's tag, the second's. */
static uint32_t read_chunks(char *text, struct chunker chunkers[2])
{
    uint32_t tokens = 0;
    for (char *line = text, *next; *line; line = next) {
        char tags[2][16];
        next = line + strcspn(line, "\n");
        next += *next == '\n';
        if (sscanf(line, "%*[^ \n] %*s %15s %15s", tags[0], tags[1]) != 2) {
            end_chunk(&chunkers[0]);
            end_chunk(&chunkers[1]);
            continue;
        }
        for (int i = 0; i < 2; i++)
            next_tag(&chunkers[i], tags[i], tokens);
        tokens++;
    }
    end_chunk(&chunkers[0]);
    end_chunk(&chunkers[1]);
    return tokens;
}

static void assert_percent(struct agreement_score score, double p, double r, double f1)
{
    assert_near(measure_of(100 * score.precision.value), p, 0.01);
    assert_near(measure_of(100 * score.recall.value), r, 0.01);
    assert_near(measure_of(100 * score.f1.value), f1, 0.01);
}

/* NULL: there is no such file. */
static struct agreement *agree_on_chunks(const char *path, uint32_t *tokens)
{
    if (!path)
        return NULL;
    size_t size;
    char *text = (char *)read_file(path, &size);
    struct chunker chunkers[2] = {{.set = set_new()}, {.set = set_new()}};
    *tokens = read_chunks(text, chunkers);
    struct agreement *a =
        agreement_new(&(struct agreement_options){.labels = &chunk_set, .readers = 2});
    add_text(a, 2 * *tokens, (const struct set *const[]){chunkers[0].set, chunkers[1].set});
    set_free(chunkers[0].set);
    set_free(chunkers[1].set);
    free(text);
    return a;
}

static void test_conlleval_chunking(void **state)
{
    (void)state;
    uint32_t tokens;
    struct agreement *a = agree_on_chunks(testdata("agreement/seqeval-ground_truth.txt"), &tokens);
    if (!a)
        skip();
    assert_int_equal(tokens, 961);
    struct agreement_score all = agreement_spans(a, 0, 1, LABEL_NONE, MATCH_EXACT);
    assert_int_equal(all.a, 459);
    assert_int_equal(all.b, 539);
    assert_int_equal(all.matched, 371);
    assert_percent(all, 68.83, 80.83, 74.35);
    assert_percent(agreement_spans(a, 0, 1, 0, MATCH_EXACT), 64.98, 78.63, 71.16);
    assert_percent(agreement_spans(a, 0, 1, 1, MATCH_EXACT), 83.18, 98.89, 90.36);
    assert_percent(agreement_spans(a, 0, 1, 2, MATCH_EXACT), 69.0, 79.31, 73.8);
    agreement_free(a);
}

/* ---- the reference file itself ---- */
enum { CATEGORIES = 16, READERS = 16, ITEMS = 512 };

/* Ratings of an entry, its categories numbered as they come. */
struct rated {
    const json_t *known[CATEGORIES];
    size_t n;
    uint32_t ratings[ITEMS * CATEGORIES];
    uint64_t table[CATEGORIES * CATEGORIES]; /* of two readers */
    size_t items;
};

static size_t category(struct rated *r, const json_t *value)
{
    size_t i = 0;
    while (i < r->n && !json_equal(r->known[i], value))
        i++;
    assert_true(i < CATEGORIES);
    if (i == r->n)
        r->known[r->n++] = value;
    return i;
}

static void read_items(const json_t *items, struct rated *r)
{
    size_t at, k, seen[READERS];
    json_t *item, *value;
    *r = (struct rated){.n = 0};
    assert_true(json_array_size(items) <= ITEMS);
    json_array_foreach(items, at, item) json_array_foreach(item, k, value) if (!json_is_null(value))
        category(r, value);
    json_array_foreach(items, at, item)
    {
        assert_true(json_array_size(item) <= READERS);
        json_array_foreach(item, k, value)
        {
            seen[k] = json_is_null(value) ? CATEGORIES : category(r, value);
            if (seen[k] < CATEGORIES)
                r->ratings[at * r->n + seen[k]]++;
        }
        if (json_array_size(item) == 2 && seen[0] < CATEGORIES && seen[1] < CATEGORIES)
            r->table[seen[0] * r->n + seen[1]]++;
    }
    r->items = json_array_size(items);
}

/* What the entry calls by a name that is among our figures; false: another metric's. */
static bool coefficient(const struct rated *r, const char *name, struct measure *out)
{
    if (strcmp(name, "cohen_kappa") == 0)
        *out = agreement_kappa_of_table(r->table, r->n);
    else if (strcmp(name, "scott_pi") == 0)
        *out = agreement_pi_of_table(r->table, r->n);
    else if (strcmp(name, "fleiss_kappa") == 0)
        *out = agreement_fleiss_of_items(r->ratings, NULL, r->items, r->n);
    else if (strcmp(name, "krippendorff_alpha_nominal") == 0)
        *out = agreement_alpha_of_items(r->ratings, NULL, r->items, r->n);
    else
        return false;
    return true;
}

static unsigned check_items(const json_t *entry)
{
    static struct rated rated;
    const char *name;
    json_t *value;
    unsigned checked = 0;
    read_items(json_object_get(entry, "items"), &rated);
    json_object_foreach(json_object_get(entry, "expected"), name, value)
    {
        struct measure measure;
        if (!coefficient(&rated, name, &measure))
            continue;
        assert_near(measure, json_number_value(value),
                    json_number_value(json_object_get(entry, "tolerance")));
        checked++;
    }
    return checked;
}

/* Units of one category: [start, length] by reader. */
static struct set *read_units(const json_t *units, unsigned first)
{
    struct set *set = set_new();
    size_t i;
    json_t *unit;
    json_array_foreach(units, i, unit)
    {
        uint32_t start = (uint32_t)json_integer_value(json_array_get(unit, 0));
        uint32_t length = (uint32_t)json_integer_value(json_array_get(unit, 1));
        const struct span span = {.id = id_of(first + (unsigned)i),
                                  .at = range_of(start, start + length),
                                  .label = PLACE,
                                  .n_fragments = 1};
        assert_non_null(set_add(set, &span));
    }
    return set;
}

static unsigned check_units(const json_t *entry)
{
    const json_t *continuum = json_object_get(entry, "continuum");
    const json_t *expected = json_object_get(entry, "expected");
    double tolerance = json_number_value(json_object_get(entry, "tolerance"));
    const char *name;
    json_t *readers;
    unsigned checked = 0;
    json_object_foreach(json_object_get(entry, "units_per_rater_and_category"), name, readers)
    {
        assert_int_equal(json_array_size(readers), 2);
        struct agreement *a = agree_on((uint32_t)json_integer_value(json_array_get(continuum, 1)),
                                       read_units(json_array_get(readers, 0), 1),
                                       read_units(json_array_get(readers, 1), 100));
        struct agreement_unitizing u = agreement_unitizing(a, PLACE);
        const struct {
            const char *name;
            struct measure measure;
        } figures[] = {
            {"Do", measure_of(u.observed)}, {"De", measure_of(u.expected)}, {"alpha_u", u.alpha}};
        for (size_t i = 0; i < 3; i++) {
            const json_t *value = json_object_get(expected, figures[i].name);
            if (value)
                assert_near(figures[i].measure, json_number_value(value), tolerance);
            checked += value != NULL;
        }
        agreement_free(a);
    }
    return checked;
}

/* The chunking sample: its file lies beside, and its tolerance is that of its two decimals. */
static unsigned check_chunks(const json_t *entry)
{
    const char *file = strrchr(json_string_value(json_object_get(entry, "file")), '/');
    const json_t *expected = json_object_get(entry, "expected");
    char path[256];
    uint32_t tokens;
    unsigned checked = 0;
    snprintf(path, sizeof path, "agreement%s", file);
    struct agreement *a = agree_on_chunks(testdata(path), &tokens);
    assert_non_null(a);
    struct agreement_score all = agreement_spans(a, 0, 1, LABEL_NONE, MATCH_EXACT);
    assert_int_equal(tokens, json_integer_value(json_object_get(expected, "tokens")));
    assert_int_equal(all.a, json_integer_value(json_object_get(expected, "gold_phrases")));
    assert_int_equal(all.b, json_integer_value(json_object_get(expected, "found")));
    assert_int_equal(all.matched, json_integer_value(json_object_get(expected, "correct")));
    assert_percent(all, json_number_value(json_object_get(expected, "precision")),
                   json_number_value(json_object_get(expected, "recall")),
                   json_number_value(json_object_get(expected, "F1")));
    for (uint16_t label = 0; label < CHUNK_LABELS; label++) {
        const json_t *three = json_object_get(expected, chunk_labels[label].name);
        if (!three)
            continue;
        assert_percent(agreement_spans(a, 0, 1, label, MATCH_EXACT),
                       json_number_value(json_array_get(three, 0)),
                       json_number_value(json_array_get(three, 1)),
                       json_number_value(json_array_get(three, 2)));
        checked += 3;
    }
    agreement_free(a);
    return checked + 7;
}

/* Every value that bears the name of one of our figures, wherever the file names it. */
static void test_reference_file(void **state)
{
    (void)state;
    const char *path = testdata("agreement/metric-reference.json");
    json_error_t error;
    if (!path)
        skip();
    json_t *entries = json_load_file(path, 0, &error), *entry;
    if (!entries)
        fail_msg("%s: line %d: %s", path, error.line, error.text);
    unsigned checked = 0;
    size_t i;
    json_array_foreach(entries, i, entry)
    {
        const char *kind = json_string_value(json_object_get(entry, "kind"));
        unsigned some = !kind                            ? check_items(entry)
                        : strcmp(kind, "unitizing") == 0 ? check_units(entry)
                        : strcmp(kind, "bio-file") == 0  ? check_chunks(entry)
                                                         : 0;
        if (!some)
            print_message("# %s names none of our figures\n",
                          json_string_value(json_object_get(entry, "id")));
        checked += some;
    }
    assert_true(checked >=
                26); /* as many as there were: a file that lost some is not the reference */
    json_decref(entries);
}

/* One category only, or nothing at all: there is no chance to compare with. */
static void test_undefined(void **state)
{
    (void)state;
    const uint64_t one[] = {5, 0, 0, 0}, none[4] = {0}, apart[] = {0, 3, 0, 0};
    const uint32_t alone[] = {1, 0, 0, 1}, alike[] = {3, 0, 2, 0};
    assert_undefined(agreement_kappa_of_table(one, 2));
    assert_undefined(agreement_pi_of_table(one, 2));
    assert_undefined(agreement_kappa_of_table(none, 2));
    assert_undefined(agreement_pi_of_table(none, 2));
    assert_undefined(agreement_alpha_of_items(alike, NULL, 2, 2));
    assert_undefined(agreement_fleiss_of_items(alike, NULL, 2, 2));
    assert_undefined(agreement_alpha_of_items(alone, NULL, 2, 2));
    assert_undefined(agreement_fleiss_of_items(alone, NULL, 2, 2));
    assert_undefined(agreement_alpha_of_items(NULL, NULL, 0, 2));
    assert_undefined(measure_ratio(0, 0));
    /* Each reader has a category of their own: no agreement, as by chance; pi is at its least. */
    assert_near(agreement_kappa_of_table(apart, 2), 0, 0);
    assert_near(agreement_pi_of_table(apart, 2), -1, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_artstein_poesio_2008),
        cmocka_unit_test(test_cohen_1960),
        cmocka_unit_test(test_fleiss_1971),
        cmocka_unit_test(test_krippendorff_2004),
        cmocka_unit_test(test_nltk_easy),
        cmocka_unit_test(test_dkpro_unitizing),
        cmocka_unit_test(test_conlleval_chunking),
        cmocka_unit_test(test_reference_file),
        cmocka_unit_test(test_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
