/* A review from both sides, by keys alone and through the gate: bob marks, rita reviews, bob answers,
 * lena leads. */
#include "sitting.h"

static const char harbour[] =
    "Harbour talks resume\n"
    "\n"
    "Anna Lindqvist said the port of Gothenburg lost about 4 million kronor in May.\n"
    "\n"
    "\"We will not wait another year,\" Lindqvist told reporters in Oslo.\n"
    "\n"
    "Per Holm agreed. Kuwait and Bergen will follow.\n";

struct office {
    struct sitting lead; /* alice, who has the file itself */
    int64_t document;
};

static void give(struct office *o, const char *person, enum task task, const char *whose)
{
    struct assignment a = {.task = task, .document = o->document};
    struct err err = {0};
    bool new;
    snprintf(a.person, sizeof a.person, "%s", person);
    snprintf(a.whose, sizeof a.whose, "%s", whose);
    if (store_assign(o->lead.store, &a, &new, &err) != OK)
        fail_msg("%s", err.text);
}

static void put_person(struct office *o, const char *name, enum role role, bool gone)
{
    struct person person = {.role = role, .gone = gone};
    struct err err = {0};
    snprintf(person.name, sizeof person.name, "%s", name);
    if (store_put_person(o->lead.store, &person, &err) != OK)
        fail_msg("%s", err.text);
}

static void hire(struct office *o, const char *name, enum role role)
{
    put_person(o, name, role, false);
}

static void send_off(struct office *o, const char *name, enum role role)
{
    put_person(o, name, role, true);
}

/* The person comes in through the gate and sits down to the task. */
static void sit(struct office *o, const char *person, enum task task, struct sitting *out)
{
    struct err err = {0};
    struct desk desk = {.task = task};
    if (task == TASK_REVIEW)
        strcpy(desk.whose, "bob");
    *out = (struct sitting){.env = test_env((uint64_t)person[0] * 1000 + (uint64_t)task),
                            .rows = o->lead.rows, .cols = o->lead.cols, .labels = o->lead.labels};
    memcpy(out->path, o->lead.path, sizeof out->path);
    struct store_options options = {.person = person, .gate = true, .env = out->env};
    struct workbench_options look = {.theme = "mono", .utf8 = true, .env = out->env, .desk = &desk};
    if (store_open(out->path, &options, &out->store, &err) != OK)
        fail_msg("%s", err.text);
    store_use_labels(out->store, &o->lead.labels);
    if (workbench_open(out->store, &o->lead.labels, &look, out->rows, out->cols, &out->wb, &err) != OK)
        fail_msg("%s", err.text);
}

static void leave(struct sitting *s)
{
    workbench_close(s->wb);
    store_close(s->store);
    s->wb = NULL;
}

static void look_around(struct sitting *s)
{
    workbench_event(s->wb, &(struct event){.kind = EVENT_TICK});
}

static void says(struct sitting *s, const char *words)
{
    if (!strstr(sitting_says(s), words))
        fail_msg("expected \"%s\" in \"%s\"", words, sitting_says(s));
}

/* What the person's words "text" are marked as: "location,speaker" in reading order; "" nothing. */
static const char *marked(struct sitting *s, const char *words)
{
    static struct buf out;
    const char *text = (const char *)article_bytes(s->wb->article), *at = strstr(text, words);
    assert_non_null(at);
    uint32_t from = (uint32_t)(at - text);
    struct range range = range_of(from, from + (uint32_t)strlen(words));
    buf_clear(&out);
    for (const struct span *span = set_first(s->wb->set); span; span = set_next(s->wb->set, span))
        if (range_equal(span->at, range))
            buf_printf(&out, "%s%s", out.size ? "," : "", s->labels.labels[span->label].name);
    return buf_text(&out);
}

/* What the screen of people says of it, in a line of its own; NULL: nothing. */
static const char *of_people(struct sitting *s, const char *words)
{
    const char *found = NULL;
    sitting_keys(s, ":people<Enter>");
    for (size_t i = 0; i < s->wb->lines.n && !found; i++)
        if (strstr(buf_text(&s->wb->lines.at[i].text), words))
            found = words;
    sitting_keys(s, "<Esc>");
    return found;
}

static enum status status_of(struct office *o, enum set_kind kind, const char *owner)
{
    struct set_info info;
    assert_int_equal(store_set_of(o->lead.store, o->document, kind, owner,
                                  kind == SET_REVIEW ? "bob" : "", &info, NULL), OK);
    return info.status;
}

/* Bob has marked: a speaker, a place and an amount with its qualifier, a quote with its speaker, a
 * place, a name as a place, and one that is a place. */
static const char bobs_marks[] =
    "/Anna<Space>Lindqvist<Enter>s /Gothenburg<Enter>l /about<Space>4<Space>million<Space>kronor<Enter>a"
    "/We<Space>will<Enter><Esc>q /Lindqvist<Space>told<Enter><Esc>s /We<Space>will<Enter><Esc>r <Esc>/Oslo<Enter>l"
    "/Per<Space>Holm<Enter>l /Kuwait<Enter>l <Esc>";

