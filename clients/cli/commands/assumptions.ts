import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { listCommand } from './assumptions/list.ts';
import { loginCommand } from './assumptions/login.ts';
import { resolveCommand } from './assumptions/resolve.ts';
import { serveCommand } from './assumptions/serve.ts';
import { userCommand } from './assumptions/user.ts';

const help = `
A configuration names a table of a manager as assumptions://NAME:VERSION. Where
the manager is, LIVECALC_AM_URL says; who asks, LIVECALC_AM_TOKEN or a file
am_credentials.json, which login writes. docs/assumptions.md says more.

Examples:
  livecalc assumptions serve tables/
  livecalc assumptions login --url http://127.0.0.1:8400
  livecalc assumptions list
  livecalc assumptions resolve model/`;

/** `livecalc assumptions`: what there is to do with an Assumptions Manager. */
export function assumptionsCommand(context: CommandContext): Command {
  const command = new Command('assumptions')
    .summary('tables of an Assumptions Manager')
    .description('Lists, resolves and serves the tables of an Assumptions Manager.')
    .addHelpText('after', help);
  for (const create of [listCommand, loginCommand, resolveCommand, serveCommand, userCommand]) {
    command.addCommand(create(context));
  }
  return command;
}
