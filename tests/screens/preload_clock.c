/* preload_clock.c: the time of day goes on by MANICULE_TEST_TICK milliseconds at every look, and
 * not otherwise. */
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t id, struct timespec *out)
{
    static long long looks;
    const char *tick = getenv("MANICULE_TEST_TICK");
    (void)id;
    long long ms = 1767225600000 + looks++ * (tick ? atoll(tick) : 0);
    *out = (struct timespec){.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
    return 0;
}
