/** Jobs of a gateway over HTTP: submitted now, asked for later, from anywhere. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { executionRecordSchema, type ExecutionRecord } from '../../contracts/execution-record.ts';
import {
  fleetJobSchema,
  jobListSchema,
  submittedFleetJobSchema,
  type FleetJob,
  type JobList,
  type SubmittedFleetJob,
} from '../../contracts/wire/fleet-job.ts';
import { fleetStatusSchema, type FleetStatus } from '../../contracts/wire/fleet-status.ts';
import { jobIdSchema, type JobState } from '../../contracts/wire/job.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import { loadWasmSha256 } from '../../contracts/wasm-sha256.ts';
import { knownOptions, type ClientOptions } from './client-options.ts';
import { HttpApi, type HttpRequest } from './http-api.ts';
import { hashModel, type ModelFiles } from './model-files.ts';
import { serverAddress } from './server-address.ts';
import { uploadLacking } from './upload-lacking.ts';

export interface SubmitJobOptions {
  /** The same key with the same model is the same job. */
  readonly idempotencyKey?: string | undefined;
  /** Milliseconds from now within which it must be done. */
  readonly deadlineMs?: number | undefined;
  /** A task that is lost more often fails the job. */
  readonly maxAttempts?: number | undefined;
  /** Value it also where the answer is known already. */
  readonly recompute?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface JobListOptions {
  readonly states?: readonly JobState[] | undefined;
  /** ISO 8601. */
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export type TableFormat = 'arrow' | 'parquet' | 'csv' | 'json';

export interface DownloadedTable {
  /** Of the bytes, as the server says: its ETag. */
  readonly sha256: string;
  /** Throws SERVER_UNREACHABLE where they break off. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Every method throws the server's problem, SERVER_UNREACHABLE, and ARGUMENT_INVALID for an id that is none. */
export class JobApi {
  readonly #http: HttpApi;
  readonly #createSha256: () => Promise<CreateSha256>;

  /** Throws ARGUMENT_INVALID for an address that is none. */
  constructor(url: string, options: ClientOptions = {}) {
    const { createSha256 } = options;
    this.#http = new HttpApi(serverAddress(url), knownOptions(options));
    this.#createSha256 = createSha256 ? () => Promise.resolve(createSha256) : loadWasmSha256;
  }

  /** A package, or a model, of which those files are sent that the server does not have. */
  async submit(
    asked: Blob | ModelFiles,
    { idempotencyKey, signal, ...options }: SubmitJobOptions = {},
  ): Promise<SubmittedFleetJob> {
    const route = withQuery('/v1/jobs/submit', { ...options });
    const key = idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey };
    const post = async (body: Blob): Promise<SubmittedFleetJob> => {
      const headers = { 'Content-Type': body.type, ...key };
      const request: HttpRequest = { method: 'POST', body, headers, signal };
      return await this.#http.read(submittedFleetJobSchema, route, request);
    };
    if (asked instanceof Blob) return await post(new Blob([asked], { type: 'application/zip' }));
    const model = await hashModel(asked, await this.#createSha256(), signal);
    const body = new Blob([JSON.stringify(model.submission)], { type: 'application/json' });
    return await uploadLacking(this.#http, model, () => post(body), signal);
  }

  /** The job as it stands, or as it ends within `waitSeconds`. */
  async job(jobId: string, waitSeconds = 0, signal?: AbortSignal): Promise<FleetJob> {
    const route = withQuery(jobRoute(jobId), { wait: waitSeconds || undefined });
    return await this.#http.read(fleetJobSchema, route, { method: 'GET', signal });
  }

  async list({ states, ...options }: JobListOptions = {}, signal?: AbortSignal): Promise<JobList> {
    const route = withQuery('/v1/jobs', { ...options, state: states?.join(',') });
    return await this.#http.read(jobListSchema, route, { method: 'GET', signal });
  }

  /** Cancels a job; removes one that is at its end. */
  async cancel(jobId: string): Promise<void> {
    await (await this.#http.request(jobRoute(jobId), { method: 'DELETE' })).arrayBuffer();
  }

  async table(
    jobId: string,
    table: string,
    format: TableFormat,
    signal?: AbortSignal,
  ): Promise<DownloadedTable> {
    const route = `${jobRoute(jobId)}/results/${encodeURIComponent(table)}`;
    const response = await this.#http.request(withQuery(route, { format }), {
      method: 'GET',
      signal,
    });
    const sha256 = (response.headers.get('etag') ?? '').replaceAll('"', '');
    return { sha256, bytes: this.#http.bytesOf(response, signal) };
  }

  /** What happened in the run that computed the result. Throws NOT_FOUND where there is none. */
  async execution(jobId: string, signal?: AbortSignal): Promise<ExecutionRecord> {
    const route = `${jobRoute(jobId)}/execution`;
    return await this.#http.read(executionRecordSchema, route, { method: 'GET', signal });
  }

  async fleet(signal?: AbortSignal): Promise<FleetStatus> {
    return await this.#http.read(fleetStatusSchema, '/v1/fleet', { method: 'GET', signal });
  }
}

/** Throws ARGUMENT_INVALID: an empty id would be the address of all jobs. */
function jobRoute(jobId: string): string {
  if (!jobIdSchema.safeParse(jobId).success) {
    const message = `"${jobId}" is no id of a job; expected a UUID, as the answer to a submission tells it.`;
    const expected = 'the id of a job, a UUID';
    throw new LiveCalcError('ARGUMENT_INVALID', message, { found: jobId, expected });
  }
  return `/v1/jobs/${encodeURIComponent(jobId)}`;
}

function withQuery(
  route: string,
  query: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? route : `${route}?${new URLSearchParams(given).toString()}`;
}
