/** Runs one chunk of one stage: unit by unit, summed as the fixed tree does (I3). */
import type { BusColumn, ChunkInput, ICalcEngine } from '../../contracts/engine.ts';
import { viewPartial } from '../reduction/partial.ts';
import { TreeStack } from '../reduction/tree-stack.ts';
import { UnitSum } from '../reduction/unit-sum.ts';
import type { StageProgram } from './program.ts';

/** A sum, and the same columns as the engine is given them. */
interface Slot {
  readonly sum: UnitSum;
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
    this.#stack = new TreeStack(slots, (left, right) => left.sum.add(right.sum));
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
      const end = Math.min(begin + unitLength, chunkEnd);
      slot.sum.begin(begin, end);
      this.#map(begin, end, slot);
      this.#stack.push();
    }
    const target = chunkPartials + chunk * partial.bytes;
    this.#stack.finish().sum.copyTo(viewPartial(this.#buffer, partial, target));
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
      sum: new UnitSum(this.#buffer, partial, address),
      outputs: outputs.map(({ column, partialIndex }) => {
        if (column === null || partialIndex === null) return column;
        return { ...column, address: address + partial.columns[partialIndex]!.offset };
      }),
    };
  }
}
