/* annotation.conf as a label set, and label sets as an annotation.conf. */
#include "samples.h"

#include "manicule/formats/format.h"

static struct labelset read_conf(const char *conf)
{
    struct buf json = {0};
    struct labelset set = {0};
    struct err err;
    if (format_find("brat")->read_labels(conf, strlen(conf), &json, &err) != OK ||
        labelset_read(buf_text(&json), json.size, &set, &err) != OK)
        fail_msg("%s\n%s", err.text, buf_text(&json));
    buf_release(&json);
    return set;
}

static void becomes(const struct labelset *set, const char *conf)
{
    struct buf out = {0};
    struct err err;
    if (format_find("brat")->write_labels(set, &out, &err) != OK)
        fail_msg("%s", err.text);
    assert_string_equal(buf_text(&out), conf);
    buf_release(&out);
}

/* What stands in a label set of our own comes back as it was. */
static void test_both_ways(void **state)
{
    (void)state;
    struct labelset set = read_conf(
        "# types\r\n<HERE>=Place|<WHEN>\n<WHEN>=Day\n[spans]\n!Thing\n\tPerson\n\tPlace  \n-----\n"
        "Day\nPerson\n[relations]\nIn  Arg1:Person,Arg2:Place\n"
        "Same Arg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive\n"
        "Before Arg1:<EVENT>, Arg2:<ENTITY>|<EVENT>\n"
        "ENTITY-NESTING Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:contain\n\n[events]\n"
        "!Life\n Marry\t Who{2}:Person,   At?:<HERE>\n Move Who:Person, To*:Place\n"
        "[attributes]\nNamed Arg:<ENTITY>, Value:First|Last|First\nSure Arg:<EVENT>\n"
        "Old Arg:Place|In\nscore Arg:<ENTITY>\n");
    assert_int_equal(set.n_labels, 5);
    assert_int_equal(set.n_relations, 6);
    assert_string_equal(set.labels[3].guideline, "an event with Who{2}:Person, At?:Place|Day");
    assert_int_equal(set.relations[3].from, LABEL_ANY); /* Who, of both events */
    assert_int_equal(set.relations[3].to, 0);
    assert_int_equal(set.relations[4].to, LABEL_ANY); /* At */
    assert_string_equal(set.labels[0].attributes[0].choices[1], "Last");
    assert_int_equal(set.labels[0].attributes[0].n, 2);
    static const char conf[] =
        "[entities]\nPerson\nPlace\nDay\n\n[relations]\nIn\tArg1:Person, Arg2:Place\n"
        "Same\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive\n"
        "Before\tArg1:<ENTITY>|<EVENT>, Arg2:<ENTITY>|<EVENT>\n\n"
        "[events]\nMarry\tWho{2}:Person, At?:Place|Day\nMove\tWho:Person, To*:Place\n\n"
        "[attributes]\nNamed\tArg:<ENTITY>, Value:First|Last\nOld\tArg:Place|In\n"
        "Sure\tArg:<EVENT>\n";
    becomes(&set, conf);
    struct labelset again = read_conf(conf);
    becomes(&again, conf);
    labelset_free(&again);
    labelset_free(&set);
}

