import { describe, expect, it } from 'vitest';
import { coded, joined } from './codes.ts';

describe('columns as codes', () => {
  it.each([
    ['texts', ['b', 'a', 'b', 'c']],
    ['small numbers', Uint32Array.of(7, 0, 7, 1)],
    ['large numbers', Uint32Array.of(2 ** 32 - 1, 0, 2 ** 32 - 1, 1)],
    ['negative numbers', Int32Array.of(-7, 0, -7, 1)],
    ['fractions', Float64Array.of(0.5, 0, 0.5, 1)],
  ])('numbers %s in the order in which they first appear', (_, values) => {
    expect(coded(values)).toEqual({ codes: Uint32Array.of(0, 1, 0, 2), firstRows: [0, 1, 3] });
  });

  it('joins columns into one that tells rows apart wherever one of them does', () => {
    const gender = coded(['M', 'F', 'M', 'M']);
    const product = coded(['Term', 'Term', 'WholeLife', 'Term']);
    expect(joined([gender, product], 4)).toEqual({
      codes: Uint32Array.of(0, 1, 2, 0),
      firstRows: [0, 1, 2],
    });
  });

  it('joins columns of very many values', () => {
    const many = coded(Uint32Array.from({ length: 3000 }, (_, row) => row));
    const { codes, firstRows } = joined([many, many], 3000);
    expect(codes).toEqual(many.codes);
    expect(firstRows).toEqual(many.firstRows);
  });

  it('gives every row the same code where nothing tells them apart', () => {
    expect(joined([], 3)).toEqual({ codes: new Uint32Array(3), firstRows: [0] });
  });
});
