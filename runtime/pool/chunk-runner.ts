/** Runs one chunk of one stage: unit by unit, summed as the fixed tree does (I3). */
import type { BusColumn, ChunkInput, ICalcEngine } from '../../contracts/engine.ts';
import {
  addPartial,
  clearPartial,
  copyPartial,
  viewPartial,
  type Partial,
} from '../reduction/partial.ts';
import { TreeStack } from '../reduction/tree-stack.ts';
import type { StageProgram } from './program.ts';

/** A partial's views, and the same columns as the engine is given them. */
interface Slot {
  readonly partial: Partial;
  readonly outputs: readonly (BusColumn | null)[];
}

export class ChunkRunner {
  readonly #program: StageProgram;
  readonly #engine: ICalcEngine;
  readonly #buffer: ArrayBufferLike;
  readonly #stack: TreeStack<Slot>;

  constructor(program: StageProgram, engine: ICalcEngine, buffer: ArrayBufferLike, thread: number) {
    this.#program = program;
    this.#engine = engine;
    this.#buffer = buffer;
    const first = program.threadSlots[thread]!;
    const slots = Array.from({ length: program.slotCount }, (_, index) =>
      this.#slot(first + index * program.partial.bytes),
    );
    this.#stack = new TreeStack(slots, (left, right) => addPartial(left.partial, right.partial));
  }

  /** Maps the chunk's units and leaves its partial at its place. */
  run(chunk: number): void {
    const { unitLength, unitsPerChunk, axisLength, partial, chunkPartials } = this.#program;
    const chunkLength = unitLength * unitsPerChunk;
    // A unit of the chunk before may have thrown.
    this.#stack.clear();
    const chunkEnd = Math.min(axisLength, (chunk + 1) * chunkLength);
    for (let begin = chunk * chunkLength; begin < chunkEnd; begin += unitLength) {
      const slot = this.#stack.next();
      clearPartial(slot.partial);
      this.#map(begin, Math.min(begin + unitLength, chunkEnd), slot);
      this.#stack.push();
    }
    const sum = this.#stack.finish();
    const target = chunkPartials + chunk * partial.bytes;
    copyPartial(viewPartial(this.#buffer, partial, target), sum.partial);
  }

  /** Runs the finalize: it has no units and no partial. */
  finalize(): void {
    this.#engine.finalize?.(this.#input(0, 0, 0), { columns: this.#stack.next().outputs });
  }

  #map(begin: number, end: number, slot: Slot): void {
    this.#engine.runChunk(this.#input(this.#program.stage ?? 0, begin, end), {
      columns: slot.outputs,
    });
  }

  #input(stage: number, begin: number, end: number): ChunkInput {
    const { axes, overScenarios, inputs } = this.#program;
    return {
      chunk: {
        stage,
        begin,
        end,
        scenarioBegin: overScenarios ? begin : 0,
        scenarioEnd: overScenarios ? end : axes.scenario,
      },
      axes,
      columns: inputs,
    };
  }

  #slot(address: number): Slot {
    const { partial, outputs } = this.#program;
    return {
      partial: viewPartial(this.#buffer, partial, address),
      outputs: outputs.map(({ column, partialIndex }) => {
        if (column === null || partialIndex === null) return column;
        return { ...column, address: address + partial.columns[partialIndex]!.offset };
      }),
    };
  }
}
