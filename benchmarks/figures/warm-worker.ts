/**
 * A run on a worker that is up and has the model's files, against the same package verified, read and
 * valued in this process: what a socket, another process and stored tables cost.
 */
import path from 'node:path';
import { connect } from '../../clients/sdk/client.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { ServerProcess } from '../../local-fleet/server-process.ts';
import { alternate, byRound } from '../alternate.ts';
import type { Figure, Outcome } from '../figure.ts';
import { sizeText } from '../model.ts';
import { writePackage } from '../packaged-model.ts';
import { PackagedRun } from '../packaged-run.ts';
import { median, spreadOf } from '../spread.ts';
import { WorkerRun, type WorkerRead } from '../worker-run.ts';

const tables = ['scenarios', 'cash_flows', 'policies'];
/** Rounds that nobody measures: the compilers of both sides come to rest. */
const warmUps = 5;

export const warmWorker: Figure = {
  name: 'warm-worker',
  async measure(bench): Promise<Outcome> {
    const size = { policies: bench.scaled(10_000), scenarios: bench.scaled(1000) };
    const file = await writePackage(bench, size, tables);
    const env = { DATA_DIR: path.join(bench.folder, 'worker') };
    await using worker = await ServerProcess.start({ kind: 'worker', env });
    using client = connect(worker.url);
    using here = new PackagedRun(file, path.join(bench.folder, 'unpacked'));
    const there = await WorkerRun.open(client, worker.url, file);
    const hashes: string[] = [];
    const reads: WorkerRead[] = [];
    const rounds = {
      here: async () => {
        const started = performance.now();
        hashes.push(await here.value(hashes.length));
        return performance.now() - started;
      },
      there: async () => {
        const read = await there.value(reads.length);
        reads.push(read);
        return read.completeMs;
      },
    };
    await alternate(warmUps, rounds);
    const times = await alternate(bench.rounds, rounds);
    checkSame(hashes, reads);
    const measured = reads.slice(warmUps);
    const shares = measured.map(({ firstFrameMs, completeMs }) => firstFrameMs / completeMs);
    const run = `lapses by each policy's guaranteed rate, tables ${tables.join(', ')}, ${sizeText(size)}`;
    return {
      readings: [
        {
          what: `submission to complete on a warm worker that has the files / the package verified, read and valued in-process, ${run}`,
          unit: 'times',
          value: median(times.there) / median(times.here),
          rounds: spreadOf(byRound(times, (round) => round.there / round.here)),
          required: { atMost: 1.35 },
          parts: {
            'in-process, ms': spreadOf(times.here),
            'submission to complete, ms': spreadOf(times.there),
          },
        },
        {
          what: 'submission to the first binary frame / submission to complete, the same runs',
          unit: 'times',
          value: median(shares),
          rounds: spreadOf(shares),
          required: { atMost: 1 },
          parts: {
            'submission to the first frame, ms': spreadOf(measured.map((one) => one.firstFrameMs)),
          },
        },
      ],
    };
  },
};

/** What is not the same result is not worth timing. */
function checkSame(hashes: readonly string[], reads: readonly WorkerRead[]): void {
  const round = hashes.findIndex((hash, index) => hash !== reads[index]!.resultHash);
  if (round === -1) return;
  const message = `warm-worker: round ${round} has the result hash ${hashes[round]} in-process and ${reads[round]!.resultHash} on the worker; nothing was timed.`;
  throw new LiveCalcError('INTERNAL', message);
}
