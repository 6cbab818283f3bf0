/** Jobs of a worker or a gateway over HTTP, with nothing but fetch and the schemas of the wire. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  finalStates,
  jobStatusSchema,
  submittedJobSchema,
  type JobStatus,
} from '../../../contracts/wire/job.ts';
import { problemError, problemSchema } from '../../../contracts/wire/problem-details.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Table } from '../../../contracts/table.ts';
import { memorySource } from '../../../tables/byte-source.ts';
import { readTable } from '../../../tables/read-table.ts';
import type { Server } from './server.ts';

const pollMs = 20;
/** A gateway tells more of a job than a worker. */
const seenStatusSchema = jobStatusSchema
  .pick({ status: true, tables: true, result: true, error: true })
  .loose();
const submittedSchema = submittedJobSchema.pick({ jobId: true }).loose();

/** What a request needs to know of a server. */
type Door = Pick<Server, 'url' | 'headers' | 'tries'>;

export interface FinishedJob extends Pick<JobStatus, 'tables'> {
  readonly result: RunResult;
}

/** Resolves to the job's id. Throws the server's problem. */
export async function submitPackage(
  server: Server,
  body: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<string> {
  const headers = { 'Content-Type': 'application/zip' };
  const answer = await ask(server, '/v1/jobs/submit', { method: 'POST', headers, body, signal });
  return submittedSchema.parse(await answer.json()).jobId;
}

/** The job once it has ended well. Throws its problem where it has not. */
export async function finishedJob(
  server: Server,
  jobId: string,
  signal: AbortSignal,
): Promise<FinishedJob> {
  for (;;) {
    const answer = await ask(server, `/v1/jobs/${jobId}`, { signal });
    const status = seenStatusSchema.parse(await answer.json());
    const { error, result } = status;
    if (error !== null) throw problemError(error);
    if (finalStates.has(status.status) && result !== null) return { tables: status.tables, result };
    await wait(pollMs, undefined, { signal });
  }
}

export async function fetchTable(
  server: Server,
  jobId: string,
  table: string,
  signal: AbortSignal,
): Promise<Table> {
  const answer = await ask(server, `/v1/jobs/${jobId}/results/${table}`, { signal });
  return await arrowTable(table, new Uint8Array(await answer.arrayBuffer()));
}

/** The table whose Arrow IPC stream has these bytes. */
export function arrowTable(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Table> {
  return readTable(memorySource(`${name}.arrow`, bytes));
}

/** Any request. Throws the server's problem. */
export async function ask(server: Door, path: string, init: RequestInit): Promise<Response> {
  const headers = { ...server.headers, ...(init.headers as Record<string, string> | undefined) };
  const answer = await answered(server, path, { ...init, headers });
  if (answer.ok) return answer;
  throw problemError(problemSchema.parse(await answer.json()));
}

/** Asked again, where the server lets connections fall: behind its address another gateway answers. */
async function answered(server: Door, path: string, init: RequestInit): Promise<Response> {
  for (let triesLeft = server.tries ?? 1; ; triesLeft--) {
    try {
      return await fetch(server.url + path, init);
    } catch (error) {
      if (init.signal?.aborted || triesLeft <= 1) throw error;
      await wait(pollMs);
    }
  }
}
