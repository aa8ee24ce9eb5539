/* Memory that ends, at every allocation: the verbs refuse in one line and leave the project as it
 * was or as it should be, and a sitting goes on with what is in the file. Curses, which crashes, is
 * left out: nothing is held that it could lose.
 *
 * MANICULE_ALL_FAULTS=1 fails each allocation in turn instead of a sample of them.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "../cmd/program.h"
#include "../workbench/sitting.h"
#include "preload_memory.h"
#include "preloaded.h"

#include "manicule/view/view.h"

static struct short_memory *memory;

/* ---- the verbs ---- */

static const char article[] =
    "The harbour that would not sleep\n\n"
    "\"We counted 41 ships,\" said Marta Oyelaran. It cost 3.5 million crowns.\n";

/* A project with an article and a span, and what it exports; then a file to import and one to add.
 */
static const char preparation[] =
    "printf '%s' \"$ARTICLE\" >a.txt && $M init p.manicule --as lead >/dev/null && "
    "$M add p.manicule a.txt --as lead >/dev/null && "
    "$M export p.manicule --as lead -o bare.jsonl && "
    "sed "
    "'s/\"set\":null/"
    "\"set\":\"person\",\"annotator\":\"lead\",\"status\":\"open\",\"spans\":[{\"id\":"
    "\"01890000-0000-7000-8000-000000000001\",\"label\":\"speaker\",\"start\":62,\"end\":76,"
    "\"text\":\"Marta Oyelaran\"}],\"relations\":[]/' "
    "bare.jsonl >in.jsonl && cp p.manicule with.manicule && "
    "$M import with.manicule in.jsonl --as lead >/dev/null && "
    "$M export with.manicule --as lead >full.jsonl && grep -q 01890000-0000-7000 full.jsonl && "
    "sed 's/sleep/rest/' a.txt >c.txt && cp with.manicule revised.manicule && "
    "$M revise revised.manicule a c.txt --as lead >/dev/null && "
    "cp with.manicule two.manicule && "
    "sed 's/\"lead\"/\"alice\"/;s/\"open\"/\"done\"/;s/01890000/01890001/' in.jsonl | "
    "$M import two.manicule - --as lead >/dev/null && "
    "sed 's/\"lead\"/\"bob\"/;s/\"open\"/\"done\"/;s/01890000/01890002/;s/\"start\":62/\"start\":68/;"
    "s/\"Marta Oyelaran\"/\"Oyelaran\"/' in.jsonl | $M import two.manicule - --as lead >/dev/null && "
    "printf 'Selvik has %s lamp.\\n' one >b.txt && "
    "sed 's/\"open\"/\"done\"/' full.jsonl >two.jsonl && "
    "sed 's/\"annotator\":\"lead\"/\"annotator\":\"other\"/; s/01890000-/01880000-/' two.jsonl "
    ">other.jsonl && cat other.jsonl >>two.jsonl && cp p.manicule both.manicule && "
    "$M import both.manicule two.jsonl --as lead >/dev/null && $M agree both.manicule --as lead "
    "--bootstrap 5 --seed 1 >agreed 2>/dev/null && "
    "$M export both.manicule --as lead --format html -o page.html && "
    "$M export both.manicule --as lead --split a=1,b=1 -o parts";

