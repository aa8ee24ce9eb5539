/* The canonical bytes of edits: written, read, written again; and what is refused. */
#include "handmade.h"

#include "manicule/base/buf.h"
#include "manicule/marks/codec.h"

/* 3000 bytes of characters of one to four bytes, so that code points are not bytes. */
static struct article *mixed_article(void)
{
    struct buf text = {0};
    static const char *const pieces[] = {"a",    "\xc3\xa9", "\xe6\x9d\x91", "\xf0\x9f\x8c\xb2",
                                         "\r\n", " "};
    for (size_t i = 0; text.size < TEXT_BYTES - 8; i = i * 7 + 3)
        buf_add_string(&text, pieces[i % 6]);
    while (text.size < TEXT_BYTES)
        buf_add_char(&text, '.');
    struct article *article = article_copy(text.data, text.size);
    buf_release(&text);
    assert_non_null(article);
    return article;
}

static void to_character(const struct article *article, struct pos *pos)
{
    while (pos->byte < article_size(article) && (article_bytes(article)[pos->byte] & 0xc0) == 0x80)
        pos->byte++;
}

/* Spans whose edges lie between characters; those that became empty are not wanted. */
static bool fit(const struct article *article, struct span *span, struct parts *parts)
{
    for (size_t i = 0; span->n_fragments > 1 && i < span->n_fragments; i++) {
        struct range *fragment = &parts->fragments[i];
        to_character(article, &fragment->start);
        to_character(article, &fragment->end);
        if (range_empty(*fragment) || (i && fragment->start.byte <= fragment[-1].end.byte))
            return false;
    }
    to_character(article, &span->at.start);
    to_character(article, &span->at.end);
    return !range_empty(span->at);
}

static void random_edits(struct edits *edits, const struct article *article, uint64_t *seed)
{
    for (unsigned n = 1 + (unsigned)(test_random(seed) % 8); n--;) {
        struct parts parts[2];
        struct uuid id = id_of((unsigned)(test_random(seed) % 500));
        struct span one = random_span(seed, id, TEXT_BYTES, &parts[0]);
        struct span two = random_span(seed, id, TEXT_BYTES, &parts[1]);
        char attrs[] = "use=\\\\ \\n\t\n", author[] = "bob\t\\", text[] = "two\nlines\\";
        struct relation link = {
            .id = id, .from = id_of(3), .to = id_of(4), .type = 1, .attrs = attrs};
        struct relation other = link;
        struct comment comment = {
            .id = id, .at = -5, .author = author, .text = text, .doubt = true};
        struct comment later = {.id = id,
                                .span = id_of(9),
                                .at = INT64_MAX,
                                .author = text,
                                .text = author,
                                .settled = true};
        struct verdict accepted = {.item = test_random(seed), .kind = VERDICT_ACCEPTED};
        struct verdict disputed = {.item = accepted.item,
                                   .kind = VERDICT_DISPUTED,
                                   .round = UINT8_MAX,
                                   .reading = UINT64_MAX,
                                   .span = id_of(9),
                                   .reason = text};
        other.attrs = NULL;
        if (!fit(article, &one, &parts[0]) || !fit(article, &two, &parts[1]))
            continue;
        switch (test_random(seed) % 13) {
        case 0:
            edits_add_span(edits, &one);
            break;
        case 1:
            edits_delete_span(edits, &one);
            break;
        case 2:
            edits_change_span(edits, &one, &two);
            break;
        case 3:
            edits_add_relation(edits, &link);
            break;
        case 4:
            edits_delete_relation(edits, &link);
            break;
        case 5:
            edits_change_relation(edits, &link, &other);
            break;
        case 6:
            edits_comment(edits, NULL, &comment);
            break;
        case 7:
            edits_comment(edits, &comment, NULL);
            break;
        case 8:
            edits_comment(edits, &later, &comment);
            break;
        case 9:
            edits_verdict(edits, NULL, &disputed);
            break;
        case 10:
            edits_verdict(edits, &accepted, &disputed);
            break;
        case 11:
            edits_verdict(edits, &disputed, NULL);
            break;
        default:
            edits_status(edits, (enum status)(test_random(seed) % STATUSES), STATUS_DONE);
        }
    }
}

