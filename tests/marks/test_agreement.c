/* Agreement on cases worked by hand; the working stands beside each. */
#include "agreeing.h"

static void assert_score(struct agreement_score score, uint64_t a, uint64_t b, uint64_t matched)
{
    assert_int_equal(score.a, a);
    assert_int_equal(score.b, b);
    assert_int_equal(score.matched, matched);
    if (a)
        assert_near(score.recall, (double)matched / (double)a, 1e-15);
    else
        assert_undefined(score.recall);
    if (b)
        assert_near(score.precision, (double)matched / (double)b, 1e-15);
    else
        assert_undefined(score.precision);
    if (a + b)
        assert_near(score.f1, 2 * (double)matched / (double)(a + b), 1e-15);
    else
        assert_undefined(score.f1);
}

static void assert_muc(const struct agreement *a, enum agreement_semeval how, uint64_t correct,
                       uint64_t incorrect, uint64_t partial, uint64_t missing, uint64_t spurious)
{
    struct agreement_muc muc = agreement_semeval(a, 0, 1, LABEL_NONE, how);
    assert_int_equal(muc.correct, correct);
    assert_int_equal(muc.incorrect, incorrect);
    assert_int_equal(muc.partial, partial);
    assert_int_equal(muc.missing, missing);
    assert_int_equal(muc.spurious, spurious);
    double good = (double)correct + (double)partial / 2;
    double pairs = (double)(correct + incorrect + partial);
    assert_near(muc.precision, good / (pairs + (double)spurious), 1e-15);
    assert_near(muc.recall, good / (pairs + (double)missing), 1e-15);
    assert_near(muc.f1, 2 * good / (2 * pairs + (double)(missing + spurious)), 1e-15);
}

/*           0         1         2         3         4         5
 *           0123456789012345678901234567890123456789012345678901234567
 *  first    PPPP  QQQQQQQQ  LLLL    PPPP    LLLL      QQQQ
 *  second   PPPP   QQQQQQ   QQQQ      LLLL        PP  QQQQ  LL
 *           same  boundary  label   apart            same   only one
 * The P at 24-28 and the L at 26-30 share 2 of 4: half, so they are paired across labels. */
static struct agreement *worked(void)
{
    return agree_on(60,
                    HAND_SET(1, hand(PERSON, 0, 4), hand(QUOTE, 6, 14), hand(PLACE, 16, 20),
                             hand(PERSON, 24, 28), hand(PLACE, 32, 36), hand(QUOTE, 42, 46)),
                    HAND_SET(21, hand(PERSON, 0, 4), hand(QUOTE, 7, 13), hand(QUOTE, 16, 20),
                             hand(PLACE, 26, 30), hand(PERSON, 38, 40), hand(QUOTE, 42, 46),
                             hand(PLACE, 48, 50)));
}

static void test_spans(void **state)
{
    (void)state;
    struct agreement *a = worked();
    assert_int_equal(agreement_documents(a, 0, 1), 1);
    assert_score(agreement_spans(a, 0, 1, LABEL_NONE, MATCH_EXACT), 6, 7, 2);
    assert_score(agreement_spans(a, 0, 1, LABEL_NONE, MATCH_TRIMMED), 6, 7, 2);
    assert_score(agreement_spans(a, 0, 1, LABEL_NONE, MATCH_OVERLAP), 6, 7, 3);
    assert_score(agreement_spans(a, 0, 1, PERSON, MATCH_EXACT), 2, 2, 1);
    assert_score(agreement_spans(a, 0, 1, QUOTE, MATCH_EXACT), 2, 3, 1);
    assert_score(agreement_spans(a, 0, 1, QUOTE, MATCH_OVERLAP), 2, 3, 2);
    assert_score(agreement_spans(a, 0, 1, PLACE, MATCH_OVERLAP), 2, 2, 0);
    /* Pairs: edges and label 2, edges 1, label 1, neither 1; one MIS (L 32), two SPU (P 38, L 48).
     */
    assert_muc(a, SEMEVAL_STRICT, 2, 3, 0, 1, 2);
    assert_muc(a, SEMEVAL_EXACT, 3, 2, 0, 1, 2);
    assert_muc(a, SEMEVAL_PARTIAL, 3, 0, 2, 1, 2);
    assert_muc(a, SEMEVAL_TYPE, 3, 2, 0, 1, 2);
    struct agreement_muc place = agreement_semeval(a, 0, 1, PLACE, SEMEVAL_EXACT);
    assert_int_equal(place.correct, 1); /* L 16, which the other calls Q */
    assert_int_equal(place.missing, 1);
    assert_int_equal(place.spurious, 1);
    static const uint64_t confusion[4][4] = {
        {1, 0, 1, 0}, {0, 2, 0, 0}, {0, 1, 0, 1}, {1, 0, 1, 0}};
    for (uint16_t x = 0; x < 4; x++)
        for (uint16_t y = 0; y < 4; y++)
            assert_int_equal(
                agreement_confusion(a, 0, 1, x < 3 ? x : LABEL_NONE, y < 3 ? y : LABEL_NONE),
                confusion[x][y]);
    agreement_free(a);
}

