// The part of a lapse class that has not lapsed, under each scenario of a tile.
#pragma once

#include "dynamic_lapse.h"

namespace livecalc::projection {

/**
 * Where lapses follow the scenario by one reference rate, lives are survival (of the row) times
 * persistency (of its class, under the scenario): both recursions are hoisted out of each other.
 * All are [time][64]; null where lapses do not follow the scenario and everything is scaled by 1.
 */
struct Persistency {
  /** Of those in force at the start of the year. */
  const double *staying = nullptr;
  /** Of those who survive the year: staying * w. */
  const double *lapsing = nullptr;
  /** Of those who survive the year: staying * (1 - w). */
  const double *remaining = nullptr;
};

/** Writes the lapse factors of the tile to the scratch, once for all classes. */
void write_lapse_factors(const lc_call &call, const DynamicLapse &rule);

/** The persistency of a class, in the scratch. */
Persistency class_persistency(const lc_call &call, const YearlyBasis &basis,
                              const DynamicLapse &rule, uint32_t lapse_class);

} // namespace livecalc::projection
