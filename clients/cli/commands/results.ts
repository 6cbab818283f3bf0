import { createHash } from 'node:crypto';
import path from 'node:path';
import { Command, Option } from 'commander';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { executionFileName } from '../../../contracts/execution-record.ts';
import type { PartialResult } from '../../../contracts/run-result.ts';
import type { FleetJob } from '../../../contracts/wire/fleet-job.ts';
import type { JobApi, TableFormat } from '../../sdk/job-api.ts';
import type { CommandContext } from '../command-context.ts';
import { addGatewayOptions, withGateway, type GatewayFlags } from '../remote/gateway-options.ts';
import { recordOrNone } from '../remote/record-or-none.ts';
import { resultFileName } from '../result-folder/result-target.ts';
import { formatNumber } from '../text/number-format.ts';
import { partialLines } from '../text/partial-lines.ts';
import { unwritable } from '../whole-folder/folder-target.ts';
import { makeFolder } from '../whole-folder/make-folder.ts';
import { writeWholeFile } from '../write-whole-file.ts';

const help = `
Each file's bytes are checked against the SHA-256 that the gateway gives them;
result.json holds statistics and hashes, execution.json what happened in the run
('livecalc explain'). 'livecalc verify' reads the folder, for tables as parquet,
csv or arrow.

Examples:
  livecalc results 5b1f0c1e-3f53-4a2e-9d0a-6f2f8f1f7a11 --out q3
  livecalc results 5b1f0c1e-3f53-4a2e-9d0a-6f2f8f1f7a11 --format csv --tables scenarios`;

interface ResultsFlags extends GatewayFlags {
  readonly out: string;
  readonly format: TableFormat;
  readonly tables?: string;
  readonly json?: boolean;
}

interface Written {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** `livecalc results`: the tables of a job of a gateway, as files. */
export function resultsCommand(context: CommandContext): Command {
  const command = new Command('results')
    .summary("fetch a job's tables from a gateway")
    .description('Fetches the tables of a job of a gateway into a folder, and checks their hashes.')
    .argument('<job>', 'the id of the job')
    .addHelpText('after', help);
  return addGatewayOptions(command)
    .option('-o, --out <folder>', 'made where it is not there', 'out')
    .addOption(
      new Option('--format <format>', 'of the tables')
        .choices(['parquet', 'csv', 'arrow', 'json'])
        .default('parquet'),
    )
    .option('--tables <tables>', 'only these, with commas between')
    .option('--json', 'print one JSON object on stdout')
    .action(async (jobId: string, flags: ResultsFlags) => {
      const { files, partial } = await withGateway(flags, (jobs) =>
        fetchAll(jobs, jobId, flags, context),
      );
      const lines = files.map(
        ({ file, sizeBytes, sha256 }) => `${file}: ${formatNumber(sizeBytes)} bytes, ${sha256}`,
      );
      const text = [...lines, ...partialLines(partial)].join('\n');
      context.print(`${flags.json ? JSON.stringify({ jobId, files, partial }) : text}\n`);
    });
}

async function fetchAll(
  jobs: JobApi,
  jobId: string,
  { out, format, tables }: ResultsFlags,
  context: CommandContext,
): Promise<{ readonly files: readonly Written[]; readonly partial: PartialResult | null }> {
  const job = await jobs.job(jobId, 0, context.signal);
  if (job.result === null) throw noResult(job);
  const names = askedTables(job, tables);
  await makeFolder(out).catch((error: NodeJS.ErrnoException) => {
    throw unwritable(out, `it cannot be made (${error.code})`, error);
  });
  const files: Written[] = [];
  for (const name of names) {
    context.onProgress({ kind: 'stage', stage: name });
    files.push(await fetchTable(jobs, { jobId, name, out, format }, context));
  }
  const record = await recordOrNone(jobs.execution(jobId, context.signal));
  const writeJson = (name: string, value: object): Promise<void> =>
    writeWholeFile(path.join(out, name), context, async (sink) => {
      await sink.write(Buffer.from(`${JSON.stringify(value, null, 2)}\n`));
    });
  await writeJson(resultFileName, job.result);
  if (record !== null) await writeJson(executionFileName, record);
  return { files, partial: job.result.partial };
}

interface AskedTable {
  readonly jobId: string;
  readonly name: string;
  readonly out: string;
  readonly format: TableFormat;
}

async function fetchTable(
  jobs: JobApi,
  { jobId, name, out, format }: AskedTable,
  context: CommandContext,
): Promise<Written> {
  const table = await jobs.table(jobId, name, format, context.signal);
  const file = path.join(out, `${name}.${format}`);
  let sizeBytes = 0;
  await writeWholeFile(file, context, async (sink) => {
    const hash = createHash('sha256');
    for await (const bytes of table.bytes) {
      hash.update(bytes);
      sizeBytes += bytes.byteLength;
      await sink.write(bytes);
    }
    checkHash(file, hash.digest('hex'), table.sha256);
  });
  return { file, sizeBytes, sha256: table.sha256 };
}

function checkHash(file: string, found: string, expected: string): void {
  if (found === expected) return;
  const message =
    `${file} came with SHA-256 ${found}, where the gateway says ${expected}. The file was not written; ` +
    'fetch it again.';
  throw new LiveCalcError('HASH_MISMATCH', message, { file, found, expected });
}

/** Before anything is written. Throws ARGUMENT_INVALID. */
function askedTables(job: FleetJob, asked: string | undefined): readonly string[] {
  const all = job.tables.map(({ table }) => table);
  const names = asked?.split(',').map((name) => name.trim()) ?? all;
  const strange = names.find((name) => !all.includes(name));
  if (strange === undefined) return names;
  const expected = all.join(', ');
  const message = `--tables has "${strange}", which is no table of job ${job.jobId}; expected some of ${expected}.`;
  throw new LiveCalcError('ARGUMENT_INVALID', message, { found: strange, expected });
}

function noResult({ jobId, status }: FleetJob): LiveCalcError {
  const message =
    `Job ${jobId} is ${status} and has no tables; expected COMPLETED. 'livecalc status ${jobId} --wait' ` +
    'waits for it, or says why it failed.';
  return new LiveCalcError('NOT_READY', message, { found: status, expected: 'COMPLETED' });
}