static void open_office(struct office *o, unsigned rows, unsigned cols)
{
    sitting_begin(&o->lead, rows, cols);
    o->document = sitting_add(&o->lead, "harbour", harbour, sizeof harbour - 1);
    hire(o, "bob", ROLE_ANNOTATOR);
    hire(o, "rita", ROLE_REVIEWER);
    hire(o, "lena", ROLE_LEAD);
    give(o, "bob", TASK_MARK, "");
    give(o, "rita", TASK_REVIEW, "bob");
}

static void bob_marks(struct office *o, bool done)
{
    struct sitting bob;
    sit(o, "bob", TASK_MARK, &bob);
    sitting_keys(&bob, bobs_marks);
    assert_int_equal(set_count(bob.wb->set), 8);
    if (done)
        sitting_keys(&bob, "FF");
    assert_int_equal(bob.wb->info.status, done ? STATUS_DONE : STATUS_OPEN);
    leave(&bob);
}

/* An office in which bob has marked, or finished, what rita sits down to review. */
static void begin_review(struct office *o, unsigned rows, unsigned cols, bool done,
                         struct sitting *rita)
{
    open_office(o, rows, cols);
    bob_marks(o, done);
    sit(o, "rita", TASK_REVIEW, rita);
}

static void close_office(struct office *o)
{
    struct store_report report = {0};
    struct err err = {0};
    size_t findings = 0;
    if (store_verify(o->lead.store, &report, &findings, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(findings, 0);
    sitting_end(&o->lead);
}

static void test_who_only_looks_leaves_nothing(void **state)
{
    (void)state;
    struct office o;
    struct sitting rita;
    begin_review(&o, 24, 80, true, &rita);
    assert_int_equal(set_count(rita.wb->set), 8);
    assert_int_equal(rita.wb->info.labels[0] + rita.wb->info.labels[2], 6);
    sitting_keys(&rita, "<Tab>");
    says(&rita, "1 of 8: speaker \"Anna Lindqvist\"");
    sitting_keys(&rita, "<Tab><Tab><S-Tab>");
    says(&rita, "2 of 8: location \"Gothenburg\"");
    leave(&rita);
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_NEW);
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_DONE);
    close_office(&o);
}

static void test_what_is_not_finished_is_not_reviewed(void **state)
{
    (void)state;
    struct office o;
    struct sitting rita;
    begin_review(&o, 24, 80, false, &rita);
    sitting_keys(&rita, "<Tab><Enter>");
    says(&rita, "bob has not finished this document");
    sitting_keys(&rita, "F");
    says(&rita, "bob has not finished this document");
    sitting_keys(&rita, "A");
    says(&rita, "bob has not finished this document");
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_NEW);
    leave(&rita);
    close_office(&o);
}

/* What the annotator asks is seen where the mark is; it is no difference, and nothing to answer. */
static void test_the_annotators_doubts(void **state)
{
    (void)state;
    struct office o;
    struct sitting bob, rita;
    struct buf note = {0};
    open_office(&o, 24, 80);
    sit(&o, "bob", TASK_MARK, &bob);
    sitting_keys(&bob, "/Anna<Space>Lindqvist<Enter>s /Gothenburg<Enter>l <Esc>/Gothenburg<Enter>"
                       "!port<Space>or<Space>town?<Enter>FF");
    leave(&bob);
    sit(&o, "rita", TASK_REVIEW, &rita);
    says(&rita, "bob has 1 doubt, shown as ? beside the marks");
    const struct span *place = set_last(rita.wb->set);
    assert_non_null(wb_doubt_on(rita.wb, place));
    assert_null(wb_doubt_on(rita.wb, set_first(rita.wb->set)));
    wb_note(rita.wb, place, 60, &note);
    assert_non_null(strstr(buf_text(&note), "? port or town?"));
    buf_release(&note);
    sitting_keys(&rita, "<Tab>");
    assert_null(wb_question(rita.wb));
    sitting_keys(&rita, "<Tab>");
    says(&rita, "2 of 2: location \"Gothenburg\" · bob asks");
    assert_string_equal(wb_question(rita.wb), "port or town?");
    sitting_keys(&rita, "<Enter>A");
    sitting_keys(&rita, "F");
    says(&rita, "nothing to correct");
    leave(&rita);
    close_office(&o);
}

static void test_a_decision_and_its_undo(void **state)
{
    (void)state;
    struct office o;
    struct sitting rita, bob;
    begin_review(&o, 24, 80, true, &rita);
    sit(&o, "bob", TASK_MARK, &bob);
    sitting_keys(&rita, "<Tab><Enter>");
    says(&rita, "accepted · 2 of 8: location \"Gothenburg\"");
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_OPEN);
    sitting_keys(&bob, ":take-back<Enter>");
    says(&bob, "under review");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_DONE);

    sitting_keys(&rita, "u"); /* the first decision takes the review with it */
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_NEW);
    assert_int_equal(set_count(rita.wb->set), 8);
    sitting_keys(&rita, "U");
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_OPEN);
    assert_int_equal(set_count(rita.wb->set), 8);
    assert_int_equal(set_verdicts(rita.wb->set), 1);

    sitting_keys(&rita, "gg<Tab>");
    says(&rita, "2 of 8: location \"Gothenburg\"");
    sitting_keys(&rita, "x");
    says(&rita, "why not? location \"Gothenburg\" · 1 L1 · 2 L2 · 3 L3");
    sitting_keys(&rita, "3");
    says(&rita, "rejected · 3 of 8");
    assert_string_equal(marked(&rita, "Gothenburg"), "");
    sitting_keys(&rita, "u");
    assert_string_equal(marked(&rita, "Gothenburg"), "location");
    sitting_keys(&rita, "<Tab>x<Enter>");
    assert_string_equal(marked(&rita, "Gothenburg"), "");
    sitting_keys(&rita, "u<Tab>x/not<Space>in<Space>this<Space>sense<Enter>");
    assert_string_equal(marked(&rita, "Gothenburg"), "");
    leave(&rita);
    leave(&bob);
    close_office(&o);
}

