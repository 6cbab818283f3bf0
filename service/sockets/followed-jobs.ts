/** The jobs that a socket follows: what the session says of them is said and sent. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { askOf, type AskMessage } from './ask.ts';
import type { FrameBudget } from './frame-budget.ts';
import { JobWatch } from './job-watch.ts';
import type { Outlet } from './outlet.ts';
import { Session, type Instruction, type TableStream } from './session.ts';
import type { SocketSettings } from './socket-settings.ts';
import { StreamSender, type FrameSink } from './stream-sender.ts';
import type { StoredStream, StreamedJob } from './streamed-job.ts';

export class FollowedJobs implements FrameSink {
  readonly #outlet: Outlet;
  readonly #progressIntervalMs: number;
  readonly #onFault: (error: unknown) => void;
  readonly #session: Session;
  readonly #sender: StreamSender;
  readonly #watches = new Map<string, JobWatch>();

  /** `onFault` is told of a stored stream that cannot be read. */
  constructor(
    outlet: Outlet,
    settings: SocketSettings,
    frames: FrameBudget,
    onFault: (error: unknown) => void,
  ) {
    this.#outlet = outlet;
    this.#progressIntervalMs = settings.progressIntervalMs;
    this.#onFault = onFault;
    this.#session = new Session(settings.maxAsks);
    this.#sender = new StreamSender(this, settings.maxBufferedBytes, frames);
  }

  /** Asks that have not come to their end. */
  get asks(): number {
    return this.#session.asks;
  }

  get bufferedBytes(): number {
    return this.#sender.bufferedBytes;
  }

  /** Throws FRAME_OUT_OF_ORDER where the socket asks for more than it may at once. */
  checkRoom(pending: number): void {
    this.#session.checkRoom(pending);
  }

  follow(message: AskMessage, job: StreamedJob): void {
    if (!this.#watches.has(job.id)) {
      const tell = (): void => this.#apply(this.#session.jobChanged(job.status()));
      this.#watches.set(job.id, new JobWatch(job, this.#progressIntervalMs, tell));
    }
    this.#apply(this.#session.follow(askOf(message, job.id), job.status()));
  }

  /** Throws FRAME_OUT_OF_ORDER. */
  acknowledge(stream: number, sequence: number): void {
    this.#session.checkStream(stream);
    this.#sender.acknowledge(stream, sequence);
  }

  /** Throws FRAME_OUT_OF_ORDER. */
  drop(stream: number): void {
    this.#session.checkStream(stream);
    this.#sender.drop(stream);
    const jobId = this.#session.jobOf(stream);
    if (jobId === null) return;
    this.#apply(this.#session.streamEnded(stream, this.#jobOf(jobId).status()));
  }

  close(): void {
    this.#sender.close();
    for (const watch of this.#watches.values()) watch.close();
    this.#watches.clear();
  }

  send(frame: Uint8Array, done: () => void): void {
    this.#outlet.send(frame, done);
  }

  async open({ jobId, table }: TableStream): Promise<StoredStream> {
    return await this.#jobOf(jobId).openTable(table);
  }

  ended({ stream, jobId }: TableStream): void {
    this.#apply(this.#session.streamEnded(stream, this.#jobOf(jobId).status()));
  }

  failed({ jobId }: TableStream, error: unknown): void {
    this.#onFault(error);
    this.#apply(this.#session.streamFailed(jobId, error));
  }

  #apply(instructions: readonly Instruction[]): void {
    for (const instruction of instructions) {
      switch (instruction.do) {
        case 'send':
          this.#outlet.say(instruction.message);
          break;
        case 'stream':
          this.#sender.add(instruction.stream);
          break;
        case 'drop':
          this.#sender.drop(instruction.stream);
          break;
        case 'unfollow':
          this.#watches.get(instruction.jobId)?.close();
          this.#watches.delete(instruction.jobId);
      }
    }
  }

  #jobOf(jobId: string): StreamedJob {
    const watch = this.#watches.get(jobId);
    if (watch === undefined) throw new LiveCalcError('INTERNAL', `Job ${jobId} is not followed.`);
    return watch.job;
  }
}
