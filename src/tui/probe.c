#include "manicule/tui/probe.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

/* U+00E9 takes two columns where UTF-8 is not understood, U+203B where ambiguous characters are
 * wide, U+1FAE0 where the terminal knows Unicode 14. Where it knows no UTF-8 the last one begins
 * a string (0x9F is APC), which ST ends. Concealed, each from the line's start, then wiped; the
 * last question is answered by every terminal. */
static const char question[] = "\033[8m"
                               "\r\303\251\033[6n"
                               "\r\342\200\273\033[6n"
                               "\r\360\237\253\240\033\\\033[6n"
                               "\033[m\r\033[K\033[c";
enum { SAMPLE_UTF8, SAMPLE_AMBIGUOUS, SAMPLE_EMOJI, SAMPLES };

const char *probe_question(void)
{
    return question;
}

int64_t probe_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Two columns are drawn when the cursor then stands in the third. */
static bool wide(const struct input_replies *replies, unsigned sample)
{
    return replies->column[sample] == 3;
}

struct probe_answer probe_read(int fd, int64_t until, struct input *input)
{
    /* Keys may come before answers, and must wait: a decoder of its own looks at the answers. */
    struct input scout = {.replies.awaited = true};
    struct event event;
    char bytes[4096];
    input->replies.awaited = true;
    for (int64_t now = probe_clock(); !scout.replies.done && now < until; now = probe_clock()) {
        struct pollfd poll_in = {.fd = fd, .events = POLLIN};
        int ready = poll(&poll_in, 1, (int)(until - now));
        if (ready < 0 && errno != EINTR)
            break;
        if (ready <= 0)
            continue;
        ssize_t n = read(fd, bytes, sizeof bytes);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n <= 0)
            break;
        input_feed(input, bytes, (size_t)n, now);
        input_feed(&scout, bytes, (size_t)n, now);
        while (input_next(&scout, now, &event))
            ;
    }
    struct probe_answer answer = {0};
    if (scout.replies.n >= SAMPLES) {
        answer.known = true;
        answer.utf8 = !wide(&scout.replies, SAMPLE_UTF8);
        if (answer.utf8) {
            answer.widths.ambiguous = wide(&scout.replies, SAMPLE_AMBIGUOUS) ? 2 : 1;
            answer.widths.new_emoji = wide(&scout.replies, SAMPLE_EMOJI);
        }
    }
    input_release(&scout);
    return answer;
}
