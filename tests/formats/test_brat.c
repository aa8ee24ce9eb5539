/* brat's standoff: every kind of line comes in and goes out as it was; what cannot is told. */
#include "standoff.h"

#define TEXT "==> file.txt\n"
#define MARKS "==> file.ann\n"

static enum fault read_brat(struct exchange *x, const char *text, const char *ann)
{
    exchange_forget(x);
    return exchange_read(x, ann, strlen(ann), text, strlen(text));
}

static void must_read(struct exchange *x, const char *text, const char *ann)
{
    if (read_brat(x, text, ann) != OK)
        fail_msg("line %zu: %s\n%s", x->fault_line, x->err.text, ann);
}

static void must_write(struct exchange *x)
{
    if (exchange_write(x, x->records.at, x->records.n) != OK)
        fail_msg("%s", x->err.text);
}

/* Read and written, it is that. */
static void becomes(struct exchange *x, const char *text, const char *ann, const char *written)
{
    must_read(x, text, ann);
    must_write(x);
    struct pair pair = pair_of(x, TEXT, MARKS);
    assert_string_equal(pair.marks, written);
    assert_memory_equal(pair.text, text, strlen(text));
}

#define STORY "Ada and Bo wed in Rome. Bo, Ada and Cy left Rome for Oslo.\n"

static void test_every_line(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "brat");
    static const char ann[] = "T1\tPerson 0 3\tAda\n"
                              "T2\tPerson 8 10\tBo\n"
                              "T3\tMarry 11 14\twed\n"
                              "T4\tPlace 18 22\tRome\n"
                              "T5\tPerson 24 26;36 38\tBo Cy\n"
                              "T6\tMove 39 43\tleft\n"
                              "T7\tPerson 28 31\tAda\n"
                              "T9\tPlace 44 48\tRome\n"
                              "T10\tPlace 53 57\tOslo\n"
                              "E1\tMarry:T3 Who:T1 Who2:T2 At:T4\n"
                              "E2\tMove:T6 Who:T5 From:T9 To:T10 After:E1\n"
                              "E3\tMove:T6 Who:T7\n"
                              "R1\tIn Arg1:T1 Arg2:T4\t\n"
                              "R4\tCause Subject:E1 Object:E2\t\n"
                              "R7\tKin Left:T1 Right:T2\t\n"
                              "*\tSame T1 T7\n"
                              "*\tSame T4 T9 T10\n"
                              "A1\tNamed T1 First\n"
                              "A2\tSure E1\n"
                              "A3\tWhen R1 long ago\n"
                              "N1\tBase T4 Geo:3169070\tRome, Italy\n"
                              "N2\tBase T4 Wiki:Q220\t\n"
                              "#1\tAnnotatorNotes R1\tis it?\n"
                              "#2\tAnnotatorNotes T1\tthe first of them\n"
                              "#3\tAnnotatorNotes E1\ta marriage: \tyes\n";
    becomes(&x, STORY, ann, ann);
    assert_string_equal(buf_text(&x.losses), "");
    assert_string_equal(buf_text(&x.told), "");
    const struct record *r = &x.records.at[0];
    assert_int_equal(r->n_spans, 9);
    assert_int_equal(r->n_relations, 14);
    assert_int_equal(r->n_notes, 3);
    expect_spans(&x, 0,
                 "Person Ada|Person Bo|Marry wed|Place Rome|Person Bo .. Cy|Person Ada|Move left|"
                 "Place Rome|Place Oslo|");
    exchange_end(&x);
}

