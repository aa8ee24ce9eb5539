/* JSONTestSuite through every format that is read as JSON: what is no JSON is refused with its place,
 * what is JSON is never called a fault of syntax. */
#include "flow.h"

#include <dirent.h>
#include <sys/resource.h>

enum { MOST_KILOBYTES = 100 * 1024 };

static enum fault read_one(struct project *project, const struct format *format, const char *path,
                           struct err *err)
{
    struct import_counts counts;
    struct import_foreign foreign = {
        .format = format, .paths = &path, .n_paths = 1, .intake = {.owner = "ann", .source = "x"}};
    struct import_options o = {
        .fd = -1, .file = path, .foreign = &foreign, .preview = true, .env = &project->env};
    return import_run(project->store, &project->labels, &o, &counts, err);
}

/* Is it "PATH:LINE: ..." or "PATH:LINE:BYTE: ..."? */
static bool has_place(const char *text, const char *name, bool *byte)
{
    const char *at = strstr(text, name);
    int used = 0;
    unsigned long line, where;
    *byte = at && sscanf(at + strlen(name), ":%lu:%lu: %n", &line, &where, &used) == 2 && used;
    return at && (*byte || (sscanf(at + strlen(name), ":%lu: %n", &line, &used) == 1 && used));
}

/* Nothing, and a space, are no JSON; but a file without records has none to refuse. */
static bool is_blank(const char *name)
{
    return strcmp(name, "n_structure_no_data.json") == 0 || strcmp(name, "n_single_space.json") == 0;
}

static void test_suite(void **state)
{
    (void)state;
    const char *path = testdata("jsontestsuite");
    if (!path)
        skip();
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", path);
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    assert_true(n > 200);
    struct project project;
    project_make(&project, "lead");
    unsigned wrong = 0, right = 0, read = 0;
    for (size_t f = 0; f < formats_n; f++) {
        if (!formats[f]->read || formats[f]->feed != FEED_VALUES)
            continue;
        read++;
        for (int i = 0; i < n; i++) {
            const char *name = entries[i]->d_name;
            char file[8192];
            struct err err = {0};
            bool byte;
            snprintf(file, sizeof file, "%s/%s", folder, name);
            if (!strstr(name, ".json") || (name[0] != 'n' && name[0] != 'y') || is_blank(name))
                continue;
            enum fault fault = read_one(&project, formats[f], file, &err);
            bool place = has_place(err.text, name, &byte);
            if (name[0] == 'n' && (fault != FAULT_INPUT || !place))
                fail_msg("%s %s: %s: %s", formats[f]->name, name, fault_name(fault), err.text);
            if (name[0] == 'y' && fault && fault != FAULT_INPUT && fault != FAULT_USAGE)
                fail_msg("%s %s: %s: %s", formats[f]->name, name, fault_name(fault), err.text);
            /* JSON it is, but no text that is kept has that character. */
            if (name[0] == 'y' && byte && !strstr(err.text, "U+0000 cannot be kept"))
                fail_msg("%s %s: a fault of syntax: %s", formats[f]->name, name, err.text);
            wrong += name[0] == 'n';
            right += name[0] == 'y';
        }
    }
    for (int i = 0; i < n; i++)
        free(entries[i]);
    free(entries);
    assert_int_equal(wrong, read * 122);
    assert_int_equal(right, read * 63);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("# %u formats, %u refused, %u read, %ld KB\n", read, wrong, right, usage.ru_maxrss);
#ifndef __SANITIZE_ADDRESS__
    assert_true(usage.ru_maxrss < MOST_KILOBYTES);
#endif
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_suite)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
