import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import type { JobApi } from '../../sdk/job-api.ts';
import type { CommandContext } from '../command-context.ts';
import { addGatewayOptions, withGateway, type GatewayFlags } from '../remote/gateway-options.ts';
import { fleetScreen, fleetText } from '../text/fleet-text.ts';
import type { Terminal } from '../thread-messages.ts';

const help = `
Redrawn each second until Ctrl-C, where stdout is a terminal and neither --once
nor --json is given. It takes the role operator.

Examples:
  livecalc fleet status
  livecalc fleet status --once
  livecalc fleet status --json`;

interface FleetFlags extends GatewayFlags {
  readonly once?: boolean;
  readonly json?: boolean;
}

const everyMs = 1000;

/** `livecalc fleet status`: workers, what each does, what waits, how long it will take. */
export function fleetCommand(context: CommandContext): Command {
  const status = new Command('status')
    .summary('show workers, their work and what waits')
    .description('Shows the workers of a fleet, what each does, what waits and how fast it goes.')
    .addHelpText('after', help);
  addGatewayOptions(status)
    .option('--once', 'show it once')
    .option('--json', 'print one JSON object on stdout')
    .action(async ({ once, json, ...flags }: FleetFlags) => {
      await withGateway(flags, async (jobs) => {
        if (!once && !json && context.terminal !== null) {
          return await showLive(jobs, context, context.terminal);
        }
        const fleet = await jobs.fleet(context.signal);
        context.print(`${json ? JSON.stringify(fleet) : fleetText(fleet)}\n`);
      });
    });
  return new Command('fleet')
    .summary('see the fleet behind a gateway')
    .description('What concerns the fleet behind a gateway.')
    .addCommand(status);
}

/** Until Ctrl-C, which is how it is meant to end. */
async function showLive(jobs: JobApi, context: CommandContext, terminal: Terminal): Promise<void> {
  const { signal } = context;
  const { createLogUpdate } = await import('log-update');
  const write = (stdout: string): boolean => {
    context.say({ stdout, stderr: '' });
    return true;
  };
  // The terminal belongs to the main thread; what is drawn goes there as text.
  const stream = { ...terminal, write, isTTY: true } as unknown as NodeJS.WriteStream;
  const draw = createLogUpdate(stream, { showCursor: true });
  while (!signal.aborted) {
    draw(fleetScreen(await jobs.fleet(signal), terminal));
    await delay(everyMs, null, { signal }).catch(() => {});
  }
}
