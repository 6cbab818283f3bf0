/** The runs of one client on one socket: what is asked, and whose every message is. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { ClientMessageInput, ServerMessage } from '../../contracts/wire/control-message.ts';
import type { ExecutionRecord } from '../../contracts/execution-record.ts';
import type { DebugAnswer, DebugCommand } from '../../contracts/wire/debug.ts';
import type { JobProgress } from '../../contracts/wire/job.ts';
import { problemError } from '../../contracts/wire/problem-details.ts';
import type { Frame } from '../../contracts/wire/stream-frame.ts';
import type { KnownOptions } from './client-options.ts';
import type { HttpApi } from './http-api.ts';
import { Connection, type ConnectionListener } from './connection.ts';
import { RemoteRun, type Run, type RunLine } from './run.ts';
import { TableFeed } from './table-feed.ts';

/** A message that the server answers. */
type Request = Extract<
  ClientMessageInput,
  { type: 'execute' | 'attach' | 'cancel' | `debug:${string}` }
>;
type Answer = Extract<ServerMessage, { type: 'initialized' | 'cancel' | `debug:${string}` }>;

interface OpenRequest {
  readonly message: Request;
  isSent: boolean;
  /** Known from `accepted` on. */
  jobId: string | null;
  /** Called at once: what the server says next may be about the same job. */
  take(answer: Answer): void;
  reject(error: unknown): void;
}

export interface RunOptions {
  /** Aborted: the run is cancelled where it was executed, left alone where it was attached to. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

export class Runs implements ConnectionListener, RunLine {
  readonly #connection: Connection;
  readonly #options: KnownOptions;
  readonly #http: Pick<HttpApi, 'execution'>;
  readonly #createSha256: () => CreateSha256;
  readonly #requests = new Map<string, OpenRequest>();
  readonly #runs = new Set<RemoteRun>();
  /** What was executed and is not wanted any more, by request: resolved once the server has cancelled it. */
  readonly #abandoned = new Map<string, PromiseWithResolvers<void>>();
  #lastRequest = 0;

  constructor(
    url: string,
    options: KnownOptions,
    http: Pick<HttpApi, 'execution'>,
    createSha256: () => CreateSha256,
  ) {
    this.#options = options;
    this.#http = http;
    this.#createSha256 = createSha256;
    this.#connection = new Connection(url, options, this);
  }

