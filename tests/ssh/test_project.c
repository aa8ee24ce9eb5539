/* One whole project over a real sshd, by keys alone: alice and bob mark the same article blind, rita
 * reviews bob, bob answers, rita makes gold of both, and lea, who leads, looks at what came of it. */
#include "gate.h"

static const char landing[] =
    "The landing at Aarhus\n\n"
    "The council of Aarhus met the ferry company on Monday.\n\n"
    "Hale\n"
    "Maren: \"We will not wait another year for the boat.\"\n\n"
    "The old one has cost 4 million kroner, said Ida Krog, who keeps the books in Esbjerg.\n\n"
    "\"Then we shall sell it,\" Krog answered. The boat goes on to Skagen.\n";

/* ---- the transcript ---- */

/* Who presses what, and what the screen says then, and did not say before. Keys that begin with
 * `ssh` are a new connection: `ssh -t annotate@host`, and the command. `alice's` is the digit that
 * stands for alice, who may be the first reader or the second. */
struct turn {
    const char *who, *keys, *says;
};

#define NAMES "1 ... · 2 ..."

static const struct turn of_landing[] = {
    {"alice", "ssh", "goes on to Skagen"},
    {"alice", "/Hale<Enter>C-gs", "speaker \"Hale⏎Maren\" 79–89"},
    {"alice", "/Ida<Enter>C-gs", "speaker \"Ida Krog\" 182–190"},
    {"alice", "/Krog a<Enter>C-gs", "speaker \"Krog\" 250–254"},
    {"alice", "gggqq", "quote \"We will not wait another year for the boat.\" 91–136"},
    {"alice", "r", "said by Hale⏎Maren 1 of 3"},
    {"alice", "gqq", "quote \"Then we shall sell it,\" 225–249"},
    {"alice", "r", "said by Krog 1 of 3"},
    {"alice", "gggaa", "amount \"4 million kroner\" 159–175"},
    {"alice", "ggC-ggll", "location \"Aarhus\" 15–21"},
    {"alice", "gll", "location \"Aarhus\" 38–44"},
    {"alice", "gll", "location \"Esbjerg\" 215–222"},
    {"alice", "/Skag<Enter>C-gl", "location \"Skagen\" 285–291"},
    {"alice", "F", "landing (done)"},
    {"alice", "C-q", NULL},

    /* Bob takes a name for a place, one edge and one link are wrong, and Skagen escapes him. */
    {"bob", "ssh", "goes on to Skagen"},
    {"bob", "/Hale<Enter>C-gs", "speaker \"Hale⏎Maren\" 79–89"},
    {"bob", "/Ida<Enter>C-gl", "location \"Ida Krog\" 182–190"},
    {"bob", "gggqq", "quote \"We will not wait another year for the boat.\" 91–136"},
    {"bob", "r", "said by Hale⏎Maren 1 of 1"},
    {"bob", "gqq", "quote \"Then we shall sell it,\" 225–249"},
    {"bob", "r", "said by Hale⏎Maren from line 5"},
    {"bob", "/cost 4 million kroner<Enter>a", "amount \"cost 4 million kroner\" 154–175"},
    {"bob", "C-g/Aarhus m<Enter>C-gl", "location \"Aarhus\" 38–44"},
    {"bob", "/Esb<Enter>C-gl", "location \"Esbjerg\" 215–222"},
    {"bob", "/The boat<Enter>C-gl", "location \"The boat\" 265–273"},
    {"bob", "C-gF", "landing (done)"},
    {"bob", "C-q", NULL},

    {"rita", "ssh review --of bob", "review of bob"},
    {"rita", "gg<Tab>", "1 of 8: location \"Aarhus\""},
    {"rita", "x", "why not? location \"Aarhus\""},
    {"rita", "4", "rejected · 2 of 8: speaker \"Hale⏎Maren\""},
    {"rita", "<Enter>", "accepted · 3 of 8: quote"},
    {"rita", "<Enter>", "accepted · 4 of 8: amount \"cost 4 million kroner\""},
    {"rita", "e[w", "\"cost\" stays out of amount \"4 million kroner\""},
    {"rita", "x", "why: \"cost\" stays out"},
    {"rita", "1", "corrected · 5 of 8: location \"Ida Krog\""},
    {"rita", "s", "corrected · 6 of 8: location \"Esbjerg\""},
    {"rita", "<Enter>", "accepted · 7 of 8: quote"},
    {"rita", "<Enter>", "accepted · 8 of 8: location \"The boat\""},
    {"rita", "x/no place<Enter>", "rejected, and every mark was looked at"},
    {"rita", "C-g/Skag<Enter>C-gl", "location \"Skagen\" 285–291"},
    {"rita", "C-gF", "5 corrections · F return to bob"},
    {"rita", "F", "returned to bob"},
    {"rita", "C-q", NULL},

    {"bob", "ssh", "landing (returned)"},
    {"bob", "F", "5 changes are not answered"},
    {"bob", "C-ggg<Tab>", "1 of 5 · rita: location \"Aarhus\" stays out (L4)"},
    {"bob", "x", "yours is right, because:"},
    {"bob", "it is the town<Enter>", "1 of 4 · rita: \"cost\" stays out of amount \"4 million kroner\" (A1)"},
    {"bob", "<Enter>", "adopted · 1 of 3 · rita: \"Ida Krog\" is a speaker, not location"},
    {"bob", "<Enter>", "adopted · 1 of 2 · rita: location \"The boat\" stays out (no place)"},
    {"bob", "xit has a berth<Enter>", "disputed · 1 of 1 · rita: location \"Skagen\" was missed"},
    {"bob", "<Enter>", "adopted, and no change is open"},
    {"bob", "F", "landing (done)"},
    {"bob", "C-q", NULL},

    {"rita", "ssh review --of bob", "bob disputes 2 corrections"},
    {"rita", "gg<Tab>", "bob on location \"Aarhus\" stays out (L4): it is the town"},
    {"rita", "<Enter>", "yielded · bob on location \"The boat\" stays out (no place): it has a berth"},
    {"rita", "x<Enter>", "insisted, and every mark was looked at"},
    {"rita", "F", "1 correction · F return to bob"},
    {"rita", "F", "returned to bob"},
    {"rita", "C-q", NULL},

    {"bob", "ssh", "landing (returned)"},
    {"bob", "gg<Tab>", "1 of 1 · rita insists: location \"The boat\" stays out (no place)"},
    {"bob", "<Enter>", "adopted, and no change is open"},
    {"bob", "F", "landing (done)"},
    {"bob", "C-q", NULL},

    {"rita", "ssh review --of bob", "review of bob"},
    {"rita", "F", "nothing to correct · F accept"},
    {"rita", "F", "landing (accepted)"},
    {"rita", "C-q", NULL},

    {"rita", "ssh adjudicate", "8 that all agree on put in · 3 differences"},
    {"rita", "<Tab>", "missing location · 1 of 3 to decide"},
    {"rita", ":names<Enter>", NAMES},
    {"rita", "alice's", "alice taken · 2 left"},
    {"rita", "alice's", "alice taken · 1 left"},
    {"rita", "alice's", "no difference is left · F finish"},
    {"rita", "F", "landing (done)"},
    {"rita", "C-q", NULL},
    {0},
};

