/** Processes that are ready for the next run: threads up, engines compiled, every path taken once. */
import { LiveCalcError } from '../contracts/errors.ts';
import type { Probe } from '../contracts/wire/capabilities.ts';
import type { ExecutorChild } from './executor-child.ts';
import type { Home, IdleProcesses } from './leases.ts';

interface Warm {
  readonly child: ExecutorChild;
  /** Rejects where it cannot be made ready. */
  readonly ready: Promise<Probe>;
  isTaken: boolean;
  /** Whether another is started when it ends, before somebody needs one. */
  isReplaced: boolean;
}

export class WarmProcesses implements IdleProcesses {
  readonly #start: () => ExecutorChild;
  readonly #count: number;
  /** The most recently used first. */
  #members: Warm[] = [];
  #isClosed = false;

  /** Starts a first process; the others follow when it is ready, so that it is ready the sooner. */
  constructor(count: number, start: () => ExecutorChild) {
    this.#count = count;
    this.#start = start;
    this.#add();
  }

  /** What the process that is ready soonest has found out about itself. Rejects where it found that it cannot work. */
  async probe(): Promise<Probe> {
    return await (this.#members[0] ?? this.#add()).ready;
  }

  /** Of work on a job whose run a process may hold; null: of work that nobody holds anything of. */
  homeFor(jobId: string | null): Home {
    return {
      take: (signal) => this.#take(jobId, signal),
      giveBack: (child) => Promise.resolve(this.#giveBack(child)),
    };
  }

  /** Lets go of what is held of the job; who works on it is not asked. */
  forget(jobId: string): void {
    for (const child of this.idle) if (child.holds === jobId) child.forget();
  }

  /** Processes that hold nothing but what they keep for the next work, the longest unused first. */
  get idle(): readonly ExecutorChild[] {
    return this.#members
      .filter(({ isTaken }) => !isTaken)
      .map(({ child }) => child)
      .toReversed();
  }

  /** Ends an idle one because its memory is needed: another is started when somebody needs it. */
  shed(child: ExecutorChild): void {
    const member = this.#members.find((one) => one.child === child);
    if (member !== undefined) member.isReplaced = false;
    void child.end(null);
  }

  /** Ends all of them, and starts no others. */
  async close(reason: LiveCalcError): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#members.map(({ child }) => child.end(reason)));
  }

  async #take(jobId: string | null, signal: AbortSignal): Promise<ExecutorChild> {
    const member = this.#choose(jobId) ?? this.#add();
    member.isTaken = true;
    try {
      await unlessAborted(member.ready, signal);
    } catch (error) {
      member.isTaken = false;
      throw error;
    }
    return member.child;
  }

  /**
   * One that nobody has: the one that holds the job; else the most recently used that holds none, which
   * may have its tenant's inputs still; else the longest unused.
   */
  #choose(jobId: string | null): Warm | undefined {
    const free = this.#members.filter(({ isTaken, child }) => !isTaken && !child.isEnded);
    const holding = free.find(({ child }) => jobId !== null && child.holds === jobId);
    return holding ?? free.find(({ child }) => child.holds === null) ?? free.at(-1);
  }

  /** It is as good as before, for whoever comes next. */
  #giveBack(child: ExecutorChild): void {
    const member = this.#members.find((one) => one.child === child);
    if (member === undefined) return;
    member.isTaken = false;
    this.#members = [member, ...this.#members.filter((one) => one !== member)];
  }

  #add(): Warm {
    const child = this.#start();
    const ready = makeReady(child);
    // One that cannot be made ready is not replaced: the next could not either.
    const member: Warm = { child, ready, isTaken: false, isReplaced: false };
    this.#members.push(member);
    const succeed = (): void => {
      member.isReplaced = true;
      this.#fill();
    };
    ready.then(succeed, (error: unknown) => child.end(error));
    void child.exited.then(() => {
      this.#members = this.#members.filter((one) => one !== member);
      if (member.isReplaced) this.#fill();
    });
    return member;
  }

  #fill(): void {
    if (!this.#isClosed && this.#members.length < this.#count) this.#add();
  }
}

async function unlessAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function makeReady(child: ExecutorChild): Promise<Probe> {
  const { probe } = await child.ask({ type: 'probe' }, 'probed');
  const { simd128, sharedMemory, selfTest } = probe;
  const lacking = [
    ...(simd128 ? [] : ['SIMD128 instructions']),
    ...(sharedMemory ? [] : ['memory that threads share']),
  ];
  if (lacking.length > 0) {
    const message = `This machine cannot value: it lacks ${lacking.join(' and ')}. Run it on Node 24 or newer.`;
    throw new LiveCalcError('INTERNAL', message);
  }
  if (selfTest.isEqual) return probe;
  const message =
    `The self-test's result hash is ${selfTest.resultHash}, expected ${selfTest.expectedHash}: this ` +
    'machine or its engines calculate otherwise, so nothing is valued here. Install LiveCalc again.';
  throw new LiveCalcError('INTERNAL', message);
}
