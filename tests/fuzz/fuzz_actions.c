/* Any keys on an article, against what must hold whatever was pressed: the set in memory is the
 * set in the file; no span is empty or cuts a cluster; undoing everything leaves nothing, and
 * doing it all again brings the same set back; the file verifies. */
#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "../workbench/sitting.h"

#include "manicule/view/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] =
    "Mill fire: \"two hurt\"\n\nPark\nMin-jun: \"We lost 3~4 tons, maybe 12.<> million won\n\n"
    "Park said \"it is \"over\"\" in Busan. 朴氏は「5年ほど前です」と話した。\r\n"
    "e\xcc\x81toile \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9 Seoul, Busan and Busan Harbour.\n";

static const char *const keys[] = {
    "s", "q", "l", "a", "r", "&", "R", "0", "1", "2", "d", "c", "g", "[", "]", "+", "v", "V", "w", "b",
    "e", "(", ")", "{", "}", "\"", "<Left>", "<Right>", "<Up>", "<Down>", "<S-Right>", "<S-Down>", "<Home>",
    "<End>", "<PgDn>", "<PgUp>", "G", "/", "n", "N", "<lt>", ">", "o", "i", "!", "=", "M", "<Tab>", "<S-Tab>",
    "<Enter>", "x", "F", "u", "U", ".", ":", "?", "K", "L", "<F6>", "<Esc>", "<C-g>", "<C-n>", "<C-p>", "B", "<BS>",
    "<C-l>",
};

static const char *const documents[] = {"mill", "other"};

static char *contents(struct sitting *s)
{
    struct buf out = {0};
    buf_add_string(&out, sitting_spans(s));
    for (const struct span *span = set_first(s->wb->set); span; span = set_next(s->wb->set, span))
        buf_printf(&out, "%s\n", span->attrs ? span->attrs : "-");
    for (size_t i = 0; set_relation_at(s->wb->set, i); i++)
        buf_printf(&out, "relation %u\n", set_relation_at(s->wb->set, i)->type);
    buf_printf(&out, "comments %zu status %d\n", set_comments(s->wb->set), (int)s->wb->info.status);
    return buf_take(&out);
}

static void check_spans(struct sitting *s)
{
    const struct article *a = s->wb->article;
    for (const struct span *span = set_first(s->wb->set); span; span = set_next(s->wb->set, span))
        for (size_t i = 0; i < span->n_fragments; i++) {
            struct range r = span_fragment(span, i);
            assert(!range_empty(r) && r.end.byte <= article_size(a));
            assert(article_is_boundary(a, r.start) && article_is_boundary(a, r.end));
        }
}

static void leave_everything(struct sitting *s)
{
    sitting_keys(s, "<Esc><Esc><Esc><Esc><Esc>");
}

static void open_document(struct sitting *s, const char *name)
{
    workbench_close(s->wb);
    sitting_open(s, name);
    leave_everything(s);
}

/* Both documents, whichever is open; then the first is. */
static char *everything(struct sitting *s)
{
    struct buf out = {0};
    for (size_t i = sizeof documents / sizeof *documents; i--;) {
        open_document(s, documents[i]);
        char *one = contents(s);
        buf_printf(&out, "%s:\n%s", documents[i], one);
        free(one);
    }
    return buf_take(&out);
}

/* Presses u, or U, until nothing is left. */
static void all_steps(struct sitting *s, const char *key, unsigned most)
{
    for (unsigned i = 0; i < most; i++) {
        sitting_keys(s, key);
        if (strstr(buf_text(&s->wb->message), "nothing"))
            break;
    }
    leave_everything(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sitting s;
    struct view *view = view_new();
    if (size > 60)
        size = 60;
    sitting_begin(&s, 12 + (size ? data[0] % 30 : 0), 40 + (size ? data[0] % 90 : 0));
    sitting_add(&s, documents[0], text, sizeof text - 1);
    sitting_add(&s, documents[1], "Rain in Jeju.\n", 14);
    sitting_open(&s, NULL);
    for (size_t i = 0; i < size; i++) {
        sitting_keys(&s, keys[data[i] % (sizeof keys / sizeof *keys)]);
        view_draw(view, s.wb);
        check_spans(&s);
        workbench_wants(s.wb);
    }
    leave_everything(&s);
    char *before = contents(&s);
    int64_t document = s.wb->document.key;
    sitting_reopen(&s);
    leave_everything(&s);
    assert(s.wb->document.key == document);
    char *after = contents(&s);
    assert(strcmp(before, after) == 0);
    /* A step in another document asks first: two keys. What was undone on the way comes again. */
    unsigned most = 2 * (unsigned)size + 8;
    all_steps(&s, "U", most);
    char *whole = everything(&s);
    all_steps(&s, "u", most);
    for (size_t i = sizeof documents / sizeof *documents; i--;) {
        open_document(&s, documents[i]);
        assert(set_count(s.wb->set) == 0 && set_relations(s.wb->set) == 0);
    }
    all_steps(&s, "U", most);
    char *again = everything(&s);
    assert(strcmp(whole, again) == 0);
    size_t findings = 0;
    struct store_report report = {0};
    struct err err = {0};
    assert(store_verify(s.store, &report, &findings, &err) == OK && findings == 0);
    free(before);
    free(after);
    free(whole);
    free(again);
    view_free(view);
    sitting_end(&s);
    unlink(s.path);
    return 0;
}
