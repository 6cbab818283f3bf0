import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = path.join(import.meta.dirname, 'run.ts');
const figures = [
  'totals',
  'policies',
  'quantiles',
  'dynamic-lapse',
  'linear',
  'threads',
  'million',
  'scenarios-100k',
  'grouped',
  'sensitivities',
  'socket',
  'warm-worker',
  'merge',
  'fleet',
  'gateway-memory',
  'integrity',
  'python-esg',
  'python-start',
  'handover',
  'pipeline',
  'solver',
];

/** The figure of every row of the results; a figure may have several rows. */
async function rows(...args: string[]): Promise<Map<string, string[]>> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args, '--quick']);
  const [results = ''] = stdout.trim().split('\n\n');
  const cells = results.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return new Map(cells.slice(2).map(([, figure = '', , ...rest]) => [figure, rest]));
}

test('every figure runs through at tiny sizes, or says why it cannot', async () => {
  const results = await rows();

  expect([...results.keys()]).toEqual(figures);
  for (const [figure, [measured]] of results) {
    expect(measured, figure).toMatch(/^(-?[\d.,]+ (times|%|MB|ms|GB\/s)|not measured)$/);
    if (measured === 'not measured') console.log(`skipped: ${figure} was not measured here`);
  }
});

test('figures are measured by name, and a name that is none is refused', async () => {
  expect([...(await rows('threads')).keys()]).toEqual(['threads']);
  await expect(rows('treads')).rejects.toThrow('There is no figure "treads"');
});
