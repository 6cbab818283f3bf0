import { Command } from 'commander';
import path from 'node:path';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import type { CommandContext } from '../command-context.ts';
import { reportData } from '../report/report-data.ts';
import { reportPage } from '../report/report-page.ts';
import { reportFileName } from '../result-folder/result-target.ts';
import { verifyResult } from '../result-folder/verify-result.ts';
import { writeWholeFile } from '../write-whole-file.ts';

const help = `
The page needs nothing but itself: it can be sent, printed and kept. Every value
is hashed again first, and statistics are computed again from the scenarios; a
folder whose files disagree with its result.json gets no report. The same result
gives the same page, to the byte.

Examples:
  livecalc report out
  livecalc report out --out valuation-2024-q4.html`;

interface ReportFlags {
  readonly out?: string;
  readonly json?: boolean;
}

/** `livecalc report`: one HTML page from a result folder. */
export function reportCommand(context: CommandContext): Command {
  return new Command('report')
    .summary('write a result as one HTML page')
    .description('Writes a result folder as one self-contained HTML page.')
    .argument('<dir>', 'a result folder')
    .option('--out <file>', 'the page; default: report.html in the result folder')
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (folder: string, { out, json }: ReportFlags) => {
      const file = out ?? path.join(folder, reportFileName);
      const { createSha256 } = nodePlatform();
      const verified = await verifyResult(folder, createSha256, context.signal);
      const page = await reportPage(reportData(verified));
      await writeWholeFile(file, context, (sink) => sink.write(new TextEncoder().encode(page)));
      const { resultHash, partial } = verified.result;
      const text = `${file}: ${partial === null ? `the result ${resultHash}` : 'a partial result'}`;
      context.print(`${json ? JSON.stringify({ file, resultHash }) : text}\n`);
    });
}
