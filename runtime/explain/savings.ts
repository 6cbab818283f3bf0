/** What is done once instead of often: grouped, factored, hoisted. */
import type { ProjectionMethod } from '../pipeline/projection-method.ts';
import type { WorkFacts } from './work-facts.ts';

export interface Saving {
  readonly kind: 'grouped' | 'hoisted' | 'factored';
  readonly what: string;
  /** Values computed without it and with it. */
  readonly before: number;
  readonly after: number;
}

/** Those that the method and the model points bring, the largest part of the loop first. */
export function savings(method: ProjectionMethod['name'], facts: WorkFacts): Saving[] {
  const { policies, rows, policyYears, rowYears, scenarios, years, classes } = facts;
  const all = rowYears * scenarios;
  const grouped: Saving = {
    kind: 'grouped',
    what: 'policies that agree in every key, as model points',
    before: policies,
    after: rows,
  };
  const discounting: Saving = {
    kind: 'hoisted',
    what: 'discount factors, once for all policies',
    before: policyYears * scenarios,
    after: scenarios * years,
  };
  const flows: Saving = {
    kind: 'hoisted',
    what: 'cash flows, once for all scenarios',
    before: all,
    after: rowYears,
  };
  const persistency: Saving = {
    kind: 'factored',
    what: 'lapses: survival by row and year, once for all scenarios',
    before: all,
    after: rowYears,
  };
  const common: Saving = {
    kind: 'factored',
    what: 'lapses: persistency by lapse class, year and scenario, once for all rows',
    before: all,
    after: classes * years * scenarios,
  };
  const byMethod = {
    'discount-once': [flows],
    'common-factor': [persistency, common],
    'simd-over-scenarios': [],
  } as const satisfies Record<ProjectionMethod['name'], readonly Saving[]>;
  return [...(rows < policies ? [grouped] : []), discounting, ...byMethod[method]];
}
