/* Sorting what is nearly in order: as a stable sort does it, whatever the order was. */
#include "testlib.h"

#include "../../src/marks/order.h"

struct card {
    unsigned key, place; /* by key; the place tells whether equal ones kept their order */
};

static int by_key(const void *a, const void *b)
{
    const struct card *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static void check(struct card *cards, size_t n)
{
    unsigned sum = 0, before = 0;
    for (size_t i = 0; i < n; i++) {
        cards[i].place = (unsigned)i;
        before += cards[i].key;
    }
    order_sort(cards, n, sizeof *cards, by_key);
    for (size_t i = 0; i < n; i++) {
        sum += cards[i].key;
        if (i == 0)
            continue;
        assert_true(cards[i - 1].key <= cards[i].key);
        assert_true(cards[i - 1].key < cards[i].key || cards[i - 1].place < cards[i].place);
    }
    assert_int_equal(sum, before);
}

enum { MANY = 3000 };

static void test_orders(void **state)
{
    (void)state;
    static struct card cards[MANY];
    uint64_t seed = 9;
    for (size_t n = 0; n < 200; n++) { /* by chance, with equal ones */
        for (size_t i = 0; i < n; i++)
            cards[i].key = (unsigned)(test_random(&seed) % (n + 1));
        check(cards, n);
    }
    for (size_t runs = 1; runs < 90; runs++) { /* runs, behind one another */
        for (size_t i = 0; i < MANY; i++)
            cards[i].key = (unsigned)(i % (MANY / runs));
        check(cards, MANY);
    }
    for (size_t off = 1; off < 64; off *= 2) { /* a few places off; at last too many */
        for (size_t i = 0; i < MANY; i++)
            cards[i].key = (unsigned)(i + test_random(&seed) % off);
        check(cards, MANY);
    }
    for (size_t i = 0; i < MANY; i++) /* backwards */
        cards[i].key = (unsigned)(MANY - i) / 2;
    check(cards, MANY);
    for (size_t i = 0; i < MANY; i++) /* by chance, many */
        cards[i].key = (unsigned)test_random(&seed) % MANY;
    check(cards, MANY);
    for (size_t i = 0; i < MANY; i++) /* in order but for the last, which comes first */
        cards[i].key = i + 1 < MANY ? (unsigned)i + 1 : 0;
    check(cards, MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_orders)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
