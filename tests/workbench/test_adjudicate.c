/* Adjudicating: what readers agree on is in gold, the rest is decided by a key each. */
#include "readers.h"

/* Two bytes a word: places are easy to tell. */
static const char text[] =
    "Aa bb cc dd ee ff gg hh ii jj kk ll mm nn oo pp qq rr ss tt\n"
    "\n"
    "Ba bb cc dd ee ff gg hh ii jj kk ll mm nn oo pp qq rr ss tt\n";

static void done(struct sitting *s, const char *person, const char *line)
{
    marks(s, "one", person, line, STATUS_DONE);
}

static void begin_sized(struct sitting *s, unsigned rows, unsigned cols)
{
    sitting_begin(s, rows, cols);
    sitting_add(s, "one", text, sizeof text - 1);
}

static void begin(struct sitting *s)
{
    begin_sized(s, 24, 100);
}

static void sit(struct sitting *s)
{
    s->wb = adjudicates(s, s->store);
}

static void look(struct sitting *s)
{
    struct event tick = {.kind = EVENT_TICK};
    workbench_event(s->wb, &tick);
}

static void expect_gold(struct sitting *s, const char *line)
{
    char *gold = notation_of_set(s->wb->set);
    assert_string_equal(gold, line);
    free(gold);
}

static const char *header(struct sitting *s)
{
    static struct buf out;
    buf_clear(&out);
    wb_gold_header(s->wb, 100, &out);
    return buf_text(&out);
}

/* The item at hand as the margin has it, a reading a line; "" when there is none. */
static const char *readings(struct sitting *s, unsigned columns)
{
    static struct buf out;
    bool majority;
    struct buf line = {0};
    buf_clear(&out);
    for (size_t i = 0; wb_difference_line(s->wb, i, columns, true, &line, &majority); i++) {
        buf_printf(&out, "%s%s\n", majority ? "*" : "", buf_text(&line));
        buf_clear(&line);
    }
    buf_release(&line);
    return buf_text(&out);
}

static void named(struct sitting *s)
{
    sitting_keys(s, ":names<Enter>");
    assert_true(s->wb->gold.names);
}

/* ---- opening ---- */

static void test_agreed_goes_in(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "a:q0-8 b:s12-14 a>b s20-22 t30-32{name=x}");
    done(&s, "bob", "a:q0-8 b:s12-14 a>b s20-22 t30-35");
    sit(&s);
    expect_gold(&s, "q0-8>s12-14; s12-14; s20-22");
    assert_string_equal(header(&s), "gold · 2 readers · 1 difference");
    assert_string_equal(sitting_says(&s), "3 that all agree on put in · 1 difference · Tab takes up the next");
    sitting_keys(&s, "u"); /* one step */
    expect_gold(&s, "");
    assert_string_equal(sitting_says(&s), "undid: what 2 readers agree on · U brings it again");
    sitting_keys(&s, "F");
    assert_string_equal(sitting_says(&s),
                        "1 difference left · 3 that all agree on not in gold · F finish · g go there");
    sitting_keys(&s, "<Esc>U");
    expect_gold(&s, "q0-8>s12-14; s12-14; s20-22");
    sitting_end(&s);
}

static void test_too_few_readers(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sit(&s);
    assert_string_equal(sitting_says(&s), "nobody has finished one yet");
    workbench_close(s.wb);
    done(&s, "alice", "s0-2");
    marks(&s, "one", "bob", "s0-2", STATUS_OPEN);
    sit(&s);
    assert_string_equal(sitting_says(&s), "only one person has finished one · not yet: bob");
    assert_string_equal(header(&s), "gold · 1 reader");
    sitting_keys(&s, "<Esc><Tab>");
    assert_string_equal(sitting_says(&s), "only one person has finished one · not yet: bob");
    sitting_keys(&s, "F");
    assert_string_equal(sitting_says(&s), "only one person has finished one · not yet: bob · F finish");
    expect_gold(&s, "");
    marks(&s, "one", "bob", "s0-2", STATUS_DONE); /* while she looks */
    sitting_keys(&s, "<Esc>");
    look(&s);
    assert_string_equal(header(&s), "gold · 2 readers · 0 differences");
    expect_gold(&s, "s0-2");
    sitting_end(&s);
}

/* ---- each type, by the keys ---- */

