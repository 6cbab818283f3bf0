// The formula as it is written down: one policy, one scenario, one year after the other.
#pragma once

#include <cmath>

#include "tests/projection_case.h"

namespace livecalc::test {

struct PlainYear {
  double lives, premium, death_benefit, expense;
  double net() const { return premium - death_benefit - expense; }
  double gross() const { return std::abs(premium) + std::abs(death_benefit) + std::abs(expense); }

  void operator+=(const PlainYear &other) {
    lives += other.lives;
    premium += other.premium;
    death_benefit += other.death_benefit;
    expense += other.expense;
  }
};

/** A row's flows, year by year, until its term or its lives end. */
inline std::vector<PlainYear> plain_years(const ProjectionCase &of, uint32_t row) {
  std::vector<PlainYear> years;
  double lives = 1;
  for (uint32_t t = 0; t < std::min(of.term[row], of.years); ++t) {
    const double q = std::min(of.mortality[of.mortality_start[row] + t] * of.multipliers[0], 1.0);
    const double w = std::min(of.lapse[t] * of.multipliers[1], 1.0);
    const double deaths = lives * q;
    const double per_policy = (t == 0 ? of.expenses[0] : 0) + of.expenses[1];
    const double expense =
        lives * (per_policy * of.policy_count[row] + of.expenses[2] * of.premium[row]) +
        deaths * of.expenses[3] * of.policy_count[row];
    years.push_back({.lives = lives * of.policy_count[row],
                     .premium = lives * of.premium[row],
                     .death_benefit = deaths * of.sum_assured[row],
                     .expense = expense * of.multipliers[2]});
    const double after = lives - deaths;
    lives = after - after * w;
    if (lives < 1e-10)
      break;
  }
  return years;
}

struct PlainValue {
  double npv = 0;
  /** The sum of the absolute discounted flows: what tolerances are relative to. */
  double gross = 0;

  void operator+=(const PlainValue &other) {
    npv += other.npv;
    gross += other.gross;
  }
};

inline PlainValue plain_value(const std::vector<PlainYear> &years, const double *rates) {
  PlainValue value;
  double factor = 1;
  for (size_t t = 0; t < years.size(); ++t) {
    factor /= 1 + rates[t];
    value.npv += years[t].net() * factor;
    value.gross += years[t].gross() * factor;
  }
  return value;
}

} // namespace livecalc::test
