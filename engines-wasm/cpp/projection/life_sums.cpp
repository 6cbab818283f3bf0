#include "life_sums.h"

#include "lanes.h"

namespace livecalc::projection {
namespace {

/**
 * Sum over the lanes of lives * factor: eight partial sums side by side, one for every eighth lane,
 * then those left to right. Lanes past the last scenario have no lives.
 */
double sum_products(const double *lives, const double *factor) {
  constexpr uint32_t pairs = 4;
  f64x2 partial[pairs] = {};
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += 2 * pairs)
    for (uint32_t pair = 0; pair < pairs; ++pair)
      partial[pair] += load2(lives + lane + 2 * pair) * load2(factor + lane + 2 * pair);
  double sum = 0;
  for (uint32_t pair = 0; pair < pairs; ++pair)
    sum += partial[pair][0] + partial[pair][1];
  return sum;
}

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

void write_life_sums(const LivesOfTile &lives, const TileFactors &factors, const Payments &payments,
                     LifeSumLayout layout, double *years) {
  for (uint32_t t = lives.first; t < lives.end; ++t) {
    double *year = years + size_t{t} * layout.per_year();
    const PerLife sums = lives.sums.of_year(t);
    year[0] = sums.start;
    year[1] = sums.remaining;
    const size_t lanes = size_t{t} * scenarios_per_tile;
    for (uint32_t paid = 0; paid < layout.discounted; ++paid) {
      const double *factor = factors.lanes(payments.when[paid], t);
      year[2 + 2 * paid] = sum_products(lives.start + lanes, factor);
      year[3 + 2 * paid] = sum_products(lives.remaining + lanes, factor);
    }
  }
}

void add_flows_of_lives(const RowYears &row, const Amounts &amounts, const Payments &payments,
                        const LifeSums &sums, double *flows, double *discounted) {
  for (uint32_t t = row.first; t < row.end; ++t) {
    const RowYear &year = row.years[t];
    const YearKinds kinds = kinds_of(year, amounts, sums.lives(t));
    if (flows != nullptr) {
      flow_at(flows, t, Flow::lives) += amounts.policy_count * sums.lives(t).start;
      flow_at(flows, t, Flow::deaths) +=
          amounts.policy_count * (sums.lives(t).start * year.mortality);
    }
    for (uint32_t kind = 0; kind < kind_count; ++kind) {
      if (flows != nullptr)
        flow_at(flows, t, flow_of[kind]) += kinds.amount[kind];
      if (discounted != nullptr)
        flow_at(discounted, t, flow_of[kind]) +=
            kinds_of(year, amounts, sums.discounted(t, payments.of_kind[kind])).amount[kind];
    }
  }
}

} // namespace livecalc::projection
