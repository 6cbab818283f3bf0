import { Command } from 'commander';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import type { CommandContext } from '../command-context.ts';
import { compareResults } from '../result-folder/compare-results.ts';
import {
  checkWhole,
  inspectResult,
  verifyResult,
  type InspectedResult,
} from '../result-folder/verify-result.ts';
import { alignRows } from '../text/lines.ts';
import { formatNumber } from '../text/number-format.ts';
import { partialLines, resultHashText } from '../text/partial-lines.ts';

const help = `
Nothing is valued again: the hashes are recomputed from the values in the files.
A partial result has no result hash: its columns are verified, and --against
refuses it.
With --against DIR the first differing column, row and both values are named.
docs/verify.py does the same with Python and pyarrow alone.

Examples:
  livecalc verify out
  livecalc verify out --against signed-off/
  livecalc verify out --against 5b1f...e0 (64 hexadecimal digits)`;

interface VerifyFlags {
  readonly against?: string;
  readonly json?: boolean;
}

/** `livecalc verify`: recomputes the hashes of written results. */
export function verifyCommand({ signal, print }: CommandContext): Command {
  return new Command('verify')
    .summary('recompute the hashes of a written result')
    .description('Recomputes the hashes of a result folder from its files.')
    .argument('<dir>', 'a result folder')
    .option('--against <dir|hash>', 'another result folder, or the result hash it must have')
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (folder: string, { against, json }: VerifyFlags) => {
      const verified = await verifyAgainst(folder, against, signal);
      const { resultHash, partial, columns } = verified.result;
      const object = { verified: true, resultHash, partial, against: against ?? null, columns };
      print(`${json ? JSON.stringify(object) : verifiedText(verified, against)}\n`);
    });
}

async function verifyAgainst(
  folder: string,
  against: string | undefined,
  signal: AbortSignal,
): Promise<InspectedResult> {
  const { createSha256 } = nodePlatform();
  if (against === undefined || isHash(against)) {
    const verified = await verifyResult(folder, createSha256, signal);
    if (against !== undefined) compareHash(verified, against.toLowerCase());
    return verified;
  }
  const inspected = await inspectResult(folder, createSha256, signal);
  compareResults(inspected, await inspectResult(against, createSha256, signal));
  return inspected;
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text);
}

function compareHash(inspected: InspectedResult, expected: string): void {
  const { folder, result } = inspected;
  checkWhole(inspected);
  if (result.resultHash === expected) return;
  throw new LiveCalcError(
    'HASH_MISMATCH',
    `${folder} has the result hash ${result.resultHash}, expected ${expected}. With the folder of ` +
      'the other result, --against names the first value that differs.',
    { file: folder, found: String(result.resultHash), expected },
  );
}

function verifiedText({ folder, result }: InspectedResult, against: string | undefined): string {
  const rows = result.columns.map(({ name, type, length, sha256 }) => [
    name,
    type,
    formatNumber(length),
    `${sha256.slice(0, 16)}...`,
    'ok',
  ]);
  const same = against === undefined ? [] : [`the same as   ${against}`];
  return [
    `${folder}: every value is as result.json says`,
    '',
    ...alignRows([['column', 'type', 'rows', 'sha256', ''], ...rows], [2]),
    '',
    `result hash  ${resultHashText(result)}`,
    ...same,
    ...partialLines(result.partial),
  ].join('\n');
}