/* Of the figures above, per code point of 60:
 *   person  first 8 (0-4, 24-28), second 6 (0-4, 38-40), both 4
 *   quote   first 12, second 14 (7-13, 16-20, 42-46), both 10
 *   place   first 8, second 6 (26-30, 48-50), both 0
 * kappa = 1 - n (n10 + n01) / (a (n - b) + b (n - a))
 *   person  1 - 60 * 6 / (8 * 54 + 6 * 52) = 1 - 360 / 744
 *   quote   1 - 60 * 6 / (12 * 46 + 14 * 48) = 1 - 360 / 1224
 *   place   1 - 60 * 14 / (8 * 54 + 6 * 52) = 1 - 840 / 744
 * pi = 1 - 4 n (n10 + n01) / 2 s (2 n - s) with s = a + b (both categories give the same term)
 *   person  1 - 120 * 6 / (14 * 106), quote 1 - 120 * 6 / (26 * 94), place 1 - 120 * 14 / (14 *
 * 106) alpha = 1 - (2n - 1) (n10 + n01) / s (2n - s): the same with 119. Weights 14, 26, 14. */
static void test_codepoints(void **state)
{
    (void)state;
    struct agreement *a = worked();
    struct agreement_cells cells = agreement_cells(a, 0, 1, QUOTE);
    assert_int_equal(cells.both, 10);
    assert_int_equal(cells.only_a, 2);
    assert_int_equal(cells.only_b, 4);
    assert_int_equal(cells.neither, 44);
    assert_int_equal(agreement_cells(a, 0, 1, LABEL_NONE).neither, 50 + 44 + 46);
    const double kappa[] = {1 - 360.0 / 744, 1 - 360.0 / 1224, 1 - 840.0 / 744};
    const double pi[] = {1 - 720.0 / 1484, 1 - 720.0 / 2444, 1 - 1680.0 / 1484};
    const double alpha[] = {1 - 714.0 / 1484, 1 - 714.0 / 2444, 1 - 1666.0 / 1484};
    for (uint16_t i = 0; i < 3; i++) {
        assert_near(agreement_figure(a, FIGURE_KAPPA, i), kappa[i], 1e-14);
        assert_near(agreement_figure(a, FIGURE_PI, i), pi[i], 1e-14);
        assert_near(agreement_figure(a, FIGURE_FLEISS, i), pi[i], 1e-14);
        assert_near(agreement_figure(a, FIGURE_ALPHA, i), alpha[i], 1e-14);
    }
    assert_near(agreement_figure(a, FIGURE_KAPPA, LABEL_NONE),
                (14 * kappa[0] + 26 * kappa[1] + 14 * kappa[2]) / 54, 1e-14);
    assert_near(agreement_figure(a, FIGURE_ALPHA, LABEL_NONE),
                (14 * alpha[0] + 26 * alpha[1] + 14 * alpha[2]) / 54, 1e-14);
    assert_same_measure(agreement_figure_of_pair(a, 0, 1, FIGURE_KAPPA, QUOTE),
                        agreement_figure(a, FIGURE_KAPPA, QUOTE));
    assert_undefined(agreement_figure_of_pair(a, 0, 1, FIGURE_ALPHA, QUOTE));
    agreement_free(a);
}

