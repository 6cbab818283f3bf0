/** What is wrong with a pipeline is said with the names of its nodes. */
import { describe, expect, test } from 'vitest';
import { plainNode } from '../../contracts/pipeline-config.ts';
import { engineInfoSchema, type EngineInfo } from '../../contracts/engine-info.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { runAxisLengths } from '../../engines-wasm/axes.ts';
import { BusLayout } from '../bus/layout.ts';
import { connectInputs } from './connect.ts';
import type { GraphNode } from './graph-node.ts';
import { orderNodes } from './graph.ts';
import { wantedOutputs } from './wanted-outputs.ts';

/** An engine that reads and writes one column `x` per block. */
function engine(inputs: number, outputs: number): EngineInfo {
  const blocks = (count: number, extra: object): object[] =>
    Array.from({ length: count }, (_, index) => ({
      name: `block${index}`,
      columns: [{ name: 'x', type: 'f64', axes: ['row'], ...extra }],
    }));
  return engineInfoSchema.parse({
    name: 'test',
    version: '1',
    engine_type: 'test',
    parameters: { type: 'object' },
    inputs: blocks(inputs, {}),
    stages: [{ name: 'map', over: 'row' }],
    outputs: blocks(outputs, { stage: 'map', combine: 'concat' }),
  });
}

function node(id: string, inputs: readonly string[], outputs: readonly string[]): GraphNode {
  const configured = plainNode({
    id,
    engine: 'wasm://test',
    inputs: [...inputs],
    outputs: [...outputs],
    config: {},
  });
  return { node: configured, info: engine(inputs.length, outputs.length) };
}

const codes = new Set(['PIPELINE_INVALID', 'INPUT_SIZE_MISMATCH']);

function problem(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof LiveCalcError && codes.has(error.code)) return error.message;
    throw error;
  }
  throw new Error('nothing was found wrong');
}

describe('the order of nodes', () => {
  test('every reader comes after its writers; otherwise as given', () => {
    const nodes = [
      node('last', ['bus://a/y', 'bus://a/x'], ['bus://results/z']),
      node('second', ['bus://a/x'], ['bus://a/y']),
      node('other', ['$policies'], ['bus://a/w']),
      node('first', ['$policies'], ['bus://a/x']),
    ];
    expect(orderNodes(nodes).nodes.map((entry) => entry.node.id)).toEqual([
      'other',
      'first',
      'second',
      'last',
    ]);
  });

  test.each([
    {
      what: 'a cycle',
      nodes: [
        node('a', ['bus://x/c'], ['bus://x/a']),
        node('b', ['bus://x/a'], ['bus://x/b']),
        node('c', ['bus://x/b'], ['bus://x/c']),
      ],
      says: ['cycle', 'a waits for c waits for b waits for a'],
    },
    {
      what: 'an input that nothing writes',
      nodes: [node('a', ['bus://x/nowhere'], ['bus://x/a'])],
      says: ['"a"', 'bus://x/nowhere', 'nothing writes', 'bus://x/a'],
    },
    {
      what: 'a second writer',
      nodes: [node('a', [], ['bus://x/a']), node('b', [], ['bus://x/a'])],
      says: ['"a" and "b"', 'bus://x/a', 'one writer'],
    },
    {
      what: 'an id used twice',
      nodes: [node('a', [], ['bus://x/a']), node('a', [], ['bus://x/b'])],
      says: ['the id "a"'],
    },
    {
      what: 'a name that is no bus name',
      nodes: [node('a', [], ['results/x'])],
      says: ['"results/x"', 'bus://CATEGORY/NAME'],
    },
  ])('$what is an error that names the nodes', ({ nodes, says }) => {
    const message = problem(() => orderNodes(nodes));
    for (const words of says) expect(message).toContain(words);
  });

  test('inputs that do not match the engine’s are counted', () => {
    const entry = node('a', ['$policies'], ['bus://x/a']);
    const message = problem(() => orderNodes([{ ...entry, info: engine(2, 1) }]));
    expect(message).toContain('names 1 inputs; engine "test" reads 2: block0, block1');
  });
});

describe('what is computed', () => {
  const nodes = [
    node('esg', [], ['bus://s/rates']),
    node('value', ['bus://s/rates'], ['bus://results/npv']),
    node('unneeded', [], ['bus://results/extra']),
  ];

  test('only what the requested tables need', () => {
    const wanted = wantedOutputs(nodes, { tables: ['npv'], columns: {} });
    expect([...wanted.keys()].map((entry) => entry.node.id)).toEqual(['value', 'esg']);
  });

  test('a table that no node writes is an error that lists those there are', () => {
    expect(problem(() => wantedOutputs(nodes, { tables: ['nvp'], columns: {} }))).toContain(
      'This pipeline has: npv, extra',
    );
  });
});

describe('connections', () => {
  const axes = runAxisLengths({
    row: 10,
    member: 10,
    scenario: 3,
    time: 5,
    group: 1,
    stepsPerYear: 1,
  });

  function connect(available: { name?: string; type?: 'f64' | 'u32'; shape?: number[] }): unknown {
    const { name = 'x', type = 'f64', shape = [10] } = available;
    const region = new BusLayout(0).block('bus://a/x', [{ name, type, length: 10, stride: 1 }]);
    const block = {
      writer: 'node "writer"',
      columns: [{ name, type, shape, planned: region.columns[0]! }],
    };
    return connectInputs('reader', engine(1, 1), [block], axes);
  }

  test('a column of the right name, type and size connects', () => {
    expect(connect({})).toMatchObject({ columns: [{ name: 'x', address: 0, length: 10 }] });
  });

  test.each([
    { available: { name: 'y' }, says: 'reads the column "x", and node "writer" has only y' },
    { available: { type: 'u32' as const }, says: 'reads "x" as f64, and node "writer" writes u32' },
    { available: { shape: [9] }, says: 'reads "x" with 10 along row, and node "writer" gives 9' },
    {
      available: { shape: [10, 2] },
      says: 'reads "x" with the axes [row], and node "writer" gives 10 x 2',
    },
  ])('$says', ({ available, says }) => {
    expect(problem(() => connect(available))).toContain(`Node "reader" ${says}`);
  });
});
