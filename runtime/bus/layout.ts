/**
 * The run's memory map, planned before any memory exists.
 *
 * Blocks are named `bus://category/name`; every column starts at a multiple of 64. Planning first
 * means that a run which does not fit is refused with a figure, before it starts.
 */
import type { BusColumn } from '../../contracts/engine.ts';
import { elementBytes, type NumericType } from '../../contracts/table.ts';
import { align } from '../../engines-wasm/frame.ts';

export interface PlannedColumn extends BusColumn {
  readonly name: string;
  readonly type: NumericType;
}

/** A named part of the run's memory. */
export interface Region {
  readonly name: string;
  readonly address: number;
  readonly bytes: number;
  readonly columns: readonly PlannedColumn[];
}

export interface ColumnRequest {
  readonly name: string;
  readonly type: NumericType;
  readonly length: number;
  readonly stride: number;
}

/** Hands out addresses, lowest first. */
export class BusLayout {
  readonly #regions: Region[] = [];
  #end: number;
  readonly base: number;

  constructor(base: number) {
    this.base = base;
    this.#end = align(base);
  }

  get regions(): readonly Region[] {
    return this.#regions;
  }

  /** First free address: the bytes of memory needed so far. */
  get end(): number {
    return this.#end;
  }

  /** Space for the columns of a block. */
  block(name: string, requests: readonly ColumnRequest[]): Region {
    const address = this.#end;
    const columns = requests.map((request) => {
      const column = { ...request, address: this.#end };
      this.#end += align(request.length * elementBytes[request.type]);
      return column;
    });
    return this.#keep({ name, address, bytes: this.#end - address, columns });
  }

  /** Space that is no column: frames, stacks, partials. */
  reserve(name: string, bytes: number): Region {
    const address = this.#end;
    this.#end += align(bytes);
    return this.#keep({ name, address, bytes: this.#end - address, columns: [] });
  }

  /** The offset map, one line a region: for a person who looks inside. */
  print(): string {
    const lines = this.#regions.map(
      (region) =>
        `${region.address.toString(16).padStart(8, '0')}  ${String(region.bytes).padStart(12)}  ` +
        `${region.name}  ${region.columns.map((column) => column.name).join(' ')}`.trimEnd(),
    );
    return ['address          bytes  block', ...lines].join('\n');
  }

  #keep(region: Region): Region {
    this.#regions.push(region);
    return region;
  }
}
