/* A folder of files comes whole or not at all, and nothing in its way is touched. */
#include "testlib.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/cmd/folder.h"

static char path[4200];

static const char *below(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", test_folder(), name);
    return path;
}

static unsigned entries(const char *folder)
{
    DIR *dir = opendir(folder);
    unsigned n = 0;
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(dir);
    return n;
}

static void put(struct folder *folder, const char *name, const char *text)
{
    struct err err = {0};
    assert_int_equal(folder_file(folder, name, &err), OK);
    assert_int_equal(folder_add(folder, text, strlen(text), &err), OK);
}

static void holds(const char *name, const char *text)
{
    size_t n;
    char *read = (char *)read_file(below(name), &n);
    assert_string_equal(read, text);
    free(read);
}

static void test_whole(void **state)
{
    (void)state;
    struct folder folder;
    struct err err = {0};
    assert_int_equal(folder_open(&folder, below("out"), &err), OK);
    put(&folder, "a.txt", "one");
    put(&folder, "deep/er/b.txt", "two");
    put(&folder, "deep/c.txt", "three");
    assert_int_not_equal(access(below("out"), F_OK), 0); /* not before it is whole */
    assert_int_equal(folder_end(&folder, &err), OK);
    holds("out/a.txt", "one");
    holds("out/deep/er/b.txt", "two");
    holds("out/deep/c.txt", "three");
    assert_int_equal(entries(test_folder()), 1);
    /* The same name again is refused before anything is made, with and without a slash. */
    assert_int_equal(folder_open(&folder, below("out"), &err), FAULT_EXISTS);
    assert_int_equal(folder_open(&folder, below("out/"), &err), FAULT_EXISTS);
    assert_int_equal(entries(test_folder()), 1);
}

static void test_dropped(void **state)
{
    (void)state;
    struct folder folder;
    struct err err = {0};
    unsigned before = entries(test_folder());
    assert_int_equal(folder_open(&folder, below("gone"), &err), OK);
    put(&folder, "deep/er/b.txt", "two");
    put(&folder, "a.txt", "one");
    folder_drop(&folder);
    folder_drop(&folder);
    assert_int_equal(entries(test_folder()), before);
}

static void test_in_the_way(void **state)
{
    (void)state;
    struct folder folder;
    struct err err = {0};
    FILE *file = fopen(below("file"), "w");
    fclose(file);
    assert_int_equal(folder_open(&folder, below("file"), &err), FAULT_EXISTS);
    assert_int_equal(mkdir(below("full"), 0700), 0);
    file = fopen(below("full/x"), "w");
    fclose(file);
    assert_int_equal(folder_open(&folder, below("full"), &err), FAULT_EXISTS);
    assert_int_equal(symlink("full", below("link")), 0);
    assert_int_equal(folder_open(&folder, below("link"), &err), FAULT_EXISTS);
    assert_int_equal(folder_open(&folder, below("missing/x"), &err), FAULT_MISSING);
    assert_int_equal(folder_open(&folder, below(".."), &err), FAULT_USAGE);
    /* An empty one is as good as none. */
    assert_int_equal(mkdir(below("empty"), 0700), 0);
    assert_int_equal(folder_open(&folder, below("empty"), &err), OK);
    put(&folder, "a.txt", "one");
    assert_int_equal(folder_end(&folder, &err), OK);
    holds("empty/a.txt", "one");
    /* Nor is a file within written twice. */
    assert_int_equal(folder_open(&folder, below("twice"), &err), OK);
    put(&folder, "a.txt", "one");
    assert_int_equal(folder_file(&folder, "a.txt", &err), FAULT_EXISTS);
    folder_drop(&folder);
    assert_int_not_equal(access(below("twice"), F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_dropped),
        cmocka_unit_test(test_in_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
