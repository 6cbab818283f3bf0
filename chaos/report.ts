/** What a run of chaos has found, as text. */
import type { JobOutcome } from './jobs-under-fire.ts';

export interface ChaosReport {
  readonly seed: number;
  readonly seconds: number;
  /** How often, by kind. */
  readonly faults: ReadonlyMap<string, number>;
  readonly jobs: readonly JobOutcome[];
  /** What was left behind; '' for nothing. */
  readonly leftovers: string;
  readonly orphans: readonly string[];
  /** What could not be mended after a fault. */
  readonly notMended: readonly string[];
  /** What could not be struck here, and why. */
  readonly notStruck: readonly string[];
}

export function isGood({ jobs, leftovers, orphans, notMended }: ChaosReport): boolean {
  return (
    leftovers === '' &&
    orphans.length === 0 &&
    notMended.length === 0 &&
    jobs.every(({ complaint }) => complaint === null)
  );
}

export function reportText(report: ChaosReport): string {
  const { faults, jobs } = report;
  const struck = [...faults].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const wrong = jobs.filter(({ complaint }) => complaint !== null);
  const byKind = Map.groupBy(jobs, ({ kind }) => kind);
  return [
    `seed ${report.seed}, ${Math.round(report.seconds)} s`,
    '',
    ...struck.map(([kind, count]) => `${String(count).padStart(5)}  ${kind}`),
    `${String(struck.reduce((sum, [, count]) => sum + count, 0)).padStart(5)}  faults`,
    ...report.notStruck.map((reason) => `       not struck: ${reason}`),
    '',
    ...[...byKind].map(([kind, all]) => `${String(all.length).padStart(5)}  ${kind}`),
    `${String(jobs.length).padStart(5)}  jobs`,
    `${String(wrong.length).padStart(5)}  of them lost, stuck, reported twice or with another result`,
    ...wrong.map(({ kind, jobId, complaint }) => `       ${kind} ${jobId}: ${complaint}`),
    '',
    `left behind: ${report.leftovers === '' ? 'nothing' : report.leftovers}`,
    `orphans: ${report.orphans.length === 0 ? 'none' : report.orphans.join(', ')}`,
    ...report.notMended.map((reason) => `not mended: ${reason}`),
    isGood(report) ? 'good' : 'NOT good',
    '',
  ].join('\n');
}
