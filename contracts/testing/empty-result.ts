import type { RunResult } from '../run-result.ts';

/** What a run without tables returns; tests change what they look at. */
export function emptyResult(change: Partial<RunResult> = {}): RunResult {
  return {
    v: 1,
    statistics: null,
    measure: 'realWorld',
    base: null,
    sensitivities: [],
    solutions: [],
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

/** The same where the node `premiums` failed, which is what its table lacks for. */
export function partialResult(change: Partial<RunResult> = {}): RunResult {
  const failure = {
    node: 'premiums',
    engine: 'python://premiums',
    code: 'EXECUTION_FAILED',
    message: 'runChunk of python://premiums raised ValueError: no premium pays for it.',
    isOptional: false,
    traceback: 'premiums.py, line 12, in runChunk',
    inputs: {},
  } as const;
  const partial = { failures: [failure], reasons: [], missingTables: ['premiums'] };
  return emptyResult({ resultHash: null, partial, ...change });
}
