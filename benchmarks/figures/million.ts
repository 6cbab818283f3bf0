/** `livecalc run` as a user starts it, on a million policies, against hyparquet alone. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { alternate, byRound } from '../alternate.ts';
import { canTellPeak, runNode, type ChildOutcome } from '../child-process.ts';
import type { Figure, Outcome } from '../figure.ts';
import { sizeText, writeModel, type Model } from '../model.ts';
import { median, spreadOf } from '../spread.ts';

const cli = path.join(import.meta.dirname, '..', '..', 'clients', 'cli', 'bin.mjs');
const hyparquetAlone = fileURLToPath(new URL('../hyparquet-alone.ts', import.meta.url));
/** What a run reads of the file when the table `policies` is not asked for. */
const columnsRead = 'policy_id age gender sum_assured premium term product_type'.split(' ');
/** What a run may take beyond twice hyparquet's time. */
const allowanceMs = 500;

export const million: Figure = {
  name: 'million',
  async measure(bench): Promise<Outcome> {
    if (!canTellPeak()) return { unmeasured: noPeak };
    const size = { policies: bench.scaled(1_000_000), scenarios: bench.scaled(1000) };
    const model = await writeModel(bench.folder, size);
    const peaks: number[] = [];
    const walls = await alternate(bench.rounds, {
      hyparquet: async () =>
        (await runNode([hyparquetAlone, model.policiesFile, ...columnsRead])).wallMs,
      livecalc: async () => {
        const { wallMs, peakBytes } = await runCli(model);
        peaks.push(peakBytes / 1e6);
        return wallMs;
      },
    });
    const beyond = (round: { hyparquet: number; livecalc: number }): number =>
      (round.livecalc - allowanceMs) / round.hyparquet;
    const what = `livecalc run, tables scenarios and cash_flows, ${sizeText(size)}`;
    const medians = { hyparquet: median(walls.hyparquet), livecalc: median(walls.livecalc) };
    return {
      readings: [
        {
          what: `(${what} - 0.5 s) / hyparquet alone, both whole processes`,
          unit: 'times',
          value: beyond(medians),
          rounds: spreadOf(byRound(walls, beyond)),
          required: { atMost: 2 },
          parts: {
            'livecalc run, ms': spreadOf(walls.livecalc),
            'hyparquet alone, ms': spreadOf(walls.hyparquet),
          },
        },
        peakReading(what, peaks, 700),
      ],
    };
  },
};

/** Memory that grows with the scenarios alone (I6). */
export const manyScenarios: Figure = {
  name: 'scenarios-100k',
  async measure(bench): Promise<Outcome> {
    if (!canTellPeak()) return { unmeasured: noPeak };
    const size = { policies: bench.scaled(10_000), scenarios: bench.scaled(100_000) };
    const model = await writeModel(bench.folder, size);
    const peaks: number[] = [];
    const { livecalc } = await alternate(bench.rounds, {
      livecalc: async () => {
        const { wallMs, peakBytes } = await runCli(model, ['--tables', allTables]);
        peaks.push(peakBytes / 1e6);
        return wallMs;
      },
    });
    const what = `livecalc run, all three tables, ${sizeText(size)}`;
    const reading = peakReading(what, peaks, 1000);
    return { readings: [{ ...reading, parts: { 'livecalc run, ms': spreadOf(livecalc) } }] };
  },
};

const noPeak = 'This system has no /proc to read the peak memory of a process from.';
const allTables = 'scenarios,cash_flows,policies';

function runCli(model: Model, flags: readonly string[] = []): Promise<ChildOutcome> {
  return runNode([cli, 'run', model.folder, ...flags]);
}

function peakReading(what: string, peaks: readonly number[], atMost: number) {
  return {
    what: `peak resident memory of ${what}`,
    unit: 'MB',
    value: median(peaks),
    rounds: spreadOf(peaks),
    required: { atMost },
    parts: {},
  } as const;
}