/* What other programs write is read, and written as brat does. */
static void test_dialects(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "brat");
    becomes(&x, STORY,
            "\xef\xbb\xbf\r\nT1\tA 0 3\tAda\r\n\nM1\tSure T1\r\nM2\tSure T1 no\n"
            "R1\tIs  Arg1:T1  Arg2:T1",
            "T1\tA 0 3\tAda\nR1\tIs Arg1:T1 Arg2:T1\t\nA1\tSure T1\n");
    assert_string_equal(buf_text(&x.told),
                        "5: M2: that attribute is there already, and is kept as it is\n");
    assert_int_equal(x.intake.counts.passed_over, 1);
    /* words left out; pieces in any order; ids that are no numbers */
    becomes(&x, STORY, "Tx\tA 8 10;0 3\n", "Tx\tA 0 3;8 10\tAda Bo\n");
    becomes(&x, STORY,
            "T1\tA 0 3\tAda\nT2\tA 8 10\tBo\nE1\tA:T1\nE2\tA:T1 B:T2\nA1\tP E1 x\n"
            "A2\tQ E2 x\nA3\tR T1 x\n#5\tOther T1\tword\n#6\tAnnotatorNotes T1\t\n",
            "T1\tA 0 3\tAda\nT2\tA 8 10\tBo\nE1\tA:T1\nE2\tA:T1 B:T2\nA1\tP E1 x\nA2\tR E1 x\n"
            "#1\tAnnotatorNotes T1\tOther: word\n");
    assert_string_equal(
        buf_text(&x.told),
        "6: A2: its event's trigger has another event, which would get the attribute\n"
        "7: A3: an attribute of a trigger is written again as its event's\n"
        "9: #6: the note is empty\n");
    becomes(&x, STORY, "T1\tA 0 3\tAda\nE1\tB:T1\n", "T1\tA 0 3\tAda\nE1\tA:T1\n");
    assert_string_equal(buf_text(&x.told),
                        "2: E1: its type is not its trigger's label, which is taken\n");
    becomes(&x, STORY, "T1\tA 0 3\tXda\n",
            "T1\tA 0 3\tAda\n"
            "#1\tAnnotatorNotes T1\tthe file's words \"Xda\" are not what stands there: \"Ada\"\n");
    assert_int_equal(x.intake.counts.mismatched, 1);
    becomes(&x, "", "", "");
    exchange_end(&x);
}

static struct span *span_of(struct exchange *x, size_t i)
{
    return &x->records.at[0].spans[i];
}

static void set_attrs(struct exchange *x, char **attrs, const char *text)
{
    *attrs = text ? arena_string(&x->records.at[0].arena, text) : NULL;
}

/* New spans and relations get the next free numbers; an id that two have is the first one's. */
static void test_numbers(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "brat");
    must_read(&x, "abcdef\n",
              "T1\tA 0 1\ta\nT7\tA 1 2\tb\nT3\tA 2 3\tc\nT4\tA 3 4\td\nT5\tA 4 5\te\n"
              "R2\tIs Arg1:T1 Arg2:T7\nR9\tIs Arg1:T7 Arg2:T3\nR1\tIs Arg1:T3 Arg2:T4\n"
              "E1\tA:T5 X:T1\n*\tSame T1 T3 T4\n");
    set_attrs(&x, &span_of(&x, 0)->attrs, "source_id=T7\n");
    set_attrs(&x, &span_of(&x, 2)->attrs, NULL);
    set_attrs(&x, &span_of(&x, 3)->attrs, "source_id=span-17\n");
    set_attrs(&x, &span_of(&x, 4)->attrs, "source_id=T5:E1:E1:x\n");
    struct record *r = &x.records.at[0];
    for (size_t i = 0; i < r->n_relations; i++)
        if (strcmp(r->relations[i].attrs, "source_id=R2\n") == 0)
            set_attrs(&x, &r->relations[i].attrs, "source_id=R2:broken\n");
        else if (strcmp(r->relations[i].attrs, "source_id=R1\n") == 0)
            set_attrs(&x, &r->relations[i].attrs, NULL);
        else if (strcmp(r->relations[i].attrs, "source_id=*1:2\n") == 0)
            set_attrs(&x, &r->relations[i].attrs, "source_id=E7:1\n");
    must_write(&x);
    const char *marks = pair_of(&x, TEXT, MARKS).marks;
    static const char *const lines[] = {
        "T5\tA 4 5\te\nT7\tA 0 1\ta\nT8\tA 1 2\tb\nT9\tA 2 3\tc\nT10\tA 3 4\td\n",
        "\nE1\tA:T5 X:T7\nE2\tA:T5\nR2\tIs Arg1:T7 Arg2:T8\t\nR9\tIs Arg1:T8 Arg2:T9\t\nR10\t",
        "\tIs Arg1:T9 Arg2:T10\t\n", "\tSame Arg1:T7 Arg2:T10\t\n", "\n*\tSame T7 T9\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (!strstr(marks, lines[i]))
            fail_msg("%s is not in\n%s", lines[i], marks);
    exchange_end(&x);
}

