#include "lapsing_years.h"

namespace livecalc::projection {
namespace {

/** Sets what one life leaves at the end of the year. */
void set_left(const DynamicLapse &rule, const RowYear &year, double reference, LapsingYear &to) {
  const double survivors = 1 - year.mortality;
  const double lapse = year.lapse < rule.floor ? rule.floor : year.lapse;
  const auto capped = [&](double rate) { return rule.cap < rate ? rule.cap : rate; };
  // A product with a number that is not negative keeps order, so the limits can be multiplied in.
  to.level = survivors - survivors * lapse * (1 - rule.slope * reference);
  to.pull = survivors * lapse;
  to.least = survivors * (1 - capped(lapse * rule.largest));
  to.most = survivors * (1 - capped(lapse * rule.least));
}

void add_payments(const RowYear &year, const Amounts &amounts, const LapsingRules &rules,
                  const Signs &signs, LapsingYear &to) {
  const auto [count, sum, premium] = amounts;
  const double surrender = sum * year.surrender + premium * year.surrender_premiums;
  const double paid[kind_count] = {premium * year.premium, year.mortality * (sum * year.death),
                                   (1 - year.mortality) * surrender, 0,
                                   count * year.expense_life + premium * year.expense_premium +
                                       year.mortality * (count * year.expense_death)};
  const double left[kind_count] = {0, 0, -surrender, sum * year.maturity, 0};
  for (uint32_t when = 0; when < timing_count; ++when)
    to.paid[when] = to.left[when] = 0;
  for (uint32_t kind = 0; kind < kind_count; ++kind) {
    const uint32_t when = static_cast<uint32_t>(rules.timing[kind]);
    to.paid[when] += signs.of[kind] * paid[kind];
    to.left[when] += signs.of[kind] * left[kind];
  }
}

/** Sets where lapses move freely: there the factor is 1 + interest - slope * reference. */
void find_freedom(const RowYears &of, const DynamicLapse &rule, double reference,
                  LapsingYears &row) {
  double most_lapse = rule.floor;
  for (uint32_t t = of.first; t < of.end; ++t)
    most_lapse = most_lapse < of.years[t].lapse ? of.years[t].lapse : most_lapse;
  const double capped = rule.cap / most_lapse;
  const double largest = capped < rule.largest ? capped : rule.largest;
  row.free_from = rule.least - 1 + rule.slope * reference;
  row.free_to = largest - 1 + rule.slope * reference;
}

/** Sets what the kernel may leave out. */
void find_shape(LapsingYears &row) {
  constexpr int start = static_cast<int>(Timing::start), mid = static_cast<int>(Timing::mid),
                end = static_cast<int>(Timing::end);
  // Twice the least, so that rounding does not matter.
  constexpr double enough_lives = 2 * fewest_lives;
  double fewest = 1;
  for (uint32_t t = row.first; t < row.end; ++t) {
    const LapsingYear &year = row.years[t - row.first];
    const bool is_last = t + 1 == row.end;
    row.pays_early |= year.paid[start] != 0 || year.paid[mid] != 0 || year.left[start] != 0 ||
                      year.left[mid] != 0;
    row.pays_by_left |=
        year.left[start] != 0 || year.left[mid] != 0 || (!is_last && year.left[end] != 0);
    // Written so that a NaN counts as few.
    row.may_stop |= !(fewest >= enough_lives);
    fewest *= year.least;
  }
}

} // namespace

LapsingRules read_lapsing_rules(const lc_call &call, const YearlyBasis &basis) {
  LapsingRules rules = {.lapse = read_dynamic_lapse(call, basis), .timing = {}};
  for (uint32_t kind = 0; kind < kind_count; ++kind)
    rules.timing[kind] = timing_of(call, kind);
  return rules;
}

double reference_rate(const lc_call &call, uint32_t row) {
  return lapse_reference(call) == LapseReference::number ? parameter(call, Parameter::reference)
                                                         : values(call, Input::reference_rate)[row];
}

LapsingYears lapsing_years(const RowYears &row, const Amounts &amounts, const LapsingRules &rules,
                           double reference, const Signs &signs, LapsingYear *to) {
  for (uint32_t t = row.first; t < row.end; ++t) {
    set_left(rules.lapse, row.years[t], reference, to[t - row.first]);
    add_payments(row.years[t], amounts, rules, signs, to[t - row.first]);
  }
  LapsingYears years = {.first = row.first,
                        .end = row.end,
                        .years = to,
                        .pays_early = false,
                        .pays_by_left = false,
                        .free_from = 0,
                        .free_to = 0,
                        .may_stop = false};
  find_freedom(row, rules.lapse, reference, years);
  find_shape(years);
  return years;
}

} // namespace livecalc::projection