/* Of an article that is not ours to print, places and counts alone. */
static const struct turn of_shared[] = {
    {"alice", "ssh", "landing (done)"}, /* where she left off */
    {"alice", "C-n", "shared  2 of 2"},
    {"alice", ":line 57<Enter>s", "2940–2953"},
    {"alice", "gqq", "1 speaker 1 quote"},
    {"alice", "r", "1 of 1 · 0 nobody named"},
    {"alice", "gaa", "3478–3486"},
    {"alice", "gll", "3753–3760"},
    {"alice", "F", "never on screen · F finish"},
    {"alice", "F", "shared (done)"},
    {"alice", "C-q", NULL},

    {"bob", "ssh", "landing (accepted)"},
    {"bob", "C-n", "shared  2 of 2"},
    {"bob", ":line 57<Enter>s", "2940–2953"},
    {"bob", "gqq", "1 speaker 1 quote"},
    {"bob", "r", "1 of 1 · 0 nobody named"},
    {"bob", "gaa", "3478–3486"},
    {"bob", "[b", "3472–3486"},
    {"bob", "C-ggll", "3753–3760"},
    {"bob", "gll", "3786–3800"},
    {"bob", "F", "never on screen · F finish"},
    {"bob", "F", "shared (done)"},
    {"bob", "C-q", NULL},

    {"rita", "ssh review --of bob --document shared", "shared · review of bob"},
    {"rita", "gg<Tab>", "1 of 5: speaker"},
    {"rita", "<Enter>", "accepted · 2 of 5: quote"},
    {"rita", "<Enter>", "accepted · 3 of 5: amount"},
    {"rita", "e[w", "stays out of amount"},
    {"rita", "x2", "corrected · 4 of 5: location"},
    {"rita", "<Enter>", "accepted · 5 of 5: location"},
    {"rita", "x3", "rejected, and every mark was looked at"},
    {"rita", "C-ggll", "3802–3806"},
    {"rita", "C-gF", "3 corrections"},
    {"rita", "F", "returned to bob"},
    {"rita", "C-q", NULL},

    {"bob", "ssh", "shared (returned)"},
    {"bob", "gg<Tab>", "1 of 3 · rita: "},
    {"bob", "<Enter>", "adopted · 1 of 2 · rita: location"},
    {"bob", "xit is a region<Enter>", "disputed · 1 of 1 · rita: location"},
    {"bob", "<Enter>", "adopted, and no change is open"},
    {"bob", "F", "never on screen · F finish"},
    {"bob", "F", "shared (done)"},
    {"bob", "C-q", NULL},

    {"rita", "ssh review --of bob --document shared", "bob disputes 1 correction"},
    {"rita", "gg<Tab>", "stays out (L3): it is a region"},
    {"rita", "<Enter>", "yielded, and every mark was looked at"},
    {"rita", "F", "F accept"},
    {"rita", "F", "shared (accepted)"},
    {"rita", "C-q", NULL},

    {"rita", "ssh adjudicate --document shared", "4 that all agree on put in · 2 differences"},
    {"rita", "<Tab>", "missing location · 1 of 2 to decide"},
    {"rita", "b", "1 left"},
    {"rita", "b", "no difference is left · F finish"},
    {"rita", "F", "shared (done)"},
    {"rita", "C-q", NULL},
    {0},
};