static const struct verb_row {
    const char *script; /* on w.manicule, a copy */
    const char *from;   /* of this project */
    const char *after;  /* true in the shell when the verb has done its work */
    const char *before; /* true when it has done nothing */
    unsigned lines;     /* that a refusal has at most */
    bool told_last;     /* it says what it did when it is done, and that can fail too */
} verb_rows[] = {
    {"$M export w.manicule --as lead -o out.jsonl", "with", "cmp -s out.jsonl full.jsonl",
     "! test -e out.jsonl", 1, false},
    {"$M import w.manicule in.jsonl --as lead >/dev/null", "p",
     "$M export w.manicule --as lead | cmp -s - full.jsonl",
     "$M export w.manicule --as lead | cmp -s - bare.jsonl", 1, true},
    {"$M add w.manicule b.txt --as lead >/dev/null", "p",
     "$M show w.manicule b --as lead >/dev/null",
     "! $M show w.manicule b --as lead >/dev/null 2>&1", 2,
     true}, /* the file's, and how many were not added */
    {"$M revise w.manicule a c.txt --as lead >/dev/null", "with",
     "$M show w.manicule a --as lead | grep -q 'not rest'",
     "$M export w.manicule --as lead | cmp -s - full.jsonl", 1, true},
    {"$M revise w.manicule a --undo --as lead >/dev/null", "revised",
     "$M export w.manicule --as lead | cmp -s - full.jsonl",
     "$M show w.manicule a --as lead | grep -q 'not rest'", 1, true},
    {"$M verify w.manicule --as lead >/dev/null", "with", "true", "true", 1, false},
    {"$M verify w.manicule --as lead >/dev/null", "revised", "true", "true", 1, false},
    {"$M agree w.manicule --as lead --bootstrap 5 --seed 1 >out", "both", "cmp -s out agreed",
     "! cmp -s out agreed", 1, false},
    {"$M export w.manicule --as lead --format html -o out.jsonl", "both",
     "cmp -s out.jsonl page.html", "! test -e out.jsonl", 1, false},
    {"$M export w.manicule --as lead --split a=1,b=1 -o out.d", "both", "diff -r out.d parts",
     "! test -e out.d && ! ls -d .manicule-*", 1, false},
};

enum { EVERY = 16, SAMPLES = 32, ONWARDS = 16 };

static bool verifies(const char *path, char why[700])
{
    struct err err = {0};
    struct store *store;
    size_t findings = 0;
    const struct store_options options = {.person = "lead", .env = test_env(3)};
    const struct store_report report = {0};
    if (store_open(path, &options, &store, &err) != OK) {
        snprintf(why, 700, "%s", err.text);
        return false;
    }
    struct labelset labels;
    size_t n;
    const char *json = labelset_builtin(&n);
    assert_int_equal(labelset_read(json, n, &labels, NULL), OK);
    store_use_labels(store, &labels);
    enum fault fault = store_verify(store, &report, &findings, &err);
    store_close(store);
    labelset_free(&labels);
    snprintf(why, 700, "%zu findings %s", findings, err.text);
    return !fault && findings == 0;
}

struct run {
    struct result result;
    unsigned long made, failed; /* allocations */
};

static struct run run_short(const char *folder, const struct verb_row *row, const char *at)
{
    char script[8000], counts[4300];
    snprintf(counts, sizeof counts, "%s/counts", folder);
    unlink(counts);
    snprintf(script, sizeof script,
             "rm -rf out.jsonl out.d w.manicule*; cp %s.manicule w.manicule; MANICULE_TEST_SHORT_AT=%s "
             "MANICULE_TEST_SHORT_COUNT=counts LD_PRELOAD=%s %s",
             row->from, at, preload_path("preload_memory"), row->script);
    struct run run = {.result = program_run(folder, script, false)};
    FILE *file = fopen(counts, "r");
    if (file) {
        assert_int_equal(fscanf(file, "%lu %lu", &run.made, &run.failed), 2);
        fclose(file);
    }
    return run;
}

/* Full lines of words, at most so many. */
static bool says_in_lines(const char *text, unsigned most)
{
    unsigned n = 0;
    for (const char *end; *text && (end = strchr(text, '\n')); text = end + 1, n++)
        if (strncmp(text, "manicule: ", 10) != 0 || end < text + 12)
            return false;
    return n > 0 && n <= most && !*text;
}

static bool holds(const char *folder, const char *script)
{
    struct result looked = program_run(folder, script, false);
    int code = looked.code;
    result_free(&looked);
    return code == 0;
}

