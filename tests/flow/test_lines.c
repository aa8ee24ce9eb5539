/* Reading by lines, the spool, and how names are shown: at sizes where buffers end. */
#include <sys/resource.h>

#include "flow.h"

#include "manicule/flow/lines.h"
#include "manicule/flow/shown.h"
#include "manicule/flow/spool.h"

static void test_lines(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 262142, 262143, 262144, 262145, 700000};
    struct buf text = {0};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (size_t j = 0; j < sizes[i]; j++)
            buf_add_char(&text, (char)('a' + j % 26));
        buf_add_char(&text, '\n');
    }
    buf_add_string(&text, "no newline");
    int fd = file_with(text.data, text.size);
    struct lines *lines = lines_new(fd, LINES_LONGEST);
    struct err err = {0};
    const char *line;
    size_t n;
    bool more;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        must(lines_next(lines, &line, &n, &more, &err), &err, "next");
        assert_true(more);
        assert_int_equal(n, sizes[i]);
        assert_int_equal(lines_number(lines), i + 1);
        for (size_t j = 0; j < n; j++)
            if (line[j] != (char)('a' + j % 26))
                fail_msg("line %zu differs at %zu", i + 1, j);
    }
    must(lines_next(lines, &line, &n, &more, &err), &err, "next");
    assert_int_equal(n, 10);
    assert_memory_equal(line, "no newline", 10);
    must(lines_next(lines, &line, &n, &more, &err), &err, "next");
    assert_false(more);
    assert_int_equal(lines_consumed(lines), text.size);
    lines_free(lines);
    close(fd);
    buf_release(&text);
}

static void test_longest(void **state)
{
    (void)state;
    struct err err = {0};
    const char *line;
    size_t n;
    bool more;
    int fd = file_with("12345678\n123456789\n", 19);
    struct lines *lines = lines_new(fd, 8);
    must(lines_next(lines, &line, &n, &more, &err), &err, "next");
    assert_int_equal(n, 8);
    assert_int_equal(lines_next(lines, &line, &n, &more, &err), FAULT_INPUT);
    assert_int_equal(lines_number(lines), 2);
    lines_free(lines);
    close(fd);
    struct buf endless = {0};
    for (size_t i = 0; i < 300000; i++)
        buf_add_char(&endless, 'x');
    fd = file_with(endless.data, endless.size);
    lines = lines_new(fd, 1000);
    assert_int_equal(lines_next(lines, &line, &n, &more, &err), FAULT_INPUT);
    assert_non_null(strstr(err.text, "longer than 1000 bytes"));
    assert_int_equal(lines_number(lines), 1);
    lines_free(lines);
    close(fd);
    buf_release(&endless);
}

