#include <stdlib.h>
#include <string.h>

#include "agree.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"
#include "verbs.h"

static const struct option options[] = {
    {"annotator", 0, "NAME", "a reader; once for each. Without: all who marked anything"},
    {"gold", 0, NULL, "the gold set is a reader too, and the first"},
    {"finished", 0, NULL, "only sets that are done, returned or accepted"},
    {"reading", 0, "WHICH", "reviewed (the default), or marked: before anyone reviewed it"},
    {"bootstrap", 0, "[N]", "95 % intervals, from N samples of the documents (1000)"},
    {"seed", 0, "N", "the same samples again"},
    {"lost", 0, NULL, "every lost point instead, a line each"},
    {"json", 0, NULL, "JSON, for programs; with --lost JSON Lines"},
    {"tsv", 0, NULL, "tab-separated values, a line for each figure"},
    {0},
};

enum { SAMPLES_MOST = 1000000 };

enum form { FORM_TEXT, FORM_JSON, FORM_TSV };

struct agree {
    struct session session;
    struct output out;
    struct progress bar;
    VEC(int64_t) documents;
    struct agree_options how;
    struct agree_lost lost;
    enum form form;
    uint64_t samples, seed;
};

static enum fault read_documents(struct agree *x, const struct args *args, struct err *err)
{
    for (size_t i = 0; i < args->operands.n; i++) {
        struct document document;
        enum fault fault = session_document(&x->session, args->operands.at[i], &document, err);
        if (fault)
            return fault;
        int64_t key = document.key;
        for (size_t k = 0; k < x->documents.n && !fault; k++)
            if (x->documents.at[k] == key)
                fault = err_set(err, FAULT_USAGE, "%s is named twice", shown(document.name).text);
        document_release(&document);
        if (!fault && !vec_push(&x->documents, key))
            fault = err_set(err, FAULT_MEMORY, "out of memory");
        if (fault)
            return fault;
    }
    x->how.documents = x->documents.at;
    x->how.n_documents = x->documents.n;
    return OK;
}

static enum fault read_readers(struct agree *x, const struct args *args, struct err *err)
{
    const char *name;
    enum fault fault = args_has(args, "gold") ? agree_reader(&x->how, SET_GOLD, "", err) : OK;
    for (size_t i = 0; !fault && (name = args_nth(args, "annotator", i)); i++) {
        fault = session_check_owner(&x->session, name, err);
        if (!fault)
            fault = agree_reader(&x->how, SET_PERSON, name, err);
    }
    if (!fault && !args_has(args, "annotator"))
        fault = agree_everyone(x->session.store, &x->how, err);
    return fault;
}

static void progress(void *ctx, uint64_t done, uint64_t of)
{
    struct agree *x = ctx;
    if (of)
        progress_show(&x->bar, "comparing", done, of);
}

static void sampling(void *ctx, uint64_t done, uint64_t of)
{
    struct agree *x = ctx;
    progress_show(&x->bar, "drawing samples", done, of);
}

static void lost(void *ctx, const struct agree_place *place, const struct agreement_point *point)
{
    static void (*const forms[])(void *, const struct agree_place *,
                                 const struct agreement_point *) = {
        [FORM_TEXT] = agree_lost_text, [FORM_JSON] = agree_lost_json, [FORM_TSV] = agree_lost_tsv};
    struct agree *x = ctx;
    forms[x->form](&x->lost, place, point);
}

static enum fault read_options(struct agree *x, const struct env *env, const struct args *args,
                               struct err *err)
{
    bool points = args_has(args, "lost");
    uint32_t chance;
    x->how.labels = &x->session.labels;
    x->how.finished = args_has(args, "finished");
    x->how.intervals = args_has(args, "bootstrap");
    const char *reading = args_value(args, "reading");
    x->how.marked = reading && strcmp(reading, "marked") == 0;
    x->form = args_has(args, "json") ? FORM_JSON : args_has(args, "tsv") ? FORM_TSV : FORM_TEXT;
    if (reading && !x->how.marked && strcmp(reading, "reviewed") != 0)
        return err_set(err, FAULT_USAGE, "agree: --reading %s: it is reviewed or marked",
                       shown(reading).text);
    if (args_has(args, "json") && args_has(args, "tsv"))
        return err_set(err, FAULT_USAGE, "agree: --json or --tsv, not both");
    if (points && x->how.intervals)
        return err_set(err, FAULT_USAGE,
                       "agree: lost points have no intervals: --lost or --bootstrap");
    if (args_has(args, "seed") && !x->how.intervals)
        return err_set(err, FAULT_USAGE, "agree: --seed is of the samples of --bootstrap");
    env->random(env->ctx, &chance, sizeof chance);
    x->seed = chance;
    x->samples = AGREEMENT_SAMPLES;
    enum fault fault = verbs_number(args, "bootstrap", &x->samples, err);
    if (!fault)
        fault = verbs_number(args, "seed", &x->seed, err);
    if (!fault && (x->samples < 1 || x->samples > SAMPLES_MOST))
        fault = err_set(err, FAULT_USAGE, "--bootstrap: it is 1 to %d", SAMPLES_MOST);
    x->how.ctx = x;
    x->how.progress = x->bar.terminal ? progress : NULL;
    if (points) {
        x->lost = (struct agree_lost){&x->out, &x->how};
        x->how.lost = lost;
        x->how.hold = output_hold;
        x->how.sink = &x->out;
    }
    return fault;
}

