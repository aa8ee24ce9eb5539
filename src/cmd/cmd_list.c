#include <string.h>
#include <unistd.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/adjudicate.h"
#include "manicule/formats/jsonl.h"
#include "manicule/text/glyph.h"
#include "verbs.h"

static const struct option options[] = {
    {"sets", 0, NULL, "every set of every document instead of one's own state"},
    {"json", 0, NULL, "JSON Lines, for programs"},
    {0},
};

enum { ROWS = 256, NAME_COLUMNS = 40 };

static void quoted(struct output *out, const char *text)
{
    struct buf json = {0};
    json_quote(text, strlen(text), &json);
    output_buf(out, &json);
    buf_release(&json);
}

/* A name in a column of its own; a longer one pushes the rest aside. */
static void name_column(struct output *out, const char *name)
{
    output_plain(out, name);
    unsigned width = plain_width(name, strlen(name), &(struct widths){0});
    output_printf(out, "%*s", width < NAME_COLUMNS ? (int)(NAME_COLUMNS - width) : 1, " ");
}

static void queue_json(struct output *out, const struct queue_row *row, const char *name,
                       enum task task)
{
    output_printf(out, "{\"number\":%u,\"document\":", row->number);
    quoted(out, name);
    if (task != TASK_MARK)
        output_printf(out, ",\"task\":\"%s\"", task_name(task));
    if (task == TASK_REVIEW) {
        output_printf(out, ",\"whose\":");
        quoted(out, row->whose);
    }
    output_printf(out, ",\"status\":\"%s\",\"spans\":%u,\"doubts\":%u}\n",
                  status_name(row->status), row->spans, row->doubts);
}

static void queue_row(struct output *out, const struct queue_row *row, const char *name,
                      enum task task)
{
    output_printf(out, "%5u  ", row->number);
    name_column(out, name);
    output_printf(out, "  %-8s  %u span%s", status_name(row->status), row->spans,
                  output_s(row->spans));
    if (row->doubts)
        output_printf(out, ", %u doubt%s", row->doubts, output_s(row->doubts));
    if (task == TASK_REVIEW) {
        output_printf(out, ", ");
        output_plain(out, row->whose);
        output_printf(out, "'s, to review");
    } else if (task == TASK_ADJUDICATE)
        output_printf(out, ", gold, to adjudicate");
    output_printf(out, "\n");
}

static enum fault list_queue(const struct session *session, struct output *out, enum task task,
                             bool json, struct err *err)
{
    static const struct queue_row none;
    struct queue_row rows[ROWS];
    struct buf name = {0};
    uint32_t next = 1;
    const struct desk desk = {.task = task};
    enum fault fault = store_sit(session->store, &desk, err);
    while (!fault) {
        size_t got = 0;
        rows[0] = none;
        fault = store_queue(session->store, next, ROWS, rows, &got, err);
        if (fault || !got)
            break;
        for (size_t i = 0; !fault && i < got; i++) {
            buf_clear(&name);
            fault = session_whole_name(session, rows[i].document, rows[i].name,
                                       sizeof rows[i].name, &name, err);
            (json ? queue_json : queue_row)(out, &rows[i], buf_text(&name), task);
        }
        next = rows[got - 1].place + 1;
    }
    buf_release(&name);
    return fault;
}

/* What is to be marked; of a reviewer, who sees nothing else, also what they were given to look at. */
static enum fault list_queues(const struct session *session, struct output *out, bool json,
                              struct err *err)
{
    bool reviewer = store_role(session->store) == ROLE_REVIEWER;
    enum fault fault = list_queue(session, out, TASK_MARK, json, err);
    if (!fault && reviewer)
        fault = list_queue(session, out, TASK_REVIEW, json, err);
    if (!fault && reviewer)
        fault = list_queue(session, out, TASK_ADJUDICATE, json, err);
    return fault;
}

static void set_row(struct output *out, const struct document *document,
                    const struct set_info *info, bool stale, bool json)
{
    const char *kind = info->key ? set_kind_name(info->kind) : NULL;
    if (json) {
        output_printf(out, "{\"number\":%u,\"document\":", document->number);
        quoted(out, document->name);
        if (!kind) {
            output_printf(out, ",\"set\":null}\n");
            return;
        }
        output_printf(out, ",\"set\":\"%s\",\"annotator\":", kind);
        if (info->owner[0])
            quoted(out, info->owner);
        else
            output_printf(out, "null");
        output_printf(out, ",\"status\":\"%s\",\"spans\":%u,\"relations\":%u,\"doubts\":%u",
                      status_name(info->status), info->spans, info->relations, info->doubts);
        if (info->kind == SET_GOLD)
            output_printf(out, ",\"stale\":%s", stale ? "true" : "false");
        output_printf(out, "}\n");
        return;
    }
    output_printf(out, "%5u  ", document->number);
    name_column(out, document->name);
    if (kind)
        output_printf(out, "  %-10s  %-12s  %-8s  %u spans, %u relations%s", kind,
                      info->owner[0] ? info->owner : "-", status_name(info->status), info->spans,
                      info->relations, stale ? ", stale" : "");
    else
        output_printf(out, "  no sets");
    output_printf(out, "\n");
}

static enum fault list_sets(const struct session *session, struct output *out, bool json,
                            struct err *err)
{
    struct set_cursor cursor = {0};
    struct set_filter filter = {.kind = -1, .status = -1, .empty = true};
    struct document document = {0};
    enum fault fault;
    for (;;) {
        struct set_info info;
        bool more, stale = false;
        fault = store_next_set(session->store, &cursor, &filter, &info, &more, err);
        if (fault || !more)
            break;
        if (document.key != info.document) {
            document_release(&document);
            document = (struct document){0};
            fault = store_document(session->store, info.document, &document, err);
            if (fault)
                break;
        }
        if (info.kind == SET_GOLD)
            fault = adjudicate_stale(session->store, &info, COMPARE_EXACT, &stale, err);
        if (fault)
            break;
        set_row(out, &document, &info, stale, json);
    }
    document_release(&document);
    return fault;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct output out;
    bool json = args_has(args, "json");
    enum fault fault = session_open(env, args, SESSION_READ, &session, err);
    if (fault)
        return fault;
    output_open(&out, NULL, NULL);
    if (args_has(args, "sets")) {
        fault = list_sets(&session, &out, json, err);
    } else {
        /* Whose state it is matters to a person, and is no part of the list. */
        if (!json && isatty(STDOUT_FILENO))
            output_printf(&out, "as %s sees it; --sets lists everyone's\n", session.person);
        fault = list_queues(&session, &out, json, err);
    }
    session_close(&session);
    if (fault) {
        output_drop(&out);
        return fault;
    }
    return output_end(&out, err);
}

const struct verb cmd_list = {
    .name = "list",
    .usage = "PROJECT [--sets] [--json]",
    .summary = "list documents with their state and number of spans",
    .help = "Lists the documents in order of the queue, each with its number in the project,\n"
            "the state of one's own set (--as: another's) and how many spans and open doubts\n"
            "it holds. A reviewer has a line also for each set they were given to review,\n"
            "and for gold they were given to adjudicate, each with the state of those marks.\n"
            "With --sets every set is a line: whose it is, its kind, status and size; gold\n"
            "that is finished though a reader changed their marks later is stale.",
    .options = options,
    .role = ROLE_ANNOTATOR,
    .gate = "sets json",
    .project = true,
    .run = run,
};
