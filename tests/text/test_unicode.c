/* The standard's own test files, through this room's functions. */
#include "sample.h"

#include <unilbrk.h>
#include <unistr.h>

#include "../../src/text/inside.h"

enum { LONGEST = 256 };

struct test_case {
    uint8_t text[LONGEST];
    char breaks[LONGEST + 1]; /* 1 where the file has a division sign before the byte */
    size_t n;
    uint32_t chars[LONGEST];
    size_t count;
};

/* One line of a test file: "÷ 0020 × 0308 ÷"; false: no test on it. */
static bool parse(const char *line, size_t length, struct test_case *out)
{
    *out = (struct test_case){0};
    const char *end = line + length, *comment = memchr(line, '#', length);
    if (comment)
        end = comment;
    for (const char *p = line; p < end;) {
        if (strncmp(p, "÷", 2) == 0 || strncmp(p, "×", 2) == 0) {
            out->breaks[out->n] = strncmp(p, "÷", 2) == 0;
            p += 2;
        } else if ((*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'F')) {
            char *after;
            uint32_t c = (uint32_t)strtoul(p, &after, 16);
            out->chars[out->count++] = c;
            int size = u8_uctomb(out->text + out->n, c, LONGEST - (ptrdiff_t)out->n);
            assert_true(size > 0);
            out->n += (size_t)size;
            p = after;
        } else {
            p++;
        }
    }
    return out->n > 0;
}

typedef bool check_case(const struct test_case *);

static void run_file(const char *name, check_case *check, size_t *passed, size_t *failed)
{
    size_t n;
    const char *path = testdata(name);
    if (!path)
        skip();
    char *bytes = (char *)read_file(path, &n);
    *passed = *failed = 0;
    for (char *line = bytes; line < bytes + n;) {
        char *end = memchr(line, '\n', n - (size_t)(line - bytes));
        size_t length = end ? (size_t)(end - line) : n - (size_t)(line - bytes);
        struct test_case test;
        if (parse(line, length, &test))
            check(&test) ? ++*passed : ++*failed;
        line += length + 1;
    }
    free(bytes);
}

static bool graphemes_right(const struct test_case *test)
{
    struct article *article = article_copy(test->text, test->n);
    bool right = true;
    uint32_t last = 0;
    for (uint32_t at = 0; at <= test->n; at++) {
        right &= article_is_boundary(article, pos_at(at)) == (test->breaks[at] == 1);
        if (at < test->n && test->breaks[at])
            last = at;
        if (at < test->n)
            right &= article_snap(article, pos_at(at)).byte == last;
    }
    uint32_t at = 0;
    while (at < test->n) {
        uint32_t next = article_next(article, pos_at(at)).byte;
        right &= next > at && article_prev(article, pos_at(next)).byte == at && test->breaks[next];
        at = next;
    }
    article_free(article);
    return right;
}

static void test_graphemes(void **state)
{
    (void)state;
    size_t passed, failed;
    run_file("unicode/GraphemeBreakTest-14.0.0.txt", graphemes_right, &passed, &failed);
    assert_int_equal(failed, 0);
    assert_int_equal(passed, 602);
}

static bool words_right(const struct test_case *test)
{
    char marks[LONGEST + 1] = {0};
    words_mark(test->text, test->n, marks);
    for (size_t i = 0; i < test->n; i++)
        if ((marks[i] != 0) != (test->breaks[i] != 0))
            return false;
    return true;
}

static void test_words(void **state)
{
    (void)state;
    size_t passed, failed;
    run_file("unicode/WordBreakTest-14.0.0.txt", words_right, &passed, &failed);
    assert_int_equal(failed, 0);
    assert_int_equal(passed, 1823);
}

static bool lines_right(const struct test_case *test)
{
    char marks[LONGEST + 1] = {0};
    linebreaks_mark(test->text, test->n, marks);
    bool after_newline = false;
    for (size_t i = 0; i < test->n; i++) {
        bool here = i > 0 && (after_newline || marks[i] == UC_BREAK_POSSIBLE);
        if ((test->text[i] & 0xc0) != 0x80) {
            if (here != (test->breaks[i] != 0))
                return false;
            after_newline = marks[i] == UC_BREAK_MANDATORY;
        }
    }
    return true;
}

/* Where libunistring 1.0 (with LB29 added) goes another way than the standard's file. */
enum deviation {
    START_SPACE, /* no break behind the spaces a line starts with */
    OBJECT,      /* U+FFFC is an ordinary letter, not a place to break (LB20) */
    NUMBER,      /* the pairs of LB25 instead of the file's regular expression for numbers */
    BRACKET,     /* spaces between brackets or guillemets and what they enclose (LB14-LB16) */
    FLAG,        /* a mark inside a flag */
    UNASSIGNED,
    DEVIATIONS,
};

static bool has_char(const struct test_case *test, const uint32_t *list)
{
    for (size_t i = 0; i < test->count; i++)
        for (const uint32_t *c = list; *c; c++)
            if (test->chars[i] == *c)
                return true;
    return false;
}

static bool newline_char(uint32_t c)
{
    return (c >= 0x0a && c <= 0x0d) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static bool starts_with_space(const struct test_case *test)
{
    size_t i = 0;
    while (i < test->count && newline_char(test->chars[i]))
        i++;
    return i < test->count && test->chars[i] == ' ';
}

static enum deviation deviation(const struct test_case *test)
{
    static const uint32_t object[] = {0xfffc, 0}, flag[] = {0x1f1e6, 0}, unassigned[] = {0x50005, 0},
                          number[] = {'0', '1', '2', '3', '4', '5', '$', '%', '\\', 0},
                          bracket[] = {'(', ')', '{', 0x2329, 0};
    if (starts_with_space(test))
        return START_SPACE;
    return has_char(test, object)       ? OBJECT
           : has_char(test, number)     ? NUMBER
           : has_char(test, bracket)    ? BRACKET
           : has_char(test, flag)       ? FLAG
           : has_char(test, unassigned) ? UNASSIGNED
                                        : DEVIATIONS;
}

static size_t deviations[DEVIATIONS + 1];

static bool lines_counted(const struct test_case *test)
{
    bool right = lines_right(test);
    if (!right)
        deviations[deviation(test)]++;
    return right;
}

static void test_lines(void **state)
{
    (void)state;
    static const size_t expected[DEVIATIONS + 1] = {
        [START_SPACE] = 273, [OBJECT] = 17, [NUMBER] = 34, [BRACKET] = 17, [FLAG] = 1, [UNASSIGNED] = 2,
    };
    size_t passed, failed;
    memset(deviations, 0, sizeof deviations);
    run_file("unicode/LineBreakTest-15.0.0.txt", lines_counted, &passed, &failed);
    for (size_t i = 0; i <= DEVIATIONS; i++)
        assert_int_equal(deviations[i], expected[i]);
    assert_int_equal(passed + failed, 7654);
    assert_int_equal(passed, 7310);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_graphemes),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_lines),
    };
    return cmocka_run_group_tests_name("unicode", tests, NULL, NULL);
}