/* What brat has no list for is a comment. */
static void test_news(void **state)
{
    (void)state;
    struct labelset set = news_labels();
    set.labels[3].retired = true;
    becomes(&set, "[entities]\nspeaker\nquote\nlocation\n!amount\n\n[relations]\n"
                  "said-by\tArg1:quote, Arg2:speaker\n\n[events]\n\n[attributes]\n"
                  "# any text, which cannot be offered here: name\tArg:speaker|location\n"
                  "use\tArg:speaker, Value:quoted|reported\ntype\tArg:quote, Value:direct|partial\n"
                  "attribution\tArg:quote, Value:explicit|implicit|author|unknown\n"
                  "# any text, which cannot be offered here: code\tArg:location\n");
    labelset_free(&set);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *conf, *why;
    } cases[] = {
        {"", "there are no types in [entities] or [events]"},
        {"[entities]\n!A\n", "there are no types in [entities] or [events]"},
        {"# c\nPerson\n", "line 2: a section is expected before this"},
        {"[entities]\nA\n[entity]\n", "line 3: a section is [entities]"},
        {"[entities]\nA\n[relations]\nIs\n", "line 4: a relation has two ends"},
        {"[entities]\nA\n[relations]\nIs Arg1:A\n", "line 4: a relation has two ends"},
        {"[entities]\nA\n[relations]\nIs Arg1:A, Arg2:A, Arg3:A\n",
         "line 4: a relation has two ends"},
        {"[entities]\nA\n[relations]\nIs Arg1:A, Arg2:B\n",
         "line 4: a type is named that is in none"},
        {"[entities]\nA\n[relations]\nIs Arg1:A, Arg2:<B>\n", "line 4: a name in < > is none of"},
        {"<B>=<C>\n<C>=<B>\n[entities]\nA\n[relations]\nIs Arg1:A, Arg2:<B>\n",
         "line 6: names in < > stand for each other"},
        {"<B>=x <B> y <B>\n[events]\nA <B>\n", "line 3: names in < > stand for too much"},
        {"[events]\nA Who\n", "line 2: the arguments of an event are expected"},
        {"[entities]\nA\n[attributes]\nSure\n", "line 4: what has the attribute is expected"},
        {"[entities]\nA\n[attributes]\nS=re Arg:A\n", "line 4: attribute: at most 64"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf json = {0};
        struct err err = {0};
        const char *conf = cases[i].conf;
        assert_int_equal(format_find("brat")->read_labels(conf, strlen(conf), &json, &err),
                         FAULT_INPUT);
        if (strncmp(err.text, cases[i].why, strlen(cases[i].why)) != 0)
            fail_msg("%s: %s", conf, err.text);
        buf_release(&json);
    }
    /* too many of everything */
    struct buf conf = {0}, json = {0};
    struct err err;
    buf_add_string(&conf, "<A>=X|X|X|X|X|X|X|X|X|X|X|X|X|X|X|X|X|X|X|X|X|X\n");
    for (char c = 'B'; c < 'I'; c++) {
        buf_printf(&conf, "<%c>=", c);
        for (int i = 0; i < 50; i++)
            buf_printf(&conf, "<%c>|", c - 1);
        buf_add_char(&conf, '\n');
    }
    buf_add_string(&conf, "[entities]\nX\n[relations]\nIs Arg1:<H>, Arg2:X\n");
    assert_int_equal(format_find("brat")->read_labels(conf.data, conf.size, &json, &err),
                     FAULT_INPUT);
    assert_non_null(strstr(err.text, "names in < > stand for too much"));
    buf_clear(&conf);
    buf_add_string(&conf, "[entities]\n");
    for (int i = 0; i < 65; i++)
        buf_printf(&conf, "X%d\n", i);
    assert_int_equal(format_find("brat")->read_labels(conf.data, conf.size, &json, &err),
                     FAULT_INPUT);
    assert_string_equal(err.text, "line 66: a label set has at most 64 labels");
    buf_release(&conf);
    buf_release(&json);
}

static void test_looks(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        bool is_brat;
    } files[] = {
        {"[entities]\nA\n", true},
        {"# c\n\n<A>=B\n [events] \n", true},
        {"{\"manicule_labels\":1}", false},
        {"[{\"text\":\"A\"}]", false},
        {"[labels]\nA | B\n", false},
        {"A\n[entities]\n", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const struct format *found = format_guess_labels(files[i].bytes, strlen(files[i].bytes));
        if ((found && strcmp(found->name, "brat") == 0) != files[i].is_brat)
            fail_msg("%s is %s", files[i].bytes, found ? found->name : "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_both_ways),
                                       cmocka_unit_test(test_news), cmocka_unit_test(test_refused),
                                       cmocka_unit_test(test_looks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
