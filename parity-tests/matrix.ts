/** Every case by every way, one after the other, compared with what the first way made of it. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import type { ModelCase, WrittenCase } from './cases/model-case.ts';
import { differences, type Difference } from './comparison/difference.ts';
import { arrivedHash, type Outcome } from './comparison/outcome.ts';
import { whyNotTaken, type OpenWay, type Way } from './ways/way.ts';

/** One case by one way. */
export type Cell = {
  readonly caseName: string;
  readonly wayName: string;
  readonly durationMs: number;
} & (
  | { readonly kind: 'valued'; readonly runHash: string; readonly resultHash: string }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** All that is known of it: the error with its code and causes, then the way's last words. */
      readonly details: readonly string[];
    }
) & { readonly differences: readonly Difference[] };

export interface SkippedWay {
  readonly wayName: string;
  /** Only this case of it; without it, all of them. */
  readonly caseName?: string;
  readonly reason: string;
}

export interface Matrix {
  readonly cells: readonly Cell[];
  readonly skipped: readonly SkippedWay[];
}

export interface MatrixOptions {
  readonly cases: readonly ModelCase[];
  /** The first is the one that the others are compared with. */
  readonly ways: readonly Way[];
  /** Of one case by one way. */
  readonly deadlineMs: number;
  readonly onCell?: (cell: Cell) => void;
  readonly onSkipped?: (skipped: SkippedWay) => void;
}

/** Never throws for a case or a way that fails: its cell says so. */
export async function fillMatrix(options: MatrixOptions): Promise<Matrix> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-parity-'));
  try {
    const expected = new Map<string, Outcome>();
    const cells: Cell[] = [];
    const skipped: SkippedWay[] = [];
    const written = await writeCases(options.cases, folder);
    for (const way of options.ways) {
      const reason = await way.unavailable();
      const left = reason === null ? leftOut(way, options.cases) : [{ wayName: way.name, reason }];
      for (const one of left) options.onSkipped?.(one);
      skipped.push(...left);
      if (reason === null) cells.push(...(await fillRow(way, written, expected, options)));
    }
    return { cells, skipped };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function leftOut(way: Way, cases: readonly ModelCase[]): readonly SkippedWay[] {
  return cases.flatMap((one) => {
    const reason = whyNotTaken(way, one);
    return reason === null ? [] : [{ wayName: way.name, caseName: one.name, reason }];
  });
}

/** Whether everything that was valued is the same and nothing failed. */
export function isSame({ cells }: Matrix): boolean {
  return cells.every((cell) => cell.kind === 'valued' && cell.differences.length === 0);
}

type Written = readonly (readonly [ModelCase, WrittenCase])[];

async function writeCases(cases: readonly ModelCase[], root: string): Promise<Written> {
  return await Promise.all(
    cases.map(async (one) => {
      const folder = path.join(root, one.name);
      await mkdir(folder);
      await one.write(folder);
      const { name, shared = null, faultAtStage = 0 } = one;
      return [one, { name, shared, faultAtStage, folder }] as const;
    }),
  );
}

async function fillRow(
  way: Way,
  written: Written,
  expected: Map<string, Outcome>,
  options: MatrixOptions,
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  const add = (cell: Cell): void => {
    cells.push(cell);
    options.onCell?.(cell);
  };
  const asked = written.filter(([one]) => whyNotTaken(way, one) === null).map(([, model]) => model);
  try {
    await using open = await way.open();
    for (const model of asked) add(await fillCell(way, open, model, expected, options.deadlineMs));
  } catch (error) {
    const valued = new Set(cells.map(({ caseName }) => caseName));
    for (const { name } of asked) if (!valued.has(name)) add(failed(name, way, 0, error));
  }
  return cells;
}

async function fillCell(
  way: Way,
  open: OpenWay,
  model: WrittenCase,
  expected: Map<string, Outcome>,
  deadlineMs: number,
): Promise<Cell> {
  const started = performance.now();
  try {
    const outcome = await open.value(model, AbortSignal.timeout(deadlineMs));
    const first = expected.get(model.name) ?? outcome;
    expected.set(model.name, first);
    return {
      kind: 'valued',
      caseName: model.name,
      wayName: way.name,
      durationMs: performance.now() - started,
      runHash: outcome.result.runHash,
      resultHash: arrivedHash(outcome),
      differences: differences(first, outcome),
    };
  } catch (error) {
    const durationMs = performance.now() - started;
    return failed(model.name, way, durationMs, error, await lastWords(open));
  }
}

function failed(
  caseName: string,
  way: Way,
  durationMs: number,
  error: unknown,
  words: readonly string[] = [],
): Cell {
  const reason = error instanceof Error ? error.message : String(error);
  const details = [...inspect(error, { depth: 8 }).split('\n'), ...words];
  const place = { caseName, wayName: way.name, durationMs };
  return { kind: 'failed', ...place, reason, details, differences: [] };
}

/** What is broken may be what would tell: then that is told. */
async function lastWords(open: OpenWay): Promise<readonly string[]> {
  try {
    return (await open.lastWords?.()) ?? [];
  } catch (error) {
    return [`nothing more is known: ${String(error)}`];
  }
}
