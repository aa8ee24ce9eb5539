/* article.h: one immutable article: its bytes, kept as they came, and where its lines,
 * paragraphs, graphemes, words and sentences are.
 *
 * All places are bytes (text/pos.h). An article holds valid UTF-8 without NUL, at most
 * ARTICLE_MAX bytes: check with text_check() before making one. Indexes inside are built when
 * first needed and only as far as needed, so opening 100 MB costs nothing but its bytes; that
 * is why they change behind a const pointer. One thread only.
 */
#ifndef MANICULE_TEXT_ARTICLE_H
#define MANICULE_TEXT_ARTICLE_H

#include <stddef.h>

#include "manicule/text/pos.h"

enum { ARTICLE_MAX = 256 * 1024 * 1024 };

struct article;

/* True when the n bytes are UTF-8 without NUL; else *bad is the offset of the first bad byte. */
bool text_check(const uint8_t *bytes, size_t n, size_t *bad);

/* Takes over `bytes` (from malloc) and frees them with the article; NULL: out of memory, and the
 * bytes are freed. */
struct article *article_take(uint8_t *bytes, size_t n);
struct article *article_copy(const void *bytes, size_t n);
void article_free(struct article *article); /* NULL is fine */

const uint8_t *article_bytes(const struct article *article);
uint32_t article_size(const struct article *article);
struct range article_all(const struct article *article);

/* Which of a document's texts it is, for those who keep several: 0, as it came in, unless told. */
uint32_t article_edition(const struct article *article);
void article_set_edition(struct article *article, uint32_t edition);

/* Lines: to LF or CRLF. A lone CR is a character of its line. The last line may have no end. An
 * empty article has one empty line. */
struct range article_line(const struct article *, struct pos);           /* with its LF */
struct range article_line_text(const struct article *, struct pos);      /* without LF or CRLF */
/* Paragraphs: lines up to a blank line (only spaces, tabs, U+3000) where the article has a blank
 * line anywhere, else one line. Without the newline of its last line. On a blank line: that
 * line, empty. */
struct range article_paragraph(const struct article *, struct pos);
struct range article_paragraph_next(const struct article *, struct range paragraph); /* empty at end */
struct range article_paragraph_prev(const struct article *, struct range paragraph); /* empty at start */

/* Extended grapheme clusters (UAX #29, GB9c apart: libunistring's Unicode 14). */
bool article_is_boundary(const struct article *, struct pos);
struct pos article_next(const struct article *, struct pos); /* next cluster's start, or the end */
struct pos article_prev(const struct article *, struct pos); /* start of the cluster before, or 0 */
struct pos article_snap(const struct article *, struct pos); /* start of the cluster around it */

/* Words: UAX #29, where CJK text steps by runs of one script (kanji with following 々, katakana
 * with ー, hiragana). A word never takes the space after it. Punctuation is not a word. */
struct range article_word(const struct article *, struct pos);      /* around pos; empty: none */
struct pos article_word_next(const struct article *, struct pos);   /* `w`: next word's start */
struct pos article_word_prev(const struct article *, struct pos);   /* `b` */
struct pos article_word_end(const struct article *, struct pos);    /* `e`: last cluster of a word */

/* Sentences: within a paragraph; . ! ? 。！？ with closing quotes and brackets; initials and
 * common abbreviations (Mr. U.S. e.g.) do not end one. No space at either edge. */
struct range article_sentence(const struct article *, struct pos);
struct pos article_sentence_next(const struct article *, struct pos);
struct pos article_sentence_prev(const struct article *, struct pos);

/* The range without the white space and punctuation at its edges (signs of per cent stay: they
 * belong to a number; so do symbols such as $ and +). Nothing else in it: empty, at its end. */
struct range article_trim(const struct article *, struct range);

/* The version of Unicode behind all this, "14.0.0". Stored with a project. */
const char *text_unicode_version(void);

#endif
