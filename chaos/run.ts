/**
 * `npm run chaos -- --jobs 50 --faults 200 --seed 1 --minutes 20`: a fleet of real processes under fire.
 * Exit code 1 where a job was lost, stuck, reported twice or has another result than one thread gives,
 * or where something was left behind. Seeds repeat the faults and their order, not the moments at
 * which they meet the work.
 */
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startChaosFleet, type ChaosFleet } from './chaos-fleet.ts';
import { Client } from './client.ts';
import { Draw } from './draw.ts';
import { faults } from './faults.ts';
import { runJobs } from './jobs-under-fire.ts';
import { leftovers } from './leftovers.ts';
import { makeModels } from './models.ts';
import { orphans } from './orphans.ts';
import { isGood, reportText, type ChaosReport } from './report.ts';
import { strikeFaults } from './strikes.ts';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '12' },
    faults: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    /** No fault begins later. */
    minutes: { type: 'string', default: '5' },
    gateways: { type: 'string', default: '2' },
    workers: { type: 'string', default: '3' },
    /** A file for what all servers log. */
    log: { type: 'string' },
  },
});
const seed = Number(values.seed);
const seedsPerKind = 3;
const jobPatienceMs = 300_000;
const began = performance.now();

const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-chaos-'));
try {
  const report = await chaosRun();
  process.stdout.write(reportText(report));
  process.exitCode = isGood(report) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function chaosRun(): Promise<ChaosReport> {
  say('values every model on one thread');
  const models = await makeModels(folder, seedsPerKind);
  const struck = new Map<string, number>();
  const found = await underFire(models, struck);
  const seconds = (performance.now() - began) / 1000;
  return { seed, seconds, faults: struck, ...found, orphans: await orphans() };
}

async function underFire(
  models: Awaited<ReturnType<typeof makeModels>>,
  struck: Map<string, number>,
): Promise<Pick<ChaosReport, 'jobs' | 'leftovers' | 'notStruck' | 'notMended'>> {
  say('starts the fleet');
  await using chaos = await startChaosFleet({
    gateways: Number(values.gateways),
    workers: Number(values.workers),
    onLog: (server, line) => {
      const { log } = values;
      if (log !== undefined) appendFileSync(log, `${JSON.stringify({ server, ...line })}\n`);
    },
  });
  const { possible, notStruck } = possibleFaults(chaos);
  const stop = new AbortController();
  // What was started has to be ended.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const notMended: string[] = [];
  let areStriking = true;
  const striking = strikeFaults({
    chaos,
    faults: possible,
    draw: new Draw(seed),
    count: Number(values.faults),
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(Number(values.minutes) * 60_000)]),
    onStrike(kind) {
      struck.set(kind, (struck.get(kind) ?? 0) + 1);
      say(kind);
    },
  })
    .catch((error: unknown) => void notMended.push(String(error)))
    .finally(() => (areStriking = false));
  const running = runJobs({
    url: chaos.fleet.url,
    models,
    draw: new Draw(seed + 1),
    count: Number(values.jobs),
    more: () => areStriking,
    patienceMs: jobPatienceMs,
    signal: stop.signal,
    onJob: ({ kind, jobId, complaint }) => say(`  job ${jobId} ${kind}: ${complaint ?? 'right'}`),
  });
  try {
    const [jobs] = await Promise.all([running, striking]);
    if (stop.signal.aborted) return { jobs, leftovers: 'it was stopped', notStruck, notMended };
    say('takes every job away');
    const client = new Client(chaos.fleet.url, AbortSignal.timeout(60_000));
    for (const { jobId } of jobs) if (jobId !== null) await client.remove(jobId);
    return { jobs, leftovers: await leftovers(chaos), notStruck, notMended };
  } finally {
    stop.abort();
  }
}

function possibleFaults({ disk }: ChaosFleet): {
  possible: typeof faults;
  notStruck: readonly string[];
} {
  if (disk.canBeFull) return { possible: faults, notStruck: [] };
  const reason = 'disk for objects full (no tmpfs can be mounted here)';
  return { possible: faults.filter(({ target }) => target !== 'disk'), notStruck: [reason] };
}

function say(text: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(7);
  process.stderr.write(`${seconds} s  ${text}\n`);
}
