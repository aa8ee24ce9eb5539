/* tables.h: the program's own tables, as pages and completions want them. Part of the build, not of
 * the program. Each prints to stdout. */
#ifndef MANICULE_SHARE_TABLES_H
#define MANICULE_SHARE_TABLES_H

void tables_mdoc_verbs(void); /* for manicule(1) */
void tables_mdoc_keys(void);
void tables_mdoc_exits(void);
void tables_mdoc_figures(void);
void tables_mdoc_formats(void); /* for manicule(5) */
void tables_bash(void);       /* the branches of a case: NAME) options='--x --y' ;; */
void tables_zsh_verbs(void);  /* an array's elements: 'NAME:summary' */
void tables_zsh_options(void);
void tables_fish(void);       /* complete commands */

#endif