/* Two documents of 10 and 6 code points, two readers; units 2-5 and 3-5, and one of 1-3 alone.
 *   d^2: (2 - 3)^2 + 0 = 1; the lone unit lies in a gap: 2^2 = 4. Do = 2 * 5 / (2 * 16^2).
 *   units 3, 2, 2: N = 3; (N - 1) / 3 = 2 / 3 times 2 l^3 - 3 l^2 + l: 30, 6, 6 -> 28.
 *   gaps: 2, 5, 3, 5 of the first document; 1, 3, 6 of the second (they end with it).
 *     of the unit of 3, gaps >= 3 are 5 3 5 3 6, places 3 1 3 1 4 = 12, times 9 = 108;
 *     of a unit of 2, gaps >= 2 are 2 5 3 5 3 6, places 1 4 2 4 2 5 = 18, times 4 = 72, twice.
 *   De = (2 / 16) (28 + 108 + 144) / (32 * 31 - (6 + 2 + 2)) = 35 / 982. */
static void test_unitizing(void **state)
{
    (void)state;
    struct agreement *a = agreement_of(2);
    struct set *first[] = {HAND_SET(1, hand(QUOTE, 2, 5)), HAND_SET(2, hand(QUOTE, 3, 5))};
    struct set *second[] = {HAND_SET(3, hand(QUOTE, 1, 3)), set_new()};
    add_text(a, 10, (const struct set *const[]){first[0], first[1]});
    add_text(a, 6, (const struct set *const[]){second[0], second[1]});
    struct agreement_unitizing u = agreement_unitizing(a, QUOTE);
    assert_near(measure_of(u.observed), 10.0 / 512, 1e-15);
    assert_near(measure_of(u.expected), 35.0 / 982, 1e-15);
    assert_near(u.alpha, 1 - 10.0 / 512 * 982 / 35, 1e-14);
    assert_undefined(agreement_unitizing(a, PLACE).alpha);
    agreement_free(a);
    for (int i = 0; i < 2; i++) {
        set_free(first[i]);
        set_free(second[i]);
    }
}

/* Fragments are units of their own, and units that overlap are one. */
static void test_fragments(void **state)
{
    (void)state;
    struct range parts[] = {range_of(2, 4), range_of(8, 10)};
    struct span broken = {.id = id_of(1),
                          .at = range_of(2, 10),
                          .label = QUOTE,
                          .n_fragments = 2,
                          .fragments = parts};
    struct set *a = set_new(), *b = HAND_SET(11, hand(QUOTE, 2, 10));
    struct set *c = HAND_SET(21, hand(QUOTE, 4, 8)), *d = set_new();
    set_add(a, &broken);
    broken.id = id_of(31);
    set_add(d, &broken);
    struct agreement *of = agreement_of(4);
    add_text(of, 20, (const struct set *const[]){a, b, c, d});
    assert_int_equal(agreement_spans(of, 0, 1, QUOTE, MATCH_EXACT).matched, 0);
    assert_int_equal(agreement_spans(of, 0, 1, QUOTE, MATCH_OVERLAP).matched, 1);
    assert_int_equal(agreement_spans(of, 0, 2, QUOTE, MATCH_OVERLAP).matched, 0);
    assert_int_equal(agreement_spans(of, 1, 2, QUOTE, MATCH_OVERLAP).matched, 1);
    assert_int_equal(agreement_spans(of, 0, 3, QUOTE, MATCH_EXACT).matched, 1);
    assert_int_equal(agreement_cells(of, 0, 1, QUOTE).both, 4);
    agreement_free(of);
    set_free(a), set_free(b), set_free(c), set_free(d);

    struct agreement *merged = agree_on(20, HAND_SET(1, hand(QUOTE, 0, 6), hand(QUOTE, 4, 9)),
                                        HAND_SET(11, hand(QUOTE, 0, 9)));
    assert_near(agreement_unitizing(merged, QUOTE).alpha, 1, 0);
    assert_near(agreement_figure(merged, FIGURE_KAPPA, QUOTE), 1, 0);
    agreement_free(merged);
}

