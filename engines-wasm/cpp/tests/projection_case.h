// A portfolio with its assumptions and scenarios, made at random from a seed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "projection/columns.h"

namespace livecalc::test {

/** Factors by cell, as long as the product table; no cells: no table. */
struct ProductCells {
  std::vector<double> death, maturity, surrender, surrender_premiums, premium, premiums_paid;
};

/** Adjustments by projection year; an empty one is absent. */
struct YearlyAdjustments {
  std::vector<double> mortality_multiply, mortality_add, lapse_multiply, lapse_add;
  std::vector<double> expense_multiply, expense_add, expense_index;
};

/** The policies of model points. */
struct Members {
  std::vector<uint32_t> end;
  std::vector<double> policy_count, sum_assured, premium;
};

/** The parameters after the multipliers, in declared order: every option off. */
inline std::vector<double> no_options() {
  const double none = std::numeric_limits<double>::quiet_NaN();
  return {0, 1, none, none, 0, 1, none, none, 0, 2, 2, 2, 2, 2, 0, none, none, none, none};
}

struct ProjectionCase {
  uint32_t rows, scenarios, years;
  /** Distance between two scenarios' rates; the values between are NaN. */
  uint32_t rate_stride;
  std::vector<uint32_t> mortality_start, term;
  std::vector<double> policy_count, sum_assured, premium;
  std::vector<double> mortality, lapse, expenses, rate;
  std::vector<double> multipliers;
  double premium_multiplier = 1;

  // What is empty is absent.
  std::vector<int32_t> duration = {}, premium_end = {}, lapse_start = {}, product_start = {};
  std::vector<uint32_t> expense_row = {}, ending = {}, lapse_class = {}, group = {}, segment = {};
  std::vector<double> reference_rate = {};
  std::vector<int32_t> class_lapse_start = {0};
  std::vector<uint32_t> class_first_year = {0};
  std::vector<uint32_t> segment_group = {}, segment_class = {};
  ProductCells product = {};
  YearlyAdjustments yearly = {};
  Members members = {};
  uint32_t groups = 0;
  std::vector<double> options = no_options();

  double &option(projection::Parameter which, int next = 0) { return options[place(which) + next]; }
  double option(projection::Parameter which, int next = 0) const {
    return options[place(which) + next];
  }

  const double *rates(uint32_t scenario) const { return rate.data() + scenario * rate_stride; }

  /** Among the options. */
  static int place(projection::Parameter which) {
    return static_cast<int>(which) - static_cast<int>(projection::Parameter::mortality_limits);
  }
};

constexpr uint32_t ages = 121;
constexpr uint32_t longest_term = 60;
/** Ages of a curve, and the last one held as long as a term can ask for it. */
constexpr uint32_t cells_per_curve = ages + longest_term;

inline std::vector<double> two_mortality_curves() {
  std::vector<double> cells;
  for (const double factor : {1.0, 0.7})
    for (uint32_t cell = 0; cell < cells_per_curve; ++cell) {
      const double age = std::min(cell, ages - 1);
      cells.push_back(factor * std::min(1e-4 + 1e-5 * age * age, 1.0));
    }
  return cells;
}

inline ProjectionCase random_case(uint32_t rows, uint32_t scenarios, uint32_t years,
                                  uint32_t seed = 1, std::vector<double> multipliers = {1, 1, 1}) {
  std::mt19937 random(seed);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * (random() / 4294967296.0);
  };
  ProjectionCase made;
  made.rows = rows;
  made.scenarios = scenarios;
  made.years = made.rate_stride = years;
  made.mortality = two_mortality_curves();
  made.expenses = {500, 50, 0.05, 100};
  made.multipliers = multipliers;
  for (uint32_t row = 0; row < rows; ++row) {
    // Every seventh row stands for many policies, every eleventh for nothing at all.
    const double size = row % 7 == 3 ? 1e6 : row % 11 == 5 ? 0 : 1;
    made.mortality_start.push_back(random() % ages + (row % 3 == 0 ? cells_per_curve : 0));
    made.term.push_back(random() % (std::min(years, longest_term) + 1));
    made.policy_count.push_back(size);
    made.sum_assured.push_back(size * uniform(1e4, 1e6));
    made.premium.push_back(size * uniform(100, 5000));
  }
  for (uint32_t t = 0; t < years; ++t)
    made.lapse.push_back(std::max(0.15 - 0.012 * t, 0.03));
  for (uint32_t cell = 0; cell < scenarios * years; ++cell)
    made.rate.push_back(uniform(-0.01, 0.09));
  return made;
}

/** The case with no row but this one. */
inline ProjectionCase only_row(ProjectionCase of, uint32_t row) {
  of.rows = 1;
  of.mortality_start = {of.mortality_start[row]};
  of.term = {of.term[row]};
  of.policy_count = {of.policy_count[row]};
  of.sum_assured = {of.sum_assured[row]};
  of.premium = {of.premium[row]};
  return of;
}

/** The case with `gap` values of no meaning after each scenario's rates. */
inline ProjectionCase with_rate_gap(ProjectionCase of, uint32_t gap) {
  std::vector<double> rate;
  for (uint32_t scenario = 0; scenario < of.scenarios; ++scenario) {
    rate.insert(rate.end(), of.rates(scenario), of.rates(scenario) + of.years);
    rate.insert(rate.end(), gap, std::numeric_limits<double>::quiet_NaN());
  }
  of.rate = rate;
  of.rate_stride += gap;
  return of;
}

} // namespace livecalc::test
