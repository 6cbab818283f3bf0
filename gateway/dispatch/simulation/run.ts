/**
 * What 100, 1,000 and 10,000 pods would ask of a gateway (docs/scaling.md).
 *
 *   npm run simulate -- [--seed N] [--pods N,N,...] [--seconds N] [--deaths N]
 */
import { parseArgs } from 'node:util';
import { simulate, type Figures, type Scenario } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    pods: { type: 'string', default: '100,1000,10000' },
    seconds: { type: 'string', default: '60' },
    deaths: { type: 'string', default: '1' },
  },
});

const heads = ['pods', 'tasks', 'deaths', 's', 'messages/s', 'peak/s', 'efficiency', 'delay, s'];
print([...heads, 'us/task', 'units']);
for (const pods of values.pods.split(',').map(Number)) print(row(simulate(scenarioOf(pods))));

function scenarioOf(pods: number): Scenario {
  return {
    pods,
    seed: Number(values.seed),
    secondsPerPod: Number(values.seconds),
    smallJobs: 50,
    deathsPerThousand: Number(values.deaths),
    stragglersPerThousand: 10,
    ackWaitMs: 15_000,
    restartMs: 30_000,
    networkMs: 2,
    storeMs: 3,
  };
}

function row(figures: Figures): readonly string[] {
  const whole = (value: number): string => Math.round(value).toLocaleString('en');
  return [
    whole(figures.pods),
    whole(figures.tasks),
    whole(figures.deaths),
    figures.seconds.toFixed(1),
    whole(figures.messagesPerSecond),
    whole(figures.peakMessagesPerSecond),
    `${(100 * figures.efficiency).toFixed(1)} %`,
    figures.longestDelaySeconds.toFixed(2),
    figures.microsecondsPerTask.toFixed(1),
    figures.isEveryUnitCountedOnce ? 'each once' : 'WRONG',
  ];
}

function print(cells: readonly string[]): void {
  process.stdout.write(`${cells.map((cell) => cell.padStart(11)).join(' ')}\n`);
}
