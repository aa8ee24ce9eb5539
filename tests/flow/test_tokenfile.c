/* A file of tokens, found by document. */
#include "flow.h"

#include <fcntl.h>
#include <unistd.h>

#include "manicule/flow/tokenfile.h"
#include "manicule/marks/digest.h"

static int file_of(const char *text)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/tokens", test_folder());
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    return fd;
}

static struct stream_document named(const char *name, const char *text)
{
    struct stream_document d = {.name = name, .article = article_copy(text, strlen(text))};
    struct digest digest = digest_of(text, strlen(text));
    memcpy(d.sha256, digest.b, sizeof digest.b);
    return d;
}

static void drop(struct stream_document *d)
{
    article_free((struct article *)(uintptr_t)d->article);
}

static void test_found(void **state)
{
    (void)state;
    char text[1024], hex[DIGEST_TEXT];
    struct stream_document a = named("a", "one two"), b = named("b", "three"), c = named("c", "x");
    struct tokenfile *t;
    struct err err;
    struct buf out = {0};
    digest_format(b.sha256, hex);
    snprintf(text, sizeof text,
             "\n{\"document\":\"a\",\"tokens\":[[0,3],[4,7]]}\r\n"
             "{\"sha256\":\"%s\",\"tokens\":[[1,2]]}\n{\"document\":\"b\",\"tokens\":[[0,9]]}",
             hex);
    int fd = file_of(text);
    assert_int_equal(tokenfile_open(fd, "t", &t, &err), OK);
    struct token_source source = tokenfile_source(t);
    for (int twice = 0; twice < 2; twice++) { /* in any order, as often as asked */
        buf_clear(&out);
        assert_int_equal(source.tokens(source.ctx, &b, &out, &err), OK);
        assert_int_equal(out.size, sizeof(struct range)); /* the hash goes before the name */
        assert_int_equal(source.tokens(source.ctx, &a, &out, &err), OK);
        const struct range expected[] = {range_of(1, 2), range_of(0, 3), range_of(4, 7)};
        assert_int_equal(out.size, sizeof expected);
        assert_memory_equal(out.data, expected, sizeof expected);
    }
    assert_int_equal(source.tokens(source.ctx, &c, &out, &err), FAULT_MISSING);
    assert_string_equal(err.text, "t has no tokens for c");
    /* b's hash with another text: the line is read for it, and does not fit. */
    struct stream_document d = named("a", "one");
    assert_int_equal(source.tokens(source.ctx, &d, &out, &err), FAULT_INPUT);
    assert_string_equal(err.text, "t:2: a: tokens[1]: it is [START,END], two places of the text");
    tokenfile_close(t);
    close(fd);
    buf_release(&out);
    drop(&a), drop(&b), drop(&c), drop(&d);
}

static void refused(const char *text, const char *why)
{
    struct tokenfile *t;
    struct err err;
    int fd = file_of(text);
    assert_int_equal(tokenfile_open(fd, "t", &t, &err), FAULT_INPUT);
    assert_null(t);
    assert_string_equal(err.text, why);
    close(fd);
}

static void test_refused(void **state)
{
    (void)state;
    refused("{\"document\":\"a\",\"tokens\":[]}\n\n{\"tokens\":[],\"document\":\"\\u0061\"}\n",
            "t:3: its document has tokens in line 1 already");
    refused("{\"document\":\"a\",\"tokens\":[]}\n{\"document\":\"b\",\"tokens\":[}\n",
            "t:2:26: a value is expected here");
    refused("{\"tokens\":[]}", "t:1: a \"document\" or \"sha256\" is expected");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
