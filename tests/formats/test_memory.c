/* A hostile line costs memory in proportion to its bytes, never more than six times them. */
#include "samples.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE = 24 << 20, MOST_TIMES = 6 };

/* What sanitizers and valgrind add to every allocation is not the program's. */
static bool is_watched(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    return true;
#endif
#endif
    const char *preload = getenv("LD_PRELOAD");
    return preload && *preload;
}

static size_t peak(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (size_t)usage.ru_maxrss * 1024;
}

struct hostile {
    const char *before, *piece, *after; /* the line is before, piece again and again, after */
    enum fault fault;
};

#define START "{\"manicule\":1,\"document\":\"d\",\"sha256\":\"$\",\"offset_unit\":\"codepoint\","
#define LISTS START "\"text\":\"x\",\"set\":\"gold\",\"status\":\"open\",\"spans\":["

/* In a process of its own, so that one line's peak does not hide the next one's. */
static int read_in_child(const struct hostile *hostile, const struct labelset *labels)
{
    struct env env = test_env(1);
    struct buf line = {0};
    struct record record;
    char digest[DIGEST_TEXT];
    digest_format(digest_of("x", 1).b, digest);
    buf_reserve(&line, LINE + 4096);
    const char *mark = strchr(hostile->before, '$');
    buf_add(&line, hostile->before,
            mark ? (size_t)(mark - hostile->before) : strlen(hostile->before));
    if (mark) {
        buf_add_string(&line, digest);
        buf_add_string(&line, mark + 1);
    }
    while (line.size < LINE)
        buf_add_string(&line, hostile->piece);
    buf_add_string(&line, hostile->after);
    size_t before = peak();
    enum fault fault = jsonl_read(line.data, line.size, labels, &env, &record, NULL);
    size_t grown = peak() - before;
    if (fault == OK)
        record_release(&record);
    buf_release(&line);
    if (fault != hostile->fault)
        return 2;
    return grown + LINE > (size_t)LINE * MOST_TIMES ? 1 : 0;
}

static void test_hostile_lines(void **state)
{
    (void)state;
    static const struct hostile rows[] = {
        {LISTS "{}", ",{}", "],\"relations\":[]}", FAULT_INPUT},
        {LISTS "7", ",7", "],\"relations\":[]}", FAULT_INPUT},
        {LISTS "{\"label\":\"quote\",\"start\":0,\"end\":1,\"text\":\"x\"}",
         ",{\"label\":\"quote\",\"start\":0,\"end\":1,\"text\":\"x\"}", "],\"relations\":[]}", OK},
        {LISTS "],\"relations\":[{}", ",{}", "]}", FAULT_INPUT},
        {LISTS "{\"label\":\"quote\",\"start\":0,\"end\":1,\"text\":\"x\",\"fragments\":[{}", ",{}",
         "]}],\"relations\":[]}", FAULT_INPUT},
        {LISTS "{\"label\":\"quote\",\"start\":0,\"end\":1,\"text\":\"x\",\"attributes\":{\"a\":0",
         ",\"a\":0", "}}],\"relations\":[]}", FAULT_INPUT},
        {START "\"text\":\"x\",\"meta\":{\"a\":0", ",\"a\":0", "},\"set\":null}", FAULT_INPUT},
        {START "\"text\":\"x\",\"meta\":{\"a\":[0", ",[]", "]},\"set\":null}", FAULT_INPUT},
        {START "\"text\":\"x\",\"meta\":{\"a\":\"", "\\n", "\"},\"set\":null}", FAULT_INPUT},
        {START "\"text\":\"", "y", "\",\"set\":null}", FAULT_INPUT},
        {"[", "[", "", FAULT_INPUT},
        {"{\"", "a", "\":1}", FAULT_INPUT},
    };
    if (is_watched())
        skip();
    struct labelset labels = news_labels();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            _exit(read_in_child(&rows[i], &labels));
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) == 2)
            fail_msg("row %zu: the line was not taken as expected", i);
        if (WEXITSTATUS(status) == 1)
            fail_msg("row %zu: more than %d times the line", i, MOST_TIMES);
    }
    labelset_free(&labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_hostile_lines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
