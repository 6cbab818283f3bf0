#include "scenario_sums.h"

namespace livecalc::projection {
namespace {

constexpr Flow flow_of[kind_count] = {Flow::premiums, Flow::death_benefits,
                                      Flow::surrender_benefits, Flow::maturity_benefits,
                                      Flow::expenses};

/** Sum over the tile's scenarios, left to right (I3), of scale * factor; null is 1. */
double sum_lanes(const lc_call &call, const double *scale, const double *factor) {
  double sum = 0;
  for (uint32_t lane = 0; lane < call.end - call.begin; ++lane)
    sum += (scale == nullptr ? 1 : scale[lane]) * (factor == nullptr ? 1 : factor[lane]);
  return sum;
}

/** The year's part of [time][64]. */
const double *of_year(const double *lanes, uint32_t t) {
  return lanes == nullptr ? nullptr : lanes + size_t{t} * scenarios_per_tile;
}

void add_flows(const TileView &tile, const FlowKinds &kinds, const double *sums, uint32_t t,
               double *flows) {
  const double staying = sum_lanes(tile.call, of_year(tile.persistency.staying, t), nullptr);
  constexpr uint32_t lives = static_cast<uint32_t>(Flow::lives);
  constexpr uint32_t deaths = static_cast<uint32_t>(Flow::deaths);
  flows[lives] += staying * sums[lives];
  flows[deaths] += staying * sums[deaths];
  for (uint32_t kind = 0; kind < kind_count; ++kind) {
    const double *scale = of_year(tile.scale(static_cast<Kind>(kind)), t);
    flows[static_cast<int>(flow_of[kind])] +=
        kinds.amounts[kind * tile.call.time_count + t] * sum_lanes(tile.call, scale, nullptr);
  }
}

void add_discounted(const TileView &tile, const FlowKinds &kinds, uint32_t t, double *discounted) {
  for (uint32_t kind = 0; kind < kind_count; ++kind) {
    const double *scale = of_year(tile.scale(static_cast<Kind>(kind)), t);
    const double *factor = tile.factors.lanes(timing_of(tile.call, kind), t);
    discounted[static_cast<int>(flow_of[kind])] +=
        kinds.amounts[kind * tile.call.time_count + t] * sum_lanes(tile.call, scale, factor);
  }
}

} // namespace

void add_scenario_sums(const TileView &tile, const FlowKinds &kinds, const double *sums,
                       double *flows, double *discounted) {
  for (uint32_t t = 0; t < tile.call.time_count; ++t) {
    const size_t year = size_t{t} * flow_count;
    if (flows != nullptr)
      add_flows(tile, kinds, sums + year, t, flows + year);
    if (discounted != nullptr)
      add_discounted(tile, kinds, t, discounted + year);
  }
}

} // namespace livecalc::projection
