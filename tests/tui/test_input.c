/* The decoder of what a terminal sends: what each sequence means, that it means the same however
 * it is split, and that no reply, however hostile, becomes a key. */
#include "testlib.h"

#include "manicule/tui/input.h"

enum { ROWS = 40, COLS = 120, LONG_AGO = 60000 };

static void describe(const struct event *event, struct buf *out)
{
    static const char *const what[] = {"press", "drag", "release", "wheel-up", "wheel-down"};
    if (out->size)
        buf_add_char(out, ' ');
    switch (event->kind) {
    case EVENT_KEY:
        key_format(event->key, out);
        break;
    case EVENT_MOUSE:
        buf_printf(out, "%s(%u,%u)", what[event->mouse.what], event->mouse.row, event->mouse.col);
        break;
    case EVENT_PASTE:
        assert_int_equal(strlen(event->paste.text), event->paste.n);
        buf_printf(out, "paste{%s}", event->paste.text);
        break;
    default:
        fail_msg("event of kind %d", event->kind);
    }
}

static void take_all(struct input *in, int64_t now, struct buf *out)
{
    struct event event;
    while (input_next(in, now, &event))
        describe(&event, out);
}

/* Feeds the bytes in pieces cut where `cut` has a set bit (bit i: after byte i), then lets time
 * pass. */
static void decode(const char *bytes, size_t n, uint64_t cuts, struct buf *out)
{
    struct input in = {.rows = ROWS, .cols = COLS, .sync_enabled = true};
    size_t from = 0;
    for (size_t i = 0; i < n; i++)
        if (i + 1 == n || (cuts >> (i % 64) & 1)) {
            assert_true(input_feed(&in, bytes + from, i + 1 - from, 1000));
            take_all(&in, 1000, out);
            from = i + 1;
        }
    assert_true(input_wait(&in, 1000) <= INPUT_PASTE_GIVE_UP);
    take_all(&in, LONG_AGO, out);
    assert_int_equal(input_wait(&in, LONG_AGO), -1);
    for (unsigned i = 0; i < in.syncs; i++)
        buf_add_string(out, out->size ? " sync" : "sync");
    input_release(&in);
}

struct row {
    const char *bytes, *events;
};

static void check_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t size = strlen(rows[i].bytes);
        uint64_t ways = size > 12 ? size : UINT64_C(1) << (size ? size - 1 : 0);
        for (uint64_t way = 0; way <= ways; way++) {
            struct buf got = {0};
            /* short ones in every way, long ones whole, cut once anywhere, and byte by byte */
            uint64_t cuts = size <= 12    ? way
                            : way == ways ? UINT64_MAX
                            : way         ? UINT64_C(1) << (way - 1)
                                          : 0;
            decode(rows[i].bytes, size, cuts, &got);
            if (strcmp(buf_text(&got), rows[i].events) != 0)
                fail_msg("row %zu, cut %llx: got [%s], expected [%s]", i, (unsigned long long)cuts,
                         buf_text(&got), rows[i].events);
            buf_release(&got);
        }
    }
}
#define CHECK(rows) check_rows(rows, sizeof rows / sizeof rows[0])

static void test_characters(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", ""},
        {"a", "a"},
        {"Aa~ ", "A a ~ <Space>"},
        {"\t\r\n\177\b", "<Tab> <Enter> <Enter> <BS> <BS>"},
        {"\001\003\023\032", "C-a C-c C-s C-z"},
        {"\034\035\036\037", "C-\\ C-] C-^ C-_"},
        {"é", "é"},
        {"鳥🐦", "鳥 🐦"},
        {"ｑ", "ｑ"},
        {"\303a", "a"},       /* cut short */
        {"\200\240\377", ""}, /* on their own */
        {"\300\257z", "z"},   /* overlong */
        {"\340\200\257z", "z"},
        {"\355\240\200z", "z"},     /* a surrogate */
        {"\364\220\200\200z", "z"}, /* past the last */
        {"\343\201\033[A", "<Up>"},
    };
    CHECK(rows);
}