  /** Rejects with what the server says of the message, and with the signal's reason. */
  async start(message: Request, { signal, onProgress }: RunOptions): Promise<RemoteRun> {
    const run = await this.#ask(message, signal, (answer) => {
      const planned = plannedOf(answer as Answer & { type: 'initialized' });
      const begun = new RemoteRun(planned, this.#nextRequestId(), this, onProgress);
      this.#runs.add(begun);
      return begun;
    });
    if (signal) this.#watch(run, signal, message.type === 'execute');
    return run;
  }

  cancel(jobId: string): Promise<void> {
    return this.#ask({ type: 'cancel', jobId }, undefined, () => {});
  }

  execution(jobId: string): Promise<ExecutionRecord> {
    return this.#http.execution(jobId);
  }

  debug(jobId: string, command: DebugCommand): Promise<DebugAnswer> {
    const { do: asked, ...facts } = command;
    const message = { type: `debug:${asked}`, jobId, ...facts } as Request;
    return this.#ask(message, undefined, (answer) => {
      const { type, requestId: _, jobId: __, ...said } = answer;
      return { is: type.slice('debug:'.length), ...said } as DebugAnswer;
    });
  }

  feed(run: RemoteRun, table: string): TableFeed {
    const { windowFrames } = this.#options;
    const feed = new TableFeed(table, this.#nextRequestId(), {
      windowFrames,
      createSha256: this.#createSha256(),
      send: (message) => this.#connection.send(message),
      closed: (closed) => {
        run.feeds.delete(closed);
        this.#restIfOver();
      },
    });
    run.feeds.add(feed);
    this.#runs.add(run);
    if (this.#connection.isUp) this.#askFor(run, feed);
    else this.#connection.open();
    return feed;
  }

  close(): void {
    this.#connection.close();
    this.lost(new LiveCalcError('CANCELLED', 'The client was closed.'));
  }

  isNeeded(): boolean {
    return this.#requests.size + this.#abandoned.size > 0 || [...this.#runs].some(isOpen);
  }

  up(): void {
    for (const request of this.#requests.values()) this.#send(request);
    for (const run of this.#runs) {
      const { jobId, requestId } = run;
      if (!run.isSettled) this.#connection.send({ type: 'attach', requestId, jobId, tables: [] });
      for (const feed of run.feeds) this.#askFor(run, feed);
    }
  }

  /** Resolves when every run that was given up has been cancelled on the server. */
  async partedWith(): Promise<void> {
    await Promise.all([...this.#abandoned.values()].map(({ promise }) => promise));
  }

  cut(): void {
    // Nobody knows whether a step was taken before the cut; taking it twice would be another run's course.
    for (const [id, request] of this.#requests) {
      const { type } = request.message;
      if (!type.startsWith('debug:')) continue;
      this.#requests.delete(id);
      request.reject(cutOff(type));
    }
    for (const feed of this.#feeds()) feed.cut();
  }

  lost(error: unknown): void {
    const [requests, runs] = [[...this.#requests.values()], [...this.#runs]];
    this.#requests.clear();
    this.#runs.clear();
    for (const request of requests) request.reject(error);
    for (const run of runs) run.failed(error);
    for (const { resolve } of this.#abandoned.values()) resolve();
    this.#abandoned.clear();
  }

  message(message: ServerMessage): void {
    switch (message.type) {
      case 'accepted':
        return this.#accepted(message);
      case 'initialized':
      case 'cancel':
      case 'debug:paused':
      case 'debug:running':
      case 'debug:inspected':
        return this.#answered(message);
      case 'stream':
        return this.#begin(message);
      case 'progress':
        for (const run of this.#of(message.jobId)) run.progressed(message);
        return;
      case 'complete':
        for (const run of this.#of(message.jobId)) run.completed(message.result);
        return this.#restIfOver();
      case 'error':
        return this.#refused(message);
      case 'draining':
        return this.#options.onDraining(message.graceMs);
      case 'connected':
    }
  }

  frame(frame: Frame): void {
    this.#feeds()
      .find(({ stream }) => stream === frame.stream)
      ?.push(frame);
  }

  #ask<T>(
    message: Request,
    signal: AbortSignal | undefined,
    take: (answer: Answer) => T,
  ): Promise<T> {
    signal?.throwIfAborted();
    const requestId = this.#nextRequestId();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const asked = { ...message, requestId };
    const request: OpenRequest = {
      message: asked,
      isSent: false,
      jobId: null,
      take: (answer) => resolve(take(answer)),
      reject,
    };
    this.#requests.set(requestId, request);
    const leave = (): void => {
      if (message.type === 'execute' && request.isSent) this.#abandon(requestId, request.jobId);
      else this.#requests.delete(requestId);
      reject(signal?.reason);
      this.#restIfOver();
    };
    signal?.addEventListener('abort', leave, { once: true });
    if (this.#connection.isUp) this.#send(request);
    else this.#connection.open();
    return promise.finally(() => signal?.removeEventListener('abort', leave));
  }

  #send(request: OpenRequest): void {
    request.isSent = true;
    this.#connection.send(request.message);
  }

  /** Has it cancelled on the server. Where its job is not known the request stays, and is asked again. */
  #abandon(requestId: string, jobId: string | null): void {
    if (!this.#abandoned.has(requestId)) this.#abandoned.set(requestId, Promise.withResolvers());
    if (jobId === null) return;
    this.#requests.delete(requestId);
    const parted = (): void => this.#partedFrom(requestId);
    this.cancel(jobId).then(parted, parted);
  }

  #partedFrom(requestId: string): void {
    this.#abandoned.get(requestId)?.resolve();
    this.#abandoned.delete(requestId);
    this.#restIfOver();
  }

  #accepted({ requestId = '', jobId }: ServerMessage & { type: 'accepted' }): void {
    const request = this.#requests.get(requestId);
    if (request) request.jobId = jobId;
    if (this.#abandoned.has(requestId)) this.#abandon(requestId, jobId);
  }

  #begin(message: ServerMessage & { type: 'stream' }): void {
    const feed = this.#feeds(message.jobId).find((one) => isMeant(one, message));
    if (feed) feed.begin(message);
    else this.#connection.send({ type: 'drop', stream: message.stream });
  }

  #askFor({ jobId }: RemoteRun, { table, requestId, nextSequence }: TableFeed): void {
    const { windowFrames } = this.#options;
    const streams = [{ table, nextSequence }];
    this.#connection.send({ type: 'resume', requestId, jobId, streams, windowFrames });
  }

  #answered(message: Answer): void {
    const { requestId = '' } = message;
    const request = this.#requests.get(requestId);
    this.#requests.delete(requestId);
    request?.take(message);
    if (message.type !== 'initialized') this.#restIfOver();
  }

  #refused({ requestId, jobId, error }: ServerMessage & { type: 'error' }): void {
    const cause = problemError(error);
    if (requestId !== undefined) {
      this.#requests.get(requestId)?.reject(cause);
      this.#requests.delete(requestId);
      this.#partedFrom(requestId);
      const isMeantToo = (one: { readonly requestId: string }): boolean =>
        one.requestId === requestId;
      this.#feeds().find(isMeantToo)?.fail(cause);
      [...this.#runs].find(isMeantToo)?.failed(cause);
    } else if (jobId !== undefined) {
      for (const run of this.#of(jobId)) run.failed(cause);
    }
    this.#restIfOver();
  }

  #watch(run: RemoteRun, signal: AbortSignal, isOurs: boolean): void {
    const stop = (): void => {
      if (isOurs && !run.isSettled) this.#abandon(run.requestId, run.jobId);
      run.failed(signal.reason);
      this.#restIfOver();
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    run.result.catch(() => {}).finally(() => signal.removeEventListener('abort', stop));
  }

  /** A socket that nobody needs would keep a program from ending. */
  #restIfOver(): void {
    for (const run of this.#runs) if (!isOpen(run)) this.#runs.delete(run);
    if (!this.isNeeded()) this.#connection.rest();
  }

  #of(jobId: string): RemoteRun[] {
    return [...this.#runs].filter((run) => run.jobId === jobId);
  }

  #feeds(jobId?: string): TableFeed[] {
    const runs = jobId === undefined ? [...this.#runs] : this.#of(jobId);
    return runs.flatMap(({ feeds }) => [...feeds]);
  }

  #nextRequestId(): string {
    return String(this.#lastRequest++);
  }
}

function plannedOf({
  jobId,
  runHash,
  executionOrder,
  memoryBytes,
}: Answer & { type: 'initialized' }): Pick<Run, 'jobId' | 'planned'> {
  return { jobId, planned: { runHash, executionOrder, memoryBytes } };
}

function isOpen(run: RemoteRun): boolean {
  return !run.isSettled || run.feeds.size > 0;
}

/** Several feeds may wait for the same table; each gets a stream from where it stands. */
function isMeant(
  feed: TableFeed,
  { table, nextSequence }: ServerMessage & { type: 'stream' },
): boolean {
  return feed.stream === null && feed.table === table && feed.nextSequence === nextSequence;
}

function cutOff(what: string): LiveCalcError {
  const message = `The connection was lost before ${what} was answered. Ask again where the run stands: pause it.`;
  return new LiveCalcError('SERVER_UNREACHABLE', message);
}
