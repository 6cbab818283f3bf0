// The engine's description (contracts/engine-info.ts); columns.h names its columns in the same
// order. The keys are those columns of `$policies` that the projection reads and that do not enter
// linearly: a new one there must be added here. The axis is not `row`, because what stands at a
// position of an output is a model point, and must not be named as the policy of that row.
#include "abi/livecalc_engine.h"

LC_EXPORT(lc_describe) const char *lc_describe(void) {
  return R"json({
  "name": "compress",
  "version": "1.0.0",
  "engine_type": "grouping",
  "description": "Groups policies that agree in every key into model points, where that at least halves the rows",
  "parameters": {"type": "object", "properties": {}, "additionalProperties": false},
  "inputs": [
    {"name": "policies", "columns": [
      {"name": "mortality_start", "type": "i32", "axes": ["policy"]},
      {"name": "end_year", "type": "u32", "axes": ["policy"]},
      {"name": "duration", "type": "i32", "axes": ["policy"], "optional": true},
      {"name": "premium_end", "type": "i32", "axes": ["policy"], "optional": true},
      {"name": "lapse_start", "type": "i32", "axes": ["policy"], "optional": true},
      {"name": "product_start", "type": "i32", "axes": ["policy"], "optional": true},
      {"name": "expense_row", "type": "u32", "axes": ["policy"], "optional": true},
      {"name": "ending", "type": "u32", "axes": ["policy"], "optional": true},
      {"name": "reference_rate", "type": "f64", "axes": ["policy"], "optional": true},
      {"name": "lapse_class", "type": "u32", "axes": ["policy"], "optional": true},
      {"name": "group", "type": "u32", "axes": ["policy"], "optional": true},
      {"name": "segment", "type": "u32", "axes": ["policy"], "optional": true},
      {"name": "policy_count", "type": "f64", "axes": ["policy"], "description": "added"},
      {"name": "sum_assured", "type": "f64", "axes": ["policy"], "description": "added"},
      {"name": "premium", "type": "f64", "axes": ["policy"], "description": "added"}]}
  ],
  "stages": [{"name": "group", "over": "none"}],
  "outputs": [
    {"name": "points", "columns": [
      {"name": "count", "type": "u32", "axes": [1], "stage": "group", "combine": "concat", "description": "model points; the number of policies where grouping does not pay, and then nothing else is written"},
      {"name": "first", "type": "u32", "axes": ["policy"], "stage": "group", "combine": "concat", "description": "by model point, in key order: its first policy, which has its keys"},
      {"name": "end", "type": "u32", "axes": ["policy"], "stage": "group", "combine": "concat", "description": "by model point: where its policies end in members"},
      {"name": "members", "type": "u32", "axes": ["policy"], "stage": "group", "combine": "concat", "description": "policies, those of a model point side by side in portfolio order"},
      {"name": "policy_count", "type": "f64", "axes": ["policy"], "stage": "group", "combine": "concat", "description": "by model point, added in portfolio order"},
      {"name": "sum_assured", "type": "f64", "axes": ["policy"], "stage": "group", "combine": "concat", "description": "likewise"},
      {"name": "premium", "type": "f64", "axes": ["policy"], "stage": "group", "combine": "concat", "description": "likewise"}]},
    {"name": "work", "internal": true, "columns": [
      {"name": "slots", "type": "u32", "axes": ["policy", 4], "stage": "group", "combine": "concat", "description": "the hash table, then the model points in key order; here and not in scratch, of which every thread has its own"},
      {"name": "point_of", "type": "u32", "axes": ["policy"], "stage": "group", "combine": "concat", "description": "by policy: its model point, in order of appearance"},
      {"name": "found", "type": "u32", "axes": ["policy"], "stage": "group", "combine": "concat", "description": "by model point in order of appearance: its first policy"},
      {"name": "hash", "type": "u32", "axes": ["policy"], "stage": "group", "combine": "concat", "description": "likewise: hash of its keys, then its place in key order"},
      {"name": "policies", "type": "u32", "axes": ["policy"], "stage": "group", "combine": "concat", "description": "likewise: how many it has"}]}
  ]
})json";
}
