/** A stage of a run: its chunks on the threads, at once or range by range, and what they leave. */
import type { NumericArray } from '../contracts/table.ts';
import type { RunInputs } from '../contracts/run-inputs.ts';
import type { OnProgress } from '../contracts/progress.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import type { SumColumn, UnitRange } from '../contracts/wire/task.ts';
import type { Bus } from './bus/bus.ts';
import type { PlannedNode } from './pipeline/plan-node.ts';
import type { StageProgram } from './pool/program.ts';
import type { ChunkRange, ChunkTimes, ThreadPool } from './pool/thread-pool.ts';
import { addPartial, copyPartial, viewPartial, type Partial } from './reduction/partial.ts';
import { packSums } from './reduction/partial-bytes.ts';
import { checkSubtree, SubtreeMerge } from './reduction/subtree-merge.ts';
import type { UnnumberedStage } from './spreading/numbered-spread.ts';
import type { RangeProduct, StageProduct } from './spreading/spread.ts';
import { StageSlices } from './spreading/stage-slices.ts';

/** A stage and the memory that it works on. */
export interface StagePlace {
  readonly program: StageProgram;
  /** Its number in the threads' program. */
  readonly index: number;
  readonly node: PlannedNode;
  readonly bus: Bus;
  readonly inputs: RunInputs;
}

interface RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

export class StageRun {
  readonly #place: StagePlace;
  readonly #pool: ThreadPool;
  readonly #options: RunOptions;

  constructor(place: StagePlace, pool: ThreadPool, options: RunOptions) {
    this.#place = place;
    this.#pool = pool;
    this.#options = options;
  }

  /** Runs all chunks; sums are then on the bus. Throws as ThreadPool.runStage does. */
  async runHere(): Promise<ChunkTimes> {
    const all = { begin: 0, end: this.#place.program.chunkCount };
    const times = await this.#runChunks(all, this.#options.signal);
    if (this.#sums.length > 0) copyPartial(this.#target(), this.#merge(all));
    return times;
  }

  /** Whether there is more than one chunk, over rows or scenarios. */
  get isSpreadable(): boolean {
    const { stage, chunkCount } = this.#place.program;
    return stage !== null && chunkCount > 1;
  }

  /** What is said of it to whoever may spread it. */
  reached(): UnnumberedStage {
    const { label, unitsPerChunk } = this.#place.program;
    return {
      label,
      units: this.#units,
      grain: unitsPerChunk,
      sums: this.#sums,
      isSliced: !this.#slices().isEmpty,
      run: (range, signal) => this.#runRange(range, signal),
    };
  }

  /** Puts on the bus what was made elsewhere. Throws INTERNAL where it does not fit the stage. */
  put({ sums, slices }: StageProduct): void {
    const target = this.#target();
    const isFit = (column: NumericArray, index: number): boolean =>
      column.length === sums[index]?.length && column.constructor === sums[index].constructor;
    if (sums.length !== target.length || !target.every(isFit)) {
      const { label } = this.#place.program;
      const message = `Sums for ${label} have other columns than it adds.`;
      throw new LiveCalcError('INTERNAL', message, { node: label });
    }
    copyPartial(target, sums);
    const inPlace = this.#slices();
    if (!inPlace.isEmpty) inPlace.write(this.#place.bus.memory.buffer, slices);
  }

  /** May be run for any ranges, any number of times: a chunk writes what it wrote before. */
  async #runRange(range: UnitRange, signal: AbortSignal): Promise<RangeProduct> {
    const { program, bus } = this.#place;
    const { unitsPerChunk, chunkCount } = program;
    checkSubtree(range, this.#units);
    if (range.count % unitsPerChunk !== 0) {
      throw new LiveCalcError(
        'INTERNAL',
        `${program.label} was asked for ${range.count} units, and a chunk has ${unitsPerChunk}.`,
      );
    }
    const begin = range.begin / unitsPerChunk;
    const chunks = { begin, end: Math.min(chunkCount, begin + range.count / unitsPerChunk) };
    await this.#runChunks(chunks, AbortSignal.any([signal, this.#options.signal]));
    const slices = this.#slices();
    return {
      sums: this.#sums.length === 0 ? new Uint8Array() : packSums(this.#sums, this.#merge(chunks)),
      slice: slices.isEmpty ? null : slices.read(bus.memory.buffer, range),
    };
  }

  async #runChunks(chunks: ChunkRange, signal: AbortSignal): Promise<ChunkTimes> {
    const { index, program } = this.#place;
    return await this.#pool.runStage(index, {
      signal,
      chunks,
      onProgress: (done, total) =>
        this.#options.onProgress({ kind: 'chunks', stage: program.label, done, total }),
    });
  }

  /** The sums over chunks, in place of the first one's partial. */
  #merge({ begin, end }: ChunkRange): Partial {
    const { program, bus } = this.#place;
    const merge = new SubtreeMerge<Partial>(end - begin, addPartial);
    for (let chunk = begin; chunk < end; chunk++) {
      const address = program.chunkPartials + chunk * program.partial.bytes;
      const partial = viewPartial(bus.memory.buffer, program.partial, address);
      merge.insert({ begin: chunk - begin, count: 1 }, partial);
    }
    return merge.root!;
  }

  get #units(): number {
    const { axisLength, unitLength } = this.#place.program;
    return Math.ceil(axisLength / unitLength);
  }

  get #sums(): SumColumn[] {
    return this.#place.program.partial.columns.map(({ type, length }) => ({ type, length }));
  }

  #slices(): StageSlices {
    const { program, node, inputs } = this.#place;
    return new StageSlices(program, node, inputs);
  }

  /** The columns on the bus that the partials reduce to, in the partial's order. */
  #target(): Partial {
    const { program, node, bus } = this.#place;
    return program.outputs.flatMap(({ partialIndex }, index) =>
      partialIndex === null ? [] : [bus.view(node.outputs[index]!.planned!)],
    );
  }
}
