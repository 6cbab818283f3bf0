import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { FleetJob, SubmittedFleetJob } from '../../../contracts/wire/fleet-job.ts';
import { loadModel } from '../load-model.ts';
import { openFile } from '../../../tables/node/file-source.ts';
import type { JobApi, SubmitJobOptions } from '../../sdk/job-api.ts';
import type { CommandContext } from '../command-context.ts';
import { partialExitCode } from '../describe-error.ts';
import { addOverrideOptions, type OverrideFlags } from '../overrides.ts';
import { completedJob } from '../remote/await-job.ts';
import { addGatewayOptions, withGateway, type GatewayFlags } from '../remote/gateway-options.ts';
import { remoteModel } from '../remote/remote-model.ts';
import { jobText } from '../text/job-text.ts';
import { wrapWords } from '../text/lines.ts';
import { wholeNumber } from '../whole-number.ts';

const help = `
Of a model in a folder only those files are sent that the gateway does not have;
a package is sent as it is. The job goes on whatever becomes of this command.

Examples:
  livecalc submit examples/term-life
  livecalc submit model.lcpkg --wait --deadline 10m
  livecalc submit model/ --set projection.lapseMultiplier=1.2 --idempotency-key q3-lapse-up
  livecalc submit model/ --gateway https://livecalc.example --token-file token`;

interface SubmitFlags extends OverrideFlags, GatewayFlags {
  readonly wait?: boolean;
  readonly idempotencyKey?: string;
  readonly deadline?: number;
  readonly maxAttempts?: number;
  readonly recompute?: boolean;
  readonly json?: boolean;
}

/** `livecalc submit`: hands a model to a gateway. */
export function submitCommand(context: CommandContext): Command {
  const command = new Command('submit')
    .summary('hand a run to a gateway')
    .description('Hands a run to a gateway, which values it on its fleet.')
    .argument('<config>', 'a livecalc.config.json, its folder, a DAG file, or a .lcpkg')
    .addHelpText('after', help);
  addOverrideOptions(command, ['policies', 'scenarios', 'seed', 'set', 'tables']);
  return addGatewayOptions(command)
    .option('--wait', 'wait for its end; exit code 2 where it fails')
    .option('--idempotency-key <key>', 'the same key with the same model is the same job')
    .option('--deadline <time>', 'when it must be done: 90s, 10m, 2h', durationMs)
    .option('--max-attempts <count>', 'how often a task may be lost', wholeNumber)
    .option('--recompute', 'value it also where the answer is known already')
    .option('--json', 'print one JSON object on stdout')
    .action(async (config: string, flags: SubmitFlags) => {
      const told = await withGateway(flags, async (jobs) => {
        const submitted = await submit(jobs, config, flags, context);
        if (!flags.wait) return { submitted, job: null };
        context.say({ stdout: '', stderr: `${waitingText(submitted.jobId)}\n` });
        return { submitted, job: await completedJob(jobs, submitted.jobId, context) };
      });
      context.print(`${flags.json ? JSON.stringify(told.job ?? told.submitted) : text(told)}\n`);
      context.endWith(partialExitCode(told.job?.result?.partial ?? null));
    });
}

async function submit(
  jobs: JobApi,
  config: string,
  flags: SubmitFlags,
  context: CommandContext,
): Promise<SubmittedFleetJob> {
  const { signal, onProgress } = context;
  const { idempotencyKey, deadline: deadlineMs, maxAttempts, recompute } = flags;
  const options: SubmitJobOptions = { idempotencyKey, deadlineMs, maxAttempts, recompute, signal };
  onProgress({ kind: 'stage', stage: 'send' });
  if (path.extname(config) === '.lcpkg') {
    // Says in our words what is wrong with the file.
    await using _ = await openFile(config, config);
    return await jobs.submit(await openAsBlob(config), options);
  }
  const loaded = await loadModel(config, flags, context);
  return await jobs.submit((await remoteModel(loaded)).files, options);
}

function text({ submitted, job }: { submitted: SubmittedFleetJob; job: FleetJob | null }): string {
  if (job !== null) return jobText(job);
  const { jobId, status, answeredFrom } = submitted;
  const known = answeredFrom === null ? '' : `, answered from ${answeredFrom}`;
  const next = status === 'COMPLETED' ? `results ${jobId}` : `status ${jobId} --wait`;
  return `${jobId}: ${status}${known}\n  livecalc ${next}`;
}

/** At once: at Ctrl-C there is no time to say it. */
function waitingText(jobId: string): string {
  return wrapWords(
    `Waiting for job ${jobId}. It goes on without this command: 'livecalc status ${jobId} --wait' waits for ` +
      `it, 'livecalc cancel ${jobId}' ends it.`,
    '',
  );
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

function durationMs(value: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smh])$/.exec(value) ?? [];
  if (count !== undefined && Number(count) > 0) return Number(count) * unitMs[unit]!;
  throw new InvalidArgumentError('Expected a time such as 90s, 10m or 2h.');
}
