// The projection engine against the formula written down plainly, bit by bit where it must be.
#include <cstring>

#include "tests/harness.h"
#include "tests/plain_projection.h"
#include "tests/projection_run.h"

using namespace livecalc::test;

namespace {

bool same_bits(const std::vector<double> &a, const std::vector<double> &b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

bool contains(const ProjectionResult &result, const char *text) {
  return result.message().find(text) != std::string::npos;
}

/** The NPVs of a row under every scenario, and the largest of their sums of absolute flows. */
struct PlainRow {
  std::vector<PlainYear> years;
  std::vector<PlainValue> values;
  double gross = 0;

  PlainRow(const ProjectionCase &of, uint32_t row) : years(plain_years(of, row)) {
    for (uint32_t scenario = 0; scenario < of.scenarios; ++scenario) {
      values.push_back(plain_value(years, of.rates(scenario)));
      gross = std::max(gross, values.back().gross);
    }
  }

  double mean() const {
    double sum = 0;
    for (const PlainValue &value : values)
      sum += value.npv;
    return sum / values.size();
  }

  double std_dev() const {
    const double centre = mean();
    double sum = 0;
    for (const PlainValue &value : values)
      sum += (value.npv - centre) * (value.npv - centre);
    return std::sqrt(sum / values.size());
  }
};

void cash_flows_agree(const ProjectionResult &result, const std::vector<PlainYear> &flows) {
  for (size_t t = 0; t < flows.size(); ++t) {
    const double tolerance = 1e-11 * flows[t].gross();
    CHECK_RELATIVE(result[Output::lives][t], flows[t].lives, 1e-11);
    CHECK_WITHIN(result[Output::premiums][t], flows[t].premium, tolerance);
    CHECK_WITHIN(result[Output::death_benefits][t], flows[t].death_benefit, tolerance);
    CHECK_WITHIN(result[Output::expenses][t], flows[t].expense, tolerance);
    CHECK_WITHIN(result[Output::net][t], flows[t].net(), tolerance);
    CHECK(result[Output::surrender_benefits][t] == 0);
    CHECK(result[Output::maturity_benefits][t] == 0);
  }
}

/** NPVs, cash flows and the policies' statistics are those of the plain loop. */
void agrees_with_the_formula(const ProjectionCase &of) {
  const ProjectionResult result = run_projection(of);
  CHECK(result.status == 0);
  if (result.status != 0)
    return;
  std::vector<PlainValue> totals(of.scenarios);
  std::vector<PlainYear> flows(of.years);
  for (uint32_t row = 0; row < of.rows; ++row) {
    const PlainRow plain(of, row);
    CHECK_WITHIN(result[Output::mean][row], plain.mean(), 1e-12 * plain.gross);
    CHECK_WITHIN(result[Output::std_dev][row], plain.std_dev(), 1e-12 * plain.gross);
    for (uint32_t scenario = 0; scenario < of.scenarios; ++scenario)
      totals[scenario] += plain.values[scenario];
    for (size_t t = 0; t < plain.years.size(); ++t)
      flows[t] += plain.years[t];
  }
  for (uint32_t scenario = 0; scenario < of.scenarios; ++scenario)
    CHECK_WITHIN(result[Output::npv][scenario], totals[scenario].npv,
                 1e-11 * totals[scenario].gross);
  cash_flows_agree(result, flows);
}

} // namespace

TEST("portfolios of every shape agree with the formula") {
  for (const uint32_t rows : {1, 2, 3, 4, 5, 255, 256, 257, 700})
    for (const uint32_t years : {1, 2, 29, 30, 60})
      agrees_with_the_formula(random_case(rows, 65, years, rows + years));
  for (const uint32_t scenarios : {1, 2, 63, 64, 65, 1000})
    agrees_with_the_formula(random_case(19, scenarios, 31, scenarios));
  agrees_with_the_formula(random_case(300, 10, 150, 7));
}

TEST("multipliers cap rates and end lives") {
  agrees_with_the_formula(random_case(100, 3, 60, 2, {0, 0, 0}));
  agrees_with_the_formula(random_case(100, 3, 60, 3, {3, 0.5, 1.1}));
  // All die or lapse in the first year; lives fall below the least after a few.
  agrees_with_the_formula(random_case(100, 3, 60, 4, {1e6, 1, 1}));
  agrees_with_the_formula(random_case(100, 3, 60, 5, {1, 100, 1}));
  agrees_with_the_formula(random_case(100, 3, 60, 6, {1, 29.9, 1}));
}

TEST("fewer lives than one in ten thousand million are none") {
  ProjectionCase of = random_case(1, 1, 7);
  of.term = {7};
  of.policy_count = {1e12};
  of.multipliers = {0, 1, 1};
  of.lapse.assign(7, 0.995);
  const ProjectionResult result = run_projection(of);
  const double lives[] = {1e12, 5e9, 25e6, 125e3, 625, 0, 0};
  for (uint32_t t = 0; t < 7; ++t)
    CHECK_RELATIVE(result[Output::lives][t], lives[t], 1e-11);
}

TEST("every row agrees to the twelfth digit") {
  const ProjectionCase portfolio = random_case(200, 65, 60, 8);
  for (uint32_t row = 0; row < portfolio.rows; ++row) {
    const ProjectionCase alone = only_row(portfolio, row);
    const ProjectionResult result = run_projection(alone);
    for (uint32_t scenario = 0; scenario < alone.scenarios; ++scenario) {
      const PlainValue value = plain_value(plain_years(alone, 0), alone.rates(scenario));
      CHECK_WITHIN(result[Output::npv][scenario], value.npv, 1e-12 * value.gross);
    }
  }
}

TEST("rows do not feel their neighbours") {
  const ProjectionCase portfolio = random_case(261, 70, 33, 9);
  const ProjectionResult together = run_projection(portfolio);
  for (uint32_t row = 0; row < portfolio.rows; ++row) {
    const ProjectionResult alone = run_projection(only_row(portfolio, row));
    CHECK(alone[Output::mean][0] == together[Output::mean][row]);
    CHECK(alone[Output::std_dev][0] == together[Output::std_dev][row]);
  }
}

TEST("sums are those of the fixed tree") {
  const ProjectionCase portfolio = random_case(1030, 1, 30, 10);
  std::vector<std::vector<double>> blocks;
  for (uint32_t row = 0; row < portfolio.rows; ++row) {
    const ProjectionResult alone = run_projection(only_row(portfolio, row));
    if (row % rows_per_unit == 0)
      blocks.emplace_back(portfolio.years);
    for (uint32_t t = 0; t < portfolio.years; ++t)
      blocks.back()[t] += alone[Output::death_benefits][t];
  }
  CHECK(same_bits(run_projection(portfolio)[Output::death_benefits], merge_tree(blocks)));
}

TEST("what is not asked for changes nothing") {
  const ProjectionCase of = random_case(300, 130, 30, 11);
  const ProjectionResult all = run_projection(of);
  for (const Wanted wanted : {Wanted{true, false, false}, Wanted{false, true, false},
                              Wanted{false, false, true}, Wanted{true, false, true}}) {
    const ProjectionResult some = run_projection(of, wanted);
    for (int which = 0; which < output_count; ++which)
      if (!some.columns[which].empty())
        CHECK(same_bits(some.columns[which], all.columns[which]));
  }
}

TEST("equal scenarios have no deviation at all") {
  ProjectionCase of = random_case(50, 130, 30, 12);
  for (uint32_t cell = of.years; cell < of.rate.size(); ++cell)
    of.rate[cell] = of.rate[cell % of.years];
  const ProjectionResult result = run_projection(of);
  for (const double std_dev : result[Output::std_dev])
    CHECK(std_dev == 0);
}

TEST("layout does not reach the numbers") {
  const ProjectionCase of = random_case(20, 70, 30, 13);
  const ProjectionResult result = run_projection(of), gaps = run_projection(with_rate_gap(of, 3));
  CHECK(same_bits(gaps[Output::npv], result[Output::npv]));
  CHECK(same_bits(gaps[Output::std_dev], result[Output::std_dev]));
  const std::vector<double> &factor = result[Output::factor];
  for (uint32_t t = 0; t < of.years; ++t)
    for (uint32_t lane = 70 - 64; lane < 64; ++lane)
      CHECK(factor[(of.years + t) * 64 + lane] == 0);
}

TEST("terms are cut at the last year of the run") {
  ProjectionCase of = random_case(40, 5, 10, 14);
  for (uint32_t &term : of.term)
    term += 10;
  agrees_with_the_formula(of);
}

TEST("bad rates are named") {
  for (const double rate : {-1.0, -1.5, std::numeric_limits<double>::quiet_NaN(),
                            std::numeric_limits<double>::infinity()}) {
    ProjectionCase of = random_case(3, 100, 30, 15);
    of.rate[70 * of.years + 4] = rate;
    const ProjectionResult result = run_projection(of);
    CHECK(result.status == 3 && result.error.scenario == 70 &&
          result.error.column == uint32_t(Input::rate));
    CHECK(contains(result, "year 5 of scenario 70"));
  }
}

TEST("missing mortality cells are named") {
  ProjectionCase of = random_case(300, 1, 30, 16);
  of.mortality_start[270] = static_cast<uint32_t>(of.mortality.size()) - 4;
  of.term[270] = 4;
  agrees_with_the_formula(of);
  of.term[270] = 5;
  const ProjectionResult result = run_projection(of);
  CHECK(result.status == 3 && result.error.row == 270 && result.error.column == 0);
  CHECK(contains(
      result,
      "in projection year 5 this row reads cell 362 of the mortality table, which has 362"));
}

TEST("values that are not finite are named") {
  for (const Wanted wanted : {Wanted{}, Wanted{true, true, false}}) {
    ProjectionCase of = random_case(300, 5, 30, 17);
    of.term[77] = 10;
    of.premium[77] = std::numeric_limits<double>::quiet_NaN();
    const ProjectionResult premium = run_projection(of, wanted);
    CHECK(premium.status == 1 && premium.error.row == 77);
    CHECK(contains(premium, "the premiums of year 1,"));

    of = random_case(300, 5, 30, 18, {1e6, 1, 1});
    of.term[258] = of.term[259] = 10;
    of.sum_assured[258] = of.sum_assured[259] = 1e308;
    const ProjectionResult sum = run_projection(of, wanted);
    CHECK(sum.status == 1 && sum.error.row == 259);
    CHECK(contains(sum, "the death benefits of year 1,"));
  }
}

TEST("an npv that is not finite is named") {
  ProjectionCase of = random_case(300, 70, 30, 19);
  for (uint32_t t = 0; t < of.years; ++t)
    of.rate[66 * of.years + t] = -1 + 1e-15;
  const ProjectionResult total = run_projection(of, {true, false, false});
  CHECK(total.status == 1 && total.error.scenario == 66);
  const ProjectionResult policies = run_projection(of, {false, false, true});
  CHECK(policies.status == 1 && policies.error.row != LC_NONE);
  of = random_case(1, 1, 3, 20, {1, 1, 1e308});
  of.term[0] = 3;
  of.policy_count[0] = 1;
  const ProjectionResult net = run_projection(of, {true, true, false});
  CHECK(net.status == 1 && contains(net, "net cash flow of year 1 "));
}
