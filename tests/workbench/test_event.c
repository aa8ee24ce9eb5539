/* How keys are written in key files, help and sittings. */
#include "testlib.h"

#include "manicule/base/buf.h"
#include "manicule/workbench/event.h"

static void check(const char *text, size_t taken, uint32_t code, uint8_t mods, const char *written)
{
    struct key key = {0};
    size_t n = key_parse(text, &key);
    if (n != taken)
        fail_msg("[%s]: took %zu bytes, expected %zu", text, n, taken);
    if (!taken)
        return;
    assert_int_equal(key.code, code);
    assert_int_equal(key.mods, mods);
    struct buf out = {0};
    key_format(key, &out);
    assert_string_equal(buf_text(&out), written);
    buf_release(&out);
}

static void test_parse(void **state)
{
    (void)state;
    check("a", 1, 'a', 0, "a");
    check("A", 1, 'A', 0, "A");
    check("gs", 1, 'g', 0, "g");
    check("鳥x", 3, 0x9ce5, 0, "鳥");
    check("C-a", 3, 'a', MOD_CTRL, "C-a");
    check("C-A", 3, 'a', MOD_CTRL, "C-a");
    check("A-x", 3, 'x', MOD_ALT, "A-x");
    check("A-C-x", 5, 'x', MOD_CTRL | MOD_ALT, "C-A-x");
    check("S-x", 3, 'X', 0, "X");
    check("C", 1, 'C', 0, "C");
    check("C-", 1, 'C', 0, "C");
    check("C- x", 1, 'C', 0, "C");
    check("-", 1, '-', 0, "-");
    check("C--", 3, '-', MOD_CTRL, "C--");
    check(" ", 1, KEY_NAME_SPACE, 0, "<Space>");
    check("<", 1, '<', 0, "<");
    check("<>", 1, '<', 0, "<");
    check("< x>", 1, '<', 0, "<");
    check("<a>", 1, '<', 0, "<");
    check("<Up>x", 4, KEY_NAME_UP, 0, "<Up>");
    check("<S-Left>", 8, KEY_NAME_LEFT, MOD_SHIFT, "<S-Left>");
    check("<S-A-C-F12>", 11, KEY_NAME_F12, MOD_SHIFT | MOD_ALT | MOD_CTRL, "<C-A-S-F12>");
    check("<C-a>", 5, 'a', MOD_CTRL, "C-a");
    check("<C-Space>", 9, KEY_NAME_SPACE, MOD_CTRL, "<C-Space>");
    check("<Insert>", 8, KEY_NAME_INSERT, 0, "<Insert>");
}

static void test_refused(void **state)
{
    (void)state;
    check("", 0, 0, 0, NULL);
    check("<Upp>", 0, 0, 0, NULL);
    check("<up>", 0, 0, 0, NULL);
    check("<C-Upp>", 0, 0, 0, NULL);
    check("\t", 0, 0, 0, NULL);
    check("\177", 0, 0, 0, NULL);
    check("\377", 0, 0, 0, NULL);
    check("\302\205", 0, 0, 0, NULL); /* a C1 control character */
    check("\355\240\200", 0, 0, 0, NULL);
    check("\343\201", 0, 0, 0, NULL);
    check("C-S-a", 0, 0, 0, NULL); /* a terminal cannot tell it from C-a */
    check("S-1", 0, 0, 0, NULL);
}

/* Every key that can be told from another is written otherwise, and read back as itself. */
static void test_round_trip(void **state)
{
    (void)state;
    for (uint32_t code = 0x21; code < KEY_NAME_END_OF_NAMES; code++) {
        bool named = code > KEY_NAME_FIRST;
        if (!named && (code == 0x7f || (code >= 0x80 && code < 0xa0) || code > 0x10ffff ||
                       (code >= 0xd800 && code <= 0xdfff)))
            continue;
        if (!named && code > 0x3000 && code % 97)
            continue;
        for (uint8_t mods = 0; mods < 8; mods++) {
            if (!named && (mods & MOD_SHIFT || (mods & MOD_CTRL && code >= 'A' && code <= 'Z')))
                continue;
            struct key key = {code, mods}, back = {0};
            struct buf out = {0};
            key_format(key, &out);
            assert_int_equal(key_parse(buf_text(&out), &back), out.size);
            assert_true(key_equal(key, back));
            buf_release(&out);
        }
    }
    assert_false(key_equal((struct key){'a', 0}, (struct key){'a', MOD_CTRL}));
    assert_false(key_equal((struct key){'a', 0}, (struct key){'b', 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
