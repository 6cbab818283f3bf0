// What each group of the portfolio is worth under the scenarios of one tile.
#pragma once

#include "present_value.h"

namespace livecalc::projection {

/** Adds the values of the groups' rows in one lapse class; with the first class it begins at 0. */
void add_groups_of_class(const TileView &tile, const YearlyBasis &basis, uint32_t lapse_class);

/** Writes the values that were found scenario by scenario. */
void take_lapsing_groups(const lc_call &call);

/** An error for a segment without its group, and for the first scenario in which a value is not
 * finite. */
int32_t check_groups(const lc_call &call);

} // namespace livecalc::projection
