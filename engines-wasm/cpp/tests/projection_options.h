// Portfolios that use every option, made at random from a seed.
#pragma once

#include <map>

#include "tests/projection_case.h"

namespace livecalc::test {

constexpr int32_t longest_policy = 40, product_types = 3;

/** Factors by product type and policy year; the types differ in what they pay and are paid. */
inline ProductCells random_products(std::mt19937 &random) {
  const auto uniform = [&] { return random() / 4294967296.0; };
  ProductCells cells;
  for (int32_t type = 0; type < product_types; ++type) {
    double paid = 0;
    for (int32_t year = 1; year <= longest_policy; ++year) {
      cells.death.push_back(type == 1 ? 1 - 0.02 * year : 1);
      cells.maturity.push_back(type == 0 ? 0 : 0.5 + uniform());
      cells.surrender.push_back(type == 1 ? 0.01 * year : 0);
      cells.surrender_premiums.push_back(type == 2 ? 0.5 + 0.01 * year : 0);
      cells.premium.push_back(type == 2 ? 0.5 + uniform() : 1);
      cells.premiums_paid.push_back(paid += cells.premium.back());
    }
  }
  return cells;
}

inline std::vector<double> random_years(std::mt19937 &random, uint32_t years, double low,
                                        double high) {
  std::vector<double> values;
  for (uint32_t t = 0; t < years; ++t)
    values.push_back(low + (high - low) * (random() / 4294967296.0));
  return values;
}

/** Numbers the distinct keys in the order in which they are met. */
template <typename Key> uint32_t number_of(std::map<Key, uint32_t> &numbers, const Key &key) {
  return numbers.emplace(key, static_cast<uint32_t>(numbers.size())).first->second;
}

/** Policies in force, new and to be issued, of three products, with lapse rates by product. */
inline ProjectionCase with_products(ProjectionCase of, std::mt19937 &random) {
  of.product = random_products(random);
  of.expenses = {500, 50, 0.05, 100, 300, 20, 0.1, 0};
  of.lapse.clear();
  for (int32_t cell = 0; cell < product_types * longest_policy; ++cell)
    of.lapse.push_back(0.02 + 0.1 * (random() / 4294967296.0));
  for (uint32_t row = 0; row < of.rows; ++row) {
    const int32_t years = of.years, type = random() % product_types;
    const int32_t term = 1 + random() % std::min(longest_policy, years - 5);
    const int32_t duration = row % 4 == 0 ? 0 : int32_t(random() % (term + 6)) - 5;
    const int32_t premium_term = 1 + random() % term;
    of.mortality_start[row] = row % 60 + 10 + duration;
    of.term[row] = term - duration;
    of.duration.push_back(duration);
    of.premium_end.push_back(premium_term - duration);
    of.lapse_start.push_back(type * longest_policy + duration);
    of.product_start.push_back(type * longest_policy + duration);
    of.expense_row.push_back(random() % 2);
    of.ending.push_back(random() % 3);
    of.reference_rate.push_back(0.01 + 0.03 * (random() / 4294967296.0));
  }
  return of;
}

/** Adjustments of every kind. */
inline ProjectionCase with_adjustments(ProjectionCase of, std::mt19937 &random) {
  of.yearly = {.mortality_multiply = random_years(random, of.years, 0.8, 1.4),
               .mortality_add = random_years(random, of.years, -0.001, 0.002),
               .lapse_multiply = random_years(random, of.years, 0.5, 2),
               .lapse_add = random_years(random, of.years, -0.02, 0.05),
               .expense_multiply = random_years(random, of.years, 0.9, 1.2),
               .expense_add = random_years(random, of.years, 0, 10),
               .expense_index = random_years(random, of.years, 1, 2)};
  const double limits[] = {0.0005, 0.3, 0.01, 0.002, 0.01, 0.25, 0.1, 0.03};
  std::copy(std::begin(limits), std::end(limits), of.options.begin());
  of.option(projection::Parameter::spread) = 0.002;
  return of;
}

/** Timings start, mid and end in turn, beginning with `first` for premiums. */
inline ProjectionCase with_timing(ProjectionCase of, int first) {
  for (int kind = 0; kind < 5; ++kind)
    of.option(projection::Parameter::premium_timing, kind) = (first + kind) % 3;
  return of;
}

/** Lapses that follow the scenario: by one reference rate (1) or by each row's own (2). */
inline ProjectionCase with_dynamic_lapse(ProjectionCase of, int reference) {
  using projection::Parameter;
  of.option(Parameter::lapse_reference) = reference;
  of.option(Parameter::slope) = 25;
  of.option(Parameter::least_factor) = 0.4;
  of.option(Parameter::largest_factor) = 2.5;
  of.option(Parameter::reference) = 0.03;
  if (reference != 1)
    return of;
  std::map<std::pair<int32_t, uint32_t>, uint32_t> classes;
  of.class_lapse_start.clear();
  of.class_first_year.clear();
  for (uint32_t row = 0; row < of.rows; ++row) {
    const int32_t start = of.lapse_start.empty() ? 0 : of.lapse_start[row];
    const int32_t duration = of.duration.empty() ? 0 : of.duration[row];
    const uint32_t first = std::max(-duration, 0);
    of.lapse_class.push_back(number_of(classes, {start, first}));
    if (classes.size() == of.class_first_year.size())
      continue;
    of.class_lapse_start.push_back(start);
    of.class_first_year.push_back(first);
  }
  return of;
}

/** Rows in groups 0, 1, 2 ... in turn, with the segments they make with the lapse classes. */
inline ProjectionCase with_groups(ProjectionCase of, uint32_t groups) {
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> segments;
  of.groups = groups;
  if (of.lapse_class.empty())
    for (uint32_t group = 0; group < groups; ++group)
      number_of(segments, {group, 0u});
  for (uint32_t row = 0; row < of.rows; ++row) {
    of.group.push_back(row % groups);
    of.segment.push_back(
        number_of(segments, {row % groups, of.lapse_class.empty() ? 0 : of.lapse_class[row]}));
  }
  of.segment_group.resize(segments.size());
  of.segment_class.resize(segments.size());
  for (const auto &[key, segment] : segments) {
    of.segment_group[segment] = key.first;
    of.segment_class[segment] = key.second;
  }
  return of;
}

} // namespace livecalc::test