static void test_there_and_back(void **state)
{
    (void)state;
    struct article *article = mixed_article();
    struct labelset labels = handmade_labelset();
    uint64_t seed = 4;
    for (int round = 0; round < 2000; round++) {
        struct edits edits = {0}, again = {0};
        struct buf bytes = {0}, back = {0};
        struct err err = {0};
        random_edits(&edits, article, &seed);
        codec_write(&edits, &labels, article, &bytes);
        enum fault fault = codec_read(buf_text(&bytes), bytes.size, &labels, article, &again, &err);
        if (fault != OK)
            fail_msg("%s in\n%s", err.text, bytes.data);
        assert_int_equal(again.n, edits.n);
        for (size_t i = 0; i < edits.n; i++) {
            assert_int_equal(again.at[i].kind, edits.at[i].kind);
            if (edits.at[i].kind == EDIT_SPAN && edits.at[i].has)
                assert_true(span_same(&again.at[i].span.after, &edits.at[i].span.after));
            if (edits.at[i].kind == EDIT_COMMENT && edits.at[i].has)
                assert_string_equal(again.at[i].comment.after.text, edits.at[i].comment.after.text);
        }
        codec_write(&again, &labels, article, &back);
        assert_int_equal(back.size, bytes.size);
        assert_string_equal(buf_text(&back), buf_text(&bytes));
        buf_release(&bytes);
        buf_release(&back);
        edits_release(&edits);
        edits_release(&again);
    }
    article_free(article);
}

#define A "01000000-0000-0000-0000-00000000000a"
#define B "01000000-0000-0000-0000-00000000000b"

