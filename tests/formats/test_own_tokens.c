/* A user's own tokens: lines of JSON in three units, and what they may not be. */
#include "samples.h"

#include "manicule/formats/own_tokens.h"

/* A family, a CRLF, an accent of its own, then a name. */
#define TEXT "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\r\ne\xcc\x81 Oslo"

static void reads(const char *line, size_t n, uint32_t start, uint32_t end)
{
    struct article *article = article_copy(TEXT, sizeof TEXT - 1);
    struct buf out = {0};
    struct err err;
    if (own_tokens_read(line, strlen(line), article, &out, &err) != OK)
        fail_msg("%s: %s", line, err.text);
    const struct range *tokens = (const struct range *)(const void *)out.data;
    assert_int_equal(out.size, n * sizeof *tokens);
    assert_int_equal(tokens[n - 1].start.byte, start);
    assert_int_equal(tokens[n - 1].end.byte, end);
    buf_release(&out);
    article_free(article);
}

static void refused(const char *line, const char *why)
{
    struct article *article = article_copy(TEXT, sizeof TEXT - 1);
    struct buf out = {0};
    struct err err;
    assert_int_equal(own_tokens_read(line, strlen(line), article, &out, &err), FAULT_INPUT);
    if (!strstr(err.text, why))
        fail_msg("%s: %s", line, err.text);
    buf_release(&out);
    article_free(article);
}

static void test_units(void **state)
{
    (void)state;
    reads("{\"tokens\":[[0,3],[8,12]]}", 2, 17, 21);
    reads("{\"offset_unit\":\"codepoint\",\"tokens\":[[8,12]]}", 1, 17, 21);
    reads("{\"offset_unit\":\"utf16\",\"tokens\":[[0,5],[10,14]]}", 2, 17, 21);
    reads("{\"offset_unit\":\"utf8\",\"tokens\":[[17,21]]}", 1, 17, 21);
    reads("{\"text\":\"\",\"tokens\":[{\"id\":0,\"start\":0,\"end\":3},{\"end\":12,\"x\":[],"
          "\"start\":8}]}",
          2, 17, 21);
}

static void test_refused(void **state)
{
    (void)state;
    refused("[]", "byte 0: an object");
    refused("{\"tokens\":[[0,1]]", "byte 17");
    refused("{}", "tokens: a list");
    refused("{\"tokens\":{}}", "tokens: a list");
    refused("{\"offset_unit\":\"bytes\",\"tokens\":[]}", "offset_unit: it is codepoint");
    refused("{\"tokens\":[[0,3],[2,5]]}", "tokens[1]: it begins before");
    refused("{\"tokens\":[[3,3]]}", "tokens[0]: it is empty");
    refused("{\"tokens\":[[3,13]]}", "tokens[0]: it is [START,END]");
    refused("{\"tokens\":[[3]]}", "tokens[0]");
    refused("{\"tokens\":[3]}", "tokens[0]");
    refused("{\"tokens\":[[-1,2]]}", "tokens[0]");
    refused("{\"tokens\":[[0.5,2]]}", "tokens[0]");
    refused("{\"offset_unit\":\"utf16\",\"tokens\":[[0,1]]}", "tokens[0]");
    refused("{\"offset_unit\":\"utf8\",\"tokens\":[[0,2]]}", "tokens[0]");
}

static void test_keys(void **state)
{
    (void)state;
    struct stream_document document = {.name = "flo\"ods"};
    struct digest key, hash = digest_of(TEXT, sizeof TEXT - 1), own;
    struct err err;
    char line[200], hex[DIGEST_TEXT];
    memcpy(document.sha256, hash.b, sizeof hash.b);
    digest_format(hash.b, hex);
    const char *by_name = "{\"tokens\":[],\"document\":\"flo\\\"ods\"}";
    assert_int_equal(own_tokens_key(by_name, strlen(by_name), &key, &err), OK);
    own = own_tokens_key_name(&document);
    assert_memory_equal(key.b, own.b, sizeof own.b);
    snprintf(line, sizeof line, "{\"document\":\"other\",\"sha256\":\"%s\",\"tokens\":[]}", hex);
    assert_int_equal(own_tokens_key(line, strlen(line), &key, &err), OK);
    own = own_tokens_key_hash(&document);
    assert_memory_equal(key.b, own.b, sizeof own.b);
    static const char *const bad[] = {"{\"tokens\":[]}", "{\"document\":\"\",\"tokens\":[]}",
                                      "{\"document\":3,\"tokens\":[]}",
                                      "{\"sha256\":\"abc\",\"tokens\":[]}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(own_tokens_key(bad[i], strlen(bad[i]), &key, &err), FAULT_INPUT);
}

static void test_space(void **state)
{
    (void)state;
    struct stream_document document = {.article =
                                           article_copy(" a.b\xc2\xa0 c\r\n\n\xe3\x80\x80", 14)};
    struct buf out = {0};
    assert_int_equal(own_tokens_by_space.tokens(NULL, &document, &out, NULL), OK);
    const struct range expected[] = {range_of(1, 4), range_of(7, 8)};
    assert_int_equal(out.size, sizeof expected);
    assert_memory_equal(out.data, expected, sizeof expected);
    buf_release(&out);
    article_free((struct article *)(uintptr_t)document.article);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
