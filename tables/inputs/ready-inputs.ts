/** Inputs in which nothing was found wrong. */
import type { DataTable } from './data-table.ts';
import type { Links } from './link-inputs.ts';
import type { CheckedPolicies } from './portfolio/policies.ts';
import type { PolicyYears } from './portfolio/policy-years.ts';
import type { InputFiles } from './read-files.ts';

type Always<T> = { readonly [K in keyof T]: NonNullable<T[K]> };

/** Null are only files that the config does not name. */
export interface ReadyInputs
  extends
    Always<Pick<InputFiles, 'mortality' | 'lapse' | 'expenses'>>,
    Pick<InputFiles, 'product' | 'scenarios' | 'base'>,
    Pick<Links, 'groups' | 'warnings'> {
  readonly policies: CheckedPolicies;
  readonly data: readonly DataTable[];
  readonly years: PolicyYears;
  /** By row: the entry of each table; null where there is no product table. */
  readonly entries: Always<Pick<Links, 'mortality' | 'lapse' | 'expenses'>> &
    Pick<Links, 'product'>;
}

/** Called where there were no problems, so that whatever is needed is there. */
export function readyInputs(files: InputFiles, links: Links): ReadyInputs {
  const { mortality, lapse, expenses, product } = links;
  return {
    policies: files.policies as CheckedPolicies,
    mortality: files.mortality as ReadyInputs['mortality'],
    lapse: files.lapse as ReadyInputs['lapse'],
    expenses: files.expenses as ReadyInputs['expenses'],
    product: files.product,
    scenarios: files.scenarios,
    base: files.base,
    data: files.data as readonly DataTable[],
    years: links.years as PolicyYears,
    groups: links.groups,
    warnings: links.warnings,
    entries: { mortality, lapse, expenses, product } as ReadyInputs['entries'],
  };
}
