// Mean and standard deviation of plain rows, four at a time: an NPV is linear in the discount
// factors, so both follow from the factors' moments.
#pragma once

#include "moments.h"
#include "rows.h"

namespace livecalc::projection {

struct NpvMoments {
  f64x2 mean[row_pairs];
  f64x2 variance[row_pairs];
};

/**
 * Of four rows: `row_net` is [years][4], `time_count` the length of the moments' rows. The NPV is
 * the sum of c[t] * factor[t], so its mean is that of the factors weighted by c, and its variance
 * the quadratic form of c in their covariance.
 */
NpvMoments npv_moments(const double *row_net, uint32_t years, const FactorMoments &factors,
                       uint32_t time_count);

/** Rounding can leave a variance of 0 just below it; a NaN stays one. */
inline double root_of_variance(double variance) {
  return variance < 0 ? 0 : __builtin_sqrt(variance);
}

/**
 * Writes `mean` and `std_dev` of the block's rows. Everything is paid at the year's end. False
 * where a row reads a cell that is not there.
 */
bool measure_plain_rows(const lc_call &call, const FactorMoments &factors);

} // namespace livecalc::projection
