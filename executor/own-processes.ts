/**
 * Processes of jobs that bring code: each runs parts of one job, in a room of its own, and ends with it
 * or when another job needs its place (I8).
 */
import type { LiveCalcError } from '../contracts/errors.ts';
import type { ExecutorChild } from './executor-child.ts';
import { JobRoom } from './job-room.ts';
import type { Home } from './leases.ts';

interface Own {
  readonly jobId: string;
  readonly child: ExecutorChild;
  readonly room: JobRoom;
  isTaken: boolean;
}

export class OwnProcesses {
  readonly #most: number;
  readonly #folder: string;
  readonly #start: (room: JobRoom) => ExecutorChild;
  /** The longest unused first. */
  #members: Own[] = [];

  /** At most so many; no more than that work at a time. Rooms are made in the folder. */
  constructor(most: number, folder: string, start: (room: JobRoom) => ExecutorChild) {
    this.#most = most;
    this.#folder = folder;
    this.#start = start;
  }

  homeFor(jobId: string): Home {
    return {
      take: () => this.#take(jobId),
      giveBack: (child) => this.#giveBack(child),
    };
  }

  /** Of a process that a home gave; null where it has meanwhile ended. */
  roomOf(child: ExecutorChild): JobRoom | null {
    return this.#members.find((one) => one.child === child)?.room ?? null;
  }

  /** Ends what waits for the job's next part. */
  async forget(jobId: string): Promise<void> {
    const over = this.#members.filter((one) => !one.isTaken && one.jobId === jobId);
    await Promise.all(over.map(({ child }) => child.end(null)));
  }

  get idle(): readonly ExecutorChild[] {
    return this.#members.filter(({ isTaken }) => !isTaken).map(({ child }) => child);
  }

  async close(reason: LiveCalcError): Promise<void> {
    await Promise.all(this.#members.map(({ child }) => child.end(reason)));
  }

  async #take(jobId: string): Promise<ExecutorChild> {
    const isFree = ({ isTaken, child }: Own): boolean => !isTaken && !child.isEnded;
    const held = this.#members.find((one) => isFree(one) && one.jobId === jobId);
    if (held !== undefined) {
      held.isTaken = true;
      return held.child;
    }
    const room = new JobRoom(this.#folder);
    const own = { jobId, child: this.#start(room), room, isTaken: true };
    this.#members.push(own);
    void own.child.exited.then(() => this.#remove(own));
    const surplus = this.#members.filter(({ isTaken }) => !isTaken);
    const ending = surplus.slice(0, Math.max(0, this.#members.length - this.#most));
    await Promise.all(ending.map(({ child }) => child.end(null)));
    return own.child;
  }

  /** One that holds nothing any more is at its end. */
  async #giveBack(child: ExecutorChild): Promise<void> {
    if (child.holds === null) return await child.end(null);
    const own = this.#members.find((one) => one.child === child);
    if (own === undefined) return;
    own.isTaken = false;
    this.#members = [...this.#members.filter((one) => one !== own), own];
  }

  #remove(own: Own): void {
    this.#members = this.#members.filter((one) => one !== own);
    own.room[Symbol.dispose]();
  }
}