static void add_span(struct exchange *x, uint32_t start, uint32_t end)
{
    struct record *r = &x->records.at[0];
    r->spans[r->n_spans++] =
        (struct span){.id = uuid_new(&x->env), .at = range_of(start, end), .n_fragments = 1};
}

/* A piece holds no line break: a span is cut there and read again as one. */
static void test_line_breaks(void **state)
{
    (void)state;
    static const struct {
        const char *text, *at, *line, *lost;
    } cases[] = {
        {"Yoo\nDong", "0-8", "0 3;4 8\tYoo Dong", ""},
        {"Yoo \r\n\r\n  Dong", "0-14", "0 3;10 14\tYoo Dong", ""},
        {"Yoo\xe2\x80\xa8"
         "Dong",
         "0-10", "0 3;4 8\tYoo Dong", ""},
        {" Yoo \tx ", "0-8", "0 8\t Yoo \tx ", ""},
        {"Yoo\n", "0-4", "0 3\tYoo",
         "snapped span speaker \"Yoo\n\": a line break at the edge of a piece cannot be written\n"},
        {"\n \nYoo", "0-6", "3 6\tYoo",
         "snapped span speaker \"\n \nYoo\": a line break at the edge of a piece cannot be "
         "written\n"},
        {"Yoo\nDong", "0-3 4-8", "0 3;4 8\tYoo Dong",
         "flattened fragments speaker \"Yoo\nDong\": pieces that a line break parts are read as "
         "one\n"},
        {"Yoo x Dong", "0-3 6-10", "0 3;6 10\tYoo Dong", ""},
        {"Yoo\n\xcc\x81x", "0-7", "0 3;4 6\tYoo \xcc\x81x", ""},
        {"Yoo\n \xcc\x81x", "0-8", "0 3;4 7\tYoo  \xcc\x81x", ""},
        {"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9 e\xcc\x81\r\nYoo", "12-20",
         "4 6;8 11\te\xcc\x81 Yoo", ""},
        {"a\n\nb", "1-3", "",
         "dropped span speaker \"\n\n\": it is nothing but line breaks, which no line can hold\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct exchange x;
        struct range pieces[2];
        size_t n = 0;
        char expected[200] = "";
        exchange_begin(&x, "brat");
        must_read(&x, cases[i].text, "");
        for (const char *at = cases[i].at; *at; n++) {
            char *end;
            pieces[n].start = pos_at((uint32_t)strtoul(at, &end, 10));
            pieces[n].end = pos_at((uint32_t)strtoul(end + 1, &end, 10));
            at = *end ? end + 1 : end;
        }
        struct record *r = &x.records.at[0];
        r->spans[0] = (struct span){.id = uuid_new(&x.env),
                                    .at = {pieces[0].start, pieces[n - 1].end},
                                    .n_fragments = (uint16_t)n,
                                    .fragments = n > 1 ? pieces : NULL};
        r->n_spans = 1;
        must_write(&x);
        if (*cases[i].line)
            snprintf(expected, sizeof expected, "T1\tspeaker %s\n", cases[i].line);
        assert_string_equal(pair_of(&x, TEXT, MARKS).marks, expected);
        assert_string_equal(buf_text(&x.losses), cases[i].lost);
        struct span span = r->spans[0];
        r->n_spans = 0;
        must_read(&x, cases[i].text, expected);
        assert_int_equal(x.intake.counts.mismatched, 0);
        if (!*cases[i].lost) {
            assert_int_equal(span_of(&x, 0)->n_fragments, n);
            assert_true(range_equal(span_of(&x, 0)->at, span.at));
        }
        exchange_end(&x);
    }
}

/* A line break that a file has inside a piece, from another program, is one all the same. */
static void test_breaks_in_pieces(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "brat");
    becomes(&x, "Yoo\nDong", "T1\tA 0 8\tYoo Dong\n", "T1\tA 0 3;4 8\tYoo Dong\n");
    becomes(&x, "Yoo \nDong", "T1\tA 0 4;5 9\tYoo  Dong\n", "T1\tA 0 4;5 9\tYoo  Dong\n");
    assert_int_equal(x.records.at[0].spans[0].n_fragments, 2);
    becomes(&x, "a\r\nb\r\nc d", "T1\tA 0 1;3 4;6 7;8 9\ta b c d\n",
            "T1\tA 0 1;3 4;6 7;8 9\ta b c d\n");
    assert_int_equal(x.records.at[0].spans[0].n_fragments, 2);
    assert_int_equal(x.intake.counts.mismatched, 0);
    exchange_end(&x);
}