static void test_each_type(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    /* missing, boundary, label, relation, attribute, split */
    done(&s, "alice", "s0-2 s6-8 t12-14 a:q18-23 b:s24-26 a>b q30-32{type=direct} q36-47 s62-65");
    done(&s, "bob", "s6-11 s12-14 q18-23 s24-26 q30-32{type=partial} q36-41 q42-47 s62-65");
    sit(&s);
    named(&s);
    assert_string_equal(header(&s), "gold · 2 readers · 6 differences");
    sitting_keys(&s, "<Tab>");
    assert_string_equal(sitting_says(&s), "missing speaker · 1 of 6 to decide");
    assert_non_null(strstr(readings(&s, 60), "alice speaker \"Aa\" 0–2\n"));
    assert_non_null(strstr(readings(&s, 60), "bob —\n"));
    take(&s, "alice", "");
    assert_string_equal(sitting_says(&s), "alice taken · 5 left");
    sitting_keys(&s, "<C-l>"); /* the message goes */
    assert_string_equal(sitting_says(&s), "boundary speaker · 1 of 5 to decide");
    take(&s, "bob", "");
    assert_non_null(strstr(readings(&s, 60), "alice location \"ee\" 12–14\n"));
    take(&s, "bob", "");
    assert_non_null(strstr(readings(&s, 60), "alice quote gg hh 18–23 → ii\n"));
    assert_non_null(strstr(readings(&s, 60), "bob quote gg hh 18–23 → nobody\n"));
    take(&s, "alice", "");
    assert_non_null(strstr(readings(&s, 60), "alice quote kk 30–32 · direct\n"));
    take(&s, "alice", "");
    assert_non_null(strstr(readings(&s, 60), "bob quote mm nn 36–41 + quote oo pp 42–47\n"));
    take(&s, "bob", "");
    assert_string_equal(sitting_says(&s), "no difference is left · F finish");
    expect_gold(&s, "q18-23>s24-26; q30-32{type=direct}; q36-41; q42-47; s0-2; s12-14; s24-26; s6-11; "
                    "s62-65");
    /* Each is a step of its own; what is open again is at hand again. */
    sitting_keys(&s, "u");
    assert_int_equal(s.wb->item_kind, ITEM_DIFFERENCE);
    take(&s, "alice", "");
    expect_gold(&s, "q18-23>s24-26; q30-32{type=direct}; q36-47; s0-2; s12-14; s24-26; s6-11; s62-65");
    sitting_keys(&s, "uuuuuu");
    expect_gold(&s, "q18-23; q30-32; s24-26; s62-65");
    assert_string_equal(header(&s), "gold · 2 readers · 6 differences");
    sitting_end(&s);
}

/* A missing quote brings its link and attributes. */
static void test_missing_quote_is_one_item(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "a:q0-8{type=direct} b:s12-14 a>b");
    done(&s, "bob", "s12-14");
    sit(&s);
    named(&s);
    sitting_keys(&s, "<Tab>");
    assert_non_null(strstr(readings(&s, 60), "alice quote Aa bb cc 0–8 → ee · direct\n"));
    take(&s, "alice", "");
    expect_gold(&s, "q0-8{type=direct}>s12-14; s12-14");
    sitting_keys(&s, "u");
    expect_gold(&s, "s12-14");
    sitting_keys(&s, "x");
    expect_gold(&s, "s12-14");
    assert_string_equal(sitting_says(&s), "no difference is left · F finish");
    sitting_keys(&s, "u");
    assert_string_equal(header(&s), "gold · 2 readers · 1 difference");
    sitting_end(&s);
}

static void test_both_and_neither(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "t0-2 s12-14 q20-29");
    done(&s, "bob", "s0-2 q20-24");
    sit(&s);
    sitting_keys(&s, "<Tab>b");
    assert_string_equal(sitting_says(&s), "both would keep two labels on the same words");
    assert_true(s.wb->warning);
    assert_int_equal(s.wb->item_kind, ITEM_DIFFERENCE);
    expect_gold(&s, "");
    sitting_keys(&s, "xb");
    expect_gold(&s, "s12-14");
    assert_string_equal(header(&s), "gold · 2 readers · 1 difference");
    sitting_keys(&s, "b");
    expect_gold(&s, "q20-24; q20-29; s12-14");
    assert_string_equal(header(&s), "gold · 2 readers · 0 differences");
    sitting_end(&s);
}

static void test_enter_wants_a_majority(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "s0-2 s12-14 q20-24");
    done(&s, "bob", "s0-2 q20-26");
    sit(&s);
    sitting_keys(&s, "<Tab><Enter>");
    assert_string_equal(sitting_says(&s), "1 or 2?");
    sitting_keys(&s, "5");
    assert_string_equal(sitting_says(&s), "there are 2 readers");
    expect_gold(&s, "s0-2");
    workbench_close(s.wb);
    done(&s, "carol", "s0-2 s12-14 q20-29");
    sit(&s);
    assert_string_equal(header(&s), "gold · 3 readers · 2 differences");
    sitting_keys(&s, "<Tab>");
    named(&s);
    assert_non_null(strstr(readings(&s, 60), "*"));
    assert_string_equal(s.wb->others.at[0].info.owner, "alice");
    sitting_keys(&s, "<Tab><Tab><Enter>"); /* round again */
    expect_gold(&s, "s0-2; s12-14");
    sitting_keys(&s, "<Enter>");
    assert_string_equal(sitting_says(&s), "1, 2 or 3?");
    take(&s, "carol", "");
    expect_gold(&s, "q20-29; s0-2; s12-14");
    assert_string_equal(header(&s), "gold · 3 readers · 0 differences");
    sitting_end(&s);
}

