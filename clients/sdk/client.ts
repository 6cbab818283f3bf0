/** The streaming client, for Node 24 and browsers. */
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { JobStatus } from '../../contracts/wire/job.ts';
import type { SubmissionInput } from '../../contracts/wire/submission.ts';
import { loadWasmSha256 } from '../../contracts/wasm-sha256.ts';
import { knownOptions, type ClientOptions } from './client-options.ts';
import { HttpApi } from './http-api.ts';
import { hashModel, isModelFiles, type ModelFiles } from './model-files.ts';
import type { Run } from './run.ts';
import { Runs, type RunOptions } from './runs.ts';
import { serverAddress } from './server-address.ts';
import { uploadLacking } from './upload-lacking.ts';

export interface ExecuteOptions extends RunOptions {
  /** The same key with the same submission is the same job. By default a new one. */
  readonly idempotencyKey?: string;
  /** The run stands before its first node, for debugging; on a gateway this is refused. */
  readonly paused?: boolean;
}

/**
 * A client of the worker or gateway at `url` (http, https, ws or wss; without credentials in it).
 *
 *     const client = connect('http://127.0.0.1:3000', { token });
 *     const run = await client.execute({ config, assets });
 *     for await (const batch of run.batches('scenarios')) use(batch);
 *     const { statistics, resultHash } = await run.result;
 *
 * Nothing is sent before something is asked. The socket is opened when it is needed, comes back when it
 * is lost, and is closed when nothing is under way. Throws ARGUMENT_INVALID.
 */
export function connect(url: string, options: ClientOptions = {}): Client {
  return new Client(url, options);
}

export class Client implements Disposable {
  readonly #http: HttpApi;
  readonly #runs: Runs;
  readonly #givenSha256: CreateSha256 | undefined;
  #createSha256: CreateSha256 | undefined;

  constructor(url: string, options: ClientOptions) {
    const address = serverAddress(url);
    const known = knownOptions(options);
    this.#http = new HttpApi(address, known);
    this.#givenSha256 = options.createSha256;
    this.#createSha256 = options.createSha256;
    this.#runs = new Runs(address.socket, known, this.#http, () => this.#createSha256!);
  }

  /**
   * Starts a run; resolves once it is planned. Of a model's files those are sent that the server does
   * not have. Throws what is wrong with the run, UNAUTHENTICATED, FORBIDDEN, QUEUE_FULL, DRAINING,
   * SERVER_UNREACHABLE, the signal's reason.
   */
  async execute(
    asked: SubmissionInput | ModelFiles,
    { idempotencyKey = randomKey(), ...options }: ExecuteOptions = {},
  ): Promise<Run> {
    const createSha256 = await this.#ready();
    if (!isModelFiles(asked)) return await this.#start(asked, idempotencyKey, options);
    const model = await hashModel(asked, createSha256, options.signal);
    const start = (): Promise<Run> => this.#start(model.submission, idempotencyKey, options);
    return await uploadLacking(this.#http, model, start, options.signal);
  }

  /** A run that was started before, here or elsewhere. Throws NOT_FOUND, also for another tenant's. */
  async attach(jobId: string, options: RunOptions = {}): Promise<Run> {
    await this.#ready();
    return await this.#runs.start({ type: 'attach', jobId, tables: [] }, options);
  }

  status(jobId: string): Promise<JobStatus> {
    return this.#http.status(jobId);
  }

  /** Resolves when nothing of the job runs any more. */
  cancel(jobId: string): Promise<void> {
    return this.#http.cancel(jobId);
  }

  /** What the server found out about itself. */
  capabilities(): Promise<unknown> {
    return this.#http.capabilities();
  }

  /**
   * Resolves when the runs whose signal was aborted are cancelled on the server, or `withinMs` are over:
   * who closes the client before may leave them running.
   */
  async partedWith(withinMs: number): Promise<void> {
    const over = Promise.withResolvers<void>();
    const timer = setTimeout(over.resolve, withinMs);
    await Promise.race([this.#runs.partedWith(), over.promise]);
    clearTimeout(timer);
  }

  /** What is under way rejects with CANCELLED; on the server, runs that are planned go on. */
  close(): void {
    this.#runs.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #ready(): Promise<CreateSha256> {
    return (this.#createSha256 ??= this.#givenSha256 ?? (await loadWasmSha256()));
  }

  #start(
    submission: SubmissionInput,
    idempotencyKey: string,
    { paused, ...options }: Omit<ExecuteOptions, 'idempotencyKey'>,
  ): Promise<Run> {
    const message = { type: 'execute', submission, idempotencyKey, paused } as const;
    return this.#runs.start({ ...message, tables: [] }, options);
  }
}

/** `crypto.randomUUID` is missing from pages that are not served securely. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