static void test_keys(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"\033[A\033[B\033[C\033[D", "<Up> <Down> <Right> <Left>"},
        {"\033OA\033OB\033OC\033OD", "<Up> <Down> <Right> <Left>"},
        {"\033[H\033[F", "<Home> <End>"},
        {"\033OH\033OF", "<Home> <End>"},
        {"\033[1~\033[4~", "<Home> <End>"},
        {"\033[7~\033[8~", "<Home> <End>"},
        {"\033[2~\033[3~", "<Insert> <Delete>"},
        {"\033[5~\033[6~", "<PgUp> <PgDn>"},
        {"\033[1;2A", "<S-Up>"},
        {"\033[1;5C", "<C-Right>"},
        {"\033[1;3D", "<A-Left>"},
        {"\033[1;6D", "<C-S-Left>"},
        {"\033[1;8D", "<C-A-S-Left>"},
        {"\033[1;9D", "<A-Left>"},
        {"\033[3;5~", "<C-Delete>"},
        {"\033[6;2~", "<S-PgDn>"},
        {"\033[a\033Oa\033[d", "<S-Up> <C-Up> <S-Left>"}, /* rxvt */
        {"\033[7$\033[8^", "<S-Home> <C-End>"},
        {"\033[3@", "<C-S-Delete>"},
        {"\033\033[A", "<A-Up>"},
        {"\033\033OA", "<A-Up>"},
        {"\033O5A", "<C-Up>"},
        {"\033O1;5A", "<C-Up>"},
        {"\033OP\033OQ\033OR\033OS", "<F1> <F2> <F3> <F4>"},
        {"\033[11~\033[14~", "<F1> <F4>"},
        {"\033[[A\033[[E", "<F1> <F5>"}, /* Linux console */
        {"\033[15~\033[17~", "<F5> <F6>"},
        {"\033[20~\033[24~", "<F9> <F12>"},
        {"\033[1;5P", "<C-F1>"},
        {"\033[1;2R", "<S-F3>"},
        {"\033[Z", "<S-Tab>"},
        {"\033OM\033Op", "<Enter> 0"},
        {"\033", "<Esc>"},
        {"\033\033", "<Esc> <Esc>"},
        {"\033\033\033", "<Esc> <Esc> <Esc>"},
        {"\033\033a", "<Esc> A-a"},
        {"\033a", "A-a"},
        {"\033\001", "C-A-a"},
        {"\033鳥", "A-鳥"},
        {"\033\177\033\r", "<A-BS> <A-Enter>"},
        {"\033]", "A-]"},
        {"\033P", "A-P"},
        {"\033[97;5u", "C-a"},
        {"\033[27;5;9~", "<C-Tab>"},
        {"\033[27;2;97~", "A"},
        {"x\033[Ay", "x <Up> y"},
    };
    CHECK(rows);
}

static void test_swallowed(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"\033[Ia\033[Ob", "a b"}, /* focus */
        {"\033[24;80R", ""},       /* where the cursor is */
        {"\033[?64;1;2;6;22cq", "q"},
        {"\033[>0;95;0cq", "q"},
        {"\033[0nq", "q"},
        {"\033[?2026;2$yq", "q"},
        {"\033[4;2$yq", "q"},
        {"\033[8;40;120tq", "q"},
        {"\033]11;rgb:0000/1111/2222\007q", "q"},
        {"\033]11;rgb:0/1/2\033\\q", "q"},
        {"\033P1$r0m\033\\q", "q"},
        {"\033P>|XTerm(379)\033\\q", "q"},
        {"\033_Gi=31;OK\033\\q", "q"},
        {"\033^d d\033\\q", "q"},
        {"\033Xd\033\\q", "q"},
        {"\033]2;sqla\033[Aq", "<Up> q"}, /* called off by another sequence */
        {"\033]2;sqla\030q", "q"},
        {"\033]2;sqla", ""},
        {"\033P\007sqla", ""}, /* BEL ends an OSC alone */
        {"\033[1;2", ""},
        {"\033[1;\rA", "<Up>"}, /* a stray control character */
        {"\033[99;99;99;99;99;99Aq", "q"},
        {"\033[1;99999999999999999999Aq", "q"},
        {"\033[1;17Aq", "q"},
        {"\033[99q", ""}, /* any final byte ends it */
        {"\033[99~", "sync"},
        {"a\033[99~b\033[99~", "a b sync sync"},
        {"\0331;2\033[", "A-1 ; 2"},
        {"\302\2331;5Aq", "<C-Up> q"}, /* C1 as a character */
        {"\2331;5Aq", "<C-Up> q"},     /* and as a byte */
        {"\302\235x;y\007q", "q"},
        {"\302\205q", "q"},
    };
    CHECK(rows);
}

