/* SIGKILL while somebody marks: each word that the screen showed as marked is in the file exactly
 * once, nothing is that no key asked for, and `verify` passes. The program runs on a terminal and is
 * killed at a moment that chance picks: keys are sent ahead of what it shows, so it may be reading,
 * committing or drawing.
 *
 * MANICULE_KILLS sets the number of rounds (40).
 */
#include <sched.h>
#include <signal.h>

#include "../cmd/program.h"
#include "terminal.h"

/* The article is words of one length, "w000 w001 ...", so that word i stands at WORD * i, and so
 * many to a line that a row of the screen is a line. */
enum { WORDS = 240, WORD = 5, IN_ROW = 12, MARKS = 30, YIELDS = 400, TEXT_COLUMN = 4, ROWS = 30 };

struct oracle {
    bool shown[WORDS];       /* the last screen shows it as marked */
    unsigned there[WORDS];   /* how often the file holds it */
    unsigned asked;          /* words whose keys were sent: 0 up to this */
    unsigned lost, twice, unknown, seen;
};

static void write_article(const char *folder)
{
    char path[4300];
    snprintf(path, sizeof path, "%s/a.txt", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (unsigned i = 0; i < WORDS; i++)
        fprintf(file, "w%03u%c", i, i % IN_ROW == IN_ROW - 1 ? '\n' : ' ');
    assert_int_equal(fclose(file), 0);
}

static bool word_at(const struct terminal *t, unsigned row, unsigned col, unsigned *word)
{
    *word = 0;
    for (unsigned i = 0; i < WORD - 1; i++) {
        uint32_t c = terminal_cell(t, row, col + i).c[0];
        if (i == 0 ? c != 'w' : c < '0' || c > '9')
            return false;
        *word = i ? *word * 10 + (c - '0') : 0;
    }
    return *word < WORDS;
}

/* A marked word is underlined. Only rows of the text are looked at: those that begin as a line. */
static void look_at_screen(const struct terminal *t, struct oracle *oracle)
{
    unsigned first, word;
    for (unsigned row = 1; row < ROWS - 3; row++) {
        if (!word_at(t, row, TEXT_COLUMN, &first) || first % IN_ROW)
            continue;
        for (unsigned i = 0; i < IN_ROW; i++) {
            unsigned col = TEXT_COLUMN + i * WORD;
            bool marked = word_at(t, row, col, &word) && word == first + i;
            for (unsigned k = 0; marked && k < WORD - 1; k++)
                marked = terminal_cell(t, row, col + k).underline;
            if (marked)
                oracle->shown[word] = true;
        }
    }
}

static void look_at_file(const char *folder, struct oracle *oracle)
{
    struct result r = program_run(folder, "$M verify a.txt.manicule && $M export a.txt.manicule", false);
    if (r.code != 0)
        fail_msg("exit %d\n%s%s", r.code, r.out, r.err);
    const char *at = strstr(r.out, "\"spans\":");
    while (at && (at = strstr(at, "\"start\":"))) {
        char *end;
        unsigned long from = strtoul(at + 8, &end, 10), to = 0;
        assert_int_equal(sscanf(end, ",\"end\":%lu", &to), 1);
        if (from % WORD == 0 && to == from + WORD - 1 && from / WORD < oracle->asked)
            oracle->there[from / WORD]++;
        else
            oracle->unknown++;
        at = end;
    }
    result_free(&r);
    for (unsigned i = 0; i < WORDS; i++) {
        oracle->seen += oracle->shown[i];
        oracle->lost += oracle->shown[i] && !oracle->there[i];
        oracle->twice += oracle->there[i] > 1;
    }
}

/* Marks some words and is killed. `marks` of them were seen by the program at least; more keys are
 * on their way. */
static struct oracle killed_sitting(const char *folder, uint64_t *chance, unsigned marks)
{
    struct oracle oracle = {0};
    const char *argv[] = {program_path(), "a.txt", "--as", "alice", NULL};
    struct terminal *t = terminal_start(&(struct terminal_options){
        .rows = ROWS, .cols = 100, .argv = argv, .folder = folder});
    terminal_sync(t);
    for (; oracle.asked < marks; oracle.asked++) {
        terminal_keys(t, oracle.asked ? "wves" : "ves");
        terminal_read(t);
    }
    for (uint64_t yields = test_random(chance) % YIELDS; yields > 0; yields--)
        sched_yield(); /* nothing waits for this: it only moves the moment */
    terminal_signal(t, SIGKILL);
    assert_int_equal(terminal_wait(t), 128 + SIGKILL);
    look_at_screen(t, &oracle);
    terminal_end(t);
    return oracle;
}

static void test_killed(void **state)
{
    (void)state;
    const char *wanted = getenv("MANICULE_KILLS");
    unsigned rounds = wanted ? (unsigned)strtoul(wanted, NULL, 10) : 40, seen = 0, between = 0;
    uint64_t chance = 61;
    for (unsigned i = 0; i < rounds; i++) {
        const char *folder = fresh_folder();
        write_article(folder);
        struct oracle oracle = killed_sitting(folder, &chance, 1 + (unsigned)(test_random(&chance) % MARKS));
        look_at_file(folder, &oracle);
        if (oracle.lost || oracle.twice || oracle.unknown)
            fail_msg("round %u: of %u shown %u are lost; %u are there twice, %u are of nobody's keys",
                     i, oracle.seen, oracle.lost, oracle.twice, oracle.unknown);
        seen += oracle.seen;
        between += oracle.seen < oracle.asked;
    }
    print_message("# %u rounds: %u marks were shown, none lost; %u rounds ended among the marks\n",
                  rounds, seen, between);
    assert_true(seen >= rounds); /* the oracle has something to judge */
    assert_true(between > 0);    /* and the kill comes early enough to do harm */
}

/* The control: a file that lags behind the screen, as after a "saved" that came too early. */
static void test_a_lag_is_noticed(void **state)
{
    (void)state;
    uint64_t chance = 62;
    const char *folder = fresh_folder();
    write_article(folder);
    struct oracle first = killed_sitting(folder, &chance, 4), second = {.asked = MARKS};
    look_at_file(folder, &first);
    struct result r = program_run(folder, "cp a.txt.manicule old && rm a.txt.manicule* && $M export old -o x", false);
    assert_int_equal(r.code, 0);
    result_free(&r);
    second = killed_sitting(folder, &chance, MARKS); /* a file made anew */
    r = program_run(folder, "rm a.txt.manicule* && mv old a.txt.manicule", false);
    assert_int_equal(r.code, 0);
    result_free(&r);
    look_at_file(folder, &second);
    assert_int_equal(first.lost, 0);
    assert_true(second.seen > first.asked);
    assert_true(second.lost > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_killed),
        cmocka_unit_test(test_a_lag_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
