/** The native programs to compare with, compiled on the spot, on the columns of a run. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { NumericArray } from '../../contracts/table.ts';
import { dynamicLapse } from '../model.ts';
import { median } from '../spread.ts';
import type { TimedRun } from '../timed-run.ts';

const run = promisify(execFile);
const buildScript = path.join(import.meta.dirname, 'build.sh');

/** `triple_loop.cpp` or `wide_engine.cpp`. */
export type NativeProgram = 'triple_loop' | 'wide_engine';

/** What one run of a native program found. */
export interface NativeRun {
  readonly elapsedMs: number;
  /** NPV of every scenario. */
  readonly npvs: Float64Array;
}

/** Compiles a program into `folder`. Null where there is no compiler. */
export async function buildNative(folder: string, name: NativeProgram): Promise<string | null> {
  const program = path.join(folder, name);
  try {
    await run(process.env['CXX'] ?? 'g++', ['--version']);
  } catch {
    return null;
  }
  await run('sh', [buildScript, name, program]);
  return program;
}

/**
 * Writes the columns that the programs read, exactly as the engine has them, with those of dynamic
 * lapse where the model has it. Returns their folder.
 */
export async function dumpColumns(
  folder: string,
  timed: TimedRun,
  { isDynamic = false } = {},
): Promise<string> {
  const policies = [
    'mortality_start',
    'end_year',
    'policy_count',
    'sum_assured',
    'premium',
    ...(isDynamic ? ['reference_rate'] : []),
  ];
  const { slope, floor, cap } = dynamicLapse;
  const columns: Readonly<Record<string, NumericArray>> = {
    ...Object.fromEntries(policies.map((name) => [name, timed.input(`$policies.${name}`)])),
    mortality: timed.input('$assumptions.mortality'),
    lapse: timed.input('$assumptions.lapse'),
    expenses: timed.input('$assumptions.expenses'),
    multipliers: Float64Array.of(1, 1, 1),
    ...(isDynamic && { dynamic_lapse: Float64Array.of(slope, floor, cap) }),
    rate: timed.output('scenarios', 'rates', 'rate'),
  };
  const columnFolder = path.join(folder, isDynamic ? 'columns-dynamic' : 'columns');
  await mkdir(columnFolder, { recursive: true });
  for (const [name, values] of Object.entries(columns)) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    await writeFile(path.join(columnFolder, `${name}.bin`), bytes);
  }
  return columnFolder;
}

/** Valuations of one run of a program; tables of `wide_engine`: the loop knows only NPVs. */
interface NativeRequest {
  readonly runs: number;
  readonly tables?: readonly string[];
}

/** The median of the valuations of one run; reading the columns is not in its time. */
export async function runNative(
  program: string,
  columnFolder: string,
  { runs, tables = [] }: NativeRequest = { runs: 1 },
): Promise<NativeRun> {
  const npvFile = path.join(columnFolder, 'npv.bin');
  const options = ['--runs', String(runs), '--npv', npvFile, '--tables', tables.join(',')];
  const { stdout } = await run(program, [columnFolder, ...options]);
  const { elapsedMs } = JSON.parse(stdout) as { elapsedMs: number[] };
  const bytes = await readFile(npvFile);
  const npvs = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
  return { elapsedMs: median(elapsedMs), npvs };
}
