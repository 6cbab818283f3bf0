import { Command, InvalidArgumentError } from 'commander';
import { jobStates, type JobState } from '../../../contracts/wire/job.ts';
import type { CommandContext } from '../command-context.ts';
import { addGatewayOptions, withGateway, type GatewayFlags } from '../remote/gateway-options.ts';
import { jobTable } from '../text/job-text.ts';
import { wholeNumber } from '../whole-number.ts';

const help = `
Examples:
  livecalc jobs
  livecalc jobs --state PENDING,RUNNING
  livecalc jobs --after 2026-11-01T00:00:00Z --limit 200 --json`;

interface JobsFlags extends GatewayFlags {
  readonly state?: readonly JobState[];
  readonly after?: string;
  readonly before?: string;
  readonly limit?: number;
  readonly cursor?: string;
  readonly json?: boolean;
}

/** `livecalc jobs`: the tenant's jobs on a gateway. */
export function jobsCommand({ print, signal }: CommandContext): Command {
  const command = new Command('jobs')
    .summary('list jobs of a gateway')
    .description("Lists the tenant's jobs on a gateway, the newest first.")
    .addHelpText('after', help);
  return addGatewayOptions(command)
    .option('--state <states>', 'only these, with commas between', statesOf)
    .option('--after <time>', 'created at or after this time, ISO 8601')
    .option('--before <time>', 'created before this time, ISO 8601')
    .option('--limit <count>', 'how many, 200 at most', wholeNumber)
    .option('--cursor <cursor>', 'go on where the list before ended')
    .option('--json', 'print one JSON object on stdout')
    .action(async ({ state, after, before, limit, cursor, json, ...flags }: JobsFlags) => {
      const asked = { states: state, createdAfter: after, createdBefore: before, limit, cursor };
      const list = await withGateway(flags, (jobs) => jobs.list(asked, signal));
      const more = list.nextCursor === null ? '' : `\nMore: --cursor ${list.nextCursor}`;
      print(`${json ? JSON.stringify(list) : jobTable(list.jobs) + more}\n`);
    });
}

function statesOf(value: string): readonly JobState[] {
  return value.split(',').map((name) => {
    const state = jobStates.find((known) => known === name.trim().toUpperCase());
    if (state !== undefined) return state;
    throw new InvalidArgumentError(`Expected states of ${jobStates.join(', ')}.`);
  });
}
