/* Pass 1 of files in another format: found, fed to the format's reader, and each record that comes
 * of it taken as a native one is. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed.h"
#include "import.h"
#include "manicule/base/buf.h"
#include "manicule/flow/shown.h"
#include "manicule/formats/labelset_json.h"

enum { HEAD = 64 * 1024 };

struct foreign {
    struct import *x;
    const struct import_foreign *options;
    struct feeding feed;
    struct intake intake;
    struct env env; /* with a clock that stands, by which an id made here is known */
    struct sources sources;
    struct idtable seen; /* (text, set) of records, to tell twins apart */
    uint64_t twins;
    uint64_t done, size; /* bytes, for progress */
};

/* ---- what the reader says ---- */

static void note(struct foreign *f, size_t line, const char *text)
{
    const struct import_options *o = f->x->options;
    struct buf out = {0};
    if (!o->note)
        return;
    buf_printf(&out, line ? "%s:%zu: " : "%s%.0zu: ", shown(f->x->file).text, line);
    if (f->intake.element)
        buf_printf(&out, "[%zu]: ", f->intake.element - 1);
    buf_add_string(&out, text);
    o->note(o->ctx, buf_text(&out));
    buf_release(&out);
}

static void tell(void *ctx, size_t line, const char *text)
{
    note(ctx, line, text);
}

/* Of a list of values the place in the list too: all of it may stand in one line. */
static enum fault place(struct foreign *f, size_t line, struct err *err)
{
    if (f->intake.element)
        err_prefix(err, "[%zu]", f->intake.element - 1);
    return feed_place(f->x->file, NULL, 0, line, 0, err);
}

static enum fault refuse(void *ctx, size_t line, struct err *err)
{
    struct foreign *f = ctx;
    if (f->x->options->skip) {
        note(f, line, err->text);
        return OK;
    }
    f->intake.told = true;
    return place(f, line, err);
}

/* ---- records ---- */

struct twin {
    struct uuid key;
    uint64_t n; /* how many came before */
};

/* An id that was made of the text and of what the format calls the thing (formats/draft_give.c)
 * would be that of the first document's. */
static void tell_id_apart(uint64_t n, struct uuid *id)
{
    struct piece pieces[] = {{id->b, sizeof id->b}, {&n, sizeof n}};
    if (uuid_is_of_digest(*id))
        *id = uuid_of_digest(digest_chain((struct digest){{0}}, pieces, 2).b);
}

static enum fault tell_marks_apart(uint64_t n, struct record *record, struct err *err)
{
    for (size_t i = 0; i < record->n_spans; i++)
        tell_id_apart(n, &record->spans[i].id);
    for (size_t i = 0; i < record->n_relations; i++) {
        tell_id_apart(n, &record->relations[i].id);
        tell_id_apart(n, &record->relations[i].from);
        tell_id_apart(n, &record->relations[i].to);
    }
    return record_sort(record) ? OK : err_set(err, FAULT_MEMORY, "out of memory");
}

/* The same text with the same set again is another document: they are told apart by their order,
 * so that reading the file again finds them. */
static enum fault tell_apart(struct foreign *f, struct record *record, struct err *err)
{
    const struct stream_set *set = &record->set;
    uint8_t kind = record->has_set ? (uint8_t)set->kind : 0xff;
    const char *owner = set->owner ? set->owner : "", *source = set->source ? set->source : "";
    struct piece pieces[] = {{record->document.sha256, 32},
                             {&kind, 1},
                             {owner, strlen(owner)},
                             {source, strlen(source)}};
    struct digest digest = digest_chain((struct digest){{0}}, pieces, 4);
    struct uuid key;
    memcpy(key.b, digest.b, sizeof key.b);
    struct twin *twin = (struct twin *)(void *)idtable_find(&f->seen, key);
    if (!twin) {
        twin = arena_take(&f->x->arena, sizeof *twin);
        if (!twin || !idtable_reserve(&f->seen, 1))
            return err_set(err, FAULT_MEMORY, "out of memory");
        twin->key = key;
        idtable_put(&f->seen, &twin->key);
        return OK;
    }
    twin->n++;
    struct piece nth[] = {{record->document.sha256, 32}, {&twin->n, sizeof twin->n}};
    digest = digest_chain((struct digest){{0}}, nth, 2);
    record->document.id = uuid_of_digest(digest.b);
    record->has_id = true;
    f->twins++;
    return tell_marks_apart(twin->n, record, err);
}

