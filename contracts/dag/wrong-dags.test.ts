/** What is wrong with a DAG file is told where it stands in the file. */
import { describe, expect, it } from 'vitest';
import { LiveCalcError } from '../errors.ts';
import { expandCredentials } from './am-credentials.ts';
import { isDag, parseDag } from './parse-dag.ts';
import { changedDag, esgDag, plainDag, type DagValue } from './testing/sample-dags.ts';

function errorOf(run: () => unknown): LiveCalcError {
  try {
    run();
  } catch (error) {
    if (error instanceof LiveCalcError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

interface Case {
  readonly what: string;
  readonly dag?: DagValue;
  readonly change: (dag: DagValue) => void;
  readonly says: string;
  readonly code?: string;
}

const csv = { type: 'csv', path: 'more.csv' };

const cases: readonly Case[] = [
  {
    what: 'a misspelt output of another engine',
    dag: esgDag,
    change: ({ engines }) => (engines[2]!['inputs'] = ['projection.scenario']),
    says: 'engines[2].inputs[0] is "projection.scenario"; expected a data source or ENGINE.OUTPUT, one of esg.paths, ',
  },
  {
    what: 'a misspelt key',
    change: ({ engines }) => (engines[1]!['input'] = []),
    says: 'unknown key engines[1].input; did you mean inputs?',
    code: 'CONFIG_INVALID',
  },
  {
    what: 'an unknown kind of engine',
    dag: esgDag,
    change: ({ engines }) => (engines[0]!['type'] = 'esg'),
    says: 'engines[0].type is "esg"; expected "cpp_NAME" or "python_NAME"',
    code: 'CONFIG_INVALID',
  },
  {
    what: 'a parameter of the projection that it does not have',
    change: ({ engines }) => (engines[1]!['config'] = { lapseMultiplyer: 2 }),
    says: 'unknown key engines[1].config.lapseMultiplyer; did you mean lapseMultiplier?',
    code: 'CONFIG_INVALID',
  },
  {
    what: 'a table that the projection does not have',
    change: ({ engines }) => (engines[1]!['outputs'] = ['scenario']),
    says: 'engines[1].outputs[0] is "scenario"; expected one of "scenarios", ',
    code: 'CONFIG_INVALID',
  },
  {
    what: 'a misspelt word for what follows a failure',
    dag: esgDag,
    change: ({ engines }) => (engines[0]!['on_error'] = { otherwise: 'contine' }),
    says: 'engines[0].on_error.otherwise is "contine"; expected one of "fail", "continue" or an object {node} or an object {values}',
    code: 'CONFIG_INVALID',
  },
  {
    what: 'a parameter of the generator that is out of range',
    change: ({ engines }) =>
      (engines[0]!['config'] = { model: 'gbm', count: 1, parameters: { volatility: -1 } }),
    says: 'engines[0].config.parameters.volatility is -1; expected at least 0',
    code: 'CONFIG_INVALID',
  },
  {
    what: 'no portfolio',
    change: (dag) => delete dag.data_sources['policies'],
    says: 'key data_sources.policies is missing',
    code: 'CONFIG_INVALID',
  },
  {
    what: 'a reserved name of a file',
    change: (dag) => (dag.data_sources['normals'] = csv),
    says: 'expected another name',
    code: 'CONFIG_INVALID',
  },
  {
    what: 'a file that no engine reads',
    change: (dag) => (dag.data_sources['more'] = csv),
    says: 'data_sources.more is a file that no engine reads; expected "more" among the inputs of an engine.',
  },
  {
    what: 'a type that is not the file’s',
    change: (dag) => (dag.data_sources['lapse'] = { type: 'parquet', path: 'lapse.csv' }),
    says: 'data_sources.lapse.type is "parquet" while its path is "lapse.csv"; expected a path that ends in .parquet',
    code: 'INVALID_INPUT_FORMAT',
  },
  {
    what: 'one id twice',
    change: ({ engines }) => (engines[1]!['id'] = 'generator'),
    says: 'engines[1].id is "generator", as engines[0].id is; expected ids that differ.',
  },
  {
    what: 'a projection without its tables',
    change: ({ engines }) => (engines[1]!['inputs'] = ['policies', 'generator.rates']),
    says: 'engines[1].inputs is without mortality, lapse, expenses; expected all that cpp_projection reads.',
  },
  {
    what: 'a projection that does not read the product table that is there',
    change: (dag) => {
      dag.data_sources['product'] = csv;
      dag.engines.push({ id: 'other', type: 'python_other', inputs: ['product'] });
    },
    says: 'engines[1].inputs is without product',
  },
  {
    what: 'a projection that reads normals',
    change: ({ engines }) => (engines[1]!['inputs'] as string[]).push('normals'),
    says: 'engines[1].inputs[5] is "normals"; expected an input of cpp_projection',
  },
  {
    what: 'an input twice',
    change: ({ engines }) => (engines[1]!['inputs'] as string[]).push('lapse'),
    says: 'engines[1].inputs[5] is "lapse" again; expected each input once.',
  },
  {
    what: 'a base curve for an engine that has none',
    dag: esgDag,
    change: (dag) => {
      dag.data_sources['base'] = csv;
      (dag.engines[1]!['inputs'] as string[]).push('base');
      dag.engines[0]!['inputs'] = ['normals', 'curve', 'base'];
    },
    says: 'engines[0].inputs[2] is "base"; expected an input that engines other than cpp_projection can read.',
  },
  {
    what: 'nothing that makes scenarios',
    change: (dag) => {
      dag.engines = [{ id: 'mine', type: 'python_mine', inputs: ['policies'], outputs: ['sums'] }];
    },
    says: 'engines is without anything that makes scenarios',
  },
  {
    what: 'scenarios from a file and from an engine',
    change: (dag) => {
      dag.data_sources['scenarios'] = csv;
      dag.engines.push({ id: 'other', type: 'python_other', inputs: ['scenarios'] });
    },
    says: 'data_sources.scenarios is a file beside generator.rates; expected one origin of the scenarios.',
  },
  {
    what: 'two generators',
    change: ({ engines }) => engines.push({ ...engines[0]!, id: 'second' }),
    says: 'engines[2].type is the second engine of type cpp_scenarios; expected one at most.',
  },
  {
    what: 'no number of scenarios',
    dag: esgDag,
    change: (dag) => delete dag['scenarios'],
    says: 'scenarios.count is missing; expected how many scenarios esg.paths is to make.',
    code: 'CONFIG_INVALID',
  },
  {
    what: 'a number of scenarios that cpp_scenarios has already',
    change: (dag) => (dag['scenarios'] = { count: 3 }),
    says: 'scenarios.count is given where it has no meaning',
    code: 'CONFIG_INVALID',
  },
  {
    what: 'two tables of one name',
    dag: esgDag,
    change: (dag) => (dag['output'] = { tables: ['solver.solution', 'simple.solution'] }),
    says: 'engines[3].outputs[0] is "solution", which solver.solution is called too, and both are tables',
  },
  {
    what: 'a table that no engine writes',
    dag: esgDag,
    change: (dag) => (dag['output'] = { tables: ['solver.answer'] }),
    says: 'output.tables[0] is "solver.answer"; expected ENGINE.OUTPUT, one of projection.scenarios, solver.solution, simple.solution.',
  },
  {
    what: 'a result that is a file',
    change: (dag) => (dag['output'] = { path: 'results.parquet' }),
    says: 'output.path is "results.parquet"; expected a folder: each table becomes a file in it',
    code: 'CONFIG_INVALID',
  },
  {
    what: 'projections that read the tables differently',
    dag: esgDag,
    change: ({ engines }) =>
      engines.push({
        ...engines[1]!,
        id: 'stressed',
        outputs: ['policies'],
        config: { extend: 'hold' },
      }),
    says: 'engines[4].config is another than that of engine "projection" in what it says of the tables',
  },
  {
    what: 'two modules of one type',
    dag: esgDag,
    change: ({ engines }) =>
      engines.push({ ...engines[3]!, id: 'more', module: 'other.py', outputs: [] }),
    says: 'engines[4].module is "other.py", and another engine of that type has another',
  },
  {
    what: 'a variable of the environment in a path',
    change: (dag) => (dag.data_sources['lapse'] = { type: 'csv', path: '${HOME}/lapse.csv' }),
    says: 'data_sources.lapse.path is "${HOME}/lapse.csv"; expected a value: variables of the environment are put into am_credentials only.',
    code: 'CONFIG_INVALID',
  },
];

describe('a DAG file that is wrong', () => {
  it.each(cases)('says so at its place: $what', ({ dag = plainDag, change, says, code }) => {
    const error = errorOf(() => parseDag(changedDag(dag, change), 'models/dag.json'));
    expect(error.message).toMatch(/^models\/dag\.json: /);
    expect(error.message).toContain(says);
    expect(error.code).toBe(code ?? 'PIPELINE_INVALID');
  });

  it('is told from a configuration by its list of engines', () => {
    expect([plainDag, { engines: {} }, {}, null, []].map(isDag)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('credentials', () => {
  const secret = 'eyJhbGciOi';
  const withCredentials = (given: unknown): DagValue =>
    changedDag(plainDag, (dag) => (dag['am_credentials'] = given));

  it('come beside the configuration, which does not know them', () => {
    const given = { url: '${LIVECALC_AM_URL}', token: secret, cache_dir: 'cache' };
    const { config, credentials } = parseDag(withCredentials(given), 'dag.json');
    expect(JSON.stringify(config)).not.toContain(secret);
    expect(config).toEqual(parseDag(plainDag, 'dag.json').config);
    const env = { LIVECALC_AM_URL: 'https://am.example' };
    expect(expandCredentials(credentials!, env, 'dag.json')).toEqual({
      url: 'https://am.example',
      token: secret,
      cacheDir: 'cache',
    });
  });

  it.each([
    ['a key that there is not', { url: 'https://am.example', tokn: secret }, 'am_credentials.tokn'],
    ['a text', secret, 'am_credentials is "(not shown)"'],
    ['a list', { url: [secret] }, 'am_credentials.url is ["(not shown)"]'],
  ])('are not shown where they are wrong: %s', (_, given, says) => {
    const error = errorOf(() => parseDag(withCredentials(given), 'dag.json'));
    expect(error.message).toContain(says);
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  it.each([
    ['url', { url: 'https://elsewhere.example/${HOME_BANK_PIN}' }, 'expected LIVECALC_AM_URL'],
    ['url', { url: 'https://elsewhere.example/${LIVECALC_AM_TOKEN}' }, 'expected LIVECALC_AM_URL'],
    ['token', { url: 'https://am.example', token: '${HOME_BANK_PIN}' }, 'LIVECALC_AM_TOKEN'],
  ])('ask for no secret that is meant for others: %s', (key, given, says) => {
    const { credentials } = parseDag(withCredentials(given), 'dag.json');
    const env = { HOME_BANK_PIN: secret, LIVECALC_AM_TOKEN: secret };
    const error = errorOf(() => expandCredentials(credentials!, env, 'dag.json'));
    expect(error.message).toContain(`am_credentials.${key} asks for`);
    expect(error.message).toContain(says);
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  it('name the variable that is not set, when they are needed', () => {
    const given = { url: 'https://am.example', token: '${LIVECALC_AM_TOKEN}' };
    const { credentials } = parseDag(withCredentials(given), 'dag.json');
    const error = errorOf(() =>
      expandCredentials(credentials!, { LIVECALC_AM_TOKEN: '' }, 'dag.json'),
    );
    expect(error.message).toBe(
      'dag.json: am_credentials.token needs the environment variable LIVECALC_AM_TOKEN, which is not set. Set it, or write the value or leave the key out.',
    );
  });
});
