/**
 * What a gateway takes: with many who wait and many who watch, and with a small and a large portfolio.
 * A gateway holds neither portfolio nor results, so that its memory does not depend on them (I6).
 */
import { LocalFleet, whyNoFleet } from '../../local-fleet/local-fleet.ts';
import { canTellPeak } from '../child-process.ts';
import type { Bench, Figure, Outcome, Reading } from '../figure.ts';
import { runOnFleet, submitToFleet } from '../fleet-job.ts';
import { writePackage } from '../packaged-model.ts';
import { peakBytes } from '../peak-memory.ts';
import { followJob } from '../sockets/follow.ts';
import { spreadOf } from '../spread.ts';

const sockets = 1000;
const jobs = 200;
const tables = ['scenarios', 'cash_flows'];
const megabyte = 1e6;

export const gatewayMemory: Figure = {
  name: 'gateway-memory',
  async measure(bench): Promise<Outcome> {
    if (!canTellPeak()) return { unmeasured: 'the system does not tell the memory of a process' };
    const unmeasured = whyNoFleet();
    if (unmeasured !== null) return { unmeasured };
    return { readings: [await waiting(bench), await growing(bench)] };
  },
};

/** Nobody takes the jobs: there is no worker. */
async function waiting(bench: Bench): Promise<Reading> {
  const file = await writePackage(bench, { policies: 1000, scenarios: 100 }, tables);
  const gatewayEnv = { MAX_JOBS_PER_TENANT: String(jobs) };
  await using fleet = await LocalFleet.start({ workers: 0, gatewayEnv });
  const before = await peakBytes(fleet.gateways[0]!.pid);
  const ids: string[] = [];
  while (ids.length < bench.scaled(jobs)) ids.push(await submitToFleet(fleet.url, file));
  const queued = await peakBytes(fleet.gateways[0]!.pid);
  using clients = new DisposableStack();
  for (let socket = 0; socket < bench.scaled(sockets); socket++) {
    clients.use(await followJob(fleet.url, ids[socket % ids.length]!));
  }
  const all = await peakBytes(fleet.gateways[0]!.pid);
  return {
    what: `a gateway's peak memory, ${jobs} jobs queued and ${sockets} sockets that follow them`,
    unit: 'MB',
    value: all / megabyte,
    rounds: spreadOf([all / megabyte]),
    required: { atMost: 300 },
    parts: {
      'when it is ready, MB': spreadOf([before / megabyte]),
      'with the jobs, MB': spreadOf([queued / megabyte]),
    },
  };
}

async function growing(bench: Bench): Promise<Reading> {
  const [small, large] = [
    await peakOf(bench, bench.scaled(10_000)),
    await peakOf(bench, bench.scaled(1_000_000)),
  ];
  return {
    what: "a gateway's peak memory, five jobs of 1,000,000 policies / five of 10,000, 1,000 scenarios each",
    unit: 'times',
    value: large / small,
    rounds: spreadOf([large / small]),
    required: { atMost: 1.2 },
    parts: {
      '10,000 policies, MB': spreadOf([small / megabyte]),
      '1,000,000 policies, MB': spreadOf([large / megabyte]),
    },
  };
}

/** Of a gateway of its own, after the same number of jobs. */
async function peakOf(bench: Bench, policies: number): Promise<number> {
  const size = { policies, scenarios: bench.scaled(1000) };
  const file = await writePackage(bench, size, tables);
  await using fleet = await LocalFleet.start({ workers: 2, threads: 1 });
  for (let job = 0; job < 5; job++) await runOnFleet(fleet.url, file);
  return await peakBytes(fleet.gateways[0]!.pid);
}
