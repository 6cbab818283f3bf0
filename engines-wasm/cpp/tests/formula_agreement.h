// Checks a whole run against the formula written down plainly.
#pragma once

#include <functional>

#include "tests/harness.h"
#include "tests/policy_formula.h"
#include "tests/projection_options.h"
#include "tests/projection_run.h"

namespace livecalc::test {

constexpr Wanted everything_but_policies = {
    .scenarios = true, .cash_flows = true, .policies = false, .by_group = true, .optional = true};

/** The portfolio, or one group of it, under every scenario. */
struct FormulaPortfolio {
  std::vector<FormulaValue> scenarios;

  FormulaPortfolio(const ProjectionCase &of, const std::function<bool(uint32_t)> &has_row)
      : scenarios(of.scenarios) {
    for (FormulaValue &value : scenarios)
      value.years.resize(of.years);
    for (uint32_t row = 0; row < of.rows; ++row)
      for (uint32_t scenario = 0; has_row(row) && scenario < of.scenarios; ++scenario)
        scenarios[scenario] += PolicyFormula(of, row)(of.rates(scenario));
  }

  FormulaYear mean(uint32_t t) const {
    FormulaYear sum;
    for (const FormulaValue &value : scenarios)
      sum += value.years[t];
    sum.lives /= scenarios.size();
    for (int kind = 0; kind < 5; ++kind) {
      sum.paid[kind] /= scenarios.size();
      sum.discounted[kind] /= scenarios.size();
    }
    return sum;
  }
};

inline double gross(const KindAmounts &amounts) {
  double sum = 0;
  for (const double amount : amounts)
    sum += std::abs(amount);
  return sum;
}

inline double net(const KindAmounts &amounts) {
  return amounts[0] - amounts[1] - amounts[2] - amounts[3] - amounts[4];
}

inline Output after(Output first, int offset) { return Output(int(first) + offset); }

/** Cash flows from column `first` on, [year][groups] at `group`, are the formula's means. */
inline void cash_flows_agree(const ProjectionResult &result, const FormulaPortfolio &formula,
                             Output first, uint32_t group, uint32_t groups) {
  const uint32_t years = formula.scenarios[0].years.size();
  for (uint32_t t = 0; t < years; ++t) {
    const FormulaYear year = formula.mean(t);
    const auto value = [&](int offset) { return result[after(first, offset)][t * groups + group]; };
    CHECK_WITHIN(value(0), year.lives, 1e-11 * year.lives + 1e-12);
    for (int kind = 0; kind < 5; ++kind) {
      CHECK_WITHIN(value(1 + kind), year.paid[kind], 1e-11 * gross(year.paid) + 1e-9);
      CHECK_WITHIN(value(7 + kind), year.discounted[kind], 1e-11 * gross(year.paid) + 1e-9);
    }
    CHECK_WITHIN(value(6), net(year.paid), 1e-11 * gross(year.paid) + 1e-9);
    CHECK_WITHIN(value(12), net(year.discounted), 1e-11 * gross(year.paid) + 1e-9);
  }
}

/** Values, their kinds and the cash flows are those of the formula, of all rows and by group. */
inline void agrees_with_the_formula(const ProjectionCase &plain_case) {
  const ProjectionCase of = with_groups(plain_case, 3);
  const ProjectionResult result = run_projection(of, everything_but_policies);
  CHECK(result.status == 0);
  if (result.status != 0)
    return;
  const FormulaPortfolio all(of, [](uint32_t) { return true; });
  for (uint32_t scenario = 0; scenario < of.scenarios; ++scenario) {
    const FormulaValue &value = all.scenarios[scenario];
    CHECK_WITHIN(result[Output::npv][scenario], value.npv(), 1e-12 * value.gross());
    for (int kind = 0; kind < 5; ++kind)
      CHECK_WITHIN(result[after(Output::pv_premiums, kind)][scenario], value.present_value(kind),
                   1e-12 * value.gross());
  }
  cash_flows_agree(result, all, Output::lives, 0, 1);
  for (uint32_t group = 0; group < of.groups; ++group) {
    const FormulaPortfolio part(of, [&](uint32_t row) { return of.group[row] == group; });
    for (uint32_t scenario = 0; scenario < of.scenarios; ++scenario)
      CHECK_WITHIN(result[Output::group_npv][scenario * of.groups + group],
                   part.scenarios[scenario].npv(), 1e-12 * part.scenarios[scenario].gross());
    cash_flows_agree(result, part, Output::group_lives, group, of.groups);
  }
}

/** The value of every row, all others left out: where rows are added, one row's digits do not show.
 */
inline void every_row_agrees_with_the_formula(const ProjectionCase &portfolio) {
  for (uint32_t row = 0; row < portfolio.rows; ++row) {
    ProjectionCase alone = portfolio;
    for (uint32_t other = 0; other < alone.rows; ++other)
      if (other != row)
        alone.term[other] = 0;
    const ProjectionResult result = run_projection(alone, {true, false, false});
    CHECK(result.status == 0);
    for (uint32_t scenario = 0; result.status == 0 && scenario < alone.scenarios; ++scenario) {
      const FormulaValue value = PolicyFormula(portfolio, row)(portfolio.rates(scenario));
      CHECK_WITHIN(result[Output::npv][scenario], value.npv(), 1e-12 * value.gross());
    }
  }
}

inline ProjectionCase products(uint32_t rows, uint32_t scenarios, uint32_t seed) {
  std::mt19937 random(seed);
  return with_products(random_case(rows, scenarios, 45, seed), random);
}

inline ProjectionCase adjusted(const ProjectionCase &of, uint32_t seed) {
  std::mt19937 random(seed);
  return with_adjustments(of, random);
}

} // namespace livecalc::test
