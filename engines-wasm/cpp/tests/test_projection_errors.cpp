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
