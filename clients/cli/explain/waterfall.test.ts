import { expect, it } from 'vitest';
import { waterfallLines } from './waterfall.ts';

it('puts what ran side by side under one another, and passes of one thing into one row', () => {
  const rows = [
    { label: 'first', spans: [{ startedMs: 0, ms: 50 }], note: '' },
    { label: 'beside', spans: [{ startedMs: 25, ms: 25 }], note: '' },
    {
      label: 'twice',
      spans: [
        { startedMs: 50, ms: 25 },
        { startedMs: 90, ms: 10 },
      ],
      note: '2 passes',
    },
    { label: 'never', spans: [], note: 'skipped' },
  ];
  const lines = waterfallLines(rows, 100, 62);
  const bars = lines.map((line) => line.slice(10, 34));
  expect(bars).toEqual([
    '████████████            ',
    '      ██████            ',
    '            ██████   ▐██',
    '                        ',
  ]);
  expect(lines[2]).toMatch(/35 ms {3}35 % {2}2 passes$/);
});

it('shows a mark for what is too short for a bar, and is never wider than it may be', () => {
  const rows = [
    { label: 'short', spans: [{ startedMs: 0, ms: 0.01 }], note: 'x'.repeat(100) },
    { label: 'long', spans: [{ startedMs: 0, ms: 1000 }], note: '' },
  ];
  const lines = waterfallLines(rows, 1000, 80);
  expect(lines[0]).toContain('▏');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});
