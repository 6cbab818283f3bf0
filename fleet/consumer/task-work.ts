/**
 * One task's way through a worker: fetch, run, store.
 *
 * The first two need a slot; the third goes on while the slot has its next task.
 */
import { createHash, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  inlinePayloadBytes,
  sharedPool,
  stageProductsSchema,
  taskModelSchema,
  type ObjectRef,
  type Task,
  type TaskOf,
} from '../../contracts/wire/task.ts';
import { executionFileName } from '../../contracts/execution-record.ts';
import type { JobProgress } from '../../contracts/wire/job.ts';
import type { PartExecutors, PartOutcome } from '../../executor/executor.ts';
import { asStorageError, type DiskRoom } from '../../intake/storage/disk-room.ts';
import type { TaskObjects } from '../objects/task-objects.ts';
import type { Lane } from '../queue/queue.ts';
import type { Answer } from './answer.ts';
import { objectsOf, runPart, type PartTask } from './run-part.ts';
import { TaskFiles } from './task-files.ts';

export interface WorkTools {
  readonly executors: PartExecutors;
  readonly objects: TaskObjects;
  readonly lane: Lane;
  /** Whether models may bring engines; true unless it is said. */
  readonly allowsCode?: boolean;
  /** Absolute: where executors may write. */
  readonly folder: string;
  readonly room: DiskRoom;
}

/** What a task has left on this machine. */
export interface Left extends Disposable {
  /** Stores it, and tells what there is to answer. Throws as `TaskObjects.putFile` does. */
  store(): Promise<Answer>;
}

export class TaskWork {
  readonly #tools: WorkTools;
  readonly #task: Task;
  readonly #signal: AbortSignal;

  constructor(tools: WorkTools, task: Task, signal: AbortSignal) {
    this.#tools = tools;
    this.#task = task;
    this.#signal = signal;
  }

  /** Throws what fetching and valuing throw, and the signal's reason. */
  async run(onProgress: (progress: JobProgress) => void): Promise<Left> {
    using stack = new DisposableStack();
    const task = this.#task;
    using files = new TaskFiles(this.#tools.objects, task, this.#signal);
    const folder = path.join(this.#tools.folder, `task-${randomUUID()}`);
    const holding = this.#tools.room.hold(() => rmSync(folder, { recursive: true, force: true }));
    stack.defer(() => holding.remove());
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw asStorageError(error);
    });
    const answering = await (task.kind === 'convert'
      ? this.#convert(task, files, folder)
      : this.#part(task, files, folder, onProgress));
    holding.grow(answering.sizeBytes);
    const rest = stack.move();
    return { store: answering.store, [Symbol.dispose]: () => rest.dispose() };
  }

  async #part(
    task: PartTask,
    files: TaskFiles,
    resultFolder: string,
    onProgress: (progress: JobProgress) => void,
  ): Promise<Answering> {
    const model = await files.json(taskModelSchema, task.model);
    const products =
      task.products === null ? [] : await files.json(stageProductsSchema, task.products);
    await files.fetch(objectsOf(model, products));
    const { executors, lane, allowsCode = true } = this.#tools;
    const { fileOf } = files;
    // Workers of the shared pool serve everybody (I8).
    const mayRunCode = allowsCode && lane.pool !== sharedPool;
    const part = runPart(task, { model, products, fileOf, resultFolder }, mayRunCode);
    const outcome = await executors.part(part, { onProgress }, this.#signal);
    const store = (): Promise<Answer> => this.#storePart(task, outcome, resultFolder);
    return { store, sizeBytes: writtenBytes(outcome) };
  }

  async #convert(task: TaskOf<'convert'>, files: TaskFiles, folder: string): Promise<Answering> {
    await files.fetch([task.table]);
    const target = path.join(folder, `table.${task.format}`);
    const conversion = { file: files.fileOf(task.table), format: task.format, target };
    const { object, computeMs } = await this.#tools.executors.convert(conversion, this.#signal);
    const store = async (): Promise<Answer> => {
      await this.#put(target, object);
      return { content: { kind: 'converted', computeMs, object }, bytes: null };
    };
    return { store, sizeBytes: object.sizeBytes };
  }

  async #storePart(task: PartTask, outcome: PartOutcome, folder: string): Promise<Answer> {
    if (outcome.kind === 'reached') return { content: outcome, bytes: null };
    if (outcome.kind === 'finished') return await this.#storeFinished(outcome, folder);
    const { sums, slice, ...facts } = outcome;
    const sumsFile = path.join(folder, 'sums.bin');
    const isInline = sums !== null && sums.sizeBytes <= inlinePayloadBytes;
    const [bytes] = await Promise.all([
      isInline ? readFile(sumsFile) : null,
      sums !== null && !isInline && this.#put(sumsFile, sums),
      slice !== null && this.#put(path.join(folder, 'slice.bin'), slice),
    ]);
    const { stage, range } = task as TaskOf<'chunk'>;
    const payload = sums === null ? null : { ...sums, isInline };
    return { content: { ...facts, stage, range, payload, slice }, bytes };
  }

  async #storeFinished(
    { planned, result, tables, record, computeMs }: PartOutcome & { kind: 'finished' },
    folder: string,
  ): Promise<Answer> {
    const text = new TextEncoder().encode(JSON.stringify(result));
    const isInline = text.byteLength <= inlinePayloadBytes;
    const puts = tables.map((table) => this.#put(path.join(folder, `${table.table}.arrow`), table));
    puts.push(this.#put(path.join(folder, executionFileName), record));
    if (!isInline) puts.push(this.#putBytes(text));
    await Promise.all(puts);
    const payload = { ...refOf(text), isInline };
    const { resultHash } = result;
    const kept = tables.map(({ table, rows, sizeBytes, sha256 }) => ({
      table,
      rows,
      sizeBytes,
      sha256,
    }));
    return {
      content: { kind: 'finished', computeMs, planned, resultHash, tables: kept, record, payload },
      bytes: isInline ? text : null,
    };
  }

  async #put(file: string, { sha256, sizeBytes }: ObjectRef): Promise<void> {
    const object = { sha256, sizeBytes };
    await this.#tools.objects.putFile(this.#task, file, object, this.#signal);
  }

  async #putBytes(bytes: Uint8Array): Promise<void> {
    await this.#tools.objects.putBytes(this.#task, bytes, this.#signal);
  }
}

/** What is to be stored before there is an answer, and how much of the disk it takes. */
interface Answering {
  readonly store: () => Promise<Answer>;
  readonly sizeBytes: number;
}

function writtenBytes(outcome: PartOutcome): number {
  if (outcome.kind === 'reached') return 0;
  if (outcome.kind === 'finished') {
    return [...outcome.tables, outcome.record].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }
  return (outcome.sums?.sizeBytes ?? 0) + (outcome.slice?.sizeBytes ?? 0);
}

function refOf(bytes: Uint8Array): ObjectRef {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { sha256, sizeBytes: bytes.byteLength };
}
