// The discount factors' first and second moments over the scenarios, from which every policy's mean
// and standard deviation follow: an NPV is linear in the discount factors.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

/**
 * Stage `discount`: sums over the tile of x[t] and of x[t] * x[u], u <= t, left to right (I3),
 * where x is the discount factor less that of scenario 0. The shift keeps the sums as small as the
 * spread of the factors, so that the covariance does not cancel, and is exact for equal scenarios:
 * their variance is 0, not nearly 0.
 */
void sum_moments(const lc_call &call);

/** Means and covariances of the discount factors. */
struct FactorMoments {
  /** [time] */
  const double *mean;
  /**
   * [time][time], for the quadratic form: the diagonal once, below it twice, above it 0, so that
   * variance = sum over t of c[t] * sum over u <= t of covariance[t][u] * c[u].
   */
  const double *covariance;
};

/** Stage `project`: the moments from the reduced sums, in the call's scratch. */
FactorMoments factor_moments(const lc_call &call);

} // namespace livecalc::projection
