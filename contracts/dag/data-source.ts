/** The files of a DAG file, and the names by which its engines read them. */
import { z } from 'zod';
import { resultFormats } from '../config.ts';

/** Endings by which a file is read as what its `type` says. */
const endings = {
  parquet: ['.parquet'],
  csv: ['.csv'],
  arrow: ['.arrow', '.arrows', '.feather'],
} as const satisfies Record<(typeof resultFormats)[number], readonly string[]>;

export const filePath = z
  .string()
  .regex(
    /^(?:(?:local|assumptions):\/\/.+|(?!.*:\/\/).+)$/,
    'a path such as "data/policies.parquet", or assumptions://NAME:VERSION',
  )
  .describe('relative to this file; or assumptions://NAME:VERSION');

const dataSource = z
  .strictObject({
    type: z.enum(resultFormats).describe('what kind of file it is; its ending must agree'),
    path: filePath,
  })
  .describe('a table in a file');

export const tableNames = ['mortality', 'lapse', 'expenses', 'product'] as const;

/** What `data_sources` may not be called, because inputs of these names are something else. */
const reservedNames = ['assumptions', 'normals'] as const;
const ownName = `^(?!(?:${reservedNames.join('|')})$)[a-z][a-z0-9_-]*$`;

const knownSources = {
  policies: dataSource.describe('the portfolio, one policy or model point a row'),
  mortality: dataSource.describe('mortality rates'),
  lapse: dataSource.describe('lapse rates'),
  expenses: dataSource.describe('expenses'),
  product: dataSource.optional().describe('benefits and premiums by product and policy year'),
  scenarios: dataSource.optional().describe('scenarios, where no engine makes them'),
  base: dataSource.optional().describe('one curve that is valued beside the scenarios'),
};

export const dataSourcesSchema = z
  .object(knownSources)
  .catchall(dataSource)
  .superRefine((sources, context) => {
    for (const name of ownSources(sources)) {
      if (new RegExp(ownName).test(name)) continue;
      const message = `another name: of lower-case letters, digits, - and _, and not ${reservedNames.join(' or ')}`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  })
  .meta({
    description:
      'the files: policies, mortality, lapse, expenses, product, scenarios, base, and tables of any other name, which an engine reads as it is',
    propertyNames: { pattern: ownName },
  });

export type DataSource = z.infer<typeof dataSource>;

/** Names of the tables that only engines of one's own read. */
export function ownSources(sources: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(sources).filter((name) => !Object.hasOwn(knownSources, name));
}

/** The reference of a configuration that a path stands for. */
export function referenceOf(file: string): string {
  return file.includes('://') ? file : `local://${file}`;
}

/** The endings that the type asks for, where the file has none of them; else null. */
export function expectedEnding({ type, path: file }: DataSource): string | null {
  if (file.startsWith('assumptions://')) return null;
  const known: readonly string[] = endings[type];
  return known.some((ending) => file.toLowerCase().endsWith(ending)) ? null : known.join(' or ');
}
