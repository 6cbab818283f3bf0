// Mean and standard deviation over the scenarios of each row's NPV.
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

/** Stage `policies`: writes the statistics of a block's rows. */
int32_t measure_policies(const lc_call &call);

} // namespace livecalc::projection
