/* Network file systems, whose locks do not hold between machines: no project is made, opened or
 * copied there, and one that lies there is left as it is. Articles and exports may lie there. */
#include "../cmd/program.h"
#include "preloaded.h"

/* f_type as statfs(2) has it. */
static const struct {
    const char *type, *name;
} kinds[] = {
    {"6969", "NFS"},      {"ff534d42", "CIFS"}, {"fe534d42", "SMB"}, {"517b", "SMB"},
    {"65735546", "FUSE"}, {"01021997", "9P"},   {"00c36400", "Ceph"},
};

static const struct row {
    const char *script;
    int code;
} rows[] = {
    {"$M init far/new.manicule --as lead", 7},
    {"$M list far/p.manicule --as lead", 7},
    {"$M export far/p.manicule --as lead -o x.jsonl", 7},
    {"$M add far/p.manicule b.txt --as lead", 7},
    {"$M verify far/p.manicule --as lead", 7},
    {"$M backup p.manicule far/copy.manicule --as lead", 7},
    {"$M add p.manicule far/a.txt --again --as lead >/dev/null", 0},
    {"$M export p.manicule --as lead -o far/x.jsonl && rm far/x.jsonl", 0},
};

static const char preparation[] =
    "mkdir far && printf 'Mara Voss spoke in Bergen.\\n' >far/a.txt && echo words >b.txt && "
    "$M init p.manicule --as lead >/dev/null && $M add p.manicule far/a.txt --as lead >/dev/null "
    "&& cp p.manicule far/p.manicule && ls -A far >names && cksum far/* >sums";

static struct result run_far(const char *folder, const char *type, const char *script)
{
    char line[9000];
    snprintf(line, sizeof line,
             "export MANICULE_TEST_FAR=%s LD_PRELOAD=%s ASAN_OPTIONS=verify_asan_link_order=0; %s",
             type, preload_path("preload_network"), script);
    return program_run(folder, line, false);
}

static void prepare(const char *folder)
{
    struct result r = program_run(folder, preparation, false);
    if (r.code)
        fail_msg("%s", r.err);
    result_free(&r);
}

static void test_refused(void **state)
{
    (void)state;
    char wanted[200];
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *folder = fresh_folder();
        prepare(folder);
        snprintf(wanted, sizeof wanted, "it lies on a network file system (%s), where a project "
                                        "would be lost; move it to a local disk",
                 kinds[i].name);
        for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
            struct result r = run_far(folder, kinds[i].type, rows[n].script);
            if (r.code != rows[n].code ||
                (r.code ? !one_line(r.err) || !strstr(r.err, wanted) : r.err[0] != '\0'))
                fail_msg("%s on %s: exit %d\n%s", rows[n].script, kinds[i].name, r.code, r.err);
            result_free(&r);
            r = program_run(folder, "ls -A far | cmp - names && cksum -- far/* | cmp - sums", false);
            if (r.code)
                fail_msg("%s on %s: changed something there\n%s", rows[n].script, kinds[i].name,
                         r.out);
            result_free(&r);
        }
    }
}

/* The control: the same folder on local disks, ext4 and tmpfs. */
static void test_local(void **state)
{
    (void)state;
    static const char *const types[] = {"ef53", "1021994"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const char *folder = fresh_folder();
        prepare(folder);
        for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
            struct result r = run_far(folder, types[i], rows[n].script);
            if (r.code)
                fail_msg("%s: exit %d\n%s", rows[n].script, r.code, r.err);
            result_free(&r);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_local),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
