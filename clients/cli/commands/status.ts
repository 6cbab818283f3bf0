import { Command } from 'commander';
import type { FleetJob } from '../../../contracts/wire/fleet-job.ts';
import type { JobApi } from '../../sdk/job-api.ts';
import type { CommandContext } from '../command-context.ts';
import { partialExitCode } from '../describe-error.ts';
import { completedJob } from '../remote/await-job.ts';
import { addGatewayOptions, withGateway, type GatewayFlags } from '../remote/gateway-options.ts';
import { jobText } from '../text/job-text.ts';

const help = `
Examples:
  livecalc status 5b1f0c1e-3f53-4a2e-9d0a-6f2f8f1f7a11
  livecalc status 5b1f0c1e-3f53-4a2e-9d0a-6f2f8f1f7a11 --wait --json`;

interface StatusFlags extends GatewayFlags {
  readonly wait?: boolean;
  readonly json?: boolean;
}

/** `livecalc status`: a job of a gateway, why it is where it is, and how it came there. */
export function statusCommand(context: CommandContext): Command {
  const command = new Command('status')
    .summary('show a job of a gateway')
    .description('Shows a job of a gateway: its state, why it waits, how far it is.')
    .argument('<job>', 'the id of the job')
    .addHelpText('after', help);
  return addGatewayOptions(command)
    .option('--wait', 'wait for its end; exit code 2 where it fails')
    .option('--json', 'print one JSON object on stdout')
    .action(async (jobId: string, flags: StatusFlags) => {
      const job: FleetJob = await withGateway(flags, (jobs) =>
        flags.wait ? awaited(jobs, jobId, context) : jobs.job(jobId, 0, context.signal),
      );
      context.print(`${flags.json ? JSON.stringify(job) : jobText(job)}\n`);
      if (flags.wait) context.endWith(partialExitCode(job.result?.partial ?? null));
    });
}

/** A gateway that never answered is not waited for: its address may be wrong. */
async function awaited(jobs: JobApi, jobId: string, context: CommandContext): Promise<FleetJob> {
  await jobs.job(jobId, 0, context.signal);
  return await completedJob(jobs, jobId, context);
}
