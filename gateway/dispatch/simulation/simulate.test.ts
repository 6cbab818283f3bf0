import { expect, test } from 'vitest';
import { simulate, type Scenario } from './simulate.ts';

const scenario: Scenario = {
  pods: 20,
  seed: 7,
  secondsPerPod: 30,
  smallJobs: 5,
  deathsPerThousand: 5,
  stragglersPerThousand: 20,
  ackWaitMs: 3000,
  restartMs: 5000,
  networkMs: 2,
  storeMs: 3,
};

test('pods that die and pods that are slow lose no unit and count none twice', () => {
  const figures = simulate(scenario);
  expect(figures.deaths).toBeGreaterThan(0);
  expect(figures.isEveryUnitCountedOnce).toBe(true);
});

test('a fleet that loses nobody is busy nearly all the time', () => {
  const figures = simulate({ ...scenario, deathsPerThousand: 0, stragglersPerThousand: 0 });
  expect(figures.efficiency).toBeGreaterThan(0.9);
  // One chunk is 2 s at most, and takes up to a fifth longer.
  expect(figures.longestDelaySeconds).toBeLessThan(2.5);
});

test('the same seed gives the same fleet', () => {
  const { microsecondsPerTask: _, ...first } = simulate(scenario);
  const { microsecondsPerTask: __, ...second } = simulate(scenario);
  expect(second).toEqual(first);
});
