// The projection's options, against the formula written down plainly and against each other.
#include "tests/formula_agreement.h"

using namespace livecalc::test;

TEST("products, business in force and business to be issued agree with the formula") {
  agrees_with_the_formula(products(60, 70, 21));
  agrees_with_the_formula(products(300, 3, 22));
}

TEST("yearly adjustments and limits agree with the formula") {
  agrees_with_the_formula(adjusted(random_case(40, 5, 30, 23, {1.2, 0.8, 1.1}), 23));
  agrees_with_the_formula(adjusted(products(60, 5, 24), 24));
}

TEST("every timing agrees with the formula") {
  for (int first = 0; first < 3; ++first) {
    agrees_with_the_formula(with_timing(random_case(30, 66, 30, 25), first));
    agrees_with_the_formula(with_timing(adjusted(products(30, 66, 26), 26), first));
  }
}

TEST("lapses that follow one reference rate agree with the formula") {
  agrees_with_the_formula(with_dynamic_lapse(random_case(30, 66, 30, 27), 1));
  agrees_with_the_formula(with_dynamic_lapse(products(60, 70, 28), 1));
  agrees_with_the_formula(with_dynamic_lapse(adjusted(products(60, 7, 29), 29), 1));
  agrees_with_the_formula(with_timing(with_dynamic_lapse(products(60, 7, 30), 1), 1));
}

TEST("every row agrees to the twelfth digit where lapses follow one reference rate") {
  every_row_agrees_with_the_formula(with_dynamic_lapse(adjusted(products(60, 10, 31), 31), 1));
}
