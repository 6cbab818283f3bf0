#include "flows.h"

namespace livecalc::projection {
namespace {

// Of the one life a row starts with; fewer are none.
constexpr double fewest_lives = 1e-10;

/** A year's flows of two rows. */
struct YearFlows {
  f64x2 lives, premiums, deaths, death_benefits;
};

/** Does nothing with the rows' flows: only their sums are wanted. */
struct NoNet {
  void operator()(uint32_t, uint32_t, const YearFlows &, f64x2, f64x2) {}
};

/** Stores the rows' net cash flows. */
struct NetWriter {
  double *row_net;
  f64x2 first_year[row_pairs], later_years[row_pairs], per_claim[row_pairs];

  NetWriter(const Rows &rows, const Expenses &expenses, double *to) : row_net(to) {
    for (uint32_t pair = 0; pair < row_pairs; ++pair) {
      const f64x2 of_premium = expenses.of_premium * rows.premium[pair];
      first_year[pair] = expenses.first_year * rows.policy_count[pair] + of_premium;
      later_years[pair] = expenses.later_years * rows.policy_count[pair] + of_premium;
      per_claim[pair] = expenses.per_claim * rows.policy_count[pair];
    }
  }

  void operator()(uint32_t t, uint32_t pair, const YearFlows &flows, f64x2 lives, f64x2 deaths) {
    const f64x2 expense =
        lives * (t == 0 ? first_year : later_years)[pair] + deaths * per_claim[pair];
    const f64x2 net = flows.premiums - flows.death_benefits - expense;
    store2(row_net + t * rows_at_once + 2 * pair, net);
  }
};

/**
 * The recursion. Two pairs of rows run side by side, because each waits for its own last year; a
 * row whose term is over or whose lives are fewer than the least stays in its lane with no lives,
 * and adds zeros. The rows come by value: as a reference they could overlap `totals`, and would be
 * read again every year.
 */
template <typename TakeNet>
void project(const Rows rows, const Basis &basis, double *totals, TakeNet take_net) {
  const f64x2 one = splat(1);
  const f64x2 multiplier = splat(basis.mortality_multiplier);
  f64x2 lives[row_pairs], year = one;
  for (uint32_t pair = 0; pair < row_pairs; ++pair)
    lives[pair] = keep(rows.term[pair] >= year, one);
  for (uint32_t t = 0; t < rows.years; ++t) {
    double *total = totals + t * flow_count;
    f64x2 living = load2(total), dying = load2(total + 2);
    const f64x2 lapse = splat(basis.lapse[t]);
    for (uint32_t pair = 0; pair < row_pairs; ++pair) {
      const f64x2 cells = {rows.cells[2 * pair][t], rows.cells[2 * pair + 1][t]};
      const f64x2 deaths = lives[pair] * at_most(cells * multiplier, one);
      const YearFlows flows = {.lives = lives[pair] * rows.policy_count[pair],
                               .premiums = lives[pair] * rows.premium[pair],
                               .deaths = deaths * rows.policy_count[pair],
                               .death_benefits = deaths * rows.sum_assured[pair]};
      living += first_lanes(flows.lives, flows.premiums);
      living += second_lanes(flows.lives, flows.premiums);
      dying += first_lanes(flows.deaths, flows.death_benefits);
      dying += second_lanes(flows.deaths, flows.death_benefits);
      take_net(t, pair, flows, lives[pair], deaths);
      const f64x2 after = lives[pair] - deaths;
      const f64x2 next = after - after * lapse;
      lives[pair] = keep((rows.term[pair] > year) & (next >= splat(fewest_lives)), next);
    }
    store2(total, living);
    store2(total + 2, dying);
    year += one;
  }
}

} // namespace

Basis read_basis(const lc_call &call) {
  const double *table = values(call, Input::lapse);
  const double multiplier = parameter(call, Parameter::lapse_multiplier);
  double *lapse = values(call, Scratch::lapse);
  for (uint32_t t = 0; t < call.time_count; ++t)
    lapse[t] = table[t] * multiplier > 1 ? 1 : table[t] * multiplier;
  return {.mortality_multiplier = parameter(call, Parameter::mortality_multiplier), .lapse = lapse};
}

void add_flows(const Rows &rows, const Basis &basis, double *totals) {
  project(rows, basis, totals, NoNet{});
}

void add_flows(const Rows &rows, const Basis &basis, double *totals, const Expenses &expenses,
               double *row_net) {
  project(rows, basis, totals, NetWriter(rows, expenses, row_net));
}

} // namespace livecalc::projection
