#include "points.h"

namespace livecalc::compress {
namespace {

constexpr uint32_t first_slots = 4096;
constexpr uint32_t growth = 4;

/** The largest power of two that is not above `value`. */
uint32_t power_of_two(uint32_t value) { return 1u << (31 - __builtin_clz(value)); }

uint32_t least(uint64_t a, uint32_t b) { return a < b ? uint32_t(a) : b; }

} // namespace

Points::Points(const lc_call &call, const Keys &columns)
    : keys(columns), slots(reinterpret_cast<Slot *>(integers(call, Output::slots))),
      first(integers(call, Output::found)), hashes(integers(call, Output::hash)),
      most_slots(power_of_two(2 * call.row_count)) {
  resize(least(first_slots, most_slots));
}

uint32_t Points::of(uint32_t row, uint32_t hash) {
  for (uint32_t at = hash & mask;; at = (at + 1) & mask) {
    Slot &slot = slots[at];
    if (slot.point == LC_NONE)
      return add(row, hash, slot);
    if (slot.hash == hash && keys.agree(row, first[slot.point]))
      return slot.point;
  }
}

uint32_t Points::add(uint32_t row, uint32_t hash, Slot &slot) {
  const uint32_t point = found_count++;
  slot = {hash, point};
  first[point] = row;
  hashes[point] = hash;
  const uint64_t size = uint64_t{mask} + 1;
  if (2 * uint64_t{found_count} > size && size < most_slots)
    resize(least(growth * size, most_slots));
  return point;
}

void Points::resize(uint32_t size) {
  mask = size - 1;
  for (uint32_t at = 0; at < size; ++at)
    slots[at] = {0, LC_NONE};
  for (uint32_t point = 0; point < found_count; ++point) {
    uint32_t at = hashes[point] & mask;
    while (slots[at].point != LC_NONE)
      at = (at + 1) & mask;
    slots[at] = {hashes[point], point};
  }
}

} // namespace livecalc::compress
