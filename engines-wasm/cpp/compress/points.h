// The distinct keys met so far: a hash table with open addressing, at most half full.
//
// It begins small and grows with what is found: a portfolio with few model points is grouped within
// the processor's cache, however many policies it has.
#pragma once

#include "keys.h"

namespace livecalc::compress {

class Points {
public:
  /** Room for half as many model points as there are rows. */
  Points(const lc_call &call, const Keys &keys);

  uint32_t count() const { return found_count; }

  /** The policy's model point, in order of appearance; a new one where its keys are new. */
  uint32_t of(uint32_t row, uint32_t hash);

private:
  struct Slot {
    uint32_t hash;
    uint32_t point; // LC_NONE: empty
  };

  uint32_t add(uint32_t row, uint32_t hash, Slot &slot);
  void resize(uint32_t slots);

  const Keys &keys;
  Slot *slots;
  uint32_t *first;
  uint32_t *hashes;
  uint32_t most_slots;
  uint32_t mask;
  uint32_t found_count = 0;
};

} // namespace livecalc::compress
