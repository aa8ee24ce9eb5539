#include "manicule/tui/input.h"

#include <string.h>

#include "manicule/tui/keys.h"

/* After one byte: nothing to tell, an event to tell, or the byte is to be read again in the
 * state that was entered. */
enum step { MORE, EVENT, AGAIN };

static const char paste_close[] = "\033[201~";

/* How long a state waits for its next byte. */
static const int patience[INPUT_STATES] = {
    [INPUT_GROUND] = -1,
    [INPUT_UTF8] = INPUT_GIVE_UP,
    [INPUT_ESC] = INPUT_ESC_WAIT,
    [INPUT_ESC_ESC] = INPUT_ESC_WAIT,
    [INPUT_CSI] = INPUT_GIVE_UP,
    [INPUT_SS3] = INPUT_GIVE_UP,
    [INPUT_LINUX] = INPUT_GIVE_UP,
    [INPUT_X10] = INPUT_GIVE_UP,
    [INPUT_STRING] = INPUT_GIVE_UP,
    [INPUT_STRING_ESC] = INPUT_GIVE_UP,
    [INPUT_PASTE] = INPUT_PASTE_GIVE_UP,
};

void input_release(struct input *in)
{
    buf_release(&in->raw);
    buf_release(&in->paste);
    *in = (struct input){0};
}

bool input_feed(struct input *in, const void *bytes, size_t n, int64_t now)
{
    if (in->raw_at == in->raw.size) {
        buf_clear(&in->raw);
        in->raw_at = 0;
    }
    buf_add(&in->raw, bytes, n);
    if (n)
        in->since = now;
    bool kept = !in->raw.failed;
    in->raw.failed = false;
    return kept;
}

/* A string's introducer alone may have been Alt and a character. */
static bool lone_introducer(const struct input *in)
{
    return in->state == INPUT_STRING && in->body_n == 0;
}

int input_wait(const struct input *in, int64_t now)
{
    if (in->raw_at < in->raw.size || in->next.code)
        return 0;
    int wait = lone_introducer(in) ? INPUT_ESC_WAIT : patience[in->state];
    if (wait < 0)
        return -1;
    int64_t left = in->since + wait - now;
    return left < 0 ? 0 : left > wait ? wait : (int)left;
}

static enum step tell(struct event *out, struct key key, uint8_t alt)
{
    key.mods |= alt;
    *out = (struct event){.kind = EVENT_KEY, .key = key};
    return EVENT;
}

/* ---- characters ---- */

static enum step enter(struct input *in, enum input_state state)
{
    in->state = state;
    in->body_n = 0;
    return MORE;
}

