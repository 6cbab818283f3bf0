import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addGatewayOptions, withGateway, type GatewayFlags } from '../remote/gateway-options.ts';

const help = `
Example:
  livecalc cancel 5b1f0c1e-3f53-4a2e-9d0a-6f2f8f1f7a11`;

/** `livecalc cancel`: ends a job of a gateway, or removes one that is at its end. */
export function cancelCommand({ print }: CommandContext): Command {
  const command = new Command('cancel')
    .summary('cancel a job of a gateway')
    .description('Cancels a job of a gateway; one that is at its end is removed with its results.')
    .argument('<job>', 'the id of the job')
    .addHelpText('after', help);
  return addGatewayOptions(command)
    .option('--json', 'print one JSON object on stdout')
    .action(async (jobId: string, { json, ...flags }: GatewayFlags & { json?: boolean }) => {
      await withGateway(flags, (jobs) => jobs.cancel(jobId));
      print(
        `${json ? JSON.stringify({ jobId, cancelled: true }) : `${jobId}: cancelled or removed`}\n`,
      );
    });
}
