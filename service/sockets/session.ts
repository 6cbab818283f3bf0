/**
 * What a socket says, given what it hears: events in, instructions out, no network and no clock.
 *
 * A socket follows jobs. For each it keeps the asks (`execute`, `attach`, `resume`) that have not come
 * to their end: an ask is told `initialized` once the job is planned, then a `stream` for every wanted
 * table that is stored; when the job is COMPLETED and the end frames of all its streams were sent, the
 * socket is told `complete` and follows the job no longer. A job that ends otherwise ends with `error`.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ServerMessage } from '../../contracts/wire/control-message.ts';
import { finalStates, type JobStatus, type StoredTable } from '../../contracts/wire/job.ts';
import { problemOf, type Problem } from '../../contracts/wire/problem-details.ts';
import { frameCount } from '../../contracts/wire/stream-frame.ts';
import type { Ask } from './ask.ts';

export type Instruction =
  | { readonly do: 'send'; readonly message: ServerMessage }
  | { readonly do: 'stream'; readonly stream: TableStream }
  /** Nothing more of this stream is to be sent. */
  | { readonly do: 'drop'; readonly stream: number }
  /** The job need not be listened to any more. */
  | { readonly do: 'unfollow'; readonly jobId: string };

/** A stream of one table on one socket. */
export interface TableStream {
  readonly stream: number;
  readonly jobId: string;
  readonly table: string;
  readonly sizeBytes: number;
  readonly nextSequence: number;
  readonly windowFrames: number | null;
}

const maxStreams = 65_536;

export class Session {
  readonly #asks = new Map<string, Ask[]>();
  /** The last progress that was told, by job. */
  readonly #told = new Map<string, string>();
  readonly #maxAsks: number;
  #nextStream = 0;

  constructor(maxAsks: number) {
    this.#maxAsks = maxAsks;
  }