static void test_names(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "brat");
    becomes(&x, "abcd",
            "T1\tx.y 0 1\ta\nT2\tx:y 1 2\tb\nT3\tx_y 2 3\tc\nT4\t\xe4\xba\xba\xe7\x89\xa9 3 4\td\n"
            "R1\tof/in Arg1:T1 Arg2:T2\t\nA1\tp.q T1 v\nA2\tp.q R1 v\n",
            "T1\tx_y_2 0 1\ta\nT2\tx_y_3 1 2\tb\nT3\tx_y 2 3\tc\nT4\t__ 3 4\td\n"
            "R1\tof_in Arg1:T1 Arg2:T2\t\nA1\tp_q T1 v\nA2\tp_q R1 v\n");
    assert_string_equal(
        buf_text(&x.losses),
        "renamed relation type of/in: a type has letters, digits, - and _ only\n"
        "renamed label x.y \"a\": a label has letters, digits, - and _ only\n"
        "renamed label x:y \"b\": a label has letters, digits, - and _ only\n"
        "renamed label \xe4\xba\xba\xe7\x89\xa9 \"d\": a label has letters, digits, "
        "- and _ only\n"
        "renamed attribute x.y \"a\": an attribute's name has letters, digits, - and "
        "_ only\n"
        "renamed attribute of/in: an attribute's name has letters, digits, - and _ "
        "only\n");
    exchange_end(&x);
}

