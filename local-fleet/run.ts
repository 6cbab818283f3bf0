/**
 * A whole fleet on this machine, and the example valued by it: `npm run fleet:local`. It stays until
 * Ctrl-C; with `--exit` it ends after the example.
 *
 * In containers where `docker compose` and the image are here (compose.yaml), else as plain processes:
 * nats-server and PostgreSQL from the PATH, a gateway and two workers of this repository.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { LiveCalcError } from '../contracts/errors.ts';
import { startComposedFleet, whyNotComposed } from './composed-fleet.ts';
import { runExample } from './example.ts';
import { startProcessFleet, type ShownFleet } from './shown-fleet.ts';

const help = `A whole fleet on this machine, and the example valued by it.

  npm run fleet:local -- [options]

  --exit           end after the example; without it, Ctrl-C ends everything
  --workers N      so many workers, 2 unless said
  --processes      plain processes even where containers could be used
  --help           print this
`;

const options = {
  exit: { type: 'boolean', default: false },
  workers: { type: 'string', default: '2' },
  processes: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof LiveCalcError) && !(error instanceof TypeError)) throw error;
  say(error.message);
  return error instanceof LiveCalcError && error.blame === 'us' ? 1 : 2;
});

async function main(): Promise<number> {
  const flags = parseArgs({ options }).values;
  if (flags.help) return say(help);
  const workers = Number(flags.workers);
  if (!Number.isInteger(workers) || workers < 1) {
    const message = `--workers is "${flags.workers}"; expected a whole number from 1.`;
    throw new LiveCalcError('ARGUMENT_INVALID', message, { found: flags.workers });
  }
  const interrupted = AbortSignal.any([signalled('SIGINT'), signalled('SIGTERM')]);
  await using fleet = await start(workers, flags.processes);
  say(`\nThe fleet is ready (${fleet.about}).\n${addressLines(fleet)}\n`);
  const status = await runExample(fleet, interrupted);
  if (flags.exit || status !== 0 || interrupted.aborted) return interrupted.aborted ? 0 : status;
  say('\nCtrl-C ends the fleet.');
  if (!interrupted.aborted) await once(interrupted, 'abort');
  return 0;
}

async function start(workers: number, asProcesses: boolean): Promise<ShownFleet> {
  const obstacle = asProcesses ? 'as asked' : await whyNotComposed();
  if (obstacle === null) return await startComposedFleet(workers, say);
  say(`Plain processes: ${obstacle}.`);
  return await startProcessFleet(workers);
}

function signalled(signal: NodeJS.Signals): AbortSignal {
  const controller = new AbortController();
  process.once(signal, () => controller.abort());
  return controller.signal;
}

function addressLines({ addresses }: ShownFleet): string {
  return Object.entries(addresses)
    .map(([name, address]) => `  ${name.padEnd(12)} ${address}`)
    .join('\n');
}

function say(text: string): 0 {
  process.stdout.write(`${text}\n`);
  return 0;
}