static void note_twins(const struct foreign *f)
{
    const struct import_options *o = f->x->options;
    struct buf out = {0};
    if (!o->note)
        return;
    buf_printf(&out,
               "%" PRIu64 " record%s of a text that came before with the same set: each is a "
               "document of its own",
               f->twins, f->twins == 1 ? "" : "s");
    o->note(o->ctx, buf_text(&out));
    buf_release(&out);
}

static enum fault take(void *ctx, struct record *record, size_t line, struct err *err)
{
    struct foreign *f = ctx;
    record->no_attrs = !(f->feed.format->carries & CARRY_ATTRIBUTES);
    record->no_link_attrs = !(f->feed.format->carries & CARRY_LINK_ATTRIBUTES);
    enum fault fault = import_check(f->x, record, err);
    if (fault == FAULT_INPUT) {
        f->intake.counts.refused += f->x->options->skip;
        return refuse(f, line, err);
    }
    if (!fault && !record->has_id)
        fault = tell_apart(f, record, err);
    if (!fault)
        fault = import_take(f->x, record, line, err);
    if (!fault)
        return OK;
    f->intake.told = true;
    return place(f, line, err);
}

/* ---- documents that are here ---- */

static enum fault copy_document(struct foreign *f, const struct document *document,
                                struct known_document *out, struct err *err)
{
    struct article *article;
    enum fault fault = store_article(f->x->store, document->key, &article, err);
    if (fault)
        return fault;
    out->id = document->id;
    out->n = article_size(article);
    out->name = strdup(document->name);
    out->text = malloc(out->n + 1);
    if (out->text && out->n)
        memcpy(out->text, article_bytes(article), out->n);
    article_free(article);
    if (out->text && out->name)
        return OK;
    free(out->text);
    free(out->name);
    *out = (struct known_document){0};
    return err_set(err, FAULT_MEMORY, "out of memory");
}

static enum fault find(void *ctx, const char *name, struct known_document *out, struct err *err)
{
    struct foreign *f = ctx;
    struct document document;
    struct uuid id;
    *out = (struct known_document){0};
    enum fault fault = uuid_parse(name, strlen(name), &id)
                           ? store_document_by_id(f->x->store, id, &document, err)
                           : store_document_named(f->x->store, name, &document, err);
    if (fault)
        return fault;
    fault = document.number ? copy_document(f, &document, out, err)
                            : err_set(err, FAULT_MISSING, "the document was removed");
    document_release(&document);
    return fault;
}

/* ---- the label set ---- */

static uint64_t count_attributes(const struct labelset *labels)
{
    uint64_t n = 0;
    for (size_t i = 0; i < labels->n_labels; i++)
        for (size_t k = 0; k < labels->labels[i].n_attributes; k++)
            n += 1 + labels->labels[i].attributes[k].n;
    for (size_t i = 0; i < labels->n_relations; i++)
        for (size_t k = 0; k < labels->relations[i].n_attributes; k++)
            n += 1 + labels->relations[i].attributes[k].n;
    return n;
}

/* Counts what the import would add, and back what it added. */
static void count_growth(struct import *x, uint64_t sign)
{
    struct import_counts *counts = x->counts;
    counts->labels += sign * x->labels->n_labels;
    counts->link_types += sign * x->labels->n_relations;
    counts->attributes += sign * count_attributes(x->labels);
}

static bool equal(const struct buf *a, const struct buf *b)
{
    return a->size == b->size && memcmp(buf_text(a), buf_text(b), a->size) == 0;
}

enum fault import_grow_labels(struct import *x, struct err *err)
{
    struct buf json = {0}, now = {0};
    struct labelset grown = {0}, before = {0};
    enum fault fault = store_labels(x->store, &json, err);
    if (!fault)
        fault = labelset_read(buf_text(&json), json.size, &before, err);
    buf_clear(&json);
    if (!fault) {
        labelset_write(&before, &json);
        labelset_write(x->labels, &now);
        memcpy(x->labels->sha256, before.sha256, sizeof before.sha256);
    }
    labelset_free(&before);
    if (!fault && (json.failed || now.failed))
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault && !x->options->preview && !equal(&json, &now)) {
        x->labels->version++;
        buf_clear(&json);
        labelset_write(x->labels, &json);
        fault = json.failed ? err_set(err, FAULT_MEMORY, "out of memory")
                            : labelset_read(buf_text(&json), json.size, &grown, err);
        if (fault == FAULT_INPUT)
            err_prefix(err, "the label set cannot take what --add-labels would add");
        if (!fault)
            fault = store_change_labels(x->store, buf_text(&json), json.size, &grown, err);
        if (!fault) {
            labelset_free(x->labels);
            *x->labels = grown;
            store_use_labels(x->store, x->labels);
        } else {
            labelset_free(&grown);
        }
    }
    buf_release(&json);
    buf_release(&now);
    return fault;
}