/* The largest overlap first, wherever it stands; one to one; copies once each. */
static void test_matching(void **state)
{
    (void)state;
    struct agreement *a =
        agree_on(100, HAND_SET(1, hand(QUOTE, 0, 10), hand(QUOTE, 8, 20), hand(QUOTE, 18, 21)),
                 HAND_SET(11, hand(QUOTE, 4, 19), hand(QUOTE, 19, 40)));
    /* 8-20 with 4-19 (11) before 0-10 with it (6); 18-21 with 19-40 (2). */
    assert_score(agreement_spans(a, 0, 1, QUOTE, MATCH_OVERLAP), 3, 2, 2);
    agreement_free(a);
    a = agree_on(100, HAND_SET(1, hand(QUOTE, 0, 10), hand(QUOTE, 0, 10), hand(QUOTE, 0, 10)),
                 HAND_SET(11, hand(QUOTE, 0, 10), hand(QUOTE, 0, 10), hand(PLACE, 0, 10)));
    assert_score(agreement_spans(a, 0, 1, QUOTE, MATCH_EXACT), 3, 2, 2);
    assert_int_equal(agreement_confusion(a, 0, 1, QUOTE, PLACE), 1);
    agreement_free(a);
    /* A place within a quotation is not a quotation called a place, but SemEval pairs them. */
    a = agree_on(100, HAND_SET(1, hand(QUOTE, 0, 50)), HAND_SET(11, hand(PLACE, 10, 15)));
    assert_int_equal(agreement_confusion(a, 0, 1, QUOTE, PLACE), 0);
    assert_int_equal(agreement_confusion(a, 0, 1, QUOTE, LABEL_NONE), 1);
    assert_muc(a, SEMEVAL_PARTIAL, 0, 0, 1, 0, 0);
    agreement_free(a);
    /* Pairs go by label first, SemEval's by overlap: 0-4 is called something else. */
    a = agree_on(100, HAND_SET(1, hand(QUOTE, 0, 4)),
                 HAND_SET(11, hand(PLACE, 0, 4), hand(QUOTE, 2, 8)));
    assert_score(agreement_spans(a, 0, 1, QUOTE, MATCH_OVERLAP), 1, 1, 1);
    assert_muc(a, SEMEVAL_EXACT, 1, 0, 0, 0, 1);
    assert_muc(a, SEMEVAL_TYPE, 0, 1, 0, 0, 1);
    agreement_free(a);
}

/* Copies of a span find the copy with the same attributes and origin, whatever their ids. */
static void test_copies(void **state)
{
    (void)state;
    struct agreement *a = agree_on(100,
                                   HAND_SET(1, hand_with(PERSON, 0, 5, "name=x\n", ORIGIN_MANUAL),
                                            hand_with(PERSON, 0, 5, "name=y\n", ORIGIN_MANUAL)),
                                   HAND_SET(11, hand_with(PERSON, 0, 5, "name=y\n", ORIGIN_MANUAL),
                                            hand_with(PERSON, 0, 5, "name=x\n", ORIGIN_MANUAL)));
    assert_near(agreement_figure(a, FIGURE_ATTRIBUTES, LABEL_NONE), 1, 0);
    agreement_free(a);
}

static void test_origins(void **state)
{
    (void)state;
    struct agreement *a =
        agree_on(100,
                 HAND_SET(1, hand(PERSON, 0, 5), hand_with(PERSON, 10, 15, NULL, ORIGIN_SUGGESTION),
                          hand_with(QUOTE, 20, 25, NULL, ORIGIN_SUGGESTION)),
                 HAND_SET(11, hand_with(PERSON, 0, 5, NULL, ORIGIN_SUGGESTION),
                          hand_with(PERSON, 10, 15, NULL, ORIGIN_SUGGESTION), hand(QUOTE, 20, 26)));
    struct agreement_by_origin by = agreement_by_origin(a, 0, 1, LABEL_NONE, ORIGIN_MANUAL);
    assert_int_equal(by.a, 1);
    assert_int_equal(by.b, 1);
    assert_int_equal(by.matched_a, 1);
    assert_int_equal(by.matched_b, 0);
    assert_near(by.f1, 0.5, 0);
    by = agreement_by_origin(a, 0, 1, LABEL_NONE, ORIGIN_SUGGESTION);
    assert_near(by.recall, 1.0 / 2, 0);
    assert_near(by.precision, 1, 0);
    assert_near(by.f1, 3.0 / 4, 0);
    by = agreement_by_origin(a, 0, 1, QUOTE, ORIGIN_SUGGESTION);
    assert_near(by.f1, 0, 0);
    assert_undefined(by.precision);
    assert_undefined(agreement_by_origin(a, 0, 1, LABEL_NONE, ORIGIN_IMPORT).f1);
    agreement_free(a);
}

/* Three quotations, each said by a person: the first pair agrees; the second agrees but for an
 * edge; the third person differs; the first reader has the first relation's twin of another type.
 */
