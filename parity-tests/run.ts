/**
 * Values models by every way there is and compares the results to the last bit.
 *
 *   npm run parity -- --help
 */
import { parseArgs } from 'node:util';
import { alignRows } from '../clients/cli/text/lines.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { meantHint } from '../contracts/nearest.ts';
import { allCases } from './cases/all-cases.ts';
import { fillMatrix, isSame, type Cell, type SkippedWay } from './matrix.ts';
import { matrixText, skippedText } from './matrix-text.ts';
import { selfCheckProblem, selfCheckWay } from './self-check.ts';
import { allWays } from './ways/all-ways.ts';
import type { Way } from './ways/way.ts';

/** Of one case by one way; an emulated machine is slow. */
const deadlineMs = 300_000;
/** What the others are compared with: it always runs. */
const [reference, ...others] = allWays as [Way, ...Way[]];

const help = `Values models by every way there is and compares the results to the last bit.

  npm run parity -- [options]

  --cases A,B    only these cases
  --ways A,B     only these ways, and ${reference.name}, which the others are compared with
  --list         name the cases and the ways, and why some of them are not available here
  --install      fetch what can be fetched into the cache: other versions of Node, an arm64 libc
  --json         print one JSON object
  --self-check   add a way whose results have one bit flipped; the run must fail and name it
  --help         print this

Exit codes: 0 all the same, 1 something differs or failed, 2 the command line is wrong,
3 the self-check did not find the flipped bit.
`;

const options = {
  cases: { type: 'string' },
  ways: { type: 'string' },
  list: { type: 'boolean', default: false },
  install: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  'self-check': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

process.exitCode = await main();

async function main(): Promise<number> {
  let flags: Flags;
  try {
    flags = parseArgs({ options }).values;
    if (flags.help) return print(help);
    const cases = chosen('case', allCases, flags.cases);
    const ways = [reference, ...chosen('way', others, withoutReference(flags.ways))];
    return await run(flags, cases, ways);
  } catch (error) {
    const isOurs = error instanceof LiveCalcError || error instanceof TypeError;
    if (!isOurs) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

async function run(flags: Flags, cases: typeof allCases, ways: readonly Way[]): Promise<number> {
  if (flags.install) await installMissing(ways);
  if (flags.list) return print(await listText(cases, ways));
  const asked = flags['self-check'] ? [...ways, selfCheckWay(reference)] : ways;
  const matrix = await fillMatrix({ cases, ways: asked, deadlineMs, onCell, onSkipped });
  print(
    flags.json ? `${JSON.stringify(matrix, null, 2)}\n` : `\n${matrixText(matrix, cases, asked)}\n`,
  );
  const problem = flags['self-check'] ? selfCheckProblem(matrix) : null;
  if (problem !== null) process.stderr.write(`${problem}\n`);
  return problem !== null ? 3 : isSame(matrix) ? 0 : 1;
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

/** Those of the names, in their own order; all where none are given. Throws ARGUMENT_INVALID. */
function chosen<T extends { readonly name: string }>(
  noun: string,
  all: readonly T[],
  names: string | undefined,
): readonly T[] {
  if (names === undefined) return all;
  const wanted = names.split(',').filter((name) => name !== '');
  const known = all.map(({ name }) => name);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return all.filter(({ name }) => wanted.includes(name));
  const message = `There is no ${noun} "${unknown}".${meantHint(unknown, known)} Known: ${known.join(', ')}.`;
  throw new LiveCalcError('ARGUMENT_INVALID', message, { found: unknown });
}

function withoutReference(names: string | undefined): string | undefined {
  const kept = names?.split(',').filter((name) => name !== reference.name);
  return kept?.join(',');
}

/** What cannot be fetched is told and skipped: the other ways still run. */
async function installMissing(ways: readonly Way[]): Promise<void> {
  for (const way of ways) {
    if (way.install === undefined || (await way.unavailable()) === null) continue;
    process.stderr.write(`fetching what ${way.name} needs ...\n`);
    await way.install().catch((error: unknown) => {
      process.stderr.write(`${way.name} cannot be had here: ${String(error)}\n`);
    });
  }
}

async function listText(cases: typeof allCases, ways: readonly Way[]): Promise<string> {
  const reasons = await Promise.all(ways.map((way) => way.unavailable()));
  const lines = [
    'cases',
    ...alignRows(cases.map(({ name, about }) => [name, about])),
    '',
    'ways',
    ...alignRows(
      ways.map(({ name, about }, index) => {
        const reason = reasons[index];
        return [name, reason ? `${about} - not available: ${reason}` : about];
      }),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function onCell(cell: Cell): void {
  const said =
    cell.kind === 'failed' ? 'FAILED' : cell.differences.length > 0 ? 'DIFFERS' : cell.resultHash;
  const seconds = (cell.durationMs / 1000).toFixed(2);
  process.stderr.write(`${cell.wayName} ${cell.caseName}: ${said} (${seconds} s)\n`);
}

function onSkipped(skipped: SkippedWay): void {
  process.stderr.write(`${skippedText(skipped)}: skipped, ${skipped.reason}\n`);
}
