#include "conll_file.h"

#include <string.h>

void conll_file_begin(struct conll_file *f, struct intake *intake, const struct portion *portion)
{
    if (!f->draft.intake)
        draft_begin(&f->draft, intake);
    if (!f->name.data)
        buf_add_string(&f->name, portion->name);
}

enum fault conll_file_line(const struct portion *portion, struct conll_piece *out, struct err *err)
{
    const char *line = portion->bytes;
    size_t n = portion->n, bad;
    if (!text_check((const uint8_t *)line, n, &bad))
        return err_set(err, FAULT_INPUT, "byte %zu: not UTF-8 without NUL", bad);
    bool mark = portion->line == 1 && n >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0;
    *out = (struct conll_piece){line + 3 * mark, n - 3 * mark};
    return OK;
}

enum fault conll_file_columns(struct conll_file *f, size_t columns, struct err *err)
{
    if (f->columns && columns != f->columns)
        return err_set(err, FAULT_INPUT, "%zu column%s where the lines before have %zu", columns,
                       columns == 1 ? "" : "s", f->columns);
    f->columns = columns;
    return OK;
}

static void clear(struct conll_file *f)
{
    draft_clear(&f->draft);
    buf_clear(&f->text);
    f->open = false;
}

enum fault conll_file_give(struct conll_file *f, bool last, struct err *err)
{
    struct portion portion = {
        .name = buf_text(&f->name), .number = !last || f->several, .line = f->line};
    if (!f->open)
        return OK;
    f->draft.unit = UNIT_UTF8;
    f->draft.failed |= f->text.failed || f->name.failed;
    size_t n = f->text.size;
    if (n)
        draft_take_text(&f->draft, (uint8_t *)buf_take(&f->text), n);
    f->several = true;
    enum fault fault = draft_give(&f->draft, &portion, err);
    clear(f);
    return fault;
}

void conll_file_end(struct conll_file *f, struct intake *intake)
{
    tag_tell(&f->count, intake);
    clear(f);
    buf_release(&f->name);
    f->count = (struct tag_count){0};
    f->columns = 0;
    f->several = false;
}

void conll_file_release(struct conll_file *f)
{
    draft_release(&f->draft);
    buf_release(&f->text);
    buf_release(&f->name);
}
