// What the columns of a call must say so that nothing outside them is read or written. The tables
// give columns that do; those of an engine before this one may hold anything.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

/**
 * Stage `project`: an error for a column that the others need, and for the first row with an ending
 * that is none, in a group that is not there, or in a lapse class with other lapses than its own.
 */
int32_t check_projected_rows(const lc_call &call);

/** Stage `policies`: the same of columns and endings, and of the policies behind the rows. */
int32_t check_policies(const lc_call &call);

} // namespace livecalc::projection
