/* labelstudio.h: what the parts of Label Studio's format share.
 *
 * labelstudio_read.c   tasks to records, with labelstudio_results.c
 * labelstudio_write.c  records to tasks
 * labelstudio_labels.c the labelling configuration, XML, written and read
 * labelstudio.c        the row
 */
#ifndef MANICULE_SRC_FORMATS_LABELSTUDIO_H
#define MANICULE_SRC_FORMATS_LABELSTUDIO_H

#include "manicule/formats/format.h"

/* Our own suggestions' ids leave with this in front: whoever accepts one in Label Studio makes an
 * annotation with the same id, and that is another span. */
#define LABELSTUDIO_PREDICTED "s-"

/* The names of the two controls that always are: the labels, the text. An attribute of that name makes
 * them longer. */
struct labelstudio_names {
    char label[72], text[72];
};
struct labelstudio_names labelstudio_names(const struct labelset *);
/* Is the attribute one of choices wherever it stands? Its name is that of one control. */
bool labelstudio_is_choice(const struct labelset *, const char *name, size_t n);

enum fault labelstudio_write_labels(const struct labelset *, struct buf *out, struct err *);
bool labelstudio_looks_labels(const char *bytes, size_t n);
enum fault labelstudio_read_labels(const char *bytes, size_t n, struct buf *json, struct err *);

extern const struct format_reader labelstudio_reader;
extern const struct format_writer labelstudio_writer;

#endif
