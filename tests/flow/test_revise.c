/* A corrected text: what becomes of everyone's marks, and that all of it can be taken back. */
#include "flow.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "manicule/flow/difference.h"
#include "manicule/flow/history.h"
#include "manicule/flow/revise.h"
#include "manicule/flow/sets.h"
#include "manicule/marks/compare.h"
#include "manicule/marks/look.h"
#include "manicule/marks/digest.h"
#include "manicule/marks/look.h"
#include "manicule/text/units.h"

/* ---- a document with sets of every kind ---- */
#define P1 "The harbour of Lund was shut on Monday 👩\u200d👦.\n\n"
#define P2 "\"We saw teh tide come in,\" said Mara Quill, the mayer of Lund.\n\n"
#define P3 "A second paragraph tells of the old pier and of Bob Hall.\n\n"
#define P4 "A third one is cut out later: Ann Bell spoke of nets.\n\n"
#define P5 "The last paragraph, with Tove Dahl in it, stays where it is.\n"
static const char old_text[] = P1 P2 P3 P4 P5;
/* A word put in at the start, two typos put right, P3 moved behind P5, P4 cut out. */
static const char new_text[] =
    "The outer harbour of Lund was shut on Monday 👩\u200d👦.\n\n"
    "\"We saw the tide come in,\" said Mara Quill, the mayor of Lund.\n\n" P5 "\n" P3;

struct world {
    struct project project; /* whose store is the lead's */
    int64_t document;
};

static const char *const words[] = {
    /* id 01 on */
    "harbour",
    "Lund",
    "We saw teh tide come in,",
    "Mara Quill",
    "the mayer of Lund",
    "old pier",
    "Bob Hall",
    "Ann Bell",
    "nets",
    "Tove Dahl",
    "Monday 👩\u200d👦",
};
enum { WORDS = sizeof words / sizeof *words };

static uint32_t codepoints(const char *text, size_t n)
{
    uint32_t all = 0;
    for (size_t i = 0; i < n; i++)
        all += ((unsigned char)text[i] & 0xc0) != 0x80;
    return all;
}

/* All of the words, with ids that differ from set to set, and two relations: one to an orphan. */
static void add_set(struct buf *out, const char *name, unsigned set, struct line line)
{
    struct buf spans = {0}, links = {0};
    for (unsigned i = 0; i < WORDS; i++) {
        const char *at = strstr(old_text, words[i]);
        assert_non_null(at);
        uint32_t start = codepoints(old_text, (size_t)(at - old_text));
        buf_printf(&spans,
                   "%s{\"id\":\"0192b000-0000-7000-8000-00000000%02u%02u\",\"label\":\"%s\",",
                   i ? "," : "", set, i + 1,
                   i == 2            ? "quote"
                   : i == 3 || i > 5 ? "speaker"
                                     : "location");
        buf_printf(&spans, "\"start\":%u,\"end\":%u,\"text\":", start,
                   start + codepoints(words[i], strlen(words[i])));
        json_quote(words[i], strlen(words[i]), &spans);
        buf_add_string(&spans, ",\"origin\":\"manual\"}");
    }
    for (unsigned i = 0; i < 2; i++)
        buf_printf(
            &links,
            "%s{\"id\":\"0192c000-0000-7000-8000-00000000%02u%02u\",\"type\":\"said-by\",\"from\":"
            "\"0192b000-0000-7000-8000-00000000%02u03\",\"to\":\"0192b000-0000-7000-8000-00000000%"
            "02u%02u\"}",
            i ? "," : "", set, i + 1, set, set, i ? 8 : 4);
    line.name = name;
    line.id = DOC(01);
    line.text = old_text;
    line.spans = buf_text(&spans);
    line.relations = buf_text(&links);
    line_add(out, line);
    buf_release(&spans);
    buf_release(&links);
}

static void world_make(struct world *w)
{
    struct buf lines = {0};
    struct import_counts counts;
    struct document document;
    struct err err;
    project_make(&w->project, "lead");
    add_set(&lines, "harbour", 1,
            (struct line){.set = "person", .annotator = "alice", .status = "done"});
    add_set(&lines, "harbour", 2,
            (struct line){.set = "person", .annotator = "bob", .status = "done"});
    add_set(&lines, "harbour", 3, (struct line){.set = "gold"});
    add_set(&lines, "harbour", 4,
            (struct line){.set = "suggestion", .annotator = "rules", .source = "rules"});
    add_set(&lines, "harbour", 5,
            (struct line){.set = "review", .annotator = "rita", .source = "alice", .status = "done"});
    import_ok(&w->project, &lines, &counts);
    buf_release(&lines);
    must(store_document_named(w->project.store, "harbour", &document, &err), &err, "document");
    w->document = document.key;
    document_release(&document);
}

/* ---- what stands there ---- */
static void put_comments(struct buf *out, const struct set *set)
{
    const struct comment *comment;
    for (size_t i = 0; i < set_comments(set); i++) {
        char id[UUID_TEXT];
        comment = set_comment_at(set, i);
        uuid_format(comment->span, id);
        buf_printf(out, " comment %s %d %d %s: %s\n", id, comment->doubt, comment->settled,
                   comment->author, comment->text);
    }
}

static void put_set(struct buf *out, const struct article *article, const struct set *set)
{
    const struct relation *relation;
    const struct verdict *verdict;
    char id[UUID_TEXT];
    for (const struct span *span = set_first(set); span; span = set_next(set, span)) {
        uuid_format(span->id, id);
        buf_printf(out, " %s %u %u %s", id, span->label, span->origin,
                   span->attrs ? span->attrs : "");
        for (size_t i = 0; i < span->n_fragments; i++)
            buf_printf(out, " %u-%u", article_codepoint(article, span_fragment(span, i).start),
                       article_codepoint(article, span_fragment(span, i).end));
        buf_add_char(out, '\n');
    }
    for (size_t i = 0; (relation = set_relation_at(set, i)) != NULL; i++) {
        uuid_format(relation->id, id);
        buf_printf(out, " relation %s\n", id);
    }
    put_comments(out, set);
    for (size_t i = 0; (verdict = set_verdict_at(set, i)) != NULL; i++)
        buf_printf(out, " verdict %016llx %u %016llx\n", (unsigned long long)verdict->item,
                   verdict->kind, (unsigned long long)verdict->reading);
}

