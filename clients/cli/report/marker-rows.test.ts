import { expect, it } from 'vitest';
import { placeMarkers } from './marker-rows.ts';

it('puts labels that would overlap into rows above each other', () => {
  const markers = [
    { label: 'p50', value: 105 },
    { label: 'mean', value: 100 },
    { label: 'p99', value: 300 },
    { label: 'p75', value: 110 },
  ];
  const rows = placeMarkers(markers, (value) => value).map(({ label, row }) => [label, row]);
  expect(rows).toEqual([
    ['mean', 0],
    ['p50', 1],
    ['p75', 2],
    ['p99', 0],
  ]);
});
