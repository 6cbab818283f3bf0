/** A description that has no meaning is refused with a sentence that says where. */
import { describe, expect, test } from 'vitest';
import { engineInfoSchema } from './engine-info.ts';

const column = { name: 'npv', type: 'f64', axes: ['scenario'], stage: 'map', combine: 'concat' };

function findings(changes: object): string[] {
  const parsed = engineInfoSchema.safeParse({
    name: 'test',
    version: '1',
    engine_type: 'test',
    parameters: {
      type: 'object',
      properties: {
        reference: { enum: ['none', 'column'] },
        basis: { type: 'object', properties: { floor: { type: 'number' } } },
      },
    },
    inputs: [{ name: 'rates', columns: [{ name: 'rate', type: 'f64', axes: ['scenario'] }] }],
    stages: [{ name: 'map', over: 'scenario' }],
    outputs: [{ name: 'values', columns: [column] }],
    ...changes,
  });
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.message);
}

function withColumn(changes: object): object {
  return { outputs: [{ name: 'values', columns: [column, { ...column, name: 'x', ...changes }] }] };
}

describe('an engine’s description', () => {
  test.each([
    ['for a block', withColumn({ for: ['values'] })],
    ['for a column', withColumn({ for: ['values.npv'] })],
    ['under a condition', withColumn({ when: { reference: ['none'] } })],
    ['under a condition on a nested parameter', withColumn({ when: { 'basis.floor': [0] } })],
    ['only where asked for', withColumn({ optional: true })],
    ['by a method for every value', method({ none: 'one', column: 'another' })],
  ])('may compute a column %s', (_, changes) => {
    expect(findings(changes)).toEqual([]);
  });

  test.each([
    {
      changes: withColumn({ for: ['value'] }),
      says: 'values.x is for "value", which is no output block and no column of one',
    },
    {
      changes: withColumn({ for: ['values.y'] }),
      says: 'values.x is for "values.y", which is no output block and no column of one',
    },
    {
      changes: withColumn({ when: { refrence: ['none'] } }),
      says: 'values.x has a condition on "refrence", which is no parameter',
    },
    {
      changes: withColumn({ when: { basis: [1] } }),
      says: 'values.x has a condition on "basis", which is no parameter',
    },
    {
      changes: withColumn({ when: { reference: ['number'] } }),
      says: 'values.x waits for reference = number, which is never so',
    },
    {
      changes: { scratch: [{ name: 's', type: 'f64', axes: [1], for: ['nothing'] }] },
      says: 'scratch s is for "nothing", which is no output block and no column of one',
    },
    {
      changes: method({ none: 'one' }),
      says: 'the method has no name where reference is column',
    },
    {
      changes: { method: { parameter: 'mode', names: {} } },
      says: 'the method depends on "mode", no parameter',
    },
    { changes: withColumn({ name: 'npv' }), says: 'the output values.npv is declared twice' },
    { changes: withColumn({ axes: ['row'] }), says: 'first axis must be scenario or tile' },
    { changes: withColumn({ stage: 'finalize' }), says: 'where nothing is combined' },
    { changes: withColumn({ stage: 'other' }), says: 'has the stage "other"' },
    { changes: withColumn({ combine: undefined }), says: 'must say combine: sum or concat' },
    {
      changes: {
        outputs: [
          { name: 'values', columns: [column] },
          { name: 'own', internal: true, columns: [{ ...column, optional: true }] },
        ],
      },
      says: 'own.npv is optional, and nobody can ask for a column of an internal block',
    },
  ])('$says', ({ changes, says }) => {
    expect(findings(changes)).toEqual([expect.stringContaining(says)]);
  });
});

function method(names: Readonly<Record<string, string>>): object {
  return { method: { parameter: 'reference', names } };
}
