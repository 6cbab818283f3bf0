// Two ways to the same bits: what a row says in columns and what the defaults say without them.
#include "tests/bits.h"
#include "tests/harness.h"
#include "tests/projection_options.h"
#include "tests/projection_run.h"

using namespace livecalc::test;

namespace {

constexpr Wanted tables = {.policies = false};

void same_tables(const ProjectionCase &a, const ProjectionCase &b) {
  const ProjectionResult first = run_projection(a, tables), second = run_projection(b, tables);
  CHECK(first.status == 0 && second.status == 0);
  for (int which = int(Output::npv); which <= int(Output::net); ++which)
    CHECK(same_bits(first[Output(which)], second[Output(which)]));
}

/** The same rows, each saying in columns what holds without them. */
ProjectionCase with_explicit_defaults(ProjectionCase of) {
  of.lapse_start.assign(of.rows, 0);
  of.ending.assign(of.rows, 0);
  of.lapse_class.assign(of.rows, 0);
  of.premium_end.assign(of.term.begin(), of.term.end());
  return of;
}

} // namespace

TEST("the general recursion gives the bits of the plain one") {
  for (const uint32_t seed : {31, 32, 33})
    for (const std::vector<double> &multipliers :
         {std::vector<double>{1, 1, 1}, {40, 2, 1.5}, {1, 29.9, 1}}) {
      const ProjectionCase plain = random_case(700, 66, 60, seed, multipliers);
      same_tables(plain, with_explicit_defaults(plain));
    }
}

TEST("the general recursion gives the bits of the plain one under adjustments") {
  std::mt19937 random(34);
  const ProjectionCase plain = with_adjustments(random_case(700, 66, 60, 34), random);
  same_tables(plain, with_explicit_defaults(plain));
  same_tables(with_timing(plain, 1), with_timing(with_explicit_defaults(plain), 1));
  same_tables(with_dynamic_lapse(plain, 1), with_explicit_defaults(with_dynamic_lapse(plain, 1)));
}

TEST("a premium multiplier gives the bits of a portfolio with other premiums") {
  std::mt19937 random(40);
  const ProjectionCase plain = random_case(300, 66, 60, 40);
  const ProjectionCase products = with_products(random_case(300, 66, 60, 41), random);
  for (const ProjectionCase &of :
       {plain, products, with_dynamic_lapse(products, 1), with_dynamic_lapse(products, 2)}) {
    ProjectionCase multiplied = of, other = of;
    multiplied.premium_multiplier = 1.37;
    for (double &premium : other.premium)
      premium *= 1.37;
    same_tables(multiplied, other);
  }
}

TEST("groups change no other table") {
  std::mt19937 random(35);
  const ProjectionCase plain = random_case(700, 66, 60, 35);
  same_tables(plain, with_groups(plain, 7));
  const ProjectionCase products = with_products(random_case(700, 66, 60, 36), random);
  same_tables(products, with_groups(products, 7));
}

TEST("columns that are asked for change no others") {
  std::mt19937 random(37);
  const ProjectionCase of =
      with_groups(with_dynamic_lapse(with_products(random_case(300, 70, 45, 37), random), 1), 4);
  const Wanted all = {.policies = false, .by_group = true, .optional = true};
  const ProjectionResult whole = run_projection(of, all);
  for (const Wanted some :
       {Wanted{.cash_flows = false, .policies = false},
        Wanted{.scenarios = false, .policies = false, .optional = true},
        Wanted{.scenarios = false, .cash_flows = false, .policies = false, .by_group = true}}) {
    const ProjectionResult result = run_projection(of, some);
    for (int which = 0; which < output_count; ++which)
      if (!result.columns[which].empty())
        CHECK(same_bits(result.columns[which], whole.columns[which]));
  }
}

TEST("adjustments that change nothing change no bit") {
  const ProjectionCase plain = random_case(300, 66, 40, 38);
  ProjectionCase ones = plain;
  const std::vector<double> one(plain.years, 1), zero(plain.years, 0);
  ones.yearly = {one, zero, one, zero, one, zero, one};
  same_tables(plain, ones);
}

TEST("groups add up to the portfolio") {
  std::mt19937 random(39);
  const ProjectionCase of =
      with_groups(with_dynamic_lapse(with_products(random_case(300, 70, 45, 39), random), 1), 5);
  const ProjectionResult result = run_projection(of, {.policies = false, .by_group = true});
  CHECK(result.status == 0);
  for (uint32_t scenario = 0; scenario < of.scenarios; ++scenario) {
    double sum = 0, size = 0;
    for (uint32_t group = 0; group < of.groups; ++group) {
      sum += result[Output::group_npv][scenario * of.groups + group];
      size += std::fabs(result[Output::group_npv][scenario * of.groups + group]);
    }
    CHECK_WITHIN(result[Output::npv][scenario], sum, 1e-12 * size);
  }
}
