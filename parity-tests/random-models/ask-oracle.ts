/** The oracle's figures of a model folder. See oracle/oracle.py. */
import { execFile, execFileSync } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

export type Kind = 'premium' | 'death' | 'surrender' | 'maturity' | 'expense';

/** By projection year; `absolute` is the sum of the absolute flows. */
export type OracleYears = Readonly<Record<Kind | 'net' | 'absolute', readonly number[]>>;

export interface OracleTotals {
  /** By scenario, as `absolute` and `components`. */
  readonly npv: readonly number[];
  readonly absolute: readonly number[];
  readonly components: Readonly<Record<Kind, readonly number[]>>;
  /** Means over the scenarios, by projection year. */
  readonly cash_flows: {
    readonly lives: readonly number[];
    readonly plain: OracleYears;
    readonly discounted: OracleYears;
  };
}

export const policyStatistics = [
  'mean',
  'std_dev',
  'p5',
  'p50',
  'p95',
  'cte95',
  'tail_mean',
] as const;

export type OraclePolicy = Readonly<
  Record<(typeof policyStatistics)[number] | 'absolute', number> & { id: string }
>;

/** By scenario. */
export interface OracleSensitivity {
  readonly name: string;
  readonly npv: readonly number[];
  readonly absolute: readonly number[];
}

export interface OracleResult extends OracleTotals {
  readonly base: { readonly npv: number; readonly absolute: number } | null;
  readonly policies: readonly OraclePolicy[];
  readonly groups: readonly (OracleTotals & { readonly key: readonly string[] })[];
  readonly sensitivities: readonly OracleSensitivity[];
}

const script = path.join(import.meta.dirname, '..', 'oracle', 'oracle.py');

/** `generated`: the file, in the folder, of scenarios that the config's model makes. */
export async function askOracle(folder: string, generated?: string): Promise<OracleResult> {
  const stand = generated === undefined ? [] : ['--scenarios', generated];
  const { stdout } = await promisify(execFile)('python3', [script, folder, ...stand], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(stdout) as OracleResult;
}

/** Whether there is a Python; prints the reason once where there is none. */
export function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.log('SKIPPED: no python3 for the oracle');
    return false;
  }
}
