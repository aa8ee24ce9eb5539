/* cases.h: what two and three readers marked, and what comes of it. tests/marks/notation.h says how
 * to read it. */
#ifndef MANICULE_TESTS_MARKS_CASES_H
#define MANICULE_TESTS_MARKS_CASES_H

#include "notation.h"

struct compare_case {
    const char *what;
    const char *readers[3]; /* the third may be NULL */
    const char *agreed, *queue;
    const char *gold; /* what the automatic merge makes; NULL: the same as agreed */
    enum compare_rule rule;
};

/*                                 0         1         2         3         4 */
static const char cases_text[] = "\"We go,\" said Ann Lee.  About 5%  and 7 (yes): no. Then all went";

static const struct compare_case cases[] = {
    {"nothing at all", {"", ""}, "", "", NULL, 0},
    {"the same", {"s0-5", "s0-5"}, "s0-5", "", NULL, 0},
    {"two the same, linked", {"a:q0-9 b:s12-15 a>b", "b:s12-15 a:q0-9 a>b"}, "q0-9>s12-15; s12-15", "", NULL, 0},
    {"only the first has it", {"s0-5", ""}, "", "missing s0-5 / -", NULL, 0},
    {"only the second has it", {"", "s0-5"}, "", "missing - / s0-5", NULL, 0},
    {"touching is not overlapping", {"s0-5", "s5-9"}, "", "missing s0-5 / -; missing - / s5-9", NULL, 0},
    /* boundary */
    {"another end", {"s0-5", "s0-8"}, "", "boundary s0-5 / s0-8", NULL, 0},
    {"another start", {"s2-8", "s0-8"}, "", "boundary s2-8 / s0-8", NULL, 0},
    {"both edges, crossing", {"s0-8", "s4-12"}, "", "boundary s0-8 / s4-12", NULL, 0},
    {"one inside the other", {"q0-30", "q10-20"}, "", "boundary q0-30 / q10-20", NULL, 0},
    {"the largest overlap pairs", {"s0-10 s8-30", "s5-28"}, "", "missing s0-10 / -; boundary s8-30 / s5-28", NULL, 0},
    {"two against two, crossing", {"s0-10 s12-30", "s0-18 s20-30"}, "", "boundary s0-10 / s0-18; boundary s12-30 / s20-30", NULL, 0},
    {"the same place before a larger one", {"s0-10", "s0-10 s0-30"}, "s0-10", "missing - / s0-30", NULL, 0},
    /* label */
    {"another label", {"s0-5", "t0-5"}, "", "label s0-5 / t0-5", NULL, 0},
    {"another label, other edges", {"s0-10", "t2-10"}, "", "label s0-10 / t2-10", NULL, 0},
    {"another label in fragments", {"s0-3,5-8", "t0-3,5-8"}, "", "label s0-3,5-8 / t0-3,5-8", NULL, 0},
    {"a speaker in a quote is not another label", {"q0-30", "s0-5"}, "", "missing q0-30 / -; missing - / s0-5", NULL, 0},
    {"a pair of one label comes first", {"s0-5 t0-5", "t0-6"}, "", "boundary t0-5 / t0-6; missing s0-5 / -", NULL, 0},
    {"two labels, one of them shared", {"s0-5 t0-5", "t0-5"}, "t0-5", "missing s0-5 / -", NULL, 0},
    {"two labels each", {"s0-5 t0-5", "t0-5 s0-5"}, "s0-5; t0-5", "", NULL, 0},
    {"another label, with a link", {"a:q0-9 b:s12-15 a>b", "q0-9 t12-15"}, "q0-9", "label s12-15<q0-9 / t12-15", NULL, 0},
    /* attribute */
    {"another value", {"s0-5{name=x}", "s0-5{name=y}"}, "", "attribute s0-5{name=x} / s0-5{name=y}", "s0-5", 0},
    {"a value more", {"s0-5{name=x;use=q}", "s0-5{name=x}"}, "", "attribute s0-5{name=x;use=q} / s0-5{name=x}", "s0-5{name=x}", 0},
    {"values of different names", {"s0-5{name=x}", "s0-5{use=q}"}, "", "attribute s0-5{name=x} / s0-5{use=q}", "s0-5", 0},
    {"other edges and values: one item", {"s0-5{name=x}", "s0-6"}, "", "boundary s0-5{name=x} / s0-6", NULL, 0},
    {"a speaker's value is not its quote's", {"a:q0-9 b:s12-15{name=x} a>b", "a:q0-9 b:s12-15 a>b"}, "q0-9>s12-15", "attribute s12-15{name=x} / s12-15", "q0-9>s12-15; s12-15", 0},
    /* relation */
    {"another speaker", {"a:q0-9 b:s12-15 s20-25 a>b", "a:q0-9 s12-15 c:s20-25 a>c"}, "s12-15; s20-25", "relation q0-9>s12-15 / q0-9>s20-25", "q0-9; s12-15; s20-25", 0},
    {"a link or none", {"a:q0-9 b:s12-15 a>b", "q0-9 s12-15"}, "s12-15", "relation q0-9>s12-15 / q0-9", "q0-9; s12-15", 0},
    {"a further speaker", {"a:q0-9 b:s12-15 c:s20-25 a>b a>c", "a:q0-9 b:s12-15 s20-25 a>b"}, "s12-15; s20-25", "relation q0-9>s20-25 / q0-9", "q0-9>s12-15; s12-15; s20-25", 0},
    {"two further speakers are one item", {"a:q0-9 b:s12-15 c:s20-25 a>b a>c", "q0-9 s12-15 s20-25"}, "s12-15; s20-25", "relation q0-9>s12-15>s20-25 / q0-9", "q0-9; s12-15; s20-25", 0},
    {"a link's value", {"a:q0-9 b:s12-15 a>b(x=1)", "a:q0-9 b:s12-15 a>b(x=2)"}, "s12-15", "relation q0-9>s12-15(x=1) / q0-9>s12-15(x=2)", "q0-9; s12-15", 0},
    {"a link and a value: one item", {"a:q0-9{type=direct} b:s12-15 a>b", "q0-9 s12-15"}, "s12-15", "relation q0-9{type=direct}>s12-15 / q0-9", "q0-9; s12-15", 0},
    {"the other way round", {"a:q0-9 b:s12-15 a>b", "a:q0-9 b:s12-15 b>a"}, "", "relation q0-9>s12-15 / q0-9; relation s12-15 / s12-15>q0-9", "q0-9; s12-15", 0},
    {"a link to itself", {"a:s0-5 a>a", "a:s0-5 a>a"}, "s0-5>s0-5", "", NULL, 0},
    {"the same link twice", {"a:q0-9 b:s12-15 a>b a>b", "a:q0-9 b:s12-15 a>b"}, "s12-15", "relation q0-9>s12-15 / q0-9", "q0-9>s12-15; s12-15", 0},
    /* what a missing span brings */
    {"a missing quote brings link and values", {"a:q0-9{type=direct} b:s12-15 a>b", "s12-15"}, "s12-15", "missing q0-9{type=direct}>s12-15 / -", NULL, 0},
    {"with several speakers", {"a:q0-9 b:s12-15 c:s20-25 a>b a>c", "s12-15 s20-25"}, "s12-15; s20-25", "missing q0-9>s12-15>s20-25 / -", NULL, 0},
    {"two missing quotes, shared speaker", {"a:q0-9 b:q30-40 c:s12-15 a>c b>c", "s12-15"}, "s12-15", "missing q0-9>s12-15 / -; missing q30-40>s12-15 / -", NULL, 0},
    {"its speaker missing, too", {"a:q0-9 b:s12-15 a>b", ""}, "", "missing q0-9>s12-15 / -; missing s12-15 / -", NULL, 0},
    {"a missing speaker brings its quotes' links", {"a:q0-9 b:q30-40 c:s12-15 a>c b>c", "q0-9 q30-40"}, "q0-9; q30-40", "missing s12-15<q0-9<q30-40 / -", NULL, 0},
    {"a speaker each", {"a:q0-9 b:s12-15 a>b", "a:q0-9 c:s20-25 a>c"}, "q0-9", "missing s12-15<q0-9 / -; missing - / s20-25<q0-9", NULL, 0},
    {"the speaker's edges are no relation", {"a:q0-9 b:s12-15 a>b", "a:q0-9 b:s12-18 a>b"}, "q0-9", "boundary s12-15<q0-9 / s12-18<q0-9", NULL, 0},
    {"edges at both ends", {"a:q0-9 b:s12-15 a>b", "a:q0-10 b:s12-18 a>b"}, "", "boundary q0-9>s12-15 / q0-10>s12-18; boundary s12-15 / s12-18", NULL, 0},
    {"a missing quote to a speaker with other edges", {"a:q0-9 b:s12-15 a>b", "s12-18"}, "", "missing q0-9>s12-15 / -; boundary s12-15 / s12-18", NULL, 0},
    /* split */
    {"one against two", {"s0-20", "s0-8 s10-20"}, "", "split s0-20 / s0-8+s10-20", NULL, 0},
    {"three against one", {"s0-4 s6-9 s12-20", "s0-20"}, "", "split s0-4+s6-9+s12-20 / s0-20", NULL, 0},
    {"a quote broken by its cue", {"a:q0-30 b:s40-45 a>b", "a:q0-10 c:q15-30 b:s40-45 a>b c>b"}, "s40-45", "split q0-30>s40-45 / q0-10+q15-30>s40-45>s40-45", NULL, 0},
    {"one in fragments against two", {"q0-10,15-30", "q0-10 q15-30"}, "", "split q0-10,15-30 / q0-10+q15-30", NULL, 0},
    {"a pair that agrees is no part of a split", {"s0-20", "s0-20 s2-8"}, "s0-20", "missing - / s2-8", NULL, 0},
    /* nested */
    {"nested, both", {"q0-30 q5-10", "q0-30 q5-10"}, "q0-30; q5-10", "", NULL, 0},
    {"nested, one lacks the inner", {"q0-30 q5-10", "q0-30"}, "q0-30", "missing q5-10 / -", NULL, 0},
    {"nested, one lacks the outer", {"q0-30 q5-10", "q5-10"}, "q5-10", "missing q0-30 / -", NULL, 0},
    {"nested in other edges", {"q0-30 q5-10", "q0-28"}, "", "boundary q0-30 / q0-28; missing q5-10 / -", NULL, 0},
    {"nested, of another label", {"q0-30 s5-10", "q0-30 s5-12"}, "q0-30", "boundary s5-10 / s5-12", NULL, 0},
    /* discontinuous */
    {"the same fragments", {"q0-3,5-8", "q0-3,5-8"}, "q0-3,5-8", "", NULL, 0},
    {"with a gap and without", {"q0-3,5-8", "q0-8"}, "", "boundary q0-3,5-8 / q0-8", NULL, 0},
    {"another gap", {"q0-3,5-8", "q0-4,6-8"}, "", "boundary q0-3,5-8 / q0-4,6-8", NULL, 0},
    {"in each other's gaps", {"q0-3,10-13", "q5-8"}, "", "missing q0-3,10-13 / -; missing - / q5-8", NULL, 0},
    /* copies */
    {"copies, two and two", {"s0-5 s0-5", "s0-5 s0-5"}, "s0-5; s0-5", "", NULL, 0},
    {"copies, two and one", {"s0-5 s0-5", "s0-5"}, "s0-5", "missing s0-5 / -", NULL, 0},
    {"copies with values", {"s0-5{name=a} s0-5{name=b}", "s0-5{name=b}"}, "s0-5{name=b}", "missing s0-5{name=a} / -", NULL, 0},
    {"copies told apart by their links", {"a:q0-5 b:q0-5 c:s10-12 d:s20-22 a>c b>d", "a:q0-5 b:q0-5 c:s10-12 d:s20-22 b>c a>d"}, "q0-5>s20-22; q0-5>s10-12; s10-12; s20-22", "", NULL, 0},
    {"the linked one of two is there", {"a:q0-5 b:s10-12 q0-5 a>b", "a:q0-5 b:s10-12 a>b"}, "q0-5>s10-12; s10-12", "missing q0-5 / -", NULL, 0},
    {"quotes of two copies", {"a:q0-5 b:q6-9 c:s10-12 d:s10-12 a>c b>d", "a:q0-5 b:q6-9 c:s10-12 d:s10-12 a>d b>c"}, "q0-5>s10-12; q6-9>s10-12; s10-12; s10-12", "", NULL, 0},
    /* three */
    {"three the same", {"s0-5", "s0-5", "s0-5"}, "s0-5", "", NULL, 0},
    {"two of three", {"s0-5", "-", "s0-5"}, "", "missing s0-5 / - / s0-5", NULL, 0},
    {"one of three", {"-", "s0-5", "-"}, "", "missing - / s0-5 / -", NULL, 0},
    {"edges, two to one", {"s0-5", "s0-8", "s0-5"}, "", "boundary s0-5 / s0-8 / s0-5", NULL, 0},
    {"edges, each their own", {"s0-5", "s0-8", "s2-8"}, "", "boundary s0-5 / s0-8 / s2-8", NULL, 0},
    {"edges, and one has nothing", {"s0-5", "s0-6", "-"}, "", "missing s0-5 / s0-6 / -", NULL, 0},
    {"a chain of overlaps", {"s0-10", "s8-20", "s18-30"}, "", "boundary s0-10 / s8-20 / s18-30", NULL, 0},
    {"labels, two to one", {"s0-5", "s0-5", "t0-5"}, "", "label s0-5 / s0-5 / t0-5", NULL, 0},
    {"three labels", {"s0-5", "q0-5", "t0-5"}, "", "label s0-5 / q0-5 / t0-5", NULL, 0},
    {"two labels and nothing", {"s0-5", "-", "t0-5"}, "", "label s0-5 / - / t0-5", NULL, 0},
    {"labels over cross", {"s0-5 t0-5", "t0-5", "s0-5"}, "", "missing s0-5 / - / s0-5; missing t0-5 / t0-5 / -", NULL, 0},
    {"one, two, one", {"s0-20", "s0-8 s10-20", "s0-20"}, "", "split s0-20 / s0-8+s10-20 / s0-20", NULL, 0},
    {"one, two, two", {"s0-20", "s0-8 s10-20", "s0-8 s10-20"}, "", "split s0-20 / s0-8+s10-20 / s0-8+s10-20", NULL, 0},
    {"one, two, one of the two", {"s0-20", "s0-8 s10-20", "s0-8"}, "", "split s0-20 / s0-8+s10-20 / s0-8", NULL, 0},
    {"one, two, another label", {"s0-20", "s0-8 s10-20", "t0-20"}, "", "split s0-20 / s0-8+s10-20 / t0-20", NULL, 0},
    {"values, two to one", {"s0-5{name=x}", "s0-5{name=y}", "s0-5{name=x}"}, "", "attribute s0-5{name=x} / s0-5{name=y} / s0-5{name=x}", "s0-5", 0},
    {"links, two to one", {"a:q0-9 b:s12-15 a>b", "q0-9 s12-15", "a:q0-9 b:s12-15 a>b"}, "s12-15", "relation q0-9>s12-15 / q0-9 / q0-9>s12-15", "q0-9; s12-15", 0},
    {"a quote of two, linked by one", {"a:q0-9 b:s12-15 a>b", "q0-9 s12-15", "s12-15"}, "s12-15", "missing q0-9>s12-15 / q0-9 / -", NULL, 0},
    /* edges without white space and punctuation */
    {"a space more", {"s14-17", "s14-18"}, "s14-17", "", NULL, COMPARE_TRIMMED},
    {"with the marks and without: the shorter", {"q0-8", "q1-6"}, "q1-6", "", NULL, COMPARE_TRIMMED},
    {"equally short: trimmed", {"s13-17", "s14-18"}, "s14-17", "", NULL, COMPARE_TRIMMED},
    {"the majority's edges", {"q0-8", "q1-6", "q0-8"}, "q0-8", "", NULL, COMPARE_TRIMMED},
    {"three edges: the shortest", {"q0-8", "q1-7", "q1-6"}, "q1-6", "", NULL, COMPARE_TRIMMED},
    {"a word more is a boundary", {"s14-17", "s14-21"}, "", "boundary s14-17 / s14-21", NULL, COMPARE_TRIMMED},
    {"a sign of per cent is a word", {"t30-31", "t30-32"}, "", "boundary t30-31 / t30-32", NULL, COMPARE_TRIMMED},
    {"punctuation between fragments", {"q1-3,4-6", "q0-3,4-7"}, "q1-3,4-6", "", NULL, COMPARE_TRIMMED},
    {"nothing but punctuation", {"t6-8", "t7-8"}, "", "boundary t6-8 / t7-8", NULL, COMPARE_TRIMMED},
    {"a value besides", {"s14-17{name=x}", "s14-18"}, "", "attribute s14-17{name=x} / s14-18", "s14-17", COMPARE_TRIMMED},
    {"a speaker trimmed is linked", {"a:q0-8 b:s14-17 a>b", "a:q0-8 b:s14-18 a>b"}, "q0-8>s14-17; s14-17", "", NULL, COMPARE_TRIMMED},
    {"what agrees trimmed pairs first", {"s14-18", "s14-17 s13-21"}, "s14-17", "missing - / s13-21", NULL, COMPARE_TRIMMED},
    {"exact is exact", {"s14-17", "s14-18"}, "", "boundary s14-17 / s14-18", NULL, COMPARE_EXACT},
};

enum { CASES = sizeof cases / sizeof *cases, CASE_READERS = 3 };

/* The sets of a case: how many. "-" is an empty one. */
static inline size_t cases_read(const struct compare_case *row, struct set *sets[CASE_READERS])
{
    size_t n = 0;
    for (; n < CASE_READERS && row->readers[n]; n++)
        sets[n] = notation_read(strcmp(row->readers[n], "-") == 0 ? "" : row->readers[n]);
    return n;
}

static inline void cases_free(struct set **sets, size_t n)
{
    for (size_t i = 0; i < n; i++)
        set_free(sets[i]);
}

/* Says which case it was that fails. */
static inline void cases_expect(const struct compare_case *row, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        print_error("\"%s\": %s | %s | %s\n", row->what, row->readers[0], row->readers[1],
                    row->readers[2] ? row->readers[2] : "");
    assert_string_equal(got, want);
}

#endif
