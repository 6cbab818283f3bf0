/** Submits jobs while faults strike, and finds what is wrong with what comes back. */
import type { FleetJob } from '../contracts/wire/fleet-job.ts';
import { finalStates } from '../contracts/wire/job.ts';
import { Client } from './client.ts';
import type { Draw } from './draw.ts';
import type { ChaosModel } from './models.ts';

export interface JobOptions {
  readonly url: string;
  readonly models: readonly ChaosModel[];
  readonly draw: Draw;
  /** How many at least; as long as `more` says so there are more. */
  readonly count: number;
  readonly more: () => boolean;
  /** A job that is not at its end by then is stuck. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  readonly onJob: (outcome: JobOutcome) => void;
}

export interface JobOutcome {
  readonly kind: string;
  readonly jobId: string | null;
  /** Null where all is right. */
  readonly complaint: string | null;
}

/** Jobs at the same time. */
const lanes = 4;
/** The rest may be answered from the store. */
const recomputed = 0.8;

export async function runJobs(options: JobOptions): Promise<readonly JobOutcome[]> {
  const outcomes: JobOutcome[] = [];
  let begun = 0;
  const lane = async (): Promise<void> => {
    while ((begun < options.count || options.more()) && !options.signal.aborted) {
      const outcome = await runJob(options, begun++);
      outcomes.push(outcome);
      options.onJob(outcome);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return outcomes;
}

async function runJob(options: JobOptions, index: number): Promise<JobOutcome> {
  const { url, models, draw, patienceMs, signal } = options;
  const model = draw.one(models);
  const recompute = draw.between(0, 1) < recomputed;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const client = new Client(url, patience);
  let jobId: string | null = null;
  try {
    jobId = await client.submit(model.file, `chaos-${process.pid}-${index}`, recompute);
    const job = await client.ended(jobId);
    return { kind: model.kind, jobId, complaint: complaintOf(job, model) };
  } catch (error) {
    const complaint = patience.aborted
      ? `stuck after ${patienceMs / 1000} s: ${await lastWords(url, jobId)}`
      : String(error);
    return { kind: model.kind, jobId, complaint };
  }
}

/** Null where the job came to its end once, with the hash of one thread. */
export function complaintOf(job: FleetJob, { resultHash }: ChaosModel): string | null {
  if (job.status !== 'COMPLETED') return `it is ${job.status}: ${job.error?.detail}`;
  const found = job.result?.resultHash;
  if (found !== resultHash) return `its result hash is ${found}, one thread gives ${resultHash}`;
  const ends = job.transitions.filter(({ to }) => finalStates.has(to)).length;
  return ends === 1 ? null : `it came to its end ${ends} times`;
}

/** As far as anybody can say how a stuck job stands. */
async function lastWords(url: string, jobId: string | null): Promise<string> {
  if (jobId === null) return 'it could not be submitted';
  try {
    const job = await new Client(url, AbortSignal.timeout(10_000)).job(jobId);
    return JSON.stringify({ ...job, result: null, tables: [] });
  } catch {
    return 'nobody says how it stands';
  }
}
