/* Which keys do what, and which key files are refused. */
#include "testlib.h"

#include "embed.h"
#include "manicule/base/buf.h"
#include "manicule/formats/labelset_json.h"
#include "manicule/workbench/keymap.h"

static struct labelset news;

static int read_news(void **state)
{
    (void)state;
    size_t n;
    const char *json = labelset_builtin(&n);
    return labelset_read(json, n, &news, NULL) != OK;
}

static int free_news(void **state)
{
    (void)state;
    labelset_free(&news);
    return 0;
}

static struct keymap *made(const char *file)
{
    struct keymap *map;
    struct err err = {0};
    if (keymap_new(&news, file, &map, &err) != OK)
        fail_msg("%s", err.text);
    return map;
}

/* Feeds keys as they are written; what the last of them makes. */
static enum match feed(const struct keymap *map, const char *keys, struct binding *out)
{
    struct key typed[SEQUENCE_MAX];
    size_t n = 0;
    while (*keys) {
        size_t took = key_parse(keys, &typed[n++]);
        assert_int_not_equal(took, 0);
        keys += took;
    }
    return keymap_match(map, typed, n, out);
}

static void assert_does(const struct keymap *map, const char *keys, enum action action, unsigned argument)
{
    struct binding b;
    assert_int_equal(feed(map, keys, &b), MATCH_WHOLE);
    assert_int_equal(b.action, action);
    assert_int_equal(b.argument, argument);
}

static void assert_refused(const char *file, const char *why)
{
    struct keymap *map;
    struct err err = {0};
    assert_int_equal(keymap_new(&news, file, &map, &err), FAULT_INPUT);
    assert_null(map);
    assert_string_equal(err.text, why);
}

static unsigned label(const char *name)
{
    uint16_t n = labelset_find(&news, name, strlen(name));
    assert_int_not_equal(n, LABEL_NONE);
    return n;
}

static void test_defaults(void **state)
{
    (void)state;
    struct keymap *map = made(NULL);
    struct binding b;
    assert_does(map, "<Left>", ACT_LEFT, 0);
    assert_does(map, "<", ACT_SPAN_PREV, 0);
    assert_does(map, "<S-Tab>", ACT_ITEM_PREV, 0);
    assert_does(map, "C-q", ACT_QUIT, 0);
    assert_does(map, "<Delete>", ACT_DELETE, 0);
    assert_does(map, "gg", ACT_TOP, 0);
    assert_does(map, "q", ACT_LABEL, label("quote"));
    assert_does(map, "cl", ACT_RELABEL, label("location"));
    assert_does(map, "ga", ACT_TRAVEL, label("amount"));
    assert_int_equal(feed(map, "g", &b), MATCH_PREFIX);
    assert_int_equal(feed(map, "gx", &b), MATCH_NONE);
    assert_int_equal(feed(map, "h", &b), MATCH_NONE);
    assert_int_equal(feed(map, "ggg", &b), MATCH_NONE);
    keymap_free(map);
}

static void test_every_action_has_a_key_or_a_name(void **state)
{
    (void)state;
    struct keymap *map = made(NULL);
    unsigned argument, without = 0;
    for (enum action a = ACTION_NONE + 1; a < ACT_LABEL; a++) {
        const struct action_row *row = action_row(a);
        struct buf keys = {0};
        assert_int_equal(action_find(row->name, strlen(row->name), &argument), a);
        assert_true(strlen(row->help) > 5);
        keymap_keys(map, a, 0, &keys);
        assert_int_equal(keys.size > 0, row->keys[0] != '\0');
        without += keys.size == 0;
        buf_release(&keys);
    }
    assert_int_equal(without, 6); /* take-back, people, agree, theme, names, finish-agreed */
    keymap_free(map);
}