/* The reason is typed without another word: no letter of it decides, edits or searches. */
static void test_a_reason_is_typed_at_once(void **state)
{
    (void)state;
    struct office o;
    struct sitting rita, bob;
    begin_review(&o, 24, 80, true, &rita);
    sitting_keys(&rita, "<Tab>x");
    says(&rita, "type why");
    sitting_keys(&rita, "a<Space>quote?<Enter>");
    says(&rita, "rejected · 2 of 8");
    assert_string_equal(marked(&rita, "Anna Lindqvist"), "");
    assert_int_equal(set_count(rita.wb->set), 7);
    sitting_keys(&rita, "x<Space>g<Space>/x<Enter>"); /* a space begins with nothing */
    assert_string_equal(marked(&rita, "Gothenburg"), "");
    sitting_keys(&rita, "x<Esc>");
    assert_int_equal(rita.wb->offer, OFFER_NONE);
    says(&rita, "amount");
    sitting_keys(&rita, "AFF"); /* what is left is right */
    sit(&o, "bob", TASK_MARK, &bob);
    sitting_keys(&bob, "gg<Tab>");
    says(&bob, "stays out (a quote?)");
    sitting_keys(&bob, "xno<Enter>");
    says(&bob, "stays out (g /x)");
    sitting_keys(&bob, "<Enter>FF");
    look_around(&rita);
    sitting_keys(&rita, "<Esc>gg<Tab>x");
    says(&rita, "insist, why: ");
    sitting_keys(&rita, "<Space>it<Space>is<Space>in<Space>the<Space>speaker<Enter>");
    says(&rita, "insisted");
    leave(&rita);
    leave(&bob);
    close_office(&o);
}

/* A reviewer who was given nothing to mark is put into no document, and told what waits. */
static void test_nothing_to_mark(void **state)
{
    (void)state;
    struct office o;
    struct sitting rita, lena;
    begin_review(&o, 24, 80, true, &rita);
    sitting_keys(&rita, "<Tab><Enter><Down>");
    leave(&rita);
    sit(&o, "rita", TASK_MARK, &rita); /* where she left off is nothing of this task */
    assert_null(rita.wb->article);
    says(&rita, "nothing was given to you to mark · 1 to review: :review");
    assert_null(strstr(sitting_says(&rita), "adjudicate"));
    give(&o, "rita", TASK_ADJUDICATE, "");
    look_around(&rita);
    says(&rita, "1 to review: :review · 1 to adjudicate: :adjudicate");
    sitting_keys(&rita, ":open<Space>harbour<Enter>");
    says(&rita, "harbour was not given to you to mark");
    assert_null(rita.wb->article);
    sitting_keys(&rita, ":review<Enter>");
    assert_int_equal(rita.wb->subject.kind, SET_REVIEW);
    assert_string_equal(rita.wb->subject.source, "bob");
    sitting_keys(&rita, ":mark<Enter>");
    says(&rita, "nothing was given to you to mark");
    assert_int_equal(rita.wb->subject.kind, SET_REVIEW);
    leave(&rita);

    sit(&o, "rita", TASK_MARK, &rita);
    assert_null(rita.wb->article);
    sitting_keys(&rita, ":me"); /* nothing moves under a line that is being typed */
    give(&o, "rita", TASK_MARK, "");
    look_around(&rita);
    assert_null(rita.wb->article);
    sitting_keys(&rita, "<Esc>");
    look_around(&rita);
    assert_non_null(rita.wb->article);
    says(&rita, "harbour came meanwhile");
    leave(&rita);

    sit(&o, "lena", TASK_MARK, &lena); /* a lead marks what she likes, and reviews whoever is through */
    assert_non_null(lena.wb->article);
    sitting_keys(&lena, ":review<Enter>");
    assert_int_equal(lena.wb->subject.kind, SET_REVIEW);
    assert_string_equal(lena.wb->subject.source, "bob");
    sitting_keys(&lena, "AFF:mark<Enter>:review<Enter>");
    says(&lena, "nobody's marks wait for a review");
    leave(&lena);
    close_office(&o);
}

