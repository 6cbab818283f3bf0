// The compress engine: policies that agree in every key the projection reads become one model
// point.
//
// Their amounts enter the projection linearly, so nothing is lost by adding them. Model points
// stand in key order, which does not depend on how the portfolio is sorted; within a model point
// everything goes in portfolio order (I3). Where more than half of the policies have keys of their
// own nothing is grouped: a rule on the number of distinct keys alone, which the search can stop
// at.
#include <algorithm>

#include "abi/livecalc_engine.h"

#include "columns.h"
#include "keys.h"
#include "points.h"

namespace livecalc::compress {
namespace {

constexpr uint32_t rows_at_once = 256;

bool pays(const lc_call &call, uint32_t points) { return points <= call.row_count / 2; }

/** Finds the model point of every policy. Returns how many there are, or more than pay. */
uint32_t find_points(const lc_call &call, const Keys &keys) {
  Points points(call, keys);
  uint32_t *point_of = integers(call, Output::point_of);
  uint32_t *policies = integers(call, Output::policies);
  uint64_t hashes[rows_at_once];
  for (uint32_t begin = 0; begin < call.row_count; begin += rows_at_once) {
    const uint32_t rows = std::min(rows_at_once, call.row_count - begin);
    keys.hash(begin, rows, hashes);
    for (uint32_t index = 0; index < rows; ++index) {
      const uint32_t known = points.count();
      const uint32_t point = points.of(begin + index, uint32_t(hashes[index]));
      policies[point] = point == known ? 1 : policies[point] + 1;
      point_of[begin + index] = point;
      if (!pays(call, points.count()))
        return points.count();
    }
  }
  return points.count();
}

/** Sorts the model points by key, says where each one's policies end, and makes `hash` its place.
 */
void sort_points(const lc_call &call, const Keys &keys, uint32_t count) {
  const uint32_t *found = integers(call, Output::found);
  uint32_t *order = integers(call, Output::slots); // the table has done its work
  for (uint32_t point = 0; point < count; ++point)
    order[point] = point;
  std::sort(order, order + count,
            [&](uint32_t a, uint32_t b) { return keys.before(found[a], found[b]); });
  uint32_t end = 0;
  for (uint32_t place = 0; place < count; ++place) {
    const uint32_t point = order[place];
    integers(call, Output::first)[place] = found[point];
    integers(call, Output::end)[place] = end += integers(call, Output::policies)[point];
    integers(call, Output::hash)[point] = place;
  }
}

/** Goes through the portfolio once more: members in their places, amounts added. */
void gather(const lc_call &call, uint32_t count) {
  const uint32_t *point_of = integers(call, Output::point_of);
  const uint32_t *place_of = integers(call, Output::hash);
  uint32_t *members = integers(call, Output::members);
  uint32_t *next = integers(call, Output::policies);
  double *policy_count = values(call, Output::policy_count);
  double *sum_assured = values(call, Output::sum_assured);
  double *premium = values(call, Output::premium);
  for (uint32_t place = 0; place < count; ++place) {
    next[place] = place == 0 ? 0 : integers(call, Output::end)[place - 1];
    policy_count[place] = sum_assured[place] = premium[place] = 0;
  }
  for (uint32_t row = 0; row < call.row_count; ++row) {
    const uint32_t place = place_of[point_of[row]];
    members[next[place]++] = row;
    policy_count[place] += values(call, Input::policy_count)[row];
    sum_assured[place] += values(call, Input::sum_assured)[row];
    premium[place] += values(call, Input::premium)[row];
  }
}

} // namespace
} // namespace livecalc::compress

using namespace livecalc::compress;

LC_EXPORT(lc_abi_version) uint32_t lc_abi_version(void) { return LC_ABI_VERSION; }

LC_EXPORT(lc_map) int32_t lc_map(const lc_call *call) {
  const Keys keys(*call);
  const uint32_t count = find_points(*call, keys);
  const bool is_grouped = pays(*call, count);
  integers(*call, Output::count)[0] = is_grouped ? count : call->row_count;
  if (is_grouped) {
    sort_points(*call, keys, count);
    gather(*call, count);
  }
  return LC_OK;
}

LC_EXPORT(lc_finalize) int32_t lc_finalize(const lc_call *) { return LC_OK; }
