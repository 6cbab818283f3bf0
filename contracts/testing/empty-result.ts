import type { RunResult } from '../run-result.ts';

/** What a run without tables returns; tests change what they look at. */
export function emptyResult(change: Partial<RunResult> = {}): RunResult {
  return {
    v: 1,
    statistics: null,
    measure: 'realWorld',
    base: null,
    sensitivities: [],
    resultHash: 'b'.repeat(64),
    partial: null,
    runHash: 'a'.repeat(64),
    columns: [],
    policyCount: 1,
    modelPointCount: 1,
    scenarioCount: 1,
    horizonYears: 1,
    threads: 1,
    method: 'none',
    timings: {},
    engines: [],
    inputs: [],
    assumptions: [],
    warnings: [],
    ...change,
  };
}
