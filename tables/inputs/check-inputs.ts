import type { Table } from '../../contracts/table.ts';
import type { Problem } from '../problem.ts';
import type { InputRequest } from './input-request.ts';
import { ProblemList } from './problem-list.ts';
import { readInputs } from './read-inputs.ts';

/** Every problem of all of a run's inputs, none where `loadInputs` would succeed. Throws CANCELLED. */
export async function checkInputs(request: InputRequest): Promise<readonly Problem[]> {
  const problems = new ProblemList(Infinity);
  await readInputs(request, problems);
  return problems.kept;
}

/** The problems as a table of texts, empty where a part does not apply. */
export function problemsTable(problems: readonly Problem[]): Table {
  const column = (name: string, text: (problem: Problem) => string | number | null) =>
    ({
      name,
      type: 'utf8',
      values: problems.map((problem) => String(text(problem) ?? '')),
    }) as const;
  return {
    name: 'errors',
    length: problems.length,
    columns: [
      column('file', ({ file }) => file),
      column('row', ({ row }) => row),
      column('column', (problem) => problem.column),
      column('code', ({ code }) => code),
      column('found', ({ found }) => found),
      column('expected', ({ expected }) => expected),
      column('message', ({ message }) => message),
    ],
  };
}