/* NULL, or what is wrong with how it ended. */
static const char *judged(const char *folder, const struct verb_row *row, const struct run *run)
{
    static char why[1000];
    char path[4300], found[700];
    const struct result *r = &run->result;
    if (r->code >= 128)
        return "it crashed";
    if (r->code && !says_in_lines(r->err, row->lines))
        return "it does not say in one line what is wrong";
    if (!r->code && r->err[0])
        return "it complains and ends well";
    if (r->code && r->code != fault_exit_code(FAULT_MEMORY))
        return "the exit code does not say that memory ran out";
    snprintf(path, sizeof path, "%s/w.manicule", folder);
    if (!verifies(path, found)) {
        snprintf(why, sizeof why, "the project: %s", found);
        return why;
    }
    if (r->code ? holds(folder, row->before) || (row->told_last && holds(folder, row->after))
                : holds(folder, row->after))
        return NULL;
    return r->code ? "it failed but has done something"
                   : "it ended well without having done its work";
}

static const char *prepared_folder(void)
{
    static char folder[4200];
    if (folder[0])
        return folder;
    snprintf(folder, sizeof folder, "%s", fresh_folder());
    setenv("ARTICLE", article, 1);
    struct result r = program_run(folder, preparation, false);
    if (r.code)
        fail_msg("%s", r.err);
    result_free(&r);
    return folder;
}

static void try_one(const struct verb_row *row, unsigned long n, bool onwards)
{
    char at[32];
    const char *folder = prepared_folder();
    snprintf(at, sizeof at, "%lu%s", n, onwards ? "+" : "");
    struct run run = run_short(folder, row, at);
    const char *why = judged(folder, row, &run);
    if (why)
        fail_msg("%s, allocation %s: exit %d: %s\n%s", row->script, at, run.result.code, why,
                 run.result.err);
    result_free(&run.result);
}

/* The first ones, which are the program's start, then a sample. */
static unsigned long step_after(unsigned long n, unsigned long made, unsigned long samples)
{
    return getenv("MANICULE_ALL_FAULTS") || n < EVERY || made < EVERY + samples
               ? 1
               : (made - EVERY) / samples;
}

static void test_verbs(void **state)
{
    const struct verb_row *row = *state;
    if (SANITIZED)
        skip(); /* the sanitizer has an allocator of its own */
    const char *folder = prepared_folder();
    struct run run = run_short(folder, row, "0");
    const char *why = judged(folder, row, &run);
    if (why || run.result.code)
        fail_msg("%s: %s\n%s", row->script, why ? why : "refused", run.result.err);
    result_free(&run.result);
    assert_in_range(run.made, 100, 100000);
    for (unsigned long n = 1; n <= run.made; n += step_after(n, run.made, SAMPLES))
        try_one(row, n, false);
    for (unsigned long n = 1; n <= run.made; n += step_after(n + EVERY, run.made, ONWARDS))
        try_one(row, n, true);
}

/* ---- a sitting without a terminal ---- */

/* In a process of its own: cmocka would take a crash for the end of a test, and go on. */
static void die_of_signals(void)
{
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        signal(fatal[i], SIG_DFL);
}

/* What a sitting tells the test that started it. */
struct report {
    int fault;          /* it could not be begun */
    bool reads;         /* the article is open */
    unsigned shown;     /* spans on the screen at the end */
    bool saved;         /* and the screen says that all is saved */
    unsigned refusals;  /* edits that were refused, in words */
    bool silent;        /* one without words */
    char words[700];    /* of the fault, or what was typed */
    unsigned long made; /* allocations */
};

static const char *const sitting_steps[] = {
    "gq",
    "q",
    "l",
    "/Marta<Enter><Esc>",
    "s",
    "u",
    "U",
    "?<Esc>",
    "<PgDn>",
    "/3.5<Enter><Esc>",
    "a",
    "=quite large<Enter>",
    "d",
    "u",
    ":spans<Enter><Esc>",
    "G",
    "gg",
};