/* Who is sent off while they sit there is told so, and nothing looks like a loss. */
static void test_sent_off(void **state)
{
    (void)state;
    struct office o;
    struct sitting bob, rita;
    static const char *const keys[] = {"d", "u", "FFF", "<C-n>", ":open<Space>harbour<Enter>", "]"};
    open_office(&o, 24, 160);
    sitting_add(&o.lead, "quay", "At the quay\n", 12);
    bob_marks(&o, false);
    sit(&o, "bob", TASK_MARK, &bob);
    send_off(&o, "bob", ROLE_ANNOTATOR);
    sitting_keys(&bob, "gg<C-n>"); /* before a tick, too */
    look_around(&bob);
    says(&bob, "you are no longer one of this project's people");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        sitting_keys(&bob, "<Esc>gg");
        sitting_keys(&bob, keys[i]);
        if (strcmp(keys[i], ":open<Space>harbour<Enter>") != 0)
            says(&bob, "you are no longer one of this project's people");
        look_around(&bob);
        assert_int_equal(set_count(bob.wb->set), 8);
        assert_int_equal(bob.wb->tally.documents, 1);
        assert_int_equal(bob.wb->n_queue, 1);
        assert_true(bob.wb->saved);
    }
    hire(&o, "bob", ROLE_ANNOTATOR);
    look_around(&bob);
    says(&bob, "you are one of this project's people again");
    sitting_keys(&bob, "gg>d");
    assert_int_equal(set_count(bob.wb->set), 7);
    send_off(&o, "bob", ROLE_ANNOTATOR);
    sitting_keys(&bob, "u"); /* refused by the store, and no tick yet */
    says(&bob, "you are no longer one of this project's people");
    assert_int_equal(set_count(bob.wb->set), 7);
    hire(&o, "bob", ROLE_ANNOTATOR);
    look_around(&bob);
    assert_true(bob.wb->saved);
    sitting_keys(&bob, "u");
    assert_int_equal(set_count(bob.wb->set), 8);
    leave(&bob);

    bob_marks(&o, true);
    sit(&o, "rita", TASK_REVIEW, &rita);
    sitting_keys(&rita, "<Tab><Enter>");
    send_off(&o, "rita", ROLE_REVIEWER);
    sitting_keys(&rita, "x1");
    says(&rita, "you are no longer one of this project's people");
    sitting_keys(&rita, "AFF");
    look_around(&rita);
    assert_int_equal(set_count(rita.wb->set), 8);
    assert_true(rita.wb->saved);
    leave(&rita);
    close_office(&o);
}

/* What others did is told with who did it, and the header goes along. */
static void test_who_did_it(void **state)
{
    (void)state;
    struct office o;
    struct sitting rita, bob, lena;
    begin_review(&o, 24, 80, true, &rita);
    sit(&o, "bob", TASK_MARK, &bob);
    sitting_keys(&rita, "<Tab>x1x2AFF");
    assert_int_equal(wb_closed(rita.wb), STATUS_RETURNED);
    look_around(&bob);
    sitting_keys(&bob, "gg<Tab>xno<Enter><Enter>FFF");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_DONE);
    look_around(&rita);
    says(&rita, "bob disputes 1 correction");
    assert_int_equal(wb_closed(rita.wb), STATUS_OPEN);
    sitting_keys(&rita, "<Tab><Enter>");
    sit(&o, "lena", TASK_REVIEW, &lena); /* goes on with rita's review */
    sitting_keys(&lena, "<Esc>/Bergen<Enter>l<Esc>");
    sitting_keys(&rita, "<Esc>gg/Kuwait<Enter><Esc>d");
    says(&rita, "not saved: changed by lena meanwhile");
    sitting_keys(&lena, "d");
    look_around(&rita);
    says(&rita, "changed by lena meanwhile: this is the state now");
    sitting_keys(&lena, "AFF");
    look_around(&rita);
    says(&rita, "harbour is accepted now, changed by lena meanwhile");
    assert_int_equal(wb_closed(rita.wb), STATUS_ACCEPTED);
    leave(&rita);
    leave(&bob);
    leave(&lena);
    close_office(&o);
}

/* With nothing at hand Enter and x are about the mark at the cursor, be it seen, out or missed. */
static void test_the_mark_at_the_cursor(void **state)
{
    (void)state;
    struct office o;
    struct sitting rita, bob;
    begin_review(&o, 24, 80, true, &rita);
    sitting_keys(&rita, "/Kuwait<Enter><Esc><Enter>");
    says(&rita, "accepted · ");
    sitting_keys(&rita, "<Esc>ggx");
    says(&rita, "x says no to the item at hand");
    sitting_keys(&rita, "<Esc>/Bergen<Enter>l<Esc>A");
    sitting_keys(&rita, "<Esc>/Oslo<Enter><Esc>x1"); /* was looked at, and goes all the same */
    says(&rita, "rejected, and every mark was looked at");
    assert_string_equal(marked(&rita, "Oslo"), "");
    sitting_keys(&rita, "<Esc>gg/Oslo<Enter><Esc>xno<Space>place<Enter>"); /* another reason */
    says(&rita, "rejected, and every mark was looked at");
    sitting_keys(&rita, "<Esc>gg/Bergen<Enter><Esc>x");
    says(&rita, "why: location \"Bergen\" was missed");
    sitting_keys(&rita, "a<Space>town<Enter>");
    says(&rita, "corrected, and every mark was looked at");
    sitting_keys(&rita, "<Esc>gg/Bergen<Enter><Esc><Enter>"); /* shown, not yet decided anew */
    says(&rita, "location \"Bergen\" was missed · Enter keeps it");
    sitting_keys(&rita, "<Enter>FF");
    says(&rita, "returned to bob");
    sit(&o, "bob", TASK_MARK, &bob);
    sitting_keys(&bob, "gg<Tab>");
    says(&bob, "location \"Oslo\" stays out (no place)");
    sitting_keys(&bob, "<Tab>");
    says(&bob, "location \"Bergen\" was missed (a town)");
    leave(&rita);
    leave(&bob);
    close_office(&o);
}