static void test_a_label_says_no_this_one(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "t0-2 s12-14 s20-22,24-26");
    done(&s, "bob", "s0-2");
    sit(&s);
    named(&s);
    sitting_keys(&s, "<Tab>s"); /* as bob has it */
    expect_gold(&s, "s0-2");
    sitting_keys(&s, "l"); /* nobody has */
    expect_gold(&s, "s0-2; t12-14");
    sitting_keys(&s, "l");
    expect_gold(&s, "s0-2; t12-14; t20-22,24-26");
    assert_string_equal(sitting_says(&s), "no difference is left · F finish");
    sitting_keys(&s, "u");
    expect_gold(&s, "s0-2; t12-14");
    workbench_close(s.wb);
    sit(&s); /* what was said is kept */
    assert_string_equal(header(&s), "gold · 2 readers · 1 difference");
    sitting_end(&s);
}

static void test_edit(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "a:q0-8 b:s12-14 a>b s20-25");
    done(&s, "bob", "s12-14 s20-22");
    sit(&s);
    named(&s);
    sitting_keys(&s, "<Tab>e");
    assert_string_equal(sitting_says(&s), "edit it as usual · Enter settles it");
    expect_gold(&s, "q0-8>s12-14; s12-14");
    sitting_keys(&s, "]w<Enter>");
    expect_gold(&s, "q0-11>s12-14; s12-14");
    assert_string_equal(header(&s), "gold · 2 readers · 1 difference");
    assert_int_equal(s.wb->item_kind, ITEM_DIFFERENCE); /* the next */
    sitting_keys(&s, "e]w<Esc>"); /* not said: it stays open */
    assert_string_equal(header(&s), "gold · 2 readers · 1 difference");
    assert_int_equal(s.wb->item_kind, ITEM_NONE);
    sitting_keys(&s, "<Tab>e<Enter>");
    assert_string_equal(header(&s), "gold · 2 readers · 0 differences");
    workbench_close(s.wb);
    sit(&s);
    assert_string_equal(header(&s), "gold · 2 readers · 0 differences");
    sitting_end(&s);
}

/* What everyone missed is marked as in any article. */
static void test_missed_by_all(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "s0-2 s12-14");
    done(&s, "bob", "s0-2");
    sit(&s);
    sitting_keys(&s, "<Tab><Down>"); /* lets go */
    assert_int_equal(s.wb->item_kind, ITEM_NONE);
    sitting_keys(&s, "G<Up><Home>v<Right>s");
    expect_gold(&s, "s0-2; s118-120");
    assert_string_equal(header(&s), "gold · 2 readers · 1 difference");
    sitting_keys(&s, "<Tab>x");
    expect_gold(&s, "s0-2; s118-120");
    sitting_keys(&s, "F");
    assert_int_equal(s.wb->info.status, STATUS_DONE);
    assert_string_equal(header(&s), "gold · 2 readers · 0 differences");
    sitting_end(&s);
}

/* ---- how fast ---- */

static void test_twelve_differences(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "s0-2 s3-8 t12-14 s15-17 q18-23{type=direct} q27-32 s39-41 a:q42-44 b:s45-47 a>b "
                      "s62-65 s68-73 t74-76 q80-91 s95-97");
    done(&s, "bob", "s3-5 s12-14 s18-20 q27-38 q42-44 s45-47 s62-65 s68-70 s74-76 q80-85 q86-91 s98-100");
    done(&s, "carol", "s0-2 s3-8 t12-14 q18-23{type=partial} q27-32 s39-41 a:q42-44 b:s45-47 a>b s62-65 "
                      "s68-73 t74-76 q80-91 s95-97 s98-100");
    sit(&s);
    size_t open = merge_count(s.wb->gold.merge, MERGE_OPEN);
    assert_true(open >= 12);
    unsigned before = s.pressed;
    sitting_keys(&s, "<Tab>");
    for (size_t i = 0; i < 40 && s.wb->item_kind == ITEM_DIFFERENCE; i++) {
        size_t left = merge_count(s.wb->gold.merge, MERGE_OPEN);
        sitting_keys(&s, "<Enter>");
        assert_true(wb_difference_range(s.wb, &(struct range){0}) || left == 1);
        if (merge_count(s.wb->gold.merge, MERGE_OPEN) == left)
            sitting_keys(&s, "1");
        assert_int_equal(merge_count(s.wb->gold.merge, MERGE_OPEN), left - 1);
    }
    assert_string_equal(sitting_says(&s), "no difference is left · F finish");
    assert_true(s.pressed - before <= 2 * open);
    sitting_end(&s);
}

