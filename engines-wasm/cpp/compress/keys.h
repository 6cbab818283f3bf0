// The key columns of a portfolio: what policies must agree in to be one model point.
#pragma once

#include "columns.h"

namespace livecalc::compress {

/** A key as an unsigned number that sorts by value; -0 is 0. */
struct Key {
  const void *data;
  Kind kind;

  uint64_t at(uint32_t row) const;
};

class Keys {
public:
  /** A key that is absent has its default for every policy, so it tells none apart. */
  explicit Keys(const lc_call &call);

  /** Hashes of policies [first, first + count). */
  void hash(uint32_t first, uint32_t count, uint64_t *hashes) const;

  bool agree(uint32_t a, uint32_t b) const;

  /** Whether a's keys come before b's, lexicographically. */
  bool before(uint32_t a, uint32_t b) const;

private:
  Key keys[key_count];
  int count = 0;
};

} // namespace livecalc::compress