static void test_names_of_label_actions(void **state)
{
    (void)state;
    unsigned argument;
    assert_int_equal(action_find("label-2", 7, &argument), ACT_LABEL);
    assert_int_equal(argument, 1);
    assert_int_equal(action_find("relabel-64", 10, &argument), ACT_RELABEL);
    assert_int_equal(argument, 63);
    assert_int_equal(action_find("travel-1", 8, &argument), ACT_TRAVEL);
    const char *const none[] = {"label-0", "label-65", "label-", "label-n", "label-2x", "label-02", "", "lef", "leftx"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_int_equal(action_find(none[i], strlen(none[i]), &argument), ACTION_NONE);
}

static void test_key_file(void **state)
{
    (void)state;
    struct keymap *map = made("# mine\r\n\r\n  quit  <C-x><C-c> Z\r\nhelp\nspan-next <lt>x\nspan-prev ,\nlabel-1 z\n");
    struct binding b;
    assert_does(map, "C-xC-c", ACT_QUIT, 0);
    assert_does(map, "Z", ACT_QUIT, 0);
    assert_does(map, "<x", ACT_SPAN_NEXT, 0);
    assert_does(map, "z", ACT_LABEL, 0);
    assert_int_equal(feed(map, "C-q", &b), MATCH_NONE);
    assert_int_equal(feed(map, "?", &b), MATCH_NONE);
    assert_int_equal(feed(map, "s", &b), MATCH_NONE); /* label-1 has z alone now */
    assert_does(map, "cs", ACT_RELABEL, 0);
    struct buf keys = {0};
    keymap_keys(map, ACT_QUIT, 0, &keys);
    assert_string_equal(buf_text(&keys), "Ctrl-x Ctrl-c");
    buf_clear(&keys);
    keymap_keys(map, ACT_HELP, 0, &keys);
    assert_string_equal(buf_text(&keys), "");
    buf_release(&keys);
    keymap_free(map);
}

static void test_label_prefix(void **state)
{
    (void)state;
    struct keymap *map = made(embed_share_vi);
    struct binding b;
    struct key keys[2] = {{'m', 0}, {'q', 0}};
    unsigned at = 99;
    assert_does(map, "h", ACT_LEFT, 0);
    assert_does(map, "l", ACT_RIGHT, 0);
    assert_does(map, "mq", ACT_LABEL, label("quote"));
    assert_does(map, "cml", ACT_RELABEL, label("location"));
    assert_does(map, "gms", ACT_TRAVEL, label("speaker"));
    assert_int_equal(feed(map, "m", &b), MATCH_PREFIX);
    assert_int_equal(feed(map, "q", &b), MATCH_NONE);
    assert_int_equal(keymap_match_label(map, keys, 1, &at), MATCH_PREFIX);
    assert_int_equal(keymap_match_label(map, keys, 2, &at), MATCH_WHOLE);
    assert_int_equal(at, label("quote"));
    assert_int_equal(keymap_match_label(map, keys + 1, 1, &at), MATCH_NONE);
    keymap_free(map);
}

static void test_collisions_name_both(void **state)
{
    (void)state;
    assert_refused("left s\n", "line 1: s is both left and label-1");
    assert_refused("\nundo w\n", "line 2: w is both word-next and undo");
    assert_refused("quit g\n", "line 1: g (quit) is how gg (top) begins");
    assert_refused("help d x\ntheme dd\n", "line 1: d is both delete and help");
    assert_refused("redo uu\n", "line 1: u (undo) is how uu (redo) begins");
    assert_refused("label-prefix g\ntop\nlabel-1 gs\nredo gsx\n", "line 4: gs (label-1) is how gsx (redo) begins");
    struct keymap *map = made("undo u u\n"); /* the same thing said twice is no collision */
    keymap_free(map);
}

static void test_a_label_set_can_collide_too(void **state)
{
    (void)state;
    struct label one = {.name = "person", .key = "w"}, two = {.name = "old", .key = "w", .retired = true};
    struct labelset set = {.name = "test", .labels = &one, .n_labels = 1};
    struct keymap *map;
    struct err err = {0};
    assert_int_equal(keymap_new(&set, NULL, &map, &err), FAULT_INPUT);
    assert_string_equal(err.text, "w is both word-next and label-1");
    one.key = "7";
    assert_int_equal(keymap_new(&set, NULL, &map, &err), FAULT_INPUT);
    assert_string_equal(err.text, "7 for label-1 begins with a digit: digits are counts");
    set.labels = &two; /* a retired label has no key */
    assert_int_equal(keymap_new(&set, NULL, &map, &err), OK);
    keymap_free(map);
}

static void test_bad_lines(void **state)
{
    (void)state;
    assert_refused("\n\nfly f\n", "line 3: fly is no action");
    assert_refused("left <Nowhere>\n", "line 1: <Nowhere> is no key");
    assert_refused("left 3x\n", "line 1: 3x for left begins with a digit: digits are counts");
    assert_refused("label-9 z\n", "line 1: label-9 is more than the label set has labels");
    assert_refused("left abcdefg\n", "line 1: abcdefg is longer than six keys");
    assert_refused("label-prefix m n\n", "line 1: m n is not one sequence of keys");
    assert_refused("label-prefix mmmmm\n", "label-prefix is longer than four keys");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_every_action_has_a_key_or_a_name),
        cmocka_unit_test(test_names_of_label_actions),
        cmocka_unit_test(test_key_file),
        cmocka_unit_test(test_label_prefix),
        cmocka_unit_test(test_collisions_name_both),
        cmocka_unit_test(test_a_label_set_can_collide_too),
        cmocka_unit_test(test_bad_lines),
    };
    return cmocka_run_group_tests(tests, read_news, free_news);
}
