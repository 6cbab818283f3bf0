// Statistics of policies, against those of the formula's NPVs.
#include <numeric>

#include "tests/bits.h"
#include "tests/harness.h"
#include "tests/policy_formula.h"
#include "tests/projection_options.h"
#include "tests/projection_run.h"

using namespace livecalc::test;

namespace {

constexpr Wanted plain_policies = {
    .scenarios = false, .cash_flows = false, .policies = true, .by_group = false};
constexpr Wanted all_policies = {
    .scenarios = true, .cash_flows = false, .policies = true, .by_group = false, .optional = true};

struct Npvs {
  std::vector<double> values;
  /** What tolerances are relative to. */
  double size = 0;

  double mean() const { return std::accumulate(values.begin(), values.end(), 0.0) / values.size(); }
  double std_dev() const {
    double squares = 0;
    for (const double value : values)
      squares += (value - mean()) * (value - mean());
    return std::sqrt(squares / values.size());
  }
  std::vector<double> sorted() const {
    std::vector<double> ascending = values;
    std::sort(ascending.begin(), ascending.end());
    return ascending;
  }
  double percentile(double percent) const {
    const double position = percent / 100 * (values.size() - 1);
    const size_t low = size_t(position + 1e-9), high = std::min(low + 1, values.size() - 1);
    const double weight = position - low;
    return sorted()[low] * (1 - weight) + sorted()[high] * weight;
  }
  size_t tail() const { return std::max<size_t>(1, (values.size() * 5 + 99) / 100); }
  double cte95() const {
    const std::vector<double> ascending = sorted();
    return std::accumulate(ascending.begin(), ascending.begin() + tail(), 0.0) / tail();
  }
};

Npvs formula_npvs(const ProjectionCase &of, uint32_t row) {
  Npvs npvs;
  for (uint32_t scenario = 0; scenario < of.scenarios; ++scenario) {
    const FormulaValue value = PolicyFormula(of, row)(of.rates(scenario));
    npvs.values.push_back(value.npv());
    npvs.size = std::max(npvs.size, value.gross());
  }
  return npvs;
}

/** All statistics of every policy; tail means add up to the portfolio's CTE. */
void agrees_with_the_formula(const ProjectionCase &of, double slack = 1) {
  const ProjectionResult result = run_projection(of, all_policies);
  CHECK(result.status == 0);
  if (result.status != 0)
    return;
  double tail_sum = 0, size = 0;
  for (uint32_t row = 0; row < of.rows; ++row) {
    const Npvs npvs = formula_npvs(of, row);
    const double tolerance = slack * 1e-12 * npvs.size;
    CHECK_WITHIN(result[Output::mean][row], npvs.mean(), tolerance);
    // A deviation is the root of a difference that nearly cancels where it is small.
    CHECK_WITHIN(result[Output::std_dev][row], npvs.std_dev(), slack * 1e-7 * npvs.size);
    CHECK_WITHIN(result[Output::p5][row], npvs.percentile(5), tolerance);
    CHECK_WITHIN(result[Output::p50][row], npvs.percentile(50), tolerance);
    CHECK_WITHIN(result[Output::p95][row], npvs.percentile(95), tolerance);
    CHECK_WITHIN(result[Output::cte95][row], npvs.cte95(), tolerance);
    tail_sum += result[Output::tail_mean][row];
    size += npvs.size;
  }
  Npvs portfolio;
  portfolio.values = result[Output::npv];
  CHECK_WITHIN(tail_sum, portfolio.cte95(), slack * 1e-12 * size);
}

ProjectionCase products(uint32_t rows, uint32_t scenarios, uint32_t seed) {
  std::mt19937 random(seed);
  return with_products(random_case(rows, scenarios, 45, seed), random);
}

/** Every row three times, with a part of its amounts each. */
ProjectionCase with_members(ProjectionCase of) {
  uint32_t end = 0;
  for (uint32_t row = 0; row < of.rows; ++row) {
    of.members.end.push_back(end += 3);
    for (const double part : {0.2, 0.3, 0.5}) {
      of.members.policy_count.push_back(part * of.policy_count[row]);
      of.members.sum_assured.push_back((1 - part) / 2 * of.sum_assured[row]);
      of.members.premium.push_back(part * of.premium[row]);
    }
  }
  return of;
}

/** The case of the members themselves. */
ProjectionCase of_members(const ProjectionCase &of) {
  ProjectionCase single = of;
  single.rows = of.members.premium.size();
  const auto repeat = [&](auto &column) {
    const auto source = column;
    column.clear();
    for (size_t member = 0; !source.empty() && member < single.rows; ++member)
      column.push_back(source[member / 3]);
  };
  repeat(single.mortality_start);
  repeat(single.term);
  repeat(single.duration);
  repeat(single.premium_end);
  repeat(single.lapse_start);
  repeat(single.product_start);
  repeat(single.expense_row);
  repeat(single.ending);
  repeat(single.reference_rate);
  repeat(single.lapse_class);
  single.policy_count = of.members.policy_count;
  single.sum_assured = of.members.sum_assured;
  single.premium = of.members.premium;
  single.members = {};
  return single;
}

void members_are_policies(const ProjectionCase &grouped) {
  const ProjectionCase single = of_members(grouped);
  const ProjectionResult a = run_projection(grouped, all_policies);
  const ProjectionResult b = run_projection(single, all_policies);
  CHECK(a.status == 0 && b.status == 0);
  for (uint32_t member = 0; member < single.rows; ++member) {
    const double size = formula_npvs(single, member).size;
    for (int which = int(Output::mean); which <= int(Output::tail_mean); ++which) {
      const double tolerance = (Output(which) == Output::std_dev ? 1e-7 : 1e-12) * size;
      CHECK_WITHIN(a[Output(which)][member], b[Output(which)][member], tolerance);
    }
  }
}

} // namespace