static void test_mouse(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"\033[<0;1;1M", "press(0,0)"},
        {"\033[<0;5;3M\033[<32;6;3M\033[<0;6;3m", "press(2,4) drag(2,5) release(2,5)"},
        {"\033[<64;10;10M\033[<65;10;10M", "wheel-up(9,9) wheel-down(9,9)"},
        {"\033[<66;1;1M\033[<67;1;1M", ""},
        {"\033[<1;5;3M\033[<2;5;3M\033[<35;5;3M", ""}, /* other buttons, no button */
        {"\033[<16;120;40M", "press(39,119)"},         /* with control held */
        {"\033[<0;121;40M", ""},
        {"\033[<0;120;41M", ""},
        {"\033[<0;0;1M\033[<0;1;0M", ""},
        {"\033[<32;5;3M\033[<0;5;3m", ""}, /* nothing is held */
        {"\033[<0;5;3M\033[<32;500;300M\033[<0;500;0m", "press(2,4) drag(39,119) release(0,119)"},
        {"\033[<0;65536;1M", ""},
        {"\033[<0;-1;1M", ""},
        {"\033[<0;1M\033[<0;1;1;1M", ""},
        {"\033[<128;1;1M", ""},
        {"\033[M !!\033[M#!!", "press(0,0) release(0,0)"}, /* without mode 1006 */
        {"\033[M`%&", "wheel-up(5,4)"},
        {"\033[Mabcq", "q"},
    };
    CHECK(rows);
}

static void test_paste(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"\033[200~\033[201~", "paste{}"},
        {"\033[200~sqla\033[201~q", "paste{sqla} q"},
        {"\033[200~a\rb\r\nc\nd\033[201~", "paste{a\nb\nc\nd}"},
        {"\033[200~a\033[Ab\033[201~", "paste{a\033[Ab}"},
        {"\033[200~\033\033[201~", "paste{\033}"},
        {"\033[200~\033[20\033[201~", "paste{\033[20}"},
        {"\033[200~\033[200~\033[201~q", "paste{\033[200~} q"},
        {"\033[200~鳥\343\201x\377\033[201~", "paste{鳥x}"},
        {"\033[200~never ended", "paste{never ended}"},
        {"\033[201~q", "q"},
    };
    CHECK(rows);

    struct buf got = {0};
    decode("\033[200~a\0b\033[201~", 15, 0, &got);
    assert_string_equal(buf_text(&got), "paste{ab}");
    buf_release(&got);
}

/* Ten megabytes arrive, one is kept, and the key after them is a key. */
static void test_large_paste(void **state)
{
    (void)state;
    struct input in = {.rows = ROWS, .cols = COLS};
    struct event event;
    static char block[100000];
    memset(block, 'q', sizeof block);
    input_feed(&in, "\033[200~", 6, 0);
    for (int i = 0; i < 100; i++) {
        input_feed(&in, block, sizeof block, i);
        assert_false(input_next(&in, i, &event));
        assert_true(in.raw.room <= 2 * sizeof block && in.paste.room <= 2 * INPUT_PASTE_MAX);
    }
    input_feed(&in, "\033[201~x", 7, 100);
    assert_true(input_next(&in, 100, &event));
    assert_int_equal(event.kind, EVENT_PASTE);
    assert_int_equal(event.paste.n, INPUT_PASTE_MAX);
    assert_true(input_next(&in, 100, &event));
    assert_int_equal(event.key.code, 'x');
    assert_false(input_next(&in, 100, &event));
    assert_int_equal(in.paste.room, 0); /* given back */
    input_release(&in);
}

static void test_time(void **state)
{
    (void)state;
    struct input in = {.rows = ROWS, .cols = COLS};
    struct event event;
    assert_int_equal(input_wait(&in, 0), -1);
    input_feed(&in, "\033", 1, 1000);
    assert_false(input_next(&in, 1000, &event));
    assert_int_equal(input_wait(&in, 1000), INPUT_ESC_WAIT);
    assert_false(input_next(&in, 1000 + INPUT_ESC_WAIT - 1, &event));
    assert_int_equal(input_wait(&in, 1000 + INPUT_ESC_WAIT - 1), 1);

    /* The rest of an arrow came in time; or it came late, but before anyone asked. */
    input_feed(&in, "[A", 2, 1000 + INPUT_ESC_WAIT - 1);
    assert_true(input_next(&in, 5000, &event));
    assert_int_equal(event.key.code, KEY_NAME_UP);

    /* It never came. */
    input_feed(&in, "\033", 1, 2000);
    assert_false(input_next(&in, 2000, &event));
    assert_true(input_next(&in, 2000 + INPUT_ESC_WAIT, &event));
    assert_int_equal(event.key.code, KEY_NAME_ESC);

    /* A rest after a pause is still no letter. */
    input_feed(&in, "\033[", 2, 3000);
    assert_false(input_next(&in, 3000 + INPUT_GIVE_UP - 1, &event));
    input_feed(&in, "A", 1, 3000 + INPUT_GIVE_UP - 1);
    assert_true(input_next(&in, 3000 + INPUT_GIVE_UP - 1, &event));
    assert_int_equal(event.key.code, KEY_NAME_UP);

    /* A string without end holds the keys back for a second only. */
    input_feed(&in, "\033]2;x", 5, 6000);
    assert_false(input_next(&in, 6000, &event));
    assert_false(input_next(&in, 6000 + INPUT_GIVE_UP, &event));
    input_feed(&in, "q", 1, 6000 + INPUT_GIVE_UP);
    assert_true(input_next(&in, 6000 + INPUT_GIVE_UP, &event));
    assert_int_equal(event.key.code, 'q');

    /* A clock that jumps back does not make it wait longer than the patience. */
    input_feed(&in, "\033", 1, 9000);
    assert_false(input_next(&in, 9000, &event));
    assert_int_equal(input_wait(&in, 0), INPUT_ESC_WAIT);
    input_release(&in);
}

