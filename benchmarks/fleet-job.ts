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

/** Resolves to the id of the job. It is valued anew, although the fleet may have its result. */
export async function submitToFleet(url: string, file: string): Promise<string> {
  const body = await openAsBlob(file, { type: 'application/zip' });
  const route = `${url}/v1/jobs/submit?recompute=true`;
  return (await answer(fetch(route, { method: 'POST', body }))).jobId;
}

/** Resolves to the result hash. */
export async function runOnFleet(url: string, file: string): Promise<string> {
  const jobId = await submitToFleet(url, file);
  for (;;) {
    const job = await answer(fetch(`${url}/v1/jobs/${jobId}?wait=60`));
    if (job.result) return job.result.resultHash;
    if (!finalStates.has(job.status)) continue;
    throw new LiveCalcError('INTERNAL', `fleet: the job is ${job.status}: ${job.error?.detail}`);
  }
}

async function answer(asked: Promise<Response>): Promise<JobAnswer> {
  const response = await asked;
  if (!response.ok) throw new LiveCalcError('INTERNAL', `fleet: ${await response.text()}`);
  return (await response.json()) as JobAnswer;
}
