import { expect, it } from 'vitest';
import { alignRows, wrapWords } from './lines.ts';

it('aligns columns, the named ones to the right', () => {
  const rows = [
    ['mean', '1,000.00', 'a'],
    ['standard deviation', '5.00', ''],
  ];
  expect(alignRows(rows, [1])).toEqual([
    '  mean                1,000.00  a',
    '  standard deviation      5.00',
  ]);
});

it('breaks words at 80 columns and indents what follows', () => {
  const lines = wrapWords(`  - ${'word '.repeat(30).trim()}`, '    ').split('\n');
  expect(lines).toHaveLength(2);
  expect(lines.every((line) => line.length <= 80)).toBe(true);
  expect(lines[1]).toMatch(/^ {4}word/);
});
