/** The JSON of pipelines.md: the two spellings side by side are one run, and the rest is what the schemas take. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../clients/cli/test-support/run-cli.ts';
import { pipelineNodeSchema } from '../contracts/pipeline-config.ts';
import type { RunResult } from '../contracts/run-result.ts';

const examples = path.join(import.meta.dirname, '..', 'examples');
const page = readFileSync(path.join(import.meta.dirname, 'pipelines.md'), 'utf8');
const blocks = [...page.matchAll(/```json\n([^`]*)```/g)].map(([, text]) => text!);
const [configuration = '', dag = '', ...others] = blocks;

/** Values a text of the page in a folder of its own; its paths start from examples/. */
async function resultOf(text: string, from: string): Promise<RunResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const toExamples = path.relative(folder, examples).replaceAll(path.sep, '/');
  const file = path.join(folder, 'model.json');
  writeFileSync(file, text.replaceAll(from, `${from}${toExamples}/`));
  const { stdout } = await runCli(['run', file, '--json']);
  return JSON.parse(stdout) as RunResult;
}

describe('docs/pipelines.md', () => {
  it('shows one graph in both spellings: run hash and result are the same', async () => {
    const one = await resultOf(configuration, 'local://');
    const other = await resultOf(dag, '"path": "');
    expect(one.resultHash).toMatch(/^[0-9a-f]{64}$/);
    expect(other).toMatchObject({ runHash: one.runHash, resultHash: one.resultHash });
  });

  it('shows the example as it is', () => {
    const file = path.join(examples, 'dag_config_esg_projection.json');
    const {
      $schema: _,
      description: __,
      ...example
    } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    expect(JSON.parse(dag)).toEqual(example);
  });

  it('shows conditions that a node may have', () => {
    const conditions = others.map((text) => JSON.parse(text) as object);
    const shown = conditions.filter((one) => 'metric' in one || 'is' in one);
    expect(shown).toHaveLength(2);
    const node = { id: 'mine', engine: 'python://mine', when: shown };
    expect(pipelineNodeSchema.parse(node).when).toEqual(shown);
  });
});