TEST("statistics of policies agree with the formula's NPVs") {
  for (const uint32_t scenarios : {1, 2, 3, 19, 20, 21, 41, 100, 200}) {
    agrees_with_the_formula(random_case(9, scenarios, 30, scenarios));
    agrees_with_the_formula(products(9, scenarios, scenarios));
  }
}

TEST("statistics of policies agree with the formula's NPVs under every timing") {
  for (int first = 0; first < 3; ++first) {
    agrees_with_the_formula(with_timing(random_case(30, 70, 30, 51), first));
    agrees_with_the_formula(with_timing(products(30, 70, 52), first));
  }
  ProjectionCase premiums_first = products(30, 70, 53);
  premiums_first.option(livecalc::projection::Parameter::premium_timing) = 0;
  agrees_with_the_formula(premiums_first);
}

TEST("statistics of policies agree with the formula's NPVs where lapses follow the scenario") {
  for (const int reference : {1, 2}) {
    agrees_with_the_formula(with_dynamic_lapse(products(30, 130, 54), reference));
    agrees_with_the_formula(with_timing(with_dynamic_lapse(products(30, 70, 55), reference), 1));
  }
}

TEST("policies behind a row are valued as rows of their own would be") {
  members_are_policies(with_members(random_case(20, 70, 30, 56)));
  members_are_policies(with_members(products(20, 70, 57)));
  members_are_policies(with_timing(with_members(products(20, 70, 58)), 1));
  for (const int reference : {1, 2})
    members_are_policies(with_members(with_dynamic_lapse(products(20, 70, 59), reference)));
}

TEST("a premium multiplier reaches the policies behind a row") {
  ProjectionCase grouped = with_members(products(20, 70, 62));
  grouped.premium_multiplier = 1.37;
  members_are_policies(grouped);
  ProjectionCase other = of_members(grouped);
  for (double &premium : other.premium)
    premium *= other.premium_multiplier;
  other.premium_multiplier = 1;
  agrees_with_the_formula(other);
  const ProjectionResult a = run_projection(of_members(grouped), all_policies);
  const ProjectionResult b = run_projection(other, all_policies);
  CHECK(same_bits(a[Output::mean], b[Output::mean]));
}

TEST("percentiles that are asked for change neither mean nor deviation") {
  for (const int reference : {0, 1, 2}) {
    const ProjectionCase of = with_dynamic_lapse(products(40, 70, 60), reference);
    const ProjectionResult some = run_projection(of, plain_policies);
    const ProjectionResult all = run_projection(of, all_policies);
    CHECK(some.status == 0 && all.status == 0);
    CHECK(same_bits(some[Output::mean], all[Output::mean]));
    CHECK(same_bits(some[Output::std_dev], all[Output::std_dev]));
  }
}

TEST("a policy in no scenario's tail alone is not mistaken: equal NPVs keep their order") {
  ProjectionCase of = random_case(3, 40, 20, 61);
  // All scenarios alike: the tail is the first ones, and every statistic is the mean.
  for (uint32_t scenario = 1; scenario < of.scenarios; ++scenario)
    std::copy_n(of.rate.begin(), of.years, of.rate.begin() + scenario * of.rate_stride);
  const ProjectionResult result = run_projection(of, all_policies);
  CHECK(result.status == 0);
  for (uint32_t row = 0; row < of.rows; ++row) {
    CHECK(result[Output::std_dev][row] == 0);
    CHECK(result[Output::p5][row] == result[Output::p95][row]);
    CHECK(result[Output::tail_mean][row] == result[Output::cte95][row]);
  }
}
