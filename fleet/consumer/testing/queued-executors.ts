/**
 * Executors behind a queue: what is asked of them travels as tasks, and outcomes come back, so that
 * whoever leads a job over executors leads it over a queue and its consumers.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { executionFileName } from '../../../contracts/execution-record.ts';
import { runResultSchema } from '../../../contracts/run-result.ts';
import type {
  ObjectRef,
  OutcomeOf,
  Task,
  TaskOutcome,
  UnitRange,
} from '../../../contracts/wire/task.ts';
import type {
  PartExecutors,
  PartListener,
  PartOutcome,
  RunPart,
} from '../../../executor/executor.ts';
import type { Lane, Queue, ReportedOutcome } from '../../queue/queue.ts';
import type { FolderTaskObjects } from './folder-task-objects.ts';

type Rest = Omit<PartExecutors, 'part'>;

export class QueuedExecutors implements AsyncDisposable {
  readonly #queue: Queue;
  readonly #objects: FolderTaskObjects;
  readonly #lane: Lane;
  readonly #waiting = new Map<string, (reported: ReportedOutcome) => void>();
  readonly #listening: AsyncDisposable;
  #advances = 0;
  /** As the last advance has told them. */
  #engines: Readonly<Record<string, string>> = {};
  #runHash = '';

  constructor(queue: Queue, objects: FolderTaskObjects, lane: Lane) {
    this.#queue = queue;
    this.#objects = objects;
    this.#lane = lane;
    this.#listening = queue.onOutcome(async (reported) => {
      await Promise.resolve();
      this.#waiting.get(reported.outcome.taskId)?.(reported);
    });
  }

  /** With `rest` for what does not travel. */
  over(rest: Rest): PartExecutors {
    return { ...rest, part: (part, listener, signal) => this.part(part, listener, signal) };
  }

  async part(part: RunPart, _listener: PartListener, _signal: AbortSignal): Promise<PartOutcome> {
    const task = this.#taskOf(part);
    const { promise, resolve } = Promise.withResolvers<ReportedOutcome>();
    this.#waiting.set(task.taskId, resolve);
    await this.#queue.publish(task);
    return this.#outcomeOf(part, await promise);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listening[Symbol.asyncDispose]();
  }

  #taskOf({ jobId, task, products, work }: RunPart): Task {
    const { tenant, config, bringsCode } = task;
    const put = (file: string): ObjectRef => this.#objects.put(task, readFileSync(file));
    const assets = [...task.assets].map(([name, { file }]) => [name, put(file)] as const);
    const model = { config, assets: Object.fromEntries(assets), engines: task.engines };
    const known = [...products].map(([stage, { sums, slices, isUndivided }]) => ({
      stage,
      isUndivided,
      sums: sums === null ? null : put(sums),
      slices: slices.map(({ range, file }) => ({ range, object: put(file) })),
    }));
    const head = {
      jobId,
      tenant,
      attempt: 1,
      ...this.#lane,
      bringsCode,
      objectToken: 'token',
      deadlineAt: null,
      traceparent: null,
      model: this.#objects.putJson(task, model),
      products: known.length === 0 ? null : this.#objects.putJson(task, known),
    };
    if (work.kind === 'advance') {
      const taskId = `${jobId}.advance.${this.#advances++}`;
      return { ...head, kind: 'advance', taskId, spreadAboveMs: work.spreadAboveMs };
    }
    const { stage, range } = work;
    return {
      ...head,
      kind: 'chunk',
      stage,
      range,
      taskId: chunkId(jobId, stage, range),
      runHash: this.#runHash,
      engines: this.#engines,
    };
  }

  #outcomeOf({ task }: RunPart, { outcome, bytes }: ReportedOutcome): PartOutcome {
    const take = (object: ObjectRef, name: string): void =>
      copyFileSync(this.#objects.fileOf(task, object.sha256), path.join(task.resultFolder, name));
    switch (outcome.kind) {
      case 'reached':
        this.#engines = outcome.engines;
        this.#runHash = outcome.planned.runHash;
        return outcome;
      case 'finished':
        for (const table of outcome.tables) take(table, `${table.table}.arrow`);
        take(outcome.record!, executionFileName);
        return {
          ...outcome,
          record: outcome.record!,
          result: runResultSchema.parse(jsonOf(bytes!)),
        };
      case 'chunk':
        if (outcome.slice !== null) take(outcome.slice, 'slice.bin');
        this.#takeSums(task.resultFolder, outcome, bytes, take);
        return { ...outcome, sums: outcome.payload };
      default:
        throw new Error(describe(outcome));
    }
  }

  #takeSums(
    folder: string,
    { payload }: OutcomeOf<'chunk'>,
    bytes: Uint8Array | null,
    take: (object: ObjectRef, name: string) => void,
  ): void {
    if (bytes !== null) writeFileSync(path.join(folder, 'sums.bin'), bytes);
    else if (payload !== null) take(payload, 'sums.bin');
  }
}

function chunkId(jobId: string, stage: number, { begin, count }: UnitRange): string {
  return [jobId, 'chunk', stage, begin, count].join('.');
}

function jsonOf(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

function describe(outcome: TaskOutcome): string {
  return 'error' in outcome ? `${outcome.kind}: ${outcome.error.message}` : outcome.kind;
}
