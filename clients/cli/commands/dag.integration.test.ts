/** DAG files, as commands take them. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SerializedError } from '../../../contracts/errors.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import { runCli } from '../test-support/run-cli.ts';
import { smallModel } from '../test-support/small-model.ts';

const token = 'eyJ-this-is-nobodys-business';

/** The small model's DAG file, in its folder; a projection with a time limit is a pipeline. */
function dagFile(keys: object = {}, projection: object = { timeout_ms: 60_000 }): string {
  const tables = ['policies', 'mortality', 'lapse', 'expenses'];
  const dag = {
    engines: [
      {
        id: 'projection',
        type: 'cpp_projection',
        config: { lapseMultiplier: 1.2 },
        inputs: [...tables, 'generator.rates'],
        outputs: ['scenarios', 'cash_flows'],
        ...projection,
      },
      { id: 'generator', type: 'cpp_scenarios', config: { model: 'gbm', count: 100, seed: 7 } },
    ],
    data_sources: Object.fromEntries(
      tables.map((name) => [name, { type: 'csv', path: `${name}.csv` }]),
    ),
    output: { type: 'csv', path: 'results' },
    ...keys,
  };
  const file = path.join(smallModel({ pipeline, projection: {} }), 'dag.json');
  writeFileSync(file, JSON.stringify(dag));
  return file;
}

const pipeline = {
  nodes: [
    {
      id: 'projection',
      engine: 'wasm://projection',
      inputs: ['$policies', '$assumptions', '$scenarios'],
      outputs: ['bus://results/scenarios', 'bus://results/cash_flows'],
      config: { lapseMultiplier: 1.2 },
    },
  ],
};

async function resultOf(args: readonly string[], cwd: string): Promise<RunResult> {
  const { stdout, stderr } = await runCli(['run', ...args, '--json'], cwd);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as RunResult;
}

describe('a DAG file', () => {
  it('has the run hash and the result of the other spelling', async () => {
    const dag = dagFile();
    const folder = path.dirname(dag);
    const [one, other] = [await resultOf([dag], folder), await resultOf([folder], folder)];
    expect(one.runHash).toBe(other.runHash);
    expect(one.resultHash).toBe(other.resultHash);
    expect(readFileSync(path.join(folder, 'results', 'scenarios.csv'), 'utf8')).toBe(
      readFileSync(path.join(folder, 'out', 'scenarios.csv'), 'utf8'),
    );
  });

  it('alone with a projection has those of the plain valuation, model points and all', async () => {
    const dag = dagFile({}, {});
    const folder = path.dirname(dag);
    const plain = smallModel({ projection: { lapseMultiplier: 1.2 } });
    const [one, other] = [await resultOf([dag], folder), await resultOf([plain], plain)];
    expect(one).toMatchObject({ runHash: other.runHash, resultHash: other.resultHash });
    expect(one.modelPointCount).toBe(other.modelPointCount);
  });

  it('takes the flags of every configuration', async () => {
    const dag = dagFile();
    const folder = path.dirname(dag);
    const flags = ['--seed', '9', '--scenarios', '20', '--out', 'a', '--format', 'arrow'];
    const node = ['--set', 'pipeline.nodes.0.config.lapseMultiplier=2'];
    const one = await resultOf([dag, ...flags, ...node], folder);
    const other = await resultOf([folder, ...flags, ...node], folder);
    expect(one).toMatchObject({ scenarioCount: 20, runHash: other.runHash });
  });

  it('is packed without its credentials, and valued from the package', async () => {
    const dag = dagFile({ am_credentials: { url: 'https://am.example', token } });
    const folder = path.dirname(dag);
    const packed = await runCli(['pack', dag, '-o', 'model.lcpkg'], folder);
    expect([packed.exitCode, packed.stderr]).toEqual([0, '']);
    const bytes = readFileSync(path.join(folder, 'model.lcpkg')).toString('latin1');
    expect(bytes).toContain('livecalc.config.json');
    expect(bytes).not.toContain(token);
    const result = await resultOf(['model.lcpkg'], folder);
    const given = await resultOf([dag], folder);
    expect(result).toMatchObject({ runHash: given.runHash, resultHash: given.resultHash });
    const written = readFileSync(path.join(folder, 'results', 'result.json'), 'utf8');
    expect(written).not.toContain('am.example');
  });

  it('needs no variable of the environment as long as no assumption does', async () => {
    const dag = dagFile({ am_credentials: { url: '${NOBODY_SETS_THIS}' } });
    expect((await runCli(['check', dag], path.dirname(dag))).exitCode).toBe(0);
  });

  it('tells what is wrong at its place in the file', async () => {
    const dag = dagFile({}, { inputs: ['policys'] });
    const { stdout, exitCode } = await runCli(['run', dag, '--json']);
    const { error } = JSON.parse(stdout) as { error: SerializedError };
    expect(exitCode).toBe(2);
    expect(error).toMatchObject({ code: 'PIPELINE_INVALID', column: 'engines[0].inputs[0]' });
    expect(error.message).toContain(`${dag}: engines[0].inputs[0] is "policys"; expected`);
    expect(error.message).toContain('Was policies meant?');
  });
});