/* ---- filters and rules ---- */

static void test_only(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "s0-2 q6-11 t12-14 q20-22");
    done(&s, "bob", "q6-8 s12-14");
    sit(&s);
    sitting_keys(&s, ":only<Space>missing<Space>quote<Enter>");
    assert_string_equal(sitting_says(&s), "1 of those to decide · :only shows all");
    sitting_keys(&s, "<Tab>");
    assert_string_equal(sitting_says(&s), "missing quote · 1 of 1 to decide");
    sitting_keys(&s, "x");
    assert_string_equal(sitting_says(&s), "none of that kind is left, 3 others · :only shows all");
    sitting_keys(&s, ":only<Enter>");
    assert_string_equal(sitting_says(&s), "3 to decide");
    sitting_keys(&s, ":only<Space>nothing<Enter>");
    assert_string_equal(sitting_says(&s), "no difference and no label is called nothing");
    sitting_end(&s);
}

static void test_settle(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "s0-5 q12-20 t30-32");
    done(&s, "bob", "s0-2 q12-17");
    sit(&s);
    sitting_keys(&s, ":settle<Space>majority<Enter>");
    assert_string_equal(sitting_says(&s), "two readers who differ have no majority");
    sitting_keys(&s, ":only<Space>quote<Enter>:settle<Space>longest<Enter>");
    assert_string_equal(sitting_says(&s), "1 settled: longest · 2 left · u takes it back");
    expect_gold(&s, "q12-20");
    sitting_keys(&s, ":only<Enter>:settle<Space>shortest<Enter>");
    expect_gold(&s, "q12-20; s0-2");
    sitting_keys(&s, "uu");
    expect_gold(&s, "");
    sitting_keys(&s, ":settle<Space>longest<Enter>");
    expect_gold(&s, "q12-20; s0-5");
    sitting_keys(&s, "u:names<Enter>:settle<Space>alice<Enter>");
    expect_gold(&s, "q12-20; s0-5; t30-32");
    sitting_keys(&s, "u");
    expect_gold(&s, "");
    workbench_close(s.wb);
    done(&s, "carol", "s0-2 q15-23");
    sit(&s);
    sitting_keys(&s, ":settle<Space>majority<Enter>");
    assert_string_equal(sitting_says(&s), "2 settled: majority · 1 left · u takes it back");
    expect_gold(&s, "s0-2"); /* a quote of three lengths is left; the location is refused by two */
    sitting_keys(&s, ":settle<Space>union<Enter>");
    expect_gold(&s, "q12-23; s0-2");
    sitting_keys(&s, "u");
    expect_gold(&s, "s0-2");
    sitting_end(&s);
}

static void test_agree_trimmed(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "s0-2 q6-12");
    done(&s, "bob", "s0-2 q6-11");
    sit(&s);
    assert_string_equal(header(&s), "gold · 2 readers · 1 difference");
    sitting_keys(&s, ":agree<Space>trimmed<Enter>");
    assert_string_equal(header(&s), "gold · 2 readers · 0 differences");
    expect_gold(&s, "q6-11; s0-2");
    sitting_keys(&s, ":agree<Space>loosely<Enter>");
    assert_true(s.wb->warning);
    sitting_end(&s);
}

/* ---- sets that change ---- */

static void test_stale(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "s0-2 q6-11 t12-14");
    done(&s, "bob", "s0-2 q6-8");
    sit(&s);
    named(&s);
    sitting_keys(&s, "<Tab>");
    take(&s, "alice", "x");
    assert_string_equal(header(&s), "gold · 2 readers · 0 differences");
    sitting_keys(&s, "F");
    assert_int_equal(s.wb->info.status, STATUS_DONE);
    done(&s, "bob", "s0-2 q6-8 s20-22 s30-32");
    look(&s);
    assert_string_equal(header(&s), "gold · 2 readers · 2 differences · stale");
    workbench_close(s.wb);
    sit(&s); /* also when it is opened again */
    assert_string_equal(header(&s), "gold · 2 readers · 2 differences · stale");
    sitting_keys(&s, "<Tab>1");
    assert_string_equal(sitting_says(&s), "one is done · :take-back opens it again");
    sitting_keys(&s, ":take-back<Enter><Tab>bb"); /* only what is new */
    expect_gold(&s, "q6-11; s0-2; s20-22; s30-32");
    assert_string_equal(header(&s), "gold · 2 readers · 0 differences");
    done(&s, "bob", "s0-2 q6-8 s20-22"); /* one given up */
    done(&s, "alice", "s0-2 q6-10 t12-14"); /* what was decided is another thing now */
    look(&s);
    assert_string_equal(header(&s), "gold · 2 readers · 1 difference · stale");
    sitting_end(&s);
}