/* All that can be seen of a document's text and marks, now or (at > 0) as it was. */
static char *picture(struct world *w, int64_t at)
{
    struct err err = {0};
    struct buf out = {0};
    struct store *store = w->project.store;
    struct set_filter filter = {.kind = -1, .status = -1, .document = w->document};
    struct set_cursor cursor = {0};
    struct set_info info;
    struct document document;
    struct article *article;
    char hex[DIGEST_TEXT];
    bool more;
    must(store_document(store, w->document, &document, &err), &err, "document");
    must(at ? history_text(store, &document, at, &article, &err)
            : store_article(store, w->document, &article, &err),
         &err, "text");
    digest_format(document.sha256, hex);
    assert_memory_equal(digest_of(article_bytes(article), article_size(article)).b, document.sha256,
                        32);
    buf_printf(&out, "%s %u %u %u\n", hex, document.bytes, document.codepoints, document.lines);
    while (store_next_set(store, &cursor, &filter, &info, &more, &err) == OK && more) {
        struct set *set = set_new();
        must(at ? history_load(store, &info, at, article, set, &info, &err)
                : sets_load(store, info.key, article, true, set, &err),
             &err, "load");
        assert_int_equal(info.spans, set_count(set));
        buf_printf(&out, "%s %s %s %s: %u spans %u doubts\n", set_kind_name(info.kind), info.owner,
                   info.source, status_name(info.status), info.spans, info.doubts);
        put_set(&out, article, set);
        set_free(set);
    }
    article_free(article);
    document_release(&document);
    assert_false(out.failed);
    return buf_take(&out);
}

static void finding(void *ctx, const char *line)
{
    (void)ctx;
    print_error("verify: %s\n", line);
}

static void verify(struct world *w)
{
    const struct store_report report = {.finding = finding};
    struct err err = {0};
    size_t findings;
    must(store_verify(w->project.store, &report, &findings, &err), &err, "verify");
    assert_int_equal(findings, 0);
}

/* ---- revising ---- */
struct told {
    size_t sets, exact, moved, near, gone, relations, verdicts, anew, spans;
    struct buf gone_ids, near_words;
};

static void told_set(void *ctx, const struct revise_set *set)
{
    struct told *told = ctx;
    told->sets++;
    told->exact += set->exact;
    told->moved += set->moved;
    told->near += set->near;
    told->gone += set->gone;
    told->relations += set->relations;
    told->verdicts += set->verdicts;
    told->anew += set->verdicts_anew;
}

static void told_span(void *ctx, const struct article *before, const struct article *after,
                      const struct revise_set *set, const struct revise_span *span)
{
    struct told *told = ctx;
    (void)before;
    told->spans++;
    assert_ptr_equal(set_find(set->set, span->was->id), span->was);
    if (span->how == CARRIED_GONE) {
        assert_null(span->is);
        buf_printf(&told->gone_ids, "%02x%02x:%zu ", span->was->id.b[14], span->was->id.b[15],
                   span->n_relations);
    } else if (span->how == CARRIED_NEAR) {
        buf_add(&told->near_words, article_bytes(after) + span->is->at.start.byte,
                range_size(span->is->at));
        buf_add_char(&told->near_words, '|');
    }
}

static void told_release(struct told *told)
{
    buf_release(&told->gone_ids);
    buf_release(&told->near_words);
}

static enum fault revise(struct world *w, const void *text, size_t n, bool preview,
                         struct told *told, bool *same, struct err *err)
{
    struct revise revise = {.store = w->project.store,
                            .env = &w->project.env,
                            .preview = preview,
                            .set = told_set,
                            .span = told_span,
                            .ctx = told};
    uint8_t *bytes = malloc(n + 1);
    assert_non_null(bytes);
    memcpy(bytes, text, n);
    *told = (struct told){0};
    enum fault fault = revise_bytes(&revise, w->document, bytes, n, "new.txt", NULL, err);
    if (same)
        *same = revise.same;
    assert_false(revise.coarse);
    return fault;
}

static void revise_ok(struct world *w, const void *text, size_t n, struct told *told)
{
    struct err err = {0};
    must(revise(w, text, n, false, told, NULL, &err), &err, "revise");
    verify(w);
}

static enum fault back(struct world *w, struct err *err)
{
    struct revise revise = {.store = w->project.store, .env = &w->project.env};
    struct document now;
    enum fault fault = revise_back(&revise, w->document, &now, err);
    document_release(&now);
    return fault;
}

static void back_ok(struct world *w)
{
    struct err err = {0};
    must(back(w, &err), &err, "back");
    verify(w);
}

static int64_t now(struct world *w)
{
    return w->project.env.now(w->project.env.ctx);
}