/* Every kind of decision, then back to bob, and what he makes of it. */
static void test_a_whole_review(void **state)
{
    (void)state;
    struct office o;
    struct sitting rita, bob, lena;
    begin_review(&o, 24, 80, true, &rita);
    sitting_keys(&rita, "<Tab><Enter>"); /* Anna Lindqvist is right */
    sitting_keys(&rita, "x3");           /* Gothenburg is out, by L3 */
    says(&rita, "3 of 8: amount \"about 4 million kronor\"");
    sitting_keys(&rita, "e[wx2"); /* about is out, by A2 */
    says(&rita, "corrected · 4 of 8: quote");
    assert_string_equal(marked(&rita, "4 million kronor"), "amount");
    sitting_keys(&rita, "r<Enter>"); /* said by the other speaker */
    says(&rita, "corrected · 5 of 8: speaker \"Lindqvist\"");
    sitting_keys(&rita, "<Enter>x/no<Space>place<Enter>"); /* Oslo goes, in words */
    says(&rita, "rejected · 7 of 8: location \"Per Holm\"");
    sitting_keys(&rita, "s"); /* a speaker */
    assert_string_equal(marked(&rita, "Per Holm"), "speaker");
    says(&rita, "corrected · 8 of 8: location \"Kuwait\"");
    sitting_keys(&rita, "<Esc>/Bergen<Enter>l<Esc>"); /* missed */
    assert_string_equal(marked(&rita, "Bergen"), "location");
    sitting_keys(&rita, "A");
    says(&rita, "accepted the rest, 1 mark");
    sitting_keys(&rita, "F");
    says(&rita, "6 corrections");
    says(&rita, "F return to bob");
    sitting_keys(&rita, "F");
    says(&rita, "returned to bob");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_RETURNED);
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_RETURNED);
    sitting_keys(&rita, "u");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_DONE);
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_OPEN);
    sitting_keys(&rita, "U");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_RETURNED);
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_RETURNED);
    sitting_keys(&rita, "<Tab>d");
    says(&rita, "bob has not answered yet");

    sit(&o, "bob", TASK_MARK, &bob);
    sitting_keys(&bob, "F");
    says(&bob, "6 changes are not answered");
    sitting_keys(&bob, "gg<Tab>");
    says(&bob, "rita: location \"Gothenburg\" stays out (L3)");
    sitting_keys(&bob, "xGothenburg<Space>is<Space>a<Space>town<Enter>");
    says(&bob, "disputed · ");
    says(&bob, "rita: \"about\" stays out of amount \"4 million kronor\" (A2)");
    sitting_keys(&bob, "<Enter>");
    assert_string_equal(marked(&bob, "4 million kronor"), "amount");
    sitting_keys(&bob, "u");
    assert_string_equal(marked(&bob, "about 4 million kronor"), "amount");
    sitting_keys(&bob, "gg<Tab><Enter>");
    says(&bob, "adopted · ");
    says(&bob, "said by Anna Lindqvist");
    sitting_keys(&bob, "<Enter>");
    says(&bob, "location \"Oslo\" stays out (no place)");
    sitting_keys(&bob, "xit<Space>is<Space>a<Space>town<Enter>");
    says(&bob, "\"Per Holm\" is a speaker, not location");
    sitting_keys(&bob, "<Enter>");
    says(&bob, "location \"Bergen\" was missed");
    sitting_keys(&bob, "<Enter>");
    says(&bob, "no change is open");
    assert_string_equal(marked(&bob, "Bergen"), "location");
    assert_string_equal(marked(&bob, "Per Holm"), "speaker");
    sitting_keys(&bob, "FF");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_DONE);

    look_around(&rita);
    sitting_keys(&rita, "F");
    says(&rita, "bob disputes 2 corrections");
    sitting_keys(&rita, "gg<Tab>");
    says(&rita, "bob on location \"Gothenburg\" stays out (L3): Gothenburg is a town");
    sitting_keys(&rita, "<Enter>"); /* yields */
    says(&rita, "yielded · bob on location \"Oslo\"");
    assert_string_equal(marked(&rita, "Gothenburg"), "location");
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_OPEN);
    sitting_keys(&rita, "x");
    says(&rita, "insist, why: location \"Oslo\" stays out · 1 L1");
    says(&rita, "Enter the same reason");
    sitting_keys(&rita, "<Enter>"); /* insists, for the same reason */
    says(&rita, "insisted");
    sitting_keys(&rita, "F");
    says(&rita, "1 correction · ");
    sitting_keys(&rita, "F");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_RETURNED);

    look_around(&bob);
    sitting_keys(&bob, "gg<Tab>");
    says(&bob, "rita insists: location \"Oslo\" stays out (no place)");
    sitting_keys(&bob, "xno<Enter>FF");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_DONE);
    look_around(&rita);
    sitting_keys(&rita, "gg<Tab>");
    says(&rita, "disputed twice: bob on location \"Oslo\"");
    sitting_keys(&rita, "x");
    says(&rita, "a lead decides");
    sitting_keys(&rita, "F");
    says(&rita, "disputed twice: a lead decides 1");

    sit(&o, "lena", TASK_REVIEW, &lena);
    says(&lena, "disputed twice: yours to decide");
    assert_non_null(of_people(&lena, "! 1 disputed twice, for a lead to decide"));
    sitting_keys(&lena, "G<Tab>");
    says(&lena, "disputed twice: bob on location \"Oslo\"");
    sitting_keys(&lena, "x<Enter>");
    assert_null(of_people(&lena, "disputed twice"));
    sitting_keys(&lena, "<Esc>FF");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_RETURNED);
    look_around(&bob);
    sitting_keys(&bob, "gg<Tab>");
    says(&bob, "rita, and the lead: location \"Oslo\" stays out");
    sitting_keys(&bob, "x");
    says(&bob, "the lead has decided this one");
    sitting_keys(&bob, "gg<Tab><Enter>FF");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_DONE);

    look_around(&rita);
    sitting_keys(&rita, "F");
    says(&rita, "F accept");
    sitting_keys(&rita, "F");
    says(&rita, "accepted");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_ACCEPTED);
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_ACCEPTED);
    look_around(&bob);
    sitting_keys(&bob, "gg>d");
    says(&bob, "is accepted: it cannot be changed any more");
    sitting_keys(&rita, "gg>d");
    says(&rita, "is accepted: it cannot be changed any more");
    leave(&rita);
    leave(&lena);
    leave(&bob);
    close_office(&o);
}

