/* Real texts through the strict comparer: no cell is ever other than what is believed, and no
 * control character, escape sequence or direction override of a text reaches the terminal. */
#include <dirent.h>
#include <unistd.h>

#include "manicule/text/article.h"

#include "terminal.h"
#include "testlib.h"

enum { PAGES_MAX = 400, ROWS = 40, COLS = 120 };

static void copy_text(const char *from, const char *to)
{
    size_t n;
    uint8_t *text = read_file(from, &n);
    FILE *file = fopen(to, "wb");
    assert_non_null(file);
    fwrite(text, 1, n, file);
    fclose(file);
    free(text);
}

/* Characters that no output may hold, wherever they come from: what moves the cursor, turns the
 * direction, or is there and not seen. */
static const struct {
    uint32_t first, last;
} unseen[] = {
    {0x80, 0x9f},     {0xad, 0xad},     {0x34f, 0x34f},     {0x61c, 0x61c},   {0x115f, 0x1160},
    {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f}, {0x3164, 0x3164},
    {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff9, 0xfffb},   {0xe0000, 0xe007f},
};

/* The first character of that kind, or 0. */
static uint32_t find_unseen(const struct buf *out)
{
    const unsigned char *s = (const unsigned char *)out->data;
    for (size_t i = 0, n; i < out->size; i += n) {
        n = s[i] < 0xc0 ? 1 : s[i] < 0xe0 ? 2 : s[i] < 0xf0 ? 3 : 4;
        if (n == 1 || i + n > out->size)
            continue;
        uint32_t c = s[i] & (0xffu >> (n + 1));
        for (size_t k = 1; k < n; k++)
            c = c << 6 | (s[i + k] & 0x3fu);
        for (size_t k = 0; k < sizeof unseen / sizeof *unseen; k++)
            if (c >= unseen[k].first && c <= unseen[k].last)
                return c;
    }
    return 0;
}

static void check_output(const char *path, const struct buf *out)
{
    uint32_t c = find_unseen(out);
    if (c)
        fail_msg("%s: U+%04X reached the terminal", path, (unsigned)c);
}

static void scroll_through(const char *path)
{
    char copy[4300];
    snprintf(copy, sizeof copy, "%s/real.txt", test_folder());
    copy_text(path, copy);
    const char *argv[] = {getenv("MANICULE"), copy, NULL};
    struct terminal_options options = {.rows = ROWS, .cols = COLS, .argv = argv};
    struct terminal *t = terminal_start(&options);
    struct buf why = {0}, before = {0};
    unsigned frames = 0;
    terminal_sync(t);
    for (; frames < PAGES_MAX; frames++) {
        if (terminal_compare(t, &why))
            fail_msg("%s, frame %u:\n%s", path, frames, buf_text(&why));
        buf_clear(&before);
        buf_add_string(&before, terminal_text(t));
        terminal_press(t, frames % 3 == 2 ? "<Down><Down>w" : "<PgDn>");
        if (strcmp(buf_text(&before), terminal_text(t)) == 0 && frames % 3 != 2)
            break;
    }
    assert_true(frames > 1 && frames < PAGES_MAX);
    check_output(path, terminal_output(t));
    terminal_end(t);
    buf_release(&why);
    buf_release(&before);
    strcat(copy, ".manicule");
    unlink(copy);
}

static void through(const char *name)
{
    const char *path = testdata(name);
    if (!path)
        skip();
    char kept[4200];
    snprintf(kept, sizeof kept, "%s", path);
    scroll_through(kept);
}

static void test_article(void **state)
{
    (void)state;
    through("article/000_3cc6656b1ccfc32d.txt");
}

static void test_languages(void **state)
{
    (void)state;
    static const char *const names[] = {"ar", "de", "en", "hi", "ja", "ko", "th", "zh"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char name[64];
        snprintf(name, sizeof name, "news-pud/%s.txt", names[i]);
        through(name);
    }
}

static void test_naughty_strings(void **state)
{
    (void)state;
    through("naughty/blns.txt");
}

/* Every one of them, alone, within a word, between words, and behind what they may legally join. */
static void test_unseen_characters(void **state)
{
    (void)state;
    struct buf text = {0}, why = {0};
    char path[4300];
    unsigned lines = 0;
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        for (uint32_t c = unseen[i].first; c <= unseen[i].last; c++, lines++) {
            static const char *const around[] = {
                "Sel", "vik ", " here ", "\xe6\xb8\xaf", "\xed\x95\x9c", "\n"};
            for (size_t k = 0; k < sizeof around / sizeof *around; k++) {
                buf_add_string(&text, around[k]);
                if (k + 1 < sizeof around / sizeof *around)
                    buf_add_codepoint(&text, c);
            }
        }
    snprintf(path, sizeof path, "%s/unseen.txt", test_folder());
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.data, 1, text.size, file), text.size);
    assert_int_equal(fclose(file), 0);
    assert_int_not_equal(find_unseen(&text), 0); /* the look itself can fail */
    const char *argv[] = {getenv("MANICULE"), path, NULL};
    struct terminal *t = terminal_start(
        &(struct terminal_options){.rows = ROWS, .cols = COLS, .argv = argv});
    terminal_sync(t);
    assert_true(terminal_shows(t, "<0080>"));
    for (unsigned i = 0; i < lines; i += 15) {
        /* Also as what is selected, marked, and told of in the status line. */
        terminal_press(t, i % 2 ? "<PgDn>" : "<Down><S-Down>l<PgDn>");
        if (terminal_compare(t, &why))
            fail_msg("%s", buf_text(&why));
    }
    assert_true(terminal_shows(t, "<E007F>"));
    check_output("unseen.txt", terminal_output(t));
    terminal_end(t);
    buf_release(&text);
    buf_release(&why);
}

/* Of our own making: what a text could try. */
static void test_hostile_text(void **state)
{
    (void)state;
    static const char text[] = "A title \033]0;OWNED\007 and a colour \033[41m and a wipe \033[2J.\n"
                               "\xc2\x9b" "31m C1, \xe2\x80\xae over, \xe2\x81\xa6 isolate, \xd8\x9c mark.\n"
                               "\033P$q\"p\033\\ \033[6n \033[c \x0e shifted \x0f, \x7f and \x05.\n";
    char path[4300], lines[4400];
    snprintf(path, sizeof path, "%s/hostile.txt", test_folder());
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (int i = 0; i < 60; i++)
        fwrite(text, 1, sizeof text - 1, file);
    fclose(file);
    const char *argv[] = {getenv("MANICULE"), path, NULL};
    struct terminal_options options = {.rows = 24, .cols = 80, .argv = argv};
    struct terminal *t = terminal_start(&options);
    struct buf why = {0};
    terminal_sync(t);
    for (int i = 0; i < 20; i++) {
        terminal_press(t, i % 2 ? "<PgDn>" : "w<Right><Right>l");
        if (terminal_compare(t, &why))
            fail_msg("%s", buf_text(&why));
    }
    assert_true(terminal_shows(t, "^[]0;OWNED^G"));
    const struct buf *out = terminal_output(t);
    static const char *const never[] = {"\033]0;", "\033[41m", "\033P", "\x0e", "\x05"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert_null(memmem(out->data, out->size, never[i], strlen(never[i])));
    check_output("hostile.txt", out);
    terminal_end(t);
    buf_release(&why);
    snprintf(lines, sizeof lines, "%s.manicule", path);
    unlink(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_article),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_naughty_strings),
        cmocka_unit_test(test_unseen_characters),
        cmocka_unit_test(test_hostile_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
