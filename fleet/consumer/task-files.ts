/** The files of a task, fetched by hash and kept on this machine until they are let go. */
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ObjectRef, Task } from '../../contracts/wire/task.ts';
import type { TaskObjects } from '../objects/task-objects.ts';

/** Downloads of a task at the same time. */
const atOnce = 8;

export class TaskFiles implements Disposable {
  readonly #objects: TaskObjects;
  readonly #task: Task;
  readonly #signal: AbortSignal;
  readonly #held = new DisposableStack();
  readonly #files = new Map<string, string>();

  constructor(objects: TaskObjects, task: Task, signal: AbortSignal) {
    this.#objects = objects;
    this.#task = task;
    this.#signal = signal;
  }

  /** Fetches what is not here yet. Throws as `TaskObjects.fetch` does, when none is on its way any more. */
  async fetch(objects: readonly ObjectRef[]): Promise<void> {
    const missing = new Map(objects.map((object) => [object.sha256, object]));
    for (const known of this.#files.keys()) missing.delete(known);
    const waiting = [...missing.values()];
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#signal, stop.signal]);
    const one = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const fetched = await this.#objects.fetch(this.#task, next, signal);
        this.#held.use(fetched);
        this.#files.set(fetched.sha256, fetched.file);
      }
    };
    const fetching = Array.from({ length: atOnce }, () =>
      one().catch((error: unknown) => {
        waiting.length = 0;
        stop.abort(error);
        throw error;
      }),
    );
    const ends = await Promise.allSettled(fetching);
    if (ends.some(({ status }) => status === 'rejected')) throw stop.signal.reason;
  }

  /** Absolute, of an object that was fetched. */
  readonly fileOf = ({ sha256 }: ObjectRef): string => {
    const file = this.#files.get(sha256);
    if (file === undefined) throw new LiveCalcError('INTERNAL', `${sha256} was not fetched.`);
    return file;
  };

  /** An object that the gateway has written as JSON. */
  async json<T>(schema: z.ZodType<T>, object: ObjectRef): Promise<T> {
    await this.fetch([object]);
    return schema.parse(JSON.parse(await readFile(this.fileOf(object), 'utf8')));
  }

  [Symbol.dispose](): void {
    this.#held[Symbol.dispose]();
  }
}
