/**
 * A run as workers would do it, without engines: stages of units, each unit worth a few numbers whose sum
 * depends on the order of its additions. So a result hash tells whether they were added as the tree says.
 */
import { createHash } from 'node:crypto';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Frontier, OutcomeOf, SumColumn, UnitRange } from '../../../contracts/wire/task.ts';
import { addPartial } from '../../../runtime/reduction/partial.ts';
import { sumsLayout, viewSums } from '../../../runtime/reduction/partial-bytes.ts';
import { SubtreeMerge } from '../../../runtime/reduction/subtree-merge.ts';

export interface PretendRun {
  /** Of each stage that is spread; none where the run is done on the spot. */
  readonly units: readonly number[];
  readonly grain: number;
  readonly unitMs: number;
  readonly sums: readonly SumColumn[];
}

export const engines: Record<string, string> = { projection: sha256('engine') };

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

export function frontierOf(run: PretendRun, stage: number): Frontier {
  const { grain, unitMs, sums } = run;
  const label = `projection.stage${stage}`;
  return {
    stage,
    label,
    units: run.units[stage]!,
    grain,
    unitMs,
    sums: [...sums],
    isSliced: false,
    mayFail: false,
  };
}

/** The sums over a range, added as the tree says (I3). */
export function sumsOf(run: PretendRun, stage: number, { begin, count }: UnitRange): Uint8Array {
  const end = Math.min(begin + count, run.units[stage]!);
  const merge = new SubtreeMerge<Uint8Array>(end - begin, (left, right) =>
    addPartial(viewSums(run.sums, left), viewSums(run.sums, right)),
  );
  for (let unit = begin; unit < end; unit++) {
    merge.insert({ begin: unit - begin, count: 1 }, unitSums(run, stage, unit));
  }
  return merge.root!;
}

/** What a single thread would get. */
export function resultHashOf(run: PretendRun): string {
  const stages = run.units.map((units, stage) =>
    sha256(sumsOf(run, stage, { begin: 0, count: units })),
  );
  return sha256(stages.join(' '));
}

export function plannedOf(model: string): OutcomeOf<'reached'>['planned'] {
  const runHash = sha256(`run of ${model}`);
  return { runHash, executionOrder: ['projection'], memoryBytes: 1024 };
}

export function resultOf(resultHash: string, runHash: string): RunResult {
  return {
    v: 1,
    statistics: null,
    measure: 'realWorld',
    base: null,
    sensitivities: [],
    solutions: [],
    resultHash,
    partial: null,
    runHash,
    columns: [],
    policyCount: 1,
    modelPointCount: 1,
    scenarioCount: 1,
    horizonYears: 1,
    threads: 1,
    method: 'pretended',
    timings: {},
    engines: [],
    inputs: [],
    assumptions: [],
    warnings: [],
  };
}

/** Numbers of very different sizes, so that another order of additions gives other bits. */
function unitSums(run: PretendRun, stage: number, unit: number): Uint8Array {
  const bytes = new Uint8Array(sumsLayout(run.sums).bytes);
  viewSums(run.sums, bytes).forEach((column, index) => {
    for (let element = 0; element < column.length; element++) {
      column[element] = Math.sqrt(1 + ((unit * 7919 + element + index + stage) % 1009)) / 3;
    }
  });
  return bytes;
}