/* What the model has and brat has not. */
static void test_confesses(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "brat");
    must_read(&x, "a\nbc",
              "T1\tA 0 1\ta\nT2\tA 2 3\tb\nT3\tA 3 4\tc\nE1\tA:T1 X:T2\nR1\tIs Arg1:T2 Arg2:T3\n"
              "*\tIs T1 T3\n#1\tAnnotatorNotes T1\tone\n#2\tAnnotatorNotes T2\ttwo\n");
    struct record *r = &x.records.at[0];
    set_attrs(&x, &r->spans[0].attrs, "a=\\n\nb=x\\ny\nc=\t p \nscore=0.5\nsource_id=T1:E1\n");
    for (size_t i = 0; i < r->n_relations; i++) {
        struct buf attrs = {0};
        buf_printf(&attrs, "k=v\n%s", r->relations[i].attrs);
        set_attrs(&x, &r->relations[i].attrs, buf_text(&attrs));
        buf_release(&attrs);
    }
    r->notes[0].text = "one\ntwo";
    r->notes[0].doubt = true;
    r->notes[1].span = SIZE_MAX;
    add_span(&x, 1, 2);
    must_write(&x);
    assert_string_equal(pair_of(&x, TEXT, MARKS).marks,
                        "T1\tA 0 1\ta\nT2\tA 2 3\tb\nT3\tA 3 4\tc\nE1\tA:T1 X:T2\n"
                        "R1\tIs Arg1:T2 Arg2:T3\t\n*\tIs T1 T3\nA1\tb E1 x y\nA2\tc E1 p\n"
                        "A3\tscore E1 0.5\nA4\tk R1 v\n#1\tAnnotatorNotes T1\tone two\n");
    assert_string_equal(
        buf_text(&x.losses),
        "dropped span speaker \"\n\": it is nothing but line breaks, which no line can hold\n"
        "dropped attributes X: an event's argument or an equivalence has no attributes\n"
        "dropped attributes Is: an event's argument or an equivalence has no attributes\n"
        "dropped attribute A \"a\": its value is nothing but white space\n"
        "flattened attribute value A \"a\": a value is one line without spaces around it\n"
        "flattened attribute value A \"a\": a value is one line without spaces around it\n"
        "dropped comment: it is on the document, or on a span that is left out\n"
        "flattened comment A \"a\": a note is one line\n"
        "flattened doubt A \"a\": a note does not ask for an answer\n");
    exchange_end(&x);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *ann;
        size_t line;
        const char *why;
    } cases[] = {
        {"T1\tA 0 3\tAda\nhello\n", 2, "byte 0: a line begins with T, R, E, A, M, N, # or *"},
        {"\tA 0 3\tAda\n", 1, "byte 0: a line begins with T, R, E, A, M, N, # or *"},
        {"T\tA 0 3\tAda\n", 1, "byte 1: an id is a letter with a number"},
        {"T1 A 0 3\tAda\n", 1, "byte 1: an id is a letter with a number"},
        {"T1\n", 1, "byte 2: after the id and a tab the type is expected"},
        {"*1\tSame T1 T2\n", 1, "byte 1: a tab comes after *"},
        {"T1\tA\tAda\n", 1, "byte 4: a start and an end are expected"},
        {"T1\t 0 3\tAda\n", 1, "byte 3: a label is expected"},
        {"T1\tA 0\tAda\n", 1, "byte 6: a start and an end are expected"},
        {"T1\tA 0 x\tAda\n", 1, "byte 7: a start and an end are expected"},
        {"T1\tA 0 99999999999\tAda\n", 1, "byte 7: a start and an end are expected"},
        {"T1\tA 0 3;\tAda\n", 1, "byte 9: a start and an end are expected"},
        {"T1\tA 0 3,4 5\tAda\n", 1, "byte 8: ; and a further piece"},
        {"T1\tA 3 3\t\n", 1, "T1: 3 to 3 is empty"},
        {"T1\tA 3 0\t\n", 1, "T1: 3 to 0 is empty"},
        {"T1\tA 0 300\tAda\n", 1, "T1: 300 is past the end of the text"},
        {"T1\tA 0 3;2 5\t\n", 1, "T1: its pieces overlap at 2"},
        {"T1\tA 0 3\tAda\nT1\tA 8 10\tBo\n", 2, "T1: the id T1 stands there twice"},
        {"R1\tIs Arg1:T1 Arg2:T2\n", 1, "R1: there is no span or event T1"},
        {"T1\tA 0 3\tAda\nR1\tIs Arg1:T1\n", 2, "byte 13: a type and two ends are expected"},
        {"T1\tA 0 3\tAda\nR1\tIs Arg1:T1 Arg2:\n", 2, "byte 14: a type and two ends"},
        {"T1\tA 0 3\tAda\nR1\tIs Arg1:T1 Arg2:T1 Arg3:T1\n", 2, "byte 22: a relation has two ends"},
        {"T1\tA 0 3\tAda\nR1\tIs Arg1:T1 Arg2:R1\n", 2, "R1: there is no span or event R1"},
        {"T1\tA 0 3\tAda\nR1\tIs Arg1:T1 Arg2:!\n", 2, "byte 19: the id of a span or event"},
        {"T1\tA 0 3\tAda\nR1\tIs Arg1:T1 Arg2:T1\nR1\tIs Arg1:T1 Arg2:T1\n", 3,
         "R1: the id stands there twice"},
        {"E1\tA:T1\n", 1, "E1: its trigger is not there"},
        {"E1\tA\n", 1, "byte 3: a type and its trigger are expected"},
        {"T1\tA 0 3\tAda\nE1\tA:T1\nE1\tA:T1\n", 3, "E1: the id stands there twice"},
        {"T1\tA 0 3\tAda\nE1\tA:T1 X\n", 2, "byte 8: a role and who has it are expected"},
        {"T1\tA 0 3\tAda\nE1\tA:T1 X:E2\n", 2, "E1: there is no span or event E2"},
        {"*\tSame\n", 1, "byte 6: a type and its members are expected"},
        {"*\tSame T1\n", 1, "*: there is no span or event T1"},
        {"A1\tSure\n", 1, "byte 7: an attribute and what has it are expected"},
        {"A1\tSure T1\n", 1, "A1: there is no span or event T1"},
        {"A1\tSure R1\n", 1, "A1: there is no relation R1"},
        {"T1\tA 0 3\tAda\nA1\ta=b T1\n", 1, "T1: attribute a=b"},
        {"T1\tA 0 3\tAda\nN1\tBase T1\tx\n", 2, "byte 10: a type, a span and a reference"},
        {"#1\tNote\n", 1, "byte 7: a type and what the note is on are expected"},
        {"#1\tNote T1\thm\n", 1, "#1: there is no span or event T1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct exchange x;
        exchange_begin(&x, "brat");
        enum fault fault = read_brat(&x, STORY, cases[i].ann);
        bool named = strstr(cases[i].ann, "a=b") != NULL; /* a = becomes _ */
        if (named ? fault != OK
                  : fault != FAULT_INPUT || !strstr(x.err.text, cases[i].why) ||
                        strncmp(x.err.text, cases[i].why, 3) != 0 || x.fault_line != cases[i].line)
            fail_msg("%s: line %zu: %s", cases[i].ann, x.fault_line, x.err.text);
        exchange_end(&x);
    }
}