/* ---- tests ---- */
static void test_all_sets(void **state)
{
    (void)state;
    struct world w;
    struct told told;
    struct err err = {0};
    bool same;
    world_make(&w);
    verify(&w);
    char *before = picture(&w, 0);

    /* What would happen is what happens. */
    must(revise(&w, new_text, strlen(new_text), true, &told, &same, &err), &err, "preview");
    assert_false(same);
    assert_int_equal(told.gone, 10);
    told_release(&told);
    char *there = picture(&w, 0);
    assert_string_equal(there, before);
    free(there);

    int64_t then = now(&w);
    revise_ok(&w, new_text, strlen(new_text), &told);
    assert_int_equal(told.sets, 5);
    assert_int_equal(told.exact, 5 * 5); /* harbour, Lund, Mara Quill, Tove Dahl, Monday */
    assert_int_equal(told.moved, 5 * 2); /* old pier, Bob Hall */
    assert_int_equal(told.near, 5 * 2);  /* the quote, the mayor */
    assert_int_equal(told.gone, 5 * 2);  /* Ann Bell, nets */
    assert_int_equal(told.relations, 5); /* one to Ann Bell in each */
    assert_int_equal(told.spans, 5 * 6); /* the exact ones are not told one by one */
    assert_string_equal(buf_text(&told.gone_ids),
                        "0108:1 0109:0 0208:1 0209:0 0308:1 0309:0 0408:1 0409:0 0508:1 0509:0 ");
    assert_memory_equal(buf_text(&told.near_words), "We saw the tide come in,|the mayor of Lund|",
                        43);
    told_release(&told);

    /* The flagged ones ask, once each, and say why. */
    char *after = picture(&w, 0);
    size_t doubts = 0;
    for (const char *at = after; (at = strstr(at, "revised text: ")) != NULL; at++)
        doubts++;
    assert_int_equal(doubts, 5 * 4);
    assert_non_null(strstr(after, "1 0 lead: revised text: it was “the mayer of Lund”\n"));
    assert_non_null(strstr(after, "1 0 lead: revised text: this was moved with its paragraph\n"));
    assert_non_null(strstr(after, "alice  done: 9 spans 4 doubts\n"));

    /* The past is as it was, in the text of then. */
    there = picture(&w, then);
    assert_string_equal(there, before);
    free(there);
    there = picture(&w, now(&w));
    assert_string_equal(there, after);
    free(there);

    /* The same text again is nothing to do; so is what comes of it. */
    must(revise(&w, new_text, strlen(new_text), false, &told, &same, &err), &err, "again");
    assert_true(same);
    assert_int_equal(told.sets, 0);

    int64_t revised = now(&w);
    back_ok(&w);
    there = picture(&w, 0);
    assert_string_equal(there, before);
    free(there);
    there = picture(&w, revised);
    assert_string_equal(there, after);
    free(there);
    assert_int_equal(back(&w, &err), FAULT_MISSING);
    free(before);
    free(after);
    project_close(&w.project);
}

/* One correction upon another, taken back in turn; and a text that comes a second time. */
static void test_one_upon_another(void **state)
{
    (void)state;
    struct world w;
    struct told told;
    static const char *const texts[] = {new_text, P1 P2 P5, P1 P2 "Something new.\n\n" P5,
                                        old_text};
    char *pictures[5];
    int64_t times[5];
    world_make(&w);
    for (unsigned i = 0; i < 4; i++) {
        pictures[i] = picture(&w, 0);
        times[i] = now(&w);
        revise_ok(&w, texts[i], strlen(texts[i]), &told);
        told_release(&told);
        if (i == 1) { /* back and forth */
            back_ok(&w);
            char *there = picture(&w, 0);
            assert_string_equal(there, pictures[1]);
            free(there);
            revise_ok(&w, texts[i], strlen(texts[i]), &told);
            told_release(&told);
        }
    }
    for (unsigned i = 4; i-- > 0;) {
        back_ok(&w);
        char *there = picture(&w, 0);
        assert_string_equal(there, pictures[i]);
        free(there);
    }
    for (unsigned i = 0; i < 4; i++) { /* and every past is there still */
        char *there = picture(&w, times[i]);
        assert_string_equal(there, pictures[i]);
        free(there);
        free(pictures[i]);
    }
    struct err err = {0};
    assert_int_equal(back(&w, &err), FAULT_MISSING);
    project_close(&w.project);
}

/* ---- verdicts ---- */
static struct set *load_set(struct world *w, enum set_kind kind, const char *owner,
                            const char *source, const struct article *article,
                            struct set_info *info)
{
    struct err err = {0};
    struct set *set = set_new();
    must(store_set_of(w->project.store, w->document, kind, owner, source, info, &err), &err, "set");
    if (info->key)
        must(sets_load(w->project.store, info->key, article, true, set, &err), &err, "load");
    return set;
}

static void apply_to(struct world *w, const struct set_info *info, const struct article *article,
                     struct edits *edits)
{
    struct err err = {0};
    const struct step step = {.id = uuid_new(&w->project.env),
                              .what = "say",
                              .document = w->document,
                              .set = info->kind,
                              .owner = info->owner,
                              .source = info->source,
                              .revision = info->revision,
                              .edits = edits,
                              .article = article};
    must(store_apply(w->project.store, &step, NULL, &err), &err, "say");
    edits_release(edits);
}

struct readers {
    struct article *article;
    struct set *alice, *bob, *gold, *review;
    struct set_info infos[4];
    struct comparison both, reviewed;
};

static struct readers read_all(struct world *w)
{
    struct err err = {0};
    struct readers r = {0};
    must(store_article(w->project.store, w->document, &r.article, &err), &err, "text");
    r.alice = load_set(w, SET_PERSON, "alice", "", r.article, &r.infos[0]);
    r.bob = load_set(w, SET_PERSON, "bob", "", r.article, &r.infos[1]);
    r.gold = load_set(w, SET_GOLD, "", "", r.article, &r.infos[2]);
    r.review = load_set(w, SET_REVIEW, "ruth", "alice", r.article, &r.infos[3]);
    const struct set *both[] = {r.bob, r.alice}, *reviewed[] = {r.alice, r.review};
    must(compare_sets(both, 2, r.article, COMPARE_TRIMMED, &r.both, &err), &err, "compare");
    must(compare_sets(reviewed, 2, NULL, COMPARE_EXACT, &r.reviewed, &err), &err, "compare");
    return r;
}

static void readers_free(struct readers *r)
{
    compare_release(&r->both);
    compare_release(&r->reviewed);
    set_free(r->alice);
    set_free(r->bob);
    set_free(r->gold);
    set_free(r->review);
    article_free(r->article);
}

/* Everything is decided in gold, and said in a review of all that alice has, one of which it lacks.
 */
