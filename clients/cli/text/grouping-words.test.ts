import { expect, test } from 'vitest';
import { groupingWords } from './grouping-words.ts';

const compress = { name: 'compress', version: '1.0.0', sha256: '' };
const projection = { ...compress, name: 'projection' };

test.each([
  { policyCount: 100_000, modelPointCount: 840, expected: '119.0 policies each' },
  { policyCount: 10, modelPointCount: 10, expected: 'nothing groups' },
])('$policyCount policies in $modelPointCount model points: $expected', (counts) => {
  expect(groupingWords({ ...counts, engines: [compress, projection] })).toBe(counts.expected);
});

test('says nothing of a pipeline that does not group', () => {
  expect(groupingWords({ policyCount: 10, modelPointCount: 10, engines: [projection] })).toBe('');
});
