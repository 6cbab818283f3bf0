/** Just enough of the worker's HTTP interface to run a model's folder in it. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { jobStatusSchema, submittedJobSchema } from '../../contracts/wire/job.ts';
import { finalStates } from '../../contracts/wire/job.ts';
import { problemSchema, type Problem } from '../../contracts/wire/problem-details.ts';
import type { SubmissionInput } from '../../contracts/wire/submission.ts';
import { loadConfig } from '../../model/load-config.ts';
import { folderModel, referencePath } from '../../model/model.ts';
import { fileReferences } from '../../model/needed-files.ts';
import type { WorkerContainer } from './worker-container.ts';

const jobMs = 60_000;
/** What workers and gateways both tell. */
const submittedSchema = submittedJobSchema.pick({ jobId: true }).loose();
const statusSchema = jobStatusSchema.pick({ status: true, result: true, error: true }).loose();
type SeenJob = z.infer<typeof statusSchema>;

/** The model in a folder as a submission, with keys of its configuration changed. */
export async function submissionOf(folder: string, changes: object = {}): Promise<SubmissionInput> {
  const { config, folder: base } = await loadConfig(folder);
  const { pathOf } = folderModel(config, base);
  const assets: Record<string, { base64: string }> = {};
  for (const reference of fileReferences(config)) {
    const base64 = await readFile(pathOf(reference), 'base64');
    assets[referencePath(reference)] = { base64 };
  }
  return { config: { ...config, ...changes }, assets };
}

/** Submits and waits for the end; a problem where it is refused. */
export async function runIn(
  worker: WorkerContainer,
  submission: SubmissionInput,
): Promise<SeenJob | Problem> {
  const response = await ask(worker, '/v1/jobs/submit', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(submission),
  });
  if (!response.ok) return problemSchema.parse(await response.json());
  const { jobId } = submittedSchema.parse(await response.json());
  for (const end = Date.now() + jobMs; Date.now() < end; await sleep(50)) {
    const status = statusSchema.parse(await (await ask(worker, `/v1/jobs/${jobId}`)).json());
    if (finalStates.has(status.status)) return status;
  }
  throw new Error(`Job ${jobId} has not ended within ${jobMs} ms.`);
}

/** A request with the credentials of the test. */
export function ask(
  { url, apiKey }: WorkerContainer,
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${apiKey}`);
  return fetch(`${url}${path}`, { ...init, headers });
}