/* What follows ESC, or a C1 character, begins a sequence? */
static bool introduce(struct input *in, char c)
{
    if (c == '[')
        enter(in, INPUT_CSI);
    else if (c == 'O')
        enter(in, INPUT_SS3);
    else if (c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_')
        enter(in, INPUT_STRING);
    else
        return false;
    in->string = c;
    return true;
}

static enum step whole_char(struct input *in, struct event *out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t c = in->c;
    uint8_t alt = in->alt;
    in->state = INPUT_GROUND;
    in->alt = 0;
    if (c < least[in->c_least] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return MORE;
    if (c < 0xa0) {
        introduce(in, (char)(c - 0x40));
        return MORE;
    }
    return tell(out, (struct key){c, 0}, alt);
}

static enum step in_ground(struct input *in, uint8_t b, struct event *out)
{
    if (b == 0x1b)
        return enter(in, INPUT_ESC);
    if (b < 0x80) {
        uint8_t alt = in->alt;
        in->alt = 0;
        return tell(out, keys_char(b), alt);
    }
    if (b < 0xa0) { /* C1 as one byte */
        introduce(in, (char)(b - 0x40));
        in->alt = 0;
        return MORE;
    }
    if (b < 0xc2 || b > 0xf4) {
        in->alt = 0;
        return MORE;
    }
    in->c_least = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    in->c_more = (uint8_t)(in->c_least - 1);
    in->c = b & (0x7fu >> in->c_least);
    return enter(in, INPUT_UTF8);
}

static enum step in_utf8(struct input *in, uint8_t b, struct event *out)
{
    if ((b & 0xc0) != 0x80) {
        in->state = INPUT_GROUND;
        in->alt = 0;
        return AGAIN;
    }
    in->c = in->c << 6 | (b & 0x3f);
    return --in->c_more ? MORE : whole_char(in, out);
}

/* ---- sequences ---- */

static enum step in_esc(struct input *in, uint8_t b)
{
    if (b == 0x1b)
        return enter(in, INPUT_ESC_ESC);
    if (introduce(in, (char)b))
        return MORE;
    in->state = INPUT_GROUND;
    in->alt = MOD_ALT;
    return AGAIN;
}

static enum step in_esc_esc(struct input *in, uint8_t b, struct event *out)
{
    if (b == '[' || b == 'O') {
        in->alt = MOD_ALT;
        introduce(in, (char)b);
        return MORE;
    }
    /* The first ESC was a key; the second starts anew with this byte. */
    in->raw_at--;
    in->state = INPUT_ESC;
    return tell(out, keys_char(0x1b), 0);
}

static enum step mouse(struct input *in, uint32_t button, uint32_t x, uint32_t y, bool up,
                       struct event *out)
{
    enum { BUTTON = 3, MOTION = 32, WHEEL = 64, MORE_BUTTONS = 128 };
    bool inside = x >= 1 && x <= in->cols && y >= 1 && y <= in->rows;
    if (button & MORE_BUTTONS || !in->rows || !in->cols)
        return MORE;
    *out = (struct event){.kind = EVENT_MOUSE};
    if (button & WHEEL) {
        if (up || button & MOTION || (button & BUTTON) > 1)
            return MORE;
        out->mouse.what = button & 1 ? MOUSE_WHEEL_DOWN : MOUSE_WHEEL_UP;
    } else if ((button & BUTTON) != 0) {
        return MORE;
    } else if (up) {
        out->mouse.what = MOUSE_RELEASE;
    } else {
        out->mouse.what = button & MOTION ? MOUSE_DRAG : MOUSE_PRESS;
    }
    /* What is held may be dragged off the screen's edge and let go there. */
    bool goes_on = out->mouse.what == MOUSE_DRAG || out->mouse.what == MOUSE_RELEASE;
    if (goes_on ? !in->held : !inside)
        return MORE;
    if (out->mouse.what == MOUSE_PRESS || out->mouse.what == MOUSE_RELEASE)
        in->held = out->mouse.what == MOUSE_PRESS;
    out->mouse.col = x < 1 ? 0 : x > in->cols ? in->cols - 1 : x - 1;
    out->mouse.row = y < 1 ? 0 : y > in->rows ? in->rows - 1 : y - 1;
    return EVENT;
}

/* Reports of the terminal that the prober waits for. True: it was one. */
static bool reply(struct input *in, char final)
{
    struct input_replies *replies = &in->replies;
    if (final == 'c' && in->body_n && in->body[0] == '?') {
        replies->done = true;
        replies->awaited = false;
        return true;
    }
    struct keys_numbers numbers;
    if (final != 'R' || !keys_numbers(in->body, in->body_n, &numbers) || numbers.n != 2)
        return false;
    if (numbers.at[0] == 1 && !replies->awaited)
        return false; /* F3 with a modifier */
    if (replies->n < INPUT_REPLIES)
        replies->column[replies->n++] = numbers.at[1];
    return true;
}

static enum step whole_csi(struct input *in, char final, struct event *out)
{
    uint8_t alt = in->alt;
    in->state = INPUT_GROUND;
    in->alt = 0;
    if (in->body_n > sizeof in->body || reply(in, final))
        return MORE;
    bool sgr = in->body_n && in->body[0] == '<';
    struct keys_numbers numbers;
    if (!keys_numbers(in->body + sgr, in->body_n - sgr, &numbers))
        return MORE;
    if (sgr) {
        if ((final != 'M' && final != 'm') || numbers.n != 3)
            return MORE;
        return mouse(in, numbers.at[0], numbers.at[1], numbers.at[2], final == 'm', out);
    }
    if (final == '~' && numbers.n == 1 && numbers.at[0] == 200) {
        buf_clear(&in->paste);
        in->paste_end = 0;
        return enter(in, INPUT_PASTE);
    }
    if (final == '~' && numbers.n == 1 && numbers.at[0] == 99 && in->sync_enabled) {
        in->syncs++;
        return MORE;
    }
    struct key key;
    return keys_csi(&numbers, final, &key) ? tell(out, key, alt) : MORE;
}

/* rxvt ends Shift-Home with a byte that otherwise never ends a sequence: CSI 7 $. */
static bool rxvt_dollar(const struct input *in, uint8_t b)
{
    if (b != '$' || in->body_n == 0 || in->body_n > 2)
        return false;
    for (size_t i = 0; i < in->body_n; i++)
        if (in->body[i] < '0' || in->body[i] > '9')
            return false;
    return true;
}

static void keep(struct input *in, uint8_t b)
{
    if (in->body_n < sizeof in->body)
        in->body[in->body_n] = (char)b;
    if (in->body_n <= sizeof in->body)
        in->body_n++;
}

/* Control characters do not end a sequence, but for those that call it off. */
static bool called_off(struct input *in, uint8_t b)
{
    if (b != 0x18 && b != 0x1a)
        return false;
    in->state = INPUT_GROUND;
    in->alt = 0;
    return true;
}

static enum step in_csi(struct input *in, uint8_t b, struct event *out)
{
    if (b == 0x1b) {
        in->alt = 0;
        return enter(in, INPUT_ESC);
    }
    if (called_off(in, b) || b < 0x20 || b > 0x7e)
        return MORE;
    if (in->body_n == 0 && b == '[')
        return enter(in, INPUT_LINUX);
    if (in->body_n == 0 && b == 'M')
        return enter(in, INPUT_X10);
    if (b >= 0x40 || rxvt_dollar(in, b))
        return whole_csi(in, (char)b, out);
    keep(in, b);
    return MORE;
}

static enum step in_ss3(struct input *in, uint8_t b, struct event *out)
{
    if (b == 0x1b) {
        in->alt = 0;
        return enter(in, INPUT_ESC);
    }
    if (called_off(in, b) || b < 0x20 || b > 0x7e)
        return MORE;
    if (b < 0x40) {
        keep(in, b);
        return MORE;
    }
    uint8_t alt = in->alt;
    in->state = INPUT_GROUND;
    in->alt = 0;
    struct keys_numbers numbers;
    struct key key;
    if (in->body_n > sizeof in->body || !keys_numbers(in->body, in->body_n, &numbers) ||
        !keys_ss3(&numbers, (char)b, &key))
        return MORE;
    return tell(out, key, alt);
}

static enum step in_linux(struct input *in, uint8_t b, struct event *out)
{
    uint8_t alt = in->alt;
    in->state = INPUT_GROUND;
    in->alt = 0;
    struct key key;
    return keys_linux((char)b, &key) ? tell(out, key, alt) : MORE;
}

static enum step in_x10(struct input *in, uint8_t b, struct event *out)
{
    keep(in, b);
    if (in->body_n < 3)
        return MORE;
    in->state = INPUT_GROUND;
    in->alt = 0;
    const uint8_t *body = (const uint8_t *)in->body;
    if (body[0] < 32 || body[1] < 33 || body[2] < 33)
        return MORE;
    uint32_t button = body[0] - 32u;
    bool up = (button & 3) == 3 && !(button & (32 | 64));
    return mouse(in, up ? button & ~3u : button, body[1] - 32u, body[2] - 32u, up, out);
}

static enum step in_string(struct input *in, uint8_t b)
{
    if (b == 0x1b) {
        in->state = INPUT_STRING_ESC;
        return MORE;
    }
    if (called_off(in, b))
        return MORE;
    in->body_n = 1;
    if (b == 0x07 && in->string == ']')
        in->state = INPUT_GROUND;
    return MORE;
}

static enum step in_string_esc(struct input *in, uint8_t b)
{
    if (b == '\\') {
        in->state = INPUT_GROUND;
        return MORE;
    }
    enter(in, INPUT_ESC);
    return AGAIN;
}

/* ---- paste ---- */

/* Length of the character at s, 0 if it is not UTF-8 or is NUL. */
static size_t good_char(const uint8_t *s, size_t n)
{
    if (s[0] < 0x80)
        return s[0] != 0;
    size_t want = s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
    if (!want || want > n)
        return 0;
    for (size_t i = 1; i < want; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return want;
}

/* Leaves only UTF-8, with LF where the terminal sent CR or CRLF. */
static void clean(struct buf *text)
{
    uint8_t *s = (uint8_t *)text->data;
    size_t to = 0;
    for (size_t i = 0; i < text->size;) {
        size_t n = good_char(s + i, text->size - i);
        if (s[i] == '\r') {
            s[to++] = '\n';
            i += i + 1 < text->size && s[i + 1] == '\n' ? 2 : 1;
        } else if (n) {
            memmove(s + to, s + i, n);
            to += n;
            i += n;
        } else {
            i++;
        }
    }
    text->size = to;
    if (s)
        s[to] = '\0';
}

static enum step end_paste(struct input *in, struct event *out)
{
    in->state = INPUT_GROUND;
    in->alt = 0;
    in->paste_taken = true;
    in->paste.failed = false;
    clean(&in->paste);
    *out = (struct event){.kind = EVENT_PASTE};
    out->paste.text = buf_text(&in->paste);
    out->paste.n = in->paste.size;
    return EVENT;
}

static void paste_add(struct input *in, const char *bytes, size_t n)
{
    size_t room = INPUT_PASTE_MAX - in->paste.size;
    buf_add(&in->paste, bytes, n < room ? n : room);
}

static enum step in_paste(struct input *in, uint8_t b, struct event *out)
{
    if (b == (uint8_t)paste_close[in->paste_end]) {
        if (++in->paste_end < sizeof paste_close - 1)
            return MORE;
        return end_paste(in, out);
    }
    /* What looked like the end was text. ESC stands only at its start. */
    paste_add(in, paste_close, in->paste_end);
    in->paste_end = b == (uint8_t)paste_close[0];
    if (!in->paste_end)
        paste_add(in, (const char *)&b, 1);
    return MORE;
}

/* ---- the machine ---- */

static enum step step(struct input *in, uint8_t b, struct event *out)
{
    switch (in->state) {
    case INPUT_UTF8:
        return in_utf8(in, b, out);
    case INPUT_ESC:
        return in_esc(in, b);
    case INPUT_ESC_ESC:
        return in_esc_esc(in, b, out);
    case INPUT_CSI:
        return in_csi(in, b, out);
    case INPUT_SS3:
        return in_ss3(in, b, out);
    case INPUT_LINUX:
        return in_linux(in, b, out);
    case INPUT_X10:
        return in_x10(in, b, out);
    case INPUT_STRING:
        return in_string(in, b);
    case INPUT_STRING_ESC:
        return in_string_esc(in, b);
    case INPUT_PASTE:
        return in_paste(in, b, out);
    case INPUT_GROUND:
    case INPUT_STATES:
        break;
    }
    return in_ground(in, b, out);
}

/* No byte came for as long as the state waits: what was it, then? */
static bool time_out(struct input *in, struct event *out)
{
    enum input_state state = in->state;
    bool introducer = lone_introducer(in);
    in->state = INPUT_GROUND;
    in->alt = 0;
    if (state == INPUT_ESC_ESC)
        in->next = keys_char(0x1b);
    if (state == INPUT_ESC || state == INPUT_ESC_ESC)
        return tell(out, keys_char(0x1b), 0) == EVENT;
    if (introducer)
        return tell(out, keys_char((uint8_t)in->string), MOD_ALT) == EVENT;
    if (state == INPUT_PASTE)
        return end_paste(in, out) == EVENT;
    return false;
}

bool input_next(struct input *in, int64_t now, struct event *out)
{
    if (in->paste_taken) {
        buf_release(&in->paste);
        in->paste_taken = false;
    }
    if (in->next.code) {
        tell(out, in->next, 0);
        in->next = (struct key){0};
        return true;
    }
    while (in->raw_at < in->raw.size) {
        uint8_t b = (uint8_t)in->raw.data[in->raw_at++];
        enum step done;
        while ((done = step(in, b, out)) == AGAIN)
            ;
        if (done == EVENT)
            return true;
    }
    return in->state != INPUT_GROUND && input_wait(in, now) == 0 && time_out(in, out);
}