static void say_all(struct world *w)
{
    struct readers r = read_all(w);
    struct edits edits = {0};
    for (size_t i = 0; i < r.both.n; i++) {
        const struct verdict verdict = {.item = r.both.items[i].key,
                                        .kind = VERDICT_DECIDED,
                                        .reading = r.both.items[i].readings[0].key};
        edits_verdict(&edits, NULL, &verdict);
    }
    apply_to(w, &r.infos[2], r.article, &edits);
    for (const struct span *own = set_first(r.alice); own; own = set_next(r.alice, own)) {
        struct span span = *own;
        const struct verdict verdict = {.item = look_key(own), .kind = VERDICT_ACCEPTED};
        span.id.b[14] = 9;
        if (own != set_last(r.alice))
            edits_add_span(&edits, &span);
        edits_verdict(&edits, NULL, &verdict);
    }
    apply_to(w, &r.infos[3], r.article, &edits);
    readers_free(&r);
    r = read_all(w); /* what the review lacks is a difference, and alice disputes it */
    for (size_t i = 0; i < r.reviewed.n; i++)
        if (r.reviewed.items[i].type == COMPARE_MISSING) {
            const struct verdict verdict = {.item = r.reviewed.items[i].key,
                                            .kind = VERDICT_DISPUTED};
            edits_verdict(&edits, NULL, &verdict);
        }
    assert_true(edits.n > 0);
    apply_to(w, &r.infos[0], r.article, &edits);
    readers_free(&r);
}

static size_t decided(const struct readers *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->both.n; i++) {
        const struct verdict *verdict = set_verdict(r->gold, r->both.items[i].key);
        if (verdict)
            assert_true(verdict->reading == r->both.items[i].readings[0].key);
        n += verdict != NULL;
    }
    return n;
}

/* A verdict on what stands as it was goes along; what was near, moved or gone is said anew. */
static void test_verdicts(void **state)
{
    (void)state;
    struct world w;
    struct told told;
    world_make(&w);
    say_all(&w);
    verify(&w);
    struct readers r = read_all(&w);
    assert_int_equal(decided(&r), r.both.n);
    assert_int_equal(r.both.n, WORDS);
    readers_free(&r);
    char *then = picture(&w, 0);
    revise_ok(&w, new_text, strlen(new_text), &told);
    r = read_all(&w);
    size_t kept = decided(&r), said = 0;
    assert_int_equal(set_verdicts(r.gold), kept); /* none stays on something else */
    assert_int_equal(kept, 5); /* those of exact spans; links of one to a near one aside */
    for (const struct span *own = set_first(r.alice); own; own = set_next(r.alice, own))
        said += set_verdict(r.review, look_key(own)) != NULL;
    assert_int_equal(said, 5);
    assert_int_equal(set_verdicts(r.review), said);
    size_t disputed = 0;
    for (size_t i = 0; i < r.reviewed.n; i++)
        disputed += set_verdict(r.alice, r.reviewed.items[i].key) != NULL;
    assert_int_equal(disputed, 1);
    assert_int_equal(told.verdicts, 5 + 5 + 1);
    assert_int_equal(told.anew, 6 + 6);
    readers_free(&r);
    told_release(&told);
    back_ok(&w);
    char *there = picture(&w, 0);
    assert_string_equal(there, then);
    free(there);
    free(then);
    project_close(&w.project);
}

/* ---- work before, between and behind ---- */
static struct set_info info_of(struct world *w, const char *owner)
{
    struct err err = {0};
    struct set_info info;
    must(store_set(w->project.store, w->document, SET_PERSON, owner, &info, &err), &err, "set");
    return info;
}

/* As the person, in the text that they have. */
static enum fault mark(struct world *w, struct store *store, const struct article *article,
                       struct uuid *id, struct err *err)
{
    struct edits edits = {0};
    struct span span = {.id = uuid_new(&w->project.env), .at = range_of(0, 3), .n_fragments = 1};
    edits_add_span(&edits, &span);
    const struct set_info info = info_of(w, store_person(store));
    const struct step step = {.id = uuid_new(&w->project.env),
                              .what = "mark",
                              .document = w->document,
                              .set = SET_PERSON,
                              .owner = store_person(store),
                              .revision = info.revision,
                              .edits = &edits,
                              .article = article};
    if (id)
        *id = step.id;
    enum fault fault = store_apply(store, &step, NULL, err);
    edits_release(&edits);
    return fault;
}

static enum fault undo(struct world *w, struct store *store, const struct article *article,
                       enum undo_way way, struct err *err)
{
    struct undo next;
    struct edits edits = {0};
    must(store_undo_next(store, way, &next, err), err, "undo");
    if (next.stopped)
        return err_set(err, FAULT_FOUND, "%s", next.why);
    must(store_undo_edits(store, &next, way, article, &edits, err), err, "undo");
    const struct step step = {.id = uuid_new(&w->project.env),
                              .kind = way == WAY_UNDO ? STEP_UNDO : STEP_REDO,
                              .undoes = next.step,
                              .what = next.what,
                              .document = w->document,
                              .set = SET_PERSON,
                              .owner = store_person(store),
                              .revision = info_of(w, store_person(store)).revision,
                              .edits = &edits,
                              .article = article};
    enum fault fault = store_apply(store, &step, NULL, err);
    edits_release(&edits);
    return fault;
}

static struct store *open_as(struct world *w, const char *person, struct article **article)
{
    struct err err = {0};
    struct store *store;
    const struct store_options options = {.person = person, .env = w->project.env};
    must(store_open(w->project.path, &options, &store, &err), &err, "open");
    store_use_labels(store, &w->project.labels);
    must(store_article(store, w->document, article, &err), &err, "text");
    return store;
}

