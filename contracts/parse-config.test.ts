import { describe, expect, it } from 'vitest';
import { LiveCalcError } from './errors.ts';
import { applyOverrides, parseConfig, parseConfigObject } from './parse-config.ts';

const minimal = {
  policies: 'local://policies.parquet',
  assumptions: {
    mortality: 'local://mortality.csv',
    lapse: 'local://lapse.csv',
    expenses: 'local://expenses.csv',
  },
  scenarios: { model: 'gbm', count: 10 },
};

function errorOf(action: () => unknown): LiveCalcError {
  try {
    action();
  } catch (error) {
    if (error instanceof LiveCalcError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const cir = { initial: 0.03, meanReversion: 0.2, longTermMean: 0.03, volatility: 0.01 };

describe('a configuration that does not follow its schema', () => {
  const cases: [name: string, part: object, says: string][] = [
    [
      'a misspelt key',
      { projection: { mortalityMultiplyer: 1 } },
      'unknown key projection.mortalityMultiplyer; did you mean mortalityMultiplier?',
    ],
    [
      'a key like no other',
      { output: { zebra: 1 } },
      'unknown key output.zebra; the keys here are dir, format, tables, columns.',
    ],
    [
      'neither of two kinds of value',
      { projection: { mortality: { multiply: 'x' } } },
      'projection.mortality.multiply is "x"; expected a number or a list [...]',
    ],
    [
      'a wrong value of the kind that was meant',
      { projection: { mortality: { multiply: [1, -1] } } },
      'projection.mortality.multiply[1] is -1; expected at least 0',
    ],
    [
      'a text that is not the one that may stand there',
      { projection: { dynamicLapse: { slope: 1, floor: 0, cap: 1, reference: 'rate' } } },
      'projection.dynamicLapse.reference is "rate"; expected a number or "reference_rate"',
    ],
    [
      'a multiplier that a pipeline of its own would not see',
      {
        projection: { lapseMultiplier: 2 },
        pipeline: { nodes: [{ id: 'p', engine: 'wasm://projection' }] },
      },
      'projection.lapseMultiplier is 2; expected no value here, because "pipeline" is given',
    ],
    [
      'a limit that a pipeline of its own would not see',
      {
        projection: { lapse: { cap: 0.5 } },
        pipeline: { nodes: [{ id: 'p', engine: 'wasm://projection' }] },
      },
      'projection.lapse.cap is 0.5; expected no value here, because "pipeline" is given',
    ],
    [
      'two sensitivities of one name',
      {
        sensitivities: [
          { name: 'up', set: { a: 1 } },
          { name: 'up', set: { a: 2 } },
        ],
      },
      'names that differ',
    ],
    [
      'a misspelt key inside a model',
      { scenarios: { model: 'gbm', count: 10, parameters: { volatilty: 0.1 } } },
      'unknown key scenarios.parameters.volatilty; did you mean volatility?',
    ],
    [
      'a misspelt key of another model, by that model’s keys',
      { scenarios: { model: 'cir', count: 10, parameters: { ...cir, longTermMeen: 1 } } },
      'unknown key scenarios.parameters.longTermMeen; did you mean longTermMean?',
    ],
    [
      'an unknown model',
      { scenarios: { model: 'gmb', count: 10 } },
      'scenarios.model is "gmb"; expected one of "gbm", "vasicek", "cir".',
    ],
    [
      'a misspelt discriminator',
      { scenarios: { modle: 'gbm', count: 10 } },
      'unknown key scenarios.modle; did you mean model?',
    ],
    [
      'a model without its parameters',
      { scenarios: { model: 'cir', count: 10 } },
      'key scenarios.parameters is missing; expected an object {initial, meanReversion,',
    ],
    [
      'both a file and a count',
      { scenarios: { file: 'local://s.csv', count: 10 } },
      'unknown key scenarios.count; the keys here are file, seed, values, measure, base, beyond.',
    ],
    [
      'neither a file nor a model',
      { scenarios: {} },
      'expected an object {file, seed, values, measure, base, beyond} or an object {model, count, seed, measure, base, beyond, parameters} or an object {fromNode, count, seed, measure, base, beyond} (the economic paths: generated, from a file, or from a node of the pipeline).',
    ],
    [
      'a measure that is none',
      { scenarios: { model: 'gbm', count: 10, measure: 'P' } },
      'scenarios.measure is "P"; expected one of "realWorld", "riskNeutral"',
    ],
    [
      'values that are neither rates nor factors',
      { scenarios: { file: 'local://s.csv', values: 'prices' } },
      'scenarios.values is "prices"; expected one of "rates", "discountFactors"',
    ],
    [
      'values of generated scenarios, which are rates',
      { scenarios: { model: 'gbm', count: 10, values: 'rates' } },
      'unknown key scenarios.values',
    ],
    [
      'a curve that is no file reference',
      { scenarios: { file: 'local://s.csv', base: 'curve.csv' } },
      'scenarios.base is "curve.csv"; expected a reference',
    ],
    [
      'an end of scenarios that is neither error nor hold',
      { scenarios: { file: 'local://s.csv', beyond: 'extend' } },
      'scenarios.beyond is "extend"; expected one of "error", "hold"',
    ],
    [
      'zero scenarios',
      { scenarios: { model: 'gbm', count: 0 } },
      'scenarios.count is 0; expected at least 1',
    ],
    [
      'half a scenario',
      { scenarios: { model: 'gbm', count: 1.5 } },
      'scenarios.count is 1.5; expected a whole number',
    ],
    [
      'a negative multiplier',
      { projection: { lapseMultiplier: -1 } },
      'projection.lapseMultiplier is -1; expected at least 0',
    ],
    [
      'text for a number',
      { execution: { threads: 'two' } },
      'execution.threads is "two"; expected a number',
    ],
    [
      'a bad choice',
      { output: { format: 'xlsx' } },
      'output.format is "xlsx"; expected one of "parquet", "csv", "arrow"',
    ],
    [
      'a plain path',
      { policies: 'policies.parquet' },
      'expected a file reference such as "local://mortality.csv"',
    ],
    [
      'a missing key',
      { policies: undefined },
      'key policies is missing; expected text in double quotes (local://PATH',
    ],
    [
      'no tables',
      { output: { tables: [] } },
      'output.tables is []; expected at least 1 in the list',
    ],
    [
      'an engine’s bad name',
      { engines: { 'My Engine': 'local://x.wasm' } },
      'engines has the key "My Engine"; expected a name of lower-case',
    ],
  ];

  it.each(cases)('says so in words: %s', (_name, part, says) => {
    const error = errorOf(() => parseConfigObject({ ...minimal, ...part }, 'livecalc.config.json'));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message).toMatch(/^livecalc\.config\.json: /);
    expect(error.message).toContain(says);
  });

  it('names five things and counts the rest', () => {
    const projection = { a1: 1, b2: 1, c3: 1, d4: 1, e5: 1, f6: 1, g7: 1 };
    const error = errorOf(() => parseConfigObject({ ...minimal, projection }, 'c.json'));
    expect(error.message).toMatch(/There are 2 more\.$/);
    expect(error.details.furtherProblems).toBe(6);
  });

  it('says what was found where the whole is no object', () => {
    expect(errorOf(() => parseConfigObject(null, 'c.json')).message).toContain(
      'it is null; expected an object',
    );
  });
});

describe('text that is not JSON', () => {
  const cases: [text: string, says: string][] = [
    ['', 'line 1, column 1: found the end of the file'],
    ['{\n  "policies": abc\n}', 'line 2, column 15: found "abc", expected a value'],
    ['{"a": 1,}', 'line 1, column 9: found "}", expected a key in double quotes'],
    ['{"a": 1\n "b": 2}', 'line 2, column 2: found "\\"", expected ","'],
    ['{"a": 1} x', 'line 1, column 10: found "x", expected a value'],
    ['{"a": 1, "a": 2}', 'found the key "a" a second time'],
    ['{"a": "C:\\data"}', 'column 7: found "\\"", expected text in which line breaks'],
    ['{"a": 01}', 'found "1"'],
    ['['.repeat(100), 'expected at most 64 levels of nesting'],
  ];

  it.each(cases)('gets line and column: %j', (text, says) => {
    const error = errorOf(() => parseConfig(text, 'c.json'));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message).toContain(says);
  });
});

describe('a good configuration', () => {
  it('has its defaults filled in', () => {
    const config = parseConfig(`\uFEFF${JSON.stringify(minimal)}`, 'c.json');
    expect(config.projection.mortalityMultiplier).toBe(1);
    expect(config.scenarios).toMatchObject({ seed: 42, parameters: { initial: 0.04, max: 0.2 } });
    expect(config.output.tables).toEqual(['scenarios', 'cash_flows']);
  });

  it('reads every kind of JSON value as JSON.parse does', () => {
    const parameters = { text: 'é\n"\\\u0001', list: [1, -0.5e-3, true, null, {}, []] };
    const nodes = [{ id: 'a', engine: 'wasm://a', config: parameters }];
    const config = parseConfig(JSON.stringify({ ...minimal, pipeline: { nodes } }, null, 2), 'c');
    expect(config.pipeline?.nodes[0]?.config).toEqual(parameters);
  });
});

describe('overrides', () => {
  it('sets numbers, text, lists and list elements without touching the original', () => {
    const original = { a: { b: 1 }, list: [{ c: 1 }] };
    const changed = applyOverrides(original, ['a.b=2', 'a.new.x=text', 'list.0.c=[1]', 'e=a=b']);
    expect(changed).toEqual({ a: { b: 2, new: { x: 'text' } }, list: [{ c: [1] }], e: 'a=b' });
    expect(original).toEqual({ a: { b: 1 }, list: [{ c: 1 }] });
  });

  it('leaves an unknown path to the schema', () => {
    const value = applyOverrides(minimal, ['projection.mortalityMultiplyer=1']);
    expect(errorOf(() => parseConfigObject(value, 'c.json')).message).toContain('did you mean');
  });

  it('treats __proto__ as a key like any other', () => {
    applyOverrides(minimal, ['__proto__.polluted=1']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(['noEquals', '=1', 'a..b=1', 'policies.x=1', 'list.9=1'])('refuses %s', (assignment) => {
    const error = errorOf(() => applyOverrides({ ...minimal, list: [1] }, [assignment]));
    expect(error.code).toBe('ARGUMENT_INVALID');
    expect(error.message).toContain(assignment);
  });
});

it('counts what is wrong ten thousand times without describing it as often', () => {
  const sensitivities = Array.from({ length: 10_000 }, () => 0);
  const config = { ...minimal, sensitivities };
  expect(() => parseConfigObject(config, 'x')).toThrow(/There are 9995 more\.$/);
});

it('refuses a configuration of very many values before it looks at what is wrong with each', () => {
  const nodes = Array.from({ length: 30_000 }, () => ({}));
  const error = errorOf(() => parseConfigObject({ ...minimal, pipeline: { nodes } }, 'c.json'));
  expect(error.code).toBe('CONFIG_INVALID');
  expect(error.message).toContain('c.json: the configuration holds more values than one may');
});

it('shows the beginning of a key that is very long', () => {
  const key = 'k'.repeat(100_000);
  const error = errorOf(() => parseConfigObject({ ...minimal, [key]: 1 }, 'c.json'));
  expect(error.message).toContain('unknown key kkkk');
  expect(error.message.length).toBeLessThan(1000);
  expect(String(error.details.found).length).toBeLessThan(100);
});