/* What is wrong is left out with what hangs on it, and the rest comes in. */
static void test_skip(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "brat");
    x.skip = true;
    becomes(&x, STORY,
            "T1\tA 0 3\tAda\nT2\tA 9 9\t\nT3\tA 8 10\tBo\nnonsense\nR1\tIs Arg1:T1 Arg2:T2\n"
            "R2\tIs Arg1:T1 Arg2:T3\nE1\tA:T9 X:T1\nE2\tA:T3 X:E1\nR3\tIs Arg1:E1 Arg2:T1\n"
            "A1\tP E1\nA2\tP R3\n",
            "T1\tA 0 3\tAda\nT3\tA 8 10\tBo\nE2\tA:T3\nR2\tIs Arg1:T1 Arg2:T3\t\n");
    assert_int_equal(x.intake.counts.refused, 8);
    exchange_end(&x);
}

/* ---- any set ---- */

static char *own_attrs(const char *attrs)
{
    bool ok = true;
    char *out = attrs_with(attrs, ATTRIBUTE_SOURCE_ID, "", 0, &ok);
    assert_true(ok);
    return out;
}

static bool same_attrs(const char *a, const char *b)
{
    char *x = own_attrs(a), *y = own_attrs(b);
    bool same = (!x && !y) || (x && y && strcmp(x, y) == 0);
    free(x);
    free(y);
    return same;
}

static bool same_places(const struct span *a, const struct span *b)
{
    if (a->label != b->label || a->n_fragments != b->n_fragments || !range_equal(a->at, b->at))
        return false;
    for (size_t i = 0; i < a->n_fragments; i++)
        if (!range_equal(span_fragment(a, i), span_fragment(b, i)))
            return false;
    return true;
}

/* The span that came back from this one: each is somebody's only once. */
static const struct span *came_back(const struct record *back, const struct span *span, bool attrs,
                                    bool *used)
{
    for (size_t i = 0; i < back->n_spans; i++)
        if (!used[i] && same_places(span, &back->spans[i]) &&
            (!attrs || same_attrs(span->attrs, back->spans[i].attrs))) {
            used[i] = true;
            return &back->spans[i];
        }
    return NULL;
}

static void test_any_set(void **state)
{
    (void)state;
    struct exchange x, y;
    exchange_begin(&x, "brat");
    uint64_t seed = 71;
    size_t whole = 0, changed = 0;
    struct lost lost = {0};
    for (int round = 0; round < 200; round++) {
        struct sample s = random_sample(&x.labels, &x.env, &seed);
        struct record r = borrowed(&s);
        struct buf first = {0};
        s.document.name = r.document.name = "file";
        write_lost(&x, &r, &lost);
        buf_add(&first, x.out.data, x.out.size);
        struct pair pair = pair_of(&x, TEXT, MARKS);
        assert_int_equal(pair.n_text, article_size(s.article));
        assert_memory_equal(pair.text, HARD_TEXT, sizeof HARD_TEXT - 1);
        exchange_begin(&y, "brat");
        if (exchange_read(&y, pair.marks, pair.n_marks, HARD_TEXT, sizeof HARD_TEXT - 1) != OK)
            fail_msg("line %zu: %s\n%s", y.fault_line, y.err.text, pair.marks);
        assert_int_equal(y.intake.counts.mismatched, 0);
        const struct record *back = &y.records.at[0];
        bool *used = calloc(back->n_spans + 1, sizeof *used);
        for (int pass = 0; pass < 2; pass++) /* first what must come back as it was */
            for (size_t i = 0; i < r.n_spans; i++) {
                const struct span *span = &r.spans[i];
                bool place =
                    lost_span(&lost, span->id, "span") || lost_span(&lost, span->id, "fragments");
                bool value = lost_span(&lost, span->id, "attribute value");
                if ((pass == 0) != (!place && !value))
                    continue;
                bool found = came_back(back, span, !value && !place, used) != NULL;
                if (found == place)
                    fail_msg("span %zu %s\n%s", i, place ? "is confessed and is there" : "is gone",
                             pair.marks);
                whole += pass == 0;
                changed += pass == 1;
            }
        size_t relations = 0;
        for (size_t i = 0; i < r.n_relations; i++)
            relations += !lost_relation(&lost, r.relations[i].id);
        assert_int_equal(back->n_relations, relations);
        /* Written again it is the same, and nothing more is lost. */
        y.records.at[0].document.name = "file";
        must_write(&y);
        assert_int_equal(y.out.size, first.size);
        assert_memory_equal(y.out.data, first.data, first.size);
        assert_string_equal(buf_text(&y.losses), "");
        free(used);
        exchange_end(&y);
        buf_release(&first);
        arena_release(&r.arena);
        sample_release(&s);
    }
    assert_true(whole > 1000 && changed > 100);
    vec_free(&lost.all);
    exchange_end(&x);
}

