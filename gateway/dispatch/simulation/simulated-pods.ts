/** Pods with one slot each, and the queue that they take from: slow ones, and ones that die. */
import type { Timeline } from './timeline.ts';

export interface PodOptions {
  readonly pods: number;
  /** How many of 1,000 chunks end with the death of their pod. */
  readonly deathsPerThousand: number;
  /** How many of 1,000 chunks take four times as long. */
  readonly stragglersPerThousand: number;
  /** After which the queue offers the task of a dead pod again. */
  readonly ackWaitMs: number;
  /** Until there is a new pod. */
  readonly restartMs: number;
  /** From a pod's question to the task, and from its answer to the gateway. */
  readonly networkMs: number;
}

export interface SimulatedTask {
  readonly taskId: string;
  readonly costMs: number;
  readonly onStart: () => void;
  readonly onDone: () => void;
  readonly onDeath: () => void;
}

const straggling = 4;

export class SimulatedPods {
  readonly #options: PodOptions;
  readonly #timeline: Timeline;
  readonly #random: () => number;
  #waiting: SimulatedTask[] = [];
  /** Tasks of `#waiting` that were taken already. */
  #taken = 0;
  #idle: number;
  deaths = 0;
  /** Of chunks that came to their end. */
  busyMs = 0;

  constructor(options: PodOptions, timeline: Timeline, random: () => number) {
    this.#options = options;
    this.#timeline = timeline;
    this.#random = random;
    this.#idle = options.pods;
  }

  publish(task: SimulatedTask): void {
    this.#waiting.push(task);
    this.#hand();
  }

  #hand(): void {
    while (this.#idle > 0 && this.#taken < this.#waiting.length) {
      const task = this.#waiting[this.#taken++]!;
      this.#idle--;
      this.#timeline.after(this.#options.networkMs, () => this.#run(task));
    }
    // The front of a long queue is let go of now and then.
    if (this.#taken < 4096) return;
    this.#waiting = this.#waiting.slice(this.#taken);
    this.#taken = 0;
  }

  #run(task: SimulatedTask): void {
    const { deathsPerThousand, stragglersPerThousand, networkMs } = this.#options;
    task.onStart();
    if (this.#random() * 1000 < deathsPerThousand) return this.#die(task);
    const isSlow = this.#random() * 1000 < stragglersPerThousand;
    const ms = task.costMs * (0.8 + 0.4 * this.#random()) * (isSlow ? straggling : 1);
    this.#timeline.after(ms, () => {
      this.busyMs += ms;
      this.#free();
      this.#timeline.after(networkMs, task.onDone);
    });
  }

  #die(task: SimulatedTask): void {
    this.deaths++;
    this.#timeline.after(this.#options.restartMs, () => this.#free());
    this.#timeline.after(this.#options.ackWaitMs, () => {
      task.onDeath();
      // Offered again before what waits.
      this.#waiting.splice(this.#taken, 0, task);
      this.#hand();
    });
  }

  #free(): void {
    this.#idle++;
    this.#hand();
  }
}
