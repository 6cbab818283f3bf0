/** How soon an interpreter is there: from the snapshot of the cache folder against a plain start. */
import path from 'node:path';
import { nodePython, type NodePythonOptions } from '../../engines-wasm/node/node-python.ts';
import { alternate, byRound } from '../alternate.ts';
import type { Figure, Outcome } from '../figure.ts';
import { median, spreadOf } from '../spread.ts';

export const pythonStart: Figure = {
  name: 'python-start',
  async measure(bench): Promise<Outcome> {
    const cacheFolder = path.join(bench.folder, 'python');
    const kept: NodePythonOptions = { cacheFolder };
    // Makes the snapshot, once per machine.
    const firstMs = await startMs(kept);
    if (firstMs === null) return { unmeasured: 'Pyodide is not installed.' };
    const times = await alternate(bench.rounds, {
      snapshot: async () => (await startMs(kept)) ?? NaN,
      plain: async () => (await startMs({ cacheFolder: null, snapshots: null })) ?? NaN,
    });
    return {
      readings: [
        {
          what: 'Python from a snapshot, its file read and verified / plain start, library imported',
          unit: 'times',
          value: median(times.snapshot) / median(times.plain),
          rounds: spreadOf(byRound(times, ({ snapshot, plain }) => snapshot / plain)),
          required: { atMost: 0.25 },
          parts: {
            'from a snapshot, ms': spreadOf(times.snapshot),
            'plain start, ms': spreadOf(times.plain),
            'the first start of a machine, which makes the snapshot, ms': spreadOf([firstMs]),
          },
        },
      ],
    };
  },
};

/** Until an engine could be opened; null where there is no Pyodide. */
async function startMs(options: NodePythonOptions): Promise<number | null> {
  await using runtime = nodePython(options);
  if (runtime === null) return null;
  const begin = performance.now();
  const interpreter = await runtime.take();
  const elapsedMs = performance.now() - begin;
  await runtime[Symbol.asyncDispose]();
  await interpreter[Symbol.asyncDispose]();
  return elapsedMs;
}
