/* agreement_measure.h: a figure that may have no value, and the coefficients of agreement over
 * plain tables and items. What they are given is counted, so the order of items cannot matter.
 *
 * A coefficient compares the disagreement that was seen with the disagreement that chance would
 * give. Where chance can give none (one category only, or nothing to compare) it is undefined,
 * and that is a state: no function here returns a NaN.
 */
#ifndef MANICULE_MARKS_AGREEMENT_MEASURE_H
#define MANICULE_MARKS_AGREEMENT_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct measure {
    bool defined;
    double value; /* 0 when undefined */
};

struct measure measure_of(double value);
struct measure measure_none(void);
struct measure measure_ratio(double part, double whole); /* undefined when whole is 0 */

/* Two readers. table[i * n + j]: how many items the first put into category i, the second into j.
 *
 * Cohen's kappa: J. Cohen, "A coefficient of agreement for nominal scales", Educational and
 * Psychological Measurement 20(1), 1960, 37-46.
 *   kappa = (Po - Pe) / (1 - Pe),  Po = sum n_ii / N,  Pe = sum (n_i. / N) (n_.i / N)
 *
 * Scott's pi: W. A. Scott, "Reliability of content analysis: the case of nominal scale coding",
 * Public Opinion Quarterly 19(3), 1955, 321-325.
 *   pi = (Po - Pe) / (1 - Pe),  Pe = sum ((n_i. + n_.i) / 2N)^2
 */
struct measure agreement_kappa_of_table(const uint64_t *table, size_t n);
struct measure agreement_pi_of_table(const uint64_t *table, size_t n);

/* Any number of readers. Row u of `ratings` says how many readers put item u into each of the n
 * categories; it stands for times[u] equal items (times NULL: for one). Rows may have different
 * sums, since readers may be missing; those below 2 say nothing and are passed over.
 *
 * Fleiss' kappa: J. L. Fleiss, "Measuring nominal scale agreement among many raters",
 * Psychological Bulletin 76(5), 1971, 378-382.
 *   kappa = (P - Pe) / (1 - Pe),  P = mean of P_u,  P_u = sum n_uc (n_uc - 1) / m_u (m_u - 1),
 *   Pe = sum p_c^2,  p_c = sum n_uc / sum m_u
 * With the same m for every item these are the equations of 1971.
 *
 * Krippendorff's alpha, nominal: K. Krippendorff, Content Analysis, 2nd ed., Sage 2004, ch. 11.
 *   alpha = 1 - Do / De,  Do = sum_u sum_c n_uc (m_u - n_uc) / (m_u - 1) / n,
 *   De = sum_c n_c (n - n_c) / n (n - 1),  n = sum m_u
 */
struct measure agreement_fleiss_of_items(const uint32_t *ratings, const uint64_t *times,
                                         size_t items, size_t n);
struct measure agreement_alpha_of_items(const uint32_t *ratings, const uint64_t *times,
                                        size_t items, size_t n);

#endif
