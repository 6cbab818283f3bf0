import path from 'node:path';
import { expect, it } from 'vitest';
import type { PlanExplanation } from '../../../runtime/explain/explain-plan.ts';
import { runCli } from '../test-support/run-cli.ts';
import { smallModel } from '../test-support/small-model.ts';

async function explained(model: string, ...args: string[]): Promise<PlanExplanation> {
  const { stdout } = await runCli(['explain-plan', model, ...args, '--json']);
  return JSON.parse(stdout) as PlanExplanation;
}

/** Ten policies with terms of 10 to 19 years, 100 scenarios. */
const policyYears = 145;

it('prints the method, what depends on what, the stages and the work', async () => {
  const { exitCode, stdout } = await runCli(['explain-plan', smallModel()]);
  expect(exitCode).toBe(0);
  for (const words of [
    'Method: discount-once',
    /mortality rate +x +x +\./,
    /net present value +x +\. +x/,
    'hoisted: discount factors, once for all policies',
    /projection\.project +10 rows +145/,
    /policies x scenarios x years in force +14,500/,
  ]) {
    expect(stdout).toMatch(words);
  }
});

it('counts the work of the stages that the run has', async () => {
  const { work, stages } = await explained(smallModel());
  expect(work.before).toBe(policyYears * 100);
  expect(Object.fromEntries(stages.map(({ name, steps }) => [name, steps]))).toEqual({
    'compress.group': 10,
    'scenarios.generate': 1900,
    'projection.discount': 1900,
    'projection.project': policyYears,
    'projection.value': 1900,
    'projection.finalize': 19,
  });
  expect(work.after).toBe(10 + 3 * 1900 + policyYears + 19);
});

it('the method follows the configuration', async () => {
  const dynamicLapse = { slope: 10, floor: 0.5, cap: 2, reference: 0.03 };
  const model = smallModel({ projection: { dynamicLapse } });
  const { method, stages } = await explained(model);
  expect(method?.name).toBe('common-factor');
  expect(stages.find(({ name }) => name === 'projection.project')?.steps).toBe(policyYears);
});

it('a table that is asked for brings its stages', async () => {
  const { stages } = await explained(smallModel(), '--tables', 'scenarios,policies');
  expect(stages.map(({ name }) => name)).toContain('projection.policies');
});

it('tells the nodes of a graph, what they wait for and what a solver has run again', async () => {
  const graph = path.join(import.meta.dirname, '../../../examples/dag_config_full_pipeline.json');
  const { stdout } = await runCli(['explain-plan', graph]);
  expect(stdout).toMatch(/^ {2}solver +python:\/\/solver +projection +projection$/m);
  expect(stdout).toContain('what engines in Python do');
  expect(stdout).not.toContain('ratio');
  const { nodes, work } = await explained(graph);
  expect(nodes.map(({ id }) => id)).toEqual([
    'normals',
    'esg',
    'projection',
    'solver',
    'bisection',
  ]);
  expect(nodes[4]).toEqual({
    id: 'bisection',
    engine: 'python://solver',
    waitsFor: ['projection', 'solver'],
    runsAgain: ['projection'],
  });
  expect(work.after).toBeNull();
});

it('runs nothing and writes nothing, and says what is wrong as run does', async () => {
  const model = smallModel({ output: { tables: ['scenario'] } });
  const { exitCode, stderr } = await runCli(['explain-plan', model]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('No node writes the table "scenario". Was scenarios meant?');
});