static void tell_counts(struct agree *x, const struct agree_counts *counts)
{
    struct buf line = {0};
    if (counts->open)
        buf_printf(&line, "%llu of the sets compared %s still open; --finished passes them over",
                   (unsigned long long)counts->open, counts->open == 1 ? "is" : "are");
    if (counts->kept)
        buf_printf(&line, "%llu set%s left out: open", (unsigned long long)counts->kept,
                   output_s(counts->kept));
    if (line.size)
        session_note(&x->bar, buf_text(&line));
    buf_clear(&line);
    if (counts->alone)
        buf_printf(&line, "%llu document%s left out: read by one of them alone",
                   (unsigned long long)counts->alone, output_s(counts->alone));
    if (line.size)
        session_note(&x->bar, buf_text(&line));
    buf_release(&line);
}

static enum fault write_report(struct agree *x, const struct agreement *agreement,
                               const struct agree_counts *counts, struct err *err)
{
    static void (*const forms[])(struct output *, const struct agree_report *) = {
        [FORM_TEXT] = agree_text, [FORM_JSON] = agree_json, [FORM_TSV] = agree_tsv};
    struct agree_report report = {.labels = &x->session.labels,
                                  .how = &x->how,
                                  .agreement = agreement,
                                  .counts = *counts,
                                  .samples = (unsigned)x->samples,
                                  .seed = x->seed};
    const struct agreement_watch watch = {sampling, x};
    struct agreement_interval *intervals = NULL;
    enum fault fault = OK;
    if (x->how.intervals) {
        intervals =
            calloc(AGREEMENT_FIGURE_COUNT * (x->session.labels.n_labels + 1), sizeof *intervals);
        fault = intervals ? agreement_intervals(agreement, report.samples, x->seed, &watch, intervals, err)
                          : err_set(err, FAULT_MEMORY, "out of memory");
        report.intervals = intervals;
    }
    progress_clear(&x->bar);
    if (!fault)
        forms[x->form](&x->out, &report);
    free(intervals);
    return fault;
}

static enum fault compare(struct agree *x, struct err *err)
{
    struct agreement *agreement;
    struct agree_counts counts;
    if (x->how.lost && x->form == FORM_TSV)
        agree_lost_tsv_head(&x->out);
    enum fault fault = agree_run(x->session.store, &x->how, &agreement, &counts, err);
    if (fault)
        return fault;
    progress_clear(&x->bar);
    tell_counts(x, &counts);
    if (!counts.compared)
        fault = err_set(err, FAULT_MISSING,
                        "no document was read by two of them; `list --sets` shows who read what");
    else if (!x->how.lost)
        fault = write_report(x, agreement, &counts, err);
    agreement_free(agreement);
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct agree x = {.how = {.n_readers = 0}};
    enum fault fault = session_open(env, args, SESSION_READ, &x.session, err);
    if (fault)
        return fault;
    output_open(&x.out, NULL, NULL);
    progress_start(&x.bar, env);
    fault = read_options(&x, env, args, err);
    if (!fault)
        fault = read_documents(&x, args, err);
    if (!fault)
        fault = read_readers(&x, args, err);
    if (!fault)
        fault = compare(&x, err);
    progress_clear(&x.bar);
    vec_free(&x.documents);
    session_close(&x.session);
    return output_close(&x.out, fault, err);
}

const struct verb cmd_agree = {
    .name = "agree",
    .usage = "PROJECT [DOCUMENT...] [--annotator NAME...] [--lost]",
    .summary = "measure how far people agree, and show where they do not",
    .help = "Compares the sets of two or more readers on the documents (by name, or #3 for\n"
            "the third; without, all) that two of them at least have read: spans, code\n"
            "points, relations and attributes, per label and overall. What cannot be\n"
            "computed, such as kappa where all is one category, is `undefined`. Neither\n"
            "the order of spans nor comments count. What a review changed does, unless\n"
            "--reading marked asks how far people agreed by themselves. Of more than two\n"
            "readers there are means and a line for each pair; name two to see more. With\n"
            "--lost each point that is lost is a line instead: document:line:column, what\n"
            "differs, and each reader's words. manicule(1) explains the figures.",
    .options = options,
    .role = ROLE_REVIEWER,
    .gate = "annotator gold finished reading bootstrap seed lost json tsv",
    .project = true,
    .most = OPERANDS_ANY,
    .run = run,
};
