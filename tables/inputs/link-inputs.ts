/** Puts portfolio and tables together: which cells each policy reads, and whether they are there. */
import type { KeyedTable } from './assumptions/keyed-table.ts';
import { ultimateAges } from './assumptions/mortality-table.ts';
import type { MortalityTable } from './assumptions/mortality-table.ts';
import { pastWarning } from './portfolio/age-problems.ts';
import { entryByRow } from './portfolio/entry-by-row.ts';
import { groupedPolicies } from './portfolio/groups.ts';
import type { GroupedPolicies } from './portfolio/groups.ts';
import type { Policies } from './portfolio/policies.ts';
import { beyondLastAge, policyYears } from './portfolio/policy-years.ts';
import type { PolicyYears } from './portfolio/policy-years.ts';
import type { InputFiles } from './read-files.ts';
import { step } from './reading.ts';
import type { Reading } from './reading.ts';
import { checkYears, tableOfPolicyYears } from './table-ends.ts';
import type { TableByYear } from './table-ends.ts';

/** By row: entries of the tables. Null where something could not be used, and the list says what. */
export interface Links {
  readonly mortality: Uint32Array | null;
  readonly lapse: Uint32Array | null;
  readonly expenses: Uint32Array | null;
  /** Null also where there is no product table. */
  readonly product: Uint32Array | null;
  readonly years: PolicyYears | null;
  /** Null also where results are not grouped. */
  readonly groups: GroupedPolicies | null;
  readonly warnings: readonly string[];
}

export async function linkInputs(
  reading: Reading,
  files: InputFiles,
  policies: Policies,
): Promise<Links> {
  const link = (role: string, table: KeyedTable<unknown> | null): Promise<Uint32Array | null> =>
    linkStep(reading, role, policies, table);
  const mortality = await link('mortality', files.mortality);
  const links = {
    mortality,
    lapse: await link('lapse', files.lapse),
    expenses: await link('expenses', files.expenses),
    product: await link('product', files.product),
    years: await yearsStep(reading, policies, files.mortality, mortality),
    groups: await groupsStep(reading, policies),
  };
  const { extend } = reading.request.config.projection;
  const { years } = links;
  const past =
    files.mortality === null || years === null || years.past === 0
      ? []
      : [pastWarning(years.past, policies.count, files.mortality, beyondOf(reading))];
  const held: string[] = [];
  for (const table of tablesByYear(files, links)) {
    const atEnd =
      table.extendKey === 'scenarios.beyond'
        ? (reading.request.config.scenarios.beyond ?? extend)
        : extend;
    if (years === null) continue;
    const key = [policies, years, table.entryByRow, table.file, lengthsOf(table), atEnd];
    held.push(
      ...(await step(reading, `years of ${table.role}`, key, () =>
        checkYears(policies, years, table, atEnd, reading.problems),
      )),
    );
  }
  return { ...links, warnings: [...past, ...held] };
}

/** Equal for tables between which a policy's entry does not change. */
function structureOf({ keys, entries }: KeyedTable<unknown>): string {
  return JSON.stringify([keys, entries.map(({ key }) => key)]);
}

/** Equal for mortality tables between which neither does a policy's cell. */
export function mortalityStructure(table: MortalityTable): string {
  const ranges = table.entries.map(({ value }) => [value.durations.length, ultimateAges(value)]);
  return JSON.stringify([structureOf(table), ranges]);
}

async function linkStep(
  reading: Reading,
  role: string,
  policies: Policies,
  table: KeyedTable<unknown> | null,
): Promise<Uint32Array | null> {
  if (table === null) return null;
  return step(reading, `entries of ${role}`, [policies, structureOf(table)], () =>
    entryByRow(policies, table, reading.problems),
  );
}

const beyondOf = ({ request }: Reading) => beyondLastAge(request.config.projection);

async function yearsStep(
  reading: Reading,
  policies: Policies,
  table: MortalityTable | null,
  curves: Uint32Array | null,
): Promise<PolicyYears | null> {
  if (table === null || curves === null) return null;
  const beyond = beyondOf(reading);
  const key = [policies, curves, mortalityStructure(table), beyond];
  return step(reading, 'policy years', key, () =>
    policyYears(policies, table, curves, beyond, reading.problems),
  );
}

async function groupsStep(reading: Reading, policies: Policies): Promise<GroupedPolicies | null> {
  const { groupBy } = reading.request.config;
  if (groupBy === undefined) return null;
  return step(reading, 'groups', [policies, JSON.stringify(groupBy)], () =>
    groupedPolicies(policies, groupBy, reading.problems),
  );
}

function lengthsOf({ entries }: TableByYear): string {
  return entries.map(({ years }) => years).join(' ');
}

type RoledTable = TableByYear & { readonly role: string };

function tablesByYear(
  { lapse, product, scenarios, base }: InputFiles,
  links: Pick<Links, 'lapse' | 'product'>,
): readonly RoledTable[] {
  const rates = (role: string, file: string, years: number): RoledTable => ({
    role,
    file,
    entries: [{ years, label: '' }],
    entryByRow: null,
    counts: 'projection years',
    repeats: 'rate is',
    extendKey: 'scenarios.beyond',
  });
  return [
    ...(lapse === null || links.lapse === null
      ? []
      : [
          {
            role: 'lapse',
            ...tableOfPolicyYears(lapse, links.lapse, 'rate is', (value) => value.length),
          },
        ]),
    ...(product === null || links.product === null
      ? []
      : [
          {
            role: 'product',
            ...tableOfPolicyYears(
              product,
              links.product,
              'factors are',
              ({ death }) => death.length,
            ),
          },
        ]),
    ...(scenarios === null ? [] : [rates('scenarios', scenarios.file, scenarios.years.length)]),
    ...(base === null ? [] : [rates('base', base.file, base.rates.length)]),
  ];
}
