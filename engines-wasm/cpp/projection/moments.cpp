#include "moments.h"

#include "columns.h"
#include "lanes.h"

namespace livecalc::projection {
namespace {

// A register tile of the products: 4 years t by 4 years u, summed over the scenarios in registers.
constexpr uint32_t tile_years = 4;

/** Writes x[scenario][time] of the tile's scenarios to scratch. */
const double *centre_factors(const lc_call &call) {
  const uint32_t years = call.time_count;
  const uint32_t tile = call.begin / scenarios_per_tile;
  const double *factor = values(call, Output::factor) + size_t{tile} * years * scenarios_per_tile;
  const double *first_rates = values(call, Input::rate);
  const double spread = parameter(call, Parameter::spread);
  double *deviation = values(call, Scratch::deviation);
  // Scenario 0's factor again, with the same operations: its own tile may be another thread's.
  double shift = 1;
  for (uint32_t t = 0; t < years; ++t) {
    shift /= 1 + (first_rates[t] + spread);
    for (uint32_t lane = 0; lane < call.end - call.begin; ++lane)
      deviation[lane * years + t] = factor[t * scenarios_per_tile + lane] - shift;
  }
  return deviation;
}

void sum_deviations(const double *deviation, uint32_t scenarios, uint32_t years, double *sum) {
  for (uint32_t scenario = 0; scenario < scenarios; ++scenario)
    for (uint32_t t = 0; t < years; ++t)
      sum[t] += deviation[scenario * years + t];
}

/**
 * Sums x[t] * x[u] for 4 years from `first_t` and 4 from `first_u`. Where the tile hangs over the
 * last year it reads the next scenario's values (the scratch has room past the last one), and what
 * it makes of them is not stored.
 */
void sum_product_tile(const double *deviation, uint32_t scenarios, uint32_t years, uint32_t first_t,
                      uint32_t first_u, double *product) {
  f64x2 sum[tile_years][2] = {};
  for (uint32_t scenario = 0; scenario < scenarios; ++scenario) {
    const double *x = deviation + scenario * years;
    const f64x2 u[2] = {load2(x + first_u), load2(x + first_u + 2)};
    for (uint32_t row = 0; row < tile_years; ++row) {
      const f64x2 t = splat(x[first_t + row]);
      sum[row][0] += t * u[0];
      sum[row][1] += t * u[1];
    }
  }
  for (uint32_t t = first_t; t < first_t + tile_years && t < years; ++t)
    for (uint32_t u = first_u; u < first_u + tile_years && u <= t; ++u)
      product[t * years + u] = sum[t - first_t][(u - first_u) / 2][u % 2];
}

} // namespace

void sum_moments(const lc_call &call) {
  const uint32_t years = call.time_count;
  const uint32_t scenarios = call.end - call.begin;
  const double *deviation = centre_factors(call);
  sum_deviations(deviation, scenarios, years, values(call, Output::deviation));
  for (uint32_t t = 0; t < years; t += tile_years)
    for (uint32_t u = 0; u <= t; u += tile_years)
      sum_product_tile(deviation, scenarios, years, t, u, values(call, Output::product));
}

FactorMoments factor_moments(const lc_call &call) {
  const uint32_t years = call.time_count;
  const double count = call.scenario_count;
  const double *factor = values(call, Output::factor);
  const double *deviation = values(call, Output::deviation);
  const double *product = values(call, Output::product);
  double *mean = values(call, Scratch::mean_factor);
  double *covariance = values(call, Scratch::covariance);
  for (uint32_t t = 0; t < years; ++t) {
    const double mean_deviation = deviation[t] / count;
    const double shift = factor[t * scenarios_per_tile];
    mean[t] = shift + mean_deviation;
    for (uint32_t u = 0; u < years; ++u) {
      const uint32_t cell = t * years + u;
      const double times = u < t ? 2 : u == t ? 1 : 0;
      covariance[cell] = times * (product[cell] / count - mean_deviation * (deviation[u] / count));
    }
  }
  return {mean, covariance};
}

} // namespace livecalc::projection
