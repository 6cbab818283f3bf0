// The formula with every option: one policy under one scenario, one year after the other.
#pragma once

#include <array>
#include <cmath>

#include "tests/projection_case.h"

namespace livecalc::test {

/** Premiums, death, surrender and maturity benefits, expenses. */
using KindAmounts = std::array<double, 5>;

struct FormulaYear {
  double lives = 0;
  KindAmounts paid = {}, discounted = {};

  void operator+=(const FormulaYear &other) {
    lives += other.lives;
    for (int kind = 0; kind < 5; ++kind) {
      paid[kind] += other.paid[kind];
      discounted[kind] += other.discounted[kind];
    }
  }
};

struct FormulaValue {
  std::vector<FormulaYear> years;

  double present_value(int kind) const {
    double sum = 0;
    for (const FormulaYear &year : years)
      sum += year.discounted[kind];
    return sum;
  }
  double npv() const {
    double sum = present_value(0);
    for (int kind = 1; kind < 5; ++kind)
      sum -= present_value(kind);
    return sum;
  }
  /** The sum of the absolute discounted flows: what tolerances are relative to. */
  double gross() const {
    double sum = 0;
    for (const FormulaYear &year : years)
      for (const double amount : year.discounted)
        sum += std::abs(amount);
    return sum;
  }
  void operator+=(const FormulaValue &other) {
    years.resize(std::max(years.size(), other.years.size()));
    for (size_t t = 0; t < other.years.size(); ++t)
      years[t] += other.years[t];
  }
};

class PolicyFormula {
public:
  PolicyFormula(const ProjectionCase &of_case, uint32_t of_row) : of(of_case), row(of_row) {}

  FormulaValue operator()(const double *rates) const {
    FormulaValue value;
    value.years.resize(of.years);
    const int end = std::min(of.term[row], of.years);
    double lives = 1, factor = 1;
    for (int t = 0; t < int(of.years); ++t) {
      const double growth = 1 + (rates[t] + option(projection::Parameter::spread));
      const double factors[] = {factor, factor / std::sqrt(growth), factor /= growth};
      if (t < first_year() || t >= end || lives < 1e-10)
        continue;
      FormulaYear &year = value.years[t];
      const double deaths = lives * mortality(t), after = lives - deaths;
      const double lapses = after * lapse(t, rates[t]), next = after - lapses;
      year.lives = lives * of.policy_count[row];
      year.paid = amounts(t, lives, deaths, lapses, next);
      for (int kind = 0; kind < 5; ++kind)
        year.discounted[kind] = year.paid[kind] * factors[timing(kind)];
      lives = next;
    }
    return value;
  }

private:
  const ProjectionCase &of;
  uint32_t row;

  double option(projection::Parameter which) const { return of.option(which); }
  int timing(int kind) const { return int(of.option(projection::Parameter::premium_timing, kind)); }
  template <typename T> T column(const std::vector<T> &values, T otherwise) const {
    return values.empty() ? otherwise : values[row];
  }
  static double yearly(const std::vector<double> &values, int t, double otherwise) {
    return values.empty() ? otherwise : values[t];
  }

  int duration() const { return column(of.duration, 0); }
  int first_year() const { return std::max(-duration(), 0); }
  bool is_last(int t) const { return t + 1 == int(of.term[row]); }
  /** 0: the term ends, 1: endowed, 2: all die. */
  uint32_t ending() const { return column(of.ending, 0u); }

  double limited(double base, double rate, const double *limits) const {
    if (!std::isnan(limits[2]))
      rate = std::min(rate, base + limits[2]);
    if (!std::isnan(limits[3]))
      rate = std::max(rate, base - limits[3]);
    return rate;
  }

  double mortality(int t) const {
    const double *limits = of.options.data();
    const double base = of.mortality[of.mortality_start[row] + t] * of.multipliers[0];
    const double rate =
        base * yearly(of.yearly.mortality_multiply, t, 1) + yearly(of.yearly.mortality_add, t, 0);
    if (is_last(t) && ending() == 2)
      return 1;
    return std::min(std::max(limited(base, rate, limits), limits[0]), limits[1]);
  }

  double lapse(int t, double interest) const {
    using projection::Parameter;
    const double *limits = of.options.data() + 4;
    const double base = of.lapse[column(of.lapse_start, 0) + t] * of.multipliers[1];
    const double rate =
        base * yearly(of.yearly.lapse_multiply, t, 1) + yearly(of.yearly.lapse_add, t, 0);
    const double floored = std::max(limited(base, rate, limits), limits[0]);
    const int follows = int(option(Parameter::lapse_reference));
    const double reference = follows == 2 ? of.reference_rate[row] : option(Parameter::reference);
    const double change = 1 + option(Parameter::slope) * (interest - reference);
    const double factor = std::min(std::max(change, option(Parameter::least_factor)),
                                   option(Parameter::largest_factor));
    return std::min(follows == 0 ? floored : floored * factor, limits[1]);
  }

  double product(const std::vector<double> &cells, int t, double otherwise) const {
    return of.product_start.empty() ? otherwise : cells[of.product_start[row] + t];
  }

  KindAmounts amounts(int t, double lives, double deaths, double lapses, double next) const {
    const double count = of.policy_count[row], sum = of.sum_assured[row];
    const double premium = of.premium[row] * of.premium_multiplier;
    const int premium_end = column(of.premium_end, int(of.term[row]));
    const double due = t < premium_end ? lives * premium * product(of.product.premium, t, 1) : 0;
    const double *expenses = of.expenses.data() + 4 * column(of.expense_row, 0u);
    const double multiplier = of.multipliers[2] * yearly(of.yearly.expense_multiply, t, 1);
    const double level = multiplier * yearly(of.yearly.expense_index, t, 1);
    const double per_policy =
        (t + duration() == 0 ? expenses[0] : 0) + expenses[1] + yearly(of.yearly.expense_add, t, 0);
    const double paid = product(of.product.premiums_paid, std::min(t, premium_end - 1), 0);
    const double matures = !is_last(t) || ending() == 2 ? 0
                           : ending() == 1              ? 1
                                                        : product(of.product.maturity, t, 0);
    return {due, deaths * sum * product(of.product.death, t, 1),
            lapses * (sum * product(of.product.surrender, t, 0) +
                      premium * paid * product(of.product.surrender_premiums, t, 0)),
            next * sum * matures,
            lives * count * per_policy * level + due * expenses[2] * multiplier +
                deaths * count * expenses[3] * level};
  }
};

} // namespace livecalc::test
