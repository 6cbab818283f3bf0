#include "life_sums.h"

#include "lanes.h"

namespace livecalc::projection {
namespace {

constexpr uint32_t in_parallel = 8;

/**
 * Eight partial sums, one for every eighth lane, side by side in four pairs. The order of the
 * additions is part of the result.
 */
class LaneSum {
public:
  void add(const double *eight) {
    for (uint32_t pair = 0; pair < pairs; ++pair)
      partial[pair] += load2(eight + 2 * pair);
  }
  void add(const double *eight, const double *times) {
    for (uint32_t pair = 0; pair < pairs; ++pair)
      partial[pair] += load2(eight + 2 * pair) * load2(times + 2 * pair);
  }
  double total() const {
    double sum = 0;
    for (uint32_t pair = 0; pair < pairs; ++pair)
      sum += partial[pair][0] + partial[pair][1];
    return sum;
  }

private:
  static constexpr uint32_t pairs = in_parallel / 2;
  f64x2 partial[pairs] = {};
};

/** Sum over all 64 lanes; those past the last scenario hold zeros. */
double sum_lanes(const double *lanes) {
  LaneSum sum;
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += in_parallel)
    sum.add(lanes + lane);
  return sum.total();
}

double sum_products(const double *lanes, const double *times) {
  LaneSum sum;
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += in_parallel)
    sum.add(lanes + lane, times + lane);
  return sum.total();
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

void sum_lives(LivesOfTile &lives, const TileFactors &factors, const Payments &payments,
               bool wants_discounted, LifeSums *sums) {
  const auto [remaining, first, end, scenarios, ended] = lives;
  double start[scenarios_per_tile];
  for (uint32_t lane = 0; lane < scenarios_per_tile; ++lane)
    start[lane] = lane < scenarios ? 1 : 0;
  for (uint32_t t = first; t < end; ++t) {
    double *after = remaining + size_t{t} * scenarios_per_tile;
    for (uint32_t lane = scenarios; lane < scenarios_per_tile; ++lane)
      after[lane] = 0;
    const double *before = t == first || ended ? start : after - scenarios_per_tile;
    LifeSums &year = sums[t] = {};
    const bool is_summed = t > first && !ended;
    year.lives = {.start = is_summed ? sums[t - 1].lives.remaining : sum_lanes(before),
                  .remaining = sum_lanes(after)};
    for (uint32_t paid = 0; wants_discounted && paid < payments.count; ++paid) {
      const double *factor = factors.lanes(payments.when[paid], t);
      year.discounted[paid] = {.start = sum_products(before, factor),
                               .remaining = sum_products(after, factor)};
    }
    for (uint32_t lane = 0; ended && lane < scenarios_per_tile; ++lane)
      start[lane] = surviving(after[lane]);
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
