/** The plain C++ loop, compiled on the spot, on the columns of a run. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { NumericArray } from '../../contracts/table.ts';
import type { TimedRun } from '../timed-run.ts';

const run = promisify(execFile);
const buildScript = path.join(import.meta.dirname, 'build.sh');

/** What one run of the loop found. */
export interface BaselineRun {
  readonly elapsedMs: number;
  /** NPV of every scenario. */
  readonly npvs: Float64Array;
}

/** Compiles the loop into `folder`. Null where there is no compiler. */
export async function buildBaseline(folder: string): Promise<string | null> {
  const program = path.join(folder, 'triple_loop');
  try {
    await run(process.env['CXX'] ?? 'g++', ['--version']);
  } catch {
    return null;
  }
  await run('sh', [buildScript, program]);
  return program;
}

/** Writes the columns that the loop reads, exactly as the engine has them. Returns their folder. */
export async function dumpColumns(folder: string, timed: TimedRun): Promise<string> {
  const columns: Readonly<Record<string, NumericArray>> = {
    mortality_start: timed.input('$policies.mortality_start'),
    term: timed.input('$policies.term'),
    policy_count: timed.input('$policies.policy_count'),
    sum_assured: timed.input('$policies.sum_assured'),
    premium: timed.input('$policies.premium'),
    mortality: timed.input('$assumptions.mortality'),
    lapse: timed.input('$assumptions.lapse'),
    expenses: timed.input('$assumptions.expenses'),
    multipliers: Float64Array.of(1, 1, 1),
    rate: timed.output('scenarios', 'rates', 'rate'),
  };
  const columnFolder = path.join(folder, 'columns');
  await mkdir(columnFolder, { recursive: true });
  for (const [name, values] of Object.entries(columns)) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    await writeFile(path.join(columnFolder, `${name}.bin`), bytes);
  }
  return columnFolder;
}

/** Runs the loop once; reading the columns is not in its time. */
export async function runBaseline(program: string, columnFolder: string): Promise<BaselineRun> {
  const npvFile = path.join(columnFolder, 'npv.bin');
  const { stdout } = await run(program, [columnFolder, '--runs', '1', '--npv', npvFile]);
  const { elapsedMs } = JSON.parse(stdout) as { elapsedMs: [number] };
  const bytes = await readFile(npvFile);
  const npvs = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
  return { elapsedMs: elapsedMs[0], npvs };
}
