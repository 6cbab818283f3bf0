/** A worker that takes tasks from a queue and does what a test says; by default, what is right. */
import { randomUUID } from 'node:crypto';
import type { Task, TaskOf, TaskOutcome, WorkerStatus } from '../../../contracts/wire/task.ts';
import type { Delivery, Queue } from '../../../fleet/queue/queue.ts';
import type { ObjectStore } from '../../objects/object-store.ts';
import {
  engines,
  frontierOf,
  plannedOf,
  resultHashOf,
  resultOf,
  sha256,
  sumsOf,
  type PretendRun,
} from './pretend-run.ts';

/** What a worker reports; null where it says nothing of the task. */
export type Answer = { readonly outcome: TaskOutcome; readonly bytes: Uint8Array | null } | null;

export interface ScriptedOptions {
  readonly queue: Queue;
  readonly objects: ObjectStore;
  readonly run: PretendRun;
  readonly runtimeVersion: string;
  readonly pool?: string;
  readonly slots?: number;
  readonly pod?: string;
  /** Called with every task, and with what would be right. */
  readonly script?: (task: Task, right: () => Promise<Answer>) => Promise<Answer>;
}

export class ScriptedWorker {
  readonly id: string = randomUUID();
  readonly #options: ScriptedOptions;
  readonly #ending = new AbortController();
  readonly #ended: Promise<null>;
  readonly #running = new Map<string, Task>();
  readonly taken: Task[] = [];
  #state: WorkerStatus['state'] = 'ready';
  #loops: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ScriptedOptions) {
    this.#options = options;
    const { signal } = this.#ending;
    this.#ended = new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(null));
    });
  }

  start(): this {
    this.#announce();
    this.#timer = setInterval(() => this.#announce(), 100);
    const loops = Array.from({ length: this.#options.slots ?? 1 }, () => this.#loop());
    this.#loops = Promise.allSettled(loops);
    return this;
  }

  /** Ends without a word, with what it has in its hands. */
  kill(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#ending.abort(new Error('killed'));
  }

  async stop(): Promise<void> {
    this.kill();
    this.#state = 'gone';
    this.#announce();
    await this.#loops;
  }

  drain(): void {
    this.#state = 'draining';
    this.#announce();
  }

  async #loop(): Promise<void> {
    const { queue, runtimeVersion, pool = 'shared' } = this.#options;
    const { signal } = this.#ending;
    while (!signal.aborted) await this.#handle(await queue.take({ runtimeVersion, pool }, signal));
  }

  async #handle(delivery: Delivery): Promise<void> {
    const { task } = delivery;
    const { queue, script } = this.#options;
    this.taken.push(task);
    this.#running.set(task.taskId, task);
    this.#announce();
    const right = async (): Promise<Answer> => await this.right(task);
    const answer = await Promise.race([this.#ended, script?.(task, right) ?? right()]);
    if (this.#ending.signal.aborted || answer === null) return;
    if (answer.outcome.kind === 'returned') await delivery.done();
    await queue.report(answer.outcome, answer.bytes);
    await delivery.done();
    this.#running.delete(task.taskId);
    this.#announce();
  }

  /** What an honest worker reports. */
  async right(task: Task): Promise<Answer> {
    if (task.kind === 'advance') return await this.#advance(task);
    if (task.kind === 'convert') {
      const bytes = new TextEncoder().encode(`${task.table.table} as ${task.format}`);
      const object = await this.#put(task, bytes);
      return { outcome: { ...this.#head(task), kind: 'converted', object }, bytes: null };
    }
    const bytes = sumsOf(this.#options.run, task.stage, task.range);
    const payload = { sha256: sha256(bytes), sizeBytes: bytes.length, isInline: true };
    const { stage, range } = task;
    const head = { ...this.#head(task), kind: 'chunk', stage, range, engines } as const;
    return { outcome: { ...head, payload, slice: null }, bytes };
  }

  async #advance(task: TaskOf<'advance'>): Promise<Answer> {
    const { run } = this.#options;
    const planned = plannedOf(task.model.sha256);
    const products = await this.#products(task);
    if (products.length < run.units.length) {
      const frontier = frontierOf(run, products.length);
      const head = { ...this.#head(task), kind: 'reached', planned, engines } as const;
      return { outcome: { ...head, frontier }, bytes: null };
    }
    const resultHash =
      products.length === 0 ? resultHashOf(run) : sha256(products.map((sums) => sums).join(' '));
    const bytes = new TextEncoder().encode(JSON.stringify(resultOf(resultHash, planned.runHash)));
    const stored = await this.#put(task, new TextEncoder().encode('an Arrow stream'));
    const tables = [{ table: 'scenarios', rows: 1, ...stored }];
    const payload = { sha256: sha256(bytes), sizeBytes: bytes.length, isInline: true };
    const head = { ...this.#head(task), kind: 'finished', planned, resultHash } as const;
    return { outcome: { ...head, tables, payload }, bytes };
  }

  /** SHA-256 of the sums of each product that it was given. */
  async #products(task: TaskOf<'advance'>): Promise<readonly string[]> {
    if (task.products === null) return [];
    const pieces: Uint8Array[] = [];
    const { objects } = this.#options;
    for await (const piece of objects.read(task.tenant, task.products.sha256)) pieces.push(piece);
    const products = JSON.parse(Buffer.concat(pieces).toString()) as { sums: { sha256: string } }[];
    return products.map(({ sums }) => sums.sha256);
  }

  async #put(task: Task, bytes: Uint8Array): Promise<{ sha256: string; sizeBytes: number }> {
    const expected = { name: 'test', maxBytes: 1024 };
    return await this.#options.objects.put(task.tenant, [bytes], expected);
  }

  #head({ taskId, jobId, tenant, attempt, runtimeVersion }: Task): {
    readonly taskId: string;
    readonly jobId: string;
    readonly tenant: string;
    readonly attempt: number;
    readonly worker: string;
    readonly runtimeVersion: string;
    readonly computeMs: number;
  } {
    const computeMs = this.#options.run.unitMs;
    return { taskId, jobId, tenant, attempt, worker: this.id, runtimeVersion, computeMs };
  }

  status(): WorkerStatus {
    const { runtimeVersion, pool = 'shared', slots = 1, pod = null } = this.#options;
    return {
      worker: this.id,
      pod,
      runtimeVersion,
      pool,
      slots,
      threads: 1,
      state: this.#state,
      startedAt: new Date(0).toISOString(),
      running: [...this.#running.values()].map(({ taskId, jobId, attempt }) => {
        return { taskId, jobId, attempt, forMs: 0, progress: null };
      }),
      tasksDone: 0,
      residentBytes: 0,
    };
  }

  #announce(): void {
    this.#options.queue.announce({ kind: 'worker', status: this.status() });
  }
}