/* ---- playing it ---- */

struct play {
    struct door *door;
    struct terminal *screen;
    const char *alices;  /* the digit */
    struct buf to_alice; /* every byte */
};

static void come_in(struct play *play, const struct turn *turn)
{
    const char *command = turn->keys + strlen("ssh");
    assert_null(play->screen);
    play->screen = enter_with(play->door, turn->who, NULL, NULL, *command ? command + 1 : NULL);
}

static void go_out(struct play *play, const struct turn *turn)
{
    terminal_keys(play->screen, turn->keys);
    assert_int_equal(terminal_wait(play->screen), 0);
    if (strcmp(turn->who, "alice") == 0)
        buf_add(&play->to_alice, terminal_output(play->screen)->data, terminal_output(play->screen)->size);
    terminal_end(play->screen);
    play->screen = NULL;
}

/* The readers stand in an order of chance. */
static void await_names(struct play *play)
{
    bool first;
    while (!(first = terminal_shows(play->screen, "1 alice · 2 bob")) &&
           !terminal_shows(play->screen, "1 bob · 2 alice"))
        terminal_read(play->screen);
    play->alices = first ? "1" : "2";
}

static void take_turn(struct play *play, const struct turn *turn)
{
    if (!turn->says) {
        go_out(play, turn);
        return;
    }
    if (strncmp(turn->keys, "ssh", 3) == 0)
        come_in(play, turn);
    else if (terminal_shows(play->screen, turn->says))
        fail_msg("%s: %s: [%s] is there before", turn->who, turn->keys, turn->says);
    else
        terminal_keys(play->screen, strcmp(turn->keys, "alice's") ? turn->keys : play->alices);
    if (strcmp(turn->says, NAMES) == 0)
        await_names(play);
    else
        terminal_await(play->screen, turn->says);
}

static void play_through(struct play *play, const struct turn *turns)
{
    for (; turns->who; turns++)
        take_turn(play, turns);
}

/* ---- what the lead does ---- */

static void make_project(struct door *door)
{
    char path[4300];
    mkdir(door->work, 0755);
    snprintf(path, sizeof path, "%s/landing.txt", door->work);
    write_file(path, 0600, landing);
    lead(door, "$MANICULE init $P --as lea && $MANICULE add $P landing.txt --as lea");
    lead(door, "$MANICULE people $P add lea --role lead --as lea && "
               "$MANICULE people $P add alice bob --as lea && "
               "$MANICULE people $P add rita --role reviewer --as lea");
    lead(door, "$MANICULE assign $P --all --to alice --to bob --as lea && "
               "$MANICULE assign $P --all --to rita --review bob --as lea && "
               "$MANICULE assign $P --all --to rita --adjudicate --as lea");
    lead(door, "$MANICULE keys $P --only sshd --as lea >../block");
}

static void ask(struct door *door, const char *who, const char *command, int code, struct buf *said)
{
    int got = SSH(who, said, "annotate", command);
    if (got != code)
        fail_msg("%s: %s: exit code %d: %s", who, command, got, buf_text(said));
}

/* Another article, given out over the line. False: there is none here. */
static bool bring_shared(struct door *door)
{
    const char *from = testdata("article/000_3cc6656b1ccfc32d.txt");
    struct buf script = {0}, said = {0};
    if (!from)
        return false;
    buf_printf(&script, "cp %s shared.txt && chmod 600 shared.txt && $MANICULE add $P shared.txt --as lea && "
                        "chown --reference=$P $P* shared.txt", from);
    lead(door, buf_text(&script));
    ask(door, "lea", "assign shared --to alice --to bob", 0, &said);
    ask(door, "lea", "assign shared --to rita --review bob", 0, &said);
    ask(door, "lea", "assign shared --to rita --adjudicate", 0, &said);
    buf_release(&script);
    buf_release(&said);
    return true;
}