static void test_replies(void **state)
{
    (void)state;
    struct input in = {.rows = ROWS, .cols = COLS, .replies.awaited = true};
    struct buf got = {0};
    static const char bytes[] = "x\033[1;2R\033[1;3R\033[A\033[1;5R\033[?1;2cy\033[1;2R";
    for (size_t i = 0; i < sizeof bytes - 1; i++) {
        input_feed(&in, bytes + i, 1, 0);
        take_all(&in, 0, &got);
    }
    assert_string_equal(buf_text(&got), "x <Up> y <S-F3>");
    assert_int_equal(in.replies.n, 3);
    assert_int_equal(in.replies.column[0], 2);
    assert_int_equal(in.replies.column[1], 3);
    assert_int_equal(in.replies.column[2], 5);
    assert_true(in.replies.done);
    for (int i = 0; i < 100; i++)
        input_feed(&in, "\033[7;7R", 6, 0);
    take_all(&in, 0, &got);
    assert_int_equal(in.replies.n, INPUT_REPLIES);
    buf_release(&got);
    input_release(&in);
}

/* A sequence with an introducer, any content that cannot end it, and its end. */
static void add_hostile(struct buf *out, uint64_t *seed)
{
    static const char *const introducers[] = {"\033]", "\033P",  "\033_",  "\033^",
                                              "\033X", "\033[?", "\033[>", "\033[="};
    size_t which = test_random(seed) % 8;
    bool csi = which >= 5;
    buf_add_string(out, introducers[which]);
    for (size_t n = 1 + test_random(seed) % 60; n > 0; n--) {
        char c = (char)(csi ? 0x30 + test_random(seed) % 12 : test_random(seed) % 256);
        if (c != 0x07 && c != 0x18 && c != 0x1a && c != 0x1b)
            buf_add_char(out, c);
    }
    if (csi)
        buf_add_char(out, (char)(0x40 + test_random(seed) % 0x3f));
    else
        buf_add_string(out, which == 0 && test_random(seed) % 2 ? "\007" : "\033\\");
}

static void test_hostile_replies(void **state)
{
    (void)state;
    struct buf bytes = {0};
    uint64_t seed = 4;
    for (int i = 0; i < 20000; i++)
        add_hostile(&bytes, &seed);
    assert_false(bytes.failed);
    struct input in = {.rows = ROWS, .cols = COLS};
    struct buf got = {0};
    for (size_t at = 0; at < bytes.size;) {
        size_t n = 1 + test_random(&seed) % 4096;
        n = n < bytes.size - at ? n : bytes.size - at;
        input_feed(&in, bytes.data + at, n, 0);
        take_all(&in, 0, &got);
        at += n;
    }
    input_feed(&in, "q", 1, 0);
    take_all(&in, 0, &got);
    assert_string_equal(buf_text(&got), "q");
    buf_release(&got);
    buf_release(&bytes);
    input_release(&in);
}

/* Any bytes: every event is one that the contract allows, and splits change nothing. */
static void test_any_bytes(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "\033", "\033[", "\033O", "\033]", "\033[<", "\033[200~", "\033[201~", "\033[M", "\033[[",
        ";",    "1",     "~",     "M",     "R",      "\033\\",    "\302",      "\233"};
    uint64_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        struct buf bytes = {0}, whole = {0}, split = {0};
        for (size_t n = test_random(&seed) % 40; n > 0; n--) {
            if (test_random(&seed) % 2)
                buf_add_string(&bytes,
                               pieces[test_random(&seed) % (sizeof pieces / sizeof pieces[0])]);
            else
                buf_add_char(&bytes, (char)(1 + test_random(&seed) % 255));
        }
        decode(buf_text(&bytes), bytes.size, 0, &whole);
        decode(buf_text(&bytes), bytes.size, test_random(&seed), &split);
        assert_string_equal(buf_text(&whole), buf_text(&split));
        buf_release(&bytes);
        buf_release(&whole);
        buf_release(&split);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_characters),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_swallowed),
        cmocka_unit_test(test_mouse),
        cmocka_unit_test(test_paste),
        cmocka_unit_test(test_large_paste),
        cmocka_unit_test(test_time),
        cmocka_unit_test(test_replies),
        cmocka_unit_test(test_hostile_replies),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
