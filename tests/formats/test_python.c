/* What leaves is read by Python, a reader that shares no line of code with the writer. */
#include "samples.h"

static FILE *judge(const char *input)
{
    char command[8192];
    snprintf(command, sizeof command,
             "python3 -X utf8 tests/formats/judge.py schemas/json < %s 2>&1", input);
    FILE *said = popen(command, "r");
    assert_non_null(said);
    return said;
}

static bool has_python(void)
{
    FILE *here = fopen("tests/formats/judge.py", "r");
    if (here)
        fclose(here);
    return here && system("python3 -c pass >/dev/null 2>&1") == 0;
}

static void test_slices(void **state)
{
    (void)state;
    if (!has_python())
        skip();
    struct labelset labels = news_labels();
    struct env env = test_env(44);
    uint64_t seed = 44;
    size_t spans = 0;
    char path[4096], said[4096] = "";
    snprintf(path, sizeof path, "%s/records.jsonl", test_folder());
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (int round = 0; round < 120; round++) {
        struct sample s = random_sample(&labels, &env, &seed);
        for (enum unit unit = UNIT_CODEPOINT; unit <= UNIT_UTF16; unit++) {
            struct buf bytes = {0};
            write_sample(&s, &labels, unit, &bytes);
            assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
            spans += s.marks ? set_count(s.marks) : 0;
            buf_release(&bytes);
        }
        sample_release(&s);
    }
    assert_int_equal(fclose(file), 0);
    FILE *judged = judge(path);
    size_t n = fread(said, 1, sizeof said - 1, judged);
    said[n] = '\0';
    if (pclose(judged) != 0)
        fail_msg("%s", said);
    assert_int_equal(strtoul(said, NULL, 10), spans);
    assert_true(spans > 1000);
    labelset_free(&labels);
}

/* The judge sees a wrong slice: one digit of one offset is changed. */
static void test_judge(void **state)
{
    (void)state;
    if (!has_python())
        skip();
    struct labelset labels = news_labels();
    struct env env = test_env(45);
    uint64_t seed = 45;
    struct buf bytes = {0};
    struct sample s = random_sample(&labels, &env, &seed);
    while (!s.marks || set_count(s.marks) == 0) {
        sample_release(&s);
        s = random_sample(&labels, &env, &seed);
    }
    write_sample(&s, &labels, UNIT_CODEPOINT, &bytes);
    char *end = strstr(bytes.data, "\"end\":") + 6, path[4096], said[64];
    *end = *end == '9' ? '8' : (char)(*end + 1);
    snprintf(path, sizeof path, "%s/wrong.jsonl", test_folder());
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(bytes.data, 1, bytes.size, file);
    assert_int_equal(fclose(file), 0);
    FILE *judged = judge(path);
    while (fgets(said, sizeof said, judged))
        ;
    assert_int_not_equal(pclose(judged), 0);
    buf_release(&bytes);
    sample_release(&s);
    labelset_free(&labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_slices), cmocka_unit_test(test_judge)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
