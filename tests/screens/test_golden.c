/* Whole screens of the program on the sample project, as a person sees them: each file of
 * golden/ is one: its head says how to come there, the rest is the screen itself.
 *
 *   size 24 80          rows and columns
 *   env NO_COLOR=1      any number of these
 *   verb adjudicate     instead of open
 *   person alice
 *   document ferry
 *   keys gq q r         any number of these; blanks part keys for the eye
 *   sit rita review --of bob   further keys are of another sitting: who, verb, options
 *   ---
 *
 * With GOLDEN=write the screens are written anew (`make golden`), to be read in review like code.
 */
#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

#include "terminal.h"
#include "testlib.h"

enum { ENVS = 8, LINES_MAX = 32, WORDS = 12 };

struct golden {
    char *text;             /* owns what the others point into */
    unsigned rows, cols;
    const char *verb, *person, *document;
    const char *env[ENVS];
    const char *keys[LINES_MAX];
    bool sits[LINES_MAX];
    size_t n_env, n_keys, head; /* bytes of the head, with its --- */
    const char *screen;
};

static struct golden read_golden(const char *path)
{
    struct golden g = {.verb = "open", .person = "alice"};
    size_t n;
    g.text = (char *)read_file(path, &n);
    char *end = strstr(g.text, "\n---\n");
    if (!end)
        fail_msg("%s: no --- after the head", path);
    g.head = (size_t)(end - g.text) + 5;
    g.screen = g.text + g.head;
    *end = '\0';
    char *save = NULL;
    for (char *line = strtok_r(g.text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        char *word = strchr(line, ' ');
        if (!word)
            fail_msg("%s: %s", path, line);
        *word++ = '\0';
        if (strcmp(line, "size") == 0)
            assert_int_equal(sscanf(word, "%u %u", &g.rows, &g.cols), 2);
        else if (strcmp(line, "verb") == 0)
            g.verb = word;
        else if (strcmp(line, "person") == 0)
            g.person = word;
        else if (strcmp(line, "document") == 0)
            g.document = word;
        else if (strcmp(line, "env") == 0 && g.n_env + 1 < ENVS)
            g.env[g.n_env++] = word;
        else if ((strcmp(line, "keys") == 0 || strcmp(line, "sit") == 0) && g.n_keys < LINES_MAX) {
            g.sits[g.n_keys] = line[0] == 's';
            g.keys[g.n_keys++] = word;
        }
        else
            fail_msg("%s: %s is not understood", path, line);
    }
    return g;
}

/* The sample project, made anew: a screen must not depend on the one before. */
static void make_project(const char *program, const char *path)
{
    char line[16000];
    unlink(path);
    snprintf(line, sizeof line,
             "exec 2>&1 >/dev/null; '%s' init '%s' && cd src/share/examples && "
             "'%s' add '%s' ferry.txt glass-eels.txt lighthouse.txt && '%s' import '%s' marks.jsonl",
             program, path, program, path, program, path);
    if (system(line) != 0)
        fail_msg("failed: %s", line);
}

static void press(struct terminal *t, const char *line)
{
    char keys[1024], *save = NULL;
    snprintf(keys, sizeof keys, "%s", line);
    for (char *key = strtok_r(keys, " ", &save); key; key = strtok_r(NULL, " ", &save))
        terminal_press(t, key);
}

static void rewrite(const char *path, const struct golden *g, const char *screen)
{
    size_t n;
    uint8_t *old = read_file(path, &n);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(old, 1, g->head, file);
    fputs(screen, file);
    fclose(file);
    free(old);
}

/* "rita review --of bob" */
static struct terminal *sit(const struct golden *g, const char *program, const char *project,
                            const char *line)
{
    const char *argv[WORDS] = {program, NULL, project, "--as"};
    char words[256], *save = NULL;
    size_t n = 5;
    snprintf(words, sizeof words, "%s", line);
    argv[4] = strtok_r(words, " ", &save);
    argv[1] = strtok_r(NULL, " ", &save);
    for (char *word; n + 1 < WORDS && (word = strtok_r(NULL, " ", &save));)
        argv[n++] = word;
    struct terminal_options options = {.rows = g->rows, .cols = g->cols, .argv = argv, .env = g->env};
    struct terminal *t = terminal_start(&options);
    terminal_sync(t);
    return t;
}

static void check(const char *path, const char *program, const char *project)
{
    struct golden g = read_golden(path);
    make_project(program, project);
    char first[256];
    struct buf why = {0};
    snprintf(first, sizeof first, "%s %s --document %s", g.person, g.verb, g.document);
    struct terminal *t = sit(&g, program, project, first);
    for (size_t i = 0; i < g.n_keys; i++) {
        if (!g.sits[i]) {
            press(t, g.keys[i]);
            continue;
        }
        terminal_keys(t, "<C-q>");
        assert_int_equal(terminal_wait(t), 0);
        terminal_end(t);
        t = sit(&g, program, project, g.keys[i]);
    }
    if (terminal_compare(t, &why))
        fail_msg("%s: %s", path, buf_text(&why));
    if (getenv("GOLDEN"))
        rewrite(path, &g, terminal_text(t));
    else if (strcmp(terminal_text(t), g.screen) != 0)
        fail_msg("%s\nexpected\n%s\nshown\n%s", path, g.screen, terminal_text(t));
    buf_release(&why);
    terminal_end(t);
    free(g.text);
}

static void test_screens(void **state)
{
    (void)state;
    const char *program = getenv("MANICULE"), *folder = "tests/screens/golden";
    char project[4200], path[5000];
    struct dirent **names;
    if (!program)
        fail_msg("MANICULE does not name the program");
    snprintf(project, sizeof project, "%s/golden.manicule", test_folder());
    int n = scandir(folder, &names, NULL, alphasort), seen = 0;
    assert_true(n > 0);
    for (int i = 0; i < n; i++) {
        if (strstr(names[i]->d_name, ".screen")) {
            snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
            check(path, program, project);
            seen++;
        }
        free(names[i]);
    }
    free(names);
    assert_true(seen > 0);
}

/* What is marked is seen without a colour: underlined, bold where two spans lie, its letter beside. */
static void test_without_colours(void **state)
{
    (void)state;
    static const char *const no_colour[] = {"NO_COLOR=1", NULL}, *const none[] = {NULL};
    const char *program = getenv("MANICULE");
    char project[4200];
    snprintf(project, sizeof project, "%s/mono.manicule", test_folder());
    for (int pass = 0; pass < 2; pass++) {
        make_project(program, project);
        const char *argv[] = {program, "open", project, "--as", "zoe", "--document", "ferry", NULL};
        struct terminal_options options = {
            .rows = 24, .cols = 80, .argv = argv, .env = pass ? no_colour : none};
        struct terminal *t = terminal_start(&options);
        terminal_sync(t);
        press(t, "v <Right> <Right> l <Esc> <Home> v <Right> q");
        unsigned coloured = 0;
        for (unsigned row = 0; row < 24; row++)
            for (unsigned col = 0; col < 80; col++)
                coloured += terminal_cell(t, row, col).fg != -1 || terminal_cell(t, row, col).bg != -1;
        if (pass)
            assert_int_equal(coloured, 0);
        else
            assert_true(coloured > 0);
        struct terminal_cell both = terminal_cell(t, 1, 4), one = terminal_cell(t, 1, 6),
                             plain = terminal_cell(t, 1, 8);
        assert_true(both.underline && both.bold);
        assert_true(one.underline && !one.bold);
        assert_true(!plain.underline && !plain.bold);
        assert_memory_equal(terminal_row(t, 1), "QL  ", 4);
        terminal_end(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_screens),
        cmocka_unit_test(test_without_colours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
