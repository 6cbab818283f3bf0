#include "keys.h"

namespace livecalc::compress {
namespace {

constexpr uint32_t sign32 = 1u << 31;
constexpr uint64_t sign64 = uint64_t{1} << 63;

template <Kind kind> uint64_t sortable(const void *data, uint32_t row) {
  if constexpr (kind == Kind::f64) {
    // -0 + 0 is 0. Of negative numbers the larger bits are the smaller value.
    const double value = static_cast<const double *>(data)[row] + 0.0;
    uint64_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return (bits & sign64) != 0 ? ~bits : bits | sign64;
  } else {
    const uint32_t bits = static_cast<const uint32_t *>(data)[row];
    return kind == Kind::i32 ? bits ^ sign32 : bits;
  }
}

/** Multiplication spreads a key's bits upwards, the shift brings them down again. */
uint64_t mixed(uint64_t hash, uint64_t key) {
  const uint64_t product = (hash ^ key) * 0x9e3779b97f4a7c15u;
  return product ^ product >> 32;
}

template <Kind kind>
void mix_column(const void *data, uint32_t first, uint32_t count, uint64_t *hashes) {
  for (uint32_t index = 0; index < count; ++index)
    hashes[index] = mixed(hashes[index], sortable<kind>(data, first + index));
}

} // namespace

uint64_t Key::at(uint32_t row) const {
  switch (kind) {
  case Kind::i32:
    return sortable<Kind::i32>(data, row);
  case Kind::u32:
    return sortable<Kind::u32>(data, row);
  case Kind::f64:
    return sortable<Kind::f64>(data, row);
  }
  return 0;
}

Keys::Keys(const lc_call &call) {
  for (int index = 0; index < key_count; ++index)
    if (call.inputs[index].data != nullptr)
      keys[count++] = {call.inputs[index].data, key_kinds[index]};
}

void Keys::hash(uint32_t first, uint32_t rows, uint64_t *hashes) const {
  for (uint32_t index = 0; index < rows; ++index)
    hashes[index] = 0;
  for (int key = 0; key < count; ++key) {
    const void *data = keys[key].data;
    switch (keys[key].kind) {
    case Kind::i32:
      mix_column<Kind::i32>(data, first, rows, hashes);
      break;
    case Kind::u32:
      mix_column<Kind::u32>(data, first, rows, hashes);
      break;
    case Kind::f64:
      mix_column<Kind::f64>(data, first, rows, hashes);
      break;
    }
  }
}

bool Keys::agree(uint32_t a, uint32_t b) const {
  for (int key = 0; key < count; ++key)
    if (keys[key].at(a) != keys[key].at(b))
      return false;
  return true;
}

bool Keys::before(uint32_t a, uint32_t b) const {
  for (int key = 0; key < count; ++key) {
    const uint64_t left = keys[key].at(a), right = keys[key].at(b);
    if (left != right)
      return left < right;
  }
  return false;
}

} // namespace livecalc::compress