static void test_relations_and_attributes(void **state)
{
    (void)state;
    struct set *a =
        HAND_SET(1, hand_with(QUOTE, 0, 10, "type=direct\n", ORIGIN_MANUAL),
                 hand_with(PERSON, 12, 15, "mood=x\nname=Ann\nuse=quoted\n", ORIGIN_MANUAL),
                 hand(QUOTE, 20, 30), hand(PERSON, 32, 35), hand(QUOTE, 40, 50));
    struct set *b = HAND_SET(11, hand_with(QUOTE, 0, 10, "type=partial\n", ORIGIN_MANUAL),
                             hand_with(PERSON, 12, 15, "mood=y\nname=Ann\n", ORIGIN_MANUAL),
                             hand(QUOTE, 20, 29), hand(PERSON, 32, 35), hand(QUOTE, 40, 50));
    hand_relate(a, 101, 0, 1, 2), hand_relate(b, 111, 0, 11, 12);
    hand_relate(a, 102, 0, 3, 4), hand_relate(b, 112, 0, 13, 14);
    hand_relate(a, 103, 0, 5, 4), hand_relate(b, 113, 0, 15, 12);
    hand_relate(a, 104, 1, 1, 2);
    struct agreement *of = agree_on(60, a, b);
    assert_score(agreement_relations(of, 0, 1, 0, MATCH_EXACT), 3, 3, 1);
    assert_score(agreement_relations(of, 0, 1, 0, MATCH_OVERLAP), 3, 3, 2);
    assert_score(agreement_relations(of, 0, 1, 1, MATCH_OVERLAP), 1, 0, 0);
    assert_score(agreement_relations(of, 0, 1, LABEL_NONE, MATCH_OVERLAP), 4, 3, 2);
    assert_near(agreement_figure(of, FIGURE_RELATIONS, LABEL_NONE), 2.0 / 7, 1e-15);
    assert_near(agreement_figure(of, FIGURE_RELATIONS_OVERLAP, LABEL_NONE), 4.0 / 7, 1e-15);
    assert_undefined(agreement_figure(of, FIGURE_RELATIONS, QUOTE));
    /* type 0 of 1, name 1 of 1, use 0 of 1, the unknown mood 0 of 1 */
    assert_near(agreement_attribute(of, 0, 1, QUOTE, 0).share, 0, 0);
    assert_near(agreement_attribute(of, 0, 1, PERSON, 0).share, 1, 0);
    assert_near(agreement_attribute(of, 0, 1, PERSON, 1).share, 0, 0);
    assert_int_equal(agreement_attribute(of, 0, 1, PERSON, 2).pairs, 1);
    assert_undefined(agreement_attribute(of, 0, 1, QUOTE, 1).share);
    assert_near(agreement_figure(of, FIGURE_ATTRIBUTES, PERSON), 1.0 / 3, 1e-15);
    assert_near(agreement_figure(of, FIGURE_ATTRIBUTES, LABEL_NONE), 1.0 / 4, 1e-15);
    assert_undefined(agreement_figure(of, FIGURE_ATTRIBUTES, PLACE));
    agreement_free(of);
}

struct heard {
    char lines[40][80];
    size_t n;
};

static unsigned number_of(const struct span *span)
{
    return span ? span->id.b[15] : 0;
}

static void hear(void *ctx, const struct agreement_point *p)
{
    struct heard *heard = ctx;
    assert_in_range(heard->n, 0, 39);
    snprintf(heard->lines[heard->n++], sizeof heard->lines[0], "%zu %zu%zu %s %u/%u %u-%u%s%.*s%s",
             p->document, p->reader[0], p->reader[1], agreement_kind_name(p->kind),
             number_of(p->span[0]), number_of(p->span[1]), p->range.start.byte, p->range.end.byte,
             p->attribute ? " " : "", (int)p->attribute_n, p->attribute ? p->attribute : "",
             p->follows ? " follows" : "");
}

