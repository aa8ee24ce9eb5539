/* Sorting what is nearly in order, and what is not. */
#include "testlib.h"

#include "../../src/marks/order.h"

enum { MANY = 3000 };

struct card {
    unsigned key, place; /* by key; each has a place of its own */
};

static int by_key(const void *a, const void *b)
{
    const struct card *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static void check(struct card *cards, size_t n)
{
    static bool seen[MANY];
    static unsigned keys[MANY];
    for (size_t i = 0; i < n; i++) {
        cards[i].place = (unsigned)i;
        keys[i] = cards[i].key;
        seen[i] = false;
    }
    order_sort(cards, n, sizeof *cards, by_key);
    for (size_t i = 0; i < n; i++) { /* each is there once, as it was */
        assert_true(!seen[cards[i].place] && keys[cards[i].place] == cards[i].key);
        seen[cards[i].place] = true;
        assert_true(i == 0 || cards[i - 1].key <= cards[i].key);
    }
}

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
