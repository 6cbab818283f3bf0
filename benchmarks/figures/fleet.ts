/**
 * Two workers of one thread behind a gateway, NATS and PostgreSQL, against one process with two
 * threads: what the fleet costs a long job and a short one.
 */
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import { LocalFleet, whyNoFleet } from '../../local-fleet/local-fleet.ts';
import { alternate, byRound } from '../alternate.ts';
import type { Bench, Figure, Outcome, Reading } from '../figure.ts';
import { runOnFleet } from '../fleet-job.ts';
import { sizeText, type ModelSize } from '../model.ts';
import { writePackage } from '../packaged-model.ts';
import { PackagedRun } from '../packaged-run.ts';
import { median, spreadOf } from '../spread.ts';

const tables = ['scenarios', 'cash_flows'];
const warmUps = 2;
/** Every run is the same: the fleet is asked to value it anew. */
const seed = 42;

export const fleetFigure: Figure = {
  name: 'fleet',
  async measure(bench): Promise<Outcome> {
    const unmeasured = whyNoFleet();
    if (unmeasured !== null) return { unmeasured };
    return { readings: [await longJob(bench), await shortJob(bench)] };
  },
};

async function longJob(bench: Bench): Promise<Reading> {
  await using fleet = await LocalFleet.start({ workers: 2, threads: 1 });
  const size = { policies: bench.scaled(1_000_000), scenarios: bench.scaled(1000) };
  return await compare(bench, fleet.url, size, longReading);
}

/** One worker with as many threads as the process beside it: what is left is what the fleet takes. */
async function shortJob(bench: Bench): Promise<Reading> {
  await using fleet = await LocalFleet.start({ workers: 1, threads: 2 });
  const size = { policies: bench.scaled(10_000), scenarios: bench.scaled(1000) };
  return await compare(bench, fleet.url, size, shortReading);
}

type Times = Record<'here' | 'fleet', number[]>;

function longReading(times: Times, size: string): Reading {
  return {
    what: `two single-thread workers behind gateway, NATS and PostgreSQL / one process with two threads, from the submitted file to the result hash, ${size}`,
    unit: 'times',
    value: median(times.fleet) / median(times.here),
    rounds: spreadOf(byRound(times, (round) => round.fleet / round.here)),
    required: { atMost: 1.1 },
    parts: parts(times),
  };
}

function shortReading(times: Times, size: string): Reading {
  return {
    what: `a job on a warm fleet, its worker of two threads, beside the same in-process on two threads: what it takes more, ${size}`,
    unit: 'ms',
    value: median(times.fleet) - median(times.here),
    rounds: spreadOf(byRound(times, (round) => round.fleet - round.here)),
    required: { atMost: 60 },
    parts: parts(times),
  };
}

function parts(times: Times): Reading['parts'] {
  return { 'in-process, ms': spreadOf(times.here), 'fleet, ms': spreadOf(times.fleet) };
}

async function compare(
  bench: Bench,
  url: string,
  size: ModelSize,
  reading: (times: Times, size: string) => Reading,
): Promise<Reading> {
  const file = await writePackage(bench, size, tables);
  using here = new PackagedRun(file, path.join(bench.folder, 'unpacked'));
  const hashes: Record<'here' | 'fleet', string[]> = { here: [], fleet: [] };
  const timed = async (side: 'here' | 'fleet', value: () => Promise<string>): Promise<number> => {
    const started = performance.now();
    hashes[side].push(await value());
    return performance.now() - started;
  };
  const rounds = {
    here: () => timed('here', () => here.value(seed)),
    fleet: () => timed('fleet', () => runOnFleet(url, file)),
  };
  await alternate(warmUps, rounds);
  const times = await alternate(bench.rounds, rounds);
  if (hashes.here.join() !== hashes.fleet.join()) {
    throw new LiveCalcError('INTERNAL', 'fleet: the hashes differ; nothing was timed.');
  }
  const dynamic = "lapses by each policy's guaranteed rate";
  return reading(times, `${dynamic}, tables ${tables.join(', ')}, ${sizeText(size)}`);
}
