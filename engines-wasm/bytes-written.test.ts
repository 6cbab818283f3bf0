import { expect, test } from 'vitest';
import type { EngineOutputColumn } from '../contracts/engine-info.ts';
import { bytesWritten } from './bytes-written.ts';

const column = (changes: Partial<EngineOutputColumn>): EngineOutputColumn => ({
  name: 'x',
  type: 'f64',
  axes: ['row'],
  stage: 'map',
  combine: 'concat',
  optional: false,
  description: '',
  ...changes,
});
const at = (length: number, stride: number) => ({ address: 0, length, stride });

test('a unit writes its slice of concatenated columns and all of the others', () => {
  const declared = [
    column({}),
    column({ type: 'u32', axes: ['row', 3] }),
    column({ axes: ['time'], combine: 'sum' }),
    column({ axes: ['tile', 'time', 64] }),
    column({ stage: 'finalize', axes: ['scenario'] }),
    column({}),
  ];
  const columns = [at(1000, 1), at(3000, 3), at(30, 1), at(1920, 1920), at(9, 1), null];
  expect(bytesWritten(declared, 'map', columns, 10)).toBe(10 * 8 + 30 * 4 + 30 * 8 + 1920 * 8);
});
