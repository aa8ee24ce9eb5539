#include "manicule/cmd/when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "manicule/flow/shown.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

static enum fault refuse(const char *text, struct err *err)
{
    return err_set(err, FAULT_USAGE, "%s is no time: 2026-11-25, \"2026-11-25 14:02\", 2h or 3d",
                   shown(text).text);
}

static bool ago(const char *text, int64_t now, int64_t *out)
{
    static const struct {
        char letter;
        int64_t length;
    } units[] = {{'m', MINUTE}, {'h', HOUR}, {'d', DAY}, {'w', 7 * (int64_t)DAY}};
    enum { LONGEST = 6 }; /* digits */
    size_t n = strspn(text, "0123456789");
    if (n == 0 || n > LONGEST || !text[n] || text[n + 1])
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (units[i].letter == text[n]) {
            *out = now - strtoll(text, NULL, 10) * units[i].length;
            return true;
        }
    return false;
}

enum fault when_parse(const char *text, int64_t now, bool end, int64_t *out, struct err *err)
{
    static const struct {
        const char *format;
        int64_t length; /* of what it names */
    } formats[] = {
        {"%Y-%m-%d", DAY},
        {"%Y-%m-%d %H:%M", MINUTE},
        {"%Y-%m-%dT%H:%M", MINUTE},
        {"%Y-%m-%d %H:%M:%S", SECOND},
        {"%Y-%m-%dT%H:%M:%S", SECOND},
    };
    if (ago(text, now, out))
        return OK;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct tm tm = {.tm_isdst = -1};
        const char *rest = strptime(text, formats[i].format, &tm);
        bool utc = rest && *rest == 'Z' && formats[i].length < DAY;
        if (!rest || rest[utc])
            continue;
        int day = tm.tm_mday;
        struct tm next = tm;
        next.tm_mday += 1;
        int64_t at = utc ? timegm(&tm) : mktime(&tm);
        if (at == -1 || tm.tm_mday != day) /* mktime() takes 31 February for 3 March */
            break;
        *out = at * SECOND;
        if (end) /* a day of a change of clocks is shorter or longer */
            *out = (formats[i].length == DAY ? (int64_t)mktime(&next) * SECOND
                                             : *out + formats[i].length) -
                   1;
        return OK;
    }
    return refuse(text, err);
}

void when_short(int64_t at, int64_t now, char out[WHEN_TEXT])
{
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t then = (time_t)(at / SECOND), today = (time_t)(now / SECOND);
    struct tm a, b;
    out[0] = '\0';
    if (!localtime_r(&then, &a) || !localtime_r(&today, &b))
        return;
    if (a.tm_year == b.tm_year)
        snprintf(out, WHEN_TEXT, "%2d %s %02d:%02d", a.tm_mday, months[a.tm_mon], a.tm_hour,
                 a.tm_min);
    else
        snprintf(out, WHEN_TEXT, "%2d %s  %04d", a.tm_mday, months[a.tm_mon],
                 (a.tm_year + 1900) % 10000);
}

void when_utc(int64_t at, char out[32])
{
    time_t seconds = (time_t)(at / SECOND);
    struct tm utc;
    if (!gmtime_r(&seconds, &utc) || !strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &utc))
        out[0] = '\0';
    else
        snprintf(out + strlen(out), 8, ".%03dZ", (int)(at % SECOND));
}