/* A reader takes the document back while it is adjudicated. */
static void test_reader_leaves(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "s0-2 q6-11");
    done(&s, "bob", "s0-2");
    sit(&s);
    sitting_keys(&s, "<Tab>");
    marks(&s, "one", "bob", "s0-2", STATUS_OPEN);
    look(&s);
    assert_string_equal(header(&s), "gold · 1 reader");
    sitting_keys(&s, "1");
    expect_gold(&s, "s0-2");
    sitting_keys(&s, "<Esc><Tab>");
    assert_string_equal(sitting_says(&s), "only one person has finished one · not yet: bob");
    sitting_end(&s);
}

static void test_two_adjudicators(void **state)
{
    (void)state;
    struct sitting s, other;
    struct store_options options;
    struct err err = {0};
    begin(&s);
    done(&s, "alice", "s0-2 q6-11 t12-14");
    done(&s, "bob", "s0-2 q6-8");
    sit(&s);
    other = s;
    options = sitting_options(&other, "rita");
    assert_int_equal(store_open(s.path, &options, &other.store, &err), OK);
    store_use_labels(other.store, &s.labels);
    sit(&other);
    named(&s);
    sitting_keys(&s, "<Tab>");
    sitting_keys(&other, "<Tab>");
    take(&s, "alice", "");
    take(&other, "bob", ""); /* she had not looked yet */
    assert_string_equal(sitting_says(&other),
                        "not saved: changed by alice meanwhile; this is the state now");
    expect_gold(&other, "q6-11; s0-2");
    assert_string_equal(header(&other), "gold · 2 readers · 1 difference");
    assert_int_equal(other.wb->item_kind, ITEM_NONE); /* it is settled */
    assert_int_equal(s.wb->item_kind, ITEM_DIFFERENCE);
    sitting_keys(&other, "<Tab>x");
    assert_string_equal(header(&other), "gold · 2 readers · 0 differences");
    look(&s);
    assert_int_equal(s.wb->item_kind, ITEM_NONE);
    assert_string_equal(sitting_says(&s), "changed by rita meanwhile: this is the state now");
    assert_string_equal(header(&s), "gold · 2 readers · 0 differences");
    workbench_close(other.wb);
    store_close(other.store);
    sitting_end(&s);
}

/* ---- finishing ---- */

static void test_finish(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "s0-2 q6-11 t12-14 t20-22");
    done(&s, "bob", "s0-2 q6-8");
    sit(&s);
    sitting_keys(&s, "F");
    assert_string_equal(sitting_says(&s), "3 differences left · F finish · g go there");
    sitting_keys(&s, "g");
    assert_string_equal(sitting_says(&s), "boundary quote · 1 of 3 to decide");
    sitting_keys(&s, "1xxF");
    assert_int_equal(s.wb->info.status, STATUS_DONE);
    sitting_keys(&s, "u");
    assert_int_equal(s.wb->info.status, STATUS_OPEN);
    sitting_keys(&s, "uFF"); /* with one left */
    assert_int_equal(s.wb->info.status, STATUS_DONE);
    assert_string_equal(header(&s), "gold · 2 readers · 1 difference");
    sitting_end(&s);
}

static void test_finish_agreed(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    sitting_add(&s, "two", "Two a b c d", 11);
    sitting_add(&s, "three", "Three a b c", 11);
    sitting_add(&s, "four", "Four a b cc", 11);
    done(&s, "alice", "s0-2 q6-11");
    done(&s, "bob", "s0-2");
    marks(&s, "two", "alice", "a:q0-3 b:s4-5 a>b", STATUS_DONE);
    marks(&s, "two", "bob", "a:q0-3 b:s4-5 a>b", STATUS_DONE);
    marks(&s, "three", "alice", "", STATUS_DONE);
    marks(&s, "three", "bob", "", STATUS_DONE);
    marks(&s, "four", "alice", "s0-4", STATUS_DONE);
    sit(&s);
    sitting_keys(&s, ":finish-agreed<Enter>");
    assert_string_equal(sitting_says(&s),
                        "2 finished · 1 wait with differences · 1 without two readers · 0 were done, 0 stale");
    assert_int_equal(s.wb->tally.status[STATUS_DONE], 2);
    sitting_keys(&s, ":open<Space>two<Enter>");
    expect_gold(&s, "q0-3>s4-5; s4-5");
    assert_int_equal(s.wb->info.status, STATUS_DONE);
    sitting_keys(&s, ":finish-agreed<Enter>");
    assert_string_equal(sitting_says(&s),
                        "0 finished · 1 wait with differences · 1 without two readers · 2 were done, 0 stale");
    marks(&s, "two", "bob", "a:q0-3 b:s4-5 a>b s6-7", STATUS_DONE);
    sitting_keys(&s, ":finish-agreed<Enter>");
    assert_string_equal(sitting_says(&s),
                        "0 finished · 1 wait with differences · 1 without two readers · 2 were done, 1 stale");
    assert_string_equal(header(&s), "gold · 2 readers · 1 difference · stale");
    sitting_end(&s);
}