/* ---- what came of it ---- */

/* Labels and places of gold as a script of the trainer's would print them. */
static const char reader[] =
    "import json, sys\n"
    "for line in sys.stdin:\n"
    "    r = json.loads(line)\n"
    "    at = {s['id']: '%d-%d' % (s['start'], s['end']) for s in r['spans']}\n"
    "    for s in r['spans']:\n"
    "        assert r['text'][s['start']:s['end']] == s['text']\n"
    "    print(r['set'], r['status'], *(s['label'] + ' ' + at[s['id']] for s in r['spans']), sep=', ')\n"
    "    print(*sorted(at[l['from']] + ' by ' + at[l['to']] for l in r['relations']), sep=', ')\n";

static void expect_gold(struct door *door, const char *document, const char *sha256, const char *spans)
{
    char path[4300];
    struct buf script = {0}, printed = {0};
    snprintf(path, sizeof path, "%s/gold.jsonl", folder());
    buf_printf(&script, "%s -F %s -i %s/key-rita annotate 'export --gold --document %s' >%s", door->ssh,
               door->config, folder(), document, path);
    must((const char *const[]){"sh", "-c", buf_text(&script), NULL});
    buf_clear(&script);
    buf_printf(&script, "python3 -X utf8 tests/formats/judge.py schemas/json <%s && grep -q '%s' %s", path,
               sha256, path);
    must((const char *const[]){"sh", "-c", buf_text(&script), NULL});
    buf_clear(&script);
    buf_printf(&script, "python3 -X utf8 -c \"$1\" <%s", path);
    assert_int_equal(run((const char *const[]){"sh", "-c", buf_text(&script), "sh", reader, NULL}, &printed), 0);
    assert_string_equal(buf_text(&printed), spans);
    buf_release(&script);
    buf_release(&printed);
}

/* Alice asks for what bob made. */
static void ask_for_bobs(struct play *play)
{
    enum { NOT_ALLOWED = 7 };
    static const char *const commands[] = {"export --annotator bob", "export --gold", "export"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        ask(play->door, "alice", commands[i], NOT_ALLOWED, &play->to_alice);
    assert_true(holds(&play->to_alice, "as an annotator, alice may not use `export`"));
    static const char *const bobs[] = {"bob", "rita", "it is the town", "berth", "\"cost 4", "265–273"};
    for (size_t i = 0; i < sizeof bobs / sizeof *bobs; i++)
        assert_without(&play->to_alice, bobs[i], "to alice");
}

static void look_back(struct door *door)
{
    struct buf said = {0};
    ask(door, "lea", "verify", 0, &said);
    assert_true(holds(&said, "sound"));
    buf_clear(&said);
    ask(door, "lea", "log --json", 0, &said);
    static const char *const people[] = {"alice", "bob", "rita", "lea"};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        char wanted[40];
        snprintf(wanted, sizeof wanted, "\"%s\"", people[i]);
        assert_true(holds(&said, wanted));
    }
    buf_release(&said);
}

static void test_a_whole_project(void **state)
{
    struct play play = {.door = door_or_skip(state)};
    play_through(&play, of_landing);
    expect_gold(play.door, "landing", "a055ada5434448e8e5581a2dc512cdc5c2787d1f5e9cefadec8fed3f8f08a4ce",
                "gold, done, location 15-21, location 38-44, speaker 79-89, quote 91-136, amount 159-175, "
                "speaker 182-190, location 215-222, quote 225-249, speaker 250-254, location 285-291\n"
                "225-249 by 250-254, 91-136 by 79-89\n");
    if (bring_shared(play.door)) {
        play_through(&play, of_shared);
        expect_gold(play.door, "shared", "abc5680540250ebee0d3a2fd3f12c9b4c69c56a6425ff5bc4facf22f92b16fe7",
                    "gold, done, speaker 2940-2953, quote 2955-3099, amount 3478-3486, location 3753-3760, "
                    "location 3786-3800, location 3802-3806\n2955-3099 by 2940-2953\n");
    }
    ask_for_bobs(&play);
    look_back(play.door);
    buf_release(&play.to_alice);
}

static int open_door(void **state)
{
    static struct door door;
    *state = &door;
    return gate_open(&door, make_project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_whole_project)};
    return cmocka_run_group_tests_name("ssh: project", tests, open_door, close_door);
}
