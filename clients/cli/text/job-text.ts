/** A job of a gateway in words. */
import type { FleetJob, ListedJob } from '../../../contracts/wire/fleet-job.ts';
import { alignRows, wrapWords } from './lines.ts';
import { formatDuration, formatNumber } from './number-format.ts';
import { partialLines, resultHashText } from './partial-lines.ts';

const barColumns = 30;

export function jobText(job: FleetJob): string {
  const { jobId, status, waitingFor, result, error, planned } = job;
  const facts: readonly (readonly [string, string | null])[] = [
    ['waits for', waitingFor],
    ['progress', progressText(job)],
    ['chunks', chunksText(job)],
    ['attempts', attemptsText(job)],
    ['deadline', job.deadlineAt],
    ['answered from', job.answeredFrom],
    ['run hash', planned?.runHash ?? null],
    ['result hash', result === null ? null : resultHashText(result)],
    ['tables', job.tables.map(({ table }) => table).join(', ') || null],
  ];
  const rows = facts.flatMap(([name, text]) => (text === null ? [] : [[name, text]]));
  const problem = error === null ? [] : ['', wrapWords(`  ${error.detail} [${error.code}]`, '  ')];
  return [
    `${jobId}: ${status}`,
    ...alignRows(rows),
    ...problem,
    ...partialLines(result?.partial ?? null),
    '',
    ...alignRows(job.transitions.map(({ at, to, reason, by }) => [at, to, `${reason} (${by})`])),
  ].join('\n');
}

export function jobTable(jobs: readonly ListedJob[]): string {
  if (jobs.length === 0) return 'No jobs.';
  const rows = jobs.map((job) => [
    job.jobId,
    job.status,
    job.createdAt,
    tookText(job),
    job.error?.code ?? job.waitingFor ?? (job.isPartial ? 'partial' : shortHash(job)),
  ]);
  const head = ['job', 'state', 'created', 'took', 'result, error or reason'];
  return alignRows([head, ...rows], [3], '').join('\n');
}

function shortHash({ resultHash }: ListedJob): string {
  return resultHash?.slice(0, 16) ?? '';
}

function tookText({ startedAt, finishedAt }: ListedJob): string {
  if (startedAt === null || finishedAt === null) return '';
  return formatDuration(Date.parse(finishedAt) - Date.parse(startedAt));
}

function progressText({ progress }: FleetJob): string | null {
  if (progress === null) return null;
  const { stage, done, total } = progress;
  if (total === 0) return stage;
  const filled = Math.round((barColumns * done) / total);
  const bar = '█'.repeat(filled) + '░'.repeat(barColumns - filled);
  return `${bar} ${Math.floor((100 * done) / total)} % of ${stage}`;
}

function chunksText({ chunks: { done, running, waiting } }: FleetJob): string | null {
  if (done + running + waiting === 0) return null;
  return `${formatNumber(done)} done, ${formatNumber(running)} running, ${formatNumber(waiting)} waiting`;
}

function attemptsText({ attempts: { made, lost, preempted, most } }: FleetJob): string | null {
  if (made === 0) return null;
  const lostText = `${formatNumber(lost)} lost (each task may be ${most} times)`;
  return `${formatNumber(made)} made, ${lostText}, ${formatNumber(preempted)} given back`;
}
