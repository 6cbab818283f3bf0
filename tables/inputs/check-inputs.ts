import type { Table } from '../../contracts/table.ts';
import type { Problem } from '../problem.ts';
import type { InputRequest } from './input-request.ts';
import { InputSession } from './input-session.ts';

/**
 * Every problem of all of a run's inputs, by file as the config names them and by row; none where
 * `loadInputs` would succeed. Throws CANCELLED.
 */
export function checkInputs({ config, ...request }: InputRequest): Promise<readonly Problem[]> {
  return new InputSession(request).check(config);
}

/** The header of the file that `problemsTable` is written to. */
export const problemsHeader = 'file,row,column,code,found,expected,message';

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