/* The lines bob never had on screen; 30 marks at two keys each at most. */
static void test_thirty_marks_at_two_keys(void **state)
{
    (void)state;
    struct office o = {0};
    struct sitting bob, rita;
    struct buf text = {0};
    for (int i = 0; i < 30; i++)
        buf_printf(&text, "In town number %d one of them met Mr. Olsen%d in Oslo.\n\n", i, i);
    sitting_begin(&o.lead, 24, 80);
    o.document = sitting_add(&o.lead, "thirty", buf_text(&text), text.size);
    buf_release(&text);
    hire(&o, "bob", ROLE_ANNOTATOR);
    hire(&o, "rita", ROLE_REVIEWER);
    give(&o, "bob", TASK_MARK, "");
    give(&o, "rita", TASK_REVIEW, "bob");
    sit(&o, "bob", TASK_MARK, &bob);
    sitting_keys(&bob, "/Oslo<Enter>M");
    sitting_keys(&bob, "l<Enter>");
    assert_int_equal(set_count(bob.wb->set), 30);
    sitting_keys(&bob, "ggFF");
    leave(&bob);
    sit(&o, "rita", TASK_REVIEW, &rita);
    unsigned before = rita.pressed;
    sitting_keys(&rita, "<Tab>");
    for (int i = 0; i < 30; i++) /* yes, no by a rule, another label, no without a reason */
        sitting_keys(&rita, i % 5 < 2 ? "<Enter>" : i % 5 == 2 ? "x4" : i % 5 == 3 ? "s" : "x<Enter>");
    says(&rita, "every mark was looked at");
    assert_in_range(rita.pressed - before, 30, 61);
    assert_int_equal(set_count(rita.wb->set), 18);
    sitting_keys(&rita, "F");
    says(&rita, "18 corrections");
    says(&rita, "never on bob's screen");
    sitting_keys(&rita, "F");
    says(&rita, "returned to bob");
    leave(&rita);
    close_office(&o);
}

/* Nothing is decided about what has changed meanwhile; what is there is shown. */
static void test_changes_meanwhile(void **state)
{
    (void)state;
    struct office o;
    struct sitting rita, bob, again;
    begin_review(&o, 24, 80, true, &rita);
    sit(&o, "bob", TASK_MARK, &bob);
    sitting_keys(&rita, "<Tab>");
    sitting_keys(&bob, ":take-back<Enter>ggG");
    sitting_keys(&bob, "<lt>d");
    assert_int_equal(set_count(bob.wb->set), 7);
    look_around(&rita);
    assert_int_equal(set_count(rita.wb->set), 7);
    sitting_keys(&rita, "<Enter>");
    says(&rita, "bob has not finished this document");
    sitting_keys(&bob, "FF");
    look_around(&rita);
    sitting_keys(&rita, "gg<Tab><Enter>");
    says(&rita, "accepted");

    /* Two sessions of one reviewer: the second is told. */
    sit(&o, "rita", TASK_REVIEW, &again);
    sitting_keys(&rita, "x3");
    sitting_keys(&again, "gg<Tab><Enter>");
    says(&again, "changed in another session of yours");
    assert_int_equal(set_verdicts(again.wb->set), 2);
    assert_int_equal(set_verdicts(rita.wb->set), 2);
    sitting_keys(&again, "FF");
    look_around(&bob); /* within a tick it has come back */
    assert_int_equal(bob.wb->info.status, STATUS_RETURNED);
    sitting_keys(&rita, "FF");
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_RETURNED);
    leave(&again);
    leave(&rita);
    leave(&bob);
    close_office(&o);
}

