import { expect, it } from 'vitest';
import type { FleetStatus, FleetWorker } from '../../../contracts/wire/fleet-status.ts';
import { fleetScreen, fleetText } from './fleet-text.ts';

const idle: FleetWorker = {
  worker: '5b1f0c1e-3f53-4a2e-9d0a-6f2f8f1f7a11',
  pod: 'livecalc-worker-spot-6d8f9c7b54-x2x4z',
  runtimeVersion: '0.5.0',
  pool: 'shared',
  slots: 1,
  threads: 2,
  state: 'ready',
  startedAt: '2026-11-01T00:00:00.000Z',
  tasksDone: 12,
  residentBytes: 400 * 2 ** 20,
  running: [],
};

const fleet: FleetStatus = {
  runtimeVersion: '0.5.0',
  workers: Array.from({ length: 20 }, () => idle),
  lanes: [
    {
      runtimeVersion: '0.5.0',
      pool: 't-25bf8e1a2393f1108d37',
      workers: 20,
      slots: 20,
      running: 0,
      waiting: 0,
      tasksPerSecond: 9.5,
      secondsLeft: 0,
    },
  ],
  jobs: { COMPLETED: 4 },
};

it('Twenty workers take a line each, and no time is left where nothing is to be done', () => {
  const lines = fleetText(fleet).split('\n');
  expect(lines).toHaveLength(1 + 5 + 20 + 4);
  expect(lines[4]).toMatch(/│ 9\.5 +│ +│$/);
});

it('A screen holds no line that the terminal would wrap, and no more lines than it has', () => {
  const lines = fleetScreen(fleet, { columns: 60, rows: 24 }).split('\n');
  expect(lines).toHaveLength(23);
  expect(lines[0]).toBe('Gateway 0.5.0; jobs: 4 COMPLETED');
  expect(Math.max(...lines.map((line) => line.length))).toBe(60);
  expect(lines.at(-1)).toBe('… and 8 lines more: --once shows all.');
});
