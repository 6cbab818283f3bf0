import { describe, expect, test } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { Bus, checkMemory, createMemory } from './bus.ts';
import { BusLayout } from './layout.ts';

const mebibyte = 1024 ** 2;

function layout(): BusLayout {
  const plan = new BusLayout(2 * mebibyte);
  plan.block('bus://inputs/policies', [
    { name: 'term', type: 'u32', length: 3, stride: 1 },
    { name: 'premium', type: 'f64', length: 3, stride: 1 },
  ]);
  plan.block('bus://results/scenarios', [{ name: 'npv', type: 'f64', length: 100, stride: 1 }]);
  return plan;
}

describe('the bus', () => {
  test('every column starts at a multiple of 64 and none overlap', () => {
    const columns = layout().regions.flatMap((region) => region.columns);
    expect(columns.map((column) => column.address % 64)).toEqual([0, 0, 0]);
    expect(columns.map((column) => column.address - 2 * mebibyte)).toEqual([0, 64, 128]);
  });

  test('the offset map can be printed', () => {
    expect(layout().print().split('\n')).toEqual([
      'address          bytes  block',
      '00200000           128  bus://inputs/policies  term premium',
      '00200080           832  bus://results/scenarios  npv',
    ]);
  });

  test('what one thread writes through a view is in the memory', () => {
    const plan = layout();
    const bus = new Bus(plan);
    const premium = plan.regions[0]!.columns[1]!;
    bus.view(premium).set([1, -0, 5e-324]);
    expect([...new Float64Array(bus.memory.buffer, premium.address, 3)]).toEqual([1, -0, 5e-324]);
  });

  test('zeroing clears the blocks and nothing else', () => {
    const plan = layout();
    const frame = plan.reserve('stack', 64);
    const bus = new Bus(plan);
    const bytes = new Uint8Array(bus.memory.buffer);
    bytes.fill(7);
    bus.zero();
    const isZero = (byte: number): boolean => byte === 0;
    expect(bytes.subarray(0, plan.base).some(isZero)).toBe(false);
    expect(bytes.subarray(plan.base, frame.address).every(isZero)).toBe(true);
    expect(bytes.subarray(frame.address, plan.end).some(isZero)).toBe(false);
  });
});

describe('memory limits', () => {
  test.each([
    { needed: 100, run: 64, machine: 1024, limit: 'execution.memoryMb allows 64 MiB' },
    { needed: 2000, run: 3072, machine: 1024, limit: 'this machine has allows 1,024 MiB' },
    { needed: 5000, run: 8192, machine: 16384, limit: 'WebAssembly can address allows 4,096 MiB' },
  ])('$needed MiB: $limit', ({ needed, run, machine, limit }) => {
    const check = (): void =>
      checkMemory(needed * mebibyte, {
        runBytes: run * mebibyte,
        machineBytes: machine * mebibyte,
      });
    expect(check).toThrow(LiveCalcError);
    expect(check).toThrow(`needs ${needed.toLocaleString('en')} MiB`);
    expect(check).toThrow(limit);
  });
});

test('memory that the machine refuses is told as such', () => {
  const plan = new BusLayout(2 * mebibyte);
  // More than any machine can address: the limits did not see it.
  plan.reserve('too much', 5 * 1024 ** 3);
  expect(() => createMemory(plan)).toThrow(
    expect.objectContaining({ code: 'MEMORY_ALLOCATION_FAILED' }) as LiveCalcError,
  );
});
