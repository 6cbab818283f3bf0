/** A small run whose files a test changes one at a time. */
import { createHash } from 'node:crypto';
import { runConfigSchema } from '../../contracts/config.ts';
import type { RunConfigInput } from '../../contracts/config.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Sha256 } from '../../contracts/sha256.ts';
import type { ByteSource } from '../byte-source.ts';
import type { InputRequest } from '../inputs/load-inputs.ts';
import { sourceOf } from './tables.ts';

export const goodFiles = {
  'policies.csv': `policy_id,age,gender,sum_assured,premium,term,product_type,underwriting_class,region
1,40,M,50000,200,2,Term,Standard,7
2,41,F,100000,450,3,WholeLife,NonSmoker,8
3,42,M,75000,-0,1,Endowment,Smoker,9
`,
  'mortality.csv': `age,male_qx,female_qx
40,0.001,0.0005
41,0.002,0.0006
42,0.003,0.0007
43,0.004,0.0008
`,
  'lapse.csv': 'year,lapse_rate\n1,0.15\n2,0.1\n3,0.05\n4,0.02\n',
  'expenses.csv': `name,value
per_policy_acquisition,500
per_policy_maintenance,50
percent_of_premium,0.05
claim_expense,100
`,
  'scenarios.csv': `scenario_id,year_1,year_2,year_3,year_4
10,0.01,0.02,0.03,0.04
11,-0.01,0,0.05,0.06
`,
} as const;

/** The files of the assumptions, as the config names them. */
export const goodAssumptions = {
  mortality: 'local://mortality.csv',
  lapse: 'local://lapse.csv',
  expenses: 'local://expenses.csv',
} as const;

export type FileName = keyof typeof goodFiles;
export type Files = Readonly<Record<string, string | ByteSource | undefined>>;

export interface Changes {
  /** Contents in place of the good ones; undefined: no such file. */
  readonly files?: Files;
  readonly config?: Partial<RunConfigInput>;
  readonly carryColumns?: boolean;
}

/** A request for the good files with some changes. */
export function requestOf({
  files = {},
  config = {},
  carryColumns = false,
}: Changes): InputRequest {
  const contents: Files = { ...goodFiles, ...files };
  return {
    config: runConfigSchema.parse({
      policies: 'local://policies.csv',
      assumptions: goodAssumptions,
      scenarios: { file: 'local://scenarios.csv' },
      ...config,
    }),
    open: async (reference) => {
      const name = reference.slice('local://'.length);
      const content = contents[name];
      if (content === undefined) {
        throw new LiveCalcError('FILE_NOT_FOUND', `There is no file ${name}.`, { file: name });
      }
      return typeof content === 'string' ? sourceOf(name, content) : content;
    },
    createSha256: nodeSha256,
    carryColumns,
  };
}

function nodeSha256(): Sha256 {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}

/** A good file with one line changed: `edited('lapse.csv', '2,0.1', '2,1.5')`. */
export function edited(file: FileName, line: string, replacement: string): Files {
  const before = goodFiles[file];
  const after = before.replace(`${line}\n`, replacement === '' ? '' : `${replacement}\n`);
  if (after === before) throw new Error(`${file} has no line ${line}`);
  return { [file]: after };
}
