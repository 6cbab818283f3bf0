/** A table under `data`: what it means is known to the engines that read it, and to nobody here. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { BlockColumn, DataBlock, InputSummary } from '../../contracts/run-inputs.ts';
import type { Column, Table } from '../../contracts/table.ts';
import type { ByteSource } from '../byte-source.ts';
import { errorProblem, valueProblem, type Problem } from '../problem.ts';
import { openTable } from '../read-table.ts';
import { finiteSum } from './control-totals.ts';
import { fileCodes, hashOf, named } from './input-file.ts';
import { fileName, type FileRequest } from './input-request.ts';
import type { ProblemList } from './problem-list.ts';

export interface DataTable {
  /** As the configuration calls it. */
  readonly name: string;
  readonly block: DataBlock;
  readonly summary: InputSummary;
}

/**
 * Reads every column of numbers, a piece of the file at a time. Null: the table could not be read,
 * and the list says why (DATA_LOAD_FAILED; VALUE_INVALID for a single cell). Throws CANCELLED.
 */
export async function readDataTable(
  request: FileRequest,
  name: string,
  reference: string,
  problems: ProblemList,
): Promise<DataTable | null> {
  const file = fileName(request, reference);
  let source: ByteSource | undefined;
  try {
    source = await request.open(reference);
    return await readSource(request, name, named(source, file), problems);
  } catch (error) {
    if (!(error instanceof LiveCalcError) || !fileCodes.has(error.code)) throw error;
    const isCell = error.code === 'VALUE_INVALID';
    problems.add(isCell ? errorProblem(error, file) : notLoaded(name, file, error));
    return null;
  } finally {
    await source?.[Symbol.asyncDispose]?.();
  }
}

async function readSource(
  request: FileRequest,
  name: string,
  source: ByteSource,
  problems: ProblemList,
): Promise<DataTable> {
  const { name: file } = source;
  const opened = await openTable(source);
  const contents = await opened.contents(request.signal);
  const numeric = contents.filter((column) => column.holds === 'numbers');
  const columns = numeric.map((column) => column.name);
  const types = Object.fromEntries(
    numeric.flatMap((column) => (column.type === null ? [] : [[column.name, column.type]])),
  );
  const report = problems.addPlaceholder.bind(problems);
  const table = await opened.read({ columns, types, report, signal: request.signal });
  if (table.length === 0) throw emptyTable(file);
  checkFinite(file, table, problems);
  const summary = {
    role: `data.${name}`,
    file,
    rows: table.length,
    sha256: await hashOf(request, source),
    controlTotals: controlTotals(file, table, problems),
  };
  const unreadColumns = contents.flatMap((column) =>
    column.holds === 'text' ? [{ name: column.name, firstText: column.firstText }] : [],
  );
  return { name, block: { file, unreadColumns, columns: blockColumns(table) }, summary };
}

function notLoaded(name: string, file: string, cause: LiveCalcError): Problem {
  const message = `The table ${name} under "data" cannot be loaded. ${cause.message}`;
  return { ...errorProblem(cause, file), code: 'DATA_LOAD_FAILED', message, cause };
}

function emptyTable(file: string): LiveCalcError {
  const details = { file, found: '0 rows', expected: 'at least one row' };
  const message = `${file} has columns but no rows; expected at least one.`;
  return new LiveCalcError('EMPTY_INPUT', message, details);
}

function numbersOf({ columns }: Table): readonly Exclude<Column, { type: 'utf8' }>[] {
  return columns.filter((column) => column.type !== 'utf8');
}

function blockColumns(table: Table): readonly BlockColumn[] {
  return numbersOf(table).map((column) => ({ ...column, shape: [table.length] }));
}

/** An engine could tell nobody in which file it found what is no number (I2). */
function checkFinite(file: string, table: Table, problems: ProblemList): void {
  for (const { name: column, type, values } of numbersOf(table)) {
    if (type !== 'f64') continue;
    values.forEach((value, index) => {
      if (Number.isFinite(value)) return;
      const place = { file, row: index + 1, column };
      problems.addPlaceholder(valueProblem(place, String(value), 'a finite number'));
    });
  }
}

function controlTotals(
  file: string,
  table: Table,
  problems: ProblemList,
): InputSummary['controlTotals'] {
  const totals = numbersOf(table).map(({ name: column, values }) => {
    const total = finiteSum({ file, column, label: column }, [values], problems);
    return [column, total] as const;
  });
  return Object.fromEntries(totals);
}
