// The policies behind a row.
#pragma once

#include "unit_moments.h"

namespace livecalc::projection {

/** Positions along the axis `member`. */
struct Members {
  uint32_t begin, end;
};

/** Whether rows stand for several policies, so that values are wanted per unit of amount. */
inline bool rows_have_members(const lc_call &call) { return has(call, Input::member_end); }

inline Members members_of(const lc_call &call, uint32_t row) {
  if (!rows_have_members(call))
    return {.begin = row, .end = row + 1};
  return {.begin = row == 0 ? 0 : index(call, Input::member_end, row - 1),
          .end = index(call, Input::member_end, row)};
}

/** What a policy's value takes of its row's terms. */
inline Combination combination_of(const lc_call &call, uint32_t member) {
  if (!rows_have_members(call))
    return {{1, 0, 0}};
  return {{values(call, Input::member_policy_count)[member],
           values(call, Input::member_sum_assured)[member],
           premium_of(call, Input::member_premium, member)}};
}

} // namespace livecalc::projection