/* Whoever has the document open writes nothing into a text they have not seen. */
static void test_open_elsewhere(void **state)
{
    (void)state;
    struct world w;
    struct told told;
    struct err err = {0};
    struct article *article, *anew;
    struct set *set = set_new();
    struct load load = {0};
    world_make(&w);
    for (unsigned i = 0; i < 2; i++) { /* one who has marks there, and one who has none */
        struct store *store = open_as(&w, i ? "carol" : "alice", &article);
        struct set_info info = info_of(&w, "alice");
        revise_ok(&w, i ? old_text : new_text, strlen(i ? old_text : new_text), &told);
        told_release(&told);
        assert_true(store_changed(store));
        if (!i)
            assert_true(info_of(&w, "alice").revision > info.revision);
        assert_int_equal(mark(&w, store, article, NULL, &err), FAULT_CONFLICT);
        assert_non_null(strstr(err.text, "revised"));
        assert_int_equal(store_load(store, info.key, article, set, &load, 10, &err),
                         FAULT_CONFLICT);
        assert_int_equal(
            store_load_window(store, info.key, article, article_all(article), set, &err),
            FAULT_CONFLICT);
        struct place place = {.cursor = 1, .edition = article_edition(article)};
        assert_int_equal(store_put_place(store, w.document, &place, &err), FAULT_CONFLICT);
        must(store_article(store, w.document, &anew, &err), &err, "text");
        assert_int_equal(article_edition(anew), i + 1);
        must(mark(&w, store, anew, NULL, &err), &err, "mark");
        verify(&w);
        article_free(article);
        article_free(anew);
        store_close(store);
    }
    set_free(set);
    project_close(&w.project);
}

/* A step made before a correction cannot be taken back in it; where the old text is in use, it can.
 */
static void test_undo_of_steps(void **state)
{
    (void)state;
    struct world w;
    struct told told;
    struct err err = {0};
    struct article *article, *anew;
    struct uuid step, later;
    struct revert revert;
    size_t changes;
    char text[UUID_TEXT];
    world_make(&w);
    struct store *store = open_as(&w, "alice", &article);
    must(mark(&w, store, article, &step, &err), &err, "mark");
    char *before = picture(&w, 0);
    revise_ok(&w, new_text, strlen(new_text), &told);
    told_release(&told);
    must(store_article(store, w.document, &anew, &err), &err, "text");

    assert_int_equal(undo(&w, store, anew, WAY_UNDO, &err), FAULT_FOUND);
    assert_string_equal(err.text, "the text was revised since");
    uuid_format(step, text);
    must(revert_find(w.project.store, text, &revert, &err), &err, "find");
    assert_int_equal(revert_check(w.project.store, &revert, &err), FAULT_CONFLICT);
    assert_int_equal(revert_run(w.project.store, &revert, &w.project.env, &changes, &err),
                     FAULT_CONFLICT);
    revert_release(&revert);

    /* What stands behind the correction is in its way; what was taken back is not. */
    must(mark(&w, store, anew, &later, &err), &err, "mark");
    assert_int_equal(back(&w, &err), FAULT_CONFLICT);
    assert_non_null(strstr(err.text, "alice has worked on the new text"));
    must(undo(&w, store, anew, WAY_UNDO, &err), &err, "undo");
    must(undo(&w, store, anew, WAY_REDO, &err), &err, "redo");
    assert_int_equal(back(&w, &err), FAULT_CONFLICT);
    must(undo(&w, store, anew, WAY_UNDO, &err), &err, "undo");
    verify(&w);
    back_ok(&w);
    char *there = picture(&w, 0);
    assert_string_equal(there, before);
    free(there);
    assert_int_equal(undo(&w, store, article, WAY_REDO, &err), FAULT_FOUND);
    article_free(article);
    must(store_article(store, w.document, &article, &err), &err, "text");
    must(undo(&w, store, article, WAY_UNDO, &err), &err, "undo of the step before");
    verify(&w);
    article_free(article);
    article_free(anew);
    free(before);
    store_close(store);
    project_close(&w.project);
}

/* A set that was made of the new text is in the way of going back to the old one. */
static void test_new_set(void **state)
{
    (void)state;
    struct world w;
    struct told told;
    struct err err = {0};
    struct article *article;
    world_make(&w);
    revise_ok(&w, new_text, strlen(new_text), &told);
    told_release(&told);
    struct store *store = open_as(&w, "carol", &article);
    must(mark(&w, store, article, NULL, &err), &err, "mark");
    assert_int_equal(back(&w, &err), FAULT_CONFLICT);
    must(undo(&w, store, article, WAY_UNDO, &err), &err, "undo");
    back_ok(&w); /* an empty set goes along */
    article_free(article);
    must(store_article(store, w.document, &article, &err), &err, "text");
    must(mark(&w, store, article, NULL, &err), &err, "mark");
    verify(&w);
    article_free(article);
    store_close(store);
    project_close(&w.project);
}

static void test_blame(void **state)
{
    (void)state;
    struct world w;
    struct told told;
    struct err err = {0};
    struct article *article;
    struct blame blame;
    struct uuid id;
    size_t n;
    world_make(&w);
    revise_ok(&w, new_text, strlen(new_text), &told);
    told_release(&told);
    struct set_info info = info_of(&w, "alice");
    must(store_article(w.project.store, w.document, &article, &err), &err, "text");
    must(blame_read(w.project.store, &info, article, &blame, &err), &err, "blame");
    assert_int_equal(set_count(blame.set), 9);
    assert_true(uuid_parse("0192b000-0000-7000-8000-000000000108", UUID_TEXT - 1, &id));
    const struct blame_touch *touch =
        blame_of(&blame, id, &n); /* the orphan: who made it, and that it went */
    assert_true(n >= 2);
    assert_int_equal(touch[0].how, BLAME_MADE);
    bool deleted = false;
    for (size_t i = 0; i < n; i++)
        deleted = deleted || (touch[i].how == BLAME_DELETED &&
                              blame.rows.at[touch[i].row].kind == STEP_REVISE);
    assert_true(deleted);
    blame_release(&blame);
    article_free(article);
    project_close(&w.project);
}