/* What bob changes beyond what was proposed is his own, and is looked at anew. */
static void test_later_work_is_looked_at_anew(void **state)
{
    (void)state;
    struct office o;
    struct sitting rita, bob;
    begin_review(&o, 24, 80, true, &rita);
    sitting_keys(&rita, "<Tab><Enter>x3AFF");
    says(&rita, "returned");
    sit(&o, "bob", TASK_MARK, &bob);
    says(&bob, "came back from its review with 1 change");
    sitting_keys(&bob, "<Tab><Enter>/Bergen<Enter>l<Esc>"); /* added */
    sitting_keys(&bob, "/Kuwait<Enter><Esc>d");              /* accepted before */
    sitting_keys(&bob, "/Anna<Space>L<Enter><Esc>[w");       /* other edges */
    sitting_keys(&bob, "<Esc>FF");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_DONE);
    look_around(&rita);
    assert_string_equal(marked(&rita, "Bergen"), "location");
    assert_string_equal(marked(&rita, "Kuwait"), "");
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_RETURNED);
    sitting_keys(&rita, "gg<Tab>");
    says(&rita, "speaker \"Lindqvist\"");
    sitting_keys(&rita, "<Enter>");
    says(&rita, "accepted · ");
    says(&rita, "location \"Bergen\"");
    sitting_keys(&rita, "u"); /* and back to before the second round */
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_RETURNED);
    assert_string_equal(marked(&rita, "Bergen"), "location");
    sitting_keys(&rita, "gg<Tab><Enter><Enter>");
    says(&rita, "every mark was looked at");
    sitting_keys(&rita, "F");
    says(&rita, "F accept");
    sitting_keys(&rita, "Fu");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_DONE);
    assert_int_equal(status_of(&o, SET_REVIEW, "rita"), STATUS_OPEN);
    sitting_keys(&rita, "U");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_ACCEPTED);
    leave(&rita);
    leave(&bob);
    close_office(&o);
}

/* Undo goes back to where the step was made: from one's own marks to the review. */
static void test_undo_across_desks(void **state)
{
    (void)state;
    struct office o;
    struct sitting lena;
    open_office(&o, 24, 80);
    bob_marks(&o, true);
    sit(&o, "lena", TASK_REVIEW, &lena);
    sitting_keys(&lena, "<Tab>x1");
    assert_int_equal(set_count(lena.wb->set), 7);
    sitting_keys(&lena, ":mark<Enter>");
    assert_int_equal(lena.wb->subject.kind, SET_PERSON);
    sitting_keys(&lena, "u");
    says(&lena, "would undo rejecting speaker \"Anna Lindqvist\"");
    assert_int_equal(status_of(&o, SET_REVIEW, "lena"), STATUS_OPEN);
    sitting_keys(&lena, "u");
    assert_int_equal(lena.wb->subject.kind, SET_REVIEW);
    assert_int_equal(set_count(lena.wb->set), 8);
    assert_int_equal(status_of(&o, SET_REVIEW, "lena"), STATUS_NEW);
    leave(&lena);
    close_office(&o);
}

/* Speakers and links go along, whatever is adopted first. */
static void test_links_go_along(void **state)
{
    (void)state;
    for (int backwards = 0; backwards < 2; backwards++) {
        struct office o;
        struct sitting rita, bob;
        open_office(&o, 24, 80);
        sit(&o, "bob", TASK_MARK, &bob);
        sitting_keys(&bob, "/Anna<Space>Lindqvist<Enter>s /We<Space>will<Enter><Esc>q r<Esc>ggFFF");
        assert_int_equal(set_relations(bob.wb->set), 1);
        sit(&o, "rita", TASK_REVIEW, &rita);
        sitting_keys(&rita, "/Lindqvist<Space>told<Enter><Esc>s /We<Space>will<Enter><Esc>r <Esc>");
        sitting_keys(&rita, "/Anna<Enter><Esc>d AFF");
        says(&rita, "returned to bob");
        look_around(&bob);
        says(&bob, "came back from its review with ");
        sitting_keys(&bob, "gg");
        for (int i = 0; i < 4; i++)
            sitting_keys(&bob, backwards ? "<Esc>G<S-Tab><Enter>" : "<Tab><Enter>");
        assert_false(wb_remark(bob.wb, range_of(0, sizeof harbour), 0, 40, &(struct buf){0}));
        assert_int_equal(set_count(bob.wb->set), 2);
        assert_string_equal(marked(&bob, "Anna Lindqvist"), "");
        assert_int_equal(set_relations(bob.wb->set), 1);
        sitting_keys(&bob, "FFF");
        assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_DONE);
        sitting_keys(&bob, ":take-back<Enter>");
        assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_RETURNED);
        sitting_keys(&bob, "FFF");
        look_around(&rita);
        sitting_keys(&rita, "FF");
        assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_ACCEPTED);
        look_around(&bob);
        says(&bob, "is accepted");
        leave(&rita);
        leave(&bob);
        close_office(&o);
    }
}

/* Nothing was marked, and that is right. */
static void test_nothing_to_review(void **state)
{
    (void)state;
    struct office o;
    struct sitting rita, bob;
    open_office(&o, 24, 80);
    sit(&o, "bob", TASK_MARK, &bob);
    sit(&o, "rita", TASK_REVIEW, &rita);
    sitting_keys(&rita, "F");
    says(&rita, "bob has not finished this document");
    sitting_keys(&bob, "FF");
    look_around(&rita);
    sitting_keys(&rita, "<Tab>");
    says(&rita, "every mark was looked at");
    sitting_keys(&rita, "FF");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_ACCEPTED);
    sitting_keys(&rita, "u/Bergen<Enter>lFF");
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_RETURNED);
    look_around(&bob);
    sitting_keys(&bob, "<Tab>");
    says(&bob, "rita: location \"Bergen\" was missed");
    leave(&rita);
    leave(&bob);
    close_office(&o);
}

