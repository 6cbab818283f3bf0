/** Tables under `data`, which an engine of the model's own reads: in a folder, in a package, on a worker. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SerializedError } from '../../../contracts/errors.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import { startTestWorker } from '../../../worker/testing/worker-process.ts';
import { runCli } from '../test-support/run-cli.ts';
import { smallModel, type ModelFiles } from '../test-support/small-model.ts';

const annuity = readFileSync(
  path.join(import.meta.dirname, '..', '..', '..', 'examples', 'own-engine', 'annuity.wasm'),
);

/** Ten contracts, as many as the model has policies: the engine's rows are those of the run. */
const contracts = [
  'term,premium,holder',
  ...Array.from({ length: 10 }, (_, index) => `${5 + index},${100 * (index + 1)},H${index}`),
  '',
].join('\n');

function annuityModel(files: ModelFiles = {}): string {
  const config = {
    data: { contracts: 'local://contracts.csv' },
    engines: { annuity: 'local://annuity.wasm' },
    pipeline: {
      nodes: [
        {
          id: 'annuity',
          engine: 'wasm://annuity',
          inputs: ['$data.contracts', '$scenarios'],
          outputs: ['bus://results/scenarios'],
        },
      ],
    },
    output: { tables: ['scenarios'] },
  };
  return smallModel(config, { 'annuity.wasm': annuity, 'contracts.csv': contracts, ...files });
}

async function resultOf(args: readonly string[], cwd: string): Promise<RunResult> {
  const { stdout, stderr } = await runCli(['run', ...args, '--json'], cwd);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as RunResult;
}

async function errorOf(files: ModelFiles): Promise<SerializedError> {
  const model = annuityModel(files);
  const { stdout, exitCode } = await runCli(['run', model, '--json'], model);
  expect(exitCode).toBe(2);
  return (JSON.parse(stdout) as { error: SerializedError }).error;
}

describe('a table under data', () => {
  it('is read from the folder, from a package and on a worker, with one result', async () => {
    const model = annuityModel();
    const here = await resultOf([model, '--out', 'here'], model);
    expect(here.inputs.at(-1)).toMatchObject({
      role: 'data.contracts',
      file: 'contracts.csv',
      rows: 10,
      controlTotals: { term: 95, premium: 5500 },
    });
    expect((await runCli(['pack', model, '-o', 'model.lcpkg'], model)).exitCode).toBe(0);
    const { resultHash, runHash } = here;
    expect(await resultOf(['model.lcpkg', '--out', 'packed'], model)).toMatchObject({
      resultHash,
      runHash,
      inputs: here.inputs,
    });
    const { url } = await startTestWorker();
    for (const source of [model, 'model.lcpkg']) {
      const remote = await resultOf([source, '--remote', url, '--out', 'remote'], model);
      expect(remote).toMatchObject({ resultHash, runHash, inputs: here.inputs });
    }
  });

  it('decides the result: other values, another run hash', async () => {
    const model = annuityModel();
    const other = annuityModel({ 'contracts.csv': contracts.replace('5,100,', '5,101,') });
    const [one, two] = [await resultOf([model], model), await resultOf([other], other)];
    expect(two.runHash).not.toBe(one.runHash);
    expect(two.resultHash).not.toBe(one.resultHash);
  });

  it('that is missing, or lacks a column, is told with the file, the column and what was expected', async () => {
    expect(await errorOf({ 'contracts.csv': null })).toMatchObject({
      code: 'DATA_LOAD_FAILED',
      file: 'contracts.csv',
    });
    expect(
      await errorOf({ 'contracts.csv': contracts.replace('premium', 'amount') }),
    ).toMatchObject({
      code: 'INVALID_INPUT_FORMAT',
      node: 'annuity',
      file: 'contracts.csv',
      column: 'premium',
      found: 'no such column',
    });
    const short = contracts.split('\n').slice(0, 5).join('\n');
    expect(await errorOf({ 'contracts.csv': short })).toMatchObject({
      code: 'INPUT_SIZE_MISMATCH',
      node: 'annuity',
    });
  });
});
