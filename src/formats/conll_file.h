/* conll_file.h: what is read of a file of tokens in columns: documents one after another, each put
 * together from its tokens. */
#ifndef MANICULE_SRC_FORMATS_CONLL_FILE_H
#define MANICULE_SRC_FORMATS_CONLL_FILE_H

#include "conll.h"

/* Zeroed it is at no file. */
struct conll_file {
    struct draft draft;
    struct buf text, name; /* of the document at hand, as far as it is; of the file */
    struct tag_count count;
    size_t columns; /* of every line; 0: none was seen */
    size_t line;    /* that the document at hand begins in */
    bool open;      /* there is one */
    bool several;   /* a document came before it in the file */
};

/* A line comes, it may be the file's first. */
void conll_file_begin(struct conll_file *, struct intake *, const struct portion *);
/* Its bytes, without the mark that a file may begin with; FAULT_INPUT: they are no text. */
enum fault conll_file_line(const struct portion *, struct conll_piece *out, struct err *);
/* FAULT_INPUT: the lines before have another number of columns. */
enum fault conll_file_columns(struct conll_file *, size_t columns, struct err *);
/* Gives the document that is open, the file's last or not; there is none then, whatever comes of it. */
enum fault conll_file_give(struct conll_file *, bool last, struct err *);
/* The file is over; a document that is still open is dropped. */
void conll_file_end(struct conll_file *, struct intake *);
void conll_file_release(struct conll_file *);

#endif
