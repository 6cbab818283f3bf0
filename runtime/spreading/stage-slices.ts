/** The bytes of a stage's columns that are written in place, by range of its units. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import { elementBytes } from '../../contracts/table.ts';
import { scenariosPerTile } from '../../contracts/units.ts';
import type { UnitRange } from '../../contracts/wire/task.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';
import type { PlannedColumn } from '../bus/layout.ts';
import type { StageProgram } from '../pool/program.ts';
import type { StageSlice } from './spread.ts';

/** A column whose first axis is the stage's own. */
interface SlicedColumn {
  readonly planned: PlannedColumn;
  /** `row`, `member`, `scenario` or `tile`. */
  readonly axis: string;
}

/** Steps [begin, end) of the stage's axis. */
interface Steps {
  readonly begin: number;
  readonly end: number;
}

export class StageSlices {
  readonly #program: StageProgram;
  readonly #columns: readonly SlicedColumn[];
  /** Where each row's policies end on the axis `member`; null where rows are policies. */
  readonly #memberEnd: Uint32Array | null;

  constructor(program: StageProgram, node: PlannedNode, { modelPoints }: RunInputs) {
    this.#program = program;
    this.#memberEnd = modelPoints?.end ?? null;
    const stage = node.info.stages[program.stage ?? -1]?.name;
    this.#columns = node.outputs.flatMap(({ declared, planned }) =>
      planned !== null && declared.stage === stage && declared.combine === 'concat'
        ? [{ planned, axis: String(declared.axes[0]) }]
        : [],
    );
  }

  get isEmpty(): boolean {
    return this.#columns.length === 0;
  }

  /** A copy of the range's parts of all columns, one after the other. */
  read(memory: ArrayBufferLike, range: UnitRange): Uint8Array<ArrayBuffer> {
    const parts = this.#parts(memory, range);
    const bytes = new Uint8Array(byteLength(parts));
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }

  /**
   * Puts slices where their ranges would have written them. Throws INTERNAL where they do not cover
   * the stage or have other bytes than their ranges write.
   */
  write(memory: ArrayBufferLike, slices: readonly StageSlice[]): void {
    const { label, axisLength, unitLength } = this.#program;
    const units = Math.ceil(axisLength / unitLength);
    let begin = 0;
    for (const { range, bytes } of slices.toSorted((a, b) => a.range.begin - b.range.begin)) {
      const parts = this.#parts(memory, range);
      if (range.begin !== begin)
        throw doesNotFit(label, `the slice from unit ${begin} on is missing`);
      if (bytes.length !== byteLength(parts)) {
        throw doesNotFit(label, `the slice of unit ${begin} has ${bytes.length} bytes`);
      }
      let offset = 0;
      for (const part of parts) {
        part.set(bytes.subarray(offset, offset + part.length));
        offset += part.length;
      }
      begin += range.count;
    }
    if (begin < units) throw doesNotFit(label, `slices end at unit ${begin} of ${units}`);
  }

  #parts(memory: ArrayBufferLike, range: UnitRange): Uint8Array[] {
    return this.#columns.map(({ planned, axis }) => {
      const { begin, end } = this.#steps(axis, range);
      const stepBytes = planned.stride * elementBytes[planned.type];
      return new Uint8Array(memory, planned.address + begin * stepBytes, (end - begin) * stepBytes);
    });
  }

  #steps(axis: string, range: UnitRange): Steps {
    const { axisLength, unitLength } = this.#program;
    const begin = range.begin * unitLength;
    const end = Math.min(axisLength, (range.begin + range.count) * unitLength);
    if (axis === 'tile') {
      return { begin: begin / scenariosPerTile, end: Math.ceil(end / scenariosPerTile) };
    }
    if (axis !== 'member' || this.#memberEnd === null) return { begin, end };
    return { begin: this.#memberEnd[begin - 1] ?? 0, end: this.#memberEnd[end - 1]! };
  }
}

function byteLength(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function doesNotFit(label: string, reason: string): LiveCalcError {
  const message = `What ${label} has left does not fit it: ${reason}.`;
  return new LiveCalcError('INTERNAL', message, { node: label, found: reason });
}
