// The engine's description (contracts/engine-info.ts). parameters.cpp reads the properties and
// scenarios.cpp writes the columns in this order.
#include "abi/livecalc_engine.h"

LC_EXPORT(lc_describe) const char *lc_describe(void) {
  return R"json({
  "name": "scenarios",
  "version": "1.1.0",
  "engine_type": "esg",
  "description": "Annual short rates by GBM, Vasicek or CIR, and the normal numbers they are made of; scenario i depends on the parameters, the seed and i alone",
  "parameters": {
    "type": "object",
    "properties": {
      "model": {"type": "string", "enum": ["gbm", "vasicek", "cir"], "default": "gbm",
        "description": "how the rate moves"},
      "seed": {"type": "integer", "minimum": 0, "maximum": 9007199254740991, "default": 42,
        "description": "key of the counter-based generator"},
      "initial": {"type": "number", "default": 0.04,
        "description": "rate of year 0, one step before the first that is written"},
      "drift": {"type": "number", "default": 0, "description": "gbm: per year"},
      "volatility": {"type": "number", "minimum": 0, "default": 0.015,
        "description": "per square root of a year"},
      "min": {"type": "number", "description": "rates below are set to it and carried on"},
      "max": {"type": "number", "description": "rates above are set to it and carried on"},
      "meanReversion": {"type": "number", "exclusiveMinimum": 0,
        "description": "vasicek, cir: speed, per year"},
      "longTermMean": {"type": "number",
        "description": "vasicek, cir: level that the rate returns to"}
    }
  },
  "inputs": [],
  "stages": [{"name": "generate", "over": "scenario"}],
  "outputs": [
    {"name": "rates", "columns": [
      {"name": "rate", "type": "f64", "axes": ["scenario", "time"], "stage": "generate",
       "combine": "concat", "description": "effective rate of the time step"}]},
    {"name": "normals", "columns": [
      {"name": "normal", "type": "f64", "axes": ["scenario", "time"], "stage": "generate",
       "combine": "concat", "description": "standard normal number of the time step"}]},
    {"name": "diagnostics", "internal": true, "columns": [
      {"name": "clamped", "type": "u32", "axes": ["scenario"], "stage": "generate",
       "combine": "concat", "for": ["rates"], "warning": "generated rates were clamped to [min, max]",
       "description": "rates of the scenario that were set to a bound"}]}
  ]
})json";
}
