import { describe, expect, test } from 'vitest';
import type { BlockColumn } from '../../contracts/run-inputs.ts';
import { variables } from './dependence.ts';
import { savings } from './savings.ts';
import type { WorkFacts } from './work-facts.ts';

function column(name: string, values: readonly number[]): BlockColumn {
  return { name, type: 'f64', values: Float64Array.from(values), shape: [values.length] };
}

const policies = {
  columns: [
    column('mortality_start', [30, 41]),
    column('end_year', [10, 20]),
    column('policy_count', [1, 1]),
    column('sum_assured', [1000, 2000]),
    column('premium', [10, 20]),
  ],
};
const assumptions = { columns: [] };

function dependence(projection: Parameters<typeof variables>[0], more: BlockColumn[] = []): object {
  const inputs = { policies: { columns: [...policies.columns, ...more] }, assumptions };
  return Object.fromEntries(
    variables(projection, inputs).map(({ name, dependsOn }) => [name, dependsOn.join(' ')]),
  );
}

const dynamicLapse = { slope: 10, floor: 0.5, cap: 2 };

describe('what depends on what', () => {
  test('without dynamic lapse no flow depends on the scenario, and values do', () => {
    expect(dependence({})).toEqual({
      'interest rate': 'time scenario',
      'mortality rate': 'policy time',
      'lapse rate': 'time',
      lives: 'policy time',
      premiums: 'policy time',
      'death benefits': 'policy time',
      expenses: 'policy time',
      'discount factor': 'time scenario',
      'net present value': 'policy scenario',
    });
  });

  test('a common reference brings the scenario into the flows, not the policy into lapse', () => {
    expect(dependence({ dynamicLapse: { ...dynamicLapse, reference: 0.03 } })).toMatchObject({
      'lapse rate': 'time scenario',
      premiums: 'policy time scenario',
    });
  });

  test('a reference of each policy’s own brings both', () => {
    const projection = { dynamicLapse: { ...dynamicLapse, reference: 'reference_rate' as const } };
    const lapse = { 'lapse rate': 'policy time scenario' };
    expect(dependence(projection, [column('reference_rate', [0.01, 0.02])])).toMatchObject(lapse);
  });

  test('a column in which all policies agree tells none apart', () => {
    const lapse = (starts: readonly number[]): object =>
      dependence({}, [column('lapse_start', starts)]);
    expect(lapse([7, 7])).toMatchObject({ 'lapse rate': 'time' });
    expect(lapse([7, 8])).toMatchObject({ 'lapse rate': 'policy time' });
  });

  test('benefits that no product pays are not among the variables', () => {
    const names = (factor: readonly number[]): string[] =>
      variables(
        {},
        { policies, assumptions: { columns: [column('maturity_factor', factor)] } },
      ).map(({ name }) => name);
    expect(names([0, 0])).not.toContain('maturity benefits');
    expect(names([0, 1])).toContain('maturity benefits');
  });
});

describe('what is done once instead of often', () => {
  const facts: WorkFacts = {
    policies: 1000,
    rows: 100,
    members: 1000,
    scenarios: 50,
    years: 20,
    policyYears: 12_000,
    rowYears: 1100,
    rowYearPairs: 8000,
    classes: 3,
    segments: 3,
    groups: 1,
  };

  function saved(
    method: Parameters<typeof savings>[0],
    changes: Partial<WorkFacts> = {},
  ): object[] {
    return savings(method, { ...facts, ...changes }).map(({ kind, before, after }) => {
      return { kind, before, after };
    });
  }

  const grouped = { kind: 'grouped', before: 1000, after: 100 };
  const factors = { kind: 'hoisted', before: 12_000 * 50, after: 20 * 50 };

  test('where flows do not depend on the scenario they are made once for all of them', () => {
    const flows = { kind: 'hoisted', before: 1100 * 50, after: 1100 };
    expect(saved('discount-once')).toEqual([grouped, factors, flows]);
  });

  test('a common reference factors into survival and persistency by class', () => {
    expect(saved('common-factor')).toEqual([
      grouped,
      factors,
      { kind: 'factored', before: 1100 * 50, after: 1100 },
      { kind: 'factored', before: 1100 * 50, after: 3 * 20 * 50 },
    ]);
  });

  test('what cannot factor still has its discount factors once', () => {
    expect(saved('simd-over-scenarios', { rows: 1000 })).toEqual([factors]);
  });
});
