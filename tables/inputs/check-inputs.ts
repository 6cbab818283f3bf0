import type { Table } from '../../contracts/table.ts';
import type { Problem } from '../problem.ts';
import { fileName } from './input-request.ts';
import type { InputRequest } from './input-request.ts';
import { ProblemList } from './problem-list.ts';
import { readInputs } from './read-inputs.ts';

/**
 * Every problem of all of a run's inputs, by file as a run reads them and by row; none where `loadInputs` would succeed. Throws
 * CANCELLED.
 */
export async function checkInputs(request: InputRequest): Promise<readonly Problem[]> {
  const problems = new ProblemList(Infinity);
  await readInputs(request, problems);
  return sorted(problems.kept, filesOf(request));
}

/** What concerns a whole file comes first, problems of one row stay as they were found. */
function sorted(problems: readonly Problem[], files: readonly string[]): Problem[] {
  return problems.toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || (a.row ?? 0) - (b.row ?? 0),
  );
}

/** The names of all input files, in the order in which they are read. */
function filesOf(request: InputRequest): readonly string[] {
  const { policies, assumptions, scenarios } = request.config;
  const { mortality, lapse, expenses } = assumptions;
  const references = [policies, mortality, lapse, expenses];
  if ('file' in scenarios) references.push(scenarios.file);
  return references.map((reference) => fileName(request, reference));
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