/* A relation that both have, with attributes of which one value differs and one is missing. */
static void test_relation_attributes(void **state)
{
    (void)state;
    struct set *a = HAND_SET(1, hand(QUOTE, 0, 9), hand_with(PERSON, 12, 15, "name=A\n", 0));
    struct set *b = HAND_SET(11, hand(QUOTE, 0, 8), hand_with(PERSON, 12, 15, "name=A\n", 0));
    hand_relate_with(a, 101, 0, 1, 2, "how=tells\nwhen=now\n");
    hand_relate_with(b, 111, 0, 11, 12, "how=asks\nsure=yes\nwhen=now\n");
    struct heard heard = {.n = 0};
    struct agreement *of = agreement_new(&(struct agreement_options){
        .labels = &agreeing_labelset, .readers = 2, .lost = hear, .ctx = &heard});
    add_text(of, 60, (const struct set *const[]){a, b});
    assert_int_equal(agreement_relation_attributes(of, 0, 1, 0).pairs, 3);
    assert_int_equal(agreement_relation_attributes(of, 0, 1, 0).equal, 1);
    assert_undefined(agreement_relation_attributes(of, 0, 1, 1).share);
    assert_near(agreement_figure(of, FIGURE_ATTRIBUTES, LABEL_NONE), 2.0 / 4, 0);
    assert_near(agreement_figure(of, FIGURE_ATTRIBUTES, PERSON), 1, 0);
    assert_int_equal(heard.n, 3);
    assert_string_equal(heard.lines[0], "0 01 boundary 1/11 0-9");
    assert_string_equal(heard.lines[1], "0 01 attribute 1/11 0-9 how");
    assert_string_equal(heard.lines[2], "0 01 attribute 1/11 0-9 sure");
    agreement_free(of);
    set_free(a), set_free(b);
}

static void test_trimmed(void **state)
{
    (void)state;
    /*                   0123456789012345678901234567890 */
    const char text[] = "\"Go home,\" said Ann. ... \"x\" y.";
    struct article *article = article_copy(text, sizeof text - 1);
    struct set *a = HAND_SET(1, hand(QUOTE, 0, 10), hand(PERSON, 15, 20), hand(QUOTE, 21, 24),
                             hand(QUOTE, 25, 28), hand(QUOTE, 26, 27));
    struct set *b = HAND_SET(11, hand(QUOTE, 1, 8), hand(PERSON, 16, 19), hand(QUOTE, 21, 23),
                             hand(QUOTE, 25, 28));
    struct range parts[] = {range_of(0, 4), range_of(9, 10), range_of(15, 19)};
    struct span broken = {.id = id_of(9),
                          .at = range_of(0, 19),
                          .label = PLACE,
                          .n_fragments = 3,
                          .fragments = parts};
    set_add(a, &broken);
    struct range others[] = {range_of(1, 3), range_of(16, 20)};
    broken = (struct span){.id = id_of(19),
                           .at = range_of(1, 20),
                           .label = PLACE,
                           .n_fragments = 2,
                           .fragments = others};
    set_add(b, &broken);
    struct agreement *of = agreement_of(2);
    struct agreement_document document = {.article = article,
                                          .sets = (const struct set *const[]){a, b}};
    assert_int_equal(agreement_add(of, &document, NULL), OK);
    assert_score(agreement_spans(of, 0, 1, PERSON, MATCH_TRIMMED), 1, 1, 1);
    assert_score(agreement_spans(of, 0, 1, PERSON, MATCH_EXACT), 1, 1, 0);
    /* The quotation and "x", which is exact; 26-27 is left without; of dots nothing would be left,
     * so they stay as they are and differ. */
    assert_score(agreement_spans(of, 0, 1, QUOTE, MATCH_TRIMMED), 4, 3, 2);
    assert_score(agreement_spans(of, 0, 1, PLACE, MATCH_TRIMMED), 1, 1, 1);
    agreement_free(of);
    set_free(a), set_free(b), article_free(article);
}

/* Places are bytes, what is counted are code points. */
static void test_wide_text(void **state)
{
    (void)state;
    const char text[] = "a\xe6\x97\xa5\xe6\x9c\xac b"; /* a, two of three bytes, a space, b */
    struct article *article = article_copy(text, sizeof text - 1);
    struct set *a = HAND_SET(1, hand(PLACE, 1, 7)), *b = HAND_SET(2, hand(PLACE, 0, 4));
    struct agreement *of = agreement_of(2);
    struct agreement_document document = {.article = article,
                                          .sets = (const struct set *const[]){a, b}};
    assert_int_equal(agreement_add(of, &document, NULL), OK);
    struct agreement_cells cells = agreement_cells(of, 0, 1, PLACE);
    assert_int_equal(cells.both, 1);
    assert_int_equal(cells.only_a, 1);
    assert_int_equal(cells.only_b, 1);
    assert_int_equal(cells.neither, 2);
    agreement_free(of);
    set_free(a), set_free(b), article_free(article);
}

