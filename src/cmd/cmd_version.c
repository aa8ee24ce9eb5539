#include "manicule/cmd/output.h"
#include "manicule/store.h"
#include "manicule/text/article.h"
#include "verbs.h"

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    (void)env, (void)args;
    struct output out;
    output_open(&out, NULL, NULL);
    output_printf(&out, "manicule %s\nproject format %d\nUnicode %s\n", MANICULE_VERSION,
                  STORE_FORMAT, text_unicode_version());
    return output_end(&out, err);
}

const struct verb cmd_version = {
    .name = "version",
    .usage = "",
    .summary = "say which manicule this is",
    .help = "Prints the version, the newest project format that it reads, and the version\n"
            "of the Unicode tables behind its notion of characters and words.",
    .gate = "",
    .run = run,
};
