import { describe, expect, it } from 'vitest';
import { LiveCalcError } from './errors.ts';
import { parseConfigObject } from './parse-config.ts';
import { sensitivityCases } from './sensitivity-config.ts';

const minimal = {
  policies: 'local://policies.parquet',
  assumptions: {
    mortality: 'local://mortality.csv',
    lapse: 'local://lapse.csv',
    expenses: 'local://expenses.csv',
  },
  scenarios: { model: 'gbm', count: 10 },
  projection: { mortality: { multiply: 1.1 }, lapseMultiplier: 0.9 },
};

const casesOf = (...sensitivities: readonly object[]): ReturnType<typeof sensitivityCases> =>
  sensitivityCases(parseConfigObject({ ...minimal, sensitivities }, 'c.json'));

function errorOf(sensitivity: object, config: object = {}): LiveCalcError {
  try {
    sensitivityCases(
      parseConfigObject({ ...minimal, ...config, sensitivities: [sensitivity] }, 'c.json'),
    );
  } catch (error) {
    if (error instanceof LiveCalcError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the configuration of a sensitivity', () => {
  it('is the run’s with keys changed, each on its own', () => {
    const [mass, lives] = casesOf(
      { name: 'mass', set: { 'projection.lapse.add': [0.4, 0] } },
      { name: 'lives', set: { 'assumptions.mortality': 'local://other.csv' } },
    );
    expect(mass?.config.projection.lapse.add).toEqual([0.4, 0]);
    expect(mass?.config.projection).toMatchObject({ mortality: { multiply: 1.1 } });
    expect(mass?.config.assumptions.mortality).toBe('local://mortality.csv');
    expect(lives?.config.assumptions.mortality).toBe('local://other.csv');
    expect(lives?.config.projection).toMatchObject({ lapse: { add: 0 }, lapseMultiplier: 0.9 });
    expect(lives?.config.sensitivities).toEqual([]);
  });

  it.each([
    ['a misspelt key', { set: { 'projection.mortality.multply': 1 } }, 'did you mean multiply?'],
    ['a value out of range', { set: { 'projection.lapse.cap': 2 } }, 'projection.lapse.cap'],
    ['a text', { set: { 'projection.lapseMultiplier': '2' } }, 'projection.lapseMultiplier'],
    ['an empty key', { set: { 'projection..x': 1 } }, 'cannot be applied'],
    ['other scenarios', { set: { 'scenarios.seed': 7 } }, "the run's own scenarios"],
    ['other groups', { set: { groupBy: ['gender'] } }, 'sets groupBy'],
    ['a nested one', { set: { sensitivities: [] } }, 'sets sensitivities'],
    ['a misspelt part', { set: { 'projektion.lapse.add': 1 } }, 'Was projection meant?'],
    [
      'another portfolio by policy',
      { set: { policies: 'local://b.csv' }, policies: 'worse' },
      'puts others in their place',
    ],
  ])('refuses %s', (_, sensitivity, says) => {
    const { message } = errorOf({ name: 'up', ...sensitivity });
    expect(message).toContain('Sensitivity "up"');
    expect(message).toContain(says);
  });

  it('refuses the name of the run’s own row', () => {
    const set = { 'projection.lapse.add': 0.1 };
    expect(errorOf({ name: 'base', set }).message).toContain('"base" is the run itself');
  });

  it('refuses to pick policies where a pipeline of its own values them', () => {
    const pipeline = { nodes: [{ id: 'annuity', engine: 'wasm://annuity' }] };
    const set = { 'assumptions.lapse': 'local://b.csv' };
    const { code, message } = errorOf(
      { name: 'up', set, policies: 'worse' },
      { pipeline, projection: {} },
    );
    expect(code).toBe('CONFIG_INVALID');
    expect(message).toContain('pipeline of its own');
  });
});
