// Lapses that follow each row's own reference rate: nothing factors.
#include "tests/bits.h"
#include "tests/formula_agreement.h"

using namespace livecalc;
using namespace livecalc::test;

namespace {

/** Plain rows with reference rates of their own. */
ProjectionCase lapsing_case(uint32_t rows, uint32_t scenarios, uint32_t years, uint32_t seed) {
  ProjectionCase of = with_dynamic_lapse(random_case(rows, scenarios, years, seed), 2);
  std::mt19937 random(seed);
  of.reference_rate = random_years(random, rows, 0, 0.06);
  return of;
}

} // namespace

TEST("lapses that follow each row's reference rate agree with the formula") {
  agrees_with_the_formula(lapsing_case(30, 66, 30, 51));
  agrees_with_the_formula(lapsing_case(300, 3, 60, 52));
  agrees_with_the_formula(with_dynamic_lapse(products(60, 70, 53), 2));
  agrees_with_the_formula(with_dynamic_lapse(adjusted(products(60, 7, 54), 54), 2));
}

TEST("every timing agrees with the formula where lapses follow the row") {
  for (int first = 0; first < 3; ++first) {
    agrees_with_the_formula(with_timing(lapsing_case(30, 66, 30, 55), first));
    agrees_with_the_formula(with_timing(with_dynamic_lapse(products(60, 7, 56), 2), first));
  }
}

TEST("limits of the lapse factor and of the rate agree with the formula") {
  for (const double slope : {-40.0, 0.0, 200.0}) {
    ProjectionCase of = with_dynamic_lapse(adjusted(products(40, 65, 57), 57), 2);
    of.option(Parameter::slope) = slope;
    agrees_with_the_formula(of);
  }
}

TEST("rows that lapse to nothing stop, scenario by scenario") {
  ProjectionCase of = lapsing_case(40, 130, 30, 58);
  of.option(Parameter::slope) = 100;
  of.option(Parameter::least_factor) = 0;
  of.option(Parameter::largest_factor) = 100;
  of.lapse.assign(30, 0.3);
  // A premium in every year shows whether the row went on.
  of.sum_assured.assign(of.rows, 0);
  of.expenses = {0, 0, 0, 0};
  agrees_with_the_formula(of);
}

TEST("every row agrees to the twelfth digit where lapses follow the row") {
  every_row_agrees_with_the_formula(with_dynamic_lapse(adjusted(products(60, 10, 59), 59), 2));
}

TEST("one reference rate in a column is one reference rate") {
  ProjectionCase column = with_dynamic_lapse(products(300, 70, 60), 2), number = column;
  column.reference_rate.assign(column.rows, 0.03);
  number = with_dynamic_lapse(number, 1);
  const ProjectionResult by_row = run_projection(column, {true, true, false});
  const ProjectionResult factored = run_projection(number, {true, true, false});
  for (uint32_t scenario = 0; scenario < column.scenarios; ++scenario)
    CHECK_RELATIVE(by_row[Output::npv][scenario], factored[Output::npv][scenario], 1e-10);
  for (uint32_t t = 0; t < column.years; ++t)
    CHECK_RELATIVE(by_row[Output::lives][t], factored[Output::lives][t], 1e-10);
}

TEST("what is not asked for changes nothing where lapses follow the row") {
  const ProjectionCase of = with_groups(with_dynamic_lapse(products(300, 130, 61), 2), 3);
  const ProjectionResult all = run_projection(of, everything_but_policies);
  for (const Wanted wanted : {Wanted{true, false, false}, Wanted{false, true, false},
                              Wanted{.scenarios = false, .policies = false, .by_group = true}}) {
    const ProjectionResult some = run_projection(of, wanted);
    for (int which = 0; which < output_count; ++which)
      if (!some.columns[which].empty())
        CHECK(same_bits(some.columns[which], all.columns[which]));
  }
}

TEST("sums over scenarios are those of the fixed tree") {
  ProjectionCase of = lapsing_case(1, 330, 20, 62);
  of.term = {20};
  of.policy_count = {1};
  // One row that stands for one policy: its lives are added, and multiplied by 1.
  const auto lives = [](const ProjectionCase &some) {
    const ProjectionResult result = run_projection(some, {false, true, false});
    std::vector<double> sums;
    for (uint32_t t = 0; t < some.years; ++t)
      sums.push_back(result[Output::lapsing_flows][t * projection::flow_count]);
    return sums;
  };
  std::vector<std::vector<double>> tiles;
  for (uint32_t begin = 0; begin < of.scenarios; begin += scenarios_per_unit) {
    ProjectionCase tile = of;
    tile.scenarios = std::min(scenarios_per_unit, of.scenarios - begin);
    tile.rate.erase(tile.rate.begin(), tile.rate.begin() + begin * of.years);
    tiles.push_back(lives(tile));
  }
  CHECK(same_bits(lives(of), merge_tree(tiles)));
}

TEST("a row that spoils the values is named") {
  ProjectionCase of = lapsing_case(300, 5, 30, 63);
  of.term[277] = 3;
  of.sum_assured[277] = std::numeric_limits<double>::infinity();
  const ProjectionResult result = run_projection(of, {true, true, false});
  CHECK(result.status == LC_NUMERICAL && result.error.row == 277);
  of = lapsing_case(3, 5, 30, 64);
  of.reference_rate.clear();
  const ProjectionResult missing = run_projection(of, {true, false, false});
  CHECK(missing.status == LC_INPUT);
  CHECK(missing.error.column == uint32_t(Input::reference_rate));
}

TEST("a row of which few are left ends under the scenarios in which they are few") {
  ProjectionCase of = with_dynamic_lapse(products(60, 70, 65), 2);
  for (double &rate : of.lapse)
    rate = 0.45;
  agrees_with_the_formula(of);
}

TEST("limits that interest does not reach change nothing") {
  ProjectionCase of = with_dynamic_lapse(products(60, 200, 66), 2);
  of.option(Parameter::slope) = 2;
  agrees_with_the_formula(of);
  const ProjectionResult within = run_projection(of, everything_but_policies);
  of.option(Parameter::least_factor) = 0;
  of.option(Parameter::largest_factor) = 1000;
  const ProjectionResult free = run_projection(of, everything_but_policies);
  for (int which = 0; which < output_count; ++which)
    CHECK(same_bits(within.columns[which], free.columns[which]));
}

TEST("limits that some scenarios reach hold in those") {
  ProjectionCase of = lapsing_case(40, 200, 30, 67);
  of.option(Parameter::slope) = 4;
  // Only the second tile of scenarios has rates that are so high.
  for (uint32_t t = 0; t < of.years; ++t)
    of.rate[100 * of.rate_stride + t] = 0.9;
  agrees_with_the_formula(of);
}
