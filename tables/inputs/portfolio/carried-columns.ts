/** Columns of the portfolio that are kept as they are: for the table of results, for keys and groups. */
import type { Column } from '../../../contracts/table.ts';
import { finiteNumbers } from '../check-column.ts';
import type { InputFile } from '../input-file.ts';
import type { ProblemList } from '../problem-list.ts';
import { isCarried } from './policy-columns.ts';
import type { Policies, PolicyNeeds } from './policies.ts';

/** Columns that something is grouped or keyed by; gender's texts are its codes. */
export function keyColumns({ columns }: InputFile, needs: PolicyNeeds): readonly Column[] {
  return [...columns.values()].filter(({ name }) => needs.columns.has(name) && name !== 'gender');
}

/** Every one but those the projection reads of all policies; whole numbers where they are such. */
export function carriedColumns(
  input: InputFile,
  needs: PolicyNeeds,
  { duration, premiumTerm }: Pick<Policies, 'duration' | 'premiumTerm'>,
  problems: ProblemList,
): readonly Column[] {
  const others = [...input.columns.values()].filter(({ name }) => isCarried(name));
  const carried = others.map((column): Column => {
    const { name } = column;
    if (name === 'duration_years' && duration) return { name, type: 'i32', values: duration };
    if (name === 'premium_term' && premiumTerm) return { name, type: 'u32', values: premiumTerm };
    const isChecked = name === 'reference_rate' && needs.columns.has(name);
    if (column.type === 'f64' && !isChecked) finiteNumbers({ input, column: name, problems });
    return column;
  });
  return needs.carryColumns ? carried : [];
}