/* What is exported carries the new text and its digest; what is exported as of then the old one. */
static void test_export(void **state)
{
    (void)state;
    struct world w;
    struct told told;
    struct buf before = {0}, after = {0}, past = {0};
    struct import_counts counts;
    struct err err;
    char hex[DIGEST_TEXT];
    world_make(&w);
    export_all(&w.project, &before);
    int64_t then = now(&w);
    revise_ok(&w, new_text, strlen(new_text), &told);
    told_release(&told);
    export_all(&w.project, &after);
    digest_format(digest_of(new_text, strlen(new_text)).b, hex);
    assert_non_null(strstr(buf_text(&after), hex));
    digest_format(digest_of(old_text, strlen(old_text)).b, hex);
    assert_null(strstr(buf_text(&after), hex));
    export_with(&w.project,
                (struct export_options){.kind = EXPORT_ALL, .status = EXPORT_ALL, .at = then},
                UNIT_CODEPOINT, &past);
    assert_string_equal(buf_text(&past), buf_text(&before));

    /* Its own export comes in again; that of the old text is refused, and told what it is. */
    import_ok(&w.project, &after, &counts);
    enum fault fault = import_with(&w.project, (struct import_options){0}, buf_text(&before),
                                   before.size, &counts, &err);
    assert_int_equal(fault, FAULT_INPUT);
    assert_non_null(strstr(err.text, "older"));
    verify(&w);
    buf_release(&before);
    buf_release(&after);
    buf_release(&past);
    project_close(&w.project);
}

static void test_places(void **state)
{
    (void)state;
    struct world w;
    struct told told;
    struct err err = {0};
    struct article *article;
    char coverage[] = "0-40,60-70";
    world_make(&w);
    struct store *store = open_as(&w, "alice", &article);
    struct place place = {.cursor = 19, .top = 4, .coverage = coverage}; /* in "Lund" */
    must(store_put_place(store, w.document, &place, &err), &err, "place");
    revise_ok(&w, new_text, strlen(new_text), &told);
    told_release(&told);
    must(store_place(store, w.document, &place, &err), &err, "place");
    assert_int_equal(place.edition, 1);
    assert_int_equal(place.cursor, 25);
    assert_int_equal(place.top, 10);
    assert_string_equal(place.coverage, "0-4,10-46,66-76"); /* "outer " was not seen yet */
    place_release(&place);
    back_ok(&w);
    must(store_place(store, w.document, &place, &err), &err, "place");
    assert_int_equal(place.cursor, 19);
    assert_string_equal(place.coverage, "0-40,60-70");
    place_release(&place);
    article_free(article);
    store_close(store);
    project_close(&w.project);
}

static void test_refusals(void **state)
{
    (void)state;
    struct world w;
    struct told told;
    struct err err = {0};
    world_make(&w);
    assert_int_equal(revise(&w, "\xff", 1, false, &told, NULL, &err), FAULT_INPUT);
    assert_non_null(strstr(err.text, "new.txt: byte 0: not UTF-8"));
    assert_int_equal(revise(&w, "", 0, true, &told, NULL, &err), OK); /* an empty text is one */
    assert_int_equal(told.gone, 5 * WORDS);
    told_release(&told);
    must(store_remove(w.project.store, w.document, &err), &err, "remove");
    assert_int_equal(revise(&w, "new\n", 4, false, &told, NULL, &err), FAULT_MISSING);
    assert_int_equal(back(&w, &err), FAULT_MISSING);
    verify(&w);
    project_close(&w.project);
}

/* The old bytes, added again, are the document that they were corrected in. */
static void test_add_again(void **state)
{
    (void)state;
    struct world w;
    struct told told;
    struct err err = {0};
    world_make(&w);
    revise_ok(&w, new_text, strlen(new_text), &told);
    told_release(&told);
    struct add add = {.store = w.project.store, .env = &w.project.env};
    for (unsigned i = 0; i < 2; i++) {
        const char *text = i ? old_text : new_text;
        uint8_t *bytes = (uint8_t *)strdup(text);
        must(add_bytes(&add, bytes, strlen(text), "again.txt", NULL, &err), &err, "add");
        assert_int_equal(add.existing, i + 1);
        assert_int_equal(add.last, w.document);
    }
    must(add_finish(&add, &err), &err, "add");
    verify(&w);
    project_close(&w.project);
}

/* ---- killed on the way ---- */
/* Every write and every truncation of a file is a place to die: before it, with half of it done,
 * and after it. SQLite's calls come here first. */
static unsigned long places_seen, dies_at;

static bool dies(void)
{
    return dies_at && ++places_seen == dies_at;
}

static void die(void)
{
    kill(getpid(), SIGKILL);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
    if (dies())
        die();
    if (dies()) {
        syscall(SYS_pwrite64, fd, bytes, n / 2, at);
        die();
    }
    ssize_t written = syscall(SYS_pwrite64, fd, bytes, n, at);
    if (dies())
        die();
    return written;
}

int ftruncate64(int fd, off64_t size)
{
    if (dies())
        die();
    int done = (int)syscall(SYS_ftruncate, fd, size);
    if (dies())
        die();
    return done;
}

static void revise_until_killed(const char *path, struct world *w, unsigned long at)
{
    const struct store_options options = {.person = "lead", .env = w->project.env};
    struct told told;
    struct err err = {0};
    if (store_open(path, &options, &w->project.store, &err) != OK)
        _exit(1);
    store_use_labels(w->project.store, &w->project.labels);
    places_seen = 0;
    dies_at = at;
    _exit(revise(w, new_text, strlen(new_text), false, &told, NULL, &err) == OK ? 0 : 1);
}

