/**
 * The project's figures, each a ratio measured here and now.
 *
 *   npm run bench -- [NAME...] [--quick]
 *
 * Without names: all of them. Writes results.json, the plots and the tables of README.md; --quick
 * takes tiny sizes, shows that everything runs, and writes nothing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LiveCalcError } from '../contracts/errors.ts';
import { verdict, type Figure, type Outcome } from './figure.ts';
import { policies, quantiles, totals } from './figures/against-native.ts';
import { dynamicLapseFigure } from './figures/dynamic-lapse.ts';
import { grouped } from './figures/grouped.ts';
import { integrity } from './figures/integrity.ts';
import { linear } from './figures/linear.ts';
import { fleetFigure } from './figures/fleet.ts';
import { gatewayMemory } from './figures/gateway-memory.ts';
import { merge } from './figures/merge.ts';
import { manyScenarios, million } from './figures/million.ts';
import { handoverFigure } from './figures/handover.ts';
import { pipelineFigure } from './figures/pipeline.ts';
import { solverFigure } from './figures/solver.ts';
import { pythonEsg } from './figures/python-esg.ts';
import { pythonStart } from './figures/python-start.ts';
import { sensitivities } from './figures/sensitivities.ts';
import { socket } from './figures/socket.ts';
import { threads } from './figures/threads.ts';
import { warmWorker } from './figures/warm-worker.ts';
import { record } from './record.ts';
import { partsTable, resultsTable } from './report.ts';

const figures: readonly Figure[] = [
  totals,
  policies,
  quantiles,
  dynamicLapseFigure,
  linear,
  threads,
  million,
  manyScenarios,
  grouped,
  sensitivities,
  socket,
  warmWorker,
  merge,
  fleetFigure,
  gatewayMemory,
  integrity,
  pythonEsg,
  pythonStart,
  handoverFigure,
  pipelineFigure,
  solverFigure,
];
const names = figures.map(({ name }) => name);
const fullRounds = 7;
const fullWarmUpMs = 400;
const quickRounds = 2;
/** --quick values a hundredth of the policies and of the scenarios. */
const quickDivisor = 100;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
const measured = await measureAll(chosen(positionals), values.quick);
// Tiny sizes say nothing about the bounds.
const judge = values.quick ? () => 'quick' : verdict;
process.stdout.write(`\n${resultsTable(measured, judge)}\n\n${partsTable(measured)}\n`);
if (!values.quick) await record(measured, names);

function chosen(wanted: readonly string[]): readonly Figure[] {
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const message = `There is no figure "${unknown}". Figures: ${names.join(', ')}.`;
    throw new LiveCalcError('ARGUMENT_INVALID', message, { found: unknown });
  }
  return wanted.length === 0 ? figures : figures.filter(({ name }) => wanted.includes(name));
}

async function measureAll(
  wanted: readonly Figure[],
  isQuick: boolean,
): Promise<Record<string, Outcome>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-bench-'));
  const outcomes: Record<string, Outcome> = {};
  try {
    for (const figure of wanted) {
      process.stderr.write(`measuring ${figure.name} ...\n`);
      outcomes[figure.name] = await figure.measure({
        folder,
        rounds: isQuick ? quickRounds : fullRounds,
        warmUpMs: isQuick ? 0 : fullWarmUpMs,
        scaled: (count) => (isQuick ? Math.ceil(count / quickDivisor) : count),
      });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return outcomes;
}
