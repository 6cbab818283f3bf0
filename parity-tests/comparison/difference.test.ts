/** One bit, anywhere, is found where it is; one bit of an input is another run. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Block, RunInputs } from '../../contracts/run-inputs.ts';
import type { Column } from '../../contracts/table.ts';
import { nodeEngines } from '../../engines-wasm/node/engine-files.ts';
import { nodePlatform } from '../../runtime/node/platform.ts';
import { prepareValuation } from '../../runtime/prepare-valuation.ts';
import { groupedByRegion, rich } from '../random-models/chosen-models.ts';
import type { DrawnModel } from '../random-models/drawn-model.ts';
import { writeModel } from '../random-models/model-folder.ts';
import { loadFolder, valueFolder } from '../value-folder.ts';
import { differences, differenceText } from './difference.ts';
import { withFlippedBit, type BitPlace } from './flip-bit.ts';
import type { Outcome } from './outcome.ts';
import { shownValue, type ShownValue } from './shown-value.ts';

const model: DrawnModel = {
  ...groupedByRegion(rich, 60),
  scenarios: { kind: 'rates', isShort: false, hasBase: true },
};

let folder: string;
let outcome: Outcome;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-difference-'));
  await writeModel(folder, model);
  outcome = await valueFolder(folder, { threads: 1 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('two outcomes', () => {
  test('are the same where every value is', async () => {
    expect(differences(outcome, await valueFolder(folder, { threads: 2 }))).toEqual([]);
  });

  test('differ in the one bit that was flipped, wherever it is', () => {
    const columns = outcome.tables.flatMap((table) =>
      table.columns.map((column) => ({ name: `${table.name}.${column.name}`, column })),
    );
    const anyPlace: fc.Arbitrary<BitPlace & { flipped: Column }> = fc
      .constantFrom(...columns)
      .chain(({ name, column }) =>
        fc.record({
          column: fc.constant(name),
          flipped: fc.constant(column),
          row: fc.nat(column.values.length - 1),
          // Of a text, a bit that leaves a printable character.
          bit: fc.nat(column.type === 'utf8' ? 3 : column.type === 'f64' ? 63 : 31),
        }),
      );
    fc.assert(
      fc.property(anyPlace, ({ flipped, ...place }) => {
        const [difference, ...others] = differences(outcome, withFlippedBit(outcome, place));
        expect(others).toEqual([]);
        expect(difference).toMatchObject({ what: place.column, row: place.row + 1 });
        const { expected, found } = difference!;
        expect(expected).toEqual(shownValue(flipped, place.row));
        expect(turnedBits(expected, found)).toEqual([place.bit]);
      }),
      { numRuns: 300 },
    );
  });

  test('differ where a server tells another hash than that of the values it delivers', () => {
    const told = { ...outcome.result, resultHash: '0'.repeat(64) };
    const [difference] = differences(outcome, { ...outcome, result: told });
    expect(differenceText(difference!)).toBe(
      `told result hash: expected ${outcome.result.resultHash}, found ${told.resultHash}`,
    );
  });

  test('differ where a table is missing, or there is one more', () => {
    const [first, ...tables] = outcome.tables;
    const fewer = { ...outcome, tables };
    const name = `${first!.name}.${first!.columns[0]!.name}`;
    expect(differences(outcome, fewer)[0]).toMatchObject({ what: name, row: null });
    expect(differences(fewer, outcome)[0]).toMatchObject({ what: name, row: null });
  });

  test('differ in their statistics even where no value does', () => {
    const statistics = { ...outcome.result.statistics!, mean: 1 };
    const other = { ...outcome, result: { ...outcome.result, statistics } };
    expect(differences(outcome, other).map(({ what }) => what)).toEqual(['statistics']);
  });
});

describe('a value is shown', () => {
  const f64 = (value: number): Column => ({
    name: 'x',
    type: 'f64',
    values: Float64Array.of(value),
  });
  test.each([
    { value: 0.1, text: '0.1', bits: '3fb999999999999a' },
    { value: -0, text: '-0', bits: '8000000000000000' },
    { value: 0, text: '0', bits: '0000000000000000' },
    { value: 1e300, text: '1e+300', bits: '7e37e43c8800759c' },
  ])('as the decimal that reads back as it, and as its bits: $text', ({ value, text, bits }) => {
    expect(shownValue(f64(value), 0)).toEqual({ text, bits });
  });

  test('as a whole number of 32 bits', () => {
    const values = Int32Array.of(-2);
    expect(shownValue({ name: 'x', type: 'i32', values }, 0)).toEqual({
      text: '-2',
      bits: 'fffffffe',
    });
  });
});

describe('one bit of an input', () => {
  const inputColumns = [
    ['policies', 'sum_assured'],
    ['policies', 'premium'],
    ['policies', 'policy_count'],
    ['assumptions', 'mortality'],
    ['assumptions', 'lapse'],
    ['scenarios', 'rate'],
    ['base', 'rate'],
  ] as const;

  test.each(inputColumns)('of %s.%s gives another run hash', async (block, column) => {
    const { config, inputs } = await loadFolder(folder);
    const runHash = async (given: RunInputs): Promise<string> => {
      const parts = { config, inputs: given, engines: nodeEngines(), platform: nodePlatform() };
      await using prepared = await prepareValuation(parts);
      return prepared.runHash;
    };
    const plain = await runHash(inputs);
    expect(plain).toBe(outcome.result.runHash);
    const flipped = { ...inputs, [block]: withFlippedInput(inputs[block]!, column) };
    expect(await runHash(flipped)).not.toBe(plain);
  });
});

/** Of numbers, which bits are not the same; of texts, which of the first character's. */
function turnedBits(one: ShownValue, other: ShownValue): readonly number[] {
  const bitsOf = ({ text, bits }: ShownValue): bigint =>
    bits === null ? BigInt(text.charCodeAt(1)) : BigInt(`0x${bits}`);
  const turned = (bitsOf(one) ^ bitsOf(other)).toString(2);
  return turned
    .split('')
    .toReversed()
    .flatMap((bit, place) => (bit === '1' ? [place] : []));
}

/** The block with the last bit of a column's middle value flipped. */
function withFlippedInput({ columns }: Block, name: string): Block {
  const index = columns.findIndex((column) => column.name === name);
  const values = Float64Array.from(columns[index]!.values);
  const bits = new BigUint64Array(values.buffer);
  bits[values.length >> 1]! ^= 1n;
  return { columns: columns.with(index, { ...columns[index]!, values }) };
}
