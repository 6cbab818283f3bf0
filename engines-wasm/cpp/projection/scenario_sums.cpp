#include "scenario_sums.h"

namespace livecalc::projection {
namespace {

constexpr Flow flow_of[kind_count] = {Flow::premiums, Flow::death_benefits,
                                      Flow::surrender_benefits, Flow::maturity_benefits,
                                      Flow::expenses};

/** The year's part of [time][64]; where that is null, ones. */
const double *of_year(const double *lanes, uint32_t t) {
  return lanes == nullptr ? ones : lanes + size_t{t} * scenarios_per_tile;
}

/** A value for every kind of flow. */
struct KindSums {
  double of[kind_count] = {};
};

/**
 * Sums over the tile's scenarios, left to right (I3), of scale * factor. The kinds side by side,
 * because each addition waits for the one before it.
 */
KindSums sum_lanes(const lc_call &call, const double *const (&scale)[kind_count],
                   const double *const (&factor)[kind_count]) {
  KindSums sums;
  for (uint32_t lane = 0; lane < call.end - call.begin; ++lane)
    for (uint32_t kind = 0; kind < kind_count; ++kind)
      sums.of[kind] += scale[kind][lane] * factor[kind][lane];
  return sums;
}

/** Adds each kind's amount of year `t` times its sum over the scenarios. */
void add_kinds(const TileView &tile, const FlowKinds &kinds, uint32_t t, const KindSums &sums,
               double *year) {
  for (uint32_t kind = 0; kind < kind_count; ++kind)
    year[static_cast<int>(flow_of[kind])] +=
        kinds.amounts[kind * tile.call.time_count + t] * sums.of[kind];
}

void add_year(const TileView &tile, const FlowKinds &kinds, const double *sums, uint32_t t,
              double *flows, double *discounted) {
  const double *scale[kind_count], *factor[kind_count], *undiscounted[kind_count];
  for (uint32_t kind = 0; kind < kind_count; ++kind) {
    scale[kind] = of_year(tile.scale(static_cast<Kind>(kind)), t);
    factor[kind] = tile.factors.lanes(timing_of(tile.call, kind), t);
    undiscounted[kind] = ones;
  }
  if (discounted != nullptr)
    add_kinds(tile, kinds, t, sum_lanes(tile.call, scale, factor), discounted);
  if (flows == nullptr)
    return;
  const KindSums parts = sum_lanes(tile.call, scale, undiscounted);
  add_kinds(tile, kinds, t, parts, flows);
  // Those who live and die are scaled as those who pay premiums.
  constexpr uint32_t lives = static_cast<uint32_t>(Flow::lives);
  constexpr uint32_t deaths = static_cast<uint32_t>(Flow::deaths);
  flows[lives] += parts.of[0] * sums[lives];
  flows[deaths] += parts.of[0] * sums[deaths];
}

} // namespace

void add_scenario_sums(const TileView &tile, const FlowKinds &kinds, const double *sums,
                       double *flows, double *discounted) {
  if (flows == nullptr && discounted == nullptr)
    return;
  for (uint32_t t = 0; t < tile.call.time_count; ++t) {
    const size_t year = size_t{t} * flow_count;
    add_year(tile, kinds, sums + year, t, flows == nullptr ? nullptr : flows + year,
             discounted == nullptr ? nullptr : discounted + year);
  }
}

} // namespace livecalc::projection