/* Memory is the file, but for what a review begins with. */
static void assert_saved(struct sitting *s)
{
    struct workbench *wb = s->wb;
    struct set_info info;
    assert_int_equal(store_set_of(s->store, wb->document.key, wb->subject.kind, wb->subject.owner,
                                  wb->subject.source, &info, NULL), OK);
    if (info.revision != wb->info.revision)
        return; /* somebody else was faster, and no tick yet */
    assert_int_equal(info.status, wb->info.status);
    if (wb->draft.n)
        return;
    struct set *set = set_new();
    struct load load = {0};
    if (info.key)
        assert_int_equal(store_load(s->store, info.key, wb->article, set, &load, SIZE_MAX, NULL), OK);
    assert_int_equal(set_count(set), set_count(wb->set));
    assert_int_equal(set_relations(set), set_relations(wb->set));
    assert_int_equal(set_verdicts(set), set_verdicts(wb->set));
    set_free(set);
}

static void test_any_keys(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "<Tab><Enter>", "<Tab>xwhy<Enter>", "<Tab>x<Enter>", "<Tab>x1", "<Tab>", "<Enter>", "x1", "x<Enter>", "x/why<Enter>",
        "xwhy<Enter>", "s", "l", "q", "a", "[w", "]b", "e", "d", "r", "u", "u", "U", "<Esc>", "w", "F",
        "FF", "FFF", "A", "<S-Tab>", "<Down>", "gg", "G", "cs", "i1", ":take-back<Enter>", "/Oslo<Enter>",
        ">", "V", "C-n", "&", "M<Enter>", "x", "1",
    };
    enum { KEYS = sizeof keys / sizeof keys[0] };
    const char *const names[] = {"bob", "rita", "lena"};
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct office o;
        struct sitting people[3];
        uint64_t random = seed;
        open_office(&o, 24, 80);
        bob_marks(&o, true);
        for (size_t i = 0; i < 3; i++)
            sit(&o, names[i], i ? TASK_REVIEW : TASK_MARK, &people[i]);
        for (int i = 0; i < 500; i++) {
            uint64_t r = test_random(&random);
            struct sitting *who = &people[(r >> 40) % 8 < 3 ? 0 : (r >> 40) % 8 < 7 ? 1 : 2];
            if (r % 4 == 0)
                look_around(who);
            struct buf line = {0};
            for (size_t k = 0; wb_remark(who->wb, range_of(0, sizeof harbour), k, 40, &line); k++)
                buf_clear(&line);
            wb_describe(who->wb, 80, &line);
            buf_release(&line);
            sitting_keys(who, keys[(r >> 8) % KEYS]);
            assert_saved(who);
        }
        for (size_t i = 0; i < 3; i++)
            leave(&people[i]);
        close_office(&o);
    }
}

/* Who was not given the marks sees nothing of them, and an annotator reviews nobody. */
static void test_rights(void **state)
{
    (void)state;
    struct office o;
    struct sitting who;
    open_office(&o, 24, 80);
    bob_marks(&o, true);
    hire(&o, "ruth", ROLE_REVIEWER);
    hire(&o, "carl", ROLE_ANNOTATOR);
    const char *const strangers[] = {"ruth", "carl"};
    for (size_t i = 0; i < 2; i++) {
        sit(&o, strangers[i], TASK_REVIEW, &who);
        assert_true(!who.wb->set || set_count(who.wb->set) == 0);
        sitting_keys(&who, "<Tab><Enter>AFF");
        char *coverage = NULL;
        assert_int_equal(store_coverage_of(who.store, o.document, "bob", &coverage, NULL), OK);
        assert_null(coverage);
        leave(&who);
    }
    sit(&o, "rita", TASK_REVIEW, &who);
    char *coverage = NULL;
    assert_int_equal(store_coverage_of(who.store, o.document, "bob", &coverage, NULL), OK);
    assert_non_null(coverage);
    free(coverage);
    leave(&who);
    assert_int_equal(status_of(&o, SET_PERSON, "bob"), STATUS_DONE);
    close_office(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_only_looks_leaves_nothing),
        cmocka_unit_test(test_what_is_not_finished_is_not_reviewed),
        cmocka_unit_test(test_the_annotators_doubts),
        cmocka_unit_test(test_a_decision_and_its_undo),
        cmocka_unit_test(test_a_reason_is_typed_at_once),
        cmocka_unit_test(test_nothing_to_mark),
        cmocka_unit_test(test_sent_off),
        cmocka_unit_test(test_who_did_it),
        cmocka_unit_test(test_the_mark_at_the_cursor),
        cmocka_unit_test(test_a_whole_review),
        cmocka_unit_test(test_thirty_marks_at_two_keys),
        cmocka_unit_test(test_changes_meanwhile),
        cmocka_unit_test(test_later_work_is_looked_at_anew),
        cmocka_unit_test(test_undo_across_desks),
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_links_go_along),
        cmocka_unit_test(test_nothing_to_review),
        cmocka_unit_test(test_any_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