/* The most memory this process has had, in KB. */
static long peak(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* A line beyond the limit takes no memory, in a file; one that ends just before it is read. */
static void test_longest_unread(void **state)
{
    (void)state;
    enum { LIMIT = 200 << 20, START = 300000, ALLOWED_KB = 20 << 10 };
    struct err err = {0};
    const char *line;
    size_t n;
    bool more;
    int fd = file_with("short\n", 6);
    assert_int_equal(ftruncate(fd, (off_t)LIMIT + START), 0); /* zeros that take no place */
    struct lines *lines = lines_new(fd, LIMIT);
    must(lines_next(lines, &line, &n, &more, &err), &err, "next");
    assert_int_equal(n, 5);
    long before = peak();
    assert_int_equal(lines_next(lines, &line, &n, &more, &err), FAULT_INPUT);
    assert_non_null(strstr(err.text, "longer than 209715200 bytes"));
    assert_int_equal(lines_number(lines), 2);
    assert_true(peak() - before < ALLOWED_KB);
    lines_free(lines);
    /* At the limit and one beyond, with more of the file behind. */
    for (int over = 0; over < 2; over++) {
        assert_int_equal(pwrite(fd, "\n", 1, START + over), 1);
        assert_int_equal(lseek(fd, 6, SEEK_SET), 6);
        lines = lines_new(fd, START - 6);
        enum fault fault = lines_next(lines, &line, &n, &more, &err);
        assert_int_equal(fault, over ? FAULT_INPUT : OK);
        lines_free(lines);
        assert_int_equal(pwrite(fd, "", 1, START + over), 1);
    }
    close(fd);
}

static void test_all(void **state)
{
    (void)state;
    struct err err = {0};
    unsigned char *bytes;
    size_t n;
    int fd = file_with("abc", 3);
    must(lines_all(fd, 3, &bytes, &n, &err), &err, "all");
    assert_int_equal(n, 3);
    assert_int_equal(bytes[3], 0);
    free(bytes);
    lseek(fd, 0, SEEK_SET);
    assert_int_equal(lines_all(fd, 2, &bytes, &n, &err), FAULT_INPUT);
    close(fd);
    int folder = open("/", O_RDONLY);
    assert_int_equal(lines_all(folder, 100, &bytes, &n, &err), FAULT_INPUT);
    assert_non_null(strstr(err.text, "folder"));
    close(folder);
}

static void test_spool(void **state)
{
    (void)state;
    struct spool *spool;
    struct err err = {0};
    char beside[4200];
    snprintf(beside, sizeof beside, "%s/some.project", test_folder());
    must(spool_open(beside, &spool, &err), &err, "open");
    size_t large = 600000;
    char *bytes = malloc(large), *back = malloc(large);
    for (size_t i = 0; i < large; i++)
        bytes[i] = (char)(i * 7);
    for (uint32_t i = 0; i < 50000; i++) {
        spool_put_u32(spool, i);
        spool_put_u64(spool, (uint64_t)i << 33);
        spool_put_text(spool, i % 3 == 0 ? NULL : i % 3 == 1 ? "" : "text");
        if (i % 20000 == 7)
            spool_put(spool, bytes, large);
    }
    for (int round = 0; round < 2; round++) {
        must(spool_rewind(spool, &err), &err, "rewind");
        for (uint32_t i = 0; i < 50000; i++) {
            bool good;
            assert_int_equal(spool_get_u32(spool), i);
            assert_true(spool_get_u64(spool) == (uint64_t)i << 33);
            char *text = spool_get_text(spool, &good);
            assert_true(good);
            if (i % 3 == 0)
                assert_null(text);
            else
                assert_string_equal(text, i % 3 == 1 ? "" : "text");
            free(text);
            if (i % 20000 == 7) {
                assert_true(spool_get(spool, back, large));
                assert_memory_equal(bytes, back, large);
            }
        }
        assert_true(spool_at(spool) == spool_size(spool));
        assert_false(spool_get(spool, back, 1));
        assert_int_equal(spool_check(spool, &err), OK);
    }
    spool_close(spool);
    free(bytes);
    free(back);
    snprintf(beside, sizeof beside, "%s/no such folder/p", test_folder());
    assert_int_equal(spool_open(beside, &spool, &err), FAULT_IO);
}

static void test_shown(void **state)
{
    (void)state;
    assert_string_equal(shown("a\x1b[31mb\n").text, "a^[[31mb\xe2\x8f\x8e");
    assert_string_equal(shown(NULL).text, "nobody");
    char *hostile = malloc(100001);
    for (size_t i = 0; i < 100000; i++)
        hostile[i] = (char)(i % 5 ? 0xff : 0x1b);
    hostile[100000] = '\0';
    struct shown cut = shown(hostile);
    size_t bad, n = strlen(cut.text);
    assert_true(n < SHOWN_BYTES);
    assert_true(text_check((const uint8_t *)cut.text, n, &bad));
    assert_memory_equal(cut.text + n - 3, "\xe2\x80\xa6", 3);
    free(hostile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),          cmocka_unit_test(test_longest),
        cmocka_unit_test(test_longest_unread), cmocka_unit_test(test_all),
        cmocka_unit_test(test_spool),          cmocka_unit_test(test_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
