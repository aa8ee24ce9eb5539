/* The growable things, the ids and the faults. */
#include "testlib.h"

#include "manicule/base/arena.h"
#include "manicule/base/buf.h"
#include "manicule/base/err.h"
#include "manicule/base/uuid.h"
#include "manicule/base/vec.h"

static void test_buf(void **state)
{
    (void)state;
    struct buf buf = {0};
    assert_string_equal(buf_text(&buf), "");
    for (int i = 0; i < 1000; i++)
        buf_printf(&buf, "%d,", i);
    assert_int_equal(buf.size, 3890);
    assert_int_equal(strlen(buf.data), buf.size);
    buf_clear(&buf);
    buf_add(&buf, "a\0b", 3);
    assert_memory_equal(buf.data, "a\0b\0", 4);
    char *taken = buf_take(&buf);
    assert_int_equal(buf.size, 0);
    free(taken);
}

static void test_decimal(void **state)
{
    (void)state;
    static const uint32_t numbers[] = {0, 9, 10, 120, 65535, 4294967295u};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char digits[DECIMAL_MAX + 1], expected[16];
        digits[decimal_put(numbers[i], digits)] = '\0';
        snprintf(expected, sizeof expected, "%u", (unsigned)numbers[i]);
        assert_string_equal(digits, expected);
    }
}

static void test_arena(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *first = arena_printf(&arena, "%s-%d", "a", 7);
    char *large = arena_take(&arena, 100000);
    assert_string_equal(first, "a-7");
    assert_int_equal(large[99999], 0);
    arena_clear(&arena);
    assert_string_equal(arena_string(&arena, "again"), "again");
    arena_release(&arena);
}

static void test_vec(void **state)
{
    (void)state;
    VEC(int) v = {0};
    for (int i = 0; i < 100; i++)
        assert_true(vec_push(&v, i));
    assert_true(vec_insert(&v, 0, -1));
    vec_remove(&v, 50);
    assert_int_equal(v.n, 100);
    assert_int_equal(v.at[0], -1);
    assert_int_equal(v.at[50], 50);
    vec_free(&v);
}

static void test_uuid(void **state)
{
    (void)state;
    struct env env = test_env(1);
    struct uuid a = uuid_new(&env), b = uuid_new(&env), back;
    char text[UUID_TEXT];
    uuid_format(a, text);
    assert_int_equal(text[14], '7');
    assert_true(uuid_parse(text, 36, &back));
    assert_true(uuid_equal(a, back));
    assert_true(uuid_order(a, b) < 0);
    text[3] = 'G';
    assert_false(uuid_parse(text, 36, &back));
    assert_false(uuid_parse(text, 35, &back));
}

static void test_err(void **state)
{
    (void)state;
    struct err err;
    assert_int_equal(err_set(&err, FAULT_INPUT, "byte %d: not UTF-8", 7), FAULT_INPUT);
    assert_int_equal(err_prefix(&err, "%s", "a.txt"), FAULT_INPUT);
    assert_string_equal(err.text, "a.txt: byte 7: not UTF-8");
    assert_int_equal(err_suffix(&err, "%d of %d", 1, 2), FAULT_INPUT);
    assert_string_equal(err.text, "a.txt: byte 7: not UTF-8; 1 of 2");
    for (int i = 0; i < 200; i++) /* no room: what was there stays */
        err_suffix(&err, "more");
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    assert_int_equal(strncmp(err.text, "a.txt: byte 7", 13), 0);
    assert_int_equal(err_set(NULL, FAULT_FULL, "x"), FAULT_FULL);
    assert_int_equal(fault_exit_code(FAULT_USAGE), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buf),  cmocka_unit_test(test_arena), cmocka_unit_test(test_vec),
        cmocka_unit_test(test_uuid), cmocka_unit_test(test_err),   cmocka_unit_test(test_decimal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
