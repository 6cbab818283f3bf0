import { Command } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { accessOptionsOf } from '../../load-model.ts';
import { alignRows } from '../../text/lines.ts';

interface ListFlags {
  readonly url?: string;
  readonly json?: boolean;
}

/** `livecalc assumptions list`: what the manager has. */
export function listCommand(context: CommandContext): Command {
  return new Command('list')
    .summary('list assumptions, or the versions of one')
    .description('Lists the assumptions of the manager, or the versions of one, the oldest first.')
    .argument('[name]', 'an assumption')
    .option('--url <url>', 'the manager’s address, where LIVECALC_AM_URL does not say it')
    .option('--json', 'print one JSON object on stdout')
    .action(async (name: string | undefined, { url, json }: ListFlags) => {
      const { openManager } = await import('../../../../assumptions/credentials/open-manager.ts');
      const options = { ...accessOptionsOf(context), url };
      const { client } = await openManager(options, { folder: process.cwd() });
      if (name === undefined) {
        const assumptions = await client.list();
        const rows = assumptions.map((one) => [
          one.name,
          String(one.versions),
          one.latest ?? 'none',
          one.draft ?? 'none',
        ]);
        const text = alignRows([['name', 'versions', 'latest', 'draft'], ...rows]).join('\n');
        context.print(`${json ? JSON.stringify({ assumptions }) : text}\n`);
      } else {
        const versions = await client.versions(name);
        const rows = versions.map((one) => [
          one.version,
          one.status,
          one.approvedBy ?? '',
          one.approvedAt ?? '',
        ]);
        const head = ['version', 'status', 'approved by', 'approved at'];
        const text = alignRows([head, ...rows]).join('\n');
        context.print(`${json ? JSON.stringify({ name, versions }) : text}\n`);
      }
    });
}