static void test_as_documented(void **state)
{
    (void)state;
    struct article *article = article_copy("\xe6\x9d\x91 said: \"yes\"", 15);
    struct labelset labels = handmade_labelset();
    struct edits edits = {0}, again = {0};
    struct buf bytes = {0};
    struct uuid a = {{1, [15] = 10}}, b = {{1, [15] = 11}};
    char attrs[] = "name=x\n";
    struct range fragments[] = {range_of(0, 3), range_of(10, 15)};
    struct span speaker = {.id = a, .at = range_of(0, 3), .n_fragments = 1, .attrs = attrs};
    struct span quote = {.id = b,
                         .at = range_of(0, 15),
                         .n_fragments = 2,
                         .fragments = fragments,
                         .label = 1,
                         .origin = ORIGIN_IMPORT};
    struct relation link = {.id = a, .from = b, .to = a};
    edits_add_span(&edits, &speaker);
    edits_delete_span(&edits, &quote);
    edits_add_relation(&edits, &link);
    edits_status(&edits, STATUS_NEW, STATUS_OPEN);
    codec_write(&edits, &labels, article, &bytes);
    assert_string_equal(buf_text(&bytes), "span\t+\t" A "\tspeaker\tmanual\t0-1\tname=x\\n\n"
                                          "span\t-\t" B "\tquote\timport\t0-1,8-13\t\n"
                                          "relation\t+\t" A "\t" B "\t" A "\tsaid-by\t\n"
                                          "status\t=\tnew\topen\n");
    assert_int_equal(codec_read(bytes.data, bytes.size, &labels, article, &again, NULL), OK);
    assert_int_equal(again.n, 4);
    edits_release(&edits);
    edits_release(&again);
    buf_release(&bytes);
    article_free(article);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *message;
    } rows[] = {
        {"span", "line 1: its end is missing"},
        {"\n", "line 1: a field is missing"},
        {"span\n", "line 1: a field is missing"},
        {"spam\t+\t" A "\n", "line 1: the kind of edit is unknown"},
        {"span\t*\t" A "\tquote\tmanual\t0-1\t\n",
         "line 1: it neither adds nor deletes nor changes"},
        {"span\t+\t" A "\tquote\tmanual\t0-1\n", "line 1: a field is missing"},
        {"span\t+\t" A "\tquote\tmanual\t0-1\t\t\n", "line 1: there are too many fields"},
        {"span\t=\t" A "\tquote\tmanual\t0-1\t\n", "line 1: a field is missing"},
        {"span\t+\t01000000\tquote\tmanual\t0-1\t\n", "line 1: an id is none"},
        {"span\t+\t" A "\tmotto\tmanual\t0-1\t\n", "line 1: a label is not in the label set"},
        {"span\t+\t" A "\tquo\\xte\tmanual\t0-1\t\n", "line 1: an escape is none"},
        {"span\t+\t" A "\tquote\tguess\t0-1\t\n", "line 1: an origin is none"},
        {"span\t+\t" A "\tquote\tmanual\t01-2\t\n", "line 1: a number is not well formed"},
        {"span\t+\t" A "\tquote\tmanual\t-1\t\n", "line 1: a number is not well formed"},
        {"span\t+\t" A "\tquote\tmanual\t1\t\n", "line 1: places are not well formed"},
        {"span\t+\t" A "\tquote\tmanual\t1-2;3-4\t\n", "line 1: places are not well formed"},
        {"span\t+\t" A "\tquote\tmanual\t2-2\t\n", "line 1: places are not in order"},
        {"span\t+\t" A "\tquote\tmanual\t1-2,2-4\t\n", "line 1: places are not in order"},
        {"span\t+\t" A "\tquote\tmanual\t3-14\t\n",
         "line 1: a place is behind the end of the text"},
        {"span\t+\t" A "\tquote\tmanual\t0-4294967296\t\n", "line 1: a number is too large"},
        {"span\t+\t" A "\tquote\tmanual\t0-1\tb=1\\na=1\\n\n",
         "line 1: the attributes are not canonical"},
        {"span\t+\t" A "\tquote\tmanual\t0-1\tb=1\n", "line 1: the attributes are not canonical"},
        {"relation\t+\t" A "\t" A "\t" B "\thates\t\n",
         "line 1: a relation is not in the label set"},
        {"verdict\t+\t0123456789abcdef\tkept\t0\t0000000000000000\t-\t\n",
         "line 1: a verdict is none"},
        {"verdict\t+\t0123456789ABCDEF\taccepted\t0\t0000000000000000\t-\t\n",
         "line 1: a digest is none"},
        {"verdict\t+\t0123456789abcdef\taccepted\t256\t0000000000000000\t-\t\n",
         "line 1: a number is too large"},
        {"verdict\t+\t0123456789abcdef\taccepted\t0\t0\t-\t\n", "line 1: a digest is none"},
        {"comment\t+\t" A "\t-\tquestion\topen\t1\tbob\thm\n",
         "line 1: a word is none of those expected"},
        {"comment\t+\t" A "\t-\tdoubt\topen\t-0\tbob\thm\n", "line 1: a time is none"},
        {"comment\t+\t" A "\t-\tdoubt\topen\t1x\tbob\thm\n", "line 1: a time is none"},
        {"status\t=\tnew\topen\nstatus\t+\topen\tdone\n", "line 2: a status can only change"},
        {"status\t=\tnew\tdoing\n", "line 1: a status is none"},
        {"status\t=\tnew\t\xff\n", "byte 13: not UTF-8"},
    };
    struct article *article = article_copy("\xe6\x9d\x91 said: \"yes\"", 15);
    struct labelset labels = handmade_labelset();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct edits edits = {0};
        struct err err = {0};
        enum fault fault =
            codec_read(rows[i].bytes, strlen(rows[i].bytes), &labels, article, &edits, &err);
        if (fault != FAULT_DAMAGED || strcmp(err.text, rows[i].message) != 0)
            fail_msg("row %zu: \"%s\", not \"%s\"", i, err.text, rows[i].message);
        assert_null(edits.at);
    }
    article_free(article);
}

/* Damaged bytes either are refused or are another canonical text: nothing is written in two ways.
 */
static void test_canonical_only(void **state)
{
    (void)state;
    struct article *article = mixed_article();
    struct labelset labels = handmade_labelset();
    uint64_t seed = 77;
    unsigned taken = 0, refused = 0;
    for (int round = 0; round < 4000; round++) {
        struct edits edits = {0}, again = {0};
        struct buf bytes = {0}, back = {0};
        random_edits(&edits, article, &seed);
        codec_write(&edits, &labels, article, &bytes);
        for (unsigned n = 1 + (unsigned)(test_random(&seed) % 3); bytes.size && n--;) {
            static const char likely[] = "\t\n\\nt-+=,0123456789=abq";
            bytes.data[test_random(&seed) % bytes.size] =
                likely[test_random(&seed) % (sizeof likely - 1)];
        }
        if (codec_read(buf_text(&bytes), bytes.size, &labels, article, &again, NULL) == OK) {
            codec_write(&again, &labels, article, &back);
            assert_string_equal(buf_text(&back), buf_text(&bytes));
            taken++;
        } else {
            refused++;
        }
        buf_release(&bytes);
        buf_release(&back);
        edits_release(&edits);
        edits_release(&again);
    }
    assert_true(taken > 100 && refused > 100);
    article_free(article);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_as_documented),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_canonical_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