/* The tenth reader has no digit: the list has them all. */
static void test_many_readers(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    for (unsigned i = 0; i < 12; i++) {
        char name[8], line[24];
        snprintf(name, sizeof name, "p%u", i);
        snprintf(line, sizeof line, "s0-2 s6-%u", 8 + i); /* each ends it elsewhere */
        done(&s, name, line);
    }
    sit(&s);
    sitting_keys(&s, "<Tab><Enter>");
    assert_string_equal(sitting_says(&s), "1, 2, 3, 4, 5, 6, 7, 8, 9 or another: 0 lists them?");
    sitting_keys(&s, "<Tab>");
    assert_non_null(strstr(sitting_rows(&s, 80), "1–9 take A–I, 0 lists all"));
    sitting_keys(&s, "0");
    assert_int_equal(s.wb->panel, PANEL_READINGS);
    assert_int_equal(s.wb->lines.n, 13);
    assert_string_equal(buf_text(&s.wb->lines.at[0].text), "boundary speaker");
    sitting_keys(&s, "<Esc>"); /* and the difference is still at hand */
    sitting_keys(&s, "0<Down><Down><Down><Down><Down><Down><Down><Down><Down><Down><Enter>");
    assert_string_equal(sitting_says(&s), "no difference is left · F finish");
    char expected[24];
    unsigned who = (unsigned)strtoul(s.wb->others.at[s.wb->gold.order[10]].info.owner + 1, NULL, 10);
    snprintf(expected, sizeof expected, "s0-2; s6-%u", 8 + who);
    expect_gold(&s, expected);
    /* A reader's change closes the list: numbers may mean others then. */
    sitting_keys(&s, "u<Tab>0");
    assert_int_equal(s.wb->panel, PANEL_READINGS);
    done(&s, "p3", "s0-2");
    look(&s);
    assert_int_equal(s.wb->panel, PANEL_NONE);
    sitting_end(&s);
}

/* A long queue goes on between keys, and any key stops it. */
static void test_finish_agreed_long(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    for (unsigned i = 0; i < 40; i++) {
        char name[16];
        snprintf(name, sizeof name, "doc%u", i);
        sitting_add(&s, name, text, sizeof text - 2 - i);
        marks(&s, name, "alice", "s0-2", STATUS_DONE);
        marks(&s, name, "bob", "s0-2", STATUS_DONE);
    }
    sit(&s);
    sitting_keys(&s, ":finish-agreed<Enter>");
    assert_string_equal(sitting_says(&s),
                        "finishing what all agree on: 17 of 41 · 16 finished · any key stops");
    assert_true(workbench_idle(s.wb));
    sitting_keys(&s, "F"); /* which does nothing else */
    assert_string_equal(sitting_says(&s), "stopped: 20 finished · 0 wait with differences · "
                                          "1 without two readers · 0 were done, 0 stale");
    assert_int_equal(s.wb->tally.status[STATUS_DONE], 20);
    assert_false(workbench_idle(s.wb));
    sitting_keys(&s, ":finish-agreed<Enter>");
    while (workbench_idle(s.wb))
        ;
    assert_string_equal(sitting_says(&s), "20 finished · 0 wait with differences · "
                                          "1 without two readers · 20 were done, 0 stale");
    sitting_end(&s);
}

/* Undo goes back to one's own marks, at the desk where they were made. */
static void test_undo_across_desks(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "bob", "s0-2 s6-8");
    done(&s, "carol", "s0-2");
    sitting_open(&s, NULL);
    sitting_keys(&s, "v<Right>s"); /* alice's own */
    expect_gold(&s, "s0-2");
    sitting_keys(&s, ":adjudicate<Enter><Tab>b");
    expect_gold(&s, "s0-2; s6-8");
    sitting_keys(&s, "uu");
    expect_gold(&s, "");
    sitting_keys(&s, "u");
    assert_int_equal(s.wb->subject.kind, SET_GOLD);
    assert_non_null(strstr(sitting_says(&s), "would undo"));
    sitting_keys(&s, "u");
    assert_int_equal(s.wb->subject.kind, SET_PERSON);
    expect_gold(&s, "");
    sitting_keys(&s, "U");
    expect_gold(&s, "s0-2");
    sitting_keys(&s, "U");
    assert_non_null(strstr(sitting_says(&s), "would redo"));
    sitting_keys(&s, "U");
    assert_int_equal(s.wb->subject.kind, SET_GOLD);
    expect_gold(&s, "s0-2");
    sitting_end(&s);
}