/* ---- the judge ---- */

static void test_judged(void **state)
{
    (void)state;
    FILE *here = fopen("tests/formats/judge_standoff.py", "r");
    if (here)
        fclose(here);
    if (!here || system("python3 -c pass >/dev/null 2>&1") != 0)
        skip();
    struct exchange x;
    exchange_begin(&x, "brat");
    uint64_t seed = 72;
    struct lost lost = {0};
    size_t spans = 0;
    char path[4200], command[8600], said[4096] = "";
    for (int round = 0; round < 40; round++) {
        struct sample s = random_sample(&x.labels, &x.env, &seed);
        struct record r = borrowed(&s);
        r.document.name = "file";
        write_lost(&x, &r, &lost);
        struct pair pair = pair_of(&x, TEXT, MARKS);
        for (const char *at = pair.marks; *at; at = strchr(at, '\n') + 1)
            spans += *at == 'T';
        for (int k = 0; k < 2; k++) {
            snprintf(path, sizeof path, "%s/%d.%s", test_folder(), round, k ? "ann" : "txt");
            FILE *file = fopen(path, "wb");
            assert_non_null(file);
            if (k)
                fwrite(pair.marks, 1, pair.n_marks, file);
            else
                fwrite(pair.text, 1, article_size(s.article), file);
            fclose(file);
        }
        arena_release(&r.arena);
        sample_release(&s);
    }
    snprintf(command, sizeof command,
             "python3 -X utf8 tests/formats/judge_standoff.py brat %s 2>&1", test_folder());
    FILE *judge = popen(command, "r");
    assert_non_null(judge);
    said[fread(said, 1, sizeof said - 1, judge)] = '\0';
    if (pclose(judge) != 0)
        fail_msg("%s", said);
    assert_int_equal(strtoul(said, NULL, 10), spans);
    assert_true(spans > 300);
    vec_free(&lost.all);
    exchange_end(&x);
}

static void test_looks(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes;
        bool is_brat;
    } files[] = {
        {"a/x.ann", "T1\tA 0 1\ta\n", true},
        {"x.ann", "*\tSame T1 T2\n", true},
        {"x.ann", "#1\tNote T1\ta\n", true},
        {"x.ann", "\n\nR1\tA Arg1:T1", true},
        {"x.ann", "", true},
        {"x.ann", "{\"text\":1}\n", false},
        {"x.ann", "Tea was had.\n", false},
        {"x.txt", "T1\tA 0 1\ta\n", false},
        {"x.ann", "#FORMAT=WebAnno TSV 3.2\n", false},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const struct format *found =
            format_guess(files[i].name, files[i].bytes, strlen(files[i].bytes));
        if ((found && strcmp(found->name, "brat") == 0) != files[i].is_brat)
            fail_msg("%s: %s is %s", files[i].name, files[i].bytes, found ? found->name : "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_line),
        cmocka_unit_test(test_dialects),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_line_breaks),
        cmocka_unit_test(test_breaks_in_pieces),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_confesses),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_skip),
        cmocka_unit_test(test_any_set),
        cmocka_unit_test(test_judged),
        cmocka_unit_test(test_looks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