void import_forget_labels(struct import *x)
{
    struct buf json = {0};
    struct labelset kept = {0};
    if (store_labels(x->store, &json, NULL) == OK &&
        labelset_read(buf_text(&json), json.size, &kept, NULL) == OK) {
        labelset_free(x->labels);
        *x->labels = kept;
    }
    buf_release(&json);
}

/* ---- files ---- */

static enum fault find_format(struct foreign *f, struct err *err)
{
    char *head = malloc(HEAD);
    enum fault fault = head ? OK : err_set(err, FAULT_MEMORY, "out of memory");
    f->feed.format = f->options->format;
    for (size_t i = 0; !fault && !f->feed.format && i < f->sources.all.n; i++) {
        const struct source *source;
        size_t n;
        fault = sources_take(&f->sources, i, &source, err);
        if (!fault)
            fault = feed_head(source, f->feed.pipe, head, HEAD, &n, err);
        if (!fault)
            f->feed.format = format_guess(source->path ? source->path : "", head, n);
    }
    free(head);
    if (fault || f->feed.format)
        return fault;
    return err_set(err, FAULT_USAGE, "%s: no format that is known here; --format NAME says which",
                   shown(f->x->options->file).text);
}

static enum fault find_sources(struct foreign *f, const char *extensions, struct err *err)
{
    enum fault fault = OK;
    sources_release(&f->sources);
    for (size_t i = 0; i < f->options->n_paths && !fault; i++)
        fault = sources_add(&f->sources, f->options->paths[i], extensions, err);
    return fault;
}

static void measure(struct foreign *f)
{
    for (size_t i = 0; i < f->sources.all.n; i++) {
        struct stat st;
        const char *path = sources_path(&f->sources, i);
        if ((path ? stat(path, &st) : fstat(f->feed.pipe, &st)) == 0 && S_ISREG(st.st_mode))
            f->size += (uint64_t)st.st_size;
    }
}

static void progress(void *ctx, uint64_t done)
{
    struct foreign *f = ctx;
    const struct import_options *o = f->x->options;
    if (o->progress)
        o->progress(o->ctx, "checking", f->done + done, f->size);
}

static enum fault feed_all(struct foreign *f, struct err *err)
{
    enum fault fault = OK;
    for (size_t i = 0; i < f->sources.all.n && !fault; i++) {
        const struct source *source;
        struct stat st;
        fault = sources_take(&f->sources, i, &source, err);
        if (fault)
            break;
        f->x->file = source->path ? source->path : "standard input";
        fault = feed_source(&f->feed, source, err);
        if (source->path && stat(source->path, &st) == 0)
            f->done += (uint64_t)st.st_size;
        progress(f, 0);
    }
    return fault;
}

static enum fault read_all(struct foreign *f, struct err *err)
{
    enum fault fault = f->options->format ? OK : find_sources(f, NULL, err);
    if (!fault)
        fault = find_format(f, err);
    const struct format *format = f->feed.format;
    if (!fault && !format->read)
        fault =
            err_set(err, FAULT_USAGE,
                    "%s is written, not read here; `help import` names what is read", format->name);
    if (!fault)
        fault = find_sources(f, format->extensions, err);
    if (!fault && !labelset_grow(f->x->labels))
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (fault)
        return fault;
    f->x->counts->format = format;
    measure(f);
    f->feed.state = calloc(1, format->read->state + 1);
    if (!f->feed.state)
        return err_set(err, FAULT_MEMORY, "out of memory");
    fault = feed_all(f, err);
    if (format->read->release)
        format->read->release(f->feed.state);
    free(f->feed.state);
    return fault;
}

enum fault import_foreign(struct import *x, struct err *err)
{
    const struct import_foreign *options = x->options->foreign;
    struct foreign f = {.x = x, .options = options, .env = *x->options->env};
    struct err own;
    if (!err)
        err = &own;
    f.env.now = import_no_time;
    f.intake = (struct intake){.labels = x->labels,
                               .env = &f.env,
                               .options = &options->intake,
                               .take = take,
                               .refuse = refuse,
                               .tell = tell,
                               .find = find,
                               .ctx = &f};
    f.feed = (struct feeding){.intake = &f.intake,
                              .pipe = x->options->fd,
                              .skip = x->options->skip,
                              .progress = progress,
                              .ctx = &f};
    count_growth(x, (uint64_t)-1);
    enum fault fault = read_all(&f, err);
    if (!fault && f.twins)
        note_twins(&f);
    count_growth(x, 1);
    x->counts->intake = f.intake.counts;
    idtable_free(&f.seen);
    sources_release(&f.sources);
    return fault;
}
