// Where the call's columns are: the order of describe.cpp, named once.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::compress {

enum class Kind { i32, u32, f64 };

/** The first inputs are the keys, in the order that model points are sorted by. */
constexpr Kind key_kinds[] = {
    Kind::i32, // mortality_start
    Kind::u32, // end_year
    Kind::i32, // duration
    Kind::i32, // premium_end
    Kind::i32, // lapse_start
    Kind::i32, // product_start
    Kind::u32, // expense_row
    Kind::u32, // ending
    Kind::f64, // reference_rate
    Kind::u32, // lapse_class
    Kind::u32, // group
    Kind::u32, // segment
};
constexpr int key_count = sizeof key_kinds / sizeof key_kinds[0];

enum class Input { policy_count = key_count, sum_assured, premium };

enum class Output {
  count,
  first,
  end,
  members,
  policy_count,
  sum_assured,
  premium,
  slots,
  point_of,
  found,
  hash,
  policies
};

inline const double *values(const lc_call &call, Input which) {
  return static_cast<const double *>(call.inputs[static_cast<int>(which)].data);
}

inline double *values(const lc_call &call, Output which) {
  return static_cast<double *>(call.outputs[static_cast<int>(which)].data);
}

inline uint32_t *integers(const lc_call &call, Output which) {
  return static_cast<uint32_t *>(call.outputs[static_cast<int>(which)].data);
}

} // namespace livecalc::compress