static const char *const deciding_steps[] = {
    ":agree<Space>alice<Space>bob<Enter>", "<Tab>", "<Enter>", "<Tab>", "0", "<Esc>", ":people<Enter>", "<Esc>",
    "<Tab>", "1", "u", "<Tab>", "b", "u", ":names<Enter>", "<Tab>", "e", "]", "w", "<Enter>", "u", "u", "u",
    ":settle<Space>longest<Enter>", ":agree<Space>trimmed<Enter>", "gg", "q", "F", "F", ":take-back<Enter>",
    ":finish-agreed<Enter>",
};

/* What a person does with a copy of a project. */
static struct course {
    const char *project;
    struct desk desk;
    const char *const *steps;
    size_t n;
} marking = {"p", {.task = TASK_MARK}, sitting_steps, sizeof sitting_steps / sizeof *sitting_steps},
  deciding = {"two", {.task = TASK_ADJUDICATE}, deciding_steps, sizeof deciding_steps / sizeof *deciding_steps};

static void press(struct workbench *wb, struct view *view, const char *keys, struct report *report)
{
    while (*keys) {
        struct event event = {.kind = EVENT_KEY};
        bool saved = wb->saved;
        size_t n = key_parse(keys, &event.key);
        workbench_event(wb, &event);
        if (saved && !wb->saved && ++report->refusals && !wb->message.size) {
            report->silent = true;
            snprintf(report->words, sizeof report->words, "[%s]", keys);
        }
        keys += n;
        workbench_wants(wb);
        view_draw(view, wb);
    }
}

/* In a process of its own, from the opening of the project to its closing. */
static void sit(const struct course *course, const char *path, unsigned long at, bool onwards,
                struct report *report)
{
    die_of_signals();
    struct labelset labels = {0};
    struct store *store = NULL;
    struct workbench *wb = NULL;
    struct view *view = NULL;
    struct env env = test_env(7);
    struct err err = {0};
    const struct store_options options = {.person = "lead", .env = env};
    const struct workbench_options wanted = {
        .desk = &course->desk, .theme = "mono", .utf8 = true, .env = env};
    size_t n;
    const char *json = labelset_builtin(&n);
    *memory = (struct short_memory){.at = at, .onwards = onwards};
    enum fault fault = labelset_read(json, n, &labels, &err);
    if (!fault)
        fault = store_open(path, &options, &store, &err);
    if (!fault) {
        store_use_labels(store, &labels);
        fault = workbench_open(store, &labels, &wanted, 24, 80, &wb, &err);
    }
    if (!fault && !(view = view_new()))
        fault = err_set(&err, FAULT_MEMORY, "out of memory");
    report->silent = fault && !err.text[0];
    for (size_t i = 0; !fault && i < course->n; i++) {
        press(wb, view, course->steps[i], report);
        while (workbench_idle(wb))
            ;
    }
    report->reads = wb && wb->article;
    if (report->reads) {
        report->shown = (unsigned)set_count(wb->set);
        report->saved = wb->saved;
    }
    workbench_close(wb);
    view_free(view);
    store_close(store);
    labelset_free(&labels);
    report->fault = (int)fault;
    if (fault)
        snprintf(report->words, sizeof report->words, "%s", err.text);
    report->made = memory->count;
    _exit(0);
}

static int spans_in(const struct course *course, const char *path)
{
    bool gold = course->desk.task == TASK_ADJUDICATE;
    struct err err = {0};
    struct store *store;
    struct document document;
    struct set_info info;
    const struct store_options options = {.person = "lead", .env = test_env(3)};
    if (store_open(path, &options, &store, &err) != OK ||
        store_document_named(store, "a", &document, &err) != OK ||
        store_set(store, document.key, gold ? SET_GOLD : SET_PERSON, gold ? NULL : "lead", &info, &err) !=
            OK)
        fail_msg("%s", err.text);
    document_release(&document);
    store_close(store);
    return (int)info.spans;
}

