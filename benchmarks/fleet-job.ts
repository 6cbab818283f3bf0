/** A package handed to a fleet as a file, and waited for. */
import { openAsBlob } from 'node:fs';
import { LiveCalcError } from '../contracts/errors.ts';
import { finalStates } from '../contracts/wire/job.ts';

interface JobAnswer {
  readonly jobId: string;
  readonly status: Parameters<typeof finalStates.has>[0];
  readonly result?: { readonly resultHash: string } | null;
  readonly error?: { readonly detail: string } | null;
}

/** Resolves to the result hash. The job is valued anew, although the fleet has its result. */
export async function runOnFleet(url: string, file: string): Promise<string> {
  const body = await openAsBlob(file, { type: 'application/zip' });
  let job = await answer(fetch(`${url}/v1/jobs/submit?recompute=true`, { method: 'POST', body }));
  while (!finalStates.has(job.status)) {
    job = await answer(fetch(`${url}/v1/jobs/${job.jobId}?wait=60`));
  }
  if (job.result) return job.result.resultHash;
  throw new LiveCalcError('INTERNAL', `fleet: the job is ${job.status}: ${job.error?.detail}`);
}

async function answer(asked: Promise<Response>): Promise<JobAnswer> {
  const response = await asked;
  if (!response.ok) throw new LiveCalcError('INTERNAL', `fleet: ${await response.text()}`);
  return (await response.json()) as JobAnswer;
}
