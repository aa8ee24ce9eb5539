/* Looks are said shorter, and mean the same. */
#include "testlib.h"

#include <vterm.h>

#include "manicule/tui/looks.h"

enum { ROWS = 6, COLS = 40 };

static void shortened(struct looks *looks, const char *bytes, const char *expected)
{
    struct buf out = {0};
    looks_shorten(looks, bytes, strlen(bytes), &out);
    assert_string_equal(buf_text(&out), expected);
    buf_release(&out);
}

/* Each case is a refresh of its own on a terminal that shows nothing special. */
static void test_what_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *curses, *sent;
    } rows[] = {
        {"plain", "plain"},
        {"\033(B\033[0;4m\033[38;5;75mword\033[39m\033(B\033[m on", "\033[4;38;5;75mword\033[m on"},
        {"\033[1ma\033[0;1mb\033[0;1;4mc\033[md", "\033[1mab\033[4mc\033[md"},
        {"\033[4;31ma\033[24mb\033[m", "\033[4;31ma\033[0;31mb\033[m"},
        {"\033[31;42ma\033[39mb\033[49mc", "\033[31;42ma\033[0;42mb\033[mc"},
        {"\033[93;104ma\033[38;5;3mb\033[38;5;200mc\033[0m",
         "\033[93;104ma\033[33mb\033[38;5;200mc\033[m"},
        {"\033[38;2;1;2;3ma\033[m", "\033[38;2;1;2;3ma\033[m"},
        {"\033[1m\033[m\033[5;7H", "\033[5;7H"},
        {"\033[1m\033[K\033[m", "\033[1m\033[K\033[m"},
        {"\033[0;10;1ma\033[m\017b", "\033[1ma\033[mb"},
        /* What is not understood passes as it is, up to a reset. */
        {"\033[4:3ma\033[1mb\033[0;1mc\033[m", "\033[4:3ma\033[1mb\033[0;1mc\033[m"},
        {"\033[38;5ma\033[m", "\033[38;5ma\033[m"},
        {"\033[>4;1m\033[?25h\033]0;1m\a", "\033[>4;1m\033[?25h\033]0;1m\a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct looks looks = {0};
        shortened(&looks, "\033(B\017", "\033(B\017\033[m");
        shortened(&looks, rows[i].curses, rows[i].sent);
    }
}

/* A character set is selected where it is not in force, and the looks outlive a refresh. */
static void test_what_is_kept(void **state)
{
    (void)state;
    struct looks looks = {.normal = "\033(B\033[m"};
    shortened(&looks, "\033[1m\033(Bone", "\033(B\033[0;1mone");
    shortened(&looks, "\033(Btwo\033(0q\033(0q\033(Bx", "two\033(0qq\033(Bx");
    shortened(&looks, "\033[1mthree", "three");
    /* Who clears trusts nothing, also not that the looks are what they were. */
    shortened(&looks, "\033[H\033[2Jfour", "\033[H\033(B\033[m\033[1m\033[2Jfour");
    looks_forget(&looks);
    shortened(&looks, "\033(B\033[1mfive", "\033(B\033[0;1mfive");
}

/* ---- the same on a terminal, whatever is said ---- */

struct player {
    VTerm *vt;
    VTermScreen *screen;
};

static struct player player_new(void)
{
    struct player player = {.vt = vterm_new(ROWS, COLS)};
    player.screen = vterm_obtain_screen(player.vt);
    vterm_screen_reset(player.screen, 1);
    return player;
}

static bool same_cell(const VTermScreenCell *a, const VTermScreenCell *b)
{
    return a->chars[0] == b->chars[0] && a->attrs.bold == b->attrs.bold &&
           a->attrs.underline == b->attrs.underline && a->attrs.italic == b->attrs.italic &&
           a->attrs.reverse == b->attrs.reverse && a->attrs.strike == b->attrs.strike &&
           vterm_color_is_equal(&a->fg, &b->fg) && vterm_color_is_equal(&a->bg, &b->bg);
}

static void random_refresh(uint64_t *random, struct buf *out)
{
    static const char *const looks[] = {
        "\033[m",        "\033[0;1m",      "\033[1m",   "\033[4m",      "\033[22m",
        "\033[24;27m",   "\033[0;4;7m",    "\033[7m",   "\033[27m",     "\033[31m",
        "\033[38;5;75m", "\033[39m",       "\033[49m",  "\033[48;5;9m", "\033[0;3;9;95m",
        "\033[39;49m",   "\033[38;5;214m", "\033[102m", "\033(B\033[m", "\033[23;29m",
    };
    static const char *const others[] = {"\033[K", "\033[3;9H", "\r\n", "\033[2J",
                                         "word",   " ",         "a",    "\017"};
    for (uint64_t n = test_random(random) % 30; n > 0; n--) {
        uint64_t which = test_random(random);
        if (which % 3)
            buf_add_string(out, looks[which / 3 % (sizeof looks / sizeof looks[0])]);
        else
            buf_add_string(out, others[which / 3 % (sizeof others / sizeof others[0])]);
    }
}

static void compare(const struct player *a, const struct player *b, const char *raw,
                    const char *sent)
{
    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++) {
            VTermScreenCell one = {0}, other = {0};
            vterm_screen_get_cell(a->screen, (VTermPos){row, col}, &one);
            vterm_screen_get_cell(b->screen, (VTermPos){row, col}, &other);
            if (!same_cell(&one, &other))
                fail_msg("row %d column %d differs after \"%s\" sent as \"%s\"", row, col, raw,
                         sent);
        }
}

static void test_same_screen(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < 60; round++) {
        struct player plain = player_new(), shorter = player_new();
        struct looks looks = {0};
        size_t raw_bytes = 0, sent_bytes = 0;
        for (int refresh = 0; refresh < 20; refresh++) {
            struct buf raw = {0}, sent = {0};
            random_refresh(&random, &raw);
            looks_shorten(&looks, buf_text(&raw), raw.size, &sent);
            vterm_input_write(plain.vt, buf_text(&raw), raw.size);
            vterm_input_write(shorter.vt, buf_text(&sent), sent.size);
            compare(&plain, &shorter, buf_text(&raw), buf_text(&sent));
            raw_bytes += raw.size;
            sent_bytes += sent.size;
            buf_release(&raw);
            buf_release(&sent);
        }
        assert_true(sent_bytes < raw_bytes);
        vterm_free(plain.vt);
        vterm_free(shorter.vt);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_said),
        cmocka_unit_test(test_what_is_kept),
        cmocka_unit_test(test_same_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
