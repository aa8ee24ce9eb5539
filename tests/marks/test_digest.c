/* SHA-256 against the examples of FIPS 180-4, and what is made of it. */
#include "testlib.h"

#include "manicule/marks/digest.h"
#include "manicule/marks/set.h"
#include "manicule/text/article.h"

static void assert_digest(struct digest digest, const char *expected)
{
    char text[DIGEST_TEXT];
    digest_format(digest.b, text);
    assert_string_equal(text, expected);
}

static void test_vectors(void **state)
{
    (void)state;
    assert_digest(digest_of(NULL, 0),
                  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_digest(digest_of("abc", 3),
                  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_digest(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56),
                  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    char *million = malloc(1000000);
    assert_non_null(million);
    memset(million, 'a', 1000000);
    assert_digest(digest_of(million, 1000000),
                  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(million);
}

/* The chain is what it says: over the digest before, then each piece's length in 8 bytes and the
 * piece. */
static void test_chain(void **state)
{
    (void)state;
    struct digest before = digest_of("abc", 3);
    unsigned char bytes[32 + 8 + 2 + 8 + 0 + 8 + 1] = {0};
    memcpy(bytes, before.b, 32);
    bytes[39] = 2;
    memcpy(bytes + 40, "xy", 2);
    bytes[57] = 1;
    bytes[58] = 'z';
    struct digest expected = digest_of(bytes, sizeof bytes);
    struct piece pieces[] = {{"xy", 2}, {NULL, 0}, {"z", 1}};
    struct digest chain = digest_chain(before, pieces, 3);
    assert_memory_equal(chain.b, expected.b, 32);
    struct piece moved[] = {{"x", 1}, {"y", 1}, {"z", 1}};
    chain = digest_chain(before, moved, 3);
    assert_memory_not_equal(chain.b, expected.b, 32);
}

static void test_text(void **state)
{
    (void)state;
    uint8_t back[32];
    char text[DIGEST_TEXT];
    struct digest digest = digest_of("abc", 3);
    digest_format(digest.b, text);
    assert_int_equal(digest_parse(text, 64, back), 1);
    assert_memory_equal(back, digest.b, 32);
    assert_int_equal(digest_parse(text, 63, back), 0);
    text[5] = 'F';
    assert_int_equal(digest_parse(text, 64, back), 0);
}

static void test_slice(void **state)
{
    (void)state;
    struct article *article = article_copy("--ab-c", 6);
    struct range fragments[] = {range_of(2, 4), range_of(5, 6)};
    struct span span = {.at = range_of(2, 6), .n_fragments = 2, .fragments = fragments};
    assert_true(digest_slice(article, &span) == 0xba7816bf8f01cfea);
    article_free(article);
}

/* Bytes that come some at a time are the bytes in one. */
static void test_in_pieces(void **state)
{
    (void)state;
    char bytes[300];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7);
    for (size_t step = 1; step < 130; step += 9) {
        struct digest_run *run = digest_begin();
        assert_non_null(run);
        for (size_t at = 0; at < sizeof bytes; at += step)
            digest_more(run, bytes + at, at + step < sizeof bytes ? step : sizeof bytes - at);
        digest_more(run, NULL, 0);
        struct digest pieces = digest_end(run), whole = digest_of(bytes, sizeof bytes);
        assert_memory_equal(pieces.b, whole.b, sizeof whole.b);
    }
    digest_drop(digest_begin());
    digest_drop(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_pieces), cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_chain),     cmocka_unit_test(test_text),
        cmocka_unit_test(test_slice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
