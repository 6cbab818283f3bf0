// What the projection says of rows that it cannot value.
#include <cstdio>

#include "tests/harness.h"
#include "tests/projection_options.h"
#include "tests/projection_run.h"

using namespace livecalc::test;

namespace {

ProjectionCase products(uint32_t seed) {
  std::mt19937 random(seed);
  return with_products(random_case(300, 3, 45, seed), random);
}

void is_named(const ProjectionCase &of, int32_t code, uint32_t row, Input column,
              const char *text) {
  const ProjectionResult result =
      run_projection(of, {.policies = false, .by_group = of.groups > 0});
  CHECK(result.status == code && result.error.row == row);
  CHECK(result.error.column == uint32_t(column));
  CHECK(result.message().find(text) != std::string::npos);
  if (result.message().find(text) == std::string::npos)
    std::printf("  %s\n", result.message().c_str());
}

} // namespace

TEST("a cell that a table does not have is named with the row and the year") {
  ProjectionCase of = products(41);
  of.duration[270] = 0;
  of.term[270] = 5;
  of.lapse_start[270] = product_types * longest_policy - 4;
  is_named(of, LC_INPUT, 270, Input::lapse_start,
           "in projection year 5 this row reads cell 120 of the lapse table, which has 120");
  of = products(42);
  of.duration[270] = -2;
  of.term[270] = 5;
  of.product_start[270] = -3;
  is_named(of, LC_INPUT, 270, Input::product_start,
           "in projection year 3 this row reads a cell of the product table before its first one");
  of = products(43);
  of.expense_row[13] = 2;
  is_named(of, LC_INPUT, 13, Input::expense_row, "reads cell 2 of the table of expense sets");
}

TEST("a class and a segment that are not there are named") {
  ProjectionCase of = with_dynamic_lapse(products(44), 1);
  of.lapse_class[29] = 1000;
  is_named(of, LC_INPUT, 29, Input::lapse_class, "the lapse class 1000 of this row");
  of = with_groups(products(45), 3);
  of.segment[290] = 3;
  is_named(of, LC_INPUT, 290, Input::segment, "the segment 3 of this row");
  of.segment[290] = 2;
  of.segment_group[1] = 7;
  is_named(of, LC_INPUT, LC_NONE, Input::segment_group, "the segment 1 belongs to group 7");
}

TEST("a row of a group that is not there is named before anything is added to it") {
  ProjectionCase of = with_groups(with_dynamic_lapse(products(48), 2), 3);
  of.group[290] = 3;
  is_named(of, LC_INPUT, 290, Input::group, "the group 3 of this row");
  of = with_dynamic_lapse(products(48), 2);
  of.reference_rate.clear();
  is_named(of, LC_INPUT, LC_NONE, Input::reference_rate, "there is no reference_rate");
}

TEST("a class whose lapses are not those of the row, and a segment of no class, are named") {
  ProjectionCase of = with_dynamic_lapse(products(49), 1);
  of.lapse_class.clear();
  of.class_lapse_start = {0};
  of.class_first_year = {0};
  const ProjectionResult result = run_projection(of, {.policies = false});
  CHECK(result.status == LC_INPUT);
  CHECK(result.message().find("other lapse cells, or begins in another year") != std::string::npos);
  of = with_groups(products(49), 3);
  of.segment_class[2] = 1;
  is_named(of, LC_INPUT, LC_NONE, Input::segment_class, "the segment 2 is of lapse class 1");
}

TEST("columns of the product table that are not there, and an ending that is none, are named") {
  ProjectionCase of = products(50);
  of.product.surrender.clear();
  is_named(of, LC_INPUT, LC_NONE, Input::surrender_factor, "there is a product_start");
  of = products(50);
  of.ending[299] = 3;
  is_named(of, LC_INPUT, 299, Input::ending, "the ending of this row is none of 0");
}

TEST("policies that do not lie behind their rows are named") {
  ProjectionCase of = products(51);
  for (uint32_t row = 0; row < of.rows; ++row)
    of.members.end.push_back(row + 1);
  of.members.policy_count = of.members.sum_assured = of.members.premium = of.premium;
  CHECK(run_projection(of).status == 0);
  for (const uint32_t end : {uint32_t{10}, of.rows + 1}) {
    ProjectionCase wrong = of;
    wrong.members.end[280] = end;
    const ProjectionResult result = run_projection(wrong);
    CHECK(result.status == LC_INPUT && result.error.row == 280);
    CHECK(result.error.column == uint32_t(Input::member_end));
  }
  of.members.policy_count.clear();
  CHECK(run_projection(of).error.column == uint32_t(Input::member_policy_count));
}

TEST("a policy whose value is not finite, though its row's is, orders nothing") {
  ProjectionCase of = products(52);
  for (uint32_t row = 0; row < of.rows; ++row)
    of.members.end.push_back(row + 1);
  of.members.policy_count = of.members.sum_assured = of.members.premium = of.premium;
  of.duration[277] = 0;
  of.term[277] = 3;
  of.members.premium[277] = std::numeric_limits<double>::infinity();
  const ProjectionResult result = run_projection(of, {.optional = true});
  CHECK(result.status == LC_NUMERICAL && result.error.row == 277);
}

TEST("where policies alone are asked for, a cell that is not there is named too") {
  ProjectionCase of = random_case(300, 3, 30, 53);
  of.mortality_start[290] = of.mortality.size();
  of.term[290] = 2;
  const ProjectionResult result =
      run_projection(of, {.scenarios = false, .cash_flows = false, .policies = true});
  CHECK(result.status == LC_INPUT && result.error.row == 290);
  CHECK(result.error.column == uint32_t(Input::mortality_start));
}

TEST("a sum that stops being finite is named") {
  ProjectionCase of = products(46);
  of.duration[277] = 0;
  of.term[277] = 3;
  of.ending[277] = 1;
  of.sum_assured[277] = std::numeric_limits<double>::infinity();
  const ProjectionResult result = run_projection(of, {.policies = false});
  CHECK(result.status == LC_NUMERICAL && result.error.row == 277);
  CHECK(result.message().find("death benefits of year 1,") != std::string::npos);
}

TEST("a row that is in force in no year reads no cell") {
  ProjectionCase of = products(47);
  of.term[270] = 0;
  for (std::vector<int32_t> *start : {&of.lapse_start, &of.product_start, &of.premium_end})
    (*start)[270] = -1000;
  CHECK(run_projection(of, {.policies = false}).status == 0);
}
