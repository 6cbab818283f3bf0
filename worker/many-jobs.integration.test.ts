/** Fifty jobs at once: none lost, every hash right, and the memory back afterwards. */
import { beforeAll, expect, it } from 'vitest';
import { wholeResultHash } from '../contracts/whole-result.ts';
import { executorProcesses, readProc } from '../executor/testing/processes.ts';
import { smallSubmission } from '../intake/testing/small-submission.ts';
import { WorkerClient } from './testing/worker-client.ts';
import { startSuiteWorker, type WorkerProcess } from './testing/worker-process.ts';

let worker: WorkerProcess;
let client: WorkerClient;

beforeAll(async () => {
  worker = await startSuiteWorker();
  client = new WorkerClient(worker.url);
  return worker.stop;
});

/** Different seeds are different runs; every seed comes five times. */
const seeds = Array.from({ length: 50 }, (_, index) => index % 10);

async function valueAll(): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const hashes = new Map<number, Set<string>>();
  await Promise.all(
    seeds.map(async (seed) => {
      const config = { scenarios: { model: 'gbm', count: 2000, seed } };
      const { jobId } = await client.submit(smallSubmission({ policies: 200, config }));
      const { status, result } = await client.until(jobId);
      expect(status).toBe('COMPLETED');
      hashes.set(seed, (hashes.get(seed) ?? new Set()).add(wholeResultHash(result!)));
    }),
  );
  return hashes;
}

/** Resident, of the server and its processes. */
function residentMb(): number {
  const pids = [worker.pid, ...executorProcesses(worker.pid)];
  const kibibytes = pids.map((pid) =>
    Number(/VmRSS:\s+(\d+)/.exec(readProc(pid, 'status'))?.[1] ?? 0),
  );
  return kibibytes.reduce((sum, one) => sum + one, 0) / 1024;
}

it('loses none of fifty jobs, finds every hash again, and gives the memory back', async () => {
  const warm = await valueAll();
  const beforeMb = residentMb();
  const hashes = await valueAll();
  const ratios: number[] = [];
  await expect.poll(() => ratios[ratios.push(residentMb() / beforeMb) - 1]).toBeLessThan(1.1);
  process.stdout.write(
    `50 jobs: ${beforeMb.toFixed(0)} MiB before, ${(beforeMb * ratios.at(-1)!).toFixed(0)} MiB after\n`,
  );
  expect([...hashes.values()].map(({ size }) => size)).toEqual(Array<number>(10).fill(1));
  expect(new Set([...hashes.values()].flatMap((one) => [...one])).size).toBe(10);
  expect(hashes).toEqual(warm);
});