static void sit_short(const struct course *course, unsigned long at, bool onwards, struct report *report)
{
    char path[4300], why[700], script[200];
    snprintf(script, sizeof script, "rm -f s.manicule*; cp %s.manicule s.manicule", course->project);
    struct result copied = program_run(prepared_folder(), script, false);
    result_free(&copied);
    snprintf(path, sizeof path, "%s/s.manicule", prepared_folder());
    *report = (struct report){0};
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        sit(course, path, at, onwards, report);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    const char *mode = onwards ? "+" : "";
    if (!WIFEXITED(status))
        fail_msg("allocation %lu%s: the sitting ended by signal %d", at, mode, WTERMSIG(status));
    if (report->fault && report->fault != FAULT_MEMORY)
        fail_msg("allocation %lu%s: fault %d: %s", at, mode, report->fault, report->words);
    if (report->silent)
        fail_msg("allocation %lu%s: refused without a word after %s", at, mode, report->words);
    if (!verifies(path, why))
        fail_msg("allocation %lu%s: %s", at, mode, why);
    if (!report->reads)
        return;
    int there = spans_in(course, path);
    /* Without any memory what is there may not be shown; it is never the other way. */
    if (onwards ? (int)report->shown > there : (int)report->shown != there)
        fail_msg("allocation %lu%s: %u on the screen, %d in the file", at, mode, report->shown,
                 there);
}

static void test_sitting(void **state)
{
    const struct course *course = *state;
    if (SANITIZED)
        skip();
    struct report *report =
        mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(report, MAP_FAILED);
    sit_short(course, 0, false, report);
    assert_int_equal(report->fault, OK);
    assert_int_equal(report->refusals, 0);
    assert_in_range(report->shown, 1, 10);
    unsigned long made = report->made;
    unsigned refused = 0, not_begun = 0;
    for (unsigned long n = 1; n <= made; n += step_after(n, made, 4 * SAMPLES)) {
        sit_short(course, n, false, report);
        not_begun += report->fault != 0;
        refused += report->refusals != 0;
    }
    for (unsigned long n = 1; n <= made; n += step_after(n + EVERY, made, 2 * ONWARDS))
        sit_short(course, n, true, report);
    assert_true(not_begun > 0);
    assert_true(refused > 0);
    munmap(report, sizeof *report);
}

/* The control: code that does not look at what malloc() gave it is seen to crash. */
static void test_careless(void **state)
{
    (void)state;
    if (SANITIZED)
        skip();
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        die_of_signals();
        setrlimit(RLIMIT_CORE, &(struct rlimit){0});
        *memory = (struct short_memory){.at = 3};
        for (int i = 0; i < 5; i++) {
            volatile char *bytes = malloc(100);
            *bytes = 1;
            free((void *)(uintptr_t)bytes);
        }
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

int main(int argc, char **argv)
{
    (void)argc;
    if (!SANITIZED) {
        memory = preload_self("preload_memory", "short_memory", argv);
        assert_non_null(memory);
    }
    enum { VERBS = sizeof verb_rows / sizeof *verb_rows };
    static struct verb_row rows[VERBS]; /* cmocka wants a state that could be written */
    struct CMUnitTest tests[VERBS + 3] = {
        [VERBS] = {.name = "marking", .test_func = test_sitting, .initial_state = &marking},
        [VERBS + 1] = {.name = "adjudicating", .test_func = test_sitting, .initial_state = &deciding},
        [VERBS + 2] = cmocka_unit_test(test_careless)};
    for (size_t i = 0; i < VERBS; i++) {
        rows[i] = verb_rows[i];
        tests[i] = (struct CMUnitTest){
            .name = rows[i].script, .test_func = test_verbs, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
