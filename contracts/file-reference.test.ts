import { describe, expect, it } from 'vitest';
import { fileReference, parseAssumption, tableReference } from './file-reference.ts';

describe('a reference to a table', () => {
  it.each([
    ['assumptions://mortality:2024', { name: 'mortality', asked: '2024' }],
    ['assumptions://mortality:latest', { name: 'mortality', asked: 'latest' }],
    ['assumptions://uk.m-92_x:v1.2-final', { name: 'uk.m-92_x', asked: 'v1.2-final' }],
  ])('%s names an assumption and a version', (reference, asked) => {
    expect(tableReference.safeParse(reference).success).toBe(true);
    expect(parseAssumption(reference)).toEqual(asked);
  });

  it.each([
    'assumptions://mortality',
    'assumptions://mortality:',
    'assumptions://:2024',
    'assumptions://../secret:1',
    'assumptions://a/b:1',
    'assumptions://mortality:.hidden',
    'assumptions://mortality:1:2',
    'local://',
    'https://elsewhere/mortality.csv',
  ])('is not %s', (reference) => {
    expect(tableReference.safeParse(reference).success).toBe(false);
    expect(() => parseAssumption(reference)).toThrow(/names no assumption/);
  });

  it('is a file too, and where only files will do it is nothing else', () => {
    expect(tableReference.safeParse('local://mortality.csv').success).toBe(true);
    expect(fileReference.safeParse('assumptions://mortality:2024').success).toBe(false);
  });
});