  /** Asks that have not come to their end. */
  get asks(): number {
    return [...this.#asks.values()].reduce((sum, asks) => sum + asks.length, 0);
  }

  /** Throws FRAME_OUT_OF_ORDER where the socket asks for more than it may at once. */
  checkRoom(pending: number): void {
    if (this.asks + pending < this.#maxAsks) return;
    const message = `This socket asks for ${this.#maxAsks} results at once, as many as it may. Wait for a \`complete\`.`;
    throw new LiveCalcError('FRAME_OUT_OF_ORDER', message);
  }

  /** Throws FRAME_OUT_OF_ORDER where no stream of this number was ever announced. */
  checkStream(stream: number): void {
    if (stream < this.#nextStream) return;
    const message = `There is no stream ${stream} on this socket.`;
    throw new LiveCalcError('FRAME_OUT_OF_ORDER', message, { found: String(stream) });
  }

  /** The job of a stream; null where its end frame was sent. */
  jobOf(stream: number): string | null {
    const asks = [...this.#asks.values()].flat();
    return asks.find(({ open }) => open.has(stream))?.jobId ?? null;
  }

  /** The job of an ask is known. */
  follow(ask: Ask, status: JobStatus): Instruction[] {
    this.#asks.set(ask.jobId, [...(this.#asks.get(ask.jobId) ?? []), ask]);
    return this.jobChanged(status);
  }

  /** A job that is followed stands otherwise, or may. */
  jobChanged(status: JobStatus): Instruction[] {
    const asks = this.#asks.get(status.jobId);
    if (asks === undefined) return [];
    const said = asks.flatMap((ask) => [
      ...initialized(ask, status),
      ...this.#announceTables(ask, status),
    ]);
    return [...said, ...this.#progress(status), ...this.#ending(asks, status)];
  }

  /** The end frame of a stream was sent, or the client wants no more of it. */
  streamEnded(stream: number, status: JobStatus): Instruction[] {
    const asks = this.#asks.get(status.jobId) ?? [];
    for (const ask of asks) ask.open.delete(stream);
    return this.#ending(asks, status);
  }

  /** A stored stream could not be read. */
  streamFailed(jobId: string, error: unknown): Instruction[] {
    return this.#end(jobId, { type: 'error', jobId, error: problemOf(error) });
  }

  #announceTables(ask: Ask, { tables }: JobStatus): Instruction[] {
    const wanted = tables.filter(
      ({ table }) => !ask.begun.has(table) && (ask.tables === null || ask.tables.has(table)),
    );
    return wanted.flatMap((stored) => this.#announce(ask, stored));
  }

  #announce(ask: Ask, stored: StoredTable): Instruction[] {
    const { table, sizeBytes } = stored;
    const nextSequence = ask.tables?.get(table) ?? 0;
    const frames = frameCount(sizeBytes);
    ask.begun.add(table);
    if (nextSequence > frames) return [refusal(ask, beyondEnd(table, nextSequence, frames))];
    if (this.#nextStream === maxStreams) return [refusal(ask, streamsUsedUp())];
    const stream = this.#nextStream++;
    const { jobId, windowFrames } = ask;
    ask.open.add(stream);
    const message = { type: 'stream', jobId, stream, ...stored, frames, nextSequence } as const;
    return [
      { do: 'send', message },
      { do: 'stream', stream: { stream, jobId, table, sizeBytes, nextSequence, windowFrames } },
    ];
  }

  #progress({ jobId, status, progress }: JobStatus): Instruction[] {
    if (progress === null || finalStates.has(status)) return [];
    const message = { type: 'progress', jobId, status, ...progress } as const;
    const text = JSON.stringify(message);
    if (this.#told.get(jobId) === text) return [];
    this.#told.set(jobId, text);
    return [{ do: 'send', message }];
  }

  #ending(asks: readonly Ask[], job: JobStatus): Instruction[] {
    const { jobId, status, result, error } = job;
    if (asks.length === 0 || !finalStates.has(status)) return [];
    if (result === null) {
      const problem = error ?? problemOf(new LiveCalcError('CANCELLED', 'The job was cancelled.'));
      // To an ask that was never answered this is the answer.
      const answers = asks.flatMap(({ requestId, isInitialized }) =>
        isInitialized || requestId === undefined ? [] : [answer(requestId, jobId, problem)],
      );
      return [...answers, ...this.#end(jobId, { type: 'error', jobId, error: problem })];
    }
    const missing = asks.flatMap((ask) => missingTables(ask, job));
    if (asks.some(({ open }) => open.size > 0)) return missing;
    return [...missing, ...this.#end(jobId, { type: 'complete', jobId, result })];
  }

  #end(jobId: string, message: ServerMessage): Instruction[] {
    const open = (this.#asks.get(jobId) ?? []).flatMap((ask) => [...ask.open]);
    this.#asks.delete(jobId);
    this.#told.delete(jobId);
    return [
      ...open.map((stream) => ({ do: 'drop', stream }) as const),
      { do: 'send', message },
      { do: 'unfollow', jobId },
    ];
  }
}

function initialized(ask: Ask, { jobId, status, planned }: JobStatus): Instruction[] {
  if (ask.isInitialized || planned === null) return [];
  ask.isInitialized = true;
  const { requestId } = ask;
  return [{ do: 'send', message: { type: 'initialized', requestId, jobId, status, ...planned } }];
}

/** Refuses, once, the tables that a COMPLETED job does not have. */
function missingTables(ask: Ask, { tables }: JobStatus): Instruction[] {
  const missing = [...(ask.tables?.keys() ?? [])].filter((table) => !ask.begun.has(table));
  return missing.map((table) => {
    ask.begun.add(table);
    const expected = tables.map((stored) => stored.table).join(', ');
    const message = `The job has no table ${table}. Its tables are ${expected}; output.tables asks for them.`;
    return refusal(ask, new LiveCalcError('NOT_FOUND', message, { found: table, expected }));
  });
}

/** An error with a jobId and without a requestId would say that the job has ended. */
function refusal({ requestId, jobId }: Ask, error: LiveCalcError): Instruction {
  const answered = requestId === undefined ? {} : { requestId, jobId };
  return { do: 'send', message: { type: 'error', ...answered, error: problemOf(error) } };
}

function answer(requestId: string, jobId: string, error: Problem): Instruction {
  return { do: 'send', message: { type: 'error', requestId, jobId, error } };
}

function beyondEnd(table: string, nextSequence: number, frames: number): LiveCalcError {
  const message =
    `The stream of table ${table} has ${frames} frames, so it cannot be resumed from sequence ` +
    `${nextSequence}. The client holds more than there is: begin again with \`attach\`.`;
  const [found, expected] = [String(nextSequence), `at most ${frames}`];
  return new LiveCalcError('FRAME_OUT_OF_ORDER', message, { found, expected });
}

function streamsUsedUp(): LiveCalcError {
  const message = `This socket has had ${maxStreams} streams, which is all it can number. Open another.`;
  return new LiveCalcError('FRAME_OUT_OF_ORDER', message);
}
