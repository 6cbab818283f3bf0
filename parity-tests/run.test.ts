/** The command: what it prints, and that it can fail. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const entry = path.join(import.meta.dirname, 'run.ts');

function run(...args: readonly string[]): ReturnType<typeof spawnSync> & { stdout: string } {
  const done = spawnSync(process.execPath, [entry, ...args], { encoding: 'utf8' });
  return { ...done, stdout: done.stdout };
}

test('results that are the same end with 0, each hash in its place', () => {
  const { status, stdout } = run('--cases', 'cir,groups', '--ways', 'threads-2');
  expect(stdout).toMatch(/^ +cir +groups\nthreads-1 +(\w{8}) +(\w{8})\nthreads-2 +\1 +\2\n/m);
  expect(stdout).toContain('4 valuations by 2 ways, all the same');
  expect(status).toBe(0);
});

test('one flipped bit ends with 1, and column, row, key and both values are told', () => {
  const { status, stdout } = run('--cases', 'cir', '--ways', 'threads-2', '--self-check');
  expect(stdout).toMatch(
    /^DIFFERS {2}cir by one-bit-flipped: scenarios\.npv, row 42 \(scenario_id 41\): expected -?\d+\.\d+ \(bits (\w{15})\w\), found -?\d+\.\d+ \(bits \1\w\)$/m,
  );
  expect(stdout).not.toContain('cir by threads-2');
  expect(stdout).toContain('1 of 3 valuations by 3 ways differ or failed');
  expect(status).toBe(1);
});

test('as JSON, hashes are whole', () => {
  const { stdout } = run('--cases', 'cir', '--ways', 'threads-2', '--json');
  const { cells } = JSON.parse(stdout) as { cells: { resultHash: string; runHash: string }[] };
  expect(cells.map(({ resultHash }) => resultHash)).toEqual([
    expect.stringMatching(/^[0-9a-f]{64}$/),
    cells[0]!.resultHash,
  ]);
});

test('a name that is not known is told with what was meant', () => {
  const { status, stderr } = run('--ways', 'chromum');
  expect(stderr).toContain('There is no way "chromum". Was chromium meant?');
  expect(status).toBe(2);
});
