#pragma once

namespace livecalc::scenarios {

/// The standard normal quantile of `p` in (0, 1), to about 1 part in 10^16.
/// M. J. Wichura: Algorithm AS 241 (PPND16), Applied Statistics 37 (1988), 477-484.
double normal_quantile(double p);

} // namespace livecalc::scenarios
