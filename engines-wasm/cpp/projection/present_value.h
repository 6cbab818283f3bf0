// Present values of a sum over rows under the scenarios of one tile.
#pragma once

#include "factors.h"
#include "flow_kinds.h"
#include "persistency.h"

namespace livecalc::projection {

/** A tile of scenarios, and how a class of rows fares in them. */
struct TileView {
  const lc_call &call;
  TileFactors factors;
  Persistency persistency;

  /** What the amounts of a kind are scaled by, [time][64]; null: by 1. */
  const double *scale(Kind kind) const {
    return kind == Kind::surrender  ? persistency.lapsing
           : kind == Kind::maturity ? persistency.remaining
                                    : persistency.staying;
  }
};

/** Adds the net present values of the flows to `npv`, [64]. */
void add_npvs(const TileView &tile, const FlowKinds &flows, double *npv);

/** Adds the present values of one kind, [64]. */
void add_kind(const TileView &tile, const FlowKinds &flows, Kind kind, double *values);

} // namespace livecalc::projection