static void test_points(void **state)
{
    (void)state;
    struct set *a = HAND_SET(1, hand_with(PERSON, 0, 4, "name=Ann\n", ORIGIN_MANUAL),
                             hand(QUOTE, 6, 14), hand(PLACE, 16, 20), hand(PERSON, 30, 34));
    struct set *b = HAND_SET(11, hand_with(PERSON, 0, 4, "name=Bob\nuse=quoted\n", ORIGIN_IMPORT),
                             hand(QUOTE, 5, 13), hand(QUOTE, 16, 20), hand(PLACE, 22, 24),
                             hand(PERSON, 30, 34));
    hand_relate(a, 50, 0, 2, 1), hand_relate(b, 60, 0, 12, 15);
    hand_relate(b, 61, 1, 14, 11), hand_relate(a, 51, 1, 4, 1), hand_relate(b, 62, 1, 15, 11);
    char who[] = "rita", what[] = "?";
    struct comment comment = {.id = id_of(9), .span = id_of(1), .author = who, .text = what};
    assert_true(set_comment(a, &comment));
    struct heard heard = {.n = 0};
    struct agreement *of = agreement_new(&(struct agreement_options){
        .labels = &agreeing_labelset, .readers = 3, .lost = hear, .ctx = &heard});
    struct agreement_document document = {
        .number = 7, .size = 40, .sets = (const struct set *const[]){NULL, a, b}};
    assert_int_equal(agreement_add(of, &document, NULL), OK);
    static const char *const expected[] = {
        "7 12 attribute 1/11 0-4 name", "7 12 attribute 1/11 0-4 use", "7 12 boundary 2/12 5-14",
        "7 12 label 3/13 16-20",        "7 12 missing 0/14 22-24",     "7 12 relation 2/0 6-14",
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_string_equal(heard.lines[i], expected[i]);
    assert_int_equal(heard.n, 8);
    /* The second reader's two, in order of ids. */
    bool first = uuid_order(id_of(60), id_of(61)) < 0;
    assert_string_equal(heard.lines[first ? 6 : 7], "7 12 relation 0/12 5-13");
    assert_string_equal(heard.lines[first ? 7 : 6], "7 12 relation 0/14 22-24 follows");
    assert_string_equal(agreement_kind_name(AGREEMENT_LABEL), "label");
    agreement_free(of);
    set_free(a), set_free(b);
}

static void assert_nothing(const struct agreement *a, size_t readers)
{
    for (unsigned f = 0; f < AGREEMENT_FIGURE_COUNT; f++) {
        assert_undefined(agreement_figure(a, (enum agreement_figure)f, LABEL_NONE));
        for (uint16_t label = 0; label < AGREEING_LABELS; label++)
            assert_undefined(agreement_figure(a, (enum agreement_figure)f, label));
        assert_undefined(
            agreement_figure_of_pair(a, 0, readers - 1, (enum agreement_figure)f, LABEL_NONE));
    }
}

static void test_nothing(void **state)
{
    (void)state;
    struct agreement *a = agreement_of(2);
    assert_nothing(a, 2); /* no document */
    struct set *none = set_new(), *some = HAND_SET(1, hand(QUOTE, 0, 3));
    add_text(a, 10, (const struct set *const[]){some, NULL});
    assert_nothing(a, 2); /* no second reader */
    add_text(a, 0, (const struct set *const[]){none, none});
    add_text(a, 10, (const struct set *const[]){none, none});
    assert_nothing(a, 2); /* nothing marked, and that is no agreement */
    add_text(a, 10, (const struct set *const[]){some, none});
    assert_near(agreement_figure(a, FIGURE_EXACT, LABEL_NONE), 0, 0);
    assert_undefined(agreement_spans(a, 0, 1, QUOTE, MATCH_EXACT).precision);
    agreement_free(a);
    set_free(none), set_free(some);
    agreement_free(NULL);
}

/* Both give every code point the same label: there is one category, and chance agrees too. */
static void test_one_category(void **state)
{
    (void)state;
    struct agreement *a =
        agree_on(10, HAND_SET(1, hand(QUOTE, 0, 10)), HAND_SET(2, hand(QUOTE, 0, 10)));
    static const enum agreement_figure figures[] = {FIGURE_KAPPA, FIGURE_PI, FIGURE_FLEISS,
                                                    FIGURE_ALPHA};
    for (size_t i = 0; i < 4; i++) {
        assert_undefined(agreement_figure(a, figures[i], QUOTE));
        assert_undefined(agreement_figure(a, figures[i], PLACE));
        assert_undefined(agreement_figure(a, figures[i], LABEL_NONE));
    }
    assert_near(agreement_figure(a, FIGURE_EXACT, LABEL_NONE), 1, 0);
    agreement_free(a);
}

/* Three readers of a text of 10; the third has not read the second text, of 10 too.
 *   place   first 0-4, second 0-4, third 0-2; then first 0-2, second none
 * alpha: ratings (in of m): 2 x 3/3, 2 x 2/3, 6 x 0/3; 2 x 1/2, 8 x 0/2.
 *   Do n = sum of 2 k (m - k) / (m - 1): 2 * 2 * 2 * 1 / 2 + 2 * 2 * 1 * 1 / 1 = 8
 *   n = 30 + 20 = 50, n_in = 6 + 4 + 2 = 12; alpha = 1 - 49 * 8 / (2 * 12 * 38)
 * Fleiss: P misses 2 k (m - k) / m (m - 1): 2 * 4 / 6 + 2 * 2 / 2 = 10 / 3, over 20 code points;
 *   1 - Pe = 2 * 12 * 38 / 2500. kappa of pairs: as tables of 20, 10, 10. */
static void test_three_readers(void **state)
{
    (void)state;
    struct set *one[] = {HAND_SET(1, hand(PLACE, 0, 4)), HAND_SET(2, hand(PLACE, 0, 4)),
                         HAND_SET(3, hand(PLACE, 0, 2))};
    struct set *two[] = {HAND_SET(4, hand(PLACE, 0, 2)), set_new()};
    struct agreement *a = agreement_of(3);
    add_text(a, 10, (const struct set *const[]){one[0], one[1], one[2]});
    add_text(a, 10, (const struct set *const[]){two[0], two[1], NULL});
    assert_int_equal(agreement_documents(a, 0, 1), 2);
    assert_int_equal(agreement_documents(a, 1, 2), 1);
    assert_near(agreement_figure(a, FIGURE_ALPHA, PLACE), 1 - 49.0 * 8 / (2 * 12 * 38), 1e-14);
    assert_near(agreement_figure(a, FIGURE_ALPHA, LABEL_NONE), 1 - 49.0 * 8 / (2 * 12 * 38), 1e-14);
    assert_near(agreement_figure(a, FIGURE_FLEISS, PLACE),
                1 - 10.0 / 3 / 20 / (2 * 12 * 38 / 2500.0), 1e-14);
    const uint64_t tables[3][4] = {{4, 2, 0, 14}, {2, 2, 0, 6}, {2, 2, 0, 6}};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        struct measure kappa = agreement_kappa_of_table(tables[i], 2);
        assert_near(agreement_figure_of_pair(a, i == 2, i ? 2 : 1, FIGURE_KAPPA, PLACE),
                    kappa.value, 1e-14);
        sum += kappa.value;
    }
    assert_near(agreement_figure(a, FIGURE_KAPPA, PLACE), sum / 3, 1e-14);
    /* F1 of the pairs: 2 * 1 / 3, 0, 0. */
    assert_near(agreement_figure(a, FIGURE_EXACT, PLACE), 2.0 / 9, 1e-14);
    agreement_free(a);
    for (int i = 0; i < 3; i++)
        set_free(one[i]);
    set_free(two[0]), set_free(two[1]);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(agreement_figure_name(FIGURE_ALPHA_U), "alpha-u");
    for (unsigned i = 0; i < AGREEMENT_FIGURE_COUNT; i++)
        for (unsigned k = 0; k < i; k++)
            assert_string_not_equal(agreement_figure_name((enum agreement_figure)i),
                                    agreement_figure_name((enum agreement_figure)k));
    assert_non_null(strstr(agreement_figure_help(FIGURE_KAPPA), "Cohen"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_codepoints),
        cmocka_unit_test(test_unitizing),
        cmocka_unit_test(test_fragments),
        cmocka_unit_test(test_matching),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_origins),
        cmocka_unit_test(test_relations_and_attributes),
        cmocka_unit_test(test_relation_attributes),
        cmocka_unit_test(test_trimmed),
        cmocka_unit_test(test_wide_text),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_one_category),
        cmocka_unit_test(test_three_readers),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
