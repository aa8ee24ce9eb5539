#include "testlib.h"

#include <ftw.h>
#include <unistd.h>

const char *testdata(const char *name)
{
    static char path[4096];
    const char *folder = getenv("MANICULE_TESTDATA");
    if (!folder || !*folder)
        return NULL;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s cannot be read", path);
    size_t n = 0, room = 1 << 16;
    uint8_t *bytes = malloc(room);
    assert_non_null(bytes);
    for (;;) {
        n += fread(bytes + n, 1, room - n - 1, file);
        if (n + 1 < room)
            break;
        room *= 2;
        bytes = realloc(bytes, room);
        assert_non_null(bytes);
    }
    fclose(file);
    bytes[n] = 0;
    *size = n;
    return bytes;
}

uint64_t test_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

struct world {
    int64_t clock;
    uint64_t seed;
};

static int64_t world_now(void *ctx)
{
    struct world *world = ctx;
    return world->clock++;
}

static void world_random(void *ctx, void *bytes, size_t n)
{
    struct world *world = ctx;
    for (uint8_t *p = bytes; n--; p++)
        *p = (uint8_t)test_random(&world->seed);
}

static void world_sleep(void *ctx, unsigned microseconds)
{
    (void)ctx;
    usleep(microseconds);
}

struct env test_env(uint64_t seed)
{
    static struct world worlds[64];
    static size_t next;
    struct world *world = &worlds[next++ % 64];
    *world = (struct world){.clock = 1767225600000, .seed = seed};
    return (struct env){world_now, world_random, world_sleep, world};
}

static char folder[4096];

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st, (void)kind, (void)walk;
    return remove(path);
}

static void remove_folder(void)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *test_folder(void)
{
    if (!folder[0]) {
        const char *base = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/manicule-test-XXXXXX", base ? base : "/tmp");
        assert_non_null(mkdtemp(folder));
        atexit(remove_folder);
    }
    return folder;
}