/* False: it was not killed any more. */
static bool kill_at(unsigned long at, unsigned *old, unsigned *new)
{
    struct world w;
    struct document document;
    struct err err = {0};
    char path[4096];
    int status;
    world_make(&w);
    char *before = picture(&w, 0);
    memcpy(path, w.project.path, sizeof path);
    store_close(w.project.store);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        revise_until_killed(path, &w, at);
    assert_int_equal(waitpid(child, &status, 0), child);
    const struct store_options options = {.person = "lead", .env = w.project.env};
    must(store_open(path, &options, &w.project.store, &err), &err, "open");
    store_use_labels(w.project.store, &w.project.labels);
    verify(&w);
    char *there = picture(&w, 0);
    must(store_document(w.project.store, w.document, &document, &err), &err, "document");
    if (document.edition == 0) {
        assert_string_equal(there, before);
        ++*old;
    } else {
        assert_non_null(strstr(there, "alice  done: 9 spans 4 doubts\n"));
        assert_non_null(strstr(there, "review rita alice done: 9 spans 4 doubts\n"));
        ++*new;
        back_ok(&w);
        free(there);
        there = picture(&w, 0);
        assert_string_equal(there, before);
    }
    document_release(&document);
    free(there);
    free(before);
    project_close(&w.project);
    assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

/* The file holds the old state or the new one, whole, and verify finds nothing. */
static void test_killed(void **state)
{
    (void)state;
    unsigned old = 0, new = 0;
    for (unsigned long at = 1; kill_at(at, &old, &new); at++)
        ;
    print_message("          killed: %u times before, %u times after\n", old, new - 1);
    assert_true(old > 50); /* and the last of all was not killed */
    assert_true(new > 1);
}

/* ---- the shared article ---- */
/* Corrections made by machine: some words get a letter doubled, one paragraph is cut out, one moves
 * behind another. `where` says of each byte where it went, or that it is gone. */
enum { TYPOS = 18, GONE = -1 };
struct corrected {
    char *old, *new;
    size_t n, m;
    long *where;
    size_t typo[TYPOS], typo_end[TYPOS]; /* words that changed */
    size_t moved, moved_end, cut, cut_end;
};

static bool is_letter(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || ((unsigned char)c & 0x80);
}

/* The next paragraph of at least so many words. */
static size_t paragraph_from(const struct corrected *c, size_t at, size_t *end)
{
    enum { LEAST = 10 };
    for (const char *start = strstr(c->old + at, "\n\n"), *stop; start; start = stop) {
        size_t spaces = 0;
        stop = strstr(start + 2, "\n\n");
        assert_non_null(stop);
        for (const char *p = start; p < stop; p++)
            spaces += *p == ' ';
        *end = (size_t)(stop + 2 - c->old);
        if (spaces >= LEAST)
            return (size_t)(start + 2 - c->old);
    }
    fail_msg("no paragraph is long enough");
    return 0;
}

static void put(struct corrected *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        c->where[i] = (long)c->m;
        c->new[c->m++] = c->old[i];
        for (unsigned t = 0; t < TYPOS; t++)
            if (i == c->typo[t] + 2)
                c->new[c->m++] = c->old[i];
    }
}

static void correct(struct corrected *c)
{
    c->new = malloc(c->n + TYPOS + 1);
    c->where = malloc((c->n + 1) * sizeof *c->where);
    assert_true(c->new && c->where);
    c->cut = paragraph_from(c, c->n * 40 / 100, &c->cut_end);
    c->moved = paragraph_from(c, c->n * 60 / 100, &c->moved_end);
    size_t behind = 0, stop = 0;
    behind = paragraph_from(c, c->n * 75 / 100, &stop);
    for (unsigned t = 0; t < TYPOS;
         t++) { /* an ASCII word of six letters or more, somewhere else each time */
        size_t at = c->n * (t + 1) / (TYPOS + 2), n = 0;
        for (;; at++) {
            assert_true(at + 20 < c->n);
            bool inside =
                (at >= c->cut && at < c->cut_end) || (at >= c->moved && at < c->moved_end);
            for (n = 0; (c->old[at + n] | 0x20) >= 'a' && (c->old[at + n] | 0x20) <= 'z'; n++)
                ;
            if (!inside && n >= 6 && !is_letter(c->old[at + n]) && !is_letter(c->old[at - 1]))
                break;
        }
        c->typo[t] = at;
        c->typo_end[t] = at + n;
    }
    for (size_t i = 0; i <= c->n; i++)
        c->where[i] = GONE;
    put(c, 0, c->cut);
    put(c, c->cut_end, c->moved);
    put(c, c->moved_end, behind);
    put(c, c->moved, c->moved_end);
    put(c, behind, c->n);
    c->new[c->m] = '\0';
}

static enum carried expected(const struct corrected *c, struct range at)
{
    if (at.start.byte >= c->cut && at.end.byte <= c->cut_end)
        return CARRIED_GONE;
    for (unsigned t = 0; t < TYPOS; t++)
        if (at.start.byte < c->typo_end[t] && at.end.byte > c->typo[t])
            return CARRIED_NEAR;
    return at.start.byte >= c->moved && at.end.byte <= c->moved_end ? CARRIED_MOVED : CARRIED_EXACT;
}

struct article_check {
    const struct corrected *c;
    size_t counts[4];
};

static void check_told(void *ctx, const struct article *before, const struct article *after,
                       const struct revise_set *set, const struct revise_span *span)
{
    struct article_check *check = ctx;
    (void)before;
    (void)after;
    (void)set;
    assert_int_equal(span->how, expected(check->c, span->was->at));
    check->counts[span->how]++;
    if (span->is)
        assert_int_equal(span->is->at.start.byte, check->c->where[span->was->at.start.byte]);
    if (span->how == CARRIED_MOVED)
        assert_int_equal(range_size(span->is->at), range_size(span->was->at));
    if (span->how == CARRIED_NEAR) /* a letter longer for each word in it that was put right */
        assert_true(range_size(span->is->at) > range_size(span->was->at));
}

