import { Command } from 'commander';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { AuditHead } from '../../../gateway/audit/chain.ts';
import { ChainVerifier } from '../../../gateway/audit/chain-verifier.ts';
import type { CommandContext } from '../command-context.ts';
import { accessToken, tokenVariable } from '../remote/access-token.ts';
import { auditFile, auditOfGateway, isAddress } from '../remote/audit-source.ts';
import { formatNumber } from '../text/number-format.ts';
import { writeWholeFile } from '../write-whole-file.ts';

const help = `
A gateway keeps one chain of audit lines for each tenant: the hash of each line
covers all lines before it. 'verify' finds a line that was changed, one that is
missing, and a tail that was cut off. Of a gateway it knows the head of the chain;
of a file it knows only what is in it, unless --head says a hash that was kept
elsewhere, for example what 'export' printed at the end of a month.

Examples:
  livecalc audit export https://livecalc.example --out audit.jsonl
  livecalc audit verify audit.jsonl --head 5b1f...e0 (64 hexadecimal digits)
  livecalc audit verify https://livecalc.example`;

interface VerifyFlags {
  readonly head?: string;
  readonly tokenFile?: string;
  readonly json?: boolean;
}

interface ExportFlags {
  readonly out: string;
  readonly tokenFile?: string;
  readonly json?: boolean;
}

type Verified = AuditHead & { readonly expectedAt: number | null };

const tokenFlag = [
  '--token-file <file>',
  `the token for the gateway, where ${tokenVariable} does not hold it`,
] as const;
const jsonFlag = ['--json', 'print one JSON object on stdout'] as const;

/** `livecalc audit`: the audit lines of a gateway. */
export function auditCommand(context: CommandContext): Command {
  return new Command('audit')
    .summary('export and verify the audit lines of a gateway')
    .description('Exports the audit lines of a gateway, and finds what was done to them.')
    .addHelpText('after', help)
    .addCommand(verifyAuditCommand(context))
    .addCommand(exportAuditCommand(context));
}

function verifyAuditCommand({ signal, print }: CommandContext): Command {
  return new Command('verify')
    .summary('find changed and missing lines')
    .argument('<file|url>', 'a file of livecalc audit export, or a gateway')
    .option('--head <hash>', 'a hash that must be in the chain')
    .option(...tokenFlag)
    .option(...jsonFlag)
    .action(async (from: string, { head, tokenFile, json }: VerifyFlags) => {
      const source = isAddress(from)
        ? await auditOfGateway(from, await accessToken(tokenFile), signal)
        : auditFile(from);
      const verifier = new ChainVerifier(from, headOf(head));
      for await (const line of source.lines) {
        signal.throwIfAborted();
        verifier.take(line);
      }
      const verified = verifier.end(source.head);
      print(
        `${json ? JSON.stringify({ verified: true, ...verified }) : verifiedText(from, verified)}\n`,
      );
    });
}

function exportAuditCommand(context: CommandContext): Command {
  return new Command('export')
    .summary('write all lines to a file')
    .argument('<url>', 'a gateway')
    .requiredOption('--out <file>', 'the file to write')
    .option(...tokenFlag)
    .option(...jsonFlag)
    .action(async (url: string, { out, tokenFile, json }: ExportFlags) => {
      const { lines, head } = await auditOfGateway(
        url,
        await accessToken(tokenFile),
        context.signal,
      );
      const verifier = new ChainVerifier(url, null);
      const encoder = new TextEncoder();
      await writeWholeFile(out, context, async (sink) => {
        for await (const line of lines) {
          verifier.take(line);
          await sink.write(encoder.encode(`${line}\n`));
        }
        verifier.end(head);
      });
      const { sequence, hash } = verifier.end(head);
      const text = `${out}: ${linesText(sequence)}, every one as it was written\nhead  ${hash}`;
      context.print(`${json ? JSON.stringify({ file: out, sequence, hash }) : text}\n`);
    });
}

/** Throws ARGUMENT_INVALID. */
function headOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  const expected = '64 hexadecimal digits';
  const message = `--head is ${JSON.stringify(text)}; expected ${expected}, as 'livecalc audit export' prints them.`;
  throw new LiveCalcError('ARGUMENT_INVALID', message, { found: text, expected });
}

function verifiedText(from: string, { sequence, hash, expectedAt }: Verified): string {
  const given =
    expectedAt === null ? [] : [`the head that was given is line ${formatNumber(expectedAt)}`];
  return [
    `${from}: ${linesText(sequence)}, every one as it was written and none missing between them`,
    ...given,
    `head  ${hash}`,
  ].join('\n');
}

function linesText(count: number): string {
  return count === 1 ? '1 line' : `${formatNumber(count)} lines`;
}