static void test_read_only(void **state)
{
    (void)state;
    struct sitting s;
    struct err err = {0};
    begin(&s);
    done(&s, "alice", "s0-2 q6-11");
    done(&s, "bob", "s0-2");
    store_close(s.store);
    struct store_options options = sitting_options(&s, "rita");
    options.read_only = true;
    assert_int_equal(store_open(s.path, &options, &s.store, &err), OK);
    store_use_labels(s.store, &s.labels);
    sit(&s);
    expect_gold(&s, "");
    assert_string_equal(header(&s), "gold · 2 readers · 1 difference");
    sitting_keys(&s, "<Tab>1");
    assert_string_equal(sitting_says(&s), "the project is open for reading only: nothing can be marked");
    sitting_end(&s);
}

/* ---- what is shown ---- */

static void test_letters(void **state)
{
    (void)state;
    struct sitting s;
    unsigned first = 0;
    begin(&s);
    for (unsigned i = 0; i < 16; i++) {
        char name[16];
        snprintf(name, sizeof name, "doc%u", i);
        sitting_add(&s, name, text, sizeof text - 2 - i);
        marks(&s, name, "alice", "s0-2", STATUS_DONE);
        marks(&s, name, "bob", "s0-2 s6-8", STATUS_DONE);
    }
    sit(&s);
    for (unsigned i = 0; i < 16; i++) {
        char keys[64];
        snprintf(keys, sizeof keys, ":open<Space>doc%u<Enter><Tab>", i);
        sitting_keys(&s, keys);
        const char *shown = readings(&s, 60);
        assert_null(strstr(shown, "alice"));
        bool alice_first = s.wb->gold.order[0] == 0;
        first += alice_first;
        assert_string_equal(shown, alice_first ? "A —\nB speaker \"cc\" 6–8\n"
                                               : "A speaker \"cc\" 6–8\nB —\n");
    }
    assert_true(first > 2 && first < 14); /* nobody is always A */
    sitting_end(&s);
}

/* What is in dispute: the words that some have and some have not; else all of them. */
static void test_disputed_words(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s);
    done(&s, "alice", "q0-11 s20-22{use=quoted}");
    done(&s, "bob", "q3-8 s20-22{use=reported}");
    sit(&s);
    sitting_keys(&s, "<Tab>");
    assert_int_equal(s.wb->gold.disputed.n, 2);
    assert_true(range_equal(s.wb->gold.disputed.at[0], range_of(0, 3)));
    assert_true(range_equal(s.wb->gold.disputed.at[1], range_of(8, 11)));
    done(&s, "bob", "q3-8 s20-22{use=reported} s62-64"); /* while it is at hand */
    look(&s);
    assert_true(wb_difference_range(s.wb, &(struct range){0}));
    assert_int_equal(s.wb->gold.disputed.n, 2);
    sitting_keys(&s, "<Tab>");
    assert_int_equal(s.wb->gold.disputed.n, 1);
    assert_true(range_equal(s.wb->gold.disputed.at[0], range_of(20, 22)));
    sitting_end(&s);
}

/* Every action stands in the help screen, with its keys or its name. */
static void test_help_has_all_actions(void **state)
{
    (void)state;
    struct sitting s;
    struct buf all = {0};
    begin_sized(&s, 40, 160);
    sitting_open(&s, NULL);
    sitting_keys(&s, "?");
    for (size_t i = 0; i < s.wb->lines.n; i++)
        buf_printf(&all, "%s\n", buf_text(&s.wb->lines.at[i].text));
    for (enum action a = ACTION_NONE + 1; a < ACT_LABEL; a++) {
        const struct action_row *row = action_row(a);
        if (!strstr(buf_text(&all), row->help))
            fail_msg("%s is not in the help", row->name);
    }
    buf_release(&all);
    sitting_end(&s);
}

/* ---- keys at random ---- */

