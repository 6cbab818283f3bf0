// Models of the short rate. Each makes the next rate from the last one and one uniform number.
#pragma once

#include "scenarios/parameters.h"

namespace livecalc::scenarios {

/// Geometric Brownian motion: dr = drift r dt + volatility r dW, solved exactly.
class Gbm {
public:
  Gbm(const Parameters &of, double years);
  double next(double rate, double uniform) const;

private:
  double trend;
  double deviation;
};

/// dr = a (b - r) dt + sigma dW, by its exact normal transition.
/// O. Vasicek: An equilibrium characterization of the term structure (1977).
class Vasicek {
public:
  Vasicek(const Parameters &of, double years);
  double next(double rate, double uniform) const;

private:
  double level;
  double decay;
  double deviation;
};

/// dr = a (b - r) dt + sigma sqrt(r) dW, by the quadratic-exponential scheme, which has the exact
/// transition's mean and variance and never gives a negative rate.
/// J. C. Cox, J. E. Ingersoll, S. A. Ross: A theory of the term structure of interest rates (1985).
/// L. Andersen: Simple and efficient simulation of the Heston stochastic volatility model (2008).
class Cir {
public:
  Cir(const Parameters &of, double years);
  double next(double rate, double uniform) const;

private:
  double level;
  double decay;
  double variance_per_rate;
  double variance_at_zero;
};

} // namespace livecalc::scenarios
