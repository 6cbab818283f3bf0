/** The server's HTTP routes. */
import { z } from 'zod';
import { LiveCalcError } from '../../contracts/errors.ts';
import { executionRecordSchema, type ExecutionRecord } from '../../contracts/execution-record.ts';
import { fleetJobSchema } from '../../contracts/wire/fleet-job.ts';
import { jobStatusSchema, type JobStatus } from '../../contracts/wire/job.ts';
import { problemError, problemSchema } from '../../contracts/wire/problem-details.ts';
import type { KnownOptions } from './client-options.ts';
import type { ServerAddress } from './server-address.ts';

const statusSchema = z.union([fleetJobSchema, jobStatusSchema]);

const brokeOff = 'its answer broke off';

export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly body?: Blob | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export class HttpApi {
  readonly #address: ServerAddress;
  readonly #options: KnownOptions;

  constructor(address: ServerAddress, options: KnownOptions) {
    this.#address = address;
    this.#options = options;
  }

  /** As a worker tells of it, or a gateway, which knows more. */
  async status(jobId: string): Promise<JobStatus> {
    return await this.read(statusSchema, `/v1/jobs/${jobId}`, { method: 'GET' });
  }

  /** Throws NOT_FOUND where there is none, NOT_READY before the end. */
  async execution(jobId: string, signal?: AbortSignal): Promise<ExecutionRecord> {
    const route = `/v1/jobs/${jobId}/execution`;
    return await this.read(executionRecordSchema, route, { method: 'GET', signal });
  }

  async cancel(jobId: string): Promise<void> {
    await drained(await this.request(`/v1/jobs/${jobId}`, { method: 'DELETE' }));
  }

  /** The tenant's audit lines, as JSON lines; the head of their chain is in a header. */
  async auditLines(signal: AbortSignal): Promise<Response> {
    return await this.request('/v1/audit', { method: 'GET', signal });
  }

  async capabilities(): Promise<unknown> {
    return await (await this.request('/capabilities', { method: 'GET' })).json();
  }

  /** Throws ASSET_CHANGED where the bytes do not have that hash. */
  async putAsset(
    sha256: string,
    body: Blob | Uint8Array<ArrayBuffer>,
    signal?: AbortSignal,
  ): Promise<void> {
    const request: HttpRequest = { method: 'PUT', body, signal };
    await drained(await this.request(`/v1/assets/${sha256}`, request));
  }

  /**
   * The answer as `schema` reads it. Throws what `request` does; SERVER_UNREACHABLE also where the answer
   * breaks off or is another than a server of this version gives.
   */
  async read<T>(schema: z.ZodType<T>, route: string, request: HttpRequest): Promise<T> {
    const response = await this.request(route, request);
    const server = this.#address.http('');
    const text = await response.text().catch((cause: unknown) => {
      request.signal?.throwIfAborted();
      throw unreachable(server, brokeOff, cause);
    });
    const parsed = schema.safeParse(jsonOrNothing(text));
    if (parsed.success) return parsed.data;
    const reason = 'its answer is none that a LiveCalc server of this version gives';
    throw unreachable(server, reason, parsed.error);
  }

  /** What an answer holds. Throws SERVER_UNREACHABLE where it breaks off. */
  async *bytesOf({ body }: Response, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    if (body === null) return;
    const reader = body.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read().catch((cause: unknown) => {
          signal?.throwIfAborted();
          throw unreachable(this.#address.http(''), brokeOff, cause);
        });
        if (done) return;
        yield value;
      }
    } finally {
      await reader.cancel().catch(() => {});
    }
  }

  /** Throws the server's problem, SERVER_UNREACHABLE. */
  async request(
    route: string,
    { method, body, headers: given, signal }: HttpRequest,
  ): Promise<Response> {
    const token = await this.#options.token();
    const headers = {
      ...(token !== null && { Authorization: `Bearer ${token}` }),
      ...(body && { 'Content-Type': 'application/octet-stream' }),
      ...given,
    };
    const url = this.#address.http(route);
    const init = { method, headers, ...(body && { body }), ...(signal && { signal }) };
    let response: Response;
    try {
      response = await this.#options.fetch(url, init);
    } catch (cause) {
      signal?.throwIfAborted();
      throw unreachable(this.#address.http(''), `it does not answer${codeOf(cause)}`, cause);
    }
    if (response.ok) return response;
    const problem = problemSchema.safeParse(await response.json().catch(() => null));
    if (problem.success) throw problemError(problem.data);
    throw unreachable(this.#address.http(''), `something answered ${response.status} in its place`);
  }
}

export function unreachable(server: string, reason: string, cause?: unknown): LiveCalcError {
  const message = `The server ${server} cannot be reached: ${reason}. Check the address, and that the server is up.`;
  return new LiveCalcError('SERVER_UNREACHABLE', message, { found: reason }, cause);
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Tells a name that nobody knows from a port where nobody listens; browsers do not say. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? ` (${code})` : codeOf(error.cause);
}

/** A connection is free for the next request once the answer's body was read. */
async function drained(response: Response): Promise<void> {
  await response.arrayBuffer();
}