/* A span on every word of three letters or more, and one on every paragraph. */
static size_t mark_all(struct world *w, const struct corrected *c, const struct article *article)
{
    struct edits edits = {0};
    struct err err = {0};
    size_t n = 0;
    for (size_t at = 0; at < c->n; at++) {
        size_t end = at;
        while (end < c->n && is_letter(c->old[end]))
            end++;
        if (end - at >= 3) {
            struct span span = {.id = uuid_new(&w->project.env),
                                .at = range_of((uint32_t)at, (uint32_t)end),
                                .n_fragments = 1};
            edits_add_span(&edits, &span);
            n++;
        }
        at = end > at ? end : at;
    }
    for (struct range p = article_paragraph(article, pos_at(0));
         !range_empty(p) || p.end.byte < c->n;) {
        if (!range_empty(p)) {
            struct span span = {
                .id = uuid_new(&w->project.env), .at = p, .n_fragments = 1, .label = 1};
            edits_add_span(&edits, &span);
            n++;
        }
        struct range next = article_paragraph_next(article, p);
        if (next.start.byte <= p.start.byte)
            break;
        p = next;
    }
    const struct step step = {.id = uuid_new(&w->project.env),
                              .what = "mark all",
                              .document = w->document,
                              .set = SET_PERSON,
                              .owner = "alice",
                              .edits = &edits,
                              .article = article};
    must(store_apply(w->project.store, &step, NULL, &err), &err, "mark");
    edits_release(&edits);
    return n;
}

static void test_article(void **state)
{
    (void)state;
    const char *path = testdata("article/000_3cc6656b1ccfc32d.txt");
    if (!path)
        skip();
    struct corrected c = {0};
    c.old = (char *)read_file(path, &c.n);
    correct(&c);
    struct world w;
    struct err err = {0};
    bool existing;
    project_make(&w.project, "lead");
    struct article *article = article_copy(c.old, c.n);
    const struct new_document new = {.name = "article", .article = article};
    must(store_add(w.project.store, &new, &w.document, &existing, &err), &err, "add");
    size_t all = mark_all(&w, &c, article);
    assert_true(all > 1000);
    char *before = picture(&w, 0);

    struct article_check check = {.c = &c};
    struct revise revise = {
        .store = w.project.store, .env = &w.project.env, .span = check_told, .ctx = &check};
    uint8_t *bytes = malloc(c.m + 1);
    memcpy(bytes, c.new, c.m);
    must(revise_bytes(&revise, w.document, bytes, c.m, "new.txt", NULL, &err), &err, "revise");
    assert_false(revise.coarse);
    verify(&w);

    /* Every span that was not told stands where its bytes went, with the same words. */
    struct article *after;
    struct set *then = set_new(), *now_set = set_new();
    must(store_article(w.project.store, w.document, &after, &err), &err, "text");
    assert_int_equal(article_size(after), c.m);
    struct set_info info = info_of(&w, "alice");
    must(history_load(w.project.store, &info, info.revision ? INT64_MAX : 0, after, now_set, &info,
                      &err),
         &err, "now");
    must(sets_load(w.project.store, info.key, after, true, now_set, &err), &err, "load");
    struct document document;
    struct article *was_text;
    must(store_document(w.project.store, w.document, &document, &err), &err, "document");
    must(store_edition(w.project.store, w.document, 0, &was_text, &err), &err, "old text");
    assert_memory_equal(article_bytes(was_text), c.old, c.n);
    size_t exact = 0;
    struct editions editions = {w.project.store, .document = w.document};
    struct past row;
    struct edits edits;
    bool found;
    must(store_past_edits(w.project.store, info.key, 1, &editions, &row, &edits, &found, &err),
         &err, "row");
    assert_int_equal(edits.n, all);
    must(set_apply(then, &edits, NULL, &err), &err, "apply");
    for (const struct span *was = set_first(then); was; was = set_next(then, was)) {
        const struct span *is = set_find(now_set, was->id);
        if (expected(&c, was->at) != CARRIED_EXACT)
            continue;
        assert_non_null(is);
        assert_int_equal(is->at.start.byte, c.where[was->at.start.byte]);
        assert_int_equal(range_size(is->at), range_size(was->at));
        assert_memory_equal(article_bytes(after) + is->at.start.byte,
                            article_bytes(was_text) + was->at.start.byte, range_size(was->at));
        assert_null(set_doubt(now_set, is->id));
        exact++;
    }
    assert_int_equal(exact + check.counts[CARRIED_MOVED] + check.counts[CARRIED_NEAR] +
                         check.counts[CARRIED_GONE],
                     all);
    assert_true(check.counts[CARRIED_MOVED] > 3);
    assert_true(check.counts[CARRIED_NEAR] >= TYPOS * 3 / 2); /* the words and their paragraphs */
    assert_true(check.counts[CARRIED_GONE] > 3);
    assert_int_equal(info.doubts, check.counts[CARRIED_MOVED] + check.counts[CARRIED_NEAR]);
    print_message("          %zu spans: %zu exact, %zu moved, %zu near, %zu gone\n", all, exact,
                  check.counts[CARRIED_MOVED], check.counts[CARRIED_NEAR],
                  check.counts[CARRIED_GONE]);

    back_ok(&w);
    char *there = picture(&w, 0);
    assert_string_equal(there, before);
    edits_release(&edits);
    editions_release(&editions);
    document_release(&document);
    article_free(was_text);
    article_free(after);
    article_free(article);
    set_free(then);
    set_free(now_set);
    free(there);
    free(before);
    free(c.old);
    free(c.new);
    free(c.where);
    project_close(&w.project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_sets),      cmocka_unit_test(test_one_upon_another),
        cmocka_unit_test(test_verdicts),      cmocka_unit_test(test_open_elsewhere),
        cmocka_unit_test(test_undo_of_steps), cmocka_unit_test(test_new_set),
        cmocka_unit_test(test_blame),         cmocka_unit_test(test_export),
        cmocka_unit_test(test_places),        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_add_again),     cmocka_unit_test(test_killed),
        cmocka_unit_test(test_article),
    };
    return cmocka_run_group_tests_name("revise", tests, NULL, NULL);
}
