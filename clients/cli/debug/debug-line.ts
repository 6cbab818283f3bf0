/** A line of `livecalc debug` as a command. Pure. */
import { LiveCalcError } from '../../../contracts/errors.ts';

export type DebugLine =
  | { readonly do: 'run' | 'step' | 'pause' | 'nodes' | 'quit' | 'help' | 'nothing' }
  /** Without a node: which there are. */
  | { readonly do: 'break'; readonly node: string | null; readonly at: BreakAt }
  /** Without a name: every block. */
  | { readonly do: 'inspect'; readonly name: string | null; readonly rows: Rows };

export type BreakAt = (typeof breakAts)[number];
/** Elements [from, to) of a column; null: the first, or the end. */
export interface Rows {
  readonly from: number;
  readonly to: number | null;
}

const breakAts = ['before', 'after', 'both', 'off'] as const;
/** Elements shown where nobody says how many. */
const usualRows = 10;

const words: Readonly<Record<string, DebugLine['do']>> = {
  '': 'nothing',
  run: 'run',
  r: 'run',
  continue: 'run',
  c: 'run',
  step: 'step',
  s: 'step',
  pause: 'pause',
  p: 'pause',
  nodes: 'nodes',
  n: 'nodes',
  break: 'break',
  b: 'break',
  inspect: 'inspect',
  i: 'inspect',
  quit: 'quit',
  q: 'quit',
  exit: 'quit',
  help: 'help',
  h: 'help',
  '?': 'help',
};

export const debugHelp = `  run, r, c                  let the run go, to the next breakpoint or its end
  step, s                    run one node, to the border after it
  pause, p                   hold the run as soon as it can (Ctrl-C does the same)
  inspect, i                 list the blocks on the bus
  inspect BLOCK              its columns: type, shape, size, SHA-256
  inspect BLOCK.COLUMN 0:20  the column's elements 0 to 19
  nodes, n                   the nodes and how they stand
  break, b NODE [WHERE]      stop there: before (if nothing is said), after, both, off
  break                      list the breakpoints
  quit, q                    stop the run and leave (so does Ctrl-C while it stands)
`;

/** Throws ARGUMENT_INVALID saying what is understood. */
export function parseDebugLine(text: string): DebugLine {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  const known = words[word.toLowerCase()];
  if (known === undefined) {
    throw wrong(`"${word}" is no command. Type help to see what there is.`, word);
  }
  if (known === 'break') return breakLine(rest);
  if (known === 'inspect') return inspectLine(rest);
  if (rest.length > 0) {
    throw wrong(`${known} takes nothing after it; "${rest.join(' ')}" was found.`, rest.join(' '));
  }
  return { do: known };
}

function breakLine([node, where = 'before', ...more]: readonly string[]): DebugLine {
  const at = breakAts.find((one) => one === where);
  if (at !== undefined && more.length === 0) return { do: 'break', node: node ?? null, at };
  const found = [where, ...more].join(' ');
  throw wrong(`break takes a node and ${breakAts.join(', ')}; "${found}" was found.`, found);
}

function inspectLine([name, range, ...more]: readonly string[]): DebugLine {
  if (more.length > 0) {
    const found = more.join(' ');
    throw wrong(`inspect takes BLOCK.COLUMN and FROM:TO; "${found}" was found after them.`, found);
  }
  return { do: 'inspect', name: name ?? null, rows: rowsOf(range) };
}

function rowsOf(range: string | undefined): Rows {
  if (range === undefined) return { from: 0, to: usualRows };
  const [, from, colon, to] = /^(\d+)?(:)?(\d+)?$/.exec(range) ?? [];
  const rows = {
    from: Number(from ?? 0),
    to: to === undefined ? null : Number(to),
  };
  if (range !== '' && colon === undefined && from !== undefined) {
    return { from: rows.from, to: rows.from + 1 };
  }
  if (colon !== undefined && (rows.to === null || rows.to >= rows.from)) return rows;
  const message = `"${range}" is no range of elements: give FROM:TO, for example 0:20, or one number.`;
  throw wrong(message, range);
}

function wrong(message: string, found: string): LiveCalcError {
  return new LiveCalcError('ARGUMENT_INVALID', message, { found });
}