static const char *const some_keys[] = {
    "<Tab>", "<Tab>", "<Tab>", "<S-Tab>", "1", "2", "3", "b", "x", "e", "<Enter>", "<Enter>", "s", "q", "l",
    "[", "]", "w", "<Left>", "<Right>", "<Down>", "<Esc>", "d", "u", "u", "U", "F", "F", "g", "r", "cs", "cl",
    "!?<Enter>", "v<Right>q", "o", ":take-back<Enter>", ":names<Enter>", ":only<Space>missing<Enter>",
    ":only<Enter>", ":settle<Space>longest<Enter>", ":settle<Space>majority<Enter>",
    ":agree<Space>trimmed<Enter>", ":agree<Space>exact<Enter>", ":finish-agreed<Enter>", "<C-n>", "<C-p>",
};

static const char *const some_marks[] = {
    "", "s0-2 q6-11 t12-14", "a:q0-11 b:s12-14 a>b s3-5", "q6-8 q9-11 s12-14 s20-22{use=quoted}",
    "a:q0-11{type=direct} b:s12-17 a>b t20-22", "s20-22{use=reported} t12-14 q6-11",
};

static void assert_kept(struct sitting *s)
{
    struct workbench *wb = s->wb;
    struct set_info info;
    struct err err;
    struct load load = {0};
    struct set *set = set_new();
    assert_int_equal(store_set(s->store, wb->document.key, SET_GOLD, NULL, &info, &err), OK);
    if (info.key)
        assert_int_equal(store_load(s->store, info.key, wb->article, set, &load, SIZE_MAX, &err), OK);
    assert_int_equal(info.revision, wb->info.revision);
    char *file = notation_of_set(set), *memory = notation_of_set(wb->set);
    assert_string_equal(file, memory);
    assert_int_equal(set_verdicts(set), set_verdicts(wb->set));
    free(file);
    free(memory);
    set_free(set);
}

static void press_at_random(uint64_t seed, unsigned n)
{
    static const char *const people[] = {"bob", "carol", "dave"};
    struct sitting s;
    struct err err = {0};
    struct store_report silent = {0};
    struct undo next;
    size_t findings = 99;
    begin(&s);
    sitting_add(&s, "two", text, sizeof text - 20);
    for (unsigned i = 0; i < 6; i++)
        marks(&s, i % 2 ? "one" : "two", people[i / 2], some_marks[1 + test_random(&seed) % 5],
              i == 5 ? STATUS_OPEN : STATUS_DONE);
    sit(&s);
    for (unsigned i = 0; i < n; i++) {
        uint64_t r = test_random(&seed);
        if (r % 60 == 0) {
            marks(&s, r >> 40 & 1 ? "one" : "two", people[(r >> 16) % 3], some_marks[(r >> 32) % 6],
                  r >> 41 & 3 ? STATUS_DONE : STATUS_OPEN);
            look(&s);
        } else {
            sitting_keys(&s, some_keys[(r >> 8) % (sizeof some_keys / sizeof *some_keys)]);
        }
        header(&s);
        readings(&s, (unsigned)(r >> 50) % 80);
        if (i % 20 == 0)
            assert_kept(&s);
    }
    assert_int_equal(store_verify(s.store, &silent, &findings, &err), OK);
    assert_int_equal(findings, 0);
    sitting_keys(&s, "<Esc><Esc><Esc>");
    for (int i = 0; i < 20000 && store_undo_next(s.store, WAY_UNDO, &next, NULL) == OK && !next.stopped; i++)
        sitting_keys(&s, "u");
    assert_int_equal(store_undo_next(s.store, WAY_UNDO, &next, NULL), FAULT_MISSING);
    expect_gold(&s, "");
    assert_int_equal(set_verdicts(s.wb->set), 0);
    sitting_end(&s);
}

static void test_keys_at_random(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++)
        press_at_random(seed * 7919, 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agreed_goes_in),
        cmocka_unit_test(test_too_few_readers),
        cmocka_unit_test(test_each_type),
        cmocka_unit_test(test_missing_quote_is_one_item),
        cmocka_unit_test(test_both_and_neither),
        cmocka_unit_test(test_enter_wants_a_majority),
        cmocka_unit_test(test_a_label_says_no_this_one),
        cmocka_unit_test(test_edit),
        cmocka_unit_test(test_missed_by_all),
        cmocka_unit_test(test_twelve_differences),
        cmocka_unit_test(test_only),
        cmocka_unit_test(test_settle),
        cmocka_unit_test(test_agree_trimmed),
        cmocka_unit_test(test_stale),
        cmocka_unit_test(test_reader_leaves),
        cmocka_unit_test(test_two_adjudicators),
        cmocka_unit_test(test_finish),
        cmocka_unit_test(test_finish_agreed),
        cmocka_unit_test(test_many_readers),
        cmocka_unit_test(test_finish_agreed_long),
        cmocka_unit_test(test_undo_across_desks),
        cmocka_unit_test(test_read_only),
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_disputed_words),
        cmocka_unit_test(test_help_has_all_actions),
        cmocka_unit_test(test_keys_at_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
