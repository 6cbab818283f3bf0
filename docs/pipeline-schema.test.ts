/** docs/pipeline.schema.json: in step with what checks a configuration, and of one mind with it. */
import { Ajv } from 'ajv';
import { readFileSync, globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runConfigSchema } from '../contracts/config.ts';
import { dagSchema } from '../contracts/dag/dag-schema.ts';
import { isDag } from '../contracts/dag/parse-dag.ts';
import { changedDag, esgDag, plainDag } from '../contracts/dag/testing/sample-dags.ts';
import { pipelineJsonSchema } from '../contracts/json-schema.ts';
import { schemaFile, schemaText } from './renew-schema.ts';

const root = path.join(import.meta.dirname, '..');
const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

function zodAccepts(value: unknown): boolean {
  return (isDag(value) ? dagSchema : runConfigSchema).safeParse(value).success;
}

type Json = Record<string, unknown>;

const config: Json = {
  policies: 'local://policies.csv',
  assumptions: {
    mortality: 'local://mortality.csv',
    lapse: 'local://lapse.csv',
    expenses: 'local://expenses.csv',
  },
  scenarios: { model: 'gbm', count: 10 },
};
const node = { id: 'mine', engine: 'python://mine' };

function withNode(keys: Json): Json {
  return { ...config, pipeline: { nodes: [{ ...node, ...keys }] } };
}

function withEngine(index: number, keys: Json): Json {
  return changedDag(index < 2 ? plainDag : esgDag, ({ engines }) =>
    Object.assign(engines[index]!, keys),
  );
}

const good: Readonly<Record<string, Json>> = {
  'a configuration': config,
  'scenarios of a node': { ...config, scenarios: { fromNode: 'esg', count: 3 } },
  'a condition': withNode({ when: { metric: 'a.b', atLeast: 1 } }),
  'several conditions': withNode({ when: [{ node: 'a', is: 'failed' }] }),
  'engines of its own': { ...config, engines: { mine: { module: 'local://mine.py' } } },
  'a DAG file': plainDag,
  'a DAG file with everything': esgDag,
  'an assumption of the Assumptions Manager': changedDag(plainDag, (dag) => {
    dag.data_sources['lapse'] = { type: 'csv', path: 'assumptions://lapse:latest' };
  }),
};

const bad: Readonly<Record<string, Json>> = {
  'nothing at all': {},
  'an unknown key': { ...config, polices: 1 },
  'no portfolio': { ...config, policies: undefined },
  'a path that is no reference': { ...config, policies: 'policies.csv' },
  'an assumption without a version': {
    ...config,
    assumptions: { ...(config['assumptions'] as Json), lapse: 'assumptions://lapse' },
  },
  'a model that there is not': { ...config, scenarios: { model: 'heston', count: 1 } },
  'no scenarios': { ...config, scenarios: { model: 'gbm', count: 0 } },
  'a node without engine': { ...config, pipeline: { nodes: [{ id: 'mine' }] } },
  'a node’s key in the other spelling': withNode({ timeout_ms: 1 }),
  'a condition without a bound': withNode({ when: { metric: 'a.b' } }),
  'a bound in the other spelling': withNode({ when: { metric: 'a.b', at_least: 1 } }),
  'an outcome that there is not': withNode({ when: { node: 'a', is: 'done' } }),
  'a data table with a capital': { ...config, data: { Curve: 'local://curve.csv' } },
  'no engines': { ...plainDag, engines: [] },
  'an engine of no kind': withEngine(2, { type: 'solver' }),
  'an engine’s key in the other spelling': withEngine(2, { timeoutMs: 1 }),
  'an engine’s bound in the other spelling': withEngine(2, { when: { metric: 'a.b', atMost: 1 } }),
  'an engine’s condition without a bound': withEngine(2, { when: { metric: 'a.b' } }),
  'a parameter that the projection does not have': withEngine(1, { config: { lapses: 1 } }),
  'a table that the projection does not write': withEngine(1, { outputs: ['npvs'] }),
  'a generator that reads': withEngine(0, { inputs: ['policies'] }),
  'a generator without a model': withEngine(0, { config: { count: 1 } }),
  'a file of no type': changedDag(plainDag, (dag) => {
    dag.data_sources['lapse'] = { path: 'lapse.csv' };
  }),
  'a file with a reserved name': changedDag(plainDag, (dag) => {
    dag.data_sources['normals'] = { type: 'csv', path: 'a.csv' };
  }),
  'no mortality': changedDag(plainDag, (dag) => delete dag.data_sources['mortality']),
  'a result that is a file': { ...plainDag, output: { path: 'result.csv' } },
  'credentials without an address': { ...plainDag, am_credentials: { token: 'x' } },
};

describe('docs/pipeline.schema.json', () => {
  it('is what the schemas say: npm run schema renews it', async () => {
    expect(readFileSync(schemaFile, 'utf8')).toBe(await schemaText());
  });

  it('describes every key, so that an editor can', () => {
    expect([...undescribed(pipelineJsonSchema(), '')]).toEqual([]);
  });

  const files = globSync(
    ['examples/*.json', 'examples/*/livecalc.config.json', 'executor/self-test/*.config.json'],
    { cwd: root },
  );

  it('finds the examples', () => {
    expect(files.length).toBeGreaterThanOrEqual(6);
  });

  it.each(files)('accepts %s, as the program does', (file) => {
    const value = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Json;
    expect([zodAccepts(value), validate(value), validate.errors]).toEqual([true, true, null]);
  });

  it.each(Object.entries(good))('accepts what the program does: %s', (_, value) => {
    expect([zodAccepts(value), validate(value), validate.errors]).toEqual([true, true, null]);
  });

  it.each(Object.entries(bad))('refuses what the program does: %s', (_, value) => {
    expect([zodAccepts(value), validate(value)]).toEqual([false, false]);
  });
});

/** Places of keys without a description. */
function* undescribed(schema: unknown, place: string): Generator<string> {
  if (Array.isArray(schema)) {
    for (const [index, one] of schema.entries()) yield* undescribed(one, `${place}[${index}]`);
  }
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' && !place.endsWith('/if')) {
      for (const [name, property] of Object.entries(value as Record<string, Json>)) {
        if (!property['description']) yield `${place}/${name}`;
        yield* undescribed(property, `${place}/${name}`);
      }
    } else if (!['enum', 'required', 'default', 'if'].includes(key)) {
      yield* undescribed(value, `${place}/${key}`);
    }
  }
}
