#include "life_sums.h"

#include "common/lanes_of.h"

namespace livecalc::projection {
namespace {

constexpr uint32_t in_parallel = 8;

/**
 * Sum of `value(lane)`: eight partial sums, one for every eighth lane, then those left to right.
 * The order is part of the result.
 */
template <typename Value> double sum_lanes(uint32_t scenarios, Value value) {
  double partial[in_parallel] = {};
  for (uint32_t lane = 0; lane < scenarios; ++lane)
    partial[lane % in_parallel] += value(lane);
  double sum = 0;
  for (uint32_t each = 0; each < in_parallel; ++each)
    sum += partial[each];
  return sum;
}

double surviving(double lives) { return lives < fewest_lives ? 0 : lives; }

/** Amounts by kind for lives that are summed over scenarios; all positive where the basis is. */
YearKinds kinds_of(const RowYear &year, const Amounts &amounts, const PerLife &lives) {
  const double deaths = lives.start * year.mortality;
  const double lapses = lives.start - deaths - lives.remaining;
  const double per_lapse =
      amounts.sum_assured * year.surrender + amounts.premium * year.surrender_premiums;
  return {
      {lives.start * (amounts.premium * year.premium), deaths * (amounts.sum_assured * year.death),
       lapses * per_lapse, lives.remaining * (amounts.sum_assured * year.maturity),
       lives.start *
               (amounts.policy_count * year.expense_life + amounts.premium * year.expense_premium) +
           deaths * (amounts.policy_count * year.expense_death)}};
}

constexpr Flow flow_of[kind_count] = {Flow::premiums, Flow::death_benefits,
                                      Flow::surrender_benefits, Flow::maturity_benefits,
                                      Flow::expenses};

double &flow_at(double *flows, uint32_t t, Flow which) {
  return flows[size_t{t} * flow_count + static_cast<uint32_t>(which)];
}

} // namespace

void sum_lives(const double *remaining, uint32_t first, uint32_t end, uint32_t scenarios,
               const TileFactors &factors, const Payments &payments, bool wants_discounted,
               LifeSums *sums) {
  double start[scenarios_per_tile];
  for (uint32_t t = first; t < end; ++t) {
    const double *after = remaining + size_t{t} * scenarios_per_tile;
    const double *before = t == first ? after : after - scenarios_per_tile;
    for (uint32_t lane = 0; lane < scenarios_per_tile; ++lane)
      start[lane] = t == first ? 1 : surviving(before[lane]);
    LifeSums &year = sums[t] = {};
    year.lives = {.start = sum_lanes(scenarios, [&](uint32_t lane) { return start[lane]; }),
                  .remaining = sum_lanes(scenarios, [&](uint32_t lane) { return after[lane]; })};
    for (uint32_t paid = 0; wants_discounted && paid < payments.count; ++paid) {
      const double *factor = factors.lanes(payments.when[paid], t);
      year.discounted[paid] = {
          .start = sum_lanes(scenarios, [&](uint32_t lane) { return start[lane] * factor[lane]; }),
          .remaining =
              sum_lanes(scenarios, [&](uint32_t lane) { return after[lane] * factor[lane]; })};
    }
  }
}

void add_flows_of_lives(const RowYears &row, const Amounts &amounts, const Payments &payments,
                        const LifeSums *sums, double *flows, double *discounted) {
  for (uint32_t t = row.first; t < row.end; ++t) {
    const RowYear &year = row.years[t];
    const YearKinds kinds = kinds_of(year, amounts, sums[t].lives);
    if (flows != nullptr) {
      flow_at(flows, t, Flow::lives) += amounts.policy_count * sums[t].lives.start;
      flow_at(flows, t, Flow::deaths) +=
          amounts.policy_count * (sums[t].lives.start * year.mortality);
    }
    for (uint32_t kind = 0; kind < kind_count; ++kind) {
      if (flows != nullptr)
        flow_at(flows, t, flow_of[kind]) += kinds.amount[kind];
      if (discounted != nullptr)
        flow_at(discounted, t, flow_of[kind]) +=
            kinds_of(year, amounts, sums[t].discounted[payments.of_kind[kind]]).amount[kind];
    }
  }
}

} // namespace livecalc::projection
