/** What the generators of the examples share. */
import path from 'node:path';
import type { ResultFormat } from '../contracts/config.ts';
import type { Column, Table } from '../contracts/table.ts';
import { createFileSink } from '../tables/node/file-sink.ts';
import { writeTable } from '../tables/write-table.ts';

/** Every table of an example by its file. */
export type ExampleTables = Readonly<Record<string, Table>>;

/** Marsaglia's xorshift32: whole numbers from 0 to `below` - 1. */
export function integerGenerator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Eight decimals, as published tables have them. */
export function roundRate(rate: number): number {
  return Math.round(rate * 1e8) / 1e8;
}

export function table(name: string, columns: readonly Column[]): Table {
  return { name, length: columns[0]?.values.length ?? 0, columns };
}

/** Writes every table into the folder; the format is the file's ending. */
export async function writeExample(folder: string, tables: ExampleTables): Promise<void> {
  for (const [file, content] of Object.entries(tables)) {
    const format = path.extname(file).slice(1) as ResultFormat;
    const sink = createFileSink(path.join(folder, file));
    await writeTable(content, format, sink);
    await sink.close();
  }
}
