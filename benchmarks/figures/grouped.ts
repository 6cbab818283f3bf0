/** A portfolio with the keys of a real one, as model points and policy by policy. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { wholeResultHash } from '../../contracts/whole-result.ts';
import type { RunConfig } from '../../contracts/config.ts';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import type { RunResult } from '../../contracts/run-result.ts';
import { loadConfig } from '../../model/load-config.ts';
import { modelEngines } from '../../model/model-engines.ts';
import { readInputs } from '../../model/model-inputs.ts';
import { nodePlatform } from '../../runtime/node/platform.ts';
import { pipelineNodes } from '../../runtime/pipeline/default-pipeline.ts';
import { runValuation } from '../../runtime/run-valuation.ts';
import { alternate, byRound } from '../alternate.ts';
import type { Bench, Figure, Outcome } from '../figure.ts';
import { dynamicLapse, sizeText, writeModel } from '../model.ts';
import { realisticPortfolio } from '../realistic-portfolio.ts';
import { median, spreadOf } from '../spread.ts';

/** Policy by policy takes half a minute a time. */
const mostRounds = 3;
const tolerance = 1e-11;

/** What is timed: grouping and every stage of the projection, on two threads. */
export const grouped: Figure = {
  name: 'grouped',
  async measure(bench): Promise<Outcome> {
    const size = { policies: bench.scaled(1_000_000), scenarios: bench.scaled(1000) };
    const runs = await openRuns(bench, size);
    const times = await alternate(Math.min(bench.rounds, mostRounds), {
      policies: () => runs.policies(),
      points: () => runs.points(),
    });
    const points = runs.modelPoints().toLocaleString('en');
    return {
      readings: [
        {
          what: `policy by policy / as ${points} model points, grouping included, lapses by each policy's guaranteed rate, ${sizeText(size)}, 2 threads`,
          unit: 'times',
          value: median(times.policies) / median(times.points),
          rounds: spreadOf(byRound(times, (round) => round.policies / round.points)),
          required: { atLeast: 5 },
          parts: {
            'policy by policy, ms': spreadOf(times.policies),
            'grouping and model points, ms': spreadOf(times.points),
          },
        },
      ],
    };
  },
};

interface Runs {
  readonly policies: () => Promise<number>;
  readonly points: () => Promise<number>;
  readonly modelPoints: () => number;
}

async function openRuns(
  bench: Bench,
  size: { readonly policies: number; readonly scenarios: number },
): Promise<Runs> {
  const model = await writeModel(bench.folder, size, realisticPortfolio(size.policies));
  const loaded = await loadConfig(model.folder, () => [
    'execution.threads=2',
    `projection.dynamicLapse=${JSON.stringify(dynamicLapse)}`,
    // Terms reach further than the lapse table's fifty years of policy.
    'projection.extend=hold',
  ]);
  const inputs = await readInputs(loaded, new AbortController().signal);
  const value = async (config: RunConfig, of: RunInputs): Promise<RunResult> => {
    const request = { config, inputs: of, engines: modelEngines(loaded) };
    return (await runValuation({ ...request, platform: nodePlatform() })).result;
  };
  // A pipeline that is written down is valued policy by policy.
  const written = { ...loaded.config, pipeline: { nodes: [...pipelineNodes(loaded.config)] } };
  const hashes = { policies: new Set<string>(), points: new Set<string>() };
  let points: RunResult | null = null;
  return {
    policies: async () => {
      const result = await value(written, inputs);
      checkSame(points, result, hashes.policies);
      return projectionMs(result);
    },
    points: async () => {
      // Columns of its own, so that no grouping is known from the round before.
      points = await value(loaded.config, withOwnColumns(inputs));
      checkSame(null, points, hashes.points);
      return projectionMs(points);
    },
    modelPoints: () => points!.modelPointCount,
  };
}

function withOwnColumns(inputs: RunInputs): RunInputs {
  const columns = inputs.policies.columns.map((column) => ({
    ...column,
    values: column.values.slice(),
  }));
  return { ...inputs, policies: { columns } };
}

/** Each way reproduces its own bits; both agree in value. */
function checkSame(other: RunResult | null, result: RunResult, hashes: Set<string>): void {
  hashes.add(wholeResultHash(result));
  if (hashes.size > 1) throw new LiveCalcError('INTERNAL', 'A run did not reproduce its hash.');
  const [a, b] = [other?.statistics?.mean, result.statistics?.mean];
  if (a === undefined || b === undefined || Math.abs(a - b) <= tolerance * Math.abs(b)) return;
  throw new LiveCalcError('INTERNAL', `Means differ: ${a} of model points, ${b} of policies.`);
}

function projectionMs({ timings }: RunResult): number {
  let milliseconds = timings['compress'] ?? 0;
  for (const [stage, elapsed] of Object.entries(timings)) {
    if (stage.startsWith('projection.')) milliseconds += elapsed;
  }
  return milliseconds;
}
